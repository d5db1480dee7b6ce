"""How much one agent may look at without working, and what is worth a supervisor's look: pure decisions over tallies.

The numbers are data (`data/quotas.yaml`, or the edited copy the service was told to use). Tallies stand on the agent's
row, so that they outlive sign-out, other sessions and restarts; `half_day` says of which stretch of work they are.
"""

from collections.abc import Iterator
from datetime import datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from callcenter.alerts.schemas import AlertKind


class QuotasUnreadable(Exception):
    """The file of the quotas can't be used; the message says where and why."""


Count = Annotated[int, Field(ge=1, le=1_000_000)]


class Sign(BaseModel):
    """From how many on the supervisor is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    alert: Count


class Quota(Sign):
    """At how many nothing more is handed out."""

    stop: Count

    @model_validator(mode="after")
    def _told_before_stopped(self) -> "Quota":
        if self.alert > self.stop:
            raise ValueError("alert comes before stop")
        return self


class CutShort(Quota):
    seconds: Annotated[int, Field(ge=1, le=60)]


class Burst(Sign):
    minutes: Annotated[int, Field(ge=1, le=60)]


class Known(Sign):
    free: Annotated[int, Field(ge=0)]


class Long(Sign):
    """From how many minutes on the supervisor is told; `alert` counts minutes."""


class Quotas(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    noon: time
    handed_out: Quota
    uncalled: Quota
    given_back: Quota
    cut_short: CutShort
    cut_in_row: Sign
    burst: Burst
    known: Known
    lookups: Sign
    long_call: Long = Long(alert=20)
    long_pause: Long = Long(alert=25)
    overdue: Long = Long(alert=15)


def read(text: str) -> Quotas:
    """Raises QuotasUnreadable."""
    try:
        return Quotas.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise QuotasUnreadable(f"not YAML: {problem}") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise QuotasUnreadable(f"{place or 'file'}: {first['msg']}") from None


@cache
def _shipped() -> Quotas:
    return read(files("callcenter.calls").joinpath("data/quotas.yaml").read_text("utf-8"))


_edited: list[Quotas] = []


def use(path: Path | None) -> None:
    """From now on this process follows the file at `path`; without one, what was shipped. Raises QuotasUnreadable."""
    try:
        edited = None if path is None else read(path.read_text("utf-8"))
    except OSError as problem:
        raise QuotasUnreadable(f"{path}: {problem.strerror}") from None
    _edited[:] = [] if edited is None else [edited]


def quotas() -> Quotas:
    """The quotas this process follows."""
    return _edited[0] if _edited else _shipped()


def without_end() -> Quotas:
    """The quotas followed, with numbers that nobody comes to: for measurements and crowds that only take contacts."""
    known = quotas().model_dump()
    for name in {*STOPPING, *_TOLD}:
        known[name] |= dict.fromkeys(known[name].keys() & {"alert", "stop"}, 1000000)
    return Quotas.model_validate(known)


# --- decisions ----------------------------------------------------------------------------------------------


def half_day(now: datetime, zone: ZoneInfo, noon: time) -> datetime:
    """When the half working day of `now` began on the site's clock: at midnight or at `noon`.

    The one place that says of which stretch the tallies are; a shift's opening may take its place.
    """
    local = now.astimezone(zone)
    begins = noon if local.time() >= noon else time()
    return datetime.combine(local.date(), begins, zone)


STOPPING = ("handed_out", "uncalled", "given_back", "cut_short")
"""Tallies that have a quota."""

_TOLD: dict[str, AlertKind] = {
    "handed_out": "many_handed_out",
    "uncalled": "many_uncalled",
    "given_back": "many_given_back",
    "burst": "burst_given_back",
    "cut_short": "many_cut_short",
    "cut_in_row": "row_cut_short",
    "known": "many_known",
    "lookups": "strange_lookups",
}


def stops(limits: Quotas) -> dict[str, int]:
    """At how many each tally that has a quota stops the hand-out."""
    return {name: getattr(limits, name).stop for name in STOPPING}


def reached(tallies: object, limits: Quotas) -> int | None:
    """The count whose quota is used up, None while contacts may be handed out. `tallies` has them as attributes."""
    for name, stop in stops(limits).items():
        count: int = getattr(tallies, name)
        if count >= stop:
            return count
    return None


def unusual(limits: Quotas, **grew: int) -> Iterator[tuple[AlertKind, int]]:
    """What the supervisor is to be told of: of the tallies that have just grown, those past their threshold."""
    for name, count in grew.items():
        if count >= getattr(limits, name).alert:
            yield _TOLD[name], count
