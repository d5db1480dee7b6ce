"""Statements of calibration; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.calibration.models import PracticeScoring
from callcenter.infra.db import AnyRow, Db


async def lock(db: Db, practice_id: UUID) -> None:
    """One scorer after the other: two who send at the same moment are first and second."""
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 5))"), {"id": str(practice_id)})


async def of_practice(db: Db, site_id: UUID, practice_id: UUID) -> Sequence[AnyRow]:
    """(PracticeScoring, name), the first first."""
    mine = (PracticeScoring.practice_id == practice_id) & (PracticeScoring.site_id == site_id)
    found = select(PracticeScoring, User.display_name).join(User, User.id == PracticeScoring.scorer_id)
    return (await db.execute(found.where(mine).order_by(PracticeScoring.scored_at))).all()


async def add(db: Db, values: dict[str, Any]) -> bool:
    """False when that place is taken, or the trainer has scored already."""
    made = upsert(PracticeScoring).values(**values).on_conflict_do_nothing()
    return await db.scalar(made.returning(PracticeScoring.place)) is not None


_CALLS = text(
    """
    SELECT s.practice_id, max(s.scored_at) AS scored_at,
           jsonb_agg(jsonb_build_object('place', s.place, 'id', s.scorer_id, 'scorer', u.display_name, 'marks', s.marks,
                                        'at', s.scored_at)
                     ORDER BY s.scored_at) AS scorings
    FROM practice_scorings s JOIN users u ON u.id = s.scorer_id
    WHERE s.site_id = :site GROUP BY s.practice_id ORDER BY max(s.scored_at) DESC LIMIT :limit
    """
)


async def of_site(db: Db, site_id: UUID, *, limit: int) -> Sequence[AnyRow]:
    """Calls with what was given to each, the newest first."""
    return (await db.execute(_CALLS, {"site": site_id, "limit": limit})).all()
