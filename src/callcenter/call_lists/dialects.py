"""Rows of a text of separated values: streamed in bounded memory, under a separator told or found.

Pure; it must not know what the columns mean beyond recognising a header row.
"""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from callcenter.call_lists.mapping import known_headers
from callcenter.call_lists.refusals import FileRefused

CHUNK = 256 * 1024
LINE_BYTES = 1024 * 1024
FIELD_CHARS = 128 * 1024
HEAD_ROWS = 200
SEPARATORS = (";", "\t", "|", ",")

Row = tuple[int, list[str]]
"""(line of the file where the row begins, counted from 1; its cells)"""

_END = "\x00end\x00"
"""A line after the last one: it comes back inside a cell when a quote is still open."""


def guarded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces; refuses a line that never ends before it fills the memory."""
    since = 0
    for piece in pieces:
        end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        since = since + len(piece) if end < 0 else len(piece) - end - 1
        if since > LINE_BYTES:
            raise FileRefused("file_row_too_long")
        yield piece


class _Stream(io.RawIOBase):
    """Pieces as a readable file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # any buffer in theory
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def csv_rows(pieces: Iterable[bytes], encoding: str, separator: str, *, whole: bool = True) -> Iterator[Row]:
    """Rows of a text, each with the line it begins on; line ends may be CR, LF, CRLF or mixed.

    `whole` is False for the beginning of a text, whose last quote need not be closed.
    Raises FileRefused: encoding_wrong, file_row_too_long, file_quote_open.
    """
    csv.field_size_limit(FIELD_CHARS)
    raw = io.BufferedReader(_Stream(guarded(pieces)), CHUNK)
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    lines = io.TextIOWrapper(raw, encoding=name, errors="strict", newline="")
    reader = csv.reader(chain(lines, [_END]), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            if cells and cells[-1].endswith(_END):
                if whole and cells != [_END]:
                    raise FileRefused("file_quote_open")
                return
            yield before + 1, cells
            before = reader.line_num
    except UnicodeError:
        raise FileRefused("encoding_wrong") from None
    except csv.Error:
        raise FileRefused("file_row_too_long") from None


_TOLD = re.compile(r'"?sep=([^\w\s"]|\t)"?[;,\t|]*', re.IGNORECASE)


def separators_of(text: str) -> list[str]:
    """The separator under which the first rows are most alike, then those that would do as well.

    A `sep=` line decides by itself.
    """
    first = text.lstrip("\ufeff").splitlines()[:1]
    if first and (match := _TOLD.fullmatch(first[0])):
        return [match[1]]
    scores = {separator: _likeness(text, separator) for separator in SEPARATORS}
    ranked = sorted(SEPARATORS, key=lambda separator: -scores[separator])
    best = scores[ranked[0]]
    return [s for s in ranked if s == ranked[0] or (scores[s] > 0 and scores[s] >= 0.7 * best)]


def _likeness(text: str, separator: str) -> float:
    try:
        rows = head_rows(text, separator)
    except FileRefused:
        return 0.0
    widths = Counter(len(cells) for _, cells in rows)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    headers = max(known_headers(cells) for _, cells in rows[:20])
    return count / widths.total() * math.log2(width) + (2 if headers >= 2 else 0)


def head_rows(text: str, separator: str, *, whole: bool = False) -> list[Row]:
    """The rows of a text that are not blank, of a beginning (not `whole`) the first ones only.

    Raises FileRefused: file_row_too_long, file_quote_open.
    """
    encoded = text.encode("utf-8", "surrogatepass")
    pieces = (encoded[start : start + CHUNK] for start in range(0, len(encoded), CHUNK))
    rows = csv_rows(pieces, "utf-8", separator, whole=whole)
    filled = (row for row in rows if any(map(str.strip, row[1])) and not is_separator_line(*row))
    return list(filled if whole else islice(filled, HEAD_ROWS))


def uncut_by(row: str, width: int) -> str | None:
    """The separator that would cut a row of one cell into about as many as the others have, or None."""
    return next((s for s in SEPARATORS if row.count(s) + 1 >= max(2, 0.8 * width)), None)


def swallows(cells: Sequence[str], separator: str, width: int) -> bool:
    """Whether a cell has taken in the lines below its own, between a stray quote and the next: it goes over several
    lines, holds figures enough for a number, and with the separators in it the row is about as wide as two."""
    if "\n" not in (row := "".join(cells)) and "\r" not in row:
        return False
    inside = [cell for cell in cells if separator in cell and ("\n" in cell or "\r" in cell)]
    cuts = len(cells) - 1 + sum(cell.count(separator) for cell in inside)
    return cuts >= 0.8 * (2 * width - 1) and any(sum(map(str.isdigit, cell)) >= 9 for cell in inside)


def is_separator_line(line: int, cells: Sequence[str]) -> bool:
    """Excel's own first line, `sep=;`: cut by the separator it names, it leaves `sep=` and blanks."""
    return line == 1 and cells[:1] != [] and cells[0].lower().startswith("sep=") and not any(cells[1:])
