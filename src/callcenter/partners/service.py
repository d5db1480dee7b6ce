"""What can be done with partners, agreements and slots."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from callcenter.accounts import service as accounts
from callcenter.accounts.schemas import Admin, Partner, Watcher
from callcenter.infra import child, journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import Invalid, NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.text import fold, shows_contact_data
from callcenter.partners import queries
from callcenter.partners.errors import (
    BasisNotAgreed,
    ConsentInvalid,
    OfferBanned,
    PurposeNotAgreed,
    SlotBelowBooked,
    SlotChangedMeanwhile,
    SlotFileDamaged,
    SlotFileEmpty,
    SlotFileIsWorkbook,
    SlotFileNoColumns,
    SlotFileTooLong,
    SlotInUse,
    SlotInvalid,
    SlotTaken,
)
from callcenter.partners.models import Agreement, Slot
from callcenter.partners.rules import banned_offer
from callcenter.partners.schemas import (
    AgreementChanged,
    AgreementTerms,
    ConsentDeclared,
    PartnerAdded,
    PartnerCreate,
    PartnerRead,
    Purpose,
    SlotChanged,
    SlotCreate,
    SlotFileDefaults,
    SlotFound,
    SlotPreview,
    SlotRead,
    SlotRefused,
    SlotRemoved,
    SlotsAdded,
    SlotUpdate,
    SlotWithdrawn,
)
from callcenter.partners.slot_sentences import SLOT_LINE

SLOT_READER = "callcenter.partners.slot_files"
"""What reads a partner's file of slots, in a child process."""

LONGEST_SLOT = timedelta(hours=12)


def _terms(row: Agreement) -> AgreementTerms:
    return AgreementTerms.model_validate(
        {
            "site_id": row.site_id,
            "purposes": row.purposes,
            "consent_bases": row.consent_bases,
            "retention_days": row.retention_days,
            "offer": row.offer,
        }
    )


def _partner(row: Any) -> PartnerRead:
    agreed: Agreement = row.Agreement
    return PartnerRead(
        id=agreed.partner_id,
        name=row.name,
        time_zone=row.time_zone,
        site_name=row.site_name,
        agreement=_terms(agreed),
    )


async def list_partners(db: Db, watcher: Watcher) -> list[PartnerRead]:
    return [_partner(row) for row in await queries.agreements(db, site_id=watcher.site_id)]


async def own_partner(db: Db, partner: Partner) -> PartnerRead:
    for row in await queries.agreements(db, site_id=None, partner_id=partner.partner_id):
        return _partner(row)
    raise NotFound


async def add_partner(db: Db, admin: Admin | None, new: PartnerCreate) -> PartnerRead:
    """Enters a company with its agreement. Raises NameTaken, NotFound (no such site), OfferBanned."""
    _check_offer(new.agreement)
    company = await accounts.add_organisation(db, "partner", new.name, new.time_zone)
    site_name = await accounts.site_name(db, new.agreement.site_id)
    db.add(
        Agreement(
            partner_id=company.id,
            site_id=new.agreement.site_id,
            purposes=[str(p) for p in new.agreement.purposes],
            consent_bases=[str(b) for b in new.agreement.consent_bases],
            retention_days=new.agreement.retention_days,
            offer=new.agreement.offer,
        )
    )
    await db.flush()
    actor = admin.user_id if admin else None
    await journal.append(
        db, PartnerAdded(actor_id=actor, site_id=new.agreement.site_id, partner_id=company.id)
    )
    return PartnerRead(
        id=company.id, name=new.name, time_zone=new.time_zone, site_name=site_name, agreement=new.agreement
    )


async def change_agreement(db: Db, admin: Admin, partner_id: UUID, terms: AgreementTerms) -> None:
    """Raises NotFound, OfferBanned."""
    _check_offer(terms)
    agreed = await queries.agreement(db, partner_id)
    if agreed is None:
        raise NotFound
    await accounts.site_name(db, terms.site_id)
    agreed.site_id = terms.site_id
    agreed.purposes = [str(p) for p in terms.purposes]
    agreed.consent_bases = [str(b) for b in terms.consent_bases]
    agreed.retention_days = terms.retention_days
    agreed.offer = terms.offer
    agreed.updated_at = clock.now()
    await db.flush()
    await journal.append(
        db,
        AgreementChanged(
            purposes=terms.purposes,
            retention_days=terms.retention_days,
            actor_id=admin.user_id,
            site_id=terms.site_id,
            partner_id=partner_id,
        ),
    )


async def agreed_terms(db: Db, partner_id: UUID, purpose: Purpose | None = None) -> AgreementTerms:
    """The partner's terms. Raises NotFound without an agreement, PurposeNotAgreed when it leaves `purpose` out."""
    agreed = await queries.agreement(db, partner_id)
    if agreed is None:
        raise NotFound
    if purpose is not None and purpose not in agreed.purposes:
        raise PurposeNotAgreed(fields={"purpose": "not_agreed"})
    return _terms(agreed)


def check_consent(terms: AgreementTerms, declared: ConsentDeclared) -> None:
    """Raises BasisNotAgreed, and ConsentInvalid for what would not hold or would show a person's data."""
    if declared.basis not in terms.consent_bases:
        raise BasisNotAgreed(fields={"consent.basis": "not_agreed"})
    texts = {"consent.channel": declared.channel, "consent.proof": declared.proof}
    wrong = {field: "contact_data" for field, text in texts.items() if shows_contact_data(text)}
    if declared.on is not None and declared.on > clock.now().date():
        wrong["consent.on"] = "in_future"
    if wrong:
        raise ConsentInvalid(fields=wrong)


def refuse_banned(purpose: Purpose, **texts: str) -> None:
    """Raises OfferBanned when a text names what may not be offered by telephone; `texts` go by field."""
    found = {field: banned_offer(text, purpose) for field, text in texts.items()}
    if wrong := {field: offer for field, offer in found.items() if offer}:
        raise OfferBanned(fields=wrong)


def _check_offer(terms: AgreementTerms) -> None:
    for purpose in terms.purposes:
        refuse_banned(purpose, offer=terms.offer)


# --- slots --------------------------------------------------------------------------------------------------


def _slot(row: Slot) -> SlotRead:
    return SlotRead(
        id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        zone=row.zone,
        capacity=row.capacity,
        booked=row.booked,
        closed=row.closed,
        notice_minutes=row.notice_minutes,
    )


def _check_times(starts_at: datetime, ends_at: datetime, now: datetime, field: str) -> None:
    if starts_at <= now or not timedelta() < ends_at - starts_at <= LONGEST_SLOT:
        raise SlotInvalid(fields={field: "invalid"})


async def list_slots(db: Db, partner: Partner) -> list[SlotRead]:
    return [_slot(row) for row in await queries.slots(db, partner.partner_id, since=clock.now())]


async def add_slots(db: Db, partner: Partner, new: Sequence[SlotCreate]) -> list[SlotRead]:
    """Offers slots. Raises SlotInvalid for one that is past, empty or longer than 12 hours."""
    now = clock.now()
    terms = await agreed_terms(db, partner.partner_id)
    for number, slot in enumerate(new):
        _check_times(slot.starts_at, slot.ends_at, now, f"{number}.starts_at")
    rows = [
        Slot(
            id=new_id(),
            partner_id=partner.partner_id,
            site_id=terms.site_id,
            booked=0,
            closed=False,
            **slot.model_dump() | {"zone": slot.zone or partner.home_zone or "Europe/Paris"},
        )
        for slot in new
    ]
    db.add_all(rows)
    await db.flush()
    where = {"actor_id": partner.user_id, "site_id": terms.site_id, "partner_id": partner.partner_id}
    await journal.append(db, SlotsAdded(count=len(rows), **where))
    return [_slot(row) for row in rows]


async def change_slot(db: Db, partner: Partner, slot_id: UUID, change: SlotUpdate) -> SlotRead:
    """Moves, resizes, closes or reopens a slot. Raises NotFound, SlotInvalid, SlotInUse, SlotBelowBooked."""
    now, values = clock.now(), change.model_dump(exclude_none=True)
    if change.starts_at is not None and change.ends_at is not None:
        _check_times(change.starts_at, change.ends_at, now, "starts_at")
    changed = await queries.change_slot(db, slot_id, partner.partner_id, now=now, values=values)
    if changed is None:
        found = await own_slot(db, partner, slot_id)
        if change.capacity is not None and found.booked > change.capacity:
            raise SlotBelowBooked(fields={"capacity": "below_booked"})
        raise SlotInUse
    await journal.append(
        db,
        SlotChanged(
            slot_id=slot_id, fields=sorted(values), actor_id=partner.user_id, partner_id=partner.partner_id
        ),
    )
    return _slot(changed)


async def own_slot(db: Db, partner: Partner, slot_id: UUID) -> SlotRead:
    """A slot that is not over. Raises NotFound."""
    found = await queries.own_slot(db, slot_id, partner.partner_id, now=clock.now())
    if found is None:
        raise NotFound
    return _slot(found)


async def withdraw_slot(db: Db, partner: Partner, slot_id: UUID, appointments: int) -> None:
    """Takes a slot away though `appointments` are on it; the caller calls those off.

    Raises NotFound, SlotChangedMeanwhile when there are more or fewer by now.
    """
    now = clock.now()
    if not await queries.withdraw_slot(db, slot_id, partner.partner_id, now=now, booked=appointments):
        await own_slot(db, partner, slot_id)
        raise SlotChangedMeanwhile
    await journal.append(
        db,
        SlotWithdrawn(
            slot_id=slot_id,
            count=appointments,
            actor_id=partner.user_id,
            partner_id=partner.partner_id,
        ),
    )


_FILE_REFUSALS: dict[str, type[Invalid]] = {
    "empty": SlotFileEmpty,
    "workbook": SlotFileIsWorkbook,
    "no_columns": SlotFileNoColumns,
    "too_many_lines": SlotFileTooLong,
}


async def preview_slots(db: Db, partner: Partner, body: bytes, defaults: SlotFileDefaults) -> SlotPreview:
    """What a file of slots offers, line by line; nothing is taken. Raises one of the SlotFile… refusals."""
    order = defaults.model_dump() | {"now": clock.now().isoformat()}
    try:
        found = await child.ask(SLOT_READER, order, body)
    except child.ChildFailed:
        raise SlotFileDamaged from None
    if "refused" in found and "slots" not in found:
        raise _FILE_REFUSALS.get(found["refused"], SlotFileDamaged)
    there = {
        (row.starts_at, row.ends_at, fold(row.place))
        for row in await queries.slots(db, partner.partner_id, since=clock.now())
    }
    offered = [SlotFound.model_validate(slot) for slot in found["slots"]]
    known = [slot for slot in offered if (slot.starts_at, slot.ends_at, fold(slot.place)) in there]
    refused = [(line["line"], line["code"]) for line in found["refused"]]
    refused += [(slot.line, "already_there") for slot in known]
    return SlotPreview(
        **{
            name: found[name] for name in ("kind", "encoding", "separator", "header_line", "lines", "columns")
        },
        zone=defaults.zone,
        slots=[slot for slot in offered if slot not in known],
        refused=[
            SlotRefused(line=line, code=code, message=SLOT_LINE[code].of(partner.language))
            for line, code in sorted(refused)
        ],
    )


async def remove_slot(db: Db, partner: Partner, slot_id: UUID) -> None:
    removed = await queries.remove_free_slot(db, slot_id, partner.partner_id)
    if removed is None:
        raise NotFound
    if not removed:
        raise SlotInUse
    await journal.append(
        db, SlotRemoved(slot_id=slot_id, actor_id=partner.user_id, partner_id=partner.partner_id)
    )


async def free_slots(db: Db, partner_id: UUID) -> list[Slot]:
    return list(await queries.free_slots(db, partner_id, since=clock.now()))


async def book(db: Db, slot_id: UUID, partner_id: UUID, *, now: datetime) -> Slot:
    """Takes one place of a slot for an appointment. Raises SlotTaken."""
    slot = await queries.take_place(db, slot_id, partner_id, now=now)
    if slot is None:
        raise SlotTaken
    return slot


async def unbook(db: Db, slot_id: UUID) -> None:
    await queries.give_place_back(db, slot_id)
