"""Working time as rules: what an apprentice is to be warned of, and which shifts may be planned. Pure decisions.

The numbers and their source are data (`data/working_time.yaml`); hours are counted from shifts, so that a site without
shifts has only its breaks watched.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from callcenter.calls.schemas import TimeWarning, WorkTime
from callcenter.kit import shipped


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Warned(_Rule):
    warn_minutes: int = Field(ge=1, le=180)


class Most(Warned):
    hours: int = Field(ge=1, le=80)


class Break(Most):
    minutes: int = Field(ge=1, le=120)


class Rules(_Rule):
    """The whole file."""

    version: str
    source: str
    break_: Break = Field(alias="break")
    shift: Warned
    day: Most
    week: Most
    full_time_hours: int
    days_in_row: int
    rest_hours: int
    sunday_rest: bool
    holiday_rest: bool


@cache
def rules() -> Rules:
    return Rules.model_validate(shipped.read("callcenter.calls", "working_time.yaml"))


@dataclass(frozen=True, slots=True)
class Worked:
    """What is known of somebody at work: since when without a break, for how long today and this week, until when
    it was planned. What is unknown is None or nothing."""

    without_break_since: datetime | None
    today: timedelta
    week: timedelta
    planned_to: datetime | None


def warnings(worked: Worked, now: datetime) -> list[TimeWarning]:
    """What to say now, soon or over, each once."""
    return list(_warnings(worked, now))


def _warnings(worked: Worked, now: datetime) -> Iterator[TimeWarning]:
    known = rules()
    ends: list[tuple[WorkTime, datetime | None, Warned]] = [
        ("shift", worked.planned_to, known.shift),
        ("day", now + timedelta(hours=known.day.hours) - worked.today, known.day),
        ("week", now + timedelta(hours=known.week.hours) - worked.week, known.week),
    ]
    if worked.without_break_since is not None:
        due = worked.without_break_since + timedelta(hours=known.break_.hours)
        ends.insert(0, ("break", due, known.break_))
    for kind, end, rule in ends:
        if end is not None and now >= end - timedelta(minutes=rule.warn_minutes):
            yield TimeWarning(kind=kind, over=now >= end)


def rested(since: datetime, now: datetime) -> bool:
    """Whether a rest that began then has lasted as long as the break that the law wants."""
    return now - since >= timedelta(minutes=rules().break_.minutes)


Refusal = Literal["too_long", "overlap", "rest", "sunday", "holiday", "days_in_row", "week", "full_time"]
Span = tuple[datetime, datetime]
NEAR = timedelta(days=8)
"""So far around a shift its rules look."""


def refused(
    begins: datetime, ends: datetime, others: Sequence[Span], zone: ZoneInfo, holidays: Container[date]
) -> Refusal | None:
    """Why a shift may not be planned beside the `others` (within `NEAR`) of the same person; None when it may.

    `full_time` alone is a warning: it comes last, and whoever plans may go beyond it.
    """
    known = rules()
    if not timedelta() < ends - begins <= timedelta(hours=known.day.hours):
        return "too_long"
    days = {begins.astimezone(zone).date(), ends.astimezone(zone).date()}
    if known.sunday_rest and any(day.isoweekday() == 7 for day in days):
        return "sunday"
    if known.holiday_rest and any(day in holidays for day in days):
        return "holiday"
    rest = timedelta(hours=known.rest_hours)
    for other_begins, other_ends in others:
        if begins < other_ends and other_begins < ends:
            return "overlap"
        same_day = other_begins.astimezone(zone).date() == begins.astimezone(zone).date()
        if not same_day and begins < other_ends + rest and other_begins < ends + rest:
            return "rest"
    return _too_much([*others, (begins, ends)], begins.astimezone(zone).date(), zone)


def _too_much(spans: Sequence[Span], day: date, zone: ZoneInfo) -> Refusal | None:
    """What is too much of the whole plan around that day."""
    known, by_day = rules(), dict[date, timedelta]()
    for begins, ends in spans:
        own = begins.astimezone(zone).date()
        by_day[own] = by_day.get(own, timedelta()) + (ends - begins)
    if by_day[day] > timedelta(hours=known.day.hours):
        return "too_long"
    first, last = day, day
    while first - _DAY in by_day:
        first -= _DAY
    while last + _DAY in by_day:
        last += _DAY
    if (last - first).days + 1 > known.days_in_row:
        return "days_in_row"
    monday = day - timedelta(days=day.weekday())
    week = sum((by_day.get(monday + timedelta(days=n), timedelta()) for n in range(7)), timedelta())
    if week > timedelta(hours=known.week.hours):
        return "week"
    return "full_time" if week > timedelta(hours=known.full_time_hours) else None


_DAY = timedelta(days=1)
