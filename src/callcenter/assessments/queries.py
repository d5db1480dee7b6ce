"""Statements of assessments and plans; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.assessments.models import Assessment, BlockVersion, Plan, PlanSignature
from callcenter.infra.db import AnyRow, Db

# --- blocks -------------------------------------------------------------------------------------------------


async def blocks(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """(code, version, content) of every version of the site, the oldest first; no content: withdrawn."""
    columns = (BlockVersion.code, BlockVersion.version, BlockVersion.content)
    mine = select(*columns).where(BlockVersion.site_id == site_id)
    return (await db.execute(mine.order_by(BlockVersion.code, BlockVersion.version))).all()


async def block_history(db: Db, site_id: UUID, code: str) -> Sequence[AnyRow]:
    """A block's versions, the newest first, with who wrote each."""
    columns = (
        BlockVersion.id,
        BlockVersion.version,
        BlockVersion.made_at,
        BlockVersion.content.is_(None).label("withdrawn"),
        User.display_name.label("made_by"),
    )
    mine = (BlockVersion.site_id == site_id) & (BlockVersion.code == code)
    found = select(*columns).join(User, User.id == BlockVersion.made_by).where(mine)
    return (await db.execute(found.order_by(BlockVersion.version.desc()))).all()


async def block_version(db: Db, site_id: UUID, version_id: UUID) -> dict[str, Any] | None:
    mine = (BlockVersion.id == version_id) & (BlockVersion.site_id == site_id)
    return await db.scalar(select(BlockVersion.content).where(mine))


async def add_block(db: Db, values: dict[str, Any]) -> bool:
    """False when that number is there already."""
    made = upsert(BlockVersion).values(**values).on_conflict_do_nothing().returning(BlockVersion.id)
    return await db.scalar(made) is not None


# --- assessments --------------------------------------------------------------------------------------------


async def add_assessment(db: Db, values: dict[str, Any]) -> bool:
    """False when one is under way for that person."""
    made = upsert(Assessment).values(**values).on_conflict_do_nothing().returning(Assessment.id)
    return await db.scalar(made) is not None


async def newest_assessment(db: Db, site_id: UUID, agent_id: UUID) -> AnyRow | None:
    """The last one that was not withdrawn, with who composed it."""
    found = (
        select(Assessment, User.display_name)
        .join(User, User.id == Assessment.composed_by)
        .where(Assessment.agent_id == agent_id, Assessment.site_id == site_id, Assessment.state != "dropped")
        .order_by(Assessment.composed_at.desc(), Assessment.id.desc())
        .limit(1)
    )
    return (await db.execute(found)).one_or_none()


async def held(db: Db, site_id: UUID, assessment_id: UUID, agent_id: UUID | None = None) -> Assessment | None:
    """One of the site's (and of that apprentice's), locked: what changes it comes one after the other."""
    mine = (Assessment.id == assessment_id) & (Assessment.site_id == site_id)
    if agent_id is not None:
        mine &= Assessment.agent_id == agent_id
    return await db.scalar(select(Assessment).where(mine).with_for_update())


async def acts(db: Db, site_id: UUID, begins: datetime, ends: datetime) -> Sequence[AnyRow]:
    """(agent_id, acts) of the site's assessments at that time."""
    there = (Assessment.site_id == site_id) & (Assessment.composed_at < ends)
    lately = Assessment.answered_at.is_(None) | (Assessment.answered_at > begins)
    return (await db.execute(select(Assessment.agent_id, Assessment.acts).where(there, lately))).all()


async def change_assessment(db: Db, assessment_id: UUID, values: dict[str, Any]) -> None:
    await db.execute(update(Assessment).where(Assessment.id == assessment_id).values(**values))


# --- plans --------------------------------------------------------------------------------------------------


async def newest_version(db: Db, agent_id: UUID) -> int:
    """0 before there is a plan."""
    found = await db.scalar(select(func.max(Plan.version)).where(Plan.agent_id == agent_id))
    return found or 0


async def add_plan(db: Db, values: dict[str, Any]) -> bool:
    """False when somebody else wrote that version."""
    made = upsert(Plan).values(**values).on_conflict_do_nothing().returning(Plan.id)
    return await db.scalar(made) is not None


async def newest_plan(db: Db, site_id: UUID, agent_id: UUID, *, offered: bool = False) -> Plan | None:
    """The newest version; with `offered` the newest that a trainer signed."""
    mine = select(Plan).where(Plan.agent_id == agent_id, Plan.site_id == site_id)
    if offered:
        mine = mine.join(PlanSignature, PlanSignature.plan_id == Plan.id).where(
            PlanSignature.place == "trainer"
        )
    return await db.scalar(mine.order_by(Plan.version.desc()).limit(1))


async def first_offered(db: Db, site_id: UUID, agent_id: UUID) -> Plan | None:
    mine = select(Plan).where(Plan.agent_id == agent_id, Plan.site_id == site_id)
    signed = mine.join(PlanSignature, PlanSignature.plan_id == Plan.id).where(
        PlanSignature.place == "trainer"
    )
    return await db.scalar(signed.order_by(Plan.version).limit(1))


async def plan(db: Db, site_id: UUID, plan_id: UUID) -> Plan | None:
    return await db.scalar(select(Plan).where(Plan.id == plan_id, Plan.site_id == site_id))


async def signatures(db: Db, plan_id: UUID) -> Sequence[AnyRow]:
    found = (
        select(PlanSignature, User.display_name)
        .join(User, User.id == PlanSignature.user_id)
        .where(PlanSignature.plan_id == plan_id)
        .order_by(PlanSignature.signed_at)
    )
    return (await db.execute(found)).all()


async def sign(db: Db, values: dict[str, Any]) -> bool:
    """False when that place is signed already."""
    made = upsert(PlanSignature).values(**values).on_conflict_do_nothing().returning(PlanSignature.plan_id)
    return await db.scalar(made) is not None


_GROUP = text(
    """
    SELECT u.id, a.state, p.steps, p.trainer, p.learner
    FROM users u
    LEFT JOIN LATERAL (
        SELECT state FROM assessments
        WHERE agent_id = u.id AND state <> 'dropped' ORDER BY composed_at DESC LIMIT 1
    ) a ON true
    LEFT JOIN LATERAL (
        SELECT steps,
               EXISTS (SELECT FROM plan_signatures WHERE plan_id = plans.id AND place = 'trainer') AS trainer,
               EXISTS (SELECT FROM plan_signatures WHERE plan_id = plans.id AND place = 'learner') AS learner
        FROM plans WHERE agent_id = u.id ORDER BY version DESC LIMIT 1
    ) p ON true
    WHERE u.role = 'agent' AND u.state = 'active' AND u.site_id = :site
    ORDER BY u.display_name, u.id
    """
)


async def group(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """The site's active apprentices: the state of the last assessment, the newest plan and who signed it."""
    return (await db.execute(_GROUP, {"site": site_id})).all()
