"""How the dates of a file's rows are read: under one order of day and month, which may be sure or only assumed.

Pure; it must not know what a date is for.
"""

from dataclasses import dataclass

from callcenter.kit.dates import DateOrder, orders_of, read_date


@dataclass(frozen=True, slots=True)
class Days:
    """`sure`: the file told the order, or its partner did."""

    order: DateOrder = DateOrder.day
    sure: bool = True

    def read(self, written: str) -> tuple[str | None, str | None]:
        """ISO 8601 of a date that is not blank, and the code of what is to be remarked: it can't be read, it exists in
        the other order only, or its order was assumed."""
        day = read_date(written, self.order)
        if day is None:
            return None, "date_other_order" if orders_of(written.strip()) else "date_unreadable"
        open_ = not self.sure and orders_of(written.strip()) == frozenset(DateOrder)
        return day, "date_order_assumed" if open_ else None
