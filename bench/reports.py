"""Reports over a million attempts of one site: each by its angle, beside the same counted from the rows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from bench.figures import Figures, Times
from bench.http import Browser
from bench.service import Service
from bench.stock import Stock
from callcenter.campaigns.rules import catalogue
from callcenter.infra.db import bare, open_engine, read_dsn, sessions
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.reports import jobs, queries
from callcenter.reports.schemas import Angle
from tests import factories

ATTEMPTS = 1_000_000
CONTACTS = 300_000
AGENTS = 60
CAMPAIGNS = 8
DAYS = 200
"""Working days that the attempts lie in, from 07:00 to 12:00; the last one is today, which no tally holds."""

ANGLES: tuple[Angle, ...] = ("campaign", "list", "agent", "hour", "outcome", "day", "week", "month")
ROUNDS = 5


async def measure(service: Service, stock: Stock, figures: Figures, *, attempts: int = ATTEMPTS) -> None:
    site, supervisor = await _seed(service, attempts)
    browser = await Browser.open(service.site, supervisor)
    until = clock.now().date() + timedelta(days=1)
    since = until - timedelta(days=2 * DAYS)
    before = f"&before_since={since - timedelta(days=400)}&before_until={since - timedelta(days=1)}"
    slowest = 0.0
    for by in ANGLES:
        took = Times()
        for _ in range(ROUNDS):
            report = await took.of(
                browser.get(
                    f"/api/reports?by={by}&since={since}&until={until}{before if by == 'hour' else ''}"
                )
            )
        assert report["total"]["counts"]["attempts"] >= 0.99 * attempts, report["total"]
        slowest = max(slowest, took.ms(1))
        figures.add(f"report by {by}, {attempts:,} attempts, p50", f"{took.ms(0.5):.0f} ms")
    figures.add("    the slowest of all", f"{slowest:.0f} ms", aim="< 1,000 ms")
    browser.close()
    raw = await _from_the_rows(service, site)
    figures.add("    one of them counted from the rows", f"{raw:.0f} ms")


async def _seed(service: Service, attempts: int) -> tuple[UUID, str]:
    """A site with its work, written by SQL, and with its finished days in the tallies."""
    keys = VaultKeyring.load(service.settings.vault_folder / "keyring.json")
    engine = open_engine(read_dsn(service.settings.owner_folder), size=1)
    try:
        async with sessions(engine)() as db:
            room = await factories.make_room(db, keys, count=1)
            agents = [await factories.make_user(db, "agent", site_id=room.site_id) for _ in range(AGENTS)]
            for _ in range(CAMPAIGNS - 1):
                campaign = await factories.make_campaign(db, room.site_id, room.partner_id, room.supervisor)
                await factories.make_list(
                    db,
                    keys,
                    campaign,
                    partner_id=room.partner_id,
                    site_id=room.site_id,
                    uploader=room.partner,
                    count=1,
                )
            token = await factories.make_session(db, room.supervisor)
            await db.commit()
        async with bare(read_dsn(service.settings.owner_folder)) as connection:
            await write_calls(connection, room.site_id, [agent.id for agent in agents], attempts)
        async with sessions(engine)() as db:
            while await jobs.tend(db, clock.now()):
                pass
            await db.commit()
    finally:
        await engine.dispose()
    async with bare(read_dsn(service.settings.owner_folder)) as connection:
        await connection.execute("VACUUM ANALYZE report_hours")
        await connection.execute("VACUUM ANALYZE report_codes")
    return room.site_id, token


async def write_calls(connection: asyncpg.Connection, site: UUID, agents: list[UUID], attempts: int) -> None:
    first = datetime.now(UTC).replace(hour=11, minute=0, second=0, microsecond=0) - timedelta(days=DAYS - 1)
    names = [code for code, each in catalogue().items() if each.reached]
    silent = [code for code, each in catalogue().items() if not each.reached]
    await connection.execute("SET statement_timeout = 0")
    await connection.execute(
        """
        CREATE TEMP TABLE work AS
        SELECT gen_random_uuid() AS hand_out, gen_random_uuid() AS call, gen_random_uuid() AS outcome,
               p.contact, p.campaign, p.list, p.partner,
               ($2::uuid[])[1 + (n::bigint * 7919) % array_length($2::uuid[], 1)] AS agent,
               $3::timestamptz + make_interval(days => (n % $6::int)::int, secs => 18000 * random()) AS leased,
               random() < 0.45 AS reached, random() AS draw
        FROM generate_series(1, $4::int) n
        JOIN (
            SELECT c, gen_random_uuid() AS contact, k.id AS campaign, l.id AS list, k.partner_id AS partner
            FROM generate_series(0, $5::int - 1) c
            JOIN (SELECT id, partner_id, row_number() OVER (ORDER BY id) - 1 AS number FROM campaigns
                  WHERE site_id = $1) k ON k.number = c % (SELECT count(*) FROM campaigns WHERE site_id = $1)
            JOIN call_lists l ON l.campaign_id = k.id
        ) p ON p.c = n % $5::int
        """,
        site,
        agents,
        first,
        attempts,
        CONTACTS,
        DAYS,
        timeout=300,
    )
    for statement in (
        """
        INSERT INTO hand_outs (id, contact_id, agent_id, campaign_id, list_id, partner_id, site_id, state,
                               leased_at, expires_at, ended_at)
        SELECT hand_out, contact, agent, campaign, list, partner, $1, 'finished', leased,
               leased + interval '10 minutes', leased + interval '180 seconds' FROM work
        """,
        """
        INSERT INTO calls (id, hand_out_id, contact_id, agent_id, campaign_id, partner_id, site_id, state,
                           requested_at, answered_at, ended_at)
        SELECT call, hand_out, contact, agent, campaign, partner, $1, 'ended', leased + interval '10 seconds',
               CASE WHEN reached THEN leased + interval '20 seconds' END, leased + interval '150 seconds' FROM work
        """,
    ):
        await connection.execute(statement, site, timeout=300)
    await connection.execute(
        """
        INSERT INTO outcomes (id, hand_out_id, call_id, contact_id, agent_id, campaign_id, list_id, partner_id, site_id,
                              code, "group", positive, details, idempotency_key, recorded_at)
        SELECT w.outcome, w.hand_out, w.call, w.contact, w.agent, w.campaign, w.list, w.partner, $1,
               c.code, c.grp, c.positive, '{}', gen_random_uuid(), w.leased + interval '180 seconds'
        FROM work w
        JOIN LATERAL (SELECT CASE WHEN w.reached THEN ($2::text[])[1 + floor(w.draw * array_length($2::text[], 1))::int]
                             ELSE ($3::text[])[1 + floor(w.draw * array_length($3::text[], 1))::int] END AS code) d
             ON true
        JOIN unnest($4::text[], $5::text[], $6::bool[]) AS c(code, grp, positive) ON c.code = d.code
        """,
        site,
        names,
        silent,
        list(catalogue()),
        [each.group for each in catalogue().values()],
        [each.positive for each in catalogue().values()],
        timeout=300,
    )
    await connection.execute("DROP TABLE work")
    for table in ("hand_outs", "calls", "outcomes"):
        await connection.execute(f"ANALYZE {table}", timeout=300)


async def _from_the_rows(service: Service, site: UUID) -> float:
    """The same without tallies, in a transaction that is undone."""
    engine = open_engine(read_dsn(service.settings.owner_folder), size=1)
    took = Times()
    try:
        async with sessions(engine)() as db:
            raw = await db.connection()
            await raw.exec_driver_sql("DELETE FROM report_edges")
            until = clock.now().date() + timedelta(days=1)
            scope = {"site_id": site}
            await took.of(
                queries.counts(db, scope, until - timedelta(days=2 * DAYS), until, by="campaign", tries=False)
            )
            await db.rollback()
    finally:
        await engine.dispose()
    return took.ms(1)
