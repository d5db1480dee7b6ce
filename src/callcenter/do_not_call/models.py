"""Tables of do-not-call lists: what was ordered, the sealed file until it is read, fingerprints, their effects."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now, RowId

OBJECTION = UUID(int=0)
"""The source of fingerprints that were taken when a person objected during a call: no order takes them back."""


class NumberOrder(Base):
    """Numbers added to a list, looked for in it or taken off it: by whom, why, and what came of it. No number.

    Numbers are taken off, or a whole addition back, once that is allowed (`approved_by`): by another person, or on a
    partner's own list by whoever of the partner says so again.
    `partner_id` is set for a partner's own list. `agent_id` narrows the conflict screen to one agent.
    """

    __tablename__ = "number_orders"
    __table_args__ = (
        CheckConstraint("list IN ('partner', 'centre', 'conflict')", name="list"),
        CheckConstraint("act IN ('add', 'check', 'remove')", name="act"),
        CheckConstraint(
            "state IN ('uploading', 'waiting', 'received', 'working', 'done', 'failed', 'withdrawing', 'withdrawn')",
            name="state",
        ),
        CheckConstraint(
            "partner_id IS NOT NULL OR approved_by <> CASE act WHEN 'remove' THEN created_by ELSE withdrawn_by END",
            name="four_eyes",
        ),
        CheckConstraint("(list = 'partner') = (partner_id IS NOT NULL)", name="partner"),
        Index("ix_number_orders_list_created_at", "list", "created_at"),
    )

    id: Mapped[RowId]
    list: Mapped[str]
    act: Mapped[str]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str | None]
    noted_on: Mapped[date | None]
    file_name: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="uploading")
    failure: Mapped[str | None]
    bytes: Mapped[int] = mapped_column(server_default="0")
    progress: Mapped[int] = mapped_column(Integer, server_default="0")
    contacts: Mapped[int] = mapped_column(Integer, server_default="0")
    counts: Mapped[dict[str, Any] | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Now]
    finished_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]


class NumberChunk(Base):
    """A piece of the numbers as they came, sealed to the vault; gone once the order is carried out."""

    __tablename__ = "number_chunks"

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey("number_orders.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[bool]
    sealed: Mapped[bytes]


class NumberRefusal(Base):
    """A line in which no number, or not every number, was understood. Codes, never values."""

    __tablename__ = "number_refusals"

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey("number_orders.id", ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str]


class Suppression(Base):
    """A do-not-call fingerprint and the order it came with (see `OBJECTION`). The number is nowhere.

    The centre's rows hold HMACs under the suppression key; a partner's rows hold that partner's own blind
    index, so that rows of two partners have nothing in common.
    """

    __tablename__ = "suppressions"

    fingerprint: Mapped[bytes] = mapped_column(primary_key=True)
    source_id: Mapped[UUID] = mapped_column(
        primary_key=True, index=True, server_default=text("'00000000-0000-0000-0000-000000000000'")
    )
    partner_id: Mapped[UUID | None] = mapped_column(index=True)
    reason: Mapped[str]
    added_at: Mapped[Now] = mapped_column(index=True)


class ConflictNumber(Base):
    """The fingerprint of a number kept from one agent (`agent_id`), or from all, of a site (absent: of every site)."""

    __tablename__ = "conflict_numbers"

    source_id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(primary_key=True, index=True)
    site_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None]


class ContactConflict(Base):
    """A contact that an agent, or nobody (`agent_id` absent), may be handed; all the dispatcher ever sees of it."""

    __tablename__ = "contact_conflicts"

    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    list_id: Mapped[UUID] = mapped_column(index=True)
    agent_id: Mapped[UUID | None]
