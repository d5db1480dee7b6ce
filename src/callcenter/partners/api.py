"""Routes of partners: companies and agreements for administrators, slots for the partner itself."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field

from callcenter.accounts.access import AsAdmin, AsPartner, AsWatcher
from callcenter.accounts.schemas import TimeZone
from callcenter.infra.http import RequestDb, WebKeys
from callcenter.partners import exchanges, service
from callcenter.partners.schemas import (
    AgreementTerms,
    ExchangeRead,
    ExchangeUpdate,
    PartnerCreate,
    PartnerRead,
    PartnerRecipient,
    SlotCreate,
    SlotFileDefaults,
    SlotPreview,
    SlotRead,
    SlotUpdate,
)

router = APIRouter(prefix="/api", tags=["partners"])


@router.get("/partners")
async def list_partners(watcher: AsWatcher, db: RequestDb) -> list[PartnerRead]:
    return await service.list_partners(db, watcher)


@router.get("/partners/recipients")
async def list_recipients(watcher: AsWatcher, db: RequestDb) -> list[PartnerRecipient]:
    """The age keys to which partners' files leave, latest change first."""
    return await exchanges.recipients(db, watcher)


@router.get("/partner/exchange")
async def read_exchange(partner: AsPartner, db: RequestDb, keys: WebKeys) -> ExchangeRead:
    """The centre's age key, to encrypt files to, and the partner's own."""
    return await exchanges.read(db, partner, keys)


@router.put("/partner/exchange")
async def change_exchange(
    wanted: ExchangeUpdate, partner: AsPartner, db: RequestDb, keys: WebKeys
) -> ExchangeRead:
    """Stores the key to which the partner's files are encrypted; the site's supervisors see the change."""
    return await exchanges.change(db, partner, keys, wanted)


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
    new: Annotated[list[SlotCreate], Field(min_length=1, max_length=1_000)], partner: AsPartner, db: RequestDb
) -> list[SlotRead]:
    return await service.add_slots(db, partner, new)


_FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/slots/preview", openapi_extra=_FILE_BODY)
async def preview_slots(
    request: Request,
    partner: AsPartner,
    db: RequestDb,
    zone: TimeZone | None = None,
    place: Annotated[str, Query(max_length=80)] = "",
    capacity: Annotated[int, Query(ge=1, le=50)] = 1,
    minutes: Annotated[int, Query(ge=5, le=720)] = 30,
    notice: Annotated[int, Query(ge=0, le=20_160)] = 0,
) -> SlotPreview:
    """Reads a file of slots (CSV or iCalendar, 256 kB at most, as the raw body) and takes nothing: send what shall
    be taken to `POST /api/slots`.

    `zone` is the clock of the place and of times without one, the company's own unless another is named; the rest
    holds where the file says nothing. `notice` is in minutes.
    """
    clock_of = zone or partner.home_zone or "Europe/Paris"
    defaults = SlotFileDefaults(
        zone=clock_of, place=place.strip(), capacity=capacity, minutes=minutes, notice=notice
    )
    return await service.preview_slots(db, partner, await request.body(), defaults)


@router.patch("/slots/{slot_id}")
async def change_slot(slot_id: UUID, change: SlotUpdate, partner: AsPartner, db: RequestDb) -> SlotRead:
    """Moves, resizes, closes or reopens a slot; never below what is booked, and moved only while nothing is."""
    return await service.change_slot(db, partner, slot_id, change)


@router.delete("/slots/{slot_id}", status_code=204)
async def remove_slot(slot_id: UUID, partner: AsPartner, db: RequestDb) -> None:
    await service.remove_slot(db, partner, slot_id)
