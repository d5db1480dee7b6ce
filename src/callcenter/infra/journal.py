"""The journal: typed entries, appended in the same transaction as the change they tell.

It holds ids, codes and counts, never personal data. `infra.sealer` gives entries their place and proof.
"""

import json
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from callcenter.infra.db import Base, Db, Now, Statement, Step
from callcenter.infra.wake import ENTRIES, leaves_work


class Entry(BaseModel):
    """One journal entry. Subclasses declare `action` and their ids; the docstring is the reference text.

    `site_id` and `partner_id` decide whose feed may carry the entry; `actor_id` is who did it (absent: the
    service itself).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    action: ClassVar[str]
    on_feed: ClassVar[bool] = True

    actor_id: UUID | None = None
    site_id: UUID | None = None
    partner_id: UUID | None = None

    def data(self) -> dict[str, Any]:
        """The entry's own fields, JSON-ready: strings, whole numbers, booleans and null only."""
        return self.model_dump(mode="json", exclude=_COMMON)


_COMMON = {"actor_id", "site_id", "partner_id"}


def entry_types() -> dict[str, type[Entry]]:
    """Every declared entry type by its action; two types may not share an action."""
    found: dict[str, type[Entry]] = {}
    waiting = list(Entry.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "action" in kind.__dict__ and found.setdefault(kind.action, kind) is not kind:
            raise TypeError(f"two journal entries are called {kind.action}")
    return dict(sorted(found.items()))


class PendingEntry(Base):
    """An entry that is committed but not sealed yet. The web process may only insert."""

    __tablename__ = "journal_pending"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[Now]
    action: Mapped[str]
    actor_id: Mapped[UUID | None]
    site_id: Mapped[UUID | None]
    partner_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]]


class SealedEntry(Base):
    """An entry in its final place: `seq` is contiguous from 1, `leaf` its hash in the Merkle tree."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_partner_id_seq", "partner_id", "seq"),
        Index("ix_journal_action_seq", "action", "seq"),
        Index("ix_journal_actor_id_seq", "actor_id", "seq", postgresql_where=text("actor_id IS NOT NULL")),
        Index(
            "ix_journal_agent",
            text("(data ->> 'agent_id')"),
            "seq",
            postgresql_where=text("data ? 'agent_id'"),
        ),
        Index(
            "ix_journal_contact",
            text("\"right\"(data ->> 'contact_id', 10)"),
            "seq",
            postgresql_where=text("data ? 'contact_id'"),
        ),
        Index(
            "ix_journal_list", text("(data ->> 'list_id')"), "seq", postgresql_where=text("data ? 'list_id'")
        ),
        Index("ix_journal_at", "at", postgresql_using="brin"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    action: Mapped[str]
    actor_id: Mapped[UUID | None]
    site_id: Mapped[UUID | None]
    partner_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]]
    leaf: Mapped[bytes]


class Checkpoint(Base):
    """A signed statement: the first `size` entries have the Merkle root `root`."""

    __tablename__ = "journal_checkpoints"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Now]
    root: Mapped[bytes]
    signature: Mapped[bytes]
    key_version: Mapped[int] = mapped_column(Integer)


SEALER_LOCK = 0x6A6F75726E616C
"""Advisory lock: one sealer at a time."""


APPEND = Statement(
    "INSERT INTO journal_pending (action, actor_id, site_id, partner_id, data) "
    "SELECT * FROM unnest(CAST(:actions AS text[]), CAST(:actors AS uuid[]), CAST(:sites AS uuid[]), "
    "CAST(:partners AS uuid[]), CAST(:data AS jsonb[]))"
)


async def append(db: Db, *entries: Entry) -> None:
    """Adds entries to the caller's transaction."""
    if entries:
        statement, values = appending(db, *entries)
        await statement.rows(db, values)


def appending(db: Db, *entries: Entry) -> Step:
    """The same, to be sent with other writes (see `infra.db.together`)."""
    leaves_work(db, ENTRIES)
    return APPEND, {
        "actions": [entry.action for entry in entries],
        "actors": [entry.actor_id for entry in entries],
        "sites": [entry.site_id for entry in entries],
        "partners": [entry.partner_id for entry in entries],
        "data": [json.dumps(entry.data()) for entry in entries],
    }
