"""Where and whether an agent is at work: one place at a time, signs of life, and what a clock that was set must not do.

It moves no contact by itself except those that a fault left leased to nobody.
"""

from datetime import datetime, timedelta

from callcenter.accounts.schemas import Agent
from callcenter.calls import agents
from callcenter.calls.errors import DeskElsewhere, DeskTaken
from callcenter.calls.schemas import DeskChanged, DeskRequest
from callcenter.contacts import service as contacts
from callcenter.infra import journal
from callcenter.infra.db import Db, Statement
from callcenter.kit import clock

# --- the place ----------------------------------------------------------------------------------------------

_SIT = Statement(
    "UPDATE agent_states SET desk = :desk, seen_at = :now "
    "WHERE user_id = :agent AND desk IS NOT DISTINCT FROM :instead RETURNING user_id"
)


async def take_desk(db: Db, agent: Agent, asked: DeskRequest) -> None:
    """The agent works at this page from now on, `instead` of the one named; that one is told by the feed.

    Raises DeskTaken when it was meanwhile another.
    """
    now = clock.now()
    await agents.lock_state(db, agent.user_id, agent.site_id, now)
    values = {"agent": agent.user_id, "desk": asked.desk, "instead": asked.instead, "now": now}
    if await _SIT.row(db, values) is None:
        raise DeskTaken
    if asked.instead is not None:
        moved = DeskChanged(agent_id=agent.user_id, actor_id=agent.user_id, site_id=agent.site_id)
        await journal.append(db, moved)


_PLACE = Statement("SELECT desk FROM agent_states WHERE user_id = :agent")


async def check_place(db: Db, agent: Agent, page: str | None) -> None:
    """Raises DeskElsewhere when the agent sits at another page than the one that the request names.

    An agent who sits nowhere (a program, a test) may ask from anywhere.
    """
    row = await _PLACE.row(db, {"agent": agent.user_id})
    if row is not None and row.desk is not None and str(row.desk) != page:
        raise DeskElsewhere


_BEAT = Statement("UPDATE agent_states SET seen_at = :now WHERE user_id = :agent AND state <> 'offline'")


async def beat(db: Db, agent: Agent) -> None:
    """A sign of life from the page of an agent without a contact; with one, the lease's own counts."""
    await _BEAT.rows(db, {"agent": agent.user_id, "now": clock.now()})


# --- the vault's --------------------------------------------------------------------------------------------

_LEASES = Statement(
    """
    UPDATE hand_outs SET expires_at = least(expires_at + CAST(:jump AS interval), CAST(:latest AS timestamptz))
    WHERE state = 'active' AND (CAST(:jump AS interval) <> interval '0'
                                OR expires_at > CAST(:latest AS timestamptz) + interval '1 second')
    """
)
_AGENTS = Statement(
    """
    UPDATE agent_states SET since = least(since + CAST(:jump AS interval), CAST(:now AS timestamptz)),
                            seen_at = least(seen_at + CAST(:jump AS interval), CAST(:now AS timestamptz)),
                            next_at = next_at + CAST(:jump AS interval)
    WHERE CAST(:jump AS interval) <> interval '0'
       OR greatest(since, seen_at) > CAST(:now AS timestamptz) + interval '5 seconds'
    """
)


async def follow_clock(db: Db, now: datetime, jump: timedelta, lease: timedelta) -> None:
    """Moves what was measured by the clock along when it was set, by `jump`: no lease ends, none lasts for hours.

    Whatever happened while nobody looked, no lease lasts longer than a whole one from now.
    """
    await _AGENTS.rows(db, {"jump": jump, "now": now})
    await _LEASES.rows(db, {"jump": jump, "latest": now + lease})


_RECOVER = Statement(
    f"""
    UPDATE contacts c SET {contacts.AGAIN}
    WHERE c.state = 'leased'
      AND NOT EXISTS (SELECT 1 FROM hand_outs h WHERE h.contact_id = c.id AND h.state = 'active')
    RETURNING c.id
    """
)


async def recover(db: Db) -> int:
    """Frees contacts that are leased to nobody, which no statement leaves behind: a restored or mended database may."""
    return len(await _RECOVER.rows(db, {}))
