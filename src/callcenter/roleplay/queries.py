"""Statements of role-plays; each names whose it is, and row-level security repeats the site."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from callcenter.accounts.models import User
from callcenter.infra.db import AnyRow, Db
from callcenter.roleplay.models import RolePlay, RolePlayAct
from callcenter.training.models import PlayedScenario, Practice

_agent, _trainer = aliased(User), aliased(User)


def _role_play() -> Select[Any]:
    return (
        select(
            RolePlay,
            Practice,
            PlayedScenario.content,
            PlayedScenario.digest,
            _agent.display_name.label("alias"),
            _trainer.display_name.label("trainer"),
        )
        .join(PlayedScenario, PlayedScenario.id == RolePlay.scenario_id)
        .join(_agent, _agent.id == RolePlay.agent_id)
        .join(_trainer, _trainer.id == RolePlay.trainer_id)
        .outerjoin(Practice, Practice.id == RolePlay.id)
    )


async def add(db: Db, values: dict[str, Any]) -> bool:
    """False when the apprentice is invited already, or the id was used."""
    made = upsert(RolePlay).values(**values).on_conflict_do_nothing().returning(RolePlay.id)
    return await db.scalar(made) is not None


OPEN = ("ready", "talking", "wrap_up")
_NOW = or_(RolePlay.state == "invited", and_(RolePlay.state == "running", Practice.state.in_(OPEN)))


async def open_of(db: Db, agent_id: UUID) -> AnyRow | None:
    """What the apprentice is invited to or in the middle of; the call under way before an invitation."""
    found = _role_play().where(RolePlay.agent_id == agent_id, _NOW).order_by(RolePlay.state.desc()).limit(1)
    row: AnyRow | None = (await db.execute(found)).one_or_none()
    return row


async def mine(db: Db, agent_id: UUID, role_play_id: UUID) -> AnyRow | None:
    """One of the apprentice's, locked: acts of both sides come one after the other."""
    return await _one(db, (RolePlay.agent_id == agent_id) & (RolePlay.id == role_play_id))


async def of_trainer(db: Db, trainer_id: UUID, role_play_id: UUID) -> AnyRow | None:
    """One of the trainer's own, locked in the same way."""
    return await _one(db, (RolePlay.trainer_id == trainer_id) & (RolePlay.id == role_play_id))


async def _one(db: Db, which: Any) -> AnyRow | None:
    locked = select(RolePlay.id).where(which).with_for_update()
    if await db.scalar(locked) is None:
        return None
    # Read anew after the wait for the lock: what the other side just did is there.
    found = _role_play().where(which).execution_options(populate_existing=True)
    row: AnyRow | None = (await db.execute(found)).one_or_none()
    return row


async def list_of_trainer(db: Db, trainer_id: UUID, *, limit: int) -> Sequence[AnyRow]:
    found = _role_play().where(RolePlay.trainer_id == trainer_id).order_by(RolePlay.invited_at.desc())
    rows: Sequence[AnyRow] = (await db.execute(found.limit(limit))).all()
    return rows


async def acts(db: Db, role_play_id: UUID) -> Sequence[RolePlayAct]:
    mine = RolePlayAct.role_play_id == role_play_id
    return (await db.scalars(select(RolePlayAct).where(mine).order_by(RolePlayAct.place))).all()


async def add_act(db: Db, values: dict[str, Any]) -> RolePlayAct | None:
    """None when an act of that id was kept before."""
    made = upsert(RolePlayAct).values(**values).on_conflict_do_nothing().returning(RolePlayAct)
    return (await db.scalars(made)).one_or_none()


async def note_seen(
    db: Db, role_play_id: UUID, *, agent: UUID | None = None, trainer: UUID | None = None, now: datetime
) -> bool:
    """A sign of life of the apprentice's page, or of the trainer's; False for somebody else's role-play."""
    side = {"agent_seen_at": now} if agent is not None else {"trainer_seen_at": now}
    own = RolePlay.agent_id == agent if agent is not None else RolePlay.trainer_id == trainer
    seen = update(RolePlay).where(RolePlay.id == role_play_id, own).values(**side).returning(RolePlay.id)
    return await db.scalar(seen) is not None


async def all_open(db: Db) -> Sequence[AnyRow]:
    """Role-plays of every site that are not over, the unlocked ones of them, locked (vault only)."""
    found = (
        select(RolePlay, Practice)
        .outerjoin(Practice, Practice.id == RolePlay.id)
        .where(_NOW)
        .with_for_update(of=RolePlay, skip_locked=True)
    )
    return (await db.execute(found)).all()
