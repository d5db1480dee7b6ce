"""The table of marks that trainers gave to practice calls. They are written once and never change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base


class PracticeScoring(Base):
    """The marks of one trainer (`first`, `second`), or those that both agreed on (`agreed`, written by one of them)."""

    __tablename__ = "practice_scorings"
    __table_args__ = (
        CheckConstraint("place IN ('first', 'second', 'agreed')", name="place"),
        Index(
            "uq_practice_scorings_scorer",
            "practice_id",
            "scorer_id",
            unique=True,
            postgresql_where=text("place <> 'agreed'"),
        ),
        Index("ix_practice_scorings_site_id_scored_at", "site_id", "scored_at"),
    )

    practice_id: Mapped[UUID] = mapped_column(
        ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    scorer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    marks: Mapped[dict[str, Any]]
    scored_at: Mapped[datetime]
