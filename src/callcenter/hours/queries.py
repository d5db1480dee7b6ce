"""Statements of hours; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.hours.models import TrainingSession
from callcenter.infra.db import AnyRow, Db


async def apprentices(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """Every apprentice of the site by name, those who left too: their hours stay owed."""
    mine = (User.site_id == site_id) & (User.role == "agent")
    found = select(User.id, User.display_name, User.sign_in).where(mine)
    return (await db.execute(found.order_by(User.display_name, User.id))).all()


async def add(db: Db, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """The ids that were added; one who has a session at that moment already keeps that one."""
    made = upsert(TrainingSession).values(list(rows)).on_conflict_do_nothing().returning(TrainingSession.id)
    return set((await db.scalars(made)).all())


async def sessions(db: Db, site_id: UUID, begins: datetime, ends: datetime) -> Sequence[TrainingSession]:
    within = (TrainingSession.begins < ends) & (TrainingSession.ends > begins)
    found = select(TrainingSession).where(TrainingSession.site_id == site_id, within)
    return (await db.scalars(found.order_by(TrainingSession.begins))).all()
