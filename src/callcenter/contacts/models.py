"""Tables of contacts: what dispatching needs and the masked view; apart from them, what only the vault may read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base

READY = text("state = 'ready'")


class Contact(Base):
    """A person to call, without anything that could reach them: dispatch columns and the sealed view.

    `not_before` is the earliest retry, or the agreed time of a callback; `callback_for` names the agent who
    promised it (absent: anyone of the team). `tried` is the part of the day, from 1, in which it was last called, 0
    before that. `number` says which of its `numbers` (known since it was first dialled) is called, 0 the first;
    `number_id` finds the past of the one called last in the attempt ledger.
    `confirmed_in` names the campaign of confirmations that has it now, in place of its list's campaign.
    `withdrawn_at` is set while the partner's newest file leaves it out; `reopened_at` is when a supervisor last opened
    it again: the retry plan counts from there.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint(
            "state IN ('ready', 'waiting', 'leased', 'callback', 'done', 'blocked', 'review')", name="state"
        ),
        Index("ix_contacts_ready", "list_id", "zone", "language", "tried", "rank", postgresql_where=READY),
        Index("ix_contacts_leased", "id", postgresql_where=text("state = 'leased'")),
        Index("ix_contacts_waiting", "not_before", postgresql_where=text("state = 'waiting'")),
        Index("ix_contacts_callback", "site_id", "not_before", postgresql_where=text("state = 'callback'")),
        Index("ix_contacts_confirmed_in", "confirmed_in", postgresql_where=text("confirmed_in IS NOT NULL")),
        {"postgresql_with": {"fillfactor": "85"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID]  # no foreign key, as below: it costs a look at the list for each of a million rows
    partner_id: Mapped[UUID]
    site_id: Mapped[UUID]
    line: Mapped[int] = mapped_column(Integer)
    reference: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    zone: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="fr")
    tried: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    rank: Mapped[int] = mapped_column(Integer)
    not_before: Mapped[datetime | None]
    callback_for: Mapped[UUID | None]
    confirmed_in: Mapped[UUID | None]
    number: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    numbers: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    number_id: Mapped[UUID | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    key_version: Mapped[int] = mapped_column(SmallInteger)
    revision: Mapped[int] = mapped_column(SmallInteger)
    view: Mapped[bytes]
    withdrawn_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]


class ContactSecret(Base):
    """The sealed record and its blind indexes (see `PartnerIndex`). The web role has no grant on this table.

    `phone_index` is of the number to dial first, `other_indexes` of the others if there are any;
    `reference_index` is of the partner's own reference; absent when the file gave none.
    """

    __tablename__ = "contact_secrets"
    __table_args__ = (
        # A list's rows lie together, as its import wrote them: ranges of pages find them, and cost nothing.
        Index(
            "ix_contact_secrets_list_id",
            "list_id",
            postgresql_using="brin",
            postgresql_with={"pages_per_range": "32", "autosummarize": "on"},
        ),
        # By the index alone, which is the partner's own: its partner's id in front made each row dearer by a quarter.
        Index("ix_contact_secrets_phone_index", "phone_index"),
        Index(
            "ix_contact_secrets_reference_index",
            "reference_index",
            postgresql_where=text("reference_index IS NOT NULL"),
        ),
        Index(
            "ix_contact_secrets_other_indexes",
            "other_indexes",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},  # an import reads what it has just written
            postgresql_where=text("other_indexes IS NOT NULL"),
        ),
    )

    # No foreign key: a list's import writes both tables in one transaction, and a check a row doubles its time.
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    key_version: Mapped[int] = mapped_column(SmallInteger)
    revision: Mapped[int] = mapped_column(SmallInteger)
    sealed: Mapped[bytes]
    phone_index: Mapped[bytes]
    reference_index: Mapped[bytes | None]
    other_indexes: Mapped[list[bytes] | None] = mapped_column(ARRAY(LargeBinary))
