"""Reads a partner's file, whatever tool wrote it: bytes in, a shape and numbered rows of text out.

CSV is streamed in bounded memory; workbooks are read whole. It runs in a limited child process and must not
know the database, keys or what the columns mean beyond recognising a header row. What the file leaves open is a
question for the partner; a guess stands beside it and is never silent.
"""

import codecs
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any

from callcenter.call_lists.dialects import (
    CHUNK,
    HEAD_ROWS,
    Row,
    csv_rows,
    guarded,
    head_rows,
    is_separator_line,
    separators_of,
)
from callcenter.call_lists.encodings import EncodingFinder
from callcenter.call_lists.mapping import known_headers
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.surveys import Survey, date_columns
from callcenter.call_lists.unpacking import GZIP, unpacked
from callcenter.call_lists.workbooks import Sheet, Workbook
from callcenter.kit.dates import DateOrder
from callcenter.kit.phone import Phone, normalise

COLUMNS = 512
LINES = 10_000_000
"""Most line ends in a text: beyond it hardly a line could hold a number."""
FIRST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read. `header_line` is 0 without a header; `sheet` counts a workbook's sheets from 0.

    `date_order_sure`: the file tells the order or the partner said it; else no date told anything.
    """

    kind: str
    encoding: str = ""
    separator: str = ""
    header_line: int = 0
    sheet: int = 0
    date_order: str = "day"
    date_order_sure: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What the file leaves open: which part of the shape, and each likely answer with examples, the guess first."""

    about: str
    answers: dict[str, list[str]]


@dataclass(slots=True)
class Probe:
    """What a file turned out to be.

    `sample` holds the first data rows, `top` the first rows of all, `lines` the number of data rows.
    """

    shape: Shape
    headers: list[str]
    sample: list[Row]
    top: list[Row]
    lines: int
    questions: list[Question]
    sheets: list[Sheet] = field(default_factory=list)


# --- what it is ---------------------------------------------------------------------------------------------

_MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|\?xml|!--)", re.IGNORECASE
)
_JSON = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*\"")
_KNOWN_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", GZIP, b"{\\rtf")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


def kind_of(head: bytes) -> str:
    """`csv`, `workbook`, or a refusal; told by the bytes, never by the name."""
    if not head.strip(b"\x00\t\r\n ;,|\xef\xbb\xbf"):
        raise FileRefused("file_empty")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return "workbook"
    if _MARKUP.match(head):
        raise FileRefused("file_is_html")
    if head.startswith(_ARCHIVES):
        raise FileRefused("file_is_archive")
    if head.startswith(_KNOWN_BINARY) or _JSON.match(head):
        raise FileRefused("file_is_binary")
    return "csv"


# --- a whole file -------------------------------------------------------------------------------------------


def probe(pieces: Iterable[bytes], chosen: Mapping[str, Any] | None = None) -> Probe:
    """Looks at a whole file once; `chosen` holds the parts of the shape that the partner has settled.

    Raises FileRefused: file_empty, file_header_only, file_is_html, file_is_binary, file_too_many_columns,
    file_too_many_lines, encoding_unknown, encoding_wrong, file_row_too_long, file_quote_open and what
    `workbooks` and `unpacking` raise.
    """
    stream = unpacked(pieces)
    head = bytearray()
    for piece in stream:
        head += piece
        if len(head) >= CHUNK:
            break
    if kind_of(bytes(head)) == "workbook":
        return _probe_workbook(b"".join((head, *stream)), chosen or {})
    return _probe_text(bytes(head), iter(stream), chosen or {})


def _probe_text(head: bytes, rest: Iterator[bytes], chosen: Mapping[str, Any]) -> Probe:
    """`head` shows separator, header and the first rows; every byte is looked at for the encoding, and every row for
    what the first ones cannot tell."""
    more = next(rest, None)
    whole = more is None
    guess = chosen.get("encoding") or _encoding_of(head, whole=whole)
    text = _decoded(head, guess, whole=whole)
    separators = [chosen["separator"]] if "separator" in chosen else separators_of(text)
    finder = EncodingFinder(head[:4096])
    pieces = _shown(chain([head], () if more is None else [more], rest), finder)
    try:
        top = _top(head_rows(text, separators[0], whole=whole)[:HEAD_ROWS], chosen)
    except FileRefused:
        deque(guarded(pieces), 0)  # what is wrong with all of it says more than what its beginning lacks
        raise

    # Rows, figures and separators are the same in every encoding of one byte, and in UTF-8.
    rows = csv_rows(pieces, chosen.get("encoding") or finder.wide or "latin-1", separators[0])
    survey = top.survey()
    survey.see(cells for line, cells in rows if line > top.header_line and any(cells))

    told = finder.result()
    encoding = chosen.get("encoding", told.encoding)
    if encoding != guess:
        text = _decoded(head, encoding, whole=whole)
        top = _top(head_rows(text, separators[0], whole=whole)[:HEAD_ROWS], chosen)
    questions = []
    if told.examples and "encoding" not in chosen:
        questions.append(Question("encoding", told.examples))
    if "separator" not in chosen and survey.many_uncut():
        separators += [s for s in separators_of("\n".join(survey.uncut_rows))[:1] if s not in separators]
    if len(separators) > 1:
        answers = {s: _short(head_rows(text, s)[0][1]) for s in separators}
        questions.append(Question("separator", answers))
    return _probed(Shape("csv", encoding, separators[0]), top, survey, questions, chosen)


def _encoding_of(head: bytes, *, whole: bool) -> str:
    finder = EncodingFinder(head[:4096])
    finder.feed(head)
    return finder.result(whole=whole).encoding


def _shown(pieces: Iterable[bytes], finder: EncodingFinder) -> Iterator[bytes]:
    """The same pieces, each shown to the finder. Raises FileRefused: file_too_many_lines."""
    ends = 0
    for piece in pieces:
        finder.feed(piece)
        ends += piece.count(b"\n") or piece.count(b"\r")
        if ends > LINES:
            raise FileRefused("file_too_many_lines")
        yield piece


def _decoded(head: bytes, encoding: str, *, whole: bool) -> str:
    """The text of a file, or (not `whole`) of its beginning up to the end of a line."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    try:
        text = decoder.decode(head, final=whole)
    except UnicodeError:
        raise FileRefused("encoding_wrong") from None
    return text if whole else text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def _short(cells: Sequence[str]) -> list[str]:
    return [cell.strip()[:40] for cell in cells[:6]]


def _probe_workbook(data: bytes, chosen: Mapping[str, Any]) -> Probe:
    book = Workbook(data)
    questions = []
    if "sheet" in chosen:
        likely = [sheet for sheet in book.sheets if sheet.number == chosen["sheet"]]
    else:
        likely = _likely_sheets(book)
        if len(likely) > 1 or likely[0].hidden:
            questions.append(Question("sheet", {str(sheet.number): [sheet.name] for sheet in likely}))
    if not likely:
        raise FileRefused("file_empty")
    rows = _sheet_rows(book.rows(likely[0]))
    top = _top(list(islice(rows, HEAD_ROWS)), chosen)
    survey = top.survey()
    survey.see(cells for _, cells in chain(top.sample, rows))
    found = _probed(Shape(book.kind, sheet=likely[0].number), top, survey, questions, chosen)
    found.sheets = book.sheets
    return found


def _likely_sheets(book: Workbook) -> list[Sheet]:
    """The visible sheets that hold something, the one most like a list of people first.

    Hidden ones stand in only when nothing else is filled; then too the partner is asked.
    Raises FileRefused(file_empty).
    """
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    if len(shown) == len(book.sheets) == 1:
        return shown
    for candidates in (shown, [sheet for sheet in book.sheets if sheet.hidden]):
        tops = {sheet: list(islice(_sheet_rows(book.rows(sheet)), 30)) for sheet in candidates}
        filled = [sheet for sheet in candidates if tops[sheet]]
        if filled:
            listness = {sheet: max(known_headers(cells) for _, cells in tops[sheet]) for sheet in filled}
            return sorted(filled, key=lambda sheet: -listness[sheet])
    raise FileRefused("file_empty")


@dataclass(frozen=True, slots=True)
class _Top:
    """The first rows of a table, split at its header line (0: none); `others` may be the header line as well."""

    rows: list[Row]
    header_line: int
    others: list[int]
    headers: list[str]
    sample: list[Row]

    def survey(self) -> Survey:
        return Survey(date_columns(self.headers, self.sample), len(self.headers))


def _top(rows: list[Row], chosen: Mapping[str, Any]) -> _Top:
    """Raises FileRefused: file_empty, file_header_only, file_too_many_columns."""
    if not rows:
        raise FileRefused("file_empty")
    header_line, others = (chosen["header_line"], []) if "header_line" in chosen else header_lines_of(rows)
    sample = [row for row in rows if row[0] > header_line]
    if not sample:
        raise FileRefused("file_header_only")
    header = next((cells for line, cells in rows if line == header_line), [])
    width = max(len(trimmed(header)), max(len(trimmed(cells)) for _, cells in sample))
    if width > COLUMNS:
        raise FileRefused("file_too_many_columns")
    headers = [(header[i].strip() if i < len(header) else "") for i in range(width)]
    return _Top(rows, header_line, others, headers, sample)


def _probed(
    shape: Shape, top: _Top, survey: Survey, questions: list[Question], chosen: Mapping[str, Any]
) -> Probe:
    if top.others:
        questions.append(Question("header_line", {str(line): [] for line in (top.header_line, *top.others)}))
    order, sure, answers = survey.order()
    if "date_order" in chosen:
        order, sure, answers = DateOrder(chosen["date_order"]), True, {}
    if answers:
        questions.append(Question("date_order", answers))
    found = replace(shape, header_line=top.header_line, date_order=order.value, date_order_sure=sure)
    lines = max(survey.rows, len(top.sample))
    return Probe(found, top.headers, top.sample, top.rows[:FIRST_ROWS], lines, questions)


def read_table(pieces: Iterable[bytes], shape: Shape) -> tuple[list[str], Iterator[Row]]:
    """The headers (none without a header line) and the rows below them, blank ones left out, streamed.

    Raises FileRefused, also later, while rows are taken.
    """
    stream = unpacked(pieces)
    if shape.kind == "csv":
        rows = csv_rows(stream, shape.encoding, shape.separator)
    else:
        book = Workbook(b"".join(stream))
        if shape.sheet >= len(book.sheets):
            raise FileRefused("file_damaged")
        rows = _sheet_rows(book.rows(book.sheets[shape.sheet]))
    headers: list[str] = []
    if shape.header_line:
        at_header = (row for row in rows if row[0] >= shape.header_line)
        headers = next(at_header, (0, headers))[1]
    below = (
        row for row in rows if row[0] > shape.header_line and any(row[1]) and not is_separator_line(*row)
    )
    return headers, below


# --- where the table begins ---------------------------------------------------------------------------------


def header_lines_of(rows: Sequence[Row]) -> tuple[int, list[int]]:
    """The likeliest header line among the first rows (0: none, data begins at once) and those likely too."""
    filled = [(line, cells) for line, cells in rows[:30] if any(cell.strip() for cell in cells)]
    if not filled:
        raise FileRefused("file_empty")
    known = {
        line: 0 if any(map(_reaches_a_person, cells)) else known_headers(cells) for line, cells in filled
    }
    line, best = max(known.items(), key=lambda item: item[1])
    if best >= 2:
        return line, [each for each, count in known.items() if each != line and 2 <= count >= best - 1]
    usual = Counter(_count(cells) for _, cells in filled).most_common(1)[0][0]
    wide = [row for row in filled if known[row[0]] or _count(row[1]) >= max(2, 0.6 * usual)] or filled
    first, cells = wide[0]
    if any(map(_reaches_a_person, cells)):
        return 0, []
    if known[first] and not _data_like(cells):
        return first, [] if _count(cells) >= usual // 2 else [0]
    if _data_like(cells):
        return 0, [first]
    # Words nobody knows are a header when numbers stand below them, and may be one above other words.
    below = [cells for line, cells in wide if line > first]
    return first, [] if any(any(map(_reaches_a_person, row)) for row in below) else [0]


def _count(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _data_like(cells: Sequence[str]) -> bool:
    return any("@" in cell or sum(c.isdigit() for c in cell) >= 4 for cell in cells)


def _reaches_a_person(cell: str) -> bool:
    return "@" in cell or isinstance(normalise(cell), Phone)


def trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the blank ones that trailing separators leave at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])


# --- cells of workbooks -------------------------------------------------------------------------------------


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
