"""`callcenter keys`: making, showing and rotating the keys of the two keyrings."""

import asyncio

import typer

from callcenter.cli.context import owner_dsn, read_settings

app = typer.Typer(help="The two keyrings.", no_args_is_help=True)


@app.command()
def init() -> None:
    """Make both keyrings of a new site; refuses beside existing data."""
    from callcenter.cli.preparing import migrate_and_tie

    settings = read_settings()
    with owner_dsn(settings) as dsn:
        asyncio.run(migrate_and_tie(dsn, settings))
    typer.echo(f"Keyrings: {settings.vault_folder / 'keyring.json'}, {settings.web_folder / 'keyring.json'}")


@app.command()
def status() -> None:
    """Show each key's use, version, age and check value; nothing secret."""
    from rich.console import Console
    from rich.table import Table

    from callcenter.infra.keyring import WebKeyring
    from callcenter.infra.vault_keyring import VaultKeyring

    settings = read_settings()
    table = Table("keyring", "use", "version", "made", "check", "newest")
    for name, keyring in (
        ("vault", VaultKeyring.load(settings.vault_folder / "keyring.json")),
        ("web", WebKeyring.load(settings.web_folder / "keyring.json")),
    ):
        for key in keyring.describe():
            made = key.created_at.strftime("%Y-%m-%d %H:%M UTC")
            table.add_row(name, key.use, str(key.version), made, key.check, "yes" if key.newest else "")
    Console().print(table)


@app.command()
def recipient() -> None:
    """Print the age recipient of this site: files encrypted to it are opened by the vault alone."""
    from callcenter.infra.keyring import WebKeyring

    typer.echo(WebKeyring.load(read_settings().web_folder / "keyring.json").recipient)


@app.command()
def rotate() -> None:
    """Put every list under a new key-encryption key, online; a rotation cut short is taken up again."""
    from callcenter.call_lists.rotation import rotate as rotate_keys
    from callcenter.infra.vault_keyring import VaultKeyring

    settings = read_settings()
    keyring = VaultKeyring.load(settings.vault_folder / "keyring.json")
    with owner_dsn(settings) as dsn:
        done = asyncio.run(rotate_keys(dsn, keyring))
    typer.echo(f"Key-encryption key {done.version}: {done.lists} lists put under it, older versions removed.")
