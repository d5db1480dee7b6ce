"""A partner's file of 100,000 rows, from the first byte sent to the list that is ready; and a bare COPY of its rows."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import psutil

from bench.figures import Figures, stopwatch
from bench.http import Browser, Refused
from bench.service import Service, forget_peak, peak_mb
from bench.stock import CONTACT_COLUMNS, ROWS, SECRET_COLUMNS, Stock, partner_file
from callcenter.infra.db import bare, read_dsn
from callcenter.kit.ids import new_id

POLL = 0.05


async def measure(service: Service, stock: Stock, figures: Figures) -> None:
    content = partner_file()
    browser = await Browser.open(service.site, stock.partner)
    forget_peak(service.web)
    forget_peak(service.vault)
    children = [0.0]
    watching = asyncio.create_task(_watch_children(service.vault, children))
    new = {"name": "Bench", "purpose": "appointment", "file_name": "bench.csv"}
    list_id = (await browser.post("/api/call-lists", new))["id"]
    with stopwatch() as whole:
        with stopwatch() as uploading:
            await browser.send("PUT", f"/api/call-lists/{list_id}/file", content)
        with stopwatch() as inspecting:
            await _until(browser, list_id, "needs_mapping")
            preview = await browser.get(f"/api/call-lists/{list_id}/preview")
        columns = [{name: c[name] for name in ("index", "field", "use")} for c in preview["columns"]]
        consent = {"basis": "contract", "on": str(date(2026, 1, 5)), "channel": "agence", "proof": "contrat"}
        with stopwatch() as importing:
            await browser.post(f"/api/call-lists/{list_id}/import", {"columns": columns, "consent": consent})
            ready = await _until(browser, list_id, "ready")
    browser.close()
    watching.cancel()
    took = await _copy_raw(service, UUID(list_id))
    stored = ROWS - ready["counts"]["refused"] - ready["counts"]["duplicate"]
    figures.rates(f"import of {ROWS:,} rows, end to end", ROWS / whole[0], stored / took, "≥ 20,000/s")
    parts = f"{uploading[0]:.2f} + {inspecting[0]:.2f} + {importing[0]:.2f} s"
    figures.add("    upload + inspection + import", parts, f"{took:.2f} s", f"{len(content) / 1e6:.1f} MB")
    figures.add("    rows stored", f"{stored:,}")
    figures.add("peak memory of web during the import", f"{peak_mb(service.web):.0f} MB", aim="< 200 MB")
    figures.add("peak memory of vault", f"{peak_mb(service.vault):.0f} MB", aim="< 300 MB")
    figures.add("    and of its reader child", f"{max(children):.0f} MB")


async def _until(browser: Browser, list_id: str, state: str) -> Any:
    while True:
        read = await browser.get(f"/api/call-lists/{list_id}")
        if read["state"] == state:
            return read
        if read["state"] in {"failed", "cancelled"}:
            raise Refused(f"the list is {read['state']}: {read}")
        await asyncio.sleep(POLL)


async def _watch_children(pid: int, peaks: list[float]) -> None:
    """Notes the most memory that each look at the process's children finds."""
    while True:
        for child in psutil.Process(pid).children():
            try:
                peaks.append(peak_mb(child.pid))
            except (OSError, ValueError):
                continue
        await asyncio.sleep(0.1)


async def _copy_raw(service: Service, list_id: UUID) -> float:
    """Seconds to COPY the same rows under new ids into the same two tables, commit included."""
    async with bare(read_dsn(service.settings.owner_folder)) as connection:
        contacts = await connection.fetch(
            f"SELECT {', '.join(CONTACT_COLUMNS)} FROM contacts WHERE list_id = $1 ORDER BY line", list_id
        )
        secrets = await connection.fetch(
            f"SELECT {', '.join(SECRET_COLUMNS)} FROM contact_secrets WHERE list_id = $1", list_id
        )
        new = {row["id"]: new_id() for row in contacts}
        contact_rows = [(new[row[0]], *tuple(row)[1:]) for row in contacts]
        secret_rows = [(new[row[0]], *tuple(row)[1:]) for row in secrets]
        with stopwatch() as took:
            async with connection.transaction():
                await connection.copy_records_to_table(
                    "contacts", records=contact_rows, columns=CONTACT_COLUMNS
                )
                await connection.copy_records_to_table(
                    "contact_secrets", records=secret_rows, columns=SECRET_COLUMNS
                )
    return took[0]
