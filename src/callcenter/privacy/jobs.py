"""The vault's part in the end of data: which job does what, and the retention run every hour."""

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.infra.db import Db, sessions
from callcenter.infra.jobs import Handler, Registry, enqueue
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.privacy import destroying, learners, people, queries, service
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

LATER = timedelta(minutes=5)
RETENTION_SECONDS = 3600.0


_SLOW = {service.SHRED, service.RETIRE_KEYS, service.ERASE}
"""Jobs over many rows: agents' calls do not wait behind them."""


def register(registry: Registry, keys: VaultKeyring, settings: Settings) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def shred(db: Db, list_id: UUID) -> None:
        await destroying.shred(db, keys, list_id)

    async def retire_keys(db: Db, list_id: UUID) -> None:
        await destroying.retire_keys(db, keys, settings, list_id)

    async def certify_list(db: Db, list_id: UUID) -> None:
        await destroying.certify_list(db, keys, settings, list_id)

    async def certify_person(db: Db, request_id: UUID) -> None:
        await destroying.certify_person(db, keys, settings, request_id)

    async def search(db: Db, request_id: UUID) -> None:
        await people.search(db, keys, request_id)

    async def write_file(db: Db, request_id: UUID) -> None:
        await people.write_file(db, keys, request_id)

    async def given_up(db: Db, request_id: UUID) -> None:
        await queries.move_request(db, request_id, origins=["searching", "writing"], target="failed")

    for kind, handler in (
        (service.SHRED, shred),
        (service.RETIRE_KEYS, retire_keys),
        (service.CERTIFY_LIST, certify_list),
        (service.ERASE, destroying.erase),
        (service.CERTIFY_PERSON, certify_person),
        (learners.ERASE_LEARNER, learners.erase),
    ):
        registry.add(kind, handler, failed=_never_given_up(kind), slow=kind in _SLOW)
    registry.add(service.SEARCH, search, failed=given_up)
    registry.add(service.WRITE_FILE, write_file, failed=given_up)


def _never_given_up(kind: str) -> Handler:
    """What is to be destroyed is: a job that keeps failing is taken up again later."""

    async def later(db: Db, subject_id: UUID) -> None:
        log.error("destruction is late", kind=kind, subject=str(subject_id))
        await enqueue(db, kind, subject_id, delay=LATER)

    return later


async def tend(engine: AsyncEngine, waker: Waker, stopping: asyncio.Event) -> None:
    """Every hour: warnings that are due, lists whose time is over."""
    make = sessions(engine)
    while not stopping.is_set():
        try:
            async with make() as db:
                await service.run_retention(db, clock.now())
                await learners.drop_old_proofs(db, clock.now())
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("retention failed", error=type(problem).__name__)
        try:
            await asyncio.wait_for(stopping.wait(), RETENTION_SECONDS)
        except TimeoutError:
            continue
