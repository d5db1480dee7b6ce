"""The line: a call from the request to its end, with its agent's state and the journal. Knows rows, not HTTP.

The agent asks, hangs up; the vault lets it ring, be answered or fail. Each step is one guarded statement.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Agent
from callcenter.calls import queries, quotas, rules, watch, workstation
from callcenter.calls.errors import (
    LEFT,
    AlreadyCalled,
    CallOnHold,
    CallOver,
    CampaignPaused,
    DutyOrder,
    HandOutOver,
    HoldState,
    ListClosed,
    NotAnswered,
)
from callcenter.calls.models import Call
from callcenter.calls.schemas import AgentMoved, CallHeld, CallMoved, CallRead, DutiesSaid, StateName
from callcenter.campaigns import duties
from callcenter.campaigns.schemas import Duty
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id

DIAL = "dial"
"""Kind of the vault's job that opens the sealed contact and dials."""

RUNNING = ("requested", "ringing", "answered")
"""States of a call that has not ended."""


async def start_call(db: Db, agent: Agent, hand_out_id: UUID, *, lease: timedelta) -> CallRead:
    """Asks the vault to dial. Raises NotFound, HandOutOver, AlreadyCalled, CampaignPaused, ListClosed."""
    now = clock.now()
    call = await queries.start_call(
        db,
        agent.user_id,
        hand_out_id,
        new_id(),
        now=now,
        expires_at=now + lease,
        parts=rules.day_parts(now.date()),
    )
    if call is None:
        await explain_over(db, agent, hand_out_id)
        raise HandOutOver
    if call.campaign_state != "open":
        raise CampaignPaused
    if call.list_state != "ready":
        raise ListClosed
    if call.id is None:
        raise AlreadyCalled
    await jobs.enqueue(db, DIAL, call.id)
    await journal.append(db, _moved(call), _agent_follows(call, "ringing"))
    return workstation.read_call(call)


async def hang_up(db: Db, agent: Agent, call_id: UUID) -> CallRead:
    """Ends the call; hanging up twice changes nothing. Raises NotFound."""
    ended = await end_call(db, call_id, clock.now(), origins=RUNNING, agent=agent)
    call = ended or await queries.my_call(db, agent.user_id, call_id)
    if call is None:
        raise NotFound
    return workstation.read_call(call)


async def hold(db: Db, agent: Agent, call_id: UUID, *, held: bool) -> CallRead:
    """Puts the person on hold, who hears music meanwhile, or takes the call up again; talking time runs on.

    Asked for what is so already it changes nothing. Raises NotFound, HoldState when nobody talks.
    """
    call = await queries.hold(db, agent.user_id, call_id, clock.now(), held=held)
    if call is None:
        mine = await queries.my_call(db, agent.user_id, call_id)
        if mine is None:
            raise NotFound
        if mine.state != "answered" or (mine.held_at is not None) != held:
            raise HoldState
        return workstation.read_call(mine)
    entry = CallHeld(
        call_id=call.id,
        agent_id=call.agent_id,
        campaign_id=call.campaign_id,
        held=held,
        seconds=call.lasted,
        actor_id=agent.user_id,
        site_id=call.site_id,
    )
    await journal.append(db, entry, _agent_follows(call, "on_hold" if held else "talking"))
    return workstation.read_call(call)


async def say_duties(db: Db, agent: Agent, call_id: UUID, codes: Sequence[Duty]) -> CallRead:
    """Keeps with the running call that its agent said what the law wants said, in the script's order.

    What was confirmed before stays as it was. Raises NotFound, NotAnswered, CallOver, DutyOrder.
    """
    call = await queries.call_and_script(db, agent.user_id, call_id)
    if call is None:
        raise NotFound
    known = {entry["code"] for entry in call.duties}
    if known.issuperset(codes):
        return workstation.read_call(call)
    if call.state != "answered":
        raise CallOver if call.state == "ended" else NotAnswered
    if call.held_at is not None:
        raise CallOnHold
    if set(duties.next_unsaid(call.due, known)) != set(codes):
        raise DutyOrder
    now = clock.now()
    said = [{"code": code, "at": now.isoformat()} for code in dict.fromkeys(codes)]
    row = await queries.say(db, agent.user_id, call_id, said, before=len(call.duties))
    if row is None:  # a twin request was quicker, or the call has just ended
        raise DutyOrder
    entry = DutiesSaid(
        call_id=call_id,
        agent_id=agent.user_id,
        campaign_id=row.campaign_id,
        codes=[each["code"] for each in said],
        actor_id=agent.user_id,
        site_id=row.site_id,
    )
    await journal.append(db, entry)
    return workstation.read_call(row)


async def end_call(
    db: Db,
    call_id: UUID,
    now: datetime,
    *,
    origins: Sequence[str],
    result: str | None = None,
    agent: Agent | None = None,
    by: UUID | None = None,
    at_once: bool = False,
) -> Any | None:
    """Ends a call that is in one of `origins` and sends its agent to wrap-up; None when it was elsewhere.

    `by` is the supervisor who ends it. `at_once`: the agent has every reason to end it at once, so that it is never
    counted as cut short.
    """
    short = timedelta() if at_once else timedelta(seconds=quotas.quotas().cut_short.seconds)
    ended = await queries.end_call(
        db,
        call_id,
        now,
        origins=origins,
        result=result,
        agent_id=None if agent is None else agent.user_id,
        ended_by=by,
        cut_after=now - short,
    )
    if ended is not None:
        await journal.append(db, _moved(ended, by), _agent_follows(ended, "wrap_up", by))
        if agent is not None and ended.cut:
            await watch.look(db, agent, now, cut_short=ended.cut_short, cut_in_row=ended.cut_in_row)
    return ended


def _moved(call: Any, by: UUID | None = None) -> CallMoved:
    talked = None
    if call.ended_at is not None and call.answered_at is not None:
        talked = int((call.ended_at - call.answered_at).total_seconds())
    return CallMoved.model_validate(
        {
            "call_id": call.id,
            "agent_id": call.agent_id,
            "campaign_id": call.campaign_id,
            "state": call.state,
            "result": call.result,
            "seconds": talked,
            "actor_id": by or call.agent_id,
            "site_id": call.site_id,
            "partner_id": call.partner_id,
        }
    )


def _agent_follows(call: Any, state: StateName, by: UUID | None = None) -> AgentMoved:
    return AgentMoved(
        agent_id=call.agent_id,
        state=state,
        campaign_id=call.campaign_id,
        actor_id=by or call.agent_id,
        site_id=call.site_id,
    )


# --- what the vault does to a call --------------------------------------------------------------------------


async def ring(db: Db, call_id: UUID, now: datetime) -> bool:
    """requested → ringing; False when the agent hung up before."""
    call = await queries.ring(db, call_id, now)
    if call is not None:
        await journal.append(db, _moved(call))
    return call is not None


async def answer(db: Db, call_id: UUID, now: datetime) -> bool:
    """ringing → answered; the agent talks."""
    call = await queries.answer(db, call_id, now)
    if call is not None:
        await journal.append(db, _moved(call), _agent_follows(call, "talking"))
    return call is not None


async def fail_call(db: Db, call_id: UUID, result: str, now: datetime) -> bool:
    """requested or ringing → ended with `result`; the agent goes to wrap-up."""
    return await end_call(db, call_id, now, origins=("requested", "ringing"), result=result) is not None


async def call_row(db: Db, call_id: UUID) -> Call | None:
    return await queries.call(db, call_id)


# --- a lease that is over ---------------------------------------------------------------------------------------


async def explain_over(db: Db, agent: Agent, hand_out_id: UUID) -> None:
    """Raises what fits a lease that is not live: NotFound when it never was this agent's, else HandOutOver."""
    held = await queries.mine(db, agent.user_id, hand_out_id)
    if held is None:
        raise NotFound
    raise LEFT.get(held.end_reason, HandOutOver)
