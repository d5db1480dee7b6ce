"""What became of the personal plan since the last follow-up: what was done of it, and how it was changed."""

from datetime import datetime
from uuid import UUID

from callcenter.accounts.schemas import SiteCaller
from callcenter.assessments import overview
from callcenter.assessments import service as plans
from callcenter.assessments.schemas import StepRead
from callcenter.followups import queries, rules
from callcenter.followups.schemas import PlanSince, StepSince
from callcenter.infra.db import Db


async def since(
    db: Db, caller: SiteCaller, learner_id: UUID, last_issued: datetime | None
) -> PlanSince | None:
    """The newest plan beside the one that the last follow-up led to, else the first that a trainer signed.

    None where there is no plan yet.
    """
    now = await overview.newest_plan(db, caller, learner_id)
    if now is None:
        return None
    last = await queries.last_plan(db, learner_id)
    before = (
        await plans.version(db, caller.site_id, last)
        if last is not None
        else await plans.first_offered(db, caller.site_id, learner_id)
    )
    after = await plans.version(db, caller.site_id, now.id)
    assert after is not None
    titles = {step.module: step.title for step in now.steps}
    changes = [] if before is None else rules.changes(before.steps, after.steps)
    for each in changes:
        if each.module is not None:
            each.title = titles.get(each.module) or await plans.title_of(db, caller.site_id, each.module)
    return PlanSince(
        plan_id=now.id,
        digest=now.digest,
        version=now.version,
        before_version=None if before is None else before.version,
        signed=now.signed,
        steps=[_step(step, last_issued) for step in now.steps],
        changes=changes,
    )


def _step(step: StepRead, last_issued: datetime | None) -> StepSince:
    finished = None if step.card is None else step.card.finished_at
    return StepSince(
        module=step.module,
        title=step.title,
        due_on=step.due_on,
        standing=None if step.card is None else step.card.standing,
        score=None if step.card is None else step.card.score,
        seconds=0 if step.card is None else step.card.seconds,
        finished_at=finished,
        done_since=finished is not None and (last_issued is None or finished > last_issued),
    )
