"""The rules of pay as data, and the made-up slip that is shown. Amounts are euros, shares percent."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Euros = Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Frozen):
    """What every rule has: the first day on which it holds, and where it stands; made up without a source."""

    since: Annotated[date, Field(alias="from")]
    source: str


class MinimumWage(Rule):
    euros: Euros


class Share(Rule):
    percent: Percent


class Month(Rule):
    hours: Annotated[Decimal, Field(gt=0)]


class Band(_Frozen):
    """A share of what lies above an amount, up to where the next band begins."""

    above: Euros
    percent: Percent


class Shares(Rule):
    free: Euros
    savings: Percent
    victims: Annotated[list[Band], Field(min_length=1)]

    @model_validator(mode="after")
    def _begin_where_nothing_is_free(self) -> Self:
        begins = [self.free, *(band.above for band in self.victims)]
        if begins[0] != begins[1] or any(low >= high for low, high in pairwise(begins[1:])):
            raise ValueError("the bands begin at the amount that is free and rise")
        if self.savings + max(band.percent for band in self.victims) > 100:
            raise ValueError("more than all is shared out")
        return self


class Book(_Frozen):
    """All rules with the day from which each holds."""

    minimum_wage: list[MinimumWage]
    hourly: list[Share]
    contributions: list[Share]
    month: list[Month]
    shares: list[Shares]


Kind = Literal["earned", "contributions", "free", "victims", "savings", "own"]


class PayLine(BaseModel):
    """`amount` is `percent` of `base`; of `earned`, `base` is hours and `percent` the wage's of the minimum.

    `source` is empty for what is made up.
    """

    kind: Kind
    base: Decimal
    percent: Decimal | None
    amount: Decimal
    source: str


class PaySlip(BaseModel):
    """Made up. `gross - contributions = net`; victims, savings and own add up to `net`, to the cent."""

    hours: Decimal
    most_hours: Decimal
    wage: Decimal
    gross: Decimal
    net: Decimal
    free: Decimal
    lines: list[PayLine]
