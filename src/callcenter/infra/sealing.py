"""Sealed records and blind indexes: values in, values out, under keys that cannot be printed or stored.

It must not know the database, the keyring's file, or which process it runs in.
"""

import hashlib
import itertools
import os
import re
import struct
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from threading import Lock
from typing import Any, Final, NoReturn
from uuid import UUID

import msgpack
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from callcenter.infra.memory import wipe
from callcenter.kit.errors import CallcenterError
from callcenter.kit.text import clean

MESSAGE_LIMIT: Final = 2**31
"""Records one key may seal: with random 96-bit nonces a repeat stays below 2^-32 (NIST SP 800-38D, 8.3)."""

_FORMAT, _AES_256_GCM = 1, 1
_HEADER = struct.Struct(">BBI")  # format, algorithm, key version
_AAD = struct.Struct(">4sBB16s16sII")  # magic, algorithm, field, list id, record id, revision, key version
_MAGIC = b"CCR\x01"
_RECORD_AT = struct.calcsize(">4sBB16s")  # where the record id stands in the associated data
_ZERO = UUID(int=0)
NONCE: Final = 12
_NONCE, _TAG, _BLOCK = NONCE, 16, 64
_SHORTEST = _HEADER.size + _NONCE + _BLOCK + _TAG
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


class SealBroken(CallcenterError):
    """Something sealed does not open here. One sentence whatever the cause, so that it tells nothing."""

    code, status = "seal_broken", 500
    fr = "Cet enregistrement scellé ne s’ouvre pas. Prévenez l’administrateur."
    en = "This sealed record does not open. Tell the administrator."


class KeyExhausted(CallcenterError):
    """A key reached `MESSAGE_LIMIT`: the list needs a new key version."""

    code, status = "key_exhausted", 500
    fr = "La clé de cette liste a trop servi. L’administrateur doit la renouveler."
    en = "The key of this list has been used too often. The administrator must renew it."


class Family(StrEnum):
    """The two keys of a call list. The web process only ever holds VIEW."""

    CONTACT = "contact"
    VIEW = "view"


class Field(IntEnum):
    """What a sealed blob holds. The numbers are stored: never reuse one."""

    CONTACT = 1  # phones, e-mail, street, client reference
    VIEW = 2  # what the masked card may show
    NOTE = 3  # an agent's short note; written and released in the web process
    REFUSED = 8  # refused lines of a file, to be mended by the partner
    REFERENCE = 4  # the partner's own name of a customer who has an appointment

    @property
    def family(self) -> Family:
        return Family.CONTACT if self in {Field.CONTACT, Field.REFUSED} else Family.VIEW


_FIELDS_OF: Final = {family: frozenset(f for f in Field if f.family is family) for family in Family}


@dataclass(frozen=True, slots=True)
class Address:
    """The one place where a blob opens: moved to another row, list or revision it does not."""

    field: Field
    list_id: UUID
    record_id: UUID
    revision: int


class Opaque:
    """A value that holds a key: it has no printable content and refuses to be pickled or copied."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} ***>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} never leaves its process")


class ListKey(Opaque):
    """Seals and opens the records of one call list, for one family, with one key version.

    Blob: format (1) | algorithm (1) | key version (4) | nonce (12) | ciphertext | tag (16); integers are
    big-endian. The address stands in the associated data, not in the blob. The plaintext is a msgpack map
    padded to a multiple of 64 bytes.
    """

    __slots__ = ("_cipher", "_fields", "_header", "_messages", "family", "list_id", "version")

    def __init__(
        self,
        family: Family,
        list_id: UUID,
        version: int,
        key: bytes | bytearray,
        messages: Iterator[int] | None = None,
    ) -> None:
        """`key` is 32 bytes and may be wiped afterwards; `messages` counts what this key seals."""
        self.family, self.list_id, self.version = family, list_id, version
        self._fields = _FIELDS_OF[family]
        self._cipher = AESGCM(key)
        self._header = _HEADER.pack(_FORMAT, _AES_256_GCM, version)
        self._messages = itertools.count() if messages is None else messages

    def __repr__(self) -> str:
        return f"<ListKey {self.family} {self.list_id} v{self.version} ***>"

    def seal(self, address: Address, fields: dict[str, Any]) -> bytes:
        """Raises ValueError for a field of the other family or another list, KeyExhausted past the limit."""
        return self.seal_packed(address, msgpack.packb(fields))

    def seal_packed(self, address: Address, fields: bytes) -> bytes:
        """`seal` for fields that are a msgpack map already."""
        if not self._covers(address):
            raise ValueError("this key does not seal that address")
        if next(self._messages) >= MESSAGE_LIMIT:
            raise KeyExhausted
        nonce = os.urandom(_NONCE)
        return self._header + nonce + self._cipher.encrypt(nonce, pad(fields), self._bind(address))

    def sealer(self, field: Field) -> Callable[[bytes, bytes, bytes], bytes]:
        """`seal_packed` for the first revision of many records, as a function of (record id, nonce, msgpack map).

        The nonce is `NONCE` fresh random bytes, which the caller draws for many records at once.
        """
        if field not in self._fields:
            raise ValueError("this key does not seal that field")
        encrypt, header, messages = self._cipher.encrypt, self._header, self._messages
        before = self._bind(Address(field, self.list_id, _ZERO, 1))
        before, after = before[:_RECORD_AT], before[_RECORD_AT + 16 :]

        def seal(record_id: bytes, nonce: bytes, fields: bytes) -> bytes:
            if next(messages) >= MESSAGE_LIMIT:
                raise KeyExhausted
            return header + nonce + encrypt(nonce, pad(fields), before + record_id + after)

        return seal

    def open(self, address: Address, blob: bytes) -> dict[str, Any]:
        """The fields sealed at that address. Raises SealBroken, whatever is wrong."""
        try:
            if not self._covers(address) or len(blob) < _SHORTEST or not blob.startswith(self._header):
                raise SealBroken
            start = _HEADER.size + _NONCE
            plaintext = self._cipher.decrypt(blob[_HEADER.size : start], blob[start:], self._bind(address))
            fields = msgpack.unpackb(unpad(plaintext))
        except (InvalidTag, ValueError, msgpack.UnpackException, struct.error):
            raise SealBroken from None
        if not isinstance(fields, dict):
            raise SealBroken
        return fields

    def _covers(self, address: Address) -> bool:
        return address.field in self._fields and address.list_id == self.list_id

    def _bind(self, address: Address) -> bytes:
        return _AAD.pack(
            _MAGIC,
            _AES_256_GCM,
            address.field,
            address.list_id.bytes,
            address.record_id.bytes,
            address.revision,
            self.version,
        )


_PADDING: Final = [b"\x80" + bytes(-(length + 1) % _BLOCK) for length in range(_BLOCK)]


def pad(data: bytes) -> bytes:
    """ISO/IEC 7816-4: a byte 0x80, then zeros up to a multiple of 64. At least one byte, so unambiguous."""
    return data + _PADDING[len(data) % _BLOCK]


def unpad(data: bytes) -> bytes:
    """Undoes `pad`. Raises ValueError when `data` is not what `pad` gives."""
    body = data.rstrip(b"\x00")
    if len(data) % _BLOCK or not body.endswith(b"\x80") or len(data) - len(body) >= _BLOCK:
        raise ValueError("not padded")
    return body[:-1]


class ImportKeys(Opaque):
    """The keys that sealing one list's rows takes, and no other: both keys of the list, the partner's index and
    the do-not-call index. They travel as one buffer, from the vault to the process that imports.
    """

    __slots__ = ("contact", "partner_index", "suppression", "view")

    def __init__(self, list_id: UUID, key_version: int, raw: bytearray) -> None:
        """`raw` is what `VaultKeyring.keys_for_import` gave; it is wiped."""
        size = 32
        try:
            parts = [raw[at : at + size] for at in range(0, len(raw), size)]
        finally:
            wipe(raw)
        if len(parts) < 4 or len(parts[-1]) != size:
            raise ValueError("not the keys of an import")
        try:
            self.contact = ListKey(Family.CONTACT, list_id, key_version, parts[0])
            self.view = ListKey(Family.VIEW, list_id, key_version, parts[1])
            self.suppression = IndexKey(*parts[3:])
            self.partner_index = PartnerIndex(self.suppression, parts[2])
        finally:
            for part in parts:
                wipe(part)


class KeyCache(Opaque):
    """The list keys in use, least recently used out first, none older than its time limit.

    A key is found only under the very wrapped bytes it came from. Messages are counted per key for the life
    of the process, also across evictions; a restart begins again at zero.
    """

    __slots__ = ("_capacity", "_clock", "_keys", "_lifetime", "_lock", "_messages")

    def __init__(
        self, capacity: int = 512, lifetime: float = 600.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`lifetime` in seconds, from the moment a key was unwrapped."""
        self._capacity, self._lifetime, self._clock = capacity, lifetime, clock
        self._keys: OrderedDict[tuple[Family, UUID, int, bytes], tuple[float, ListKey]] = OrderedDict()
        self._messages: dict[tuple[Family, UUID, int], Iterator[int]] = {}
        self._lock = Lock()

    def get(
        self, family: Family, list_id: UUID, version: int, wrapped: bytes, unwrap: Callable[[], bytearray]
    ) -> ListKey:
        """The key, unwrapped when it is not there; what `unwrap` gives is wiped."""
        slot, now = (family, list_id, version, wrapped), self._clock()
        with self._lock:
            held = self._keys.get(slot)
            if held is not None and now - held[0] < self._lifetime:
                self._keys.move_to_end(slot)
                return held[1]
            for old in [s for s, (since, _) in self._keys.items() if now - since >= self._lifetime]:
                del self._keys[old]
            raw = unwrap()
            try:
                messages = self._messages.setdefault((family, list_id, version), itertools.count())
                key = ListKey(family, list_id, version, raw, messages)
            finally:
                wipe(raw)
            self._keys[slot] = (now, key)
            if len(self._keys) > self._capacity:
                self._keys.popitem(last=False)
            return key

    def forget(self, list_id: UUID) -> None:
        """Drops every key of a list now, as when it is shredded."""
        with self._lock:
            for slot in [s for s in self._keys if s[1] == list_id]:
                del self._keys[slot]


class IndexKey(Opaque):
    """A blind index: equal numbers give equal 16 bytes; without the key no number can be tried on them."""

    __slots__ = ("_states",)

    def __init__(self, *keys: bytes | bytearray) -> None:
        """Keys are 32 bytes, oldest first, and may be wiped afterwards; each nests the one before."""
        self._states = [_hmac_states(key) for key in keys]

    def index(self, e164: str) -> bytes:
        """HMAC-SHA256 of a number such as +33612345678, first 16 bytes. ValueError for another spelling."""
        if not _E164.fullmatch(e164):
            raise ValueError("not a number in E.164 form")
        return self.rekey(e164.encode())

    def rekey(self, stored: bytes) -> bytes:
        """What a stored index becomes when these keys are added: `IndexKey(a, b).index(n)` is
        `IndexKey(b).rekey(IndexKey(a).index(n))`, so rows are re-keyed without the numbers.
        """
        for inside, outside in self._states:
            inner, outer = inside.copy(), outside.copy()
            inner.update(stored)
            outer.update(inner.digest())
            stored = outer.digest()[:16]
        return stored


def _hmac_states(key: bytes | bytearray) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """HMAC-SHA256 (RFC 2104) with the key taken in: of `hmac.HMAC.copy`, which is Python, a row has three."""
    block = bytearray(64)
    block[: len(key)] = key
    inside = hashlib.sha256(block.translate(_INNER))
    outside = hashlib.sha256(block.translate(_OUTER))
    wipe(block)
    return inside, outside


_INNER, _OUTER = bytes(byte ^ 0x36 for byte in range(256)), bytes(byte ^ 0x5C for byte in range(256))


_LAYOUT = b"layout of a file\x00"
_REFERENCE = b"client reference\x00"
"""Longer than any fingerprint: what is indexed of a reference is never what is indexed of a number."""


class PartnerIndex(Opaque):
    """The blind indexes of one partner's contacts: two partners' rows for one number have nothing in common.

    A number's index is made from its fingerprint, not from the number: whoever holds this key and a
    do-not-call fingerprint finds the contacts it concerns without ever seeing the number again.
    """

    __slots__ = ("_fingerprints", "_key")

    def __init__(self, fingerprints: IndexKey, key: bytes | bytearray) -> None:
        """`fingerprints` is the key of the do-not-call rows; `key`, 32 bytes, may be wiped afterwards."""
        self._fingerprints, self._key = fingerprints, IndexKey(key)

    def index(self, e164: str) -> bytes:
        """16 bytes for a number such as +33612345678. ValueError for another spelling."""
        return self._key.rekey(self._fingerprints.index(e164))

    def of_fingerprint(self, fingerprint: bytes) -> bytes:
        """The index of the number whose do-not-call fingerprint this is."""
        return self._key.rekey(fingerprint)

    def reference(self, client_reference: str) -> bytes | None:
        """16 bytes for the partner's own reference of a customer, None when it is blank.

        Invisible characters, compatibility forms and runs of spaces do not count. Upper and lower case do:
        some tools number their customers `003Ab` and `003aB`.
        """
        plain = clean(unicodedata.normalize("NFKC", client_reference))
        return self._key.rekey(_REFERENCE + plain.encode()) if plain else None

    def layout(self, headers: str) -> bytes:
        """16 bytes for the layout of the partner's files; keyed, for what stands as headers may be data."""
        return self._key.rekey(_LAYOUT + headers.encode())
