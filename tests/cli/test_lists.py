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
from callcenter.infra.age import Making, encrypted
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


OPEN = "nom,prénom;telephone;visite\r\n" + "".join(
    f"Petit{number},Zoé;{{}} {number:02d};0{1 + number % 9}/0{1 + number % 8}/2026\r\n"
    for number in range(20)
)


def test_open_questions_are_named_and_answered_by_options(site: Site, tmp_path: Path) -> None:
    file = file_of(tmp_path, OPEN.format(*["04 65 71 03"] * 20).encode())
    waits = site.take(file, "--yes", "--basis=contract")
    assert waits.returncode == os.EX_TEMPFAIL
    assert "--separator semicolon | --separator comma" in waits.stdout
    assert "Zoé" not in waits.stdout
    assert "Petit1" not in waits.stdout
    found = re.search(r"lists answer (\S+)", waits.stdout)
    assert found is not None
    options = ["--separator=semicolon", "--date-order=month", "--yes", "--basis=contract"]
    done = run(site.data, "lists", "answer", found[1], "--partner", site.company, *options)
    assert "20 accepted" in done.stdout, done.stderr + done.stdout
    # With the answers at once there is nothing to wait for.
    other = file_of(tmp_path, OPEN.format(*["04 65 71 04"] * 20).encode())
    assert "20 accepted" in site.take(other, *options).stdout


def test_answers_that_do_not_fit_say_what_would(site: Site, tmp_path: Path) -> None:
    file = file_of(tmp_path, OPEN.format(*["04 65 71 05"] * 20).encode())
    unknown = site.take(file, "--encoding=klingon")
    assert (unknown.returncode, "cp1252" in unknown.stderr) == (2, True)
    no_sheet = site.take(file, "--sheet=Clients")
    assert (no_sheet.returncode, "no workbook" in no_sheet.stderr) == (2, True)
    unreadable = site.take(file, "--encoding=utf-16", "--yes")
    assert (unreadable.returncode, "encoding_wrong" in unreadable.stderr) == (os.EX_TEMPFAIL, True)


AGE = shutil.which("age")
NO_AGE = "the age tool is not on this machine: packages were made and opened by the library alone"


@pytest.mark.skipif(AGE is None, reason=NO_AGE)
@pytest.mark.parametrize("options", [[], ["--armor"]])
def test_a_package_of_the_age_tool_itself_is_imported(site: Site, tmp_path: Path, options: list[str]) -> None:
    prefix = "02 61 93" if options else "02 61 92"
    clear = file_of(
        tmp_path, FILE.replace("06 39 98", prefix).replace("R-", prefix[-2:]).encode(), "clear.csv"
    )
    package = tmp_path / "liste.age"
    command = ["age", *options, "-r", site.recipient, "-o", str(package), str(clear)]
    subprocess.run(command, check=True, timeout=30)
    assert "is ready: 50 lines" in site.take(package, "--yes", "--basis=contract").stdout


@pytest.mark.skipif(AGE is None, reason=NO_AGE)
def test_a_package_made_here_opens_with_the_age_tool(tmp_path: Path) -> None:
    """Small and large, made whole and made piece by piece, to a key that the tool generated."""
    key = tmp_path / "key.txt"
    made = subprocess.run(
        ["age-keygen", "-o", str(key)], check=True, timeout=30, capture_output=True, text=True
    )
    recipient = made.stderr.split()[-1]
    for content in (b"", FILE.encode(), os.urandom(3 * 64 * 1024)):
        with Making(recipient) as package:
            pieces = [package.add(content[:100]), package.add(content[100:]), package.close()]
        for each in (encrypted(content, recipient), b"".join(pieces)):
            file = file_of(tmp_path, each, "results.csv.age")
            opened = subprocess.run(
                ["age", "-d", "-i", str(key), str(file)], check=True, timeout=30, capture_output=True
            )
            assert opened.stdout == content


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
