"""Six agents at work: next contact, then given back or called and its outcome recorded; and the same SQL raw."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from bench.agents import at_work, call_and_hang_up
from bench.figures import Figures, Times
from bench.http import Browser
from bench.service import Service, cpu_of
from bench.stock import Stock
from callcenter.calls.claims import CLAIM
from callcenter.calls.queries import END_HAND_OUT
from callcenter.calls.quotas import STOPPING
from callcenter.calls.rules import day_parts, open_zones
from callcenter.contacts.service import ZONES
from callcenter.infra.db import Statement, connect, read_dsn
from callcenter.infra.journal import APPEND
from callcenter.kit import clock
from callcenter.kit.ids import new_id

AT_WORK_SECONDS = 12
"""Afterwards, each agent four times a second instead of without a pause."""
CYCLES = 160
"""Cycles of each agent; every second one ends with a call and its outcome."""


async def measure(service: Service, stock: Stock, figures: Figures) -> None:
    floor, nexts, outcomes = Times(), Times(), Times()
    browsers = [await Browser.open(service.site, token) for _, token in stock.agents]
    await asyncio.gather(*(_ask_health(browser, floor) for browser in browsers))
    for browser in browsers:
        await browser.post("/api/workstation/resume")
        await _cycle(browser, Times(), Times(), call=True)
    with cpu_of(service.web) as spent:
        await asyncio.gather(*(_work(browser, nexts, outcomes) for browser in browsers))
    raw_nexts, raw_outcomes = Times(), Times()
    await _raw(service, stock, raw_nexts, raw_outcomes)
    at_pace, outcomes_at_pace = Times(), Times()
    tokens = [token for _, token in stock.agents]
    for times, calls in ((at_pace, False), (outcomes_at_pace, True)):
        async with at_work(service.site, tokens, times, calls=calls):
            await asyncio.sleep(AT_WORK_SECONDS)
    figures.add("an empty route (health), 6 in parallel, p95", f"{floor.ms(0.95):.1f} ms")
    figures.times("next contact over HTTP, 50,000 contacts, 6 agents", nexts, raw_nexts, "≤ 20 ms, ≤ 4 ×")
    figures.times("outcome over HTTP, 6 agents", outcomes, raw_outcomes, "≤ 20 ms")
    for what, times in (("next contact", at_pace), ("outcome", outcomes_at_pace)):
        figures.add(f"    {what} at the pace of 500 people, p95", f"{times.ms(0.95):.1f} ms", aim="≤ 20 ms")
    requests = len(browsers) * CYCLES * 3  # next + release, or next + call + hang-up + outcome
    figures.add("processor time of web for each of these requests", f"{spent[0] / requests * 1000:.2f} ms")


async def _ask_health(browser: Browser, floor: Times) -> None:
    for _ in range(CYCLES):
        await floor.of(browser.get("/api/health"))


async def _work(browser: Browser, nexts: Times, outcomes: Times) -> None:
    for number in range(CYCLES):
        await _cycle(browser, nexts, outcomes, call=number % 2 == 1)


async def _cycle(browser: Browser, nexts: Times, outcomes: Times, *, call: bool) -> None:
    given = await nexts.of(browser.post("/api/workstation/next"))
    path = f"/api/hand-outs/{given['hand_out']['id']}"
    if call:
        code = await call_and_hang_up(browser, path)
        await outcomes.of(browser.post(f"{path}/outcome", {"code": code}, Idempotency_Key=str(uuid4())))
    else:
        await browser.post(f"{path}/release", {"reason": "not_now"})


# --- the same, raw ------------------------------------------------------------------------------------------


def _values(statement: Statement, given: dict[str, Any]) -> Sequence[Any]:
    return [given[name] for name in statement.names]


async def _raw(service: Service, stock: Stock, nexts: Times, outcomes: Times) -> None:
    site = stock.room.site_id
    dsn = read_dsn(service.settings.web_folder)
    connections = [await connect(dsn) for _ in stock.agents]
    try:
        for connection in connections:
            await connection.execute(f"SET callcenter.site = '{site}'")
            await connection.execute(
                "SET plan_cache_mode = force_generic_plan"
            )  # as an agent's session has it
        await asyncio.gather(
            *(
                _raw_work(connection, person.id, site, nexts, outcomes)
                for connection, (person, _) in zip(connections, stock.agents, strict=True)
            )
        )
    finally:
        for connection in connections:
            await connection.close()


async def _raw_work(
    connection: asyncpg.Connection, agent: UUID, site: UUID, nexts: Times, outcomes: Times
) -> None:
    for _ in range(CYCLES // 2):
        now = clock.now()
        asked = {
            "agent": agent,
            "site": site,
            "hand_out": new_id(),
            "now": now,
            "expires": now + timedelta(minutes=15),
            "zones": list(open_zones(ZONES, now)),
            "parts": day_parts(now.date()),
            "burst_after": now,
            "free": 3,
        } | {f"most_{name}": 1_000_000 for name in STOPPING}
        entries = {
            "actions": ["hand_out.started", "agent.state_changed"],
            "actors": [agent, agent],
            "sites": [site, site],
            "partners": [None, None],
            "data": ["{}", "{}"],
        }
        held = await nexts.of(_claim(connection, asked, entries))
        call_id = await connection.fetchval(_ENDED_CALL, *_call(held, agent))
        await outcomes.of(
            _outcome(connection, asked | {"state": "finished", "reason": "absent"}, entries, call_id)
        )


async def _claim(
    connection: asyncpg.Connection,
    asked: dict[str, Any],
    entries: dict[str, Any],
) -> asyncpg.Record:
    """Claim, journal, commit."""
    async with connection.transaction():
        held = await connection.fetchrow(CLAIM.sql, *_values(CLAIM, asked))
        assert held is not None
        await connection.execute(APPEND.sql, *_values(APPEND, entries))
    return held


_ENDED_CALL = (
    "INSERT INTO calls (id, hand_out_id, contact_id, agent_id, campaign_id, partner_id, site_id, state, "
    "requested_at, answered_at, ended_at, result) VALUES ($1, $2, $3, $4, $5, $6, $7, 'ended', now(), now(), "
    "now(), 'answered') RETURNING id"
)


def _call(held: asyncpg.Record, agent: UUID) -> tuple[Any, ...]:
    return (
        new_id(),
        held["id"],
        held["contact_id"],
        agent,
        held["campaign_id"],
        held["partner_id"],
        held["site_id"],
    )


_KEEP = (
    "INSERT INTO outcomes (id, hand_out_id, call_id, contact_id, agent_id, campaign_id, list_id, partner_id, "
    'site_id, code, "group", positive, details, idempotency_key, recorded_at) '
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'absent', 'contact', false, '{}', $10, now())"
)
_SETTLE = (
    "UPDATE contacts SET state = 'waiting', reason = 'absent', not_before = now() "
    "WHERE id = $1 AND state = 'leased'"
)


async def _outcome(
    connection: asyncpg.Connection,
    asked: dict[str, Any],
    entries: dict[str, Any],
    call_id: UUID,
) -> None:
    """End the hand-out, insert the outcome, settle the contact, journal, commit."""
    async with connection.transaction():
        ended = await connection.fetchrow(END_HAND_OUT.sql, *_values(END_HAND_OUT, asked))
        assert ended is not None
        ids = [ended[name] for name in ("campaign_id", "list_id", "partner_id", "site_id")]
        who = (ended["hand_out_id"], call_id, ended["contact_id"], asked["agent"])
        await connection.execute(_KEEP, new_id(), *who, *ids, uuid4())
        await connection.execute(_SETTLE, ended["contact_id"])
        await connection.execute(APPEND.sql, *_values(APPEND, entries))
