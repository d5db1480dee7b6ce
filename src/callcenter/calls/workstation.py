"""What the agent's page shows: state, the contact in hand as a masked card, callbacks and the day so far.

It reads and opens views; it changes nothing.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Agent
from callcenter.calls import agents, claims, duty, messages, queries
from callcenter.calls.errors import LEFT
from callcenter.calls.models import AgentState
from callcenter.calls.schemas import (
    AgentStateRead,
    CallbackRead,
    CallRead,
    CampaignBrief,
    FilledStep,
    HandOutRead,
    PastCall,
    ScriptRead,
    TodayRead,
    WorkstationRead,
)
from callcenter.campaigns import rules as campaign_rules
from callcenter.campaigns.schemas import MaskingPolicy
from callcenter.contacts.rules import build_card, spoken_name
from callcenter.infra.db import Db
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.sealing import Address, Field
from callcenter.kit import clock
from callcenter.kit.places import home_zone

_SAID_FOR = timedelta(minutes=10)


async def page(db: Db, agent: Agent, keys: WebKeyring) -> WorkstationRead:
    """Everything the agent's page shows: state, the contact in hand, callbacks and the day so far."""
    # Before everything else: what happens while the rest is read comes by the feed once more, and is never missed.
    feed_after = await queries.sealed_seq(db)
    now = clock.now()
    state = await agents.state_of(db, agent.user_id)
    rows = await queries.callbacks(db, agent.user_id, agent.site_id)
    return WorkstationRead(
        state=_state(state, now),
        hand_out=await hand_out(db, agent, keys, now),
        callbacks=[
            CallbackRead(
                id=row.id,
                reference=row.reference,
                due_at=row.due_at,
                zone=home_zone(row.zone),
                campaign_name=row.campaign_name,
                overdue=row.due_at < now,
                mine=row.mine,
            )
            for row in rows
        ],
        messages=await messages.unread(db, agent),
        duty=await duty.read(db, agent, state, now),
        desk=None if state is None else state.desk,
        today=await _today(db, agent, now),
        withdrawn=await _withdrawn(db, agent, now),
        feed_after=feed_after,
    )


async def _withdrawn(db: Db, agent: Agent, now: datetime) -> str | None:
    """The sentence for a contact that was just taken off this desk."""
    last = await queries.last_of(db, agent.user_id)
    error = None if last is None else LEFT.get(last.end_reason)
    if error is None or last is None or last.ended_at is None:
        return None
    return error().sentence(agent.language) if now - last.ended_at < _SAID_FOR else None


def _state(row: AgentState | None, now: datetime) -> AgentStateRead:
    if row is None:
        return AgentStateRead(
            name="offline", since=now, pause_reason=None, pause_due=None, paused_by_staff=False, next_at=None
        )
    return AgentStateRead.model_validate(
        {
            "name": row.state,
            "since": row.since,
            "pause_reason": row.pause_reason,
            "pause_due": row.pause_due,
            "paused_by_staff": row.pause_by is not None,
            "next_at": row.next_at,
        }
    )


async def _today(db: Db, agent: Agent, now: datetime) -> TodayRead:
    zone = ZoneInfo(agent.home_zone)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    totals, ends = await queries.today(db, agent.user_id, midnight)
    by_group: Counter[str] = Counter()
    positive = 0
    for row in ends:
        outcome = campaign_rules.catalogue().get(row.end_reason or "")
        if row.state == "finished" and outcome is not None:
            by_group[outcome.group] += row.n
            positive += row.n if outcome.positive else 0
    return TodayRead(
        handed_out=sum(row.n for row in ends),
        calls=totals.calls,
        reached=totals.reached,
        positive=positive,
        talk_seconds=int(totals.talk_seconds),
        by_group=dict(by_group),
    )


def read_call(row: Any) -> CallRead:
    own = {name: getattr(row, name) for name in CallRead.model_fields.keys() - {"ended_by_staff"}}
    return CallRead.model_validate(own | {"ended_by_staff": row.ended_by is not None})


async def hand_out(db: Db, agent: Agent, keys: WebKeyring, now: datetime) -> HandOutRead | None:
    """The contact in the agent's hands, if there is one."""
    row = await claims.in_hand(db, agent.user_id, now)
    return None if row is None else await read_hand_out(db, agent, keys, row)


async def read_hand_out(db: Db, agent: Agent, keys: WebKeyring, row: Any) -> HandOutRead:
    """The page's view of a row of `claims.in_hand` or `claims.claim_next`: opens the view, masks it."""
    view = keys.view_key(row.list_id, row.key_version, row.view_key).open(
        Address(Field.VIEW, row.list_id, row.contact_id, row.revision), row.view
    )
    policy = MaskingPolicy.model_validate(row.masking)
    card = build_card(row.reference, home_zone(row.zone), view, policy)
    values = {
        "agent": agent.display_name,
        "partner": row.partner_name,
        "civility": card.civility,
        "name": spoken_name(view, policy),
        "town": card.town,
    }
    steps = [FilledStep(**{**step, "text": campaign_rules.fill(step["text"], values)}) for step in row.script]
    call = await queries.call_of(db, row.id) if row.attempts else None
    ended = call is not None and call.state == "ended"
    reached = call.answered_at is not None if call is not None and ended else None
    past = await queries.history(db, row.contact_id) if row.attempts else []
    return HandOutRead(
        id=row.id,
        expires_at=row.expires_at,
        campaign=CampaignBrief(
            id=row.campaign_id,
            name=row.campaign_name,
            purpose=row.purpose,
            confirms=row.confirms,
            mode=row.mode,
            partner_name=row.partner_name,
        ),
        card=card,
        script=ScriptRead(steps=steps),
        outcomes=campaign_rules.choices(
            campaign_rules.outcomes_for(row.purpose, reached=reached, confirms=row.confirms), agent.language
        ),
        call=read_call(call) if call else None,
        history=[_past(entry, agent) for entry in past],
    )


def _past(row: Any, agent: Agent) -> PastCall:
    outcome = campaign_rules.catalogue()[row.end_reason]
    return PastCall(
        at=row.ended_at,
        code=outcome.code,
        label=outcome.label.of(agent.language),
        agent_is_me=row.agent_id == agent.user_id,
        campaign_name=row.name,
    )
