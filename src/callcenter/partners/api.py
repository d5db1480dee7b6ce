"""Routes of partners: companies and agreements for administrators, slots for the partner itself."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from callcenter.accounts.access import AsAdmin, AsPartner, AsWatcher
from callcenter.infra.http import RequestDb
from callcenter.partners import service
from callcenter.partners.schemas import AgreementTerms, PartnerCreate, PartnerRead, SlotCreate, SlotRead

router = APIRouter(prefix="/api", tags=["partners"])


@router.get("/partners")
async def list_partners(watcher: AsWatcher, db: RequestDb) -> list[PartnerRead]:
    return await service.list_partners(db, watcher)


@router.post("/partners", status_code=201)
async def add_partner(new: PartnerCreate, admin: AsAdmin, db: RequestDb) -> PartnerRead:
    return await service.add_partner(db, admin, new)


@router.put("/partners/{partner_id}/agreement", status_code=204)
async def change_agreement(partner_id: UUID, terms: AgreementTerms, admin: AsAdmin, db: RequestDb) -> None:
    await service.change_agreement(db, admin, partner_id, terms)


@router.get("/partner")
async def own_partner(partner: AsPartner, db: RequestDb) -> PartnerRead:
    """The caller's own company and what its agreement allows."""
    return await service.own_partner(db, partner)


@router.get("/slots")
async def list_slots(partner: AsPartner, db: RequestDb) -> list[SlotRead]:
    return await service.list_slots(db, partner)


@router.post("/slots", status_code=201)
async def add_slots(
    new: Annotated[list[SlotCreate], Field(min_length=1, max_length=200)], partner: AsPartner, db: RequestDb
) -> list[SlotRead]:
    return await service.add_slots(db, partner, new)


@router.delete("/slots/{slot_id}", status_code=204)
async def remove_slot(slot_id: UUID, partner: AsPartner, db: RequestDb) -> None:
    await service.remove_slot(db, partner, slot_id)
