"""Postcodes, clocks and town names."""

from zoneinfo import available_timezones

import pytest

from callcenter.kit.places import ZONES, Place, clean_postcode, place_of, town_name, zones_of
from callcenter.kit.text import clean, fold, formula_safe


@pytest.mark.parametrize(
    ("postcode", "department", "territory"),
    [
        ("67000", "67", "FR"),
        ("01000", "01", "FR"),
        ("20000", "2A", "FR"),
        ("20137", "2A", "FR"),
        ("20200", "2B", "FR"),
        ("20600", "2B", "FR"),
        ("97100", "971", "GP"),
        ("97133", "977", "BL"),
        ("97150", "978", "MF"),
        ("97200", "972", "MQ"),
        ("97300", "973", "GF"),
        ("97400", "974", "RE"),
        ("97500", "975", "PM"),
        ("97600", "976", "YT"),
    ],
)
def test_a_postcode_names_its_department_and_territory(
    postcode: str, department: str, territory: str
) -> None:
    assert place_of(postcode) == Place(department, territory)


@pytest.mark.parametrize("postcode", ["00000", "96000", "98000", "99123", "97900"])
def test_a_postcode_of_no_department_has_no_place(postcode: str) -> None:
    assert place_of(postcode) is None


def test_all_departments_have_a_name_and_every_territory_a_known_zone() -> None:
    places = {place for n in range(100_000) if (place := place_of(f"{n:05}"))}
    assert len({p.department for p in places}) == 96 + 8
    assert {p.territory for p in places} == set(ZONES)
    assert all(p.name and p.zone in available_timezones() for p in places)


@pytest.mark.parametrize(
    ("raw", "postcode"),
    [
        ("67000", "67000"),
        ("1000", "01000"),
        ("1000.0", "01000"),
        ("67 000", "67000"),
        ("F-67000", "67000"),
        ("67000 Strasbourg", "67000"),
        ('="01000"', "01000"),
        ("'01000", "01000"),
        ("67000 12", None),
        ("", None),
        ("Paris", None),
        ("670000", None),
        ("٦٧٠٠٠", None),
    ],
)
def test_postcodes_as_written(raw: str, postcode: str | None) -> None:
    assert clean_postcode(raw) == postcode


def test_postcode_and_number_that_disagree_keep_both_clocks() -> None:
    assert zones_of(place_of("97400"), "FR") == ("Indian/Reunion", "Europe/Paris")
    assert zones_of(place_of("97400"), "RE") == ("Indian/Reunion",)
    assert zones_of(None, "MQ") == ("America/Martinique",)
    assert zones_of(place_of("97133"), "GP") == ("America/St_Barthelemy",)


@pytest.mark.parametrize(
    ("raw", "town"),
    [
        ("PLOUGASTEL-DAOULAS", "Plougastel-Daoulas"),
        ("L'ISLE-SUR-LA-SORGUE", "L'Isle-sur-la-Sorgue"),
        ("LE HAVRE", "Le Havre"),
        ("LYON CEDEX 03", "Lyon"),
        ("Acigné", "Acigné"),
        ("McDonaldville", "McDonaldville"),
    ],
)
def test_towns_as_one_writes_them(raw: str, town: str) -> None:
    assert town_name(raw) == town


def test_labels_compare_without_accents_case_or_signs() -> None:
    assert fold("N° de Te\u0301le\u0301phone") == fold("N° DE TÉLÉPHONE") == "n de telephone"
    assert fold("Prénom*") == fold("prenom")


def test_cells_become_one_visible_line() -> None:
    assert clean(" a\u200b\r\n b\x00\u00a0c ") == "a b c"
    assert clean("plain") == "plain"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\ufeff=1", "＝1"]
)
def test_formula_cells_are_neutralised(cell: str) -> None:
    assert formula_safe(cell) == "'" + cell


def test_ordinary_cells_stay_as_they_are() -> None:
    assert [formula_safe(c) for c in ["", "Dupont", "O'Malley", "12"]] == ["", "Dupont", "O'Malley", "12"]
