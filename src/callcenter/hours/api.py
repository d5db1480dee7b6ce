"""Routes of hours: the month of a site, sessions, and the papers that come of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from callcenter.accounts.access import AsTrainer, AsTrainingStaff
from callcenter.hours import service
from callcenter.hours.schemas import Month, MonthHours, SessionCreate
from callcenter.infra.http import RequestDb
from callcenter.papers.schemas import PaperRead

router = APIRouter(prefix="/api", tags=["hours"])


class SessionsKept(BaseModel):
    count: int


@router.get("/hours")
async def read_month(staff: AsTrainingStaff, db: RequestDb, month: Annotated[Month, Query()]) -> MonthHours:
    """The hours of a month, training and work apart, everybody by name."""
    return await service.month(db, staff, month)


@router.get("/hours/file")
async def download_month(staff: AsTrainingStaff, db: RequestDb, month: Annotated[Month, Query()]) -> Response:
    """The same as CSV (`;`, UTF-8 with BOM), a row for each person and day."""
    name, content = await service.table(db, staff, month)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/hours/sessions", status_code=201)
async def keep_session(new: SessionCreate, trainer: AsTrainer, db: RequestDb) -> SessionsKept:
    """Writes a training session down for several apprentices."""
    return SessionsKept(count=await service.keep_session(db, trainer, new))


class StatementOrder(BaseModel):
    month: Month


@router.post("/learners/{agent_id}/hours", status_code=201)
async def issue_statement(
    agent_id: UUID, wanted: StatementOrder, trainer: AsTrainer, db: RequestDb
) -> PaperRead:
    """One person's month as a paper, to be signed by both."""
    return await service.statement(db, trainer, agent_id, wanted.month)


@router.post("/learners/{agent_id}/certificate", status_code=201)
async def issue_certificate(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> PaperRead:
    """What was followed, for how long, and the competences acquired, as a paper that the centre signs."""
    return await service.certificate(db, trainer, agent_id)
