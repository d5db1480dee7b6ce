"""The first assessment: composed by the trainer, answered at the workstation, marked, closed.

Closing it gives a profile, evidence, and a plan to begin with.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import randbits
from typing import Any, Literal
from uuid import UUID

from callcenter.accounts.schemas import Agent, Trainer
from callcenter.assessments import blocks, queries, rules, service
from callcenter.assessments.errors import (
    AssessmentMoved,
    AssessmentOpen,
    AssessmentUnfinished,
    BlockUnknown,
)
from callcenter.assessments.models import Assessment
from callcenter.assessments.rules import Answers
from callcenter.assessments.schemas import (
    Answered,
    AssessmentAnswered,
    AssessmentBrief,
    AssessmentClosed,
    AssessmentCompose,
    AssessmentComposed,
    AssessmentMarked,
    AssessmentQuestion,
    AssessmentRead,
    AssessmentTask,
    BlockContent,
    BlockMarks,
    BlockResult,
    CriterionMark,
    ProfileLine,
    SelfQuestion,
    TaskAnswer,
    TaskBlock,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.languages import Text
from callcenter.modules import exercises
from callcenter.modules import service as modules
from callcenter.modules.errors import AnswerIncomplete
from callcenter.modules.exercises import DoesNotFit, Given
from callcenter.modules.runs import refuse_private
from callcenter.training import competences, learners, referentials
from callcenter.training.rules import Interval, spent
from callcenter.training.schemas import Competence

_LABEL = Text("evidence", "assessment", "Bilan de départ", "First assessment")


# --- composing ----------------------------------------------------------------------------------------------


async def compose(db: Db, trainer: Trainer, agent_id: UUID, wanted: AssessmentCompose) -> None:
    """Lays these blocks before an apprentice of the site. Raises NotFound, BlockUnknown, AssessmentOpen."""
    await learners.name_of(db, trainer, agent_id)
    known = await blocks.offered(db, trainer.site_id)
    if len(set(wanted.blocks)) != len(wanted.blocks) or set(wanted.blocks) - known.keys():
        raise BlockUnknown
    learner = await learners.ensure_of(db, trainer.site_id, agent_id)
    assessment_id = new_id()
    values = {
        "id": assessment_id,
        "site_id": trainer.site_id,
        "agent_id": agent_id,
        "referential_id": learner.referential_id,
        "state": "open",
        "blocks": [known[code].model_dump(mode="json") for code in wanted.blocks],
        "seed": randbits(31),
        "composed_by": trainer.user_id,
        "composed_at": clock.now(),
    }
    if not await queries.add_assessment(db, values):
        raise AssessmentOpen
    await _composed(db, trainer, assessment_id, agent_id, wanted.blocks, withdrawn=False)


async def withdraw(db: Db, trainer: Trainer, assessment_id: UUID) -> UUID:
    """Takes one back that is not closed; gives whose it was. Raises NotFound, AssessmentMoved."""
    held = await _of_site(db, trainer, assessment_id)
    await queries.change_assessment(db, held.id, {"state": "dropped"})
    codes = [block.code for block in blocks_of(held)]
    await _composed(db, trainer, held.id, held.agent_id, codes, withdrawn=True)
    return held.agent_id


async def _composed(
    db: Db, trainer: Trainer, assessment_id: UUID, agent_id: UUID, blocks: list[str], *, withdrawn: bool
) -> None:
    await journal.append(
        db,
        AssessmentComposed(
            assessment_id=assessment_id,
            agent_id=agent_id,
            blocks=blocks,
            withdrawn=withdrawn,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )


async def _of_site(db: Db, trainer: Trainer, assessment_id: UUID) -> Assessment:
    held = await queries.held(db, trainer.site_id, assessment_id)
    if held is None or held.state == "dropped":
        raise NotFound
    if held.state == "closed":
        raise AssessmentMoved
    return held


# --- answering ----------------------------------------------------------------------------------------------


async def task(db: Db, agent: Agent) -> AssessmentTask:
    """What lies before the apprentice. Raises NotFound where nothing does."""
    row = await queries.newest_assessment(db, agent.site_id, agent.user_id)
    if row is None or row.Assessment.state == "closed":
        raise NotFound
    learner = await learners.record_of(db, agent.site_id, agent.user_id)
    return _task(row.Assessment, learner.needs if learner is not None else ())


async def answer(db: Db, agent: Agent, assessment_id: UUID, given: TaskAnswer) -> AssessmentTask:
    """Answers one question; an answer may be changed until the assessment is handed in. Sent again, it stays.

    Raises NotFound, AssessmentMoved, AnswerIncomplete, NoteHoldsContactData.
    """
    held = await _mine(db, agent, assessment_id)
    block = next((each for each in blocks_of(held) if each.code == given.block), None)
    kept: dict[str, Any] = {"block": given.block, "item": given.item}
    if given.given is not None:
        exercise = next((e for e in (block.exercises if block else ()) if e.id == given.item), None)
        if exercise is None:
            raise AssessmentMoved
        refuse_private(given.given)
        try:
            kept["score"] = exercises.judge(exercise, given.given, held.seed).score
        except DoesNotFit:
            raise AnswerIncomplete from None
        kept["given"] = given.given.model_dump(mode="json", exclude_defaults=True)
    else:
        if block is None or given.item not in {each.id for each in block.statements}:
            raise AssessmentMoved
        kept["level"] = given.level
    if kept in held.answers:
        return await task(db, agent)
    if held.state != "open":
        raise AssessmentMoved
    others = [each for each in held.answers if (each["block"], each["item"]) != (given.block, given.item)]
    acts = [*held.acts, clock.now()]
    await queries.change_assessment(db, held.id, {"answers": [*others, kept], "acts": acts})
    db.expire(held)
    return await task(db, agent)


async def hand_in(db: Db, agent: Agent, assessment_id: UUID) -> AssessmentTask:
    """The apprentice's own part is complete; said again, it changes nothing.

    Raises NotFound, AssessmentMoved, AssessmentUnfinished.
    """
    held = await _mine(db, agent, assessment_id)
    if held.state == "answered":
        return await task(db, agent)
    theirs, _ = rules.missing(blocks_of(held), answers_of(held))
    if theirs:
        raise AssessmentUnfinished
    now = clock.now()
    handed = {"state": "answered", "answered_at": now, "acts": [*held.acts, now]}
    await queries.change_assessment(db, held.id, handed)
    await journal.append(
        db,
        AssessmentAnswered(
            assessment_id=held.id, agent_id=agent.user_id, actor_id=agent.user_id, site_id=agent.site_id
        ),
    )
    db.expire(held)
    return await task(db, agent)


async def answered(
    db: Db, site_id: UUID, begins: datetime, ends: datetime
) -> list[tuple[UUID, list[Interval]]]:
    """Who of the site was at an assessment when, about that time."""
    return [(row.agent_id, spent(row.acts)) for row in await queries.acts(db, site_id, begins, ends)]


async def _mine(db: Db, agent: Agent, assessment_id: UUID) -> Assessment:
    held = await queries.held(db, agent.site_id, assessment_id, agent.user_id)
    if held is None or held.state == "dropped":
        raise NotFound
    if held.state == "closed":
        raise AssessmentMoved
    return held


# --- marking and closing ------------------------------------------------------------------------------------


async def mark(db: Db, trainer: Trainer, assessment_id: UUID, given: BlockMarks) -> UUID:
    """Marks an observed block, whole or in part; gives whose it is. Raises NotFound, AssessmentMoved."""
    held = await _of_site(db, trainer, assessment_id)
    block = next((each for each in blocks_of(held) if each.code == given.block), None)
    if block is None or given.levels.keys() - {each.id for each in block.criteria}:
        raise AssessmentMoved
    marks = {**held.marks, given.block: {**held.marks.get(given.block, {}), **given.levels}}
    await queries.change_assessment(db, held.id, {"marks": marks})
    await journal.append(
        db,
        AssessmentMarked(
            assessment_id=held.id,
            agent_id=held.agent_id,
            block=given.block,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )
    agent_id = held.agent_id
    db.expire(held)
    return agent_id


async def close(db: Db, trainer: Trainer, assessment_id: UUID) -> UUID:
    """Reckons the profile, keeps it as evidence, proposes a plan from it; gives whose it is.

    Raises NotFound, AssessmentMoved, AssessmentUnfinished.
    """
    held = await _of_site(db, trainer, assessment_id)
    laid, answers = blocks_of(held), answers_of(held)
    if held.state != "answered" or rules.missing(laid, answers) != (0, 0):
        raise AssessmentUnfinished
    learner, now = await learners.ensure_of(db, trainer.site_id, held.agent_id), clock.now()
    known = await referentials.competences_of(db, trainer.site_id, held.referential_id)
    results = rules.profile(laid, answers, [each.code for each in known])
    profile = [
        {
            "competence": code,
            "score": result.score,
            "self_score": result.self_score,
            "blocks": list(result.blocks),
        }
        for code, result in results.items()
    ]
    await queries.change_assessment(db, held.id, {"state": "closed", "closed_at": now, "profile": profile})
    db.expire(held)
    await competences.add(
        db,
        learner,
        kind="assessment",
        source_id=assessment_id,
        label=_LABEL.of(trainer.language),
        scores={code: result.score for code, result in results.items() if result.score is not None},
        counting=False,
        now=now,
    )
    await journal.append(
        db,
        AssessmentClosed(
            assessment_id=assessment_id,
            agent_id=learner.user_id,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )
    cards = await modules.cards(db, trainer.site_id, learner.user_id)
    steps = rules.propose(
        {code: result.score for code, result in results.items()},
        await service.taught(db, trainer.site_id),
        {card.code for card in cards if card.standing == "done"},
    )
    await service.add(db, trainer, learner.user_id, steps, assessment_id=assessment_id)
    return learner.user_id


# --- what the pages get -------------------------------------------------------------------------------------


def blocks_of(row: Assessment) -> list[BlockContent]:
    return [BlockContent.model_validate(block) for block in row.blocks]


def answers_of(row: Assessment) -> Answers:
    return Answers(
        scores={(a["block"], a["item"]): a["score"] for a in row.answers if "score" in a},
        said={(a["block"], a["item"]): a["level"] for a in row.answers if "level" in a},
        marks={(block, item): level for block, levels in row.marks.items() for item, level in levels.items()},
    )


def _given(row: Assessment) -> dict[tuple[str, str], Given]:
    return {
        (each["block"], each["item"]): Given.model_validate(each["given"])
        for each in row.answers
        if "given" in each
    }


def _task(row: Assessment, needs: Sequence[str]) -> AssessmentTask:
    answers, given = answers_of(row), _given(row)
    wanted: list[Literal["simple_words", "audio"]] = ["simple_words", "audio"]
    return AssessmentTask(
        id=row.id,
        state="open" if row.state == "open" else "answered",
        blocks=[
            TaskBlock(
                code=block.code,
                title=block.title,
                kind=block.kind,
                about=block.about,
                minutes=block.minutes,
                text=block.text,
                questions=[
                    AssessmentQuestion(
                        exercise=exercises.shown(each, row.seed), given=given.get((block.code, each.id))
                    )
                    for each in block.exercises
                ],
                statements=_said(block, answers),
                done=rules.missing([block], answers) == (0, 0),
            )
            for block in blocks_of(row)
        ],
        prefers=[each for each in wanted if each in needs],
    )


def _said(block: BlockContent, answers: Answers) -> list[SelfQuestion]:
    return [
        SelfQuestion(id=each.id, text=each.text, level=answers.said.get((block.code, each.id)))
        for each in block.statements
    ]


def brief(row: Assessment) -> AssessmentBrief:
    laid = blocks_of(row)
    return AssessmentBrief(
        id=row.id,
        state="closed" if row.state == "closed" else "answered" if row.state == "answered" else "open",
        composed_at=row.composed_at,
        closed_at=row.closed_at,
        answers=len(row.answers),
        questions=sum(len(block.exercises) + len(block.statements) for block in laid),
        observed=sum(1 for block in laid if block.kind == "observed"),
    )


def profile_of(row: Assessment, known: Sequence[Competence]) -> list[ProfileLine]:
    """Empty until the assessment is closed."""
    by_code = {each.code: each for each in known}
    return [
        ProfileLine(title=by_code[line["competence"]].title, plain=by_code[line["competence"]].plain, **line)
        for line in row.profile or ()
        if line["competence"] in by_code
    ]


def whole(row: Assessment, composed_by: str, known: Sequence[Competence]) -> AssessmentRead:
    """Everything, for the trainer."""
    answers, given = answers_of(row), _given(row)
    return AssessmentRead(
        **brief(row).model_dump(),
        composed_by=composed_by,
        blocks=[_result(block, answers, given, row.seed) for block in blocks_of(row)],
        profile=profile_of(row, known),
    )


def _result(
    block: BlockContent, answers: Answers, given: Mapping[tuple[str, str], Given], seed: int
) -> BlockResult:
    answered = []
    for each in block.exercises:
        said = given.get((block.code, each.id))
        answered.append(
            Answered(
                title=each.ask,
                competence=each.competence,
                score=answers.scores.get((block.code, each.id)),
                given=(said.text or "") if said is not None else "",
                marks=[] if said is None else exercises.judge(each, said, seed).marks,
            )
        )
    return BlockResult(
        code=block.code,
        title=block.title,
        kind=block.kind,
        about=block.about,
        text=block.text,
        card=block.card,
        answered=answered,
        statements=_said(block, answers),
        criteria=[
            CriterionMark(
                id=each.id,
                competence=each.competence,
                title=each.title,
                level=answers.marks.get((block.code, each.id)),
            )
            for each in block.criteria
        ],
    )
