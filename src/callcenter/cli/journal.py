"""`callcenter journal`: proving that the journal is whole, and a checkpoint to keep elsewhere."""

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callcenter.cli.context import owner_dsn, read_settings

if TYPE_CHECKING:
    from datetime import datetime

    from callcenter.infra.sealer import Verdict
    from callcenter.settings import Settings

app = typer.Typer(help="The journal's proof.", no_args_is_help=True)

_PROBLEMS = {
    "checkpoint_signature": "the checkpoint at {seq} does not bear this site's signature",
    "entry_missing": "entry {seq} is missing",
    "entry_altered": "entry {seq} was altered",
    "history_rewritten": "the entries up to {seq} are not those that were signed",
    "tail_cut": "the entries from {seq} on were cut off",
}


@app.command()
def verify(
    checkpoint: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="A checkpoint kept elsewhere.")
    ] = None,
) -> None:
    """Recompute every entry's hash and every signed root; exit code 1 when something was changed."""
    from callcenter.infra.sealer import parse_checkpoint

    try:
        outside = [parse_checkpoint(file.read_text("utf-8")) for file in checkpoint or ()]
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None
    settings = read_settings()
    with owner_dsn(settings) as dsn:
        found = asyncio.run(_verify(dsn, settings, outside))
    if found.problem is not None:
        typer.echo(
            f"The journal was tampered with: {_PROBLEMS[found.problem].format(seq=found.at_seq)}.", err=True
        )
        raise typer.Exit(1)
    typer.echo(
        f"The journal is whole: {found.entries} entries, {found.checkpoints} checkpoints, {found.root.hex()}"
    )


async def _verify(dsn: str, settings: "Settings", outside: list[tuple[int, bytes, bytes]]) -> "Verdict":
    from callcenter.infra import sealer
    from callcenter.infra.db import bare
    from callcenter.infra.keyring import WebKeyring, checkpoint_holds

    public = WebKeyring.load(settings.web_folder / "keyring.json").journal_public_key
    async with bare(dsn) as connection:
        return await sealer.verify(connection, partial(checkpoint_holds, public), outside=outside)


@app.command()
def checkpoint() -> None:
    """Print the newest signed checkpoint, to be kept where this machine's administrators can't reach it."""
    from callcenter.infra.db import bare
    from callcenter.infra.sealer import format_checkpoint, newest_checkpoint

    async def read(dsn: str) -> "tuple[int, bytes, bytes, datetime] | None":
        async with bare(dsn) as connection:
            return await newest_checkpoint(connection)

    with owner_dsn(read_settings()) as dsn:
        newest = asyncio.run(read(dsn))
    if newest is None:
        typer.echo("Nothing is signed yet.", err=True)
        raise typer.Exit(1)
    typer.echo(format_checkpoint(*newest), nl=False)
