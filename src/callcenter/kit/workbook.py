"""A workbook written as it grows: rows in, pieces of an XLSX file out, nothing kept and nothing on a disk.

The usual writers put each sheet into a temporary file or keep every cell in memory; what is written here may be
personal data of a million customers. Pure; every cell is a text, so no cell can be a formula.
"""

import re
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from callcenter.kit.pieces import Pieces

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet (ECMA-376; Excel's own limit)."""

MOST_CHARACTERS: Final = 32_767
"""Characters of a cell (Excel's own limit)."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Workbook:
    """One sheet. `add` rows, take what is ready with `drain`, end with `close`.

    The first row given is the header: bold, and it stays in sight. Characters that XML cannot hold are left out.
    """

    def __init__(self, sheet: str, header: Sequence[str]) -> None:
        """`sheet` is the sheet's name, cut to what Excel takes: 31 characters, none of `[]:*?/\\`."""
        self._out = Pieces()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        title = escape(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", sheet)[:31].strip(" '") or "1", {'"': "&quot;"})
        book = (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>'
            f'<sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        for name, body in (_PARTS | {"xl/workbook.xml": book}).items():
            self._zip.writestr(name, _HEAD + body)
        self._sheet = self._zip.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._rows = 0
        self._write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<cols><col min="1" max="{len(header)}" width="22" customWidth="1"/></cols><sheetData>'
        )
        self.add(header, style=1)

    def add(self, cells: Sequence[str], *, style: int = 0) -> None:
        """Raises ValueError beyond the rows of a sheet."""
        if self._rows == MOST_ROWS:
            raise ValueError("the sheet is full")
        self._rows += 1
        start = f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">'
        made = [f"{start}{_text(cell)}</t></is></c>" if cell else "<c/>" for cell in cells]
        self._write(f"<row>{''.join(made)}</row>")

    def drain(self) -> bytes:
        """What has been written since the last time."""
        return self._out.take()

    def close(self) -> bytes:
        """The rest of the file."""
        self._write("</sheetData></worksheet>")
        self._sheet.close()
        self._zip.close()
        return self._out.take()

    def _write(self, text: str) -> None:
        self._sheet.write(text.encode())


def _text(cell: str) -> str:
    return _ESCAPED.sub("_x005F_", escape(_ILLEGAL.sub("", cell[:MOST_CHARACTERS]), {"\r": "&#13;"}))
