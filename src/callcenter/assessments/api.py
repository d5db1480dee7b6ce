"""Routes of assessments and plans. An apprentice reaches the own; a trainer those of the site; nobody else any."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from callcenter.accounts.access import AsAgent, AsTrainer
from callcenter.assessments import bilans, blocks, overview, service
from callcenter.assessments.schemas import (
    AssessmentCompose,
    AssessmentTask,
    BlockBrief,
    BlockContent,
    BlockDetail,
    BlockMarks,
    BlockWithdraw,
    BlockWrite,
    GroupLine,
    LearningPath,
    MyPlan,
    PlanSign,
    PlanWrite,
    TaskAnswer,
)
from callcenter.infra.http import RequestDb
from callcenter.modules.exercises import Key
from callcenter.papers.schemas import PaperRead

router = APIRouter(prefix="/api", tags=["assessments"])
Code = Annotated[Key, Path()]


@router.get("/my-training/plan")
async def my_plan(agent: AsAgent, db: RequestDb) -> MyPlan:
    """My plan, the assessment that waits, what came of the last one, my agenda."""
    return await overview.mine(db, agent)


@router.post("/my-training/plan/{plan_id}/agree")
async def agree_to_my_plan(plan_id: UUID, given: PlanSign, agent: AsAgent, db: RequestDb) -> MyPlan:
    await service.agree(db, agent, plan_id, given)
    return await overview.mine(db, agent)


@router.get("/my-training/assessment")
async def my_assessment(agent: AsAgent, db: RequestDb) -> AssessmentTask:
    return await bilans.task(db, agent)


@router.post("/my-training/assessment/{assessment_id}/reply")
async def reply_to_assessment(
    assessment_id: UUID, given: TaskAnswer, agent: AsAgent, db: RequestDb
) -> AssessmentTask:
    """Answers one question; nothing says yet whether it was right."""
    return await bilans.answer(db, agent, assessment_id, given)


@router.post("/my-training/assessment/{assessment_id}/hand-in")
async def hand_in_assessment(assessment_id: UUID, agent: AsAgent, db: RequestDb) -> AssessmentTask:
    return await bilans.hand_in(db, agent, assessment_id)


# --- a trainer's --------------------------------------------------------------------------------------------


@router.get("/assessment-blocks")
async def list_blocks(trainer: AsTrainer, db: RequestDb) -> list[BlockBrief]:
    """The building blocks of the site, shipped and written here; withdrawn ones as well."""
    return await blocks.lines(db, trainer)


@router.get("/assessment-blocks/{code}")
async def read_block(code: Code, trainer: AsTrainer, db: RequestDb) -> BlockDetail:
    return await blocks.detail(db, trainer, code)


@router.put("/assessment-blocks/{code}")
async def write_block(code: Code, wanted: BlockWrite, trainer: AsTrainer, db: RequestDb) -> BlockDetail:
    """Publishes a version of a block, or a new one. Assessments that were composed stay on theirs."""
    return await blocks.write(db, trainer, code, wanted)


@router.post("/assessment-blocks/{code}/withdraw")
async def withdraw_block(code: Code, given: BlockWithdraw, trainer: AsTrainer, db: RequestDb) -> BlockDetail:
    """Takes a block out of those to compose from; publishing a version brings it back."""
    return await blocks.withdraw(db, trainer, code, given.base)


@router.get("/block-versions/{version_id}")
async def read_block_version(version_id: UUID, trainer: AsTrainer, db: RequestDb) -> BlockContent:
    return await blocks.version(db, trainer, version_id)


@router.get("/learning-group")
async def learning_group(trainer: AsTrainer, db: RequestDb) -> list[GroupLine]:
    """Who is at what, what waits for me, who is stuck."""
    return await overview.group(db, trainer)


@router.get("/learners/{agent_id}/path")
async def read_path(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> LearningPath:
    """The assessment, the plan and the modules of an apprentice."""
    return await overview.path(db, trainer, agent_id)


@router.post("/learners/{agent_id}/assessments", status_code=201)
async def compose_assessment(
    agent_id: UUID, wanted: AssessmentCompose, trainer: AsTrainer, db: RequestDb
) -> LearningPath:
    await bilans.compose(db, trainer, agent_id, wanted)
    return await overview.path(db, trainer, agent_id)


@router.delete("/assessments/{assessment_id}")
async def withdraw_assessment(assessment_id: UUID, trainer: AsTrainer, db: RequestDb) -> LearningPath:
    """Takes back an assessment that is not closed."""
    return await overview.path(db, trainer, await bilans.withdraw(db, trainer, assessment_id))


@router.put("/assessments/{assessment_id}/marks")
async def mark_assessment(
    assessment_id: UUID, given: BlockMarks, trainer: AsTrainer, db: RequestDb
) -> LearningPath:
    """Marks what was read aloud or played."""
    return await overview.path(db, trainer, await bilans.mark(db, trainer, assessment_id, given))


@router.post("/assessments/{assessment_id}/close")
async def close_assessment(assessment_id: UUID, trainer: AsTrainer, db: RequestDb) -> LearningPath:
    """The result, as evidence, and a plan that is proposed from it."""
    return await overview.path(db, trainer, await bilans.close(db, trainer, assessment_id))


@router.put("/learners/{agent_id}/plan")
async def write_plan(agent_id: UUID, wanted: PlanWrite, trainer: AsTrainer, db: RequestDb) -> LearningPath:
    """A plan as adapted: a new version, to be signed anew."""
    await service.write(db, trainer, agent_id, wanted)
    return await overview.path(db, trainer, agent_id)


@router.post("/plans/{plan_id}/offer")
async def offer_plan(plan_id: UUID, given: PlanSign, trainer: AsTrainer, db: RequestDb) -> LearningPath:
    """The trainer's signature: from now on the apprentice sees the plan and may sign it."""
    return await overview.path(db, trainer, await service.offer(db, trainer, plan_id, given))


@router.post("/plans/{plan_id}/paper")
async def plan_paper(plan_id: UUID, trainer: AsTrainer, db: RequestDb) -> PaperRead:
    """The result and the plan as a paper, to be signed with the passphrase and printed."""
    return await overview.paper(db, trainer, plan_id)
