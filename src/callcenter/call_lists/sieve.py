"""A sieve for blind indexes and fingerprints: which of a batch the database may know and has to be asked for.

It never lets a known one pass for new; about one new one in seventy is asked for in vain. It must not know what they
stand for.
"""

import struct
from collections.abc import Iterable

_BITS_EACH = 16
_LEAST, _MOST = 1 << 16, 1 << 29
"""Bits: 8 kB at least, 64 MB at most, where it lets more through to the database and is as right."""

_places = struct.Struct(">II").unpack_from


class Sieve:
    """A Bloom filter with two places an entry. Entries are keyed digests, so their own bytes are the places."""

    def __init__(self, expected: int) -> None:
        """`expected`: about how many entries it will hold."""
        size = min(_MOST, max(_LEAST, 1 << (expected * _BITS_EACH - 1).bit_length()))
        self._bits, self._mask = bytearray(size >> 3), size - 1

    def add(self, entries: Iterable[bytes]) -> None:
        bits, mask = self._bits, self._mask
        for entry in entries:
            one, two = _places(entry)
            one &= mask
            two &= mask
            bits[one >> 3] |= 1 << (one & 7)
            bits[two >> 3] |= 1 << (two & 7)

    def caught(self, entries: Iterable[bytes]) -> list[bytes]:
        """Those of `entries` that were added, perhaps."""
        bits, mask = self._bits, self._mask
        found = []
        for entry in entries:
            one, two = _places(entry)
            one &= mask
            if bits[one >> 3] >> (one & 7) & 1:
                two &= mask
                if bits[two >> 3] >> (two & 7) & 1:
                    found.append(entry)
        return found
