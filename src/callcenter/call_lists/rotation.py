"""Rotation of the key-encryption key: every list secret wrapped anew while the service runs.

Killed at any moment it leaves every list readable, and the next call takes it up. It knows wrapped secrets only.
"""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from callcenter.call_lists.models import ListSecret
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db, open_engine, sessions
from callcenter.infra.journal import Entry
from callcenter.infra.vault_keyring import VaultKeyring

BATCH = 200
_LOCK_NOT_AVAILABLE = "55P03"


class KeyRotated(Entry):
    """Every list secret is wrapped by a new key-encryption key and the older ones are gone."""

    action: ClassVar[str] = "keys.rotated"
    on_feed: ClassVar[bool] = False

    version: int
    lists: int


@dataclass(frozen=True)
class Rotation:
    """The key-encryption key's new version, and how many list secrets were put under it just now."""

    version: int
    lists: int


class KeysBusy(Exception):
    """An import holds the key-encryption keys for longer than the caller wanted to wait."""


async def rotate(dsn: str, keys: VaultKeyring, *, lock_seconds: int | None = None) -> Rotation:
    """Adds a version (unless an earlier rotation was cut short), wraps all secrets by it, drops the others.

    With `lock_seconds` it raises KeysBusy rather than wait longer; the next call takes the rotation up.
    """
    try:
        return await _rotate(dsn, keys, lock_seconds)
    except DBAPIError as problem:
        if getattr(problem.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise KeysBusy from None
        raise


async def _rotate(dsn: str, keys: VaultKeyring, lock_seconds: int | None) -> Rotation:
    if len(keys.kek_versions) == 1:
        keys.add_kek_version()
    newest = keys.kek_versions[-1]
    engine = open_engine(dsn, size=2, application="callcenter rotation")
    try:
        make, done, locked = sessions(engine), 0, False
        while True:
            async with make() as db:
                if lock_seconds is not None:
                    await db.execute(text(f"SET LOCAL lock_timeout = '{lock_seconds}s'"))
                if locked:  # waits for whoever made a secret by an older key, and lets nobody begin
                    await db.execute(text("LOCK TABLE list_secrets IN SHARE ROW EXCLUSIVE MODE"))
                wrapped = await _wrap_batch(db, keys, newest)
                if locked and wrapped == 0:
                    for version in keys.kek_versions[:-1]:
                        keys.drop_kek_version(version)
                    await journal.append(db, KeyRotated(version=newest, lists=done))
                await db.commit()
            if locked and wrapped == 0:
                return Rotation(newest, done)
            # Only rows that are committed may lose their old key: a batch is never followed by a drop.
            done, locked = done + wrapped, wrapped == 0
    finally:
        await engine.dispose()


async def _wrap_batch(db: Db, keys: VaultKeyring, newest: int) -> int:
    rows = await db.execute(
        select(ListSecret.list_id, ListSecret.key_version, ListSecret.kek_version, ListSecret.wrapped)
        .where(ListSecret.kek_version != newest)
        .limit(BATCH)
    )
    found = rows.all()
    for row in found:
        await _wrap(db, keys, newest, row)
    return len(found)


async def _wrap(db: Db, keys: VaultKeyring, newest: int, row: AnyRow) -> None:
    wrapped = keys.rewrap(row.wrapped, row.list_id, row.key_version, row.kek_version, newest)
    await db.execute(
        update(ListSecret)
        .where(
            ListSecret.list_id == row.list_id,
            ListSecret.key_version == row.key_version,
            ListSecret.kek_version == row.kek_version,
        )
        .values(wrapped=wrapped, kek_version=newest)
    )
