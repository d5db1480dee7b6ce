"""`callcenter lists`: a call list that a carrier brings to this machine, and where a partner's lists stand."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from callcenter.cli.context import in_database, owner_dsn, read_settings

if TYPE_CHECKING:
    from uuid import UUID

    from rich.progress import Progress
    from sqlalchemy.ext.asyncio import async_sessionmaker

    from callcenter.accounts.schemas import Partner
    from callcenter.call_lists.schemas import CallListRead, Preview
    from callcenter.infra.db import Db
    from callcenter.infra.keyring import WebKeyring
    from callcenter.partners.schemas import ConsentDeclared

app = typer.Typer(help="Call lists brought to this machine.", no_args_is_help=True)

PIECE = 256 * 1024
VAULT_SECONDS = 15
"""How long a list may lie untouched before the command says that the vault is not at work."""

Company = Annotated[str, typer.Option(help="Name of the partner company.")]
Account = Annotated[
    str | None, typer.Option("--as", help="The company's account it is entered for; absent: its oldest one.")
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
    basis: Annotated[
        Literal["consent", "contract", "b2b", "after_sales"] | None,
        typer.Option(help="Legal basis of the rows that name none."),
    ] = None,
    basis_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of that basis.")
    ] = None,
    basis_channel: Annotated[str, typer.Option(help="How it was obtained.")] = "",
    basis_proof: Annotated[str, typer.Option(help="Reference of its proof.")] = "",
    yes: Annotated[bool, typer.Option(help="Take the columns as they are understood.")] = False,
) -> None:
    """Import a list from a file, in clear or encrypted to this site; it is sealed to the vault as it is read."""
    from callcenter.kit.errors import TooLarge
    from callcenter.partners.schemas import ConsentDeclared

    settings = read_settings()
    if file.stat().st_size > settings.upload_bytes:
        raise TooLarge
    consent = None
    if basis is not None:
        consent = ConsentDeclared.model_validate(
            {
                "basis": basis,
                "on": basis_on.date() if basis_on else None,
                "channel": basis_channel,
                "proof": basis_proof,
            }
        )
    with owner_dsn(settings) as dsn:
        work = _Import(file, partner, account, consent, ask=not yes)
        code = asyncio.run(work.run(dsn, settings.web_folder / "keyring.json", name, purpose))
    raise typer.Exit(code)


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


class _Import:
    """One list's way: announced and sealed in one transaction, looked at by the vault, confirmed, imported."""

    def __init__(
        self, file: Path, company: str, account: str | None, consent: "ConsentDeclared | None", *, ask: bool
    ) -> None:
        self._file, self._company, self._account = file, company, account
        self._consent, self._ask = consent, ask

    async def run(self, dsn: str, keyring: Path, name: str, purpose: str) -> int:
        """Gives the exit code: 0 done, EX_DATAERR refused, EX_TEMPFAIL it waits for somebody."""
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        from callcenter.infra.db import open_engine, sessions
        from callcenter.infra.keyring import WebKeyring

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        engine = open_engine(dsn, size=2)
        try:
            make, keys = sessions(engine), WebKeyring.load(keyring)
            with Progress(*columns, TimeRemainingColumn()) as bars:
                partner, list_id = await self._send(make, keys, bars, name, purpose)
                read = await self._until(make, partner, list_id, bars, {"received", "inspecting"})
            if read.state != "needs_mapping":
                return self._over(read)
            if not await self._confirm(make, partner, keys, list_id):
                return os.EX_TEMPFAIL
            with Progress(*columns, TimeRemainingColumn()) as bars:
                read = await self._until(make, partner, list_id, bars, {"importing"})
            return self._over(read)
        finally:
            await engine.dispose()

    async def _send(
        self,
        make: "async_sessionmaker[Db]",
        keys: "WebKeyring",
        bars: "Progress",
        name: str,
        purpose: str,
    ) -> "tuple[Partner, UUID]":
        from callcenter.accounts import service as accounts
        from callcenter.call_lists import service
        from callcenter.call_lists.schemas import CallListCarried, CallListCreate
        from callcenter.infra import journal

        bar = bars.add_task("sealing", total=self._file.stat().st_size)
        async with make() as db:
            partner = await accounts.acting_for(db, self._company, self._account)
            new = CallListCreate.model_validate(
                {"name": name, "purpose": purpose, "file_name": self._file.name[-120:]}
            )
            made = await service.announce(db, partner, new)
            pieces = _pieces(self._file, lambda size: bars.advance(bar, size))
            await service.receive(db, partner, keys, made.id, pieces)
            carried = CallListCarried(
                list_id=made.id, account_id=partner.user_id, partner_id=partner.partner_id
            )
            await journal.append(db, carried)
            await db.commit()
        return partner, made.id

    async def _until(
        self,
        make: "async_sessionmaker[Db]",
        partner: "Partner",
        list_id: "UUID",
        bars: "Progress",
        under_way: set[str],
    ) -> "CallListRead":
        """Follows the list while its state is one of these; gives up when nothing moves for a while."""
        from callcenter.call_lists import service

        bar, moved, before = bars.add_task("vault", total=None), time.monotonic(), None
        while True:
            async with make() as db:
                read = await service.read_list(db, partner, list_id)
            progress = read.progress
            if progress is not None:
                bars.update(bar, description="importing", total=progress.total, completed=progress.done)
            if read.state not in under_way:
                return read
            if (read.state, progress) != before:
                moved, before = time.monotonic(), (read.state, progress)
            if read.state != "inspecting" and time.monotonic() - moved > VAULT_SECONDS:
                return read
            await asyncio.sleep(0.3)

    async def _confirm(
        self, make: "async_sessionmaker[Db]", partner: "Partner", keys: "WebKeyring", list_id: "UUID"
    ) -> bool:
        from callcenter.call_lists import service
        from callcenter.call_lists.schemas import ColumnChoice, ImportOrder

        async with make() as db:
            preview = await service.read_preview(db, partner, keys, list_id)
        _show(preview)
        open_ = ", ".join(question.about for question in preview.questions)
        if open_:
            typer.echo(f"The file leaves open: {open_}. The list waits on the partner's page for an answer.")
            return False
        if self._ask and not typer.confirm("Import it so?"):
            typer.echo("The list waits on the partner's page for its columns.")
            return False
        chosen = [ColumnChoice(index=c.index, field=c.field, use=c.use) for c in preview.columns]
        async with make() as db:
            order = ImportOrder(columns=chosen, consent=self._consent)
            await service.order_import(db, partner, list_id, order)
            await db.commit()
        return True

    def _over(self, read: "CallListRead") -> int:
        if read.failure is not None:
            typer.echo(f"Refused ({read.failure.code}): {read.failure.message}", err=True)
            return os.EX_DATAERR
        if read.counts is None:
            typer.echo(
                f"List {read.id} is {read.state}: the vault is not at work, or is busy; it takes the list up by "
                "itself, and `callcenter lists list` shows it."
            )
            return os.EX_TEMPFAIL
        counts = read.counts
        typer.echo(
            f"List {read.id} is {read.state}: {counts.lines} lines, {counts.accepted} accepted, {counts.warned} with "
            f"a warning, {counts.not_callable} not callable, {counts.refused} refused, {counts.duplicate} duplicates."
        )
        return 0


async def _pieces(file: Path, tell: Callable[[int], None]) -> AsyncIterator[bytes]:
    with file.open("rb") as source:
        while piece := await asyncio.to_thread(source.read, PIECE):
            yield piece
            tell(len(piece))


def _show(preview: "Preview") -> None:
    """The columns as understood; no sample of what stands in them."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("column", "is", "becomes")
    for column in preview.columns:
        table.add_row(escape(column.header), column.field.value, column.use.value)
    Console().print(table)
