"""Shapes of canaries, and their journal entries."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from callcenter.infra.journal import Entry

CanaryState = Literal["asked", "planted", "failed", "withdrawn"]


class CanaryCreate(BaseModel):
    """A number of the centre's own, to be planted in a list."""

    model_config = ConfigDict(extra="forbid")
    list_id: UUID
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=30)]


class CanaryRead(BaseModel):
    """A canary, without its number and without its contact: nobody reads here which contact it is.

    `marked`: the list had that number already; otherwise a contact was invented for it.
    """

    id: UUID
    list_id: UUID
    list_name: str
    made_by: str
    made_at: datetime
    state: CanaryState
    marked: bool | None


# --- journal ------------------------------------------------------------------------------------------------


class CanaryMoved(Entry):
    """A canary was asked for, planted, not planted, withdrawn, or reported as called from elsewhere."""

    action: ClassVar[str] = "canary.changed"
    on_feed: ClassVar[bool] = False
    canary_id: UUID
    list_id: UUID
    change: Literal["asked", "planted", "failed", "withdrawn", "reported"]
