"""Tables of blocks, assessments and plans. What was published, closed or signed stands: a change is a new version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class BlockVersion(Base):
    """A building block as a trainer of the site wrote it; without a content it was withdrawn."""

    __tablename__ = "block_versions"
    __table_args__ = (UniqueConstraint("site_id", "code", "version"),)

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str]
    version: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any] | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class Assessment(Base):
    """What a trainer composed for one apprentice: the blocks as they were, answers, marks, the result once closed."""

    __tablename__ = "assessments"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'closed', 'dropped')", name="state"),
        Index(
            "uq_assessments_open",
            "agent_id",
            unique=True,
            postgresql_where=text("state IN ('open', 'answered')"),
        ),
        Index("ix_assessments_agent_id_composed_at", "agent_id", "composed_at"),
        Index("ix_assessments_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referentials.id"))
    state: Mapped[str]
    blocks: Mapped[list[dict[str, Any]]]
    seed: Mapped[int] = mapped_column(Integer)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    acts: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)), server_default="{}")
    """When the apprentice did something of it."""
    marks: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    profile: Mapped[list[dict[str, Any]] | None]
    composed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    composed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Plan(Base):
    """A personal plan in one version: modules in order, each with its reason. `digest` is what is signed."""

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("agent_id", "version"),
        Index("ix_plans_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments.id"))
    version: Mapped[int] = mapped_column(Integer)
    steps: Mapped[list[dict[str, Any]]]
    digest: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class PlanSignature(Base):
    """Who signed a plan, when, and which content: once as learner, once as trainer."""

    __tablename__ = "plan_signatures"
    __table_args__ = (
        CheckConstraint("place IN ('learner', 'trainer')", name="place"),
        Index("ix_plan_signatures_site_id", "site_id"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[str]
    signed_at: Mapped[datetime]
