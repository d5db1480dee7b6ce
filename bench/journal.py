"""The journal browser over a million entries: each way to narrow it, and the check of the whole."""

import asyncio
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from bench.figures import Figures, Times, stopwatch
from bench.http import Browser
from bench.service import Service
from bench.stock import Stock
from callcenter.infra import wake
from callcenter.infra.db import bare, open_engine, read_dsn, sessions
from callcenter.kit.ids import new_id, reference
from tests import factories

ENTRIES = 1_000_000
PIECE = 50_000
DAYS = 200
AGENTS = 60
CONTACTS = 100_000
LISTS = 40
ROUNDS = 5

_ACTIONS = (
    "hand_out.started",
    "call.state_changed",
    "call.state_changed",
    "outcome.recorded",
    "hand_out.ended",
)


async def measure(service: Service, stock: Stock, figures: Figures, *, entries: int = ENTRIES) -> None:
    engine = open_engine(read_dsn(service.settings.owner_folder), size=1)
    try:
        async with sessions(engine)() as db:
            token = await factories.make_session(db, stock.room.auditor)
            await db.commit()
    finally:
        await engine.dispose()
    draw = random.Random(1)
    agents, lists = [new_id() for _ in range(AGENTS)], [new_id() for _ in range(LISTS)]
    contacts = [new_id() for _ in range(CONTACTS)]
    first = datetime.now(UTC) - timedelta(days=DAYS)
    with stopwatch() as sealing:
        async with bare(read_dsn(service.settings.owner_folder)) as connection:
            began = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM journal")
            for start in range(0, entries, PIECE):
                rows = _entries(
                    draw, stock, agents, contacts, lists, first, range(start, min(start + PIECE, entries))
                )
                names = ["at", "action", "actor_id", "site_id", "partner_id", "data"]
                await connection.copy_records_to_table("journal_pending", records=rows, columns=names)
                await connection.execute(f"NOTIFY {wake.ENTRIES}")
            await _sealed(connection, began + entries)
    figures.add(f"{entries:,} entries written and sealed, with the indexes", f"{entries / sealing[0]:,.0f}/s")
    async with bare(read_dsn(service.settings.owner_folder)) as connection:
        await connection.execute("VACUUM ANALYZE journal")
    day = (first + timedelta(days=DAYS // 2)).replace(hour=0, minute=0, second=0, microsecond=0)
    span = {"since": day.isoformat(), "until": (day + timedelta(days=1)).isoformat()}
    person, contact, list_id = str(agents[7]), reference(contacts[77]), str(lists[3])
    ways: dict[str, dict[str, Any]] = {
        "newest": {},
        "by action": {"action": "outcome.recorded"},
        "by an action that never was": {"action": "canary.touched"},
        "by person": {"person": person},
        "by contact": {"contact": contact},
        "by list": {"list_id": list_id},
        "by day": span,
        "one person's day as a timeline": {"person": person, "oldest_first": "true", **span},
        "one contact as a timeline": {"contact": contact, "oldest_first": "true"},
        "person, list, action and day": {"person": person, "list_id": list_id, "action": _ACTIONS[0], **span},
    }
    browser, slowest = await Browser.open(service.site, token), 0.0
    for name, asked in ways.items():
        took, query = Times(), "&".join(f"{key}={value}" for key, value in asked.items()).replace("+", "%2B")
        for _ in range(ROUNDS):
            await took.of(browser.get(f"/api/journal?limit=100&{query}"))
        slowest = max(slowest, took.ms(1))
        figures.add(f"journal {name}, p50 / slowest", f"{took.ms(0.5):.0f} / {took.ms(1):.0f} ms")
    figures.add("    the slowest of all", f"{slowest:.0f} ms", aim="< 1,000 ms")
    with stopwatch() as checking:
        await browser.post("/api/journal/checks")
        while (await browser.get("/api/journal/checks"))[0]["state"] == "running":
            await asyncio.sleep(0.5)
    [check] = await browser.get("/api/journal/checks")
    figures.add(
        f"check of the whole journal ({check['state']})", f"{check['done'] / checking[0]:,.0f} entries/s"
    )
    browser.close()


def _entries(
    draw: random.Random,
    stock: Stock,
    agents: list[UUID],
    contacts: list[UUID],
    lists: list[UUID],
    first: datetime,
    numbers: range,
) -> Iterator[tuple[Any, ...]]:
    step = timedelta(days=DAYS) / ENTRIES
    for number in numbers:
        agent, contact = draw.choice(agents), draw.randrange(len(contacts))
        data = {
            "agent_id": str(agent),
            "contact_id": str(contacts[contact]),
            "list_id": str(lists[contact % len(lists)]),
            "campaign_id": str(stock.room.campaign_id),
        }
        action = _ACTIONS[number % len(_ACTIONS)]
        ours = (stock.room.site_id, stock.room.partner_id)
        yield (first + number * step, action, agent, *ours, json.dumps(data))


async def _sealed(connection: asyncpg.Connection, until: int) -> None:
    while await connection.fetchval("SELECT max(seq) FROM journal") < until:
        await asyncio.sleep(0.2)
