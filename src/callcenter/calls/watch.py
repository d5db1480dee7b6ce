"""Watching for harvesting: tells supervisors what is unusual, stops the hand-out at a quota, lets it go on.

What is unusual is decided in `quotas`; what an agent did is counted by the very statements that let it happen.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Agent, Supervisor
from callcenter.alerts import service as alerts
from callcenter.calls import agents, quotas, rules
from callcenter.calls.errors import NotStopped
from callcenter.calls.schemas import NothingRead, QuotaLifted
from callcenter.infra import journal
from callcenter.infra.db import Db, Statement
from callcenter.kit import clock
from callcenter.kit.errors import NotFound


async def look(db: Db, agent: Agent, now: datetime, **grew: int) -> None:
    """Raises an alert for each of these tallies that is past its threshold."""
    for kind, count in quotas.unusual(quotas.quotas(), **grew):
        await alerts.raise_(db, kind, site_id=agent.site_id, now=now, agent_id=agent.user_id, count=count)


async def stopped(db: Db, agent: Agent, now: datetime) -> NothingRead | None:
    """What to tell an agent whose quota is used up, and an alert to the supervisor; None while it is not."""
    state = await agents.state_of(db, agent.user_id)
    count = None if state is None else quotas.reached(state, quotas.quotas())
    if count is None:
        return None
    await alerts.raise_(
        db, "quota_reached", site_id=agent.site_id, now=now, agent_id=agent.user_id, count=count
    )
    return NothingRead(
        code="quota_reached", message=rules.NOTHING["quota_reached"].of(agent.language), next_at=None
    )


async def lift(db: Db, supervisor: Supervisor, agent_id: UUID) -> None:
    """Lets a stopped agent go on, by the supervisor's name. Raises NotFound, NotStopped."""
    limits = quotas.stops(quotas.quotas())
    if not await agents.lift_quota(db, supervisor.site_id, agent_id, limits):
        if await agents.works_at(db, supervisor.site_id, agent_id):
            raise NotStopped
        raise NotFound
    await journal.append(
        db, QuotaLifted(agent_id=agent_id, actor_id=supervisor.user_id, site_id=supervisor.site_id)
    )
    await alerts.see_all_of(db, supervisor, agent_id, "quota_reached")


async def note_lookup(db: Db, agent_id: UUID) -> None:
    """Counts that an agent asked for something that does not exist or is another's."""
    counted = await agents.count_lookup(db, agent_id)
    if counted is None:
        return
    for kind, count in quotas.unusual(quotas.quotas(), lookups=counted.lookups):
        await alerts.raise_(
            db, kind, site_id=counted.site_id, now=clock.now(), agent_id=agent_id, count=count
        )


_LONG = Statement(
    """
    SELECT 'long_call' AS kind, c.agent_id, c.site_id, c.answered_at AS since FROM calls c
    WHERE c.state = 'answered' AND c.answered_at < :call_before
    UNION ALL
    SELECT 'long_pause', a.user_id, a.site_id, a.since FROM agent_states a
    WHERE a.state = 'pause' AND a.since < :pause_before
    UNION ALL
    SELECT 'callback_overdue', c.callback_for, b.site_id, max(b.due_at) FROM callbacks b
    JOIN contacts c ON c.id = b.contact_id AND c.state = 'callback'
    JOIN campaigns k ON k.id = b.campaign_id AND k.state = 'open'
    WHERE b.state = 'open' AND b.due_at < :due_before GROUP BY c.callback_for, b.site_id
    """
)


async def lasting(db: Db, now: datetime) -> None:
    """Tells of calls, pauses and overdue callbacks that have lasted for long, each once (vault)."""
    limits = quotas.quotas()

    def before(limit: quotas.Long) -> datetime:
        return now - timedelta(minutes=limit.alert)

    moments = {
        "call_before": before(limits.long_call),
        "pause_before": before(limits.long_pause),
        "due_before": before(limits.overdue),
    }
    for row in await _LONG.rows(db, moments):
        await alerts.raise_(
            db, row.kind, site_id=row.site_id, now=now, agent_id=row.agent_id, count=1, since=row.since
        )


async def count_afresh(db: Db, now: datetime) -> None:
    """Begins new tallies at each site whose half working day has changed."""
    noon, zones = quotas.quotas().noon, await agents.site_zones(db)
    await agents.count_afresh(
        db, {site: quotas.half_day(now, ZoneInfo(zone), noon) for site, zone in zones.items()}
    )
