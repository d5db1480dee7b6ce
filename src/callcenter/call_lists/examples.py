"""What a value would become under each field that reads values rather than keeps them, for the preview.

It asks the very rules of the import, one value at a time, and masks what they give; it must not know files.
"""

from collections.abc import Sequence
from datetime import date

from callcenter.call_lists.consent import BASES, REFUSED, Consent, opposes
from callcenter.call_lists.fields import DATES, Field, usual_use
from callcenter.call_lists.mapping import Column, masked_sample
from callcenter.call_lists.rules import Draft, RowCheck
from callcenter.kit.dates import DateOrder, read_date

READ = (
    Field.phone, Field.phone_2, Field.civility, Field.full_name, Field.email, Field.postcode, Field.town,
    Field.language, Field.date, Field.consent_basis, Field.consent_date, Field.opposition,
)  # fmt: skip
_NUMBER = "0639980000"  # of the range kept for fiction: a row needs one to be read at all


class Examples:
    """The rules of an import, ready to be asked about single values."""

    def __init__(self, order: DateOrder, today: date) -> None:
        self._order = order
        self._checks = {
            field: RowCheck(_columns(field), agreed=BASES, default=Consent("consent"), today=today)
            for field in READ
            if field not in DATES | {Field.opposition}
        }

    def became(self, field: Field, value: str, postcode: str = "") -> str | None:
        """The value as it would be kept, contact data masked; None when it cannot be read.

        `postcode` is that of the same row: it settles what a number leaves open.
        """
        if field in DATES:
            return read_date(value, self._order)
        if field is Field.opposition:
            return REFUSED if opposes(value) else value
        if field in {Field.phone, Field.phone_2}:
            found = self._checks[field](1, [value, postcode])
            if not isinstance(found, Draft):
                return None
            numbers = (found.secret["phone"], *found.secret.get("other_phones", ()))
            return ", ".join(map(_masked, numbers))
        found = self._checks[field](1, [_NUMBER, value])
        if not isinstance(found, Draft):
            return None
        kept = _kept(field, found)
        return masked_sample(field, kept) if kept else None


def _masked(e164: str) -> str:
    """Country code and last two digits: that is what reading a number decides and what a person checks."""
    return f"{e164[:3] if e164.startswith('+33') else e164[:4]}••••{e164[-2:]}"


def _columns(field: Field) -> Sequence[Column]:
    phone = Column(0, Field.phone, usual_use(Field.phone))
    if field in {Field.phone, Field.phone_2}:
        return [phone, Column(1, Field.postcode, usual_use(Field.postcode))]
    return [phone, Column(1, field, usual_use(field))]


def _kept(field: Field, draft: Draft) -> str:
    view, secret = draft.view, draft.secret
    match field:
        case Field.postcode:
            return f"{secret['postcode']} · {view['department']}" if "department" in view else ""
        case Field.full_name:
            return " · ".join(view[name] for name in ("civility", "first_name", "last_name") if name in view)
        case Field.consent_basis:
            unknown = any(code == "consent_basis_unknown" for _, code in draft.warnings)
            return "" if unknown else str(secret["consent"]["basis"])
        case _:
            return str(view.get(field) or secret.get(field) or "")
