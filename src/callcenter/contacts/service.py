"""What happens to a contact: attempts counted, given back, settled by an outcome, blocked."""

from datetime import datetime
from itertools import permutations
from typing import Any
from uuid import UUID

from callcenter.contacts import queries
from callcenter.infra.db import Db, Step
from callcenter.kit import places

AGAIN = """state = CASE WHEN confirmed_in IS NULL THEN 'ready' ELSE 'callback' END,
        reason = CASE WHEN confirmed_in IS NOT NULL THEN 'confirmation' END,
        not_before = CASE WHEN confirmed_in IS NOT NULL THEN least(not_before, now()) END"""
"""What makes contacts callable at once: in their list's campaign, or in that of confirmations which has them."""

_CLOCKS = sorted(set(places.ZONES.values()))
ZONES = (*_CLOCKS, *(places.IN_DOUBT.join(pair) for pair in permutations(_CLOCKS, 2)))
"""Every zone a French contact can live in, and every pair in doubt."""


async def give_back(
    db: Db,
    contact_id: UUID,
    *,
    state: str = "ready",
    reason: str | None = None,
    not_before: datetime | None = None,
    number: int | None = None,
    again_at: datetime | None = None,
    origin: str = "leased",
) -> None:
    """Returns a leased contact (or one in `origin`), by default at once, its `number` to be called next.

    A promised callback stays one, due at its time, or at `again_at` when that has passed.
    """
    values = {"state": state, "reason": reason, "not_before": not_before, "number": number}
    await queries.give_back(db, contact_id, origin=origin, values=values | {"again_at": again_at})


def settling(
    contact_id: UUID,
    *,
    state: str,
    reason: str,
    not_before: datetime | None = None,
    callback_for: UUID | None = None,
    number: int | None = None,
    confirmed_in: UUID | None = None,
    correcting: bool = False,
) -> Step:
    """Puts a contact where its outcome says, its `number` to be called next. A correction moves it only while nobody
    else works on it: without a row back it was elsewhere, unless it `is_blocked`."""
    origins = ["waiting", "callback", "done", "review", "ready"] if correcting else ["leased"]
    values: dict[str, Any] = {"state": state, "reason": reason, "not_before": not_before}
    values |= {"callback_for": callback_for, "number": number, "confirmed_in": confirmed_in}
    return queries.settling(contact_id, origins=origins, values=values)


async def is_blocked(db: Db, contact_id: UUID) -> bool:
    """Blocked while it was in hand (do-not-call list): it stays blocked, and its outcome is still worth keeping."""
    return await queries.is_blocked(db, contact_id)


async def block(db: Db, contact_id: UUID, reason: str) -> None:
    """Takes a contact out of calling for good, even while an agent has it in hand."""
    await queries.block(db, contact_id, reason)


async def is_withdrawn(db: Db, contact_id: UUID) -> bool:
    """True when the partner's newest file leaves the contact out; an agent may still have it in hand."""
    return await queries.is_withdrawn(db, contact_id)


async def promote_due(db: Db, now: datetime) -> int:
    return await queries.promote_due(db, now)
