"""A partner's appointments by its own client reference: table, calendar, and slots taken away with them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Partner
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.sealing import Address, Field
from callcenter.kit import clock
from callcenter.kit.ids import alias
from callcenter.kit.languages import Text
from callcenter.kit.text import file_name
from callcenter.outcomes import queries
from callcenter.outcomes.calendar import calendar_of
from callcenter.outcomes.schemas import AppointmentRead, AppointmentsRead, AppointmentState
from callcenter.partners import service as partners

MOST = 2_000
"""Appointments in one answer; a partner that has more asks by period."""

CALENDAR_PAST = timedelta(days=90)
"""How far back the calendar file goes: an agenda that is refreshed learns what was called off meanwhile."""

_NAME = Text("file_name", "appointments", "rendez-vous", "appointments")


def _state(row: Any, now: datetime) -> AppointmentState:
    if row.state == "withdrawn":
        return "withdrawn"
    if row.state == "cancelled":
        return "moved" if row.followed else "cancelled"
    if row.ends_at <= now:
        return "over"
    return "confirmed" if row.confirmed else "booked"


def _reference(row: Any, keys: WebKeyring) -> str | None:
    """The partner's own name of the customer; None while the vault has not written it, or once the list is shredded."""
    if row.client_reference is None or row.view_key is None:
        return None
    key = keys.view_key(row.list_id, row.reference_key_version, row.view_key)
    opened = key.open(Address(Field.REFERENCE, row.list_id, row.id, 1), row.client_reference)
    return str(opened["client_reference"])


def _read(row: Any, keys: WebKeyring, partner_id: UUID, now: datetime) -> AppointmentRead:
    return AppointmentRead(
        id=row.id,
        slot_id=row.slot_id,
        campaign_id=row.campaign_id,
        campaign_name=row.campaign_name,
        client_reference=_reference(row, keys),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        zone=row.zone,
        state=_state(row, now),
        booked_at=row.booked_at,
        changed_at=row.changed_at,
        made_in=row.made_in,
        adviser=alias(partner_id, row.made_by) if row.made_in == "call" else None,
    )


async def appointments(
    db: Db,
    partner: Partner,
    keys: WebKeyring,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[AppointmentRead]:
    """Appointments of a period, soonest first; without one, those that are not over."""
    now = clock.now()
    rows = await queries.appointments(
        db, partner.partner_id, since=now if since is None else since, until=until, limit=MOST
    )
    return [_read(row, keys, partner.partner_id, now) for row in rows]


async def calendar(db: Db, partner: Partner, keys: WebKeyring) -> tuple[str, bytes]:
    """The same as an iCalendar file, with its name: the last 90 days and all that is to come."""
    found = await appointments(db, partner, keys, since=clock.now() - CALENDAR_PAST)
    taken = AppointmentsRead(count=len(found), actor_id=partner.user_id, partner_id=partner.partner_id)
    await journal.append(db, taken)
    company = partner.home_name or ""
    name = file_name(_NAME.of(partner.language), company, day=clock.now().date(), ending="ics")
    return name, calendar_of(found, company, partner.language)


async def of_slot(db: Db, partner: Partner, keys: WebKeyring, slot_id: UUID) -> list[AppointmentRead]:
    """Who would be concerned if the slot were withdrawn. Raises NotFound."""
    await partners.own_slot(db, partner, slot_id)
    rows = await queries.appointments_of_slot(db, partner.partner_id, slot_id, ["booked"])
    return [_read(row, keys, partner.partner_id, clock.now()) for row in rows]


async def withdraw_slot(
    db: Db, partner: Partner, keys: WebKeyring, slot_id: UUID, seen: int
) -> list[AppointmentRead]:
    """Takes a slot away with its `seen` appointments and says which they were.

    The partner tells its customers: it alone knows how to reach them without another call. Raises NotFound,
    SlotChangedMeanwhile.
    """
    await partners.withdraw_slot(db, partner, slot_id, seen)
    concerned = set(await queries.withdraw_bookings(db, slot_id))
    rows = await queries.appointments_of_slot(db, partner.partner_id, slot_id, ["withdrawn"])
    return [_read(row, keys, partner.partner_id, clock.now()) for row in rows if row.id in concerned]
