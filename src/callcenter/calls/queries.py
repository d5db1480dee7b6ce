"""Statements on hand-outs and calls."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update

from callcenter.calls import agents
from callcenter.calls.claims import GIVEN_TO_ME, NOT_KEPT_FROM_ME, PART_OF_DAY
from callcenter.calls.models import AgentState, Call, HandOut
from callcenter.campaigns.models import Campaign
from callcenter.infra.db import AnyRow, Db, Record, Statement

ACTIVE = HandOut.state == text("'active'")
"""Written out: the indexes on what is active serve no parameter in a plan that is made once for all values."""


async def mine(db: Db, agent_id: UUID, hand_out_id: UUID) -> HandOut | None:
    return await db.scalar(select(HandOut).where(HandOut.id == hand_out_id, HandOut.agent_id == agent_id))


_EXTEND = Statement(
    """
    WITH me AS (
        UPDATE agent_states SET seen_at = :now WHERE user_id = :agent RETURNING user_id
    )
    UPDATE hand_outs h SET expires_at = :until FROM me
    WHERE h.id = :hand_out AND h.agent_id = me.user_id AND h.state = 'active' AND h.expires_at > :now RETURNING h.id
    """
)


_SHOW_STEP = Statement(
    """
    WITH held AS (
        SELECT h.id, k.script->CAST(:at AS int)->>'title' AS title
        FROM hand_outs h JOIN campaigns k ON k.id = h.campaign_id
        WHERE h.id = :hand_out AND h.agent_id = :agent AND h.state = 'active' AND h.expires_at > :now
    )
    UPDATE hand_outs h SET step = held.title FROM held
    WHERE h.id = held.id AND held.title <> coalesce(h.step, '') RETURNING h.campaign_id, h.step
    """
)


async def show_step(db: Db, agent_id: UUID, hand_out_id: UUID, at: int, now: datetime) -> Record | None:
    """Notes the step on the screen of a live lease; None when nothing changed."""
    return await _SHOW_STEP.row(db, {"agent": agent_id, "hand_out": hand_out_id, "at": at, "now": now})


async def extend(db: Db, agent_id: UUID, hand_out_id: UUID, now: datetime, until: datetime) -> bool:
    values = {"agent": agent_id, "hand_out": hand_out_id, "now": now, "until": until}
    return await _EXTEND.row(db, values) is not None


NUMBERS_CALLED = """SELECT c.number_id UNION SELECT e.number_id FROM calls p
                    JOIN number_events e ON e.source_id = p.id WHERE p.contact_id = c.id"""
"""The ledger's numbers at which contact `c` was called: the four attempts are the consumer's, not the number's."""

_FACTS = f"""c.reference, c.zone, c.key_version, k.purpose, k.confirms IS NOT NULL AS confirms,
           k.legal_hours, w.wrapped AS view_key,
           x.id AS call_id, x.state AS call_state, x.answered_at IS NOT NULL AS reached,
           h.leased_at, h.ended_at AS finished_at, x.answered_at, x.ended_at AS call_ended_at,
           c.number_id, coalesce(x.number, c.number) AS number, c.numbers,
           ARRAY(SELECT e.at FROM number_events e
                 WHERE e.number_id IN ({NUMBERS_CALLED}) AND e.kind = 'attempt') AS attempts,
           ARRAY(SELECT q.end_reason FROM calls p JOIN hand_outs q ON q.id = p.hand_out_id
                 WHERE p.contact_id = c.id AND p.number = x.number AND q.id <> h.id
                   AND q.end_reason IS NOT NULL
                   AND (c.reopened_at IS NULL OR q.leased_at > c.reopened_at)) AS ends,
           jsonb_path_query_array(k.script, '$[*].duties') AS duties,
           jsonb_path_query_array(x.duties, '$[*].code') AS said"""

_FACTS_FROM = """JOIN contacts c ON c.id = h.contact_id
    JOIN campaigns k ON k.id = h.campaign_id
    JOIN list_view_keys w ON w.list_id = h.list_id AND w.key_version = c.key_version
    LEFT JOIN calls x ON x.hand_out_id = h.id"""
"""What an end is judged by, for rows `h` of hand-outs."""

_FREE = "(ended.end_reason = 'known_person' AND a.known < :free)"

_COUNTS = f"(ended.state = 'released' AND NOT {_FREE})"

_GAVE_BACK = f""",
            given_back = a.given_back + {_COUNTS}::int,
            burst = CASE WHEN NOT {_COUNTS} THEN a.burst WHEN a.burst_from > :burst_after THEN a.burst + 1 ELSE 1 END,
            burst_from = CASE WHEN NOT {_COUNTS} OR a.burst_from > :burst_after THEN a.burst_from ELSE :now END,
            known = a.known + (ended.end_reason = 'known_person')::int,
            uncalled = CASE WHEN {_FREE} AND NOT EXISTS (SELECT 1 FROM calls x WHERE x.hand_out_id = ended.id)
                            THEN greatest(a.uncalled - 1, 0) ELSE a.uncalled END"""
"""What giving back does to the tallies of agent `a`; who says so of a person they know does it freely a few times."""

END_HAND_OUT = Statement(
    f"""
    WITH me AS (
        SELECT user_id FROM agent_states WHERE user_id = :agent FOR UPDATE
    ), ended AS (
        UPDATE hand_outs h SET state = :state, end_reason = :reason, ended_at = :now
        FROM me
        WHERE h.id = :hand_out AND h.agent_id = me.user_id AND h.state = 'active' AND h.expires_at > :now
        RETURNING h.*
    ), working AS (
        UPDATE agent_states a SET {agents.FREED}, since = :now, campaign_id = NULL,
                                  next_at = CASE WHEN ended.state = 'finished' AND k.pacing = 'progressive'
                                                  AND a.pause_due IS NULL
                                                 THEN CAST(:now AS timestamptz) + make_interval(secs => k.pace_seconds)
                                            END{_GAVE_BACK}
        FROM ended JOIN campaigns k ON k.id = ended.campaign_id WHERE a.user_id = ended.agent_id
        RETURNING a.given_back, a.burst, a.known, a.pause_reason
    )
    SELECT h.id AS hand_out_id, h.contact_id, h.campaign_id, h.list_id, h.partner_id, h.site_id,
           working.given_back, working.burst, working.known, working.pause_reason, {_FACTS}
    FROM ended h CROSS JOIN working
    {_FACTS_FROM}
    """
)


async def end_hand_out(
    db: Db,
    agent_id: UUID,
    hand_out_id: UUID,
    now: datetime,
    *,
    state: str,
    reason: str,
    burst_after: datetime,
    free: int,
) -> Record | None:
    """Ends a live lease, frees the agent, and gives the facts by which the contact's future is judged.

    What is given back is counted: within one burst from `burst_after` on; the first `free` known people are not.
    None when the lease is over or another's. The agent's row is locked first, as everywhere.
    """
    values = {"agent": agent_id, "hand_out": hand_out_id, "now": now, "state": state, "reason": reason}
    return await END_HAND_OUT.row(db, values | {"burst_after": burst_after, "free": free})


_FINISHED = text(
    f"""
    SELECT h.id AS hand_out_id, h.contact_id, h.campaign_id, h.list_id, h.partner_id, h.site_id,
           NULL AS pause_reason, {_FACTS}
    FROM hand_outs h
    {_FACTS_FROM}
    WHERE h.id = :hand_out AND h.agent_id = :agent AND h.state = 'finished'
    """
)


async def finished(db: Db, agent_id: UUID, hand_out_id: UUID) -> AnyRow | None:
    """A hand-out this agent finished, with the same facts."""
    return (await db.execute(_FINISHED, {"agent": agent_id, "hand_out": hand_out_id})).one_or_none()


async def is_held(db: Db, call: Call) -> bool:
    """Whether the call's own hand-out is live, with that contact in that agent's hands."""
    held = (HandOut.id == call.hand_out_id) & ACTIVE
    same = (HandOut.contact_id == call.contact_id) & (HandOut.agent_id == call.agent_id)
    return await db.scalar(select(HandOut.id).where(held, same)) is not None


async def was_handed_out(db: Db, contact_id: UUID, agent_id: UUID) -> bool:
    """Whether a contact ever was in that agent's hands."""
    found = select(HandOut.id).where(HandOut.contact_id == contact_id, HandOut.agent_id == agent_id)
    return await db.scalar(found.limit(1)) is not None


async def known_person(db: Db, hand_out_id: UUID) -> HandOut | None:
    """A hand-out whose agent knows the person."""
    statement = select(HandOut).where(HandOut.id == hand_out_id, HandOut.end_reason == "known_person")
    return await db.scalar(statement)


async def rename_end(db: Db, hand_out_id: UUID, reason: str) -> None:
    await db.execute(update(HandOut).where(HandOut.id == hand_out_id).values(end_reason=reason))


async def expire(db: Db, now: datetime) -> Sequence[HandOut]:
    """Ends leases whose time is over, at most 200 at once; an agent who is asking for something now is left alone.

    The agent's row is locked first, as everywhere, so that no two requests can wait for each other.
    """
    over = (
        select(HandOut.id)
        .join(AgentState, AgentState.user_id == HandOut.agent_id)
        .where(ACTIVE, HandOut.expires_at <= now)
        .limit(200)
    )
    picked = over.with_for_update(of=AgentState, skip_locked=True).scalar_subquery()
    statement = update(HandOut).where(HandOut.id.in_(picked), ACTIVE, HandOut.expires_at <= now)
    ended = statement.values(state="expired", end_reason="expired", ended_at=now).returning(HandOut)
    return (await db.scalars(ended)).all()


async def held_of(db: Db, *, list_id: UUID | None, contact_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """Live leases of a list's contacts, or of these contacts, with their call."""
    statement = (
        select(HandOut.id, HandOut.agent_id, HandOut.site_id, HandOut.contact_id, Call.id.label("call_id"))
        .outerjoin(Call, Call.hand_out_id == HandOut.id)
        .where(ACTIVE, (HandOut.list_id == list_id) | HandOut.contact_id.in_(contact_ids))
    )
    return (await db.execute(statement)).all()


_IN_HANDS = Statement(
    """
    SELECT h.id FROM hand_outs h JOIN contacts c ON c.id = h.contact_id
    WHERE h.agent_id = :agent AND h.site_id = :site AND h.state = 'active' AND c.reference = :reference
    """
)


async def in_hands_of(db: Db, agent_id: UUID, site_id: UUID, reference: str) -> UUID | None:
    """The live lease by which an agent of the site has that contact."""
    row = await _IN_HANDS.row(db, {"agent": agent_id, "site": site_id, "reference": reference})
    return None if row is None else row.id


async def take_away(db: Db, hand_out_id: UUID, now: datetime, reason: str) -> HandOut | None:
    """Ends a lease whoever holds it and however long it would last; None when it is over."""
    statement = update(HandOut).where(HandOut.id == hand_out_id, ACTIVE)
    values = {"state": "released", "end_reason": reason, "ended_at": now}
    return (await db.scalars(statement.values(**values).returning(HandOut))).one_or_none()


async def last_of(db: Db, agent_id: UUID) -> HandOut | None:
    """The agent's latest hand-out."""
    statement = select(HandOut).where(HandOut.agent_id == agent_id).order_by(HandOut.leased_at.desc())
    return await db.scalar(statement.limit(1))


async def end_time_now(db: Db, hand_out_id: UUID, now: datetime) -> None:
    statement = update(HandOut).where(HandOut.id == hand_out_id, ACTIVE)
    await db.execute(statement.values(expires_at=now))


async def history(db: Db, contact_id: UUID) -> Sequence[AnyRow]:
    """Finished hand-outs of a contact, newest first, at most 10."""
    statement = (
        select(HandOut.ended_at, HandOut.end_reason, HandOut.agent_id, Campaign.name)
        .join(Campaign, Campaign.id == HandOut.campaign_id)
        .where(HandOut.contact_id == contact_id, HandOut.state == "finished")
        .order_by(HandOut.ended_at.desc())
        .limit(10)
    )
    return (await db.execute(statement)).all()


async def callbacks(db: Db, agent_id: UUID, site_id: UUID) -> Sequence[AnyRow]:
    """Callbacks the agent promised, then the team's, soonest first, at most 20."""
    statement = text(
        "SELECT c.id, c.reference, c.not_before AS due_at, c.zone, k.name AS campaign_name, "
        "c.callback_for IS NOT NULL AS mine FROM contacts c JOIN call_lists l ON l.id = c.list_id "
        "JOIN campaigns k ON k.id = coalesce(c.confirmed_in, l.campaign_id) AND k.state IN ('open', 'paused') "
        "WHERE c.state = 'callback' AND c.reason IS DISTINCT FROM 'confirmation' AND c.site_id = :site "
        f"AND (c.callback_for = :agent OR c.callback_for IS NULL AND {GIVEN_TO_ME}) AND {NOT_KEPT_FROM_ME} "
        "ORDER BY c.callback_for IS NULL, c.not_before LIMIT 20"
    )
    return (await db.execute(statement, {"agent": agent_id, "site": site_id})).all()


async def today(db: Db, agent_id: UUID, since: datetime) -> tuple[AnyRow, Sequence[AnyRow]]:
    """(calls, reached, talk seconds) and the ended hand-outs by reason since `since`."""
    talk = func.coalesce(func.sum(func.extract("epoch", Call.ended_at - Call.answered_at)), 0)
    calls = select(
        func.count(Call.id).label("calls"),
        func.count(Call.answered_at).label("reached"),
        talk.label("talk_seconds"),
    ).where(Call.agent_id == agent_id, Call.requested_at >= since)
    ends = (
        select(HandOut.state, HandOut.end_reason, func.count().label("n"))
        .where(HandOut.agent_id == agent_id, HandOut.leased_at >= since)
        .group_by(HandOut.state, HandOut.end_reason)
    )
    return (await db.execute(calls)).one(), (await db.execute(ends)).all()


_START_CALL = Statement(
    f"""
    WITH me AS (
        SELECT user_id FROM agent_states WHERE user_id = :agent FOR UPDATE
    ), held AS (
        UPDATE hand_outs h SET expires_at = :expires
        FROM me
        WHERE h.id = :hand_out AND h.agent_id = me.user_id AND h.state = 'active' AND h.expires_at > :now
        RETURNING h.*
    ), called AS (
        INSERT INTO calls (id, hand_out_id, contact_id, agent_id, campaign_id, partner_id, site_id, number, state,
                           requested_at)
        SELECT CAST(:call AS uuid), h.id, h.contact_id, h.agent_id, h.campaign_id, h.partner_id, h.site_id,
               c.number, 'requested', CAST(:now AS timestamptz)
        FROM held h JOIN contacts c ON c.id = h.contact_id JOIN campaigns k ON k.id = h.campaign_id AND k.state = 'open'
        JOIN call_lists l ON l.id = h.list_id AND l.state = 'ready'
        ON CONFLICT (hand_out_id) DO NOTHING
        RETURNING *
    ), counted AS (
        UPDATE contacts c SET attempts = c.attempts + 1, tried = {PART_OF_DAY}
        FROM called WHERE c.id = called.contact_id
    ), working AS (
        UPDATE agent_states a SET state = 'ringing', since = :now, pause_reason = NULL,
                                  campaign_id = called.campaign_id, uncalled = greatest(a.uncalled - 1, 0)
        FROM called WHERE a.user_id = called.agent_id
    )
    SELECT k.state AS campaign_state, l.state AS list_state, called.*
    FROM held JOIN campaigns k ON k.id = held.campaign_id JOIN call_lists l ON l.id = held.list_id
    LEFT JOIN called ON true
    """
)


async def start_call(
    db: Db,
    agent_id: UUID,
    hand_out_id: UUID,
    call_id: UUID,
    *,
    now: datetime,
    expires_at: datetime,
    parts: Sequence[float],
) -> Record | None:
    """The one call of a live lease, which is extended; the attempt is counted and the agent is at it.

    None when the lease is over or another's; `id` is None when nothing was started: the hand-out has its call, or
    `campaign_state` is not open. The caller must not commit then.
    """
    values = {"agent": agent_id, "hand_out": hand_out_id, "call": call_id, "now": now, "expires": expires_at}
    return await _START_CALL.row(db, values | {"parts": parts})


_AGENT_OF_CALL = """
        SELECT a.user_id FROM calls c JOIN agent_states a ON a.user_id = c.agent_id
        WHERE c.id = :call AND (CAST(:agent AS uuid) IS NULL OR a.user_id = :agent) FOR UPDATE OF a
"""
"""The agent's row is locked first, as everywhere: what the agent asks and what the line does come in turn."""

_RING = Statement(
    "UPDATE calls SET state = 'ringing', ringing_at = :now WHERE id = :call AND state = 'requested' RETURNING *"
)

_ANSWER = Statement(
    f"""
    WITH me AS ({_AGENT_OF_CALL}), answered AS (
        UPDATE calls c SET state = 'answered', answered_at = :now
        FROM me WHERE c.id = :call AND c.agent_id = me.user_id AND c.state = 'ringing'
        RETURNING c.*
    ), working AS (
        UPDATE agent_states a SET state = 'talking', since = :now, pause_reason = NULL,
                                  campaign_id = answered.campaign_id
        FROM answered WHERE a.user_id = answered.agent_id AND a.state = 'ringing'
    )
    SELECT * FROM answered
    """
)

_CUT = "(CAST(:agent AS uuid) IS NOT NULL AND coalesce(ended.answered_at, ended.requested_at) > :cut_after)"
"""The agent ended the call within seconds of asking for it, or of the answer."""

_HELD_SO_FAR = "c.held_seconds + coalesce(extract(epoch FROM CAST(:now AS timestamptz) - c.held_at)::int, 0)"

_HOLD = Statement(
    f"""
    WITH me AS ({_AGENT_OF_CALL}), held AS (
        UPDATE calls c SET held_at = :now
        FROM me WHERE c.id = :call AND c.agent_id = me.user_id AND c.state = 'answered' AND c.held_at IS NULL
        RETURNING c.*
    ), working AS (
        UPDATE agent_states a SET state = 'on_hold', since = :now
        FROM held WHERE a.user_id = held.agent_id AND a.state = 'talking'
    )
    SELECT *, NULL::int AS lasted FROM held
    """
)

_RETRIEVE = Statement(
    f"""
    WITH me AS ({_AGENT_OF_CALL}), was AS (
        SELECT held_seconds FROM calls WHERE id = :call
    ), taken AS (
        UPDATE calls c SET held_at = NULL, held_seconds = {_HELD_SO_FAR}
        FROM me WHERE c.id = :call AND c.agent_id = me.user_id AND c.state = 'answered' AND c.held_at IS NOT NULL
        RETURNING c.*
    ), working AS (
        UPDATE agent_states a SET state = 'talking', since = :now
        FROM taken WHERE a.user_id = taken.agent_id AND a.state = 'on_hold'
    )
    SELECT taken.*, taken.held_seconds - was.held_seconds AS lasted FROM taken, was
    """
)

_END_CALL = Statement(
    f"""
    WITH me AS ({_AGENT_OF_CALL}), ended AS (
        UPDATE calls c
        SET state = 'ended', ended_at = :now, ended_by = CAST(:ended_by AS uuid), held_at = NULL,
            held_seconds = {_HELD_SO_FAR},
            result = coalesce(:result, CASE c.state WHEN 'answered' THEN 'answered' ELSE 'cancelled' END)
        FROM me WHERE c.id = :call AND c.agent_id = me.user_id AND c.state = ANY(:origins)
        RETURNING c.*
    ), working AS (
        UPDATE agent_states a SET state = 'wrap_up', since = :now, pause_reason = NULL,
                                  campaign_id = ended.campaign_id,
                                  cut_short = a.cut_short + {_CUT}::int,
                                  cut_in_row = CASE WHEN {_CUT} THEN a.cut_in_row + 1
                                                    WHEN ended.answered_at IS NULL THEN a.cut_in_row ELSE 0 END
        FROM ended WHERE a.user_id = ended.agent_id AND a.state IN ('ringing', 'talking', 'on_hold')
        RETURNING a.cut_short, a.cut_in_row, {_CUT} AS cut
    )
    SELECT ended.*, working.cut_short, working.cut_in_row, coalesce(working.cut, false) AS cut
    FROM ended LEFT JOIN working ON true
    """
)


async def ring(db: Db, call_id: UUID, now: datetime) -> Record | None:
    """requested → ringing; None when it was elsewhere."""
    return await _RING.row(db, {"call": call_id, "now": now})


async def answer(db: Db, call_id: UUID, now: datetime) -> Record | None:
    """ringing → answered, the agent talks; None when it was elsewhere."""
    return await _ANSWER.row(db, {"call": call_id, "agent": None, "now": now})


async def hold(db: Db, agent_id: UUID, call_id: UUID, now: datetime, *, held: bool) -> Record | None:
    """Puts the agent's answered call on hold, or takes it up again; None when it is elsewhere already.

    `lasted` are the seconds of the hold that ends here.
    """
    values = {"call": call_id, "agent": agent_id, "now": now}
    return await (_HOLD if held else _RETRIEVE).row(db, values)


async def end_call(
    db: Db,
    call_id: UUID,
    now: datetime,
    *,
    origins: Sequence[str],
    result: str | None = None,
    agent_id: UUID | None = None,
    ended_by: UUID | None = None,
    cut_after: datetime,
) -> Record | None:
    """Ends a call (of that agent) that is in one of `origins`; an agent who was at it goes to wrap-up.

    Without a `result` it is `answered` when somebody answered, else `cancelled`. One that an agent ends though it was
    asked for or answered after `cut_after` is counted as cut short; `ended_by` is the supervisor who ended it.
    None when it was elsewhere.
    """
    values = {"call": call_id, "agent": agent_id, "now": now, "origins": origins, "result": result}
    return await _END_CALL.row(db, values | {"cut_after": cut_after, "ended_by": ended_by})


async def call_of(db: Db, hand_out_id: UUID) -> Call | None:
    return await db.scalar(select(Call).where(Call.hand_out_id == hand_out_id))


async def call(db: Db, call_id: UUID) -> Call | None:
    return await db.scalar(select(Call).where(Call.id == call_id))


_CALL_AND_SCRIPT = Statement(
    """
    SELECT x.*, jsonb_path_query_array(k.script, '$[*].duties') AS due
    FROM calls x JOIN campaigns k ON k.id = x.campaign_id WHERE x.id = :call AND x.agent_id = :agent
    """
)


async def call_and_script(db: Db, agent_id: UUID, call_id: UUID) -> Record | None:
    """The agent's call with the duties of its script, step by step (`due`)."""
    return await _CALL_AND_SCRIPT.row(db, {"call": call_id, "agent": agent_id})


_SAY = Statement(
    """
    UPDATE calls SET duties = duties || CAST(:said AS jsonb)
    WHERE id = :call AND agent_id = :agent AND state = 'answered' AND held_at IS NULL
      AND jsonb_array_length(duties) = :before
    RETURNING *
    """
)


async def say(
    db: Db, agent_id: UUID, call_id: UUID, said: Sequence[Mapping[str, str]], *, before: int
) -> Record | None:
    """Adds to what was said in a running call that had `before` duties said; None when it is elsewhere."""
    values = {"call": call_id, "agent": agent_id, "said": json.dumps(said), "before": before}
    return await _SAY.row(db, values)


async def my_call(db: Db, agent_id: UUID, call_id: UUID) -> Call | None:
    return await db.scalar(select(Call).where(Call.id == call_id, Call.agent_id == agent_id))


_TRIED = Statement(
    f"""
    SELECT {_FACTS} FROM hand_outs h
    {_FACTS_FROM}
    WHERE h.id = :hand_out
    """
)


async def tried(db: Db, hand_out_id: UUID) -> Record | None:
    """The facts by which the future of a hand-out's contact is judged, of one that ended by itself."""
    return await _TRIED.row(db, {"hand_out": hand_out_id})


async def sealed_seq(db: Db) -> int:
    return int(await db.scalar(text("SELECT coalesce(max(seq), 0) FROM journal")) or 0)
