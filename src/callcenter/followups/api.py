"""Routes of follow-ups: a trainer's, and what an apprentice says before the own."""

from uuid import UUID

from fastapi import APIRouter

from callcenter.accounts.access import AsAgent, AsTrainer
from callcenter.followups import service
from callcenter.followups.schemas import (
    FollowUpLine,
    FollowUpPlan,
    FollowUpRead,
    FollowUpUpdate,
    LearnerWords,
    OwnFollowUps,
)
from callcenter.infra.http import RequestDb

router = APIRouter(prefix="/api", tags=["follow-ups"])


@router.get("/workstation/follow-ups")
async def own_follow_ups(agent: AsAgent, db: RequestDb) -> OwnFollowUps:
    """The apprentice's next talk with the trainer, and what will be looked at."""
    return await service.own(db, agent)


@router.put("/workstation/follow-ups/{follow_up_id}/words")
async def say_own_words(
    follow_up_id: UUID, given: LearnerWords, agent: AsAgent, db: RequestDb
) -> OwnFollowUps:
    """What the apprentice wants to say; it stands on the paper."""
    return await service.say(db, agent, follow_up_id, given.words)


@router.get("/follow-ups")
async def list_follow_ups(
    trainer: AsTrainer, db: RequestDb, agent_id: UUID | None = None
) -> list[FollowUpLine]:
    """Follow-ups of the site, what is due first."""
    return await service.of_site(db, trainer, agent_id)


@router.post("/learners/{agent_id}/follow-ups", status_code=201)
async def plan_follow_up(
    agent_id: UUID, wanted: FollowUpPlan, trainer: AsTrainer, db: RequestDb
) -> FollowUpRead:
    return await service.plan(db, trainer, agent_id, wanted.due_on)


@router.get("/follow-ups/{follow_up_id}")
async def read_follow_up(follow_up_id: UUID, trainer: AsTrainer, db: RequestDb) -> FollowUpRead:
    """One follow-up, prepared from what was seen since the last one."""
    return await service.read(db, trainer, follow_up_id)


@router.put("/follow-ups/{follow_up_id}")
async def write_follow_up(
    follow_up_id: UUID, wanted: FollowUpUpdate, trainer: AsTrainer, db: RequestDb
) -> FollowUpRead:
    return await service.write(db, trainer, follow_up_id, wanted)


@router.delete("/follow-ups/{follow_up_id}", status_code=204)
async def drop_follow_up(follow_up_id: UUID, trainer: AsTrainer, db: RequestDb) -> None:
    await service.drop(db, trainer, follow_up_id)


@router.post("/follow-ups/{follow_up_id}/issue", status_code=201)
async def issue_follow_up(follow_up_id: UUID, trainer: AsTrainer, db: RequestDb) -> FollowUpRead:
    """Makes the paper of it, to be signed by both; plans the next one."""
    return await service.issue(db, trainer, follow_up_id)
