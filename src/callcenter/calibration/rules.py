"""Pure: how far scorers were apart, month by month."""

from collections.abc import Iterable, Mapping
from datetime import date

from callcenter.calibration.schemas import MonthApart
from callcenter.quality import rules
from callcenter.quality.schemas import Mark


def months(pairs: Iterable[tuple[date, Mapping[str, Mark], Mapping[str, Mark]]]) -> list[MonthApart]:
    """Pairs of marks by the month in which the second was given, the oldest first."""
    found: dict[date, MonthApart] = {}
    for day, first, second in pairs:
        month = day.replace(day=1)
        so_far = found.setdefault(month, MonthApart(month=month, calls=0, marks=0, differing=0))
        so_far.calls += 1
        so_far.marks += len(first)
        so_far.differing += len(rules.differing(first, second))
    return [found[month] for month in sorted(found)]
