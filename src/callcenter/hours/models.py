"""The table of training sessions: time that was learnt away from the desk, as the trainer keeps it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class TrainingSession(Base):
    """One apprentice's part in a session: from when until when, and what was learnt."""

    __tablename__ = "training_sessions"
    __table_args__ = (
        CheckConstraint("begins < ends", name="order"),
        UniqueConstraint("learner_id", "begins"),
        Index("ix_training_sessions_site_id_begins", "site_id", "begins"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    title: Mapped[str]
    kept_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    kept_at: Mapped[datetime]
