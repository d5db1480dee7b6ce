"""Opens Excel and OpenDocument workbooks from bytes in memory: their sheets and the rows of each.

It distrusts the archive before the parser sees it; the process limits around it catch what it cannot foresee.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import python_calamine

from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.unpacking import UNPACKED_BYTES

SHEETS = 50
"""Sheets looked at; further ones are left out of the choice."""
STRAY_GAP = 1_000
"""A cell further than this from every other one is a slip of the hand, not a part of the table."""
WIDEST = 512

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which a workbook protected by a password lies, by its name in the compound file around it."""
_LISTS = (".csv", ".txt", ".tsv", ".gz", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")

_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; `number` from 0. `hidden` ones are read only when they are asked for."""

    number: int
    name: str
    hidden: bool


class Workbook:
    """An opened workbook: its kind, its sheets (other kinds of pages left out) and their rows."""

    def __init__(self, data: bytes) -> None:
        """Raises FileRefused: file_is_binary (no workbook), file_is_archive, file_damaged, file_too_large,
        file_has_password."""
        self.kind = "xls"
        if data.startswith(b"PK"):
            self.kind, data = _checked_archive(data)
        elif _ENCRYPTED in data:
            raise FileRefused("file_has_password")
        with _refusing():
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            found = [
                sheet
                for sheet in self._book.sheets_metadata
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
        shown = python_calamine.SheetVisibleEnum.Visible
        self.sheets = [
            Sheet(number, sheet.name, sheet.visible != shown) for number, sheet in enumerate(found[:SHEETS])
        ]

    def rows(self, sheet: Sheet) -> Iterable[Sequence[object]]:
        """What the parser gives, from row 1 on, blank rows included. Raises FileRefused(file_damaged)."""
        with _refusing():
            return self._book.get_sheet_by_name(sheet.name).iter_rows()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except python_calamine.PasswordError:
        raise FileRefused("file_has_password") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileRefused("file_damaged") from None


def _checked_archive(data: bytes) -> tuple[str, bytes]:
    """The workbook's kind and its bytes without stray far cells; nothing beyond the limit is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if sum(item.file_size for item in archive.infolist()) > UNPACKED_BYTES:
                raise FileRefused("file_too_large")
            if "content.xml" in names:
                return "ods", data
            if "xl/workbook.bin" in names:
                return "xlsb", data
            if "xl/workbook.xml" not in names:
                lists = any(name.lower().endswith(_LISTS) for name in names)
                raise FileRefused("file_is_archive" if lists else "file_is_binary")
            sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
            far = {name for name in sheets if _has_stray_cells(archive, name)}
            return "xlsx", _without_stray_cells(archive, far) if far else data
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise FileRefused("file_damaged") from None


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member's bytes in pieces that never cut a cell's opening tag.

    Raises FileRefused past the limit, whatever size the archive declares.
    """
    total, rest = 0, b""
    with archive.open(name) as member:
        while piece := member.read(1024 * 1024):
            total += len(piece)
            if total > UNPACKED_BYTES:
                raise FileRefused("file_too_large")
            piece = rest + piece
            cut = piece.rfind(b"<c ")
            cut = len(piece) if cut < 0 else cut
            yield piece[:cut]
            rest = piece[cut:]
    yield rest


def _has_stray_cells(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a cell lies so far out that a dense reading would fill the memory (A1:XFD1048576)."""
    last = 0
    for piece in _pieces(archive, name):
        for column, row in _REFERENCE.findall(piece):
            number = int(row)
            if number - last > STRAY_GAP or len(column) == 3 or _column(column) > WIDEST:
                return True
            last = number
    return False


def _without_stray_cells(archive: zipfile.ZipFile, far: set[str]) -> bytes:
    """The same workbook with the stray cells of the sheets in `far` left out."""
    cleaned = io.BytesIO()
    with zipfile.ZipFile(cleaned, "w", zipfile.ZIP_STORED) as target:
        for item in archive.infolist():
            body = b"".join(_pieces(archive, item.filename))
            target.writestr(item.filename, _strip(body) if item.filename in far else body)
    return cleaned.getvalue()


def _strip(body: bytes) -> bytes:
    last = 0

    def keep(match: re.Match[bytes]) -> bytes:
        nonlocal last
        row = int(match[2])
        if row - last > STRAY_GAP or _column(match[1]) > WIDEST:
            return b""
        last = row
        return match[0]

    return re.sub(rb"<dimension [^>]*>", b"", _CELL.sub(keep, body), count=1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
