"""Statements on what may be handed out: the next contact, the card in hand, the stock that reasons are counted on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import text

from callcenter.calls import quotas
from callcenter.infra.db import AnyRow, Db, Record, Statement

_CARD = """c.campaign_id, c.list_id, c.partner_id, c.site_id, c.reference, c.zone, c.view, c.key_version, c.revision,
           c.attempts, k.name AS campaign_name, k.purpose, k.confirms IS NOT NULL AS confirms, k.mode,
           k.state AS campaign_state, k.script, k.masking,
           o.name AS partner_name, w.wrapped AS view_key"""

_CARD_FROM = """JOIN campaigns k ON k.id = c.campaign_id
    JOIN organisations o ON o.id = c.partner_id
    JOIN list_view_keys w ON w.list_id = c.list_id AND w.key_version = c.key_version"""
"""What a card is made of, from rows `c` of contacts with their campaign."""

NOT_KEPT_FROM_ME = """NOT EXISTS (
            SELECT 1 FROM contact_conflicts x WHERE x.contact_id = c.id AND (x.agent_id = :agent OR x.agent_id IS NULL)
          )"""
"""The conflict screen, for contacts `c`; the table has a row for each contact that is kept from somebody."""

PART_OF_DAY = """1 + width_bucket(
            extract(epoch FROM (CAST(:now AS timestamptz) AT TIME ZONE split_part(zone, '&', 1))::time)::float8,
            CAST(:parts AS float8[]))"""
"""The part of the day, from 1, that it is now in a `zone` (its first where two are in doubt)."""

_WITHIN_QUOTA = " AND ".join(f"{name} < :most_{name}" for name in quotas.STOPPING)

_GIVEN_TO = "coalesce(l.given_team, l.given_agent, k.given_team, k.given_agent)"
"""Whose work a contact of list `l` in campaign `k` is: what is said of the list goes before; NULL is everybody's."""

GIVEN_TO_ME = f"""({_GIVEN_TO} IS NULL OR {_GIVEN_TO} = :agent OR EXISTS (
            SELECT 1 FROM team_members t WHERE t.user_id = :agent AND t.team_id = {_GIVEN_TO}
          ))"""

_SITE_WORKS = """NOT EXISTS (
            SELECT 1 FROM site_closed_days d JOIN organisations s ON s.id = d.site_id
            WHERE d.site_id = :site
              AND (CAST(:now AS timestamptz) AT TIME ZONE s.time_zone)::date BETWEEN d.first_day AND d.last_day
          )"""

_FIRST_OF = f"""
                SELECT c.id
                FROM (
                    SELECT r.list_id, zone, language, tried
                    FROM running r CROSS JOIN unnest(r.zones) AS zone
                    CROSS JOIN unnest(ARRAY(SELECT unnest(languages) FROM me)) AS language
                    CROSS JOIN {{tried}}
                    WHERE r.campaign_id = k.campaign_id AND r.mine AND r.confirming IS NULL
                      AND (NOT r.legal_hours OR zone = ANY(CAST(:zones AS text[])))
                    ORDER BY {{later}} language = 'fr', r.turn, r.created_at, r.list_id,
                             array_position(CAST(:zones AS text[]), zone) NULLS LAST, zone, language, tried
                ) stock CROSS JOIN LATERAL (
                    SELECT id FROM contacts c
                    WHERE list_id = stock.list_id AND zone = stock.zone AND language = stock.language
                      AND tried = stock.tried AND state = 'ready' AND {NOT_KEPT_FROM_ME}
                    ORDER BY rank LIMIT 1 FOR UPDATE SKIP LOCKED
                ) c
                LIMIT 1
"""
"""The first contact of campaign `k` among those that were last called in a part of the day `tried`, 0 for never."""
_NEVER_CALLED = _FIRST_OF.format(tried="(VALUES (0)) AS n (tried)", later="")
"""Looked for first, and mostly found, before the others are put in order."""
_CALLED_BEFORE = _FIRST_OF.format(
    tried="generate_series(1, 1 + cardinality(CAST(:parts AS float8[]))) AS n (tried)",
    later=f"n.tried = {PART_OF_DAY},",
)

CLAIM = Statement(
    f"""
    WITH me AS (
        SELECT user_id, languages, purposes, gates FROM agent_states
        WHERE user_id = :agent AND state = 'available' AND NOT off_shift
          AND {_WITHIN_QUOTA} AND {_SITE_WORKS} FOR UPDATE
    ), running AS MATERIALIZED (
        SELECT l.id AS list_id, k.id AS campaign_id, CASE WHEN k.confirms IS NOT NULL THEN k.id END AS confirming,
               l.zones, l.created_at, k.priority, k.opened_at, k.legal_hours,
               {GIVEN_TO_ME} AS mine,
               coalesce((SELECT h.turn FROM hand_outs h WHERE h.list_id = l.id ORDER BY h.turn DESC LIMIT 1), 0) AS turn
        FROM me
        JOIN campaigns k ON k.site_id = :site AND k.state = 'open' AND k.purpose = ANY(me.purposes)
                         AND (NOT k.gated OR k.id = ANY(me.gates))
        JOIN agreements g ON g.partner_id = k.partner_id AND k.purpose = ANY(g.purposes)
        JOIN call_lists l ON l.campaign_id = coalesce(k.confirms, k.id) AND l.state = 'ready'
    ), due AS (
        SELECT c.id, r.campaign_id
        FROM contacts c JOIN running r ON r.list_id = c.list_id AND r.confirming IS NOT DISTINCT FROM c.confirmed_in
        WHERE c.state = 'callback' AND c.site_id = :site AND c.not_before <= :now
          AND (c.callback_for = :agent OR c.callback_for IS NULL AND r.mine) AND {NOT_KEPT_FROM_ME}
          AND c.language = ANY(ARRAY(SELECT unnest(languages) FROM me))
          AND (NOT r.legal_hours OR c.zone = ANY(CAST(:zones AS text[])))
        ORDER BY c.callback_for IS NULL, c.not_before, c.id
        LIMIT 1 FOR UPDATE OF c SKIP LOCKED
    ), fresh AS (
        SELECT c.id, k.campaign_id
        FROM (
            SELECT campaign_id FROM running
            GROUP BY campaign_id, priority, opened_at HAVING bool_or(mine AND confirming IS NULL)
            ORDER BY priority, max(turn), opened_at, campaign_id
        ) k CROSS JOIN LATERAL (
            ({_NEVER_CALLED})
            UNION ALL
            ({_CALLED_BEFORE})
            LIMIT 1
        ) c
        WHERE NOT EXISTS (SELECT 1 FROM due)
        LIMIT 1
    ), picked AS (
        SELECT p.* FROM (SELECT * FROM due UNION ALL SELECT * FROM fresh) p
        JOIN campaigns k ON k.id = p.campaign_id AND k.state = 'open' FOR KEY SHARE OF k
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

    Nobody on the site's closed days, and nobody outside an open shift where the site keeps shifts. Who pauses or closes
    a campaign locks its row: a claim that comes meanwhile waits and looks at the state again, one that was first is
    waited for. The lock is the one that the hand-out's foreign key takes anyway.

    Callbacks due come first (the agent's own, whoever has the work now, then the team's and appointments to
    confirm), then campaigns that are this agent's work, by priority; those of one priority take turns. In a
    campaign: who was never called, then who was last called at another time of day (`parts`, see
    `rules.day_parts`), then the others; languages that fewer speak than French; lists in turns; `zones` in the
    order given (those whose legal window is open, the soonest to close first); the order of the file.
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
           CASE WHEN coalesce(y.gated, k.gated) THEN coalesce(y.id, k.id) END AS gate,
           c.promised, c.screened, c.not_before, c.n
    FROM (
        SELECT c.list_id, c.confirmed_in, c.state, c.reason, c.zone, c.language, {_PROMISED} AS promised,
               {_SCREENED} AS screened, min(c.not_before) AS not_before, count(*) AS n
        FROM contacts c
        WHERE {{contacts}}
        GROUP BY c.list_id, c.confirmed_in, c.state, c.reason, c.zone, c.language, {_PROMISED}, screened,
                 date_bin('1 hour', c.not_before, :epoch)
    ) c
    JOIN call_lists l ON l.id = c.list_id LEFT JOIN campaigns k ON k.id = l.campaign_id
    LEFT JOIN campaigns y ON y.id = c.confirmed_in
    LEFT JOIN agreements g ON g.partner_id = l.partner_id
    WHERE {{groups}}
"""
"""Contacts are counted first and told apart afterwards, so that a million rows go through one hash table."""
_ROOM = Statement("SELECT set_config('work_mem', '64MB', true)")
"""What the hash table might need by the planner's guess, which takes a sort on disk for it otherwise."""

_LISTS = "c.list_id IN (SELECT l.id FROM call_lists l JOIN campaigns k ON k.id = l.campaign_id WHERE {which})"
_STOCK_OF = {
    which: Statement(_STOCK.format(contacts=contacts, groups=groups))
    for which, (contacts, groups) in {
        "site": (
            _LISTS.format(
                which="k.site_id = :id AND l.state = 'ready' AND (k.state = 'open' OR EXISTS "
                "(SELECT 1 FROM campaigns t WHERE t.confirms = k.id AND t.state = 'open'))"
            ),
            "coalesce(y.state, k.state) = 'open'",
        ),
        "campaign": (
            _LISTS.format(which="k.id IN (:id, (SELECT confirms FROM campaigns WHERE id = :id))"),
            "coalesce(y.id, k.id) = :id",
        ),
        "list": ("c.list_id = :id", "true"),
        "contact": ("c.id = :id", "true"),
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
    await _ROOM.rows(db, {})
    return await _STOCK_OF[which].rows(db, {"id": found_by, "epoch": _EPOCH, "asker": asker})


_SITE_OF = {
    which: f"SELECT o.id, o.time_zone FROM {table} x JOIN organisations o ON o.id = x.site_id WHERE x.id = :id"
    for which, table in {"campaign": "campaigns", "list": "call_lists", "contact": "contacts"}.items()
}


async def site_of(db: Db, which: Literal["campaign", "list", "contact"], found_by: UUID) -> AnyRow:
    """The site that works on it, with its time zone."""
    return (await db.execute(text(_SITE_OF[which]), {"id": found_by})).one()


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
