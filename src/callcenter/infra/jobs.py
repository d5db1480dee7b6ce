"""Work for the vault: a table of jobs, each claimed by a row lock that lives as long as the worker does.

A job's effects and its removal are one transaction, so a worker killed at any moment leaves the job to the next.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Index, Integer, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Db, Now, Statement, connect, sessions
from callcenter.infra.wake import CHANNEL, Waker, leaves_work
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
    leaves_work(db)
    await _ENQUEUE.rows(db, {"kind": kind, "subject": subject_id, "run_after": clock.now() + delay})


class Worker:
    """Runs jobs of a registry with a few tasks until told to stop."""

    def __init__(
        self, engine: AsyncEngine, dsn: str, registry: Registry, waker: Waker, *, tasks: int = 4
    ) -> None:
        self._sessions: async_sessionmaker[Db] = sessions(engine)
        self._waker = waker
        self._dsn, self._registry, self._tasks = dsn, registry, tasks
        self._wake = asyncio.Event()

    async def run(self, stopping: asyncio.Event) -> None:
        listener = await connect(self._dsn, application="callcenter jobs")
        try:
            await listener.add_listener(CHANNEL, lambda *_: self._wake.set())
            async with asyncio.TaskGroup() as group:
                for _ in range(self._tasks):
                    group.create_task(self._work(stopping))
        finally:
            await listener.close()

    async def _work(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            self._wake.clear()
            if not await self.run_one():
                await self._sleep(stopping)

    async def _sleep(self, stopping: asyncio.Event) -> None:
        seconds = await self._seconds_to_next()
        tasks = [asyncio.create_task(self._wake.wait()), asyncio.create_task(stopping.wait())]
        try:
            await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    async def _seconds_to_next(self) -> float:
        async with self._sessions() as db:
            due = await db.scalar(
                select(Job.run_after)
                .where(Job.failed_at.is_(None), Job.run_after > clock.now())
                .order_by(Job.run_after)
                .limit(1)
            )
        return 1.0 if due is None else min(1.0, max(0.0, (due - clock.now()).total_seconds()))

    async def run_one(self) -> bool:
        """Takes and does one due job; False when there is none."""
        async with self._sessions() as db:
            job = await db.scalar(
                select(Job)
                .where(
                    Job.failed_at.is_(None),
                    Job.run_after <= clock.now(),
                    Job.kind.in_(self._registry.handlers),
                )
                .order_by(Job.run_after, Job.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if job is None:
                return False
            kind, subject_id, job_id, attempts = job.kind, job.subject_id, job.id, job.attempts
            try:
                async with db.begin_nested():  # a failure undoes the effects and keeps the claim
                    await self._registry.handlers[kind](db, subject_id)
                    await db.execute(delete(Job).where(Job.id == job_id))
            except Exception as problem:  # noqa: BLE001 - whatever a job raises, the worker goes on
                # The class alone: a message may quote a row.
                log.warning("job failed", kind=kind, subject=str(subject_id), error=type(problem).__name__)
                await self._put_back(db, job_id, kind, subject_id, attempts + 1, type(problem).__name__)
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
