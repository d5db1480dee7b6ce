"""The law of calls as data: which rule holds on which day, with its source; and the calendar that follows from it.

It reads `data/legal_calls.yaml`, or the edited copy that the service was told to use. It decides about nobody.
"""

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from callcenter.campaigns.rules import catalogue
from callcenter.campaigns.schemas import Then

NO_OUTCOME = "no_outcome"
"""What the plan calls a call that came back without an outcome."""


class LawUnreadable(Exception):
    """The file of the law can't be used; the message says where and why."""


def _span(value: Any) -> Any:
    """`10:00-13:00` → the two times."""
    if isinstance(value, str):
        start, _, end = value.partition("-")
        return start.strip(), end.strip()
    return value


Span = Annotated[tuple[time, time], BeforeValidator(_span)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
IsoWeekday = Annotated[int, Field(ge=1, le=7)]


class Rule(BaseModel):
    """What every rule has: the first (and last) day on which it holds, and where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    since: Annotated[date, Field(alias="from")]
    until: date | None = None
    source: Annotated[str, StringConstraints(min_length=3)]


class Windows(Rule):
    days: dict[IsoWeekday, list[Span]]


class Attempts(Rule):
    most: Annotated[int, Field(ge=1)]
    days: Annotated[int, Field(ge=1)]


class Refusal(Rule):
    days: Annotated[int, Field(ge=1)]


class Holidays(Rule):
    fixed: list[MonthDay]
    easter: list[int]


class DayParts(Rule):
    """Where the parts of a day begin that a contact is tried in, after the first, which begins with the day."""

    begin: Annotated[list[time], Field(min_length=1)]


class Plan(BaseModel):
    """After one outcome: the least rest, the most tries at one number, and whether another time of day is needed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    after: timedelta
    most: Annotated[int, Field(ge=1)]
    other_time: bool = False


def _complete(plans: dict[str, Plan]) -> dict[str, Plan]:
    outcomes = catalogue()
    for code in plans.keys() - {NO_OUTCOME}:
        if code not in outcomes or outcomes[code].then not in {Then.retry, Then.close}:
            raise ValueError(f"{code} is no outcome after which a number is tried again or given up")
    for code in (NO_OUTCOME, *(each.code for each in outcomes.values() if each.then is Then.retry)):
        if code not in plans:
            raise ValueError(f"{code} has no plan")
    return plans


class Retries(Rule):
    plans: Annotated[dict[str, Plan], AfterValidator(_complete)]


class Commemoration(Rule):
    zone: str
    days: list[MonthDay]


_R = TypeVar("_R", bound=Rule)


class Law(BaseModel):
    """Every rule in every version."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    windows: Annotated[list[Windows], Field(min_length=1)]
    attempts: Annotated[list[Attempts], Field(min_length=1)]
    refusal: Annotated[list[Refusal], Field(min_length=1)]
    holidays: Annotated[list[Holidays], Field(min_length=1)]
    commemorations: list[Commemoration]
    retries: Annotated[list[Retries], Field(min_length=1)]
    day_parts: Annotated[list[DayParts], Field(min_length=1)]


def holds(rule: Rule, day: date) -> bool:
    return rule.since <= day and (rule.until is None or day <= rule.until)


def in_force(versions: list[_R], day: date) -> _R:
    """The version that holds on `day`, the youngest if several do; before the first one, the first."""
    fitting = [rule for rule in versions if holds(rule, day)]
    return (
        max(fitting, key=lambda rule: rule.since) if fitting else min(versions, key=lambda rule: rule.since)
    )


def read(text: str) -> Law:
    """Raises LawUnreadable."""
    try:
        return Law.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise LawUnreadable(f"not YAML: {problem}") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise LawUnreadable(f"{place or 'file'}: {first['msg']}") from None


@cache
def _shipped() -> Law:
    return read(files("callcenter.calls").joinpath("data/legal_calls.yaml").read_text("utf-8"))


_edited: list[Law] = []


def use(path: Path | None) -> None:
    """From now on this process follows the file at `path`; without one, what was shipped. Raises LawUnreadable."""
    try:
        law = None if path is None else read(path.read_text("utf-8"))
    except OSError as problem:
        raise LawUnreadable(f"{path}: {problem.strerror}") from None
    _edited[:] = [] if law is None else [law]
    holidays.cache_clear()


def law() -> Law:
    """The law this process follows."""
    return _edited[0] if _edited else _shipped()


# --- calendar -----------------------------------------------------------------------------------------------


@cache
def zone_of(name: str) -> ZoneInfo:
    """`ZoneInfo` itself keeps only eight zones in memory and reads the others from disk at each use."""
    return ZoneInfo(name)


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    j, k = c // 4, c % 4
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * j - k - h + m + 32) % 7
    n = (h - m + r + 90) // 25
    return date(year, n, (h - m + r + n + 19) % 32)


@lru_cache(maxsize=256)
def holidays(year: int, zone: str) -> frozenset[date]:
    """Days without calls in a zone: the national holidays and the zone's own commemorations."""

    def days(rule: Rule, wanted: list[str]) -> set[date]:
        return {day for day in (date.fromisoformat(f"{year}-{one}") for one in wanted) if holds(rule, day)}

    known, found = law(), set[date]()
    for rule in known.holidays:
        found |= days(rule, rule.fixed)
        found |= {day for day in (easter(year) + timedelta(days=n) for n in rule.easter) if holds(rule, day)}
    for local in known.commemorations:
        if local.zone == zone:
            found |= days(local, local.days)
    return frozenset(found)


def windows_of(day: date, zone: str) -> list[tuple[datetime, datetime]]:
    """The calling windows of a day on the clock of `zone`, as moments; none on a holiday."""
    if day in holidays(day.year, zone):
        return []
    spans = in_force(law().windows, day).days.get(day.isoweekday(), [])
    clock = zone_of(zone)
    return [(datetime.combine(day, start, clock), datetime.combine(day, end, clock)) for start, end in spans]
