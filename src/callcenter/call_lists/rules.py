"""One row in, one contact or the reason against it out: numbers, place, consent and what may be shown.

Pure and quick, for it runs a million times; it must not know files, keys or tables.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from callcenter.call_lists.consent import (
    REFUSED,
    Consent,
    Verdict,
    completed,
    opposes,
    read_consent,
    verdict,
)
from callcenter.call_lists.days import Days
from callcenter.call_lists.dialects import swallows, uncut_by
from callcenter.call_lists.fields import DATES, Field, Use
from callcenter.call_lists.mapping import Column
from callcenter.call_lists.values import CIVILITIES, LANGUAGES
from callcenter.kit.phone import CALLABLE, Kind, Phone, PhoneRefusal, normalise, normalise_all
from callcenter.kit.places import Place, clean_postcode, place_of, town_name, zones_of
from callcenter.kit.text import clean, fold, shows_contact_data
from callcenter.partners.rules import banned_offer

CELL_CHARS = 2_000
SHOWN_CHARS = 200
LABEL_CHARS = 60
COLUMNS = 512

Remark = tuple[str, str]
"""(field, code)"""


class Draft(NamedTuple):
    """A contact before it is sealed; `secret` and `view` are the two records that will be sealed apart.

    `zones` has two entries when postcode and number disagree; `reason` is set when it may not be called.
    """

    line: int
    zones: tuple[str, ...]
    reason: str | None
    secret: dict[str, Any]
    view: dict[str, Any]
    warnings: list[Remark]


class Refused(NamedTuple):
    """A line that gives no contact."""

    line: int
    field: str
    code: str


_TOTAL = re.compile(r"(?:sous )?total\b|nombre de\b|fin de (?:fichier|liste)\b")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{2,3}|\d{16,}[.,]0")
"""A long figure as spreadsheets leave it: its last digits are lost."""
_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]{2,}")


class _Record:
    """What a row has given so far."""

    __slots__ = ("secret", "view", "warnings")

    def __init__(self) -> None:
        self.secret: dict[str, Any] = {}
        self.view: dict[str, Any] = {}
        self.warnings: list[Remark] = []

    def keep(self, field: str, value: str, shown: bool) -> None:
        """Puts a value on the card, unless it may not be there or would carry contact data past the seal."""
        if shown and (value.isalpha() or (len(value) <= SHOWN_CHARS and not shows_contact_data(value))):
            self.view[field] = value
            return
        self.secret[field] = value
        if shown:
            self.warnings.append((field, "value_hidden"))

    def keep_extra(self, label: str, value: str) -> None:
        self.secret.setdefault("extra", {})[label] = value

    def keep_date(self, label: str, written: str, days: Days, shown: bool) -> None:
        """A date in one spelling: ISO 8601 under seal, as the French write it where it is shown."""
        day, code = days.read(written)
        if code is not None:
            self.warnings.append(("date", code))
        if shown:
            self.keep_point(label, "/".join(reversed(day.split("-"))) if day else written)
        else:
            self.keep_extra(label, day or written)

    def keep_point(self, label: str, value: str) -> None:
        street = self.secret.get("street")
        if len(value) > SHOWN_CHARS or shows_contact_data(value) or (street and street in value):
            self.keep_extra(label, value)
            self.warnings.append(("point", "point_hidden"))
        else:
            self.view.setdefault("points", {})[label] = value


def text_of(cell: str) -> str:
    """What a cell says, in one line: `="00123"` is how a spreadsheet is told to leave a text alone."""
    said = clean(cell)
    return said[2:-1].strip() if said[:2] == '="' and said[-1:] == '"' and len(said) > 3 else said


# --- single fields ------------------------------------------------------------------------------------------


def _sealed(name: str, record: _Record, value: str, shown: bool) -> None:
    record.secret[name] = value


def _reference(name: str, record: _Record, value: str, shown: bool) -> None:
    if _ROUNDED.fullmatch(value):
        record.warnings.append((name, "reference_rounded"))  # kept, it would make one customer of many
    else:
        record.secret[name] = value


def _plain(name: str, record: _Record, value: str, shown: bool) -> None:
    record.keep(name, value, shown)


def _town(name: str, record: _Record, value: str, shown: bool) -> None:
    record.keep(name, town_name(value), shown)


def _civility(name: str, record: _Record, value: str, shown: bool) -> None:
    if civility := _civility_of(value):
        record.keep(name, civility, shown)


@lru_cache(maxsize=1024)
def _civility_of(word: str) -> str | None:
    return CIVILITIES.get(fold(word))


def _language(name: str, record: _Record, value: str, shown: bool) -> None:
    if language := LANGUAGES.get(fold(value)):
        record.keep(name, language, shown)
    else:
        record.warnings.append((name, "language_unknown"))


def _email(name: str, record: _Record, value: str, shown: bool) -> None:
    if _EMAIL.fullmatch(value):
        record.secret[name] = value
    else:
        record.warnings.append((name, "email_unreadable"))


def _full_name(name: str, record: _Record, value: str, shown: bool) -> None:
    """`Mme DUPONT Marie`: a civility in front and capitals tell the parts; else it is all last name."""
    words = value.split()
    civility = _civility_of(words[0]) if len(words) > 1 and len(words[0]) > 1 else None
    if civility:
        record.keep("civility", civility, shown)
        words = words[1:]
    capitals = [word for word in words if len(word) > 1 and word == word.upper()]
    others = [word for word in words if word not in capitals]
    if capitals and others:
        record.keep("first_name", " ".join(others), shown)
        words = capitals
    record.keep("last_name", " ".join(words), shown)


_READERS = {
    Field.street: _sealed,
    Field.client_reference: _reference,
    Field.email: _email,
    Field.civility: _civility,
    Field.full_name: _full_name,
    Field.last_name: _plain,
    Field.first_name: _plain,
    Field.company: _plain,
    Field.town: _town,
    Field.language: _language,
}
_CONSENT_FIELDS = (Field.consent_basis, Field.consent_date, Field.consent_channel, Field.consent_proof)


_DAYS = Days()


# --- a row --------------------------------------------------------------------------------------------------


class RowCheck:
    """Checks rows under one mapping. The mapping names a phone column (see `mapping.check_mapping`)."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        purpose: str = "appointment",
        agreed: Sequence[str],
        default: Consent | None,
        today: date,
        days: Days = _DAYS,
        width: int = COLUMNS,
        separator: str = "",
    ) -> None:
        """`agreed`: the bases of the partner's agreement; `default`: what the partner declared for rows that
        say nothing; `purpose` decides whether a row may name what the law bans from the telephone; `width`:
        the table's columns, beyond which a filled cell has slipped out of place; `separator`: what cut a text's
        rows, empty for a workbook."""
        at = {column.field: column.index for column in columns}
        shown = {column.field for column in columns if column.use in {Use.card, Use.point}}
        self._needed, self._width = 1 + max(column.index for column in columns), width
        self._separator = separator
        self._phone = at[Field.phone]
        self._other_phones = [column.index for column in columns if column.field is Field.phone_2]
        self._postcode, self._shows_department = at.get(Field.postcode), Field.postcode in shown
        self._fields = [
            (at[field], str(field), read, field in shown) for field, read in _READERS.items() if field in at
        ]
        labels = _labels(columns)
        self._points = [
            (c.index, labels[c.index]) for c in columns if c.use is Use.point and c.field not in DATES
        ]
        self._extras = [
            (c.index, labels[c.index])
            for c in columns
            if c.use is Use.sealed and c.field in {Field.extra, Field.product}
        ]
        self._dates = [
            (c.index, labels[c.index], c.use is Use.point) for c in columns if c.field is Field.date
        ]
        self._consent_at = [at.get(field) for field in _CONSENT_FIELDS]
        self._oppositions_at = [c.index for c in columns if c.field is Field.opposition]
        self._says_consent = any(index is not None for index in self._consent_at)
        self._agreed, self._today, self._days, self._purpose = agreed, today, days, purpose
        self._declared, self._default = default, verdict(default, agreed)
        self._offers_at = [c.index for c in columns if c.field in {Field.product, Field.point}]

    def __call__(self, line: int, cells: Sequence[str]) -> Draft | Refused:
        if len(cells) < self._needed:
            cells = [*cells, *[""] * (self._needed - len(cells))]
        if misread := self._misread(cells):
            return Refused(line, "line", misread)
        record = _Record()
        place = self._place(cells, record)
        numbers = self._numbers(cells, place.territory if place else None, record.warnings)
        if isinstance(numbers, PhoneRefusal):
            if _is_total(cells):
                return Refused(line, "line", "not_a_contact")
            if self._width > 1 and not any(cells[1:]) and uncut_by(cells[0], self._width):
                return Refused(line, "line", "other_separator")
            return Refused(line, "phone", numbers.code)
        record.secret["phone"] = numbers[0].e164
        if len(numbers) > 1:
            record.secret["other_phones"] = [number.e164 for number in numbers[1:]]
        zones = zones_of(place, numbers[0].territory)
        if len(zones) > 1:
            record.warnings.append(("postcode", "zones_differ"))
        if len(cells) > self._width and any(map(str.strip, cells[self._width :])):
            record.warnings.append(("line", "cells_beyond"))
        self._read_fields(cells, record)
        consent, reason = self._consent(cells, record)
        if consent:
            record.secret["consent"] = consent
        basis = consent["basis"] if consent else ""
        for index in self._offers_at:
            if cells[index] and banned_offer(cells[index], self._purpose, basis=basis):
                reason = "offer_banned"
        return Draft(line, zones, reason, record.secret, record.view, record.warnings)

    def _misread(self, cells: Sequence[str]) -> str | None:
        """Why what was read is no row at all."""
        if self._separator and swallows(cells, self._separator, self._width):
            return "quote_swallows"
        return "row_too_long" if len(cells) > COLUMNS or max(map(len, cells)) > CELL_CHARS else None

    def _place(self, cells: Sequence[str], record: _Record) -> Place | None:
        if self._postcode is None:
            return None
        written = cells[self._postcode]
        postcode = clean_postcode(written) if written else None
        place = place_of(postcode) if postcode else None
        if postcode:
            record.secret["postcode"] = postcode
        if place is None:
            code = "postcode_unknown" if written.strip() else "postcode_missing"
            record.warnings.append(("postcode", code))
        elif self._shows_department:
            record.view["department"] = place.name
        return place

    def _numbers(
        self, cells: Sequence[str], hint: str | None, warnings: list[Remark]
    ) -> list[Phone] | PhoneRefusal:
        """The numbers of a row, the one to dial first; a bad second one is only a warning."""
        numbers = _numbers_of(cells[self._phone], "phone", hint, warnings)
        for index in self._other_phones:
            if not cells[index].strip():
                continue
            more = _numbers_of(cells[index], "phone_2", hint, warnings)
            if isinstance(more, PhoneRefusal):
                if not isinstance(numbers, PhoneRefusal):
                    warnings.append(("phone_2", more.code))
            elif isinstance(numbers, PhoneRefusal):
                warnings.append(("phone", numbers.code))
                numbers = more
            else:
                known = {number.e164 for number in numbers}
                numbers += [number for number in more if number.e164 not in known]
        return numbers

    def _read_fields(self, cells: Sequence[str], record: _Record) -> None:
        for index, name, read, shown in self._fields:
            if cells[index] and (value := text_of(cells[index])):
                read(name, record, value, shown)
        for index, label in self._points:
            if value := text_of(cells[index]):
                record.keep_point(label, value)
        for index, label in self._extras:
            if value := text_of(cells[index]):
                record.keep_extra(label, value)
        for index, label, shown in self._dates:
            if value := text_of(cells[index]):
                record.keep_date(label, value, self._days, shown)

    def _consent(self, cells: Sequence[str], record: _Record) -> Verdict:
        for index in self._oppositions_at:
            if opposes(cells[index]):
                return self._refusal(self._days.read(cells[index])[0])
        if not self._says_consent:
            return self._default
        basis, on, channel, proof = ("" if at is None else cells[at] for at in self._consent_at)
        if self._declared is not None and not basis.strip() and any(map(str.strip, (on, channel, proof))):
            basis = self._declared.basis  # the row adds its own date, channel or proof to what was declared
        consent, remarks = read_consent(basis, on, channel, proof, days=self._days)
        record.warnings += remarks
        if consent is None:
            return self._default
        if consent.basis == REFUSED:
            return self._refusal(consent.on)
        said, reason = verdict(completed(consent, self._declared), self._agreed)
        return said, "consent_date_in_future" if consent.on > self._today.isoformat() else reason

    def _refusal(self, on: str | None) -> Verdict:
        """Its day is at the latest that of the file."""
        today = self._today.isoformat()
        return {"basis": REFUSED, "on": min(on or today, today)}, "consent_refused"


def _labels(columns: Sequence[Column]) -> dict[int, str]:
    """A label for each column by its index; two alike would overwrite each other, so the later gets a number."""
    labels: dict[int, str] = {}
    for column in columns:
        label = wanted = _label(column)
        count = 1
        while label in labels.values():
            count += 1
            label = f"{wanted} ({count})"
        labels[column.index] = label
    return labels


def _label(column: Column) -> str:
    """The header, or the column's number where there is none or a row of data was taken for the headers."""
    label = clean(column.label)[:LABEL_CHARS]
    return label if label and not shows_contact_data(label) else f"{column.index + 1}"


def _numbers_of(
    cell: str, field: str, hint: str | None, warnings: list[Remark]
) -> list[Phone] | PhoneRefusal:
    """The callable numbers of a cell, or why there is none; the rest of a mixed cell becomes warnings."""
    first = normalise(cell, territory_hint=hint)
    if len(cell) < 20 and isinstance(first, Phone) and first.repair in {"", "lost_zero"}:
        return [first] if first.kind in CALLABLE else _service(first)
    numbers: dict[str, Phone] = {}
    refusals: list[PhoneRefusal] = []
    for found in normalise_all(cell, territory_hint=hint):
        if isinstance(found, PhoneRefusal):
            refusals.append(found)
        elif found.kind not in CALLABLE:
            refusals.append(_service(found))
        else:
            numbers.setdefault(found.e164, found)
    if not numbers:
        return refusals[0]
    warnings += [(field, refusal.code) for refusal in refusals]
    mended = (number.repair for number in numbers.values() if number.repair not in {"", "lost_zero"})
    warnings += [(field, f"phone_repaired_{repair}") for repair in mended]
    return list(numbers.values())


def numbers_of_row(
    cells: Sequence[str], columns: Sequence[int], postcode: int | None
) -> tuple[list[str], str | None]:
    """Every number of some columns in E.164, of whatever kind, and why a filled cell among them gave none.

    A row whose cells are all blank gives phone_missing.
    """
    written = cells[postcode] if postcode is not None and postcode < len(cells) else ""
    place = place_of(clean_postcode(written) or "") if written else None
    numbers: dict[str, None] = {}
    code: str | None = None
    for cell in (cells[index] for index in columns if index < len(cells)):
        if not cell.strip():
            continue
        for found in normalise_all(cell, territory_hint=place.territory if place else None):
            if isinstance(found, PhoneRefusal):
                code = code or found.code
            else:
                numbers[found.e164] = None
    return list(numbers), code or (None if numbers else "phone_missing")


def _service(number: Phone) -> PhoneRefusal:
    """A service's number: not a customer's line, and often charged to the caller."""
    return PhoneRefusal("phone_premium" if number.kind in {Kind.premium, Kind.shared} else "phone_special")


def _is_total(cells: Sequence[str]) -> bool:
    """A total or closing line, which is no contact: its first filled cell says so, the others hold sums."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or _TOTAL.match(fold(filled[0])) is None:
        return False
    return len(filled) <= 2 or not any(c.isalpha() for cell in filled[1:] for c in cell)
