"""French places: what a postcode and a number say of department, territory and legal clock.

Pure tables and lookups; it must not know lists, contacts or the hours of the law.
"""

import re
from functools import lru_cache
from typing import NamedTuple

ZONES = {
    "FR": "Europe/Paris",
    "GP": "America/Guadeloupe",
    "BL": "America/St_Barthelemy",
    "MF": "America/Marigot",
    "MQ": "America/Martinique",
    "GF": "America/Cayenne",
    "RE": "Indian/Reunion",
    "YT": "Indian/Mayotte",
    "PM": "America/Miquelon",
}
"""Territory (ISO 3166) → IANA time zone: the consumer's clock of code de la consommation D.223-9."""

_OVERSEAS_DEPARTMENTS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF"
}  # fmt: skip
_ISLAND_POSTCODES = {
    "97133": "977",
    "97150": "978",
}  # Saint-Barthélemy and Saint-Martin kept Guadeloupe's codes

_DEPARTMENTS = {
    code: name
    for line in """
    01 Ain|02 Aisne|03 Allier|04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|07 Ardèche
    08 Ardennes|09 Ariège|10 Aube|11 Aude|12 Aveyron|13 Bouches-du-Rhône|14 Calvados|15 Cantal|16 Charente
    17 Charente-Maritime|18 Cher|19 Corrèze|2A Corse-du-Sud|2B Haute-Corse|21 Côte-d’Or|22 Côtes-d’Armor
    23 Creuse|24 Dordogne|25 Doubs|26 Drôme|27 Eure|28 Eure-et-Loir|29 Finistère|30 Gard|31 Haute-Garonne
    32 Gers|33 Gironde|34 Hérault|35 Ille-et-Vilaine|36 Indre|37 Indre-et-Loire|38 Isère|39 Jura|40 Landes
    41 Loir-et-Cher|42 Loire|43 Haute-Loire|44 Loire-Atlantique|45 Loiret|46 Lot|47 Lot-et-Garonne|48 Lozère
    49 Maine-et-Loire|50 Manche|51 Marne|52 Haute-Marne|53 Mayenne|54 Meurthe-et-Moselle|55 Meuse|56 Morbihan
    57 Moselle|58 Nièvre|59 Nord|60 Oise|61 Orne|62 Pas-de-Calais|63 Puy-de-Dôme|64 Pyrénées-Atlantiques
    65 Hautes-Pyrénées|66 Pyrénées-Orientales|67 Bas-Rhin|68 Haut-Rhin|69 Rhône|70 Haute-Saône
    71 Saône-et-Loire|72 Sarthe|73 Savoie|74 Haute-Savoie|75 Paris|76 Seine-Maritime|77 Seine-et-Marne
    78 Yvelines|79 Deux-Sèvres|80 Somme|81 Tarn|82 Tarn-et-Garonne|83 Var|84 Vaucluse|85 Vendée|86 Vienne
    87 Haute-Vienne|88 Vosges|89 Yonne|90 Territoire de Belfort|91 Essonne|92 Hauts-de-Seine
    93 Seine-Saint-Denis|94 Val-de-Marne|95 Val-d’Oise|971 Guadeloupe|972 Martinique|973 Guyane|974 La Réunion
    975 Saint-Pierre-et-Miquelon|976 Mayotte|977 Saint-Barthélemy|978 Saint-Martin
    """.strip().splitlines()
    for code, _, name in (entry.strip().partition(" ") for entry in line.split("|"))
}
_SMALL_WORDS = frozenset(
    {
        "à",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "lès",
        "près",
        "sous",
        "sur",
    }
)
_CEDEX = re.compile(r"\s+cedex(?:\s*\d{1,2})?$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")


class Place(NamedTuple):
    """A department (INSEE code, 2A and 2B in Corsica) and the territory whose clock it follows."""

    department: str
    territory: str

    @property
    def name(self) -> str:
        return _DEPARTMENTS[self.department]

    @property
    def zone(self) -> str:
        return ZONES[self.territory]


_WRAPPED = re.compile(r"""\s*(?:(?:="|')([0-9]{5})"?|([0-9]{5}) +[^\W\d][^\d]*)\s*""")


def clean_postcode(raw: str) -> str | None:
    """Five digits, or None: `67 000`, `F-67000`, `67000 Strasbourg`, `="01000"` or `'01000` where a zero was kept,
    and `1000` or `1000.0` where one ate it."""
    if len(raw) == 5 and raw.isascii() and raw.isdigit():
        return raw
    if match := _WRAPPED.fullmatch(raw):
        return match[1] or match[2]
    text = raw.strip().upper().removeprefix("FR").removeprefix("F").lstrip("- ").removesuffix(".0")
    text = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if len(text) == 4 and text[0] != "0":
        text = "0" + text
    return text if len(text) == 5 and text.isascii() and text.isdigit() else None


_places: dict[str, Place | None] = {}


def place_of(postcode: str) -> Place | None:
    """The place of a clean postcode, or None. A few border communes are served from the next department."""
    try:
        return _places[postcode]
    except KeyError:
        place = _places[postcode] = _find_place(postcode)
        return place


def _find_place(postcode: str) -> Place | None:
    department = _ISLAND_POSTCODES.get(postcode) or postcode[:2]
    if department == "20":
        department = "2A" if postcode[2] in "01" else "2B"
    elif department == "97":
        department = postcode[:3]
    if department not in _DEPARTMENTS or len(postcode) != 5:
        return None
    return Place(department, _OVERSEAS_DEPARTMENTS.get(department, "FR"))


IN_DOUBT = "&"
"""Joins the two zones of a contact whose postcode and number disagree: only their common hours are lawful."""


def home_zone(zone: str) -> str:
    """The zone whose clock is shown: the postcode's where two are in doubt."""
    return zone.split(IN_DOUBT)[0]


def zones_of(place: Place | None, phone_territory: str) -> tuple[str, ...]:
    """The clocks that bind a call, the postcode's first; two when postcode and number disagree.

    The caller intersects them. Guadeloupe, Saint-Barthélemy and Saint-Martin share their numbers
    and their clock: they never disagree.
    """
    theirs = ZONES[phone_territory]
    if place is None or place.territory == phone_territory:
        return (theirs,)
    if {place.territory, phone_territory} <= {"GP", "BL", "MF"}:
        return (place.zone,)
    return (place.zone, theirs)


@lru_cache(maxsize=8192)
def town_name(raw: str) -> str:
    """A town as one writes it: `PLOUGASTEL-DAOULAS` → `Plougastel-Daoulas`, `LYON CEDEX 03` → `Lyon`."""
    town = _CEDEX.sub("", raw.strip())
    if town != town.upper() and town != town.lower():
        return town
    first = True

    def cased(match: re.Match[str]) -> str:
        nonlocal first
        word = match[0].lower()
        small = word in _SMALL_WORDS and not first
        first = False
        return word if small else word.capitalize()

    return _LETTERS.sub(cased, town)
