"""The table of drafts. What is published stands in `training.models`, where practice calls read it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class ScenarioDraft(Base):
    """A simulated customer being written, one per scenario of a site; `revision` grows with each time it is saved."""

    __tablename__ = "scenario_drafts"
    __table_args__ = (UniqueConstraint("site_id", "code"),)

    id: Mapped[RowId]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]]
    copied_from: Mapped[str | None]
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]
