"""Why not, for whoever asks: an agent without a contact, a supervisor with a campaign, a list or one contact."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from callcenter.accounts import closed_days, teams
from callcenter.accounts.schemas import Agent, Caller, Supervisor, Watcher
from callcenter.call_lists import service as call_lists
from callcenter.calls import abilities, agents, claims, ledger, rules, verdicts
from callcenter.calls.closures import Closures
from callcenter.calls.schemas import NothingRead, NumberEventRead, Reachability
from callcenter.campaigns import service as campaigns
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound


async def why_nothing(db: Db, agent: Agent, now: datetime) -> NothingRead:
    campaigns, lists = await claims.open_campaigns_and_lists(db, agent.site_id)
    me, site = await abilities.mine(db, agent), await _closures(db, agent.site_id, agent.home_zone)
    groups = await _groups(db, "site", agent.site_id, agent.site_id, asker=agent.user_id)
    found = [verdicts.decide(facts, now, [me], site) for facts, _ in groups]
    code, next_at = verdicts.nothing(found, campaigns=campaigns, lists=lists)
    # Counts by state would let an agent probe the list; what waits for this agent's site is enough.
    return NothingRead(code=code, message=rules.NOTHING[code].of(agent.language), next_at=next_at)


async def _closures(db: Db, site_id: UUID, zone: str) -> Closures:
    return Closures.of(zone, await closed_days.coming(db, site_id, zone))


async def _groups(
    db: Db,
    which: Literal["site", "campaign", "list", "contact"],
    found_by: UUID,
    site_id: UUID,
    *,
    asker: UUID | None = None,
) -> list[verdicts.Group]:
    people = await teams.people(db, site_id)
    return [
        (
            verdicts.Facts(
                campaign=row.campaign,
                list_state=row.list_state,
                state=row.state,
                reason=row.reason,
                zone=row.zone,
                legal_hours=row.legal_hours,
                not_before=row.not_before,
                language=row.language,
                purpose=row.purpose,
                agreed=row.agreed,
                people=None
                if row.given_to is None or row.promised
                else people.get(row.given_to, frozenset()),
                screened=row.screened,
                gate=row.gate,
            ),
            row.n,
        )
        for row in await claims.stock(db, which, found_by, asker)
    ]


async def campaign_reachability(db: Db, watcher: Watcher, campaign_id: UUID) -> Reachability:
    """Why (not) for a campaign of the watcher's site. Raises NotFound."""
    await campaigns.read_campaign(db, watcher, campaign_id)
    return await _reachability(db, watcher, "campaign", campaign_id)


async def list_reachability(db: Db, watcher: Watcher, list_id: UUID) -> Reachability:
    """Why (not) for a list of the watcher's site. Raises NotFound."""
    await call_lists.read_list(db, watcher, list_id)
    return await _reachability(db, watcher, "list", list_id)


async def contact_reachability(db: Db, supervisor: Supervisor, reference: str) -> Reachability:
    """Why (not) for a contact of the supervisor's site. Raises NotFound."""
    found = await claims.contact_by_reference(db, supervisor.site_id, reference)
    if found is None:
        raise NotFound
    return await _reachability(db, supervisor, "contact", found.id)


async def number_events(db: Db, supervisor: Supervisor, reference: str) -> list[NumberEventRead]:
    """What the ledger holds of a contact's number, newest first: the evidence. Raises NotFound."""
    found = await claims.contact_by_reference(db, supervisor.site_id, reference)
    if found is None:
        raise NotFound
    return [NumberEventRead.model_validate(dict(row.items())) for row in await ledger.evidence(db, found.id)]


async def _reachability(
    db: Db, caller: Caller, which: Literal["campaign", "list", "contact"], found_by: UUID
) -> Reachability:
    site = await claims.site_of(db, which, found_by)
    return verdicts.judge(
        await _groups(db, which, found_by, site.id),
        clock.now(),
        caller.language,
        crew=await abilities.crew(db, which, found_by),
        agents=await agents.agents_at_work(db, site.id),
        site=await _closures(db, site.id, site.time_zone),
    )
