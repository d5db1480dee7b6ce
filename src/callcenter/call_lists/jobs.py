"""The vault's part in call lists: looks at a sealed file, seals its contacts one by one, forgets the file.

Numbers exist in clear only between a frame of the reader child and the sealed row; none is logged or stored.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from asyncpg.pgproto.pgproto import UUID as FastUUID  # noqa: N811 - a UUID whose bytes cost nothing, unlike uuid's

from callcenter.call_lists import queries
from callcenter.call_lists.models import CallList
from callcenter.call_lists.queries import NewContact, Remark
from callcenter.call_lists.reader import read_file
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.rotation import hold_keks
from callcenter.call_lists.schemas import (
    CallListCancelled,
    CallListFailed,
    CallListImported,
    CallListInspected,
    CallListRereadRefused,
)
from callcenter.call_lists.service import IMPORT, INSPECT, REMOVE
from callcenter.infra import age, journal
from callcenter.infra.db import Db, bare, driver, read_dsn
from callcenter.infra.exchange import Letter
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field, SealBroken
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.ids import new_id, reference
from callcenter.partners import service as partners
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

PROGRESS_SECONDS = 0.5


class _GivenUp(Exception):
    """The partner cancelled while the import ran."""


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
            await (_keep_reading if row.layout else _fail)(db, row, refusal.code)
            return
        await _keep_preview(db, keys, row, found)

    async def import_(db: Db, list_id: UUID) -> None:
        row = await queries.by_id(db, list_id)
        if row is None or row.state != "importing":
            return
        dsn = read_dsn(settings.vault_folder)
        async with bare(dsn) as beside, bare(dsn) as source:
            try:
                async with db.begin_nested(), aclosing(file_pieces(source, keys, list_id)) as pieces:
                    await Import(db, keys, row, beside).run(pieces)
            except FileRefused as refusal:
                await _fail(db, row, refusal.code)
            except _GivenUp:
                await queries.move(db, row.id, origins=["importing"], target="cancelled", progress=None)
                await queries.drop_chunks(db, row.id)
                await journal.append(db, CallListCancelled(**_ids(row)))

    async def remove(db: Db, list_id: UUID) -> None:
        await queries.drop_contacts(db, list_id)
        await queries.remove(db, list_id)
        keys.forget(list_id)

    async def given_up(db: Db, list_id: UUID) -> None:
        row = await queries.by_id(db, list_id)
        if row is not None:
            await _fail(db, row, "list_failed")

    registry.add(INSPECT, inspect, failed=given_up)
    registry.add(IMPORT, import_, failed=given_up)
    registry.add(REMOVE, remove)


def _ids(row: CallList) -> dict[str, UUID]:
    return {"list_id": row.id, "site_id": row.site_id, "partner_id": row.partner_id}


async def _fail(db: Db, row: CallList, code: str) -> None:
    """Nothing of the file stays but the reason."""
    origins = ["received", "inspecting", "importing"]
    if await queries.move(db, row.id, origins=origins, target="failed", failure=code, progress=None):
        await queries.drop_chunks(db, row.id)
        await queries.drop_preview(db, row.id)
        await journal.append(db, CallListFailed(code=code, **_ids(row)))


async def file_pieces(
    connection: asyncpg.Connection, keys: VaultKeyring, list_id: UUID
) -> AsyncGenerator[bytes, None]:
    """The partner's file, opened piece by piece; what came in an age package is taken out of it on the way.

    It is read while batches are stored, hence on a connection that nothing else uses. Raises FileRefused:
    upload_incomplete, and the codes of `age.PackageRefused`. Close it (`aclosing`) when it is left early.
    """
    async with aclosing(_uploaded(connection, keys, list_id)) as pieces:
        first = await anext(pieces)
        if not age.looks_like_package(first):
            yield first
            async for piece in pieces:
                yield piece
            return
        async with aclosing(keys.open_package(_with_first(first, pieces))) as unpacked:
            try:
                async for piece in unpacked:
                    yield piece
            except age.PackageRefused as refusal:
                raise FileRefused(refusal.code) from None


async def _with_first(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


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


@dataclass(slots=True)
class _Batch:
    """Checked rows (see `reader_child`), their blind indexes, and which of those are known or suppressed."""

    drafts: list[Any]
    refused: list[Any]
    indexes: list[bytes]
    references: list[bytes | None]
    fingerprints: list[list[bytes]]
    known: set[bytes] = field(default_factory=set)
    suppressed: set[bytes] = field(default_factory=set)


class Import:
    """One import: frames of checked rows in, sealed contacts and remarks out, all in the job's transaction."""

    def __init__(self, db: Db, keys: VaultKeyring, row: CallList, beside: asyncpg.Connection) -> None:
        """`beside` is a second connection, on which progress shows before the import is committed."""
        self._db, self._keys, self._row, self._beside = db, keys, row, beside
        self._list_id = FastUUID(row.id.bytes)
        self._partner_index, self._suppression = (
            keys.partner_index_key(row.partner_id),
            keys.suppression_key(),
        )
        self._counts = dict.fromkeys(
            ("lines", "accepted", "warned", "not_callable", "refused", "duplicate"), 0
        )
        self._seen: set[bytes] = set()
        self._zones: set[str] = set()
        self._started = self._shown = time.monotonic()

    async def run(self, pieces: AsyncIterator[bytes]) -> None:
        """Raises FileRefused, _GivenUp; the caller rolls back to where it began."""
        row, db = self._row, self._db
        assert row.mapping is not None
        await queries.lock_partner(db, row.partner_id)
        await self._make_keys()
        terms = await partners.agreed_terms(db, row.partner_id)
        order = row.mapping | {
            "task": "import",
            "purpose": row.purpose,
            "agreed": [str(basis) for basis in terms.consent_bases],
            "today": clock.now().date().isoformat(),
        }
        connection = await driver(db)
        await queries.stage_contacts(connection)
        storing: asyncio.Task[None] | None = None
        async with read_file(order, pieces) as frames:
            try:
                async for drafts, refused in frames:
                    batch = self._indexed(drafts, refused)
                    if storing is not None:
                        await storing
                    await self._look_up(connection, batch)
                    # The database stores this batch while the next one is read and indexed.
                    storing = asyncio.create_task(self._store(connection, *self._seal(batch)))
                    await self._show_progress()
            finally:
                if storing is not None:
                    await asyncio.wait([storing])
        if storing is None:
            raise FileRefused("file_header_only")
        storing.result()
        await self._show_progress(at_once=True)
        await self._finish()

    async def _make_keys(self) -> None:
        row, keys = self._row, self._keys
        await hold_keks(self._db)
        wrapped, kek_version = keys.new_list_secret(row.id)
        letter = keys.view_key_for_web(row.id, 1, wrapped)
        await queries.put_secret(
            self._db, row.id, kek_version=kek_version, wrapped=wrapped, view_key_for_web=letter
        )
        self._contact_key = keys.contact_key(row.id, 1, wrapped)
        self._view_key = keys.view_key(row.id, 1, wrapped)

    def _indexed(self, drafts: list[Any], refused: list[Any]) -> "_Batch":
        mine, do_not_call = self._partner_index, self._suppression.index
        fingerprints = [[do_not_call(number) for number in draft[3]] for draft in drafts]
        return _Batch(
            drafts,
            refused,
            [mine.of_fingerprint(prints[0]) for prints in fingerprints],
            [mine.reference(draft[7]) if draft[7] else None for draft in drafts],
            fingerprints,
        )

    async def _look_up(self, connection: asyncpg.Connection, batch: "_Batch") -> None:
        batch.known = await queries.known_numbers(connection, self._row.partner_id, batch.indexes)
        prints = [fingerprint for row in batch.fingerprints for fingerprint in row]
        batch.suppressed = await queries.suppressed_numbers(connection, prints)

    def _seal(self, batch: "_Batch") -> tuple[list[NewContact], list[Remark]]:
        """Sorts a batch into sealed contacts and remarks, and counts both."""
        counts, contacts = self._counts, []
        remarks: list[Remark] = [(line, "refused", name, code) for line, name, code in batch.refused]
        rows = zip(batch.drafts, batch.indexes, batch.references, batch.fingerprints, strict=True)
        for draft, index, client_reference, prints in rows:
            line, zone, reason, _, warnings, secret, view, _ = draft
            if index in self._seen or index in batch.known:
                code = "duplicate_in_file" if index in self._seen else "duplicate_in_partner"
                remarks.append((line, "duplicate", "phone", code))
                counts["duplicate"] += 1
                continue
            self._seen.add(index)
            if batch.suppressed and not batch.suppressed.isdisjoint(prints):
                reason = "suppressed"
            if reason:
                remarks.append((line, "not_callable", None, reason))
            remarks += [(line, "warning", name, code) for name, code in warnings]
            counts["not_callable" if reason else "warned" if warnings else "accepted"] += 1
            self._zones.add(zone)
            contact_id = FastUUID(new_id().bytes)
            contacts.append(
                NewContact(
                    contact_id,
                    line,
                    reference(contact_id),
                    reason,
                    zone,
                    self._view_key.seal_packed(Address(Field.VIEW, self._list_id, contact_id, 1), view),
                    self._contact_key.seal_packed(
                        Address(Field.CONTACT, self._list_id, contact_id, 1), secret
                    ),
                    index,
                    client_reference,
                )
            )
        counts["refused"] += len(batch.refused)
        counts["lines"] += len(batch.drafts) + len(batch.refused)
        remarks.sort(key=lambda remark: remark[0])
        return contacts, remarks

    async def _store(
        self, connection: asyncpg.Connection, contacts: list[NewContact], remarks: list[Remark]
    ) -> None:
        if contacts:
            await queries.insert_contacts(connection, self._row, contacts)
        if remarks:
            await queries.insert_report(connection, self._row.id, remarks)

    async def _show_progress(self, *, at_once: bool = False) -> None:
        """Shows how far it is, at most twice a second; raises _GivenUp when the partner wants no more of it."""
        now = time.monotonic()
        if now - self._shown < PROGRESS_SECONDS and not at_once:
            return
        self._shown = now
        assert self._row.layout is not None
        done, total = self._counts["lines"], self._row.layout["lines"]
        rate = round(done / max(now - self._started, 0.001), 1)
        progress = {"done": done, "total": max(done, total), "rate": rate}
        if await queries.write_progress(self._beside, self._row.id, progress):
            raise _GivenUp

    async def _finish(self) -> None:
        row, counts = self._row, self._counts
        values = {"counts": counts, "zones": sorted(self._zones), "imported_at": clock.now()}
        if not await queries.move(self._db, row.id, origins=["importing"], target="ready", **values):
            raise _GivenUp
        await queries.drop_chunks(self._db, row.id)
        await queries.drop_preview(self._db, row.id)
        await journal.append(self._db, CallListImported(**_ids(row), **counts))
        log.info("list imported", list_id=str(row.id), lines=counts["lines"])
