"""The vault's part in call lists: looks at a sealed file, has its contacts sealed and stored, forgets the file.

Numbers exist in clear only between a frame of the reader child and the sealed row; none is logged or stored.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.alerts import service as alerts
from callcenter.call_lists import packages, queries, refused, screening
from callcenter.call_lists.importer import run_import
from callcenter.call_lists.models import CallList
from callcenter.call_lists.reader import read_file
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.schemas import (
    CallListCancelled,
    CallListFailed,
    CallListImported,
    CallListInspected,
    CallListPaused,
    CallListRereadRefused,
)
from callcenter.call_lists.service import IMPORT, INSPECT, REMOVE, WEIGH_LIST
from callcenter.infra import jobs, journal, space
from callcenter.infra.db import Db, bare, driver, read_dsn, sessions
from callcenter.infra.exchange import Letter
from callcenter.infra.jobs import Later, Registry
from callcenter.infra.sealing import SealBroken
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.partners import service as partners
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

ABANDONED = timedelta(hours=24)
"""A list without its file is given up after so long."""

TEND_SECONDS = 300.0

TURN, ROOM = timedelta(seconds=1), timedelta(seconds=5)
"""How soon an import that waits for its turn, or for room on the disk, asks again."""


def register(registry: Registry, keys: VaultKeyring, settings: Settings) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def inspect(db: Db, list_id: UUID) -> None:
        row = await queries.by_id(db, list_id)
        if row is None or row.state not in {"received", "inspecting"}:
            return
        try:
            async with bare(read_dsn(settings.vault_folder)) as beside:
                await queries.show_inspecting(beside, list_id)
                found = await _inspected(beside, keys, row)
        except FileRefused as refusal:
            if row.layout:
                await _keep_reading(db, row, refusal.code)
            else:
                await _fail(db, keys, row, refusal.code)
            return
        await _keep_preview(db, keys, row, found)

    async def import_(db: Db, list_id: UUID) -> None:
        row = await queries.by_id(db, list_id)
        if row is None or row.state != "importing":
            return
        async with bare(read_dsn(settings.vault_folder)) as beside:
            try:
                await Import(db, keys, row, beside, settings).run()
            except FileRefused as refusal:
                await _fail(db, keys, row, refusal.code)

    async def remove(db: Db, list_id: UUID) -> None:
        await queries.drop_contents(db, list_id)
        await queries.remove(db, list_id)
        keys.forget(list_id)

    async def given_up(db: Db, list_id: UUID) -> None:
        row = await queries.by_id(db, list_id)
        if row is not None:
            await _fail(db, keys, row, "list_failed")

    registry.add(INSPECT, inspect, failed=given_up, slow=True)
    registry.add(IMPORT, import_, failed=given_up, slow=True)
    registry.add(REMOVE, remove, slow=True)


async def tend(engine: AsyncEngine, waker: Waker, stopping: asyncio.Event) -> None:
    """Every few minutes: lists whose file never came, or was cut off and not sent again, are given up."""
    make = sessions(engine)
    while not stopping.is_set():
        try:
            async with make() as db:
                await clear_abandoned(db)
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("tending lists failed", error=type(problem).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), TEND_SECONDS)


async def clear_abandoned(db: Db) -> None:
    for row in await queries.give_up_abandoned(db, clock.now() - ABANDONED):
        await queries.drop_chunks(db, row.id)
        await journal.append(db, CallListCancelled(**_ids(row)))


def _ids(row: CallList) -> dict[str, UUID]:
    return {"list_id": row.id, "site_id": row.site_id, "partner_id": row.partner_id}


async def _fail(db: Db, keys: VaultKeyring, row: CallList, code: str) -> None:
    """Nothing of the file stays but the reason."""
    origins = ["received", "inspecting", "importing"]
    if await queries.move(db, row.id, origins=origins, target="failed", failure=code, progress=None):
        await _drop_all(db, keys, row)
        await alerts.raise_(db, "import_failed", site_id=row.site_id, now=clock.now())
        await journal.append(db, CallListFailed(code=code, **_ids(row)))


async def _drop_all(db: Db, keys: VaultKeyring, row: CallList) -> None:
    await queries.drop_contents(db, row.id)
    await queries.drop_chunks(db, row.id)
    await queries.drop_preview(db, row.id)
    keys.forget(row.id)


def file_pieces(
    connection: asyncpg.Connection, keys: VaultKeyring, list_id: UUID
) -> AsyncGenerator[bytes, None]:
    """The partner's file, opened piece by piece, on a connection that nothing else uses: it is read while batches are
    stored. Raises FileRefused: upload_incomplete, and what `packages.unpacked` raises.
    """
    return packages.unpacked(keys, _uploaded(connection, keys, list_id))


async def _uploaded(
    connection: asyncpg.Connection, keys: VaultKeyring, list_id: UUID
) -> AsyncGenerator[bytes, None]:
    """The file as it was sent. Raises FileRefused(upload_incomplete)."""
    number = 0
    while True:
        chunk = await queries.chunk(connection, list_id, number)
        if chunk is None:
            raise FileRefused("upload_incomplete")
        try:
            yield keys.open_upload_chunk(list_id, number, chunk["last"], chunk["sealed"])
        except SealBroken:
            raise FileRefused("upload_incomplete") from None
        if chunk["last"]:
            return
        number += 1


async def _keep_reading(db: Db, row: CallList, code: str) -> None:
    """A file that was read once and cannot be read as chosen since stays as it was read."""
    assert row.layout is not None
    layout = row.layout | {"chosen": row.layout["before"], "refused": code}
    if await queries.move(db, row.id, origins=["inspecting"], target="needs_mapping", layout=layout):
        await journal.append(db, CallListRereadRefused(code=code, **_ids(row)))


async def _inspected(connection: asyncpg.Connection, keys: VaultKeyring, row: CallList) -> dict[str, Any]:
    found: dict[str, Any] = {}
    order = {"task": "inspect", "chosen": row.layout["chosen"] if row.layout else {}}
    async with (
        aclosing(file_pieces(connection, keys, row.id)) as pieces,
        read_file(order, pieces) as frames,
    ):
        async for (frame,) in frames:
            found = frame
    return found


async def _keep_preview(db: Db, keys: VaultKeyring, row: CallList, found: dict[str, Any]) -> None:
    """The layout, which holds no personal data, in clear; headers and masked samples sealed for the web process."""
    shape, lines, columns = found["shape"], found["lines"], found["columns"]
    fingerprint = keys.partner_index_key(row.partner_id).layout(found.pop("layout"))
    confirmed = await queries.layout(db, row.partner_id, fingerprint)
    if confirmed is not None:
        _propose_again(columns, confirmed.mapping["columns"])
    preview = shape | {
        "lines_estimate": lines,
        "columns": columns,
        "questions": found["questions"],
        "sheets": found["sheets"],
        "top": found["top"],
        "remembered_at": confirmed and confirmed.confirmed_at.isoformat(),
    }
    sealed = keys.seal_for_web(Letter.PREVIEW, row.id, 0, True, json.dumps(preview).encode())
    layout = {
        "shape": shape,
        "lines": lines,
        "width": len(columns),
        "questions": [question["about"] for question in found["questions"]],
        "chosen": row.layout["chosen"] if row.layout else {},
        "fingerprint": fingerprint.hex(),
    }
    origins = ["received", "inspecting"]
    if await queries.move(db, row.id, origins=origins, target="needs_mapping", layout=layout):
        await queries.put_preview(db, row.id, sealed)
        await journal.append(db, CallListInspected(lines=lines, **_ids(row)))


def _propose_again(columns: list[dict[str, Any]], confirmed: list[tuple[int, str, str]]) -> None:
    """Puts the mapping a partner confirmed for this layout in the place of the proposed one."""
    at = {index: (name, use) for index, name, use in confirmed}
    for column in columns:
        column["field"], column["use"] = at.get(column["index"], ("ignore", "ignore"))


class Import:
    """One run of an import, from where the last one ended to the end of the file or the partner's word.

    Its rows are committed slice by slice by a child (see `import_child`) and belong to nobody's work until the
    list is ready: that is one statement here, in the job's transaction.
    """

    def __init__(
        self, db: Db, keys: VaultKeyring, row: CallList, beside: asyncpg.Connection, settings: Settings
    ) -> None:
        """`beside` is a second connection: for what must be seen or last before the job's transaction ends."""
        self._db, self._keys, self._row, self._beside = db, keys, row, beside
        self._dsn = read_dsn(settings.vault_folder)
        self._folder, self._reserve = space.watched_folder(settings), settings.disk_reserve_bytes

    def _is_short(self) -> bool:
        return self._folder is not None and space.is_short(self._folder, self._reserve)

    async def run(self) -> None:
        """Raises FileRefused; Later when another list of the partner goes first; ImportBroken."""
        row = self._row
        how = "stopped"
        if not row.cancelling and not row.pausing:
            if not await queries.takes_turn(self._beside, row):
                await queries.show_waiting(self._beside, row.id, "other_list")
                raise Later(TURN)
            how = "full" if self._is_short() else await self._store_rows()
        if how == "end":
            await self._finish()
        elif how == "full":
            await queries.show_waiting(self._beside, row.id, "storage_full")
            log.warning("import waits for room on the disk", list_id=str(row.id))
            raise Later(ROOM)
        elif how == "stopped":
            await self._stop()
        else:
            raise Later(TURN)

    async def _store_rows(self) -> str:
        row, db = self._row, self._db
        assert row.mapping is not None
        assert row.layout is not None
        wrapped = await self._list_secret()
        if wrapped is None:
            return "lost"
        terms = await partners.agreed_terms(db, row.partner_id)
        file_order = row.mapping | {
            "task": "import",
            "purpose": row.purpose,
            "agreed": [str(basis) for basis in terms.consent_bases],
            "today": clock.now().date().isoformat(),
            "after": row.imported_through,
        }
        order = {
            "dsn": self._dsn,
            "list_id": row.id.bytes,
            "partner_id": row.partner_id.bytes,
            "site_id": row.site_id.bytes,
            "key_version": 1,
            "after": row.imported_through,
            "counts": row.counts,
            "zones": row.zones,
            "total": row.layout["lines"],
            "folder": None if self._folder is None else str(self._folder),
            "reserve": self._reserve,
        }
        raw = self._keys.keys_for_import(row.id, row.partner_id, 1, wrapped)
        async with (
            bare(self._dsn) as source,
            aclosing(file_pieces(source, self._keys, row.id)) as pieces,
        ):
            return await run_import(file_order, pieces, order, raw)

    async def _list_secret(self) -> bytes | None:
        """The list's wrapped secret, made and committed before the first row is sealed by it.

        None when the list is to be destroyed: no secret may appear behind that.
        """
        row, keys = self._row, self._keys
        async with self._beside.transaction():
            if not await queries.still_imports(self._beside, row.id):
                return None
            await queries.hold_keks(self._beside)
            wrapped = await queries.secret(self._beside, row.id)
            if wrapped is None:
                wrapped, kek_version = keys.new_list_secret(row.id)
                letter = keys.view_key_for_web(row.id, 1, wrapped)
                await queries.put_secret(
                    self._beside, row.id, kek_version=kek_version, wrapped=wrapped, view_key_for_web=letter
                )
        return wrapped

    async def _stop(self) -> None:
        """What the partner asked for. Whatever is stored stays for the next run, or goes for good."""
        row, db = self._row, self._db
        asked = await queries.asked(db, row.id)
        if asked == "cancel":
            if await queries.move(db, row.id, origins=["importing"], target="cancelled", progress=None):
                await _drop_all(db, self._keys, row)
                await journal.append(db, CallListCancelled(**_ids(row)))
        elif asked == "pause":
            await queries.move(db, row.id, origins=["importing"], target="paused", pausing=False)
            await journal.append(db, CallListPaused(**_ids(row)))

    async def _finish(self) -> None:
        row, db = self._row, self._db
        if await queries.asked(db, row.id) == "cancel":
            await self._stop()
            return
        counts = await queries.counts(db, row.id)
        if counts is None:
            raise FileRefused("file_header_only")
        connection = await driver(db)
        late = await screening.settle(connection, self._keys, row, row.created_at)
        counts |= await screening.count_late(connection, row.id, counts, late)
        contacts = sum(counts[name] for name in ("accepted", "warned", "not_callable"))
        totals = {"contacts": contacts, "not_callable": counts["not_callable"], "withdrawn": 0}
        values = {"imported_at": clock.now(), "pausing": False, "counts": counts, "totals": totals}
        await queries.move(db, row.id, origins=["importing"], target="ready", **values)
        await queries.drop_chunks(db, row.id)
        await queries.drop_preview(db, row.id)
        await jobs.enqueue(db, WEIGH_LIST, row.id)
        await refused.keep_for_a_while(db, row, counts["refused"])
        await journal.append(db, CallListImported(**_ids(row), **counts))
        log.info("list imported", list_id=str(row.id), lines=counts["lines"])
