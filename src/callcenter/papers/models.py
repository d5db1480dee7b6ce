"""Tables of papers: rows are only ever added, and the database refuses to change one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, RowId


class Paper(Base):
    """What a paper says (`content`), its fingerprint (SHA-256, hex) and the code made of it.

    `subject_id` is what it is about in the room that issued it; `asks` are the places to be signed.
    """

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint("asks <@ ARRAY['learner', 'staff']", name="asks"),
        Index("ix_papers_learner_id_issued_at", "learner_id", "issued_at"),
        Index("ix_papers_site_id", "site_id"),
        Index("ix_papers_subject_id", "subject_id"),
    )

    id: Mapped[RowId]
    site_id: Mapped[UUID]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    asks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]


class PaperSignature(Base):
    """One person's signature in one place of a paper."""

    __tablename__ = "paper_signatures"
    __table_args__ = (
        CheckConstraint("place IN ('learner', 'staff')", name="place"),
        Index("ix_paper_signatures_site_id", "site_id"),
    )

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[UUID]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[datetime]
