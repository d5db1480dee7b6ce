"""Files as tools write them: what they are, in which dialect, where the table begins."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from callcenter.call_lists.consent import Consent
from callcenter.call_lists.dialects import CHUNK
from callcenter.call_lists.mapping import propose
from callcenter.call_lists.reading import cell_text, probe, read_table
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.rules import Draft, Refused, RowCheck
from tests.call_lists.files import HEADERS, french_list, french_rows

HEAD = "Nom;Téléphone\r\n"


def pieces(content: bytes, size: int = 1000) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def rows_of(content: bytes) -> list[tuple[int, list[str]]]:
    return list(read_table(pieces(content), probe(pieces(content)).shape)[1])


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        rows_of(content)
    return caught.value.code


def checked(content: bytes) -> tuple[list[Draft], list[Refused]]:
    """Every row of a file under the mapping that would be proposed."""
    found = probe(pieces(content))
    columns = propose(found.headers, [cells for _, cells in found.sample])
    check = RowCheck(columns, agreed=["consent"], default=Consent("consent"), today=date(2026, 11, 23))
    results = [check(line, cells) for line, cells in read_table(pieces(content), found.shape)[1]]
    return [r for r in results if isinstance(r, Draft)], [r for r in results if isinstance(r, Refused)]


# --- the sample files ------------------------------------------------------------------------------------------


def test_every_sample_list_gives_what_is_expected(samples: Path) -> None:
    folder = samples / "lists"
    people = json.loads((folder / "contacts.json").read_text("utf-8"))
    with (folder / "expected.tsv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file, delimiter="\t"))
    assert len(expected) == 16
    for case in expected:
        content = (folder / case["file"]).read_bytes()
        if case["verdict"] == "reject":
            assert refusal(content).startswith("file_"), case["file"]
            continue
        drafts, refused = checked(content)
        if case["contacts"]:
            assert len(drafts) == int(case["contacts"]), case["file"]
        if case["verdict"] == "accept":
            assert refused == [], case["file"]
        if case["file"] not in {"p_overseas_national.csv", "x_formula_names.csv"}:
            by_phone = {person["e164"]: person for person in people}
            for draft in drafts:
                person = by_phone[draft.secret["phone"]]
                assert (draft.view["last_name"], draft.view["first_name"]) == (
                    person["nom"],
                    person["prenom"],
                )


def test_the_bad_lines_of_the_samples_are_named(samples: Path) -> None:
    folder = samples / "lists"
    _, refused = checked((folder / "p_bad_phones.csv").read_bytes())
    assert [r.line for r in refused] == list(range(2, 11))
    _, refused = checked((folder / "r_total_line.csv").read_bytes())
    assert refused == [Refused(32, "line", "not_a_contact")]


def test_overseas_numbers_of_the_samples_are_never_metropolitan(samples: Path) -> None:
    truth: dict[str, set[str]] = {}
    with (samples / "phones" / "truth_table.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            truth.setdefault(row["input"], set()).add(row["same_line_as"])
    content = (samples / "lists" / "p_overseas_national.csv").read_bytes()
    written = {line: cells[2] for line, cells in rows_of(content)}
    drafts, _ = checked(content)
    assert len(drafts) >= 12
    for draft in drafts:
        assert draft.secret["phone"] in truth[written[draft.line]]


def test_numbers_and_postcodes_that_a_workbook_holds_as_figures_come_back(samples: Path) -> None:
    drafts, _ = checked((samples / "lists" / "w_numeric_phones.xlsx").read_bytes())
    assert drafts[0].secret["phone"] == "+33612345678"
    assert drafts[1].secret["postcode"] == "01000"


# --- dialects --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_list_reads_the_same_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    content = french_list(encoding=encoding, separator=separator)
    assert probe(pieces(content)).shape.separator == separator
    assert [cells for _, cells in rows_of(content)] == french_rows()[0]


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=12)


@given(
    st.lists(st.lists(cell, min_size=2, max_size=4), min_size=1, max_size=8),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.integers(1, 50),
)
def test_any_table_in_any_dialect_comes_back_cell_for_cell(
    table: list[list[str]], separator: str, end: str, encoding: str, size: int
) -> None:
    assume(all(any(c.strip() for c in row) for row in table))
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    lines.writerow(["Nom", "Téléphone", "Ville", "Email"])
    lines.writerows(table)
    content = written.getvalue().encode(encoding)
    found = probe(pieces(content, size))
    headers, rows = read_table(pieces(content, size), found.shape)
    assert headers == ["Nom", "Téléphone", "Ville", "Email"]
    assert list(rows) == [(line, row) for line, row in enumerate(table, 2)]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(FileRefused):
        rows_of(content)


def test_mixed_line_ends_and_breaks_inside_quotes_keep_the_line_numbers() -> None:
    content = HEAD.encode() + b'A;0612345678\nB;0612345679\r"C\r\nD";0612345670\r\nE;0612345671'
    assert [line for line, _ in rows_of(content)] == [2, 3, 4, 6]


def test_title_rows_are_passed_over() -> None:
    content = b"Liste clients 2026;;\r\n;;\r\nNom;Tel;CP\r\nDurand;0612345678;67000\r\n"
    assert probe(pieces(content)).shape.header_line == 3
    assert rows_of(content) == [(4, ["Durand", "0612345678", "67000"])]


def test_a_file_without_a_header_keeps_its_first_line() -> None:
    content = b"Durand;0612345678;67000\r\nMartin;0612345679;67000\r\nPetit;0612345670;67000\r\n"
    found = probe(pieces(content))
    assert (found.shape.header_line, found.lines) == (0, 3)
    assert [c.field for c in propose(found.headers, [c for _, c in found.sample])] == [
        "ignore",
        "phone",
        "postcode",
    ]


def test_blank_tails_and_trailing_separators_are_no_rows_and_no_columns() -> None:
    content = (HEAD[:-2] + ";;;\r\nDurand;0612345678;;;\r\n;;;;\r\n\r\n").encode()
    assert len(probe(pieces(content)).headers) == 2
    assert [line for line, _ in rows_of(content)] == [2]


def test_a_late_accent_decides_the_encoding() -> None:
    content = (
        HEAD.encode("cp1252") + b"Durand;0612345678\r\n" * 20_000 + "Évrard;0612345679\r\n".encode("cp1252")
    )
    assert len(content) > CHUNK
    found = probe(pieces(content, 65536))
    assert (found.shape.encoding, found.lines) == ("cp1252", 20_001)
    assert rows_of(content)[-1] == (20_002, ["Évrard", "0612345679"])


# --- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n;;;\r\n", "file_empty"),
        (HEAD.encode(), "file_header_only"),
        (b"  <!DOCTYPE html><p>", "file_is_html"),
        (b"%PDF-1.7 x", "file_is_binary"),
        (b"Nom;Tel\n" + bytes(range(256)) * 4, "file_is_binary"),
        (b"\xff\xfeN\x00o\x00m\x00;\x00\x00\xd8\n\x00", "encoding_unknown"),
        (b"Nom;Tel\n" + b"x" * 3_000_000, "file_row_too_long"),
        (b'Nom;Tel\n"' + b"x\n" * 200_000, "file_row_too_long"),
        (b'Nom;Tel\nDurand;0612345678\n"Martin;0612345679\nPetit;0612345670\n', "file_quote_open"),
        (b"\n" * 10_000_002, "file_empty"),
        (HEAD.encode() + b"\n" * 10_000_002, "file_too_many_lines"),
        (b"Nom;Tel" + b";x" * 600 + b"\n" + b"a;" * 600, "file_too_many_columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_damaged"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def _zip(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/"), body)
    return written.getvalue()


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    assert refusal(_zip(readme=b"hello")) == "file_is_binary"


def test_an_archive_that_unpacks_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.call_lists.workbooks.UNPACKED_BYTES", 100_000)
    assert refusal(_zip(**{"xl__workbook.xml": b" " * 200_000})) == "file_too_large"


# --- workbooks -------------------------------------------------------------------------------------------------


def test_hidden_sheets_are_never_imported() -> None:
    book = openpyxl.Workbook()
    hidden, shown = book.active, book.create_sheet("Clients")
    assert hidden is not None
    hidden.append(["Nom", "Téléphone"])
    hidden.append(["Secret", "0612345678"])
    hidden.sheet_state = "hidden"
    shown.append(["Nom", "Téléphone"])
    shown.append(["Durand", 612345679])
    written = io.BytesIO()
    book.save(written)
    found = probe(pieces(written.getvalue()))
    assert found.sheets[found.shape.sheet].name == "Clients"
    assert rows_of(written.getvalue()) == [(2, ["Durand", "612345679"])]


def test_a_cell_far_from_the_table_is_dropped() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["Nom", "Téléphone"], ["Durand", "0612345678"]]:
        sheet.append(row)
    sheet.cell(1_048_576, 16_384, "stray")
    written = io.BytesIO()
    book.save(written)
    assert rows_of(written.getvalue()) == [(2, ["Durand", "0612345678"])]


def test_cells_show_what_a_person_typed() -> None:
    values = [
        612345678.0,
        1.5,
        True,
        datetime.fromisoformat("2026-01-02"),
        datetime.fromisoformat("2026-01-02 03:04"),
        date(2026, 1, 2),
        None,
        "x",
    ]
    shown = ["612345678", "1.5", "oui", "2026-01-02", "2026-01-02 03:04:00", "2026-01-02", "", "x"]
    assert [cell_text(value) for value in values] == shown


def test_the_made_list_keeps_its_headers() -> None:
    assert probe(pieces(french_list())).headers == HEADERS
    assert all(a < b for a, b in pairwise(line for line, _ in rows_of(french_list())))
