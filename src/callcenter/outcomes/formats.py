"""Results as a file, row after row: CSV and XLSX for people, JSON for machines.

Pure: what a row says is decided elsewhere. Nothing is kept beyond the piece under way.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from callcenter.kit.text import formula_safe
from callcenter.kit.workbook import Workbook

FileFormat = Literal["csv", "xlsx", "json"]
Cell = str | int | None

MEDIA_TYPES: dict[FileFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class Writer(Protocol):
    """Takes rows in the order of the columns, and gives the bytes that are ready."""

    def add(self, cells: Sequence[Cell]) -> None: ...
    def drain(self) -> bytes: ...
    def close(self) -> bytes: ...


def writer(form: FileFormat, *, title: str, columns: Mapping[str, str], about: Mapping[str, str]) -> Writer:
    """`columns` maps the name of each column for machines to its heading for people; `about` heads the JSON."""
    if form == "csv":
        return _Csv(list(columns.values()))
    if form == "xlsx":
        return _Xlsx(title, list(columns.values()))
    return _Json(list(columns), about)


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [formula_safe("" if cell is None else str(cell)) for cell in cells]


class _Csv:
    """`;`, CRLF, UTF-8 with BOM: what a French spreadsheet opens by itself; formula cells neutralised."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._text = io.StringIO("\ufeff")
        self._text.seek(0, io.SEEK_END)
        self._lines = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._lines.writerow(headings)

    def add(self, cells: Sequence[Cell]) -> None:
        self._lines.writerow(_texts(cells))

    def drain(self) -> bytes:
        ready = self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()
        return ready

    close = drain


class _Xlsx:
    """Every cell a text, and neutralised all the same: a sheet saved as CSV would wake a formula up."""

    def __init__(self, title: str, headings: Sequence[str]) -> None:
        self._book = Workbook(title, headings)
        self.drain, self.close = self._book.drain, self._book.close

    def add(self, cells: Sequence[Cell]) -> None:
        self._book.add(_texts(cells))


class _Json:
    """One object: what it is about, then `results`, each a map by the columns' names; an empty cell is null."""

    def __init__(self, names: Sequence[str], about: Mapping[str, str]) -> None:
        self._names = names
        head = json.dumps(dict(about), ensure_ascii=False)[:-1]
        self._ready = [f'{head}{", " if about else ""}"results": [']
        self._between = "\n"

    def add(self, cells: Sequence[Cell]) -> None:
        row = {name: None if cell == "" else cell for name, cell in zip(self._names, cells, strict=True)}
        self._ready.append(self._between + json.dumps(row, ensure_ascii=False))
        self._between = ",\n"

    def drain(self) -> bytes:
        ready = "".join(self._ready).encode()
        self._ready.clear()
        return ready

    def close(self) -> bytes:
        self._ready.append("\n]}\n")
        return self.drain()
