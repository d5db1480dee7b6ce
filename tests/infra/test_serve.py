"""`callcenter serve` as a person starts it, and everything that can be killed in it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest
import websockets

from callcenter.accounts.access import COOKIE
from callcenter.infra.db import open_engine, read_dsn, sessions
from callcenter.infra.postgres import Cluster
from tests.factories import make_session, make_site, make_user


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A running `callcenter serve` and what can be seen of it from outside."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self.data, self.port, self.log = data, port, log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "callcenter.cli", "serve", f"--port={port}"],
                env={**os.environ, "CALLCENTER_DATA": str(data)},
                stdout=out,
                stderr=out,
            )

    def children(self) -> dict[str, psutil.Process]:
        """The web and the vault process by name."""
        found = {}
        for process in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error, ValueError):  # one that just ended, or none of ours
                line = process.cmdline()
                found[line[line.index("callcenter.cli") + 1]] = process
        return found

    def has_another(self, name: str, old: psutil.Process) -> bool:
        found = self.children().get(name)
        return found is not None and found.pid != old.pid

    async def up(self) -> None:
        await until(lambda: self.health_is(200) and "is up" in self.log.read_text())

    def health_is(self, status: int) -> bool:
        try:
            return httpx.get(f"http://localhost:{self.port}/api/health", timeout=2).status_code == status
        except httpx.HTTPError:
            return False


async def until(condition: Callable[[], object], *, seconds: float = 120) -> None:
    """Generous: a busy machine must not look like a defect."""
    deadline = time.monotonic() + seconds
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "var"


@asynccontextmanager
async def serving(data: Path) -> AsyncIterator[Service]:
    service = Service(data, free_port(), data.with_name(f"log-{time.monotonic_ns()}"))
    try:
        await service.up()
        yield service
    finally:
        service.process.terminate()
        try:
            await asyncio.to_thread(service.process.wait, 12)
        finally:
            Cluster(data).stop(seconds=1)


def gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def feed_cookie(data: Path) -> str:
    engine = open_engine(read_dsn(data / "owner"))
    async with sessions(engine)() as db:
        person = await make_user(db, "supervisor", site_id=await make_site(db))
        token = await make_session(db, person)
        await db.commit()
    await engine.dispose()
    return f"{COOKIE}={token}"


async def test_killed_processes_come_back_without_a_restart(data: Path) -> None:
    async with serving(data) as service:
        for name in ("vault", "web"):
            killed = service.children()[name]
            killed.kill()
            await until(partial(service.has_another, name, killed))
        await until(lambda: service.health_is(200))
        server = Cluster(data).postmaster()
        assert server is not None
        server.kill()
        await until(lambda: gone(server))
        await until(lambda: service.health_is(200))
        await until(lambda: set(service.children()) == {"web", "vault"})


async def test_a_killed_supervisor_leaves_nothing_once_it_is_started_again(data: Path) -> None:
    async with serving(data) as first:
        children = list(first.children().values())
        children[0].suspend()  # one that can't end by itself
        first.process.kill()
        await asyncio.to_thread(first.process.wait, 5)
        async with serving(data) as second:
            assert all(gone(child) for child in children)
            assert set(second.children()) == {"web", "vault"}
    assert Cluster(data).postmaster() is None


async def test_it_ends_within_ten_seconds_with_sockets_open(data: Path) -> None:
    async with serving(data) as service:
        origin = websockets.Origin(f"http://localhost:{service.port}")
        headers = {"Cookie": await feed_cookie(data)}
        feed = websockets.connect(
            f"ws://localhost:{service.port}/api/feed", origin=origin, additional_headers=headers
        )
        async with feed as follower:
            assert await follower.recv()
            _, trickle = await asyncio.open_connection("127.0.0.1", service.port)
            trickle.write(b"POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx")
            await trickle.drain()
            everything = [*service.children().values(), psutil.Process(service.process.pid)]
            begin = time.monotonic()
            service.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(service.process.wait, 12) == 0
            assert time.monotonic() - begin < 10
            trickle.close()
        assert all(gone(process) for process in everything)
        assert Cluster(data).postmaster() is None


async def test_a_second_one_on_the_same_data_says_so(data: Path) -> None:
    async with serving(data) as service:
        second = Service(data, free_port(), data.with_name("second.log"))
        assert await asyncio.to_thread(second.process.wait, 10) == os.EX_CONFIG
        assert "already" in second.log.read_text()
        assert "Traceback" not in second.log.read_text()
        assert service.health_is(200)


async def test_a_taken_port_is_said_in_one_line(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused = Service(data, other.getsockname()[1], data.with_name("port.log"))
        assert await asyncio.to_thread(refused.process.wait, 15) == os.EX_CONFIG
    assert refused.log.read_text().count("\n") == 1
    assert "in use" in refused.log.read_text()


async def test_a_lost_keyring_is_said_in_one_line_and_never_made_anew(data: Path) -> None:
    async with serving(data):
        pass
    lost = data / "vault" / "keyring.json"
    kept = lost.rename(lost.with_name("kept"))
    try:
        refused = Service(data, free_port(), data.with_name("keyring.log"))
        assert await asyncio.to_thread(refused.process.wait, 20) == os.EX_CONFIG
        assert "is missing. Restore it from its backup" in refused.log.read_text()
        assert refused.log.read_text().count("\n") == 1
        assert not lost.exists()
    finally:
        kept.rename(lost)


async def test_the_children_know_nothing_of_the_owner(data: Path) -> None:
    async with serving(data) as service:
        password = read_dsn(data / "owner").split(":")[2].split("@")[0]
        for process in [*service.children().values(), psutil.Process(service.process.pid)]:
            seen = " ".join(process.cmdline())
            with suppress(
                psutil.AccessDenied
            ):  # the web and the vault process hide theirs from their own user
                seen += str(process.environ())
            assert password not in seen
            assert "DATABASE_URL" not in seen
