"""Reads a partner's file, whatever tool wrote it: bytes in, a shape and numbered rows of text out.

CSV is streamed in bounded memory; workbooks are read whole. It runs in a limited child process and must not
know the database, keys or what the columns mean beyond recognising a header row.
"""

import codecs
import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice

from callcenter.call_lists.mapping import known_headers
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.workbooks import open_sheet

CHUNK = 256 * 1024
LINE_BYTES = 1024 * 1024
FIELD_CHARS = 128 * 1024
COLUMNS = 512
HEAD_ROWS = 200
ENCODINGS = ("utf-8", "cp1252", "iso8859-15", "utf-16", "utf-16-le", "utf-16-be", "mac_roman", "cp850")
SEPARATORS = (";", "\t", "|", ",")

Row = tuple[int, list[str]]
"""(line of the file where the row begins, counted from 1; its cells)"""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read. `header_line` is 0 without a header; `sheet` is set for workbooks only."""

    kind: str
    encoding: str = ""
    separator: str = ""
    header_line: int = 0
    sheet: str = ""


# --- what it is ---------------------------------------------------------------------------------------------

_MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|\?xml|!--)", re.IGNORECASE
)
_KNOWN_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def kind_of(head: bytes) -> str:
    """`csv`, `workbook`, or a refusal; told by the bytes, never by the name."""
    if not head.strip(b"\x00\t\r\n ;,|\xef\xbb\xbf"):
        raise FileRefused("file_empty")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return "workbook"
    if _MARKUP.match(head):
        raise FileRefused("file_is_html")
    if head.startswith(_KNOWN_BINARY):
        raise FileRefused("file_is_binary")
    return "csv"


class EncodingFinder:
    """Finds a text's encoding while its pieces stream past: BOM, UTF-8 if every byte fits, else cp1252."""

    def __init__(self, head: bytes) -> None:
        self._bom = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _wide(head)
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8, self._is_cp1252, self._nul, self._odd, self._size = True, True, False, 0, 0

    def feed(self, piece: bytes) -> None:
        if self._bom is not None:
            return
        self._size += len(piece)
        if b"\x00" in piece:
            self._nul = True
        self._odd += len(piece) - len(piece.translate(None, _CONTROLS))
        if self._is_utf8:
            try:
                self._utf8.decode(piece)
            except UnicodeDecodeError:
                self._is_utf8 = False
        if _NOT_CP1252.search(piece):
            self._is_cp1252 = False

    def result(self) -> str:
        if self._bom is not None:
            return self._bom
        if self._is_utf8 and self._utf8.getstate()[0]:
            self._is_utf8 = False
        if self._nul or self._odd * 100 > self._size:
            raise FileRefused("file_is_binary")
        if self._is_utf8:
            return "utf-8"
        if self._is_cp1252:
            return "cp1252"
        raise FileRefused("encoding_unknown")


_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\x1a\x0b\x0c")


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of a Western text is zero, always the same one."""
    sample = head[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else None


# --- rows of a text -----------------------------------------------------------------------------------------


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
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def csv_rows(pieces: Iterable[bytes], encoding: str, separator: str) -> Iterator[Row]:
    """Rows of a text, each with the line it begins on; line ends may be CR, LF, CRLF or mixed.

    Raises FileRefused: encoding_wrong, file_row_too_long.
    """
    csv.field_size_limit(FIELD_CHARS)
    raw = io.BufferedReader(_Stream(guarded(pieces)), CHUNK)
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    lines = io.TextIOWrapper(raw, encoding=name, errors="strict", newline="")
    reader = csv.reader(lines, delimiter=separator)
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except UnicodeError:
        raise FileRefused("encoding_wrong") from None
    except csv.Error:
        raise FileRefused("file_row_too_long") from None


def separator_of(text: str) -> str:
    """The separator under which the first rows are most alike; a `sep=` line decides by itself."""
    first = text.lstrip("\ufeff").splitlines()[:1]
    if first and (match := re.fullmatch(r'"?sep=(.)"?[;,\t|]*', first[0], re.IGNORECASE)):
        return match[1]
    return max(SEPARATORS, key=lambda separator: _likeness(text, separator))


def _likeness(text: str, separator: str) -> float:
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), HEAD_ROWS))
    except csv.Error:
        return 0.0
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    headers = max(known_headers(row) for row in rows[:20])
    return count / widths.total() * math.log2(width) + (2 if headers >= 2 else 0)


# --- where the table begins ---------------------------------------------------------------------------------


def header_line_of(rows: Sequence[Row]) -> int:
    """The line of the header among the first rows, titles passed over; 0 when data begins at once."""
    filled = [(line, [c for c in cells if c.strip()]) for line, cells in rows[:30]]
    filled = [(line, cells) for line, cells in filled if cells]
    if not filled:
        raise FileRefused("file_empty")
    usual = Counter(len(cells) for _, cells in filled).most_common(1)[0][0]
    for line, cells in filled:
        known = known_headers(cells)
        if known >= 2 or (known == 1 and not _data_like(cells) and len(cells) >= usual // 2):
            return line
    for line, cells in filled:
        if len(cells) >= max(2, 0.6 * usual):
            return 0 if _data_like(cells) else line
    return 0


def _data_like(cells: Sequence[str]) -> bool:
    return any("@" in cell or sum(c.isdigit() for c in cell) >= 4 for cell in cells)


def is_separator_line(line: int, cells: Sequence[str]) -> bool:
    """Excel's own first line, `sep=;`: cut by the separator it names, it leaves `sep=` and blanks."""
    return line == 1 and cells[:1] != [] and cells[0].lower().startswith("sep=") and not any(cells[1:])


def trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the blank ones that trailing separators leave at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])


# --- a whole file -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Probe:
    """What a file turned out to be, with its first rows and the number of data rows."""

    shape: Shape
    headers: list[str]
    sample: list[Row]
    lines: int


def probe(pieces: Iterable[bytes]) -> Probe:
    """Looks at a whole file once.

    Raises FileRefused: file_empty, file_header_only, file_is_html, file_is_binary, file_too_many_columns,
    encoding_unknown, file_row_too_long and what `workbooks` raises.
    """
    stream = iter(pieces)
    head = bytearray()
    for piece in stream:
        head += piece
        if len(head) >= CHUNK:
            break
    if kind_of(bytes(head)) == "workbook":
        sheet = open_sheet(b"".join((head, *stream)))
        rows = _sheet_rows(sheet.rows)
        first = list(islice(rows, HEAD_ROWS))
        return _probed(Shape(sheet.kind, sheet=sheet.name), first, len(first) + sum(1 for _ in rows))
    return _probe_text(bytes(head), stream)


def _probe_text(head: bytes, rest: Iterable[bytes]) -> Probe:
    """`head` shows separator and header; every byte is looked at for the encoding and to count lines."""
    finder, ends = EncodingFinder(head[:4096]), 0
    for piece in guarded(chain([head], rest)):
        finder.feed(piece)
        ends += piece.count(b"\n") or piece.count(b"\r")
    encoding = finder.result()
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    text = decoder.decode(head)
    separator = separator_of(text)
    if len(head) < CHUNK:
        rows = list(_head_rows(text, separator))
        return _probed(Shape("csv", encoding, separator), rows[:HEAD_ROWS], len(rows))
    whole_lines = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    rows = list(islice(_head_rows(whole_lines, separator), HEAD_ROWS))
    return _probed(Shape("csv", encoding, separator), rows, max(ends, len(rows)))


def _head_rows(text: str, separator: str) -> Iterator[Row]:
    for line, cells in csv_rows([text.encode("utf-8", "surrogatepass")], "utf-8", separator):
        if any(cell.strip() for cell in cells) and not is_separator_line(line, cells):
            yield line, cells


def _probed(shape: Shape, rows: list[Row], counted: int) -> Probe:
    if not rows:
        raise FileRefused("file_empty")
    header_line = header_line_of(rows)
    sample = [row for row in rows if row[0] > header_line]
    passed = len(rows) - len(sample)
    if not sample:
        raise FileRefused("file_header_only")
    header = next((cells for line, cells in rows if line == header_line), [])
    width = max(len(trimmed(header)), max(len(trimmed(cells)) for _, cells in sample))
    if width > COLUMNS:
        raise FileRefused("file_too_many_columns")
    headers = [(header[i].strip() if i < len(header) else "") for i in range(width)]
    found = Shape(shape.kind, shape.encoding, shape.separator, header_line, shape.sheet)
    return Probe(found, headers, sample, max(counted - passed, len(sample)))


def read_table(pieces: Iterable[bytes], shape: Shape) -> tuple[list[str], Iterator[Row]]:
    """The headers (none without a header line) and the rows below them, blank ones left out, streamed.

    Raises FileRefused, also later, while rows are taken.
    """
    if shape.kind == "csv":
        rows = csv_rows(pieces, shape.encoding, shape.separator)
    else:
        rows = _sheet_rows(open_sheet(b"".join(pieces)).rows)
    headers: list[str] = []
    if shape.header_line:
        at_header = (row for row in rows if row[0] >= shape.header_line)
        headers = next(at_header, (0, headers))[1]
    below = (
        row for row in rows if row[0] > shape.header_line and any(row[1]) and not is_separator_line(*row)
    )
    return headers, below


def _sheet_rows(rows: Iterable[Sequence[object]]) -> Iterator[Row]:
    for line, row in enumerate(rows, 1):
        cells = trimmed([cell_text(value) for value in row])
        if cells:
            yield line, cells


def cell_text(value: object) -> str:
    """A workbook's cell as text: whole numbers without `.0`, dates as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value) if value is not None else ""
