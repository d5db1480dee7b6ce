"""Identifiers: time-ordered UUIDs for rows, short pseudonymous references for contacts, aliases for agents.

A reference is derived from the random part of the row's id, so it says nothing about the person behind it.
"""

import hashlib
import os
import time
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U

MACHINE_MARK = "cct_"
"""How every machine's token begins: it is recognised where it must not stand, and by scanners of secrets."""


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    value |= (0x7 << 76) | (0x2 << 62)
    return UUID(int=value)


def reference(contact_id: UUID) -> str:
    """`C-7F3K-9Q2M`: the last 40 random bits of the contact's id; one in 10^12 pairs collides."""
    chars = _spell(contact_id.int, 8)
    return f"C-{chars[:4]}-{chars[4:]}"


def alias(partner_id: UUID, agent_id: UUID) -> str:
    """`A-7F3K`: what a partner calls an agent. It stays the same for this partner, differs for another one, and the
    agent's id cannot be worked out from it.
    """
    digest = hashlib.sha256(b"callcenter alias v1\x00" + partner_id.bytes + agent_id.bytes).digest()
    return f"A-{_spell(int.from_bytes(digest[:3], 'big'), 4)}"


def _spell(bits: int, count: int) -> str:
    """The lowest 5 × `count` bits, as so many characters."""
    return "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(5 * (count - 1), -1, -5))
