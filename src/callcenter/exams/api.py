"""Routes of exam preparation: an apprentice's own way and file, and what the trainer plans, marks and issues."""

from uuid import UUID

from fastapi import APIRouter

from callcenter.accounts.access import AsAgent, AsTrainer
from callcenter.exams import service
from callcenter.exams.schemas import (
    EvaluationCreate,
    ExampleWrite,
    ExamRead,
    MockExamMarks,
    MockExamPlan,
    MockExamRead,
)
from callcenter.infra.http import RequestDb
from callcenter.papers.schemas import PaperRead

router = APIRouter(prefix="/api", tags=["exams"])


@router.get("/workstation/exam")
async def own_exam(agent: AsAgent, db: RequestDb) -> ExamRead:
    """What is done and what is still to be done before the exam, and the own professional file."""
    return await service.own(db, agent)


@router.post("/workstation/dossier", status_code=201)
async def add_example(given: ExampleWrite, agent: AsAgent, db: RequestDb) -> ExamRead:
    """Adds an example of the professional file: three pages, nothing of a customer."""
    return await service.write_example(db, agent, None, given)


@router.put("/workstation/dossier/{example_id}")
async def change_example(example_id: UUID, given: ExampleWrite, agent: AsAgent, db: RequestDb) -> ExamRead:
    return await service.write_example(db, agent, example_id, given)


@router.delete("/workstation/dossier/{example_id}")
async def drop_example(example_id: UUID, agent: AsAgent, db: RequestDb) -> ExamRead:
    return await service.drop_example(db, agent, example_id)


@router.get("/learners/{agent_id}/exam")
async def read_exam_of(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> ExamRead:
    """Whether somebody is ready for the exam: by competence, by part, and what is still missing."""
    return await service.read(db, trainer, agent_id)


@router.post("/learners/{agent_id}/mock-exams", status_code=201)
async def plan_mock_exam(
    agent_id: UUID, wanted: MockExamPlan, trainer: AsTrainer, db: RequestDb
) -> MockExamRead:
    return await service.plan_exam(db, trainer, agent_id, wanted)


@router.get("/mock-exams/{exam_id}")
async def read_mock_exam(exam_id: UUID, trainer: AsTrainer, db: RequestDb) -> MockExamRead:
    return await service.read_exam(db, trainer, exam_id)


@router.post("/mock-exams/{exam_id}/start")
async def start_mock_exam(exam_id: UUID, trainer: AsTrainer, db: RequestDb) -> MockExamRead:
    """The time begins."""
    return await service.step_exam(db, trainer, exam_id, "running")


@router.post("/mock-exams/{exam_id}/end")
async def end_mock_exam(exam_id: UUID, trainer: AsTrainer, db: RequestDb) -> MockExamRead:
    return await service.step_exam(db, trainer, exam_id, "ended")


@router.put("/mock-exams/{exam_id}/marks")
async def mark_mock_exam(
    exam_id: UUID, given: MockExamMarks, trainer: AsTrainer, db: RequestDb
) -> MockExamRead:
    """The jury's grid, whole."""
    return await service.mark_exam(db, trainer, exam_id, given)


@router.post("/mock-exams/{exam_id}/issue", status_code=201)
async def issue_mock_exam(exam_id: UUID, trainer: AsTrainer, db: RequestDb) -> MockExamRead:
    """Makes the paper of it; its results become evidence."""
    return await service.issue_exam(db, trainer, exam_id)


@router.post("/learners/{agent_id}/evaluations", status_code=201)
async def give_evaluation(
    agent_id: UUID, given: EvaluationCreate, trainer: AsTrainer, db: RequestDb
) -> ExamRead:
    """Writes down an evaluation in the course (ECF)."""
    return await service.evaluate(db, trainer, agent_id, given)


@router.post("/learners/{agent_id}/ecf-booklet", status_code=201)
async def issue_ecf_booklet(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> PaperRead:
    return await service.issue_booklet(db, trainer, agent_id)


@router.post("/learners/{agent_id}/booklet", status_code=201)
async def issue_training_booklet(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> PaperRead:
    """The whole way so far in one paper (livret de suivi)."""
    return await service.issue_training_booklet(db, trainer, agent_id)


@router.post("/learners/{agent_id}/dossier", status_code=201)
async def issue_dossier(agent_id: UUID, trainer: AsTrainer, db: RequestDb) -> PaperRead:
    """The professional file as it is now, as a paper."""
    return await service.issue_dossier(db, trainer, agent_id)
