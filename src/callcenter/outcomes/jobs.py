"""The vault's part in outcomes: result files and appointments by the partner's own client reference."""

import hashlib
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.alerts import service as alerts
from callcenter.alerts.schemas import AlertKind
from callcenter.calls import service as calls
from callcenter.campaigns.rules import catalogue
from callcenter.campaigns.schemas import MaskingPolicy
from callcenter.canaries import jobs as canaries
from callcenter.contacts.jobs import open_contact
from callcenter.contacts.schemas import RecordsOpened
from callcenter.infra import age, journal
from callcenter.infra.db import Db
from callcenter.infra.exchange import Letter
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.languages import texts
from callcenter.outcomes import queries
from callcenter.outcomes.formats import Cell, FileFormat, writer
from callcenter.outcomes.models import ResultFile
from callcenter.outcomes.own_values import found_in
from callcenter.outcomes.schemas import NoteKept
from callcenter.outcomes.service import COMPARE_NOTE, MAKE_RESULTS, NAME_APPOINTMENT
from callcenter.outcomes.statements import RESULTS
from callcenter.partners import exchanges

KEPT = timedelta(days=1)
"""A result file is deleted when another is made, a day later at the earliest: it can be made again."""

CHUNK_BYTES = 256 * 1024
DRAIN_ROWS = 500
"""Rows between two looks at what is ready to be sealed."""

_COLUMNS = texts(
    "results",
    {
        "client_reference": ("référence client", "client reference"),
        "line": ("ligne", "line"),
        "outcome": ("résultat", "outcome"),
        "group": ("groupe", "group"),
        "recorded_at": ("date", "date"),
        "attempts": ("tentatives", "attempts"),
        "reason": ("motif", "reason"),
        "appointment_at": ("rendez-vous", "appointment"),
        "place": ("lieu", "place"),
        "appointment_state": ("suivi du rendez-vous", "follow-up of the appointment"),
        "decision": ("décision", "decision"),
        "score": ("note 0-10", "score 0-10"),
        "case": ("type de demande", "case"),
        "resolution": ("résolution", "resolution"),
        "satisfaction": ("satisfaction 1-5", "satisfaction 1-5"),
        "callback_at": ("rappel", "callback"),
        "note": ("note", "note"),
    },
)
"""Names for machines (JSON, never changed) and headings for people (CSV, XLSX)."""


_APPOINTMENT = texts(
    "appointment_state",
    {
        "booked": ("prévu", "planned"),
        "cancelled": ("annulé", "cancelled"),
        "withdrawn": ("créneau retiré", "slot withdrawn"),
    },
)


def _local(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else None


def _exact(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).isoformat(timespec="seconds") if at else None


def result_cells(row: Any, reference: str, note: str, file: ResultFile, zone: ZoneInfo) -> list[Cell]:
    """One line of the file: words in the reader's language, or the codes themselves where a machine reads."""
    outcome, details = catalogue()[row.code], row.details
    loyalty, sales = details.get("loyalty") or {}, details.get("after_sales") or {}
    reason, callback = details.get("reason"), details.get("callback_at")
    coded = file.format == "json"
    moment = _exact if coded else _local
    return [
        reference,
        row.line,
        outcome.code if coded else outcome.label.of(file.language),
        outcome.group if coded else outcome.group_label.of(file.language),
        moment(row.recorded_at, zone),
        row.attempts,
        reason if coded or reason is None else outcome.reasons[reason].of(file.language),
        moment(row.starts_at, zone),
        row.place,
        row.appointment
        if coded or row.appointment is None
        else _APPOINTMENT[row.appointment].of(file.language),
        loyalty.get("decision"),
        loyalty.get("score"),
        sales.get("case_kind"),
        sales.get("resolution"),
        sales.get("satisfaction"),
        moment(datetime.fromisoformat(callback), zone) if callback else None,
        note,
    ]


def _released_note(keys: VaultKeyring, row: Any) -> str:
    """The note, if a supervisor released it and it was found to hold nothing of the contact."""
    if row.note_state != "released" or row.note_found != []:
        return ""
    key = keys.view_key(row.list_id, row.note_key_version, row.wrapped)
    return str(key.open(Address(Field.NOTE, row.list_id, row.outcome_id, 1), row.note)["note"])


async def _look_at(db: Db, row: Any, kind: AlertKind) -> None:
    """An outcome of a contact that its agent never had in hand was not made at a desk: of a canary, that is told."""
    if row.agent_id is not None and not await calls.was_handed_out(db, row.contact_id, row.agent_id):
        await canaries.touched(db, [row.contact_id], kind, row.agent_id)


class _Sealed:
    """Seals what a writer gives in equal pieces; the last one says that it is the last.

    With a `package` it is the partner's own age key that opens the whole, and the web process carries it unread.
    """

    def __init__(self, db: Db, keys: VaultKeyring, file_id: UUID, package: age.Making | None) -> None:
        self._db, self._keys, self._file_id, self._package = db, keys, file_id, package
        self._held, self._number = bytearray(), 0
        self._hash, self.size = hashlib.sha256(), 0

    @property
    def sha256(self) -> str:
        """Of what was sealed so far, as it will be downloaded."""
        return self._hash.hexdigest()

    async def put(self, ready: bytes, *, last: bool = False) -> None:
        if self._package is not None:
            ready = self._package.add(ready) + (self._package.close() if last else b"")
        self._held += ready
        while len(self._held) > CHUNK_BYTES:  # never all of it: the last piece is sealed as such
            await self._seal(bytes(self._held[:CHUNK_BYTES]), last=False)
            del self._held[:CHUNK_BYTES]
        if last:
            await self._seal(bytes(self._held), last=True)

    async def _seal(self, piece: bytes, *, last: bool) -> None:
        self._hash.update(piece)
        self.size += len(piece)
        sealed = self._keys.seal_for_web(Letter.RESULTS, self._file_id, self._number, last, piece)
        await queries.add_chunk(self._db, self._file_id, self._number, last, sealed)
        self._number += 1


def register(registry: Registry, keys: VaultKeyring) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def make_results(db: Db, file_id: UUID) -> None:
        file = await queries.result_file_to_make(db, file_id)
        if file is None or file.state != "requested":
            return
        await queries.drop_old_files(db, clock.now() - KEPT)
        zone = ZoneInfo(await queries.partner_zone(db, file.partner_id))
        form = cast("FileFormat", file.format)
        name = await queries.campaign_name(db, file.campaign_id)
        about = {"campaign": name, "made_at": str(_exact(clock.now(), zone)), "time_zone": str(zone)}
        columns = {column: heading.of(file.language) for column, heading in _COLUMNS.items()}
        lines = writer(form, title=name, columns=columns, about=about)
        # The vault's own look at the setting: what must not leave in clear does not reach the web process in clear.
        to, count = await exchanges.delivery(db, file.partner_id), 0
        file.encrypted = to.recipient is not None and (file.encrypted or to.always_encrypted)
        with age.Making(to.recipient) if file.encrypted and to.recipient else nullcontext() as package:
            sealed = _Sealed(db, keys, file_id, package)
            own = await canaries.of_campaign(db, file.campaign_id)
            async for row in queries.result_rows(db, file.campaign_id, file.partner_id):
                if row.contact_id in own:
                    await _look_at(db, row, "canary_exported")
                    if row.contact_id in own.invented:
                        continue  # nobody's customer
                record = open_contact(keys, row)
                note = _released_note(keys, row)
                lines.add(result_cells(row, record.get("client_reference") or "", note, file, zone))
                count += 1
                if count % DRAIN_ROWS == 0:
                    await sealed.put(lines.drain())
            await sealed.put(lines.close(), last=True)
        facts = {
            "what": "results of a campaign",
            "file": str(file_id),
            "campaign": name,
            "format": f"{form}, encrypted" if file.encrypted else form,
            "made at": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
            "bytes": str(sealed.size),
            "sha256": sealed.sha256,
            "public key": keys.journal_public_key.hex(),
        }
        file.statement = RESULTS.signed(RESULTS.compose(facts), keys.sign_statement)
        await journal.append(
            db,
            RecordsOpened(
                reason="results",
                count=count,
                campaign_id=file.campaign_id,
                partner_id=file.partner_id,
            ),
        )
        file.state, file.rows, file.ready_at = "ready", count, clock.now()
        await db.flush()

    async def given_up(db: Db, file_id: UUID) -> None:
        file: ResultFile | None = await queries.result_file_to_make(db, file_id)
        if file is not None:
            file.state = "failed"
            await db.flush()

    async def name_appointment(db: Db, booking_id: UUID) -> None:
        row = await queries.booking_to_name(db, booking_id)
        if row is None:
            return  # the list was shredded meanwhile
        await _look_at(db, row, "canary_opened")
        reference = open_contact(keys, row).get("client_reference") or ""
        key = keys.view_key(row.list_id, row.key_version, row.wrapped)
        address = Address(Field.REFERENCE, row.list_id, booking_id, 1)
        sealed = key.seal(address, {"client_reference": reference})
        await queries.name_booking(db, booking_id, sealed, row.key_version)
        await journal.append(
            db,
            RecordsOpened(
                reason="appointment",
                count=1,
                contact_id=row.contact_id,
                campaign_id=row.campaign_id,
                partner_id=row.partner_id,
            ),
        )

    async def compare_note(db: Db, outcome_id: UUID) -> None:
        await _compare_note(db, keys, outcome_id)

    registry.add(COMPARE_NOTE, compare_note)
    registry.add(MAKE_RESULTS, make_results, failed=given_up)
    registry.add(NAME_APPOINTMENT, name_appointment)


async def _compare_note(db: Db, keys: VaultKeyring, outcome_id: UUID) -> None:
    """Writes down what a note holds of its contact's own data, and tells the supervisor when it does."""
    row = await queries.note_to_compare(db, outcome_id)
    if row is None:
        return  # compared already, or the list was shredded meanwhile
    await _look_at(db, row, "canary_opened")
    note = keys.view_key(row.list_id, row.note_key_version, row.note_wrapped).open(
        Address(Field.NOTE, row.list_id, outcome_id, 1), row.note
    )["note"]
    view = keys.view_key(row.list_id, row.view_key_version, row.view_wrapped).open(
        Address(Field.VIEW, row.list_id, row.contact_id, row.view_revision), row.view
    )
    found = found_in(note, open_contact(keys, row), view, MaskingPolicy.model_validate(row.masking))
    about = {"contact_id": row.contact_id, "site_id": row.site_id, "partner_id": row.partner_id}
    await journal.append(db, RecordsOpened(reason="note", count=1, campaign_id=row.campaign_id, **about))
    if await queries.keep_found(db, outcome_id, row.note, found) and found:
        kept = NoteKept(outcome_id=outcome_id, agent_id=row.agent_id, count=len(found), **about)
        await journal.append(db, kept)
        await alerts.raise_(db, "note_own_data", site_id=row.site_id, now=clock.now(), agent_id=row.agent_id)
