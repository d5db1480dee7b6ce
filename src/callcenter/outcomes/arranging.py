"""Appointments that are made, moved and cancelled without a call: by the centre, or by the partner for its own.

Everything hangs on the contact's row, which is locked first, then the slots, then the bookings: whoever comes second
sees what the first did. The vault then does what follows (`confirmations`): a card in hand is taken back, the new date
is confirmed in its time. It must not know a number or a name.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Caller, Supervisor
from callcenter.campaigns import service as campaigns
from callcenter.campaigns.errors import CampaignState
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes import queries, rules
from callcenter.outcomes.confirmations import TEND
from callcenter.outcomes.errors import AppointmentAhead, AppointmentChanged, ContactHeld, NotBookable
from callcenter.outcomes.models import Booking
from callcenter.outcomes.schemas import (
    AppointmentBooked,
    AppointmentCancel,
    AppointmentCancelled,
    AppointmentCreate,
    AppointmentMade,
    AppointmentMove,
    AppointmentMoved,
    ConfirmationLeft,
    OfferedSlot,
    PlannedAppointment,
)
from callcenter.outcomes.service import NAME_APPOINTMENT
from callcenter.partners import service as partners

MOST = 200
"""Appointments in one answer, the soonest first; one that is further off is found by its reference."""

# --- what there is ------------------------------------------------------------------------------------------

_PLANNED = Statement(
    f"""
    SELECT b.id, b.slot_id, c.reference, s.starts_at, s.ends_at, s.place, s.zone, {queries.CONFIRMED} AS confirmed,
           c.state = 'leased' AS in_hand, b.made_in, u.display_name AS made_by
    FROM bookings b JOIN slots s ON s.id = b.slot_id JOIN contacts c ON c.id = b.contact_id
    JOIN users u ON u.id = b.made_by
    WHERE b.campaign_id IN (
              SELECT x.id FROM campaigns k JOIN campaigns x ON coalesce(x.confirms, x.id) = coalesce(k.confirms, k.id)
              WHERE k.id = :campaign
          )
      AND b.state = 'booked' AND s.starts_at > :now
      AND (CAST(:reference AS text) IS NULL OR c.reference = :reference)
    ORDER BY s.starts_at, b.id LIMIT :most
    """
)


async def planned(
    db: Db, supervisor: Supervisor, campaign_id: UUID, reference: str | None
) -> list[PlannedAppointment]:
    """A campaign's appointments ahead, also those that were moved while they were confirmed. Raises NotFound."""
    await campaigns.read_campaign(db, supervisor, campaign_id)
    values = {"campaign": campaign_id, "reference": reference, "now": clock.now(), "most": MOST}
    return [
        PlannedAppointment.model_validate(
            {name: getattr(row, name) for name in PlannedAppointment.model_fields}
        )
        for row in await _PLANNED.rows(db, values)
    ]


async def offered(db: Db, supervisor: Supervisor, campaign_id: UUID) -> list[OfferedSlot]:
    """Slots of the campaign's partner that can be booked right now, soonest first. Raises NotFound."""
    campaign = await campaigns.read_campaign(db, supervisor, campaign_id)
    return [
        OfferedSlot(
            id=slot.id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            left=slot.capacity - slot.booked,
            place=slot.place,
            zone=slot.zone,
        )
        for slot in await partners.free_slots(db, campaign.partner_id)
    ]


# --- changing it --------------------------------------------------------------------------------------------

_CONTACT = Statement("SELECT id, state, reason, confirmed_in FROM contacts WHERE id = :id FOR UPDATE")

_FOUND = Statement(
    """
    SELECT c.id, c.list_id, c.partner_id, c.site_id, l.campaign_id, l.state AS list_state,
           c.withdrawn_at IS NOT NULL AS withdrawn
    FROM contacts c JOIN call_lists l ON l.id = c.list_id WHERE c.site_id = :site AND c.reference = :reference
    """
)

_AHEAD = Statement(
    "SELECT b.id FROM bookings b JOIN slots s ON s.id = b.slot_id "
    "WHERE b.contact_id = :contact AND b.state = 'booked' AND s.starts_at > :now"
)

_MINE = Statement(
    """
    SELECT b.*, s.starts_at, s.ends_at, s.place, s.zone FROM bookings b JOIN slots s ON s.id = b.slot_id
    WHERE b.id = :id AND (CAST(:site AS uuid) IS NULL OR b.site_id = :site)
      AND (CAST(:partner AS uuid) IS NULL OR b.partner_id = :partner)
    """
)

_BY_KEY = Statement(
    """
    SELECT b.id, b.follows, b.contact_id, b.state, s.starts_at, s.ends_at, s.place, s.zone
    FROM bookings b JOIN slots s ON s.id = b.slot_id WHERE b.made_by = :by AND b.idempotency_key = :key
    """
)

_SETTLE = Statement(
    """
    UPDATE contacts SET state = 'done', reason = :reason, not_before = NULL, callback_for = NULL, confirmed_in = NULL
    WHERE id = :id AND (:whatever OR state IN ('callback', 'waiting') AND confirmed_in IS NOT NULL
                        OR state = 'done' AND reason IN ('booked', 'moved', 'confirmed', 'unconfirmed'))
    """
)
"""What is done with it, and out of the campaign that was confirming the old date; what closed it for good stays."""


async def book(
    db: Db, supervisor: Supervisor, campaign_id: UUID, key: UUID, wanted: AppointmentCreate
) -> AppointmentMade:
    """Makes an appointment for a contact of the campaign, who is not called for one any more.

    The same `key` again gives the first answer again. Raises NotFound, CampaignState, ContactHeld, NotBookable,
    AppointmentAhead, SlotTaken.
    """
    campaign = await campaigns.read_campaign(db, supervisor, campaign_id)
    if campaign.purpose != "appointment" or campaign.confirms is not None or campaign.state == "closed":
        raise CampaignState
    found = await _FOUND.row(db, {"site": supervisor.site_id, "reference": wanted.reference})
    if found is None or found.campaign_id != campaign_id:
        raise NotFound
    contact, now = await _CONTACT.row(db, {"id": found.id}), clock.now()
    before = await _sent_before(db, supervisor, key)
    if before is not None:
        return _same(before, contact_id=found.id)
    if contact is None:
        raise NotFound
    if contact.state == "leased":
        raise ContactHeld
    if await _AHEAD.row(db, {"contact": found.id, "now": now}) is not None:
        raise AppointmentAhead
    closed = _closed(found, contact)
    if closed is not None:
        raise NotBookable(fields={"reference": closed})
    booking = await _add(db, supervisor, found, wanted.slot_id, key, now, campaign_id=campaign_id)
    await _SETTLE.rows(db, {"id": found.id, "reason": "booked", "whatever": True})
    entry = AppointmentBooked(
        appointment_id=booking.id, slot_id=wanted.slot_id, reason=wanted.reason, **_about(found, supervisor)
    )
    await journal.append(db, entry.model_copy(update={"campaign_id": campaign_id}))
    return await _as_made(db, booking.id)


def _closed(found: Record, contact: Record) -> str | None:
    """Why nobody is to hear of an appointment, a key of `rules.KEPT`: as for calling again, but for open contacts."""
    if found.withdrawn:
        return "withdrawn"
    if found.list_state != "ready":
        return "list_not_ready"
    stays = rules.stays_closed(contact.state, contact.reason)
    return None if stays == "not_closed" else stays


async def move(
    db: Db, arranger: Caller, appointment_id: UUID, key: UUID, wanted: AppointmentMove
) -> AppointmentMade:
    """Another slot of the same partner in place of the old one: its place is free again.

    The same `key` again gives the first answer again. Raises NotFound, AppointmentChanged, SlotTaken.
    """
    held, contact, now = await _held(db, arranger, appointment_id, wanted.slot_id)
    before = await _sent_before(db, arranger, key)
    if before is not None:
        return _same(before, follows=appointment_id)
    await _release(db, held, now)
    booking = await _add(
        db, arranger, held, wanted.slot_id, key, now, campaign_id=held.campaign_id, follows=held.id
    )
    about = _about(held, arranger)
    moved = AppointmentMoved(
        appointment_id=booking.id, follows=held.id, slot_id=wanted.slot_id, reason=wanted.reason, **about
    )
    await _follow(db, contact, held, "moved", moved)
    return await _as_made(db, booking.id)


async def cancel(
    db: Db, arranger: Caller, appointment_id: UUID, wanted: AppointmentCancel
) -> AppointmentMade:
    """Calls an appointment off; one that is cancelled already stays so. Raises NotFound, AppointmentChanged."""
    held, contact, now = await _held(db, arranger, appointment_id)
    stands = await queries.booking(db, held.id)
    if stands is None or stands.state != "cancelled":
        await _release(db, held, now)
        entry = AppointmentCancelled(
            appointment_id=held.id, slot_id=held.slot_id, reason=wanted.reason, **_about(held, arranger)
        )
        await _follow(db, contact, held, "cancelled", entry)
    return await _as_made(db, held.id)


async def _held(
    db: Db, arranger: Caller, appointment_id: UUID, *more_slots: UUID
) -> tuple[Record, Record | None, datetime]:
    """An appointment of the caller's, with its contact (None once its data is destroyed), locked with the slots."""
    scope = {"id": appointment_id, "site": arranger.site_id, "partner": arranger.partner_id}
    held = await _MINE.row(db, scope)
    if held is None:
        raise NotFound
    contact = await _CONTACT.row(db, {"id": held.contact_id})
    await queries.lock_slots(db, held.slot_id, *more_slots)
    return held, contact, clock.now()


async def _release(db: Db, held: Record, now: datetime) -> None:
    """Raises AppointmentChanged when the appointment began, or somebody moved or cancelled it first."""
    freed = None if held.starts_at <= now else await queries.cancel_booking(db, held.id)
    if freed is None:
        raise AppointmentChanged
    await partners.unbook(db, freed)


async def _add(
    db: Db,
    arranger: Caller,
    of: Record,
    slot_id: UUID,
    key: UUID,
    now: datetime,
    *,
    campaign_id: UUID,
    follows: UUID | None = None,
) -> Booking:
    await partners.book(db, slot_id, of.partner_id, now=now)
    booking = Booking(
        id=new_id(),
        slot_id=slot_id,
        contact_id=of.id if follows is None else of.contact_id,
        campaign_id=campaign_id,
        list_id=of.list_id,
        partner_id=of.partner_id,
        site_id=of.site_id,
        made_in="partner" if arranger.partner_id else "centre",
        made_by=arranger.user_id,
        booked_at=now,
        follows=follows,
        idempotency_key=key,
        state="booked",
    )
    db.add(booking)
    await db.flush()
    await jobs.enqueue(db, NAME_APPOINTMENT, booking.id)
    return booking


async def _follow(db: Db, contact: Record | None, held: Record, reason: str, entry: journal.Entry) -> None:
    """What else changes: the contact leaves a campaign that confirms the old date; the vault sees to the rest."""
    entries = [entry]
    if contact is not None:
        await _SETTLE.rows(db, {"id": contact.id, "reason": reason, "whatever": False})
        if contact.confirmed_in is not None and contact.state in {"callback", "waiting"}:
            why = "moved" if reason == "moved" else "called_off"
            left = {"contact_id": contact.id, "campaign_id": contact.confirmed_in, "reason": why}
            where = {"site_id": held.site_id, "partner_id": held.partner_id}
            entries.append(ConfirmationLeft.model_validate(left | where))
    await journal.append(db, *entries)
    await jobs.enqueue(db, TEND, held.contact_id)


def _about(of: Record, arranger: Caller) -> dict[str, Any]:
    return {
        "contact_id": getattr(of, "contact_id", of.id),
        "campaign_id": of.campaign_id,
        "actor_id": arranger.user_id,
        "site_id": of.site_id,
        "partner_id": of.partner_id,
    }


async def _sent_before(db: Db, arranger: Caller, key: UUID) -> Record | None:
    """What the same request made when it was sent before, or by its twin that won the race."""
    return await _BY_KEY.row(db, {"by": arranger.user_id, "key": key})


def _same(before: Record, **asked: UUID) -> AppointmentMade:
    if any(getattr(before, name) != value for name, value in asked.items()):
        raise AppointmentChanged  # that key made another one
    return _read(before)


async def _as_made(db: Db, appointment_id: UUID) -> AppointmentMade:
    row = await _MINE.row(db, {"id": appointment_id, "site": None, "partner": None})
    assert row is not None
    return _read(row)


def _read(row: Record) -> AppointmentMade:
    return AppointmentMade.model_validate({name: getattr(row, name) for name in AppointmentMade.model_fields})
