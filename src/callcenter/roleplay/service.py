"""Role-plays: a trainer invites an apprentice and plays the customer; what nobody goes on with ends by itself."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from callcenter.accounts.schemas import Agent, Trainer
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.ids import new_id
from callcenter.roleplay import queries, rules, stage, talks
from callcenter.roleplay.errors import RolePlayOpen, RolePlayState
from callcenter.roleplay.schemas import (
    RolePlayAnswered,
    RolePlayCall,
    RolePlayCreate,
    RolePlayEnded,
    RolePlayInvited,
    RolePlayNow,
    RolePlayRead,
)
from callcenter.training import catalogue, learners, practice
from callcenter.training.errors import ScenarioUnknown


async def invite(db: Db, trainer: Trainer, wanted: RolePlayCreate) -> RolePlayRead:
    """Calls an apprentice of the site to a role-play; sent again it answers the same.

    Raises NotFound, ScenarioUnknown, and RolePlayOpen while the apprentice is in one or invited to one.
    """
    again = await queries.of_trainer(db, trainer.user_id, wanted.id)
    if again is not None:
        return stage.read(trainer, await talks.whole(db, again))
    await learners.name_of(db, trainer, wanted.agent_id)
    scenario = await catalogue.one(db, trainer.site_id, wanted.scenario)
    if scenario is None:
        raise ScenarioUnknown
    now = clock.now()
    values = {
        "id": wanted.id,
        "site_id": trainer.site_id,
        "agent_id": wanted.agent_id,
        "trainer_id": trainer.user_id,
        "scenario_id": await practice.keep(db, trainer.site_id, scenario),
        "state": "invited",
        "invited_at": now,
        "trainer_seen_at": now,
    }
    if await queries.open_of(db, wanted.agent_id) is not None or not await queries.add(db, values):
        raise RolePlayOpen
    told = RolePlayInvited(
        role_play_id=wanted.id,
        agent_id=wanted.agent_id,
        scenario=scenario.code,
        actor_id=trainer.user_id,
        site_id=trainer.site_id,
    )
    await journal.append(db, told)
    return await stage.show(db, trainer, wanted.id)


async def withdraw(db: Db, trainer: Trainer, role_play_id: UUID) -> RolePlayRead:
    """Takes an invitation back. Raises NotFound, RolePlayState once it was answered."""
    held = await talks.of(db, trainer, role_play_id)
    if held.state != "invited":
        raise RolePlayState
    held.row.state = "withdrawn"
    await talks.ended(db, held, "withdrawn", trainer.user_id)
    return stage.read(trainer, held)


async def now_for(db: Db, agent: Agent) -> RolePlayNow:
    """What a trainer asks of the apprentice now, or what they are in the middle of."""
    found = await queries.open_of(db, agent.user_id)
    if found is None:
        return RolePlayNow(call=None)
    held = await talks.whole(db, found)
    return RolePlayNow(
        call=RolePlayCall(
            id=held.row.id,
            state=cast("Any", held.state),
            trainer=held.trainer,
            title=held.scenario.title,
        )
    )


async def answer(db: Db, agent: Agent, role_play_id: UUID, *, accept: bool) -> RolePlayNow:
    """Accepts or declines; who accepts steps aside from work.

    Raises NotFound, RolePlayState, ContactInHand, and PracticeOpen while a practice call is open.
    """
    held = await talks.mine(db, agent, role_play_id)
    if accept and held.row.state == "running":  # pressed twice
        return await now_for(db, agent)
    if held.row.state != "invited":
        raise RolePlayState
    if accept:
        await practice.open_call(db, agent, held.scenario, held.row.id, played_by=held.row.trainer_id)
    now = clock.now()
    held.row.state, held.row.answered_at = ("running" if accept else "declined"), now
    held.row.agent_seen_at = now
    await db.flush()
    await journal.append(db, RolePlayAnswered(accepted=accept, actor_id=agent.user_id, **held.ids))
    return await now_for(db, agent)


# --- what ends by itself ------------------------------------------------------------------------------------


async def end_overdue(db: Db, now: datetime) -> int:
    """Ends what one side has left, and invitations nobody answers; what was said and marked stays (vault)."""
    count = 0
    for found in await queries.all_open(db):
        row, call = found.RolePlay, found.Practice
        state, since = row.state, row.invited_at
        if call is not None:
            state, since = call.state, call.ended_at or call.answered_at or call.started_at
        how = rules.overdue(state, now, since=since, trainer=row.trainer_seen_at, agent=row.agent_seen_at)
        if how is None:
            continue
        count += 1
        ids = {"role_play_id": row.id, "agent_id": row.agent_id, "site_id": row.site_id}
        if how == "lapsed":
            row.state = "lapsed"
        elif how == "left":
            call.state, call.finished_at = "left", now
        elif how == "cut":
            call.state, call.ended_at = "wrap_up", now
            act = {"id": new_id(), "who": "centre", "kind": "hang_up", "at": now}
            await queries.add_act(db, ids | act)
        else:
            call.state, call.finished_at = "awaiting", now
        await db.flush()
        await journal.append(db, RolePlayEnded(how=how, **ids))
    return count
