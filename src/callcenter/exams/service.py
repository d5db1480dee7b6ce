"""Mock exams, evaluations in the course, the professional file, and what is still to be done before the exam."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from callcenter.accounts.schemas import Agent, SiteCaller, Trainer
from callcenter.exams import queries, rules, sheets
from callcenter.exams.errors import (
    ExamMarksMissing,
    ExampleHoldsContactData,
    ExamplesFull,
    ExampleTooLong,
    ExamState,
    ModalityUnknown,
)
from callcenter.exams.models import DossierExample, Evaluation, MockExam
from callcenter.exams.schemas import (
    BlockReady,
    CompetenceReady,
    EvaluationCreate,
    EvaluationGiven,
    EvaluationRead,
    ExamMoved,
    ExampleChanged,
    ExampleRead,
    ExampleWrite,
    ExamRead,
    ExamState_,
    GridLine,
    MockExamLine,
    MockExamMarks,
    MockExamPlan,
    MockExamRead,
    ModalityReady,
    Parts,
)
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.errors import NoteHoldsContactData
from callcenter.outcomes.notes import note_problem
from callcenter.papers import service as papers
from callcenter.papers.schemas import PaperRead
from callcenter.quality.schemas import Mark
from callcenter.training import competences, learners, referentials
from callcenter.training.models import Learner
from callcenter.training.rules import Interval
from callcenter.training.schemas import BlockRead, ReferentialContent

# --- everything on the way ----------------------------------------------------------------------------------


async def read(db: Db, caller: SiteCaller, learner_id: UUID) -> ExamRead:
    """Where somebody of the site stands before the exam. Raises NotFound."""
    learner = await learners.of(db, caller, learner_id)
    content = await referentials.content_of(db, learner)
    grid = await competences.grid(db, learner)
    exams = await queries.exams(db, learner_id, learner.referential_id)
    evaluations = await queries.evaluations(db, learner_id, learner.referential_id)
    examples = [_example(row) for row in await queries.examples(db, learner_id)]
    evaluated = _evaluated(evaluations)
    judged = {row.Evaluation.block for row in evaluations}
    blocks = [
        _block(block, grid.blocks, exams, evaluated, block.code in judged, examples)
        for block in content.blocks
    ]
    modalities = [
        ModalityReady(
            code=each.code,
            title=each.title,
            minutes=each.minutes,
            competences=each.competences,
            exams=[_exam_line(row, each.title) for row in exams if row.modality == each.code],
        )
        for each in content.modalities
    ]
    lacks, steps = rules.lacks(blocks, modalities)
    return ExamRead(
        learner_id=learner_id,
        alias=await learners.name_of(db, caller, learner_id),
        referential=f"{content.title} ({content.version})",
        blocks=blocks,
        modalities=modalities,
        evaluations=[_evaluation(row) for row in evaluations],
        examples=examples,
        lacks=lacks,
        steps=steps,
        done=steps - len(lacks),
    )


def _block(
    block: Any,
    grid: Sequence[BlockRead],
    exams: Sequence[MockExam],
    evaluated: Mapping[str, Any],
    judged: bool,
    examples: Sequence[ExampleRead],
) -> BlockReady:
    bars = {bar.competence: bar for each in grid for bar in each.bars}
    return BlockReady(
        code=block.code,
        title=block.title,
        competences=[
            CompetenceReady(
                competence=each.code,
                title=each.title,
                decided=bars[each.code].decided,
                exam_score=max(
                    (
                        rules.result(row.marks[each.code])
                        for row in exams
                        if row.state == "issued" and each.code in row.marks
                    ),
                    default=None,
                ),
                evaluated=evaluated.get(each.code),
            )
            for each in block.competences
        ],
        evaluated=judged,
        examples=sum(1 for each in examples if each.block == block.code),
        # What is transversal is shown in the other blocks' examples and evaluations.
        has_examples=not block.code.startswith("trans"),
    )


def _evaluated(rows: Sequence[AnyRow]) -> dict[str, Any]:
    """By competence what the newest evaluation says."""
    found: dict[str, Any] = {}
    for row in rows:
        for competence, level in row.Evaluation.results.items():
            found.setdefault(competence, level)
    return found


# --- mock exams ---------------------------------------------------------------------------------------------


async def plan_exam(db: Db, trainer: Trainer, learner_id: UUID, wanted: MockExamPlan) -> MockExamRead:
    """Raises NotFound, ModalityUnknown."""
    learner = await learners.of(db, trainer, learner_id)
    content = await referentials.content_of(db, learner)
    if all(each.code != wanted.modality for each in content.modalities):
        raise ModalityUnknown(fields={"modality": "unknown"})
    row = MockExam(
        id=new_id(),
        site_id=trainer.site_id,
        learner_id=learner_id,
        referential_id=learner.referential_id,
        modality=wanted.modality,
        minutes=wanted.minutes,
        planned_for=wanted.planned_for,
        jury=wanted.jury,
        state="planned",
        marks={},
        planned_by=trainer.user_id,
    )
    await referentials.stand(db, learner.referential_id)
    await queries.add(db, row)
    await _told(db, trainer, row, "planned")
    return await read_exam(db, trainer, row.id)


async def _told(
    db: Db, trainer: Trainer, row: MockExam, step: Literal["planned", "running", "ended", "marked", "issued"]
) -> None:
    told = ExamMoved(
        exam_id=row.id, agent_id=row.learner_id, step=step, actor_id=trainer.user_id, site_id=trainer.site_id
    )
    await journal.append(db, told)


async def _exam(db: Db, trainer: Trainer, exam_id: UUID, *, lock: bool = False) -> AnyRow:
    found = await queries.exam(db, trainer.site_id, exam_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def _content(db: Db, row: MockExam) -> ReferentialContent:
    return await referentials.content(db, row.site_id, row.referential_id)


async def read_exam(db: Db, trainer: Trainer, exam_id: UUID) -> MockExamRead:
    """Raises NotFound."""
    found = await _exam(db, trainer, exam_id)
    row: MockExam = found.MockExam
    content = await _content(db, row)
    modality = next(each for each in content.modalities if each.code == row.modality)
    issued = await papers.about(db, trainer, row.id)
    return MockExamRead(
        id=row.id,
        learner_id=row.learner_id,
        alias=found.display_name,
        modality=row.modality,
        title=modality.title,
        minutes=row.minutes,
        planned_for=row.planned_for,
        jury=row.jury,
        state=cast("ExamState_", row.state),
        started_at=row.started_at,
        ended_at=row.ended_at,
        grid=_grid(content, row),
        words=row.words,
        paper=issued[0] if issued else None,
    )


def _grid(content: ReferentialContent, row: MockExam) -> list[GridLine]:
    modality = next(each for each in content.modalities if each.code == row.modality)
    lines = []
    for each in content.competences:
        if each.code in modality.competences:
            marks: list[Mark] = row.marks.get(each.code, [])
            score = rules.result(marks) if marks else None
            lines.append(
                GridLine(
                    competence=each.code,
                    title=each.title,
                    criteria=each.criteria or [each.title],
                    marks=marks,
                    score=score,
                )
            )
    return lines


def _exam_line(row: MockExam, title: str) -> MockExamLine:
    scores = [rules.result(marks) for marks in row.marks.values()]
    return MockExamLine(
        id=row.id,
        modality=row.modality,
        title=title,
        planned_for=row.planned_for,
        state=cast("ExamState_", row.state),
        score=sum(scores) // len(scores) if scores and row.state == "issued" else None,
    )


async def step_exam(
    db: Db, trainer: Trainer, exam_id: UUID, step: Literal["running", "ended"]
) -> MockExamRead:
    """Begins the time of a planned one, or ends that of a running one. Raises NotFound, ExamState."""
    row: MockExam = (await _exam(db, trainer, exam_id)).MockExam
    origin, when = ("planned", "started_at") if step == "running" else ("running", "ended_at")
    if not await queries.move(db, exam_id, [origin], state=step, **{when: clock.now()}):
        raise ExamState
    await _told(db, trainer, row, step)
    db.expire(row)
    return await read_exam(db, trainer, exam_id)


async def held(db: Db, site_id: UUID, begins: datetime, ends: datetime) -> list[tuple[UUID, Interval]]:
    """Who of the site sat a mock exam when: at most its planned time, whenever somebody thought of ending it."""
    found = []
    for row in await queries.held(db, site_id, begins, ends):
        assert row.started_at is not None
        until = row.started_at + timedelta(minutes=row.minutes)
        found.append((row.learner_id, (row.started_at, min(until, row.ended_at or clock.now()))))
    return found


async def mark_exam(db: Db, trainer: Trainer, exam_id: UUID, given: MockExamMarks) -> MockExamRead:
    """The jury's grid, while it runs or once it has ended. Raises NotFound, ExamState, ExamMarksMissing."""
    row: MockExam = (await _exam(db, trainer, exam_id)).MockExam
    wanted = {line.competence: len(line.criteria) for line in _grid(await _content(db, row), row)}
    if {code: len(marks) for code, marks in given.marks.items()} != wanted:
        raise ExamMarksMissing(fields={"marks": "missing"})
    _check(words=given.words)
    if not await queries.move(
        db, exam_id, ["running", "ended"], marks=given.marks, words=given.words or None
    ):
        raise ExamState
    await _told(db, trainer, row, "marked")
    db.expire(row)
    return await read_exam(db, trainer, exam_id)


def _check(**words: str | None) -> None:
    problems = {name: problem for name, said in words.items() if (problem := note_problem(said or ""))}
    if problems:
        raise NoteHoldsContactData(fields=problems)


async def issue_exam(db: Db, trainer: Trainer, exam_id: UUID) -> MockExamRead:
    """Its paper, and its results as evidence. Raises NotFound, ExamState (before its end), ExamMarksMissing."""
    found = await _exam(db, trainer, exam_id, lock=True)
    row: MockExam = found.MockExam
    if row.state != "ended":
        raise ExamState
    if not row.marks:
        raise ExamMarksMissing(fields={"marks": "missing"})
    read = await read_exam(db, trainer, exam_id)
    content = sheets.mock_exam(read, trainer)
    paper = await papers.issue(db, trainer, row.learner_id, "mock_exam", content, subject_id=row.id)
    if not await queries.move(db, exam_id, ["ended"], state="issued", issued_at=paper.issued_at):
        raise ExamState
    learner = await learners.of(db, trainer, row.learner_id)
    if learner.referential_id == row.referential_id:
        await competences.add(
            db,
            learner,
            kind="exam",
            source_id=row.id,
            label=f"Examen blanc : {read.title}",
            scores={line.competence: line.score or 0 for line in read.grid},
            counting=True,
            now=clock.now(),
        )
    await _told(db, trainer, row, "issued")
    db.expire(row)
    return await read_exam(db, trainer, exam_id)


# --- evaluations in the course ------------------------------------------------------------------------------


def _evaluation(row: AnyRow) -> EvaluationRead:
    one: Evaluation = row.Evaluation
    return EvaluationRead(
        id=one.id,
        block=one.block,
        title=one.title,
        held_on=one.held_on,
        results=one.results,
        words=one.words,
        given_by=row.display_name,
    )


async def evaluate(db: Db, trainer: Trainer, learner_id: UUID, given: EvaluationCreate) -> ExamRead:
    """Writes an evaluation down; it stands. Raises NotFound, ModalityUnknown, NoteHoldsContactData."""
    learner = await learners.of(db, trainer, learner_id)
    content = await referentials.content_of(db, learner)
    _check(words=given.words)
    known = {each.code for block in content.blocks if block.code == given.block for each in block.competences}
    if not known or set(given.results) - known:
        raise ModalityUnknown(fields={"block": "unknown"})
    row = Evaluation(
        id=new_id(),
        site_id=trainer.site_id,
        learner_id=learner_id,
        referential_id=learner.referential_id,
        block=given.block,
        title=given.title,
        held_on=given.held_on,
        results=given.results,
        words=given.words or None,
        given_by=trainer.user_id,
        given_at=clock.now(),
    )
    await referentials.stand(db, learner.referential_id)
    await queries.add(db, row)
    told = EvaluationGiven(
        evaluation_id=row.id, agent_id=learner_id, actor_id=trainer.user_id, site_id=trainer.site_id
    )
    await journal.append(db, told)
    return await read(db, trainer, learner_id)


async def issue_booklet(db: Db, trainer: Trainer, learner_id: UUID) -> PaperRead:
    """The booklet of evaluations (livret ECF), to be signed by both. Raises NotFound."""
    found = await read(db, trainer, learner_id)
    return await papers.issue(db, trainer, learner_id, "ecf_booklet", sheets.booklet(found, trainer))


async def issue_training_booklet(db: Db, trainer: Trainer, learner_id: UUID) -> PaperRead:
    """The whole way so far in one paper (livret de suivi), to be signed by both. Raises NotFound."""
    found = await read(db, trainer, learner_id)
    record = await learners.read(db, trainer, learner_id)
    lines = await papers.of_learner(db, trainer, learner_id)
    content = sheets.training_booklet(found, record, lines, trainer)
    return await papers.issue(db, trainer, learner_id, "booklet", content)


# --- the professional file ----------------------------------------------------------------------------------


def _example(row: DossierExample) -> ExampleRead:
    parts = Parts.model_validate(row.parts)
    return ExampleRead(
        id=row.id,
        block=row.block,
        title=row.title,
        parts=parts,
        room=rules.room(parts),
        changed_at=row.changed_at,
    )


async def own(db: Db, agent: Agent) -> ExamRead:
    """The apprentice's own way to the exam."""
    return await read(db, agent, agent.user_id)


async def write_example(db: Db, agent: Agent, example_id: UUID | None, given: ExampleWrite) -> ExamRead:
    """Adds an example of the apprentice's own, or changes one. The same example added again stands once.

    Raises NotFound, ModalityUnknown, ExampleTooLong, ExampleHoldsContactData, ExamplesFull.
    """
    learner = await learners.ensure(db, agent)
    await queries.lock_learner(db, agent.user_id)
    if example_id is None and await _stands(db, agent.user_id, given):
        return await own(db, agent)
    await _check_example(db, learner, example_id, given)
    values = {
        "block": given.block,
        "title": given.title,
        "parts": given.parts.model_dump(),
        "changed_at": clock.now(),
    }
    if example_id is None:
        example_id = new_id()
        mine = {"id": example_id, "site_id": agent.site_id, "learner_id": agent.user_id}
        await queries.add(db, DossierExample(**mine, **values))
    elif not await queries.change(db, agent.user_id, example_id, **values):
        raise NotFound
    await _told_example(db, agent, example_id, removed=False)
    db.expire_all()
    return await own(db, agent)


async def _stands(db: Db, learner_id: UUID, given: ExampleWrite) -> bool:
    """Whether that very example is there: a double press writes it once."""
    wanted = (given.block, given.title, given.parts)
    there = [_example(row) for row in await queries.examples(db, learner_id)]
    return wanted in [(each.block, each.title, each.parts) for each in there]


async def _check_example(db: Db, learner: Learner, example_id: UUID | None, given: ExampleWrite) -> None:
    if example_id is not None and example_id not in {
        row.id for row in await queries.examples(db, learner.user_id)
    }:
        raise NotFound
    content = await referentials.content_of(db, learner)
    if all(block.code != given.block for block in content.blocks):
        raise ModalityUnknown(fields={"block": "unknown"})
    if problems := rules.problems(given.title, given.parts):
        raise ExampleHoldsContactData(fields=problems)
    if rules.room(given.parts) < 0:
        raise ExampleTooLong
    if await queries.count(db, learner.user_id, given.block, but=example_id) >= rules.EXAMPLES:
        raise ExamplesFull


async def drop_example(db: Db, agent: Agent, example_id: UUID) -> ExamRead:
    """Raises NotFound."""
    if not await queries.drop(db, agent.user_id, example_id):
        raise NotFound
    await _told_example(db, agent, example_id, removed=True)
    return await own(db, agent)


async def _told_example(db: Db, agent: Agent, example_id: UUID, *, removed: bool) -> None:
    told = ExampleChanged(
        example_id=example_id,
        agent_id=agent.user_id,
        removed=removed,
        actor_id=agent.user_id,
        site_id=agent.site_id,
    )
    await journal.append(db, told)


async def issue_dossier(db: Db, trainer: Trainer, learner_id: UUID) -> PaperRead:
    """The professional file as it is now, to be signed by the apprentice. Raises NotFound."""
    found = await read(db, trainer, learner_id)
    content = sheets.dossier(found, trainer)
    return await papers.issue(db, trainer, learner_id, "dossier", content, asks=("learner",))
