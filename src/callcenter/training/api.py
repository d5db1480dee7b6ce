"""Routes of training. An apprentice reaches the own practice calls and progress; a trainer those of the site."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response

from callcenter.accounts.access import AsAgent, AsTrainer, AsTrainingStaff
from callcenter.calls.schemas import CallbackTimes
from callcenter.companions import service as companions
from callcenter.companions.schemas import BesideRead, CallWordCreate, CallWordRead
from callcenter.infra.http import RequestDb
from callcenter.outcomes.schemas import FreeSlot, OutcomeCreate, OutcomeRead
from callcenter.quality.schemas import ReviewGiven, ReviewRead
from callcenter.training import (
    beside,
    competences,
    debriefs,
    gates,
    learners,
    library,
    practice,
    referentials,
    reviews,
)
from callcenter.training.practice_schemas import (
    DebriefAnswered,
    DebriefRead,
    PracticeAct,
    PracticeCreate,
    PracticeHome,
    PracticeRead,
    ScenarioBrief,
    ScenarioDetail,
)
from callcenter.training.schemas import (
    Code,
    DecisionCreate,
    DecisionRead,
    GateRead,
    GateSet,
    LearnerBrief,
    LearnerRead,
    LearnerUpdate,
    MyTraining,
    ReferentialContent,
    ReferentialCreate,
    ReferentialDetail,
    ReferentialsRead,
    SuspensionCreate,
)

router = APIRouter(prefix="/api", tags=["training"])

# --- an apprentice's own ------------------------------------------------------------------------------------


@router.get("/practice")
async def practice_home(agent: AsAgent, db: RequestDb) -> PracticeHome:
    """The simulated customers to choose from, what is open, and the practice calls before."""
    return await practice.home(db, agent)


@router.post("/practice", status_code=201)
async def start_practice(wanted: PracticeCreate, agent: AsAgent, db: RequestDb) -> PracticeRead:
    return await practice.start(db, agent, wanted)


@router.get("/practice/{practice_id}")
async def read_practice(practice_id: UUID, agent: AsAgent, db: RequestDb) -> PracticeRead:
    return await practice.read(db, agent, practice_id)


@router.post("/practice/{practice_id}/act")
async def act_in_practice(
    practice_id: UUID, wanted: PracticeAct, agent: AsAgent, db: RequestDb
) -> PracticeRead:
    """Calls, answers, holds, takes back, ticks what the law wants said, or hangs up."""
    return await practice.act(db, agent, practice_id, wanted)


@router.post("/practice/{practice_id}/leave", status_code=204)
async def leave_practice(practice_id: UUID, agent: AsAgent, db: RequestDb) -> None:
    await practice.leave(db, agent, practice_id)


@router.get("/practice/{practice_id}/voices/{turn}", response_class=Response)
async def hear_practice(
    practice_id: UUID, turn: Annotated[int, Path(ge=0, le=200)], agent: AsAgent, db: RequestDb
) -> Response:
    """What the customer said at that turn, as a trainer recorded it."""
    found = await practice.heard(db, agent, practice_id, turn)
    return Response(found.audio, media_type=found.type)


@router.get("/practice/{practice_id}/slots")
async def practice_slots(practice_id: UUID, agent: AsAgent, db: RequestDb) -> list[FreeSlot]:
    """Made-up free times, for an appointment on paper."""
    return await practice.slots(db, agent, practice_id)


@router.get("/practice/{practice_id}/callback-times")
async def practice_callback_times(practice_id: UUID, agent: AsAgent, db: RequestDb) -> CallbackTimes:
    return await practice.callback_times(db, agent, practice_id)


@router.post("/practice/{practice_id}/outcome", status_code=201)
async def record_practice(
    practice_id: UUID,
    given: OutcomeCreate,
    agent: AsAgent,
    db: RequestDb,
    _key: Annotated[UUID | None, Header(alias="Idempotency-Key")] = None,
) -> OutcomeRead:
    """Records the outcome as after a real call; the call is scored. Sent again it answers the same."""
    return await practice.record(db, agent, practice_id, given)


@router.get("/practice/{practice_id}/debrief")
async def my_debrief(practice_id: UUID, agent: AsAgent, db: RequestDb) -> DebriefRead:
    return await debriefs.mine(db, agent, practice_id)


@router.post("/practice/{practice_id}/read")
async def note_debrief_read(
    practice_id: UUID, given: DebriefAnswered, agent: AsAgent, db: RequestDb
) -> DebriefRead:
    """Says that a debrief was read, with an answer or without."""
    return await debriefs.note_read(db, agent, practice_id, given.answer)


@router.get("/my-training")
async def my_training(agent: AsAgent, db: RequestDb) -> MyTraining:
    """Where I stand: competences, gates, practice calls. Nobody is compared with anybody."""
    return await learners.mine(db, agent)


# --- a trainer's group --------------------------------------------------------------------------------------


@router.get("/learners")
async def list_learners(trainer: AsTrainer, db: RequestDb) -> list[LearnerBrief]:
    return await learners.group(db, trainer)


@router.get("/learners/{agent_id}")
async def read_learner(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> LearnerRead:
    return await learners.read(db, trainer, agent_id)


@router.put("/learners/{agent_id}")
async def change_learner(
    agent_id: UUID, wanted: LearnerUpdate, trainer: AsTrainer, db: RequestDb
) -> LearnerRead:
    return await learners.change(db, trainer, agent_id, wanted)


@router.post("/learners/{agent_id}/decisions", status_code=201)
async def decide(agent_id: UUID, wanted: DecisionCreate, trainer: AsTrainer, db: RequestDb) -> DecisionRead:
    """Says where somebody stands in a competence, on what evidence."""
    return await competences.decide(db, trainer, agent_id, wanted)


@router.get("/debriefs/{practice_id}")
async def read_debrief(practice_id: UUID, trainer: AsTrainer, db: RequestDb) -> DebriefRead:
    return await debriefs.of_site(db, trainer, practice_id)


# --- library and referentials -------------------------------------------------------------------------------


@router.get("/scenarios")
async def list_scenarios(reader: AsTrainingStaff, db: RequestDb) -> list[ScenarioBrief]:
    """The shipped simulated customers, then those that the site's trainers have published."""
    return await library.library(db, reader)


@router.get("/scenarios/{code}")
async def read_scenario(
    code: Annotated[Code, Path()], reader: AsTrainingStaff, db: RequestDb
) -> ScenarioDetail:
    """A simulated customer with its whole graph."""
    return await library.detail(db, reader, code)


@router.get("/referentials")
async def list_referentials(reader: AsTrainingStaff, db: RequestDb) -> ReferentialsRead:
    return await referentials.overview(db, reader)


@router.post("/referentials", status_code=201)
async def add_referential(new: ReferentialCreate, trainer: AsTrainer, db: RequestDb) -> ReferentialDetail:
    """Takes over a version that is shipped, or one from a YAML file."""
    return await referentials.add(db, trainer, new)


@router.get("/referentials/{referential_id}")
async def read_referential(referential_id: UUID, reader: AsTrainingStaff, db: RequestDb) -> ReferentialDetail:
    return await referentials.detail(db, reader, referential_id)


@router.put("/referentials/{referential_id}")
async def change_referential(
    referential_id: UUID, content: ReferentialContent, trainer: AsTrainer, db: RequestDb
) -> ReferentialDetail:
    """Edits a version under which nothing was judged yet; under another version name it makes a new one."""
    return await referentials.change(db, trainer, referential_id, content)


# --- gates --------------------------------------------------------------------------------------------------


@router.get("/campaigns/{campaign_id}/gate")
async def read_gate(campaign_id: UUID, reader: AsTrainingStaff, db: RequestDb) -> GateRead:
    """What a campaign asks of an apprentice first, and who is through."""
    return await gates.read(db, reader, campaign_id)


@router.put("/campaigns/{campaign_id}/gate")
async def set_gate(campaign_id: UUID, wanted: GateSet, staff: AsTrainingStaff, db: RequestDb) -> GateRead:
    return await gates.set_(db, staff, campaign_id, wanted)


@router.delete("/campaigns/{campaign_id}/gate")
async def drop_gate(campaign_id: UUID, staff: AsTrainingStaff, db: RequestDb) -> GateRead:
    return await gates.set_(db, staff, campaign_id, None)


@router.post("/campaigns/{campaign_id}/gate/suspensions", status_code=201)
async def lift_gate(
    campaign_id: UUID, wanted: SuspensionCreate, trainer: AsTrainer, db: RequestDb
) -> GateRead:
    """Lets somebody, or everybody, through without the calls asked for; the reason is kept."""
    return await gates.lift(db, trainer, campaign_id, wanted)


@router.post("/gate-suspensions/{suspension_id}/end")
async def end_lift(suspension_id: UUID, trainer: AsTrainer, db: RequestDb) -> GateRead:
    return await gates.end_lift(db, trainer, suspension_id)


# --- reviewed calls -----------------------------------------------------------------------------------------


@router.post("/reviews/{review_id}/give", tags=["quality"])
async def give_review(
    review_id: UUID, given: ReviewGiven, staff: AsTrainingStaff, db: RequestDb
) -> ReviewRead:
    """Gives a call's result to the apprentice; it becomes evidence of the competences its criteria show."""
    return await reviews.give(db, staff, review_id, given.comment)


# --- beside an apprentice -----------------------------------------------------------------------------------


@router.get("/agents/{agent_id}/beside")
async def read_beside(agent_id: UUID, staff: AsTrainingStaff, db: RequestDb) -> BesideRead:
    """Who is beside an apprentice, and the calls on which the reader may leave a word."""
    return await beside.read(db, staff, agent_id)


@router.post("/agents/{agent_id}/beside")
async def sit_beside(agent_id: UUID, staff: AsTrainingStaff, db: RequestDb) -> BesideRead:
    """Says "I am beside": first calls that ask for it are handed out while it lasts."""
    return await beside.begin(db, staff, agent_id)


@router.delete("/agents/{agent_id}/beside")
async def go_away(agent_id: UUID, staff: AsTrainingStaff, db: RequestDb) -> BesideRead:
    return await beside.end(db, staff, agent_id)


@router.post("/calls/{call_id}/word", status_code=201)
async def leave_word(
    call_id: UUID, word: CallWordCreate, staff: AsTrainingStaff, db: RequestDb
) -> BesideRead:
    """Leaves a word on a call that the caller was beside: evidence, and the apprentice reads it."""
    return await beside.give_word(db, staff, call_id, word)


@router.get("/workstation/call-words")
async def own_call_words(agent: AsAgent, db: RequestDb) -> list[CallWordRead]:
    """What was said of the own calls by who was beside."""
    return await companions.words(db, agent)


@router.post("/workstation/call-words/{call_id}/seen", status_code=204)
async def note_word_seen(call_id: UUID, agent: AsAgent, db: RequestDb) -> None:
    await companions.note_read(db, agent, call_id)
