"""`callcenter papers`: whether a paper that somebody shows is the one that the centre issued."""

from typing import TYPE_CHECKING, Annotated

import typer

from callcenter.cli.context import in_database

if TYPE_CHECKING:
    from callcenter.infra.db import Db
    from callcenter.papers.schemas import PaperVerdict

app = typer.Typer(help="Papers of training files.", no_args_is_help=True)

_SAID = {
    "whole": "The paper is the one that was issued.",
    "new": "The paper was issued a moment ago; the journal seals it with its next entries.",
    "gone": "This paper was issued; its time was over and what it said was destroyed.",
    "altered": "What is kept under this code is not what was issued.",
}


@app.callback()
def _group() -> None:
    """Papers of training files."""


@app.command()
def verify(code: Annotated[str, typer.Argument(help="The code at the end of the paper.")]) -> None:
    """Ask the journal about the code on a paper: what it is, of when, and who signed; exit code 1 if not genuine."""
    from callcenter.papers import service
    from callcenter.papers.errors import CodeUnknown

    async def work(db: "Db") -> "PaperVerdict":
        return await service.verify(db, None, code)

    try:
        found = in_database(work)
    except CodeUnknown as problem:
        typer.echo(problem.en, err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{found.code}: {found.kind}, issued {found.issued_at:%Y-%m-%d %H:%M} UTC")
    if found.sealed_at is not None:
        typer.echo(f"journal entry: {found.sealed_at}")
    for each in found.signatures:
        typer.echo(f"signed ({each.place}): {each.name}, {each.at:%Y-%m-%d %H:%M} UTC")
    typer.echo(_SAID[found.state], err=found.state == "altered")
    if found.state == "altered":
        raise typer.Exit(1)
