"""One row in, one contact or the reasons against it out: numbers, place, consent and what may be shown.

Pure and quick, for it runs a million times; it must not know files, keys or tables.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from callcenter.call_lists.mapping import Column, Field, Use
from callcenter.kit.phone import CALLABLE, Kind, Phone, PhoneRefusal, normalise_all
from callcenter.kit.phone import normalise as one_number
from callcenter.kit.places import clean_postcode, place_of, town_name, zones_of
from callcenter.kit.text import clean, fold

BASES = ("consent", "contract", "b2b", "after_sales")
"""Why a person may be called (code de la consommation, L.223-1 and its exceptions)."""

CELL_CHARS = 2_000
POINT_CHARS = 200
COLUMNS = 512

Remark = tuple[str, str]
"""(field, code)"""


@dataclass(frozen=True, slots=True)
class Consent:
    """Why a person may be called: basis, when and how it was given, and where the proof is."""

    basis: str
    on: str = ""
    channel: str = ""
    proof: str = ""


class Draft(NamedTuple):
    """A contact before it is sealed. `reason` is set when it may not be called; `zones` has two entries when
    postcode and number disagree. `secret` and `view` are the two records that will be sealed apart."""

    line: int
    zones: tuple[str, ...]
    reason: str | None
    secret: dict[str, Any]
    view: dict[str, Any]
    warnings: tuple[Remark, ...]


class Refused(NamedTuple):
    line: int
    field: str
    code: str


Check = Callable[[int, Sequence[str]], Draft | Refused]

_CONTACT_DATA = re.compile(r"@|(?:\d[\s.\-/\u00a0\u202f]{0,2}){8,}")
_DATES = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b")
_TOTAL = re.compile(r"(?:sous )?total\b|nombre de\b|fin de (?:fichier|liste)\b")
_BASIS = {
    **dict.fromkeys(("consent", "consentement", "accord", "opt in", "optin", "oui", "yes", "true", "vrai"), "consent"),
    **dict.fromkeys(("1", "o", "y", "x", "ok"), "consent"),
    **dict.fromkeys(("contract", "contrat", "contrat en cours", "client", "execution du contrat"), "contract"),
    **dict.fromkeys(("b2b", "pro", "professionnel", "professional", "entreprise"), "b2b"),
    **dict.fromkeys(("after sales", "apres vente", "sav", "service apres vente"), "after_sales"),
    **dict.fromkeys(("non", "no", "false", "faux", "0", "n", "refus", "opt out", "optout", "oppose"), "refused"),
}  # fmt: skip
_CIVILITIES = {
    **dict.fromkeys(("m", "mr", "monsieur", "h", "homme", "male"), "M."),
    **dict.fromkeys(("mme", "madame", "mlle", "mademoiselle", "mrs", "ms", "miss", "f", "femme"), "Mme"),
    **dict.fromkeys(("dr", "docteur", "doctor"), "Dr"),
    **dict.fromkeys(("me", "maitre"), "Me"),
}
_LANGUAGES = {
    **dict.fromkeys(("fr", "francais", "french", "fra", "fre"), "fr"),
    **dict.fromkeys(("en", "anglais", "english", "eng"), "en"),
    **dict.fromkeys(("es", "espagnol", "spanish", "espanol", "spa"), "es"),
    **dict.fromkeys(("gcf", "creole", "creole guadeloupeen", "kreyol"), "gcf"),
}
_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]{2,}")


def shows_contact_data(value: str) -> bool:
    """Whether a text could carry a number or an e-mail past the seal: eight digits in a row of groups, or an @."""
    if value.isalpha():
        return False
    return _CONTACT_DATA.search(_DATES.sub("", value)) is not None


def read_date(raw: str) -> str | None:
    """ISO 8601 of `12/05/2024`, `2024-05-12`, `12.05.24`; day first, as French dates are. None when it is none."""
    parts = re.split(r"[/.\- T]", raw.strip())[:3]
    if len(parts) != 3 or not all(part.isdigit() and part.isascii() and len(part) <= 4 for part in parts):
        return None
    day, month, year = (int(part) for part in (parts if len(parts[0]) <= 2 else reversed(parts)))
    try:
        return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return None


def make_check(
    columns: Sequence[Column], *, agreed_bases: Sequence[str], default: Consent | None, today: date
) -> Check:
    """A function that checks one row. `agreed_bases` are those of the partner's agreement; `default` is what the
    partner declared for rows that say nothing."""
    at = {column.field: column.index for column in columns if column.field is not Field.ignore}
    shown = {column.field for column in columns if column.use is Use.card or column.use is Use.point}
    points = [
        (column.index, clean(column.label)[:60] or "Info")
        for column in columns
        if column.use is Use.point and column.field in {Field.point, Field.product}
    ]
    extras = [
        (column.index, clean(column.label)[:60] or f"colonne {column.index + 1}")
        for column in columns
        if column.field is Field.extra or (column.field is Field.product and column.use is Use.sealed)
    ]
    width = 1 + max((column.index for column in columns), default=0)
    blank = [""] * width
    phone_at, phone_2_at, postcode_at = at[Field.phone], at.get(Field.phone_2), at.get(Field.postcode)
    reads_consent = Field.consent_basis in at
    fixed = _fixed_consent(default, agreed_bases)
    names = [
        (field, at[field], field in shown)
        for field in (Field.last_name, Field.first_name, Field.company)
        if field in at
    ]

    def check(line: int, cells: Sequence[str]) -> Draft | Refused:
        if len(cells) < width:
            cells = [*cells, *blank[len(cells) :]]
        elif len(cells) > COLUMNS:
            return Refused(line, "line", "row_too_long")
        if max(map(len, cells)) > CELL_CHARS:
            return Refused(line, "line", "row_too_long")
        warnings: list[Remark] = []
        postcode = (
            clean_postcode(cells[postcode_at]) if postcode_at is not None and cells[postcode_at] else None
        )
        place = place_of(postcode) if postcode else None
        if place is None and postcode_at is not None:
            code = "postcode_unknown" if cells[postcode_at].strip() else "postcode_missing"
            warnings.append(("postcode", code))
        numbers = _numbers(cells, phone_at, phone_2_at, place.territory if place else None, warnings)
        if isinstance(numbers, PhoneRefusal):
            total = numbers.code == "phone_missing" and _is_total(cells)
            return Refused(line, "line", "not_a_contact") if total else Refused(line, "phone", numbers.code)
        zones = zones_of(place, numbers[0].territory)
        if len(zones) > 1:
            warnings.append(("postcode", "zones_differ"))

        secret: dict[str, Any] = {"phone": numbers[0].e164}
        if len(numbers) > 1:
            secret["other_phones"] = [number.e164 for number in numbers[1:]]
        view: dict[str, Any] = {}
        for field, index, card in names:
            if value := clean(cells[index]):
                _place_value(field, value, card, secret, view, warnings)
        _rest(at, shown, cells, secret, view, warnings)
        if postcode:
            secret["postcode"] = postcode
            if place is not None and Field.postcode in shown:
                view["department"] = f"{place.name} ({place.department})"
        street = secret.get("street")
        for index, label in points:
            if value := clean(cells[index]):
                if len(value) > POINT_CHARS or shows_contact_data(value) or (street and street in value):
                    warnings.append(("point", "point_hidden"))
                    secret.setdefault("extra", {})[label] = value
                else:
                    view.setdefault("points", {})[label] = value
        for index, label in extras:
            if value := clean(cells[index]):
                secret.setdefault("extra", {})[label] = value
        consent, reason = (
            _row_consent(at, cells, default, agreed_bases, today, warnings) if reads_consent else fixed
        )
        if consent is not None:
            secret["consent"] = consent
        return Draft(line, zones, reason, secret, view, tuple(warnings))

    return check


def _numbers(
    cells: Sequence[str], first: int, second: int | None, hint: str | None, warnings: list[Remark]
) -> list[Phone] | PhoneRefusal:
    """The numbers of a row, the one to dial first; a bad second one is only a warning."""
    found: Phone | PhoneRefusal = one_number(cells[first], territory_hint=hint)
    if second is None and isinstance(found, Phone) and not found.repair and found.kind in CALLABLE:
        return [found] if len(cells[first]) < 20 else _cell_numbers(cells[first], hint, warnings)
    numbers = _cell_numbers(cells[first], hint, warnings)
    if second is not None and cells[second].strip():
        more = _cell_numbers(cells[second], hint, [])
        if isinstance(more, PhoneRefusal):
            warnings.append(("phone_2", more.code))
        elif isinstance(numbers, PhoneRefusal):
            warnings.append(("phone", numbers.code))
            return more
        else:
            numbers += [number for number in more if number.e164 not in {n.e164 for n in numbers}]
    return numbers


def _cell_numbers(cell: str, hint: str | None, warnings: list[Remark]) -> list[Phone] | PhoneRefusal:
    found = normalise_all(cell, territory_hint=hint)
    numbers: dict[str, Phone] = {}
    refusal: PhoneRefusal | None = None
    for number in found:
        if isinstance(number, PhoneRefusal):
            refusal = refusal or number
        elif number.kind not in CALLABLE:
            premium = number.kind is Kind.premium or number.kind is Kind.shared
            refusal = refusal or PhoneRefusal("phone_premium" if premium else "phone_special")
        else:
            numbers.setdefault(number.e164, number)
    if not numbers:
        return refusal or PhoneRefusal("phone_missing")
    if refusal is not None:
        warnings.append(("phone", refusal.code))
    for number in numbers.values():
        if number.repair and number.repair != "lost_zero":
            warnings.append(("phone", f"phone_repaired_{number.repair}"))
    return list(numbers.values())


def _place_value(
    field: Field, value: str, card: bool, secret: dict[str, Any], view: dict[str, Any], warnings: list[Remark]
) -> None:
    """Puts a value on the card, unless it would carry contact data past the seal."""
    if not card:
        secret[str(field)] = value
    elif not value.isalpha() and (len(value) > POINT_CHARS or shows_contact_data(value)):
        secret[str(field)] = value
        warnings.append((str(field), "value_hidden"))
    else:
        view[str(field)] = value


def _rest(
    at: dict[Field, int],
    shown: set[Field],
    cells: Sequence[str],
    secret: dict[str, Any],
    view: dict[str, Any],
    warnings: list[Remark],
) -> None:
    """Civility, full name, town, language, e-mail, street and client reference."""
    for field, index in at.items():
        read = _READERS.get(field)
        if read is None or not cells[index]:
            continue
        value = clean(cells[index])
        if value:
            read(field, value, field in shown, secret, view, warnings)


def _read_civility(
    field: Field, value: str, card: bool, secret: dict[str, Any], view: dict[str, Any], warnings: list[Remark]
) -> None:
    if civility := _CIVILITIES.get(fold(value)):
        (view if card else secret)["civility"] = civility


def _read_language(
    field: Field, value: str, card: bool, secret: dict[str, Any], view: dict[str, Any], warnings: list[Remark]
) -> None:
    if language := _LANGUAGES.get(fold(value)):
        (view if card else secret)["language"] = language
    else:
        warnings.append(("language", "language_unknown"))


def _read_full_name(
    field: Field, value: str, card: bool, secret: dict[str, Any], view: dict[str, Any], warnings: list[Remark]
) -> None:
    """`Mme DUPONT Marie`: a civility in front, and capitals, tell the parts; else all of it is the last name."""
    words = value.split()
    if len(words) > 1 and (civility := _CIVILITIES.get(fold(words[0]))) and words[0][-1:] in ".eErRmMs":
        (view if card else secret).setdefault("civility", civility)
        words = words[1:]
    capitals = [word for word in words if len(word) > 1 and word == word.upper()]
    others = [word for word in words if word not in capitals]
    if capitals and others:
        _place_value(Field.first_name, " ".join(others), card, secret, view, warnings)
        words = capitals
    _place_value(Field.last_name, " ".join(words), card, secret, view, warnings)


def _read_town(
    field: Field, value: str, card: bool, secret: dict[str, Any], view: dict[str, Any], warnings: list[Remark]
) -> None:
    _place_value(Field.town, town_name(value), card, secret, view, warnings)


def _read_email(
    field: Field, value: str, card: bool, secret: dict[str, Any], view: dict[str, Any], warnings: list[Remark]
) -> None:
    if _EMAIL.fullmatch(value):
        secret["email"] = value
    else:
        warnings.append(("email", "email_unreadable"))


def _read_sealed(
    field: Field, value: str, card: bool, secret: dict[str, Any], view: dict[str, Any], warnings: list[Remark]
) -> None:
    secret[str(field)] = value


_READERS = {
    Field.civility: _read_civility,
    Field.full_name: _read_full_name,
    Field.town: _read_town,
    Field.language: _read_language,
    Field.email: _read_email,
    Field.street: _read_sealed,
    Field.client_reference: _read_sealed,
}


def _is_total(cells: Sequence[str]) -> bool:
    """A total or closing line, which is no contact: one or two filled cells, the first of which says so."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and len(filled) <= 2 and _TOTAL.match(fold(filled[0])) is not None


# --- consent ---------------------------------------------------------------------------------------------------

_Verdict = tuple[dict[str, str] | None, str | None]


def _fixed_consent(default: Consent | None, agreed: Sequence[str]) -> _Verdict:
    """The record and, when it does not allow a call, the reason."""
    if default is None:
        return None, "no_consent_basis"
    kept = {"basis": default.basis, "on": default.on, "channel": default.channel, "proof": default.proof}
    return {k: v for k, v in kept.items() if v}, None if default.basis in agreed else "basis_not_agreed"


def _row_consent(
    at: dict[Field, int],
    cells: Sequence[str],
    default: Consent | None,
    agreed: Sequence[str],
    today: date,
    warnings: list[Remark],
) -> _Verdict:
    said = fold(cells[at[Field.consent_basis]])
    if not said:
        return _fixed_consent(default, agreed)
    basis = _BASIS.get(said)
    if basis is None:
        warnings.append(("consent_basis", "consent_basis_unknown"))
        return _fixed_consent(default, agreed)
    if basis == "refused":
        return {"basis": "refused"}, "consent_refused"

    def cell(field: Field) -> str:
        return clean(cells[at[field]]) if field in at else ""

    on = read_date(cell(Field.consent_date)) or ""
    if cell(Field.consent_date) and (not on or on > today.isoformat()):
        warnings.append(("consent_date", "consent_date_unreadable" if not on else "consent_date_in_future"))
        on = ""
    return _fixed_consent(Consent(basis, on, cell(Field.consent_channel), cell(Field.consent_proof)), agreed)
