"""Statements of papers; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.infra.db import AnyRow, Db
from callcenter.papers.models import Paper, PaperSignature


async def is_apprentice(db: Db, site_id: UUID, agent_id: UUID) -> bool:
    mine = (User.id == agent_id) & (User.site_id == site_id) & (User.role == "agent")
    return await db.scalar(select(User.id).where(mine)) is not None


async def add(db: Db, paper: Paper) -> None:
    db.add(paper)
    await db.flush()


async def paper(db: Db, site_id: UUID, paper_id: UUID, *, learner_id: UUID | None = None) -> Paper | None:
    """A paper of the site; with `learner_id` only one about that person."""
    mine = (Paper.id == paper_id) & (Paper.site_id == site_id)
    if learner_id is not None:
        mine &= Paper.learner_id == learner_id
    return await db.scalar(select(Paper).where(mine))


async def papers(
    db: Db,
    site_id: UUID,
    *,
    learner_id: UUID | None = None,
    subject_ids: Sequence[UUID] | None = None,
    limit: int,
) -> Sequence[Paper]:
    """Papers about somebody, or about some things, the newest first."""
    found = select(Paper).where(Paper.site_id == site_id)
    if learner_id is not None:
        found = found.where(Paper.learner_id == learner_id)
    if subject_ids is not None:
        found = found.where(Paper.subject_id.in_(subject_ids))
    return (await db.scalars(found.order_by(Paper.issued_at.desc(), Paper.id.desc()).limit(limit))).all()


async def by_code(db: Db, code: str) -> AnyRow | None:
    """(Paper, its learner's name)."""
    found = select(Paper, User.display_name).join(User, User.id == Paper.learner_id).where(Paper.code == code)
    return (await db.execute(found)).one_or_none()


async def signatures(db: Db, paper_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """(PaperSignature, name) of these papers, the learner's first."""
    found = (
        select(PaperSignature, User.display_name)
        .join(User, User.id == PaperSignature.signed_by)
        .where(PaperSignature.paper_id.in_(paper_ids))
        .order_by(PaperSignature.place)
    )
    return (await db.execute(found)).all()


async def sign(db: Db, values: dict[str, Any]) -> bool:
    """False when that place is signed already."""
    made = upsert(PaperSignature).values(**values).on_conflict_do_nothing().returning(PaperSignature.place)
    return await db.scalar(made) is not None


async def told(db: Db, code: str) -> Sequence[AnyRow]:
    """What the journal holds of a code, in the order of its places, with names."""
    found = text(
        "SELECT j.seq, j.at, j.action, j.site_id, j.data, u.display_name AS name FROM journal j "
        "LEFT JOIN users u ON u.id = j.actor_id "
        "WHERE j.action = ANY(ARRAY['paper.issued', 'paper.signed']) AND j.data ->> 'code' = :code ORDER BY j.seq"
    )
    return (await db.execute(found, {"code": code})).all()
