"""Wakes whoever waits for work (jobs, sealer) after a commit, without a NOTIFY inside the transaction.

PostgreSQL lets transactions that notify commit only one at a time, each waiting for the other's flush to disk; a
notification of its own, after the commit and for many commits at once, costs nobody anything. A lost one is harmless:
every waiter looks for itself once a second.
"""

import asyncio
from collections.abc import Callable

import asyncpg
import structlog

from callcenter.infra.db import Db, connect

log = structlog.get_logger(__name__)

JOBS, ENTRIES = "jobs", "entries"
"""Channels: there is a job to do; there are journal entries to seal."""

_FLAG = "leaves work"
_APART = 0.004


def leaves_work(db: Db, channel: str) -> None:
    """Notes that this transaction adds a job or a journal entry."""
    db.info.setdefault(_FLAG, set()).add(channel)


class Waker:
    """Sends the notifications of one process over a connection of its own."""

    def __init__(self, dsn: Callable[[], str]) -> None:
        self._dsn = dsn
        self._wanted = asyncio.Event()
        self._due: set[str] = set()

    async def commit(self, db: Db) -> None:
        """Commits, then wakes whoever waits for what the transaction left to do."""
        await db.commit()
        left = db.info.pop(_FLAG, None)
        if left:
            self._due |= left
            self._wanted.set()

    async def run(self) -> None:
        """Sends until cancelled; a lost database is met with patience."""
        while True:
            try:
                connection = await connect(self._dsn(), application="callcenter waker")
                try:
                    while True:
                        await self._wanted.wait()
                        self._wanted.clear()
                        due, self._due = self._due, set()
                        await connection.execute("; ".join(f"NOTIFY {channel}" for channel in sorted(due)))
                        await asyncio.sleep(_APART)
                finally:
                    await connection.close(timeout=2)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
                log.warning("waker lost the database", error=type(problem).__name__)
                await asyncio.sleep(1)
