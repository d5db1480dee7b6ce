"""The vault's part in do-not-call lists: numbers in, fingerprints kept; contacts taken out of calling and put back.

Numbers exist in clear only between a frame of the reader child and their fingerprints.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Any, Literal
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.accounts.approvals import LIFETIME
from callcenter.call_lists import packages
from callcenter.call_lists.reader import read_file
from callcenter.call_lists.refusals import FileRefused
from callcenter.contacts.jobs import numbers_of, open_contact, sealed_contact
from callcenter.contacts.schemas import ContactSuppressed
from callcenter.do_not_call import queries
from callcenter.do_not_call.models import NumberOrder
from callcenter.do_not_call.rules import number_columns, postcode_column
from callcenter.do_not_call.schemas import NumbersFailed, NumbersHandled
from callcenter.do_not_call.service import CARRY_OUT, OBJECT, WITHDRAW
from callcenter.infra import journal
from callcenter.infra.db import Db, bare, read_dsn, sessions
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import SealBroken
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.infra.wake import Waker
from callcenter.kit import clock
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

BATCH = 1000
TEND_SECONDS = 300.0


async def screen(
    db: Db, keys: VaultKeyring, contact_id: UUID, agent_id: UUID
) -> Literal["suppressed", "conflict"] | None:
    """Why this agent may not be connected to this contact now, however late that became known.

    suppressed: nobody may call one of its numbers; conflict: this agent may not.
    """
    row = await sealed_contact(db, contact_id)
    if row is None:
        return "suppressed"
    central, own = _fingerprints(keys, row)
    if await queries.suppressed(db, [*central, *own]):
        return "suppressed"
    agents = [found.agent_id for found in await queries.conflicts(db, central, site_id=row.site_id)]
    if None in agents:
        return "suppressed"
    return "conflict" if agent_id in agents else None


async def keep_from(db: Db, keys: VaultKeyring, contact_id: UUID, agent_id: UUID, *, source_id: UUID) -> None:
    """Keeps every number of a contact from one agent for good, in every list: the agent knows the person."""
    row = await sealed_contact(db, contact_id)
    if row is None:
        return
    central, _ = _fingerprints(keys, row)
    kept = NumberOrder(id=source_id, list="conflict", act="add", site_id=row.site_id, agent_id=agent_id)
    connection = await queries.hold(db)
    await queries.add_conflicts(connection, kept, central)
    for partner_id in await queries.partners_with_lists(connection):
        own = keys.partner_index_key(partner_id)
        await queries.keep_from(connection, kept, partner_id, [own.of_fingerprint(f) for f in central])


def _fingerprints(keys: VaultKeyring, row: Any) -> tuple[list[bytes], list[bytes]]:
    """Of all numbers of a contact: the centre's fingerprints, and the partner's indexes."""
    key, own = keys.suppression_key(), keys.partner_index_key(row.partner_id)
    central = [key.index(number) for number in numbers_of(open_contact(keys, row))]
    return central, [own.of_fingerprint(fingerprint) for fingerprint in central]


def register(registry: Registry, keys: VaultKeyring, settings: Settings) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def object_(db: Db, contact_id: UUID) -> None:
        row = await sealed_contact(db, contact_id)
        if row is None:
            return
        central, _ = _fingerprints(keys, row)
        connection = await queries.hold(db)
        await queries.object_for_good(db, central)
        await _block_everywhere(connection, keys, central)
        where = {"site_id": row.site_id, "partner_id": row.partner_id}
        await journal.append(db, ContactSuppressed(contact_id=contact_id, reason="objection", **where))

    async def carry_out(db: Db, order_id: UUID) -> None:
        order = await queries.order(db, order_id)
        if order is not None and order.state == "failed":
            await queries.drop_chunks(db, order.id)  # refused before it began
        if order is None or order.state not in {"received", "working"}:
            return
        dsn = read_dsn(settings.vault_folder)
        async with bare(dsn) as beside, bare(dsn) as source:
            try:
                await _Handling(db, keys, order, beside, source).run()
            except FileRefused as refusal:
                await _fail(db, keys, order, refusal.code)

    async def withdraw(db: Db, order_id: UUID) -> None:
        order = await queries.order(db, order_id)
        if order is not None and order.state == "withdrawn":
            await _forget(db, keys, order)

    async def given_up(db: Db, order_id: UUID) -> None:
        order = await queries.order(db, order_id)
        if order is not None:
            await _fail(db, keys, order, "numbers_failed")

    registry.add(OBJECT, object_)
    registry.add(CARRY_OUT, carry_out, failed=given_up)
    registry.add(WITHDRAW, withdraw)


async def tend(engine: AsyncEngine, waker: Waker, stopping: asyncio.Event) -> None:
    """Every few minutes: what nobody allowed within a day is over."""
    make = sessions(engine)
    while not stopping.is_set():
        try:
            async with make() as db:
                await end_unanswered(db)
                await waker.commit(db)
        except Exception as problem:  # noqa: BLE001 - the database may be away: the next round tries again
            log.warning("tending do-not-call orders failed", error=type(problem).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), TEND_SECONDS)


async def end_unanswered(db: Db) -> None:
    before = clock.now() - LIFETIME
    for order in await queries.give_up_removals(db, before):
        await queries.drop_chunks(db, order.id)
        await journal.append(db, NumbersFailed(code="removal_over", **_ids(order)))
    await queries.give_up_withdrawals(db, before)


def _parts(fingerprints: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [fingerprints[start : start + BATCH] for start in range(0, len(fingerprints), BATCH)]


def _ids(order: NumberOrder) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "list": order.list,
        "act": order.act,
        "site_id": order.site_id,
        "partner_id": order.partner_id,
    }


async def _block_everywhere(
    connection: asyncpg.Connection, keys: VaultKeyring, fingerprints: Sequence[bytes]
) -> int:
    """Takes every partner's contacts with these numbers out of calling; how many."""
    count = 0
    for partner_id in await queries.partners_with_lists(connection):
        own = keys.partner_index_key(partner_id)
        count += await queries.block(connection, partner_id, [own.of_fingerprint(f) for f in fingerprints])
    return count


async def _fail(db: Db, keys: VaultKeyring, order: NumberOrder, code: str) -> None:
    """Nothing of the numbers stays but the reason."""
    values = {"failure": code, "contacts": 0, "finished_at": clock.now()}
    if await queries.move(db, order.id, origins=["received", "working"], target="failed", **values):
        await _forget(db, keys, order)
        await queries.drop_refusals(db, order.id)
        await queries.drop_chunks(db, order.id)
        await journal.append(db, NumbersFailed(code=code, **_ids(order)))


async def _forget(db: Db, keys: VaultKeyring, order: NumberOrder) -> None:
    """Drops what came with an order and puts back the contacts that nothing else keeps out of calling."""
    await queries.hold(db)
    if order.list == "conflict":
        gone = await queries.conflict_fingerprints(db, order.id)
    else:
        gone = await queries.fingerprints_of(db, order.id)
    await queries.drop_source(db, order.id)
    await _reconsider(db, keys, order.partner_id, gone)


async def _reconsider(
    db: Db, keys: VaultKeyring, partner_id: UUID | None, fingerprints: Sequence[bytes]
) -> int:
    """Judges every contact with one of these numbers anew; how many may be called again.

    `fingerprints` are a partner's indexes with `partner_id`, else the centre's fingerprints.
    """
    count = 0
    partners = [partner_id] if partner_id else await queries.partner_ids(db)
    for partner in partners:
        own = keys.partner_index_key(partner)
        indexes = fingerprints if partner_id else [own.of_fingerprint(f) for f in fingerprints]
        for part in _parts(indexes):
            free = []
            for row in await queries.contacts_with(db, partner, part):
                central, mine = _fingerprints(keys, row)
                conflicts = await queries.conflicts(db, central, site_id=row.site_id)
                await queries.replace_conflicts(db, row, conflicts)
                held = await queries.suppressed(db, [*central, *mine])
                if not held and all(found.agent_id for found in conflicts):
                    free.append(row.contact_id)
            count += await queries.put_back(db, free)
    return count


class _Handling:
    """One order: frames of numbers in, fingerprints, refusals and counts out.

    An addition takes effect batch by batch, each a short transaction of its own: what must not be called is out
    of calling at once, and nobody waits long for a contact's row. Done again after a fall it changes nothing.
    """

    def __init__(
        self,
        db: Db,
        keys: VaultKeyring,
        order: NumberOrder,
        beside: asyncpg.Connection,
        source: asyncpg.Connection,
    ) -> None:
        """`beside` stores batches, `source` reads the sealed pieces; nothing else uses them."""
        self._db, self._keys, self._order, self._beside, self._source = db, keys, order, beside, source
        self._central = keys.suppression_key()
        self._own = keys.partner_index_key(order.partner_id) if order.partner_id else None
        self._lines = self._understood = 0
        self._unread: set[int] = set()
        self._asked: dict[bytes, None] = {}
        self._numbers = 0

    async def run(self) -> None:
        """Raises FileRefused; the caller undoes what was stored."""
        found = await self._inspect()
        columns = number_columns(found["columns"])
        if not columns:
            raise FileRefused("no_number_column")
        what = {"shape": found["shape"], "columns": columns, "postcode": postcode_column(found["columns"])}
        order = {"task": "numbers"} | what
        async with aclosing(self._pieces()) as pieces, read_file(order, pieces) as frames:
            async for rows, unread in frames:
                await self._take(rows, unread)
        await self._finish()

    def _pieces(self) -> AsyncGenerator[bytes, None]:
        return packages.unpacked(self._keys, self._uploaded())

    async def _uploaded(self) -> AsyncGenerator[bytes, None]:
        number, order_id = 0, self._order.id
        while True:
            chunk = await queries.chunk(self._source, order_id, number)
            if chunk is None:
                raise FileRefused("upload_incomplete")
            try:
                yield self._keys.open_upload_chunk(order_id, number, chunk["last"], chunk["sealed"])
            except SealBroken:
                raise FileRefused("upload_incomplete") from None
            if chunk["last"]:
                return
            number += 1

    async def _inspect(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        order = {"task": "inspect", "chosen": {}}
        async with aclosing(self._pieces()) as pieces, read_file(order, pieces) as frames:
            async for (frame,) in frames:
                found = frame
        if any(question["about"] == "sheet" for question in found["questions"]):
            raise FileRefused("several_sheets")
        return found

    async def _take(self, rows: Sequence[Any], unread: Sequence[Any]) -> None:
        understood = {line for line, _ in rows}
        self._understood += len(understood)
        refused = [(line, code) for line, code in unread]
        self._lines += len(understood | {line for line, _ in refused})
        prints = list(dict.fromkeys(self._central.index(n) for _, numbers in rows for n in numbers))
        self._numbers += len(prints)
        async with self._beside.transaction():
            concerned = 0
            if self._order.act == "add":
                await queries.hold_do_not_call(self._beside)
                concerned = await self._add(prints)
            else:
                self._asked |= dict.fromkeys(self._as_kept(prints))
            await queries.add_refusals(self._beside, self._order.id, refused)
            await queries.show_progress(self._beside, self._order.id, self._lines, concerned)

    def _as_kept(self, prints: Sequence[bytes]) -> list[bytes]:
        """Fingerprints as this order's list holds them."""
        return [self._own.of_fingerprint(f) for f in prints] if self._own else list(prints)

    async def _add(self, prints: Sequence[bytes]) -> int:
        """Adds fingerprints and takes the contacts they concern out of calling; how many."""
        order, beside = self._order, self._beside
        if order.partner_id is not None:
            kept = self._as_kept(prints)
            await queries.add_fingerprints(beside, order, kept)
            return await queries.block(beside, order.partner_id, kept)
        if order.list == "conflict":
            await queries.add_conflicts(beside, order, prints)
        else:
            await queries.add_fingerprints(beside, order, prints)
            return await _block_everywhere(beside, self._keys, prints)
        for partner_id in await queries.partners_with_lists(beside):
            own = self._keys.partner_index_key(partner_id)
            await queries.keep_from(beside, order, partner_id, [own.of_fingerprint(f) for f in prints])
        return 0

    async def _finish(self) -> None:
        db, order = self._db, self._order
        if not self._lines:
            raise FileRefused("no_number_column")
        counts = {
            "lines": self._lines,
            "understood": self._understood,
            "refused": self._lines - self._understood,
            "numbers": self._numbers,
            "matched": 0,
            "kept": 0,
        }
        values: dict[str, Any] = {"finished_at": clock.now()}
        asked = list(self._asked)
        if order.act == "remove":
            await queries.hold(db)
        for part in _parts(asked):
            if order.act == "check":
                counts["matched"] += await queries.on_list(db, order.partner_id, part)
                continue
            gone, kept = await self._take_off(part)
            counts["matched"] += len(gone)
            counts["kept"] += len(kept)
            values["contacts"] = values.get("contacts", 0) + await _reconsider(
                db, self._keys, order.partner_id, gone
            )
        found = await queries.counted(db, order)
        counts |= found if order.act == "add" else {"total": found["total"]}
        await queries.move(
            db, order.id, origins=["received", "working"], target="done", counts=counts, **values
        )
        await queries.drop_chunks(db, order.id)
        contacts = None if order.list == "conflict" else await queries.concerned(db, order.id)
        await journal.append(
            db,
            NumbersHandled(
                lines=counts["lines"],
                refused=counts["refused"],
                count=counts["matched"],
                contacts=contacts,
                **_ids(order),
            ),
        )

    async def _take_off(self, part: Sequence[bytes]) -> tuple[Sequence[bytes], Sequence[bytes]]:
        if self._order.list == "conflict":
            return await queries.conflicts_off(self._db, self._order, part), []
        return await queries.take_off(self._db, self._order, part)
