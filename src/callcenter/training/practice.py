"""Practice calls: the same console on a simulated customer. What was done is kept as events; the engine replays them.

It reaches no contact: card, slots and times are made up from the scenario.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Agent
from callcenter.calls import promises
from callcenter.calls import service as calls
from callcenter.calls.errors import DutiesFirst
from callcenter.calls.schemas import (
    AgentStateRead,
    CallbackTimes,
    CallingWindow,
    CallRead,
    CampaignBrief,
    DutySaid,
    FilledStep,
    HandOutRead,
    ScriptRead,
)
from callcenter.campaigns import duties as opening
from callcenter.campaigns import rules as campaign_rules
from callcenter.campaigns.schemas import Duty, MaskingPolicy, ScriptStep
from callcenter.contacts.rules import build_card, spoken_name
from callcenter.infra import journal, speech
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id, reference
from callcenter.kit.languages import texts
from callcenter.outcomes import service as outcomes
from callcenter.outcomes.errors import OutcomeDoesNotFit
from callcenter.outcomes.schemas import FreeSlot, OutcomeCreate, OutcomeRead
from callcenter.training import (
    catalogue,
    competences,
    debriefs,
    engine,
    gates,
    learners,
    queries,
    scenarios,
    scoring,
    voices,
)
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
    TalkLine,
)
from callcenter.training.scenarios import Half, Scenario
from callcenter.training.schemas import PracticeFinished, PracticeStarted
from callcenter.training.scoring import Recorded
from callcenter.training.voices import Sound

SAID = texts(
    "practice",
    {
        "on_hold": ("Vous mettez l’appel en attente.", "You put the call on hold."),
        "resumed": ("Vous reprenez l’appel.", "You take the call back."),
        "hung_up": ("Vous raccrochez.", "You hang up."),
        "they_hung_up": ("La personne a raccroché.", "The person hung up."),
    },
)
SUGGESTED = 3
MIDDAY = 13
"""The legal windows of a day end and begin around it: before is the morning (D.223-9)."""


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


@dataclass(frozen=True, slots=True)
class Held:
    """A practice call with its content and where it stands. Role-plays show on the desk by the same functions."""

    row: Practice
    scenario: Scenario
    play: Play
    spoken: frozenset[tuple[str, str]] = frozenset()
    """(line, digest of the wording) that the site has recorded."""
    robot: bool = False
    """Lines that are not recorded are spoken by the machine."""

    def filler(self, agent_name: str) -> Callable[[str], str]:
        """Puts the people's names into words of the scenario."""
        return filler(self.scenario, agent_name)

    def say(self, words: str, agent_name: str) -> str:
        return self.filler(agent_name)(words)


def filler(scenario: Scenario, agent_name: str) -> Callable[[str], str]:
    values = _values(scenario, agent_name, scenario.persona.last_name)
    return lambda words: campaign_rules.fill(words, values)


def _values(scenario: Scenario, agent_name: str, name: str | None) -> dict[str, str | None]:
    """What the placeholders of a script stand for; `name` is the customer's as it is said there."""
    persona = scenario.persona
    return {
        "agent": agent_name,
        "partner": scenario.partner,
        "civility": persona.civility,
        "name": name,
        "town": persona.town,
    }


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
        state=state_of(held, since),
        hand_out=hand_out(agent, held),
        lines=_lines(agent, held) if row.answered_at is not None else [],
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


def state_of(held: Held, since: datetime) -> AgentStateRead:
    talking = "on_hold" if held.play.on_hold else "talking"
    return AgentStateRead.model_validate(
        {
            "name": {"ready": "preparing", "talking": talking}.get(held.row.state, "wrap_up"),
            "since": since,
            "pause_reason": None,
            "pause_due": None,
            "paused_by_staff": False,
            "next_at": None,
        }
    )


def hand_out(agent: Agent, held: Held) -> HandOutRead:
    """What a real hand-out looks like, from the scenario: the page draws it with the same parts."""
    row, scenario = held.row, held.scenario
    persona, policy = scenario.persona, MaskingPolicy()
    view = {
        "civility": persona.civility,
        "last_name": persona.last_name,
        "first_name": persona.first_name,
        "town": persona.town,
        "department": persona.department,
        "company": persona.company,
        "language": scenario.language,
        "points": dict(persona.points),
    }
    values = _values(scenario, agent.display_name, spoken_name(view, policy))
    called = row.answered_at is not None
    fitting = campaign_rules.outcomes_for(scenario.purpose, reached=True if row.ended_at else None)
    return HandOutRead(
        id=row.id,
        expires_at=row.started_at + timedelta(days=1),
        campaign=CampaignBrief(
            id=row.id,
            name=scenario.title,
            purpose=scenario.purpose,
            confirms=False,
            mode="sandbox",
            partner_name=scenario.partner,
        ),
        card=build_card("E" + reference(row.id)[1:], persona.zone, view, policy),
        script=ScriptRead(
            steps=[
                FilledStep(**{**step.model_dump(), "text": campaign_rules.fill(step.text, values)})
                for step in _script(scenario, row)
            ]
        ),
        outcomes=campaign_rules.choices(fitting, agent.language),
        call=_call(held) if called else None,
        history=[],
    )


def _due(scenario: Scenario, row: Practice) -> list[opening.Rule]:
    return due(scenario, row.started_at.date())


def due(scenario: Scenario, day: date) -> list[opening.Rule]:
    """What the law wants said at the beginning of such a call on that day."""
    return opening.due(scenario.purpose, day, recording=False)


def _script(scenario: Scenario, row: Practice) -> list[ScriptStep]:
    """The opening as the law wants it on that day, then the scenario's own steps, else those of the purpose."""
    if not scenario.script:
        return campaign_rules.default_script(scenario.purpose, row.started_at.date())
    return [*opening.proposed(_due(scenario, row), scenario.language), *scenario.extra_steps()]


def _call(held: Held) -> CallRead:
    row, answered = held.row, held.row.answered_at
    assert answered is not None
    return CallRead(
        id=row.id,
        state="answered" if row.ended_at is None else "ended",
        result="answered" if row.ended_at is not None else None,
        requested_at=answered,
        ringing_at=answered,
        answered_at=answered,
        ended_at=row.ended_at,
        ended_by_staff=False,
        held_at=_held_at(held, answered),
        held_seconds=_held_seconds(held.play),
        duties=[
            DutySaid(code=cast("Duty", code), at=answered + timedelta(seconds=at))
            for code, at in held.play.ticked
        ],
    )


def _held_at(held: Held, answered: datetime) -> datetime | None:
    waits = held.row.ended_at is None and held.play.on_hold
    return answered + timedelta(seconds=held.play.now.holds[-1][0]) if waits else None


def _held_seconds(play: Play) -> int:
    """Seconds of the holds that are over."""
    return sum(until - since for turn in play.turns for since, until in turn.holds if until is not None)


def _lines(agent: Agent, held: Held) -> list[TalkLine]:
    """The talk so far, in order."""
    answered, play = held.row.answered_at, held.play
    assert answered is not None
    said: list[tuple[int, str, str, int | None]] = []
    for place, turn in enumerate(play.turns):
        heard = held.robot or (turn.node, voices.digest_of(turn.says)) in held.spoken
        said.append((turn.at, "customer", held.say(turn.says, agent.display_name), place if heard else None))
        for since, until in turn.holds:
            said.append((since, "system", SAID["on_hold"].of(agent.language), None))
            if until is not None:
                said.append((until, "system", SAID["resumed"].of(agent.language), None))
        if turn.choice is not None:
            choice = held.scenario.nodes[turn.node].choices[turn.choice]
            words = held.say(choice.say, agent.display_name)
            said.append((turn.answered_at or turn.at, "action" if choice.act else "me", words, None))
    if play.over is not None:
        code = "they_hung_up" if play.over == "customer" else "hung_up"
        said.append((play.ended_at or 0, "system", SAID[code].of(agent.language), None))
    return [
        TalkLine.model_validate(
            {"who": who, "text": words, "at": answered + timedelta(seconds=at), "voice": voice}
        )
        for at, who, words, voice in said
    ]


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

_TIMES = (time(9, 30), time(11), time(14, 30), time(16))
_DAYS = 4


async def slots(db: Db, agent: Agent, practice_id: UUID) -> list[FreeSlot]:
    """Made-up free times of the coming working days, the same whenever this call is looked at. Raises NotFound."""
    held = await _held(db, agent, practice_id)
    return free_slots(held.row, held.scenario)


def free_slots(row: Practice, scenario: Scenario) -> list[FreeSlot]:
    persona = scenario.persona
    return [
        FreeSlot(
            id=slot_id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=30),
            left=1,
            place=persona.town,
            zone=persona.zone,
            place_zone=persona.zone,
        )
        for slot_id, starts in _slots(row, scenario).items()
    ]


def _slots(row: Practice, scenario: Scenario) -> dict[UUID, datetime]:
    zone = ZoneInfo(scenario.persona.zone)
    day, found = row.started_at.astimezone(zone).date(), {}
    days = 0
    while days < _DAYS:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days += 1
            for at in _TIMES:
                starts = datetime.combine(day, at, zone)
                found[uuid5(row.id, starts.isoformat())] = starts
    return found


async def callback_times(db: Db, agent: Agent, practice_id: UUID) -> CallbackTimes:
    """When the law would let this customer be called back. Raises NotFound."""
    return times_to_call_back((await _held(db, agent, practice_id)).scenario)


def times_to_call_back(scenario: Scenario) -> CallbackTimes:
    zone, now = scenario.persona.zone, clock.now()
    until = now + promises.LONGEST
    return CallbackTimes(
        zone=zone,
        from_at=now,
        until_at=until,
        legal_hours=True,
        windows=[CallingWindow(starts_at=a, ends_at=b) for a, b in promises.windows(zone, now, until)],
    )


async def record(db: Db, agent: Agent, practice_id: UUID, given: OutcomeCreate) -> OutcomeRead:
    """Records the outcome, scores the call and gives its evidence; sent again it answers the same.

    Raises NotFound, PracticeState, and what a real outcome raises: OutcomeDoesNotFit, DetailsMissing, DutiesFirst,
    NoteHoldsContactData.
    """
    held = await _held(db, agent, practice_id)
    row = held.row
    if row.state == "finished" and row.outcome is not None and row.outcome == kept(row, held.scenario, given):
        return outcome_of(agent, row)
    if row.state != "wrap_up":
        raise PracticeState
    now = clock.now()
    recorded = checked(held, given)
    found = scoring.score(held.scenario, held.play, recorded)
    row.outcome = kept(row, held.scenario, given)
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
    return outcome_of(agent, row)


def kept(row: Practice, scenario: Scenario, given: OutcomeCreate) -> dict[str, Any]:
    """How it stands in the row."""
    recorded = _recorded(row, scenario, given)
    return {"code": given.code, "half": recorded.half, "details": dict(recorded.details or {})}


def outcome_of(agent: Agent, row: Practice) -> OutcomeRead:
    assert row.outcome is not None
    assert row.finished_at is not None
    code = row.outcome["code"]
    label = scoring.label_of(code, agent.language)
    return OutcomeRead(id=row.id, code=code, label=label, recorded_at=row.finished_at, corrects=None)


def checked(held: Held, given: OutcomeCreate) -> Recorded:
    """The outcome of a call, looked at as a real one is. Raises what `record` does for one that may not be."""
    outcome = outcomes.check(given)
    if not outcome.reached or not campaign_rules.fits(outcome, held.scenario.purpose, confirms=False):
        raise OutcomeDoesNotFit(fields={"code": "does_not_fit"})
    ticked = {code for code, _ in held.play.ticked}
    if outcome.positive and {rule.code for rule in _due(held.scenario, held.row)} - ticked:
        raise DutiesFirst
    return _recorded(held.row, held.scenario, given)


def _recorded(row: Practice, scenario: Scenario, given: OutcomeCreate) -> Recorded:
    """The outcome as the rubric looks at it. Raises OutcomeDoesNotFit for a slot that was not offered."""
    at = given.callback_at
    if given.appointment is not None:
        at = _slots(row, scenario).get(given.appointment.slot_id)
        if at is None:
            raise OutcomeDoesNotFit(fields={"appointment.slot_id": "unknown"})
    details: dict[str, Any] = {}
    for part in (given.loyalty, given.after_sales):
        details |= part.model_dump(mode="json", exclude_none=True) if part is not None else {}
    if given.reason is not None:
        details["reason"] = given.reason
    half: Half | None = None
    if at is not None:
        half = "morning" if at.astimezone(ZoneInfo(scenario.persona.zone)).hour < MIDDAY else "afternoon"
    return Recorded(given.code, half, details)
