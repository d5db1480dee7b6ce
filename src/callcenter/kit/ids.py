"""Identifiers: time-ordered UUIDs for rows, short pseudonymous references for contacts, aliases for agents.

A reference is derived from the random part of the row's id, so it says nothing about the person behind it.
"""

import hashlib
import os
import time
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
_PAIRS = [first + last for first in _ALPHABET for last in _ALPHABET]

MACHINE_MARK = "cct_"
"""How every machine's token begins: it is recognised where it must not stand, and by scanners of secrets."""


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    value |= (0x7 << 76) | (0x2 << 62)
    return UUID(int=value)


def new_ids(count: int) -> list[bytes]:
    """The 16 bytes of many new ids at once: the randomness of a thousand costs as much as that of one."""
    millis = (time.time_ns() // 1_000_000).to_bytes(6, "big")
    drawn = os.urandom(10 * count)
    ids = []
    for at in range(0, 10 * count, 10):
        version, variant = drawn[at] & 0x0F | 0x70, drawn[at + 2] & 0x3F | 0x80
        ids.append(
            b"%b%c%b%c%b" % (millis, version, drawn[at + 1 : at + 2], variant, drawn[at + 3 : at + 10])
        )
    return ids


def reference(contact_id: UUID) -> str:
    """`C-7F3K-9Q2M`: the last 40 random bits of the contact's id; one in 10^12 pairs collides."""
    return reference_of(contact_id.bytes)


def reference_of(contact_id: bytes) -> str:
    """`reference` for the 16 bytes of an id."""
    bits = int.from_bytes(contact_id[11:], "big")
    first, last = (
        _PAIRS[bits >> 30] + _PAIRS[bits >> 20 & 1023],
        _PAIRS[bits >> 10 & 1023] + _PAIRS[bits & 1023],
    )
    return f"C-{first}-{last}"


def ending_of(said: str) -> str | None:
    """The last ten hexadecimal digits of the ids that a reference may stand for; None for what is no reference.

    So a destroyed contact is found by its reference where its id was written down.
    """
    signs = said.strip().upper().removeprefix("C-").replace("-", "")
    if len(signs) != 8 or any(sign not in _ALPHABET for sign in signs):
        return None
    bits = 0
    for sign in signs:
        bits = bits << 5 | _ALPHABET.index(sign)
    return f"{bits:010x}"


def alias(partner_id: UUID, agent_id: UUID) -> str:
    """`A-7F3K`: what a partner calls an agent. It stays the same for this partner, differs for another one, and the
    agent's id cannot be worked out from it.
    """
    digest = hashlib.sha256(b"callcenter alias v1\x00" + partner_id.bytes + agent_id.bytes).digest()
    return f"A-{spell(int.from_bytes(digest[:3], 'big'), 4)}"


def spell(bits: int, count: int) -> str:
    """The lowest 5 × `count` bits, as so many characters."""
    return "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(5 * (count - 1), -1, -5))
