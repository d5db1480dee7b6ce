"""Statements on agreements and slots."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from callcenter.accounts.models import Organisation
from callcenter.infra.db import AnyRow, Db
from callcenter.partners.models import Agreement, PartnerExchange, Slot


async def agreements(db: Db, *, site_id: UUID | None, partner_id: UUID | None = None) -> Sequence[AnyRow]:
    """Agreements with the partner's and the site's names; `site_id` absent means every site."""
    site = aliased(Organisation)
    statement = (
        select(Agreement, Organisation.name, Organisation.time_zone, site.name.label("site_name"))
        .join(Organisation, Organisation.id == Agreement.partner_id)
        .join(site, site.id == Agreement.site_id)
        .order_by(Organisation.name)
    )
    if site_id is not None:
        statement = statement.where(Agreement.site_id == site_id)
    if partner_id is not None:
        statement = statement.where(Agreement.partner_id == partner_id)
    return (await db.execute(statement)).all()


async def agreement(db: Db, partner_id: UUID) -> Agreement | None:
    return await db.scalar(select(Agreement).where(Agreement.partner_id == partner_id))


async def slots(db: Db, partner_id: UUID, *, since: datetime) -> Sequence[Slot]:
    """Slots that are not over and not withdrawn, soonest first, at most 2,000."""
    statement = select(Slot).where(Slot.partner_id == partner_id, Slot.ends_at > since, Slot.capacity > 0)
    return (await db.scalars(statement.order_by(Slot.starts_at, Slot.id).limit(2_000))).all()


_LAST_CALL = Slot.starts_at - func.make_interval(0, 0, 0, 0, 0, Slot.notice_minutes)
"""Until when an appointment may be made in a slot."""


async def free_slots(db: Db, partner_id: UUID, *, since: datetime) -> Sequence[Slot]:
    """Slots with a place left that may still be booked at `since`, soonest first, at most 60."""
    statement = select(Slot).where(
        Slot.partner_id == partner_id,
        Slot.starts_at > since,
        since < _LAST_CALL,
        Slot.booked < Slot.capacity,
        Slot.closed.is_(False),
    )
    return (await db.scalars(statement.order_by(Slot.starts_at, Slot.id).limit(60))).all()


async def take_place(db: Db, slot_id: UUID, partner_id: UUID, *, now: datetime) -> Slot | None:
    """Takes one place; None when it is full, too near or past, withdrawn or another partner's."""
    statement = (
        update(Slot)
        .where(
            Slot.id == slot_id,
            Slot.partner_id == partner_id,
            Slot.booked < Slot.capacity,
            Slot.starts_at > now,
            now < _LAST_CALL,
            Slot.closed.is_(False),
        )
        .values(booked=Slot.booked + 1)
        .returning(Slot)
    )
    return (await db.scalars(statement)).one_or_none()


async def give_place_back(db: Db, slot_id: UUID) -> None:
    await db.execute(update(Slot).where(Slot.id == slot_id, Slot.booked > 0).values(booked=Slot.booked - 1))


async def remove_free_slot(db: Db, slot_id: UUID, partner_id: UUID) -> bool | None:
    """True when withdrawn, False when someone is booked on it, None when there is no such slot.

    A withdrawn slot keeps its row, without places: a cancelled booking may still name it.
    """
    mine = (Slot.id == slot_id) & (Slot.partner_id == partner_id) & (Slot.capacity > 0)
    withdrawn = update(Slot).where(mine, Slot.booked == 0).values(capacity=0).returning(Slot.id)
    if (await db.execute(withdrawn)).first():
        return True
    return False if await db.scalar(select(Slot.id).where(mine)) else None


async def change_slot(
    db: Db, slot_id: UUID, partner_id: UUID, *, now: datetime, values: dict[str, Any]
) -> Slot | None:
    """Changes a slot ahead in one statement; None when it is not there, or when its appointments forbid the change.

    Places never fall below what is booked; time and place change only while nothing is.
    """
    statement = update(Slot).where(
        Slot.id == slot_id, Slot.partner_id == partner_id, Slot.capacity > 0, Slot.ends_at > now
    )
    if "capacity" in values:
        statement = statement.where(Slot.booked <= values["capacity"])
    if values.keys() & {"starts_at", "ends_at", "place", "zone"}:
        statement = statement.where(Slot.booked == 0)
    return (await db.scalars(statement.values(**values).returning(Slot))).one_or_none()


async def own_slot(db: Db, slot_id: UUID, partner_id: UUID, *, now: datetime) -> Slot | None:
    statement = select(Slot).where(
        Slot.id == slot_id, Slot.partner_id == partner_id, Slot.capacity > 0, Slot.ends_at > now
    )
    return await db.scalar(statement)


async def withdraw_slot(db: Db, slot_id: UUID, partner_id: UUID, *, now: datetime, booked: int) -> bool:
    """Takes a slot away with exactly so many appointments on it; False when there are more or fewer."""
    statement = update(Slot).where(
        Slot.id == slot_id,
        Slot.partner_id == partner_id,
        Slot.capacity > 0,
        Slot.ends_at > now,
        Slot.booked == booked,
    )
    return (await db.execute(statement.values(capacity=0, booked=0).returning(Slot.id))).first() is not None


# --- exchanges ----------------------------------------------------------------------------------------------


async def exchange(db: Db, partner_id: UUID) -> PartnerExchange | None:
    found = select(PartnerExchange).where(PartnerExchange.partner_id == partner_id)
    return await db.scalar(found.execution_options(populate_existing=True))


async def put_exchange(db: Db, partner_id: UUID, **values: Any) -> None:
    row = upsert(PartnerExchange).values(partner_id=partner_id, **values)
    await db.execute(row.on_conflict_do_update(index_elements=["partner_id"], set_=values))


async def exchanges(db: Db, *, site_id: UUID | None) -> Sequence[AnyRow]:
    """Keys of the partners of a site (or of all), latest change first."""
    statement = (
        select(
            PartnerExchange.partner_id,
            Organisation.name.label("partner_name"),
            PartnerExchange.recipient,
            PartnerExchange.always_encrypted,
            PartnerExchange.changed_at,
        )
        .join(Organisation, Organisation.id == PartnerExchange.partner_id)
        .join(Agreement, Agreement.partner_id == PartnerExchange.partner_id)
        .order_by(PartnerExchange.changed_at.desc())
    )
    if site_id is not None:
        statement = statement.where(Agreement.site_id == site_id)
    return (await db.execute(statement)).all()
