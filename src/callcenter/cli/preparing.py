"""Bringing a site to the state in which it can be served: roles, tables, keyrings, the demo; and the API document."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callcenter.cli.context import owner_dsn, read_settings

if TYPE_CHECKING:
    from callcenter.settings import Settings


async def _migrate(dsn: str, settings: "Settings") -> None:
    from callcenter.infra import schema
    from callcenter.infra.roles import ensure_roles

    await ensure_roles(dsn, settings.data)
    await schema.upgrade(dsn)


async def migrate_and_tie(dsn: str, settings: "Settings") -> None:
    """Roles, tables and keyrings: all that an empty site needs to be served."""
    await _migrate(dsn, settings)
    await _tie_keyrings(dsn, settings)


async def _tie_keyrings(dsn: str, settings: "Settings") -> None:
    """Makes the keyrings of a new site; later checks that both are there and belong to the database."""
    from callcenter.infra.db import open_engine
    from callcenter.infra.installation import adopt, keyring_id
    from callcenter.infra.keyring import WebKeyring, create_pair
    from callcenter.infra.vault_keyring import VaultKeyring

    of_vault, of_web = settings.vault_folder / "keyring.json", settings.web_folder / "keyring.json"
    engine = open_engine(dsn, size=2)
    try:
        known = await keyring_id(engine)
        if known is None and not of_vault.exists() and not of_web.exists():
            await adopt(engine, create_pair(of_vault, of_web))
            return
        mine, other = VaultKeyring.load(of_vault), WebKeyring.load(of_web)
        other.check_belongs(mine.keyring_id)
        if known is None:  # the last start ended between making the files and noting them
            await adopt(engine, mine.keyring_id)
        else:
            mine.check_belongs(known)
    finally:
        await engine.dispose()


def prepare(demo: bool = False) -> None:
    """What `serve` does before it serves, in a process of its own: the supervisor holds no key and no row."""
    from callcenter.calls import law, quotas
    from callcenter.payslips import book as pay

    settings = read_settings(seeding=demo)
    # Here, where a refusal is one line, and not in children that start again and again.
    law.use(settings.law_file)
    quotas.use(settings.quotas_file)
    pay.use(settings.pay_file)
    with owner_dsn(settings) as dsn:
        asyncio.run(migrate_and_tie(dsn, settings))
        if demo:
            from callcenter.demo import seed, sign_ins

            asyncio.run(seed(dsn, settings))
            typer.echo(f"\nDemo sign-ins:\n{sign_ins(settings)}")


def migrate(
    check: Annotated[bool, typer.Option(help="Then fail if the tables of the code differ.")] = False,
) -> None:
    """Create the database roles and bring the tables to the present schema."""
    from alembic.util import CommandError

    from callcenter.infra import schema

    settings = read_settings()
    with owner_dsn(settings) as dsn:
        asyncio.run(_migrate(dsn, settings))
        if check:
            try:
                asyncio.run(schema.check(dsn))
            except CommandError as difference:
                typer.echo(f"The migrations and the code's tables differ: {difference}", err=True)
                raise typer.Exit(1) from None
    typer.echo("The database is at the present schema.")


def demo() -> None:
    """Seed the demo once: a site, partners, people, campaigns and a call list; prints the sign-ins."""
    prepare(demo=True)


def export_openapi(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; absent: standard output.")] = None,
) -> None:
    """Write the API's OpenAPI document, from which the front end's client is generated."""
    import json

    from callcenter.main import create_app

    text = json.dumps(create_app(read_settings()).openapi(), indent=2, ensure_ascii=False) + "\n"
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, "utf-8")
