"""Routes of call lists: everything for the partner that owns one; reading and attaching for the site's staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import StreamingResponse

from callcenter.accounts.access import AsFollower, AsPartner, AsReader, AsSupervisor, AsUploader
from callcenter.accounts.schemas import GivenTo, Partner
from callcenter.call_lists import giving, reports, service
from callcenter.call_lists.reports import ReadyFile
from callcenter.call_lists.schemas import (
    CallListCreate,
    CallListRead,
    CampaignChoice,
    ImportOrder,
    Preview,
    ReadingChoice,
    RefusedFileRead,
    Report,
    Severity,
)
from callcenter.infra.db import Db
from callcenter.infra.http import RequestDb, RequestSessions, WebKeys
from callcenter.infra.space import while_there_is_room
from callcenter.partners import exchanges
from callcenter.partners.schemas import ConsentDeclared

router = APIRouter(prefix="/api/call-lists", tags=["call lists"])

_FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("")
async def list_lists(reader: AsReader, db: RequestDb, target_id: UUID | None = None) -> list[CallListRead]:
    """Lists of their own; with `target_id` the files that were meant to change that list."""
    return await service.list_lists(db, reader, target_id=target_id)


@router.post("", status_code=201)
async def announce_list(new: CallListCreate, partner: AsUploader, db: RequestDb) -> CallListRead:
    """Announces a list; its file follows with `PUT …/file`."""
    return await service.announce(db, partner, new)


@router.get("/{list_id}")
async def read_list(list_id: UUID, reader: AsReader, db: RequestDb) -> CallListRead:
    return await service.read_list(db, reader, list_id)


@router.put("/{list_id}/file", status_code=202, openapi_extra=_FILE_BODY)
async def upload_file(
    list_id: UUID, request: Request, partner: AsUploader, db: RequestDb, keys: WebKeys
) -> CallListRead:
    """The file itself as the raw body, 512 MB at most; it is sealed piece by piece while it streams in."""
    pieces = while_there_is_room(request.stream(), request.app.state.settings)
    return await service.receive(db, partner, keys, list_id, pieces)


@router.get("/{list_id}/preview")
async def read_preview(list_id: UUID, partner: AsUploader, db: RequestDb, keys: WebKeys) -> Preview:
    return await service.read_preview(db, partner, keys, list_id)


@router.post("/{list_id}/reading", status_code=202)
async def settle_reading(
    list_id: UUID, choice: ReadingChoice, partner: AsUploader, db: RequestDb
) -> CallListRead:
    """Answers what the file leaves open, or has it read otherwise: then the vault makes the preview anew."""
    return await service.settle_reading(db, partner, list_id, choice)


@router.post("/{list_id}/import", status_code=202)
async def order_import(list_id: UUID, order: ImportOrder, partner: AsUploader, db: RequestDb) -> CallListRead:
    """Confirms the mapping and starts the import."""
    return await service.order_import(db, partner, list_id, order)


@router.post("/{list_id}/pause", status_code=202)
async def pause_import(list_id: UUID, partner: AsPartner, db: RequestDb) -> CallListRead:
    """Stops a running import where it is, to go on later."""
    return await service.pause(db, partner, list_id)


@router.post("/{list_id}/resume", status_code=202)
async def resume_import(list_id: UUID, partner: AsPartner, db: RequestDb) -> CallListRead:
    """Lets a paused import go on from the line where it stopped."""
    return await service.resume(db, partner, list_id)


@router.post("/{list_id}/confirm", status_code=202)
async def confirm_forecast(list_id: UUID, partner: AsUploader, db: RequestDb) -> CallListRead:
    """Has the vault do to the list exactly what the forecast says; if it would do otherwise by now, it does nothing."""
    return await service.confirm(db, partner, list_id)


@router.post("/{list_id}/cancel", status_code=202)
async def cancel_list(list_id: UUID, partner: AsUploader, db: RequestDb) -> CallListRead:
    return await service.cancel(db, partner, list_id)


@router.delete("/{list_id}", status_code=204)
async def remove_list(list_id: UUID, partner: AsPartner, db: RequestDb) -> None:
    await service.remove(db, partner, list_id)


@router.put("/{list_id}/campaign")
async def attach_list(
    list_id: UUID, choice: CampaignChoice, supervisor: AsSupervisor, db: RequestDb
) -> CallListRead:
    """Puts a ready list at a campaign's disposal, for good."""
    return await service.attach(db, supervisor, list_id, choice.campaign_id)


@router.put("/{list_id}/given-to")
async def give_list(list_id: UUID, to: GivenTo, supervisor: AsSupervisor, db: RequestDb) -> CallListRead:
    """Says whose work the list is: a team's, an agent's, or whose its campaign is."""
    return await giving.give(db, supervisor, list_id, to)


@router.put("/{list_id}/consent", status_code=202)
async def declare_consent(
    list_id: UUID, declared: ConsentDeclared, partner: AsPartner, db: RequestDb
) -> CallListRead:
    """Declares, after the import, on what basis people may be called whose row named none."""
    return await service.declare_consent(db, partner, list_id, declared)


@router.get("/{list_id}/report")
async def read_report(
    list_id: UUID,
    partner: AsFollower,
    db: RequestDb,
    after: Annotated[int, Query(ge=0)] = 0,
    severity: Annotated[list[Severity] | None, Query()] = None,
) -> Report:
    """A page of remarks; `after` is the `next` of the page before. Machines may be held to the encrypted files."""
    await exchanges.check_answer(db, partner)
    return await reports.report(db, partner, list_id, after=after, severities=list(severity or ()))


async def _download(db: Db, partner: Partner, file: ReadyFile, encrypted: bool) -> Response:
    """The file in pieces, or whole to the partner's own key. Raises what `exchanges` refuses."""
    name, kind = file.name, file.media_type
    if encrypted:
        whole = b"".join([piece async for piece in file.pieces])
        content, name, kind = await exchanges.handed_over(db, partner, whole, name, kind, encrypted=True)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=kind, headers=headers)
    (await exchanges.delivery(db, partner.partner_id)).check(encrypted=False)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(file.pieces, media_type=kind, headers=headers)


@router.get("/{list_id}/report.csv")
async def download_report(
    list_id: UUID, partner: AsFollower, db: RequestDb, make: RequestSessions, encrypted: bool = False
) -> Response:
    """The report of every line as CSV: `;`, UTF-8 with BOM, formula cells neutralised; no values."""
    return await _download(
        db, partner, await reports.open_report(db, partner, make, list_id, "csv"), encrypted
    )


@router.get("/{list_id}/report.xlsx")
async def download_report_workbook(
    list_id: UUID, partner: AsFollower, db: RequestDb, make: RequestSessions, encrypted: bool = False
) -> Response:
    """The report of every line as a workbook of texts; no values."""
    return await _download(
        db, partner, await reports.open_report(db, partner, make, list_id, "xlsx"), encrypted
    )


@router.post("/{list_id}/refused-files", status_code=202)
async def request_refused_lines(list_id: UUID, partner: AsPartner, db: RequestDb) -> RefusedFileRead:
    """Asks for the refused lines as a CSV to mend; poll it until `ready`, then download it."""
    return await reports.request_refused(db, partner, list_id)


@router.get("/{list_id}/refused-files/{file_id}")
async def read_refused_file(
    list_id: UUID, file_id: UUID, partner: AsPartner, db: RequestDb
) -> RefusedFileRead:
    return await reports.refused_file(db, partner, list_id, file_id)


@router.get("/{list_id}/refused-files/{file_id}/content")
async def download_refused_lines(
    list_id: UUID,
    file_id: UUID,
    partner: AsPartner,
    db: RequestDb,
    keys: WebKeys,
    make: RequestSessions,
    encrypted: bool = False,
) -> Response:
    """The refused lines with their own cells, and two columns behind them: the line, and what is to be corrected."""
    file = await reports.open_refused(db, partner, keys, make, list_id, file_id)
    return await _download(db, partner, file, encrypted)
