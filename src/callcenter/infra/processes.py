"""The supervisor of `callcenter serve`: its children's life, their end, and what a killed supervisor left.

It must not know what the children do; they are command lines with a name.
"""

import asyncio
import errno
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import structlog

from callcenter.infra.files import write_private

log = structlog.get_logger(__name__)

REFUSED = os.EX_CONFIG
"""Exit code of a process that said why it can't run; starting it again would only say it again."""

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
HEALTHY = 60.0
GRACE = 6.0
_LIFELINE = "CALLCENTER_LIFELINE"


@dataclass(frozen=True)
class Child:
    """A process to keep running: its command and the listening sockets it inherits."""

    name: str
    command: Sequence[str]
    fds: Sequence[int] = ()


class Supervisor:
    """Keeps children running until told to stop. All times in seconds.

    Each child is a session of its own, so Ctrl-C reaches the supervisor alone. It inherits the reading end of
    a pipe whose other end dies with the supervisor: see `watch_parent`.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        record: Path,
        environment: Mapping[str, str],
        tend: Callable[[], None] | None = None,
        first_delay: float = FIRST_DELAY,
    ) -> None:
        """`record` remembers the children for `end_orphans`; `tend` is called twice a second, in a thread."""
        self._children, self._record, self._tend = children, record, tend
        self._environment, self._first_delay = environment, first_delay
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()
        self._refused = False

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> int:
        """Returns the exit code: 0 after a stop, REFUSED when a child said that it can't run."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)
        reading, writing = os.pipe()
        try:
            async with asyncio.TaskGroup() as group:
                for child in self._children:
                    group.create_task(self._keep(child, reading))
                if self._tend is not None:
                    group.create_task(self._tend_regularly(self._tend))
        finally:
            os.close(writing)
            os.close(reading)
            self._record.unlink(missing_ok=True)
        return REFUSED if self._refused else 0

    async def _keep(self, child: Child, lifeline: int) -> None:
        delay = self._first_delay
        while not self._stopping.is_set():
            began = time.monotonic()
            code = await self._run_once(child, lifeline)
            if code is None:
                return
            if code == REFUSED:
                self._refused = True
                self.stop()
                return
            if time.monotonic() - began >= HEALTHY:
                delay = self._first_delay
            log.warning("process ended", process=child.name, code=code, again_in=delay)
            await self._pause(delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _run_once(self, child: Child, lifeline: int) -> int | None:
        """The exit code of a child that ended by itself; None once the service ends."""
        try:
            process = await self._start(child, lifeline)
        except OSError as problem:  # no memory or no process left for the moment
            return problem.errno
        if await self._ended(process):
            _kill_group(process.pid)
            return process.returncode
        await self._end(process)
        return None

    async def _start(self, child: Child, lifeline: int) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *child.command,
            pass_fds=(lifeline, *child.fds),
            env={**self._environment, _LIFELINE: str(lifeline)},
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running[child.name] = process
        alive = [p.pid for p in self._running.values() if p.returncode is None]
        with suppress(OSError):  # a full disk must not keep a process from being started again
            write_private(self._record, json.dumps([[pid, _born(pid)] for pid in alive]))
        return process

    async def _ended(self, process: asyncio.subprocess.Process) -> bool:
        """Waits for the end of the process (True) or of the service (False)."""
        waits = [asyncio.create_task(process.wait()), asyncio.create_task(self._stopping.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return not self._stopping.is_set()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE)
        _kill_group(process.pid)
        await process.wait()

    async def _tend_regularly(self, tend: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            await asyncio.to_thread(tend)
            await self._pause(0.5)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def watch_parent(*, grace: float = GRACE) -> None:
    """Called by a child at its start: when its supervisor dies, however, the process ends like on SIGTERM.

    Does nothing in a process that was started alone. Nothing that the process starts inherits the pipe.
    """
    number = os.environ.pop(_LIFELINE, None)
    if number is None:
        return
    lifeline = int(number)
    os.set_inheritable(lifeline, False)

    def wait() -> None:
        while os.read(lifeline, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        _kill_group(os.getpid())

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


def end_orphans(record: Path, *, grace: float = 3.0) -> None:
    """Ends what a killed supervisor left, where it does not end by itself. Knows a reused process id."""
    try:
        left = json.loads(record.read_text())
    except (OSError, ValueError):
        return
    orphans = {pid: born for pid, born in left if born is not None and _born(pid) == born}
    for pid in orphans:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while any(_born(pid) == born for pid, born in orphans.items()) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in orphans:
        _kill_group(pid)
    record.unlink(missing_ok=True)


def bind(host: str, port: int, *, patience: float = 3.0) -> socket.socket:
    """A listening socket that outlives the process which serves it: while that one restarts, callers wait.

    Raises OSError. An address in use is tried again for a moment: its holder may be on its way out.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    deadline = time.monotonic() + patience
    while True:
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1024)
            return listener
        except OSError as problem:
            listener.close()
            if problem.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def python(*arguments: str) -> list[str]:
    """The command line of one of our own processes."""
    return [sys.executable, "-m", "callcenter.cli", *arguments]


def _born(pid: int) -> float | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def _kill_group(pid: int) -> None:
    """Ends a child's session with all that it started; each child leads its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
