"""The supervisor with real processes: restart, back-off, ends polite and forced, orphans."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from callcenter.infra.files import Taken, locked
from callcenter.infra.processes import REFUSED, Child, Supervisor, bind, end_orphans

# Says its process id, then waits like a well-behaved child.
CHILD = """
import os, signal, sys, time
from callcenter.infra.processes import watch_parent
watch_parent(grace=float(sys.argv[2]))
signal.signal(signal.SIGTERM, {on_term})
with open(sys.argv[1], "a") as said:
    print(os.getpid(), file=said)
while True:
    time.sleep(0.05)
"""
POLITE = CHILD.format(on_term="lambda *_: sys.exit(0)")
STUBBORN = CHILD.format(on_term="signal.SIG_IGN")
SUPERVISOR = """
import asyncio, os, sys
from pathlib import Path
from callcenter.infra.processes import Child, Supervisor
folder = Path(sys.argv[1])
child = Child("child", [sys.executable, "-c", sys.argv[2], str(folder / "child"), "0.5"])
asyncio.run(Supervisor([child], record=folder / "record", environment=os.environ).run())
"""


def code(text: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", text, *arguments]


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def until(condition: Callable[[], object], *, seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def supervising(tmp_path: Path, *children: Child) -> AsyncIterator[asyncio.Task[int]]:
    supervisor = Supervisor(children, record=tmp_path / "record", environment=os.environ, first_delay=0.05)
    task = asyncio.create_task(supervisor.run())
    try:
        yield task
    finally:
        supervisor.stop()
        await task


def child_of(tmp_path: Path, text: str = POLITE, grace: str = "5") -> Child:
    return Child("child", code(text, str(tmp_path / "child"), grace))


async def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    said = tmp_path / "child"
    async with supervising(tmp_path, child_of(tmp_path)):
        await until(lambda: pids(said))
        os.kill(pids(said)[0], signal.SIGKILL)
        await until(lambda: len(pids(said)) == 2)
        assert alive(pids(said)[1])
    assert not alive(pids(said)[1])
    assert not (tmp_path / "record").exists()


async def test_a_child_that_keeps_crashing_is_started_ever_more_rarely(tmp_path: Path) -> None:
    said = tmp_path / "times"
    crash = "import sys, time; print(time.time(), file=open(sys.argv[1], 'a')); sys.exit(3)"
    async with supervising(tmp_path, Child("crash", code(crash, str(said)))):
        await until(lambda: said.exists() and len(said.read_text().split()) >= 5)
    times = [float(line) for line in said.read_text().split()]
    gaps = [b - a for a, b in pairwise(times)]
    assert gaps[3] > 2 * gaps[0]


async def test_a_child_that_says_why_it_cannot_run_ends_the_service(tmp_path: Path) -> None:
    said = tmp_path / "child"
    refuses = Child("refuses", code(f"raise SystemExit({REFUSED})"))
    async with supervising(tmp_path, refuses, child_of(tmp_path)) as running:
        assert await asyncio.wait_for(running, 8) == REFUSED
    assert not any(alive(pid) for pid in pids(said))


async def test_what_a_crashed_child_had_started_ends_with_it(tmp_path: Path) -> None:
    said = tmp_path / "grandchild"
    crash = "import subprocess, sys; child = subprocess.Popen(['sleep', '9'])"
    crash += "; print(child.pid, file=open(sys.argv[1], 'a'))"
    async with supervising(tmp_path, Child("crash", code(crash, str(said)))):
        await until(lambda: pids(said))
        await until(lambda: not alive(pids(said)[0]))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_service_with_its_children(tmp_path: Path, number: int) -> None:
    parent = subprocess.Popen(code(SUPERVISOR, str(tmp_path), POLITE))
    await until(lambda: pids(tmp_path / "child"))
    parent.send_signal(number)
    assert await asyncio.to_thread(parent.wait, 5) == 0
    assert not alive(pids(tmp_path / "child")[0])


async def test_a_child_that_ignores_the_signal_is_killed_within_ten_seconds(tmp_path: Path) -> None:
    parent = subprocess.Popen(code(SUPERVISOR, str(tmp_path), STUBBORN))
    await until(lambda: pids(tmp_path / "child"))
    parent.terminate()
    assert await asyncio.to_thread(parent.wait, 10) == 0
    assert not alive(pids(tmp_path / "child")[0])


@pytest.mark.parametrize("text", [POLITE, STUBBORN], ids=["polite", "stubborn"])
async def test_children_end_by_themselves_when_the_parent_is_killed(tmp_path: Path, text: str) -> None:
    parent = subprocess.Popen(code(SUPERVISOR, str(tmp_path), text))
    await until(lambda: pids(tmp_path / "child"))
    parent.kill()
    await asyncio.to_thread(parent.wait, 5)
    await until(lambda: not alive(pids(tmp_path / "child")[0]), seconds=3)


async def test_an_orphan_that_hangs_is_ended_by_the_next_start(tmp_path: Path) -> None:
    parent = subprocess.Popen(code(SUPERVISOR, str(tmp_path), POLITE))
    await until(lambda: pids(tmp_path / "child"))
    orphan = pids(tmp_path / "child")[0]
    await until((tmp_path / "record").exists)
    os.kill(orphan, signal.SIGSTOP)
    parent.kill()
    await asyncio.to_thread(parent.wait, 5)
    assert alive(orphan)
    end_orphans(tmp_path / "record", grace=0.2)
    await until(lambda: not alive(orphan), seconds=2)


@pytest.mark.parametrize("content", ["", "[[", None])
def test_a_damaged_or_absent_record_names_no_orphan(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "record").write_text(content)
    end_orphans(tmp_path / "record")


def test_a_process_that_only_has_the_orphans_number_is_left_alone(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        (tmp_path / "record").write_text(json.dumps([[bystander.pid, 1.0]]))
        end_orphans(tmp_path / "record", grace=0)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


async def test_a_socket_stays_open_while_its_process_restarts(tmp_path: Path) -> None:
    answer = (
        "import socket, sys; s = socket.socket(fileno=int(sys.argv[1]));"
        "c, _ = s.accept(); c.sendall(b'hello'); c.close()"
    )
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        child = Child("once", code(answer, str(listener.fileno())), fds=(listener.fileno(),))
        async with supervising(tmp_path, child):
            for _ in range(3):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                assert await asyncio.wait_for(reader.read(), 5) == b"hello"
                writer.close()
                await writer.wait_closed()


def test_a_taken_port_is_an_error_after_a_moment() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(OSError, match="in use"):
            bind("127.0.0.1", other.getsockname()[1], patience=0.2)


def test_a_lock_is_held_once_and_freed_by_a_dead_process(tmp_path: Path) -> None:
    holder = "import sys, time; from pathlib import Path; from callcenter.infra.files import locked\n"
    holder += "with locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    arguments: Sequence[str] = code(holder, str(tmp_path / "lock"))
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(Taken), locked(tmp_path / "lock", wait=False):
            pass
        process.kill()
    with locked(tmp_path / "lock", wait=False):
        pass
