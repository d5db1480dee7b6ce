"""A workbook comes back cell for cell, whatever is in it, and is handed over while it grows."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from callcenter.kit import workbook
from callcenter.kit.workbook import Workbook

CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda c: c >= " " or c in "\t\n\r"
    ),
    max_size=40,
)


def made(rows: list[list[str]], sheet: str = "Feuille") -> bytes:
    book = Workbook(sheet, ["a", "b", "c"])
    for row in rows:
        book.add(row)
    return book.drain() + book.close()


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_any_table_comes_back_cell_for_cell(rows: list[list[str]]) -> None:
    sheet = load_workbook(io.BytesIO(made(rows))).active
    assert sheet is not None
    read = [[cell or "" for cell in row] for row in sheet.iter_rows(min_row=2, max_col=3, values_only=True)]
    assert read == rows


@pytest.mark.parametrize("cell", ["=1+1", "+33", "_x0041_", " deux  espaces ", "é\n<&>\"'", "x" * 40_000])
def test_a_second_reader_agrees_and_no_cell_is_a_formula(cell: str) -> None:
    content = made([[cell, "", "fin"]])
    [_, row] = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert row == [cell[: workbook.MOST_CHARACTERS], "", "fin"]
    assert b"<f>" not in content
    opened = load_workbook(io.BytesIO(content)).active
    assert opened is not None
    assert opened["A2"].data_type in {"s", "inlineStr"}


@pytest.mark.parametrize("sheet", ["", "[Rendez]/vous*?", "x" * 60, "d'été & <b>", "''"])
def test_any_name_makes_a_sheet(sheet: str) -> None:
    [name] = load_workbook(io.BytesIO(made([], sheet))).sheetnames
    assert 0 < len(name) <= 31


def test_a_sheet_ends_where_excels_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    book = Workbook("Feuille", ["a"])
    book.add(["1"])
    with pytest.raises(ValueError, match="full"):
        book.add(["2"])


def test_what_is_written_is_handed_over_and_not_kept(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows in clear touch no file, and memory holds only what was not taken yet."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    book, taken = Workbook("Feuille", ["a"]), 0
    for number in range(20_000):
        book.add([f"ligne {number} {number * 7919 % 100_003}"])
        piece = book.drain()
        assert len(piece) < 100_000
        taken += len(piece)
    assert taken > 50_000
    book.close()
