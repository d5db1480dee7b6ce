"""Statements of reports: counts from finished days' tallies and from what came after them, in one look.

`FACTS` is the only place that says how an outcome or a call is counted: the tallies are made of it, and so is what
they do not hold yet.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from callcenter.campaigns.rules import NOT_ARGUED, catalogue
from callcenter.infra.db import AnyRow, Db
from callcenter.reports.models import KeptReport
from callcenter.reports.schemas import Angle, Counts

COUNTS = tuple(Counts.model_fields)

_PLACE = "site_id, partner_id, campaign_id, list_id, agent_id, day"
_CODE_PLACE = "site_id, partner_id, campaign_id, list_id, day"

_SECONDS = "greatest(0, floor(extract(epoch FROM {})))::int"
_REACHED = "{0}.code = ANY(CAST(:reached AS text[]))"
_IN_FORCE = "NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = {0}.id)"

_BETWEEN = "{0} >= CAST(:earliest AS timestamptz) AND {0} < CAST(:latest AS timestamptz)"

_SAID_OF_OUTCOMES = {
    "records": "1",
    "contacts": f"({_REACHED.format('o')})::int",
    "argued": '(o."group" <> ALL(CAST(:not_argued AS text[])))::int',
    "positive": "o.positive::int",
    "objections": "(o.\"group\" = 'opposition')::int",
    "callbacks": "(o.code = 'callback')::int",
    "talks": "(c.answered_at IS NOT NULL)::int",
    "talk_seconds": f"CASE WHEN c.answered_at IS NULL THEN 0 ELSE {_SECONDS.format('c.ended_at - c.answered_at')} END",
    "wrap_seconds": f"CASE WHEN c.answered_at IS NULL THEN 0 ELSE {_SECONDS.format('h.ended_at - c.ended_at')} END",
    "work_seconds": _SECONDS.format("h.ended_at - h.leased_at"),
    "scored": "(g.score IS NOT NULL)::int",
    "promoters": "coalesce((g.score >= 9)::int, 0)",
    "detractors": "coalesce((g.score <= 6)::int, 0)",
    "marked": "(g.mark IS NOT NULL)::int",
    "satisfied": "coalesce((g.mark >= 4)::int, 0)",
    "first_contacts": "(f.tries IS NOT NULL)::int",
    "tries": "coalesce(f.tries, 0)",
}
"""What an outcome in force adds to each count; the rest it adds nothing to."""

_OUTCOME_COUNTS = ", ".join(f"{_SAID_OF_OUTCOMES.get(name, '0')} AS {name}" for name in COUNTS)
_CALL_COUNTS = ", ".join(f"{int(name == 'attempts')} AS {name}" for name in COUNTS)

_TRIES = f"""LEFT JOIN LATERAL (
        SELECT count(*)::int AS tries FROM calls p
        WHERE p.contact_id = o.contact_id AND p.campaign_id = o.campaign_id AND p.requested_at <= c.requested_at
          AND {_REACHED.format("o")} AND NOT EXISTS (
              SELECT 1 FROM outcomes e
              WHERE e.contact_id = o.contact_id AND e.campaign_id = o.campaign_id AND {_REACHED.format("e")}
                AND e.recorded_at < o.recorded_at AND e.hand_out_id <> o.hand_out_id AND {_IN_FORCE.format("e")})
        HAVING count(*) > 0
    ) f ON true"""
"""For an outcome that reached somebody of a campaign for the first time: the calls it took."""

FACTS = f"""
    SELECT o.site_id, o.partner_id, o.campaign_id, o.list_id, o.agent_id, o.code,
           (o.recorded_at AT TIME ZONE z.zone)::date AS day,
           extract(hour FROM o.recorded_at AT TIME ZONE z.zone)::int AS hour, {_OUTCOME_COUNTS}
    FROM horizon z
    JOIN outcomes o ON o.site_id = z.site_id AND o.recorded_at >= z.since AND o.recorded_at < z.until
    JOIN hand_outs h ON h.id = o.hand_out_id
    JOIN calls c ON c.id = o.call_id
    CROSS JOIN LATERAL (SELECT (o.details #>> '{{loyalty,score}}')::int AS score,
                               (o.details #>> '{{after_sales,satisfaction}}')::int AS mark) g
    /* tries */
    WHERE {_IN_FORCE.format("o")} AND {_BETWEEN.format("o.recorded_at")} /* outcomes */
    UNION ALL
    SELECT c.site_id, c.partner_id, c.campaign_id, h.list_id, c.agent_id, NULL,
           (c.requested_at AT TIME ZONE z.zone)::date, extract(hour FROM c.requested_at AT TIME ZONE z.zone)::int,
           {_CALL_COUNTS}
    FROM horizon z
    JOIN calls c ON c.site_id = z.site_id AND c.requested_at >= z.since AND c.requested_at < z.until
    JOIN hand_outs h ON h.id = c.hand_out_id
    WHERE {_BETWEEN.format("c.requested_at")} /* calls */
"""
"""Each outcome in force and each call of a `horizon` (site_id, zone, since, until), as counts with their place.

`earliest` and `latest` are the ends of the widest horizon: values that the planner sees, where it would take the bounds
of a join for a ninth of the table.
"""


def _facts(scope: Mapping[str, UUID], *, tries: bool) -> str:
    """`FACTS` narrowed to a scope; without `tries` nobody looks up who was called before."""
    found = FACTS.replace("/* tries */", _TRIES if tries else "CROSS JOIN (SELECT NULL::int AS tries) f")
    narrowed = found.replace("/* outcomes */", _narrowed(scope, "o"))
    return narrowed.replace("/* calls */", _narrowed(scope, "c"))


def _narrowed(scope: Mapping[str, UUID], place: str) -> str:
    return "".join(
        f" AND {'h' if place == 'c' and name == 'list_id' else place}.{name} = :{name}" for name in scope
    )


def _codes() -> dict[str, Any]:
    return {
        "reached": [code for code, outcome in catalogue().items() if outcome.reached],
        "not_argued": sorted(NOT_ARGUED),
    }


# --- reading ------------------------------------------------------------------------------------------------

_HORIZON = """
    horizon AS (
        SELECT s.id AS site_id, s.time_zone AS zone,
               greatest({edge}, CAST(:since AS timestamp) AT TIME ZONE s.time_zone) AS since,
               (CAST(:until AS timestamp) + interval '1 day') AT TIME ZONE s.time_zone AS until
        FROM organisations s LEFT JOIN report_edges e ON e.site_id = s.id
        WHERE s.kind = 'site' {site}
    )
"""
"""What the tallies do not hold of the days asked for."""

_KEYS: Mapping[Angle | None, str] = {
    None: "''",
    "campaign": "campaign_id::text",
    "list": "list_id::text",
    "agent": "agent_id::text",
    "hour": "hour::text",
    "outcome": "code",
    "day": "day::text",
    "week": "date_trunc('week', day)::date::text",
    "month": "date_trunc('month', day)::date::text",
}
FOREVER = (date(2000, 1, 1), date(2200, 1, 1))


async def counts(
    db: Db,
    scope: Mapping[str, UUID],
    since: date,
    until: date,
    *,
    by: Angle | None = None,
    tries: bool = True,
) -> dict[str, dict[str, int]]:
    """Counts of the days from `since` to `until` by one angle (by none: under the empty key).

    `scope` narrows: any of site_id, partner_id, campaign_id, list_id, agent_id. By outcome there are `records` alone.
    Without `tries` the present day's `tries` and `first_contacts` are left out, which is quicker.
    """
    if by == "outcome":
        names, place, tallied = ["records"], f"{_CODE_PLACE}, code", "report_codes"
    else:
        names, place, tallied = list(COUNTS), f"{_PLACE}, hour", "report_hours"
    from_rows = by == "outcome" and "agent_id" in scope  # the tally of codes knows no agents
    columns = ", ".join((place, *names))
    facts = _facts(scope, tries=tries and by != "outcome")
    every = f"SELECT {columns} FROM ({facts}) t" + (" WHERE code IS NOT NULL" if by == "outcome" else "")
    if not from_rows:
        held = (
            f"SELECT {columns} FROM {tallied} t WHERE t.day BETWEEN :first AND :last {_narrowed(scope, 't')}"
        )
        every = f"{held} UNION ALL {every}"
    horizon = _HORIZON.format(
        site="AND s.id = :site_id" if "site_id" in scope else "",
        edge="'-infinity'::timestamptz" if from_rows else "coalesce(e.counted_until, '-infinity')",
    )
    added = ", ".join(f"sum({name})::bigint AS {name}" for name in names)
    widest = text(f"WITH {horizon} SELECT min(since) AS earliest, max(until) AS latest FROM horizon")
    statement = text(
        f"WITH {horizon}, every AS ({every}) SELECT {_KEYS[by]} AS key, {added} FROM every GROUP BY 1 ORDER BY 1"
    )
    period = {
        "since": datetime(since.year, since.month, since.day),  # noqa: DTZ001 - each site's own clock
        "until": datetime(until.year, until.month, until.day),  # noqa: DTZ001
        "first": since,
        "last": until,
    }
    site = {name: scope[name] for name in scope if name == "site_id"}
    days = {name: period[name] for name in ("since", "until")}
    ends = (await db.execute(widest, days | site)).one()
    if from_rows:
        del period["first"], period["last"]
    values = {**_codes(), **period, **scope, "earliest": ends.earliest, "latest": ends.latest}
    rows = (await db.execute(statement, values)).all()
    return {row.key: {name: getattr(row, name) or 0 for name in names} for row in rows}


async def stock(db: Db, scope: Mapping[str, UUID]) -> Sequence[AnyRow]:
    """Records of each list in a campaign (`listed`) and those with nothing left to do (`done`), at this moment."""
    asked = "".join(
        f" AND {'l.id' if name == 'list_id' else f'l.{name}'} = :{name}"
        for name in scope
        if name != "agent_id"
    )
    statement = text(
        f"""
        SELECT l.id AS list_id, l.campaign_id, x.listed, x.done
        FROM call_lists l
        JOIN (SELECT list_id, count(*) AS listed, count(*) FILTER (WHERE state IN ('done', 'blocked')) AS done
              FROM contacts GROUP BY 1) x ON x.list_id = l.id
        WHERE l.campaign_id IS NOT NULL {asked}
        """
    )
    return (await db.execute(statement, dict(scope))).all()


async def waiting_callbacks(db: Db, scope: Mapping[str, UUID], now: datetime) -> Sequence[AnyRow]:
    """Callbacks of each list in a campaign that were promised and not made yet, and those that are overdue by now."""
    asked = "".join(f" AND {'c' if name == 'list_id' else 'b'}.{name} = :{name}" for name in scope)
    statement = text(
        f"""
        SELECT c.list_id, b.campaign_id, count(*) AS waiting, count(*) FILTER (WHERE b.due_at < :now) AS overdue
        FROM callbacks b JOIN contacts c ON c.id = b.contact_id AND c.state = 'callback'
        WHERE b.state = 'open' {asked} GROUP BY 1, 2
        """
    )
    return (await db.execute(statement, {"now": now, **scope})).all()


async def contact_states(db: Db, campaign_id: UUID) -> dict[str, int]:
    """The contacts a campaign has at this moment, by state: its lists' own and those it confirms."""
    rows = await db.execute(
        text(
            "SELECT c.state, count(*) AS n FROM call_lists l JOIN contacts c ON c.list_id = l.id "
            "WHERE l.campaign_id IN (:campaign, (SELECT confirms FROM campaigns WHERE id = :campaign)) "
            "AND coalesce(c.confirmed_in, l.campaign_id) = :campaign GROUP BY 1"
        ),
        {"campaign": campaign_id},
    )
    return {row.state: row.n for row in rows.all()}


_NAMES: Mapping[str, str] = {
    "campaign": "SELECT id, name, site_id, partner_id FROM campaigns",
    "list": "SELECT id, name, site_id, partner_id FROM call_lists",
    "agent": "SELECT id, display_name AS name, site_id, NULL::uuid AS partner_id FROM users WHERE role = 'agent'",
    "site": "SELECT id, name, id AS site_id, NULL::uuid AS partner_id FROM organisations WHERE kind = 'site'",
}


async def names(db: Db, what: str, scope: Mapping[str, UUID]) -> dict[str, str]:
    """Names of campaigns, lists, agents or sites by id, within a site or a partner."""
    asked = (
        " AND ".join(f"n.{name} = :{name}" for name in scope if name in {"site_id", "partner_id"}) or "true"
    )
    rows = await db.execute(
        text(f"SELECT n.id, n.name FROM ({_NAMES[what]}) n WHERE {asked} ORDER BY n.name"), dict(scope)
    )
    return {str(row.id): row.name for row in rows.all()}


async def zones(db: Db, scope: Mapping[str, UUID]) -> list[AnyRow]:
    """The sites in scope with their clock, those of a partner by its campaigns."""
    asked = "true"
    if "site_id" in scope:
        asked = "s.id = :site_id"
    elif "partner_id" in scope:
        asked = "s.id IN (SELECT site_id FROM campaigns WHERE partner_id = :partner_id)"
    statement = text(
        f"SELECT s.id, s.name, s.time_zone FROM organisations s WHERE s.kind = 'site' AND {asked} ORDER BY s.name"
    )
    return list((await db.execute(statement, dict(scope))).all())


async def zone_of(db: Db, campaign_id: UUID) -> str:
    """The clock of the site that works a campaign."""
    statement = text(
        "SELECT s.time_zone FROM campaigns k JOIN organisations s ON s.id = k.site_id WHERE k.id = :id"
    )
    return str(await db.scalar(statement, {"id": campaign_id}))


# --- tallies (the vault's) ----------------------------------------------------------------------------------


async def edges(db: Db) -> Sequence[AnyRow]:
    """Every site with its clock, how far its tallies reach (`counted_until`), and its first call, while they do not."""
    statement = text(
        """
        SELECT s.id AS site_id, s.time_zone AS zone, e.counted_until,
               CASE WHEN e.counted_until IS NULL THEN
                   (SELECT min(c.requested_at) FROM calls c WHERE c.site_id = s.id) END AS first_call
        FROM organisations s LEFT JOIN report_edges e ON e.site_id = s.id WHERE s.kind = 'site' ORDER BY s.id
        """
    )
    return (await db.execute(statement)).all()


_ONE_SITE = """horizon AS (SELECT CAST(:site AS uuid) AS site_id, CAST(:zone AS text) AS zone,
                                  CAST(:since AS timestamptz) AS since, CAST(:until AS timestamptz) AS until)"""


async def tally(db: Db, site_id: UUID, zone: str, since: datetime, until: datetime) -> None:
    """Adds whole days of a site to the tallies and moves its edge; they must not be in them yet."""
    within = {"since": since, "until": until, "earliest": since, "latest": until}
    values = {"site": site_id, "zone": zone, **within, **_codes()}
    facts = _facts({}, tries=True)
    columns = f"{_PLACE}, hour, {', '.join(COUNTS)}"
    added = ", ".join(f"sum({name})::int" for name in COUNTS)
    await db.execute(
        text(
            "INSERT INTO report_edges (site_id, counted_until) VALUES (:site, :until) "
            "ON CONFLICT (site_id) DO UPDATE SET counted_until = excluded.counted_until"
        ),
        {"site": site_id, "until": until},
    )
    await db.execute(
        text(
            f"""
            WITH {_ONE_SITE}, facts AS MATERIALIZED ({facts}), codes AS (
                INSERT INTO report_codes ({_CODE_PLACE}, code, records)
                SELECT {_CODE_PLACE}, code, count(*)::int FROM facts WHERE code IS NOT NULL
                GROUP BY {_CODE_PLACE}, code
            )
            INSERT INTO report_hours ({columns}) SELECT {_PLACE}, hour, {added} FROM facts GROUP BY {_PLACE}, hour
            """
        ),
        values,
    )


# --- reports made on schedule -------------------------------------------------------------------------------


async def worked_days(db: Db, site_id: UUID, since: date, until: date) -> Sequence[AnyRow]:
    """Days on which a site worked, with each partner it worked for."""
    statement = text(
        "SELECT DISTINCT day, partner_id FROM report_hours WHERE site_id = :site AND day BETWEEN :since AND :until "
        "ORDER BY 1, 2"
    )
    return (await db.execute(statement, {"site": site_id, "since": since, "until": until})).all()


async def kept(db: Db, *, site_id: UUID | None, partner_id: UUID | None, limit: int) -> Sequence[AnyRow]:
    """Reports made on schedule, newest first: a partner's own, or the sites' own (of one, or of all)."""
    statement = text(
        """
        SELECT k.id, k.span, k.since, k.until, k.made_at, s.name AS site_name
        FROM kept_reports k JOIN organisations s ON s.id = k.site_id
        WHERE k.partner_id IS NOT DISTINCT FROM CAST(:partner AS uuid)
          AND (CAST(:site AS uuid) IS NULL OR k.site_id = CAST(:site AS uuid))
        ORDER BY k.until DESC, k.span DESC, s.name LIMIT :limit
        """
    )
    return (await db.execute(statement, {"site": site_id, "partner": partner_id, "limit": limit})).all()


async def kept_one(
    db: Db, report_id: UUID, *, site_id: UUID | None, partner_id: UUID | None
) -> AnyRow | None:
    statement = text(
        """
        SELECT k.*, s.name AS site_name, s.time_zone AS zone
        FROM kept_reports k JOIN organisations s ON s.id = k.site_id
        WHERE k.id = :id AND k.partner_id IS NOT DISTINCT FROM CAST(:partner AS uuid)
          AND (CAST(:site AS uuid) IS NULL OR k.site_id = CAST(:site AS uuid))
        """
    )
    values = {"id": report_id, "site": site_id, "partner": partner_id}
    return (await db.execute(statement, values)).one_or_none()


async def is_kept(db: Db, site_id: UUID, partner_id: UUID | None, span: str, since: date) -> bool:
    statement = text(
        "SELECT 1 FROM kept_reports WHERE site_id = :site AND span = :span AND since = :since "
        "AND partner_id IS NOT DISTINCT FROM CAST(:partner AS uuid)"
    )
    values = {"site": site_id, "partner": partner_id, "span": span, "since": since}
    return (await db.execute(statement, values)).first() is not None


async def keep(db: Db, report: KeptReport) -> None:
    db.add(report)
    await db.flush()


async def drop_kept(db: Db, before: date) -> None:
    """Daily reports that ended before a day: every day can be read again as long as its figures are kept."""
    await db.execute(
        text("DELETE FROM kept_reports WHERE span = 'day' AND until < :before"), {"before": before}
    )
