"""The vault process' keyring: key-encryption keys, list secrets, contact keys, indexes and the journal's key.

Nothing that the web process runs may import it; it must not know the database.
"""

import os
import struct
from functools import reduce
from pathlib import Path
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from callcenter.infra import keyfile
from callcenter.infra.exchange import Label, Letter
from callcenter.infra.keyfile import KeyFile, KeyringRefused, derive
from callcenter.infra.keyring import Keyring
from callcenter.infra.memory import wipe
from callcenter.infra.sealing import Family, IndexKey, ListKey, SealBroken

_FORMAT, _AES_256_GCM = 1, 1
_HEADER = struct.Struct(">BBI")  # format, algorithm, KEK version
_AAD = struct.Struct(">4s16sII")  # magic, list id, key version, KEK version
_MAGIC = b"CCW\x01"
_NONCE, _SECRET, _TAG = 12, 32, 16


class VaultKeyring(Keyring):
    """What the vault process holds. Every list has a secret L, wrapped by the newest key-encryption key (KEK); the
    contact and the view key of the list follow from L, which is wiped as soon as they are derived.

    Wrapped: format (1) | algorithm (1) | KEK version (4) | nonce (12) | L sealed (32) | tag (16).
    """

    def __init__(self, file: KeyFile) -> None:
        super().__init__(file, reads="intake", writes_to="view")
        self._journal = Ed25519PrivateKey.from_private_bytes(file.secret("journal", 1))
        self._index_roots = [file.secret("index", 1)]
        suppression = [IndexKey(file.secret("suppression", v)) for v in file.versions("suppression")]
        self._suppression = reduce(IndexKey.chain, suppression)
        self._keks = _keks(file)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises KeyringRefused."""
        return cls(KeyFile.read(path, "vault"))
