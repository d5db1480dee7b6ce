"""The days on which a site itself is closed. Public holidays are no rows: the law of calls has them."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts import queries
from callcenter.accounts.errors import DaysInvalid
from callcenter.accounts.models import ClosedDays
from callcenter.accounts.schemas import (
    Caller,
    ClosedDaysCreate,
    ClosedDaysRead,
    SiteClosed,
    SiteReopened,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id

LONGEST = timedelta(days=366)


async def list_days(db: Db, caller: Caller, site_id: UUID) -> list[ClosedDaysRead]:
    """Closed days of today and later on the site's clock, the soonest first. Raises NotFound."""
    return [_read(row) for row in await coming(db, site_id, await _zone(db, caller, site_id))]


async def add(db: Db, caller: Caller, site_id: UUID, new: ClosedDaysCreate) -> ClosedDaysRead:
    """Raises NotFound, DaysInvalid."""
    await _zone(db, caller, site_id)
    if not timedelta() <= new.last_day - new.first_day < LONGEST:
        raise DaysInvalid(fields={"last_day": "invalid"})
    row = ClosedDays(
        id=new_id(),
        site_id=site_id,
        first_day=new.first_day,
        last_day=new.last_day,
        reason=new.reason,
        created_by=caller.user_id,
    )
    db.add(row)
    await db.flush()
    await journal.append(db, SiteClosed(**_ids(row, caller)))
    return _read(row)


async def remove(db: Db, caller: Caller, site_id: UUID, closed_id: UUID) -> None:
    """The site works on those days after all. Raises NotFound."""
    await _zone(db, caller, site_id)
    row = await queries.remove_closed_days(db, site_id, closed_id)
    if row is None:
        raise NotFound
    await journal.append(db, SiteReopened(**_ids(row, caller)))


async def coming(db: Db, site_id: UUID, zone: str) -> Sequence[ClosedDays]:
    return await queries.closed_days(db, site_id, clock.now().astimezone(ZoneInfo(zone)).date())


async def _zone(db: Db, caller: Caller, site_id: UUID) -> str:
    """The site's time zone. Raises NotFound for a site that is not the caller's (an administrator has all)."""
    site = await queries.site(db, site_id)
    if site is None or caller.site_id not in {None, site_id}:
        raise NotFound
    return site.time_zone


def _read(row: ClosedDays) -> ClosedDaysRead:
    return ClosedDaysRead.model_validate(row, from_attributes=True)


def _ids(row: ClosedDays, caller: Caller) -> dict[str, UUID | date]:
    days = {"first_day": row.first_day, "last_day": row.last_day}
    return {"closed_id": row.id, "actor_id": caller.user_id, "site_id": row.site_id, **days}
