"""Identifiers: time-ordered UUIDs for rows and short pseudonymous references for contacts.

A reference is derived from the random part of the row's id, so it says nothing about the person behind it.
"""

import os
import time
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    value |= (0x7 << 76) | (0x2 << 62)
    return UUID(int=value)


def reference(contact_id: UUID) -> str:
    """`C-7F3K-9Q2M`: the last 40 random bits of the contact's id; one in 10^12 pairs collides."""
    bits = contact_id.int & ((1 << 40) - 1)
    chars = [_ALPHABET[(bits >> shift) & 31] for shift in range(35, -1, -5)]
    return f"C-{''.join(chars[:4])}-{''.join(chars[4:])}"
