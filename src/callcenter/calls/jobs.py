"""The vault's part in a call: opens the sealed contact, checks the do-not-call list, dials; and tends leases.

In sandbox mode the far end is simulated here; a live line will be handed its number from this place alone.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.calls import rules, service
from callcenter.contacts import service as contacts
from callcenter.contacts.jobs import number_is_suppressed
from callcenter.contacts.schemas import RecordsOpened
from callcenter.infra import journal
from callcenter.infra.db import Db, sessions
from callcenter.infra.jobs import Registry, enqueue
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

SETTLE = "settle_call"
TEND_SECONDS = 2.0


def register(registry: Registry, keys: VaultKeyring, settings: Settings) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def dial(db: Db, call_id: UUID) -> None:
        call = await service.call_row(db, call_id)
        if call is None or call.state != "requested":
            return
        now = clock.now()
        opened = RecordsOpened(
            reason="dial",
            count=1,
            contact_id=call.contact_id,
            campaign_id=call.campaign_id,
            site_id=call.site_id,
            partner_id=call.partner_id,
        )
        await journal.append(db, opened)
        if await number_is_suppressed(db, keys, call.contact_id):
            await service.fail_call(db, call_id, "suppressed", now)
            await contacts.block(db, call.contact_id, "suppressed")
            return
        if await service.ring(db, call_id, now):
            await enqueue(db, SETTLE, call_id, delay=timedelta(seconds=settings.sandbox_ring_seconds))

    async def settle(db: Db, call_id: UUID) -> None:
        result = rules.simulated_line(call_id, settings.sandbox_answer_rate)
        if result == "answered":
            await service.answer(db, call_id, clock.now())
        else:
            await service.fail_call(db, call_id, result, clock.now())

    async def given_up(db: Db, call_id: UUID) -> None:
        await service.fail_call(db, call_id, "failed", clock.now())

    registry.add(service.DIAL, dial, failed=given_up)
    registry.add(SETTLE, settle, failed=given_up)


async def tend(engine: AsyncEngine, settings: Settings, waker: Waker, stopping: asyncio.Event) -> None:
    """Every two seconds: agents who left, leases whose time is over, contacts whose waiting time is over."""
    make, idle = sessions(engine), timedelta(minutes=settings.session_idle_minutes)
    while not stopping.is_set():
        try:
            async with make() as db:
                await service.send_absent_home(db, clock.now(), idle)
                await service.expire_leases(db, clock.now())
                await contacts.promote_due(db, clock.now())
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("tending failed", error=type(problem).__name__)
        try:
            await asyncio.wait_for(stopping.wait(), TEND_SECONDS)
        except TimeoutError:
            continue
