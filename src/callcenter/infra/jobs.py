"""Work for the vault: a table of jobs, each claimed by a row lock that lives as long as the worker does.

A job's effects and its removal are one transaction, so a worker killed at any moment leaves the job to the next.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import Index, Integer, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Db, Now, Statement, connect, sessions
from callcenter.infra.wake import JOBS, Waker, leaves_work
from callcenter.kit import clock

log = structlog.get_logger(__name__)

ATTEMPTS = 5
"""How often a job that fails is tried; then it stays, marked, for a person to look at."""


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


@dataclass
class Registry:
    """Which function does which kind of job; `failed` runs once when a job is given up."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    failed: dict[str, Handler] = field(default_factory=dict)

    def add(self, kind: str, handler: Handler, *, failed: Handler | None = None) -> None:
        if kind in self.handlers:
            raise TypeError(f"two handlers for jobs of kind {kind}")
        self.handlers[kind] = handler
        if failed is not None:
            self.failed[kind] = failed


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
    """Runs jobs of a registry with a few tasks until told to stop."""

    def __init__(
        self, engine: AsyncEngine, dsn: str, registry: Registry, waker: Waker, *, tasks: int = 4
    ) -> None:
        self._sessions: async_sessionmaker[Db] = sessions(engine)
        self._waker = waker
        self._dsn, self._registry, self._tasks = dsn, registry, tasks
        self._kinds = list(registry.handlers)
        self._wake = asyncio.Event()
        self._looking = asyncio.Lock()

    async def run(self, stopping: asyncio.Event) -> None:
        listener = await connect(self._dsn, application="callcenter jobs")
        try:
            await listener.add_listener(JOBS, lambda *_: self._wake.set())
            async with asyncio.TaskGroup() as group:
                for _ in range(self._tasks):
                    group.create_task(self._work(listener, stopping))
        finally:
            await listener.close()

    async def _work(self, listener: asyncpg.Connection, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            async with self._looking:  # one task looks out for all: the others would find the same
                await self._wait_for_job(listener, stopping)
            if not stopping.is_set():
                await self.run_one()

    async def _wait_for_job(self, listener: asyncpg.Connection, stopping: asyncio.Event) -> None:
        """Returns when a job that nobody holds is due, or when it is time to stop."""
        while not stopping.is_set():
            self._wake.clear()
            due = await listener.fetchval(_NEXT, self._kinds)
            seconds = 1.0 if due is None else (due - clock.now()).total_seconds()
            if seconds <= 0:
                return
            tasks = [asyncio.create_task(self._wake.wait()), asyncio.create_task(stopping.wait())]
            try:
                await asyncio.wait(tasks, timeout=min(seconds, 1.0), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()

    async def run_one(self) -> bool:
        """Takes and does one due job; False when there is none."""
        async with self._sessions() as db:
            taken = await db.execute(_TAKE, {"kinds": self._kinds, "now": clock.now()})
            job = taken.one_or_none()
            if job is None:
                return False
            kind, subject_id = job.kind, job.subject_id
            try:
                async with db.begin_nested():  # a failure undoes the effects and keeps the claim
                    await self._registry.handlers[kind](db, subject_id)
                    await _DONE.rows(db, {"id": job.id})
            except Exception as problem:  # noqa: BLE001 - whatever a job raises, the worker goes on
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
