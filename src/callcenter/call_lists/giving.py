"""Whose work a list is: a team's, an agent's, or whose its campaign is. Knows callers and rows, not HTTP."""

from uuid import UUID

from callcenter.accounts import teams
from callcenter.accounts.schemas import GivenTo, Supervisor
from callcenter.call_lists import queries
from callcenter.call_lists.schemas import CallListGiven, CallListRead
from callcenter.call_lists.service import read_list
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit.errors import NotFound


async def give(db: Db, supervisor: Supervisor, list_id: UUID, to: GivenTo) -> CallListRead:
    """What is in somebody's hands stays there. Raises NotFound, also for a team or an agent of another site."""
    await teams.check(db, supervisor, to)
    if not await queries.give(db, list_id, supervisor.site_id, to.team_id, to.agent_id):
        raise NotFound
    await journal.append(
        db,
        CallListGiven(
            list_id=list_id,
            team_id=to.team_id,
            agent_id=to.agent_id,
            actor_id=supervisor.user_id,
            site_id=supervisor.site_id,
        ),
    )
    return await read_list(db, supervisor, list_id)
