"""Routes of reports: definitions, figures by every angle, files, and what is made on schedule."""

from datetime import date
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response

from callcenter.accounts.access import AsReader, AsResponsible, one_instant
from callcenter.accounts.schemas import Caller
from callcenter.infra.db import Db
from callcenter.infra.http import RequestDb
from callcenter.infra.pdf import paper
from callcenter.kit import numbers
from callcenter.kit.text import file_name
from callcenter.partners import exchanges
from callcenter.reports import files, service
from callcenter.reports.schemas import (
    Angle,
    CampaignResults,
    Definitions,
    FileKind,
    KeptReportRead,
    ReportChoices,
    ReportOrder,
    ReportRead,
)

router = APIRouter(prefix="/api", tags=["reports"])


def _ordered(
    since: date,
    until: date,
    by: Angle = "day",
    before_since: date | None = None,
    before_until: date | None = None,
    site_id: UUID | None = None,
    campaign_id: UUID | None = None,
    list_id: UUID | None = None,
    agent_id: UUID | None = None,
) -> ReportOrder:
    return ReportOrder(
        by=by,
        since=since,
        until=until,
        before_since=before_since,
        before_until=before_until,
        site_id=site_id,
        campaign_id=campaign_id,
        list_id=list_id,
        agent_id=agent_id,
    )


Ordered = Annotated[ReportOrder, Depends(_ordered)]


@router.get("/kpis")
async def read_definitions(reader: AsResponsible) -> Definitions:
    """Every figure with its formula, in words and as what is divided by what."""
    return service.definitions(reader.language)


@router.get("/campaigns/{campaign_id}/results")
async def campaign_results(request: Request, campaign_id: UUID, reader: AsReader) -> CampaignResults:
    async with one_instant(request, reader) as db:
        return await service.campaign_results(db, reader, campaign_id)


@router.get("/reports/choices")
async def read_choices(reader: AsResponsible, db: RequestDb) -> ReportChoices:
    """What a report can be narrowed to."""
    return await service.choices(db, reader)


@router.get("/reports")
async def read_report(request: Request, reader: AsResponsible, order: Ordered) -> ReportRead:
    """Figures of a period by one angle, beside those of another period where one is named."""
    async with one_instant(request, reader) as db:
        return await service.report(db, reader, order)


@router.get("/reports/file")
async def download_report(
    request: Request,
    reader: AsResponsible,
    db: RequestDb,
    order: Ordered,
    format: Annotated[FileKind, Query()] = "csv",  # noqa: A002 - the API's own word
    encrypted: bool = False,
) -> Response:
    """The same as a file: CSV (`;`, UTF-8 with BOM) and XLSX with neutralised cells, or an accessible PDF.

    A partner takes it as a package to its own key where it wants that.
    """
    async with one_instant(request, reader) as instant:
        report = await service.report(instant, reader, order)
    await service.note_taken(db, reader, order, format)
    name, content = await _file(reader, [report], reader.home_name or "", format)
    return await _handed_over(db, reader, name, content, format, encrypted=encrypted)


@router.get("/reports/kept")
async def list_kept(reader: AsResponsible, db: RequestDb) -> list[KeptReportRead]:
    """Daily and monthly reports made on schedule, newest first."""
    return await service.kept(db, reader)


@router.get("/reports/kept/{report_id}/file")
async def download_kept(
    report_id: UUID,
    reader: AsResponsible,
    db: RequestDb,
    format: Annotated[FileKind, Query()] = "pdf",  # noqa: A002 - the API's own word
    encrypted: bool = False,
) -> Response:
    """A report made on schedule, in the reader's language; as a spreadsheet its first table."""
    where, reports = await service.open_kept(db, reader, report_id, format)
    name, content = await _file(reader, reports, where, format)
    return await _handed_over(db, reader, name, content, format, encrypted=encrypted)


async def _file(reader: Caller, reports: list[ReportRead], where: str, form: FileKind) -> tuple[str, bytes]:
    """A file's name and content."""
    first, language = reports[0], reader.language
    local = first.made_at.astimezone(ZoneInfo(first.zone or reader.home_zone or "Europe/Paris"))
    if form == "pdf":
        at = f"{numbers.day(local.date(), language)}, {local:%H:%M}"
        data = files.paper_data(reports, where or "callcenter", language, at)
        content = await paper(
            files.TEMPLATE, data, title=files.title(language), language=language, at=first.made_at
        )
    else:
        content = files.spreadsheet(first, form, language)
    name = file_name(files.file_word(language), where, first.since.isoformat(), day=first.until, ending=form)
    return name, content


async def _handed_over(
    db: Db, reader: Caller, name: str, content: bytes, form: FileKind, *, encrypted: bool
) -> Response:
    content, name, kind = await exchanges.handed_over(
        db, reader, content, name, files.MEDIA_TYPES[form], encrypted=encrypted
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
