"""Columns, rows and consent: what a partner's words mean."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.call_lists.consent import BASES, Consent, lifts
from callcenter.call_lists.days import Days
from callcenter.call_lists.examples import Examples
from callcenter.call_lists.fields import USES, Field, Use, usual_use
from callcenter.call_lists.mapping import (
    Column,
    check_mapping,
    field_of_header,
    known_headers,
    masked_sample,
    propose,
)
from callcenter.call_lists.reader_child import batches, numbers
from callcenter.call_lists.reading import probe
from callcenter.call_lists.rules import Draft, Refused, RowCheck
from callcenter.call_lists.sentences import LINE
from callcenter.kit.dates import DateOrder
from callcenter.kit.text import shows_contact_data
from callcenter.partners.schemas import ConsentBasis

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nom", "last_name"),
        ("NOM DU CLIENT", "last_name"),
        ("Prénom", "first_name"),
        ("Prenom", "first_name"),
        ("Pre\u0301nom", "first_name"),
        ("Nom et prénom", "full_name"),
        ("Civilité", "civility"),
        ("Tél.", "phone"),
        ("N° de téléphone", "phone"),
        ("Portable", "phone"),
        ("Mobile phone", "phone"),
        ("Tél. 2", "phone_2"),
        ("Tel bureau", "phone_2"),
        ("Adresse e-mail", "email"),
        ("Courriel", "email"),
        ("Adresse", "street"),
        ("CP", "postcode"),
        ("CodePostal", "postcode"),
        ("zip", "postcode"),
        ("Ville", "town"),
        ("Langue", "language"),
        ("Raison sociale", "company"),
        ("N° client", "client_reference"),
        ("SIRET", "extra"),
        ("N° SIREN client", "extra"),
        ("SIRET établissement", "extra"),
        ("Customer ID", "client_reference"),
        ("Réf. contrat", "client_reference"),
        ("Produit", "product"),
        ("Consentement", "consent_basis"),
        ("Date de consentement", "consent_date"),
        ("Canal du consentement", "consent_channel"),
        ("Preuve", "consent_proof"),
        ("Ne pas appeler", "opposition"),
        ("Date d’opposition au démarchage", "opposition"),
        ("Do Not Call", "opposition"),
        ("DoNotCall", "opposition"),
        ("Opt-out", "opposition"),
        ("Bloctel", "opposition"),
        ("Consentement refusé", "opposition"),
        ("Email Opt Out", "email"),
        ("Adresse de messagerie", "email"),
        ("Commentaire", "point"),
        ("First name", "first_name"),
        ("Surname", "last_name"),
        ("Pointure", None),
        ("", None),
    ],
)
def test_headers_name_their_field(header: str, field: str | None) -> None:
    assert field_of_header(header) == field


def test_data_does_not_read_like_a_header() -> None:
    assert known_headers(["Durand", "0612345678", "client@x.example", "12 rue de la Ville"]) == 0
    assert known_headers(["Nom", "Téléphone", "CP"]) == 3


def fields(headers: list[str], *rows: list[str]) -> list[str]:
    return [column.field.value for column in propose(headers, rows)]


def test_two_columns_never_take_the_same_single_field() -> None:
    assert fields(["Nom", "Nom", "Tél", "Mobile", "Portable", "Ville", "Ville"]) == [
        "last_name",
        "ignore",
        "phone",
        "phone_2",
        "phone_2",
        "town",
        "ignore",
    ]


def test_values_speak_where_headers_do_not() -> None:
    rows = [["0612345678", "a@b.example", "67000", "Mme"], ["0612345679", "c@d.example", "01000", "M."]] * 2
    assert fields(["", "", "", ""], *rows) == ["phone", "email", "postcode", "civility"]


def test_a_header_that_its_values_contradict_is_not_believed() -> None:
    rows = [["oui", "0612345678"], ["non", "0612345679"], ["oui", "0612345670"]]
    assert fields(["Mobile", "Contact direct"], *rows) == ["ignore", "phone"]


def test_what_could_reach_a_person_is_never_shown() -> None:
    for field in (Field.phone, Field.phone_2, Field.email, Field.street, Field.client_reference, Field.extra):
        assert USES[field].isdisjoint({Use.card, Use.point})
    assert all(usual_use(field) in USES[field] for field in Field)


@pytest.mark.parametrize(
    ("columns", "problems"),
    [
        ([Column(0, Field.phone, Use.dial)], {}),
        ([Column(0, Field.last_name, Use.card)], {"columns": "no_phone_column"}),
        ([Column(0, Field.phone, Use.card)], {"columns.0": "use_not_allowed"}),
        ([Column(9, Field.phone, Use.dial)], {"columns.9": "column_unknown"}),
        ([Column(0, Field.phone, Use.dial), Column(1, Field.phone, Use.dial)], {"columns.1": "field_twice"}),
        ([Column(0, Field.phone, Use.dial), Column(0, Field.town, Use.card)], {"columns": "column_twice"}),
        ([Column(0, Field.phone, Use.dial), *[Column(i, Field.point, Use.point) for i in (1, 2)]], {}),
    ],
)
def test_a_mapping_is_checked(columns: list[Column], problems: dict[str, str]) -> None:
    assert check_mapping(columns, 5) == problems


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.phone, "06 12 34 56 78"),
        (Field.email, "elodie@courriel.example"),
        (Field.ignore, "elodie@courriel.example"),
        (Field.street, "12 rue des Flamboyants"),
        (Field.ignore, "12 rue des Flamboyants"),
        (Field.point, "3 bis, av. de l’Été"),
    ],
)
def test_samples_of_contact_data_are_masked(field: Field, value: str) -> None:
    assert value[2:-2] not in masked_sample(field, value)


# --- rows ------------------------------------------------------------------------------------------------------

ALL = [
    Column(0, Field.phone, Use.dial),
    Column(1, Field.phone_2, Use.dial),
    Column(2, Field.postcode, Use.card),
    Column(3, Field.last_name, Use.card),
    Column(4, Field.street, Use.sealed),
    Column(5, Field.point, Use.point, "Contrat"),
    Column(6, Field.consent_basis, Use.sealed),
    Column(7, Field.consent_date, Use.sealed),
    Column(8, Field.language, Use.card),
    Column(9, Field.civility, Use.card),
    Column(10, Field.email, Use.sealed),
    Column(11, Field.extra, Use.sealed, "Code interne"),
]


DECLARED = Consent("consent")


def check(*cells: str, default: Consent | None = DECLARED) -> Draft | Refused:
    return RowCheck(ALL, agreed=["consent", "contract"], default=default, today=TODAY)(7, list(cells))


def draft(*cells: str, **other: Any) -> Draft:
    found = check(*cells, **other)
    assert isinstance(found, Draft)
    return found


def test_a_short_row_counts_as_blank_at_its_end() -> None:
    found = draft("0612345678")
    assert (found.secret["phone"], found.view) == ("+33612345678", {})


def test_two_numbers_are_kept_and_the_first_good_one_is_dialled() -> None:
    found = draft("0612345678 / 0123456789", "0612345679")
    assert found.secret["phone"] == "+33612345678"
    assert found.secret["other_phones"] == ["+33123456789", "+33612345679"]
    found = draft("abc", "0612345679")
    assert found.secret["phone"] == "+33612345679"
    assert ("phone", "phone_not_a_number") in found.warnings
    assert ("phone_2", "phone_too_short") in draft("0612345678", "06 12").warnings


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "phone_missing"),
        ("0891 12 34 56", "phone_premium"),
        ("0806 12 34 56", "phone_special"),
        ("0800 01 23 45", "phone_special"),
        ("3639", "phone_short_code"),
    ],
)
def test_numbers_that_are_no_customers_are_refused(cell: str, code: str) -> None:
    assert check(cell) == Refused(7, "phone", code)


def test_the_postcode_settles_what_the_number_leaves_open() -> None:
    assert draft("430123", "", "97500").secret["phone"] == "+508430123"
    assert draft("0612345678", "", "97400").zones == ("Indian/Reunion", "Europe/Paris")
    assert ("postcode", "zones_differ") in draft("0612345678", "", "97400").warnings
    assert draft("0612345678", "", "1000").view["department"] == "Ain"


def test_contact_data_in_shown_fields_stays_sealed() -> None:
    found = draft("0612345678", "", "67000", "Durand 06 12 34 56 79", "3 rue Basse", "voir 3 rue Basse")
    assert "last_name" not in found.view
    assert "points" not in found.view
    assert {("last_name", "value_hidden"), ("point", "point_hidden")} <= set(found.warnings)


def test_a_header_that_is_data_names_no_point() -> None:
    columns = [Column(0, Field.phone, Use.dial), Column(1, Field.point, Use.point, "06 12 34 56 79")]
    found = RowCheck(columns, agreed=BASES, default=None, today=TODAY)(2, ["0612345678", "Confort"])
    assert isinstance(found, Draft)
    assert found.view["points"] == {"2": "Confort"}


@pytest.mark.parametrize("text", ["a@b", "06 12 34 56 78", "tel 0612-345-678", "06.12.34.56.78!"])
def test_numbers_and_addresses_are_found_in_text(text: str) -> None:
    assert shows_contact_data(text)


@pytest.mark.parametrize(
    "text", ["Durand", "depuis le 12/05/2024", "2024-05-12", "forfait 120 Go", "1 200 €"]
)
def test_ordinary_text_may_be_shown(text: str) -> None:
    assert not shows_contact_data(text)


def test_small_fields_are_normalised() -> None:
    found = draft("0612345678", "", "", "", "", "", "", "", "Français", "Madame", "a@b.example", "X1")
    assert (found.view["language"], found.view["civility"]) == ("fr", "Mme")
    assert (found.secret["email"], found.secret["extra"]) == ("a@b.example", {"Code interne": "X1"})
    assert ("email", "email_unreadable") in draft("0612345678", *[""] * 9, "pas d’adresse").warnings


def test_a_cell_that_was_wrapped_to_stay_a_text_is_unwrapped() -> None:
    columns = [Column(0, Field.phone, Use.dial), Column(1, Field.client_reference, Use.sealed)]
    columns.append(Column(2, Field.last_name, Use.card))
    found = RowCheck(columns, agreed=BASES, default=Consent("consent"), today=date(2026, 11, 28))(
        2, ['="0639980001"', '="000123"', '="Morin"']
    )
    assert isinstance(found, Draft)
    assert found.secret["client_reference"] == "000123"
    assert found.view["last_name"] == "Morin"


@pytest.mark.parametrize(
    ("written", "last_name", "first_name", "civility"),
    [
        ("DUPONT Marie", "DUPONT", "Marie", None),
        ("Mme DUPONT Marie", "DUPONT", "Marie", "Mme"),
        ("Marie Dupont", "Marie Dupont", None, None),
    ],
)
def test_full_names_are_taken_apart_only_when_they_say_how(
    written: str, last_name: str, first_name: str | None, civility: str | None
) -> None:
    columns = [Column(0, Field.phone, Use.dial), Column(1, Field.full_name, Use.card)]
    found = RowCheck(columns, agreed=BASES, default=None, today=TODAY)(2, ["0612345678", written])
    assert isinstance(found, Draft)
    names = (found.view["last_name"], found.view.get("first_name"), found.view.get("civility"))
    assert names == (last_name, first_name, civility)


def test_overlong_rows_and_totals_are_refused_with_their_reason() -> None:
    assert check("0612345678", "x" * 3000) == Refused(7, "line", "row_too_long")
    assert check("0612345678", *["x"] * 600) == Refused(7, "line", "row_too_long")
    assert check("", "", "", "TOTAL : 30 contacts") == Refused(7, "line", "not_a_contact")


# --- consent (code de la consommation, L.223-1) ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "default", "reason", "basis"),
    [
        ("oui", None, None, "consent"),
        ("Contrat en cours", None, None, "contract"),
        ("B2B", None, "basis_not_agreed", "b2b"),
        ("non", Consent("consent"), "consent_refused", "refused"),
        ("", Consent("consent"), None, "consent"),
        ("", None, "no_consent_basis", None),
        ("???", None, "no_consent_basis", None),
        ("???", Consent("contract"), None, "contract"),
    ],
)
def test_a_row_without_a_valid_basis_is_not_callable(
    cell: str, default: Consent | None, reason: str | None, basis: str | None
) -> None:
    found = draft("0612345678", "", "", "", "", "", cell, default=default)
    assert (found.reason, found.secret.get("consent", {}).get("basis")) == (reason, basis)


def test_consent_dates_are_read_day_first_and_not_from_the_future() -> None:
    assert draft("0612345678", *[""] * 5, "oui", "12/05/2026").secret["consent"]["on"] == "2026-05-12"
    late = draft("0612345678", *[""] * 5, "oui", "12/05/2027")
    assert (late.reason, late.secret["consent"]["on"]) == ("consent_date_in_future", "2027-05-12")
    assert draft("0612345678", *[""] * 5, "oui", TODAY.strftime("%d/%m/%Y")).reason is None
    assert ("consent_date", "consent_date_unreadable") in draft(
        "0612345678", *[""] * 5, "oui", "mai"
    ).warnings


@pytest.mark.parametrize(
    ("written", "on"), [("", "2026-11-23"), ("12/05/2026", "2026-05-12"), ("12/05/2027", "2026-11-23")]
)
def test_a_refusal_has_its_day_at_the_latest_that_of_the_file(written: str, on: str) -> None:
    found = draft("0612345678", *[""] * 5, "non", written)
    assert (found.reason, found.secret["consent"]) == ("consent_refused", {"basis": "refused", "on": on})


@given(st.dates(), st.dates(), st.dates() | st.none())
def test_only_a_later_date_of_its_own_takes_a_refusal_back(
    said: date, refused: date, declared: date | None
) -> None:
    before = {"basis": "refused", "on": refused.isoformat()}
    declared_on = str(declared or "")
    assert not lifts(None, before, declared_on)
    assert not lifts({"basis": "consent"}, before, declared_on)
    assert not lifts({"basis": "consent", "on": said.isoformat()}, {"basis": "refused"}, declared_on)
    later = said > refused and said != declared
    assert lifts({"basis": "consent", "on": said.isoformat()}, before, declared_on) is later


def test_the_bases_are_those_of_the_agreements() -> None:
    assert set(BASES) == {basis.value for basis in ConsentBasis}


def test_every_code_of_a_report_has_its_sentence_in_both_languages() -> None:
    content = b"Nom;Telephone;CP\nDurand;06 12;x\nMartin;0612345678;97400\n"
    order = {
        "shape": {"kind": "csv", "encoding": "utf-8", "separator": ";", "header_line": 1},
        "width": 3,
        "columns": [[0, "last_name", "card"], [1, "phone", "dial"], [2, "postcode", "card"]],
        "purpose": "appointment",
        "agreed": ["consent"],
        "consent": None,
        "today": "2026-11-23",
        "after": 0,
    }
    [(drafts, refused, _)] = batches(iter([content]), order)
    codes = {r.code for r in refused} | {code for d in drafts for _, code in d[4]} | {d[2] for d in drafts}
    assert codes == {"phone_too_short", "zones_differ", "no_consent_basis"}
    assert codes <= set(LINE)
    assert all(sentence.fr and sentence.en and sentence.fr != sentence.en for sentence in LINE.values())


# --- dates, labels, shifted rows ---------------------------------------------------------------------------------


def row_of(columns: list[Column], cells: list[str], **other: Any) -> Draft:
    found = RowCheck(columns, agreed=BASES, default=DECLARED, today=TODAY, **other)(2, cells)
    assert isinstance(found, Draft)
    return found


NUMBER = Column(0, Field.phone, Use.dial)


def test_dates_are_sealed_as_iso_and_shown_as_the_french_write_them() -> None:
    columns = [NUMBER, Column(1, Field.date, Use.point, "Achat"), Column(2, Field.date, Use.sealed, "Né le")]
    found = row_of(columns, ["0612345678", "45424", "1/2/68"])
    assert found.view["points"] == {"Achat": "12/05/2024"}
    assert found.secret["extra"] == {"Né le": "1968-02-01"}
    found = row_of(columns, ["0612345678", "03/04/2026", "bientôt"], days=Days(DateOrder.month))
    assert found.view["points"] == {"Achat": "04/03/2026"}
    assert found.secret["extra"] == {"Né le": "bientôt"}
    assert ("date", "date_unreadable") in found.warnings


def test_a_date_of_the_other_order_or_of_an_assumed_one_is_said() -> None:
    columns = [NUMBER, Column(1, Field.date, Use.sealed, "Né le"), Column(2, Field.consent_date, Use.sealed)]
    columns.append(Column(3, Field.consent_basis, Use.sealed))
    found = row_of(columns, ["0612345678", "04/25/2026", "04/25/2026", "oui"])
    assert found.warnings == [("date", "date_other_order"), ("consent_date", "date_other_order")]
    assert found.secret["extra"] == {"Né le": "04/25/2026"}
    assert "on" not in found.secret["consent"]
    unsure = Days(sure=False)
    found = row_of(columns, ["0612345678", "04/05/2026", "4 mai 2026", "oui"], days=unsure)
    assert found.warnings == [("date", "date_order_assumed")]
    assert row_of(columns, ["0612345678", "25/04/2026", "05/05/2026", "oui"], days=unsure).warnings == []


def test_a_line_cut_by_another_separator_is_named_as_one() -> None:
    columns = [Column(0, Field.last_name, Use.card), Column(1, Field.phone, Use.dial)]
    check = RowCheck(columns, agreed=BASES, default=DECLARED, today=TODAY, width=3)
    assert check(2, ["Durand,0612345678,67000"]) == Refused(2, "line", "other_separator")
    assert check(2, ["Durand, Zoé"]) == Refused(2, "phone", "phone_missing")


@pytest.mark.parametrize("rounded", ["1,23457E+15", "1E+15", "4.97011E+12", "1234567890123450.0"])
def test_a_reference_that_a_spreadsheet_rounded_makes_nobody_somebody_else(rounded: str) -> None:
    columns = [NUMBER, Column(1, Field.client_reference, Use.sealed)]
    found = row_of(columns, ["0612345678", rounded])
    assert "client_reference" not in found.secret
    assert found.warnings == [("client_reference", "reference_rounded")]
    assert row_of(columns, ["0612345678", "1E5-17"]).secret["client_reference"] == "1E5-17"


SWALLOWED = "Durand\r\nMartin;Luc;0612345679\r\nPetit"


def test_a_stray_quote_that_swallows_lines_is_named() -> None:
    columns = [Column(0, Field.last_name, Use.card), Column(2, Field.phone, Use.dial)]
    check = RowCheck(columns, agreed=BASES, default=DECLARED, today=TODAY, width=3, separator=";")
    assert check(2, [SWALLOWED, "Zoé", "0612345678"]) == Refused(2, "line", "quote_swallows")
    assert isinstance(check(2, ["Durand", "chez Martin ;\nporte 3", "0612345678"]), Draft)


def test_numbers_not_to_call_that_a_stray_quote_swallows_are_told() -> None:
    content = f'Nom;Prénom;Tel\nPetit;Zoé;0612345671\n"{SWALLOWED}";Max;0612345670\n'.encode()
    order = {"shape": asdict(probe(iter([content])).shape), "columns": [2], "postcode": None}
    found = [(2, ["+33612345671"]), (3, ["+33612345670"])]
    assert list(numbers(iter([content]), order)) == [(found, [(3, "quote_swallows")])]


@pytest.mark.parametrize(
    ("cell", "refuses"),
    [
        ("oui", True),
        ("x", True),
        ("12/05/2026", True),
        ("✓", True),
        ("non", False),
        ("0", False),
        (" - ", False),
    ],
)
def test_whoever_opposed_calls_is_not_called_whatever_is_declared(cell: str, refuses: bool) -> None:
    found = row_of([NUMBER, Column(1, Field.opposition, Use.sealed)], ["0612345678", cell])
    assert found.reason == ("consent_refused" if refuses else None)
    assert (found.secret["consent"]["basis"] == "refused") is refuses


def test_columns_of_the_same_name_do_not_overwrite_each_other() -> None:
    columns = [NUMBER, *[Column(i, Field.point, Use.point, "Remarque") for i in (1, 2, 3)]]
    found = row_of(columns, ["0612345678", "a", "b", "c"])
    assert found.view["points"] == {"Remarque": "a", "Remarque (2)": "b", "Remarque (3)": "c"}


def test_cells_beyond_the_table_are_said() -> None:
    columns = [NUMBER, Column(1, Field.last_name, Use.card)]
    assert (
        row_of(columns, ["0612345678", "A", "", " "], width=2).warnings
        == row_of(columns, ["0612345678", "A"], width=2).warnings
    )
    assert ("line", "cells_beyond") in row_of(columns, ["0612345678", "A", "B"], width=2).warnings


def test_every_further_telephone_column_gives_its_numbers() -> None:
    columns = [NUMBER, *[Column(i, Field.phone_2, Use.dial) for i in (1, 2, 3)]]
    found = row_of(columns, ["abc", "0612345678", "0612345679 / 0612345678", "06 12"])
    assert (found.secret["phone"], found.secret["other_phones"]) == ("+33612345678", ["+33612345679"])
    assert {("phone", "phone_not_a_number"), ("phone_2", "phone_too_short")} <= set(found.warnings)


def test_a_row_adds_its_own_date_to_the_basis_declared_for_the_list() -> None:
    columns = [NUMBER, Column(1, Field.consent_date, Use.sealed), Column(2, Field.consent_proof, Use.sealed)]
    declared = Consent("consent", "2026-01-01", "web", "F-1")
    found = RowCheck(columns, agreed=BASES, default=declared, today=TODAY)(
        2, ["0612345678", "12/05/2026", ""]
    )
    assert isinstance(found, Draft)
    assert found.secret["consent"] == {
        "basis": "consent",
        "on": "2026-05-12",
        "channel": "web",
        "proof": "F-1",
    }


@pytest.mark.parametrize(
    "cells",
    [["Total", "30"], ["TOTAL", "", "152", "38000,50"], ["Nombre de clients : 30"], ["Sous-total", "3"]],
)
def test_lines_of_sums_are_no_contacts(cells: list[str]) -> None:
    columns = [Column(0, Field.last_name, Use.card), Column(1, Field.phone, Use.dial)]
    found = RowCheck(columns, agreed=BASES, default=None, today=TODAY)(9, cells)
    assert found == Refused(9, "line", "not_a_contact")


def test_somebody_called_total_is_a_contact() -> None:
    columns = [Column(0, Field.last_name, Use.card), Column(1, Field.phone, Use.dial)]
    assert row_of(columns, ["Total", "0612345678"]).view["last_name"] == "Total"


@pytest.mark.parametrize(
    ("field", "value", "became"),
    [
        (Field.phone, "06 12 34 56 78 / 0690 00 12 34", "+33••••78, +590••••34"),
        (Field.phone, "6,9E+08", None),
        (Field.postcode, "1000.0", "01000 · Ain"),
        (Field.postcode, "abc", None),
        (Field.civility, "Monsieur", "M."),
        (Field.full_name, "Mme DUPONT Marie", "Mme · Marie · DUPONT"),
        (Field.town, "LYON CEDEX 03", "Lyon"),
        (Field.language, "klingon", None),
        (Field.email, "client@courriel.example", "cl••••le"),
        (Field.email, "aucun", None),
        (Field.date, "45424", "2024-05-12"),
        (Field.consent_date, "03/04/2026", "2026-04-03"),
        (Field.consent_basis, "oui", "consent"),
        (Field.consent_basis, "non", "refused"),
        (Field.consent_basis, "???", None),
        (Field.opposition, "x", "refused"),
        (Field.opposition, "non", "non"),
    ],
)
def test_the_preview_shows_what_the_import_will_keep(field: Field, value: str, became: str | None) -> None:
    assert Examples(DateOrder.day, TODAY).became(field, value) == became


def test_the_postcode_beside_a_number_settles_the_example_too() -> None:
    examples = Examples(DateOrder.day, TODAY)
    assert examples.became(Field.phone, "430123") is None
    assert examples.became(Field.phone, "430123", "97500") == "+508••••23"
