"""Shapes of companions and the words they leave, and their journal entries."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from callcenter.infra.journal import Entry

WordMark = Literal["good", "to_work_on"]
How = Literal["pressed", "moved", "session", "time", "shift"]
"""By a press, because the companion went to somebody else, with the companion's session, after the longest time, with
the apprentice's shift."""


class CallWordCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    mark: WordMark
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class AccompaniedCall(BaseModel):
    """An answered call that was made with the reader beside; `word` once one was left."""

    id: UUID
    campaign_name: str
    at: datetime
    seconds: int
    word: WordMark | None


class BesideRead(BaseModel):
    """Who is beside an apprentice now, and the calls on which the reader may leave a word, the newest first."""

    agent_id: UUID
    companion: str | None
    mine: bool
    since: datetime | None
    until: datetime | None
    calls: list[AccompaniedCall]


class CallWordRead(BaseModel):
    """The word on one's own call."""

    call_id: UUID
    campaign_name: str
    called_at: datetime
    mark: WordMark
    comment: str | None
    sender: str
    read_at: datetime | None


class CompanionBegan(Entry):
    """Somebody of the staff said to be beside an apprentice."""

    action: ClassVar[str] = "companion.began"
    agent_id: UUID


class CompanionEnded(Entry):
    """Nobody is beside the apprentice any more, and why."""

    action: ClassVar[str] = "companion.ended"
    agent_id: UUID
    how: How


class CompanionWanted(Entry):
    """An apprentice waits for somebody beside to make first calls in so many campaigns (none: no longer)."""

    action: ClassVar[str] = "companion.wanted"
    agent_id: UUID
    campaigns: int


class CallWordGiven(Entry):
    """A companion left a word on a call; the words are not here."""

    action: ClassVar[str] = "companion.word_given"
    call_id: UUID
    agent_id: UUID
    mark: WordMark


class CallWordSeen(Entry):
    """An apprentice read the word on a call."""

    action: ClassVar[str] = "companion.word_read"
    on_feed: ClassVar[bool] = False
    call_id: UUID
    agent_id: UUID
