"""The sums of a pay slip, to the cent. Pure: the rules of the day and the hours come in, the lines come out."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from callcenter.payslips.schemas import Book, Kind, PayLine, PaySlip, Rule, Shares

_Known = TypeVar("_Known", bound=Rule)


def on(day: date, rules: list[_Known]) -> _Known:
    """The rule that holds on a day. Raises LookupError before the first one."""
    known = [rule for rule in rules if rule.since <= day]
    if not known:
        raise LookupError(f"no rule holds on {day}")
    return max(known, key=lambda rule: rule.since)


def slip(hours: Decimal, day: date, rules: Book) -> PaySlip:
    """The made-up slip of a month with so many hours of production.

    The wage is at least 45 % of the minimum wage (code pénitentiaire, D.412-64); what is received is shared out by
    D.332-10 to D.332-14: nothing of the first 200 €, then bands for the victims and savings for the day of release.
    """
    minimum, hourly = on(day, rules.minimum_wage), on(day, rules.hourly)
    wage = cents(minimum.euros * hourly.percent / 100)
    gross = cents(hours * wage)
    withheld = on(day, rules.contributions)
    taken = _share("contributions", gross, withheld.percent, withheld)
    net = gross - taken.amount
    shares = on(day, rules.shares)
    return PaySlip(
        hours=hours,
        most_hours=on(day, rules.month).hours,
        wage=wage,
        gross=gross,
        net=net,
        free=shares.free,
        lines=[
            PayLine(kind="earned", base=hours, percent=hourly.percent, amount=gross, source=hourly.source),
            taken,
            *shared_out(net, shares),
        ],
    )


def shared_out(net: Decimal, rules: Shares) -> list[PayLine]:
    """Who gets what of `net`: what is free, a line for each band reached, savings, and one's own at the end.

    All but the first, which says how much nobody touches, add up to `net`.
    """
    free = min(net, rules.free)
    ends = [*(band.above for band in rules.victims[1:]), net]
    taken = [
        _share("victims", min(net, end) - band.above, band.percent, rules)
        for band, end in zip(rules.victims, ends, strict=True)
        if net > band.above
    ]
    if net > free:
        taken.append(_share("savings", net - free, rules.savings, rules))
    own = net - sum((line.amount for line in taken), Decimal(0))
    first, last = (
        PayLine(kind=kind, base=net, percent=None, amount=amount, source=rules.source)
        for kind, amount in (("free", free), ("own", own))
    )
    return [first, *taken, last]


def _share(kind: Kind, base: Decimal, percent: Decimal, rule: Rule) -> PayLine:
    amount = cents(base * percent / 100)
    return PayLine(kind=kind, base=base, percent=percent, amount=amount, source=rule.source)


def cents(amount: Decimal) -> Decimal:
    """Half a cent goes up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
