"""What one apprentice sees of the own way, what a trainer sees of it, and the group at a glance."""

from typing import Literal
from uuid import UUID

from callcenter.accounts.schemas import Agent, SiteCaller, Trainer
from callcenter.assessments import bilans, queries, service, sheets
from callcenter.assessments.errors import PlanMoved
from callcenter.assessments.schemas import GroupLine, LearningPath, MyPlan, PlanRead, PlanStep
from callcenter.infra.db import AnyRow, Db
from callcenter.kit.errors import NotFound
from callcenter.modules import runs
from callcenter.modules import service as modules
from callcenter.modules.service import Current, Doing
from callcenter.papers import service as papers
from callcenter.papers.schemas import PaperKind, PaperRead
from callcenter.training import learners, referentials
from callcenter.training.schemas import Competence


async def mine(db: Db, agent: Agent) -> MyPlan:
    """The apprentice's own: what waits, what came of it, the plan once a trainer signed it, the days it names."""
    row = await queries.newest_assessment(db, agent.site_id, agent.user_id)
    known = await _known(db, agent.site_id, agent.user_id)
    plan = await queries.newest_plan(db, agent.site_id, agent.user_id, offered=True)
    cards = await modules.cards(db, agent.site_id, agent.user_id)
    plain = {each.code: each.plain or each.title for each in known}
    read = None if plan is None else await service.read(db, plan, cards, plain)
    return MyPlan(
        assessment=None if row is None else bilans.brief(row.Assessment),
        profile=[] if row is None else bilans.profile_of(row.Assessment, known),
        plan=read,
        agenda=[] if read is None else service.agenda(read, agent.home_zone),
    )


async def path(db: Db, trainer: Trainer, agent_id: UUID) -> LearningPath:
    """Raises NotFound."""
    alias = await learners.name_of(db, trainer, agent_id)
    row = await queries.newest_assessment(db, trainer.site_id, agent_id)
    known = await _known(db, trainer.site_id, agent_id)
    plan = await queries.newest_plan(db, trainer.site_id, agent_id)
    cards = await modules.cards(db, trainer.site_id, agent_id)
    titles = {each.code: each.title for each in known}
    return LearningPath(
        agent_id=agent_id,
        alias=alias,
        assessment=None if row is None else bilans.whole(row.Assessment, row.display_name, known),
        plan=None if plan is None else await service.read(db, plan, cards, titles),
        modules=cards,
        runs=await runs.lines(db, trainer.site_id, agent_id),
    )


async def newest_plan(db: Db, caller: SiteCaller, agent_id: UUID) -> PlanRead | None:
    """The newest version of somebody's plan, signed or not, with where its modules stand."""
    plan = await queries.newest_plan(db, caller.site_id, agent_id)
    if plan is None:
        return None
    titles = {each.code: each.title for each in await _known(db, caller.site_id, agent_id)}
    return await service.read(db, plan, await modules.cards(db, caller.site_id, agent_id), titles)


async def paper(db: Db, trainer: Trainer, plan_id: UUID) -> PaperRead:
    """The result and the plan as a paper to be signed and printed, once for each version that a trainer signed.

    Raises NotFound, PlanMoved where the plan is not signed by a trainer yet or no longer the newest.
    """
    plan = await queries.plan(db, trainer.site_id, plan_id)
    if plan is None:
        raise NotFound
    whole = await path(db, trainer, plan.agent_id)
    if whole.plan is None or whole.plan.id != plan_id or not whole.plan.signed:
        raise PlanMoved
    for line in await papers.about(db, trainer, plan_id):
        return await papers.read(db, trainer, line.id)
    made = sheets.content(whole, whole.plan, trainer)
    kind: PaperKind = "plan" if plan.assessment_id is None else "initial_assessment"
    return await papers.issue(db, trainer, plan.agent_id, kind, made, subject_id=plan_id)


async def _known(db: Db, site_id: UUID, agent_id: UUID) -> list[Competence]:
    learner = await learners.record_of(db, site_id, agent_id)
    return [] if learner is None else await referentials.competences_of(db, site_id, learner.referential_id)


async def group(db: Db, trainer: Trainer) -> list[GroupLine]:
    """Every active apprentice of the site by name; a fixed number of statements, however many there are."""
    known = await modules.current(db, trainer.site_id)
    doing = await modules.doings(db, trainer.site_id)
    return [_line(row, known, doing.get(row.id)) for row in await queries.group(db, trainer.site_id)]


def _line(row: AnyRow, known: dict[str, Current], doing: Doing | None) -> GroupLine:
    steps = [PlanStep.model_validate(step) for step in row.steps or ()]
    good = doing.finished if doing is not None else frozenset[str]()
    ahead = [step.module for step in steps if step.module not in good]
    plan: Literal["none", "draft", "offered", "agreed"] = "none"
    if row.steps is not None:
        plan = "draft" if not row.trainer else "agreed" if row.learner else "offered"
    upcoming = doing.open if doing is not None and doing.open is not None else next(iter(ahead), None)
    return GroupLine(
        id=row.id,
        assessment=row.state or "none",
        plan=plan,
        done=len(steps) - len(ahead),
        steps=len(steps),
        next=known[upcoming].content.title if upcoming in known else None,
        seconds=doing.seconds if doing is not None else 0,
        todo=_todo(row.state, plan),
        stuck=doing.stuck if doing is not None else None,
    )


def _todo(assessment: str | None, plan: str) -> Literal["compose", "score", "sign"] | None:
    if assessment == "answered":
        return "score"
    if plan == "draft":
        return "sign"
    return "compose" if assessment is None and plan == "none" else None
