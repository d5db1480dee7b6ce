"""The vault's part in outcomes: writing a result file by the partner's own client reference."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.campaigns.rules import catalogue
from callcenter.contacts.jobs import open_contact
from callcenter.infra.db import Db
from callcenter.infra.exchange import Letter
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.text import formula_safe
from callcenter.outcomes import queries
from callcenter.outcomes.models import ResultChunk, ResultFile
from callcenter.outcomes.service import MAKE_RESULTS

KEPT = timedelta(days=1)
"""A result file is deleted when another is made, a day later at the earliest: it can be made again."""

CHUNK_BYTES = 256 * 1024

_HEADERS = {
    "fr": (
        "référence client", "ligne", "résultat", "groupe", "date", "tentatives", "motif", "rendez-vous", "lieu",
        "décision", "note 0-10", "type de demande", "résolution", "satisfaction 1-5", "rappel", "note",
    ),
    "en": (
        "client reference", "line", "outcome", "group", "date", "attempts", "reason", "appointment", "place",
        "decision", "score 0-10", "case", "resolution", "satisfaction 1-5", "callback", "note",
    ),
}  # fmt: skip


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""


def result_cells(row: Any, reference: str, note: str, language: str, zone: ZoneInfo) -> list[str]:
    """One line of the file; every cell is neutralised against spreadsheet formulas."""
    outcome, details = catalogue()[row.code], row.details
    loyalty, sales = details.get("loyalty") or {}, details.get("after_sales") or {}
    reasons = {reason["code"]: reason[language] for reason in outcome.reasons}
    callback = details.get("callback_at")
    cells = [
        reference,
        str(row.line),
        outcome.labels[language],
        outcome.group_labels[language],
        _local(row.recorded_at, zone),
        str(row.attempts),
        reasons.get(details.get("reason") or "", ""),
        _local(row.starts_at, zone),
        row.place or "",
        loyalty.get("decision", ""),
        str(loyalty.get("score", "")),
        sales.get("case_kind", ""),
        sales.get("resolution", ""),
        str(sales.get("satisfaction", "")),
        _local(datetime.fromisoformat(callback), zone) if callback else "",
        note,
    ]
    return [formula_safe(cell) for cell in cells]


def _released_note(keys: VaultKeyring, row: Any) -> str:
    """The agent's note, if a supervisor released it."""
    if row.note_state != "released":
        return ""
    key = keys.view_key(row.list_id, row.note_key_version, row.wrapped)
    return str(key.open(Address(Field.NOTE, row.list_id, row.outcome_id, 1), row.note)["note"])


def _pieces(content: bytes) -> Iterator[tuple[int, bool, bytes]]:
    count = max(1, -(-len(content) // CHUNK_BYTES))
    for number in range(count):
        yield number, number == count - 1, content[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]


def register(registry: Registry, keys: VaultKeyring) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def make_results(db: Db, file_id: UUID) -> None:
        file = await queries.result_file_to_make(db, file_id)
        if file is None or file.state != "requested":
            return
        await queries.drop_old_files(db, clock.now() - KEPT)
        language = "en" if file.language == "en" else "fr"
        zone = ZoneInfo(await queries.partner_zone(db, file.partner_id))
        written = io.StringIO()
        lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
        lines.writerow(_HEADERS[language])
        rows = await queries.result_rows(db, file.campaign_id, file.partner_id)
        for row in rows:
            record = open_contact(keys, row)
            note = _released_note(keys, row)
            lines.writerow(result_cells(row, record.get("client_reference") or "", note, language, zone))
        content = "\ufeff".encode() + written.getvalue().encode()
        for number, last, piece in _pieces(content):
            sealed = keys.seal_for_web(Letter.RESULTS, file_id, number, last, piece)
            db.add(ResultChunk(file_id=file_id, number=number, last=last, sealed=sealed))
        file.state, file.rows, file.ready_at = "ready", len(rows), clock.now()
        await db.flush()

    async def given_up(db: Db, file_id: UUID) -> None:
        file: ResultFile | None = await queries.result_file_to_make(db, file_id)
        if file is not None:
            file.state = "failed"
            await db.flush()

    registry.add(MAKE_RESULTS, make_results, failed=given_up)
