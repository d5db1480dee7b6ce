"""Statements on agent states, hand-outs and calls, the claim of the next contact among them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.calls import quotas
from callcenter.calls.models import AgentState, Call, HandOut
from callcenter.campaigns.models import Campaign
from callcenter.infra.db import AnyRow, Db, Record, Statement

# --- agent states -------------------------------------------------------------------------------------------


async def lock_state(db: Db, user_id: UUID, site_id: UUID, now: datetime) -> AgentState:
    """The agent's state row, made when first needed, locked: one agent's requests come one after the other."""
    wanted = select(AgentState).where(AgentState.user_id == user_id).with_for_update()
    row = await db.scalar(wanted)
    if row is None:
        fresh = upsert(AgentState).values(user_id=user_id, site_id=site_id, state="offline", since=now)
        await db.execute(fresh.on_conflict_do_nothing())
        row = (await db.scalars(wanted)).one()
    return row


async def state_of(db: Db, user_id: UUID) -> AgentState | None:
    return await db.scalar(select(AgentState).where(AgentState.user_id == user_id))


_MOVE_AGENT = Statement(
    "UPDATE agent_states SET state = :state, since = :now, pause_reason = :reason, campaign_id = :campaign, "
    "next_at = NULL, desk = CASE WHEN :state <> 'offline' THEN desk END WHERE user_id = :agent"
)


async def move_agent(
    db: Db,
    user_id: UUID,
    state: str,
    now: datetime,
    *,
    pause_reason: str | None = None,
    campaign_id: UUID | None = None,
) -> None:
    values = {"agent": user_id, "state": state, "now": now, "reason": pause_reason, "campaign": campaign_id}
    await _MOVE_AGENT.rows(db, values)


# --- tallies ------------------------------------------------------------------------------------------------

_TALLIES = (*quotas.STOPPING, "cut_in_row", "burst", "known", "lookups")
_AFRESH = Statement(
    f"""
    UPDATE agent_states a SET counted_from = half.begins, {", ".join(f"{name} = 0" for name in _TALLIES)}
    FROM unnest(CAST(:sites AS uuid[]), CAST(:begins AS timestamptz[])) AS half (site_id, begins)
    WHERE a.site_id = half.site_id AND (a.counted_from IS NULL OR a.counted_from < half.begins)
    """
)


async def count_afresh(db: Db, begins: Mapping[UUID, datetime]) -> None:
    """Sets the tallies of a site's agents to nothing, once for each beginning."""
    await _AFRESH.rows(db, {"sites": list(begins), "begins": list(begins.values())})


async def site_zones(db: Db) -> dict[UUID, str]:
    rows = await db.execute(text("SELECT id, time_zone FROM organisations WHERE kind = 'site'"))
    return {row.id: row.time_zone for row in rows.all()}


_REACHED = " OR ".join(f"{name} >= :most_{name}" for name in quotas.STOPPING)
_LIFT = Statement(
    f"""
    UPDATE agent_states SET {", ".join(f"{name} = 0" for name in quotas.STOPPING)}
    WHERE user_id = :agent AND site_id = :site AND ({_REACHED}) RETURNING user_id
    """
)


async def lift_quota(db: Db, site_id: UUID, agent_id: UUID, most: Mapping[str, int]) -> bool:
    """Counts afresh for an agent of the site who has come to `most`; False when that is not so."""
    limits = {f"most_{name}": stop for name, stop in most.items()}
    return await _LIFT.row(db, {"agent": agent_id, "site": site_id} | limits) is not None


async def works_at(db: Db, site_id: UUID, agent_id: UUID) -> bool:
    found = select(AgentState.user_id).where(AgentState.user_id == agent_id, AgentState.site_id == site_id)
    return await db.scalar(found) is not None


_LOOKED_UP = Statement(
    "UPDATE agent_states SET lookups = lookups + 1 WHERE user_id = :agent RETURNING lookups, site_id"
)


async def count_lookup(db: Db, agent_id: UUID) -> Record | None:
    return await _LOOKED_UP.row(db, {"agent": agent_id})


# --- the claim ----------------------------------------------------------------------------------------------

_CARD = """c.campaign_id, c.list_id, c.partner_id, c.site_id, c.reference, c.zone, c.view, c.key_version, c.revision,
           c.attempts, k.name AS campaign_name, k.purpose, k.confirms IS NOT NULL AS confirms, k.mode,
           k.state AS campaign_state, k.script, k.masking,
           o.name AS partner_name, w.wrapped AS view_key"""
_CARD_FROM = """JOIN campaigns k ON k.id = c.campaign_id
    JOIN organisations o ON o.id = c.partner_id
    JOIN list_view_keys w ON w.list_id = c.list_id AND w.key_version = c.key_version"""
"""What a card is made of, from rows `c` of contacts with their campaign."""

_NOT_KEPT_FROM_ME = """NOT EXISTS (
            SELECT 1 FROM contact_conflicts x WHERE x.contact_id = c.id AND (x.agent_id = :agent OR x.agent_id IS NULL)
          )"""
"""The conflict screen, for contacts `c`; the table has a row for each contact that is kept from somebody."""

_PART_OF_DAY = """1 + width_bucket(
            extract(epoch FROM (CAST(:now AS timestamptz) AT TIME ZONE split_part(zone, '&', 1))::time)::float8,
            CAST(:parts AS float8[]))"""
"""The part of the day, from 1, that it is now in a `zone` (its first where two are in doubt)."""

_WITHIN_QUOTA = " AND ".join(f"{name} < :most_{name}" for name in quotas.STOPPING)

_GIVEN_TO = "coalesce(l.given_team, l.given_agent, k.given_team, k.given_agent)"
"""Whose work a contact of list `l` in campaign `k` is: what is said of the list goes before; NULL is everybody's."""

_GIVEN_TO_ME = f"""({_GIVEN_TO} IS NULL OR {_GIVEN_TO} = :agent OR EXISTS (
            SELECT 1 FROM team_members t WHERE t.user_id = :agent AND t.team_id = {_GIVEN_TO}
          ))"""

_SITE_WORKS = """NOT EXISTS (
            SELECT 1 FROM site_closed_days d JOIN organisations s ON s.id = d.site_id
            WHERE d.site_id = :site
              AND (CAST(:now AS timestamptz) AT TIME ZONE s.time_zone)::date BETWEEN d.first_day AND d.last_day
          )"""

CLAIM = Statement(
    f"""
    WITH me AS (
        SELECT user_id, languages, purposes FROM agent_states
        WHERE user_id = :agent AND state = 'available' AND {_WITHIN_QUOTA} AND {_SITE_WORKS} FOR UPDATE
    ), running AS MATERIALIZED (
        SELECT l.id AS list_id, k.id AS campaign_id, CASE WHEN k.confirms IS NOT NULL THEN k.id END AS confirming,
               l.zones, l.created_at, k.priority, k.opened_at, k.legal_hours,
               {_GIVEN_TO_ME} AS mine,
               coalesce((SELECT max(h.turn) FROM hand_outs h WHERE h.list_id = l.id), 0) AS turn
        FROM me
        JOIN campaigns k ON k.site_id = :site AND k.state = 'open' AND k.purpose = ANY(me.purposes)
        JOIN agreements g ON g.partner_id = k.partner_id AND k.purpose = ANY(g.purposes)
        JOIN call_lists l ON l.campaign_id = coalesce(k.confirms, k.id) AND l.state = 'ready'
    ), due AS (
        SELECT c.id, r.campaign_id
        FROM contacts c JOIN running r ON r.list_id = c.list_id AND r.confirming IS NOT DISTINCT FROM c.confirmed_in
        WHERE c.state = 'callback' AND c.site_id = :site AND c.not_before <= :now
          AND (c.callback_for = :agent OR c.callback_for IS NULL AND r.mine) AND {_NOT_KEPT_FROM_ME}
          AND c.language = ANY(ARRAY(SELECT unnest(languages) FROM me))
          AND (NOT r.legal_hours OR c.zone = ANY(CAST(:zones AS text[])))
        ORDER BY c.callback_for IS NULL, c.not_before, c.id
        LIMIT 1 FOR UPDATE OF c SKIP LOCKED
    ), stock AS MATERIALIZED (
        SELECT r.list_id, r.campaign_id, zone, language, tried
        FROM (SELECT *, max(turn) OVER (PARTITION BY campaign_id) AS campaign_turn FROM running) r
        CROSS JOIN unnest(r.zones) AS zone
        CROSS JOIN LATERAL (SELECT {_PART_OF_DAY} AS part) clock
        CROSS JOIN unnest(ARRAY(SELECT unnest(languages) FROM me)) AS language
        CROSS JOIN generate_series(0, 1 + cardinality(CAST(:parts AS float8[]))) AS tried
        WHERE r.mine AND r.confirming IS NULL AND (NOT r.legal_hours OR zone = ANY(CAST(:zones AS text[])))
        ORDER BY r.priority, r.campaign_turn, r.opened_at, r.campaign_id, tried > 0, tried = clock.part,
                 language = 'fr', r.turn, r.created_at, r.list_id,
                 array_position(CAST(:zones AS text[]), zone) NULLS LAST, zone, language, tried
    ), fresh AS (
        SELECT c.id, stock.campaign_id
        FROM stock CROSS JOIN LATERAL (
            SELECT id FROM contacts c
            WHERE list_id = stock.list_id AND zone = stock.zone AND language = stock.language
              AND tried = stock.tried AND state = 'ready' AND {_NOT_KEPT_FROM_ME}
            ORDER BY rank LIMIT 1 FOR UPDATE SKIP LOCKED
        ) c
        WHERE NOT EXISTS (SELECT 1 FROM due)
        LIMIT 1
    ), picked AS (
        SELECT * FROM due UNION ALL SELECT * FROM fresh
    ), claimed AS (
        UPDATE contacts c SET state = 'leased' FROM picked WHERE c.id = picked.id
        RETURNING c.*, picked.campaign_id
    ), handed AS (
        INSERT INTO hand_outs (id, contact_id, agent_id, campaign_id, list_id, partner_id, site_id, state,
                               leased_at, expires_at)
        SELECT CAST(:hand_out AS uuid), id, CAST(:agent AS uuid), campaign_id, list_id, partner_id, site_id, 'active',
               CAST(:now AS timestamptz), CAST(:expires AS timestamptz)
        FROM claimed
    ), working AS (
        UPDATE agent_states a SET state = 'preparing', since = :now, pause_reason = NULL, next_at = NULL,
                                  campaign_id = claimed.campaign_id,
                                  handed_out = handed_out + 1, uncalled = uncalled + 1
        FROM claimed WHERE a.user_id = :agent
        RETURNING a.handed_out, a.uncalled
    )
    SELECT CAST(:hand_out AS uuid) AS id, c.id AS contact_id, CAST(:expires AS timestamptz) AS expires_at,
           working.handed_out, working.uncalled, {_CARD}
    FROM claimed c CROSS JOIN working
    {_CARD_FROM}
    """
)


async def claim_next(
    db: Db,
    *,
    agent_id: UUID,
    site_id: UUID,
    hand_out_id: UUID,
    now: datetime,
    expires_at: datetime,
    zones: Sequence[str],
    parts: Sequence[float],
) -> Record | None:
    """One statement: picks a contact nobody holds, leases it to an available agent and sets the agent to work.

    Gives what `in_hand` gives, and how many were handed out and not called yet. None: nothing to pick, the agent is
    not available, or one of the agent's quotas is used up.

    Nobody on the site's closed days. Callbacks due come first (the agent's own, whoever has the work now, then the
    team's and appointments to confirm), then campaigns that are this agent's work, by priority; those of one priority
    take turns. In a campaign: who was never called, then who was last called at another time of day (`parts`, see
    `rules.day_parts`), then the others; languages that fewer speak than French; lists in turns; `zones` in the order
    given (those whose legal window is open, the soonest to close first); the order of the file.
    """
    values = {"agent": agent_id, "site": site_id, "hand_out": hand_out_id, "now": now, "expires": expires_at}
    limits = {f"most_{name}": stop for name, stop in quotas.stops(quotas.quotas()).items()}
    return await CLAIM.row(db, values | {"zones": zones, "parts": parts} | limits)


_PROMISED = "c.state = 'callback' AND (c.callback_for = :asker) IS TRUE"
_SCREEN = "FROM contact_conflicts x WHERE x.agent_id IS NULL OR x.agent_id = :asker"
_SCREENED = f"(EXISTS (SELECT {_SCREEN}) AND c.id IN (SELECT x.contact_id {_SCREEN}))"
"""Looked up contact by contact only where there is anything to look up."""
_STOCK = f"""
    SELECT coalesce(y.state, k.state) AS campaign, l.state AS list_state, c.state, c.reason, c.zone, c.language,
           coalesce(k.purpose, l.purpose) AS purpose, coalesce(k.purpose = ANY(g.purposes), true) AS agreed,
           coalesce(y.legal_hours, k.legal_hours, false) AS legal_hours,
           CASE WHEN y.id IS NULL THEN {_GIVEN_TO} ELSE {_GIVEN_TO.replace("k.", "y.")} END AS given_to,
           {_PROMISED} AS promised,
           {_SCREENED} AS screened, min(c.not_before) AS not_before, count(*) AS n
    FROM call_lists l LEFT JOIN campaigns k ON k.id = l.campaign_id JOIN contacts c ON c.list_id = l.id
    LEFT JOIN campaigns y ON y.id = c.confirmed_in
    LEFT JOIN agreements g ON g.partner_id = l.partner_id
    WHERE {{which}}
    GROUP BY k.id, y.id, g.partner_id, l.id, c.state, c.reason, c.zone, c.language, {_PROMISED},
             screened, date_bin('1 hour', c.not_before, :epoch)
"""
_STOCK_OF = {
    which: Statement(_STOCK.format(which=condition))
    for which, condition in {
        "site": "k.site_id = :id AND l.state = 'ready' AND (k.state = 'open' OR EXISTS (SELECT 1 FROM campaigns t "
        "WHERE t.confirms = k.id AND t.state = 'open')) AND coalesce(y.state, k.state) = 'open'",
        "campaign": "k.id IN (:id, (SELECT confirms FROM campaigns WHERE id = :id)) AND coalesce(y.id, k.id) = :id",
        "list": "l.id = :id",
        "contact": "c.id = :id",
    }.items()
}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


async def stock(
    db: Db, which: Literal["site", "campaign", "list", "contact"], found_by: UUID, asker: UUID | None
) -> list[Record]:
    """Contacts counted by what the rules look at (`verdicts.Facts`); times of one hour count as the earliest.

    `promised` are callbacks that the `asker` has promised; `screened` is what the conflict screen keeps from the
    asker, without one: from everybody.

    A site's are those of its open campaigns. Row-level security keeps it within the asker's site or partner.
    """
    return await _STOCK_OF[which].rows(db, {"id": found_by, "epoch": _EPOCH, "asker": asker})


_SITE_OF = {
    which: f"SELECT o.id, o.time_zone FROM {table} x JOIN organisations o ON o.id = x.site_id WHERE x.id = :id"
    for which, table in {"campaign": "campaigns", "list": "call_lists", "contact": "contacts"}.items()
}


async def site_of(db: Db, which: Literal["campaign", "list", "contact"], found_by: UUID) -> AnyRow:
    """The site that works on it, with its time zone."""
    return (await db.execute(text(_SITE_OF[which]), {"id": found_by})).one()


CrewOf = Literal["agent", "campaign", "list", "contact"]

_LANGUAGES, _PURPOSES = (
    f"coalesce(a.{column.name}, '{column.server_default.arg}')"
    for column in (AgentState.__table__.c.languages, AgentState.__table__.c.purposes)
)
"""Those of an apprentice who never worked have no row yet."""
_CREW = f"""
    SELECT {_LANGUAGES} AS languages, {_PURPOSES} AS purposes, array_agg(u.id) AS who
    FROM users u LEFT JOIN agent_states a ON a.user_id = u.id WHERE u.role = 'agent' AND u.state = 'active' AND
"""
_CREW_OF: Mapping[CrewOf, Statement] = {
    "agent": Statement(_CREW + "u.id = :id GROUP BY 1, 2"),
    "campaign": Statement(_CREW + "u.site_id = (SELECT site_id FROM campaigns WHERE id = :id) GROUP BY 1, 2"),
    "list": Statement(_CREW + "u.site_id = (SELECT site_id FROM call_lists WHERE id = :id) GROUP BY 1, 2"),
    "contact": Statement(_CREW + "u.site_id = (SELECT site_id FROM contacts WHERE id = :id) GROUP BY 1, 2"),
}


async def crew(db: Db, which: CrewOf, found_by: UUID) -> list[Record]:
    """What an apprentice brings, or those of the site that calls there: each combination once, with who brings it."""
    return await _CREW_OF[which].rows(db, {"id": found_by})


_APPRENTICES = Statement(
    f"""
    SELECT u.id, u.site_id, u.display_name, u.sign_in, {_LANGUAGES} AS languages, {_PURPOSES} AS purposes
    FROM users u LEFT JOIN agent_states a ON a.user_id = u.id
    WHERE u.role = 'agent' AND u.state = 'active'
      AND (CAST(:site AS uuid) IS NULL OR u.site_id = :site) AND (CAST(:agent AS uuid) IS NULL OR u.id = :agent)
    ORDER BY u.display_name, u.id
    """
)


async def apprentices(db: Db, *, site_id: UUID | None, agent_id: UUID | None = None) -> list[Record]:
    """The apprentices of a site (of all), or that one of them, with what they may be handed."""
    return await _APPRENTICES.rows(db, {"site": site_id, "agent": agent_id})


async def set_abilities(
    db: Db, agent_id: UUID, site_id: UUID, now: datetime, *, languages: Sequence[str], purposes: Sequence[str]
) -> None:
    known = {"languages": languages, "purposes": purposes}
    fresh = upsert(AgentState).values(user_id=agent_id, site_id=site_id, state="offline", since=now, **known)
    await db.execute(fresh.on_conflict_do_update(index_elements=["user_id"], set_=known))


async def agents_at_work(db: Db, site_id: UUID) -> int:
    states = select(func.count()).where(AgentState.site_id == site_id, AgentState.state.not_in(_AWAY))
    return int(await db.scalar(states) or 0)


_AWAY = ("offline", "pause")


async def contact_by_reference(db: Db, site_id: UUID, reference: str) -> AnyRow | None:
    """A contact of the site with its list's campaign."""
    statement = text(
        "SELECT c.id, c.site_id FROM contacts c WHERE c.site_id = :site AND c.reference = :reference"
    )
    return (await db.execute(statement, {"site": site_id, "reference": reference})).one_or_none()


async def open_campaigns_and_lists(db: Db, site_id: UUID) -> tuple[int, int]:
    row = await db.execute(
        text(
            "SELECT count(DISTINCT k.id), count(l.id) FROM campaigns k "
            "LEFT JOIN call_lists l ON l.campaign_id = coalesce(k.confirms, k.id) AND l.state = 'ready' "
            "WHERE k.site_id = :site AND k.state = 'open'"
        ),
        {"site": site_id},
    )
    campaigns, lists = row.one()
    return campaigns, lists


# --- hand-outs ----------------------------------------------------------------------------------------------

_IN_HAND = Statement(
    f"""
    SELECT c.hand_out_id AS id, c.contact_id, c.expires_at, {_CARD}
    FROM (
        SELECT h.id AS hand_out_id, h.contact_id, h.expires_at, h.campaign_id, x.list_id, x.partner_id, x.site_id,
               x.reference, x.zone, x.view, x.key_version, x.revision, x.attempts
        FROM hand_outs h JOIN contacts x ON x.id = h.contact_id
        WHERE h.agent_id = :agent AND h.state = 'active' AND h.expires_at > :now
    ) c
    {_CARD_FROM}
    """
)


async def in_hand(db: Db, agent_id: UUID, now: datetime) -> Record | None:
    """The contact in the agent's hands with everything the card needs."""
    return await _IN_HAND.row(db, {"agent": agent_id, "now": now})


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


async def extend(db: Db, agent_id: UUID, hand_out_id: UUID, now: datetime, until: datetime) -> bool:
    values = {"agent": agent_id, "hand_out": hand_out_id, "now": now, "until": until}
    return await _EXTEND.row(db, values) is not None


NUMBERS_CALLED = """SELECT c.number_id UNION SELECT e.number_id FROM calls p
                    JOIN number_events e ON e.source_id = p.id WHERE p.contact_id = c.id"""
"""The ledger's numbers at which contact `c` was called: the four attempts are the consumer's, not the number's."""

_FACTS = f"""c.reference, c.zone, c.key_version, k.purpose, k.confirms IS NOT NULL AS confirms,
           k.legal_hours, w.wrapped AS view_key,
           x.id AS call_id, x.state AS call_state, x.answered_at IS NOT NULL AS reached,
           c.number_id, coalesce(x.number, c.number) AS number, c.numbers,
           ARRAY(SELECT e.at FROM number_events e
                 WHERE e.number_id IN ({NUMBERS_CALLED}) AND e.kind = 'attempt') AS attempts,
           ARRAY(SELECT q.end_reason FROM calls p JOIN hand_outs q ON q.id = p.hand_out_id
                 WHERE p.contact_id = c.id AND p.number = x.number AND q.id <> h.id
                   AND q.end_reason IS NOT NULL) AS ends,
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
        UPDATE agent_states a SET state = 'available', since = :now, pause_reason = NULL, campaign_id = NULL,
                                  next_at = CASE WHEN ended.state = 'finished' AND k.pacing = 'progressive'
                                                 THEN CAST(:now AS timestamptz) + make_interval(secs => k.pace_seconds)
                                            END{_GAVE_BACK}
        FROM ended JOIN campaigns k ON k.id = ended.campaign_id WHERE a.user_id = ended.agent_id
        RETURNING a.given_back, a.burst, a.known
    )
    SELECT h.id AS hand_out_id, h.contact_id, h.campaign_id, h.list_id, h.partner_id, h.site_id,
           working.given_back, working.burst, working.known, {_FACTS}
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
           {_FACTS}
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
    held = (HandOut.id == call.hand_out_id) & (HandOut.state == "active")
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
        .where(HandOut.state == "active", HandOut.expires_at <= now)
        .limit(200)
    )
    picked = over.with_for_update(of=AgentState, skip_locked=True).scalar_subquery()
    statement = update(HandOut).where(
        HandOut.id.in_(picked), HandOut.state == "active", HandOut.expires_at <= now
    )
    ended = statement.values(state="expired", end_reason="expired", ended_at=now).returning(HandOut)
    return (await db.scalars(ended)).all()


async def held_of(db: Db, *, list_id: UUID | None, contact_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """Live leases of a list's contacts, or of these contacts, with their call."""
    statement = (
        select(HandOut.id, HandOut.agent_id, HandOut.site_id, HandOut.contact_id, Call.id.label("call_id"))
        .outerjoin(Call, Call.hand_out_id == HandOut.id)
        .where(HandOut.state == "active", (HandOut.list_id == list_id) | HandOut.contact_id.in_(contact_ids))
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
    statement = update(HandOut).where(HandOut.id == hand_out_id, HandOut.state == "active")
    values = {"state": "released", "end_reason": reason, "ended_at": now}
    return (await db.scalars(statement.values(**values).returning(HandOut))).one_or_none()


async def last_of(db: Db, agent_id: UUID) -> HandOut | None:
    """The agent's latest hand-out."""
    statement = select(HandOut).where(HandOut.agent_id == agent_id).order_by(HandOut.leased_at.desc())
    return await db.scalar(statement.limit(1))


async def absent_agents(
    db: Db, *, now: datetime, idle_since: datetime, silent_since: datetime
) -> Sequence[AnyRow]:
    """Agents at work, or with a lease, without a live session, with that lease (vault only).

    So are those at work whose page is silent since then, except in a call or its wrap-up, where the lease decides.
    """
    statement = text(
        "SELECT a.user_id, a.site_id, h.id AS hand_out_id FROM agent_states a "
        "LEFT JOIN hand_outs h ON h.agent_id = a.user_id AND h.state = 'active' "
        "WHERE (a.state <> 'offline' OR h.id IS NOT NULL) AND (NOT EXISTS (SELECT 1 FROM sessions s "
        "WHERE s.user_id = a.user_id AND s.ends_at > :now AND s.used_at > :idle_since) "
        "OR (a.state IN ('available', 'preparing') AND greatest(a.since, a.seen_at) < :silent_since)) "
        "FOR UPDATE OF a SKIP LOCKED"
    )
    values = {"now": now, "idle_since": idle_since, "silent_since": silent_since}
    return (await db.execute(statement, values)).all()


async def end_time_now(db: Db, hand_out_id: UUID, now: datetime) -> None:
    statement = update(HandOut).where(HandOut.id == hand_out_id, HandOut.state == "active")
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
        f"AND (c.callback_for = :agent OR c.callback_for IS NULL AND {_GIVEN_TO_ME}) AND {_NOT_KEPT_FROM_ME} "
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


# --- calls --------------------------------------------------------------------------------------------------


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
        UPDATE contacts c SET attempts = c.attempts + 1, tried = {_PART_OF_DAY}
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

_END_CALL = Statement(
    f"""
    WITH me AS ({_AGENT_OF_CALL}), ended AS (
        UPDATE calls c
        SET state = 'ended', ended_at = :now,
            result = coalesce(:result, CASE c.state WHEN 'answered' THEN 'answered' ELSE 'cancelled' END)
        FROM me WHERE c.id = :call AND c.agent_id = me.user_id AND c.state = ANY(:origins)
        RETURNING c.*
    ), working AS (
        UPDATE agent_states a SET state = 'wrap_up', since = :now, pause_reason = NULL,
                                  campaign_id = ended.campaign_id,
                                  cut_short = a.cut_short + {_CUT}::int,
                                  cut_in_row = CASE WHEN {_CUT} THEN a.cut_in_row + 1
                                                    WHEN ended.answered_at IS NULL THEN a.cut_in_row ELSE 0 END
        FROM ended WHERE a.user_id = ended.agent_id AND a.state IN ('ringing', 'talking')
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


async def end_call(
    db: Db,
    call_id: UUID,
    now: datetime,
    *,
    origins: Sequence[str],
    result: str | None = None,
    agent_id: UUID | None = None,
    cut_after: datetime,
) -> Record | None:
    """Ends a call (of that agent) that is in one of `origins`; an agent who was at it goes to wrap-up.

    Without a `result` it is `answered` when somebody answered, else `cancelled`. One that an agent ends though it was
    asked for or answered after `cut_after` is counted as cut short. None when it was elsewhere.
    """
    values = {"call": call_id, "agent": agent_id, "now": now, "origins": origins, "result": result}
    return await _END_CALL.row(db, values | {"cut_after": cut_after})


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
    WHERE id = :call AND agent_id = :agent AND state = 'answered' AND jsonb_array_length(duties) = :before
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
