"""How far the campaigns are, which entries cannot tell: counted once for all who watch a site.

A room of screens asks at the same moment for what takes a look at every contact. One of them has it counted; the
others get the same, if it holds everything that they have seen.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from uuid import UUID

from callcenter.accounts.schemas import Watcher
from callcenter.calls import why
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.supervision import queries
from callcenter.supervision.schemas import CallableHour, CampaignStanding, Standings

AHEAD = 6
"""So many of the coming hours in which somebody may be called are told."""

FRESH = timedelta(seconds=5)
"""What was counted longer ago is counted anew: the vault goes on weighing contacts for a moment after an entry."""

Instant = Callable[[], AbstractAsyncContextManager[Db]]


class Standing:
    """What one process has counted, by site; without a site for the centre's officers."""

    def __init__(self) -> None:
        self._known: dict[UUID | None, tuple[datetime, Standings]] = {}
        self._counting: dict[UUID | None, asyncio.Lock] = {}

    async def of(self, watcher: Watcher, after: int, instant: Instant) -> Standings:
        """The watcher's campaigns, with everything up to entry `after` in it."""
        site = watcher.site_id
        async with self._counting.setdefault(site, asyncio.Lock()):
            now = clock.now()
            counted_at, known = self._known.get(site, (now - 2 * FRESH, None))
            if known is None or known.after < after or min(known.changes_at, counted_at + FRESH) <= now:
                async with instant() as db:
                    known = await count(db, watcher)
                self._known[site] = now, known
            return known


async def count(db: Db, watcher: Watcher) -> Standings:
    """One instant of the campaigns that the dashboard shows."""
    now = clock.now()
    after, _ = await queries.place(db)
    rows = await queries.campaigns(db, watcher.site_id)
    contacts = await queries.contacts_by_state(db, [row.id for row in rows])
    changes = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    found = []
    for row in rows:
        reach = await why.campaign_reachability(db, watcher, row.id)
        coming: list[datetime] = [each.next_at for each in reach.reasons if each.next_at is not None]
        changes = min([changes, *(at for at in coming if at > now)])
        hours = [(hour.at, sum(hour.zones.values())) for hour in reach.forecast[:AHEAD]]
        found.append(
            CampaignStanding(
                id=row.id,
                contacts=contacts[row.id],
                now=reach.now,
                later=reach.later,
                never=reach.never,
                ahead=[CallableHour(at=at, count=count) for at, count in hours],
            )
        )
    return Standings(after=after, changes_at=changes, campaigns=found)
