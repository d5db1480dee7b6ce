"""Routes of quality review. What gives a result away is `training`'s, which keeps it as evidence."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from callcenter.accounts.access import AsAgent, AsTrainingStaff
from callcenter.infra.http import RequestDb
from callcenter.quality import service
from callcenter.quality.schemas import (
    GridRead,
    GridUpdate,
    MarksGiven,
    OwnReview,
    ReviewAnswered,
    ReviewChoice,
    ReviewLine,
    ReviewRead,
)

router = APIRouter(prefix="/api", tags=["quality"])


class ChosenCount(BaseModel):
    count: int


@router.get("/reviews")
async def list_reviews(staff: AsTrainingStaff, db: RequestDb) -> list[ReviewLine]:
    """Calls of the site under review, what is to be done first."""
    return await service.reviews(db, staff)


@router.post("/reviews/choice", status_code=201)
async def choose_calls(wanted: ReviewChoice, staff: AsTrainingStaff, db: RequestDb) -> ChosenCount:
    """Puts calls under review, by chance or by a rule."""
    return ChosenCount(count=await service.choose(db, staff, wanted))


@router.get("/reviews/{review_id}")
async def read_review(review_id: UUID, staff: AsTrainingStaff, db: RequestDb) -> ReviewRead:
    """One review; the marks of others once one's own are given."""
    return await service.review(db, staff, review_id)


@router.post("/reviews/{review_id}/marks", status_code=201)
async def score_call(review_id: UUID, given: MarksGiven, staff: AsTrainingStaff, db: RequestDb) -> ReviewRead:
    """One mark for each criterion, from one of at most two scorers."""
    return await service.weigh(db, staff, review_id, given.marks)


@router.get("/campaigns/{campaign_id}/grid")
async def read_grid(campaign_id: UUID, staff: AsTrainingStaff, db: RequestDb) -> GridRead:
    return await service.grid(db, staff, campaign_id)


@router.put("/campaigns/{campaign_id}/grid")
async def change_grid(
    campaign_id: UUID, wanted: GridUpdate, staff: AsTrainingStaff, db: RequestDb
) -> GridRead:
    """A new version, for calls chosen from now on: scores that were given stay as they are."""
    return await service.change_grid(db, staff, campaign_id, wanted)


@router.get("/workstation/reviews")
async def own_reviews(agent: AsAgent, db: RequestDb) -> list[OwnReview]:
    """The apprentice's own calls under review."""
    return await service.own_reviews(db, agent)


@router.post("/workstation/reviews/{review_id}/marks", status_code=201)
async def weigh_own_call(review_id: UUID, given: MarksGiven, agent: AsAgent, db: RequestDb) -> OwnReview:
    """The apprentice's own view of the call, before anybody else's."""
    return await service.weigh_own(db, agent, review_id, given.marks)


@router.post("/workstation/reviews/{review_id}/read")
async def note_read(review_id: UUID, answered: ReviewAnswered, agent: AsAgent, db: RequestDb) -> OwnReview:
    """Says that a result was read, with an answer or without."""
    return await service.note_read(db, agent, review_id, answered.answer)
