"""Lists brought to the machine, and the exchange of the partner's guide, against the whole service as processes."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
from sqlalchemy import text

from callcenter.accounts import tokens
from callcenter.accounts.schemas import Partner, TokenCreate, TokenScope
from callcenter.accounts.service import acting
from callcenter.infra.age import encrypted
from callcenter.infra.db import open_engine, read_dsn, sessions
from callcenter.infra.postgres import Cluster
from tests import factories
from tests.cli.test_commands import run, said

ROOT = Path(__file__).parents[2]
GUIDES = ("docs/how-to/en/partner.md", "docs/how-to/fr/partenaire.md")
FILE = "reference;nom;telephone\r\n" + "".join(
    f"R-{number};Petit{number};06 39 98 {number // 100:02d} {number % 100:02d}\r\n" for number in range(50)
)


@dataclass(frozen=True)
class Site:
    data: Path
    company: str
    address: str
    token: str

    @property
    def recipient(self) -> str:
        return said(self.data, "keys", "recipient").strip()

    def take(self, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
        arguments = ["--partner", self.company, "--purpose=appointment", "--name=Clef USB", *more]
        return run(self.data, "lists", "import", str(file), *arguments)


async def _people(data: Path) -> tuple[str, str]:
    """A partner with an account, a campaign and a token: (company, secret)."""
    engine = open_engine(read_dsn(data / "owner"))
    async with sessions(engine)() as db:
        site_id = await factories.make_site(db)
        partner_id = await factories.make_partner(db, site_id)
        person = await factories.make_user(db, "partner", partner_id=partner_id)
        supervisor = await factories.make_user(db, "supervisor", site_id=site_id)
        await factories.make_campaign(db, site_id, partner_id, supervisor)
        partner = await acting(db, person.sign_in, Partner)
        new = TokenCreate(name="CRM", scopes=set(TokenScope), days=1)
        secret = (await tokens.make(db, partner, new)).secret
        query = text("SELECT name FROM organisations WHERE id = :id")
        company = str(await db.scalar(query, {"id": partner_id}))
        await db.commit()
    await engine.dispose()
    return company, secret


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    import asyncio

    cluster = Cluster(tmp_path_factory.mktemp("carried"))
    cluster.start()
    said(cluster.data, "keys", "init")
    company, token = asyncio.run(_people(cluster.data))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {**os.environ, "CALLCENTER_DATA": str(cluster.data), "CALLCENTER_PORT": port}
    parts = [
        subprocess.Popen([sys.executable, "-m", "callcenter.cli", name], env=environment)
        for name in ("web", "vault")
    ]
    address = f"http://localhost:{port}"
    try:
        _wait_for(address)
        yield Site(cluster.data, company, address, token)
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(20)
        cluster.stop(seconds=1)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/api/health").close()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError("the web process does not answer")


def file_of(tmp_path: Path, content: bytes, name: str = "liste.csv.age") -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


# --- refused -----------------------------------------------------------------------------------------------------


def test_an_unknown_company_or_account_takes_nothing(site: Site, tmp_path: Path) -> None:
    file = file_of(tmp_path, FILE.encode())
    done = run(site.data, "lists", "import", str(file), "--partner=X", "--purpose=loyalty", "--name=N")
    assert (done.returncode, "does not exist" in done.stderr) == (os.EX_CONFIG, True)
    assert site.take(file, "--as=nobody").returncode == os.EX_CONFIG


@pytest.mark.parametrize("what", ["other", "cut", "empty"])
def test_a_package_that_does_not_open_says_why(site: Site, tmp_path: Path, what: str) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    content = {
        "other": encrypted(FILE.encode(), other),
        "cut": encrypted(FILE.encode(), site.recipient)[:-20],
        "empty": b"",
    }[what]
    done = site.take(file_of(tmp_path, content), "--yes")
    code, word = {
        "other": (os.EX_DATAERR, "package_wrong_recipient"),
        "cut": (os.EX_DATAERR, "package_damaged"),
        "empty": (os.EX_CONFIG, "empty"),
    }[what]
    assert (done.returncode, word in done.stderr) == (code, True), done.stderr + done.stdout
    assert "Petit1" not in done.stderr + done.stdout


# --- taken -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["clear", "package"])
def test_a_list_is_imported_from_a_file(site: Site, tmp_path: Path, form: str) -> None:
    # Numbers and references of their own: what the partner has already is a duplicate.
    content = (
        FILE.replace("06 39 98", "01 99 00" if form == "clear" else "02 61 91")
        .replace("R-", f"{form}-")
        .encode()
    )
    package = content if form == "clear" else encrypted(content, site.recipient)
    done = site.take(file_of(tmp_path, package), "--yes", "--basis=contract", "--basis-on=2026-01-05")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "is ready: 50 lines, 50 accepted" in done.stdout
    assert "Petit1" not in done.stdout
    assert "ready" in said(site.data, "lists", "list", "--partner", site.company)


def test_without_a_yes_the_list_waits_on_the_partners_page(site: Site, tmp_path: Path) -> None:
    done = site.take(file_of(tmp_path, FILE.encode()))
    assert done.returncode != 0
    assert "needs_mapping" in said(site.data, "lists", "list", "--partner", site.company)


# --- the guide -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_the_guide_do_what_it_says(site: Site, tmp_path: Path, guide: str) -> None:
    """The very commands of the page; only the centre's address is this one's."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine: the guide's commands were not run")
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / guide).read_text("utf-8"), re.DOTALL)
    (script,) = [block for block in blocks if "curl" in block]
    assert script.count("https://callcenter.example") == 1
    script = script.replace("https://callcenter.example", site.address)
    file_of(tmp_path, f"Authorization: Bearer {site.token}\n".encode(), "token.header")
    prefix = "04 65 71" if guide == GUIDES[0] else "05 36 49"
    content = FILE.replace("06 39 98", prefix).encode()
    file_of(tmp_path, content if guide == GUIDES[0] else encrypted(content, site.recipient), "clients.csv")
    done: Any = subprocess.run(
        ["sh", "-eu"], input=script, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=90
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert (tmp_path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert '"campaign"' in (tmp_path / "results.json").read_text("utf-8")
    listed = said(site.data, "lists", "list", "--partner", site.company)
    assert re.search(r"Clients .*ready", listed), listed
