"""`callcenter lists`: a call list that a carrier brings to this machine, and where a partner's lists stand."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import typer

from callcenter.cli.carried import Answers, Carrying
from callcenter.cli.context import in_database, owner_dsn, read_settings

if TYPE_CHECKING:
    from callcenter.call_lists.schemas import CallListRead
    from callcenter.infra.db import Db
    from callcenter.partners.schemas import ConsentDeclared

app = typer.Typer(help="Call lists brought to this machine.", no_args_is_help=True)

Company = Annotated[str, typer.Option(help="Name of the partner company.")]
Account = Annotated[
    str | None, typer.Option("--as", help="The company's account it is entered for; absent: its oldest one.")
]
Basis = Annotated[
    Literal["consent", "contract", "b2b", "after_sales"] | None,
    typer.Option(help="Legal basis of the rows that name none."),
]
BasisOn = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of that basis.")]
BasisChannel = Annotated[str, typer.Option(help="How it was obtained.")]
BasisProof = Annotated[str, typer.Option(help="Reference of its proof.")]
Yes = Annotated[bool, typer.Option(help="Take the columns as they are understood.")]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of the text, should the file leave it open: cp1252, cp1250…")
]
Separator = Annotated[
    Literal["semicolon", "comma", "tab", "bar"] | None, typer.Option(help="What separates the columns.")
]
HeaderLine = Annotated[
    int | None, typer.Option(min=0, max=200, help="Line of the headers; 0: there is none.")
]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a workbook, by its name or its number from 1.")]
DateOrder = Annotated[
    Literal["day", "month"] | None, typer.Option(help="What stands first in a date such as 03/04/2026.")
]


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The list; .age or in clear.")
    ],
    partner: Company,
    purpose: Annotated[Literal["appointment", "loyalty", "after_sales"], typer.Option(help="What for.")],
    name: Annotated[str, typer.Option(help="Name of the list.")],
    account: Account = None,
    encoding: Encoding = None,
    separator: Separator = None,
    header_line: HeaderLine = None,
    sheet: Sheet = None,
    date_order: DateOrder = None,
    basis: Basis = None,
    basis_on: BasisOn = None,
    basis_channel: BasisChannel = "",
    basis_proof: BasisProof = "",
    yes: Yes = False,
) -> None:
    """Import a list from a file, in clear or encrypted to this site; it is sealed to the vault as it is read.

    What the file leaves open is named, with the options that answer it.
    """
    from callcenter.kit.errors import TooLarge

    settings = read_settings()
    if file.stat().st_size > settings.upload_bytes:
        raise TooLarge
    answers = _answers(encoding, separator, header_line, sheet, date_order)
    consent = _consent(basis, basis_on, basis_channel, basis_proof)
    carrying = Carrying(partner, account, answers, consent, ask=not yes)
    with owner_dsn(settings) as dsn:
        keyring = settings.web_folder / "keyring.json"
        code = asyncio.run(carrying.bring(dsn, keyring, file, name, purpose))
    raise typer.Exit(code)


@app.command("answer")
def answer(
    list_id: Annotated[UUID, typer.Argument(help="The list, as `lists list` shows it.")],
    partner: Company,
    account: Account = None,
    encoding: Encoding = None,
    separator: Separator = None,
    header_line: HeaderLine = None,
    sheet: Sheet = None,
    date_order: DateOrder = None,
    basis: Basis = None,
    basis_on: BasisOn = None,
    basis_channel: BasisChannel = "",
    basis_proof: BasisProof = "",
    yes: Yes = False,
) -> None:
    """Answer what the file of a list leaves open, and import it; the file need not be brought again."""
    answers = _answers(encoding, separator, header_line, sheet, date_order)
    consent = _consent(basis, basis_on, basis_channel, basis_proof)
    carrying = Carrying(partner, account, answers, consent, ask=not yes)
    settings = read_settings()
    with owner_dsn(settings) as dsn:
        code = asyncio.run(carrying.answer(dsn, settings.web_folder / "keyring.json", list_id))
    raise typer.Exit(code)


def _answers(
    encoding: str | None,
    separator: str | None,
    header_line: int | None,
    sheet: str | None,
    date_order: str | None,
) -> Answers:
    """Raises typer.BadParameter for an encoding that is not known."""
    from typing import get_args

    from callcenter.call_lists import schemas

    if encoding is not None and encoding not in get_args(schemas.Encoding):
        known = ", ".join(get_args(schemas.Encoding))
        raise typer.BadParameter(f"known encodings: {known}", param_hint="--encoding")
    return Answers(encoding, separator, header_line, sheet, date_order)


def _consent(basis: str | None, on: datetime | None, channel: str, proof: str) -> "ConsentDeclared | None":
    from callcenter.partners.schemas import ConsentDeclared

    if basis is None:
        return None
    said = {"basis": basis, "on": on.date() if on else None, "channel": channel, "proof": proof}
    return ConsentDeclared.model_validate(said)


@app.command("list")
def list_all(partner: Company, account: Account = None) -> None:
    """Show where a partner's lists stand."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from callcenter.accounts import service as accounts
    from callcenter.call_lists import service

    async def work(db: "Db") -> "list[CallListRead]":
        return await service.list_lists(db, await accounts.acting_for(db, partner, account))

    table = Table("list", "name", "state", "lines", "to call", "what is wrong")
    for found in in_database(work):
        lines, kept = _figures(found)
        wrong = found.failure.message if found.failure else ""
        table.add_row(str(found.id), escape(found.name), found.state, lines, kept, wrong)
    Console().print(table)


def _figures(found: "CallListRead") -> tuple[str, str]:
    if found.counts is not None:
        return str(found.counts.lines), str(found.counts.accepted + found.counts.warned)
    if found.progress is not None:
        return f"{found.progress.done} of about {found.progress.total}", ""
    return "", ""
