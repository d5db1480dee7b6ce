"""The apprentice's side of a role-play: the desk of practice, with a trainer at the other end."""

from uuid import UUID

from callcenter.accounts.schemas import Agent
from callcenter.calls.schemas import CallbackTimes
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.outcomes.schemas import FreeSlot, OutcomeCreate, OutcomeRead
from callcenter.roleplay import queries, rules, talks
from callcenter.roleplay.errors import RolePlayState
from callcenter.roleplay.models import RolePlayAct
from callcenter.roleplay.schemas import ApprenticeAct, RolePlayDesk
from callcenter.roleplay.talks import Talk
from callcenter.training import console
from callcenter.training.console import SAID
from callcenter.training.practice_schemas import PracticeAnswer, TalkLine


async def show(db: Db, agent: Agent, role_play_id: UUID) -> RolePlayDesk:
    """The call on the apprentice's console. Raises NotFound, RolePlayState before it began and once it is over."""
    return _desk(agent, await talks.mine(db, agent, role_play_id))


def _desk(agent: Agent, held: Talk) -> RolePlayDesk:
    call = held.call
    if call is None or call.state not in queries.OPEN:
        raise RolePlayState
    on_desk = held.on_desk()
    talking = call.state == "talking"
    return RolePlayDesk(
        id=call.id,
        scenario=call.scenario,
        title=held.scenario.title,
        about=held.fill(held.scenario.about),
        goal=held.fill(held.scenario.goal),
        guided=False,
        level=call.level,
        state=console.state_of(on_desk, call.ended_at or call.answered_at or call.started_at),
        hand_out=console.hand_out(agent, on_desk),
        lines=[line for act in held.acts if (line := _line(act, agent.language)) is not None],
        answers=[
            PracticeAnswer(choice=at, key=str(place), text=held.fill(choice.say), act=choice.act)
            for place, (at, choice) in enumerate(rules.offered(held.scenario, held.scene), start=1)
        ]
        if talking
        else [],
        turn=sum(1 for each in held.acts if each.who == "customer" and each.kind == "say"),
        mood=held.scene.mood,
        on_hold=talking and held.scene.on_hold,
        can_hold=talking,
        hint=None,
        trainer=held.trainer,
    )


_SYSTEM = {"hold": "on_hold", "resume": "resumed"}


def _line(act: RolePlayAct, language: str) -> TalkLine | None:
    if act.kind == "say" and act.words is not None:
        return TalkLine(who="customer" if act.who == "customer" else "me", text=act.words, at=act.at)
    code = _SYSTEM.get(act.kind)
    if act.kind == "hang_up":
        code = "hung_up" if act.who == "apprentice" else "they_hung_up"
    return None if code is None else TalkLine(who="system", text=SAID[code].of(language), at=act.at)


async def act(db: Db, agent: Agent, role_play_id: UUID, wanted: ApprenticeAct) -> RolePlayDesk:
    """Does one thing as the apprentice; sent again it is done once. Raises NotFound, RolePlayState,
    LineHoldsContactData."""
    held = await talks.mine(db, agent, role_play_id)
    call, now = held.call, clock.now()
    if call is None:
        raise RolePlayState
    if wanted.kind == "call":
        if call.state == "ready":
            call.state, call.answered_at = "talking", now
            await db.flush()
            await talks.tell(db, held, agent.user_id, "apprentice", "call")
        elif call.state != "talking":
            raise RolePlayState
    elif not any(each.id == wanted.id for each in held.acts):
        words = wanted.words
        if wanted.choice is not None:
            taken = dict(rules.offered(held.scenario, held.scene)).get(wanted.choice)
            if taken is None:
                raise RolePlayState
            words = held.fill(taken.say)
        elif words is not None:
            talks.check_words(words)
        more = {"words": words, "choice": wanted.choice, "codes": list(wanted.codes)}
        await talks.keep(db, held, wanted.id, "apprentice", wanted.kind, agent.user_id, now, **more)
    held.row.agent_seen_at = now
    await db.flush()
    return _desk(agent, await talks.mine(db, agent, role_play_id))


async def leave(db: Db, agent: Agent, role_play_id: UUID) -> None:
    """Stops without marks; nothing is held against anybody. Raises NotFound, RolePlayState."""
    held = await talks.mine(db, agent, role_play_id)
    if held.call is None or held.call.state not in queries.OPEN:
        raise RolePlayState
    held.call.state, held.call.finished_at = "left", clock.now()
    await talks.ended(db, held, "left", agent.user_id)


async def seen(db: Db, agent: Agent, role_play_id: UUID) -> None:
    """A sign of life of the apprentice's page. Raises NotFound."""
    if not await queries.note_seen(db, role_play_id, agent=agent.user_id, now=clock.now()):
        raise NotFound


async def slots(db: Db, agent: Agent, role_play_id: UUID) -> list[FreeSlot]:
    """Made-up free times, as in practice. Raises NotFound, RolePlayState."""
    held = await talks.mine(db, agent, role_play_id)
    if held.call is None:
        raise RolePlayState
    return console.free_slots(held.call, held.scenario)


async def callback_times(db: Db, agent: Agent, role_play_id: UUID) -> CallbackTimes:
    """When the law would let this customer be called back. Raises NotFound."""
    return console.times_to_call_back((await talks.mine(db, agent, role_play_id)).scenario)


async def record(db: Db, agent: Agent, role_play_id: UUID, given: OutcomeCreate) -> OutcomeRead:
    """Records the outcome as in practice; the trainer's marks are waited for. Sent again it answers the same.

    Raises NotFound, RolePlayState, and what a practice call's outcome raises.
    """
    held = await talks.mine(db, agent, role_play_id)
    call = held.call
    if call is None:
        raise RolePlayState
    if call.state in {"awaiting", "finished"} and call.outcome == console.kept(call, held.scenario, given):
        return console.outcome_of(agent, call)
    if call.state != "wrap_up":
        raise RolePlayState
    console.checked(held.on_desk(), given)
    call.outcome = console.kept(call, held.scenario, given)
    call.state, call.finished_at = "awaiting", clock.now()
    await talks.ended(db, held, "recorded", agent.user_id)
    return console.outcome_of(agent, call)
