"""Statements on agents: their state, their tallies of the half day, what they bring, who is away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select, text, update

from callcenter.calls import quotas
from callcenter.calls.models import AgentState
from callcenter.calls.schemas import PauseReason
from callcenter.infra.db import AnyRow, Db, Record, Statement

_BEGIN = Statement(
    """
    INSERT INTO agent_states (user_id, site_id, state, since, off_shift)
    SELECT CAST(:agent AS uuid), o.id, 'offline', CAST(:now AS timestamptz), o.keeps_shifts AND NOT EXISTS (
        SELECT 1 FROM shifts s WHERE s.agent_id = :agent AND s.opened_at IS NOT NULL AND s.closed_at IS NULL)
    FROM organisations o WHERE o.id = :site
    ON CONFLICT DO NOTHING
    """
)


async def lock_state(db: Db, user_id: UUID, site_id: UUID, now: datetime) -> AgentState:
    """The agent's state row, made when first needed, locked: one agent's requests come one after the other."""
    wanted = select(AgentState).where(AgentState.user_id == user_id).with_for_update()
    row = await db.scalar(wanted)
    if row is None:
        await _BEGIN.rows(db, {"agent": user_id, "site": site_id, "now": now})
        row = (await db.scalars(wanted)).one()
    return row


async def state_of(db: Db, user_id: UUID) -> AgentState | None:
    return await db.scalar(select(AgentState).where(AgentState.user_id == user_id))


_MOVE_AGENT = Statement(
    "UPDATE agent_states SET state = :state, since = :now, pause_reason = :reason, campaign_id = :campaign, "
    "next_at = NULL, pause_due = CASE WHEN :state NOT IN ('pause', 'offline') THEN pause_due END, "
    "desk = CASE WHEN :state <> 'offline' THEN desk END WHERE user_id = :agent"
)

FREED = """state = CASE WHEN a.pause_due IS NULL THEN 'available' ELSE 'pause' END, pause_reason = a.pause_due,
                                  pause_due = NULL"""
"""What becomes of agent `a` whose hands are free: available, or in the pause that the supervisor asked for."""

_FREE = Statement(
    f"UPDATE agent_states a SET {FREED}, since = :now, campaign_id = NULL, next_at = NULL "
    "WHERE user_id = :agent RETURNING pause_reason"
)


async def free(db: Db, user_id: UUID, now: datetime) -> PauseReason | None:
    """The contact left the agent's hands: available again, or in the pause that was due, whose reason this gives."""
    row = await _FREE.row(db, {"agent": user_id, "now": now})
    reason: PauseReason | None = None if row is None else row.pause_reason
    return reason


_ASK_PAUSE = Statement(
    "UPDATE agent_states SET pause_by = :by, pause_due = :due WHERE user_id = :agent RETURNING user_id"
)


async def ask_pause(db: Db, user_id: UUID, by: UUID, due: PauseReason | None) -> None:
    """The agent pauses by order of `by`; `due`: once the contact in hand is done."""
    await _ASK_PAUSE.rows(db, {"agent": user_id, "by": by, "due": due})


_LIFT_PAUSE = Statement(
    "UPDATE agent_states SET pause_by = NULL, pause_due = NULL "
    "WHERE user_id = :agent AND site_id = :site AND pause_by IS NOT NULL RETURNING user_id"
)


async def lift_pause(db: Db, site_id: UUID, user_id: UUID) -> bool:
    """Lets an agent of the site go on; False when nobody had asked for a pause."""
    return await _LIFT_PAUSE.row(db, {"agent": user_id, "site": site_id}) is not None


async def move_agent(
    db: Db,
    user_id: UUID,
    state: str,
    now: datetime,
    *,
    pause_reason: str | None = None,
    campaign_id: UUID | None = None,
) -> None:
    values = {"agent": user_id, "state": state, "now": now, "reason": pause_reason, "campaign": campaign_id}
    await _MOVE_AGENT.rows(db, values)


TALLIES = (*quotas.STOPPING, "cut_in_row", "burst", "known", "lookups")

_AFRESH = Statement(
    f"""
    UPDATE agent_states a SET counted_from = half.begins, {", ".join(f"{name} = 0" for name in TALLIES)}
    FROM unnest(CAST(:sites AS uuid[]), CAST(:begins AS timestamptz[])) AS half (site_id, begins)
    WHERE a.site_id = half.site_id AND (a.counted_from IS NULL OR a.counted_from < half.begins)
      AND NOT EXISTS (SELECT 1 FROM organisations o WHERE o.id = a.site_id AND o.keeps_shifts)
    """
)


async def count_afresh(db: Db, begins: Mapping[UUID, datetime]) -> None:
    """Sets the tallies of a site's agents to nothing, once for each beginning.

    Where shifts are kept, tallies begin with a shift instead.
    """
    await _AFRESH.rows(db, {"sites": list(begins), "begins": list(begins.values())})


async def site_zones(db: Db) -> dict[UUID, str]:
    rows = await db.execute(text("SELECT id, time_zone FROM organisations WHERE kind = 'site'"))
    return {row.id: row.time_zone for row in rows.all()}


_REACHED = " OR ".join(f"{name} >= :most_{name}" for name in quotas.STOPPING)

_LIFT = Statement(
    f"""
    UPDATE agent_states SET {", ".join(f"{name} = 0" for name in quotas.STOPPING)}
    WHERE user_id = :agent AND site_id = :site AND ({_REACHED}) RETURNING user_id
    """
)


async def lift_quota(db: Db, site_id: UUID, agent_id: UUID, most: Mapping[str, int]) -> bool:
    """Counts afresh for an agent of the site who has come to `most`; False when that is not so."""
    limits = {f"most_{name}": stop for name, stop in most.items()}
    return await _LIFT.row(db, {"agent": agent_id, "site": site_id} | limits) is not None


async def works_at(db: Db, site_id: UUID, agent_id: UUID) -> bool:
    found = select(AgentState.user_id).where(AgentState.user_id == agent_id, AgentState.site_id == site_id)
    return await db.scalar(found) is not None


_LOOKED_UP = Statement(
    "UPDATE agent_states SET lookups = lookups + 1 WHERE user_id = :agent RETURNING lookups, site_id"
)


async def count_lookup(db: Db, agent_id: UUID) -> Record | None:
    return await _LOOKED_UP.row(db, {"agent": agent_id})


CrewOf = Literal["agent", "campaign", "list", "contact"]

_LANGUAGES, _PURPOSES, _GATES, _WAITS = (
    f"coalesce(a.{column.name}, '{column.server_default.arg}')"
    for column in (
        AgentState.__table__.c[name] for name in ("languages", "purposes", "gates", "waits_beside")
    )
)
"""Those of an apprentice who never worked have no row yet."""

_CREW = f"""
    SELECT {_LANGUAGES} AS languages, {_PURPOSES} AS purposes, {_GATES} AS gates, {_WAITS} AS waits,
           array_agg(u.id) AS who
    FROM users u LEFT JOIN agent_states a ON a.user_id = u.id WHERE u.role = 'agent' AND u.state = 'active' AND
"""

_CREW_OF: Mapping[CrewOf, Statement] = {
    "agent": Statement(_CREW + "u.id = :id GROUP BY 1, 2, 3, 4"),
    "campaign": Statement(
        _CREW + "u.site_id = (SELECT site_id FROM campaigns WHERE id = :id) GROUP BY 1, 2, 3, 4"
    ),
    "list": Statement(
        _CREW + "u.site_id = (SELECT site_id FROM call_lists WHERE id = :id) GROUP BY 1, 2, 3, 4"
    ),
    "contact": Statement(
        _CREW + "u.site_id = (SELECT site_id FROM contacts WHERE id = :id) GROUP BY 1, 2, 3, 4"
    ),
}


async def crew(db: Db, which: CrewOf, found_by: UUID) -> list[Record]:
    """What an apprentice brings, or those of the site that calls there: each combination once, with who brings it."""
    return await _CREW_OF[which].rows(db, {"id": found_by})


_APPRENTICES = Statement(
    f"""
    SELECT u.id, u.site_id, u.display_name, u.sign_in, {_LANGUAGES} AS languages, {_PURPOSES} AS purposes
    FROM users u LEFT JOIN agent_states a ON a.user_id = u.id
    WHERE u.role = 'agent' AND u.state = 'active'
      AND (CAST(:site AS uuid) IS NULL OR u.site_id = :site) AND (CAST(:agent AS uuid) IS NULL OR u.id = :agent)
    ORDER BY u.display_name, u.id
    """
)


async def apprentices(db: Db, *, site_id: UUID | None, agent_id: UUID | None = None) -> list[Record]:
    """The apprentices of a site (of all), or that one of them, with what they may be handed."""
    return await _APPRENTICES.rows(db, {"site": site_id, "agent": agent_id})


async def set_abilities(
    db: Db, agent_id: UUID, site_id: UUID, now: datetime, *, languages: Sequence[str], purposes: Sequence[str]
) -> None:
    known = {"languages": languages, "purposes": purposes}
    await _BEGIN.rows(db, {"agent": agent_id, "site": site_id, "now": now})
    await db.execute(update(AgentState).where(AgentState.user_id == agent_id).values(**known))


async def set_gates(
    db: Db, agent_id: UUID, site_id: UUID, now: datetime, through: Sequence[UUID], waits: Sequence[UUID]
) -> tuple[set[UUID], set[UUID]]:
    """The gated campaigns that are open to an apprentice from now on, and those that only somebody beside would open;
    gives those of before."""
    row = await lock_state(db, agent_id, site_id, now)
    before = set(row.gates), set(row.waits_beside)
    if before != (set(through), set(waits)):
        row.gates, row.waits_beside = list(through), list(waits)
        await db.flush()
    return before


async def agents_at_work(db: Db, site_id: UUID) -> int:
    """Who can be handed contacts: those on shift where the site keeps shifts, else those at work."""
    row = await _CAN_WORK.row(db, {"site": site_id})
    return 0 if row is None else int(row.n)


_CAN_WORK = Statement(
    """
    SELECT count(*) AS n FROM agent_states a JOIN organisations o ON o.id = a.site_id
    WHERE a.site_id = :site AND CASE WHEN o.keeps_shifts THEN NOT a.off_shift
                                     ELSE a.state NOT IN ('offline', 'pause') END
    """
)


async def absent_agents(
    db: Db, *, now: datetime, idle_since: datetime, silent_since: datetime
) -> Sequence[AnyRow]:
    """Agents at work, or with a lease, without a live session, with that lease (vault only).

    So are those at work whose page is silent since then, except in a call or its wrap-up, where the lease decides.
    """
    statement = text(
        "SELECT a.user_id, a.site_id, h.id AS hand_out_id FROM agent_states a "
        "LEFT JOIN hand_outs h ON h.agent_id = a.user_id AND h.state = 'active' "
        "WHERE (a.state <> 'offline' OR h.id IS NOT NULL) AND (NOT EXISTS (SELECT 1 FROM sessions s "
        "WHERE s.user_id = a.user_id AND s.ends_at > :now AND s.used_at > :idle_since) "
        "OR (a.state IN ('available', 'preparing') AND greatest(a.since, a.seen_at) < :silent_since)) "
        "FOR UPDATE OF a SKIP LOCKED"
    )
    values = {"now": now, "idle_since": idle_since, "silent_since": silent_since}
    return (await db.execute(statement, values)).all()
