"""Teams: small groups of a site's agents, to whom work is given. Knows callers and rows, not HTTP, no campaign."""

from collections.abc import Mapping
from uuid import UUID

from callcenter.accounts import queries
from callcenter.accounts.errors import TeamInUse, TeamNameTaken
from callcenter.accounts.models import Team
from callcenter.accounts.schemas import (
    Colleague,
    GivenTo,
    SiteCaller,
    Supervisor,
    TeamChanged,
    TeamCreate,
    TeamRead,
    TeamsRead,
    TeamUpdate,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id


async def list_teams(db: Db, caller: SiteCaller) -> TeamsRead:
    """The teams of the caller's site with their active members, and its active agents."""
    agents = await queries.site_agents(db, caller.site_id)
    active = {row.id for row in agents}
    return TeamsRead(
        teams=[
            TeamRead(id=row.id, name=row.name, members=[one for one in row.members if one in active])
            for row in await queries.teams(db, caller.site_id)
        ],
        agents=[Colleague(id=row.id, display_name=row.display_name) for row in agents],
    )


async def add(db: Db, supervisor: Supervisor, new: TeamCreate) -> TeamRead:
    """Raises TeamNameTaken, NotFound (somebody who is no active agent of the site)."""
    members = await _agents(db, supervisor, new.members)
    row = Team(id=new_id(), site_id=supervisor.site_id, name=new.name)
    if not await queries.add_unique(db, row):
        raise TeamNameTaken(fields={"name": "taken"})
    await queries.set_members(db, row, members)
    await journal.append(db, _changed(supervisor, row, "added", len(members)))
    return TeamRead(id=row.id, name=row.name, members=members)


async def update(db: Db, supervisor: Supervisor, team_id: UUID, change: TeamUpdate) -> TeamRead:
    """Renames a team, or gives it other people. Raises NotFound, TeamNameTaken."""
    row = await _team(db, supervisor, team_id)
    if change.members is not None:
        members = await _agents(db, supervisor, change.members)
        await queries.set_members(db, row, members)
        await journal.append(db, _changed(supervisor, row, "people", len(members)))
    if change.name is not None and change.name != row.name:
        if not await queries.rename_team(db, row, change.name):
            raise TeamNameTaken(fields={"name": "taken"})
        await journal.append(db, _changed(supervisor, row, "renamed", len(await _members(db, row))))
    return TeamRead(id=row.id, name=row.name, members=await _members(db, row))


async def remove(db: Db, supervisor: Supervisor, team_id: UUID) -> None:
    """Removes a team to whom nothing is given. Raises NotFound, TeamInUse."""
    row = await _team(db, supervisor, team_id)
    if not await queries.remove_team(db, row):
        raise TeamInUse
    await journal.append(db, _changed(supervisor, row, "removed", 0))


async def check(db: Db, caller: SiteCaller, to: GivenTo) -> None:
    """Raises NotFound unless the team, or the active agent, is of the caller's site."""
    if to.team_id is not None:
        await _team(db, caller, to.team_id)
    if to.agent_id is not None:
        await _agents(db, caller, [to.agent_id])


async def people(db: Db, site_id: UUID) -> Mapping[UUID, frozenset[UUID]]:
    """The active agents behind everything that work may be given to: each team's, and each agent alone."""
    active = frozenset(row.id for row in await queries.site_agents(db, site_id))
    alone = {agent_id: frozenset({agent_id}) for agent_id in active}
    return alone | {row.id: active.intersection(row.members) for row in await queries.teams(db, site_id)}


async def _team(db: Db, caller: SiteCaller, team_id: UUID) -> Team:
    row = await queries.team(db, caller.site_id, team_id)
    if row is None:
        raise NotFound
    return row


async def _agents(db: Db, caller: SiteCaller, wanted: list[UUID]) -> list[UUID]:
    active = {row.id for row in await queries.site_agents(db, caller.site_id)}
    if not active.issuperset(wanted):
        raise NotFound
    return list(dict.fromkeys(wanted))


async def _members(db: Db, row: Team) -> list[UUID]:
    found = await queries.teams(db, row.site_id)
    return next(list(each.members) for each in found if each.id == row.id)


def _changed(supervisor: Supervisor, row: Team, change: str, count: int) -> TeamChanged:
    ids = {"team_id": row.id, "actor_id": supervisor.user_id, "site_id": row.site_id}
    return TeamChanged.model_validate({"change": change, "count": count, **ids})
