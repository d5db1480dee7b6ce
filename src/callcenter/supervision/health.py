"""Whether the vault answers and the journal is sealed in time: watched by the web process, told outside the journal."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from callcenter.alerts import service as alerts
from callcenter.alerts.schemas import AlertKind
from callcenter.infra.db import SessionMaker, connect
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.supervision import queries
from callcenter.supervision.schemas import Health

log = structlog.get_logger(__name__)

EVERY = 5.0
SILENT = timedelta(seconds=40)
"""The vault is heard of every ten seconds."""
BEHIND = timedelta(seconds=15)
"""An entry is sealed within a second on an ordinary day."""

_SIGNS = """SELECT (SELECT at FROM process_beats WHERE process = 'vault') AS vault,
            (SELECT min(at) FROM journal_pending) AS waiting"""
"""When the vault was last heard of, and since when the oldest entry waits to be sealed."""


@dataclass(frozen=True, slots=True)
class State:
    vault: bool = True
    sealer: bool = True

    def frame(self) -> str:
        return json.dumps(Health(type="health", vault=self.vault, sealer=self.sealer).model_dump())


class HealthWatch:
    """Looks every few seconds; `state` is what it found last. A vault that was never heard of counts from the start."""

    def __init__(self) -> None:
        self.state = State()
        self._began = clock.now()

    async def run(self, dsn: Callable[[], str], make: SessionMaker, waker: Waker) -> None:
        """Looks for ever, over a connection of its own; a lost database is met with patience."""
        while True:
            try:
                connection = await connect(dsn(), application="callcenter health")
                try:
                    while True:
                        await self.look(connection, make, waker)
                        await asyncio.sleep(EVERY)
                finally:
                    await connection.close(timeout=2)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError) as problem:
                log.warning("the health could not be looked at", error=type(problem).__name__)
            await asyncio.sleep(EVERY)

    async def look(self, connection: asyncpg.Connection, make: SessionMaker, waker: Waker) -> None:
        """Compares what was heard with the clock; what is wrong becomes an alert of every site, once."""
        now = clock.now()
        found = await connection.fetchrow(_SIGNS)
        assert found is not None
        heard: datetime = found["vault"] or self._began
        waiting: datetime = found["waiting"] or now
        state = State(vault=now - heard < SILENT, sealer=now - waiting < BEHIND)
        wrong: list[tuple[AlertKind, datetime]] = []
        if self.state.vault and not state.vault:
            wrong.append(("vault_down", heard))
        if self.state.sealer and not state.sealer:
            wrong.append(("sealer_behind", waiting))
        if wrong:
            async with make() as db:
                for site in await queries.all_sites(db):
                    for kind, since in wrong:
                        await alerts.raise_(db, kind, site_id=site, now=now, count=1, since=since)
                await waker.commit(db)
        self.state = state
