"""The supervisor's board of callbacks: who promised what, what is overdue, what ended; handing over and moving."""

from datetime import datetime, timedelta
from uuid import UUID

from callcenter.accounts.schemas import Supervisor
from callcenter.calls import callbacks
from callcenter.calls.errors import CallbackOver, CallbackTime
from callcenter.calls.promises import CHANGES
from callcenter.calls.schemas import CallbackBoard, ColleagueRead, EndedCallback, PromisedCallback
from callcenter.calls.verdicts import label
from callcenter.do_not_call.errors import AgentUnknown
from callcenter.infra import journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.places import home_zone

REMEMBERED = timedelta(days=7)
"""How long the board shows what ended unkept; the journal keeps it longer."""

_OPEN = Statement(
    """
    SELECT b.id, b.contact_id, b.reference, b.campaign_id, b.site_id, b.zone, b.promised_at, b.due_at, b.change,
           b.changed_at, c.state AS contact, c.not_before, c.callback_for, k.name AS campaign_name,
           k.state AS campaign_state, k.legal_hours, u.display_name AS owner_name,
           coalesce(a.state, 'offline') <> 'offline' AS owner_at_work
    FROM callbacks b
    JOIN contacts c ON c.id = b.contact_id
    JOIN campaigns k ON k.id = b.campaign_id
    LEFT JOIN users u ON u.id = c.callback_for
    LEFT JOIN agent_states a ON a.user_id = c.callback_for
    WHERE b.site_id = :site AND b.state = 'open' AND (CAST(:id AS uuid) IS NULL OR b.id = :id)
    ORDER BY b.due_at, b.id LIMIT 500
    """
)
_ENDED = Statement(
    """
    SELECT b.id, b.reference, b.zone, b.promised_at, b.change, b.changed_at, k.name AS campaign_name
    FROM callbacks b JOIN campaigns k ON k.id = b.campaign_id
    WHERE b.site_id = :site AND b.state = 'ended' AND b.change <> 'corrected' AND b.changed_at > :since
    ORDER BY b.changed_at DESC, b.id LIMIT 100
    """
)
_AGENTS = Statement(
    """
    SELECT u.id, u.display_name AS name, coalesce(a.state, 'offline') <> 'offline' AS at_work
    FROM users u LEFT JOIN agent_states a ON a.user_id = u.id
    WHERE u.site_id = :site AND u.role = 'agent' AND u.state = 'active' ORDER BY u.display_name, u.id
    """
)


def why(change: str, language: str) -> str:
    """A change in words: its own, else the dispatcher's."""
    return CHANGES[change].of(language) if change in CHANGES else label(change, language)


async def board(db: Db, supervisor: Supervisor) -> CallbackBoard:
    now, language = clock.now(), supervisor.language
    ended = await _ENDED.rows(db, {"site": supervisor.site_id, "since": now - REMEMBERED})
    return CallbackBoard(
        open=[
            _read(row, now, language)
            for row in await _OPEN.rows(db, {"site": supervisor.site_id, "id": None})
        ],
        ended=[
            EndedCallback(
                id=row.id,
                reference=row.reference,
                campaign_name=row.campaign_name,
                zone=home_zone(row.zone),
                promised_at=row.promised_at,
                ended_at=row.changed_at,
                reason=why(row.change, language),
            )
            for row in ended
        ],
        agents=[
            ColleagueRead(id=row.id, name=row.name, at_work=row.at_work)
            for row in await _AGENTS.rows(db, {"site": supervisor.site_id})
        ],
    )


def _read(row: Record, now: datetime, language: str) -> PromisedCallback:
    return PromisedCallback(
        id=row.id,
        reference=row.reference,
        campaign_name=row.campaign_name,
        campaign_state=row.campaign_state,
        zone=home_zone(row.zone),
        promised_at=row.promised_at,
        due_at=row.due_at,
        overdue=row.due_at < now and row.contact != "leased",
        in_hand=row.contact == "leased",
        owner=row.callback_for,
        owner_name=row.owner_name,
        owner_at_work=row.owner_at_work,
        change=None if row.change is None else why(row.change, language),
        changed_at=row.changed_at,
    )


async def _waiting(db: Db, supervisor: Supervisor, callback_id: UUID) -> Record:
    """A callback of the site that nobody has in hand. Raises NotFound, CallbackOver."""
    row = await _OPEN.row(db, {"site": supervisor.site_id, "id": callback_id})
    if row is None:
        raise NotFound
    if row.contact != "callback":
        raise CallbackOver
    return row


async def move(db: Db, supervisor: Supervisor, callback_id: UUID, at: datetime) -> None:
    """Promises another moment. Raises NotFound, CallbackOver, CallbackTime with the next moment that would do."""
    row, now = await _waiting(db, supervisor, callback_id), clock.now()
    site = await callbacks.closures(db, supervisor.site_id, supervisor.home_zone)
    refused = await callbacks.refusal_of(
        db, at, now, contact_id=row.contact_id, zone=row.zone, legal_hours=row.legal_hours, site=site
    )
    if refused is not None:
        raise CallbackTime(fields={"at": refused.reason}, next_at=refused.next_at)
    if not await callbacks.place(db, row, now, at=at, owner=row.callback_for, why="moved"):
        raise CallbackOver
    await journal.append(db, callbacks.moved(row, at, "moved", supervisor.user_id))


_MAY_HAVE = Statement(
    """
    SELECT u.id FROM users u
    WHERE u.id = :agent AND u.site_id = :site AND u.role = 'agent' AND u.state = 'active'
      AND NOT EXISTS (SELECT 1 FROM contact_conflicts x
                      WHERE x.contact_id = :contact AND (x.agent_id = u.id OR x.agent_id IS NULL))
    """
)


async def hand_over(db: Db, supervisor: Supervisor, callback_id: UUID, to: UUID | None) -> None:
    """Gives a callback to an agent of the site or to the team. Raises NotFound, CallbackOver, AgentUnknown.

    An agent whom the conflict screen keeps from the contact is answered like one who is not there.
    """
    row, now = await _waiting(db, supervisor, callback_id), clock.now()
    if to is not None:
        values = {"agent": to, "site": supervisor.site_id, "contact": row.contact_id}
        if await _MAY_HAVE.row(db, values) is None:
            raise AgentUnknown(fields={"agent_id": "unknown"})
    if not await callbacks.place(db, row, now, at=row.not_before, owner=to, why="handed_over"):
        raise CallbackOver
    await journal.append(db, callbacks.handed_over(row, to, "handed_over", supervisor.user_id))
