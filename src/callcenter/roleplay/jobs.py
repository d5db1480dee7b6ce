"""The vault's part in role-plays: what one side has left comes to an end by itself."""

import asyncio

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.infra.db import sessions
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.roleplay import service

log = structlog.get_logger(__name__)

EVERY = 10.0


async def tend(engine: AsyncEngine, waker: Waker, stopping: asyncio.Event) -> None:
    make = sessions(engine)
    while not stopping.is_set():
        try:
            async with make() as db:
                await service.end_overdue(db, clock.now())
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("tending role-plays failed", error=type(problem).__name__)
        try:
            await asyncio.wait_for(stopping.wait(), EVERY)
        except TimeoutError:
            continue
