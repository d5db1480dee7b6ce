"""The vault's part in training: who is no longer beside an apprentice, without having said so."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.infra.db import sessions
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.settings import Settings
from callcenter.training import beside

log = structlog.get_logger(__name__)

EVERY = 4.0


async def tend(engine: AsyncEngine, settings: Settings, waker: Waker, stopping: asyncio.Event) -> None:
    make, idle = sessions(engine), timedelta(minutes=settings.session_idle_minutes)
    while not stopping.is_set():
        try:
            async with make() as db:
                await beside.end_over(db, clock.now(), idle)
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("tending companions failed", error=type(problem).__name__)
        try:
            await asyncio.wait_for(stopping.wait(), EVERY)
        except TimeoutError:
            continue
