"""The vault's part in call lists: looks at a sealed file, seals its contacts one by one, forgets the file.

Numbers exist in clear only between a frame of the reader child and the sealed row; none is logged or stored.
"""

import json
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from callcenter.call_lists import queries
from callcenter.call_lists.models import CallList
from callcenter.call_lists.queries import NewContact
from callcenter.call_lists.reader import read_file
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.rotation import hold_keks
from callcenter.call_lists.schemas import (
    CallListCancelled,
    CallListFailed,
    CallListImported,
    CallListInspected,
)
from callcenter.call_lists.service import IMPORT, INSPECT, REMOVE
from callcenter.infra import journal
from callcenter.infra.db import Db, bare, read_dsn
from callcenter.infra.exchange import Letter
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field, ListKey, SealBroken
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
                found = await _inspected(beside, keys, list_id)
        except FileRefused as refusal:
            await _fail(db, row, refusal.code)
            return
        await _keep_preview(db, keys, row, found)

    async def import_(db: Db, list_id: UUID) -> None:
        row = await queries.by_id(db, list_id)
        if row is None or row.state != "importing":
            return
        dsn = read_dsn(settings.vault_folder)
        async with bare(dsn) as beside, bare(dsn) as source:
            try:
                async with db.begin_nested():
                    await Import(db, keys, row, beside).run(file_pieces(source, keys, list_id))
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
) -> AsyncIterator[bytes]:
    """The partner's file, opened piece by piece. Raises FileRefused(upload_incomplete).

    It is read while batches are stored, hence on a connection that nothing else uses.
    """
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


async def _inspected(connection: asyncpg.Connection, keys: VaultKeyring, list_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with read_file({"task": "inspect"}, file_pieces(connection, keys, list_id)) as frames:
        async for (frame,) in frames:
            found = frame
    return found


async def _keep_preview(db: Db, keys: VaultKeyring, row: CallList, found: dict[str, Any]) -> None:
    """The layout, which holds no personal data, in clear; headers and masked samples sealed for the web process."""
    shape, lines, columns = found["shape"], found["lines"], found["columns"]
    preview = shape | {"lines_estimate": lines, "columns": columns}
    sealed = keys.seal_for_web(Letter.PREVIEW, row.id, 0, True, json.dumps(preview).encode())
    layout = {"shape": shape, "lines": lines, "width": len(columns)}
    origins = ["received", "inspecting"]
    if await queries.move(db, row.id, origins=origins, target="needs_mapping", layout=layout):
        await queries.put_preview(db, row.id, sealed)
        await journal.append(db, CallListInspected(lines=lines, **_ids(row)))


class Import:
    """One import: frames of checked rows in, sealed contacts and remarks out, all in the job's transaction."""

    def __init__(self, db: Db, keys: VaultKeyring, row: CallList, beside: asyncpg.Connection) -> None:
        """`beside` is a second connection, on which progress shows before the import is committed."""
        self._db, self._keys, self._row, self._beside = db, keys, row, beside
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
        contact_key, view_key = await self._make_keys()
        terms = await partners.agreed_terms(db, row.partner_id)
        order = row.mapping | {
            "task": "import",
            "agreed": [str(basis) for basis in terms.consent_bases],
            "today": clock.now().date().isoformat(),
        }
        connection = await queries.driver(db)
        async with read_file(order, pieces) as frames:
            async for drafts, refused in frames:
                await self._take(connection, contact_key, view_key, drafts, refused)
                await self._show_progress()
        if not self._counts["lines"]:
            raise FileRefused("file_header_only")
        await self._show_progress(at_once=True)
        await self._finish()

    async def _make_keys(self) -> tuple[ListKey, ListKey]:
        row, keys = self._row, self._keys
        await hold_keks(self._db)
        wrapped, kek_version = keys.new_list_secret(row.id)
        letter = keys.view_key_for_web(row.id, 1, wrapped)
        await queries.put_secret(
            self._db, row.id, kek_version=kek_version, wrapped=wrapped, view_key_for_web=letter
        )
        return keys.contact_key(row.id, 1, wrapped), keys.view_key(row.id, 1, wrapped)

    async def _take(
        self,
        connection: asyncpg.Connection,
        contact_key: ListKey,
        view_key: ListKey,
        drafts: list[Any],
        refused: list[Any],
    ) -> None:
        """One batch: duplicates and suppressions by blind index, then seal and store."""
        remarks = [(line, "refused", field, code) for line, field, code in refused]
        indexes = [self._partner_index.index(draft[3]["phone"]) for draft in drafts]
        prints = [
            [self._suppression.index(number) for number in (secret["phone"], *secret.get("other_phones", ()))]
            for _, _, _, secret, _, _ in drafts
        ]
        known = await queries.known_numbers(connection, self._row.partner_id, indexes)
        blocked = await queries.suppressed_numbers(connection, [p for row in prints for p in row])
        contacts: list[NewContact] = []
        for draft, index, fingerprints in zip(drafts, indexes, prints, strict=True):
            line, zones, reason, _, _, warnings = draft
            if index in self._seen or index in known:
                code = "duplicate_in_file" if index in self._seen else "duplicate_in_partner"
                remarks.append((line, "duplicate", "phone", code))
                self._counts["duplicate"] += 1
                continue
            self._seen.add(index)
            if blocked and not blocked.isdisjoint(fingerprints):
                reason = "suppressed"
            if reason:
                remarks.append((line, "not_callable", None, reason))
            remarks += [(line, "warning", field, code) for field, code in warnings]
            self._counts["not_callable" if reason else "warned" if warnings else "accepted"] += 1
            self._zones.add(zones[0])
            contacts.append(_sealed(self._row.id, contact_key, view_key, draft, reason, index))
        self._counts["refused"] += len(refused)
        self._counts["lines"] += len(drafts) + len(refused)
        if contacts:
            await queries.insert_contacts(connection, self._row, contacts)
        if remarks:
            remarks.sort(key=lambda remark: remark[0])
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


def _sealed(
    list_id: UUID, contact_key: ListKey, view_key: ListKey, draft: Any, reason: str | None, index: bytes
) -> NewContact:
    line, zones, _, secret, view, _ = draft
    contact_id = new_id()
    return NewContact(
        contact_id,
        line,
        reference(contact_id),
        reason,
        zones[0],
        view_key.seal(Address(Field.VIEW, list_id, contact_id, 1), view),
        contact_key.seal(Address(Field.CONTACT, list_id, contact_id, 1), secret),
        index,
    )
