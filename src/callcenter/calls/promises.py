"""Callbacks: may one be promised for that moment, if not which moment would do, and what becomes of one. Pure.

It judges a moment by the same rules as the dispatcher, on the contact's own clock; it knows no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from callcenter.calls.law import holidays, windows_of, zone_of
from callcenter.calls.rules import NumberPast, barred, next_window, window_end
from callcenter.kit.places import IN_DOUBT

LONGEST = timedelta(days=60)
"""How far ahead a callback may be promised: our own rule, so that nobody waits for a promise that nobody remembers."""

Unlawful = Literal["past", "too_far", "refused", "attempts_used", "holiday", "outside_hours"]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a moment will not do, and the next one that would; None when there is none within 60 days."""

    reason: Unlawful
    next_at: datetime | None


def refused(at: datetime, now: datetime, zone: str, past: NumberPast, *, legal_hours: bool) -> Refused | None:
    """None when a callback may be promised for `at`.

    It must lie ahead, within 60 days, after any refusal's 60 days and where the 30 days leave an attempt (L.223-1),
    and, where the law's hours apply, inside them (D.223-9).
    """
    reason = _reason(at, now, zone, past, legal_hours=legal_hours)
    if reason is None:
        return None
    if reason == "too_far":
        return Refused(reason, None)
    offered = next_lawful(_quarter(max(at, now)), zone, past, legal_hours=legal_hours)
    return Refused(reason, offered if offered <= now + LONGEST else None)


def _reason(
    at: datetime, now: datetime, zone: str, past: NumberPast, *, legal_hours: bool
) -> Unlawful | None:
    if at <= now:
        return "past"
    if at > now + LONGEST:
        return "too_far"
    return unlawful(at, zone, past, legal_hours=legal_hours)


def unlawful(at: datetime, zone: str, past: NumberPast, *, legal_hours: bool) -> Unlawful | None:
    """Which rule of the law forbids a call at `at`, as far as is known today; None when it may be called."""
    stop = barred(past, at, zone)
    if stop is not None:
        return "refused" if stop[0] == "refused" else "attempts_used"
    if not legal_hours or window_end(zone, at) is not None:
        return None
    days = [(at.astimezone(zone_of(one)).date(), one) for one in zone.split(IN_DOUBT)]
    return "holiday" if any(day in holidays(day.year, one) for day, one in days) else "outside_hours"


def free_from(at: datetime, zone: str, past: NumberPast) -> datetime:
    """The first moment from `at` on at which the number's past forbids no call; from then on it stays so."""
    stop = barred(past, at, zone)
    while stop is not None:
        at = stop[1]
        stop = barred(past, at, zone)
    return at


def next_lawful(at: datetime, zone: str, past: NumberPast, *, legal_hours: bool) -> datetime:
    """The next moment from `at` on at which the contact may be called, as far as is known today."""
    free = free_from(at, zone, past)
    return next_window(zone, free) if legal_hours else free


def _quarter(at: datetime) -> datetime:
    """The next quarter of an hour: what people agree on."""
    late = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not late else at - late + timedelta(minutes=15)


Span = tuple[datetime, datetime]


def windows(zone: str, since: datetime, until: datetime) -> list[Span]:
    """The calling windows between two moments, as moments; in doubt between two zones, where both are open."""
    each = [_windows(one, since, until) for one in zone.split(IN_DOUBT)]
    found = each[0]
    for other in each[1:]:
        found = [(max(a, c), min(b, d)) for a, b in found for c, d in other if max(a, c) < min(b, d)]
    return [(max(start, since), end) for start, end in found if end > since and start < until]


def _windows(zone: str, since: datetime, until: datetime) -> Sequence[Span]:
    day, last = (moment.astimezone(zone_of(zone)).date() for moment in (since, until))
    found: list[Span] = []
    while day <= last:
        # As moments of UTC: two datetimes of one zone are compared by their wall clocks, two folds of an hour too.
        found += [(a.astimezone(since.tzinfo), b.astimezone(since.tzinfo)) for a, b in windows_of(day, zone)]
        day += timedelta(days=1)
    return found
