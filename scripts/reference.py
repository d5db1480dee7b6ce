"""Writes `docs/reference/` from the code: settings, commands, API, journal entries, errors.

`--check` writes nothing and fails when a page is not what the code says.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from callcenter import cli
from callcenter.call_lists import rotation  # noqa: F401 - declares its journal entry
from callcenter.infra.journal import Entry, entry_types
from callcenter.kit.errors import CallcenterError
from callcenter.kit.languages import LANGUAGES
from callcenter.main import create_app
from callcenter.settings import Settings

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; edit the code. -->"


def table(*head: str, rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def sentence(text: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


def settings() -> list[str]:
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append((f"`CALLCENTER_{name.upper()}`", default, field.description or ""))
    return [
        "# Settings",
        "",
        "Read once at the start, from the environment; `DATABASE_URL` stands for `CALLCENTER_DATABASE_URL`. The only",
        "secret among them is the password in that address; the web and the vault process do not inherit it.",
        "",
        *table("variable", "default", "meaning", rows=rows),
    ]


def commands() -> list[str]:
    lines = ["# Commands", "", "`callcenter COMMAND --help` says the same."]
    for path, command in _commands(typer.main.get_command(cli.app), "callcenter"):
        shown = [p for p in command.params if not getattr(p, "hidden", False) and p.name != "help"]
        arguments = [p for p in shown if p.param_type_name == "argument"]
        usage = " ".join(
            [path, *(p.name.upper() if p.required else f"[{p.name.upper()}]" for p in arguments)]
        )
        lines += ["", f"## `{usage}`", "", sentence(command.help)]
        rows = [(f"`{p.name.upper() if p in arguments else p.opts[0]}`", p.help or "") for p in shown]
        if rows:
            lines += ["", *table("option", "meaning", rows=rows)]
    return lines


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, child in getattr(command, "commands", {}).items():
        if hasattr(child, "commands"):
            yield from _commands(child, f"{path} {name}")
        elif not child.hidden:
            yield f"{path} {name}", child


def api() -> list[str]:
    document = create_app(Settings()).openapi()
    lines = [
        "# API",
        "",
        "What the pages use. Every refusal is a `Problem`: see [errors](errors.md). The full document comes from",
        "`callcenter export-openapi`.",
    ]
    by_tag: dict[str, list[tuple[str, ...]]] = {}
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            row = (f"`{method.upper()} {path}`", sentence(route.get("description") or route.get("summary")))
            by_tag.setdefault(route["tags"][0], []).append(row)
    for tag, rows in by_tag.items():
        lines += ["", f"## {tag}", "", *table("route", "does", rows=rows)]
    return lines


def journal() -> list[str]:
    rows = []
    for action, entry in entry_types().items():
        own = [f"`{name}`" for name in entry.model_fields if name not in Entry.model_fields]
        rows.append((f"`{action}`", sentence(entry.__doc__), ", ".join(own), "yes" if entry.on_feed else ""))
    return [
        "# Journal entries",
        "",
        "Each carries, where they apply, `actor_id`, `site_id` and `partner_id`, and fields of its own: ids, codes",
        "and counts, never personal data.",
        "",
        *table("action", "tells", "fields", "on the feed", rows=rows),
    ]


def errors() -> list[str]:
    rows = [
        (f"`{e.code}`", str(e.status), *map(e().sentence, LANGUAGES))
        for e in sorted(set(_errors()), key=lambda e: e.code)
    ]
    return [
        "# Errors",
        "",
        "`code` is stable; `message` is in the reader's language. No refusal repeats what was sent.",
        "",
        *table("code", "status", *LANGUAGES, rows=rows),
    ]


def _errors(base: type[CallcenterError] = CallcenterError) -> Iterator[type[CallcenterError]]:
    for kind in base.__subclasses__():
        if "code" in kind.__dict__:
            yield kind
        yield from _errors(kind)


def main() -> None:
    stale = []
    for page in (settings, commands, api, journal, errors):
        path = FOLDER / f"{page.__name__}.md"
        lines = page()
        text = "\n".join([lines[0], "", NOTE, *lines[1:]]) + "\n"
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path.name)
        if "--check" not in sys.argv:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"docs/reference: {', '.join(stale)} not what the code says: run 'make docs'.")


main()
