"""The vault's part in reports: finished days go into the tallies, and daily and monthly reports are made of them."""

import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.infra.db import AnyRow, Db, sessions
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.reports import queries, rules, service

log = structlog.get_logger(__name__)

TEND_SECONDS = 60
STEP = timedelta(days=7)
"""So many days go into the tallies in one transaction: who catches up on years holds nothing for long."""

LOOK_BACK = timedelta(days=35)
"""Reports on schedule are made for days that ended so recently, and for the last whole month at least."""


async def tend(db: Db, now: datetime) -> bool:
    """One step for each site; False when nothing was left to do."""
    moved = [await _advance(db, row, now) for row in await queries.edges(db)]
    return any(moved)


async def _advance(db: Db, site: AnyRow, now: datetime) -> bool:
    zone = ZoneInfo(site.zone)
    target = rules.counted_until(now, site.zone)
    start = site.counted_until or site.first_call
    if start is None:
        return False
    edge = start.astimezone(zone).date()
    if edge >= target:
        return False
    until = min(target, edge + STEP)
    await queries.tally(
        db, site.site_id, site.zone, rules.midnight(edge, site.zone), rules.midnight(until, site.zone)
    )
    if until > target - LOOK_BACK:
        await _make_reports(db, site.site_id, max(edge, target - LOOK_BACK), until - timedelta(days=1))
    return True


async def _make_reports(db: Db, site_id: UUID, since: date, until: date) -> None:
    """The daily and monthly reports of days that have just been counted."""
    for row in await queries.worked_days(db, site_id, since, until):
        for partner_id in (None, row.partner_id):
            await service.make_kept(db, site_id, partner_id, "day", row.day, row.day)
    for first, last in rules.months(since, until):
        for row in await queries.worked_days(db, site_id, first, last):
            for partner_id in (None, row.partner_id):
                await service.make_kept(db, site_id, partner_id, "month", first, last)
    await queries.drop_kept(db, until - timedelta(days=rules.KEPT_DAYS))


async def run(engine: AsyncEngine, waker: Waker, stopping: asyncio.Event) -> None:
    """Every minute, for as long as the vault runs."""
    make = sessions(engine)
    while not stopping.is_set():
        try:
            more = True
            while more and not stopping.is_set():
                async with make() as db:
                    more = await tend(db, clock.now())
                    await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("reports are late", error=type(problem).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), TEND_SECONDS)
