"""Pure: until when a list is kept, and what is due before its end.

A list ends when the days of the agreement are over, counted from the day it was announced (GDPR art. 5(1)(e)), and
never without a word a day before: an agreement that is shortened, or a service that was off, destroys nothing unseen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WARNINGS = (30, 7, 1)
"""Days before the end at which partner and site are told."""

NOTICE = timedelta(days=1)
"""Least time between the first warning and the end."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done for a list now: a warning of so many days, or (None) its end."""

    warning: int | None


def kept_until(created_at: datetime, retention_days: int, warned_at: datetime | None) -> datetime:
    """The end of a list; `warned_at` is when its first warning was given."""
    end = created_at + timedelta(days=retention_days)
    return end if warned_at is None else max(end, warned_at + NOTICE)


def due(
    created_at: datetime,
    retention_days: int,
    warned_at: datetime | None,
    warned_days: int | None,
    now: datetime,
) -> Due | None:
    """What is due, if anything; `warned_days` is the last warning given."""
    left = kept_until(created_at, retention_days, warned_at) - now
    if warned_at is not None and left <= timedelta():
        return Due(None)
    near = min((days for days in WARNINGS if left <= timedelta(days=days)), default=None)
    if near is None or (warned_days is not None and warned_days <= near):
        return None
    return Due(near)
