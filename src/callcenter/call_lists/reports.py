"""What a partner reads of a file's lines: the report by pages and as a file, the refused lines as a file to mend."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Partner
from callcenter.call_lists import queries
from callcenter.call_lists.errors import NothingToMend, RefusedFileNotReady
from callcenter.call_lists.models import CallList, RefusedFile, ReportLine
from callcenter.call_lists.report_formats import MEDIA_TYPES, ReportFormat, ReportRow, report_file, word
from callcenter.call_lists.schemas import (
    RefusedFileRead,
    RefusedLinesRead,
    Report,
    ReportLineRead,
    ReportRead,
)
from callcenter.call_lists.sentences import LINE
from callcenter.call_lists.service import entry_ids, own_list
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db, SessionMaker
from callcenter.infra.exchange import Letter
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.text import file_name

MAKE_REFUSED = "make_refused_file"
"""Kind of the vault's job that writes the refused lines of a file into one to mend."""

PAGE = 100
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file to send in pieces, which are made while it is sent."""

    name: str
    media_type: str
    pieces: AsyncIterator[bytes]


def _columns(row: CallList) -> dict[str, int]:
    """The place of each field in the file, counted from 1; of several columns of one field the first."""
    places: dict[str, int] = {}
    for index, name, _ in (row.mapping or {}).get("columns", ()):
        places.setdefault(name, index + 1)
    return places


def _line(row: ReportLine, columns: dict[str, int], language: str) -> ReportLineRead:
    return ReportLineRead.model_validate(
        {
            "line": row.line,
            "severity": row.severity,
            "field": row.field,
            "column": columns.get(row.field or ""),
            "code": row.code,
            "message": LINE[row.code].of(language),
        }
    )


async def report(db: Db, partner: Partner, list_id: UUID, *, after: int, severities: list[str]) -> Report:
    """A page of remarks in the order of the file."""
    row = await own_list(db, partner, list_id, lock=False)
    found = await queries.report(db, row.id, after=after, limit=PAGE + 1, severities=severities)
    columns = _columns(row)
    lines = [_line(line, columns, partner.language) for line in found[:PAGE]]
    return Report(lines=lines, next=found[PAGE - 1].id if len(found) > PAGE else None)


def _file_name(row: CallList, partner: Partner, kind: str, ending: str) -> str:
    today = clock.now().astimezone(ZoneInfo(partner.home_zone or "Europe/Paris")).date()
    return file_name(word(kind, partner.language), row.name, day=today, ending=ending)


async def open_report(
    db: Db, partner: Partner, make: SessionMaker, list_id: UUID, form: ReportFormat
) -> ReadyFile:
    """The whole report, every line of the file in it, read through sessions of its own while it is sent."""
    row = await own_list(db, partner, list_id, lock=False)
    await journal.append(db, ReportRead(**entry_ids(partner, row)))
    pieces = report_file(form, _rows(make, row.id), _columns(row), partner.language)
    return ReadyFile(_file_name(row, partner, "title", form), MEDIA_TYPES[form], pieces)


async def _rows(make: SessionMaker, list_id: UUID) -> AsyncIterator[ReportRow]:
    """Remarks and lines without any, in the order of the file; a page of each in memory."""
    remarks, runs = _remarks(make, list_id), _runs(make, list_id)
    remark, run = await anext(remarks, None), await anext(runs, None)
    while remark is not None or run is not None:
        if run is None or (remark is not None and remark.line < run[0]):
            assert remark is not None
            yield remark
            remark = await anext(remarks, None)
            continue
        for line in range(run[0], run[1] + 1):
            yield ReportRow(line, "accepted", None, "")
        run = await anext(runs, None)


async def _remarks(make: SessionMaker, list_id: UUID) -> AsyncIterator[ReportRow]:
    line = after = 0
    while True:
        async with make() as db:
            page = await queries.report_page(db, list_id, line=line, after=after, limit=ROWS_AT_ONCE)
        for row in page:
            yield ReportRow(row.line, row.severity, row.field, row.code)
        if len(page) < ROWS_AT_ONCE:
            return
        line, after = page[-1].line, page[-1].id


async def _runs(make: SessionMaker, list_id: UUID) -> AsyncIterator[tuple[int, int]]:
    after = 0
    while True:
        async with make() as db:
            page = await queries.accepted_runs(db, list_id, after=after, limit=ROWS_AT_ONCE)
        for row in page:
            yield row.first, row.last
        if len(page) < ROWS_AT_ONCE:
            return
        after = page[-1].first


# --- the refused lines, to be mended --------------------------------------------------------------------------


def _file(row: RefusedFile) -> RefusedFileRead:
    return RefusedFileRead.model_validate({name: getattr(row, name) for name in RefusedFileRead.model_fields})


async def request_refused(db: Db, partner: Partner, list_id: UUID) -> RefusedFileRead:
    """Asks the vault for the refused lines as a file. Raises NotFound, NothingToMend once they are deleted."""
    row = await own_list(db, partner, list_id, lock=False)
    counts: dict[str, Any] = row.counts or {}
    if not counts.get("refused") or row.refused_until is None or row.refused_until <= clock.now():
        raise NothingToMend
    file = RefusedFile(
        id=new_id(),
        list_id=row.id,
        partner_id=row.partner_id,
        language=partner.language,
        state="requested",
        requested_by=partner.user_id,
        requested_at=clock.now(),
    )
    db.add(file)
    await db.flush()
    await jobs.enqueue(db, MAKE_REFUSED, file.id)
    return _file(file)


async def refused_file(db: Db, partner: Partner, list_id: UUID, file_id: UUID) -> RefusedFileRead:
    row = await own_list(db, partner, list_id, lock=False)
    file = await queries.refused_file(db, file_id, row.id)
    if file is None:
        raise NotFound
    return _file(file)


async def open_refused(
    db: Db, partner: Partner, keys: WebKeyring, make: SessionMaker, list_id: UUID, file_id: UUID
) -> ReadyFile:
    """The file to mend. Raises NotFound, RefusedFileNotReady."""
    row = await own_list(db, partner, list_id, lock=False)
    file = await queries.refused_file(db, file_id, row.id)
    if file is None:
        raise NotFound
    if file.state != "ready":
        raise RefusedFileNotReady
    await journal.append(db, RefusedLinesRead(refused=file.rows or 0, **entry_ids(partner, row)))
    name = _file_name(row, partner, "refused", "csv")
    return ReadyFile(name, MEDIA_TYPES["csv"], _opened(keys, make, file_id))


async def _opened(keys: WebKeyring, make: SessionMaker, file_id: UUID) -> AsyncIterator[bytes]:
    number, last = 0, False
    while not last:
        async with make() as db:
            chunk = await queries.refused_file_chunk(db, file_id, number)
        if chunk is None:
            raise NotFound  # deleted under the reader: the answer breaks off and does not look whole
        yield keys.open_from_vault(Letter.REFUSED, file_id, chunk.number, chunk.last, chunk.sealed)
        number, last = number + 1, chunk.last
