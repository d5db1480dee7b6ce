"""Slots out of a table: any usual dialect, columns known by their names, dates as France or ISO writes them. Pure."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from callcenter.kit.text import clean, fold
from callcenter.partners.slot_checks import (
    MOST_LINES,
    Checks,
    Defaults,
    LineRefused,
    SlotFileRefused,
    notice_of,
    zone_named,
)

_MEANINGS = {
    "date": {"date", "jour", "day", "le", "fecha", "date du creneau", "date rdv"},
    "start": {
        "debut", "heure", "heure debut", "heure de debut", "de", "start", "start time", "starts", "from", "begin",
        "horaire", "inicio", "hora", "debut le", "starts at", "start date", "dtstart", "heure rdv", "time", "creneau",
    },
    "end": {
        "fin", "heure fin", "heure de fin", "a", "end", "end time", "ends", "to", "until", "ends at", "end date",
        "dtend", "hasta",
    },
    "minutes": {"duree", "duree min", "duree minutes", "duree en minutes", "duration", "minutes", "duracion", "length"},
    "place": {"lieu", "agence", "adresse", "site", "salle", "place", "location", "where", "office", "lugar", "ou"},
    "capacity": {
        "places", "nombre de places", "nb places", "capacite", "capacity", "seats", "rendez vous en meme temps",
        "nombre", "plazas",
    },
    "zone": {
        "zone", "fuseau", "fuseau horaire", "time zone", "timezone", "zone horaire", "territoire", "heure locale de",
        "zona horaria", "tz", "tzid",
    },
    "notice": {
        "delai", "delai minimum", "preavis", "delai mini", "delai min", "delai de prevenance", "notice",
        "minimum notice", "min notice", "lead time", "antelacion", "preaviso",
    },
}  # fmt: skip
_DELIMITERS = ";\t|,"


def read_table(text: str, encoding: str, defaults: Defaults) -> dict[str, Any]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    told = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    first_line = 1
    if told:
        text, first_line = text[told.end() :], 2
    separator = told.group(1) if told else _separator(text)
    lines = _rows(text, separator, first_line)
    head = next(((line, cells) for line, cells in itertools.islice(lines, 30) if _is_header(cells)), None)
    if head is None:
        raise SlotFileRefused("no_columns")
    header_line, headings = head
    meanings = _meanings(headings)
    checks = Checks(defaults)
    count = 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_LINES:
            raise SlotFileRefused("too_many_lines")
        values = {
            meaning: clean(cell)
            for meaning, cell in zip(meanings, cells, strict=False)
            if meaning is not None
        }
        try:
            _take_row(checks, line, values)
        except LineRefused as refusal:
            checks.refuse(line, refusal.code)
    columns = [
        {"header": clean(heading)[:80], "meaning": meaning}
        for heading, meaning in zip(headings, meanings, strict=True)
    ]
    layout = {"encoding": encoding, "separator": separator, "header_line": header_line}
    return checks.answer("csv", count, columns=columns, **layout)


def _separator(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of parts."""
    sample = [line for line in text.split("\n")[:40] if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = Counter(line.count(sign) for line in sample if line.count(sign))
        return (max(counts.values()), max(counts)) if counts else (0, 0)

    return max(_DELIMITERS, key=evenness)


def _rows(text: str, separator: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on. Raises SlotFileRefused."""
    csv.field_size_limit(65_536)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    line = first_line
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise SlotFileRefused("damaged") from None
        yield line, cells
        line = first_line + reader.line_num


def _meanings(headings: list[str]) -> list[str | None]:
    """What each column is taken for, each meaning once: the first column that bears its name."""
    taken: set[str] = set()
    found: list[str | None] = []
    for heading in headings:
        name = fold(heading)
        meaning = next((m for m, names in _MEANINGS.items() if name in names and m not in taken), None)
        found.append(meaning)
        if meaning:
            taken.add(meaning)
    return found


def _is_header(cells: list[str]) -> bool:
    found = {meaning for meaning in _meanings(cells) if meaning}
    return "start" in found or {"date", "end"} <= found


def _take_row(checks: Checks, line: int, values: dict[str, str]) -> None:
    day = _date(values["date"]) if values.get("date") else None
    between = [part for part in _RANGE.split(values.get("start", "")) if _TIME.fullmatch(part)]
    if len(between) == 2 and not values.get("end"):
        values = values | {"start": between[0], "end": between[1]}
    starts = _at(values.get("start", ""), day)
    if starts is None:
        raise LineRefused("start_missing" if not values.get("start") else "date_missing")
    ends = _at(values["end"], starts.date()) if values.get("end") else None
    if ends is None and values.get("minutes"):
        ends = starts + timedelta(minutes=_whole(values["minutes"], "duration"))
    capacity = checks.defaults.capacity
    if values.get("capacity"):
        capacity = _whole(values["capacity"], "capacity")
    zone = zone_named(values["zone"]) if values.get("zone") else None
    notice = notice_of(values["notice"]) if values.get("notice") else None
    checks.take(line, starts, ends, values.get("place", ""), capacity, zone=zone, notice=notice)


def _whole(text: str, code: str) -> int:
    found = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?(?: ?(?:min|minutes?|mn|places?))?", text.lower())
    if found is None:
        raise LineRefused(code)
    return int(found.group(1))


_TIME = re.compile(
    r"(\d{1,2}) ?(?:h|:|\.|heures?) ?(\d{2})?(?:[:.m] ?(\d{2}))?(?: ?(?:mn|min))?(?: ?(am|pm))?",
    re.IGNORECASE,
)
_RANGE = re.compile(r" ?(?:-|–|—|à|to) ?", re.IGNORECASE)


def _at(text: str, day: date | None) -> datetime | None:
    """`2026-12-01T09:00+01:00`, `01/12/2026 9h`, or a time of `day`; None when there is no day. Raises LineRefused."""
    if not text:
        return None
    try:
        whole = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return whole if len(text) > 10 else _combined(day, time(0), text)
    first, _, rest = text.replace("T", " ").partition(" ")
    if re.search(r"[/.\-]", first) and not _TIME.fullmatch(first):
        return datetime.combine(_date(first), _time(rest))
    return _combined(day, _time(text), text)


def _combined(day: date | None, at: time, text: str) -> datetime | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise LineRefused("time")  # a day without an hour is no slot
    return datetime.combine(day, at) if day else None


def _time(text: str) -> time:
    found = _TIME.fullmatch(text.strip()) or re.fullmatch(r"(\d{2})(\d{2})()()", text.strip())
    if found is None:
        raise LineRefused("time")
    hour, minute, second, half = found.groups()
    shift = 12 if (half or "").lower() == "pm" and int(hour) < 12 else 0
    try:
        return time(int(hour) + shift, int(minute or 0), int(second or 0))
    except ValueError:
        raise LineRefused("time") from None


def _date(text: str) -> date:
    """Year first, or day first as France writes it; month first is refused rather than turned round."""
    text = re.sub(r"[ T]00:00(:00)?$", "", re.sub(r"^[^\d]+(?=\d)", "", text))
    year_first = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    day_first = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", text)
    if year_first:
        year, month, day = map(int, year_first.groups())
    elif day_first:
        day, month, year = map(int, day_first.groups())
        if month > 12 >= day:
            raise LineRefused("date_order")
    else:
        raise LineRefused("date")
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise LineRefused("date") from None
