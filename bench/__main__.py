"""`python -m bench`: starts the service on data of its own, measures, prints a table, removes everything."""

import os
import tempfile
import time
from pathlib import Path

import uvloop

from bench import desk, dispatch, ending, feed, journal, lists, reports, stock
from bench.figures import Figures
from bench.service import Service, running


async def _measure(service: Service, figures: Figures) -> None:
    arranged = await stock.arrange(service)
    await desk.measure(service, arranged, figures)
    await feed.measure_dashboards(service, arranged, figures)
    await feed.measure_room(service, arranged, figures)
    await feed.measure_sealer(service, arranged, figures)
    await lists.measure(service, arranged, figures)
    await ending.measure(service, arranged, figures)
    await dispatch.measure(service, arranged, figures)
    await reports.measure(service, arranged, figures)
    await journal.measure(service, arranged, figures)


def main() -> None:
    figures, began = Figures(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder, running(Path(folder)) as service:
        uvloop.run(_measure(service, figures))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    title = f"{os.cpu_count()} cores, load {load}, {time.monotonic() - began:.0f} s"
    figures.print(title)


main()
