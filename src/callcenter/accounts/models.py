"""Tables of accounts: organisations (sites and partner companies), users, teams, sessions, attempts, approvals."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class Organisation(Base):
    """Where people belong: an establishment (`site`, with its time zone) or a company (`partner`).

    A site that `keeps_shifts` hands out nothing outside an open shift; `wallboard_names`: its wallboard shows names.
    """

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('site', 'partner')", name="kind"),)

    id: Mapped[RowId]
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    time_zone: Mapped[str]
    keeps_shifts: Mapped[bool] = mapped_column(server_default=text("false"))
    wallboard_names: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[Now]


class User(Base):
    """A person with one role. `sign_in` is a badge for agents, a chosen name for the others.

    An agent who is `locked` was sent away by a supervisor of the site, who may let the agent in again; `disabled` is
    the administrator's. One whose name was erased (`erased_at`) stays disabled for good.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(
            "role IN ('agent', 'supervisor', 'trainer', 'partner', 'administrator', 'auditor')", name="role"
        ),
        CheckConstraint("state IN ('active', 'disabled', 'locked')", name="state"),
        CheckConstraint("erased_at IS NULL OR state = 'disabled'", name="erased"),
        CheckConstraint("(role = 'partner') = (partner_id IS NOT NULL)", name="partner_home"),
        CheckConstraint(
            "role NOT IN ('agent', 'supervisor', 'trainer') OR site_id IS NOT NULL", name="site_home"
        ),
    )

    id: Mapped[RowId]
    role: Mapped[str]
    sign_in: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="fr")
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    passphrase: Mapped[str]
    must_change_passphrase: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[str] = mapped_column(server_default="active")
    erased_at: Mapped[datetime | None]
    created_at: Mapped[Now]


class Team(Base):
    """A small group of a site's agents, to whom a campaign or a list may be given."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    created_at: Mapped[Now]


class TeamMember(Base):
    """An agent in a team; the key begins with the agent, as the dispatcher asks."""

    __tablename__ = "team_members"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    site_id: Mapped[UUID]


class ClosedDays(Base):
    """Days on which a site itself is closed, the last one included; public holidays are no rows."""

    __tablename__ = "site_closed_days"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="order"),
        Index("ix_site_closed_days_site_id_last_day", "site_id", "last_day"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]


class Shift(Base):
    """When an apprentice is to work, and when he or she did: opened and closed by the supervisor."""

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("planned_from < planned_to", name="order"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed"),
        Index("ix_shifts_site_id_planned_from", "site_id", "planned_from"),
        Index("ix_shifts_agent_id_planned_from", "agent_id", "planned_from"),
        Index(
            "uq_shifts_open",
            "agent_id",
            unique=True,
            postgresql_where=text("opened_at IS NOT NULL AND closed_at IS NULL"),
        ),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    planned_from: Mapped[datetime]
    planned_to: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]


class Attendance(Base):
    """A half-day that an apprentice signed to have been there, and who of the staff confirmed it."""

    __tablename__ = "attendances"
    __table_args__ = (
        CheckConstraint("half IN ('morning', 'afternoon')", name="half"),
        UniqueConstraint("agent_id", "day", "half"),
        Index("ix_attendances_site_id_day", "site_id", "day"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    day: Mapped[date]
    half: Mapped[str]
    signed_at: Mapped[datetime]
    countersigned_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    countersigned_at: Mapped[datetime | None]


class Session(Base):
    """A signed-in browser. Only the hash of the token is stored."""

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class ApiToken(Base):
    """What a partner's machine presents instead of a session. Only the hash of its secret is stored."""

    __tablename__ = "api_tokens"

    id: Mapped[RowId]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """An attempt, written before the passphrase is looked at, so that parallel guesses all count."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_account_source_at", "account", "source", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[Now]
    account: Mapped[bytes]
    source: Mapped[str]
    succeeded: Mapped[bool] = mapped_column(server_default=text("false"))


class Approval(Base):
    """Four eyes: an act that one person asked for and another has to allow, once and in time.

    `act` and `subject_id` say what; the feature that asks does it in the transaction that uses the approval. Without a
    partner it is among administrators.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'used', 'refused')", name="state"),
        CheckConstraint("asked_by <> decided_by OR state = 'refused'", name="four_eyes"),
        Index(
            "uq_approvals_waiting",
            "act",
            "subject_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[RowId]
    act: Mapped[str]
    subject_id: Mapped[UUID]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
