"""Statements of exam preparation; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from callcenter.accounts.models import User
from callcenter.exams.models import DossierExample, Evaluation, MockExam
from callcenter.infra.db import AnyRow, Db


async def add(db: Db, row: MockExam | Evaluation | DossierExample) -> None:
    db.add(row)
    await db.flush()


async def exam(db: Db, site_id: UUID, exam_id: UUID, *, lock: bool = False) -> AnyRow | None:
    """(MockExam, alias) of the site."""
    mine = (MockExam.id == exam_id) & (MockExam.site_id == site_id)
    found = select(MockExam, User.display_name).join(User, User.id == MockExam.learner_id).where(mine)
    if lock:
        found = found.with_for_update(of=MockExam)
    return (await db.execute(found)).one_or_none()


async def exams(db: Db, learner_id: UUID, referential_id: UUID) -> Sequence[MockExam]:
    """Somebody's mock exams under a referential, the newest first."""
    mine = (MockExam.learner_id == learner_id) & (MockExam.referential_id == referential_id)
    order = (MockExam.planned_for.desc(), MockExam.id.desc())
    return (await db.scalars(select(MockExam).where(mine).order_by(*order))).all()


async def move(db: Db, exam_id: UUID, origins: Sequence[str], **values: Any) -> bool:
    """Changes a mock exam that is in one of these states; False when it is in another."""
    open_ = (MockExam.id == exam_id) & MockExam.state.in_(origins)
    return await db.scalar(update(MockExam).where(open_).values(**values).returning(MockExam.id)) is not None


async def held(db: Db, site_id: UUID, begins: datetime, ends: datetime) -> Sequence[MockExam]:
    """Mock exams of a site that were begun in that time."""
    mine = (MockExam.site_id == site_id) & MockExam.started_at.between(begins, ends)
    return (await db.scalars(select(MockExam).where(mine))).all()


async def evaluations(db: Db, learner_id: UUID, referential_id: UUID) -> Sequence[AnyRow]:
    """(Evaluation, who gave it) under a referential, the newest first."""
    mine = (Evaluation.learner_id == learner_id) & (Evaluation.referential_id == referential_id)
    found = select(Evaluation, User.display_name).join(User, User.id == Evaluation.given_by).where(mine)
    return (await db.execute(found.order_by(Evaluation.held_on.desc(), Evaluation.id.desc()))).all()


async def examples(db: Db, learner_id: UUID) -> Sequence[DossierExample]:
    """Somebody's examples, by block, in the order they were begun."""
    found = select(DossierExample).where(DossierExample.learner_id == learner_id)
    return (await db.scalars(found.order_by(DossierExample.block, DossierExample.id))).all()


async def count(db: Db, learner_id: UUID, block: str, *, but: UUID | None = None) -> int:
    """How many examples there are of a block, one of them aside."""
    mine = (DossierExample.learner_id == learner_id) & (DossierExample.block == block)
    if but is not None:
        mine &= DossierExample.id != but
    return await db.scalar(select(func.count()).where(mine)) or 0


async def change(db: Db, learner_id: UUID, example_id: UUID, **values: Any) -> bool:
    mine = (DossierExample.id == example_id) & (DossierExample.learner_id == learner_id)
    changed = update(DossierExample).where(mine).values(**values).returning(DossierExample.id)
    return await db.scalar(changed) is not None


async def drop(db: Db, learner_id: UUID, example_id: UUID) -> bool:
    mine = (DossierExample.id == example_id) & (DossierExample.learner_id == learner_id)
    return await db.scalar(delete(DossierExample).where(mine).returning(DossierExample.id)) is not None


async def lock_learner(db: Db, learner_id: UUID) -> None:
    """One example after the other: so a fourth cannot slip in beside the third."""
    await db.execute(select(User.id).where(User.id == learner_id).with_for_update())
