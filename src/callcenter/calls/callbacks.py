"""Callbacks: for which moment one may be promised to the contact in hand.

It reads what the law looks at and asks the pure rules (`promises`); it must not know what an outcome is.
"""

from datetime import datetime
from uuid import UUID

from callcenter.accounts.schemas import Agent
from callcenter.calls import ledger, promises
from callcenter.calls.rules import NumberPast
from callcenter.calls.schemas import CallbackTimes, CallingWindow
from callcenter.infra.db import Db, Statement
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.places import home_zone


async def past_of(db: Db, number_id: UUID | None) -> NumberPast:
    """What the ledger holds of a number; nothing of one that was never called."""
    return NumberPast() if number_id is None else await ledger.past(db, number_id)


async def refusal_of(
    db: Db, at: datetime, now: datetime, *, number_id: UUID | None, zone: str, legal_hours: bool
) -> promises.Refused | None:
    """Why nothing may be promised for `at`, and what may; None when it may."""
    return promises.refused(at, now, zone, await past_of(db, number_id), legal_hours=legal_hours)


_MINE = Statement(
    """
    SELECT c.zone, c.number_id, k.legal_hours FROM hand_outs h
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
    free = promises.free_from(now, held.zone, await past_of(db, held.number_id))
    spans = promises.windows(held.zone, free, until) if free < until else []
    return CallbackTimes(
        zone=home_zone(held.zone),
        from_at=free,
        until_at=until,
        legal_hours=held.legal_hours,
        windows=[CallingWindow(starts_at=start, ends_at=end) for start, end in spans],
    )
