"""A list that is there is changed by a whole new file, and then destroyed, while agents work: rates, memory, waits."""

import asyncio
from datetime import date

from bench.agents import at_work
from bench.figures import Figures, Times, stopwatch
from bench.http import Browser
from bench.lists import POLL, bring, csv_file, until, watched
from bench.service import Service, forget_peak, peak_mb
from bench.stock import Stock
from tests.factories import PASSPHRASE

ROWS = 200_000
FIRST = 4_000_000
"""Numbers that no other part has."""
LEFT_OUT = 100
"""One row in so many is missing in the new file."""


async def measure(service: Service, stock: Stock, figures: Figures, *, rows: int = ROWS) -> None:
    content = csv_file(rows, first=FIRST)
    list_id, _, _ = await bring(service, stock, "before.csv", content)
    await _change(service, stock, figures, list_id, content, rows)
    await _destroy(service, stock, figures, list_id, rows)


async def _change(
    service: Service, stock: Stock, figures: Figures, list_id: str, content: bytes, rows: int
) -> None:
    """A replacement in which every row differs and one in a hundred is gone: the most a file can do."""
    header, *lines = content.splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines) if number % LEFT_OUT]
    changed = b"".join([header, *(line.rstrip(b"\r\n") + b" plus\r\n" for line in kept)])
    browser = await Browser.open(service.site, stock.partner)
    new = {"name": "After", "purpose": "appointment", "file_name": "after.csv"}
    file_id = (await browser.post("/api/call-lists", new | {"mode": "replace", "target_id": list_id}))["id"]
    await browser.send("PUT", f"/api/call-lists/{file_id}/file", changed)
    await until(browser, file_id, "needs_mapping")
    preview = await browser.get(f"/api/call-lists/{file_id}/preview")
    columns = [{name: c[name] for name in ("index", "field", "use")} for c in preview["columns"]]
    consent = {"basis": "contract", "on": str(date(2026, 1, 5)), "channel": "agence", "proof": "contrat"}
    nexts = Times()
    forget_peak(service.vault)
    async with watched(service) as seen, at_work(service.site, [token for _, token in stock.agents], nexts):
        with stopwatch() as announcing:
            await browser.post(f"/api/call-lists/{file_id}/import", {"columns": columns, "consent": consent})
            forecast = (await until(browser, file_id, "forecast"))["forecast"]
        with stopwatch() as doing:
            await browser.post(f"/api/call-lists/{file_id}/confirm")
            await until(browser, file_id, "merged")
    browser.close()
    figures.add(
        f"replacing a list of {rows:,}: forecast", f"{rows / announcing[0]:,.0f}/s", f"{announcing[0]:.1f} s"
    )
    figures.add("    and carried out", f"{rows / doing[0]:,.0f}/s", f"{doing[0]:.1f} s")
    figures.add("    changed, withdrawn", f"{forecast['changed']:,}, {forecast['withdrawn']:,}")
    figures.times("    next contact meanwhile, 6 agents", nexts, nexts, "")
    figures.add("    peak memory of vault", f"{peak_mb(service.vault):.0f} MB", aim="< 400 MB")
    figures.add("    and of its reader child", f"{seen.peaks.get('reader child', 0):.0f} MB")


async def _destroy(service: Service, stock: Stock, figures: Figures, list_id: str, rows: int) -> None:
    browser = await Browser.open(service.site, stock.partner)
    nexts = Times()
    forget_peak(service.vault)
    async with at_work(service.site, [token for _, token in stock.agents], nexts):
        with stopwatch() as took:
            await browser.post(f"/api/retention/{list_id}/shredding", {"passphrase": PASSPHRASE})
            await until(browser, list_id, "shredded")
        with stopwatch() as signing:
            while not (await browser.get(f"/api/retention/{list_id}"))["certificate_id"]:
                await asyncio.sleep(POLL)
    browser.close()
    figures.add(f"destroying a list of {rows:,}", f"{rows / took[0]:,.0f}/s", f"{took[0]:.1f} s")
    figures.add("    until its certificate is signed", f"{signing[0]:.1f} s")
    figures.times("    next contact meanwhile, 6 agents", nexts, nexts, "")
    figures.add("    peak memory of vault", f"{peak_mb(service.vault):.0f} MB", aim="< 400 MB")
