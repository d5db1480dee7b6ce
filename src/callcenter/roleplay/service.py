"""Role-plays: a trainer plays the customer, the apprentice works at the desk of practice. Knows callers and rows.

What is said comes in as text by `_act`, from one side or the other. Voice will join the two sides by the role-play's
id where `act` begins the call, and part them where `_act` ends it; nothing else here will change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from callcenter.accounts.schemas import Agent, Trainer
from callcenter.calls.schemas import CallbackTimes
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.notes import note_problem
from callcenter.outcomes.schemas import FreeSlot, OutcomeCreate, OutcomeRead
from callcenter.roleplay import queries, rules
from callcenter.roleplay.errors import (
    LineHoldsContactData,
    RolePlayMarksMissing,
    RolePlayOpen,
    RolePlayState,
)
from callcenter.roleplay.models import RolePlay, RolePlayAct
from callcenter.roleplay.rules import Scene
from callcenter.roleplay.schemas import (
    ApprenticeAct,
    CustomerAct,
    RolePlayActed,
    RolePlayAnswered,
    RolePlayBrief,
    RolePlayCall,
    RolePlayCreate,
    RolePlayDesk,
    RolePlayEnded,
    RolePlayInvited,
    RolePlayMarks,
    RolePlayNow,
    RolePlayRead,
    RolePlayScored,
    Stage,
    StageLine,
    SuggestedLine,
)
from callcenter.training import catalogue, competences, debriefs, gates, learners, library, practice, scoring
from callcenter.training.errors import ScenarioUnknown
from callcenter.training.models import Practice
from callcenter.training.practice import SAID, Held
from callcenter.training.practice_schemas import PracticeAnswer, TalkLine
from callcenter.training.scenarios import Scenario

SHOWN = 30


@dataclass(frozen=True, slots=True)
class _Held:
    """A role-play, its practice call once there is one, its scenario, and where the talk stands."""

    row: RolePlay
    call: Practice | None
    scenario: Scenario
    acts: Sequence[RolePlayAct]
    scene: Scene
    alias: str
    trainer: str

    @property
    def state(self) -> Stage:
        return cast("Stage", self.row.state if self.call is None else self.call.state)

    @property
    def ids(self) -> dict[str, Any]:
        return {"role_play_id": self.row.id, "agent_id": self.row.agent_id, "site_id": self.row.site_id}

    def on_desk(self) -> Held:
        assert self.call is not None
        return Held(self.call, self.scenario, rules.as_play(self.scenario, self.scene))

    def fill(self, words: str) -> str:
        return practice.filler(self.scenario, self.alias)(words)


async def _held(db: Db, found: AnyRow | None) -> _Held:
    if found is None:
        raise NotFound
    row, call = found.RolePlay, found.Practice
    scenario = catalogue.played(found.digest, found.content)
    acts = await queries.acts(db, row.id) if call is not None else []
    began = call.answered_at if call is not None and call.answered_at else row.invited_at
    scene = rules.scene(scenario, began, cast("Sequence[rules.Act]", acts))
    return _Held(row, call, scenario, acts, scene, found.alias, found.trainer)


async def _mine(db: Db, agent: Agent, role_play_id: UUID) -> _Held:
    return await _held(db, await queries.mine(db, agent.user_id, role_play_id))


async def _of(db: Db, trainer: Trainer, role_play_id: UUID) -> _Held:
    """The trainer's own: another trainer's is not there."""
    return await _held(db, await queries.of_trainer(db, trainer.user_id, role_play_id))


# --- inviting -----------------------------------------------------------------------------------------------


async def invite(db: Db, trainer: Trainer, wanted: RolePlayCreate) -> RolePlayRead:
    """Calls an apprentice of the site to a role-play; sent again it answers the same.

    Raises NotFound, ScenarioUnknown, and RolePlayOpen while the apprentice is in one or invited to one.
    """
    again = await queries.of_trainer(db, trainer.user_id, wanted.id)
    if again is not None:
        return _stage(trainer, await _held(db, again))
    await learners.name_of(db, trainer, wanted.agent_id)
    scenario = await catalogue.one(db, trainer.site_id, wanted.scenario)
    if scenario is None:
        raise ScenarioUnknown
    now = clock.now()
    values = {
        "id": wanted.id,
        "site_id": trainer.site_id,
        "agent_id": wanted.agent_id,
        "trainer_id": trainer.user_id,
        "scenario_id": await practice.keep(db, trainer.site_id, scenario),
        "state": "invited",
        "invited_at": now,
        "trainer_seen_at": now,
    }
    if await queries.open_of(db, wanted.agent_id) is not None or not await queries.add(db, values):
        raise RolePlayOpen
    told = RolePlayInvited(
        role_play_id=wanted.id,
        agent_id=wanted.agent_id,
        scenario=scenario.code,
        actor_id=trainer.user_id,
        site_id=trainer.site_id,
    )
    await journal.append(db, told)
    return await stage(db, trainer, wanted.id)


async def withdraw(db: Db, trainer: Trainer, role_play_id: UUID) -> RolePlayRead:
    """Takes an invitation back. Raises NotFound, RolePlayState once it was answered."""
    held = await _of(db, trainer, role_play_id)
    if held.state != "invited":
        raise RolePlayState
    held.row.state = "withdrawn"
    await _ended(db, held, "withdrawn", trainer.user_id)
    return _stage(trainer, held)


async def now_for(db: Db, agent: Agent) -> RolePlayNow:
    """What a trainer asks of the apprentice now, or what they are in the middle of."""
    found = await queries.open_of(db, agent.user_id)
    if found is None:
        return RolePlayNow(call=None)
    held = await _held(db, found)
    return RolePlayNow(
        call=RolePlayCall(
            id=held.row.id,
            state=cast("Any", held.state),
            trainer=held.trainer,
            title=held.scenario.title,
        )
    )


async def answer(db: Db, agent: Agent, role_play_id: UUID, *, accept: bool) -> RolePlayNow:
    """Accepts or declines; who accepts steps aside from work.

    Raises NotFound, RolePlayState, ContactInHand, and PracticeOpen while a practice call is open.
    """
    held = await _mine(db, agent, role_play_id)
    if accept and held.row.state == "running":  # pressed twice
        return await now_for(db, agent)
    if held.row.state != "invited":
        raise RolePlayState
    if accept:
        await practice.open_call(db, agent, held.scenario, held.row.id, played_by=held.row.trainer_id)
    now = clock.now()
    held.row.state, held.row.answered_at = ("running" if accept else "declined"), now
    held.row.agent_seen_at = now
    await db.flush()
    await journal.append(db, RolePlayAnswered(accepted=accept, actor_id=agent.user_id, **held.ids))
    return await now_for(db, agent)


# --- the apprentice's desk ----------------------------------------------------------------------------------


async def desk(db: Db, agent: Agent, role_play_id: UUID) -> RolePlayDesk:
    """The call on the apprentice's console. Raises NotFound, RolePlayState before it began and once it is over."""
    return _desk(agent, await _mine(db, agent, role_play_id))


def _desk(agent: Agent, held: _Held) -> RolePlayDesk:
    call = held.call
    if call is None or call.state not in queries.OPEN:
        raise RolePlayState
    on_desk = held.on_desk()
    talking = call.state == "talking"
    return RolePlayDesk(
        id=call.id,
        scenario=call.scenario,
        title=held.scenario.title,
        about=held.fill(held.scenario.about),
        goal=held.fill(held.scenario.goal),
        guided=False,
        level=call.level,
        state=practice.state_of(on_desk, call.ended_at or call.answered_at or call.started_at),
        hand_out=practice.hand_out(agent, on_desk),
        lines=[line for act in held.acts if (line := _line(act, agent.language)) is not None],
        answers=[
            PracticeAnswer(choice=at, key=str(place), text=held.fill(choice.say), act=choice.act)
            for place, (at, choice) in enumerate(rules.offered(held.scenario, held.scene), start=1)
        ]
        if talking
        else [],
        turn=sum(1 for each in held.acts if each.who == "customer" and each.kind == "say"),
        mood=held.scene.mood,
        on_hold=talking and held.scene.on_hold,
        can_hold=talking,
        hint=None,
        trainer=held.trainer,
    )


_SYSTEM = {"hold": "on_hold", "resume": "resumed"}


def _line(act: RolePlayAct, language: str) -> TalkLine | None:
    if act.kind == "say" and act.words is not None:
        return TalkLine(who="customer" if act.who == "customer" else "me", text=act.words, at=act.at)
    code = _SYSTEM.get(act.kind)
    if act.kind == "hang_up":
        code = "hung_up" if act.who == "apprentice" else "they_hung_up"
    return None if code is None else TalkLine(who="system", text=SAID[code].of(language), at=act.at)


async def act(db: Db, agent: Agent, role_play_id: UUID, wanted: ApprenticeAct) -> RolePlayDesk:
    """Does one thing as the apprentice; sent again it is done once. Raises NotFound, RolePlayState,
    LineHoldsContactData."""
    held = await _mine(db, agent, role_play_id)
    call, now = held.call, clock.now()
    if call is None:
        raise RolePlayState
    if wanted.kind == "call":
        if call.state == "ready":
            call.state, call.answered_at = "talking", now
            await db.flush()
            await _tell(db, held, agent.user_id, "apprentice", "call")
        elif call.state != "talking":
            raise RolePlayState
    elif not any(each.id == wanted.id for each in held.acts):
        words = wanted.words
        if wanted.choice is not None:
            taken = dict(rules.offered(held.scenario, held.scene)).get(wanted.choice)
            if taken is None:
                raise RolePlayState
            words = held.fill(taken.say)
        elif words is not None:
            _clean(words)
        more = {"words": words, "choice": wanted.choice, "codes": list(wanted.codes)}
        await _act(db, held, wanted.id, "apprentice", wanted.kind, agent.user_id, now, **more)
    held.row.agent_seen_at = now
    await db.flush()
    return _desk(agent, await _mine(db, agent, role_play_id))


def _clean(words: str) -> None:
    """People here are invented, and what is learnt here is done again with real ones."""
    problem = note_problem(words)
    if problem is not None:
        raise LineHoldsContactData(fields={"words": problem})


async def _act(
    db: Db,
    held: _Held,
    act_id: UUID,
    who: rules.Who,
    kind: rules.Kind,
    by: UUID | None,
    now: datetime,
    **more: Any,
) -> None:
    """Keeps one act of a talk that runs; hanging up ends it. Raises RolePlayState for what cannot be done now."""
    call = held.call
    if call is None or call.state != "talking" or not rules.possible(held.scene, who, kind):
        raise RolePlayState
    values = {
        "id": act_id,
        "role_play_id": held.row.id,
        "site_id": held.row.site_id,
        "agent_id": held.row.agent_id,
        "who": who,
        "kind": kind,
        "at": now,
    }
    if await queries.add_act(db, values | more) is None:  # an id of another talk
        raise RolePlayState
    if kind == "hang_up":
        call.state, call.ended_at = "wrap_up", now
    await db.flush()
    await _tell(db, held, by, who, kind)


async def _tell(db: Db, held: _Held, by: UUID | None, who: Any, kind: Any) -> None:
    await journal.append(db, RolePlayActed(who=who, kind=kind, actor_id=by, **held.ids))


async def _ended(db: Db, held: _Held, how: Any, by: UUID | None) -> None:
    await db.flush()
    await journal.append(db, RolePlayEnded(how=how, actor_id=by, **held.ids))


async def leave(db: Db, agent: Agent, role_play_id: UUID) -> None:
    """Stops without marks; nothing is held against anybody. Raises NotFound, RolePlayState."""
    held = await _mine(db, agent, role_play_id)
    if held.call is None or held.call.state not in queries.OPEN:
        raise RolePlayState
    held.call.state, held.call.finished_at = "left", clock.now()
    await _ended(db, held, "left", agent.user_id)


async def seen_by_agent(db: Db, agent: Agent, role_play_id: UUID) -> None:
    """A sign of life of the apprentice's page. Raises NotFound."""
    if not await queries.note_seen(db, role_play_id, agent=agent.user_id, now=clock.now()):
        raise NotFound


async def slots(db: Db, agent: Agent, role_play_id: UUID) -> list[FreeSlot]:
    """Made-up free times, as in practice. Raises NotFound, RolePlayState."""
    held = await _mine(db, agent, role_play_id)
    if held.call is None:
        raise RolePlayState
    return practice.free_slots(held.call, held.scenario)


async def callback_times(db: Db, agent: Agent, role_play_id: UUID) -> CallbackTimes:
    """When the law would let this customer be called back. Raises NotFound."""
    return practice.times_to_call_back((await _mine(db, agent, role_play_id)).scenario)


async def record(db: Db, agent: Agent, role_play_id: UUID, given: OutcomeCreate) -> OutcomeRead:
    """Records the outcome as in practice; the trainer's marks are waited for. Sent again it answers the same.

    Raises NotFound, RolePlayState, and what a practice call's outcome raises.
    """
    held = await _mine(db, agent, role_play_id)
    call = held.call
    if call is None:
        raise RolePlayState
    if call.state in {"awaiting", "finished"} and call.outcome == practice.kept(call, held.scenario, given):
        return practice.outcome_of(agent, call)
    if call.state != "wrap_up":
        raise RolePlayState
    practice.checked(held.on_desk(), given)
    call.outcome = practice.kept(call, held.scenario, given)
    call.state, call.finished_at = "awaiting", clock.now()
    await _ended(db, held, "recorded", agent.user_id)
    return practice.outcome_of(agent, call)


# --- the trainer's stage ------------------------------------------------------------------------------------


async def plays(db: Db, trainer: Trainer) -> list[RolePlayBrief]:
    """The trainer's own role-plays, newest first."""
    rows = await queries.list_of_trainer(db, trainer.user_id, limit=SHOWN)
    return [
        RolePlayBrief(
            id=row.RolePlay.id,
            state=row.RolePlay.state if row.Practice is None else row.Practice.state,
            agent_id=row.RolePlay.agent_id,
            alias=row.alias,
            title=row.content["title"],
            invited_at=row.RolePlay.invited_at,
        )
        for row in rows
    ]


async def stage(db: Db, trainer: Trainer, role_play_id: UUID) -> RolePlayRead:
    """One of the trainer's own. Raises NotFound."""
    return _stage(trainer, await _of(db, trainer, role_play_id))


def _stage(trainer: Trainer, held: _Held) -> RolePlayRead:
    call, scene, scenario = held.call, held.scene, held.scenario
    follows = rules.following(scenario, scene)
    code = call.outcome["code"] if call is not None and call.outcome is not None else None
    return RolePlayRead(
        id=held.row.id,
        state=held.state,
        agent_id=held.row.agent_id,
        alias=held.alias,
        invited_at=held.row.invited_at,
        answered_at=call.answered_at if call is not None else None,
        ended_at=call.ended_at if call is not None else None,
        over=scene.over,
        scenario=library.whole(trainer, scenario),
        objections=[held.fill(each) for each in scenario.persona.objections],
        mood=scene.mood,
        on_hold=scene.on_hold,
        lines=[StageLine.model_validate(each, from_attributes=True) for each in held.acts],
        suggestions=[
            SuggestedLine(
                node=name,
                wording=wording,
                words=held.fill(words),
                mood=scenario.nodes[name].mood,
                trap=scenario.nodes[name].trap,
                follows=place < follows,
            )
            for place, name in enumerate(rules.suggested(scenario, scene))
            for wording, words in enumerate(scenario.nodes[name].says)
        ],
        due=[rule.code for rule in practice.due(scenario, held.row.invited_at.date())],
        ticked=cast("Any", [code for code, _ in scene.ticked]),
        outcome=None if code is None else scoring.label_of(code, trainer.language),
        right_outcomes=[scoring.label_of(each, trainer.language) for each in _right(held)],
        marks=held.row.marks,
        comment=held.row.comment,
        worth=_weighed(held).total if rules.complete(scenario, held.row.marks) else None,
    )


def _right(held: _Held) -> Sequence[str]:
    """The outcomes that are right where the talk ended, if the scenario says so."""
    return held.scenario.nodes[held.scene.node].outcomes if held.scene.node is not None else ()


def _weighed(held: _Held) -> scoring.Score:
    marks = {name: rules.MARKS[mark] for name, mark in held.row.marks.items()}
    return scoring.weighed(held.scenario, marks)


async def act_as_customer(db: Db, trainer: Trainer, role_play_id: UUID, wanted: CustomerAct) -> RolePlayRead:
    """Says or does one thing as the customer; sent again it is done once. Raises NotFound, RolePlayState,
    LineHoldsContactData: it is read in the apprentice's browser."""
    held, now = await _of(db, trainer, role_play_id), clock.now()
    if not any(each.id == wanted.id for each in held.acts):
        words = wanted.words
        if wanted.node is not None:
            known = held.scenario.nodes.get(wanted.node)
            if known is None or wanted.wording >= len(known.says):
                raise RolePlayState
            words = held.fill(known.says[wanted.wording])
        elif words is not None:
            _clean(words)
        more = {"words": words, "node": wanted.node, "mood": wanted.mood}
        await _act(db, held, wanted.id, "customer", wanted.kind, trainer.user_id, now, **more)
    held.row.trainer_seen_at = now
    await db.flush()
    return await stage(db, trainer, role_play_id)


async def seen_by_trainer(db: Db, trainer: Trainer, role_play_id: UUID) -> None:
    """A sign of life of the trainer's page. Raises NotFound."""
    if not await queries.note_seen(db, role_play_id, trainer=trainer.user_id, now=clock.now()):
        raise NotFound


# --- marks --------------------------------------------------------------------------------------------------

_MARKED = {"talking", "wrap_up", "awaiting"}


async def note_marks(db: Db, trainer: Trainer, role_play_id: UUID, wanted: RolePlayMarks) -> RolePlayRead:
    """Keeps marks while listening or after; nobody else sees them yet. Raises NotFound, RolePlayState,
    RolePlayMarksMissing (a criterion that the scenario does not have), LineHoldsContactData."""
    held = await _of(db, trainer, role_play_id)
    if held.state not in _MARKED:
        raise RolePlayState
    if wanted.marks.keys() - held.scenario.rubric.keys():
        raise RolePlayMarksMissing
    _clean(wanted.comment or "")
    held.row.marks, held.row.comment = dict(wanted.marks), wanted.comment or None
    held.row.trainer_seen_at = clock.now()
    await db.flush()
    return _stage(trainer, held)


async def give(db: Db, trainer: Trainer, role_play_id: UUID) -> RolePlayRead:
    """Gives the marks to the apprentice, whose debrief and evidence they are from now on; given once.

    Raises NotFound, RolePlayState, RolePlayMarksMissing.
    """
    held = await _of(db, trainer, role_play_id)
    call = held.call
    if held.state == "finished":
        return _stage(trainer, held)
    if call is None or call.state != "awaiting" or call.answered_at is None:
        raise RolePlayState
    if not rules.complete(held.scenario, held.row.marks):
        raise RolePlayMarksMissing
    found, now = _weighed(held), clock.now()
    call.score, call.passed, call.state = found.total, found.passed, "finished"
    call.finished_at = call.finished_at or now
    end = held.scenario.nodes[held.scene.node] if held.scene.node is not None else None
    call.result = {
        "goal": held.fill(held.scenario.goal),
        "pass_at": held.scenario.pass_at,
        "forbidden": [],
        "right": list(_right(held)),
        "half": end.half if end is not None else None,
        "beats": rules.beats(cast("Sequence[rules.Act]", held.acts), call.answered_at),
        "criteria": debriefs.criteria(held.scenario, found),
        "trainer": held.trainer,
        "comment": held.row.comment,
    }
    await db.flush()
    learner = await learners.of(db, trainer, held.row.agent_id)
    await competences.add(
        db,
        learner,
        kind="practice",
        source_id=call.id,
        label=held.scenario.title,
        scores=found.by_competence,
        counting=found.passed,
        now=now,
    )
    if found.passed:
        await gates.refresh(db, held.row.site_id, held.row.agent_id)
    scored = RolePlayScored(
        scenario=held.scenario.code,
        score=found.total,
        passed=found.passed,
        actor_id=trainer.user_id,
        **held.ids,
    )
    await journal.append(db, scored)
    return _stage(trainer, held)


# --- what ends by itself ------------------------------------------------------------------------------------


async def end_overdue(db: Db, now: datetime) -> int:
    """Ends what one side has left, and invitations nobody answers; what was said and marked stays (vault)."""
    count = 0
    for found in await queries.all_open(db):
        row, call = found.RolePlay, found.Practice
        state, since = row.state, row.invited_at
        if call is not None:
            state, since = call.state, call.ended_at or call.answered_at or call.started_at
        how = rules.overdue(state, now, since=since, trainer=row.trainer_seen_at, agent=row.agent_seen_at)
        if how is None:
            continue
        count += 1
        ids = {"role_play_id": row.id, "agent_id": row.agent_id, "site_id": row.site_id}
        if how == "lapsed":
            row.state = "lapsed"
        elif how == "left":
            call.state, call.finished_at = "left", now
        elif how == "cut":
            call.state, call.ended_at = "wrap_up", now
            act = {"id": new_id(), "who": "centre", "kind": "hang_up", "at": now}
            await queries.add_act(db, ids | act)
        else:
            call.state, call.finished_at = "awaiting", now
        await db.flush()
        await journal.append(db, RolePlayEnded(how=how, **ids))
    return count
