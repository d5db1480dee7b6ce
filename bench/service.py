"""The service under measurement: `callcenter serve` with database, web and vault, on data of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import yaml

from bench.http import Site
from callcenter.calls import law, quotas
from callcenter.settings import Settings


@dataclass(frozen=True)
class Service:
    """A running service and its two processes."""

    site: Site
    settings: Settings
    web: int
    vault: int


@contextmanager
def running(data: Path) -> Iterator[Service]:
    """Starts the service on a free loopback port; ends it with everything it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    rules = data / "law.yaml"
    rules.write_text(_law_at_any_hour())
    limits = data / "quotas.yaml"
    limits.write_text(yaml.safe_dump(quotas.without_end().model_dump(mode="json")))
    settings = Settings(
        data=data,
        port=port,
        sandbox_ring_seconds=0,
        sandbox_answer_rate=1,
        log_level="error",
        presence_seconds=3600,  # what is measured beats no heart
        law_file=rules,
        quotas_file=limits,
    )
    for name in settings.model_fields_set:
        environment[f"CALLCENTER_{name.upper()}"] = str(getattr(settings, name))
    command = [sys.executable, "-m", "callcenter.cli", "serve"]
    serve = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_until_up(serve, port)
        children = {p.cmdline()[3]: p.pid for p in psutil.Process(serve.pid).children() if _is_ours(p)}
        yield Service(Site("127.0.0.1", port), settings, children["web"], children["vault"])
    finally:
        serve.terminate()
        serve.wait(30)


def _law_at_any_hour() -> str:
    """The law as shipped with windows of the whole week: it is measured at night and on Sundays as well."""
    known = yaml.safe_load((Path(law.__file__).parent / "data" / "legal_calls.yaml").read_text("utf-8"))
    known["windows"][0]["days"] = {day: ["00:00-23:59:59"] for day in range(1, 8)}
    known["holidays"][0] |= {"fixed": [], "easter": []}
    known["commemorations"] = []
    return str(yaml.safe_dump(known))


def _is_ours(process: psutil.Process) -> bool:
    return process.cmdline()[1:3] == ["-m", "callcenter.cli"]


def _wait_until_up(serve: "subprocess.Popen[bytes]", port: int) -> None:
    while True:
        try:
            with urlopen(f"http://localhost:{port}/api/health", timeout=2):
                return
        except OSError:
            if serve.poll() is not None:
                raise SystemExit(f"the service ended at its start with code {serve.returncode}") from None
            time.sleep(0.1)


def forget_peak(pid: int) -> None:
    """Starts the process's peak memory afresh (Linux)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_mb(pid: int) -> float:
    """Most memory the process held since `forget_peak`, in MB (VmHWM)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ValueError("no VmHWM")


@contextmanager
def cpu_of(pid: int) -> Iterator[list[float]]:
    """A list that holds the processor seconds the process spent in the block, once it is over."""
    spent: list[float] = []
    before = psutil.Process(pid).cpu_times()
    yield spent
    after = psutil.Process(pid).cpu_times()
    spent.append(after.user + after.system - before.user - before.system)
