"""Supervised first calls: being beside an apprentice opens the gates that ask for it, in the same transaction.

A word on an accompanied call becomes evidence as a reviewed call does.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from callcenter.accounts.schemas import SiteCaller
from callcenter.companions import service as companions
from callcenter.companions.schemas import BesideRead, CallWordCreate, WordMark
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.languages import Text
from callcenter.partners.schemas import Purpose
from callcenter.training import competences, gates, learners, queries
from callcenter.training.schemas import ReferentialContent

_LABEL = Text("evidence", "call_word", "Appel accompagné", "Accompanied call")
WORTH: Mapping[WordMark, int] = {"good": 80, "to_work_on": 40}
"""Per cent that a word speaks for the competences that the call's purpose shows."""


async def read(db: Db, staff: SiteCaller, agent_id: UUID) -> BesideRead:
    """Raises NotFound for somebody of another site."""
    await learners.name_of(db, staff, agent_id)
    return await companions.read(db, staff, agent_id)


async def begin(db: Db, staff: SiteCaller, agent_id: UUID) -> BesideRead:
    """The caller is beside an apprentice of the site. Raises NotFound, BesideAlready."""
    await learners.name_of(db, staff, agent_id)
    for each in (*await companions.begin(db, staff, agent_id), agent_id):
        await gates.refresh(db, staff.site_id, each)
    return await companions.read(db, staff, agent_id)


async def end(db: Db, staff: SiteCaller, agent_id: UUID) -> BesideRead:
    """The caller goes away. Raises NotFound."""
    await learners.name_of(db, staff, agent_id)
    if await companions.end(db, staff, agent_id):
        await gates.refresh(db, staff.site_id, agent_id)
    return await companions.read(db, staff, agent_id)


async def end_over(db: Db, now: datetime, idle: timedelta) -> int:
    """What ends by itself closes the gates again (vault); how many."""
    over = await companions.end_over(db, now, idle)
    for each in over:
        await gates.refresh(db, each.site_id, each.agent_id)
    return len(over)


async def give_word(db: Db, staff: SiteCaller, call_id: UUID, word: CallWordCreate) -> BesideRead:
    """Leaves a word on a call the caller was beside. Raises what `companions.give_word` does."""
    call = await companions.give_word(db, staff, call_id, word)
    learner = await learners.ensure_of(db, staff.site_id, call.agent_id)
    referential = await queries.referential(db, staff.site_id, learner.referential_id)
    assert referential is not None
    shown = ReferentialContent.model_validate(referential.content).feeds.get(Purpose(call.purpose), [])
    await competences.add(
        db,
        learner,
        kind="call_review",
        source_id=call_id,
        label=_LABEL.of(staff.language),
        scores=dict.fromkeys(shown, WORTH[word.mark]),
        counting=True,
        now=clock.now(),
    )
    return await companions.read(db, staff, call.agent_id)
