"""Tables of exam preparation. What was judged stands under its version of the referential."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class MockExam(Base):
    """One part of the exam played with a jury: `planned`, `running`, `ended`, then `issued` as a paper.

    `marks`: competence → the marks of its criteria in order. `jury` are names as they stand on the paper.
    """

    __tablename__ = "mock_exams"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'running', 'ended', 'issued')", name="state"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
        Index("ix_mock_exams_learner_id_planned_for", "learner_id", "planned_for"),
        Index("ix_mock_exams_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referentials.id"))
    modality: Mapped[str]
    minutes: Mapped[int] = mapped_column(Integer)
    planned_for: Mapped[date]
    jury: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    marks: Mapped[dict[str, Any]]
    words: Mapped[str | None]
    planned_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime | None]


class Evaluation(Base):
    """An evaluation in the course of a block (ECF): what was done, and acquired or not by competence. Only added."""

    __tablename__ = "evaluations"
    __table_args__ = (
        Index("ix_evaluations_learner_id_held_on", "learner_id", "held_on"),
        Index("ix_evaluations_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referentials.id"))
    block: Mapped[str]
    title: Mapped[str]
    held_on: Mapped[date]
    results: Mapped[dict[str, Any]]
    words: Mapped[str | None]
    given_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime]


class DossierExample(Base):
    """An example of the professional file, in the apprentice's words: five parts, no customer's data, three pages."""

    __tablename__ = "dossier_examples"
    __table_args__ = (
        Index("ix_dossier_examples_learner_id", "learner_id"),
        Index("ix_dossier_examples_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    block: Mapped[str]
    title: Mapped[str]
    parts: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
