"""The table of campaigns."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class Campaign(Base):
    """One purpose, one partner, one site: script, masking policy and a life cycle.

    In a `progressive` campaign the next contact arrives by itself `pace_seconds` after an outcome. `consent` is what
    the partner declared for people of its lists whose row and list say nothing. `given_team` or `given_agent` say
    whose work it is; without either it is everybody's. One that `confirms` another has no list of its own: it calls
    those who hold one of the other's appointments, from `confirm_hours` before it. A `gated` one is only
    for apprentices whose passed gates (`agent_states.gates`) name it.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("purpose IN ('appointment', 'loyalty', 'after_sales')", name="purpose"),
        CheckConstraint("mode IN ('sandbox', 'live')", name="mode"),
        CheckConstraint("pacing IN ('preview', 'progressive')", name="pacing"),
        CheckConstraint("state IN ('draft', 'open', 'paused', 'closed')", name="state"),
        CheckConstraint("given_team IS NULL OR given_agent IS NULL", name="given"),
        CheckConstraint("(confirms IS NULL) = (confirm_hours IS NULL)", name="confirms"),
        Index("ix_campaigns_site_id_state", "site_id", "state"),
        Index("uq_campaigns_confirms", "confirms", unique=True, postgresql_where=text("state <> 'closed'")),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    purpose: Mapped[str]
    mode: Mapped[str] = mapped_column(server_default="sandbox")
    state: Mapped[str] = mapped_column(server_default="draft")
    priority: Mapped[int] = mapped_column(Integer, server_default="100")
    legal_hours: Mapped[bool] = mapped_column(server_default=text("false"))
    pacing: Mapped[str] = mapped_column(server_default="preview")
    pace_seconds: Mapped[int] = mapped_column(Integer, server_default="10")
    recording: Mapped[bool] = mapped_column(server_default=text("false"))
    script: Mapped[list[dict[str, Any]]]
    masking: Mapped[dict[str, Any]]
    consent: Mapped[dict[str, Any] | None]
    confirms: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"))
    confirm_hours: Mapped[int | None] = mapped_column(Integer)
    given_team: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"))
    given_agent: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    gated: Mapped[bool] = mapped_column(server_default=text("false"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
