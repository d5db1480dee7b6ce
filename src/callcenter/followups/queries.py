"""Statements of follow-ups; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.followups.models import FollowUp
from callcenter.infra.db import AnyRow, Db


async def add(db: Db, values: dict[str, Any]) -> bool:
    """False when one is planned for that person already."""
    made = upsert(FollowUp).values(**values).on_conflict_do_nothing().returning(FollowUp.id)
    return await db.scalar(made) is not None


async def of_site(db: Db, site_id: UUID, *, learner_id: UUID | None, limit: int) -> Sequence[AnyRow]:
    """(FollowUp, alias): planned ones by their day, then the issued ones, the newest first."""
    found = (
        select(FollowUp, User.display_name)
        .join(User, User.id == FollowUp.learner_id)
        .where(FollowUp.site_id == site_id)
        .order_by(FollowUp.issued_at.desc().nulls_first(), FollowUp.due_on, User.display_name)
        .limit(limit)
    )
    if learner_id is not None:
        found = found.where(FollowUp.learner_id == learner_id)
    return (await db.execute(found)).all()


async def one(db: Db, site_id: UUID, follow_up_id: UUID, *, lock: bool = False) -> AnyRow | None:
    """(FollowUp, alias) of the site."""
    mine = (FollowUp.id == follow_up_id) & (FollowUp.site_id == site_id)
    found = select(FollowUp, User.display_name).join(User, User.id == FollowUp.learner_id).where(mine)
    if lock:
        found = found.with_for_update(of=FollowUp)
    return (await db.execute(found)).one_or_none()


async def planned(db: Db, learner_id: UUID, follow_up_id: UUID | None = None) -> FollowUp | None:
    """The one that is planned for somebody; with an id only that one."""
    mine = (FollowUp.learner_id == learner_id) & (FollowUp.state == "planned")
    if follow_up_id is not None:
        mine &= FollowUp.id == follow_up_id
    return await db.scalar(select(FollowUp).where(mine))


async def last_issued(db: Db, learner_id: UUID) -> datetime | None:
    mine = (FollowUp.learner_id == learner_id) & (FollowUp.state == "issued")
    found: datetime | None = await db.scalar(select(func.max(FollowUp.issued_at)).where(mine))
    return found


async def last_plan(db: Db, learner_id: UUID) -> UUID | None:
    """The plan that the last issued follow-up led to."""
    mine = (FollowUp.learner_id == learner_id) & FollowUp.plan_id.is_not(None)
    found = select(FollowUp.plan_id).where(mine).order_by(FollowUp.issued_at.desc()).limit(1)
    return await db.scalar(found)


async def change(db: Db, follow_up_id: UUID, **values: Any) -> bool:
    """Changes one that is still planned; False for one that was issued meanwhile."""
    open_ = (FollowUp.id == follow_up_id) & (FollowUp.state == "planned")
    changed = update(FollowUp).where(open_).values(**values).returning(FollowUp.id)
    return await db.scalar(changed) is not None


async def drop(db: Db, follow_up_id: UUID) -> bool:
    open_ = (FollowUp.id == follow_up_id) & (FollowUp.state == "planned")
    return await db.scalar(delete(FollowUp).where(open_).returning(FollowUp.id)) is not None
