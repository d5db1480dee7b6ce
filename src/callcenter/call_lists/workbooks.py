"""Opens Excel and OpenDocument workbooks from bytes in memory: the first visible sheet and its rows.

It distrusts the archive before the parser sees it; the process limits around it catch what it cannot foresee.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import python_calamine

from callcenter.call_lists.refusals import FileRefused

UNPACKED_BYTES = 512 * 1024 * 1024
"""Most a packed workbook may unpack to; 300,000 rows of ten columns need about 200 MB."""
STRAY_GAP = 1_000
"""A cell further than this from every other one is a slip of the hand, not a part of the table."""
WIDEST = 512

_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')


@dataclass(slots=True)
class Sheet:
    """The sheet that will be read: `rows` holds what the parser gives, from row 1 on, blank rows included."""

    kind: str
    name: str
    rows: Iterable[Sequence[object]]


def open_sheet(data: bytes) -> Sheet:
    """The first visible sheet.

    Raises FileRefused: file_is_binary (no workbook), file_damaged, file_too_large, file_has_password,
    file_empty (no visible sheet).
    """
    kind = "xls"
    if data.startswith(b"PK"):
        kind, data = _checked_archive(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            worksheet = sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            if worksheet and sheet.visible == python_calamine.SheetVisibleEnum.Visible:
                return Sheet(kind, sheet.name, book.get_sheet_by_name(sheet.name).iter_rows())
    except python_calamine.PasswordError:
        raise FileRefused("file_has_password") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileRefused("file_damaged") from None
    raise FileRefused("file_empty")


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
                raise FileRefused("file_is_binary")
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
