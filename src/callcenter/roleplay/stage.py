"""The trainer's side of a role-play: the scenario's card, the customer's lines, and the marks."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from callcenter.accounts.schemas import Trainer
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.roleplay import queries, rules, talks
from callcenter.roleplay.errors import RolePlayMarksMissing, RolePlayState
from callcenter.roleplay.schemas import (
    CustomerAct,
    RolePlayBrief,
    RolePlayMarks,
    RolePlayRead,
    RolePlayScored,
    StageLine,
    SuggestedLine,
)
from callcenter.roleplay.talks import Talk
from callcenter.training import (
    competences,
    console,
    debriefs,
    gates,
    learners,
    library,
    scoring,
)

SHOWN = 30


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


async def show(db: Db, trainer: Trainer, role_play_id: UUID) -> RolePlayRead:
    """One of the trainer's own. Raises NotFound."""
    return read(trainer, await talks.of(db, trainer, role_play_id))


def read(trainer: Trainer, held: Talk) -> RolePlayRead:
    """What the trainer sees of it."""
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
        due=[rule.code for rule in console.due(scenario, held.row.invited_at.date())],
        ticked=cast("Any", [code for code, _ in scene.ticked]),
        outcome=None if code is None else scoring.label_of(code, trainer.language),
        right_outcomes=[scoring.label_of(each, trainer.language) for each in _right(held)],
        marks=held.row.marks,
        comment=held.row.comment,
        worth=_weighed(held).total if rules.complete(scenario, held.row.marks) else None,
    )


def _right(held: Talk) -> Sequence[str]:
    """The outcomes that are right where the talk ended, if the scenario says so."""
    return held.scenario.nodes[held.scene.node].outcomes if held.scene.node is not None else ()


def _weighed(held: Talk) -> scoring.Score:
    marks = {name: rules.MARKS[mark] for name, mark in held.row.marks.items()}
    return scoring.weighed(held.scenario, marks)


async def act(db: Db, trainer: Trainer, role_play_id: UUID, wanted: CustomerAct) -> RolePlayRead:
    """Says or does one thing as the customer; sent again it is done once. Raises NotFound, RolePlayState,
    LineHoldsContactData: it is read in the apprentice's browser."""
    held, now = await talks.of(db, trainer, role_play_id), clock.now()
    if not any(each.id == wanted.id for each in held.acts):
        words = wanted.words
        if wanted.node is not None:
            known = held.scenario.nodes.get(wanted.node)
            if known is None or wanted.wording >= len(known.says):
                raise RolePlayState
            words = held.fill(known.says[wanted.wording])
        elif words is not None:
            talks.check_words(words)
        more = {"words": words, "node": wanted.node, "mood": wanted.mood}
        await talks.keep(db, held, wanted.id, "customer", wanted.kind, trainer.user_id, now, **more)
    held.row.trainer_seen_at = now
    await db.flush()
    return await show(db, trainer, role_play_id)


async def seen(db: Db, trainer: Trainer, role_play_id: UUID) -> None:
    """A sign of life of the trainer's page. Raises NotFound."""
    if not await queries.note_seen(db, role_play_id, trainer=trainer.user_id, now=clock.now()):
        raise NotFound


# --- marks --------------------------------------------------------------------------------------------------

_MARKED = {"talking", "wrap_up", "awaiting"}


async def note_marks(db: Db, trainer: Trainer, role_play_id: UUID, wanted: RolePlayMarks) -> RolePlayRead:
    """Keeps marks while listening or after; nobody else sees them yet. Raises NotFound, RolePlayState,
    RolePlayMarksMissing (a criterion that the scenario does not have), LineHoldsContactData."""
    held = await talks.of(db, trainer, role_play_id)
    if held.state not in _MARKED:
        raise RolePlayState
    if wanted.marks.keys() - held.scenario.rubric.keys():
        raise RolePlayMarksMissing
    talks.check_words(wanted.comment or "")
    held.row.marks, held.row.comment = dict(wanted.marks), wanted.comment or None
    held.row.trainer_seen_at = clock.now()
    await db.flush()
    return read(trainer, held)


async def give(db: Db, trainer: Trainer, role_play_id: UUID) -> RolePlayRead:
    """Gives the marks to the apprentice, whose debrief and evidence they are from now on; given once.

    Raises NotFound, RolePlayState, RolePlayMarksMissing.
    """
    held = await talks.of(db, trainer, role_play_id)
    call = held.call
    if held.state == "finished":
        return read(trainer, held)
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
    return read(trainer, held)
