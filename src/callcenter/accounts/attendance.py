"""Presence signed per half-day: apprentices sign, the supervisor or the trainer countersigns; none for another.

Proof of attendance is kept six years, the certificate of a course three. Training reads the signed halves from here.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import Attendance, User
from callcenter.accounts.schemas import (
    Agent,
    AttendanceRead,
    Half,
    PresenceCountersigned,
    PresenceSigned,
    SiteCaller,
)
from callcenter.infra import journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id


async def sign(db: Db, agent: Agent, day: date, half: Half) -> None:
    """The agent signs to have been there; signed twice, it changes nothing."""
    row = {"id": new_id(), "site_id": agent.site_id, "agent_id": agent.user_id, "day": day, "half": half}
    fresh = upsert(Attendance).values(**row, signed_at=clock.now()).on_conflict_do_nothing()
    if await db.scalar(fresh.returning(Attendance.id)) is not None:
        ids = {"attendance_id": row["id"], "agent_id": agent.user_id, "actor_id": agent.user_id}
        await journal.append(
            db, PresenceSigned.model_validate(ids | {"day": day, "half": half, "site_id": agent.site_id})
        )


async def signed(db: Db, agent_id: UUID, first: date, last: date) -> Sequence[Attendance]:
    """The half-days an agent has signed from the first to the last day, in order."""
    mine = (Attendance.agent_id == agent_id) & Attendance.day.between(first, last)
    order = (Attendance.day, Attendance.half.desc())
    return (await db.scalars(select(Attendance).where(mine).order_by(*order))).all()


# Ten thousand rows a month where there are two hundred: handed straight from the driver.
_SIGNED_AT = Statement(
    "SELECT agent_id, day, half, countersigned_at IS NOT NULL AS confirmed FROM attendances "
    "WHERE site_id = :site AND day BETWEEN :first AND :last"
)


async def signed_at(db: Db, site_id: UUID, first: date, last: date) -> Sequence[Record]:
    """The half-days that apprentices of a site have signed: (agent_id, day, half, confirmed)."""
    return await _SIGNED_AT.rows(db, {"site": site_id, "first": first, "last": last})


async def of_day(db: Db, caller: SiteCaller, day: date) -> list[AttendanceRead]:
    """Every apprentice of the site on that day, signed or not, by name."""
    agents = select(User.id, User.display_name).where(
        User.site_id == caller.site_id, User.role == "agent", User.state != "disabled"
    )
    rows = (await db.execute(agents.order_by(User.display_name, User.id))).all()
    countersigner = select(User.display_name).where(User.id == Attendance.countersigned_by).scalar_subquery()
    halves = select(Attendance, countersigner.label("by")).where(
        Attendance.site_id == caller.site_id, Attendance.day == day
    )
    found = {
        (each.Attendance.agent_id, each.Attendance.half): each for each in (await db.execute(halves)).all()
    }
    read = []
    for row in rows:
        for half in ("morning", "afternoon"):
            each = found.get((row.id, half))
            kept = each.Attendance if each is not None else None
            read.append(
                AttendanceRead.model_validate(
                    {
                        "id": kept.id if kept else None,
                        "agent_id": row.id,
                        "name": row.display_name,
                        "half": half,
                        "signed_at": kept.signed_at if kept else None,
                        "countersigned_by": each.by if each is not None else None,
                        "countersigned_at": kept.countersigned_at if kept else None,
                    }
                )
            )
    return read


async def countersign(db: Db, staff: SiteCaller, ids: Sequence[UUID], now: datetime) -> int:
    """Confirms signatures of the site's apprentices that nobody has confirmed yet; how many.

    Raises NotFound when one of them is not a signature of the site.
    """
    mine = select(Attendance.id).where(Attendance.site_id == staff.site_id, Attendance.id.in_(ids))
    if len((await db.scalars(mine)).all()) != len(set(ids)):
        raise NotFound
    open_ = Attendance.id.in_(ids) & Attendance.countersigned_at.is_(None)
    statement = update(Attendance).where(open_).values(countersigned_by=staff.user_id, countersigned_at=now)
    rows = (await db.scalars(statement.returning(Attendance))).all()
    await journal.append(
        db,
        *(
            PresenceCountersigned(
                attendance_id=row.id, agent_id=row.agent_id, actor_id=staff.user_id, site_id=staff.site_id
            )
            for row in rows
        ),
    )
    return len(rows)
