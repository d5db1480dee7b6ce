"""A role-play with all that was said in it: how it is found, and how one act more is kept and told.

What is said comes in as text by `keep`, from one side or the other. Voice will join the two sides by the role-play's
id where the apprentice begins the call, and part them where somebody hangs up; nothing else here will change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from callcenter.accounts.schemas import Agent, Trainer
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit.errors import NotFound
from callcenter.outcomes.notes import note_problem
from callcenter.roleplay import queries, rules
from callcenter.roleplay.errors import LineHoldsContactData, RolePlayState
from callcenter.roleplay.models import RolePlay, RolePlayAct
from callcenter.roleplay.rules import Scene
from callcenter.roleplay.schemas import RolePlayActed, RolePlayEnded, Stage
from callcenter.training import catalogue, console
from callcenter.training.console import Held
from callcenter.training.models import Practice
from callcenter.training.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Talk:
    """A role-play, its practice call once there is one, its scenario, and where the talk stands."""

    row: RolePlay
    call: Practice | None
    scenario: Scenario
    acts: Sequence[RolePlayAct]
    scene: Scene
    alias: str
    trainer: str

    @property
    def state(self) -> Stage:
        return cast("Stage", self.row.state if self.call is None else self.call.state)

    @property
    def ids(self) -> dict[str, Any]:
        return {"role_play_id": self.row.id, "agent_id": self.row.agent_id, "site_id": self.row.site_id}

    def on_desk(self) -> Held:
        assert self.call is not None
        return Held(self.call, self.scenario, rules.as_play(self.scenario, self.scene))

    def fill(self, words: str) -> str:
        return console.filler(self.scenario, self.alias)(words)


async def whole(db: Db, found: AnyRow | None) -> Talk:
    """The talk of a row with all its acts. Raises NotFound without one."""
    if found is None:
        raise NotFound
    row, call = found.RolePlay, found.Practice
    scenario = catalogue.played(found.digest, found.content)
    acts = await queries.acts(db, row.id) if call is not None else []
    began = call.answered_at if call is not None and call.answered_at else row.invited_at
    scene = rules.scene(scenario, began, cast("Sequence[rules.Act]", acts))
    return Talk(row, call, scenario, acts, scene, found.alias, found.trainer)


async def mine(db: Db, agent: Agent, role_play_id: UUID) -> Talk:
    return await whole(db, await queries.mine(db, agent.user_id, role_play_id))


async def of(db: Db, trainer: Trainer, role_play_id: UUID) -> Talk:
    """The trainer's own: another trainer's is not there."""
    return await whole(db, await queries.of_trainer(db, trainer.user_id, role_play_id))


def check_words(words: str) -> None:
    """People here are invented, and what is learnt here is done again with real ones."""
    problem = note_problem(words)
    if problem is not None:
        raise LineHoldsContactData(fields={"words": problem})


async def keep(
    db: Db,
    held: Talk,
    act_id: UUID,
    who: rules.Who,
    kind: rules.Kind,
    by: UUID | None,
    now: datetime,
    **more: Any,
) -> None:
    """Keeps one act of a talk that runs; hanging up ends it. Raises RolePlayState for what cannot be done now."""
    call = held.call
    if call is None or call.state != "talking" or not rules.possible(held.scene, who, kind):
        raise RolePlayState
    values = {
        "id": act_id,
        "role_play_id": held.row.id,
        "site_id": held.row.site_id,
        "agent_id": held.row.agent_id,
        "who": who,
        "kind": kind,
        "at": now,
    }
    if await queries.add_act(db, values | more) is None:  # an id of another talk
        raise RolePlayState
    if kind == "hang_up":
        call.state, call.ended_at = "wrap_up", now
    await db.flush()
    await tell(db, held, by, who, kind)


async def tell(db: Db, held: Talk, by: UUID | None, who: Any, kind: Any) -> None:
    await journal.append(db, RolePlayActed(who=who, kind=kind, actor_id=by, **held.ids))


async def ended(db: Db, held: Talk, how: Any, by: UUID | None) -> None:
    await db.flush()
    await journal.append(db, RolePlayEnded(how=how, actor_id=by, **held.ids))
