"""Which notes may be kept: ordinary sentences pass, whatever reads like contact data does not, in three languages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.outcomes.notes import note_problem

HARMLESS = [
    "Préfère le matin, très aimable.",
    "A déjà 2 contrats, rappel fin mars",
    "Il reste de la place dans la voiture.",
    "On s'est mis d'accord sur place",
    "Tout est en place pour l'installation",
    "À la place du rendez-vous, préfère un appel",
    "Elle n'était pas à sa place habituelle",
    "Cliente chez Orange depuis longtemps",
    "Aime la couleur orange",
    "Une ou deux questions sur un devis, une réponse suffit",
    "A une fille, un garçon et deux chiens",
    "Il en veut un ou deux de plus, un peu plus tard",
    "Un appareil neuf qui ne marche pas",
    "Rappeler le 12 mars à 14 h 30",
    "Rappeler le 12/03/2027 à 14h30",
    "Disponible entre 9h et 12h ou après 18h",
    "Client depuis 2019, facture de mars",
    "A payé 1299 euros",
    "Paie trois cent vingt-cinq euros par mois",
    "Quatre-vingt-dix-sept pour cent satisfait",
    "Il y a du bruit dans la rue",
    "Habite une rue calme",
    "La rue est barrée aujourd'hui",
    "Était sur la route, rappeler plus tard",
    "En route pour le travail",
    "Il a fait du chemin",
    "Résidence secondaire, peu de passage",
    "Le quartier est tranquille",
    "Connaît bien le quartier",
    "Elle a mal au dos, trop fatiguée",
    "Le service 24h/24 et 7j/7 lui plaît",
    "Deux enfants, trois voitures, six mois de retard",
    "Zéro problème, zéro question",
    "Un geste commercial serait le bienvenu",
    "Demande un mail de confirmation",
    "Très très pressée, tres occupee",
    "Sept ans de contrat, dix ans de fidélité",
    "Appelle au nom d'une autre personne",
    "Nous a remerciés une bonne fois",
    "Veut une place de parking",
    "Parle à la place de Madame",
    "Utilise Outlook et n'y arrive pas",
    "Un point important : le prix",
    "Note 9 sur 10",
    "Called once before, one more time is fine",
    "The street is noisy, call later",
    "On the road until six",
    "Ten years a customer, two contracts",
    "Wants one or two more",
    "He works down the road",
    "Prefers 10:30 am or after 3 pm",
    "Happy since 2018",
    "No one at home, try again on 12 March",
    "Prefiere por la tarde, muy amable",
    "Una o dos preguntas sobre el precio",
    "Está en la calle, llamar más tarde",
    "Vive en una calle tranquila",
    "De camino al trabajo",
    "No hay plaza de garaje",
    "Tiene dos hijos y tres perros",
    "Llamar el 12 de marzo a las 10:30",
    "Cliente desde 2020, contento",
    "Al final del año, en noviembre de 2026",
    "Dos o tres veces por semana",
    "Un paseo por la tarde le viene bien",
]

HARMFUL = [
    ("06 12 34 56 78", "digits"),
    ("0.6.1.2.3", "digits"),
    ("０６１２３４５６７８", "digits"),
    ("٠٦١٢٣٤٥٦", "digits"),
    ("0 6 1 2 3 4 5 6 7 8", "digits"),
    ("zéro six douze trente-quatre", "digits"),
    ("zero, six; one two three four", "digits"),
    ("o6-i2: 34567", "digits"),
    ("zéro six, puis douze, puis trente-quatre, puis cinquante-six", "digits"),
    ("zéro un quatre-vingt-dix-huit soixante-dix-sept", "digits"),
    ("06 douze 34 cinquante-six", "digits"),
    ("six un deux un deux trois", "digits"),
    ("son numéro finit par 12345", "digits"),
    ("06h12 34h56 78", "digits"),
    ("06/12/34/56/78", "digits"),
    ("06:12:34:56:78", "digits"),
    ("le 06 12 à 34h56", "digits"),
    ("+590 690 12", "digits"),
    ("code postal 97160", "digits"),
    ("07 h 10 h 07 h 10 h 07", "digits"),
    ("zéro bon six ah un tiens deux voilà trois là quatre", "digits"),
    ("cero seis uno dos tres cuatro", "digits"),
    ("veintitrés cuarenta y cinco sesenta y siete", "digits"),
    ("oh six twelve thirty four fifty six", "digits"),
    ("double zero six five four three two", "digits"),
    ("1 pomme 2 poires 3 kiwis 4 prunes 5 figues", "digits"),
    ("un deux trois quatre cinq six", "digits"),
    ("IBAN FR76 3000 4000", "digits"),
    ("zéroooo 061234", "digits"),
    ("①②③④⑤⑥", "digits"),
    ("0​6​1​2​3​4", "digits"),
    ("jean.martin@exemple.fr", "email"),
    ("jean arobase orange", "email"),
    ("jean @ chez lui", "email"),
    ("chez gmail", "email"),
    ("jean point martin chez orange", "email"),
    ("jean tiret martin chez free", "email"),
    ("martin arrobase exemple point fr", "email"),
    ("martin (at) exemple", "email"),
    ("martin [a] exemple", "email"),
    ("john at example dot com", "email"),
    ("juan arroba ejemplo punto es", "email"),
    ("juan guion perez en outlook", "email"),
    ("exemple.fr", "email"),
    ("jean＠exemple", "email"),
    ("m a r t i n d u p", "email"),
    ("a commercial puis wanadoo", "email"),
    ("son yahoo", "email"),
    ("12 rue des Lilas", "street"),
    ("Résidence du Parc", "street"),
    ("rue des lilas", "street"),
    ("Habite avenue Victor Hugo", "street"),
    ("boulevard pasteur", "street"),
    ("impasse des roses", "street"),
    ("12 bis, allée verte", "street"),
    ("3 chemin vert", "street"),
    ("12, place du marché", "street"),
    ("place de la mairie", "street"),
    ("Chemin des Dames", "street"),
    ("quartier Bellevue", "street"),
    ("lieu-dit Beauséjour", "street"),
    ("bd Gambetta", "street"),
    ("lotissement les palmiers", "street"),
    ("12 Baker Street", "street"),
    ("Baker street", "street"),
    ("7 elm road", "street"),
    ("4 Mill Close", "street"),
    ("calle Mayor", "street"),
    ("calle de alcalá", "street"),
    ("avenida de la constitución", "street"),
    ("3 plaza nueva", "street"),
    ("Plaza Nueva", "street"),
    ("c/ Serrano", "street"),
    ("carretera de Toledo", "street"),
    ("FR76 abcd efgh ijkl mnop", "bank"),
    ("voir https://x", "link"),
    ("www.quelque", "link"),
]


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert min(len(set(HARMLESS)), len(set(HARMFUL))) >= 60


@pytest.mark.parametrize("note", ["", *HARMLESS])
def test_an_ordinary_sentence_may_be_kept(note: str) -> None:
    assert note_problem(note) is None


@pytest.mark.parametrize(("note", "problem"), HARMFUL)
def test_a_note_holds_no_contact_data(note: str, problem: str) -> None:
    assert note_problem(note) == problem


@pytest.mark.parametrize(("note", "problem"), HARMFUL)
def test_harm_stays_harm_inside_a_sentence(note: str, problem: str) -> None:
    assert note_problem(f"Très aimable, rappeler le matin : {note} ; une ou deux fois.") is not None


@given(
    st.integers(10**7, 10**10 - 1), st.sampled_from(["", " ", ".", "-", " / ", "\u00a0", "_", "\u200b", "a"])
)
def test_no_number_passes_whatever_stands_between_its_digits(number: int, between: str) -> None:
    assert note_problem("appeler " + between.join(str(number))) is not None


_FRENCH = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
_ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]


@given(
    st.lists(st.integers(0, 9), min_size=9, max_size=10),
    st.sampled_from([_FRENCH, _ENGLISH, _SPANISH]),
    st.sampled_from([" ", ", ", "-", " et ", " puis ", " et puis "]),
)
def test_no_number_passes_spelt_out_digit_by_digit(digits: list[int], words: list[str], between: str) -> None:
    assert note_problem("son " + between.join(words[digit] for digit in digits)) == "digits"


@given(st.lists(st.integers(0, 99).map("{:02}".format), min_size=4, max_size=5), st.sampled_from(" .-/_:,"))
def test_no_number_passes_in_pairs(pairs: list[str], between: str) -> None:
    assert note_problem("le " + between.join(pairs)) is not None


@given(st.text(max_size=240))
def test_any_text_is_judged(note: str) -> None:
    assert note_problem(note) in {None, "digits", "email", "street", "bank", "link"}


def test_naughty_strings_are_judged(samples: Any) -> None:
    files = sorted((samples / "naughty").rglob("*.txt")) + sorted((samples / "naughty").rglob("*.json"))
    if not files:
        pytest.skip("no naughty strings among the samples")
    for file in files:
        for line in file.read_text("utf-8", errors="replace").splitlines():
            note_problem(line)
