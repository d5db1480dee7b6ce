"""Files as tools write them: what they are, in which dialect, where the table begins."""

import csv
import gzip
import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from callcenter.call_lists.dialects import CHUNK, head_rows
from callcenter.call_lists.mapping import propose
from callcenter.call_lists.reading import cell_text, header_lines_of, probe, read_table
from callcenter.call_lists.refusals import FileRefused
from callcenter.kit.dates import read_date
from tests.call_lists.files import HEADERS, french_list, french_rows
from tests.call_lists.workbooks import ods, xls

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


# --- dialects --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_list_reads_the_same_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    content = french_list(encoding=encoding, separator=separator)
    assert probe(pieces(content)).shape.separator == separator
    assert [cells for _, cells in rows_of(content)] == french_rows()[0]


def _alphabet(encoding: str) -> str:
    said = bytes(range(32, 256)).decode(encoding, "ignore")
    return "".join(c for c in said if unicodedata.category(c) not in {"Cc", "Co"})


LATIN = "".join(map(chr, range(0x20, 0x7F))) + "éèêëàâçîïôùûüœÉÈÀŒßñ’«»\u00a0"
ANY = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff")
SAID: dict[str, str | st.SearchStrategy[str]] = {
    **dict.fromkeys(("utf-8", "utf-8-sig", "utf-16"), ANY),
    **dict.fromkeys(("utf-16-le", "utf-16-be"), LATIN),
    **{name: _alphabet(name) for name in ("cp1252", "iso8859-15", "mac_roman", "cp850")},
}
"""Characters of the cells, as far as the encoding can say them."""
TOLD = {"cp1252", "iso8859-15", "mac_roman", "cp850", "utf-16-le", "utf-16-be"}
"""Encodings that a few words of any language do not give away: the partner says them."""


@given(st.data())
def test_any_table_in_any_dialect_comes_back_cell_for_cell(data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(sorted(SAID)))
    quoting: Literal[0, 1] = data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    separator = data.draw(st.sampled_from([";", ",", "\t", "|"]))
    ends = data.draw(st.lists(st.sampled_from(["\r\n", "\n", "\r"]), min_size=1, max_size=3))
    cell = st.text(SAID[encoding], max_size=12)
    if quoting == csv.QUOTE_ALL:  # a line end inside a cell
        cell |= st.builds("{}\r\n{}".format, cell, cell)
    table = data.draw(st.lists(st.lists(cell, min_size=2, max_size=4), min_size=1, max_size=8))
    assume(all(any(c.strip() for c in row) for row in table))
    header = ["Nom", "Téléphone", "Ville", "Email"]
    written = io.StringIO(newline="")
    for number, row in enumerate([header, *table]):
        end = ends[number % len(ends)]
        csv.writer(written, delimiter=separator, lineterminator=end, quoting=quoting).writerow(row)
    content = written.getvalue().encode(encoding)
    if data.draw(st.booleans(), label="gzip"):
        content = gzip.compress(content)
    size = data.draw(st.integers(1, 50), label="piece")
    chosen = {"encoding": encoding} if encoding in TOLD else {}
    found = probe(pieces(content, size), chosen)
    assert found.shape.separator == separator
    headers, rows = read_table(pieces(content, size), found.shape)
    assert headers == header
    assert [cells for _, cells in rows] == table


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


SOON = b"Nom;Tel\nDurand;0612345678\n"


@pytest.mark.parametrize("mark", [b"sep=;\r\n", b'"sep=;"\n', b"SEP=;\r"])
def test_a_line_that_names_the_separator_is_obeyed_and_is_no_row(mark: bytes) -> None:
    found = probe(pieces(mark + SOON))
    assert (found.shape.separator, found.headers, found.lines) == (";", ["Nom", "Tel"], 1)
    assert rows_of(mark + SOON) == [(3, ["Durand", "0612345678"])]


def test_an_unusual_separator_is_obeyed_when_it_is_named() -> None:
    content = b"sep=^\nNom^Tel\nDurand, Zoe^0612345678\n"
    assert rows_of(content) == [(3, ["Durand, Zoe", "0612345678"])]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_headers_in_capitals_without_accents_or_decomposed_are_the_same_headers(
    form: Literal["NFC", "NFD"],
) -> None:
    plain = "Civilité;Prénom;Nom;Téléphone;Code postal;Société"
    wanted = [column.field for column in propose(plain.split(";"), [])]
    for header in (plain, plain.upper(), "CIVILITE;PRENOM;NOM;TELEPHONE;CODE POSTAL;SOCIETE"):
        content = (unicodedata.normalize(form, header) + "\nMme;Zoé;Durand;0612345678;67000;X SA\n").encode()
        headers = probe(pieces(content)).headers
        assert [column.field for column in propose(headers, [])] == wanted


def test_columns_without_a_header_among_named_ones_are_told_by_their_values() -> None:
    content = (
        b";Prenom;;\nDurand;Zoe;0612345678;67000\nMartin;Luc;0612345679;67100\nPetit;Ana;0612345670;67200\n"
    )
    found = probe(pieces(content), {"header_line": 1})
    fields = [c.field.value for c in propose(found.headers, [cells for _, cells in found.sample])]
    assert fields == ["last_name", "first_name", "phone", "postcode"]


@pytest.mark.parametrize(
    ("content", "line", "others"),
    [
        (b"Nom;Tel\nDurand;0612345678\n", 1, []),
        (b"0612345678;Durand\n0612345679;Martin\n", 0, []),
        (b"Ident;Ruf\nDurand;0612345678\n", 1, []),
        (b"Rouge;Vert\nBleu;Jaune\nGris;Noir\n", 1, [0]),
        (b"1234;2345\n3456;4567\n", 0, [1]),
        (b"Export;2026\nNom;Tel\nNom;Telephone\nDurand;0612345678\n", 2, [3]),
    ],
)
def test_the_line_of_the_headers_is_sure_or_asked(content: bytes, line: int, others: list[int]) -> None:
    assert header_lines_of(head_rows(content.decode(), ";")) == (line, others)


def test_lines_cut_as_well_by_two_signs_are_asked_about() -> None:
    found = probe(pieces(b"Nom,Prenom;Tel\nDurand,Zoe;0612345678\nMartin,Luc;0612345679\n"))
    [question] = found.questions
    assert (question.about, list(question.answers)) == ("separator", [";", ","])


def test_commas_inside_the_cells_raise_no_question() -> None:
    content = b"Nom;Tel;Adresse\nDurand;0612345678;12, rue Haute\nMartin;0612345679;7, rue Basse\n"
    assert probe(pieces(content)).questions == []


def test_packed_files_are_unpacked_and_cut_ones_refused() -> None:
    whole = gzip.compress(french_list())
    assert [cells for _, cells in rows_of(whole)] == french_rows()[0]
    assert refusal(whole[:-9]) == "file_damaged"
    two = gzip.compress(SOON) + gzip.compress(b"Martin;0612345679\n") + b"\x00" * 64
    assert [cells[0] for _, cells in rows_of(two)] == ["Durand", "Martin"]


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


CLIENTS: list[list[str | float]] = [
    ["Nom", "Téléphone", "CP"],
    ["Évrard", 612345678.0, 1000.0],
    ["Nuñez", "06 12 34 56 79", 67000.0],
]
READ = [["Évrard", "612345678", "1000"], ["Nuñez", "06 12 34 56 79", "67000"]]


@pytest.mark.parametrize("write", [xls, ods])
def test_workbooks_of_every_kind_are_read_and_their_hidden_sheets_named(
    write: Callable[..., bytes],
) -> None:
    content = write({"Anciens": CLIENTS[:2], "Clients": CLIENTS}, hidden=frozenset({"Anciens"}))
    found = probe(pieces(content))
    assert found.shape.kind == write.__name__
    assert [(sheet.name, sheet.hidden) for sheet in found.sheets] == [("Anciens", True), ("Clients", False)]
    assert (found.lines, [cells for _, cells in rows_of(content)]) == (2, READ)
    assert found.questions == []


def test_a_workbook_with_hidden_sheets_alone_asks_before_one_is_read() -> None:
    content = ods({"Clients": CLIENTS}, hidden=frozenset({"Clients"}))
    assert [question.about for question in probe(pieces(content)).questions] == ["sheet"]


def test_a_packed_workbook_is_read_too() -> None:
    assert [cells for _, cells in rows_of(gzip.compress(xls({"Clients": CLIENTS})))] == READ


def test_merged_titles_and_groups_of_columns_are_passed_over() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Clients de l’agence, automne 2026"])
    sheet.merge_cells("A1:D1")
    sheet.append(["Client", None, "Contact", None])
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:D2")
    sheet.append(["Nom", "Prénom", "Téléphone", "Date de consentement"])
    sheet.append(["Durand", "Zoé", 612345678, datetime.fromisoformat("2026-05-12")])
    sheet.append(["Martin", "Luc", "06 12 34 56 79", 46154])
    written = io.BytesIO()
    book.save(written)
    found = probe(pieces(written.getvalue()))
    assert (found.shape.header_line, found.lines) == (3, 2)
    days = [read_date(cells[3]) for _, cells in found.sample]
    assert days == ["2026-05-12", "2026-05-12"]


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


def dated(late: str, *, count: int = 30_000) -> bytes:
    """A list longer than what is looked at first, all its dates open, but for the last one."""
    rows = [f"Durand {i};06123{i:05};0{1 + i % 9}/0{1 + i % 8}/2026" for i in range(count)]
    content = "\r\n".join(["Nom;Tel;Date de visite", *rows, f"Martin;0612345678;{late}", ""]).encode()
    assert len(content) > 2 * CHUNK
    return content


@pytest.mark.parametrize(
    ("late", "order", "sure", "asked"),
    [
        ("25/03/2026", "day", True, []),
        ("03/25/2026", "month", True, []),
        ("03/04/2026", "day", False, ["date_order"]),
    ],
)
def test_one_date_at_the_end_settles_the_order_of_all(
    late: str, order: str, sure: bool, asked: list[str]
) -> None:
    found = probe(pieces(dated(late), CHUNK))
    assert (found.shape.date_order, found.shape.date_order_sure) == (order, sure)
    assert [question.about for question in found.questions] == asked


def test_dates_that_contradict_each_other_are_asked_about_with_one_of_each() -> None:
    content = dated("25/03/2026").replace(b"\r\nMartin", b"\r\nPetit;0612345679;03/25/2026\r\nMartin")
    [question] = probe(pieces(content, CHUNK)).questions
    assert question.answers["day"][:2] == ["25/03/2026 → 2026-03-25", "03/25/2026 → ?"]
    assert question.answers["month"][:2] == ["25/03/2026 → ?", "03/25/2026 → 2026-03-25"]


def test_the_rest_of_a_file_may_be_cut_by_another_separator() -> None:
    rows = [f"Durand;06123{i:05};67000" for i in range(20_000)]
    other = [f"Martin,06124{i:05},67000" for i in range(2_000)]
    content = "\n".join(["Nom;Tel;CP", *rows, *other]).encode()
    [question] = probe(pieces(content, CHUNK)).questions
    assert (question.about, list(question.answers)) == ("separator", [";", ","])


def test_a_title_or_a_comma_in_a_cell_raises_no_question() -> None:
    rows = [f"Durand, Zoé;06123{i:05};67000" for i in range(20_000)]
    content = "\n".join(["Liste, des clients", "Nom;Tel;CP", *rows, "Fin, merci"]).encode()
    assert probe(pieces(content, CHUNK)).questions == []


def test_lines_of_a_text_are_counted_as_rows_not_as_line_ends() -> None:
    content = HEAD.encode() + b'"A\r\nB";0612345678\r\n' * 20_000
    assert probe(pieces(content, CHUNK)).lines == 20_000
