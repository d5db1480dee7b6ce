"""What an agent had typed about a contact whose time ran out: sealed like a note, for the supervisor's eyes alone.

It records no outcome and reaches no partner; it must not be lost between the desk and the supervisor.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Agent, Supervisor
from callcenter.campaigns.rules import catalogue
from callcenter.infra import journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.sealing import Address, Field
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.outcomes.errors import NoteHoldsContactData, NotLate, OutcomeDoesNotFit
from callcenter.outcomes.notes import note_problem
from callcenter.outcomes.schemas import LateNoteCreate, LateNoteRead, LateNoteSeen, LateNoteSent

STILL_KNOWN = timedelta(days=2)
"""How long after its end something can be told of a hand-out: a desk that was left open over a night."""

_LEFT = Statement(
    """
    SELECT h.id, h.contact_id, h.campaign_id, h.list_id, h.partner_id, h.site_id, h.state, h.ended_at, c.reference,
           w.key_version, w.wrapped
    FROM hand_outs h JOIN contacts c ON c.id = h.contact_id
    JOIN list_view_keys w ON w.list_id = h.list_id
    WHERE h.id = :hand_out AND h.agent_id = :agent ORDER BY w.key_version DESC LIMIT 1
    """
)
_KEEP = Statement(
    """
    INSERT INTO late_notes (hand_out_id, contact_id, agent_id, campaign_id, list_id, partner_id, site_id, reference,
                            code, note, note_key_version, sent_at)
    VALUES (:id, :contact, :agent, :campaign, :list, :partner, :site, :reference, :code, :note, :version, :now)
    ON CONFLICT (hand_out_id) DO NOTHING RETURNING hand_out_id
    """
)


async def send(db: Db, agent: Agent, keys: WebKeyring, hand_out_id: UUID, given: LateNoteCreate) -> None:
    """Keeps it for the supervisor; sent twice, it is kept once.

    Raises NotFound, NotLate while the contact is in hand or once it has an outcome, OutcomeDoesNotFit,
    NoteHoldsContactData.
    """
    held, now = await _LEFT.row(db, {"hand_out": hand_out_id, "agent": agent.user_id}), clock.now()
    if held is None:
        raise NotFound
    if held.state != "expired" or held.ended_at is None or held.ended_at < now - STILL_KNOWN:
        raise NotLate
    if given.code is not None and given.code not in catalogue():
        raise OutcomeDoesNotFit(fields={"code": "unknown"})
    problem = note_problem(given.note) if given.note else None
    if problem is not None:
        raise NoteHoldsContactData(fields={"note": problem})
    kept = await _KEEP.row(db, _values(agent, keys, held, given) | {"now": now})
    if kept is None:
        return
    sent = LateNoteSent(
        hand_out_id=held.id,
        contact_id=held.contact_id,
        agent_id=agent.user_id,
        campaign_id=held.campaign_id,
        actor_id=agent.user_id,
        site_id=held.site_id,
    )
    await journal.append(db, sent)


def _values(agent: Agent, keys: WebKeyring, held: Record, given: LateNoteCreate) -> dict[str, Any]:
    sealed = None
    if given.note:
        key = keys.view_key(held.list_id, held.key_version, held.wrapped)
        sealed = key.seal(Address(Field.NOTE, held.list_id, held.id, 1), {"note": given.note})
    return {
        "id": held.id,
        "contact": held.contact_id,
        "agent": agent.user_id,
        "campaign": held.campaign_id,
        "list": held.list_id,
        "partner": held.partner_id,
        "site": held.site_id,
        "reference": held.reference,
        "code": given.code,
        "note": sealed,
        "version": held.key_version if sealed is not None else None,
    }


_WAITING = Statement(
    """
    SELECT n.*, u.display_name AS agent, k.name AS campaign_name, w.wrapped FROM late_notes n
    JOIN users u ON u.id = n.agent_id JOIN campaigns k ON k.id = n.campaign_id
    LEFT JOIN list_view_keys w ON w.list_id = n.list_id AND w.key_version = n.note_key_version
    WHERE n.site_id = :site AND n.seen_at IS NULL ORDER BY n.sent_at, n.hand_out_id LIMIT 50
    """
)
_SEEN = Statement(
    "UPDATE late_notes SET seen_by = :who, seen_at = :now, note = NULL "
    "WHERE hand_out_id = :id AND site_id = :site AND seen_at IS NULL RETURNING agent_id"
)


async def waiting(db: Db, supervisor: Supervisor, keys: WebKeyring) -> list[LateNoteRead]:
    """Those of the site that nobody has dealt with, oldest first."""
    rows = await _WAITING.rows(db, {"site": supervisor.site_id})
    return [
        LateNoteRead(
            hand_out_id=row.hand_out_id,
            at=row.sent_at,
            agent=row.agent,
            campaign_name=row.campaign_name,
            reference=row.reference,
            label=None if row.code is None else catalogue()[row.code].label.of(supervisor.language),
            note=None if row.note is None or row.wrapped is None else _opened(keys, row),
        )
        for row in rows
    ]


def _opened(keys: WebKeyring, row: Record) -> str:
    key = keys.view_key(row.list_id, row.note_key_version, row.wrapped)
    return str(key.open(Address(Field.NOTE, row.list_id, row.hand_out_id, 1), row.note)["note"])


async def seen(db: Db, supervisor: Supervisor, hand_out_id: UUID) -> None:
    """Dealt with, by name; its words go. Raises NotFound."""
    values = {"id": hand_out_id, "site": supervisor.site_id, "who": supervisor.user_id, "now": clock.now()}
    row = await _SEEN.row(db, values)
    if row is None:
        raise NotFound
    entry = LateNoteSeen(
        hand_out_id=hand_out_id,
        agent_id=row.agent_id,
        actor_id=supervisor.user_id,
        site_id=supervisor.site_id,
    )
    await journal.append(db, entry)
