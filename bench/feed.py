"""From an outcome to the dashboards, and how fast the sealer seals."""

import asyncio
import time
from uuid import uuid4

from bench.desk import call_and_hang_up
from bench.figures import Figures, Times, stopwatch
from bench.http import Browser
from bench.service import Service
from bench.stock import Stock
from callcenter.infra import wake
from callcenter.infra.db import bare, read_dsn

DASHBOARDS = 50
OUTCOMES = 12
"""Outcomes of each agent, with the pauses of somebody who works."""

ENTRIES = 50_000


async def _watch(reader: asyncio.StreamReader, sent: dict[bytes, float], shown: Times) -> None:
    """A supervisor's open feed: notes when the outcome of each hand-out arrives, without reading the rest."""
    arrived: set[bytes] = set()
    tail = b""
    while data := await reader.read(1 << 16):
        now, text = time.perf_counter(), tail + data
        for hand_out in [key for key in sent if key not in arrived and key in text]:
            arrived.add(hand_out)
            shown.all.append(now - sent[hand_out])
        tail = text[-40:]  # an id may be cut between two reads


async def measure_dashboards(service: Service, stock: Stock, figures: Figures) -> None:
    sent: dict[bytes, float] = {}
    shown = Times()
    screens = [await Browser.open(service.site, stock.supervisor) for _ in range(DASHBOARDS)]
    watching = [
        asyncio.create_task(_watch(await screen.follow("/api/feed"), sent, shown)) for screen in screens
    ]
    agents = [await Browser.open(service.site, token) for _, token in stock.agents]
    await asyncio.gather(*(_work(browser, sent, lag) for lag, browser in enumerate(agents)))
    await asyncio.sleep(1)
    for task in watching:
        task.cancel()
    for browser in (*screens, *agents):
        browser.close()
    await asyncio.gather(*watching, return_exceptions=True)
    expected = len(sent) * DASHBOARDS
    figures.add(
        f"outcome sent → on {DASHBOARDS} dashboards, p50 / p95",
        f"{shown.ms(0.5):.0f} / {shown.ms(0.95):.0f} ms",
        aim="p95 ≤ 150 ms",
    )
    figures.add("    of these arrived", f"{len(shown.all):,} of {expected:,}")


async def _work(browser: Browser, sent: dict[bytes, float], lag: int) -> None:
    await asyncio.sleep(lag * 0.17)
    for _ in range(OUTCOMES):
        given = await browser.post("/api/workstation/next")
        path = f"/api/hand-outs/{given['hand_out']['id']}"
        await asyncio.sleep(0.3)
        code = await call_and_hang_up(browser, path)
        await asyncio.sleep(0.7)
        sent[given["hand_out"]["id"].encode()] = time.perf_counter()
        await browser.post(f"{path}/outcome", {"code": code}, Idempotency_Key=str(uuid4()))


async def measure_sealer(service: Service, stock: Stock, figures: Figures) -> None:
    """Seconds from the commit of many entries until the vault's sealer has given the last its place."""
    site = stock.room.site_id
    pending = [("agent.state_changed", None, site, None, '{"state": "available"}')] * ENTRIES
    names = ["action", "actor_id", "site_id", "partner_id", "data"]
    async with bare(read_dsn(service.settings.owner_folder)) as connection:
        await asyncio.sleep(1.5)
        before = await connection.fetchval("SELECT max(seq) FROM journal")
        await connection.copy_records_to_table("journal_pending", records=pending, columns=names)
        with stopwatch() as sealing:
            await connection.execute(f"NOTIFY {wake.ENTRIES}")
            while await connection.fetchval("SELECT max(seq) FROM journal") < before + ENTRIES:
                await asyncio.sleep(0.02)
        await connection.execute("CREATE TABLE journal_raw (LIKE journal INCLUDING ALL)")
        rows = map(tuple, await connection.fetch("SELECT * FROM journal WHERE seq > $1", before))
        with stopwatch() as copying:
            await connection.copy_records_to_table("journal_raw", records=rows)
        await connection.execute("DROP TABLE journal_raw")
    figures.rates("journal entries sealed", ENTRIES / sealing[0], ENTRIES / copying[0])
