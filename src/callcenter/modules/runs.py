"""An apprentice's way through a module: begun, read, answered, finished.

What was done is kept as acts; where somebody stands is reckoned from them.
"""

from collections.abc import Sequence
from datetime import datetime
from secrets import randbits
from typing import Any, Literal
from uuid import UUID

from callcenter.accounts.schemas import Agent, Trainer
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.modules import exercises, queries, rules, service
from callcenter.modules.errors import AnswerIncomplete, AnswerStands, ModuleLocked, ModuleMoved
from callcenter.modules.exercises import DoesNotFit, Exercise, Given
from callcenter.modules.models import ModuleRun
from callcenter.modules.rules import Did, Way
from callcenter.modules.schemas import (
    AnswerGiven,
    CallToPractise,
    ExerciseState,
    ModuleContent,
    ModuleFinished,
    ModuleStarted,
    MyModules,
    Part,
    PartDone,
    PartState,
    RunLine,
    RunRead,
)
from callcenter.outcomes.errors import NoteHoldsContactData
from callcenter.outcomes.notes import note_problem
from callcenter.training import catalogue, competences, learners, practice


async def mine(db: Db, agent: Agent) -> MyModules:
    """Every module as the apprentice sees it."""
    found = await service.cards(db, agent.site_id, agent.user_id)
    return MyModules(
        modules=found,
        seconds=sum(card.seconds for card in found),
        finished=sum(1 for card in found if card.standing == "done"),
    )


async def start(db: Db, agent: Agent, code: str) -> RunRead:
    """Begins a module, or goes on with the one begun. Raises NotFound, ModuleLocked."""
    opened = await queries.open_run(db, agent.user_id, code)
    if opened is not None:
        return await read(db, agent, opened)
    known = await service.current(db, agent.site_id)
    if code not in known:
        raise NotFound
    standing = {card.code: card for card in await service.cards(db, agent.site_id, agent.user_id)}
    if standing[code].standing == "locked":
        raise ModuleLocked
    await learners.ensure(db, agent)
    now = clock.now()
    values = {
        "id": new_id(),
        "site_id": agent.site_id,
        "agent_id": agent.user_id,
        "version_id": await service.keep(db, agent.site_id, known[code]),
        "code": code,
        "seed": randbits(31),
        "state": "open",
        "events": [_kept(Did("open", code, now))],
        "started_at": now,
        "seen_at": now,
    }
    if await queries.add_run(db, values):
        await journal.append(
            db,
            ModuleStarted(
                run_id=values["id"],
                agent_id=agent.user_id,
                module=code,
                version=known[code].version,
                actor_id=agent.user_id,
                site_id=agent.site_id,
            ),
        )
    opened = await queries.open_run(db, agent.user_id, code)
    assert opened is not None
    return await read(db, agent, opened)


async def read(db: Db, agent: Agent, run_id: UUID) -> RunRead:
    """Raises NotFound, also for somebody else's."""
    row = await queries.run(db, agent.site_id, agent.user_id, run_id)
    if row is None:
        raise NotFound
    return await _whole(db, row)


async def of_learner(db: Db, trainer: Trainer, agent_id: UUID, run_id: UUID) -> RunRead:
    """The same for a trainer of the site, with all that was answered. Raises NotFound."""
    row = await queries.run(db, trainer.site_id, agent_id, run_id)
    if row is None:
        raise NotFound
    return await _whole(db, row)


async def lines(db: Db, site_id: UUID, agent_id: UUID) -> list[RunLine]:
    """Everything that somebody did, the newest first."""
    known = await service.current(db, site_id)
    versions = {row.id: row.version for row in await queries.versions(db, site_id)}
    found = []
    for run in await queries.runs_of(db, agent_id):
        module = known.get(run.code)
        found.append(
            RunLine(
                id=run.id,
                code=run.code,
                title=run.code if module is None else module.content.title,
                version=versions[run.version_id],
                state="done" if run.state == "done" else "open",
                score=run.score,
                done=run.done,
                steps=0 if module is None else len(module.content.parts),
                seconds=run.seconds,
                started_at=run.started_at,
                seen_at=run.seen_at,
            )
        )
    return found


# --- acts ---------------------------------------------------------------------------------------------------


async def part_read(db: Db, agent: Agent, run_id: UUID, given: PartDone) -> RunRead:
    """The part at hand has been read; said again, it changes nothing. Raises NotFound, ModuleMoved."""
    row, content, did = await _held(db, agent, run_id)
    made = rules.way(content, did)
    if given.part in made.read:
        return await _whole(db, row)
    now = made.now
    if now is None or now.id != given.part or now.text is None:
        raise ModuleMoved
    return await _add(db, agent, row, content, [*did, Did("read", given.part, clock.now())])


async def answer(db: Db, agent: Agent, run_id: UUID, given: AnswerGiven) -> RunRead:
    """Answers an exercise of the part at hand. A try that was recorded is answered the same when it comes again.

    Raises NotFound, ModuleMoved, AnswerStands (that try has another answer), AnswerIncomplete and NoteHoldsContactData:
    what is written is read by others.
    """
    row, content, did = await _held(db, agent, run_id)
    tries = [act.given for act in did if act.kind == "answer" and act.what == given.exercise]
    if given.attempt <= len(tries):
        if tries[given.attempt - 1] != given.given:
            raise AnswerStands
        return await _whole(db, row)
    made = rules.way(content, did)
    asked = next(
        (each for each in (made.now.exercises if made.now else ()) if each.id == given.exercise), None
    )
    if asked is None or made.tried[asked.id].over or given.attempt != len(tries) + 1:
        raise ModuleMoved
    refuse_private(given.given)
    try:
        judged = exercises.judge(asked, given.given, row.ModuleRun.seed)
    except DoesNotFit:
        raise AnswerIncomplete from None
    act = Did("answer", asked.id, clock.now(), judged.score, given.given)
    return await _add(db, agent, row, content, [*did, act])


def refuse_private(given: Given) -> None:
    """Raises NoteHoldsContactData."""
    for words in (given.text or "", *given.words):
        problem = note_problem(words)
        if problem is not None:
            raise NoteHoldsContactData(fields={"text": problem})


async def _held(db: Db, agent: Agent, run_id: UUID) -> tuple[AnyRow, ModuleContent, list[Did]]:
    row = await queries.run(db, agent.site_id, agent.user_id, run_id, hold=True)
    if row is None:
        raise NotFound
    return row, ModuleContent.model_validate(row.content), acts(row.ModuleRun)


async def _add(db: Db, agent: Agent, row: AnyRow, content: ModuleContent, did: Sequence[Did]) -> RunRead:
    run: ModuleRun = row.ModuleRun
    made, now = rules.way(content, did), clock.now()
    values: dict[str, Any] = {
        "events": [_kept(each) for each in did],
        "done": made.done,
        "seconds": rules.seconds(did),
        "seen_at": now,
    }
    if made.finished:
        values |= {"state": "done", "finished_at": now, "score": rules.score_of(made)}
        await _finish(db, agent, run, content, made, now)
    run_id = run.id
    await queries.change_run(db, run_id, values)
    db.expire(run)
    return await read(db, agent, run_id)


async def _finish(
    db: Db, agent: Agent, run: ModuleRun, content: ModuleContent, made: Way, now: datetime
) -> None:
    """The result becomes evidence, unless the module went well before: repeating it shows nothing new."""
    before = await queries.best(db, agent.user_id, run.code)
    if before is None or before < rules.GOOD:
        learner = await learners.ensure(db, agent)
        await competences.add(
            db,
            learner,
            kind="module",
            source_id=run.id,
            label=content.title,
            scores=rules.scores_of(made),
            counting=True,
            now=now,
        )
    await journal.append(
        db,
        ModuleFinished(
            run_id=run.id,
            agent_id=agent.user_id,
            module=run.code,
            score=rules.score_of(made),
            actor_id=agent.user_id,
            site_id=agent.site_id,
        ),
    )


def acts(run: ModuleRun) -> list[Did]:
    return [
        Did(
            kind=each["kind"],
            what=each["what"],
            at=datetime.fromisoformat(each["at"]),
            score=each.get("score", 0),
            given=Given.model_validate(each["given"]) if "given" in each else None,
        )
        for each in run.events
    ]


def _kept(act: Did) -> dict[str, Any]:
    kept: dict[str, Any] = {"kind": act.kind, "what": act.what, "at": act.at.isoformat()}
    if act.given is not None:
        kept |= {"score": act.score, "given": act.given.model_dump(mode="json", exclude_defaults=True)}
    return kept


# --- what the page gets -------------------------------------------------------------------------------------


async def _whole(db: Db, row: AnyRow) -> RunRead:
    run: ModuleRun = row.ModuleRun
    content, did = ModuleContent.model_validate(row.content), acts(run)
    made = rules.way(content, did)
    learner = await learners.record_of(db, run.site_id, run.agent_id)
    wanted: list[Literal["simple_words", "audio"]] = ["simple_words", "audio"]
    return RunRead(
        id=run.id,
        code=run.code,
        title=content.title,
        about=content.about,
        version=row.version,
        state="done" if run.state == "done" else "open",
        parts=[_part(part, state, made, did, run.seed) for part, state in made.parts],
        done=made.done,
        steps=made.steps,
        seconds=run.seconds,
        score=run.score,
        good=None if run.score is None else run.score >= rules.GOOD,
        prefers=[each for each in wanted if learner is not None and each in learner.needs],
        calls=await _calls(db, run, content),
    )


async def _calls(db: Db, run: ModuleRun, content: ModuleContent) -> list[CallToPractise]:
    if not content.calls:
        return []
    known = await catalogue.known(db, run.site_id)
    passed = await practice.passed(db, known, run.agent_id)
    return [
        CallToPractise(code=code, title=known[code].title, level=known[code].level, passed=code in passed)
        for code in content.calls
        if code in known
    ]


def _part(part: Part, state: rules.State, made: Way, did: Sequence[Did], seed: int) -> PartState:
    here = state in {"now", "done"}
    return PartState(
        id=part.id,
        title=part.title,
        role=part.role,
        state=state,
        text=part.text if here else None,
        simple=part.simple if here else None,
        read=part.text is None or part.id in made.read,
        exercises=[_exercise(each, made, did, seed) for each in part.exercises] if here else [],
    )


def _exercise(exercise: Exercise, made: Way, did: Sequence[Did], seed: int) -> ExerciseState:
    tried = made.tried[exercise.id]
    given = next(
        (act.given for act in reversed(did) if act.kind == "answer" and act.what == exercise.id), None
    )
    return ExerciseState(
        exercise=exercises.shown(exercise, seed),
        tries=tried.tries,
        over=tried.over,
        score=tried.score if tried.tries else None,
        given=given,
        marks=[] if given is None else exercises.judge(exercise, given, seed).marks,
        hint=exercise.hint if tried.tries and not tried.over else None,
        why=exercise.why if tried.over else None,
        solution=exercises.solution(exercise) if tried.over else [],
    )
