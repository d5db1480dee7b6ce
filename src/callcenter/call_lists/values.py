"""What a column's values look like, for columns whose header says nothing or something else.

Pure; it judges by shares of the first values and must not know where the answer is shown.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from callcenter.call_lists.consent import names_a_basis
from callcenter.call_lists.fields import Field
from callcenter.call_lists.first_names import FIRST_NAMES
from callcenter.kit.dates import looks_like_date
from callcenter.kit.phone import CALLABLE, Phone, normalise
from callcenter.kit.places import clean_postcode, place_of
from callcenter.kit.text import fold

CIVILITIES = {
    **dict.fromkeys(("m", "mr", "monsieur", "h", "homme", "male"), "M."),
    **dict.fromkeys(("mme", "madame", "mlle", "mademoiselle", "mrs", "ms", "miss", "f", "femme"), "Mme"),
    **dict.fromkeys(("dr", "docteur", "doctor"), "Dr"),
    **dict.fromkeys(("me", "maitre"), "Me"),
}
Spoken = Literal["fr", "en", "es", "gcf"]
"""The languages that a customer may speak."""

LANGUAGES: dict[str, Spoken] = {
    **dict.fromkeys(("fr", "francais", "french", "fra", "fre"), "fr"),
    **dict.fromkeys(("en", "anglais", "english", "eng"), "en"),
    **dict.fromkeys(("es", "espagnol", "spanish", "espanol", "spa"), "es"),
    **dict.fromkeys(("gcf", "creole", "creole guadeloupeen", "kreyol"), "gcf"),
}
_LEGAL_FORM = re.compile(r"\b(?:sarl|sas|sasu|eurl|sci|snc|scop|selarl|gie|ei|sa)\b")
_WAY = (
    r"(?:rue|avenue|av|boulevard|bd|chemin|che|place|pl|allee|all|impasse|imp|route|rte|quai|cours|square|lieu dit|"
    r"lotissement|lot|residence|res|sentier|passage|faubourg|fg|voie|cite|hameau)\b"
)
_DOOR = r"\d{1,4} ?(?:bis |ter |quater |[a-d] )?"
_STREET = re.compile(rf"(?:{_DOOR})?{_WAY}")
_ADDRESS = re.compile(rf"{_DOOR}{_WAY}")
_REFERENCE = re.compile(r"[A-Z]{1,4}[-_/ ]?\d{2,10}", re.IGNORECASE)
FEW = 3
"""With fewer values a coincidence is too likely to go against a header."""


def is_address(value: str) -> bool:
    """Whether a value begins with a number in a street: who reads it could go there."""
    return _ADDRESS.match(fold(value)) is not None


def _is_phone(value: str) -> bool:
    found = normalise(value)
    return isinstance(found, Phone) and found.kind in CALLABLE


def _is_postcode(value: str) -> bool:
    postcode = clean_postcode(value)
    return postcode is not None and place_of(postcode) is not None


def _is_word(value: str) -> bool:
    return len(value) <= 60 and all(c.isalpha() or c in " -'’." for c in value)


def _is_first_name(value: str) -> bool:
    """One or two first names; of a double one (« Marie-Xavière ») a part is enough."""
    words = value.split()
    return 0 < len(words) <= 2 and all(not FIRST_NAMES.isdisjoint(fold(word).split()) for word in words)


def _is_full_name(value: str) -> bool:
    words = fold(value).split()
    known = any(word in FIRST_NAMES for word in words) or (bool(words) and words[0] in CIVILITIES)
    return 2 <= len(words) <= 5 and _is_word(value) and known


_TESTS: list[tuple[Field, float, Callable[[str], bool]]] = [
    (Field.email, 0.6, lambda v: "@" in v),
    (Field.date, 0.6, looks_like_date),
    (Field.phone, 0.6, _is_phone),
    (Field.civility, 0.6, lambda v: fold(v) in CIVILITIES),
    (Field.language, 0.6, lambda v: fold(v) in LANGUAGES),
    (Field.consent_basis, 0.6, names_a_basis),
    (Field.street, 0.6, lambda v: _STREET.match(fold(v)) is not None),
    (Field.company, 0.5, lambda v: _LEGAL_FORM.search(fold(v)) is not None),
    (Field.full_name, 0.6, _is_full_name),
    (Field.first_name, 0.4, _is_first_name),
]


def field_of_values(values: Sequence[str]) -> Field | None:
    """The field that most of the values belong to, or None. Blank values are left out beforehand."""
    if not values:
        return None
    if len(values) >= FEW and sum(map(_is_postcode, values)) >= 0.8 * len(values):
        return Field.postcode
    for field, share, test in _TESTS:
        if sum(map(test, values)) >= share * len(values):
            return field
    references = sum(_REFERENCE.fullmatch(v) is not None for v in values)
    if len(values) >= FEW and references == len(values) == len(set(values)):
        return Field.client_reference
    return None


def first_name_column(fields: Sequence[Field | None], values: Sequence[Sequence[str]]) -> int | None:
    """Of the columns that hold first names the one that does most: last names are first names too (« Augustin »)."""
    shares = {
        index: sum(map(_is_first_name, values[index])) / len(values[index])
        for index, field in enumerate(fields)
        if field is Field.first_name and values[index]
    }
    return max(shares, key=lambda index: shares[index]) if shares else None


def neighbours(
    fields: Sequence[Field | None], values: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Field]]:
    """Columns of words that stand beside a telling one: the last name beside the first, the town by its postcode."""
    for known, wanted in ((Field.first_name, Field.last_name), (Field.postcode, Field.town)):
        if known not in fields or wanted in fields:
            continue
        at = fields.index(known)
        for index in (at + 1, at - 1) if wanted is Field.town else (at - 1, at + 1):
            if 0 <= index < len(fields) and fields[index] is None and _are_words(values[index]):
                yield index, wanted
                break


def _are_words(values: Sequence[str]) -> bool:
    return bool(values) and sum(map(_is_word, values)) >= 0.9 * len(values)


def contradicts(field: Field, values: Sequence[str], *, sure: bool) -> bool:
    """Whether values speak against what a header names (« Mobile : oui »); `sure` when it names nothing else."""
    if not values or (sure and len(values) < FEW):
        return False
    match field:
        case Field.phone | Field.phone_2:
            return not any(sum(c.isdigit() for c in v) >= 6 for v in values)
        case Field.email:
            return not any("@" in v for v in values)
        case Field.postcode:
            return not any(map(_is_postcode, values))
        case Field.civility:
            return not any(fold(v) in CIVILITIES for v in values)
        case Field.town:
            return not any(any(c.isalpha() for c in v) and sum(c.isdigit() for c in v) < 4 for v in values)
        case Field.consent_date:
            return not any(any(c.isdigit() for c in v) for v in values)
        case _:
            return False
