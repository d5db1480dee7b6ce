"""Routes of campaigns: the supervisor creates and steers them, staff and the partner read them."""

from uuid import UUID

from fastapi import APIRouter, Request

from callcenter.accounts.access import AsPartner, AsReader, AsSupervisor, AsWatcher
from callcenter.accounts.schemas import GivenTo, Language
from callcenter.campaigns import rules, service
from callcenter.campaigns.schemas import (
    CampaignCreate,
    CampaignDetail,
    CampaignOrder,
    CampaignRead,
    CampaignUpdate,
    ConfirmationCreate,
    OutcomeChoice,
    ScriptStep,
)
from callcenter.infra.http import RequestDb, language_of
from callcenter.partners.schemas import ConsentDeclared, Purpose

router = APIRouter(prefix="/api", tags=["campaigns"])


@router.get("/campaigns")
async def list_campaigns(reader: AsReader, db: RequestDb) -> list[CampaignRead]:
    return await service.list_campaigns(db, reader)


@router.post("/campaigns", status_code=201)
async def create_campaign(new: CampaignCreate, supervisor: AsSupervisor, db: RequestDb) -> CampaignDetail:
    return await service.create(db, supervisor, new)


@router.post("/campaigns/{campaign_id}/confirmation", status_code=201)
async def create_confirmation(
    campaign_id: UUID, new: ConfirmationCreate, supervisor: AsSupervisor, db: RequestDb
) -> CampaignDetail:
    """A draft of a campaign that calls those who hold an appointment of this one, before it, to confirm it."""
    return await service.confirm(db, supervisor, campaign_id, new)


@router.put("/campaigns/order")
async def order_campaigns(
    wanted: CampaignOrder, supervisor: AsSupervisor, db: RequestDb
) -> list[CampaignRead]:
    """Calls the site's campaigns rank by rank from now on; those of one rank take turns."""
    return await service.order(db, supervisor, wanted)


@router.put("/campaigns/{campaign_id}/given-to")
async def give_campaign(
    campaign_id: UUID, to: GivenTo, supervisor: AsSupervisor, db: RequestDb
) -> CampaignRead:
    """Says whose work it is: a team's, an agent's, or everybody's."""
    return await service.give(db, supervisor, campaign_id, to)


@router.get("/campaigns/{campaign_id}")
async def read_campaign(campaign_id: UUID, reader: AsReader, db: RequestDb) -> CampaignDetail:
    return await service.read_campaign(db, reader, campaign_id)


@router.patch("/campaigns/{campaign_id}")
async def edit_campaign(
    campaign_id: UUID, change: CampaignUpdate, supervisor: AsSupervisor, db: RequestDb
) -> CampaignDetail:
    return await service.edit(db, supervisor, campaign_id, change)


@router.get("/campaigns/{campaign_id}/duties")
async def propose_duties(
    campaign_id: UUID, language: Language, supervisor: AsSupervisor, db: RequestDb
) -> list[ScriptStep]:
    """Steps that say all that the law wants at the start of this campaign's calls, in that language."""
    return await service.propose_duties(db, supervisor, campaign_id, language)


@router.put("/campaigns/{campaign_id}/consent")
async def declare_consent(
    campaign_id: UUID, declared: ConsentDeclared, partner: AsPartner, db: RequestDb
) -> CampaignRead:
    """Declares on what basis people may be called whose row and list name none; it is journalled by whom."""
    return await service.declare_consent(db, partner, campaign_id, declared)


@router.post("/campaigns/{campaign_id}/open")
async def open_campaign(campaign_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> CampaignRead:
    return await service.move(db, supervisor, campaign_id, "open")


@router.post("/campaigns/{campaign_id}/pause")
async def pause_campaign(campaign_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> CampaignRead:
    return await service.move(db, supervisor, campaign_id, "paused")


@router.post("/campaigns/{campaign_id}/close")
async def close_campaign(campaign_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> CampaignRead:
    return await service.move(db, supervisor, campaign_id, "closed")


@router.get("/outcome-catalogue")
async def outcome_catalogue(purpose: Purpose, request: Request, _: AsWatcher) -> list[OutcomeChoice]:
    """The outcomes a campaign of this purpose offers, in the reader's language."""
    return rules.choices(rules.outcomes_for(purpose), language_of(request))
