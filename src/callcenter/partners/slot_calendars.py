"""Slots out of an iCalendar file (RFC 5545): single events, series and their exceptions. Pure.

Titles, descriptions and guests of events are never looked at: they are people's, not the slot's.
"""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from callcenter.partners.slot_checks import (
    HORIZON,
    MOST_LINES,
    Checks,
    Defaults,
    LineRefused,
    SlotFileRefused,
    notice_of,
    zone_named,
)


def read_calendar(text: str, defaults: Defaults) -> dict[str, Any]:
    try:
        parts = [
            part for calendar in Calendar.from_ical(text, multiple=True) for part in calendar.walk("VEVENT")
        ]
    except (ValueError, KeyError, IndexError):
        raise SlotFileRefused("damaged") from None
    checks, count = Checks(defaults), 0
    replaced = _replaced(parts)
    for number, event in enumerate(parts, 1):
        if number > MOST_LINES:
            raise SlotFileRefused("too_many_lines")
        try:
            times = list(_times(event, checks, replaced))
            zone, notice = _zone(event), _notice(event)
        except LineRefused as refusal:
            count += 1
            checks.refuse(number, refusal.code)
            continue
        for starts, ends in times:
            count += 1
            try:
                place = str(event.get("LOCATION", ""))
                checks.take(number, starts, ends, place, defaults.capacity, zone=zone, notice=notice)
            except LineRefused as refusal:
                checks.refuse(number, refusal.code)
    return checks.answer("ics", count)


def _replaced(events: list[Any]) -> set[tuple[str, datetime | date]]:
    """Occurrences of a series that an event of their own replaces."""
    return {
        (str(event.get("UID")), event["RECURRENCE-ID"].dt)
        for event in events
        if hasattr(event.get("RECURRENCE-ID"), "dt")
    }


def _times(
    event: Any, checks: Checks, replaced: set[tuple[str, datetime | date]]
) -> Iterator[tuple[datetime, datetime | None]]:
    """Start and end of an event, or of each occurrence of a series. Raises LineRefused."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise LineRefused("cancelled")
    starts = _value(event, "DTSTART")
    if starts is None:
        raise LineRefused("start_missing")
    lasts = _length(event, starts)
    if "RRULE" not in event:
        yield starts, None if lasts is None else starts + lasts
        return
    rules = event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]]
    left_out = _left_out(event) | {at for uid, at in replaced if uid == str(event.get("UID"))}
    for rule in rules:
        for at in _occurrences(rule.to_ical().decode(), starts, checks):
            if at not in left_out:
                yield at, None if lasts is None else at + lasts


def _zone(event: Any) -> str | None:
    """The clock that the event names itself; None for one in UTC or without a zone, or a name of the calendar's own."""
    named = str(getattr(event["DTSTART"], "params", {}).get("TZID", ""))
    try:
        return zone_named(named) if named else None
    except LineRefused:
        return None


def _notice(event: Any) -> int | None:
    """iCalendar has no word for it: `X-NOTICE`, in minutes or as a duration. Raises LineRefused."""
    said = str(event.get("X-NOTICE", "")).strip()
    return notice_of(said) if said else None


def _value(event: Any, name: str) -> datetime | None:
    held = event.get(name)
    if held is None:
        return None
    at = getattr(held, "dt", None)
    if isinstance(at, datetime):
        return at
    raise LineRefused("whole_day" if isinstance(at, date) else "date")


def _length(event: Any, starts: datetime) -> timedelta | None:
    ends = _value(event, "DTEND")
    if ends is not None:
        if (ends.tzinfo is None) != (starts.tzinfo is None):
            raise LineRefused("date")
        return ends - starts
    held = getattr(event.get("DURATION"), "dt", None)
    return held if isinstance(held, timedelta) else None


def _left_out(event: Any) -> set[datetime | date]:
    held = event.get("EXDATE")
    lists = held if isinstance(held, list) else [held] if held is not None else []
    return {each.dt for one in lists for each in getattr(one, "dts", ())}


def _occurrences(rule: str, starts: datetime, checks: Checks) -> Iterator[datetime]:
    """Those that lie ahead, up to the horizon, on the event's own clock (clock changes are the clock's)."""
    bare = starts.replace(tzinfo=None)
    # UNTIL is written in UTC and the series runs on bare local times: a day more loses nothing, the rest is cut here.
    until = re.search(r"UNTIL=(\d{8}T\d{6})Z?", rule)
    rule = re.sub(r"UNTIL=\d{8}(T\d{6}Z?)?;?", "", rule).strip(";") if until else rule.replace("Z", "")
    last = checks.now + HORIZON
    if until:
        end = datetime.strptime(until.group(1), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        last = min(last, end)
    try:
        series = rrulestr(rule, dtstart=bare)
    except (ValueError, TypeError, KeyError):
        raise LineRefused("series") from None
    for at in itertools.islice(series, MOST_LINES):
        moment = at.replace(tzinfo=starts.tzinfo)
        beyond = (
            checks.moment(moment) if moment.tzinfo else moment.replace(tzinfo=checks.zone).astimezone(UTC)
        )
        if beyond > last:
            return
        if beyond > checks.now:
            yield moment
