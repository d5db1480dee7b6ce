"""The workstation: handing out a contact, calling, pausing, giving back. Knows callers and rows, not HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Agent, Supervisor
from callcenter.alerts import service as alerts
from callcenter.alerts.schemas import AlertKind
from callcenter.calls import (
    agents,
    claims,
    duty,
    ledger,
    line,
    queries,
    quotas,
    rules,
    watch,
    why,
    workstation,
)
from callcenter.calls.errors import (
    LEFT,
    CallFirst,
    CallRunning,
    ContactInHand,
    HandOutOver,
    NotInHand,
    OnPause,
    PauseForced,
)
from callcenter.calls.models import HandOut
from callcenter.calls.schemas import (
    AgentMoved,
    HandedOut,
    HandOutEnded,
    HelpAsked,
    HelpRequest,
    LeaseRead,
    NextRead,
    PauseReason,
    ReleaseReason,
    StateName,
    StepShown,
    TakeBackRequest,
)
from callcenter.campaigns.schemas import Duty
from callcenter.contacts import service as contacts
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db, Record, together
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.places import home_zone
from callcenter.partners.schemas import Purpose


@dataclass(frozen=True, slots=True)
class FinishedHandOut:
    """A finished hand-out and what its outcome is judged by (see `rules.Tried`)."""

    hand_out_id: UUID
    contact_id: UUID
    campaign_id: UUID
    list_id: UUID
    partner_id: UUID
    site_id: UUID
    reference: str
    zone: str
    key_version: int
    view_key: bytes
    purpose: Purpose
    confirms: bool
    legal_hours: bool
    call_id: UUID
    reached: bool
    leased_at: datetime
    finished_at: datetime
    answered_at: datetime | None
    call_ended_at: datetime
    number_id: UUID | None
    number: int
    numbers: int
    attempts: Sequence[datetime]
    ends: Sequence[str]
    duties: Sequence[Sequence[Duty]]
    said: Sequence[Duty]
    pause_reason: PauseReason | None
    """The agent is in this pause now, which the supervisor had asked for; None: available."""


WEIGH = "weigh_number"
"""Kind of the vault's job that applies what the ledger knows of a number to every contact that has it."""

KEEP_AWAY = "keep_away"
"""Kind of the vault's job that keeps a number for good from the agent of a hand-out who knows the person."""

# --- the next contact ---------------------------------------------------------------------------------------


async def lease_next(db: Db, agent: Agent, keys: WebKeyring, *, lease: timedelta) -> NextRead:
    """Hands out the next contact, or says why there is none. Asked again, it gives the same contact again.

    Raises OnPause while the agent is on a break or offline.
    """
    now = clock.now()
    held = await _claim(db, agent, now, lease)
    if held is None:
        held = await _other_ways(db, agent, now, lease)
    if held is None:
        stopped = await watch.stopped(db, agent, now) or await duty.outside(db, agent, now)
        return NextRead(hand_out=None, nothing=stopped or await why.why_nothing(db, agent, now))
    return NextRead(hand_out=await workstation.read_hand_out(db, agent, keys, held), nothing=None)


async def _other_ways(db: Db, agent: Agent, now: datetime, lease: timedelta) -> Any | None:
    """When the claim gave nothing: the contact already in hand, or one whose lease has just run out."""
    state = await agents.lock_state(db, agent.user_id, agent.site_id, now)
    if state.state in {"pause", "offline"}:
        raise OnPause
    held = await claims.in_hand(db, agent.user_id, now)
    if held is not None:
        return held
    await expire_leases(db, now)
    if state.state != "available":  # the lease ran out under an agent who is still at work
        await _move(db, agent, "available", now)
    # Once more, now that the row is ours: another request of the agent may have given a contact back meanwhile.
    return await _claim(db, agent, now, lease)


async def _claim(db: Db, agent: Agent, now: datetime, lease: timedelta) -> Any | None:
    claimed = await claims.claim_next(
        db,
        agent_id=agent.user_id,
        site_id=agent.site_id,
        hand_out_id=new_id(),
        now=now,
        expires_at=now + lease,
        zones=_open_zones(now.replace(second=0, microsecond=0)),
        parts=rules.day_parts(now.date()),
    )
    if claimed is None:
        return None
    await watch.look(db, agent, now, handed_out=claimed.handed_out, uncalled=claimed.uncalled)
    where = {"actor_id": agent.user_id, "site_id": agent.site_id, "partner_id": claimed.partner_id}
    await journal.append(
        db,
        HandedOut(
            hand_out_id=claimed.id,
            contact_id=claimed.contact_id,
            agent_id=agent.user_id,
            campaign_id=claimed.campaign_id,
            **where,
        ),
        AgentMoved(
            agent_id=agent.user_id,
            state="preparing",
            campaign_id=claimed.campaign_id,
            reference=claimed.reference,
            actor_id=agent.user_id,
            site_id=agent.site_id,
        ),
    )
    return claimed


@lru_cache(maxsize=2)
def _open_zones(minute: datetime) -> tuple[str, ...]:
    """Windows begin and end on whole minutes, so one decision serves for all claims of a minute."""
    return tuple(rules.open_zones(contacts.ZONES, minute))


# --- agent states -------------------------------------------------------------------------------------------


async def resume(db: Db, agent: Agent) -> None:
    """Back to work from a pause or from offline; nothing changes for an agent who is at work.

    Raises PauseForced while a pause lasts that the supervisor asked for.
    """
    now = clock.now()
    state = await agents.lock_state(db, agent.user_id, agent.site_id, now)
    if state.state in {"pause", "offline"}:
        if state.pause_by is not None:
            raise PauseForced
        await duty.rest_over(db, state, now)
        await _move(db, agent, "available", now)


async def pause(db: Db, agent: Agent, reason: PauseReason) -> None:
    """Takes a break. Raises ContactInHand while a contact is in hand."""
    await _stop_work(db, agent, "pause", reason)
    if reason == "help":
        await _call_for_help(db, agent, "help_asked", clock.now())


async def step_aside(db: Db, agent: Agent) -> None:
    """Out of the dispatcher's sight for a practice call; who is not at work stays so. Raises ContactInHand."""
    state = await agents.lock_state(db, agent.user_id, agent.site_id, clock.now())
    if state.state not in {"offline", "pause"}:
        await _stop_work(db, agent, "pause", "training")


async def leave(db: Db, agent: Agent) -> None:
    """Ends the work at this workstation. Raises ContactInHand while a contact is in hand."""
    await _stop_work(db, agent, "offline", None)


async def _stop_work(db: Db, agent: Agent, target: StateName, reason: PauseReason | None) -> None:
    now = clock.now()
    await agents.lock_state(db, agent.user_id, agent.site_id, now)
    if await claims.in_hand(db, agent.user_id, now) is not None:
        raise ContactInHand
    await expire_leases(db, now)  # a lease that ran out unnoticed would stand in the way of the next one
    await _move(db, agent, target, now, reason=reason)


_HELP: dict[str, AlertKind] = {"question": "help_asked", "threat": "threat", "incident": "incident"}


async def _call_for_help(
    db: Db, agent: Agent, kind: AlertKind, now: datetime, reference: str | None = None
) -> None:
    await alerts.raise_(db, kind, site_id=agent.site_id, now=now, agent_id=agent.user_id, reference=reference)


async def ask_help(db: Db, agent: Agent, request: HelpRequest) -> None:
    now = clock.now()
    held = await claims.in_hand(db, agent.user_id, now)
    await _call_for_help(db, agent, _HELP[request.about], now, held.reference if held else None)
    await journal.append(
        db,
        HelpAsked(
            agent_id=agent.user_id,
            about=request.about,
            reference=held.reference if held else None,
            actor_id=agent.user_id,
            site_id=agent.site_id,
        ),
    )


async def _move(
    db: Db,
    agent: Agent,
    state: StateName,
    now: datetime,
    *,
    reason: PauseReason | None = None,
    held: HandOut | None = None,
) -> None:
    campaign_id = held.campaign_id if held is not None and state != "available" else None
    await agents.move_agent(db, agent.user_id, state, now, pause_reason=reason, campaign_id=campaign_id)
    await journal.append(
        db,
        AgentMoved(
            agent_id=agent.user_id,
            state=state,
            pause_reason=reason,
            campaign_id=campaign_id,
            actor_id=agent.user_id,
            site_id=agent.site_id,
        ),
    )


# --- the lease ----------------------------------------------------------------------------------------------


async def heartbeat(db: Db, agent: Agent, hand_out_id: UUID, *, lease: timedelta) -> LeaseRead:
    """Keeps the contact a while longer. Raises NotFound, HandOutOver."""
    now = clock.now()
    if not await queries.extend(db, agent.user_id, hand_out_id, now, now + lease):
        await line.explain_over(db, agent, hand_out_id)
    return LeaseRead(expires_at=now + lease)


async def show_step(db: Db, agent: Agent, hand_out_id: UUID, at: int) -> None:
    """Tells the room at which step of the script the agent is. Raises NotFound."""
    moved = await queries.show_step(db, agent.user_id, hand_out_id, at, clock.now())
    if moved is not None:
        ids = {"agent_id": agent.user_id, "campaign_id": moved.campaign_id, "actor_id": agent.user_id}
        await journal.append(db, StepShown(title=moved.step, site_id=agent.site_id, **ids))
    elif await queries.mine(db, agent.user_id, hand_out_id) is None:
        raise NotFound


async def release(db: Db, agent: Agent, hand_out_id: UUID, reason: ReleaseReason) -> None:
    """Gives the contact back. One the agent knows never comes to this agent again, and nothing is asked.

    Raises NotFound, HandOutOver, CallRunning.
    """
    now = clock.now()
    if reason == "known_person":
        call = await queries.call_of(db, hand_out_id)
        if call is not None and call.agent_id == agent.user_id:
            await line.end_call(db, call.id, now, origins=line.RUNNING, agent=agent, at_once=True)
    held = await _end(db, agent, hand_out_id, now, state="released", reason=reason)
    if held is None:
        await line.explain_over(db, agent, hand_out_id)
        return
    if held.call_id is not None and held.call_state != "ended" and reason != "known_person":
        raise CallRunning
    if reason == "known_person":
        await keep_away(db, held.hand_out_id, held.contact_id)
        await watch.look(db, agent, now, known=held.known)
        await _call_for_help(db, agent, "contact_known", now, held.reference)
    else:
        called = held if held.call_id else None
        await _give_back(db, held.contact_id, called, now, again_at=now + _NOT_AT_ONCE)
        await watch.look(db, agent, now, given_back=held.given_back, burst=held.burst)
    await journal.append(
        db, _ended(held.hand_out_id, agent.user_id, held, reason), free_again(agent, held.pause_reason)
    )


async def _end(
    db: Db, agent: Agent, hand_out_id: UUID, now: datetime, *, state: str, reason: str
) -> Record | None:
    limits = quotas.quotas()
    return await queries.end_hand_out(
        db,
        agent.user_id,
        hand_out_id,
        now,
        state=state,
        reason=reason,
        burst_after=now - timedelta(minutes=limits.burst.minutes),
        free=limits.known.free,
    )


async def keep_away(db: Db, hand_out_id: UUID, contact_id: UUID) -> None:
    """Nobody gets the contact until the vault has seen to it that its agent never gets that number again."""
    await together(db, contacts.settling(contact_id, state="review", reason="known_person"))
    await jobs.enqueue(db, KEEP_AWAY, hand_out_id)


async def give_to_others(db: Db, hand_out_id: UUID, contact_id: UUID, now: datetime) -> None:
    """Ends the wait that `keep_away` began: everybody else may get the contact."""
    called = await queries.tried(db, hand_out_id)
    await _give_back(db, contact_id, called if called and called.call_id else None, now, origin="review")


_NOT_AT_ONCE = timedelta(minutes=10)
"""A callback that its agent gives back is due again so much later: else it would be the next contact at once."""


async def _give_back(
    db: Db,
    contact_id: UUID,
    called: Any | None,
    now: datetime,
    *,
    again_at: datetime | None = None,
    origin: str = "leased",
) -> None:
    """Returns the contact: at once when nobody called it, else as the plan says for a call without an outcome."""
    if called is None:
        await contacts.give_back(db, contact_id, again_at=again_at, origin=origin)
        return
    rest = rules.rest_without_outcome(tried(called), now)
    await contacts.give_back(
        db,
        contact_id,
        state=rest.state,
        reason=rest.reason,
        not_before=rest.not_before,
        number=called.number + rest.next_number,
        origin=origin,
    )


def tried(held: FinishedHandOut | Any) -> rules.Tried:
    """What the rules look at, of a row of a hand-out that is over."""
    return rules.Tried(**{f.name: getattr(held, f.name) for f in fields(rules.Tried)})


def _ended(hand_out_id: UUID, agent_id: UUID, held: Any, reason: str) -> HandOutEnded:
    return HandOutEnded.model_validate(
        {
            "hand_out_id": hand_out_id,
            "contact_id": held.contact_id,
            "agent_id": agent_id,
            "campaign_id": held.campaign_id,
            "reason": reason,
            "actor_id": None if reason == "expired" or reason in LEFT else agent_id,
            "site_id": held.site_id,
            "partner_id": held.partner_id,
        }
    )


async def withdraw(
    db: Db, *, list_id: UUID | None = None, contact_ids: Sequence[UUID] = (), patient: bool
) -> int:
    """Takes contacts whose data is to be destroyed out of their agents' hands; returns how many are still held.

    A `patient` caller leaves those that were called, so that the talk can end and its outcome, an objection
    perhaps, be kept.
    """
    now, left = clock.now(), 0
    for row in await queries.held_of(db, list_id=list_id, contact_ids=contact_ids):
        if patient and row.call_id is not None:
            left += 1
            continue
        await agents.lock_state(db, row.agent_id, row.site_id, now)
        held = await queries.take_away(db, row.id, now, "list_closed")
        if held is None:
            continue
        call = None if row.call_id is None else await queries.call(db, row.call_id)
        if call is not None:
            await line.end_call(db, call.id, now, origins=line.RUNNING)
        await contacts.block(db, row.contact_id, "list_closed")
        pause = await agents.free(db, row.agent_id, now)
        freed = AgentMoved(agent_id=row.agent_id, site_id=row.site_id, **_freed(pause))
        await journal.append(db, _ended(held.id, held.agent_id, held, "list_closed"), freed)
    return left


async def take_uncalled(
    db: Db, hand_out_id: UUID, agent_id: UUID, site_id: UUID, reason: str, now: datetime
) -> bool:
    """Takes a contact that nobody is to call any more out of its agent's hands, who is told (`errors.LEFT`).

    The caller says what becomes of the contact. False when the lease is over, or its call has begun: a talk is not
    cut off.
    """
    await agents.lock_state(db, agent_id, site_id, now)
    if await queries.call_of(db, hand_out_id) is not None:
        return False
    held = await queries.take_away(db, hand_out_id, now, reason)
    if held is None:
        return False
    pause = await agents.free(db, agent_id, now)
    freed = AgentMoved(agent_id=agent_id, site_id=site_id, **_freed(pause))
    await journal.append(db, _ended(held.id, agent_id, held, reason), freed)
    return True


async def take_back(db: Db, supervisor: Supervisor, agent_id: UUID, request: TakeBackRequest) -> None:
    """Takes the contact that the supervisor sees on an agent's card out of that agent's hands, who is told.

    A running call ends; the contact goes back as after a lease that ran out. Raises NotFound, NotInHand.
    """
    site_id, now = supervisor.site_id, clock.now()
    if not await agents.works_at(db, site_id, agent_id):
        raise NotFound
    await agents.lock_state(db, agent_id, site_id, now)
    found = await queries.in_hands_of(db, agent_id, site_id, request.reference)
    held = None if found is None else await queries.take_away(db, found, now, "taken_back")
    if held is None:
        raise NotInHand
    await _return(db, held, now)
    pause = await agents.free(db, agent_id, now)
    entry = _ended(held.id, agent_id, held, "taken_back")
    await journal.append(
        db,
        entry.model_copy(update={"actor_id": supervisor.user_id, "why": request.reason}),
        AgentMoved(agent_id=agent_id, actor_id=supervisor.user_id, site_id=site_id, **_freed(pause)),
    )


async def _return(db: Db, held: HandOut, now: datetime, *, result: str | None = None) -> None:
    """Ends the call of a hand-out that is over, if it runs; the contact rests as the plan says for its attempt."""
    call = await queries.call_of(db, held.id)
    if call is not None:
        await line.end_call(db, call.id, now, origins=line.RUNNING, result=result)
    called = await queries.tried(db, held.id) if call is not None else None
    await _give_back(db, held.contact_id, called, now)


async def expire_leases(db: Db, now: datetime) -> int:
    """Ends leases whose time is over: the contact goes to the next agent, the silent agent is offline."""
    ended = await queries.expire(db, now)
    for held in ended:
        await _return(db, held, now, result="failed")
        await agents.move_agent(db, held.agent_id, "offline", now)
        await journal.append(
            db,
            _ended(held.id, held.agent_id, held, "expired"),
            AgentMoved(agent_id=held.agent_id, state="offline", site_id=held.site_id),
        )
    return len(ended)


async def send_absent_home(db: Db, now: datetime, idle: timedelta, silence: timedelta) -> int:
    """Agents whose session ended or whose page fell silent go offline and their contact goes back; returns how many."""
    gone = await agents.absent_agents(db, now=now, idle_since=now - idle, silent_since=now - silence)
    for row in gone:
        if row.hand_out_id is not None:
            await queries.end_time_now(db, row.hand_out_id, now)
        else:
            await agents.move_agent(db, row.user_id, "offline", now)
            await journal.append(db, AgentMoved(agent_id=row.user_id, state="offline", site_id=row.site_id))
    return len(gone)


async def was_handed_out(db: Db, contact_id: UUID, agent_id: UUID) -> bool:
    """Whether a contact ever was in that agent's hands."""
    return await queries.was_handed_out(db, contact_id, agent_id)


# --- for outcomes -------------------------------------------------------------------------------------------


_TOLD_BY_OUTCOME: dict[str, AlertKind] = {
    "known_person": "contact_known",
    "threat": "threat",
    "incident": "incident",
}
"""Outcomes of safety, of which the supervisor is told at once."""


async def finish(db: Db, agent: Agent, hand_out_id: UUID, code: str, now: datetime) -> FinishedHandOut:
    """Ends the lease with an outcome and frees the agent, in one guarded statement.

    The caller journals `free_again` with its own entry. Raises NotFound, HandOutOver (late, or already
    recorded), CallFirst, CallRunning.
    """
    row = await _end(db, agent, hand_out_id, now, state="finished", reason=code)
    if row is None:
        await line.explain_over(db, agent, hand_out_id)
        raise HandOutOver
    if row.call_id is None:
        raise CallFirst
    if row.call_state != "ended":
        raise CallRunning
    if code == "known_person":
        await watch.look(db, agent, now, known=row.known)
    if code in _TOLD_BY_OUTCOME:
        await _call_for_help(db, agent, _TOLD_BY_OUTCOME[code], now, row.reference)
    return FinishedHandOut(**{f.name: getattr(row, f.name) for f in fields(FinishedHandOut)})


def free_again(agent: Agent, pause: PauseReason | None) -> AgentMoved:
    """The agent's hands are free: available, or in the pause that was due."""
    return AgentMoved(agent_id=agent.user_id, actor_id=agent.user_id, site_id=agent.site_id, **_freed(pause))


def _freed(pause: PauseReason | None) -> Any:
    return {"state": "available" if pause is None else "pause", "pause_reason": pause}


async def finished_by(db: Db, agent: Agent, hand_out_id: UUID) -> FinishedHandOut | None:
    """A hand-out this agent finished, for a correction."""
    row = await queries.finished(db, agent.user_id, hand_out_id)
    if row is None or row.call_id is None:
        return None
    return FinishedHandOut(**{f.name: getattr(row, f.name) for f in fields(FinishedHandOut)})


async def note_refusal(
    db: Db, held: FinishedHandOut, outcome_id: UUID, now: datetime, *, undone: bool
) -> None:
    """Enters a refusal (or that one was a mistake) in the ledger; the vault then weighs every list of the partner."""
    if held.number_id is None:
        return
    await ledger.add(
        db,
        held.number_id,
        "refusal_undone" if undone else "refusal",
        now,
        source_id=outcome_id,
        campaign_id=held.campaign_id,
        partner_id=held.partner_id,
        site_id=held.site_id,
    )
    await jobs.enqueue(db, WEIGH, held.number_id)


async def rename_end(db: Db, hand_out_id: UUID, code: str) -> None:
    await queries.rename_end(db, hand_out_id, code)


async def held_partner(db: Db, agent: Agent, hand_out_id: UUID) -> tuple[UUID, str]:
    """Partner and contact zone of a live lease, or of one this agent finished and may correct.

    Raises NotFound, HandOutOver.
    """
    held = await claims.in_hand(db, agent.user_id, clock.now())
    if held is not None and held.id == hand_out_id:
        return held.partner_id, home_zone(held.zone)
    finished = await finished_by(db, agent, hand_out_id)
    if finished is None:
        await line.explain_over(db, agent, hand_out_id)
        raise HandOutOver
    return finished.partner_id, home_zone(finished.zone)
