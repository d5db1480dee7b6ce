"""Appointments to confirm: which contacts a campaign of confirmations has, from when, and when it gives them back.

Runs in the vault. The bookings alone say what is to be confirmed; the contact's own columns say when it may be called.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.calls import service as calls
from callcenter.campaigns.service import CONFIRM_FROM
from callcenter.contacts import service as contacts
from callcenter.infra import journal
from callcenter.infra.db import Db, Record, Statement, sessions, together
from callcenter.infra.jobs import Registry, enqueue
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.outcomes.schemas import ConfirmationEntered, ConfirmationLeft

TEND_SECONDS = 10

TEND = "tend_confirmations"
"""Kind of the vault's job that does at once what is done every ten seconds: an appointment has just changed."""

log = structlog.get_logger(__name__)


_HELD = """FROM bookings b JOIN slots s ON s.id = b.slot_id
        WHERE b.contact_id = c.id AND b.state = 'booked' AND s.starts_at > :now"""
"""The appointment ahead that contact `c` holds."""

_FROM = "s.starts_at - make_interval(hours => k.confirm_hours)"

_LEAVE = Statement(
    f"""
    UPDATE contacts c
    SET state = 'done', not_before = NULL, callback_for = NULL, confirmed_in = NULL,
        reason = CASE WHEN EXISTS (SELECT 1 {_HELD}) THEN 'booked' ELSE 'unconfirmed' END
    FROM campaigns k
    WHERE k.id = c.confirmed_in AND c.state IN ('callback', 'waiting')
      AND (k.state = 'closed' OR NOT EXISTS (SELECT 1 {_HELD}))
    RETURNING c.id, k.id AS campaign_id, k.site_id, k.partner_id,
              CASE WHEN k.state = 'closed' THEN 'campaign_closed'
                   WHEN EXISTS (SELECT 1 FROM bookings b WHERE b.contact_id = c.id AND b.state = 'booked') THEN 'begun'
                   ELSE 'called_off' END AS why
    """
)
"""Back to done: the slot began, the appointment was called off, or the campaign is closed."""

_ENTER = Statement(
    f"""
    UPDATE contacts c
    SET state = 'callback', reason = 'confirmation', not_before = due.at, callback_for = NULL, confirmed_in = due.id
    FROM (
        SELECT DISTINCT ON (b.contact_id) b.contact_id, k.id, {_FROM} AS at
        FROM campaigns k
        JOIN call_lists l ON l.campaign_id = k.confirms
        JOIN slots s ON s.partner_id = k.partner_id AND s.starts_at > :now
        JOIN bookings b ON b.slot_id = s.id AND b.state = 'booked' AND b.list_id = l.id AND b.booked_at < {_FROM}
        JOIN contacts x ON x.id = b.contact_id AND x.state = 'done' AND x.reason IN ('booked', 'moved')
        WHERE k.confirms IS NOT NULL AND k.state IN ('open', 'paused') AND x.withdrawn_at IS NULL
        ORDER BY b.contact_id, b.booked_at DESC, b.id DESC LIMIT 500
    ) due
    WHERE c.id = due.contact_id AND c.state = 'done'
    RETURNING c.number_id, c.id, c.confirmed_in AS campaign_id, c.site_id, c.partner_id, c.not_before AS due_at
    """
)
"""An appointment that was made inside the campaign's hours was agreed just now: nobody is called about it again."""

_MOVE = Statement(
    f"""
    UPDATE contacts c SET not_before = (SELECT min({_FROM}) {_HELD})
    FROM campaigns k
    WHERE k.id = :campaign AND c.confirmed_in = k.id AND c.state = 'callback' AND c.reason = 'confirmation'
      AND EXISTS (SELECT 1 {_HELD})
    RETURNING c.number_id
    """
)


_IN_HAND = Statement(
    """
    SELECT h.id AS hand_out_id, h.agent_id, c.id, k.id AS campaign_id, k.site_id, k.partner_id,
           EXISTS (SELECT 1 FROM bookings b JOIN slots s ON s.id = b.slot_id
                   WHERE b.contact_id = c.id AND b.state = 'booked' AND s.starts_at <= :now) AS begun,
           EXISTS (SELECT 1 FROM bookings b JOIN slots s ON s.id = b.slot_id
                   WHERE b.contact_id = c.id AND b.state = 'booked' AND s.starts_at > :now) AS moved
    FROM hand_outs h
    JOIN contacts c ON c.id = h.contact_id AND c.state = 'leased'
    JOIN campaigns k ON k.id = h.campaign_id AND k.id = c.confirmed_in
    WHERE h.state = 'active' AND NOT EXISTS (SELECT 1 FROM calls x WHERE x.hand_out_id = h.id)
      AND NOT EXISTS (
          SELECT 1 FROM bookings b JOIN slots s ON s.id = b.slot_id
          WHERE b.contact_id = c.id AND b.state = 'booked' AND s.starts_at > :now AND b.booked_at <= h.leased_at
      )
    """
)
"""Cards on a desk, not called yet, whose appointment is no longer what it was when they were handed out."""


async def _take_from_hands(db: Db, now: datetime) -> list[ConfirmationLeft]:
    """Who has such a card is told, and does not call. A talk that has begun goes on: its outcome is judged anew."""
    left = []
    for row in await _IN_HAND.rows(db, {"now": now}):
        begun = row.begun and not row.moved
        reason = "appointment_begun" if begun else "appointment_off"
        if await calls.take_uncalled(db, row.hand_out_id, row.agent_id, row.site_id, reason, now):
            stands = "moved" if row.moved else "unconfirmed"
            await together(db, contacts.settling(row.id, state="done", reason=stands))
            why = "begun" if begun else "moved" if row.moved else "called_off"
            left.append(ConfirmationLeft.model_validate({"reason": why} | _about(row)))
    return left


async def tend(db: Db, now: datetime) -> None:
    """Gives back what is over, then takes what is to be confirmed; the ledger says whether its number may be called."""
    await journal.append(db, *await _take_from_hands(db, now))
    left = await _LEAVE.rows(db, {"now": now})
    entered = await _ENTER.rows(db, {"now": now})
    await journal.append(
        db,
        *[ConfirmationLeft.model_validate({"reason": row.why} | _about(row)) for row in left],
        *[ConfirmationEntered.model_validate({"due_at": row.due_at} | _about(row)) for row in entered],
    )
    await _weigh(db, entered)


def _about(row: Record) -> dict[str, Any]:
    return {
        "contact_id": row.id,
        "campaign_id": row.campaign_id,
        "site_id": row.site_id,
        "partner_id": row.partner_id,
    }


_NEXT = Statement(
    """
    SELECT min(s.starts_at) AS at FROM contacts c
    JOIN bookings b ON b.contact_id = c.id AND b.state = 'booked' JOIN slots s ON s.id = b.slot_id
    WHERE c.confirmed_in IS NOT NULL AND s.starts_at > :now
    """
)


async def next_look(db: Db, now: datetime) -> float:
    """Seconds until the next appointment in hand begins, ten at most: from that moment on nobody is called about it."""
    row = await _NEXT.row(db, {"now": now})
    begins = None if row is None else row.at
    return TEND_SECONDS if begins is None else min(TEND_SECONDS, (begins - now).total_seconds())


async def _weigh(db: Db, rows: list[Record]) -> None:
    for row in rows:
        if row.number_id is not None:
            await enqueue(db, calls.WEIGH, row.number_id)


def register(registry: Registry) -> None:
    async def confirm_from(db: Db, campaign_id: UUID) -> None:
        await _weigh(db, await _MOVE.rows(db, {"now": clock.now(), "campaign": campaign_id}))

    async def tend_now(db: Db, _: UUID) -> None:
        await tend(db, clock.now())

    registry.add(CONFIRM_FROM, confirm_from)
    registry.add(TEND, tend_now)


async def run(engine: AsyncEngine, waker: Waker, stopping: asyncio.Event) -> None:
    """Every ten seconds, and whenever an appointment begins, for as long as the vault runs."""
    make = sessions(engine)
    while not stopping.is_set():
        rest: float = TEND_SECONDS
        try:
            async with make() as db:
                await tend(db, clock.now())
                rest = await next_look(db, clock.now())
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("tending confirmations failed", error=type(problem).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), rest)
