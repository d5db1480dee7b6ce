"""Times, percentiles and the table at the end."""

import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from rich.console import Console
from rich.table import Table

T = TypeVar("T")


class Times:
    """Durations in seconds of one kind of step."""

    def __init__(self) -> None:
        self.all: list[float] = []

    async def of(self, step: Awaitable[T]) -> T:
        began = time.perf_counter()
        done = await step
        self.all.append(time.perf_counter() - began)
        return done

    def ms(self, share: float) -> float:
        """The percentile `share` (0 to 1), in milliseconds."""
        return sorted(self.all)[min(len(self.all) - 1, int(share * len(self.all)))] * 1000


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """A list that holds the seconds the block took, once it is over."""
    took: list[float] = []
    began = time.perf_counter()
    yield took
    took.append(time.perf_counter() - began)


@dataclass
class Figures:
    """What was measured, in the order it was."""

    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def times(self, what: str, ours: Times, raw: Times, aim: str) -> None:
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            mine, limit = ours.ms(share), raw.ms(share)
            self.add(f"{what}, {name}", f"{mine:.1f} ms", f"{limit:.1f} ms", f"{mine / limit:.1f} ×", aim)
            aim = aim if share == 0.5 else ""

    def rates(self, what: str, ours: float, raw: float, aim: str = "") -> None:
        self.add(what, f"{ours:,.0f}/s", f"{raw:,.0f}/s", f"1/{raw / ours:.1f}", aim)

    def add(self, what: str, ours: str, raw: str = "", ratio: str = "", aim: str = "") -> None:
        self.rows.append((what, ours, raw, ratio, aim))
        Console(stderr=True, highlight=False).print(f"  {what}: {ours}" + (f" (raw {raw})" if raw else ""))

    def print(self, title: str) -> None:
        table = Table("what", "measured", "raw limit", "ratio", "aim", title=title, title_justify="left")
        for column in table.columns[1:4]:
            column.justify = "right"
        for row in self.rows:
            table.add_row(*row)
        Console(width=None if Console().is_terminal else 120).print(table)
