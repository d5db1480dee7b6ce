"""The workstation: handing out a contact, calling, pausing, giving back. Knows callers and rows, not HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from callcenter.accounts.schemas import Agent, Caller, Supervisor, Watcher
from callcenter.call_lists import service as call_lists
from callcenter.calls import ledger, queries, rules, verdicts, workstation
from callcenter.calls.errors import (
    AlreadyCalled,
    CallFirst,
    CallRunning,
    CampaignPaused,
    ContactInHand,
    HandOutOver,
    ListClosed,
    OnPause,
)
from callcenter.calls.models import Call, HandOut
from callcenter.calls.schemas import (
    AgentMoved,
    CallMoved,
    CallRead,
    HandedOut,
    HandOutEnded,
    HelpAsked,
    HelpRequest,
    LeaseRead,
    NextRead,
    NothingRead,
    NumberEventRead,
    PauseReason,
    Reachability,
    ReleaseReason,
    StateName,
)
from callcenter.campaigns import service as campaigns
from callcenter.contacts import service as contacts
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.places import home_zone
from callcenter.partners.schemas import Purpose


@dataclass(frozen=True, slots=True)
class FinishedHandOut:
    """A finished hand-out and what its outcome is judged by; `attempts` are all of its number."""

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
    legal_hours: bool
    call_id: UUID
    reached: bool
    number_id: UUID | None
    attempts: Sequence[datetime]


DIAL = "dial"
"""Kind of the vault's job that opens the sealed contact and dials."""

WEIGH = "weigh_number"
"""Kind of the vault's job that applies what the ledger knows of a number to every contact that has it."""

_RUNNING = ("requested", "ringing", "answered")

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
        return NextRead(hand_out=None, nothing=await _why_nothing(db, agent, now))
    return NextRead(hand_out=await workstation.read_hand_out(db, agent, keys, held), nothing=None)


async def _other_ways(db: Db, agent: Agent, now: datetime, lease: timedelta) -> Any | None:
    """When the claim gave nothing: the contact already in hand, or one whose lease has just run out."""
    state = await queries.lock_state(db, agent.user_id, agent.site_id, now)
    if state.state in {"pause", "offline"}:
        raise OnPause
    held = await queries.in_hand(db, agent.user_id, now)
    if held is not None:
        return held
    expired = await expire_leases(db, now)
    if state.state != "available":  # the lease ran out under an agent who is still at work
        await _move(db, agent, "available", now)
    return await _claim(db, agent, now, lease) if expired or state.state != "available" else None


async def _claim(db: Db, agent: Agent, now: datetime, lease: timedelta) -> Any | None:
    claimed = await queries.claim_next(
        db,
        agent_id=agent.user_id,
        site_id=agent.site_id,
        hand_out_id=new_id(),
        now=now,
        expires_at=now + lease,
        zones=_open_zones(now.replace(second=0, microsecond=0)),
    )
    if claimed is None:
        return None
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


async def _why_nothing(db: Db, agent: Agent, now: datetime) -> NothingRead:
    campaigns, lists = await queries.open_campaigns_and_lists(db, agent.site_id)
    found = verdicts.judge(await _groups(db, "site", agent.site_id), now, agent.language, agents=0)
    code, next_at = verdicts.nothing(found, campaigns=campaigns, lists=lists)
    # Counts by state would let an agent probe the list; what waits for this agent's site is enough.
    return NothingRead(code=code, message=rules.NOTHING[code].of(agent.language), next_at=next_at)


async def _groups(
    db: Db, which: Literal["site", "campaign", "list", "contact"], found_by: UUID
) -> list[verdicts.Group]:
    return [
        (
            verdicts.Facts(
                campaign=row.campaign,
                list_state=row.list_state,
                state=row.state,
                reason=row.reason,
                zone=row.zone,
                legal_hours=row.legal_hours,
                not_before=row.not_before,
            ),
            row.n,
        )
        for row in await queries.stock(db, which, found_by)
    ]


async def campaign_reachability(db: Db, watcher: Watcher, campaign_id: UUID) -> Reachability:
    """Why (not) for a campaign of the watcher's site. Raises NotFound."""
    await campaigns.read_campaign(db, watcher, campaign_id)
    return await _reachability(db, watcher, "campaign", campaign_id)


async def list_reachability(db: Db, watcher: Watcher, list_id: UUID) -> Reachability:
    """Why (not) for a list of the watcher's site. Raises NotFound."""
    await call_lists.read_list(db, watcher, list_id)
    return await _reachability(db, watcher, "list", list_id)


async def contact_reachability(db: Db, supervisor: Supervisor, reference: str) -> Reachability:
    """Why (not) for a contact of the supervisor's site. Raises NotFound."""
    found = await queries.contact_by_reference(db, supervisor.site_id, reference)
    if found is None:
        raise NotFound
    return await _reachability(db, supervisor, "contact", found.id)


async def number_events(db: Db, supervisor: Supervisor, reference: str) -> list[NumberEventRead]:
    """What the ledger holds of a contact's number, newest first: the evidence. Raises NotFound."""
    found = await queries.contact_by_reference(db, supervisor.site_id, reference)
    if found is None:
        raise NotFound
    return [NumberEventRead.model_validate(dict(row.items())) for row in await ledger.evidence(db, found.id)]


async def _reachability(
    db: Db, caller: Caller, which: Literal["campaign", "list", "contact"], found_by: UUID
) -> Reachability:
    at_work = 0 if caller.site_id is None else await queries.agents_at_work(db, caller.site_id)
    return verdicts.judge(await _groups(db, which, found_by), clock.now(), caller.language, agents=at_work)


# --- agent states -------------------------------------------------------------------------------------------


async def resume(db: Db, agent: Agent) -> None:
    """Back to work from a pause or from offline; nothing changes for an agent who is at work."""
    now = clock.now()
    state = await queries.lock_state(db, agent.user_id, agent.site_id, now)
    if state.state in {"pause", "offline"}:
        await _move(db, agent, "available", now)


async def pause(db: Db, agent: Agent, reason: PauseReason) -> None:
    """Takes a break. Raises ContactInHand while a contact is in hand."""
    await _stop_work(db, agent, "pause", reason)


async def leave(db: Db, agent: Agent) -> None:
    """Ends the work at this workstation. Raises ContactInHand while a contact is in hand."""
    await _stop_work(db, agent, "offline", None)


async def _stop_work(db: Db, agent: Agent, target: StateName, reason: PauseReason | None) -> None:
    now = clock.now()
    await queries.lock_state(db, agent.user_id, agent.site_id, now)
    if await queries.in_hand(db, agent.user_id, now) is not None:
        raise ContactInHand
    await expire_leases(db, now)  # a lease that ran out unnoticed would stand in the way of the next one
    await _move(db, agent, target, now, reason=reason)


async def ask_help(db: Db, agent: Agent, request: HelpRequest) -> None:
    held = await queries.in_hand(db, agent.user_id, clock.now())
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
    await queries.move_agent(db, agent.user_id, state, now, pause_reason=reason, campaign_id=campaign_id)
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
        await _explain_over(db, agent, hand_out_id)
    return LeaseRead(expires_at=now + lease)


async def release(db: Db, agent: Agent, hand_out_id: UUID, reason: ReleaseReason) -> None:
    """Gives the contact back. A contact the agent knows goes to the supervisor, nothing is asked.

    Raises NotFound, HandOutOver, CallRunning.
    """
    now = clock.now()
    if reason == "known_person":
        call = await queries.call_of(db, hand_out_id)
        if call is not None and call.agent_id == agent.user_id:
            await _end_call(db, call.id, now, origins=_RUNNING, agent=agent)
    held = await queries.end_hand_out(db, agent.user_id, hand_out_id, now, state="released", reason=reason)
    if held is None:
        await _explain_over(db, agent, hand_out_id)
        return
    if held.call_id is not None and held.call_state != "ended" and reason != "known_person":
        raise CallRunning
    if reason == "known_person":
        await contacts.settle(db, held.contact_id, state="review", reason="known_person")
    else:
        await _give_back(db, held.contact_id, held.attempts if held.call_id else None, now)
    await journal.append(db, _ended(held.hand_out_id, agent.user_id, held, reason), available_again(agent))


async def _give_back(db: Db, contact_id: UUID, attempts: Sequence[datetime] | None, now: datetime) -> None:
    """Returns the contact: at once when nobody called it, else after a rest that keeps to the law's cap."""
    if attempts is None:
        await contacts.give_back(db, contact_id)
        return
    rest = rules.rest_without_outcome(attempts, now)
    await contacts.give_back(db, contact_id, reason=rest.reason, not_before=rest.not_before)


def _ended(hand_out_id: UUID, agent_id: UUID, held: Any, reason: str) -> HandOutEnded:
    return HandOutEnded.model_validate(
        {
            "hand_out_id": hand_out_id,
            "contact_id": held.contact_id,
            "agent_id": agent_id,
            "campaign_id": held.campaign_id,
            "reason": reason,
            "actor_id": None if reason in {"expired", "list_closed"} else agent_id,
            "site_id": held.site_id,
            "partner_id": held.partner_id,
        }
    )


async def _explain_over(db: Db, agent: Agent, hand_out_id: UUID) -> None:
    """Raises what fits a lease that is not live: NotFound when it never was this agent's, else HandOutOver."""
    held = await queries.mine(db, agent.user_id, hand_out_id)
    if held is None:
        raise NotFound
    raise ListClosed if held.end_reason == "list_closed" else HandOutOver


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
        await queries.lock_state(db, row.agent_id, row.site_id, now)
        held = await queries.take_away(db, row.id, now, "list_closed")
        if held is None:
            continue
        call = None if row.call_id is None else await queries.call(db, row.call_id)
        if call is not None:
            await _end_call(db, call.id, now, origins=_RUNNING)
        await contacts.block(db, row.contact_id, "list_closed")
        await queries.move_agent(db, row.agent_id, "available", now)
        freed = AgentMoved(agent_id=row.agent_id, state="available", site_id=row.site_id)
        await journal.append(db, _ended(held.id, held.agent_id, held, "list_closed"), freed)
    return left


async def expire_leases(db: Db, now: datetime) -> int:
    """Ends leases whose time is over: the contact goes to the next agent, the silent agent is offline."""
    ended = await queries.expire(db, now)
    for held in ended:
        call = await queries.call_of(db, held.id)
        if call is not None:
            await _end_call(db, call.id, now, origins=_RUNNING, result="failed")
        attempts = await queries.attempts(db, held.contact_id) if call is not None else None
        await _give_back(db, held.contact_id, attempts, now)
        await queries.move_agent(db, held.agent_id, "offline", now)
        await journal.append(
            db,
            _ended(held.id, held.agent_id, held, "expired"),
            AgentMoved(agent_id=held.agent_id, state="offline", site_id=held.site_id),
        )
    return len(ended)


async def send_absent_home(db: Db, now: datetime, idle: timedelta) -> int:
    """Agents whose session ended go offline and their contact goes back; returns how many."""
    gone = await queries.absent_agents(db, now=now, idle_since=now - idle)
    for row in gone:
        if row.hand_out_id is not None:
            await queries.end_time_now(db, row.hand_out_id, now)
        else:
            await queries.move_agent(db, row.user_id, "offline", now)
            await journal.append(db, AgentMoved(agent_id=row.user_id, state="offline", site_id=row.site_id))
    return len(gone)


# --- the call -----------------------------------------------------------------------------------------------


async def start_call(db: Db, agent: Agent, hand_out_id: UUID, *, lease: timedelta) -> CallRead:
    """Asks the vault to dial. Raises NotFound, HandOutOver, AlreadyCalled, CampaignPaused, ListClosed."""
    now = clock.now()
    call = await queries.start_call(db, agent.user_id, hand_out_id, new_id(), now=now, expires_at=now + lease)
    if call is None:
        await _explain_over(db, agent, hand_out_id)
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
    ended = await _end_call(db, call_id, clock.now(), origins=_RUNNING, agent=agent)
    call = ended or await queries.my_call(db, agent.user_id, call_id)
    if call is None:
        raise NotFound
    return workstation.read_call(call)


async def _end_call(
    db: Db,
    call_id: UUID,
    now: datetime,
    *,
    origins: Sequence[str],
    result: str | None = None,
    agent: Agent | None = None,
) -> Any | None:
    """Ends a call that is in one of `origins` and sends its agent to wrap-up; None when it was elsewhere."""
    agent_id = None if agent is None else agent.user_id
    ended = await queries.end_call(db, call_id, now, origins=origins, result=result, agent_id=agent_id)
    if ended is not None:
        await journal.append(db, _moved(ended), _agent_follows(ended, "wrap_up"))
    return ended


def _moved(call: Any) -> CallMoved:
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
            "actor_id": call.agent_id,
            "site_id": call.site_id,
            "partner_id": call.partner_id,
        }
    )


def _agent_follows(call: Any, state: StateName) -> AgentMoved:
    return AgentMoved(
        agent_id=call.agent_id,
        state=state,
        campaign_id=call.campaign_id,
        actor_id=call.agent_id,
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
    return await _end_call(db, call_id, now, origins=("requested", "ringing"), result=result) is not None


async def call_row(db: Db, call_id: UUID) -> Call | None:
    return await queries.call(db, call_id)


# --- for outcomes -------------------------------------------------------------------------------------------


async def finish(db: Db, agent: Agent, hand_out_id: UUID, code: str, now: datetime) -> FinishedHandOut:
    """Ends the lease with an outcome and frees the agent, in one guarded statement.

    The caller journals `available_again` with its own entry. Raises NotFound, HandOutOver (late, or already
    recorded), CallFirst, CallRunning.
    """
    row = await queries.end_hand_out(db, agent.user_id, hand_out_id, now, state="finished", reason=code)
    if row is None:
        await _explain_over(db, agent, hand_out_id)
        raise HandOutOver
    if row.call_id is None:
        raise CallFirst
    if row.call_state != "ended":
        raise CallRunning
    return FinishedHandOut(**{f.name: getattr(row, f.name) for f in fields(FinishedHandOut)})


def available_again(agent: Agent) -> AgentMoved:
    return AgentMoved(
        agent_id=agent.user_id, state="available", actor_id=agent.user_id, site_id=agent.site_id
    )


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
    held = await queries.in_hand(db, agent.user_id, clock.now())
    if held is not None and held.id == hand_out_id:
        return held.partner_id, home_zone(held.zone)
    finished = await finished_by(db, agent, hand_out_id)
    if finished is None:
        await _explain_over(db, agent, hand_out_id)
        raise HandOutOver
    return finished.partner_id, home_zone(finished.zone)
