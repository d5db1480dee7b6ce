"""Tables of outcomes: what each hand-out led to, bookings, re-openings, and result files for the partner."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now


class Outcome(Base):
    """One recorded outcome. A correction is a new row that names the one it corrects.

    `note_found` is what the note holds of the contact's own data (see `own_values`); absent until the vault compared.
    """

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("agent_id", "idempotency_key"),
        UniqueConstraint("corrects"),
        CheckConstraint("note_state IN ('held', 'released', 'discarded')", name="note_state"),
        Index(
            "uq_outcomes_first_of_hand_out",
            "hand_out_id",
            unique=True,
            postgresql_where=text("corrects IS NULL"),
        ),
        Index("ix_outcomes_campaign_id_recorded_at", "campaign_id", "recorded_at"),
        Index("ix_outcomes_site_id_recorded_at", "site_id", "recorded_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hand_out_id: Mapped[UUID] = mapped_column(ForeignKey("hand_outs.id"))
    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id"))
    contact_id: Mapped[UUID] = mapped_column(index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    list_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    code: Mapped[str]
    group: Mapped[str]
    positive: Mapped[bool]
    details: Mapped[dict[str, Any]]
    note: Mapped[bytes | None]
    note_key_version: Mapped[int | None] = mapped_column(SmallInteger)
    note_state: Mapped[str | None]
    note_found: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    corrects: Mapped[UUID | None] = mapped_column(ForeignKey("outcomes.id"))
    idempotency_key: Mapped[UUID]
    recorded_at: Mapped[Now]


class Booking(Base):
    """A place taken in a slot: by the outcome of a call, whose id it has then, or by the centre or the partner.

    `follows` is the appointment it was moved from. `idempotency_key` is that of whoever made it without a call.
    `client_reference` is the partner's own name of the customer, sealed by the vault under the list's view key
    (absent until the vault has written it); `withdrawn` means the partner took the slot away.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("state IN ('booked', 'cancelled', 'withdrawn')", name="state"),
        CheckConstraint("made_in IN ('call', 'centre', 'partner')", name="made_in"),
        CheckConstraint("(made_in = 'call') = (outcome_id IS NOT NULL)", name="outcome"),
        UniqueConstraint("outcome_id"),
        UniqueConstraint("follows"),
        UniqueConstraint("made_by", "idempotency_key", name="uq_bookings_made_by_idempotency_key"),
        Index("ix_bookings_partner_id", "partner_id"),
        Index("ix_bookings_campaign_id", "campaign_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    outcome_id: Mapped[UUID | None] = mapped_column(ForeignKey("outcomes.id"))
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slots.id"), index=True)
    contact_id: Mapped[UUID] = mapped_column(index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    list_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    made_in: Mapped[str] = mapped_column(server_default="call")
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    booked_at: Mapped[datetime]
    follows: Mapped[UUID | None] = mapped_column(ForeignKey("bookings.id"))
    idempotency_key: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(server_default="booked")
    client_reference: Mapped[bytes | None]
    reference_key_version: Mapped[int | None] = mapped_column(SmallInteger)
    changed_at: Mapped[Now]


class LateNote(Base):
    """What an agent had typed about a contact whose time ran out: the outcome that was chosen, the note sealed under
    the list's view key. Its words go once the supervisor has dealt with it."""

    __tablename__ = "late_notes"
    __table_args__ = (
        Index("ix_late_notes_waiting", "site_id", "sent_at", postgresql_where=text("seen_at IS NULL")),
    )

    hand_out_id: Mapped[UUID] = mapped_column(ForeignKey("hand_outs.id"), primary_key=True)
    contact_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    list_id: Mapped[UUID] = mapped_column(index=True)
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    reference: Mapped[str]
    code: Mapped[str | None]
    note: Mapped[bytes | None]
    note_key_version: Mapped[int | None] = mapped_column(SmallInteger)
    sent_at: Mapped[Now]
    seen_by: Mapped[UUID | None]
    seen_at: Mapped[datetime | None]


class Reopening(Base):
    """A supervisor's order to call closed contacts again, and what came of it.

    `contact_state` and `contact_reason` are the group's, `contact_id` narrows it to one; at most `most` are opened.
    The vault goes through contacts in the order of their ids and has come to `after`; `kept` counts, by reason (see
    `rules.KEPT`), those that stay closed.
    """

    __tablename__ = "reopenings"
    __table_args__ = (Index("ix_reopenings_campaign_id_created_at", "campaign_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    site_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    contact_state: Mapped[str]
    contact_reason: Mapped[str | None]
    contact_id: Mapped[UUID | None]  # no foreign key: the order outlives a destroyed contact
    reference: Mapped[str | None]
    reason: Mapped[str]
    words: Mapped[str]
    most: Mapped[int] = mapped_column(Integer)
    reopened: Mapped[int] = mapped_column(Integer, server_default="0")
    kept: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    after: Mapped[UUID | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]
    finished_at: Mapped[datetime | None]


class ResultFile(Base):
    """A file of results the vault makes on request, sealed for the web process, kept for a day at least."""

    __tablename__ = "result_files"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'ready', 'failed')", name="state"),
        CheckConstraint("format IN ('csv', 'xlsx', 'json')", name="format"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    partner_id: Mapped[UUID] = mapped_column(index=True)
    language: Mapped[str]
    format: Mapped[str] = mapped_column(server_default="csv")
    encrypted: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[str]
    rows: Mapped[int | None] = mapped_column(Integer)
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    statement: Mapped[str | None]
    """What the centre signed of the file (`outcomes.statements`)."""


class ResultChunk(Base):
    """A piece of a result file, sealed for the web process."""

    __tablename__ = "result_chunks"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("result_files.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[bool]
    sealed: Mapped[bytes]
