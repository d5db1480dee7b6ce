"""The report of a file as a file: one row for each remark and for each line that gave none, CSV or XLSX.

Line numbers, codes and sentences only, never a value: the partner has the values, and whoever finds the report in a
downloads folder learns nobody's number. It must not know where the rows come from.
"""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from callcenter.call_lists.sentences import LINE
from callcenter.kit.languages import texts
from callcenter.kit.text import formula_safe
from callcenter.kit.workbook import MOST_ROWS, Workbook

ReportFormat = Literal["csv", "xlsx"]
MEDIA_TYPES: Mapping[ReportFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ROWS_A_PIECE = 500

_WORDS = texts(
    "call_list_report",
    {
        "title": ("Rapport", "Report"),
        "line": ("ligne", "line"),
        "what": ("résultat", "outcome"),
        "column": ("colonne", "column"),
        "field": ("champ", "field"),
        "code": ("code", "code"),
        "explanation": ("explication", "explanation"),
        "accepted": ("acceptée", "accepted"),
        "warning": ("acceptée avec remarque", "accepted with a warning"),
        "not_callable": ("gardée, non appelable", "kept, not callable"),
        "duplicate": ("doublon", "duplicate"),
        "refused": ("refusée", "refused"),
        "sheet_full": (
            "La feuille est pleine : prenez le rapport en CSV.",
            "The sheet is full: take the report as CSV.",
        ),
    },
)


def word(name: str, language: str) -> str:
    return _WORDS[name].of(language)


class ReportRow(NamedTuple):
    """One remark on a line, or the line itself when `severity` is `accepted`; `code` is then empty."""

    line: int
    severity: str
    field: str | None
    code: str


class _Writer(Protocol):
    def add(self, cells: Sequence[str]) -> None: ...

    def drain(self) -> bytes: ...

    def close(self) -> bytes: ...


class CsvWriter:
    """`;`, CRLF, UTF-8 with BOM, formula cells neutralised: what a French spreadsheet opens by itself."""

    def __init__(self, header: Sequence[str]) -> None:
        self._out = io.StringIO(newline="")
        self._lines = csv.writer(self._out, delimiter=";", lineterminator="\r\n")
        self._out.write("\ufeff")
        self.add(header)

    def add(self, cells: Sequence[str]) -> None:
        self._lines.writerow([formula_safe(cell) for cell in cells])

    def drain(self) -> bytes:
        taken = self._out.getvalue().encode()
        self._out.seek(0)
        self._out.truncate()
        return taken

    def close(self) -> bytes:
        return self.drain()


def cells_of(row: ReportRow, columns: Mapping[str, int], language: str) -> list[str]:
    """`columns` gives the place of each field in the file, counted from 1."""
    place = columns.get(row.field or "")
    return [
        str(row.line),
        word(row.severity, language),
        str(place) if place else "",
        row.field or "",
        row.code,
        LINE[row.code].of(language) if row.code else "",
    ]


async def report_file(
    form: ReportFormat, rows: AsyncIterator[ReportRow], columns: Mapping[str, int], language: str
) -> AsyncIterator[bytes]:
    """The file in pieces, as its rows come; nothing of it is held."""
    header = [word(name, language) for name in ("line", "what", "column", "field", "code", "explanation")]
    writer: _Writer = Workbook(word("title", language), header) if form == "xlsx" else CsvWriter(header)
    count = 0
    async for row in rows:
        count += 1
        if form == "xlsx" and count == MOST_ROWS - 1:  # the header is the first row of the sheet
            writer.add([word("sheet_full", language)])
            break
        writer.add(cells_of(row, columns, language))
        if count % ROWS_A_PIECE == 0 and (piece := writer.drain()):
            yield piece
    yield writer.close()
