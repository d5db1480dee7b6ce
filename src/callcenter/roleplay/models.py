"""Tables of role-plays: who plays for whom, and all that was said and done. The call itself is a practice call."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base


class RolePlay(Base):
    """A trainer's role-play with one apprentice. Once it is `running`, the practice call of the same id says where it
    stands; `marks` and `comment` are the trainer's until they are given.

    `trainer_seen_at` and `agent_seen_at` are the last signs of life of the two pages.
    """

    __tablename__ = "role_plays"
    __table_args__ = (
        CheckConstraint("state IN ('invited', 'running', 'declined', 'withdrawn', 'lapsed')", name="state"),
        Index(
            "uq_role_plays_invited",
            "agent_id",
            unique=True,
            postgresql_where=text("state = 'invited'"),
        ),
        Index("ix_role_plays_agent_id_invited_at", "agent_id", "invited_at"),
        Index("ix_role_plays_trainer_id_invited_at", "trainer_id", "invited_at"),
        Index("ix_role_plays_site_id", "site_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    trainer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("played_scenarios.id"))
    state: Mapped[str]
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    trainer_seen_at: Mapped[datetime]
    agent_seen_at: Mapped[datetime | None]
    marks: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    comment: Mapped[str | None]


class RolePlayAct(Base):
    """One thing that was said or done, written once: `place` is its order, `id` was made by the page that sent it.

    `node` is the scenario's line that the trainer sent, `choice` the proposed sentence that the apprentice took.
    """

    __tablename__ = "role_play_acts"
    __table_args__ = (
        CheckConstraint("who IN ('customer', 'apprentice', 'centre')", name="who"),
        CheckConstraint("kind IN ('say', 'mood', 'hold', 'resume', 'tick', 'hang_up')", name="kind"),
        Index("ix_role_play_acts_role_play_id_place", "role_play_id", "place"),
        Index("ix_role_play_acts_agent_id", "agent_id"),
        Index("ix_role_play_acts_site_id", "site_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    role_play_id: Mapped[UUID] = mapped_column(ForeignKey("role_plays.id", ondelete="CASCADE"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    place: Mapped[int] = mapped_column(Integer, Identity())
    who: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str | None]
    node: Mapped[str | None]
    choice: Mapped[int | None] = mapped_column(SmallInteger)
    mood: Mapped[str | None]
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    at: Mapped[datetime]
