"""`python -m bench [PART ...]`: starts the service on data of its own, measures, prints a table, removes everything."""

import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import uvloop

from bench import desk, dispatch, ending, feed, journal, learning, lists, reports, stock
from bench.figures import Figures
from bench.service import Service, running
from bench.stock import Stock

PARTS: dict[str, Callable[[Service, Stock, Figures], Awaitable[None]]] = {
    "desk": desk.measure,
    "dashboards": feed.measure_dashboards,
    "room": feed.measure_room,
    "sealer": feed.measure_sealer,
    "lists": lists.measure,
    "ending": ending.measure,
    "dispatch": dispatch.measure,
    "reports": reports.measure,
    "journal": journal.measure,
    "learning": learning.measure,
}
"""In this order: the last ones change what the first measure."""


async def _measure(service: Service, figures: Figures, parts: Sequence[str]) -> None:
    arranged = await stock.arrange(service)
    for name in parts:
        await PARTS[name](service, arranged, figures)


def main() -> None:
    figures, began = Figures(), time.monotonic()
    asked = set(sys.argv[1:])
    if asked - PARTS.keys():
        raise SystemExit(f"parts are: {' '.join(PARTS)}")
    parts = [name for name in PARTS if not asked or name in asked]
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder, running(Path(folder)) as service:
        uvloop.run(_measure(service, figures, parts))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    title = f"{os.cpu_count()} cores, load {load}, {time.monotonic() - began:.0f} s"
    figures.print(title)


main()
