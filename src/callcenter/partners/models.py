"""Tables of partners: the agreement with the centre, and appointment slots."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId


class Agreement(Base):
    """What a partner and a site agreed on (GDPR art. 28): purposes, consent bases, how long data is kept.

    `offer` says what the calls are about.
    """

    __tablename__ = "agreements"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    purposes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    consent_bases: Mapped[list[str]] = mapped_column(ARRAY(Text))
    retention_days: Mapped[int] = mapped_column(Integer)
    offer: Mapped[str] = mapped_column(server_default="")
    updated_at: Mapped[Now]


class Slot(Base):
    """A time a partner's adviser can receive a customer; `booked` never exceeds `capacity`, 0 once withdrawn.

    `zone` is the clock of its place. A `closed` slot keeps its appointments and takes no further one. Nobody is booked
    later than `notice_minutes` before its beginning.
    """

    __tablename__ = "slots"
    __table_args__ = (
        CheckConstraint("booked BETWEEN 0 AND capacity", name="capacity"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("notice_minutes BETWEEN 0 AND 20160", name="notice"),
        Index("ix_slots_partner_id_starts_at", "partner_id", "starts_at"),
    )

    id: Mapped[RowId]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    zone: Mapped[str]
    capacity: Mapped[int] = mapped_column(Integer)
    booked: Mapped[int] = mapped_column(Integer, server_default="0")
    closed: Mapped[bool] = mapped_column(server_default=text("false"))
    notice_minutes: Mapped[int] = mapped_column(Integer, server_default="0")


class PartnerExchange(Base):
    """A partner's own age key, to which files for it are encrypted, and whether nothing may leave in clear."""

    __tablename__ = "partner_exchanges"
    __table_args__ = (
        CheckConstraint("recipient IS NOT NULL OR NOT always_encrypted", name="recipient_for_always"),
    )

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    recipient: Mapped[str | None]
    always_encrypted: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
