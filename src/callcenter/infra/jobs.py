"""Work for the vault: a table of jobs, each claimed by a row lock that lives as long as the worker does.

A job's effects and its removal are one transaction, so a worker killed at any moment leaves the job to the next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import Index, Integer, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import (
    Base,
    Db,
    Now,
    Statement,
    connect,
    is_short_of_resources,
    sessions,
    sqlstate_of,
)
from callcenter.infra.wake import JOBS, Waker, leaves_work
from callcenter.kit import clock

log = structlog.get_logger(__name__)

ATTEMPTS = 5
"""How often a job that fails is tried; then it stays, marked, for a person to look at."""

SHORTAGE_SECONDS = 5.0


class Job(Base):
    """One piece of work: its kind and the id of the row it is about, never personal data."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "run_after", postgresql_where=text("failed_at IS NULL")),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    run_after: Mapped[Now]
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


Handler = Callable[[Db, UUID], Awaitable[None]]


class Later(Exception):
    """Raised by a handler that can't go on just now: its effects are undone, and the job is due again later."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__()
        self.delay = delay


@dataclass
class Registry:
    """Which function does which kind of job; `failed` runs once when a job is given up.

    Slow kinds may take minutes: they have lanes of their own, so that no dialling waits behind them.
    """

    handlers: dict[str, Handler] = field(default_factory=dict)
    failed: dict[str, Handler] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)

    def add(self, kind: str, handler: Handler, *, failed: Handler | None = None, slow: bool = False) -> None:
        if kind in self.handlers:
            raise TypeError(f"two handlers for jobs of kind {kind}")
        self.handlers[kind] = handler
        if failed is not None:
            self.failed[kind] = failed
        if slow:
            self.slow.add(kind)


_ENQUEUE = Statement("INSERT INTO jobs (kind, subject_id, run_after) VALUES (:kind, :subject, :run_after)")


async def enqueue(db: Db, kind: str, subject_id: UUID, *, delay: timedelta = timedelta()) -> None:
    """Adds a job to the caller's transaction."""
    leaves_work(db, JOBS)
    await _ENQUEUE.rows(db, {"kind": kind, "subject": subject_id, "run_after": clock.now() + delay})


_DUE = "failed_at IS NULL AND kind = ANY({kinds})"
_NEXT = f"SELECT run_after FROM jobs WHERE {_DUE.format(kinds='$1')} ORDER BY run_after LIMIT 1 FOR UPDATE SKIP LOCKED"
_TAKE = text(
    f"SELECT id, kind, subject_id, attempts FROM jobs WHERE {_DUE.format(kinds='CAST(:kinds AS text[])')} "
    "AND run_after <= :now ORDER BY run_after, id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_DONE = Statement("DELETE FROM jobs WHERE id = :id")


class Worker:
    """Runs jobs of a registry with a few tasks, some of them for slow jobs alone, until told to stop."""

    def __init__(
        self,
        engine: AsyncEngine,
        dsn: str,
        registry: Registry,
        waker: Waker,
        *,
        tasks: int = 4,
        slow_tasks: int = 3,
    ) -> None:
        self._sessions: async_sessionmaker[Db] = sessions(engine)
        self._waker = waker
        self._dsn, self._registry = dsn, registry
        self._kinds = list(registry.handlers)
        quick = [kind for kind in self._kinds if kind not in registry.slow]
        self._lanes = [(quick, tasks), (sorted(registry.slow), slow_tasks)]

    async def run(self, stopping: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            for kinds, tasks in self._lanes:
                if kinds:
                    group.create_task(self._run_lane(kinds, tasks, stopping))

    async def _run_lane(self, kinds: Sequence[str], tasks: int, stopping: asyncio.Event) -> None:
        listener = await connect(self._dsn, application="callcenter jobs")
        wake, looking = asyncio.Event(), asyncio.Lock()

        async def work() -> None:
            while not stopping.is_set():
                async with looking:  # one task looks out for all: the others would find the same
                    await self._wait_for_job(listener, kinds, wake, stopping)
                if not stopping.is_set():
                    await self.run_one(kinds)

        try:
            await listener.add_listener(JOBS, lambda *_: wake.set())
            async with asyncio.TaskGroup() as group:
                for _ in range(tasks):
                    group.create_task(work())
        finally:
            await listener.close()

    async def _wait_for_job(
        self, listener: asyncpg.Connection, kinds: Sequence[str], wake: asyncio.Event, stopping: asyncio.Event
    ) -> None:
        """Returns when a job that nobody holds is due, or when it is time to stop."""
        while not stopping.is_set():
            wake.clear()
            due = await listener.fetchval(_NEXT, kinds)
            seconds = 1.0 if due is None else (due - clock.now()).total_seconds()
            if seconds <= 0:
                return
            tasks = [asyncio.create_task(wake.wait()), asyncio.create_task(stopping.wait())]
            try:
                await asyncio.wait(tasks, timeout=min(seconds, 1.0), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()

    async def run_one(self, kinds: Sequence[str] | None = None) -> bool:
        """Takes and does one due job, of any kind or of those given; False when there is none.

        A server without room or memory is no fault of the job: after a rest it is tried anew, as often as it takes.
        """
        try:
            return await self._take_one(kinds)
        except Exception as problem:
            if not is_short_of_resources(problem):
                raise
            log.warning("the database lacks room or memory", sqlstate=sqlstate_of(problem))
            await asyncio.sleep(SHORTAGE_SECONDS)
            return True

    async def _take_one(self, kinds: Sequence[str] | None) -> bool:
        async with self._sessions() as db:
            taken = await db.execute(
                _TAKE, {"kinds": self._kinds if kinds is None else kinds, "now": clock.now()}
            )
            job = taken.one_or_none()
            if job is None:
                return False
            kind, subject_id = job.kind, job.subject_id
            try:
                async with db.begin_nested():  # a failure undoes the effects and keeps the claim
                    await self._registry.handlers[kind](db, subject_id)
                    await _DONE.rows(db, {"id": job.id})
            except Later as asked:
                due = clock.now() + asked.delay
                await db.execute(update(Job).where(Job.id == job.id).values(run_after=due))
            except Exception as problem:  # whatever a job raises, the worker goes on
                if is_short_of_resources(problem):
                    raise
                # The class alone: a message may quote a row.
                log.warning("job failed", kind=kind, subject=str(subject_id), error=type(problem).__name__)
                await self._put_back(db, job.id, kind, subject_id, job.attempts + 1, type(problem).__name__)
            await self._waker.commit(db)
            return True

    async def _put_back(
        self, db: Db, job_id: int, kind: str, subject_id: UUID, attempts: int, error: str
    ) -> None:
        over = attempts >= ATTEMPTS
        rest = clock.now() + timedelta(seconds=2**attempts)
        change: dict[str, Any] = {"attempts": attempts, "error": error}
        change |= {"failed_at": clock.now()} if over else {"run_after": rest}
        await db.execute(update(Job).where(Job.id == job_id).values(**change))
        if over and kind in self._registry.failed:
            await self._registry.failed[kind](db, subject_id)
