"""The way of a list that a carrier brings: sealed, read by the vault, its open questions answered, confirmed, imported.

It does what the partner's page does, for that partner's account; nothing of what stands in the file is printed.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from uuid import UUID

    from rich.progress import Progress
    from sqlalchemy.ext.asyncio import async_sessionmaker

    from callcenter.accounts.schemas import Partner
    from callcenter.call_lists.schemas import CallListRead, Preview, Question, SheetRead
    from callcenter.infra.db import Db
    from callcenter.infra.keyring import WebKeyring
    from callcenter.partners.schemas import ConsentDeclared

PIECE = 256 * 1024
VAULT_SECONDS = 15
"""How long a list may lie untouched before the command says that the vault is not at work."""

SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
_SPELLED = {sign: name for name, sign in SEPARATORS.items()}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a carrier says of how a file is to be read; None: as the file says."""

    encoding: str | None = None
    separator: str | None = None
    header_line: int | None = None
    sheet: str | None = None
    date_order: str | None = None

    def choice(self, sheets: "list[SheetRead]") -> dict[str, Any]:
        """As the service takes it. Raises typer.BadParameter for a sheet that is not there."""
        said: dict[str, Any] = {
            "encoding": self.encoding,
            "separator": SEPARATORS[self.separator] if self.separator else None,
            "header_line": self.header_line,
            "date_order": self.date_order,
        }
        if self.sheet is not None:
            at = {sheet.name: sheet.number for sheet in sheets}
            at |= {str(sheet.number + 1): sheet.number for sheet in sheets if str(sheet.number + 1) not in at}
            if self.sheet not in at:
                known = ", ".join(sheet.name for sheet in sheets) or "none: it is no workbook"
                raise typer.BadParameter(f"sheets of this file: {known}", param_hint="--sheet")
            said["sheet"] = at[self.sheet]
        return {part: value for part, value in said.items() if value is not None}


class Carrying:
    """One list's way, for one company's account."""

    def __init__(
        self,
        company: str,
        account: str | None,
        answers: Answers,
        consent: "ConsentDeclared | None",
        *,
        ask: bool,
    ) -> None:
        self._company, self._account = company, account
        self._answers, self._consent, self._ask = answers, consent, ask

    async def bring(self, dsn: str, keyring: Path, file: Path, name: str, purpose: str) -> int:
        """A new list from a file. Gives the exit code: 0, EX_DATAERR (refused), EX_TEMPFAIL (it waits for somebody)."""
        async with _site(dsn, keyring) as (make, keys):
            with _bars() as bars:
                partner, list_id = await self._send(make, keys, bars, file, name, purpose)
            return await self._go_on(make, keys, partner, list_id)

    async def answer(self, dsn: str, keyring: Path, list_id: "UUID") -> int:
        """A list that waits for answers or for its columns; the exit code as above."""
        from callcenter.accounts import service as accounts

        async with _site(dsn, keyring) as (make, keys):
            async with make() as db:
                partner = await accounts.acting_for(db, self._company, self._account)
            return await self._go_on(make, keys, partner, list_id)

    async def _send(
        self,
        make: "async_sessionmaker[Db]",
        keys: "WebKeyring",
        bars: "Progress",
        file: Path,
        name: str,
        purpose: str,
    ) -> "tuple[Partner, UUID]":
        from callcenter.accounts import service as accounts
        from callcenter.call_lists import service
        from callcenter.call_lists.schemas import CallListCarried, CallListCreate
        from callcenter.infra import journal

        size = (await asyncio.to_thread(file.stat)).st_size
        bar = bars.add_task("sealing", total=size)
        async with make() as db:
            partner = await accounts.acting_for(db, self._company, self._account)
            new = CallListCreate.model_validate(
                {"name": name, "purpose": purpose, "file_name": file.name[-120:]}
            )
            made = await service.announce(db, partner, new)
            pieces = _pieces(file, lambda size: bars.advance(bar, size))
            await service.receive(db, partner, keys, made.id, pieces)
            carried = CallListCarried(
                list_id=made.id, account_id=partner.user_id, partner_id=partner.partner_id
            )
            await journal.append(db, carried)
            await db.commit()
        return partner, made.id

    async def _go_on(
        self, make: "async_sessionmaker[Db]", keys: "WebKeyring", partner: "Partner", list_id: "UUID"
    ) -> int:
        read = await self._until(make, partner, list_id, {"received", "inspecting"})
        if read.state != "needs_mapping":
            return _over(read)
        preview = await self._settled(make, partner, keys, list_id)
        if preview is None or not await self._confirm(make, partner, list_id, preview):
            return os.EX_TEMPFAIL
        return _over(await self._until(make, partner, list_id, {"importing"}))

    async def _until(
        self, make: "async_sessionmaker[Db]", partner: "Partner", list_id: "UUID", under_way: set[str]
    ) -> "CallListRead":
        """Follows the list while its state is one of these; gives up when nothing moves for a while."""
        from callcenter.call_lists import service

        with _bars() as bars:
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

    async def _settled(
        self, make: "async_sessionmaker[Db]", partner: "Partner", keys: "WebKeyring", list_id: "UUID"
    ) -> "Preview | None":
        """The preview with the carrier's answers, shown; None, and why, when something of it is still open."""
        from callcenter.call_lists import service
        from callcenter.call_lists.fields import DATES
        from callcenter.call_lists.schemas import ReadingChoice

        async with make() as db:
            preview = await service.read_preview(db, partner, keys, list_id)
            if choice := self._answers.choice(preview.sheets):
                said = ReadingChoice.model_validate(choice)
                await service.settle_reading(db, partner, list_id, said)
                await db.commit()
        if choice:
            read = await self._until(make, partner, list_id, {"inspecting"})
            if read.state != "needs_mapping":
                _over(read)
                return None
            async with make() as db:
                preview = await service.read_preview(db, partner, keys, list_id)
        _show(preview)
        if preview.refused is not None:
            typer.echo(f"Not readable so ({preview.refused.code}): {preview.refused.message}", err=True)
            return None
        dates = any(column.field in DATES for column in preview.columns)
        open_ = [question for question in preview.questions if dates or question.about != "date_order"]
        if open_:
            typer.echo("The file leaves open:")
            for question in open_:
                typer.echo(f"  {_asked(question, preview)}")
            typer.echo(
                f"Answer with `callcenter lists answer {list_id} --partner …` and these options, or on the partner's "
                "page; the first answer is what is shown above."
            )
            return None
        return preview

    async def _confirm(
        self, make: "async_sessionmaker[Db]", partner: "Partner", list_id: "UUID", preview: "Preview"
    ) -> bool:
        from callcenter.call_lists import service
        from callcenter.call_lists.schemas import ColumnChoice, ImportOrder

        if self._ask and not typer.confirm("Import it so?"):
            typer.echo("The list waits on the partner's page for its columns.")
            return False
        chosen = [ColumnChoice(index=c.index, field=c.field, use=c.use) for c in preview.columns]
        async with make() as db:
            order = ImportOrder(columns=chosen, consent=self._consent)
            await service.order_import(db, partner, list_id, order)
            await db.commit()
        return True


@asynccontextmanager
async def _site(dsn: str, keyring: Path) -> "AsyncIterator[tuple[async_sessionmaker[Db], WebKeyring]]":
    from callcenter.infra.db import open_engine, sessions
    from callcenter.infra.keyring import WebKeyring

    engine = open_engine(dsn, size=4)
    try:
        yield sessions(engine), WebKeyring.load(keyring)
    finally:
        await engine.dispose()


def _bars() -> "Progress":
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    return Progress(*columns, TimeRemainingColumn())


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


def _asked(question: "Question", preview: "Preview") -> str:
    """One open question as the options that answer it; nothing of what stands in the file."""
    values = [answer.value for answer in question.answers]
    match question.about:
        case "separator":
            values = [_SPELLED[value] for value in values]
        case "sheet":
            names = {str(sheet.number): sheet.name for sheet in preview.sheets}
            values = [f"'{names[value]}'" for value in values]
    option = question.about.replace("_", "-")
    return " | ".join(f"--{option} {value}" for value in values)


def _over(read: "CallListRead") -> int:
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
