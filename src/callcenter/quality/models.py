"""Tables of quality review: grids by version, reviews, and the marks that each one gave."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class Grid(Base):
    """What calls of a campaign are weighed by. An edit is a new version: what was scored stays scored by its own."""

    __tablename__ = "review_grids"
    __table_args__ = (UniqueConstraint("campaign_id", "version"),)

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    version: Mapped[int] = mapped_column(Integer)
    criteria: Mapped[list[dict[str, Any]]]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[Now]


class Review(Base):
    """One call under review: `chosen`, then `given` (the comment is there to be read), then `read`.

    `score` is out of 200 (tenths of a point out of 20); `answer` is the apprentice's, if there is one.
    """

    __tablename__ = "call_reviews"
    __table_args__ = (
        CheckConstraint("state IN ('chosen', 'given', 'read')", name="state"),
        CheckConstraint("score BETWEEN 0 AND 200", name="score"),
        UniqueConstraint("call_id"),
        Index("ix_call_reviews_site_id_state", "site_id", "state"),
        Index("ix_call_reviews_agent_id_chosen_at", "agent_id", "chosen_at"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    grid_id: Mapped[UUID] = mapped_column(ForeignKey("review_grids.id"))
    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    rule: Mapped[str]
    chosen_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    chosen_at: Mapped[datetime]
    state: Mapped[str]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    comment: Mapped[str | None]
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    read_at: Mapped[datetime | None]


class Scoring(Base):
    """The marks one person gave: the apprentice (`self`), then one or two of the staff."""

    __tablename__ = "review_scorings"
    __table_args__ = (
        CheckConstraint("place IN ('self', 'first', 'second')", name="place"),
        UniqueConstraint("review_id", "scorer_id"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("call_reviews.id"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[UUID]
    scorer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    marks: Mapped[dict[str, Any]]
    scored_at: Mapped[datetime]
