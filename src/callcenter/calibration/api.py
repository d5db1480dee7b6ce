"""Routes of calibration: for trainers alone, of their own site."""

from uuid import UUID

from fastapi import APIRouter

from callcenter.accounts.access import AsTrainer
from callcenter.calibration import service
from callcenter.calibration.schemas import CalibrationOverview, CalibrationRead
from callcenter.infra.http import RequestDb
from callcenter.quality.schemas import MarksGiven

router = APIRouter(prefix="/api", tags=["calibration"])


@router.get("/calibration")
async def calibration_overview(trainer: AsTrainer, db: RequestDb) -> CalibrationOverview:
    """Practice calls scored by two, and how far apart scorers are over time."""
    return await service.overview(db, trainer)


@router.get("/calibration/{practice_id}")
async def read_calibration(practice_id: UUID, trainer: AsTrainer, db: RequestDb) -> CalibrationRead:
    """One call: what was said, the criteria, and the marks once the own are given."""
    return await service.read(db, trainer, practice_id)


@router.post("/calibration/{practice_id}/marks")
async def score_practice(
    practice_id: UUID, given: MarksGiven, trainer: AsTrainer, db: RequestDb
) -> CalibrationRead:
    """Scores the call, apart from whoever else does."""
    return await service.score(db, trainer, practice_id, given.marks)


@router.post("/calibration/{practice_id}/agreed")
async def agree_on_practice(
    practice_id: UUID, given: MarksGiven, trainer: AsTrainer, db: RequestDb
) -> CalibrationRead:
    """What both agreed on."""
    return await service.agree(db, trainer, practice_id, given.marks)
