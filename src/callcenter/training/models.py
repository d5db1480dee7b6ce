"""Tables of training. Evidence is only ever added; what a trainer decides names the evidence it rests on.

Scores are whole per cent. Nothing here knows why somebody is where the site is, and there is no place to write it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class Referential(Base):
    """A title's blocks, competences, criteria and exam modalities, in one version of a site.

    From the first evidence on (`frozen_at`) its content stands; the database refuses a change as well.
    """

    __tablename__ = "referentials"
    __table_args__ = (UniqueConstraint("site_id", "code", "version"),)

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]


class Learner(Base):
    """The training record of an apprentice: status, contract facts, languages, what helps, goals."""

    __tablename__ = "learners"
    __table_args__ = (
        CheckConstraint("status IN ('apprenticeship', 'employment', 'trainee', 'other')", name="status"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on", name="period"),
        Index("ix_learners_site_id", "site_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referentials.id"))
    status: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    alternation: Mapped[str | None]
    tutor: Mapped[str | None]
    training_centre: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{fr}")
    needs: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    goals: Mapped[str | None]
    created_at: Mapped[Now]


class ScenarioVersion(Base):
    """A simulated customer that a site's trainers published. It never changes; withdrawn, it is no longer offered."""

    __tablename__ = "scenario_versions"
    __table_args__ = (UniqueConstraint("site_id", "code", "version"),)

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str]
    version: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str]
    content: Mapped[dict[str, Any]]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class LineVoice(Base):
    """A recording of one wording of a line, made at the site: of an own scenario or of a shipped one.

    `words` is the digest of the wording: other words are not spoken by it. `kind` is what the bytes themselves say.
    """

    __tablename__ = "line_voices"
    __table_args__ = (CheckConstraint("kind IN ('webm', 'ogg', 'mp4', 'wav')", name="kind"),)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    scenario: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    audio: Mapped[bytes]
    digest: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class PlayedScenario(Base):
    """The content of a scenario as it was played: a practice call stays readable when its file has changed.

    One that a site wrote is the site's; a shipped one is everybody's.
    """

    __tablename__ = "played_scenarios"

    id: Mapped[RowId]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    digest: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    version: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]]
    first_at: Mapped[Now]


class Practice(Base):
    """A simulated call: the events say all that was done; `result` is the score and debrief, written once.

    `played_by`: the trainer who plays the customer (see `roleplay`); such a call is `awaiting` until it is scored.
    """

    __tablename__ = "practices"
    __table_args__ = (
        CheckConstraint(
            "state IN ('ready', 'talking', 'wrap_up', 'awaiting', 'finished', 'left')", name="state"
        ),
        Index(
            "uq_practices_open",
            "agent_id",
            unique=True,
            postgresql_where=text("state IN ('ready', 'talking', 'wrap_up')"),
        ),
        Index("ix_practices_agent_id_started_at", "agent_id", "started_at"),
        Index("ix_practices_site_id_finished_at", "site_id", "finished_at"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referentials.id"))
    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("played_scenarios.id"))
    scenario: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)
    purpose: Mapped[str]
    guided: Mapped[bool]
    played_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    seed: Mapped[int] = mapped_column(Integer)
    state: Mapped[str]
    events: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    passed: Mapped[bool | None]
    result: Mapped[dict[str, Any] | None]


class DebriefAnswer(Base):
    """That an apprentice read the debrief of a practice call, and what was answered, if anything."""

    __tablename__ = "debrief_answers"

    practice_id: Mapped[UUID] = mapped_column(
        ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    read_at: Mapped[datetime]
    answer: Mapped[str | None]


class Evidence(Base):
    """One thing seen that shows a competence: from a practice call, a reviewed call, an assessment, a module.

    `counts`: good enough and alone enough to count for a gate.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("kind IN ('practice', 'call_review', 'assessment', 'module', 'exam')", name="kind"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        UniqueConstraint("source_id", "competence"),
        Index("ix_evidence_learner_id_competence_given_at", "learner_id", "competence", "given_at"),
        Index("ix_evidence_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referentials.id"))
    competence: Mapped[str]
    kind: Mapped[str]
    source_id: Mapped[UUID]
    label: Mapped[str]
    score: Mapped[int] = mapped_column(SmallInteger)
    counts: Mapped[bool]
    given_at: Mapped[datetime]


class CompetenceDecision(Base):
    """What a trainer decided of a competence, when, and on what evidence; the newest stands, the older stay."""

    __tablename__ = "competence_decisions"
    __table_args__ = (
        CheckConstraint("level IN ('acquired', 'in_progress', 'not_acquired')", name="level"),
        Index("ix_competence_decisions_learner_id_decided_at", "learner_id", "decided_at"),
        Index("ix_competence_decisions_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.user_id"))
    referential_id: Mapped[UUID] = mapped_column(ForeignKey("referentials.id"))
    competence: Mapped[str]
    level: Mapped[str]
    proposed: Mapped[str | None]
    evidence: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    seen: Mapped[str | None]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


class Gate(Base):
    """What a campaign asks of an apprentice first: so many good practice calls for each of these competences, and
    somebody beside for the first `supervised_calls` real ones."""

    __tablename__ = "gates"
    __table_args__ = (
        CheckConstraint("good_calls BETWEEN 1 AND 20", name="good_calls"),
        CheckConstraint("supervised_calls BETWEEN 0 AND 20", name="supervised_calls"),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    competences: Mapped[list[str]] = mapped_column(ARRAY(Text))
    good_calls: Mapped[int] = mapped_column(Integer)
    supervised_calls: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    set_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]


class GateSuspension(Base):
    """A trainer lets somebody through a gate (`agent_id` absent: everybody), with the reason; until it is ended."""

    __tablename__ = "gate_suspensions"
    __table_args__ = (
        Index(
            "uq_gate_suspensions_open",
            "campaign_id",
            "agent_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("gates.campaign_id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
