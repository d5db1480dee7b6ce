"""The table of supervision: what each check of the journal found."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class JournalCheck(Base):
    """One check of the whole journal; `done` of `due` entries so far. `problem` at `at_seq` says what is wrong."""

    __tablename__ = "journal_checks"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'whole', 'tampered', 'failed')", name="state"),
        Index("uq_journal_checks_running", "state", unique=True, postgresql_where=text("state = 'running'")),
    )

    id: Mapped[RowId]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[Now]
    state: Mapped[str]
    due: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    checkpoints: Mapped[int] = mapped_column(Integer, server_default="0")
    problem: Mapped[str | None]
    at_seq: Mapped[int | None]
    ended_at: Mapped[datetime | None]
