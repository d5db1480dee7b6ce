"""The vault's part in a file that adds to, updates or replaces a list: says what it would do, then does just that.

Both are one reading of the sealed upload in one transaction; the second is undone when it decides otherwise than was
announced. Records are opened here to be compared and never leave.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgpack
import structlog
from asyncpg.pgproto.pgproto import UUID as FastUUID  # noqa: N811 - a UUID whose bytes cost nothing, unlike uuid's

from callcenter.call_lists import amend_queries as rows
from callcenter.call_lists import queries, screening
from callcenter.call_lists.amend_queries import Changed, Fresh
from callcenter.call_lists.consent import REFUSED, lifts
from callcenter.call_lists.declared import declared_for
from callcenter.call_lists.intake import Batch, Intake, Known, Remark, runs_of, unheard
from callcenter.call_lists.jobs import file_pieces
from callcenter.call_lists.merging import Forecast, Held, changed_fields, choose, settled
from callcenter.call_lists.models import CallList
from callcenter.call_lists.originals import Original, seal_originals, store_originals
from callcenter.call_lists.reader import read_file
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.storing import Owner, look_up
from callcenter.infra.db import Db, bare, driver, read_dsn
from callcenter.infra.sealing import Address, Field, ImportKeys
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.ids import new_id, reference
from callcenter.partners import service as partners
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

PROGRESS_SECONDS = 0.5


class GivenUp(Exception):
    """The partner gave the file up while it was read."""


class Amendment:
    """One reading of a file against its list. `run` decides and stages; `apply` carries out what is staged."""

    def __init__(
        self,
        db: Db,
        keys: VaultKeyring,
        file: CallList,
        target: CallList,
        beside: asyncpg.Connection,
        settings: Settings,
        *,
        applies: bool,
    ) -> None:
        """`beside` is a second connection, on which progress shows before the transaction ends; `applies`: what is
        decided is to be carried out, so it is sealed and staged."""
        self._applies = applies
        self._db, self._keys, self._file, self._target, self._beside = db, keys, file, target, beside
        self._dsn = read_dsn(settings.vault_folder)
        self._owner = Owner(target.id, target.partner_id, target.site_id)
        self._list_id = FastUUID(target.id.bytes)
        self.forecast = Forecast()
        self._seen: set[bytes] = set()
        self._started = self._shown = time.monotonic()

    async def run(self) -> Forecast:
        """Raises FileRefused, GivenUp. Report and refused lines of the file are stored anew."""
        file = self._file
        assert file.mapping is not None
        self._connection = connection = await driver(self._db)
        wrapped = await queries.secret(connection, self._target.id)
        if wrapped is None:
            raise FileRefused("list_failed")
        raw = self._keys.keys_for_import(self._target.id, self._target.partner_id, 1, wrapped)
        self._sealing = ImportKeys(self._target.id, 1, raw)
        self._intake = Intake(self._sealing, None, ())
        await rows.stage(connection)
        await rows.drop_report(connection, file.id)
        order = await self._order()
        async with (
            bare(self._dsn) as source,
            read_file(order, file_pieces(source, self._keys, file.id)) as frames,
        ):
            async for drafts, refusals, originals in frames:
                await self._take(drafts, refusals, originals)
                await self._show_progress()
        if not self.forecast.counts["lines"]:
            raise FileRefused("file_header_only")
        await self._show_progress(at_once=True)
        if file.mode == "replace":
            self.forecast.withdraw(*await rows.left_out(connection, self._target.id))
        return self.forecast

    async def apply(self) -> None:
        """Carries out what is staged. Raises `amend_queries.Overtaken` when a contact changed under it."""
        connection, target = self._connection, self._target
        await rows.insert_staged(connection, self._owner)
        await rows.change_staged(connection, target.id, clock.now())
        zones = sorted({*target.zones, *self.forecast.zones})
        await rows.close(connection, target.id, zones)
        await screening.settle(connection, self._keys, target, self._file.created_at)

    async def _order(self) -> dict[str, Any]:
        file = self._file
        assert file.mapping is not None
        terms = await partners.agreed_terms(self._db, file.partner_id)
        declared = await declared_for(self._db, file) or await declared_for(self._db, self._target)
        self._declared_on = declared.on if declared else ""
        consent = declared and {
            "basis": declared.basis,
            "on": declared.on,
            "channel": declared.channel,
            "proof": declared.proof,
        }
        return file.mapping | {
            "task": "import",
            "consent": consent,
            "purpose": self._target.purpose,
            "agreed": [str(basis) for basis in terms.consent_bases],
            "today": clock.now().date().isoformat(),
            "after": 0,
            "needs_reference": file.mode == "update",
        }

    async def _take(
        self, drafts: Sequence[Any], refusals: Sequence[Any], originals: Sequence[Original]
    ) -> None:
        connection = self._connection
        batch = self._intake.index(drafts, refusals, originals)
        known = await look_up(connection, self._owner, batch)
        firsts = [numbers[0] for numbers in batch.indexes]
        held = await rows.held(connection, self._owner, firsts, batch.references)
        by_phone = {each.phone_index: each for each in held}
        by_reference = {each.reference_index: each for each in held if each.reference_index}
        remarks: list[Remark] = []
        for line, name, code in refusals:
            remarks.append((line, "refused", name, code))
            self.forecast.take(line, "refused", None, code)
        staged = rows.Staged()
        for position, draft in enumerate(drafts):
            self._judge(batch, position, draft, known, by_phone, by_reference, remarks, staged)
        remarks.sort(key=lambda remark: remark[0])
        await rows.store(connection, staged)
        remarked = {remark[0] for remark in remarks}
        runs = runs_of(draft[0] for draft in drafts if draft[0] not in remarked)
        await rows.store_report(connection, self._file.id, remarks, runs)
        sealed = seal_originals(self._sealing.contact, self._file.id, originals)
        await store_originals(connection, self._file.id, sealed)

    def _judge(
        self,
        batch: Batch,
        position: int,
        draft: Any,
        known: Known,
        by_phone: Mapping[bytes, Held],
        by_reference: Mapping[bytes, Held],
        remarks: list[Remark],
        staged: rows.Staged,
    ) -> None:
        line, zone, reason, _, warnings, secret, view, *_ = draft
        numbers, named = batch.indexes[position], batch.references[position]
        phone = numbers[0]
        marks = {phone, named} if named else {phone}
        choice = choose(
            self._file.mode,  # type: ignore[arg-type]  # the table knows these modes alone
            has_reference=named is not None,
            seen=not self._seen.isdisjoint(marks),
            by_reference=by_reference.get(named) if named else None,
            by_phone=by_phone.get(phone),
            elsewhere=known.in_partner.same(numbers, None) is not None,
        )
        if choice.held is not None:
            staged.matched.append(choice.held.id)
        if choice.severity is not None:
            assert choice.code is not None
            assert choice.field is not None
            by, code = unheard((choice.field, choice.code), reason)
            remarks.append((line, choice.severity, by, code))
            self.forecast.take(line, choice.severity, choice.held and choice.held.id, code)
            return
        self._seen |= marks
        if not known.suppressed.isdisjoint((*batch.fingerprints[position], *numbers)):
            # A refusal is kept as such: being taken off a do-not-call list takes no word of the person back.
            reason = reason if reason == "consent_refused" else "suppressed"
        if choice.held is None:
            if self._applies:
                fresh = self._sealed(line, reason, zone, draft[8], numbers, named, secret, view)
                staged.fresh.append(fresh)
            self.forecast.take(line, "added", None, reason)
        else:
            reason = self._compare(choice.held, draft, reason, numbers, named, staged)
        if reason:
            remarks.append((line, "not_callable", None, reason))
        remarks += [(line, "warning", name, code) for name, code in warnings]
        self.forecast.counts["not_callable" if reason else "warned" if warnings else "accepted"] += 1
        self.forecast.zones.add(zone)

    def _compare(
        self,
        held: Held,
        draft: Any,
        reason: str | None,
        numbers: list[bytes],
        named: bytes | None,
        staged: rows.Staged,
    ) -> str | None:
        """Stages what is different; gives the reason against calling, if there is one."""
        line, zone, _, _, _, packed, packed_view, *_ = draft
        old = self._sealing.contact.open(
            Address(Field.CONTACT, self._list_id, held.id, held.revision), held.sealed
        )
        old_view = self._sealing.view.open(
            Address(Field.VIEW, self._list_id, held.id, held.view_revision), held.view
        )
        secret, view = msgpack.unpackb(packed), msgpack.unpackb(packed_view)
        said, before = secret.get("consent"), old.get("consent") or {}
        lifted = reason in {None, "suppressed"} and lifts(said, before, self._declared_on)
        if before.get("basis") == REFUSED and not lifted:
            again = (said or {}).get("basis") == REFUSED and said["on"] > before.get("on", "")
            secret["consent"] = said if again else before
            reason = "consent_refused"
        elif reason == "no_consent_basis" and "consent" in old:
            # A row that says nothing takes back nothing: what was declared for this person before still holds.
            secret["consent"] = old["consent"]
            still = held.reason in {"basis_not_agreed", "consent_date_in_future"}
            reason = held.reason if held.state == "blocked" and still else None
        names = changed_fields(old, secret) | changed_fields(old_view, view)
        state, why = settled(held.state, held.reason, reason)
        moved = (state, why) != (held.state, held.reason)
        if held.withdrawn:
            names.add("withdrawn")
        if not names and not moved and zone == held.zone and named == held.reference_index:
            self.forecast.take(line, "unchanged", held.id, reason)
            return reason
        self.forecast.take(line, "changed", held.id, reason)
        self.forecast.take_change(names, held.revision)
        if not self._applies:
            return reason
        view_revision, revision = held.view_revision + 1, held.revision + 1
        staged.changed.append(
            Changed(
                held.id,
                zone,
                draft[8],
                reason,
                view_revision,
                self._sealing.view.seal(Address(Field.VIEW, self._list_id, held.id, view_revision), view),
                revision,
                self._sealing.contact.seal(Address(Field.CONTACT, self._list_id, held.id, revision), secret),
                numbers[0],
                numbers[1:] or None,
                named,
            )
        )
        return reason

    def _sealed(
        self,
        line: int,
        reason: str | None,
        zone: str,
        language: str,
        numbers: list[bytes],
        named: bytes | None,
        secret: bytes,
        view: bytes,
    ) -> Fresh:
        contact_id = FastUUID(new_id().bytes)
        return Fresh(
            contact_id,
            line,
            reference(contact_id),
            reason,
            zone,
            language,
            self._sealing.view.seal_packed(Address(Field.VIEW, self._list_id, contact_id, 1), view),
            self._sealing.contact.seal_packed(Address(Field.CONTACT, self._list_id, contact_id, 1), secret),
            numbers[0],
            numbers[1:] or None,
            named,
        )

    async def _show_progress(self, *, at_once: bool = False) -> None:
        """Shows how far it is, at most twice a second; raises GivenUp when the partner wants no more of it."""
        now = time.monotonic()
        if now - self._shown < PROGRESS_SECONDS and not at_once:
            return
        self._shown = now
        assert self._file.layout is not None
        done, total = (
            self.forecast.counts["lines"],
            max(self.forecast.counts["lines"], self._file.layout["lines"]),
        )
        rate = done / max(now - self._started, 0.001)
        progress = {
            "done": done,
            "total": total,
            "rate": round(rate, 1),
            "seconds_left": round((total - done) / max(rate, 0.1)),
        }
        if await rows.write_progress(self._beside, self._file.id, progress):
            raise GivenUp
