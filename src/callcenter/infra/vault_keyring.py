"""The vault process' keyring: key-encryption keys, list secrets, contact keys, indexes and the journal's key.

Nothing that the web process runs may import it; it must not know the database.
"""

import os
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from callcenter.infra import age, keyfile
from callcenter.infra.exchange import Label, Letter, seal_to_browser
from callcenter.infra.keyfile import KeyFile, KeyringRefused, derive
from callcenter.infra.keyring import Keyring
from callcenter.infra.memory import wipe
from callcenter.infra.sealing import Family, IndexKey, ListKey, PartnerIndex, SealBroken

_FORMAT, _AES_256_GCM = 1, 1
_HEADER = struct.Struct(">BBI")  # format, algorithm, KEK version
_AAD = struct.Struct(">4s16sII")  # magic, list id, key version, KEK version
_MAGIC = b"CCW\x01"
_NONCE, _SECRET, _TAG = 12, 32, 16


class VaultKeyring(Keyring):
    """What the vault process holds. Every list has a secret L, wrapped by the newest key-encryption key
    (KEK); the contact and the view key of the list follow from L, which is wiped once they are derived.

    Wrapped: format (1) | algorithm (1) | KEK version (4) | nonce (12) | L sealed (32) | tag (16).
    """

    def __init__(self, file: KeyFile) -> None:
        super().__init__(file, reads="intake", writes_to="view")
        self._journal = Ed25519PrivateKey.from_private_bytes(file.secret("journal", 1))
        self._identities = [
            age.identity_of(file.secret("intake", version)) for version in file.versions("intake")
        ]
        self._index_root = file.secret("index", 1)
        self._suppression = IndexKey(*(file.secret("suppression", v) for v in file.versions("suppression")))
        self._adopt(file)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises KeyringRefused."""
        return cls(KeyFile.read(path, "vault"))

    # --- list secrets ---

    def new_list_secret(self, list_id: UUID, key_version: int = 1) -> tuple[bytes, int]:
        """A fresh wrapped list secret and the KEK version that wraps it: the newest in the file just now.

        Before calling, take the lock that dropping a KEK version takes; hold it until the row is committed.
        """
        self._refresh()
        newest = max(self._keks)
        secret = bytearray(os.urandom(_SECRET))
        try:
            return self._wrap(secret, list_id, key_version, newest), newest
        finally:
            wipe(secret)

    def contact_key(self, list_id: UUID, key_version: int, wrapped: bytes) -> ListKey:
        """The key of a list's contact blobs. Raises SealBroken, or KeyringRefused(kek_unknown)."""
        return self._list_key(Family.CONTACT, list_id, key_version, wrapped)

    def view_key(self, list_id: UUID, key_version: int, wrapped: bytes) -> ListKey:
        """The key of a list's masked cards and notes. Raises SealBroken, or KeyringRefused(kek_unknown)."""
        return self._list_key(Family.VIEW, list_id, key_version, wrapped)

    def view_key_for_web(self, list_id: UUID, key_version: int, wrapped: bytes) -> bytes:
        """The view key alone, in a letter that `WebKeyring.view_key` opens; KEK rotation leaves it valid."""
        raw = self._derive(Family.VIEW, list_id, key_version, wrapped)
        try:
            return self._exchange.seal(Label(Letter.LIST_KEY, list_id, key_version, last=True), raw)
        finally:
            wipe(raw)

    def keys_for_import(self, list_id: UUID, partner_id: UUID, key_version: int, wrapped: bytes) -> bytearray:
        """What `sealing.ImportKeys` takes, for the pipe to a child of this process alone; wipe it once written."""
        file = self._reread()
        parts = [
            self._derive(Family.CONTACT, list_id, key_version, wrapped),
            self._derive(Family.VIEW, list_id, key_version, wrapped),
            derive(self._index_root, "partner index", partner_id.bytes),
            *(file.secret("suppression", version) for version in file.versions("suppression")),
        ]
        joined = bytearray(32 * len(parts))
        for at, part in enumerate(parts):
            joined[32 * at : 32 * (at + 1)] = part
            wipe(part)
        return joined

    # --- rotation: add, rewrap every row, drop ---

    @property
    def kek_versions(self) -> list[int]:
        """The KEK versions in the file at this moment; the last one wraps new secrets."""
        self._refresh()
        return sorted(self._keks)

    def add_kek_version(self) -> int:
        """Adds the next KEK and returns its version once it is durable; a running vault notices by itself."""
        secret = bytearray(os.urandom(32))
        try:
            with keyfile.locked_folder(self.path.parent):
                file = self._reread()
                version = file.versions("kek")[-1] + 1
                file = file.with_key("kek", version, secret)
                keyfile.replace(file)
        finally:
            wipe(secret)
        self._adopt(file)
        return version

    def rewrap(self, wrapped: bytes, list_id: UUID, key_version: int, old_kek: int, new_kek: int) -> bytes:
        """The same list secret under another KEK. SealBroken unless `wrapped` is its, by `old_kek`."""
        if _kek_version_of(wrapped) != old_kek:
            raise SealBroken
        secret = self._unwrap(list_id, key_version, wrapped)
        try:
            return self._wrap(secret, list_id, key_version, new_kek)
        finally:
            wipe(secret)

    def drop_kek_version(self, version: int) -> None:
        """Removes a KEK for good. The caller has made sure, under a lock, that no row is wrapped by it.

        Raises KeyringRefused: kek_in_use for the newest, kek_unknown for one that is not there. Blocks of the
        replaced file may survive on the disk until they are written over.
        """
        with keyfile.locked_folder(self.path.parent):
            file = self._reread()
            if version not in file.versions("kek"):
                raise KeyringRefused("kek_unknown", self.path)
            if version == file.versions("kek")[-1]:
                raise KeyringRefused("kek_in_use", self.path)
            file = file.without_key("kek", version)
            keyfile.replace(file)
        self._adopt(file)

    # --- indexes, exchange, journal ---

    def partner_index_key(self, partner_id: UUID) -> PartnerIndex:
        """The blind indexes of one partner's contact rows, for numbers and for client references."""
        key = derive(self._index_root, "partner index", partner_id.bytes)
        try:
            return PartnerIndex(self._suppression, key)
        finally:
            wipe(key)

    def suppression_key(self) -> IndexKey:
        """The key of the do-not-call rows: its versions nested, oldest first."""
        return self._suppression

    def open_upload_chunk(self, list_id: UUID, number: int, last: bool, sealed: bytes) -> bytes:
        """Opens a piece that `WebKeyring.seal_upload_chunk` sealed for the same place. Raises SealBroken."""
        return self._exchange.open(Label(Letter.UPLOAD, list_id, number, last), sealed)

    def open_package(self, pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """What a package made for `WebKeyring.recipient`, of now or before, holds; see `age.opened`."""
        return age.opened(pieces, self._identities)

    def open_reference(self, request_id: UUID, sealed: bytes) -> str:
        """Opens what `WebKeyring.seal_reference` sealed for the same request. Raises SealBroken."""
        return self._exchange.open(Label(Letter.REFERENCE, request_id, 0, last=True), sealed).decode()

    def seal_for_reader(self, request_id: UUID, point: bytes, data: bytes) -> bytes:
        """Seals an answer to the browser that asked (see `seal_to_browser`)."""
        return seal_to_browser(point, request_id, data)

    def seal_for_web(self, kind: Letter, subject: UUID, number: int, last: bool, data: bytes) -> bytes:
        """Seals a piece of a preview, report or result file so that only the web process reads it."""
        return self._exchange.seal(Label(kind, subject, number, last), data)

    def sign_checkpoint(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes, by the journal key."""
        return self._journal.sign(message)

    def sign_statement(self, message: bytes) -> bytes:
        """The same key for other kinds of messages (`kit.statements`): each begins with a magic of its own."""
        return self._journal.sign(message)

    @property
    def journal_public_key(self) -> bytes:
        """32 bytes; see `keyring.checkpoint_holds`."""
        return self._journal.public_key().public_bytes_raw()

    # --- inside ---

    def _list_key(self, family: Family, list_id: UUID, key_version: int, wrapped: bytes) -> ListKey:
        def unwrap() -> bytearray:
            return self._derive(family, list_id, key_version, wrapped)

        return self._cache.get(family, list_id, key_version, wrapped, unwrap)

    def _derive(self, family: Family, list_id: UUID, key_version: int, wrapped: bytes) -> bytearray:
        secret = self._unwrap(list_id, key_version, wrapped)
        try:
            return derive(secret, f"list {family}", list_id.bytes + key_version.to_bytes(4, "big"))
        finally:
            wipe(secret)

    def _wrap(self, secret: bytearray, list_id: UUID, key_version: int, kek_version: int) -> bytes:
        nonce = os.urandom(_NONCE)
        aad = _AAD.pack(_MAGIC, list_id.bytes, key_version, kek_version)
        header = _HEADER.pack(_FORMAT, _AES_256_GCM, kek_version)
        return header + nonce + self._kek(kek_version).encrypt(nonce, secret, aad)

    def _unwrap(self, list_id: UUID, key_version: int, wrapped: bytes) -> bytearray:
        kek_version = _kek_version_of(wrapped)
        aad = _AAD.pack(_MAGIC, list_id.bytes, key_version, kek_version)
        nonce, sealed = wrapped[_HEADER.size : _HEADER.size + _NONCE], wrapped[_HEADER.size + _NONCE :]
        secret = bytearray(_SECRET)
        try:
            self._kek(kek_version).decrypt_into(nonce, sealed, aad, secret)
        except InvalidTag:
            raise SealBroken from None
        return secret

    def _kek(self, version: int) -> AESGCM:
        if version not in self._keks:  # another process may have rotated
            self._refresh()
        if version not in self._keks:
            raise KeyringRefused("kek_unknown", self.path)
        return self._keks[version]

    def _refresh(self) -> None:
        self._adopt(self._reread())

    def _reread(self) -> KeyFile:
        file = KeyFile.read(self.path, "vault")
        if file.keyring_id != self.keyring_id:
            raise KeyringRefused("keyring_foreign", self.path)
        return file

    def _adopt(self, file: KeyFile) -> None:
        keks = {}
        for version in file.versions("kek"):
            secret = file.secret("kek", version)
            keks[version] = AESGCM(secret)
            wipe(secret)
        self._keks, self._status = keks, file.describe()


def _kek_version_of(wrapped: bytes) -> int:
    if len(wrapped) != _HEADER.size + _NONCE + _SECRET + _TAG:
        raise SealBroken
    form, algorithm, version = _HEADER.unpack_from(wrapped)
    if (form, algorithm) != (_FORMAT, _AES_256_GCM):
        raise SealBroken
    return int(version)
