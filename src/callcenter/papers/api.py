"""Routes of papers: an apprentice's own, those of a trainer's site, and the answer to a code."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from callcenter.accounts.access import AsAgent, AsTrainer, AsWatcher, fresh_passphrase
from callcenter.accounts.schemas import SiteCaller
from callcenter.infra.http import RequestDb
from callcenter.infra.pdf import MEDIA_TYPE
from callcenter.kit.text import file_name
from callcenter.papers import service, sheets
from callcenter.papers.schemas import Confirmation, PaperLine, PaperRead, PaperVerdict

router = APIRouter(prefix="/api", tags=["papers"])


async def printed(db: RequestDb, caller: SiteCaller, paper_id: UUID) -> Response:
    found = await service.take(db, caller, paper_id)
    content = await sheets.sheet(found, caller.home_zone)
    name = file_name(found.title, found.code, day=found.issued_at.date(), ending="pdf")
    return Response(
        content, media_type=MEDIA_TYPE, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@router.get("/workstation/papers")
async def own_papers(agent: AsAgent, db: RequestDb) -> list[PaperLine]:
    """The apprentice's own papers, the newest first."""
    return await service.own(db, agent)


@router.get("/workstation/papers/{paper_id}")
async def own_paper(paper_id: UUID, agent: AsAgent, db: RequestDb) -> PaperRead:
    return await service.read(db, agent, paper_id)


@router.get("/workstation/papers/{paper_id}/file")
async def print_own_paper(paper_id: UUID, agent: AsAgent, db: RequestDb) -> Response:
    """As an accessible PDF file."""
    return await printed(db, agent, paper_id)


@router.post("/workstation/papers/{paper_id}/sign")
async def sign_own_paper(
    paper_id: UUID, given: Confirmation, request: Request, agent: AsAgent, db: RequestDb
) -> PaperRead:
    """The apprentice signs, with the passphrase once more."""
    await service.read(db, agent, paper_id)
    await fresh_passphrase(request, db, agent, given.passphrase)
    return await service.sign(db, agent, paper_id)


@router.get("/learners/{agent_id}/papers")
async def papers_of(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> list[PaperLine]:
    return await service.of_learner(db, trainer, agent_id)


@router.get("/papers/verification")
async def verify_paper(
    code: Annotated[str, Query(min_length=4, max_length=40)], reader: AsWatcher, db: RequestDb
) -> PaperVerdict:
    """Whether the paper that bears this code is the one that was issued: the journal answers."""
    return await service.verify(db, reader, code)


@router.get("/papers/{paper_id}")
async def read_paper(paper_id: UUID, trainer: AsTrainer, db: RequestDb) -> PaperRead:
    return await service.read(db, trainer, paper_id)


@router.get("/papers/{paper_id}/file")
async def print_paper(paper_id: UUID, trainer: AsTrainer, db: RequestDb) -> Response:
    """As an accessible PDF file."""
    return await printed(db, trainer, paper_id)


@router.post("/papers/{paper_id}/sign")
async def sign_paper(
    paper_id: UUID, given: Confirmation, request: Request, trainer: AsTrainer, db: RequestDb
) -> PaperRead:
    """The trainer signs for the centre, with the passphrase once more."""
    await service.read(db, trainer, paper_id)
    await fresh_passphrase(request, db, trainer, given.passphrase)
    return await service.sign(db, trainer, paper_id)
