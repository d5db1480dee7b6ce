"""Reports of what a reader may see: a site's staff their site, officers all, a partner its own campaigns by alias."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Caller, Role
from callcenter.campaigns import rules as campaign_rules
from callcenter.campaigns import service as campaigns
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import alias, new_id
from callcenter.reports import kpis, queries, rules
from callcenter.reports.errors import PeriodInvalid
from callcenter.reports.models import KeptReport
from callcenter.reports.schemas import (
    AdviserCount,
    Angle,
    CampaignResults,
    Choice,
    CodeCount,
    DayCount,
    Definitions,
    Figures,
    FileKind,
    HourOfDay,
    KeptReportRead,
    KeptReportTaken,
    KpiRead,
    LiveCounts,
    ReportChoices,
    ReportMade,
    ReportOrder,
    ReportRead,
    ReportRow,
    ReportTaken,
    Span,
)

_NOTHING = dict.fromkeys(queries.COUNTS, 0)
_STOCKED: frozenset[Angle] = frozenset({"campaign", "list"})


def definitions(language: str) -> Definitions:
    return Definitions(
        kpis=[
            KpiRead(
                code=each.code,
                name=each.name.of(language),
                formula=each.formula.of(language),
                unit=each.unit,
                over=dict(each.over),
                per=each.per,
                times=each.times,
                good=each.good,
            )
            for each in kpis.kpis().values()
        ],
        counts={code: name.of(language) for code, name in kpis.COUNTS.items()},
    )


def _scope(caller: Caller, order: ReportOrder | None = None) -> dict[str, UUID]:
    """What the reader sees at all, and what was asked for of it. Raises NotFound for what is not open to them."""
    scope: dict[str, UUID] = {}
    if caller.role is Role.partner:
        assert caller.partner_id is not None
        scope["partner_id"] = caller.partner_id
    elif caller.site_id is not None and caller.role not in {Role.administrator, Role.auditor}:
        scope["site_id"] = caller.site_id
    if order is None:
        return scope
    for name in ("site_id", "campaign_id", "list_id", "agent_id"):
        asked = getattr(order, name)
        if asked is None:
            continue
        closed = name == "agent_id" and caller.role is Role.partner  # a partner knows no agent's id
        if closed or scope.get(name, asked) != asked:
            raise NotFound
        scope[name] = asked
    return scope


@dataclass(frozen=True, slots=True)
class _Reader:
    """For whom rows get their labels; `partner_id` makes agents aliases."""

    language: str
    partner_id: UUID | None


async def report(db: Db, caller: Caller, order: ReportOrder) -> ReportRead:
    """One report, beside another period where one is asked for. Raises NotFound, PeriodInvalid."""
    if not rules.valid(order.since, order.until) or not rules.valid(order.before_since, order.before_until):
        raise PeriodInvalid(fields={"since": "period"})
    scope = _scope(caller, order)
    now, total = await _counted(db, scope, order.by, order.since, order.until)
    before: dict[str, dict[str, int]] | None = None
    before_total = None
    if order.before_since is not None and order.before_until is not None:
        before, before_total = await _counted(db, scope, order.by, order.before_since, order.before_until)
    if order.by in _STOCKED and order.agent_id is None:
        await _add_stock(db, scope, order.by, now, total)
    reader = _Reader(caller.language, scope.get("partner_id"))
    sites = {row.time_zone for row in await queries.zones(db, scope)}
    return ReportRead(
        by=order.by,
        since=order.since,
        until=order.until,
        before_since=order.before_since,
        before_until=order.before_until,
        zone=sites.pop() if len(sites) == 1 else None,
        made_at=clock.now(),
        rows=await _rows(db, scope, reader, order.by, now, before),
        total=_figures(total),
        total_before=_figures(before_total) if before_total is not None else None,
    )


async def _counted(
    db: Db, scope: Mapping[str, UUID], by: Angle, since: date, until: date
) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Counts by key, and of everything together."""
    found = await queries.counts(db, scope, since, until, by=by)
    if by == "outcome":
        together = await queries.counts(db, scope, since, until)
        return found, together.get("", dict(_NOTHING))
    return found, {name: sum(each[name] for each in found.values()) for name in queries.COUNTS}


async def _add_stock(
    db: Db, scope: Mapping[str, UUID], by: Angle, found: dict[str, dict[str, int]], total: dict[str, int]
) -> None:
    total |= dict.fromkeys(("listed", "done", "waiting", "overdue"), 0)

    def add(row: AnyRow, *names: str) -> None:
        counts = found.setdefault(str(row.campaign_id if by == "campaign" else row.list_id), dict(_NOTHING))
        for name in names:
            counts[name] = counts.get(name, 0) + getattr(row, name)
            total[name] += getattr(row, name)

    for row in await queries.stock(db, scope):
        add(row, "listed", "done")
    for row in await queries.waiting_callbacks(db, scope, clock.now()):
        add(row, "waiting", "overdue")


def _figures(counts: Mapping[str, int]) -> Figures:
    return Figures(counts=dict(counts), values=kpis.values(counts))


async def _rows(
    db: Db,
    scope: Mapping[str, UUID],
    reader: _Reader,
    by: Angle,
    found: Mapping[str, Mapping[str, int]],
    before: Mapping[str, Mapping[str, int]] | None,
) -> list[ReportRow]:
    nothing = {"records": 0} if by == "outcome" else _NOTHING
    # Days of two periods never meet: they stand beside each other by the total alone.
    keys = list(found) if by in {"day", "week", "month"} else list({**found, **(before or {})})
    labels = await _labels(db, scope, reader, by, keys)
    rows = [
        ReportRow(
            key=alias(reader.partner_id, UUID(key)) if by == "agent" and reader.partner_id else key,
            label=labels.get(key, key),
            before=None
            if before is None or by in {"day", "week", "month"}
            else _figures(before.get(key, nothing)),
            **_figures(found.get(key, nothing)).model_dump(),
        )
        for key in keys
    ]
    if by in {"campaign", "list", "agent"}:
        return sorted(rows, key=lambda row: row.label.casefold())
    if by == "outcome":
        return sorted(rows, key=lambda row: -row.counts["records"])
    return sorted(rows, key=lambda row: int(row.key) if by == "hour" else row.key)


async def _labels(
    db: Db, scope: Mapping[str, UUID], reader: _Reader, by: Angle, keys: list[str]
) -> Mapping[str, str]:
    if by == "agent" and reader.partner_id is not None:
        return {key: alias(reader.partner_id, UUID(key)) for key in keys}
    if by in {"campaign", "list", "agent"}:
        return await queries.names(db, by, scope)
    if by == "outcome":
        known = campaign_rules.catalogue()
        return {key: known[key].label.of(reader.language) for key in keys if key in known}
    return {}


async def choices(db: Db, caller: Caller) -> ReportChoices:
    """What the reader may narrow a report to."""
    scope = _scope(caller)

    async def listed(what: str) -> list[Choice]:
        return [Choice(id=key, name=name) for key, name in (await queries.names(db, what, scope)).items()]

    officer = not scope
    return ReportChoices(
        sites=await listed("site") if officer else [],
        campaigns=await listed("campaign"),
        lists=await listed("list"),
        agents=[] if "partner_id" in scope else await listed("agent"),
    )


async def note_taken(db: Db, caller: Caller, order: ReportOrder, form: FileKind) -> None:
    """Journals a report that leaves as a file."""
    await journal.append(
        db,
        ReportTaken(
            by=order.by,
            since=order.since,
            until=order.until,
            format=form,
            actor_id=caller.user_id,
            site_id=caller.site_id,
            partner_id=caller.partner_id,
        ),
    )


# --- live counts --------------------------------------------------------------------------------------------


async def day_counts(
    db: Db, day: date, *, site_id: UUID | None
) -> tuple[LiveCounts, dict[int, LiveCounts], dict[str, int]]:
    """A day of a site (of all sites): together, by hour, and records by group of outcomes."""
    scope = {"site_id": site_id} if site_id is not None else {}
    found = await queries.counts(db, scope, day, day, by="hour", tries=False)
    hours = {
        int(hour): LiveCounts(**{name: counts[name] for name in LiveCounts.model_fields})
        for hour, counts in found.items()
    }
    together = LiveCounts(
        **{name: sum(getattr(each, name) for each in hours.values()) for name in LiveCounts.model_fields}
    )
    groups: dict[str, int] = {}
    for code, counts in (await queries.counts(db, scope, day, day, by="outcome")).items():
        group = campaign_rules.catalogue()[code].group
        groups[group] = groups.get(group, 0) + counts["records"]
    return together, hours, groups


async def day_by_campaign(db: Db, day: date, *, site_id: UUID | None) -> dict[UUID, LiveCounts]:
    """A day of a site (of all sites) by campaign; none for a campaign without a call or an outcome."""
    scope = {"site_id": site_id} if site_id is not None else {}
    found = await queries.counts(db, scope, day, day, by="campaign", tries=False)
    return {
        UUID(key): LiveCounts(**{name: counts[name] for name in LiveCounts.model_fields})
        for key, counts in found.items()
    }


async def campaign_results(db: Db, reader: Caller, campaign_id: UUID) -> CampaignResults:
    """The live page of a campaign the reader may see. Raises NotFound."""
    campaign = await campaigns.read_campaign(db, reader, campaign_id)
    scope = {"campaign_id": campaign.id}
    known = campaign_rules.catalogue()
    zone = await queries.zone_of(db, campaign.id)
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    recent = (today - timedelta(days=60), today)
    together = (await queries.counts(db, scope, *queries.FOREVER)).get("", dict(_NOTHING))
    states = await queries.contact_states(db, campaign.id)
    promised = await queries.waiting_callbacks(db, scope, clock.now())
    stock = {
        "listed": sum(states.values()),
        "done": states.get("done", 0) + states.get("blocked", 0),
        "waiting": sum(row.waiting for row in promised),
        "overdue": sum(row.overdue for row in promised),
    }
    codes = await queries.counts(db, scope, *queries.FOREVER, by="outcome")
    days = await queries.counts(db, scope, *recent, by="day")
    hours = await queries.counts(db, scope, *recent, by="hour")
    advisers = await queries.counts(db, scope, *queries.FOREVER, by="agent")
    return CampaignResults(
        campaign_id=campaign.id,
        contacts=states,
        outcomes=[
            CodeCount(
                code=code,
                group=known[code].group,
                label=known[code].label.of(reader.language),
                positive=known[code].positive,
                count=counts["records"],
            )
            for code, counts in sorted(codes.items(), key=lambda each: -each[1]["records"])
        ],
        per_day=[
            DayCount(day=day, outcomes=counts["records"], positive=counts["positive"])
            for day, counts in days.items()
        ],
        per_hour=[
            HourOfDay(hour=int(hour), outcomes=counts["records"], positive=counts["positive"])
            for hour, counts in sorted(hours.items(), key=lambda each: int(each[0]))
        ],
        figures=_figures(together | stock),
        advisers=sorted(
            (
                AdviserCount(
                    adviser=alias(campaign.partner_id, UUID(agent)),
                    outcomes=counts["records"],
                    positive=counts["positive"],
                )
                for agent, counts in advisers.items()
                if counts["records"]
            ),
            key=lambda each: (-each.positive, -each.outcomes),
        ),
        zone=zone,
    )


# --- reports made on schedule -------------------------------------------------------------------------------

KEPT_ANGLES: Mapping[Span, tuple[Angle, ...]] = {
    "day": ("campaign", "agent", "hour", "outcome"),
    "month": ("campaign", "agent", "day", "hour", "outcome"),
}


async def make_kept(
    db: Db, site_id: UUID, partner_id: UUID | None, span: Span, since: date, until: date
) -> None:
    """Makes the report of a day or month that is over, unless it is there."""
    if await queries.is_kept(db, site_id, partner_id, span, since):
        return
    scope = {"site_id": site_id} | ({"partner_id": partner_id} if partner_id is not None else {})
    content = []
    for by in KEPT_ANGLES[span]:
        found, total = await _counted(db, scope, by, since, until)
        if by == "agent" and partner_id is not None:
            found = {alias(partner_id, UUID(key)): counts for key, counts in found.items()}
        content.append({"by": by, "rows": found, "total": total})
    row = KeptReport(
        id=new_id(),
        site_id=site_id,
        partner_id=partner_id,
        span=span,
        since=since,
        until=until,
        made_at=clock.now(),
        content=content,
    )
    await queries.keep(db, row)
    made = ReportMade(report_id=row.id, span=span, since=since, site_id=site_id, partner_id=partner_id)
    await journal.append(db, made)


async def kept(db: Db, caller: Caller) -> list[KeptReportRead]:
    """Reports made on schedule that are the reader's to take, newest first."""
    scope = _scope(caller)
    rows = await queries.kept(db, site_id=scope.get("site_id"), partner_id=scope.get("partner_id"), limit=200)
    return [KeptReportRead.model_validate(row, from_attributes=True) for row in rows]


async def open_kept(db: Db, caller: Caller, report_id: UUID, form: FileKind) -> tuple[str, list[ReportRead]]:
    """The site's name and the reports in one that was made on schedule; it is journalled as taken. Raises NotFound."""
    scope = _scope(caller)
    row = await queries.kept_one(
        db, report_id, site_id=scope.get("site_id"), partner_id=scope.get("partner_id")
    )
    if row is None:
        raise NotFound
    reports = [await _reopened(db, caller, row, part) for part in row.content]
    taken = KeptReportTaken(
        report_id=report_id,
        format=form,
        actor_id=caller.user_id,
        site_id=row.site_id,
        partner_id=row.partner_id,
    )
    await journal.append(db, taken)
    return row.site_name, reports


async def _reopened(db: Db, caller: Caller, row: Any, part: Mapping[str, Any]) -> ReportRead:
    """The figures as they were, the names as they are."""
    by = cast("Angle", part["by"])
    # A partner's agents stand there by alias already.
    reader = _Reader(caller.language, None)
    scope = {} if row.partner_id is not None and by == "agent" else {"site_id": row.site_id}
    rows = (
        [
            ReportRow(key=key, label=key, before=None, **_figures(counts).model_dump())
            for key, counts in sorted(part["rows"].items())
        ]
        if not scope
        else await _rows(db, scope, reader, by, part["rows"], None)
    )
    return ReportRead(
        by=by,
        since=row.since,
        until=row.until,
        before_since=None,
        before_until=None,
        zone=row.zone,
        made_at=row.made_at,
        rows=rows,
        total=_figures(part["total"]),
        total_before=None,
    )
