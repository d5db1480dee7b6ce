"""Dates as people and tools write them: ISO, French, English, spreadsheet serials; ISO 8601 out.

Pure; whether the day or the month stands first in `03/04/2026` it cannot know: it says so, the caller asks.
"""

import re
from datetime import date, timedelta
from enum import StrEnum

from callcenter.kit.text import fold


class DateOrder(StrEnum):
    """Which part of an all-figures date comes first."""

    day = "day"
    month = "month"


_TIME = r"(?:[T ]\d{1,2}(?:[:h].*)?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_FIGURES = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_NAMED = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er|st|nd|rd|th|o)? (?:de )?([a-z]+) (?:de )?(\d{4}|\d{2})")
_NAMED_FIRST = re.compile(r"(?:[a-z]+ )?([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_MONTHS = {
    name: month
    for month, names in enumerate(
        """
        janvier janv jan january enero ene|fevrier fevr fev february feb febrero|mars mar march marzo
        avril avr april apr abril abr|mai may mayo|juin june jun junio|juillet juil july jul julio
        aout august aug agosto ago|septembre sept sep september septiembre|octobre oct october octubre
        novembre nov november noviembre|decembre dec december diciembre dic
        """.replace("\n", "|")
        .strip("| ")
        .split("|"),
        1,
    )
    for name in names.split()
}
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets that count 29 February 1900, as all of them do
_SERIALS = range(20_000, 73_051)  # 1954 to 2099: below and above, five figures are something else


def read_date(raw: str, order: DateOrder = DateOrder.day) -> str | None:
    """ISO 8601 of a date, the time left out, or None when unreadable. Years of two figures end in 2040."""
    text = raw.strip()
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _iso(match[1], match[2], match[3])
    if match := _FIGURES.fullmatch(text):
        first, second = match[1], match[2]
        day, month = (first, second) if order is DateOrder.day else (second, first)
        return _iso(match[3], month, day)
    if match := _SERIAL.fullmatch(text):
        days = int(match[1])
        return (_EPOCH + timedelta(days)).isoformat() if days in _SERIALS else None
    words = fold(text)
    if (match := _NAMED.fullmatch(words)) and match[2] in _MONTHS:
        return _iso(match[3], _MONTHS[match[2]], match[1])
    if (match := _NAMED_FIRST.fullmatch(words)) and match[1] in _MONTHS:
        return _iso(match[3], _MONTHS[match[1]], match[2])
    return None


def _iso(year: str, month: str | int, day: str) -> str | None:
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= 40 else 1900)
    try:
        return date(full, int(month), int(day)).isoformat()
    except ValueError:
        return None


def looks_like_date(raw: str) -> bool:
    """Whether a value is written as a date; bare figures do not count, they may be anything."""
    text = raw.strip()
    if text.isdigit() or len(text) > 40:
        return False
    return any(read_date(text, order) is not None for order in DateOrder)


def orders_of(value: str) -> frozenset[DateOrder] | None:
    """The orders under which an all-figures date exists; None for one that is the same day in both, and for what
    is no such date."""
    match = _FIGURES.fullmatch(value)
    if match is None or match[1] == match[2]:
        return None
    if 0 < int(match[1]) <= 12 and 0 < int(match[2]) <= 12:
        return _BOTH
    return frozenset(order for order in DateOrder if read_date(value, order) is not None) or None


_BOTH = frozenset(DateOrder)
