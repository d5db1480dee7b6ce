"""What every slot of a partner's file must meet, whether it stood in a table or a calendar. Pure."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from callcenter.kit.places import ZONES
from callcenter.kit.text import clean, fold

MOST_SLOTS = 1_000
"""Slots of one file: as many as the service takes at once."""

MOST_LINES = 20_000
HORIZON = timedelta(days=366)
"""How far ahead a series of events is followed."""

LONGEST = timedelta(hours=12)
MOST_PLACES = 50
LONGEST_PLACE = 80
MOST_NOTICE = 14 * 24 * 60
"""Minutes; as much as the service takes."""


class SlotFileRefused(Exception):
    """The whole file cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LineRefused(Exception):
    """One line or event is no slot; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where the file says nothing. `zone` is the clock of the place and of times without one; `notice` is in
    minutes, `now` an ISO moment."""

    zone: str
    place: str
    capacity: int
    minutes: int
    now: str
    notice: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A slot of line or event `line`; moments are ISO texts in UTC."""

    line: int
    starts_at: str
    ends_at: str
    place: str
    capacity: int
    zone: str
    notice_minutes: int


@dataclass(frozen=True, slots=True)
class Refusal:
    line: int
    code: str


class Checks:
    """The rules every slot meets, and what was met before."""

    def __init__(self, defaults: Defaults) -> None:
        self.defaults, self.zone = defaults, ZoneInfo(defaults.zone)
        self.now = datetime.fromisoformat(defaults.now)
        self.slots: list[Found] = []
        self.refused: list[Refusal] = []
        self._seen: set[tuple[datetime, datetime, str]] = set()

    def take(
        self,
        line: int,
        starts: datetime,
        ends: datetime | None,
        place: str,
        capacity: int,
        *,
        zone: str | None = None,
        notice: int | None = None,
    ) -> None:
        """Raises LineRefused."""
        zone = zone or self.defaults.zone
        notice = self.defaults.notice if notice is None else notice
        start = self.moment(starts, zone)
        end = (
            self.moment(ends, zone) if ends is not None else start + timedelta(minutes=self.defaults.minutes)
        )
        where = clean(place)[:LONGEST_PLACE] or self.defaults.place
        if not where:
            raise LineRefused("place_missing")
        if end <= start:
            raise LineRefused("ends_before_start")
        if end - start > LONGEST:
            raise LineRefused("too_long")
        if start <= self.now:
            raise LineRefused("past")
        if not 1 <= capacity <= MOST_PLACES:
            raise LineRefused("capacity")
        if not 0 <= notice <= MOST_NOTICE:
            raise LineRefused("notice")
        key = (start, end, fold(where))
        if key in self._seen:
            raise LineRefused("twice")
        if len(self.slots) == MOST_SLOTS:
            raise LineRefused("too_many")
        self._seen.add(key)
        self.slots.append(Found(line, start.isoformat(), end.isoformat(), where, capacity, zone, notice))

    def moment(self, at: datetime, zone: str | None = None) -> datetime:
        """In UTC; a time without a zone is read on the clock of its place, else of the file. Raises LineRefused."""
        clock = ZoneInfo(zone) if zone else self.zone
        try:
            if at.tzinfo is None:
                local = at.replace(tzinfo=clock)
                # A clock put forward skips an hour: such a time comes back as another one.
                if local.astimezone(UTC).astimezone(clock).replace(tzinfo=None) != at:
                    raise LineRefused("time_skipped")
                at = local
            return at.astimezone(UTC)
        except (OverflowError, ValueError):
            raise LineRefused("date") from None

    def refuse(self, line: int, code: str) -> None:
        self.refused.append(Refusal(line, code))

    def answer(
        self, kind: str, lines: int, *, columns: Sequence[dict[str, Any]] = (), **layout: Any
    ) -> dict[str, Any]:
        """What is told of the file: `layout` is encoding, separator and header_line of a table."""
        return {
            "kind": kind,
            "encoding": None,
            "separator": None,
            "header_line": None,
            **layout,
            "columns": list(columns),
            "lines": lines,
            "slots": [asdict(slot) for slot in self.slots],
            "refused": [asdict(refusal) for refusal in self.refused],
        }


# --- what a file says of clocks and notices -------------------------------------------------------------------

_TERRITORIES = {
    "FR": "france|metropole|france metropolitaine|hexagone|paris|heure de paris",
    "GP": "guadeloupe|la guadeloupe|gp|971",
    "MQ": "martinique|la martinique|mq|972",
    "GF": "guyane|la guyane|guyane francaise|gf|973|french guiana",
    "RE": "reunion|la reunion|re|974|reunion island",
    "YT": "mayotte|yt|976",
    "PM": "saint pierre et miquelon|pm|975",
    "BL": "saint barthelemy|bl|977",
    "MF": "saint martin|mf|978",
}
_ZONE_OF = {word: ZONES[code] for code, words in _TERRITORIES.items() for word in words.split("|")}


def zone_named(text: str) -> str:
    """`America/Guadeloupe`, or a territory as France writes it. Raises LineRefused."""
    wanted = text.strip()
    found = _ZONE_OF.get(fold(wanted)) or next(
        (zone for zone in _zones() if zone.lower() == wanted.lower()), None
    )
    if found is None:
        raise LineRefused("zone")
    return found


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone)


_NOTICE = re.compile(
    r"(\d{1,5})(?:[.,]0+)? ?(?:(min|mn|minutes?)|(h|heures?|hours?|horas?)|(j|d|jours?|days?|dias?))?"
)
_SPAN = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?")


def notice_of(text: str) -> int:
    """Minutes, from `90`, `48 h`, `2 jours` or an iCalendar duration (`PT48H`). Raises LineRefused."""
    wanted = fold(text)
    span = _SPAN.fullmatch(text.strip().upper())
    if span is not None and any(span.groups()):
        days, hours, minutes = (int(part or 0) for part in span.groups())
        return (days * 24 + hours) * 60 + minutes
    found = _NOTICE.fullmatch(wanted)
    if found is None or "-" in text:
        raise LineRefused("notice")
    number, _, hours_, days_ = found.groups()
    return int(number) * (24 * 60 if days_ else 60 if hours_ else 1)
