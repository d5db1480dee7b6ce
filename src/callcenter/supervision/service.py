"""The dashboard's snapshot and who may follow which part of the feed."""

import json
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Caller, Role, Watcher
from callcenter.campaigns.rules import catalogue
from callcenter.infra.db import AnyRow, Db
from callcenter.infra.feed import FeedEntry
from callcenter.kit import clock
from callcenter.kit.ids import alias, ending_of, reference
from callcenter.outcomes.rules import whole_seconds
from callcenter.reports import service as reports
from callcenter.reports.schemas import LiveCounts
from callcenter.supervision import queries
from callcenter.supervision.schemas import (
    AgentTile,
    CampaignTile,
    DayFigures,
    HourCount,
    JournalChoices,
    JournalLine,
    JournalOrder,
    Named,
    RecentOutcome,
    Snapshot,
)


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
        campaigns=await _campaigns(db, site, since.date()),
        today=await _figures(db, site, since.date()),
        recent=[
            RecentOutcome.model_validate(r._asdict() | _lengths(r))
            for r in await queries.recent(db, site, since)
        ],
        labels={code: outcome.label.of(watcher.language) for code, outcome in catalogue().items()},
    )


async def _campaigns(db: Db, site: UUID | None, day: date) -> list[CampaignTile]:
    counted = await reports.day_by_campaign(db, day, site_id=site)
    return [
        CampaignTile(**row._asdict(), today=counted.get(row.id, LiveCounts()))
        for row in await queries.campaigns(db, site)
    ]


def _lengths(row: AnyRow) -> dict[str, int]:
    """As the entry of the journal tells them: a correction on the page takes back what was counted."""
    return {
        "talk_seconds": whole_seconds(row.answered_at, row.ended_at),
        "wrap_seconds": whole_seconds(row.ended_at if row.reached else None, row.finished_at),
        "work_seconds": whole_seconds(row.leased_at, row.finished_at),
    }


async def _figures(db: Db, site: UUID | None, day: date) -> DayFigures:
    together, hours, groups = await reports.day_counts(db, day, site_id=site)
    return DayFigures(
        **{name: getattr(together, name) for name in LiveCounts.model_fields},
        by_hour=[
            HourCount(hour=hour, calls=counts.attempts, outcomes=counts.records, positive=counts.positive)
            for hour, counts in sorted(hours.items())
        ],
        by_group=groups,
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
    "alert.raised",
    "alert.seen",
    "quota.lifted",
    "agent.pause_asked",
    "agent.pause_lifted",
    "account.locked",
    "agent.time_warned",
    "script.step_shown",
    "shift.planned",
    "shift.opened",
    "shift.closed",
    "site.options_changed",
    "presence.signed",
    "presence.countersigned",
    "message.sent",
    "message.read",
    "campaign.ordered",
    "campaign.given",
    "contacts.reopened",
    "team.changed",
    "site.closed_days_added",
    "site.closed_days_removed",
}
_TO_ALL = {"campaign.state_changed", "site.options_changed"}
"""What concerns every agent of a site."""
_PARTNER_ACTIONS = {"campaign.state_changed", "campaign.changed"}
_OUTCOME_FOR_PARTNER = ("outcome_id", "campaign_id", "code", "group", "positive", "corrects")


def is_staff(caller: Caller) -> bool:
    return caller.role not in {Role.agent, Role.partner}


def people_of(entry: FeedEntry) -> set[str]:
    """The ids of those whom an entry is about or who made it."""
    found = (entry.actor_id, entry.data.get("agent_id"), entry.data.get("to_id"))
    return {str(person) for person in found if person is not None}


def is_to_all(entry: FeedEntry) -> bool:
    """Whether every agent of the entry's site is told of it."""
    return entry.action in _TO_ALL or (entry.action == "message.sent" and entry.data.get("agent_id") is None)


def frame_for(caller: Caller, entry: FeedEntry) -> str | None:
    """The entry as this caller may see it, or None.

    Staff of a site get that site's entries whole. Agents only learn that something of theirs changed and load it
    anew; so do partners, who get of an outcome what it was and the agent's alias, never a person's id.
    """
    if caller.role is Role.agent:
        # Who is watched is not told of it.
        mine = str(caller.user_id) in people_of(entry) and not entry.action.startswith("alert.")
        about_site = is_to_all(entry) and entry.site_id == caller.site_id
        return _hint(entry) if mine or about_site else None
    if caller.role is Role.partner:
        return _for_partner(entry) if entry.partner_id == caller.partner_id is not None else None
    everywhere = caller.role in {Role.administrator, Role.auditor} and caller.site_id is None
    known = ("call_list.", "callback.", "appointment.", "role_play.", "companion.")
    visible = entry.action in _STAFF_ACTIONS or entry.action.startswith(known)
    return entry.frame if visible and (everywhere or entry.site_id == caller.site_id) else None


def _hint(entry: FeedEntry, **more: object) -> str:
    plain = {"seq": entry.seq, "id": entry.id, "at": entry.at.isoformat(), "action": entry.action}
    return json.dumps(plain | more)


def _for_partner(entry: FeedEntry) -> str | None:
    """What the company whose entry it is may see of it."""
    if entry.action == "outcome.recorded" and entry.partner_id is not None:
        shown = {name: entry.data[name] for name in _OUTCOME_FOR_PARTNER}
        return _hint(entry, **shown, adviser=alias(entry.partner_id, UUID(entry.data["agent_id"])))
    visible = entry.action in _PARTNER_ACTIONS or entry.action.startswith(
        ("call_list.", "slot.", "appointment.")
    )
    return _hint(entry) if visible else None


async def journal_lines(db: Db, wanted: JournalOrder, *, limit: int) -> list[JournalLine]:
    """Sealed entries, newest first, or oldest first as a timeline."""
    narrowed: dict[str, object] = {
        name: value
        for name in ("action", "since", "until", "before", "after")
        if (value := getattr(wanted, name)) is not None
    }
    if wanted.person is not None:
        narrowed["person"] = str(wanted.person)
    if wanted.list_id is not None:
        narrowed["list"] = str(wanted.list_id)
    if wanted.contact is not None:
        ending = ending_of(wanted.contact)
        if ending is None:
            return []
        narrowed["contact"] = ending
    rows = await queries.journal_lines(db, narrowed, oldest_first=wanted.oldest_first, limit=limit)
    return [
        JournalLine(
            seq=row.seq,
            at=row.at,
            action=row.action,
            actor=row.actor,
            actor_id=row.actor_id,
            contact=reference(UUID(row.data["contact_id"])) if row.data.get("contact_id") else None,
            data=row.data,
            leaf=row.leaf.hex(),
        )
        for row in rows
    ]


async def journal_choices(db: Db) -> JournalChoices:
    people, lists = await queries.journal_choices(db)
    return JournalChoices(
        people=[Named(id=row.id, name=row.name) for row in people],
        lists=[Named(id=row.id, name=row.name) for row in lists],
    )
