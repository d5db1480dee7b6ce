"""Shifts: when an apprentice is to work and when he or she did, as rows. Knows no call; `calls.duty` opens and closes.

Times of work are these rows' `opened_at` and `closed_at`: what a training record or an export of hours counts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from callcenter.accounts.models import Organisation, Shift, User
from callcenter.infra.db import AnyRow, Db, Record, Statement
from callcenter.kit.ids import new_id


async def keeps_shifts(db: Db, site_id: UUID) -> bool:
    return bool(await db.scalar(select(Organisation.keeps_shifts).where(Organisation.id == site_id)))


async def plan(
    db: Db, site_id: UUID, agent_id: UUID, begins: datetime, ends: datetime, *, by: UUID, now: datetime
) -> UUID:
    """Adds a planned shift."""
    row = Shift(
        id=new_id(),
        site_id=site_id,
        agent_id=agent_id,
        planned_from=begins,
        planned_to=ends,
        created_by=by,
        created_at=now,
    )
    db.add(row)
    await db.flush()
    return row.id


async def unplan(db: Db, site_id: UUID, shift_id: UUID) -> Shift | None:
    """Removes a shift of the site that was never opened."""
    mine = (Shift.id == shift_id) & (Shift.site_id == site_id) & Shift.opened_at.is_(None)
    return await db.scalar(delete(Shift).where(mine).returning(Shift))


async def start(db: Db, site_id: UUID, shift_id: UUID, by: UUID, now: datetime) -> Shift | None:
    """Opens a planned shift of the site; None when it was opened before."""
    mine = (Shift.id == shift_id) & (Shift.site_id == site_id) & Shift.opened_at.is_(None)
    return await db.scalar(update(Shift).where(mine).values(opened_at=now, opened_by=by).returning(Shift))


async def end(db: Db, site_id: UUID, shift_id: UUID, by: UUID, now: datetime) -> Shift | None:
    """Closes an open shift of the site; None when none is open."""
    mine = (Shift.id == shift_id) & (Shift.site_id == site_id) & Shift.opened_at.is_not(None)
    statement = update(Shift).where(mine, Shift.closed_at.is_(None))
    return await db.scalar(statement.values(closed_at=now, closed_by=by).returning(Shift))


async def find(db: Db, site_id: UUID, shift_id: UUID) -> Shift | None:
    return await db.scalar(select(Shift).where(Shift.id == shift_id, Shift.site_id == site_id))


async def open_shift(db: Db, agent_id: UUID) -> Shift | None:
    """The shift the agent works in now."""
    working = Shift.opened_at.is_not(None) & Shift.closed_at.is_(None)
    return await db.scalar(select(Shift).where(Shift.agent_id == agent_id, working))


async def next_shift(db: Db, agent_id: UUID, now: datetime) -> Shift | None:
    """The agent's next planned shift that is not opened."""
    ahead = select(Shift).where(Shift.agent_id == agent_id, Shift.opened_at.is_(None), Shift.planned_to > now)
    return await db.scalar(ahead.order_by(Shift.planned_from).limit(1))


async def between(db: Db, site_id: UUID, begins: datetime, ends: datetime) -> Sequence[AnyRow]:
    """Shifts of the site that are planned or worked in that time, by name: (Shift, name)."""
    statement = (
        select(Shift, User.display_name.label("name"))
        .join(User, User.id == Shift.agent_id)
        .where(Shift.site_id == site_id, Shift.planned_from < ends)
        .where(or_(Shift.planned_to > begins, func.coalesce(Shift.closed_at, Shift.planned_to) > begins))
        .order_by(Shift.planned_from, User.display_name, Shift.id)
    )
    return (await db.execute(statement)).all()


_WORKED = Statement(
    "SELECT agent_id, opened_at, closed_at FROM shifts "
    "WHERE site_id = :site AND opened_at < :ends AND (closed_at > :begins OR closed_at IS NULL)"
)


async def worked(db: Db, site_id: UUID, begins: datetime, ends: datetime) -> Sequence[Record]:
    """When apprentices of the site were at work in that time: (agent_id, opened_at, closed_at or None)."""
    return await _WORKED.rows(db, {"site": site_id, "begins": begins, "ends": ends})


async def planned_near(db: Db, agent_id: UUID, begins: datetime, ends: datetime) -> Sequence[Shift]:
    """The agent's shifts that touch that time."""
    near = (Shift.agent_id == agent_id) & (Shift.planned_from < ends) & (Shift.planned_to > begins)
    return (await db.scalars(select(Shift).where(near))).all()


async def planned_now(db: Db, site_id: UUID, now: datetime, *, early: timedelta) -> Sequence[Shift]:
    """Shifts of the site that are planned for now (or begin within `early`) and not opened."""
    due = (Shift.planned_from <= now + early) & (Shift.planned_to > now) & Shift.opened_at.is_(None)
    return (await db.scalars(select(Shift).where(Shift.site_id == site_id, due))).all()


async def hours(db: Db, agent_id: UUID, begins: datetime, ends: datetime, now: datetime) -> timedelta:
    """How long the agent was at work between two moments: open shifts count until now."""
    until = func.least(func.coalesce(Shift.closed_at, now), ends)
    span = until - func.greatest(Shift.opened_at, begins)
    worked = select(func.coalesce(func.sum(span), timedelta())).where(
        Shift.agent_id == agent_id, Shift.opened_at < ends, func.coalesce(Shift.closed_at, now) > begins
    )
    found: timedelta = await db.scalar(worked) or timedelta()
    return found
