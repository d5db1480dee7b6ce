"""Routes of role-plays. An apprentice reaches the own ones; a trainer those that he or she opened."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from callcenter.accounts.access import AsAgent, AsTrainer
from callcenter.calls.schemas import CallbackTimes
from callcenter.infra.http import RequestDb
from callcenter.outcomes.schemas import FreeSlot, OutcomeCreate, OutcomeRead
from callcenter.roleplay import desk, service, stage
from callcenter.roleplay.schemas import (
    ApprenticeAct,
    CustomerAct,
    RolePlayAnswer,
    RolePlayBrief,
    RolePlayCreate,
    RolePlayDesk,
    RolePlayMarks,
    RolePlayNow,
    RolePlayRead,
)

router = APIRouter(prefix="/api", tags=["role-play"])

# --- the apprentice -----------------------------------------------------------------------------------------


@router.get("/role-play")
async def role_play_now(agent: AsAgent, db: RequestDb) -> RolePlayNow:
    """What a trainer asks the apprentice to play now, or what they are in the middle of."""
    return await service.now_for(db, agent)


@router.get("/role-play/{role_play_id}")
async def role_play_desk(role_play_id: UUID, agent: AsAgent, db: RequestDb) -> RolePlayDesk:
    return await desk.show(db, agent, role_play_id)


@router.post("/role-play/{role_play_id}/join")
async def answer_role_play(
    role_play_id: UUID, given: RolePlayAnswer, agent: AsAgent, db: RequestDb
) -> RolePlayNow:
    """Accepts or declines the invitation."""
    return await service.answer(db, agent, role_play_id, accept=given.accept)


@router.post("/role-play/{role_play_id}/turn")
async def act_in_role_play(
    role_play_id: UUID, wanted: ApprenticeAct, agent: AsAgent, db: RequestDb
) -> RolePlayDesk:
    """Calls, says something, holds, takes back, ticks what the law wants said, or hangs up."""
    return await desk.act(db, agent, role_play_id, wanted)


@router.post("/role-play/{role_play_id}/leave", status_code=204)
async def leave_role_play(role_play_id: UUID, agent: AsAgent, db: RequestDb) -> None:
    await desk.leave(db, agent, role_play_id)


@router.post("/role-play/{role_play_id}/heartbeat", status_code=204)
async def keep_role_play(role_play_id: UUID, agent: AsAgent, db: RequestDb) -> None:
    """Says that the apprentice's page is there: a talk that one side has left ends by itself."""
    await desk.seen(db, agent, role_play_id)


@router.get("/role-play/{role_play_id}/slots")
async def role_play_slots(role_play_id: UUID, agent: AsAgent, db: RequestDb) -> list[FreeSlot]:
    """Made-up free times, for an appointment on paper."""
    return await desk.slots(db, agent, role_play_id)


@router.get("/role-play/{role_play_id}/callback-times")
async def role_play_callback_times(role_play_id: UUID, agent: AsAgent, db: RequestDb) -> CallbackTimes:
    return await desk.callback_times(db, agent, role_play_id)


@router.post("/role-play/{role_play_id}/outcome", status_code=201)
async def record_role_play(
    role_play_id: UUID,
    given: OutcomeCreate,
    agent: AsAgent,
    db: RequestDb,
    _key: Annotated[UUID | None, Header(alias="Idempotency-Key")] = None,
) -> OutcomeRead:
    """Records the outcome as after a real call; the trainer scores. Sent again it answers the same."""
    return await desk.record(db, agent, role_play_id, given)


# --- the trainer --------------------------------------------------------------------------------------------


@router.get("/role-plays")
async def list_role_plays(trainer: AsTrainer, db: RequestDb) -> list[RolePlayBrief]:
    """The trainer's own role-plays, newest first."""
    return await stage.plays(db, trainer)


@router.post("/role-plays", status_code=201)
async def invite(wanted: RolePlayCreate, trainer: AsTrainer, db: RequestDb) -> RolePlayRead:
    """Calls an apprentice to a role-play. Sent again it answers the same."""
    return await service.invite(db, trainer, wanted)


@router.get("/role-plays/{role_play_id}")
async def read_role_play(role_play_id: UUID, trainer: AsTrainer, db: RequestDb) -> RolePlayRead:
    return await stage.show(db, trainer, role_play_id)


@router.post("/role-plays/{role_play_id}/withdraw")
async def withdraw_role_play(role_play_id: UUID, trainer: AsTrainer, db: RequestDb) -> RolePlayRead:
    return await service.withdraw(db, trainer, role_play_id)


@router.post("/role-plays/{role_play_id}/act")
async def act_as_customer(
    role_play_id: UUID, wanted: CustomerAct, trainer: AsTrainer, db: RequestDb
) -> RolePlayRead:
    """Says or does one thing as the customer."""
    return await stage.act(db, trainer, role_play_id, wanted)


@router.post("/role-plays/{role_play_id}/heartbeat", status_code=204)
async def keep_stage(role_play_id: UUID, trainer: AsTrainer, db: RequestDb) -> None:
    """Says that the trainer's page is there."""
    await stage.seen(db, trainer, role_play_id)


@router.put("/role-plays/{role_play_id}/marks")
async def note_marks(
    role_play_id: UUID, wanted: RolePlayMarks, trainer: AsTrainer, db: RequestDb
) -> RolePlayRead:
    """Keeps the marks, while listening or after."""
    return await stage.note_marks(db, trainer, role_play_id, wanted)


@router.post("/role-plays/{role_play_id}/give")
async def give_marks(role_play_id: UUID, trainer: AsTrainer, db: RequestDb) -> RolePlayRead:
    """Gives the marks to the apprentice: debrief and evidence."""
    return await stage.give(db, trainer, role_play_id)
