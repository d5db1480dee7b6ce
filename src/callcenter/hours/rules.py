"""Pure: what intervals of work and of training make of a month, day by day, and where a limit was passed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from callcenter.calls.worktime import rules as working_time
from callcenter.hours.schemas import Concern, DayHours, HalfDay
from callcenter.training.rules import Interval


@dataclass(slots=True)
class Seen:
    """All that is known of a person's time: shifts worked, sessions and mock exams (`training`), what was learnt at the
    workstation as its acts prove it (`desk`: practice calls, modules, assessments), and of each half-day signed whether
    it was confirmed.
    """

    shifts: list[Interval] = field(default_factory=list)
    training: list[Interval] = field(default_factory=list)
    desk: list[Interval] = field(default_factory=list)
    signed: dict[tuple[date, str], bool] = field(default_factory=dict)


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without counting any minute twice, in order."""
    found: list[Interval] = []
    for begins, ends in sorted(each for each in intervals if each[0] < each[1]):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def minus(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """What of `one` lies outside `other`; both united, so one walk through them is enough."""
    left: list[Interval] = []
    at = 0
    for begins, ends in one:
        while at < len(other) and other[at][1] <= begins:
            at += 1
        free, here = begins, at
        while here < len(other) and other[here][0] < ends:
            if free < other[here][0]:
                left.append((free, other[here][0]))
            free, here = max(free, other[here][1]), here + 1
        if free < ends:
            left.append((free, ends))
    return left


def minutes(intervals: Iterable[Interval]) -> int:
    """Whole minutes, half a minute up."""
    seconds = sum((ends - begins).total_seconds() for begins, ends in intervals)
    return int((seconds + 30) // 60)


def days(seen: Seen, first: date, last: date, zone: ZoneInfo, noon: time) -> list[DayHours]:
    """The days from the first to the last on which something was, with what is to be looked at.

    Training counts wherever it was done: what was practised during a shift is training and no work.
    """
    sessions = united(seen.training)
    training = united([*sessions, *seen.desk])
    desk_of = _by_day(minus(united(seen.desk), sessions), zone)
    work = minus(united(seen.shifts), training)
    signed = seen.signed
    work_of, training_of = _by_day(work, zone), _by_day(training, zone)
    worked = {day: minutes(parts) for day, parts in work_of.items()}
    learnt = {day: minutes(parts) for day, parts in training_of.items()}
    rules, weeks, found = working_time(), _weeks(worked, learnt), []
    for day in sorted({*work_of, *training_of, *(day for day, _ in signed)}):
        if not first <= day <= last:
            continue
        noon_of_day = _noon(day, zone, noon)
        there = [parts for parts in (work_of.get(day), training_of.get(day)) if parts]  # each in order
        halves = [
            HalfDay(present=present, signed=(day, half) in signed, confirmed=signed.get((day, half), False))
            for half, present in (
                ("morning", any(parts[0][0] < noon_of_day for parts in there)),
                ("afternoon", any(parts[-1][1] > noon_of_day for parts in there)),
            )
        ]
        total = worked.get(day, 0) + learnt.get(day, 0)
        if not total and not any(half.signed for half in halves):
            continue
        concerns: list[Concern] = []
        if total > rules.day.hours * 60:
            concerns.append("day_too_long")
        if weeks.get(day.isocalendar()[:2], 0) > rules.week.hours * 60:
            concerns.append("week_too_long")
        if any(half.present and not half.signed for half in halves):
            concerns.append("not_signed")
        if any(half.signed and not half.confirmed for half in halves):
            concerns.append("not_confirmed")
        if rules.sunday_rest and day in worked and day.isoweekday() == 7:
            concerns.append("sunday")
        found.append(
            DayHours(
                day=day,
                morning=halves[0],
                afternoon=halves[1],
                work_minutes=worked.get(day, 0),
                training_minutes=learnt.get(day, 0),
                desk_minutes=minutes(desk_of.get(day, ())),
                concerns=concerns,
            )
        )
    return found


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins by the site's clock, in UTC: comparing two zones costs much more. The same for everybody."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def _noon(day: date, zone: ZoneInfo, noon: time) -> datetime:
    return datetime.combine(day, noon, zone).astimezone(UTC)


def _by_day(intervals: Sequence[Interval], zone: ZoneInfo) -> dict[date, list[Interval]]:
    """The same time by the days of the site's clock, cut at midnight."""
    found: dict[date, list[Interval]] = {}
    opens = closes = datetime.min.replace(tzinfo=UTC)
    day = date.min
    for begins, ends in intervals:
        if not opens <= begins < closes:
            day = begins.astimezone(zone).date()
            opens, closes = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        while begins < ends:
            if begins >= closes:
                day += timedelta(days=1)
                opens, closes = closes, _midnight(day + timedelta(days=1), zone)
            cut = min(ends, closes)
            found.setdefault(day, []).append((begins, cut))
            begins = cut
    return found


def _weeks(*by_day: Mapping[date, int]) -> dict[tuple[int, int], int]:
    """Minutes by calendar week, of whatever is known of it."""
    counted: dict[tuple[int, int], int] = {}
    for each in by_day:
        for day, long in each.items():
            key = day.isocalendar()[:2]
            counted[key] = counted.get(key, 0) + long
    return counted
