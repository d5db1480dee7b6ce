"""Statements on contacts. Those on `contact_secrets` and `suppressions` run in the vault process only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, select, update

from callcenter.call_lists.models import ListSecret
from callcenter.contacts.models import Contact, ContactSecret
from callcenter.infra.db import AnyRow, Db, Statement, Step

# A correction finds a contact that was done: what was said against it since then (do-not-call list, withdrawn by its
# partner) waits there as a mark, and holds now that it would be called again.
_REOPENED = (
    "state = 'done' AND CAST(:state AS text) NOT IN ('done', 'blocked') "
    "AND (reason IS NOT DISTINCT FROM 'suppressed' OR withdrawn_at IS NOT NULL)"
)
_SETTLE = Statement(
    f"""
    UPDATE contacts SET
        state = CASE WHEN {_REOPENED} THEN 'blocked' ELSE CAST(:state AS text) END,
        reason = CASE WHEN state = 'done' AND reason = 'suppressed' AND CAST(:state AS text) <> 'blocked'
                      THEN 'suppressed'
                      WHEN {_REOPENED} THEN 'withdrawn' ELSE CAST(:reason AS text) END,
        not_before = CASE WHEN {_REOPENED} THEN NULL ELSE CAST(:not_before AS timestamptz) END,
        callback_for = CASE WHEN {_REOPENED} THEN NULL ELSE CAST(:callback_for AS uuid) END,
        number = coalesce(CAST(:number AS smallint), number),
        confirmed_in = CAST(:confirmed_in AS uuid)
    WHERE id = :id AND state = ANY(CAST(:origins AS text[])) RETURNING id
    """
)


def settling(contact_id: UUID, *, origins: list[str], values: dict[str, Any]) -> Step:
    """Changes a contact that is in one of `origins`; gives no row when it was elsewhere.

    `values` names all of state, reason, not_before, callback_for, confirmed_in and number (None: as it is).
    """
    return _SETTLE, {"id": contact_id, "origins": origins} | values


_KEPT = "reason IN ('callback', 'confirmation')"
_GIVE_BACK = Statement(
    f"""
    UPDATE contacts SET
        state = CASE WHEN {_KEPT} THEN 'callback' ELSE CAST(:state AS text) END,
        reason = CASE WHEN {_KEPT} THEN reason ELSE CAST(:reason AS text) END,
        not_before = CASE WHEN {_KEPT} THEN greatest(not_before, CAST(:not_before AS timestamptz),
                                                      CAST(:again_at AS timestamptz))
                          ELSE CAST(:not_before AS timestamptz) END,
        number = coalesce(CAST(:number AS smallint), number)
    WHERE id = :id AND state = :origin
    """
)


async def give_back(db: Db, contact_id: UUID, *, origin: str, values: dict[str, Any]) -> None:
    """Returns a contact in `origin`; one that was promised a callback stays promised, to whom it was.

    `values` names all of state, reason, not_before, number and again_at.
    """
    await _GIVE_BACK.rows(db, {"id": contact_id, "origin": origin} | values)


async def block(db: Db, contact_id: UUID, reason: str) -> None:
    """Blocks a contact, also while it is in somebody's hands."""
    await db.execute(update(Contact).where(Contact.id == contact_id).values(state="blocked", reason=reason))


async def is_blocked(db: Db, contact_id: UUID) -> bool:
    return await db.scalar(select(Contact.state).where(Contact.id == contact_id)) == "blocked"


async def is_withdrawn(db: Db, contact_id: UUID) -> bool:
    return await db.scalar(select(Contact.withdrawn_at).where(Contact.id == contact_id)) is not None


async def promote_due(db: Db, now: datetime) -> int:
    """Makes contacts whose waiting time is over ready again (due, in a campaign of confirmations); returns how many."""
    due = select(Contact.id).where(Contact.state == "waiting", Contact.not_before <= now)
    picked = due.limit(1000).with_for_update(skip_locked=True).scalar_subquery()
    mine = Contact.confirmed_in.is_(None)
    statement = update(Contact).where(Contact.id.in_(picked))
    statement = statement.values(
        state=case((mine, "ready"), else_="callback"),
        reason=case((mine, Contact.reason), else_="confirmation"),
        not_before=case((mine, None), else_=Contact.not_before),
    )
    return len((await db.execute(statement.returning(Contact.id))).all())


async def secret(db: Db, contact_id: UUID) -> AnyRow | None:
    """The sealed record with what opening it needs (vault only)."""
    statement = (
        select(
            ContactSecret.contact_id,
            ContactSecret.list_id,
            ContactSecret.partner_id,
            ContactSecret.key_version,
            ContactSecret.revision,
            ContactSecret.sealed,
            Contact.site_id,
            ListSecret.wrapped,
        )
        .join(Contact, Contact.id == ContactSecret.contact_id)
        .join(
            ListSecret,
            (ListSecret.list_id == ContactSecret.list_id)
            & (ListSecret.key_version == ContactSecret.key_version),
        )
        .where(ContactSecret.contact_id == contact_id)
    )
    return (await db.execute(statement)).one_or_none()
