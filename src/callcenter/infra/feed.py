"""The live feed: tails the sealed journal and lets any number of sockets follow it, each at its own pace.

A follower holds only its place (`seq`); entries are kept once, in a bounded window. It knows no feature.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from callcenter.infra.db import connect

log = structlog.get_logger(__name__)

WINDOW = 10_000
"""Entries kept in memory; a follower further behind is told to load afresh."""

BEAT = 0.1
"""At most one frame in so many seconds for each follower: the server batches, the page draws."""

LOOK = 5.0
"""Without news a follower has its turn after so many seconds: it may have something else to tell."""

AT_ONCE = 8
"""So many followers send before whatever else waits has its turn: a full room of screens holds no request up."""

KNOWN_AT_START = 2_000
"""So many earlier entries are read at the start: who was cut off by a restart goes on without a gap."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A sealed entry as the feed carries it."""

    seq: int
    id: int
    at: datetime
    action: str
    actor_id: UUID | None
    site_id: UUID | None
    partner_id: UUID | None
    data: dict[str, Any]
    frame: str
    """The entry's full JSON, made once for all followers."""


class Behind(Exception):
    """The follower's place is older than the window: it must load a fresh snapshot."""


_READ = (
    "SELECT seq, id, at, action, actor_id, site_id, partner_id, data FROM journal "
    "WHERE seq > $1 ORDER BY seq LIMIT 2000"
)


class Feed:
    """Tails the journal in one task. `after` and `turn` serve the followers; `on_session_end` is told of ends,
    `on_entry` of each entry.
    """

    def __init__(self, dsn: Callable[[], str]) -> None:
        self._dsn = dsn
        self._entries: deque[FeedEntry] = deque(maxlen=WINDOW)
        self._news = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []
        self.last = 0
        self.on_session_end: Callable[[UUID], None] = lambda _: None
        self.on_entry: Callable[[FeedEntry], None] = lambda _: None

    def after(self, seq: int, *, limit: int = 500) -> list[FeedEntry]:
        """Up to `limit` entries beyond `seq`. Raises Behind when some of them left the window."""
        if seq >= self.last:
            return []
        if not self._entries or seq + 1 < self._entries[0].seq:
            raise Behind
        start = seq + 1 - self._entries[0].seq
        return [self._entries[i] for i in range(start, min(start + limit, len(self._entries)))]

    async def turn(self, seq: int) -> None:
        """Waits for this follower's turn: when there is something beyond `seq`, else after `LOOK` seconds.

        Turns come `AT_ONCE` at a time and at most every `BEAT` seconds.
        """
        if self.last > seq:
            self._news.set()
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        await turn

    async def _give_turns(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK)
            self._news.clear()
            began = loop.time()
            waiting, self._waiting = self._waiting, []
            for start in range(0, len(waiting), AT_ONCE):
                for turn in waiting[start : start + AT_ONCE]:
                    if not turn.done():
                        turn.set_result(None)
                await asyncio.sleep(0)
            await asyncio.sleep(max(0.0, began + BEAT - loop.time()))

    async def run(self) -> None:
        """Follows the journal and gives turns for ever; a lost database is met with patience."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self._give_turns())
            together.create_task(self._tail())

    async def _tail(self) -> None:
        loop, wait = asyncio.get_running_loop(), 0.2
        while True:
            began = loop.time()
            try:
                await self._follow()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
                log.warning("feed lost the database", error=type(problem).__name__)
            wait = 0.2 if loop.time() - began > 10 else min(wait * 2, 5.0)  # patient only while it stays away
            await asyncio.sleep(wait)

    async def _follow(self) -> None:
        connection = await connect(self._dsn(), application="callcenter feed")
        wake, lost = asyncio.Event(), asyncio.Event()

        def stop(*_: object) -> None:
            lost.set()
            wake.set()

        try:
            connection.add_termination_listener(stop)
            await connection.add_listener("journal_sealed", lambda *_: wake.set())
            await connection.add_listener("session_ended", lambda *a: self.on_session_end(UUID(str(a[3]))))
            if not self._entries:
                newest = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM journal")
                self.last = max(0, newest - KNOWN_AT_START)
            while not lost.is_set():
                wake.clear()
                while rows := await connection.fetch(_READ, self.last):
                    self._take(rows)
                try:
                    await asyncio.wait_for(wake.wait(), 5.0)
                except TimeoutError:
                    continue
        finally:
            await connection.close(timeout=2)

    def _take(self, rows: list[asyncpg.Record]) -> None:
        for row in rows:
            data = json.loads(row["data"])
            plain = {
                "seq": row["seq"],
                "id": row["id"],
                "at": row["at"].astimezone(UTC).isoformat(),
                "action": row["action"],
                **data,
            }
            seq, entry_id, at, action, actor, site, partner, _ = row
            entry = FeedEntry(seq, entry_id, at, action, actor, site, partner, data, json.dumps(plain))
            self._entries.append(entry)
            self.on_entry(entry)
        self.last = rows[-1]["seq"]
        self._news.set()
