"""What all rows of a table say together: how many there are, in which order dates stand, which rows stay uncut.

Pure; it sees each row once, keeps a handful of examples, and must not know how the rows were read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from callcenter.call_lists.dialects import Row, uncut_by
from callcenter.call_lists.fields import DATES
from callcenter.call_lists.mapping import field_of_header
from callcenter.kit.dates import DateOrder, looks_like_date, orders_of, read_date

EXAMPLES = 3
UNCUT_KEPT = 200
UNCUT_SHARE = 0.01
"""With fewer rows uncut, the report's word on each of them is enough."""


def date_columns(headers: Sequence[str], sample: Sequence[Row]) -> list[int]:
    """Columns that a header calls a date, or whose first values mostly look like one."""
    found = []
    for index, header in enumerate(headers):
        values = [cells[index].strip() for _, cells in sample if index < len(cells) and cells[index].strip()]
        named = field_of_header(header) in DATES
        if named or sum(map(looks_like_date, values)) > 0.6 * len(values):
            found.append(index)
    return found


@dataclass(slots=True)
class Survey:
    """The sum of a table's rows. `dates`: for each set of orders that a date allows, how many and the first few."""

    columns: Sequence[int]
    width: int
    rows: int = 0
    uncut: int = 0
    uncut_rows: list[str] = field(default_factory=list)
    dates: dict[frozenset[DateOrder], tuple[int, list[str]]] = field(default_factory=dict)

    def see(self, rows: Iterable[Sequence[str]]) -> None:
        """Takes rows that are not blank."""
        columns, wide = self.columns, self.width > 1
        for cells in rows:
            self.rows += 1
            if wide and len(cells) == 1:
                self._see_uncut(cells[0])
            for index in columns:
                if index < len(cells) and (value := cells[index].strip()):
                    orders = orders_of(value)
                    if orders is not None:
                        self._see_date(orders, value)

    def _see_uncut(self, row: str) -> None:
        if uncut_by(row, self.width):
            self.uncut += 1
            if len(self.uncut_rows) < UNCUT_KEPT:
                self.uncut_rows.append(row)

    def _see_date(self, orders: frozenset[DateOrder], value: str) -> None:
        count, examples = self.dates.get(orders, (0, []))
        if len(examples) < EXAMPLES and value not in examples:
            examples.append(value)
        self.dates[orders] = (count + 1, examples)

    def order(self) -> tuple[DateOrder, bool, dict[str, list[str]]]:
        """The likeliest order of dates; whether it is sure; and when dates leave it open, or contradict each other,
        what a few of them would be in each."""
        (day, days), (month, months) = (self._told(order) for order in DateOrder)
        unclear, both = self.dates.get(frozenset(DateOrder), (0, []))
        order = DateOrder.month if month > day else DateOrder.day
        if (day and month) or (unclear and not day and not month):
            few = [*days[:1], *months[:1], *both][:EXAMPLES]
            return (
                order,
                False,
                {
                    str(each): [f"{text} → {read_date(text, each) or '?'}" for text in few]
                    for each in DateOrder
                },
            )
        return order, bool(day or month), {}

    def _told(self, order: DateOrder) -> tuple[int, list[str]]:
        """How many dates exist in this order alone, and a few of them."""
        return self.dates.get(frozenset({order}), (0, []))

    def many_uncut(self) -> bool:
        return self.uncut > UNCUT_SHARE * self.rows
