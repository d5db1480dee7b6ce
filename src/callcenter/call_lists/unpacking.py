"""Gzip taken away from a stream of pieces, within bounds: a bomb is refused before it goes off.

It must not know what the bytes are; a stream that is not packed passes as it is.
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from callcenter.call_lists.refusals import FileRefused

GZIP = b"\x1f\x8b"
PIECE = 256 * 1024
UNPACKED_BYTES = 512 * 1024 * 1024
"""Most a packed file may unpack to; a million rows of ten columns need about 120 MB."""
FREE_BYTES = 4 * 1024 * 1024
TIMES = 100
"""Beyond `FREE_BYTES` a file may unpack to so many times its size: lists give 5 to 30, bombs about 1,000."""
MEMBERS = 10_000


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, unpacked if they are gzip. Raises FileRefused: file_damaged, file_too_large."""
    stream = iter(pieces)
    head = b""
    for piece in stream:
        head += piece
        if len(head) >= len(GZIP):
            break
    whole = chain([head], stream)
    yield from _members(whole) if head.startswith(GZIP) else whole


def _members(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Several members one after the other are one file (RFC 1952); zeros may follow the last."""
    unpacker, members, taken, given = None, 0, 0, 0
    try:
        for piece in pieces:
            taken += len(piece)
            rest = piece
            while rest or (unpacker is not None and not unpacker.eof):
                if unpacker is None or unpacker.eof:
                    if not rest.strip(b"\x00"):
                        break
                    unpacker, members = zlib.decompressobj(wbits=31), members + 1
                    if members > MEMBERS:
                        raise FileRefused("file_damaged")
                out = unpacker.decompress(rest, PIECE)
                given += len(out)
                if given > UNPACKED_BYTES or given > max(FREE_BYTES, TIMES * taken):
                    raise FileRefused("file_too_large")
                if out:
                    yield out
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                if not rest and len(out) < PIECE:
                    break
    except zlib.error:
        raise FileRefused("file_damaged") from None
    if unpacker is None or not unpacker.eof:
        raise FileRefused("file_damaged")  # cut short
