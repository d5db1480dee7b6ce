"""Every sample list gives what `expected.tsv` says of it, column for column."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from callcenter.call_lists.consent import Consent
from callcenter.call_lists.fields import Field
from callcenter.call_lists.mapping import propose
from callcenter.call_lists.reading import probe, read_table
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.rules import Draft, Refused, RowCheck
from callcenter.kit.places import town_name
from callcenter.kit.text import clean

FILES = [
    "d_semicolon.csv", "e_utf-8-sig.csv", "e_cp1252.csv", "e_utf-16.csv", "q_embedded_newlines.csv",
    "h_sep_line.csv", "h_preamble.csv", "r_total_line.csv", "p_bad_phones.csv", "p_forms.csv",
    "p_overseas_national.csv", "x_formula_names.csv", "z_html_as.xls", "w_text.xlsx", "w_numeric_phones.xlsx",
    "w_far_cell.xlsx",
]  # fmt: skip
FORMULAS = "x_formula_names.csv"
OVERSEAS = "p_overseas_national.csv"


class Expected(NamedTuple):
    bytes: int
    verdict: str
    contacts: int | None
    bad_lines: list[int]
    note: str


@pytest.fixture(scope="module")
def expected(samples: Path) -> dict[str, Expected]:
    with (samples / "lists" / "expected.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        row["file"]: Expected(
            int(row["bytes"]),
            row["verdict"],
            int(row["contacts"]) if row["contacts"] else None,
            _lines(row["bad_lines"]),
            row["note"],
        )
        for row in rows
    }


def _lines(written: str) -> list[int]:
    """`32`, `2-10`, or nothing; `13-17 may be rejected` obliges to nothing."""
    if not written or "may" in written:
        return []
    first, _, last = written.partition("-")
    return list(range(int(first), int(last or first) + 1))


@pytest.fixture(scope="module")
def people(samples: Path) -> list[dict[str, str]]:
    return list(json.loads((samples / "lists" / "contacts.json").read_text("utf-8")))


def taken(content: bytes) -> tuple[list[Draft], list[Refused], list[str]]:
    """Every row under the mapping that would be proposed, and what would be asked first."""
    found = probe(iter([content]))
    columns = propose(found.headers, [cells for _, cells in found.sample])
    check = RowCheck(
        columns,
        agreed=["consent"],
        default=Consent("consent"),
        today=date(2026, 11, 23),
        width=len(found.headers),
    )
    rows = [check(line, cells) for line, cells in read_table(iter([content]), found.shape)[1]]
    drafts = [row for row in rows if isinstance(row, Draft)]
    refused = [row for row in rows if isinstance(row, Refused)]
    return drafts, refused, [question.about for question in found.questions]


def test_the_samples_are_those_that_are_expected(samples: Path, expected: dict[str, Expected]) -> None:
    assert set(expected) == set(FILES)
    lists = {path.name for path in (samples / "lists").iterdir()} - {"expected.tsv", "contacts.json"}
    assert lists == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_sample_list_gives_what_is_expected(
    samples: Path, expected: dict[str, Expected], people: list[dict[str, str]], name: str
) -> None:
    case, content = expected[name], (samples / "lists" / name).read_bytes()
    assert len(content) == case.bytes
    if case.verdict == "reject":
        with pytest.raises(FileRefused):
            taken(content)
        return
    drafts, refused, asked = taken(content)
    assert asked == []
    if case.contacts is not None:
        assert len(drafts) == case.contacts
    assert [row.line for row in refused] == case.bad_lines or name == OVERSEAS
    if name == OVERSEAS:
        return
    by_phone = {person["e164"]: person for person in people}
    for draft in drafts:
        person = by_phone[draft.secret["phone"]]
        if name != FORMULAS:
            shown = (draft.view["last_name"], draft.view["first_name"])
            assert shown == (person["nom"], person["prenom"])
        assert draft.secret["postcode"] == person["code_postal"]
        assert draft.secret["email"] == person["email"]
        if name != "q_embedded_newlines.csv":  # whose streets are written over with quotes and line ends
            assert draft.secret["street"] == person["adresse"]
        assert draft.view["town"] == town_name(person["ville"])


def test_every_usual_spelling_of_a_number_is_the_same_line(
    samples: Path, people: list[dict[str, str]]
) -> None:
    drafts, refused, _ = taken((samples / "lists" / "p_forms.csv").read_bytes())
    assert refused == []
    assert {draft.line: draft.secret["phone"] for draft in drafts} == {
        line: person["e164"] for line, person in enumerate(people, 2)
    }


def test_overseas_numbers_are_the_truth_tables_or_refused_never_metropolitan(samples: Path) -> None:
    truth: dict[str, set[str]] = {}
    with (samples / "phones" / "truth_table.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            truth.setdefault(row["input"], set()).add(row["same_line_as"])
    content = (samples / "lists" / OVERSEAS).read_bytes()
    found = probe(iter([content]))
    at = [column.field for column in propose(found.headers, [c for _, c in found.sample])].index(Field.phone)
    written = {line: cells[at] for line, cells in read_table(iter([content]), found.shape)[1]}
    drafts, refused, _ = taken(content)
    assert len(drafts) + len(refused) == len(written)
    assert len(drafts) >= 12
    for draft in drafts:
        assert draft.secret["phone"] in truth[written[draft.line]]


def test_formulas_stand_in_names_as_they_are_written(samples: Path) -> None:
    content = (samples / "lists" / FORMULAS).read_bytes()
    found = probe(iter([content]))
    columns = propose(found.headers, [cells for _, cells in found.sample])
    at = next(column.index for column in columns if column.field == "last_name")
    written = {line: clean(cells[at]) for line, cells in read_table(iter([content]), found.shape)[1]}
    kept: dict[str, Any] = {}
    for draft in taken(content)[0]:
        kept[str(draft.line)] = draft.view.get("last_name") or draft.secret.get("last_name")
        assert kept[str(draft.line)] == written[draft.line]
    assert any(name[:1] in "=+-@" for name in kept.values())


def test_figures_of_a_workbook_come_back_as_numbers_and_postcodes(samples: Path) -> None:
    drafts, _, _ = taken((samples / "lists" / "w_numeric_phones.xlsx").read_bytes())
    assert drafts[0].secret["phone"] == "+33612345678"
    assert drafts[1].secret["postcode"] == "01000"
