"""Fixtures: a real PostgreSQL for each test worker, a fresh database and keyring pair for each test that asks."""

import asyncio
import itertools
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from callcenter.calls import quotas
from callcenter.infra.db import open_engine
from callcenter.infra.installation import adopt
from callcenter.infra.keyring import create_pair
from callcenter.infra.postgres import Cluster
from callcenter.infra.roles import ensure_roles
from callcenter.infra.schema import upgrade
from callcenter.settings import Settings
from tests.clients import House


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "how often a web process is killed at work (make killed: 20)"
    parser.addoption("--rounds", type=int, default=3, help=told)


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a test repeats what depends on the moment."""
    return int(request.config.getoption("--rounds"))


SAMPLES = Path(__file__).parents[2] / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of real-life sample files, kept outside the project."""
    if not SAMPLES.is_dir():
        pytest.skip("the folder of sample files is not beside this checkout")
    return SAMPLES


def at_database(dsn: str, name: str) -> str:
    """The same address with another database."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{name}"))


def write_lazily(cluster: Cluster) -> None:
    """Spares the disk: what a killed process wrote is safe in any case, and no test pulls the machine's plug."""
    server = cluster.postmaster()
    assert server is not None
    with (cluster.data / "postgres" / "cluster" / "postgresql.auto.conf").open("a") as settings:
        settings.write("fsync = off\nfull_page_writes = off\n")
    server.send_signal(signal.SIGHUP)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """An embedded PostgreSQL whose own database is migrated, to be cloned."""
    data = tmp_path_factory.mktemp("cluster")
    cluster = Cluster(data)
    cluster.start()
    write_lazily(cluster)

    async def prepare() -> None:
        await ensure_roles(cluster.owner_dsn(), data)
        await upgrade(cluster.owner_dsn())

    try:
        asyncio.run(prepare())
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def keyrings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keyring pair: `vault.json` and `web.json`."""
    folder = tmp_path_factory.mktemp("keys")
    create_pair(folder / "vault.json", folder / "web.json")
    return folder


_numbers = itertools.count(1)


async def drop(admin: asyncpg.Connection, name: str) -> None:
    """Drops a database once the last connection of another role, which the owner may not end, is gone."""
    async with asyncio.timeout(10):
        while True:
            try:
                await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
                return
            except (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectInUseError):
                await asyncio.sleep(0.05)


@pytest.fixture
async def settings(cluster: Cluster, keyrings: Path, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a data folder whose database is a fresh clone; the embedded server is the worker's."""
    name = f"test_{next(_numbers)}"
    template = urlsplit(cluster.owner_dsn()).path.lstrip("/")
    admin = await asyncpg.connect(at_database(cluster.owner_dsn(), "postgres"))
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    try:
        for role in ("owner", "web", "vault"):
            folder = tmp_path / role
            folder.mkdir()
            dsn = (
                cluster.owner_dsn()
                if role == "owner"
                else (cluster.data / role / "database").read_text().strip()
            )
            (folder / "database").write_text(at_database(dsn, name))
            (folder / "database").chmod(0o600)
            if role != "owner":
                shutil.copy2(keyrings / f"{role}.json", folder / "keyring.json")
        made = Settings(
            data=tmp_path,
            origin="https://callcenter.test",
            sandbox_ring_seconds=0,
            sandbox_answer_rate=1,
            log_level="error",
        )
        from callcenter.infra.keyring import WebKeyring

        engine = open_engine((tmp_path / "owner" / "database").read_text())
        await adopt(engine, WebKeyring.load(tmp_path / "web" / "keyring.json").keyring_id)
        await engine.dispose()
        yield made
    finally:
        await drop(admin, name)
        await admin.close()


@pytest.fixture
def without_quotas() -> Iterator[None]:
    """For crowds that take contacts without calling: nobody is stopped."""
    endless = quotas.without_end()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotas, "_shipped", lambda: endless)
        yield


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    """The whole service over a fresh database: web application, vault, sealer, factories' session."""
    async with House.open(settings) as house:
        yield house
