"""Tables of companions: who was beside whom and until when, and the word that was left after a call."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class Companionship(Base):
    """Somebody of the staff is beside an apprentice, until a press, the end of the session or `until`.

    One is beside one person at a time, and has one beside oneself.
    """

    __tablename__ = "companionships"
    __table_args__ = (
        CheckConstraint("how IN ('pressed', 'moved', 'session', 'time', 'shift')", name="how"),
        Index("uq_companionships_agent", "agent_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index(
            "uq_companionships_companion",
            "companion_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_companionships_agent_id_began_at", "agent_id", "began_at"),
        Index("ix_companionships_site_id", "site_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    companion_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    session_id: Mapped[UUID]
    began_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    how: Mapped[str | None]


class CallWord(Base):
    """What the companion said of a call that was made with him or her beside; one word a call."""

    __tablename__ = "call_words"
    __table_args__ = (
        CheckConstraint("mark IN ('good', 'to_work_on')", name="mark"),
        Index("ix_call_words_agent_id_given_at", "agent_id", "given_at"),
        Index("ix_call_words_site_id", "site_id"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    given_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    mark: Mapped[str]
    comment: Mapped[str | None]
    given_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
