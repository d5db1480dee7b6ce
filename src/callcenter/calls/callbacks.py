"""Callbacks: for which moment one may be promised, and what becomes of each: kept, moved, handed over or ended.

The contact alone says when it may be called; the table `callbacks` records what was promised, so that nothing that
happens to a contact can make a promise vanish unseen. It must not know what an outcome is.
"""

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from callcenter.accounts import closed_days
from callcenter.accounts.schemas import Agent
from callcenter.calls import agents, ledger, promises
from callcenter.calls.closures import Closures
from callcenter.calls.rules import NumberPast
from callcenter.calls.schemas import (
    CallbackEnded,
    CallbackHandedOver,
    CallbackMoved,
    CallbackTimes,
    CallingWindow,
)
from callcenter.infra import journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.infra.journal import Entry
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.places import home_zone


async def closures(db: Db, site_id: UUID, zone: str) -> Closures:
    """The days ahead on which a site is closed, on its own clock."""
    return Closures.of(zone, await closed_days.coming(db, site_id, zone))


async def refusal_of(
    db: Db, at: datetime, now: datetime, *, contact_id: UUID, zone: str, legal_hours: bool, site: Closures
) -> promises.Refused | None:
    """Why nothing may be promised for `at`, and what may; None when it may."""
    return promises.refused(
        at, now, zone, await ledger.past_of_contact(db, contact_id), legal_hours=legal_hours
    )


_MINE = Statement(
    """
    SELECT c.zone, c.id AS contact_id, k.legal_hours FROM hand_outs h
    JOIN contacts c ON c.id = h.contact_id JOIN campaigns k ON k.id = h.campaign_id
    WHERE h.id = :hand_out AND h.agent_id = :agent AND h.state IN ('active', 'finished')
    """
)


async def times(db: Db, agent: Agent, hand_out_id: UUID) -> CallbackTimes:
    """When the contact in hand may be called back. Raises NotFound."""
    held = await _MINE.row(db, {"hand_out": hand_out_id, "agent": agent.user_id})
    if held is None:
        raise NotFound
    now = clock.now()
    until = now + promises.LONGEST
    free = promises.free_from(now, held.zone, await ledger.past_of_contact(db, held.contact_id))
    site = await closures(db, agent.site_id, agent.home_zone)
    spans = promises.windows(held.zone, free, until) if free < until else []
    return CallbackTimes(
        zone=home_zone(held.zone),
        from_at=free,
        until_at=until,
        legal_hours=held.legal_hours,
        windows=[
            CallingWindow(starts_at=site.opening(start), ends_at=end)
            for start, end in spans
            if site.opening(start) < end
        ],
    )


# --- promising ----------------------------------------------------------------------------------------------


class Finished(Protocol):
    """What a promise needs to know of the hand-out it was made in."""

    @property
    def hand_out_id(self) -> UUID: ...
    @property
    def contact_id(self) -> UUID: ...
    @property
    def campaign_id(self) -> UUID: ...
    @property
    def partner_id(self) -> UUID: ...
    @property
    def site_id(self) -> UUID: ...
    @property
    def reference(self) -> str: ...
    @property
    def zone(self) -> str: ...


_KEPT = Statement(
    "UPDATE callbacks SET state = 'kept', change = 'callback', changed_at = :now "
    "WHERE contact_id = :contact AND state = 'open' AND hand_out_id IS DISTINCT FROM :hand_out"
)
_PROMISE = Statement(
    """
    INSERT INTO callbacks (id, hand_out_id, contact_id, reference, zone, campaign_id, partner_id, site_id, agent_id,
                           promised_at, due_at, made_at, changed_at)
    VALUES (:id, :hand_out, :contact, :reference, :zone, :campaign, :partner, :site, :agent, :at, :at, :now, :now)
    ON CONFLICT (hand_out_id) DO UPDATE SET agent_id = EXCLUDED.agent_id, promised_at = EXCLUDED.promised_at,
        due_at = EXCLUDED.due_at, changed_at = EXCLUDED.changed_at, state = 'open', change = NULL
    """
)


async def promise(db: Db, held: Finished, at: datetime, agent: Agent | None, now: datetime) -> None:
    """Records what was promised; a promise made before to the same contact is kept by this talk."""
    await _KEPT.rows(db, {"contact": held.contact_id, "hand_out": held.hand_out_id, "now": now})
    values = {
        "id": new_id(),
        "hand_out": held.hand_out_id,
        "contact": held.contact_id,
        "reference": held.reference,
        "zone": held.zone,
        "campaign": held.campaign_id,
        "partner": held.partner_id,
        "site": held.site_id,
        "agent": None if agent is None else agent.user_id,
        "at": at,
        "now": now,
    }
    await _PROMISE.rows(db, values)


# --- what becomes of them (vault) ---------------------------------------------------------------------------

_ADOPT = Statement(
    """
    INSERT INTO callbacks (id, contact_id, reference, zone, campaign_id, partner_id, site_id, agent_id, promised_at,
                           due_at, made_at, changed_at)
    SELECT gen_random_uuid(), c.id, c.reference, c.zone, k.id, c.partner_id, c.site_id, c.callback_for, c.not_before,
           c.not_before, :now, :now
    FROM contacts c JOIN call_lists l ON l.id = c.list_id
    JOIN campaigns k ON k.id = coalesce(c.confirmed_in, l.campaign_id)
    WHERE c.state = 'callback' AND c.reason = 'callback' AND k.state <> 'closed'
      AND NOT EXISTS (SELECT 1 FROM callbacks b WHERE b.contact_id = c.id AND b.state = 'open')
    ON CONFLICT DO NOTHING
    """
)
"""A contact that waits for a callback without a record (made before there were any, or opened again) gets one."""

_OPEN = Statement(
    """
    SELECT b.id, b.contact_id, b.reference, b.campaign_id, b.site_id, b.due_at, b.agent_id,
           coalesce(c.zone, b.zone) AS zone, c.state AS contact, c.reason, c.not_before, c.callback_for,
           k.state AS campaign, coalesce(k.legal_hours, false) AS legal_hours, f.end_reason AS first_end,
           later.end_reason AS later_end
    FROM callbacks b
    LEFT JOIN contacts c ON c.id = b.contact_id
    LEFT JOIN call_lists l ON l.id = c.list_id
    LEFT JOIN campaigns k ON k.id = coalesce(c.confirmed_in, l.campaign_id)
    LEFT JOIN hand_outs f ON f.id = b.hand_out_id
    LEFT JOIN LATERAL (
        SELECT h.end_reason FROM calls x JOIN hand_outs h ON h.id = x.hand_out_id AND h.state = 'finished'
        WHERE x.contact_id = b.contact_id AND x.requested_at > b.made_at AND h.id IS DISTINCT FROM b.hand_out_id
        ORDER BY x.requested_at LIMIT 1
    ) later ON true
    WHERE b.state = 'open'
    """
)


async def tend(db: Db, now: datetime, patience: timedelta) -> int:
    """Brings every open promise to what holds now, each change with its entry; returns how many changed."""
    await _ADOPT.rows(db, {"now": now})
    rows = await _OPEN.rows(db, {})
    pasts = await ledger.pasts_of(db, [row.contact_id for row in rows])
    zones = await agents.site_zones(db)
    sites = {site: await closures(db, site, zones[site]) for site in {row.site_id for row in rows}}
    changed = 0
    for row in rows:
        standing = promises.Standing(
            due_at=row.due_at,
            contact=row.contact,
            reason=row.reason,
            not_before=row.not_before,
            owner=row.callback_for is not None,
            zone=row.zone,
            campaign=row.campaign,
            legal_hours=row.legal_hours,
            first_end=row.first_end,
            later_end=row.later_end,
            past=pasts.get(row.contact_id, NumberPast()),
            site=sites[row.site_id],
        )
        found = promises.fate(standing, now, patience)
        if found is not None:
            changed += await _carry_out(db, row, found, now)
    return changed


_CLOSE = Statement(
    "UPDATE callbacks SET state = :state, change = :why, changed_at = :now WHERE id = :id AND state = 'open' "
    "RETURNING id"
)
_PLACE = Statement(
    """
    WITH moved AS (
        UPDATE contacts SET state = 'callback', reason = 'callback', not_before = :at, callback_for = :owner
        WHERE id = :contact AND state = :state AND not_before IS NOT DISTINCT FROM :known RETURNING id
    )
    UPDATE callbacks SET due_at = :at, change = :why, changed_at = :now FROM moved
    WHERE callbacks.id = :id AND callbacks.state = 'open' RETURNING callbacks.id
    """
)


async def place(db: Db, row: Any, now: datetime, *, at: datetime, owner: UUID | None, why: str) -> bool:
    """Puts a promise at `at` with `owner`, on the contact and in the record; False when it changed meanwhile."""
    values = {"id": row.id, "contact": row.contact_id, "state": row.contact, "known": row.not_before}
    return await _PLACE.row(db, values | {"at": at, "owner": owner, "why": why, "now": now}) is not None


async def _carry_out(db: Db, row: Record, found: promises.Fate, now: datetime) -> bool:
    if found.do in {"keep", "end"}:
        state = "kept" if found.do == "keep" else "ended"
        done = await _CLOSE.row(db, {"id": row.id, "state": state, "why": found.why, "now": now}) is not None
        if done and found.do == "end" and found.why != "corrected":
            await journal.append(db, CallbackEnded.model_validate(names(row) | {"reason": found.why}))
        return done
    if found.do == "share":
        done = await place(db, row, now, at=row.not_before, owner=None, why=found.why)
        entry: Entry = handed_over(row, None, "overdue")
    else:
        assert found.at is not None
        done = await place(db, row, now, at=found.at, owner=row.callback_for, why=found.why)
        entry = moved(row, found.at, found.why)
    if done:
        await journal.append(db, entry)
    return done


def names(row: Any, actor: UUID | None = None) -> dict[str, Any]:
    """What every entry about a promise says."""
    return {
        "callback_id": row.id,
        "contact_id": row.contact_id,
        "campaign_id": row.campaign_id,
        "reference": row.reference,
        "agent_id": row.callback_for,
        "site_id": row.site_id,
        "actor_id": actor,
    }


def moved(row: Any, at: datetime, why: str, actor: UUID | None = None) -> CallbackMoved:
    return CallbackMoved.model_validate(names(row, actor) | {"due_at": at, "reason": why})


def handed_over(row: Any, to: UUID | None, why: str, actor: UUID | None = None) -> CallbackHandedOver:
    return CallbackHandedOver.model_validate(names(row, actor) | {"to_id": to, "reason": why})
