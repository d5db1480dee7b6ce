"""`callcenter users`: the first administrator, and what an administrator away from the pages may need."""

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import typer

from callcenter.cli.context import in_database
from callcenter.kit.languages import LANGUAGES

if TYPE_CHECKING:
    from callcenter.accounts.schemas import NewPassphrase
    from callcenter.infra.db import Db

app = typer.Typer(help="Accounts, as on the administration page.", no_args_is_help=True)

SignIn = Annotated[str, typer.Argument(help="The sign-in name or badge id.")]
RoleName = Literal["agent", "supervisor", "trainer", "partner", "administrator", "auditor"]

_LANGUAGES = ", ".join(LANGUAGES)


def _offered(language: str) -> str:
    if language not in LANGUAGES:
        raise typer.BadParameter(f"choose among {_LANGUAGES}")
    return language


@app.command("add")
def add(
    sign_in: SignIn,
    role: Annotated[RoleName, typer.Option(help="What the account may do.")],
    name: Annotated[str, typer.Option(help="The name that others see.")],
    home: Annotated[str | None, typer.Option(help="Name of the site or of the partner company.")] = None,
    language: Annotated[
        str, typer.Option(help=f"Language of the pages: {', '.join(LANGUAGES)}.", callback=_offered)
    ] = "fr",
) -> None:
    """Add an account; prints its one-time passphrase."""
    from callcenter.accounts import service
    from callcenter.accounts.errors import RoleNeedsHome
    from callcenter.accounts.schemas import Role, UserCreate

    async def work(db: "Db") -> "NewPassphrase":
        found = await service.find_organisation(db, home) if home is not None else None
        if home is not None and found is None:
            raise RoleNeedsHome(fields={"home": "unknown"})
        place = {"site_id" if found.kind == "site" else "partner_id": found.id} if found else {}
        new = UserCreate(role=Role(role), sign_in=sign_in, display_name=name, language=language, **place)
        return await service.add_user(db, None, new)

    _show(in_database(work))


@app.command("list")
def list_all() -> None:
    """List the accounts."""
    from rich.console import Console
    from rich.table import Table

    from callcenter.accounts import service

    table = Table("sign-in", "role", "name", "home", "state")
    for user in in_database(service.list_users):
        table.add_row(user.sign_in, user.role, user.display_name, user.home or "", user.state)
    Console().print(table)


@app.command("reset-passphrase")
def reset_passphrase(sign_in: SignIn) -> None:
    """Give an account a one-time passphrase, printed for handing over in person; its sessions end."""
    from callcenter.accounts import service

    async def work(db: "Db") -> "NewPassphrase":
        return await service.reset_passphrase(db, None, await _account(db, sign_in))

    _show(in_database(work))


@app.command()
def disable(sign_in: SignIn) -> None:
    """Disable an account; its sessions end."""
    from callcenter.accounts import service
    from callcenter.accounts.schemas import UserUpdate

    async def work(db: "Db") -> None:
        await service.update_user(db, None, await _account(db, sign_in), UserUpdate(state="disabled"))

    in_database(work)
    typer.echo(f"{sign_in} is disabled.")


async def _account(db: "Db", sign_in: str) -> UUID:
    from callcenter.accounts import service
    from callcenter.kit.errors import NotFound

    found = await service.find_by_sign_in(db, sign_in.strip().lower())
    if found is None:
        raise NotFound
    return found


def _show(given: "NewPassphrase") -> None:
    typer.echo(f"{given.user.sign_in}: one-time passphrase « {given.passphrase} », to be changed at sign-in.")
