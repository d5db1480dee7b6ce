"""The sealed letters between the web and the vault process: HPKE to the reader's key, signed by the writer's.

It must not know what a letter is about beyond its label, nor where keys are kept.
"""

import hashlib
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from callcenter.infra.sealing import Opaque, SealBroken

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_FORMAT = 1
_HEADER = struct.Struct(">BI")  # format, version of the reader's key
_INFO = struct.Struct(">4sB16sI?I")  # magic, kind, subject, number, last, version of the reader's key
_MAGIC = b"CCX\x01"
_SIGNED = b"callcenter exchange v1\x00"
_SIGNATURE = 64


class Letter(IntEnum):
    """What travels between the two processes. The numbers are stored: never reuse one."""

    UPLOAD = 1  # web → vault: a piece of the partner's file
    LIST_KEY = 2  # vault → web: the view key of a list
    PREVIEW = 3  # vault → web: first rows, masked
    RESULTS = 5  # vault → web: a result file
    REFERENCE = 9  # web → vault: the reference of a customer who is looked up
    REFUSED = 16  # vault → web: a file of refused lines


@dataclass(frozen=True, slots=True)
class Label:
    """Binds a letter to its place: piece `number` (from 0) of `subject`, and whether it is the last one."""

    kind: Letter
    subject: UUID
    number: int
    last: bool


class Exchange(Opaque):
    """One end: reads with its own X25519 keys, signs with its own Ed25519 key, knows the other's public keys.

    Sealed: format (1) | reader's key version (4) | HPKE: enc (32), ciphertext, tag (16) | signature (64).
    HPKE in base mode (RFC 9180) alone would let anyone who can write to the database invent a letter.
    """

    __slots__ = ("_peer", "_peer_signing", "_reading", "_signing")

    def __init__(
        self,
        reading: Mapping[int, X25519PrivateKey],
        signing: Ed25519PrivateKey,
        peer: Mapping[int, X25519PublicKey],
        peer_signing: Ed25519PublicKey,
    ) -> None:
        self._reading, self._signing, self._peer, self._peer_signing = reading, signing, peer, peer_signing

    def seal(self, label: Label, data: bytes | bytearray) -> bytes:
        version = max(self._peer)
        info = _info(label, version)
        sealed = _SUITE.encrypt(data, self._peer[version], info)
        return b"".join((_HEADER.pack(_FORMAT, version), sealed, self._signing.sign(_to_sign(info, sealed))))

    def open(self, label: Label, letter: bytes) -> bytes:
        """Raises SealBroken, whatever is wrong."""
        try:
            form, version = _HEADER.unpack_from(letter)
            sealed, signature = letter[_HEADER.size : -_SIGNATURE], letter[-_SIGNATURE:]
            if form != _FORMAT or version not in self._reading:
                raise SealBroken
            info = _info(label, version)
            self._peer_signing.verify(signature, _to_sign(info, sealed))
            return _SUITE.decrypt(sealed, self._reading[version], info)
        except (InvalidSignature, InvalidTag, struct.error):
            raise SealBroken from None


_READER = b"callcenter person file v1\x00"
_IV = 12


def seal_to_browser(point: bytes, subject: UUID, data: bytes) -> bytes:
    """Seals to a browser's own key, made for this one answer, so that what carries it can't read it.

    `point` is a P-256 public key, uncompressed (what the Web Crypto API makes everywhere). Sealed: ephemeral point (65)
    | IV (12) | AES-256-GCM ciphertext and tag, the key from ECDH by HKDF-SHA256. ValueError for no point of the curve.
    """
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    ours = generate_private_key(SECP256R1())
    secret = ours.exchange(ECDH(), theirs)
    key = HKDF(SHA256(), 32, salt=b"", info=_READER + subject.bytes).derive(secret)
    iv = os.urandom(_IV)
    mine = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return mine + iv + AESGCM(key).encrypt(iv, data, None)


def _info(label: Label, version: int) -> bytes:
    return _INFO.pack(_MAGIC, label.kind, label.subject.bytes, label.number, label.last, version)


def _to_sign(info: bytes, sealed: bytes) -> bytes:
    return _SIGNED + info + hashlib.sha256(sealed).digest()
