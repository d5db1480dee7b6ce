"""The table of follow-ups. What was seen is not copied here: it is gathered when somebody looks, and stands on the
paper once that is issued.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class FollowUp(Base):
    """A talk between an apprentice and the trainer: `planned` for a day, then `issued` as a paper.

    `learner_words` are the apprentice's own, written before or during the talk. `plan_id` is the version of the plan
    that it led to, once it is issued.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'issued')", name="state"),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="issued"),
        Index("uq_follow_ups_planned", "learner_id", unique=True, postgresql_where=text("state = 'planned'")),
        Index("ix_follow_ups_site_id_due_on", "site_id", "due_on"),
        Index("ix_follow_ups_learner_id_issued_at", "learner_id", "issued_at"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    state: Mapped[str]
    due_on: Mapped[date]
    learner_words: Mapped[str | None]
    trainer_words: Mapped[str | None]
    plan_words: Mapped[str | None]
    next_on: Mapped[date | None]
    planned_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    planned_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime | None]
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("plans.id"))
