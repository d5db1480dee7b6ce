"""Numbers as French partners write them, and the one line each of them means."""

import csv
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callcenter.kit.phone import CALLABLE, Kind, Phone, PhoneRefusal, normalise, normalise_all

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "phones"
TERRITORIES = ["FR", "GP", "BL", "MF", "MQ", "GF", "RE", "YT", "PM"]


def e164(raw: str, hint: str | None = None) -> str:
    found = normalise(raw, territory_hint=hint)
    return found.e164 if isinstance(found, Phone) else found.code


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample numbers are not on this machine")
def test_every_row_of_the_truth_table_obeys_its_policy() -> None:
    with (SAMPLES / "truth_table.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) > 600
    wrong = []
    for row in rows:
        found = e164(row["input"], row["home_region"])
        right = {"accept": [row["same_line_as"]], "reject": []}.get(
            row["suggested_policy"], [row["same_line_as"]]
        )
        refused = found.startswith("phone_") and row["suggested_policy"] != "accept"
        if found not in right and not refused:
            wrong.append((row["home_region"], row["type"], row["form"], found, row["same_line_as"]))
    assert wrong == []


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample numbers are not on this machine")
def test_without_a_hint_no_number_of_the_truth_table_becomes_another_line() -> None:
    with (SAMPLES / "truth_table.tsv").open(encoding="utf-8", newline="") as file:
        rows = [
            r for r in csv.DictReader(file, delimiter="\t") if r["type"] in {"fixedLine", "mobile", "voip"}
        ]
    found = {(r["input"], r["same_line_as"], e164(r["input"])) for r in rows}
    assert [f for f in found if not f[2].startswith("phone_") and f[2] != f[1]] == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("612345678", "+33612345678"),
        ("612345678.0", "+33612345678"),
        ("6.12345678E+08", "+33612345678"),
        ("06\u202f12\u202f34\u202f56\u202f78", "+33612345678"),
        ("06\u00a012\u00a034\u00a056\u00a078", "+33612345678"),
        ("+33690001234", "+590690001234"),
        ("+33 5 96 30 12 34", "+596596301234"),
        ("690001234", "+590690001234"),
        ("0508 43 01 23", "+508430123"),
        ("+33508430123", "+508430123"),
        ("0262 16 12 34", "+262262161234"),
        ("0269 60 12 34", "+262269601234"),
        ("0639 01 23 45", "+262639012345"),
        ("06 39 98 12 34", "+33639981234"),
        ("01 99 00 12 34", "+33199001234"),
        ("Tél. : 06 12 34 56 78", "+33612345678"),
        ("01 23 45 67 89 poste 12", "+33123456789"),
        ("06 12 34 56 78 ou 01 23 45 67 89", "+33612345678"),
    ],
)
def test_usual_spellings_mean_one_line(raw: str, expected: str) -> None:
    assert e164(raw) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "phone_missing"),
        (" \u00a0", "phone_missing"),
        ("abc", "phone_not_a_number"),
        ("06 12", "phone_too_short"),
        ("61234567.0", "phone_too_short"),
        ("0612345678901234", "phone_too_long"),
        ("12/05/2024", "phone_too_short"),
        ("6.12346E+08", "phone_rounded"),
        ("6,9E+08", "phone_rounded"),
        ("#REF!", "phone_spreadsheet_error"),
        ("0000000000", "phone_unallocated"),
        ("01 23 45 67 8O", "phone_not_a_number"),
        ("0596 99 99 99 9", "phone_too_long"),
        ("0263 99 99 99", "phone_unallocated"),
        ("3639", "phone_short_code"),
        ("15", "phone_short_code"),
        ("+44 20 7946 0958", "phone_foreign"),
        ("0976 01 23 45", "phone_territory_unclear"),
    ],
)
def test_what_nobody_can_call_is_refused_with_its_reason(raw: str, code: str) -> None:
    assert e164(raw) == code


def test_two_numbers_in_one_cell_are_both_kept() -> None:
    both = normalise_all("06 12 34 56 78 / 01 23 45 67 89")
    assert [p.e164 for p in both if isinstance(p, Phone)] == ["+33612345678", "+33123456789"]
    assert len(normalise_all("06/12/34/56/78")) == 1
    assert len(normalise_all("06123456780123456789")) == 2
    five = normalise_all(" / ".join(f"06 12 34 56 {n}" for n in range(10, 15)))
    assert five[4:] == [PhoneRefusal("phone_too_many")]


def test_services_are_recognised_and_not_callable() -> None:
    for raw, kind in [
        ("0800 01 23 45", Kind.free),
        ("0891 12 34 56", Kind.premium),
        ("0806 12 34 56", Kind.special),
    ]:
        found = normalise(raw)
        assert isinstance(found, Phone)
        assert found.kind is kind
        assert found.kind not in CALLABLE


def test_a_number_never_prints_itself() -> None:
    found = normalise("0612345678")
    assert "612345678" not in f"{found} {found!r} {[found]}"


@given(st.text(max_size=40), st.sampled_from([None, *TERRITORIES]))
@example("²", None)
@example("+", "PM")
@example("٠", None)
def test_any_text_gives_a_number_or_a_code(raw: str, hint: str | None) -> None:
    for found in [normalise(raw, territory_hint=hint), *normalise_all(raw, territory_hint=hint)]:
        assert isinstance(found, Phone | PhoneRefusal)
        if isinstance(found, Phone):
            assert found.e164[1:].isdigit()
            assert found.territory in TERRITORIES


@given(st.integers(100_000_000, 999_999_999), st.sampled_from([None, *TERRITORIES]))
def test_what_is_accepted_is_valid_to_the_full_parser_and_every_spelling_agrees(
    digits: int, hint: str | None
) -> None:
    national = f"0{digits}"
    found = e164(national, hint)
    spaced = " ".join(national[i : i + 2] for i in range(0, 10, 2))
    assert e164(spaced, hint) == e164(spaced.replace(" ", "\u202f"), hint) == e164(f"{digits}", hint) == found
    if found.startswith("+"):
        assert e164(found, hint) == found
        if not national.startswith("063998"):
            assert phonenumbers.is_valid_number(phonenumbers.parse(found))
        if national[:4] in {"0590", "0690", "0596", "0696", "0694", "0692", "0262", "0269", "0639", "0508"}:
            assert not found.startswith("+33") or national.startswith("063998")


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample numbers are not on this machine")
def test_the_plans_own_examples_are_read_and_other_countries_are_abroad() -> None:
    with (SAMPLES / "example_numbers.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    ours = [row for row in rows if row["region"] in TERRITORIES]
    assert len(ours) > 40
    for row in rows:
        if row in ours:
            assert e164(row["dialled_national"], row["region"]) == row["e164"]
            assert e164(row["e164"]) == row["e164"]
        else:
            assert e164(row["e164"]) == "phone_foreign"


@pytest.mark.parametrize("raw", ["6225601.11", "612345678,5", "1049409.37"])
def test_measures_and_coordinates_are_no_numbers(raw: str) -> None:
    assert e164(raw) == "phone_not_a_number"
