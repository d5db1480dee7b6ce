"""Tables of calls: agent states, hand-outs (leases) and calls."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Now

Tally = Annotated[int, mapped_column(Integer, server_default="0")]


class AgentState(Base):
    """What an agent is doing, kept by the server; the row also serialises what the agent asks for.

    `languages` are those the apprentice speaks with customers; `purposes` those he or she may call for; `gates` are the
    gated campaigns that training has opened to him or her, `waits_beside` those that only somebody beside would open.
    `pause_by` told the agent to pause, who stays in pause until somebody lets him or her go on; `pause_due` is the
    reason of such a pause that begins once the contact in hand is done.
    `seen_at` is the last sign of life of the page at the place `desk`; at `next_at` it asks for the next contact.
    `off_shift`: the site keeps shifts and the agent is in none; `worked_from` is when work began after the last rest
    that was long enough; `warned` is what of working time was told (see `duty`).
    The tallies (`quotas`) count since `counted_from`: sign-out, other sessions and restarts change nothing of them.
    """

    __tablename__ = "agent_states"
    __table_args__ = (
        CheckConstraint(
            "state IN ('offline', 'available', 'preparing', 'ringing', 'talking', 'on_hold', 'wrap_up', "
            "'pause')",
            name="state",
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[str]
    since: Mapped[datetime]
    pause_reason: Mapped[str | None]
    pause_due: Mapped[str | None]
    pause_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    campaign_id: Mapped[UUID | None]
    seen_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    desk: Mapped[UUID | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{fr}")
    purposes: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{appointment,loyalty,after_sales}"
    )
    off_shift: Mapped[bool] = mapped_column(server_default=text("false"))
    worked_from: Mapped[datetime | None]
    warned: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    gates: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    waits_beside: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    counted_from: Mapped[datetime | None]
    handed_out: Mapped[Tally]
    uncalled: Mapped[Tally]
    given_back: Mapped[Tally]
    cut_short: Mapped[Tally]
    cut_in_row: Mapped[Tally]
    burst: Mapped[Tally]
    burst_from: Mapped[datetime | None]
    known: Mapped[Tally]
    lookups: Mapped[Tally]


class HandOut(Base):
    """A lease: one contact in the hands of one agent until it expires, is released, or an outcome ends it.

    `step` is the title of the script's step that the agent has on the screen. `turn` counts hand-outs, whatever the
    clocks say: whose list had the last one waits for the others.
    """

    __tablename__ = "hand_outs"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'finished', 'released', 'expired')", name="state"),
        Index(
            "uq_hand_outs_active_agent", "agent_id", unique=True, postgresql_where=text("state = 'active'")
        ),
        Index(
            "uq_hand_outs_active_contact",
            "contact_id",
            unique=True,
            postgresql_where=text("state = 'active'"),
        ),
        Index("ix_hand_outs_expiry", "expires_at", postgresql_where=text("state = 'active'")),
        Index("ix_hand_outs_agent_id_leased_at", "agent_id", "leased_at"),
        Index("ix_hand_outs_list_id_turn", "list_id", "turn"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID]  # no foreign key: the history of leases outlives a destroyed contact
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    list_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default="active")
    end_reason: Mapped[str | None]
    turn: Mapped[int] = mapped_column(Identity())
    step: Mapped[str | None]
    leased_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Call(Base):
    """One attempt: requested → ringing → answered → ended. `duties` are what the agent confirmed to have said, each
    with its time: the evidence that stays with the call. Times are the server's.

    `number` says which of the contact's numbers was called, 0 the first. While `held_at` is set the person hears music;
    `held_seconds` are those of earlier holds. `ended_by` is the supervisor who ended it.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'ringing', 'answered', 'ended')", name="state"),
        Index("uq_calls_hand_out_id", "hand_out_id", unique=True),
        Index("ix_calls_contact_id_requested_at", "contact_id", "requested_at"),
        Index("ix_calls_site_id_requested_at", "site_id", "requested_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hand_out_id: Mapped[UUID] = mapped_column(ForeignKey("hand_outs.id"))
    contact_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    state: Mapped[str]
    result: Mapped[str | None]
    requested_at: Mapped[Now]
    ringing_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    held_at: Mapped[datetime | None]
    held_seconds: Mapped[int] = mapped_column(Integer, server_default="0")
    duties: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))


class Callback(Base):
    """What was promised, to whom it was handed and what became of it: the record beside the contact, which decides.

    `promised_at` is what the customer was told, `due_at` what stands on the contact since; `agent_id` is who
    promised (absent: the team); `change` is why it was last moved, handed over or ended.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'kept', 'ended')", name="state"),
        UniqueConstraint("hand_out_id"),
        Index("ix_callbacks_open", "site_id", "due_at", postgresql_where=text("state = 'open'")),
        Index("ix_callbacks_site_id_changed_at", "site_id", "changed_at"),
        Index("uq_callbacks_contact", "contact_id", unique=True, postgresql_where=text("state = 'open'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hand_out_id: Mapped[UUID | None]
    contact_id: Mapped[UUID]  # no foreign key: the record outlives a destroyed contact
    reference: Mapped[str]
    zone: Mapped[str]
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    agent_id: Mapped[UUID | None]
    promised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="open")
    change: Mapped[str | None]
    changed_at: Mapped[datetime]


class DialledNumber(Base):
    """A number that was called for a partner: its blind index (see `PartnerIndex`), for the vault alone."""

    __tablename__ = "dialled_numbers"
    __table_args__ = (UniqueConstraint("partner_id", "number_index"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    number_index: Mapped[bytes]


class NumberEvent(Base):
    """An entry of the attempt ledger; `source_id` is the call of an attempt, the outcome of a refusal."""

    __tablename__ = "number_events"
    __table_args__ = (
        CheckConstraint("kind IN ('attempt', 'refusal', 'refusal_undone')", name="kind"),
        UniqueConstraint("source_id", "kind"),
        Index("ix_number_events_number_id_at", "number_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number_id: Mapped[UUID] = mapped_column(ForeignKey("dialled_numbers.id"))
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    kind: Mapped[str]
    at: Mapped[datetime]
    source_id: Mapped[UUID]
    campaign_id: Mapped[UUID]


class Message(Base):
    """A supervisor's few words to one apprentice, or to all at work (`agent_id` absent)."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_site_id_sent_at", "site_id", "sent_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    words: Mapped[str]
    sent_at: Mapped[datetime]


class MessageReceipt(Base):
    """Somebody a message was sent to, and when he or she said to have read it."""

    __tablename__ = "message_receipts"
    __table_args__ = (
        Index("ix_message_receipts_unread", "agent_id", postgresql_where=text("read_at IS NULL")),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    site_id: Mapped[UUID]
    read_at: Mapped[datetime | None]
