"""The vault's part in what one customer may ask for: finding the records, and writing what is held for the partner.

The page is sealed to the browser that asked: neither the database nor the web process can read it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.canaries import jobs as canaries
from callcenter.contacts.jobs import open_contact
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.privacy import person, queries
from callcenter.privacy.queries import found_ids
from callcenter.privacy.schemas import PersonFileMade


async def search(db: Db, keys: VaultKeyring, request_id: UUID) -> None:
    row = await queries.request(db, request_id, lock=True)
    if row is None or row.state != "searching" or row.sealed_reference is None:
        return
    reference = keys.open_reference(row.id, row.sealed_reference)
    index = keys.partner_index_key(row.partner_id).reference(reference)
    rows = await queries.person(db, row.partner_id, index=index) if index is not None else []
    names = ("contact_id", "reference", "list_id", "list_name", "state", "calls", "outcomes", "objection")
    found = [
        {name: str(value) if isinstance(value := getattr(one, name), UUID) else value for name in names}
        for one in rows
    ]
    # The reference has served: what is done next is done by the ids that were found.
    values = {"found": found, "sealed_reference": None}
    target = "found" if found else "not_found"
    await queries.move_request(db, row.id, origins=["searching"], target=target, **values)


async def write_file(db: Db, keys: VaultKeyring, request_id: UUID) -> None:
    row = await queries.request(db, request_id, lock=True)
    if row is None or row.state != "writing" or row.reader_key is None:
        return
    about = await queries.company(db, row.partner_id)
    zone = ZoneInfo(about.time_zone)
    records = [
        await _record(db, keys, one, zone)
        for one in await queries.person(db, row.partner_id, contact_ids=found_ids(row))
    ]
    await canaries.touched(db, found_ids(row), "canary_exported")
    content = person.page(records, about.name, clock.now().astimezone(zone), row.language)
    sealed = keys.seal_for_reader(row.id, row.reader_key, content.encode())
    await queries.put_file(db, row.id, sealed, clock.now())
    # The browser's key serves once: the way back to `found` is without it.
    await queries.move_request(db, row.id, origins=["writing"], target="found", reader_key=None)
    made = PersonFileMade(
        request_id=row.id, records=len(records), site_id=about.site_id, partner_id=row.partner_id
    )
    await journal.append(db, made)


async def _record(db: Db, keys: VaultKeyring, row: Any, zone: ZoneInfo) -> dict[str, Any]:
    view_key = keys.view_key(row.list_id, row.key_version, row.wrapped)
    view = view_key.open(Address(Field.VIEW, row.list_id, row.contact_id, row.view_revision), row.view)
    called, outcomes = await queries.history(db, row.contact_id)

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone) if at is not None else None

    def note(one: Any) -> str | None:
        if one.note is None:
            return None
        key = keys.view_key(row.list_id, one.note_key_version, row.wrapped)
        return str(key.open(Address(Field.NOTE, row.list_id, one.id, 1), one.note)["note"])

    return {
        "row": row,
        "received_at": local(row.received_at),
        "fields": view | open_contact(keys, row),
        "calls": [
            {
                "at": local(call.requested_at),
                "campaign": call.campaign,
                "answered": local(call.answered_at),
                "result": call.result,
            }
            for call in called
        ],
        "outcomes": [
            {
                "at": local(one.recorded_at),
                "code": one.code,
                "details": {name: value for name, value in one.details.items() if name != "appointment"},
                "appointment": f"{local(one.starts_at):%Y-%m-%d %H:%M} {one.place}"
                if one.starts_at
                else None,
                "note": note(one),
            }
            for one in outcomes
        ],
    }
