"""Results of call reviews become evidence of the apprentice's competences, in the transaction that gives them."""

from uuid import UUID

from callcenter.accounts.schemas import SiteCaller
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.languages import Text
from callcenter.quality import service as quality
from callcenter.quality.schemas import ReviewRead
from callcenter.training import competences, learners

_LABEL = Text("evidence", "call_review", "Appel évalué", "Reviewed call")


async def give(db: Db, staff: SiteCaller, review_id: UUID, comment: str) -> ReviewRead:
    """Gives a review's result to the apprentice. Raises what `quality.service.give` does."""
    scored = await quality.give(db, staff, review_id, comment)
    if scored.competences:
        learner = await learners.ensure_of(db, scored.site_id, scored.agent_id)
        await competences.add(
            db,
            learner,
            kind="call_review",
            source_id=review_id,
            label=_LABEL.of(staff.language),
            scores=scored.competences,
            counting=True,
            now=clock.now(),
        )
    return await quality.review(db, staff, review_id)
