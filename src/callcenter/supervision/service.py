"""The dashboard's snapshot and who may follow which part of the feed."""

from collections import Counter
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Caller, Role, Watcher
from callcenter.campaigns.rules import catalogue
from callcenter.infra.db import Db
from callcenter.infra.feed import FeedEntry
from callcenter.kit import clock
from callcenter.supervision import queries
from callcenter.supervision.schemas import (
    AgentTile,
    CampaignTile,
    DayFigures,
    HourCount,
    JournalLine,
    RecentOutcome,
    Snapshot,
)

NOT_ARGUED = {"not_reached", "invalid", "contact", "not_argued"}
"""Outcome groups in which the offer was not argued (argumentation = argued ÷ contacts)."""


async def snapshot(db: Db, watcher: Watcher) -> Snapshot:
    """One instant of the watcher's site (of all sites for the centre's officers), from local midnight on."""
    zone = ZoneInfo(watcher.home_zone or "Europe/Paris")
    site = watcher.site_id
    after, also = await queries.place(db)
    since = clock.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Snapshot(
        after=after,
        also=also,
        site_zone=str(zone),
        agents=[
            AgentTile.model_validate(r, from_attributes=True) for r in await queries.agents(db, site, since)
        ],
        campaigns=[
            CampaignTile.model_validate(r, from_attributes=True)
            for r in await queries.campaigns(db, site, since)
        ],
        today=await _figures(db, site, since, str(zone)),
        recent=[
            RecentOutcome.model_validate(r, from_attributes=True)
            for r in await queries.recent(db, site, since)
        ],
        labels={code: outcome.label.of(watcher.language) for code, outcome in catalogue().items()},
    )


async def _figures(db: Db, site: UUID | None, since: datetime, zone: str) -> DayFigures:
    calls = {row.hour: row for row in await queries.calls_by_hour(db, site, since, zone)}
    outcomes: Counter[int] = Counter()
    positive: Counter[int] = Counter()
    by_group: Counter[str] = Counter()
    for row in await queries.outcomes_by_hour(db, site, since, zone):
        outcomes[row.hour] += row.outcomes
        positive[row.hour] += row.positive
        by_group[row.group] += row.outcomes
    hours = sorted(calls.keys() | outcomes.keys())
    return DayFigures(
        calls=sum(row.calls for row in calls.values()),
        reached=sum(row.reached for row in calls.values()),
        argued=sum(count for group, count in by_group.items() if group not in NOT_ARGUED),
        outcomes=outcomes.total(),
        positive=positive.total(),
        talk_seconds=sum(row.talk_seconds for row in calls.values()),
        by_hour=[
            HourCount(
                hour=hour,
                calls=calls[hour].calls if hour in calls else 0,
                outcomes=outcomes[hour],
                positive=positive[hour],
            )
            for hour in hours
        ],
        by_group=dict(by_group),
    )


# --- the feed -----------------------------------------------------------------------------------------------

_STAFF_ACTIONS = {
    "agent.state_changed",
    "agent.help_asked",
    "call.state_changed",
    "outcome.recorded",
    "hand_out.started",
    "hand_out.ended",
    "campaign.state_changed",
    "campaign.changed",
}
_PARTNER_ACTIONS = {"outcome.recorded", "campaign.state_changed", "campaign.changed"}


def frame_for(caller: Caller, entry: FeedEntry) -> str | None:
    """The entry as this caller may see it, or None.

    Staff of a site get that site's entries whole; partners and agents only learn that something of theirs
    changed, and load it anew through their own routes.
    """
    if caller.role is Role.agent:
        mine = str(caller.user_id) in (str(entry.actor_id), entry.data.get("agent_id"))
        about_site = entry.action == "campaign.state_changed" and entry.site_id == caller.site_id
        return _hint(entry) if mine or about_site else None
    if caller.role is Role.partner:
        visible = entry.action in _PARTNER_ACTIONS or entry.action.startswith("call_list.")
        return _hint(entry) if visible and entry.partner_id == caller.partner_id else None
    everywhere = caller.role in {Role.administrator, Role.auditor} and caller.site_id is None
    visible = entry.action in _STAFF_ACTIONS or entry.action.startswith("call_list.")
    return entry.frame if visible and (everywhere or entry.site_id == caller.site_id) else None


def _hint(entry: FeedEntry) -> str:
    return f'{{"seq":{entry.seq},"id":{entry.id},"at":"{entry.at.isoformat()}","action":"{entry.action}"}}'


async def journal_lines(
    db: Db, *, before: int | None, action: str | None, actor: UUID | None, limit: int
) -> list[JournalLine]:
    rows = await queries.journal_lines(db, before=before, action=action, actor=actor, limit=limit)
    return [JournalLine.model_validate(row, from_attributes=True) for row in rows]
