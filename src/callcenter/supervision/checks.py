"""Checks of the whole journal, asked for on the page and carried out by the vault: one at a time, told in numbers."""

from uuid import UUID

from callcenter.accounts.schemas import Auditor
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.kit.ids import new_id
from callcenter.supervision import queries
from callcenter.supervision.schemas import JournalCheckAsked, JournalCheckRead

CHECK = "journal.check"
SHOWN = 5


async def ask(db: Db, auditor: Auditor) -> JournalCheckRead:
    """Begins a check, or tells of the one that is under way."""
    check_id = new_id()
    if await queries.begin_check(db, check_id, auditor.user_id):
        await jobs.enqueue(db, CHECK, check_id)
        await journal.append(db, JournalCheckAsked(check_id=check_id, actor_id=auditor.user_id))
    return (await newest(db))[0]


async def newest(db: Db) -> list[JournalCheckRead]:
    """The latest checks, newest first; one that is under way comes first."""
    return [JournalCheckRead.model_validate(row._asdict()) for row in await queries.checks(db, SHOWN)]


async def is_running(db: Db, check_id: UUID) -> bool:
    return await queries.check_state(db, check_id) == "running"
