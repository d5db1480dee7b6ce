"""The embedded PostgreSQL with real servers: creation, sign-in, re-attaching, recovery, clear sentences."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from callcenter.infra.postgres import Cluster, DatabaseNotStarted
from callcenter.infra.roles import DatabaseRefused, ensure_roles, scram_verifier


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "données d’essai" / "var")
    yield made
    made.stop(seconds=1)


def dsn_of(cluster: Cluster, folder: str) -> str:
    return (cluster.data / folder / "database").read_text().strip()


async def who(dsn: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        return str(await connection.fetchval("SELECT current_user"))
    finally:
        await connection.close()


async def test_each_role_signs_in_with_the_password_of_its_own_private_file(cluster: Cluster) -> None:
    assert cluster.start()
    await ensure_roles(cluster.owner_dsn(), cluster.data)
    for folder in ("owner", "web", "vault"):
        assert await who(dsn_of(cluster, folder)) == f"callcenter_{folder}"
        assert stat.S_IMODE((cluster.data / folder / "database").stat().st_mode) == 0o600
    passwords = {dsn_of(cluster, folder).split(":")[2].split("@")[0] for folder in ("owner", "web", "vault")}
    assert len(passwords) == 3
    assert min(map(len, passwords)) >= 40


async def test_nobody_signs_in_without_a_password_and_no_port_is_open(cluster: Cluster) -> None:
    cluster.start()
    dsn = cluster.owner_dsn()
    password = dsn.split(":")[2].split("@")[0]
    for name in ("postgres", "callcenter_owner"):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(dsn.replace(f"callcenter_owner:{password}", f"{name}:wrong"))
    server = cluster.postmaster()
    assert server is not None
    assert [c for c in server.net_connections(kind="inet") if c.status == psutil.CONN_LISTEN] == []
    assert set((cluster.data / "postgres/cluster/pg_hba.conf").read_text().split()) == {
        "local",
        "all",
        "scram-sha-256",
    }


async def test_no_password_stands_in_the_log_the_arguments_or_the_environment(cluster: Cluster) -> None:
    cluster.start()
    await ensure_roles(cluster.owner_dsn(), cluster.data)
    server = cluster.postmaster()
    assert server is not None
    seen = (cluster.data / "postgres/server.log").read_text() + str(server.cmdline()) + str(server.environ())
    for folder in ("owner", "web", "vault"):
        assert dsn_of(cluster, folder).split(":")[2].split("@")[0] not in seen
    assert not list((cluster.data / "postgres").glob("*password*"))


async def test_a_refused_row_is_not_quoted_in_the_log(cluster: Cluster) -> None:
    cluster.start()
    connection = await asyncpg.connect(cluster.owner_dsn())
    await connection.execute("CREATE TABLE people (phone text PRIMARY KEY)")
    await connection.execute("INSERT INTO people VALUES ('+33612345678')")
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute("INSERT INTO people VALUES ('+33612345678')")
    await connection.close()
    assert "612345678" not in (cluster.data / "postgres/server.log").read_text()


def test_a_second_start_finds_the_running_server(cluster: Cluster) -> None:
    assert cluster.start()
    again = Cluster(cluster.data)
    assert not again.start()
    assert again.postmaster() == cluster.postmaster()


def test_the_server_of_a_killed_parent_is_found_and_stopped(cluster: Cluster) -> None:
    code = "import sys, os, signal; from pathlib import Path; from callcenter.infra.postgres import Cluster;"
    code += "Cluster(Path(sys.argv[1])).start(); os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", code, str(cluster.data)], check=False)
    server = cluster.postmaster()
    assert server is not None
    assert not cluster.start()
    cluster.stop()
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE


async def test_data_survive_a_killed_server(cluster: Cluster) -> None:
    cluster.start()
    connection = await asyncpg.connect(cluster.owner_dsn())
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server = cluster.postmaster()
    assert server is not None
    server.kill()
    server.wait(5)
    connection.terminate()
    assert cluster.start()
    connection = await asyncpg.connect(cluster.owner_dsn())
    assert await connection.fetchval("SELECT answer FROM kept") == 42
    await connection.close()


def test_a_process_id_left_by_a_dead_server_is_not_taken_for_it(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    left = cluster.data / "postgres/cluster/postmaster.pid"
    left.write_text(
        f"{os.getpid()}\n{left.parent}\n1700000000\n5432\n{cluster.data}/socket\n\n  1 2\nready\n"
    )
    assert cluster.postmaster() is None
    assert cluster.start()


def test_a_crash_during_the_creation_is_cleared_away(cluster: Cluster) -> None:
    half = cluster.data / "postgres/cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert cluster.start()
    assert not half.exists()


async def test_a_path_too_long_for_a_socket_works(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("long" * 30) / "var")
    try:
        cluster.start()
        assert await who(cluster.owner_dsn()) == "callcenter_owner"
    finally:
        cluster.stop(seconds=1)


async def test_a_moved_data_folder_still_opens(cluster: Cluster) -> None:
    cluster.start()
    await ensure_roles(cluster.owner_dsn(), cluster.data)
    cluster.stop()
    moved = Cluster(cluster.data.rename(cluster.data.with_name("moved")))
    try:
        moved.start()
        await ensure_roles(moved.owner_dsn(), moved.data)
        assert await who(dsn_of(moved, "web")) == "callcenter_web"
    finally:
        moved.stop(seconds=1)


async def test_a_lost_or_wrong_password_is_replaced_and_a_good_one_is_kept(cluster: Cluster) -> None:
    cluster.start()
    await ensure_roles(cluster.owner_dsn(), cluster.data)
    kept, lost = dsn_of(cluster, "web"), dsn_of(cluster, "vault")
    (cluster.data / "vault/database").unlink()
    await ensure_roles(cluster.owner_dsn(), cluster.data)
    assert dsn_of(cluster, "web") == kept
    assert dsn_of(cluster, "vault") != lost
    assert await who(dsn_of(cluster, "vault")) == "callcenter_vault"


async def test_an_address_that_does_not_answer_is_said_in_one_sentence_without_the_password(
    tmp_path: Path,
) -> None:
    with pytest.raises(DatabaseRefused) as refusal:
        await ensure_roles("postgresql://owner:hunter2@127.0.0.1:1/callcenter", tmp_path)
    assert str(refusal.value) == "The database at 127.0.0.1 does not answer."


def test_a_lost_owner_file_is_said_in_one_sentence(cluster: Cluster) -> None:
    cluster.start()
    (cluster.data / "owner/database").unlink()
    with pytest.raises(DatabaseNotStarted, match="it holds the owner's password"):
        cluster.owner_dsn()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("FATAL:  could not write lock file: No space left on device", "is full: free some space"),
        ("FATAL:  could not create shared memory segment: Cannot allocate memory", "not enough memory"),
        ("x\n2026 FATAL:  something rare\n", "could not start: something rare"),
    ],
)
def test_what_the_server_said_becomes_one_sentence(cluster: Cluster, said: str, sentence: str) -> None:
    assert sentence in cluster._explain(said)
    assert "\n" not in cluster._explain(said)


def test_the_data_of_another_version_are_refused(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data / "postgres/cluster/PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseNotStarted, match="are of PostgreSQL 16"):
        cluster.start()


def test_a_verifier_holds_no_password() -> None:
    verifier = scram_verifier("correct horse")
    assert verifier.startswith("SCRAM-SHA-256$4096:")
    assert "horse" not in verifier
    assert verifier != scram_verifier("correct horse")
