"""Tables of the end of data: orders to shred, certificates, and requests about one customer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base


class Shredding(Base):
    """The end of one list: who wanted it, when, what was destroyed. It outlives the data; it names no customer."""

    __tablename__ = "shreddings"
    __table_args__ = (CheckConstraint("cause IN ('retention', 'partner', 'administrator')", name="cause"),)

    list_id: Mapped[UUID] = mapped_column(ForeignKey("call_lists.id", ondelete="CASCADE"), primary_key=True)
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    cause: Mapped[str]
    asked_by: Mapped[str]
    approved_by: Mapped[str | None]
    ordered_at: Mapped[datetime]
    counts: Mapped[dict[str, Any] | None]
    shredded_at: Mapped[datetime | None]
    entry_id: Mapped[int | None]
    certificate_id: Mapped[UUID | None]


class Certificate(Base):
    """A signed certificate, kept as the very text that was signed (see `certificates`)."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("kind IN ('list', 'person')", name="kind"),
        Index("uq_certificates_kind_subject_id", "kind", "subject_id", unique=True),
        Index("ix_certificates_partner_id_issued_at", "partner_id", "issued_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    list_id: Mapped[UUID | None]
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    final_on: Mapped[date]
    text: Mapped[str]


class PersonRequest(Base):
    """A request about one customer. The reference that was asked for is sealed to the vault, and dropped when done."""

    __tablename__ = "person_requests"
    __table_args__ = (
        CheckConstraint(
            "state IN ('searching', 'not_found', 'found', 'writing', 'erasing', 'erased', 'failed')",
            name="state",
        ),
        Index("ix_person_requests_partner_id_asked_at", "partner_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    language: Mapped[str]
    state: Mapped[str]
    sealed_reference: Mapped[bytes | None]
    reader_key: Mapped[bytes | None]
    found: Mapped[list[dict[str, Any]] | None]
    erased_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    ordered_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    entry_id: Mapped[int | None]
    certificate_id: Mapped[UUID | None]


class PersonFile(Base):
    """What is held of one customer, sealed by the vault to the browser that asked; the web process can't read it."""

    __tablename__ = "person_files"

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("person_requests.id", ondelete="CASCADE"), primary_key=True
    )
    made_at: Mapped[datetime]
    sealed: Mapped[bytes]
