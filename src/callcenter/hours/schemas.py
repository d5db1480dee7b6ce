"""Shapes of hours: sessions, a person's days and month, and journal entries. Times are whole minutes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.infra.journal import Entry
from callcenter.training.schemas import Title

Month = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
"""`2026-11`."""
Concern = Literal["day_too_long", "week_too_long", "not_signed", "not_confirmed", "sunday"]
"""More than 10 hours in a day or 48 in a week (code pénitentiaire, R.412-50 to R.412-62), a half-day without the
apprentice's signature or without the staff's, and work on a Sunday."""


class SessionCreate(BaseModel):
    """The same session for each of these apprentices, on the site's clock."""

    model_config = ConfigDict(extra="forbid")
    learners: Annotated[list[UUID], Field(min_length=1, max_length=60)]
    begins: datetime
    ends: datetime
    title: Title


@dataclass(frozen=True, slots=True)
class HalfDay:
    """Presence in half a day: what was signed, and whether the staff confirmed it."""

    present: bool
    signed: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class DayHours:
    """`desk_minutes`: of the training, what was learnt at the workstation and in no session."""

    day: date
    morning: HalfDay
    afternoon: HalfDay
    work_minutes: int
    training_minutes: int
    desk_minutes: int
    concerns: list[Concern]


class PersonHours(BaseModel):
    """What a person's days come to in the time that was asked for."""

    learner_id: UUID
    alias: str
    sign_in: str
    work_minutes: int
    training_minutes: int
    desk_minutes: int
    halves: int
    halves_signed: int
    concerns: list[Concern]


class MonthHours(BaseModel):
    """The statement of a month. `over`: the month has ended, its figures no longer grow by themselves."""

    month: Month
    over: bool
    people: list[PersonHours]


# --- journal ------------------------------------------------------------------------------------------------


class SessionKept(Entry):
    """A training session was written down for an apprentice."""

    action: ClassVar[str] = "hours.session_kept"
    on_feed: ClassVar[bool] = False
    session_id: UUID
    agent_id: UUID


class HoursTaken(Entry):
    """The statement of a month's hours was taken as a file; `count` is of people."""

    action: ClassVar[str] = "hours.taken"
    on_feed: ClassVar[bool] = False
    month: date
    count: int
