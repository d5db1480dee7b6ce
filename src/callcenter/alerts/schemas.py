"""Shapes of alerts: what a supervisor reads, and the journal entries."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel

from callcenter.infra.journal import Entry

AlertKind = Literal[
    "quota_reached",
    "many_uncalled",
    "many_given_back",
    "burst_given_back",
    "many_cut_short",
    "row_cut_short",
    "many_handed_out",
    "many_known",
    "strange_lookups",
    "note_own_data",
    "canary_called",
    "canary_opened",
    "canary_exported",
    "canary_reported",
    "help_asked",
    "threat",
    "incident",
    "contact_known",
    "long_call",
    "long_pause",
    "callback_overdue",
    "import_failed",
    "vault_down",
    "sealer_behind",
    "break_missed",
    "shift_over",
    "day_over",
    "week_over",
]


class AlertRead(BaseModel):
    """An alert as its supervisor reads it; `sentence` says what was seen and what to do, `count` how often.

    After `quota_reached` the agent gets no contact until the stop is lifted. `seen_by` looked at it.
    """

    id: UUID
    kind: AlertKind
    agent_id: UUID | None
    agent: str | None
    sentence: str
    reference: str | None
    count: int
    raised_at: datetime
    last_at: datetime
    seen_by: str | None
    seen_at: datetime | None


# --- journal ------------------------------------------------------------------------------------------------


class AlertRaised(Entry):
    """Something unusual was seen, mostly about an agent."""

    action: ClassVar[str] = "alert.raised"
    alert_id: UUID
    kind: AlertKind
    agent_id: UUID | None = None
    contact_id: UUID | None = None
    reference: str | None = None
    count: int


class AlertSeen(Entry):
    """A supervisor looked at an alert."""

    action: ClassVar[str] = "alert.seen"
    alert_id: UUID
    kind: AlertKind
    agent_id: UUID | None = None
