"""A partner's file of a million rows from the first byte sent to the list that is ready, a workbook of 300,000, agents
at work meanwhile; and the limit: the same bytes, unsealed, through COPY.
"""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import psutil
import xlsxwriter

from bench.agents import at_work
from bench.figures import Figures, Times, stopwatch
from bench.http import Browser, Refused
from bench.service import Service, forget_peak, peak_mb
from bench.stock import CONTACT_COLUMNS, SECRET_COLUMNS, Stock, partner_rows
from callcenter.infra.db import bare, read_dsn
from callcenter.infra.sealing import pad
from callcenter.kit.ids import new_id

ROWS, WORKBOOK_ROWS = 1_000_000, 300_000
POLL = 0.25


async def measure(
    service: Service, stock: Stock, figures: Figures, *, rows: int = ROWS, workbook_rows: int = WORKBOOK_ROWS
) -> None:
    content = csv_file(rows)
    nexts = Times()
    forget_peak(service.web)
    forget_peak(service.vault)
    async with watched(service) as seen, at_work(service.site, [token for _, token in stock.agents], nexts):
        list_id, took, counts = await bring(service, stock, "bench.csv", content)
    stored = rows - counts["refused"] - counts["duplicate"]
    raw, text = await _copy(service, UUID(list_id), content)
    whole = sum(took)
    figures.rates(f"CSV of {rows:,} rows, end to end", rows / whole, stored / raw, "≥ 30,000/s, ≤ 4 ×")
    parts = " + ".join(f"{seconds:.1f}" for seconds in took)
    figures.add(
        "    upload + inspection + import", f"{parts} s", f"{raw:.1f} s", f"{len(content) / 1e6:.0f} MB"
    )
    figures.add("    the file's own text into one table of text", "", f"{text:.1f} s")
    figures.add("    rows stored", f"{stored:,}")
    for name, seconds in seen.cpu_seconds().items():
        figures.add(f"    processor of {name}, a row", f"{seconds / rows * 1e6:.1f} µs")
    figures.times("next contact while it runs, 6 agents", nexts, nexts, "p95 < 30 ms")
    figures.add("peak memory of web", f"{peak_mb(service.web):.0f} MB", aim="< 200 MB")
    figures.add("peak memory of vault", f"{peak_mb(service.vault):.0f} MB", aim="< 400 MB")
    for name in ("import child", "reader child"):
        figures.add(f"    and of its {name}", f"{seen.peaks.get(name, 0):.0f} MB")
    await _measure_workbook(service, stock, figures, workbook_rows)


async def _measure_workbook(service: Service, stock: Stock, figures: Figures, rows: int) -> None:
    content = _workbook(rows)
    async with watched(service) as seen:
        _, took, counts = await bring(service, stock, "bench.xlsx", content)
    figures.add(f"XLSX of {rows:,} rows, end to end", f"{rows / sum(took):,.0f}/s", f"{sum(took):.1f} s")
    figures.add("    rows that are contacts", f"{rows - counts['refused'] - counts['duplicate']:,}")
    figures.add("    peak memory of the reader child", f"{seen.peaks.get('reader child', 0):.0f} MB")


async def bring(
    service: Service, stock: Stock, name: str, content: bytes
) -> tuple[str, list[float], dict[str, int]]:
    """The list's id, the seconds of upload, inspection and import, and what became of the lines."""
    browser = await Browser.open(service.site, stock.partner)
    new = {"name": "Bench", "purpose": "appointment", "file_name": name}
    list_id = (await browser.post("/api/call-lists", new))["id"]
    with stopwatch() as uploading:
        await browser.send("PUT", f"/api/call-lists/{list_id}/file", content)
    with stopwatch() as inspecting:
        await until(browser, list_id, "needs_mapping")
        preview = await browser.get(f"/api/call-lists/{list_id}/preview")
    columns = [{name: c[name] for name in ("index", "field", "use")} for c in preview["columns"]]
    consent = {"basis": "contract", "on": str(date(2026, 1, 5)), "channel": "agence", "proof": "contrat"}
    with stopwatch() as importing:
        await browser.post(f"/api/call-lists/{list_id}/import", {"columns": columns, "consent": consent})
        ready = await until(browser, list_id, "ready")
    browser.close()
    return list_id, [uploading[0], inspecting[0], importing[0]], ready["counts"]


async def until(browser: Browser, list_id: str, state: str) -> Any:
    while True:
        read = await browser.get(f"/api/call-lists/{list_id}")
        if read["state"] == state:
            return read
        if read["state"] in {"failed", "cancelled"}:
            raise Refused(f"the list is {read['state']}: {read}")
        await asyncio.sleep(POLL)


class _Seen:
    """The peak memory (MB) and the processor seconds of the processes that take part, by their part."""

    def __init__(self) -> None:
        self.peaks: dict[str, float] = {}
        self._spent: dict[tuple[str, int], tuple[float, float]] = {}

    def look(self, name: str, pid: int) -> None:
        try:
            times = psutil.Process(pid).cpu_times()
            self.peaks[name] = max(self.peaks.get(name, 0), peak_mb(pid))
        except (OSError, ValueError, psutil.Error):
            return
        spent = times.user + times.system
        first, _ = self._spent.setdefault((name, pid), (spent if name in {"web", "vault"} else 0.0, spent))
        self._spent[name, pid] = (first, spent)

    def cpu_seconds(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for (name, _), (first, last) in self._spent.items():
            found[name] = found.get(name, 0.0) + last - first
        return found


@asynccontextmanager
async def watched(service: Service) -> AsyncIterator[_Seen]:
    seen = _Seen()
    watching = asyncio.create_task(_watch(service, seen))
    try:
        yield seen
    finally:
        watching.cancel()


_AT_DATABASE = "SELECT pid FROM pg_stat_activity WHERE application_name = 'callcenter import'"


async def _watch(service: Service, seen: _Seen) -> None:
    """In a thread: looking through the processes would keep everything waiting that is measured here."""
    async with bare(read_dsn(service.settings.owner_folder)) as connection:
        while True:
            at_database = [row[0] for row in await connection.fetch(_AT_DATABASE)]
            await asyncio.to_thread(_look, service, seen, at_database)
            await asyncio.sleep(0.2)


def _look(service: Service, seen: _Seen, at_database: Sequence[int]) -> None:
    seen.look("web", service.web)
    seen.look("vault", service.vault)
    for child in psutil.Process(service.vault).children():
        with suppress(psutil.Error):
            command = " ".join(child.cmdline())
            for name in ("import_child", "reader_child"):
                if name in command:
                    seen.look(name.replace("_", " "), child.pid)
    for pid in at_database:
        seen.look("PostgreSQL for the import", pid)


# --- the limit ----------------------------------------------------------------------------------------------


async def _copy(service: Service, list_id: UUID, content: bytes) -> tuple[float, float]:
    """Seconds to COPY the same rows, unsealed and under new ids, into the same tables; and the file as it is."""
    async with bare(read_dsn(service.settings.owner_folder)) as connection:
        contacts, secrets = await _unsealed(connection, list_id)
        with stopwatch() as took:
            async with connection.transaction():
                await connection.copy_records_to_table("contacts", records=contacts, columns=CONTACT_COLUMNS)
                await connection.copy_records_to_table(
                    "contact_secrets", records=secrets, columns=SECRET_COLUMNS
                )
        columns = content.split(b"\r\n", 1)[0].count(b";") + 1
        names = [f"c{number}" for number in range(columns)]
        await connection.execute(
            f"CREATE TEMPORARY TABLE raw ({', '.join(f'{name} text' for name in names)})"
        )
        with stopwatch() as text:
            await connection.copy_to_table(
                "raw",
                source=io.BytesIO(content),
                format="csv",
                delimiter=";",
                header=True,
                encoding="win1252",
            )
    return took[0], text[0]


async def _unsealed(connection: asyncpg.Connection, list_id: UUID) -> tuple[list[Any], list[Any]]:
    """The list's rows, their sealed blobs replaced by as many bytes of plain text."""
    plain = pad(b"Mme Durandeau, 12 rue des Lilas, 35000 Rennes, +33612345678 " * 10)
    new: dict[Any, UUID] = {}
    contacts, secrets = [], []
    async with connection.transaction():
        asked = f"SELECT {', '.join(CONTACT_COLUMNS)} FROM contacts WHERE list_id = $1 ORDER BY line"
        async for row in connection.cursor(asked, list_id, prefetch=5_000):
            new[row[0]] = new_id()
            contacts.append((new[row[0]], *tuple(row)[1:-1], plain[: len(row[-1])]))
        asked = f"SELECT {', '.join(SECRET_COLUMNS)} FROM contact_secrets WHERE list_id = $1"
        at = SECRET_COLUMNS.index("sealed")
        async for row in connection.cursor(asked, list_id, prefetch=5_000):
            values = list(row)
            values[0], values[at] = new[row[0]], plain[: len(values[at])]
            secrets.append(tuple(values))
    return contacts, secrets


# --- the files ----------------------------------------------------------------------------------------------


def csv_file(rows: int, *, first: int = 0) -> bytes:
    """A call list as partners send them: `;`, cp1252, CRLF."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(partner_rows(rows, first=first))
    return written.getvalue().encode("cp1252")


def _workbook(rows: int) -> bytes:
    """The same people in another partner's order: numbers that no list has yet."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Clients")
        for at, row in enumerate(partner_rows(rows, first=2_000_000)):
            sheet.write_row(at, 0, row)
    return written.getvalue()
