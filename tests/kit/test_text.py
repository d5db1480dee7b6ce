"""Text from elsewhere: no spreadsheet takes a cell for a formula, no invisible sign survives, labels compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.kit.text import clean, fold, formula_safe, shows_contact_data

STARTS = "=+-@\t\r\n＝＋－＠"


@given(
    st.sampled_from(STARTS),
    st.text(max_size=20),
    st.sampled_from(["", " ", "\u00a0", "\u200b", "\ufeff", "\u3000"]),
)
def test_no_cell_starts_a_formula(start: str, rest: str, before: str) -> None:
    assert formula_safe(before + start + rest).startswith("'")


@pytest.mark.parametrize("harmless", ["", "REF-1", "Élodie", "1+1", "a=b", "'=1"])
def test_a_harmless_cell_stays_as_it_is(harmless: str) -> None:
    assert formula_safe(harmless) == harmless


def test_cells_of_the_injection_samples_are_neutralised(samples) -> None:  # type: ignore[no-untyped-def]
    lines = [
        line
        for file in sorted((samples / "csv_injection").rglob("*.txt"))
        for line in file.read_text("utf-8", errors="replace").splitlines()
    ]
    for line in lines:
        assert formula_safe(line)[:1] not in set(STARTS) or not line


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing_more(said: str) -> None:
    once = clean(said)
    assert clean(once) == once
    assert once == once.strip()
    assert "\x00" not in once
    assert "\u202e" not in once


@given(st.text(max_size=80))
def test_folding_leaves_plain_letters_and_single_spaces(said: str) -> None:
    folded = fold(said)
    assert fold(folded) == folded
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@pytest.mark.parametrize(
    ("value", "shows"),
    [
        ("06 12 34 56 78", True), ("0612345678", True), ("a@b.example", True), ("06.12.34.56", True), ("Or", False),
        ("12/03/2024", False), ("2024-03-12", False), ("1234567", False), ("du 12/03/2024 au 13/03/2024", False),
    ],
)  # fmt: skip
def test_a_talking_point_carries_no_number_past_the_seal(value: str, shows: bool) -> None:
    assert shows_contact_data(value) is shows
