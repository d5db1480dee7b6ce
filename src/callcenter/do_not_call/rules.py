"""Pure: which columns of a file hold the numbers, and what stands in a partner's index for the centre's fingerprint."""

from collections.abc import Mapping, Sequence
from typing import Any

from callcenter.call_lists.fields import Field
from callcenter.call_lists.mapping import field_of_header

_PHONES = {Field.phone, Field.phone_2}


def number_columns(columns: Sequence[Mapping[str, Any]]) -> list[int]:
    """Indexes of the columns that hold numbers, by what they were recognised as or by their header; a file of one
    column needs no recognising. Empty when there is none."""
    if len(columns) == 1:
        return [0]
    return [column["index"] for column in columns if _holds_numbers(column)]


def _holds_numbers(column: Mapping[str, Any]) -> bool:
    # A third column of numbers is proposed as an extra: a contact has two at most, a line here any number of them.
    unnamed = column["field"] == Field.extra and not column["header"]
    return column["field"] in _PHONES or field_of_header(column["header"]) in _PHONES or unnamed


def postcode_column(columns: Sequence[Mapping[str, Any]]) -> int | None:
    return next((column["index"] for column in columns if column["field"] == Field.postcode), None)
