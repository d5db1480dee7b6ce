"""What every slot of a partner's file must meet, whether it stood in a table or a calendar. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.kit.text import clean, fold

MOST_SLOTS = 1_000
"""Slots of one file: as many as the service takes at once."""

MOST_LINES = 20_000
HORIZON = timedelta(days=366)
"""How far ahead a series of events is followed."""

LONGEST = timedelta(hours=12)
MOST_PLACES = 50
LONGEST_PLACE = 80


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
    """What holds where the file says nothing. `zone` is the clock of times without one; `now` an ISO moment."""

    zone: str
    place: str
    capacity: int
    minutes: int
    now: str


@dataclass(frozen=True, slots=True)
class Found:
    """A slot of line or event `line`; moments are ISO texts in UTC."""

    line: int
    starts_at: str
    ends_at: str
    place: str
    capacity: int


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

    def take(self, line: int, starts: datetime, ends: datetime | None, place: str, capacity: int) -> None:
        """Raises LineRefused."""
        start = self.moment(starts)
        end = self.moment(ends) if ends is not None else start + timedelta(minutes=self.defaults.minutes)
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
        key = (start, end, fold(where))
        if key in self._seen:
            raise LineRefused("twice")
        if len(self.slots) == MOST_SLOTS:
            raise LineRefused("too_many")
        self._seen.add(key)
        self.slots.append(Found(line, start.isoformat(), end.isoformat(), where, capacity))

    def moment(self, at: datetime) -> datetime:
        """In UTC; a time without a zone is read on the clock of the file. Raises LineRefused."""
        try:
            if at.tzinfo is None:
                local = at.replace(tzinfo=self.zone)
                # A clock put forward skips an hour: such a time comes back as another one.
                if local.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != at:
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
