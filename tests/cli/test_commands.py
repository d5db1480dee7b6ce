"""The command line as an operator meets it: what commands do, and one line for everything that is refused."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from callcenter.infra.db import read_dsn
from callcenter.infra.postgres import Cluster
from callcenter.infra.sealer import load_frontier, seal_batch, write_checkpoint
from callcenter.infra.vault_keyring import VaultKeyring


def run(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "callcenter.cli", *arguments],
        env={**os.environ, "CALLCENTER_DATA": str(data), "COLUMNS": "200", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def said(data: Path, *arguments: str) -> str:
    done = run(data, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a new site; its server runs, so that each command finds it."""
    cluster = Cluster(tmp_path_factory.mktemp("site"))
    cluster.start()
    said(cluster.data, "keys", "init")
    yield cluster.data
    cluster.stop(seconds=1)


async def seal(site: Path) -> None:
    """Seals what is pending and signs it, as the vault process does."""
    connection = await asyncpg.connect(read_dsn(site / "vault"))
    frontier = await load_frontier(connection)
    await seal_batch(connection, frontier)
    await write_checkpoint(connection, frontier, VaultKeyring.load(site / "vault" / "keyring.json"))
    await connection.close()


def test_help_loads_nothing_of_the_service() -> None:
    code = "import sys, callcenter.cli; print([m for m in ('sqlalchemy', 'fastapi', 'asyncpg') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        (["users", "list"], {"DATABASE_URL": "postgresql://o:hunter2@127.0.0.1:1/x"}, "does not answer"),
        (["users", "list"], {"DATABASE_URL": "hunter2"}, "must look like postgresql://"),
        (["users", "list"], {"CALLCENTER_PORT": "99999"}, "port: "),
        (["users", "list"], {"CALLCENTER_ORIGIN": "http://example.org"}, "origin must be https"),
        (["users", "list"], {"CALLCENTER_CLOCK_AHEAD_SECONDS": "60"}, "holds no demo"),
        (["web"], {"CALLCENTER_CLOCK_AHEAD_SECONDS": "60"}, "holds no demo"),
        (["vault"], {"CALLCENTER_CLOCK_AHEAD_SECONDS": "60"}, "holds no demo"),
        (["prepare"], {"CALLCENTER_CLOCK_AHEAD_SECONDS": "60"}, "holds no demo"),
        (
            ["serve", "--demo"],
            {"CALLCENTER_CLOCK_AHEAD_SECONDS": "60", "CALLCENTER_ORIGIN": "https://example.org"},
            "neither origin nor database_url",
        ),
        (["users", "disable", "nobody"], {}, "does not exist"),
        (["users", "add", "badge", "--role=agent", "--name=A"], {}, "must belong to a site"),
        (["users", "add", "badge", "--role=agent", "--name=A", "--home=Nowhere"], {}, "home: unknown"),
        (["serve"], {"CALLCENTER_HOST": "no-such-host.invalid"}, "can't start"),
    ],
)
def test_a_refusal_is_one_line_without_a_stack_or_a_secret(
    site: Path, arguments: list[str], variables: dict[str, str], sentence: str
) -> None:
    done = run(site, *arguments, **variables)
    assert done.returncode == os.EX_CONFIG
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr + done.stdout


def test_a_database_without_tables_says_what_to_run(tmp_path: Path) -> None:
    done = run(tmp_path, "users", "list")
    assert (
        done.stderr == "The database has no tables yet: run `callcenter keys init`, or `callcenter serve`.\n"
    )
    assert Cluster(tmp_path).postmaster() is None


def test_an_account_is_added_listed_reset_and_disabled(site: Path) -> None:
    added = said(site, "users", "add", "Cheffe", "--role=administrator", "--name=Mme Cheffe")
    assert "cheffe: one-time passphrase" in added
    again = run(site, "users", "add", "cheffe", "--role=administrator", "--name=Autre")
    assert again.returncode == os.EX_CONFIG
    assert said(site, "users", "reset-passphrase", "cheffe") != added
    said(site, "users", "disable", "cheffe")
    (line,) = [line for line in said(site, "users", "list").splitlines() if "cheffe" in line]
    assert "administrator" in line
    assert "disabled" in line


def test_keys_are_made_once_shown_without_secrets_and_rotated(site: Path) -> None:
    before = (site / "vault" / "keyring.json").read_bytes()
    said(site, "keys", "init")
    assert (site / "vault" / "keyring.json").read_bytes() == before
    shown = said(site, "keys", "status")
    assert "kek" in shown
    assert "view" in shown
    assert "Key-encryption key 2:" in said(site, "keys", "rotate")


async def test_a_changed_journal_is_found_and_a_checkpoint_kept_elsewhere_finds_a_cut(site: Path) -> None:
    for name in ("premier", "second"):
        said(site, "users", "add", name, "--role=auditor", f"--name={name}")
        await seal(site)
    assert "The journal is whole" in said(site, "journal", "verify")
    kept = site / "checkpoint.txt"
    kept.write_text(said(site, "journal", "checkpoint"))
    assert "The journal is whole" in said(site, "journal", "verify", "--checkpoint", str(kept))
    owner = await asyncpg.connect(read_dsn(site / "owner"))
    await owner.execute("CREATE TABLE saved AS SELECT * FROM journal")
    await owner.execute("UPDATE journal SET action = 'account.changed' WHERE seq = 1")
    altered = run(site, "journal", "verify")
    await owner.execute("UPDATE journal j SET action = s.action FROM saved s WHERE s.seq = j.seq")
    await owner.execute("DELETE FROM journal_checkpoints WHERE size = (SELECT max(seq) FROM journal)")
    await owner.execute("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")
    unnoticed, cut = run(site, "journal", "verify"), run(site, "journal", "verify", "--checkpoint", str(kept))
    await owner.execute("INSERT INTO journal SELECT * FROM saved WHERE seq NOT IN (SELECT seq FROM journal)")
    await owner.execute("DROP TABLE saved")
    await owner.close()
    assert (altered.returncode, "entry 1 was altered" in altered.stderr) == (1, True)
    assert unnoticed.returncode == 0
    assert (cut.returncode, "cut off" in cut.stderr) == (1, True)


def test_a_file_that_is_no_checkpoint_is_refused(site: Path) -> None:
    (site / "letter.txt").write_text("Bonjour")
    done = run(site, "journal", "verify", "--checkpoint", str(site / "letter.txt"))
    assert done.returncode == 2
    assert "not a checkpoint" in done.stderr
    assert "Traceback" not in done.stderr
