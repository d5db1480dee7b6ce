"""The web process' keyring, and the making of a site's pair of keyrings.

It must not know list secrets or contact keys: those are the vault's (`vault_keyring`).
"""

import os
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from callcenter.infra import age, keyfile
from callcenter.infra.exchange import Exchange, Label, Letter
from callcenter.infra.keyfile import KeyFile, KeyringRefused, KeyStatus
from callcenter.infra.sealing import Family, KeyCache, ListKey, Opaque


def create_pair(vault_path: Path, web_path: Path) -> UUID:
    """Makes both keyrings of a new site and returns their common id, for the database to keep.

    Raises KeyringRefused(keyring_exists) when either is there. Call it only while there is no data: keys made
    beside existing data could not open it.
    """
    keyring_id = uuid4()
    intake, view = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    vault_signing, web_signing = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    journal = Ed25519PrivateKey.generate()
    vault = KeyFile.build(
        vault_path,
        "vault",
        keyring_id,
        keys={
            "kek": os.urandom(32),
            "index": os.urandom(32),
            "suppression": os.urandom(32),
            "intake": intake.private_bytes_raw(),
            "signing": vault_signing.private_bytes_raw(),
            "journal": journal.private_bytes_raw(),
        },
        peers={
            "view": view.public_key().public_bytes_raw(),
            "signing": web_signing.public_key().public_bytes_raw(),
        },
    )
    web = KeyFile.build(
        web_path,
        "web",
        keyring_id,
        keys={"view": view.private_bytes_raw(), "signing": web_signing.private_bytes_raw()},
        peers={
            "intake": intake.public_key().public_bytes_raw(),
            "signing": vault_signing.public_key().public_bytes_raw(),
            "journal": journal.public_key().public_bytes_raw(),
        },
    )
    with keyfile.locked_folder(vault_path.parent):
        keyfile.write_new(web, vault)
    return keyring_id


class Keyring(Opaque):
    """What both keyrings share: an identity, a status, and one end of the exchange between the processes."""

    def __init__(self, file: KeyFile, *, reads: str, writes_to: str) -> None:
        """`reads` and `writes_to` name the reading keys of this end and of the other."""
        self.path = file.path
        self.keyring_id: UUID = file.keyring_id
        self._status = file.describe()
        self._exchange = Exchange(
            {v: X25519PrivateKey.from_private_bytes(file.secret(reads, v)) for v in file.versions(reads)},
            Ed25519PrivateKey.from_private_bytes(file.secret("signing", 1)),
            {v: X25519PublicKey.from_public_bytes(key) for v, key in file.peers(writes_to).items()},
            Ed25519PublicKey.from_public_bytes(file.peers("signing")[1]),
        )
        self._cache = KeyCache()

    def check_belongs(self, expected_id: UUID) -> None:
        """Raises KeyringRefused(keyring_foreign) unless this is the keyring whose id the database keeps."""
        if self.keyring_id != expected_id:
            raise KeyringRefused("keyring_foreign", self.path)

    def describe(self) -> list[KeyStatus]:
        """A row for each key: use, version, age and check value; nothing secret."""
        return list(self._status)

    def forget(self, list_id: UUID) -> None:
        """Drops the keys of a list from memory now, as when it is shredded."""
        self._cache.forget(list_id)


class WebKeyring(Keyring):
    """What the web process holds: the key that reads letters from the vault, and nothing from which a list
    secret or a contact key follows.
    """

    def __init__(self, file: KeyFile) -> None:
        super().__init__(file, reads="view", writes_to="intake")
        self.journal_public_key: bytes = file.peers("journal")[1]
        intake = file.peers("intake")
        self.recipient: str = age.recipient_of(intake[max(intake)])
        """Whoever encrypts a file with the `age` tool to this, `age1…`, can be sure that the vault alone opens it."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises KeyringRefused."""
        return cls(KeyFile.read(path, "web"))

    def view_key(self, list_id: UUID, key_version: int, wrapped_for_web: bytes) -> ListKey:
        """The key of a list's masked cards and notes, from the letter `VaultKeyring.view_key_for_web` gave.

        Raises SealBroken for another list's, another version's, an altered or an invented letter.
        """
        label = Label(Letter.LIST_KEY, list_id, key_version, last=True)

        def unwrap() -> bytearray:
            return bytearray(self._exchange.open(label, wrapped_for_web))

        return self._cache.get(Family.VIEW, list_id, key_version, wrapped_for_web, unwrap)

    def seal_upload_chunk(self, list_id: UUID, number: int, last: bool, data: bytes) -> bytes:
        """Seals a piece of an upload so that only the vault reads it; pieces are numbered from 0."""
        return self._exchange.seal(Label(Letter.UPLOAD, list_id, number, last), data)

    def seal_reference(self, request_id: UUID, reference: str) -> bytes:
        """Seals the reference of a customer who is looked up so that only the vault reads it."""
        return self._exchange.seal(Label(Letter.REFERENCE, request_id, 0, last=True), reference.encode())

    def open_from_vault(self, kind: Letter, subject: UUID, number: int, last: bool, sealed: bytes) -> bytes:
        """Opens what `VaultKeyring.seal_for_web` sealed for the same place. Raises SealBroken."""
        return self._exchange.open(Label(kind, subject, number, last), sealed)


def checkpoint_holds(journal_public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the journal key signed that message."""
    try:
        Ed25519PublicKey.from_public_bytes(journal_public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
