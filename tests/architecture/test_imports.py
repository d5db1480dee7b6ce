"""The import contracts of `pyproject.toml`: the source keeps them, and each of them can be broken.

It must not repeat the contracts: it plants one violation for each and reads the linter's verdict.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command as run; run()"
PLANTED = {
    "Features import downward only": ("accounts/rules.py", "from callcenter.calls import errors"),
    "Inside a feature, files import downward only": (
        "campaigns/rules.py",
        "from callcenter.campaigns import service",
    ),
    "FastAPI only at the edge": ("partners/service.py", "import fastapi"),
    "No SQLAlchemy in api, service, schemas and rules": ("calls/rules.py", "import sqlalchemy"),
    "Cryptography only in the infra modules that seal, sign and hash": (
        "contacts/models.py",
        "import cryptography",
    ),
    "Packages are made and opened in one module": ("outcomes/jobs.py", "import pyrage"),
    "Papers are set in one child process": ("infra/pdf.py", "import typst"),
    "A feature's queries are its own": ("outcomes/service.py", "from callcenter.contacts import queries"),
    "The contact key is reachable from the vault's jobs alone": (
        "calls/service.py",
        "from callcenter.infra import vault_keyring",
    ),
}


def contracts() -> list[dict[str, Any]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[dict[str, Any]] = config["tool"]["importlinter"]["contracts"]
    return found


def verdicts(source: Path) -> dict[str, str]:
    """Runs the linter on a tree of sources; each contract's name with KEPT or BROKEN."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=source,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    endings = [line.rsplit(maxsplit=1) for line in done.stdout.splitlines()]
    found = {line[0].strip(): line[1] for line in endings if len(line) == 2 and line[1] in {"KEPT", "BROKEN"}}
    assert found, done.stdout + done.stderr
    return found


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    source = tmp_path_factory.mktemp("planted") / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
    for file, line in PLANTED.values():
        with (source / "callcenter" / file).open("a") as module:
            module.write(f"\n{line}\n")
    return verdicts(source)


def test_the_source_keeps_every_contract() -> None:
    assert verdicts(ROOT / "src") == {contract["name"]: "KEPT" for contract in contracts()}


@pytest.mark.parametrize("contract", [contract["name"] for contract in contracts()])
def test_a_planted_violation_breaks_the_contract(planted: dict[str, str], contract: str) -> None:
    assert planted[contract] == "BROKEN"


def test_every_feature_stands_under_the_contract_for_its_inside() -> None:
    foundation = {"cli", "infra", "kit"}
    features = {path.parent.name for path in (ROOT / "src/callcenter").glob("*/__init__.py")} - foundation
    inside = next(
        contract
        for contract in contracts()
        if contract["name"] == "Inside a feature, files import downward only"
    )
    assert {name.removeprefix("callcenter.") for name in inside["containers"]} == features
