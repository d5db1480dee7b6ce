"""Practice calls: the same console on a simulated customer. What was done is kept as events; the engine replays them.

It reaches no contact: card, slots and times are made up from the scenario.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from uuid import UUID

from callcenter.accounts.schemas import Agent
from callcenter.calls import service as calls
from callcenter.calls.schemas import (
    CallbackTimes,
)
from callcenter.infra import journal, speech
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.schemas import FreeSlot, OutcomeCreate, OutcomeRead
from callcenter.training import (
    catalogue,
    competences,
    console,
    debriefs,
    engine,
    gates,
    learners,
    queries,
    scenarios,
    scoring,
    voices,
)
from callcenter.training.console import Held
from callcenter.training.engine import Event, NotPossible, Play
from callcenter.training.errors import PracticeOpen, PracticeState, ScenarioUnknown
from callcenter.training.models import Practice
from callcenter.training.practice_schemas import (
    PracticeAct,
    PracticeAnswer,
    PracticeCreate,
    PracticeHome,
    PracticeRead,
    ScenarioBrief,
)
from callcenter.training.scenarios import Scenario
from callcenter.training.schemas import PracticeFinished, PracticeStarted
from callcenter.training.voices import Sound

SUGGESTED = 3


# --- choosing -----------------------------------------------------------------------------------------------


async def home(db: Db, agent: Agent) -> PracticeHome:
    """The library as one apprentice sees it."""
    opened = await queries.open_practice(db, agent.user_id)
    bests = await queries.bests(db, agent.user_id)
    known = await catalogue.known(db, agent.site_id)
    briefs = [_brief(scenario, bests) for scenario in known.values()]
    learner = await queries.learner(db, agent.site_id, agent.user_id)
    spoken = {"fr", *(learner.languages if learner else ())}
    standings = await gates.standings(db, agent.site_id, agent.user_id)
    wanted = {
        step.competence
        for gate in standings
        if not gate.open
        for step in gate.steps
        if step.good < gate.good_calls
    }
    return PracticeHome(
        scenarios=briefs,
        open=opened.Practice.id if opened is not None else None,
        past=await learners.practices(db, agent.user_id),
        suggested=suggestions([each for each in briefs if each.language in spoken], known, wanted),
    )


async def passed(db: Db, known: Mapping[str, Scenario], agent_id: UUID) -> set[str]:
    """Which of these scenarios somebody had a good call of, without help."""
    return {
        code
        for code, (_, best) in (await queries.bests(db, agent_id)).items()
        if best is not None and code in known and best >= known[code].pass_at
    }


def _brief(scenario: Scenario, bests: dict[str, tuple[int, int | None]]) -> ScenarioBrief:
    tries, best = bests.get(scenario.code, (0, None))
    return ScenarioBrief(
        code=scenario.code,
        title=scenario.title,
        about=scenario.about.replace("{partner}", scenario.partner),
        goal=scenario.goal,
        purpose=scenario.purpose,
        language=scenario.language,
        level=scenario.level,
        competences=list(scenario.competences),
        own=not catalogue.is_shipped(scenario.code),
        tries=tries,
        mine=best,
    )


def suggestions(
    briefs: Sequence[ScenarioBrief], known: Mapping[str, Scenario], wanted: set[str]
) -> list[str]:
    """What helps most: towards a gate first, then what was not good yet, the easiest first; pure."""
    left = [each for each in briefs if each.mine is None or each.mine < known[each.code].pass_at]
    left.sort(key=lambda each: (not wanted & set(each.competences), each.level, each.code))
    return [each.code for each in left[:SUGGESTED]]


async def start(db: Db, agent: Agent, wanted: PracticeCreate) -> PracticeRead:
    """Opens a practice call; who was at work steps aside. One that is open and not begun is gone on with.

    Raises ScenarioUnknown, PracticeOpen, ContactInHand.
    """
    scenario = await catalogue.one(db, agent.site_id, wanted.scenario)
    if scenario is None:
        raise ScenarioUnknown
    before = await queries.open_practice(db, agent.user_id)
    if before is not None and _as_wanted(before.Practice, wanted):
        return await read(db, agent, before.Practice.id)
    practice_id = new_id()
    await open_call(db, agent, scenario, practice_id, guided=wanted.guided)
    await journal.append(
        db,
        PracticeStarted(
            practice_id=practice_id,
            agent_id=agent.user_id,
            scenario=scenario.code,
            guided=wanted.guided,
            actor_id=agent.user_id,
            site_id=agent.site_id,
        ),
    )
    return await read(db, agent, practice_id)


def _as_wanted(row: Practice, wanted: PracticeCreate) -> bool:
    return row.state == "ready" and (row.scenario, row.guided) == (wanted.scenario, wanted.guided)


async def open_call(
    db: Db,
    agent: Agent,
    scenario: Scenario,
    practice_id: UUID,
    *,
    guided: bool = False,
    played_by: UUID | None = None,
) -> None:
    """Puts a practice call on the apprentice's desk, who steps aside from work. Raises PracticeOpen, ContactInHand."""
    await calls.step_aside(db, agent)
    learner = await learners.ensure(db, agent)
    values = {
        "id": practice_id,
        "site_id": agent.site_id,
        "agent_id": agent.user_id,
        "referential_id": learner.referential_id,
        "scenario_id": await keep(db, agent.site_id, scenario),
        "scenario": scenario.code,
        "level": scenario.level,
        "purpose": scenario.purpose,
        "guided": guided,
        "played_by": played_by,
        "seed": int.from_bytes(hashlib.sha256(practice_id.bytes).digest()[:3], "big"),
        "state": "ready",
        "started_at": clock.now(),
    }
    if not await queries.add_practice(db, values):
        raise PracticeOpen


async def keep(db: Db, site_id: UUID, scenario: Scenario) -> UUID:
    """The id of the content as it is played."""
    content = {
        "code": scenario.code,
        "version": scenario.version,
        "content": scenarios.packed(scenario),
        "site_id": None if catalogue.is_shipped(scenario.code) else site_id,
    }
    return await queries.keep_scenario(db, scenarios.digest(scenario), content)


# --- the call -----------------------------------------------------------------------------------------------


async def _held(db: Db, agent: Agent, practice_id: UUID) -> Held:
    found = await queries.my_practice(db, agent.user_id, practice_id)
    if found is None:
        raise NotFound
    if found.Practice.played_by is not None:  # a trainer plays the customer: no engine knows that talk
        raise PracticeState
    scenario = catalogue.played(found.digest, found.content)
    spoken = frozenset(await voices.recorded(db, agent.site_id, scenario.code))
    robot = speech.speaks(scenario.language)
    return Held(found.Practice, scenario, _replay(found.Practice, scenario), spoken, robot)


def _replay(row: Practice, scenario: Scenario) -> Play:
    events = [Event(**{**each, "codes": tuple(each["codes"])}) for each in row.events]
    return engine.replay(scenario, row.seed, events, patient=row.guided)


async def read(db: Db, agent: Agent, practice_id: UUID) -> PracticeRead:
    """The call on the console. Raises NotFound, PracticeState once it is finished or left."""
    held = await _held(db, agent, practice_id)
    if held.row.state not in queries.OPEN:
        raise PracticeState
    return _read(agent, held)


def _read(agent: Agent, held: Held) -> PracticeRead:
    row, scenario, play = held.row, held.scenario, held.play
    talking = row.state == "talking"
    node = scenario.nodes[play.now.node]
    shown = engine.shown(scenario, row.seed, play) if talking else []
    since = row.ended_at or row.answered_at or row.started_at
    return PracticeRead(
        id=row.id,
        scenario=row.scenario,
        title=scenario.title,
        about=held.say(scenario.about, agent.display_name),
        goal=held.say(scenario.goal, agent.display_name),
        guided=row.guided,
        level=row.level,
        state=console.state_of(held, since),
        hand_out=console.hand_out(agent, held),
        lines=console.lines(agent, held) if row.answered_at is not None else [],
        answers=[
            PracticeAnswer(
                choice=at, key=str(place), text=held.say(choice.say, agent.display_name), act=choice.act
            )
            for place, (at, choice) in enumerate(shown, start=1)
        ],
        turn=len(play.turns),
        mood=node.mood,
        on_hold=talking and play.on_hold,
        can_hold=talking and node.end is None,
        hint=held.say(node.hint, agent.display_name) if row.guided and talking and node.hint else None,
    )


async def heard(db: Db, agent: Agent, practice_id: UUID, turn: int) -> Sound:
    """What the customer says at that turn: as the site recorded it, else in the machine's own voice.

    Raises NotFound, also for what was not said yet and where there is no voice.
    """
    held = await _held(db, agent, practice_id)
    if held.row.answered_at is None or not 0 <= turn < len(held.play.turns):
        raise NotFound
    said = held.play.turns[turn]
    found = await voices.sound(db, agent.site_id, held.scenario.code, said.node, said.says)
    if found is not None:
        return found
    words = held.say(said.says, agent.display_name)
    spoken = await speech.speak(words, held.scenario.language)
    if spoken is None:
        raise NotFound
    return Sound(voices.TYPES["wav"], spoken)


async def act(db: Db, agent: Agent, practice_id: UUID, wanted: PracticeAct) -> PracticeRead:
    """Does one thing in the call; what was done last is answered the same when it comes again.

    Raises NotFound, PracticeState when it is not possible now.
    """
    held = await _held(db, agent, practice_id)
    row, now = held.row, clock.now()
    if row.state in queries.OPEN and _done(held, wanted):
        return _read(agent, held)
    if wanted.kind == "call":
        if row.state != "ready":
            raise PracticeState
        row.state, row.answered_at = "talking", now
        await db.flush()
        return _read(agent, held)
    if row.state != "talking" or row.answered_at is None:
        raise PracticeState
    if wanted.turn not in {None, len(held.play.turns)}:
        raise PracticeState
    event = Event(
        kind=wanted.kind,
        choice=wanted.choice,
        codes=tuple(wanted.codes),
        at=int((now - row.answered_at).total_seconds()),
    )
    try:
        play = engine.step(held.scenario, row.seed, held.play, event, patient=row.guided)
    except NotPossible:
        raise PracticeState from None
    row.events = [*row.events, asdict(event)]
    if play.over is not None:
        row.state, row.ended_at = "wrap_up", now
    await db.flush()
    return _read(agent, replace(held, play=play))


def _done(held: Held, wanted: PracticeAct) -> bool:
    """Whether this very thing was done already: a network that failed, or a double press, says it twice."""
    if wanted.kind == "call":
        return held.row.state == "talking" and not held.row.events
    if wanted.turn is not None:
        answered = held.play.turns[wanted.turn - 1 : wanted.turn]
        return any(turn.choice is not None and turn.choice == wanted.choice for turn in answered)
    last = held.row.events[-1]["kind"] if held.row.events else None
    return wanted.kind == last and wanted.kind != "tick"


async def leave(db: Db, agent: Agent, practice_id: UUID) -> None:
    """Stops a practice call without a score; nothing is held against anybody. Raises NotFound, PracticeState."""
    held = await _held(db, agent, practice_id)
    if held.row.state == "left":
        return
    if held.row.state not in queries.OPEN:
        raise PracticeState
    held.row.state, held.row.finished_at = "left", clock.now()
    await db.flush()
    await _journal_end(db, agent, held.row)


async def _journal_end(db: Db, agent: Agent, row: Practice) -> None:
    await journal.append(
        db,
        PracticeFinished(
            practice_id=row.id,
            agent_id=agent.user_id,
            scenario=row.scenario,
            score=row.score,
            passed=row.passed,
            actor_id=agent.user_id,
            site_id=row.site_id,
        ),
    )


# --- the outcome --------------------------------------------------------------------------------------------


async def slots(db: Db, agent: Agent, practice_id: UUID) -> list[FreeSlot]:
    """Made-up free times of the coming working days, the same whenever this call is looked at. Raises NotFound."""
    held = await _held(db, agent, practice_id)
    return console.free_slots(held.row, held.scenario)


async def callback_times(db: Db, agent: Agent, practice_id: UUID) -> CallbackTimes:
    """When the law would let this customer be called back. Raises NotFound."""
    return console.times_to_call_back((await _held(db, agent, practice_id)).scenario)


async def record(db: Db, agent: Agent, practice_id: UUID, given: OutcomeCreate) -> OutcomeRead:
    """Records the outcome, scores the call and gives its evidence; sent again it answers the same.

    Raises NotFound, PracticeState, and what a real outcome raises: OutcomeDoesNotFit, DetailsMissing, DutiesFirst,
    NoteHoldsContactData.
    """
    held = await _held(db, agent, practice_id)
    row = held.row
    if (
        row.state == "finished"
        and row.outcome is not None
        and row.outcome == console.kept(row, held.scenario, given)
    ):
        return console.outcome_of(agent, row)
    if row.state != "wrap_up":
        raise PracticeState
    now = clock.now()
    recorded = console.checked(held, given)
    found = scoring.score(held.scenario, held.play, recorded)
    row.outcome = console.kept(row, held.scenario, given)
    row.state, row.finished_at, row.score, row.passed = "finished", now, found.total, found.passed
    row.result = debriefs.result(held.scenario, held.play, found, held.filler(agent.display_name))
    await db.flush()
    await _journal_end(db, agent, row)
    learner = await learners.ensure(db, agent)
    await competences.add(
        db,
        learner,
        kind="practice",
        source_id=row.id,
        label=held.scenario.title,
        scores=found.by_competence,
        counting=found.passed and not row.guided,
        now=now,
    )
    if found.passed and not row.guided:
        await gates.refresh(db, row.site_id, agent.user_id)
    return console.outcome_of(agent, row)
