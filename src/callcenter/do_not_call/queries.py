"""Statements on do-not-call lists. Those on fingerprints and contacts run in the vault process only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from callcenter.accounts.models import User
from callcenter.call_lists.models import DO_NOT_CALL_LOCK, STOPPED, ListSecret
from callcenter.contacts.models import Contact, ContactSecret
from callcenter.do_not_call.models import (
    OBJECTION,
    ConflictNumber,
    ContactConflict,
    NumberChunk,
    NumberOrder,
    NumberRefusal,
    Suppression,
)
from callcenter.infra.db import AnyRow, Db, driver

NOT_WITHDRAWN: dict[str, Any] = dict.fromkeys(("withdrawn_by", "withdrawn_at", "withdrawn_reason"))
"""Of an addition that is not taken back after all."""


# --- orders -------------------------------------------------------------------------------------------------


async def orders(
    db: Db, *, list_: str, partner_id: UUID | None, order_id: UUID | None = None
) -> Sequence[AnyRow]:
    """Orders on one list with the names of who gave and withdrew them, newest first, at most 200."""
    maker, agent, withdrawer, approver = (aliased(User) for _ in range(4))
    statement = (
        select(
            NumberOrder,
            maker.display_name.label("maker"),
            agent.display_name.label("agent"),
            withdrawer.display_name.label("withdrawer"),
            approver.display_name.label("approver"),
        )
        .join(maker, maker.id == NumberOrder.created_by)
        .outerjoin(agent, agent.id == NumberOrder.agent_id)
        .outerjoin(withdrawer, withdrawer.id == NumberOrder.withdrawn_by)
        .outerjoin(approver, approver.id == NumberOrder.approved_by)
        .where(NumberOrder.list == list_, NumberOrder.partner_id.is_not_distinct_from(partner_id))
    )
    if order_id is not None:
        statement = statement.where(NumberOrder.id == order_id)
    else:
        statement = statement.where(NumberOrder.act != "check")
    return (await db.execute(statement.order_by(NumberOrder.created_at.desc()).limit(200))).all()


async def order(db: Db, order_id: UUID) -> NumberOrder | None:
    return await db.scalar(select(NumberOrder).where(NumberOrder.id == order_id))


async def lock_order(db: Db, order_id: UUID) -> NumberOrder | None:
    """The order until the end of the transaction; None also while another upload to it is under way."""
    return await db.scalar(
        select(NumberOrder).where(NumberOrder.id == order_id).with_for_update(skip_locked=True)
    )


async def move(db: Db, order_id: UUID, *, origins: Sequence[str], target: str, **values: Any) -> bool:
    """Changes the state when it is one of `origins`; False when it was another."""
    statement = update(NumberOrder).where(NumberOrder.id == order_id, NumberOrder.state.in_(origins))
    moved = statement.values(state=target, **values).returning(NumberOrder.id)
    return (await db.execute(moved)).first() is not None


async def give_up_removals(db: Db, before: datetime) -> Sequence[NumberOrder]:
    """Removals that waited for somebody's word since before then; they have failed."""
    statement = update(NumberOrder).where(NumberOrder.state == "waiting", NumberOrder.created_at < before)
    values = {"state": "failed", "failure": "removal_over", "finished_at": func.now()}
    return (await db.scalars(statement.values(values).returning(NumberOrder))).all()


async def give_up_withdrawals(db: Db, before: datetime) -> None:
    statement = update(NumberOrder).where(
        NumberOrder.state == "withdrawing", NumberOrder.withdrawn_at < before
    )
    await db.execute(statement.values(state="done", **NOT_WITHDRAWN))


async def add_chunk(db: Db, order_id: UUID, number: int, last: bool, sealed: bytes) -> None:
    await db.execute(insert(NumberChunk).values(order_id=order_id, number=number, last=last, sealed=sealed))


async def refusals(db: Db, order_id: UUID, *, limit: int) -> Sequence[NumberRefusal]:
    statement = select(NumberRefusal).where(NumberRefusal.order_id == order_id)
    return (await db.scalars(statement.order_by(NumberRefusal.line).limit(limit))).all()


async def agents(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """Active agents of a site: id and name."""
    statement = select(User.id, User.display_name.label("name")).where(
        User.site_id == site_id, User.role == "agent", User.state == "active"
    )
    return (await db.execute(statement.order_by(User.display_name))).all()


# --- the vault's: what came in ------------------------------------------------------------------------------


async def chunk(connection: asyncpg.Connection, order_id: UUID, number: int) -> asyncpg.Record | None:
    """A sealed piece of the numbers and whether it is the last."""
    return await connection.fetchrow(
        "SELECT sealed, last FROM number_chunks WHERE order_id = $1 AND number = $2", order_id, number
    )


async def drop_chunks(db: Db, order_id: UUID) -> None:
    await db.execute(delete(NumberChunk).where(NumberChunk.order_id == order_id))


async def drop_refusals(db: Db, order_id: UUID) -> None:
    await db.execute(delete(NumberRefusal).where(NumberRefusal.order_id == order_id))


async def show_progress(connection: asyncpg.Connection, order_id: UUID, lines: int, contacts: int) -> None:
    await connection.execute(
        "UPDATE number_orders SET state = 'working', progress = $2, contacts = contacts + $3 WHERE id = $1",
        order_id,
        lines,
        contacts,
    )


async def add_refusals(
    connection: asyncpg.Connection, order_id: UUID, refused: Sequence[tuple[int, str]]
) -> None:
    lines, codes = [line for line, _ in refused], [code for _, code in refused]
    await connection.execute(
        "INSERT INTO number_refusals (order_id, line, code) "
        "SELECT $1, * FROM unnest($2::int[], $3::text[]) ON CONFLICT DO NOTHING",
        order_id,
        lines,
        codes,
    )


# --- the vault's: fingerprints ------------------------------------------------------------------------------


async def hold_do_not_call(connection: asyncpg.Connection) -> None:
    """Until the transaction ends no list becomes ready and no other fingerprint is added: see `screening`."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", DO_NOT_CALL_LOCK)


async def hold(db: Db) -> asyncpg.Connection:
    """The same inside the session's transaction; gives the driver's connection, which is in it."""
    connection = await driver(db)
    await hold_do_not_call(connection)
    return connection


async def concerned(db: Db, order_id: UUID) -> int:
    """How many contacts an order took out of calling or put back."""
    return await db.scalar(select(NumberOrder.contacts).where(NumberOrder.id == order_id)) or 0


async def add_fingerprints(
    connection: asyncpg.Connection, order: NumberOrder, fingerprints: Sequence[bytes]
) -> None:
    await connection.execute(
        "INSERT INTO suppressions (fingerprint, source_id, partner_id, reason, added_at) "
        "SELECT f, $2, $3, $4, clock_timestamp() FROM unnest($1::bytea[]) f ON CONFLICT DO NOTHING",
        fingerprints,
        order.id,
        order.partner_id,
        order.reason,
    )


async def add_conflicts(
    connection: asyncpg.Connection, order: NumberOrder, fingerprints: Sequence[bytes]
) -> None:
    await connection.execute(
        "INSERT INTO conflict_numbers (fingerprint, source_id, site_id, agent_id) "
        "SELECT f, $2, $3, $4 FROM unnest($1::bytea[]) f ON CONFLICT DO NOTHING",
        fingerprints,
        order.id,
        order.site_id,
        order.agent_id,
    )


async def partners_with_lists(connection: asyncpg.Connection) -> list[UUID]:
    return [row[0] for row in await connection.fetch("SELECT DISTINCT partner_id FROM call_lists")]


_HITS = """
    SELECT contact_id, list_id FROM contact_secrets WHERE partner_id = $1 AND phone_index = ANY($2)
    UNION
    SELECT contact_id, list_id FROM contact_secrets
    WHERE partner_id = $1 AND other_indexes IS NOT NULL AND other_indexes && $2
"""
"""Contacts of partner $1 that have one of the indexed numbers $2, as their first or as another."""


async def block(connection: asyncpg.Connection, partner_id: UUID, indexes: Sequence[bytes]) -> int:
    """Takes a partner's contacts with these numbers out of calling, also while they are in hand or promised; how many.

    Those that are done stay done, marked: a correction must not make them callable again.
    """
    rows = await connection.fetch(
        f"UPDATE contacts c SET state = {STOPPED}, reason = 'suppressed' FROM ({_HITS}) hit "
        "WHERE c.id = hit.contact_id AND c.state <> 'blocked' RETURNING c.state",
        partner_id,
        indexes,
    )
    return sum(state == "blocked" for (state,) in rows)


async def keep_from(
    connection: asyncpg.Connection, order: NumberOrder, partner_id: UUID, indexes: Sequence[bytes]
) -> None:
    """Keeps a partner's contacts with these numbers from the agent whom the conflict concerns, or from all."""
    rows = await connection.fetch(
        "INSERT INTO contact_conflicts (contact_id, source_id, list_id, agent_id) "
        f"SELECT hit.contact_id, $3, hit.list_id, $4 FROM ({_HITS}) hit JOIN contacts c ON c.id = hit.contact_id "
        "WHERE $5::uuid IS NULL OR c.site_id = $5 ON CONFLICT DO NOTHING RETURNING contact_id",
        partner_id,
        indexes,
        order.id,
        order.agent_id,
        order.site_id,
    )
    kept = [row[0] for row in rows]
    if order.agent_id is None:
        await connection.execute(
            f"UPDATE contacts c SET state = {STOPPED}, reason = 'suppressed' "
            "WHERE c.id = ANY($1) AND c.state <> 'blocked'",
            kept,
        )
    else:
        # A callback this agent promised goes to the team: it is still owed to the customer.
        await connection.execute(
            "UPDATE contacts SET callback_for = NULL WHERE id = ANY($1) AND callback_for = $2",
            kept,
            order.agent_id,
        )


async def object_for_good(db: Db, fingerprints: Sequence[bytes]) -> None:
    """Enters numbers whose owner objected in a call."""
    rows = [{"fingerprint": f, "source_id": OBJECTION, "reason": "objection"} for f in fingerprints]
    await db.execute(upsert(Suppression).on_conflict_do_nothing(), rows)


# --- the vault's: taking off --------------------------------------------------------------------------------


async def fingerprints_of(db: Db, source_id: UUID) -> Sequence[bytes]:
    return (await db.scalars(select(Suppression.fingerprint).where(Suppression.source_id == source_id))).all()


async def take_off(
    db: Db, order: NumberOrder, fingerprints: Sequence[bytes]
) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """Takes numbers off a do-not-call list; (those taken off, those that stay because of an objection)."""
    here = (
        Suppression.fingerprint.in_(fingerprints),
        Suppression.partner_id.is_not_distinct_from(order.partner_id),
    )
    stay = await db.scalars(select(Suppression.fingerprint).where(*here, Suppression.source_id == OBJECTION))
    gone = await db.scalars(
        delete(Suppression)
        .where(*here, Suppression.source_id != OBJECTION)
        .returning(Suppression.fingerprint)
    )
    kept = set(stay.all())
    return list(set(gone.all()) - kept), list(kept)


async def drop_source(db: Db, source_id: UUID) -> None:
    """Forgets every fingerprint and every conflict that came with an order."""
    for table in (Suppression, ConflictNumber):
        await db.execute(delete(table).where(table.source_id == source_id))


async def conflict_fingerprints(db: Db, source_id: UUID) -> Sequence[bytes]:
    statement = select(ConflictNumber.fingerprint).where(ConflictNumber.source_id == source_id)
    return (await db.scalars(statement)).all()


async def conflicts_off(db: Db, order: NumberOrder, fingerprints: Sequence[bytes]) -> Sequence[bytes]:
    """Takes numbers off the conflict screen of the order's site; which of them were there."""
    statement = delete(ConflictNumber).where(
        ConflictNumber.fingerprint.in_(fingerprints),
        ConflictNumber.site_id.is_not_distinct_from(order.site_id),
    )
    return list(set((await db.scalars(statement.returning(ConflictNumber.fingerprint))).all()))


async def replace_conflicts(db: Db, contact: Any, conflicts: Sequence[AnyRow]) -> None:
    """What keeps a contact from agents, anew: `conflicts` are (source, agent) of all its numbers."""
    await db.execute(delete(ContactConflict).where(ContactConflict.contact_id == contact.contact_id))
    for found in conflicts:
        row = {"contact_id": contact.contact_id, "list_id": contact.list_id}
        row |= {"source_id": found.source_id, "agent_id": found.agent_id}
        await db.execute(upsert(ContactConflict).values(row).on_conflict_do_nothing())


async def contacts_with(db: Db, partner_id: UUID, indexes: Sequence[bytes]) -> Sequence[AnyRow]:
    """A partner's contacts with these numbers, as `contacts.jobs.open_contact` needs them."""
    statement = (
        select(
            ContactSecret.contact_id,
            ContactSecret.list_id,
            ContactSecret.partner_id,
            ContactSecret.key_version,
            ContactSecret.revision,
            ContactSecret.sealed,
            Contact.site_id,
            Contact.state,
            Contact.reason,
            ListSecret.wrapped,
        )
        .join(Contact, Contact.id == ContactSecret.contact_id)
        .join(
            ListSecret,
            (ListSecret.list_id == ContactSecret.list_id)
            & (ListSecret.key_version == ContactSecret.key_version),
        )
        .where(
            ContactSecret.partner_id == partner_id,
            or_(
                ContactSecret.phone_index.in_(indexes),
                ContactSecret.other_indexes.is_not(None) & ContactSecret.other_indexes.overlap(indexes),
            ),
        )
    )
    return (await db.execute(statement)).all()


async def partner_ids(db: Db) -> Sequence[UUID]:
    return (await db.scalars(select(ContactSecret.partner_id).distinct())).all()


async def put_back(db: Db, contact_ids: Sequence[UUID]) -> int:
    """Lets blocked contacts be called again: from tomorrow, or 60 days from now where one was called before.

    Those that are done lose their mark (see `block`) and are not counted.
    """
    marked = (Contact.state == "done", Contact.reason == "suppressed")
    await db.execute(update(Contact).where(Contact.id.in_(contact_ids), *marked).values(reason=None))
    rest = func.make_interval(0, 0, 0, func.least(1 + 59 * Contact.attempts, 60))
    statement = (
        update(Contact)
        .where(Contact.id.in_(contact_ids), Contact.state == "blocked", Contact.reason == "suppressed")
        .values(
            state="waiting",
            reason=None,
            callback_for=None,
            not_before=func.greatest(Contact.not_before, func.now() + rest),
        )
    )
    return len((await db.execute(statement.returning(Contact.id))).all())


# --- looking up ---------------------------------------------------------------------------------------------


async def suppressed(db: Db, fingerprints: Sequence[bytes]) -> set[bytes]:
    """Which of these are on a do-not-call list, the centre's fingerprints and partners' indexes alike."""
    statement = select(Suppression.fingerprint).where(Suppression.fingerprint.in_(fingerprints))
    return set((await db.scalars(statement)).all())


async def on_list(db: Db, partner_id: UUID | None, fingerprints: Sequence[bytes]) -> int:
    statement = select(func.count(Suppression.fingerprint.distinct())).where(
        Suppression.fingerprint.in_(fingerprints), Suppression.partner_id.is_not_distinct_from(partner_id)
    )
    return await db.scalar(statement) or 0


async def conflicts(db: Db, fingerprints: Sequence[bytes], *, site_id: UUID) -> Sequence[AnyRow]:
    """(source, agent) of what keeps these numbers from an agent of the site, or from all where it names none."""
    statement = select(ConflictNumber.source_id, ConflictNumber.agent_id).where(
        ConflictNumber.fingerprint.in_(fingerprints),
        or_(ConflictNumber.site_id.is_(None), ConflictNumber.site_id == site_id),
    )
    return (await db.execute(statement)).all()


async def counted(db: Db, order: NumberOrder) -> Mapping[str, int]:
    """After an addition: `matched` numbers that no other order or objection had put there, and the list's `total`."""
    if order.list == "conflict":
        mine = select(func.count()).where(ConflictNumber.source_id == order.id)
        total = select(func.count(ConflictNumber.fingerprint.distinct())).where(
            ConflictNumber.site_id.is_not_distinct_from(order.site_id)
        )
    else:
        other = aliased(Suppression)
        twice = exists().where(
            other.fingerprint == Suppression.fingerprint, other.source_id != Suppression.source_id
        )
        mine = select(func.count()).where(Suppression.source_id == order.id, ~twice)
        total = select(func.count(Suppression.fingerprint.distinct())).where(
            Suppression.partner_id.is_not_distinct_from(order.partner_id)
        )
    return {"matched": await db.scalar(mine) or 0, "total": await db.scalar(total) or 0}
