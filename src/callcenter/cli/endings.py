"""`callcenter retention` and `callcenter certificates`: the end of data from the command line."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callcenter.cli.context import in_database, read_settings

if TYPE_CHECKING:
    from callcenter.infra.db import Db
    from callcenter.privacy.service import Step

retention = typer.Typer(help="How long lists are kept.", no_args_is_help=True)
certificates = typer.Typer(help="Certificates of destruction.", no_args_is_help=True)

_PROBLEMS = {
    "format": "this is not a certificate, or it was cut or saved in another form",
    "signature": "it was changed, or another site signed it",
    "checkpoint": "the journal checkpoint in it does not hold",
}


@retention.callback()
def _group() -> None:
    """How long lists are kept."""


@retention.command()
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is due and do nothing.")] = False,
) -> None:
    """Give the warnings that are due and order the end of lists whose time is over; the vault destroys them."""
    from rich.console import Console
    from rich.table import Table

    from callcenter.kit import clock
    from callcenter.privacy import service

    async def work(db: "Db") -> "list[Step]":
        return await service.run_retention(db, clock.now(), dry_run=dry_run)

    steps = in_database(work)
    if not steps:
        typer.echo("Nothing is due.")
        return
    table = Table("list", "partner", "kept until", "would do" if dry_run else "done")
    for step in steps:
        what = "destroy" if step.warning is None else f"warn, {step.warning} days before"
        table.add_row(step.list_name, step.partner_name, step.kept_until.strftime("%Y-%m-%d %H:%M UTC"), what)
    Console().print(table)


@certificates.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The certificate's text file.")],
    public_key: Annotated[
        str | None, typer.Option(help="The site's public journal key, hex; absent: this machine's keyring.")
    ] = None,
) -> None:
    """Check a certificate offline; exit code 1 when a single byte of it is not what the site signed."""
    from callcenter.infra.keyring import checkpoint_holds
    from callcenter.infra.sealer import checkpoint_message
    from callcenter.privacy import certificates as texts

    trusted = site_key(public_key)

    def checkpoint(size: int, root: bytes, signature: bytes) -> bool:
        return checkpoint_holds(trusted, checkpoint_message(size, root), signature)

    found = texts.verify(file.read_bytes(), partial(checkpoint_holds, trusted), checkpoint)
    if found.problem is not None:
        typer.echo(f"The certificate is not genuine: {_PROBLEMS[found.problem]}.", err=True)
        raise typer.Exit(1)
    for name in ("what", "name", "partner", "site", "records", "destroyed at", "final on", "journal entry"):
        if name in found.facts:
            typer.echo(f"{name}: {found.facts[name]}")
    typer.echo("The certificate is genuine and whole.")


@certificates.command("public-key")
def show_key() -> None:
    """Print the site's public journal key, for whoever checks certificates elsewhere."""
    typer.echo(site_key(None).hex())


def site_key(given: str | None) -> bytes:
    """The site's public journal key, given or this machine's. Raises typer.BadParameter."""
    if given is None:
        from callcenter.infra.keyring import WebKeyring

        return WebKeyring.load(read_settings().web_folder / "keyring.json").journal_public_key
    try:
        key = bytes.fromhex(given)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise typer.BadParameter("a public key is 64 hexadecimal digits")
    return key
