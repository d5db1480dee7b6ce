"""The days on which a site itself is closed, as a rule of calls with its reason. It decides about nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from callcenter.calls.law import zone_of


class Span(Protocol):
    """From the first to the last day, both closed."""

    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Closures:
    """Closed days of one site on its own clock."""

    zone: str
    days: tuple[tuple[date, date, str], ...] = ()

    @classmethod
    def of(cls, zone: str, spans: Iterable[Span]) -> "Closures":
        return cls(zone, tuple((span.first_day, span.last_day, span.reason) for span in spans))

    def reason(self, moment: datetime) -> str | None:
        """Why the site is closed at that moment; None when it works."""
        found = self._at(moment)
        return None if found is None else found[1]

    def opening(self, moment: datetime) -> datetime:
        """That moment, or midnight after the closed days around it."""
        while (found := self._at(moment)) is not None:
            moment = datetime.combine(found[0] + timedelta(days=1), time(), zone_of(self.zone))
        return moment

    def _at(self, moment: datetime) -> tuple[date, str] | None:
        if not self.days:
            return None
        day = moment.astimezone(zone_of(self.zone)).date()
        return next(((last, why) for first, last, why in self.days if first <= day <= last), None)


ALWAYS_OPEN = Closures("UTC")
