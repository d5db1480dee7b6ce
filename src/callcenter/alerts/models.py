"""Table of alerts: what looked unusual, about whom, how often, and who looked at it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class Alert(Base):
    """Something a supervisor should look at. While one is open, the same again about the same agent adds to `count`.

    `agent_id` is absent where nobody of the centre is known to be behind it; `reference` names the contact in hand.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "uq_alerts_open",
            "site_id",
            "kind",
            "agent_id",
            unique=True,
            postgresql_where=text("seen_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_alerts_site_id_raised_at", "site_id", "raised_at"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    reference: Mapped[str | None]
    count: Mapped[int] = mapped_column(Integer)
    raised_at: Mapped[datetime]
    last_at: Mapped[datetime]
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    seen_at: Mapped[datetime | None]
