"""Pure rules of reports: which days and months are over, and what a reader may be shown."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

GRACE = timedelta(minutes=30)
"""A day is added to the tallies so long after its end: an outcome of its last second is committed by then."""

LONGEST = timedelta(days=3 * 366)
"""Of a period that is asked for."""

KEPT_DAYS = 400
"""Daily reports are kept so long; monthly ones stay."""


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def counted_until(now: datetime, zone: str) -> date:
    """The first day of a site that is not over yet."""
    return (now - GRACE).astimezone(ZoneInfo(zone)).date()


def months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Whole months (first day, last day) that end in the days from `since` to `until`."""
    day = since.replace(day=1)
    while day <= until:
        following = (day + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        if since <= last <= until:
            yield day, last
        day = following


def valid(since: date | None, until: date | None) -> bool:
    """Both or neither, in order, not too long."""
    if since is None or until is None:
        return since is until
    return timedelta() <= until - since <= LONGEST
