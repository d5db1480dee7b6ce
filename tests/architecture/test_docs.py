"""What the documentation names exists: files, settings, commands, make targets, modules and tests."""

import re
from pathlib import Path

import pytest
import typer

from callcenter import cli
from callcenter.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def names(pattern: str) -> set[tuple[str, str]]:
    """(page, what the first group found) over all pages."""
    found = set()
    for page in PAGES:
        for match in re.finditer(pattern, page.read_text("utf-8")):
            found.add((str(page.relative_to(ROOT)), match[1]))
    assert found, pattern
    return found


def commands() -> set[str]:
    """Every command and group, as typed after `callcenter`."""
    known = set()
    waiting = [("", typer.main.get_command(cli.app))]
    while waiting:
        path, command = waiting.pop()
        for name, child in getattr(command, "commands", {}).items():
            known.add(f"{path} {name}".strip())
            waiting.append((f"{path} {name}".strip(), child))
    return known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    broken = [t for t in targets if not t.startswith("https://") and not (page.parent / t).exists()]
    assert broken == []


def test_every_decision_stands_in_the_index() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_every_role_has_its_guide_in_both_languages() -> None:
    assert (
        len(list((ROOT / "docs/how-to/fr").iterdir())) == len(list((ROOT / "docs/how-to/en").iterdir())) == 6
    )


def test_settings_named_exist() -> None:
    known = {f"CALLCENTER_{name.upper()}" for name in Settings.model_fields}
    assert {(p, n) for p, n in names(r"`(CALLCENTER_[A-Z_]+)") if n not in known} == set()


def test_commands_named_exist() -> None:
    known = commands()
    named = names(r"(?:`|bin/|^)callcenter ([a-z-]+(?: [a-z-]+)?)")
    groups = {name.split()[0] for name in known if " " in name}
    single = known - groups
    assert {(p, n) for p, n in named if n not in known and n.split()[0] not in single} == set()


def test_make_targets_named_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {(p, n) for p, n in names(r"`make ([a-z0-9]+)") if n not in targets} == set()


def test_files_named_exist() -> None:
    named = names(r"`((?:tests|src|migrations|scripts|frontend|docs|bench)/[\w./-]+)`")
    assert {(p, n) for p, n in named if not (ROOT / n).exists()} == set()
