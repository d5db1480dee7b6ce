"""From an outcome to the dashboards, a full room of screens beside a bare broadcast, and how fast the sealer seals."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections import defaultdict
from statistics import median
from uuid import uuid4

import asyncpg
import psutil
from websockets.asyncio.client import connect

from bench.agents import at_work, call_and_hang_up
from bench.figures import Figures, Times, stopwatch
from bench.http import Browser, Site
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
    await browser.post("/api/workstation/resume")
    await asyncio.sleep(lag * 0.17)
    for _ in range(OUTCOMES):
        given = await browser.post("/api/workstation/next")
        path = f"/api/hand-outs/{given['hand_out']['id']}"
        await asyncio.sleep(0.3)
        code = await call_and_hang_up(browser, path)
        await asyncio.sleep(0.7)
        sent[given["hand_out"]["id"].encode()] = time.perf_counter()
        await browser.post(f"{path}/outcome", {"code": code}, Idempotency_Key=str(uuid4()))


SCREENS = 200
RATE, SECONDS = 100, 15
BATCH = 10
_MARK = re.compile(rb'"bench": ?(\d+)')

Arrived = dict[int, list[float]]


async def _note(reader: asyncio.StreamReader, arrived: Arrived) -> None:
    """Notes when each marked event is there, without reading the rest."""
    tail = b""
    while data := await reader.read(1 << 16):
        now, text = time.perf_counter(), tail + data
        for match in _MARK.finditer(text):
            arrived[int(match[1])].append(now)
        tail = text[text.rfind(b"}") + 1 :]


async def _tell(connection: asyncpg.Connection, stock: Stock, marks: range) -> float:
    """Writes marked entries as one transaction, as a room does its moves; when they were sent."""
    site, agent = stock.room.site_id, str(stock.agents[0][0].id)
    entries = [
        ("quota.lifted", None, site, None, json.dumps({"agent_id": agent, "bench": mark})) for mark in marks
    ]
    names = ["action", "actor_id", "site_id", "partner_id", "data"]
    sent = time.perf_counter()
    await connection.copy_records_to_table("journal_pending", records=entries, columns=names)
    await connection.execute(f"NOTIFY {wake.ENTRIES}")
    return sent


def _spread(arrived: Arrived) -> float:
    """From the first screen to the last, in the middle of all events."""
    return median(max(times) - min(times) for times in arrived.values() if len(times) >= SCREENS)


async def measure_room(service: Service, stock: Stock, figures: Figures) -> None:
    """A full room of screens at a hundred events a second, with one that never reads."""
    quiet, busy, tokens = Times(), Times(), [token for _, token in stock.agents[:3]]
    async with at_work(service.site, tokens, Times(), calls=True):
        await asyncio.sleep(3)  # the first ones open connections and compile statements
    async with at_work(service.site, tokens, quiet, calls=True):
        await asyncio.sleep(SECONDS)
    arrived: Arrived = defaultdict(list)
    sent: dict[int, float] = {}
    screens = [await Browser.open(service.site, stock.supervisor) for _ in range(SCREENS + 1)]
    readers = [await screen.follow("/api/feed") for screen in screens]
    noting = [asyncio.create_task(_note(reader, arrived)) for reader in readers[1:]]  # the first never reads
    async with bare(read_dsn(service.settings.owner_folder)) as connection:
        async with at_work(service.site, tokens, busy, calls=True):
            for tick in range(SECONDS * RATE // BATCH):
                marks = range(tick * BATCH, (tick + 1) * BATCH)
                at = await _tell(connection, stock, marks)
                sent |= dict.fromkeys(marks, at)
                await asyncio.sleep(max(0.0, at + BATCH / RATE - time.perf_counter()))
        await asyncio.sleep(1)
        last = Times()
        last.all.extend(max(arrived[mark]) - at for mark, at in sent.items() if len(arrived[mark]) == SCREENS)
        alone: Arrived = defaultdict(list)
        arrived.clear()
        for mark in range(1_000_000, 1_000_030):
            await _tell(connection, stock, range(mark, mark + 1))
            await asyncio.sleep(0.3)
        alone.update(arrived)
        web = psutil.Process(service.web)
        await _tell(connection, stock, range(2_000_000, 2_012_000))  # the window is full from here on
        await asyncio.sleep(3)
        before = web.memory_info().rss
        await _tell(connection, stock, range(3_000_000, 3_020_000))
        await asyncio.sleep(4)
        grown = (web.memory_info().rss - before) / 1e6
    for task in noting:
        task.cancel()
    for screen in screens:
        screen.close()
    await asyncio.gather(*noting, return_exceptions=True)
    figures.add(
        f"{RATE} events/s → on the last of {SCREENS} screens, p50 / p95",
        f"{last.ms(0.5):.0f} / {last.ms(0.95):.0f} ms",
        aim="p95 ≤ 300 ms",
    )
    figures.add("    events that came to every screen, once", f"{len(last.all):,} of {len(sent):,}")
    figures.add("    the web process grew by, for 20,000 more", f"{grown:.0f} MB", aim="≤ 20 MB")
    figures.add(
        "    outcome recorded meanwhile / quiet, p95",
        f"{busy.ms(0.95):.1f} / {quiet.ms(0.95):.1f} ms",
        ratio=f"{busy.ms(0.95) / quiet.ms(0.95):.1f} ×",
        aim="at most twice",
    )
    figures.add("    the same, p50", f"{busy.ms(0.5):.1f} / {quiet.ms(0.5):.1f} ms")
    ours, raw = _spread(alone), await _bare_spread()
    figures.add(
        f"first → last of {SCREENS} screens / bare broadcast",
        f"{ours * 1000:.1f} / {raw * 1000:.1f} ms",
        ratio=f"{ours / raw:.1f} ×",
        aim="at most three times",
    )


async def _bare_spread() -> float:
    """The same for a bare broadcast of a frame as long, from a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port)])
    try:
        site = Site("127.0.0.1", port)
        while True:
            try:
                screens = [await Browser.open(site)]
                break
            except OSError:
                await asyncio.sleep(0.05)
        screens += [await Browser.open(site) for _ in range(SCREENS - 1)]
        arrived: Arrived = defaultdict(list)
        noting = [asyncio.create_task(_note(await screen.follow("/"), arrived)) for screen in screens]
        plain = {"seq": 1, "id": 1, "at": "2026-11-27T12:00:00.000000+00:00", "action": "quota.lifted"}
        async with connect(f"ws://127.0.0.1:{port}/", compression=None) as teller:
            for mark in range(30):
                event = plain | {"agent_id": str(uuid4()), "bench": mark}
                await teller.send(json.dumps({"type": "batch", "seq": mark, "events": [event]}))
                await asyncio.sleep(0.3)
        for task in noting:
            task.cancel()
        for screen in screens:
            screen.close()
        await asyncio.gather(*noting, return_exceptions=True)
        return _spread(arrived)
    finally:
        server.terminate()
        server.wait(10)


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
