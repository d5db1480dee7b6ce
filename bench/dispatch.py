"""Fifty agents who each ask for a contact once a second, with all rules on: from 10,000 contacts to all there are; then
what a campaign of that size is asked: why (not), and to be opened again.
"""

import asyncio
import random

from bench import lists
from bench.figures import Figures, Times, stopwatch
from bench.http import Browser
from bench.service import Service
from bench.stock import Stock
from callcenter.infra.db import bare, open_engine, read_dsn, sessions
from tests import factories

AGENTS = 50
SECONDS = 30
WARM_SECONDS = 3
"""Before each measurement: the first claims on a connection are planned, the first cards fetch their key."""
FEW = 10_000
MANY = 1_000_000
WHYS = 3
SETTLE_SECONDS = 5
"""What was measured before leaves the server its vacuum to do."""


async def measure(service: Service, stock: Stock, figures: Figures) -> None:
    """To be called last: every list of the partner serves the campaign afterwards."""
    tokens = await _agents(service, stock)
    await _prepare(service, stock)
    few = await _settled(service, tokens)
    await _bring_many(service, stock)
    total = await _all_lists(service, stock)
    many = await _settled(service, tokens)
    figures.add(
        f"next contact, {FEW:,} contacts, all rules on, {AGENTS} agents a second, p95",
        f"{few.ms(0.95):.1f} ms",
    )
    figures.add(
        f"next contact, {total:,} contacts, all rules on, {AGENTS} agents a second, p95",
        f"{many.ms(0.95):.1f} ms",
        f"{few.ms(0.95):.1f} ms",
        f"{many.ms(0.95) / few.ms(0.95):.1f} ×",
        "≤ 25 ms, ≤ 1.5 ×",
    )
    whys = Times()
    supervisor = await Browser.open(service.site, stock.supervisor)
    for _ in range(WHYS):
        found = await whys.of(supervisor.get(f"/api/campaigns/{stock.room.campaign_id}/reachability"))
    asked = found["now"] + found["later"] + found["never"]
    figures.add(
        f"why (not), a campaign of {asked:,} contacts, slowest of {WHYS}",
        f"{whys.ms(1):.0f} ms",
        aim="< 1,000 ms",
    )
    supervisor.close()
    await _open_again(service, stock, figures)


async def _bring_many(service: Service, stock: Stock) -> None:
    """A file of a million, unless another part has brought one."""
    async with bare(read_dsn(service.settings.owner_folder)) as owner:
        there = await owner.fetchval(
            "SELECT count(*) FROM contacts WHERE partner_id = $1", stock.room.partner_id
        )
    if there < MANY:
        await lists.bring(service, stock, "many.csv", lists.csv_file(MANY))


async def _settled(service: Service, tokens: list[str]) -> Times:
    """What was loaded is written out, connections are planned, keys are fetched: a day at its second minute."""
    async with bare(read_dsn(service.settings.owner_folder)) as owner:
        await owner.execute("CHECKPOINT", timeout=300)
    await asyncio.sleep(SETTLE_SECONDS)
    await _ask(service, tokens, seconds=WARM_SECONDS)
    return await _ask(service, tokens)


async def _open_again(service: Service, stock: Stock, figures: Figures) -> None:
    """Every contact of the campaign closed after its tries, and the supervisor's order to call them again."""
    async with bare(read_dsn(service.settings.owner_folder)) as owner:
        await owner.execute(
            "UPDATE contacts SET state = 'done', reason = 'tries_used' WHERE state = 'ready'", timeout=600
        )
        await owner.execute("VACUUM ANALYZE contacts", timeout=600)
    supervisor = await Browser.open(service.site, stock.supervisor)
    path = f"/api/campaigns/{stock.room.campaign_id}"
    with stopwatch() as announcing:
        groups = await supervisor.get(f"{path}/closed-contacts")
    closed = next(group for group in groups if group["reason"] == "tries_used")
    group = {"state": closed["state"], "reason": closed["reason"], "most": closed["may_reopen"]}
    with stopwatch() as took:
        await supervisor.post(
            f"{path}/reopenings", {"group": group, "reason": "new_offer", "words": "Nouvelle offre"}
        )
        while (order := (await supervisor.get(f"{path}/reopenings"))[0])["finished_at"] is None:
            await asyncio.sleep(lists.POLL)
    figures.add(
        f"how many of {closed['count']:,} closed contacts may be opened again", f"{announcing[0]:.1f} s"
    )
    figures.add(
        f"    and opening them again, each weighed: {order['reopened']:,}",
        f"{took[0]:.1f} s",
        f"{order['reopened'] / took[0]:,.0f}/s",
    )
    supervisor.close()


async def _agents(service: Service, stock: Stock) -> list[str]:
    engine = open_engine(read_dsn(service.settings.owner_folder), size=1)
    try:
        async with sessions(engine)() as db:
            people = [
                await factories.make_user(db, "agent", site_id=stock.room.site_id) for _ in range(AGENTS)
            ]
            tokens = [await factories.make_session(db, person) for person in people]
            await db.commit()
    finally:
        await engine.dispose()
    return tokens


async def _ask(service: Service, tokens: list[str], *, seconds: int = SECONDS) -> Times:
    """Each begins at a moment of its own within the second, as people do."""
    nexts, draw = Times(), random.Random(5)

    async def work(token: str, begins: float) -> None:
        await asyncio.sleep(begins)
        browser = await Browser.open(service.site, token)
        await browser.post("/api/workstation/resume")
        for _ in range(seconds):
            rest = asyncio.create_task(asyncio.sleep(1))
            given = await nexts.of(browser.post("/api/workstation/next"))
            await browser.post(f"/api/hand-outs/{given['hand_out']['id']}/release", {"reason": "not_now"})
            await rest
        browser.close()

    await asyncio.gather(*(work(token, draw.random()) for token in tokens))
    return nexts


async def _prepare(service: Service, stock: Stock) -> None:
    """All rules on, and no more than `FEW` contacts that are ready."""
    async with bare(read_dsn(service.settings.owner_folder)) as owner:
        await owner.execute("UPDATE campaigns SET legal_hours = true WHERE id = $1", stock.room.campaign_id)
        await owner.execute(
            "UPDATE contacts SET state = 'done' WHERE list_id IN (SELECT id FROM call_lists WHERE campaign_id = $1) "
            "AND rank >= $2",
            stock.room.campaign_id,
            FEW,
        )
        await owner.execute("VACUUM ANALYZE contacts")


async def _all_lists(service: Service, stock: Stock) -> int:
    """Puts every list of the partner at the campaign's disposal; how many contacts it has then."""
    async with bare(read_dsn(service.settings.owner_folder)) as owner:
        await owner.execute(
            "UPDATE call_lists SET campaign_id = $1 WHERE partner_id = $2 AND state = 'ready'",
            stock.room.campaign_id,
            stock.room.partner_id,
        )
        await owner.execute("UPDATE contacts SET state = 'ready' WHERE state = 'done'", timeout=600)
        await owner.execute("VACUUM ANALYZE contacts", timeout=600)
        return int(
            await owner.fetchval(
                "SELECT count(*) FROM contacts c JOIN call_lists l ON l.id = c.list_id WHERE l.campaign_id = $1",
                stock.room.campaign_id,
            )
        )
