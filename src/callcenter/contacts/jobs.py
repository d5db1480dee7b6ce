"""The vault's part in contacts: opening a sealed record."""

from typing import Any
from uuid import UUID

from callcenter.contacts import queries
from callcenter.infra.db import AnyRow, Db
from callcenter.infra.sealing import Address, Field
from callcenter.infra.vault_keyring import VaultKeyring


async def sealed_contact(db: Db, contact_id: UUID) -> AnyRow | None:
    """A contact's row as `open_contact` needs it, with its partner and its site."""
    return await queries.secret(db, contact_id)


def open_contact(keys: VaultKeyring, row: Any) -> dict[str, Any]:
    """The sealed record of a row with contact_id, list_id, key_version, revision, sealed and wrapped."""
    key = keys.contact_key(row.list_id, row.key_version, row.wrapped)
    return key.open(Address(Field.CONTACT, row.list_id, row.contact_id, row.revision), row.sealed)


def numbers_of(record: dict[str, Any]) -> list[str]:
    """Every number of a record in E.164, the one to dial first."""
    return [record["phone"], *record.get("other_phones", ())]
