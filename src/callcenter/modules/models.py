"""Tables of modules: contents by version, and what an apprentice did of one. A version never changes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class ModuleVersion(Base):
    """The content of a module as it was used or written; `made_by` is empty for one that is shipped."""

    __tablename__ = "module_versions"
    __table_args__ = (
        UniqueConstraint("site_id", "code", "version"),
        UniqueConstraint("site_id", "code", "digest"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str]
    version: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str]
    content: Mapped[dict[str, Any]]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class ModuleRun(Base):
    """One way through a module on one version: the events say all that was done, the rest is reckoned from them."""

    __tablename__ = "module_runs"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done')", name="state"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(
            "uq_module_runs_open",
            "agent_id",
            "code",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_module_runs_agent_id_started_at", "agent_id", "started_at"),
        Index("ix_module_runs_site_id_code", "site_id", "code"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_versions.id"))
    code: Mapped[str]
    seed: Mapped[int] = mapped_column(Integer)
    state: Mapped[str]
    events: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    done: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    seconds: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    score: Mapped[int | None] = mapped_column(SmallInteger)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
