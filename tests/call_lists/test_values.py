"""Columns told by their values: where headers are missing, unknown or wrong."""

import pytest

from callcenter.call_lists.fields import REPEATABLE, Field
from callcenter.call_lists.mapping import propose
from callcenter.call_lists.values import contradicts, field_of_values

COLUMNS: dict[str, list[str]] = {
    "client_reference": ["AB-001", "AB-002", "AB-003", "AB-004"],
    "civility": ["Mme", "M.", "Monsieur", "Mlle"],
    "last_name": ["Évrard", "Le Goff", "D’Aubigné", "Nuñez"],
    "first_name": ["Élodie", "Jean-Pierre", "Anaïs", "Xqwz"],
    "phone": ["06 12 34 56 78", "+33612345679", "", "à rappeler"],
    "phone_2": ["01 23 45 67 89", "0123456780", "0596 30 12 34", ""],
    "email": ["a@x.example", "b@x.example", "", "c@x.example"],
    "street": ["12 rue Haute", "3 bis, av. de l’Été", "Lieu-dit Kergroas", "chez la voisine"],
    "postcode": ["35000", "1000", "97110", "67000"],
    "town": ["Rennes", "Bourg-en-Bresse", "Pointe-à-Pitre", "Strasbourg"],
    "language": ["français", "FR", "anglais", "kreyol"],
    "company": ["SARL Durand", "Martin SAS", "S.A.R.L", "Boulangerie Petit EURL"],
    "date": ["12/05/2024", "2024-05-13", "14 mai 2024", ""],
    "consent_basis": ["consentement", "opt-in", "contrat en cours", "consentement"],
}


def proposed(headers: list[str], columns: list[list[str]]) -> list[str]:
    rows = [list(cells) for cells in zip(*columns, strict=True)]
    return [column.field.value for column in propose(headers, rows)]


def test_a_list_without_a_single_header_is_understood() -> None:
    assert proposed([""] * len(COLUMNS), list(COLUMNS.values())) == list(COLUMNS)


def test_headers_nobody_knows_do_not_hide_what_the_values_say() -> None:
    headers = [f"Zone {letter}" for letter in "ABCDEFGHIJKLMN"]
    assert proposed(headers, list(COLUMNS.values())) == list(COLUMNS)


def test_whole_names_are_told_by_first_names_and_civilities() -> None:
    assert field_of_values(["Jean Dupont", "DURAND Marie", "M. Xqwz Wzqx"]) is Field.full_name


NAMES = {
    "Antillean": "Marie-Line;Rosan;Guylaine;Eddy;Maïté;Ludmilla;Jocelyne;Firmin;Gladys;Hilaire;Raïssa;Steevy",
    "Haitian": "Wilner;Mirlande;Jean-Robert;Widline;Frantz;Guerda;Dieudonné;Islande;Mackenson;Ketty;Fritz;Roseline",
    "Dominican": "Altagracia;Ramón;Yudelka;José Luis;Milagros;Héctor;Dulce;Juana;Rafael;Yesenia;Ángel;Mercedes",
    "English": "Winston;Shanice;Curtis;Kelvin;Desmond;Keisha;Glenroy;Joy;Terrence;Verna;Jermaine;Candace",
    "Arabic": "Youssef;Fatiha;Khaled;Nour-Eddine;Samira;Rania;Élias;Mohamed Amine;Zohra;Bilal;Hayat;Nabil",
    "Réunion and Mayotte": "Saïd;Fatima;Indira;Marie-Thérèse;Ravi;Halima;Jean-Yves;Anil;Soraya;Maëlle;Issa;Priya",
}
LAST = [
    "Augustin", "Nestor", "Galvani", "Céleste", "Lurel", "Thomas",
    "Bazile", "Félix", "Moutoussamy", "Hector", "Zébus", "Alexis",
]  # fmt: skip


@pytest.mark.parametrize("origin", NAMES)
@pytest.mark.parametrize("turned", [False, True])
def test_names_of_every_origin_are_told_without_a_header(origin: str, turned: bool) -> None:
    """Antillean last names are often first names: the column that holds more of them is the first name's."""
    first = NAMES[origin].split(";")
    phones = [f"0690 12 34 {number:02}" for number in range(12)]
    columns = [first, LAST] if turned else [LAST, first]
    fields = ["first_name", "last_name"] if turned else ["last_name", "first_name"]
    assert proposed([""] * 3, [*columns, phones]) == [*fields, "phone"]
    whole = [f"{a} {b}" for a, b in zip(*columns, strict=True)]
    assert proposed(["", ""], [whole, phones]) == ["full_name", "phone"]


@pytest.mark.parametrize(
    "values",
    [
        ["6225601.11", "6225602.37", "6225603.5"],
        ["1.028392", "43.111637", "7.737072"],
        ["oui", "non", "oui"],
        ["12", "7", "3"],
        ["12345", "99999", "00000"],
        ["Rouge", "Vert", "Bleu"],
        ["A1", "A1", "A1"],
        [],
    ],
)
def test_values_that_say_nothing_are_no_field(values: list[str]) -> None:
    assert field_of_values(values) is None


def test_a_header_keeps_its_field_and_a_second_guess_gives_way() -> None:
    email = COLUMNS["email"]
    assert proposed(["E-mail", ""], [email, email]) == ["email", "ignore"]
    # Two first names in a row: the second is the last name, as in « Luc Martin ».
    assert proposed(["Prénom", ""], [["Luc"] * 4, ["Martin"] * 4]) == ["first_name", "last_name"]


@pytest.mark.parametrize(
    ("header", "values", "field"),
    [
        ("Mobile", ["oui", "non", "oui"], "ignore"),
        ("Titre", ["Directeur", "Gérante", "Associé"], "ignore"),
        ("Titre", ["Mme", "M.", "M."], "civility"),
        ("Numéro", ["11", "12"], "ignore"),
        ("Ville", ["67482", "67001", "01053"], "postcode"),
        ("CP", ["abc", "def", "ghi"], "ignore"),
        ("E-mail", ["oui", "non", "oui"], "ignore"),
        ("Date consentement", ["oui", "non", "oui"], "ignore"),
        ("Téléphone", ["06 12"], "phone"),
    ],
)
def test_a_header_that_its_values_contradict_is_not_believed(
    header: str, values: list[str], field: str
) -> None:
    assert proposed([header], [values]) == [field]


def test_several_telephone_columns_are_all_dialled() -> None:
    numbers = ["06 12 34 56 78", "06 12 34 56 79"]
    found = propose(["Mobile", "Fixe", "Bureau", "Autre tél"], [[n] * 4 for n in numbers])
    assert [(c.field.value, c.use.value) for c in found] == [
        ("phone", "dial"),
        ("phone_2", "dial"),
        ("phone_2", "dial"),
        ("phone_2", "dial"),
    ]
    assert Field.phone_2 in REPEATABLE


@pytest.mark.parametrize(
    ("header", "use"),
    [
        ("Date d’achat", "point"),
        ("Échéance", "point"),
        ("Date de fin de contrat", "point"),
        ("Date de naissance", "sealed"),
        ("Date", "sealed"),
    ],
)
def test_a_date_is_talked_about_only_when_its_header_says_what_it_is(header: str, use: str) -> None:
    [column] = propose([header], [["12/05/2024"]])
    assert (column.field.value, column.use.value) == ("date", use)


def test_few_values_do_not_go_against_a_clear_header() -> None:
    assert not contradicts(Field.phone, ["oui", "non"], sure=True)
    assert contradicts(Field.phone, ["oui", "non"], sure=False)
