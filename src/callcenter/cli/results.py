"""`callcenter results`: whether a file of results is the centre's own, and whole."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli.endings import site_key

app = typer.Typer(help="Files of results.", no_args_is_help=True)

_PIECE = 1024 * 1024
_PROBLEMS = {
    "format": "this is no signature of a file, or it was cut or saved in another form",
    "signature": "the signature was changed, or another site made it",
    "file": "the file is not the one that was signed, or it was changed",
}


@app.callback()
def _group() -> None:
    """Files of results."""


@app.command()
def verify(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The file as downloaded, .age or not.")
    ],
    signature: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Its signature.")],
    public_key: Annotated[
        str | None, typer.Option(help="The site's public journal key, hex; absent: this machine's keyring.")
    ] = None,
) -> None:
    """Check offline that the centre made a file of results and that no byte of it was changed; exit code 1 if not."""
    from callcenter.infra.keyring import checkpoint_holds
    from callcenter.outcomes import statements

    holds = partial(checkpoint_holds, site_key(public_key))
    facts, problem = statements.verify(signature.read_bytes(), _pieces(file), holds)
    if problem is not None:
        typer.echo(f"The file is not genuine: {_PROBLEMS[problem]}.", err=True)
        raise typer.Exit(1)
    for name in ("what", "campaign", "format", "made at", "file"):
        typer.echo(f"{name}: {facts[name]}")
    typer.echo("The file is genuine and whole.")


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece
