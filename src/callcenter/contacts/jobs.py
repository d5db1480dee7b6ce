"""The vault's part in contacts: opening a sealed record to fingerprint its number, and suppressing it for good."""

from typing import Any
from uuid import UUID

from callcenter.contacts import queries
from callcenter.contacts.schemas import ContactSuppressed
from callcenter.contacts.service import SUPPRESS
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.infra.jobs import Registry
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring


def open_contact(keys: VaultKeyring, row: Any) -> dict[str, Any]:
    """The sealed record of a row with contact_id, list_id, key_version, revision, sealed and wrapped."""
    key = keys.contact_key(row.list_id, row.key_version, row.wrapped)
    return key.open(Address(Field.CONTACT, row.list_id, row.contact_id, row.revision), row.sealed)


def numbers_of(record: dict[str, Any]) -> list[str]:
    """Every number of a record in E.164, the one to dial first."""
    return [record["phone"], *record.get("other_phones", ())]


async def number_is_suppressed(db: Db, keys: VaultKeyring, contact_id: UUID) -> bool:
    """True when the number about to be dialled is on the do-not-call list, however late it got there."""
    row = await queries.secret(db, contact_id)
    if row is None:
        return True
    number = numbers_of(open_contact(keys, row))[0]
    return await queries.is_suppressed(db, keys.suppression_key().index(number))


def register(registry: Registry, keys: VaultKeyring) -> None:
    """Adds this feature's jobs to the vault's registry."""

    async def suppress(db: Db, contact_id: UUID) -> None:
        row = await queries.secret(db, contact_id)
        if row is None:
            return
        for number in numbers_of(open_contact(keys, row)):
            await queries.suppress(db, keys.suppression_key().index(number), "objection")
        await journal.append(
            db,
            ContactSuppressed(
                contact_id=contact_id, reason="objection", site_id=row.site_id, partner_id=row.partner_id
            ),
        )

    registry.add(SUPPRESS, suppress)
