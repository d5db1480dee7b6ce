"""Routes of the workstation. An agent reaches one contact: the one in hand."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request

from callcenter.accounts.access import AsAgent, AsCrewKeeper, AsSupervisor, AsTrainingStaff, AsWatcher
from callcenter.calls import (
    abilities,
    acting,
    board,
    callbacks,
    duty,
    line,
    messages,
    presence,
    service,
    watch,
    why,
    workstation,
)
from callcenter.calls.access import AsSeated
from callcenter.calls.schemas import (
    AbilitiesRead,
    AbilitiesUpdate,
    CallbackBoard,
    CallbackHandOver,
    CallbackMove,
    CallbackTimes,
    CallRead,
    DeskRequest,
    DutiesConfirm,
    EndCallRequest,
    HelpRequest,
    LeaseRead,
    MessageCreate,
    MessageRead,
    NextRead,
    NumberEventRead,
    PauseRequest,
    Reachability,
    ReleaseRequest,
    ShiftCreate,
    ShiftsRead,
    SiteOptions,
    StepRequest,
    TakeBackRequest,
    WorkstationRead,
)
from callcenter.infra.http import RequestDb, WebKeys

router = APIRouter(prefix="/api", tags=["workstation"])


async def lease_time(request: Request) -> timedelta:
    return timedelta(seconds=request.app.state.settings.lease_seconds)


Lease = Annotated[timedelta, Depends(lease_time)]


@router.get("/workstation")
async def read_workstation(agent: AsAgent, db: RequestDb, keys: WebKeys) -> WorkstationRead:
    return await workstation.page(db, agent, keys)


@router.post("/workstation/next")
async def next_contact(agent: AsSeated, db: RequestDb, keys: WebKeys, lease: Lease) -> NextRead:
    return await service.lease_next(db, agent, keys, lease=lease)


@router.post("/workstation/resume", status_code=204)
async def resume(agent: AsAgent, db: RequestDb) -> None:
    await service.resume(db, agent)


@router.post("/workstation/desk", status_code=204)
async def take_desk(request: DeskRequest, agent: AsAgent, db: RequestDb) -> None:
    """Goes on at this page; the page that had the work is told."""
    await presence.take_desk(db, agent, request)


@router.post("/workstation/heartbeat", status_code=204)
async def still_here(agent: AsAgent, db: RequestDb) -> None:
    """A sign of life while there is no contact: without one for a minute, the agent has left."""
    await presence.beat(db, agent)


@router.post("/workstation/pause", status_code=204)
async def pause(request: PauseRequest, agent: AsAgent, db: RequestDb) -> None:
    await service.pause(db, agent, request.reason)


@router.post("/workstation/leave", status_code=204)
async def leave(agent: AsAgent, db: RequestDb) -> None:
    await service.leave(db, agent)


@router.post("/workstation/help", status_code=204)
async def ask_help(request: HelpRequest, agent: AsAgent, db: RequestDb) -> None:
    await service.ask_help(db, agent, request)


@router.post("/hand-outs/{hand_out_id}/heartbeat")
async def heartbeat(hand_out_id: UUID, agent: AsSeated, db: RequestDb, lease: Lease) -> LeaseRead:
    return await service.heartbeat(db, agent, hand_out_id, lease=lease)


@router.put("/hand-outs/{hand_out_id}/step", status_code=204)
async def show_step(hand_out_id: UUID, step: StepRequest, agent: AsAgent, db: RequestDb) -> None:
    """Which step of the script is on the agent's screen, for the room."""
    await service.show_step(db, agent, hand_out_id, step.at)


@router.post("/hand-outs/{hand_out_id}/release", status_code=204)
async def release(hand_out_id: UUID, request: ReleaseRequest, agent: AsSeated, db: RequestDb) -> None:
    await service.release(db, agent, hand_out_id, request.reason)


@router.post("/hand-outs/{hand_out_id}/call", status_code=202)
async def start_call(hand_out_id: UUID, agent: AsSeated, db: RequestDb, lease: Lease) -> CallRead:
    return await line.start_call(db, agent, hand_out_id, lease=lease)


@router.get("/hand-outs/{hand_out_id}/callback-times")
async def callback_times(hand_out_id: UUID, agent: AsAgent, db: RequestDb) -> CallbackTimes:
    """When the law lets the contact in hand be called back."""
    return await callbacks.times(db, agent, hand_out_id)


@router.post("/calls/{call_id}/hang-up")
async def hang_up(call_id: UUID, agent: AsSeated, db: RequestDb) -> CallRead:
    return await line.hang_up(db, agent, call_id)


@router.post("/calls/{call_id}/duties")
async def say_duties(call_id: UUID, said: DutiesConfirm, agent: AsSeated, db: RequestDb) -> CallRead:
    """Confirms, during the call, that a step was said that the law wants said."""
    return await line.say_duties(db, agent, call_id, said.codes)


@router.post("/calls/{call_id}/hold")
async def hold(call_id: UUID, agent: AsSeated, db: RequestDb) -> CallRead:
    """The person hears music until the call is taken up again; talking time runs on."""
    return await line.hold(db, agent, call_id, held=True)


@router.post("/calls/{call_id}/retrieve")
async def retrieve(call_id: UUID, agent: AsSeated, db: RequestDb) -> CallRead:
    return await line.hold(db, agent, call_id, held=False)


@router.post("/workstation/messages/{message_id}/read", status_code=204)
async def read_message(message_id: UUID, agent: AsAgent, db: RequestDb) -> None:
    """Tells the supervisor that a message was read."""
    await messages.confirm(db, agent, message_id)


@router.post("/workstation/presence", status_code=204)
async def sign_presence(agent: AsAgent, db: RequestDb) -> None:
    """Signs the present half-day."""
    await duty.sign(db, agent)


# --- shifts -------------------------------------------------------------------------------------------------


@router.get("/site-options", tags=["shifts"])
async def read_options(staff: AsTrainingStaff, db: RequestDb) -> SiteOptions:
    return await duty.options(db, staff)


@router.put("/site-options", status_code=204, tags=["shifts"])
async def set_options(wanted: SiteOptions, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Whether the site keeps shifts, and whether its wallboard shows names."""
    await duty.set_options(db, supervisor, wanted)


@router.get("/shifts", tags=["shifts"])
async def list_shifts(staff: AsTrainingStaff, db: RequestDb, day: date) -> ShiftsRead:
    """The shifts of a day, as planned and as worked."""
    return await duty.list_shifts(db, staff, day)


@router.post("/shifts", status_code=204, tags=["shifts"])
async def plan_shift(new: ShiftCreate, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Plans the same shift for each of the agents; what breaks working time is refused with the rule."""
    await duty.plan(db, supervisor, new)


@router.post("/shifts/open-due", tags=["shifts"])
async def open_due_shifts(supervisor: AsSupervisor, db: RequestDb) -> int:
    """Opens every shift that is planned for now; how many."""
    return await duty.open_due(db, supervisor)


@router.delete("/shifts/{shift_id}", status_code=204, tags=["shifts"])
async def unplan_shift(shift_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    await duty.unplan(db, supervisor, shift_id)


@router.post("/shifts/{shift_id}/open", status_code=204, tags=["shifts"])
async def open_shift(shift_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    await duty.open_one(db, supervisor, shift_id)


@router.post("/shifts/{shift_id}/close", status_code=204, tags=["shifts"])
async def close_shift(shift_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    """A contact in hand may be finished; no other comes where the site keeps shifts."""
    await duty.close(db, supervisor, shift_id)


# --- apprentices ---------------------------------------------------------------------------------------------


@router.get("/apprentices", tags=["dispatch"])
async def list_apprentices(keeper: AsCrewKeeper, db: RequestDb) -> list[AbilitiesRead]:
    """Which languages each apprentice speaks, and for which purposes he or she may call."""
    return await abilities.apprentices(db, keeper)


@router.put("/apprentices/{agent_id}", tags=["dispatch"])
async def change_abilities(
    agent_id: UUID, wanted: AbilitiesUpdate, keeper: AsCrewKeeper, db: RequestDb
) -> AbilitiesRead:
    return await abilities.change(db, keeper, agent_id, wanted)


@router.post("/agents/{agent_id}/lift-quota", status_code=204, tags=["alerts"])
async def lift_quota(agent_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Lets an agent go on who got no more contacts; tallies begin anew, the journal keeps the name."""
    await watch.lift(db, supervisor, agent_id)


@router.post("/agents/{agent_id}/take-back", status_code=204, tags=["dispatch"])
async def take_back(
    agent_id: UUID, request: TakeBackRequest, supervisor: AsSupervisor, db: RequestDb
) -> None:
    """Takes a contact out of an agent's hands; it goes back as after a lease that ran out, by the supervisor's name."""
    await service.take_back(db, supervisor, agent_id, request)


@router.post("/agents/{agent_id}/pause", status_code=204, tags=["dispatch"])
async def force_pause(agent_id: UUID, request: PauseRequest, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Sends an agent into a pause: after the contact in hand, at once when there is none."""
    await acting.force_pause(db, supervisor, agent_id, request.reason)


@router.post("/agents/{agent_id}/let-go-on", status_code=204, tags=["dispatch"])
async def let_go_on(agent_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Ends the order to pause; the agent goes on when he or she is ready."""
    await acting.let_go_on(db, supervisor, agent_id)


@router.post("/agents/{agent_id}/end-call", status_code=204, tags=["dispatch"])
async def end_call(agent_id: UUID, request: EndCallRequest, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Ends the call that an agent has; the agent records its outcome as ever."""
    await acting.end_call(db, supervisor, agent_id, request.reference)


@router.get("/messages", tags=["dispatch"])
async def list_messages(watcher: AsTrainingStaff, db: RequestDb) -> list[MessageRead]:
    """What was sent to the room since yesterday, and who has read it."""
    return await messages.sent(db, watcher)


@router.post("/messages", status_code=201, tags=["dispatch"])
async def send_message(new: MessageCreate, supervisor: AsSupervisor, db: RequestDb) -> MessageRead:
    """Shows a few words on the screen of an agent, or of everybody at work."""
    return await messages.send(db, supervisor, new)


# --- callbacks ----------------------------------------------------------------------------------------------


@router.get("/callbacks", tags=["dispatch"])
async def callback_board(supervisor: AsSupervisor, db: RequestDb) -> CallbackBoard:
    """Callbacks of the site: due, overdue, whose; and those that ended unkept, with the reason."""
    return await board.board(db, supervisor)


@router.post("/callbacks/{callback_id}/move", status_code=204, tags=["dispatch"])
async def move_callback(
    callback_id: UUID, wanted: CallbackMove, supervisor: AsSupervisor, db: RequestDb
) -> None:
    """To another moment; one that the law forbids is refused with the next that would do."""
    await board.move(db, supervisor, callback_id, wanted.at)


@router.post("/callbacks/{callback_id}/hand-over", status_code=204, tags=["dispatch"])
async def hand_callback_over(
    callback_id: UUID, wanted: CallbackHandOver, supervisor: AsSupervisor, db: RequestDb
) -> None:
    """To another agent, or to the team."""
    await board.hand_over(db, supervisor, callback_id, wanted.agent_id)


# --- why not ------------------------------------------------------------------------------------------------


@router.get("/campaigns/{campaign_id}/reachability", tags=["dispatch"])
async def campaign_reachability(campaign_id: UUID, watcher: AsWatcher, db: RequestDb) -> Reachability:
    """Who of a campaign may be called now, later or never, why, and what the coming week allows."""
    return await why.campaign_reachability(db, watcher, campaign_id)


@router.get("/call-lists/{list_id}/reachability", tags=["dispatch"])
async def list_reachability(list_id: UUID, watcher: AsWatcher, db: RequestDb) -> Reachability:
    """The same for one list."""
    return await why.list_reachability(db, watcher, list_id)


@router.get("/contacts/{reference}/reachability", tags=["dispatch"])
async def contact_reachability(
    reference: Annotated[str, Path(pattern=r"^[A-Z0-9-]{4,20}$")], supervisor: AsSupervisor, db: RequestDb
) -> Reachability:
    """The same for one contact, by its reference on the card."""
    return await why.contact_reachability(db, supervisor, reference)


@router.get("/contacts/{reference}/attempts", tags=["dispatch"])
async def contact_attempts(
    reference: Annotated[str, Path(pattern=r"^[A-Z0-9-]{4,20}$")], supervisor: AsSupervisor, db: RequestDb
) -> list[NumberEventRead]:
    """When the number of a contact was called or its owner refused, over all lists: what the law counts."""
    return await why.number_events(db, supervisor, reference)
