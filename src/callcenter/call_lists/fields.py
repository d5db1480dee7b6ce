"""The fields a column can be, and what may become of each. Pure tables."""

from enum import StrEnum


class Field(StrEnum):
    """What a column can be; those in `REPEATABLE` may be taken by several columns, the others by one."""

    civility = "civility"
    last_name = "last_name"
    first_name = "first_name"
    full_name = "full_name"
    company = "company"
    phone = "phone"
    phone_2 = "phone_2"
    email = "email"
    street = "street"
    postcode = "postcode"
    town = "town"
    language = "language"
    client_reference = "client_reference"
    product = "product"
    date = "date"
    consent_basis = "consent_basis"
    consent_date = "consent_date"
    consent_channel = "consent_channel"
    consent_proof = "consent_proof"
    opposition = "opposition"
    point = "point"
    extra = "extra"
    ignore = "ignore"


class Use(StrEnum):
    """What becomes of a column: dialled by the vault, on the masked card, talked about, sealed, left out."""

    dial = "dial"
    card = "card"
    point = "point"
    sealed = "sealed"
    ignore = "ignore"


_SEALED_ONLY = frozenset({Use.sealed})
USES: dict[Field, frozenset[Use]] = {
    **dict.fromkeys(Field, frozenset({Use.card, Use.sealed})),
    **dict.fromkeys((Field.phone, Field.phone_2), frozenset({Use.dial})),
    **dict.fromkeys((Field.email, Field.street, Field.client_reference, Field.extra), _SEALED_ONLY),
    Field.consent_basis: _SEALED_ONLY,
    Field.consent_date: _SEALED_ONLY,
    Field.consent_channel: _SEALED_ONLY,
    Field.consent_proof: _SEALED_ONLY,
    Field.opposition: _SEALED_ONLY,
    Field.product: frozenset({Use.point, Use.sealed}),
    Field.date: frozenset({Use.point, Use.sealed}),
    Field.point: frozenset({Use.point}),
    Field.ignore: frozenset({Use.ignore}),
}
"""The uses a field allows: what could reach a person is never shown, whatever the partner asks."""

REPEATABLE = frozenset({Field.phone_2, Field.date, Field.opposition, Field.point, Field.extra, Field.ignore})
DATES = frozenset({Field.consent_date, Field.date})


def usual_use(field: Field) -> Use:
    allowed = USES[field]
    return next(use for use in Use if use in allowed)
