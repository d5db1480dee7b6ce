"""Learners: the record a trainer keeps, the group at a glance, and what an apprentice sees of the own."""

from datetime import datetime
from uuid import UUID

from callcenter.accounts.schemas import Agent, SiteCaller, Trainer
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.outcomes.errors import NoteHoldsContactData
from callcenter.outcomes.notes import note_problem
from callcenter.training import competences, gates, queries, referentials, rules
from callcenter.training.models import Learner
from callcenter.training.schemas import (
    LearnerBrief,
    LearnerChanged,
    LearnerRead,
    LearnerUpdate,
    MyTraining,
    PracticeBrief,
    ReferentialContent,
)

SHOWN = 60
"""Evidence and practice calls on one page; all of them count."""


async def ensure(db: Db, agent: Agent) -> Learner:
    """The apprentice's record; a first, empty one under the site's referential where there is none yet."""
    return await ensure_of(db, agent.site_id, agent.user_id)


async def ensure_of(db: Db, site_id: UUID, agent_id: UUID) -> Learner:
    """The same for staff who act for an apprentice of their site."""
    found = await queries.learner(db, site_id, agent_id)
    if found is not None:
        return found
    referential = await referentials.first(db, site_id)
    values = {
        "user_id": agent_id,
        "site_id": site_id,
        "referential_id": referential.id,
        "status": "other",
        "created_at": clock.now(),
    }
    await queries.add_learner(db, values)
    found = await queries.learner(db, site_id, agent_id)
    assert found is not None
    return found


async def of(db: Db, caller: SiteCaller, agent_id: UUID) -> Learner:
    """The record of an apprentice of the caller's site, a first one where there is none yet. Raises NotFound."""
    if await queries.apprentice(db, caller.site_id, agent_id) is None:
        raise NotFound
    return await ensure_of(db, caller.site_id, agent_id)


async def record_of(db: Db, site_id: UUID, agent_id: UUID) -> Learner | None:
    """The record as it stands, for rooms above; None before there is one."""
    return await queries.learner(db, site_id, agent_id)


async def name_of(db: Db, caller: SiteCaller, agent_id: UUID) -> str:
    """What an apprentice of the caller's site is called. Raises NotFound."""
    person = await queries.apprentice(db, caller.site_id, agent_id)
    if person is None:
        raise NotFound
    return person.display_name


async def practised(
    db: Db, staff: SiteCaller, begins: datetime, ends: datetime
) -> list[tuple[UUID, list[rules.Interval]]]:
    """Who of the site practised when, about that time."""
    rows = await queries.practised(db, staff.site_id, begins, ends, idle=rules.IDLE)
    return [(agent_id, rules.spent(acts)) for agent_id, acts in rows]


async def group(db: Db, trainer: Trainer) -> list[LearnerBrief]:
    """The site's apprentices by name, each with what was done; nobody is ranked."""
    now = clock.now()
    sizes = {
        row.Referential.id: len(ReferentialContent.model_validate(row.Referential.content).competences)
        for row in await queries.referentials(db, trainer.site_id)
    }
    return [
        LearnerBrief(
            id=row.id,
            alias=row.display_name,
            has_record=row.has_record,
            status=row.status,
            practices=row.practices,
            good_practices=row.good,
            last_practice_at=row.newest[0] if row.newest else None,
            acquired=row.acquired,
            competences=sizes.get(row.referential_id, 0),
            stuck=rules.stuck(now, list(zip(row.newest or (), row.newest_good or (), strict=True))),
        )
        for row in await queries.group(db, trainer.site_id)
    ]


async def read(db: Db, trainer: Trainer, agent_id: UUID) -> LearnerRead:
    """Everything about an apprentice of the site. Raises NotFound."""
    person = await queries.apprentice(db, trainer.site_id, agent_id)
    if person is None:
        raise NotFound
    row = await queries.learner(db, trainer.site_id, agent_id)
    grid = await competences.grid(db, row) if row is not None else competences.NO_GRID
    followed = await queries.referential(db, trainer.site_id, row.referential_id) if row else None
    return LearnerRead(
        id=person.id,
        alias=person.display_name,
        sign_in=person.sign_in,
        record=None if row is None else _record(row),
        referential=None if followed is None else referentials.read(followed),
        blocks=grid.blocks,
        decisions=grid.decisions,
        evidence=grid.evidence[:SHOWN],
        practices=await practices(db, agent_id),
        gates=await gates.standings(db, trainer.site_id, agent_id),
    )


def _record(row: Learner) -> LearnerUpdate:
    return LearnerUpdate.model_validate({name: getattr(row, name) for name in LearnerUpdate.model_fields})


async def practices(db: Db, agent_id: UUID) -> list[PracticeBrief]:
    return [brief(row) for row in await queries.past_practices(db, agent_id, limit=SHOWN)]


def brief(row: AnyRow) -> PracticeBrief:
    return PracticeBrief(
        id=row.id,
        scenario=row.scenario,
        title=row.title,
        purpose=row.purpose,
        language=row.language,
        level=row.level,
        guided=row.guided,
        at=row.started_at,
        state=row.state,
        score=row.score,
        passed=row.passed,
        read=row.read_at is not None,
        answered=row.answer is not None,
    )


async def change(db: Db, trainer: Trainer, agent_id: UUID, wanted: LearnerUpdate) -> LearnerRead:
    """Writes the record. Raises NotFound, also for a referential of another site, and
    NoteHoldsContactData: the apprentice reads the goals."""
    problem = note_problem(wanted.goals or "")
    if problem is not None:
        raise NoteHoldsContactData(fields={"goals": problem})
    if await queries.apprentice(db, trainer.site_id, agent_id) is None:
        raise NotFound
    if await queries.referential(db, trainer.site_id, wanted.referential_id) is None:
        raise NotFound
    row = await queries.learner(db, trainer.site_id, agent_id)
    values = wanted.model_dump()
    before = None if row is None else _record(row).model_dump()
    fields = sorted(name for name, value in values.items() if before is None or before[name] != value)
    if row is None:
        own = {"user_id": agent_id, "site_id": trainer.site_id, "created_at": clock.now()}
        await queries.add_learner(db, values | own)
    elif fields:
        await queries.change_learner(db, agent_id, values)
        db.expire(row)
    if fields:
        await journal.append(
            db,
            LearnerChanged(
                agent_id=agent_id, fields=fields, actor_id=trainer.user_id, site_id=trainer.site_id
            ),
        )
    return await read(db, trainer, agent_id)


async def mine(db: Db, agent: Agent) -> MyTraining:
    """The apprentice's own progress."""
    row = await queries.learner(db, agent.site_id, agent.user_id)
    grid = await competences.grid(db, row) if row is not None else competences.NO_GRID
    past = await practices(db, agent.user_id)
    return MyTraining(
        blocks=grid.blocks,
        gates=await gates.standings(db, agent.site_id, agent.user_id),
        practices=past,
        good_practices=sum(1 for each in past if each.passed and not each.guided),
        goals=None if row is None else row.goals,
    )
