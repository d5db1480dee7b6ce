"""Read-only statements of the dashboard and the journal browser."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import text

from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock


async def place(db: Db) -> tuple[int, list[int]]:
    """The last sealed place, and the ids of entries committed but not sealed yet."""
    row = (
        await db.execute(
            text(
                "SELECT (SELECT coalesce(max(seq), 0) FROM journal) AS after, "
                "(SELECT coalesce(array_agg(id), '{}') FROM journal_pending) AS also"
            )
        )
    ).one()
    return row.after, list(row.also)


async def agents(db: Db, site: UUID | None, since: datetime) -> Sequence[AnyRow]:
    statement = text(
        """
        SELECT u.id, u.display_name, coalesce(a.state, 'offline') AS state, coalesce(a.since, u.created_at) AS since,
               a.pause_reason, a.pause_due, a.pause_by IS NOT NULL AS paused_by_staff, u.state = 'locked' AS locked,
               coalesce(a.off_shift, false) AS off_shift, coalesce(a.warned, '{}') AS warned,
               coalesce(a.waits_beside, '{}') <> '{}' AS waits_beside,
               (SELECT w.display_name FROM companionships p JOIN users w ON w.id = p.companion_id
                WHERE p.agent_id = u.id AND p.ended_at IS NULL) AS beside,
               a.campaign_id, c.reference, h.step,
               ARRAY(SELECT kind FROM alerts e WHERE e.agent_id = u.id AND e.seen_at IS NULL ORDER BY kind) AS alerts,
               coalesce((SELECT jsonb_agg(jsonb_build_object('outcome_id', x.id, 'code', x.code, 'positive', x.positive)
                                          ORDER BY x.recorded_at DESC, x.id DESC) FROM (
                   SELECT id, code, positive, recorded_at FROM outcomes x
                   WHERE x.agent_id = u.id AND x.recorded_at >= :since
                     AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = x.id)
                   ORDER BY recorded_at DESC, id DESC LIMIT 3) x), '[]') AS last,
               (SELECT count(*) FROM calls x WHERE x.agent_id = u.id AND x.requested_at >= :since) AS calls,
               o.outcomes, o.positive
        FROM users u
        LEFT JOIN agent_states a ON a.user_id = u.id
        LEFT JOIN hand_outs h ON h.agent_id = u.id AND h.state = 'active'
        LEFT JOIN contacts c ON c.id = h.contact_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS outcomes, count(*) FILTER (WHERE positive) AS positive FROM outcomes x
            WHERE x.agent_id = u.id AND x.recorded_at >= :since
              AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = x.id)
        ) o
        WHERE u.role = 'agent' AND u.state IN ('active', 'locked')
          AND (CAST(:site AS uuid) IS NULL OR u.site_id = CAST(:site AS uuid))
        ORDER BY u.display_name, u.id
        """
    )
    return (await db.execute(statement, {"site": site, "since": since})).all()


async def campaigns(db: Db, site: UUID | None) -> Sequence[AnyRow]:
    statement = text(
        """
        SELECT k.id, k.name, p.name AS partner_name, k.purpose, k.state
        FROM campaigns k JOIN organisations p ON p.id = k.partner_id
        WHERE k.state IN ('open', 'paused', 'draft')
          AND (CAST(:site AS uuid) IS NULL OR k.site_id = CAST(:site AS uuid))
        ORDER BY k.priority, k.created_at
        """
    )
    return (await db.execute(statement, {"site": site})).all()


async def contacts_by_state(db: Db, campaigns: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """The contacts each campaign has at this moment: its lists' own and those it confirms."""
    statement = text(
        """
        SELECT coalesce(c.confirmed_in, l.campaign_id) AS campaign_id, c.state, sum(c.n)::bigint AS n
        FROM (SELECT list_id, confirmed_in, state, count(*) AS n FROM contacts
              WHERE list_id IN (SELECT l.id FROM call_lists l JOIN campaigns k ON k.id = ANY(CAST(:ids AS uuid[]))
                                WHERE l.campaign_id IN (k.id, k.confirms))
              GROUP BY 1, 2, 3) c JOIN call_lists l ON l.id = c.list_id
        GROUP BY 1, 2
        """
    )
    found: dict[UUID, dict[str, int]] = {campaign: {} for campaign in campaigns}
    for row in (await db.execute(statement, {"ids": list(campaigns)})).all():
        if row.campaign_id in found:
            found[row.campaign_id][row.state] = row.n
    return found


async def recent(db: Db, site: UUID | None, since: datetime) -> Sequence[AnyRow]:
    statement = text(
        """
        SELECT o.id AS outcome_id, o.recorded_at AS at, o.agent_id, o.campaign_id, o.code, o."group", o.positive,
               c.reference, x.answered_at IS NOT NULL AS reached, x.answered_at, x.ended_at,
               h.leased_at, h.ended_at AS finished_at
        FROM outcomes o JOIN contacts c ON c.id = o.contact_id
        JOIN calls x ON x.id = o.call_id JOIN hand_outs h ON h.id = o.hand_out_id
        WHERE o.recorded_at >= :since AND (CAST(:site AS uuid) IS NULL OR o.site_id = CAST(:site AS uuid))
          AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = o.id)
        ORDER BY o.recorded_at DESC LIMIT 30
        """
    )
    return (await db.execute(statement, {"site": site, "since": since})).all()


async def all_sites(db: Db) -> Sequence[UUID]:
    """Every site, for what the service itself tells; it may write for all of them for the rest of the transaction."""
    await db.execute(text("SELECT set_config('callcenter.scope', 'all', true)"))
    return (await db.execute(text("SELECT id FROM organisations WHERE kind = 'site'"))).scalars().all()


async def live_sessions(db: Db, ids: Sequence[UUID], *, now: datetime, idle_since: datetime) -> set[UUID]:
    """Which of these sessions are still good."""
    statement = text(
        "SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id AND u.state = 'active' "
        "WHERE s.id = ANY(CAST(:ids AS uuid[])) AND s.ends_at > :now AND s.used_at > :idle_since"
    )
    rows = await db.execute(statement, {"ids": list(ids), "now": now, "idle_since": idle_since})
    return set(rows.scalars())


_NARROWINGS = {
    "action": "j.action = :action",
    "person": "j.actor_id = CAST(CAST(:person AS text) AS uuid)",
    "agent": "data ? 'agent_id' AND j.data ->> 'agent_id' = CAST(:person AS text)",
    "contact": "data ? 'contact_id' AND \"right\"(j.data ->> 'contact_id', 10) = :contact",
    "list": "data ? 'list_id' AND j.data ->> 'list_id' = :list",
    "since": "j.at >= :since",
    "until": "j.at < :until",
    "before": "j.seq < :before",
    "after": "j.seq > :after",
}


async def journal_lines(
    db: Db, narrowed: Mapping[str, object], *, oldest_first: bool, limit: int
) -> Sequence[AnyRow]:
    """Sealed entries that fit every narrowing, in the order of their places; each way has an index.

    `person` finds what somebody did and what is about them as an agent, `contact` the ending of a contact's id.
    """
    order = "ASC" if oldest_first else "DESC"
    conditions = [_NARROWINGS[name] for name in narrowed if name != "person"]
    sources = ["person", "agent"] if "person" in narrowed else [None]
    found = " UNION ".join(
        "(SELECT j.seq, j.at, j.action, j.actor_id, j.data, j.leaf FROM journal j "
        f"WHERE {' AND '.join([*conditions, *([_NARROWINGS[source]] if source else [])]) or 'true'} "
        f"ORDER BY j.seq {order} LIMIT :limit)"
        for source in sources
    )
    statement = text(
        f"SELECT j.seq, j.at, j.action, j.actor_id, u.display_name AS actor, j.data, j.leaf FROM ({found}) j "
        f"LEFT JOIN users u ON u.id = j.actor_id ORDER BY j.seq {order} LIMIT :limit"
    )
    return (await db.execute(statement, {**narrowed, "limit": limit})).all()


async def journal_choices(db: Db) -> tuple[Sequence[AnyRow], Sequence[AnyRow]]:
    """Everybody with an account, and every list, by name."""
    people = await db.execute(text("SELECT id, display_name AS name FROM users ORDER BY display_name, id"))
    lists = await db.execute(text("SELECT id, name FROM call_lists ORDER BY name, id"))
    return people.all(), lists.all()


# --- checks of the journal ----------------------------------------------------------------------------------


async def begin_check(db: Db, check_id: UUID, asked_by: UUID) -> bool:
    """False where one is under way."""
    statement = text(
        "INSERT INTO journal_checks (id, asked_by, asked_at, state, due) "
        "SELECT :id, :by, :now, 'running', coalesce(max(seq), 0) FROM journal ON CONFLICT DO NOTHING RETURNING id"
    )
    values = {"id": check_id, "by": asked_by, "now": clock.now()}
    return (await db.execute(statement, values)).one_or_none() is not None


async def checks(db: Db, limit: int) -> Sequence[AnyRow]:
    statement = text(
        "SELECT c.id, u.display_name AS asked_by, c.asked_at, c.state, c.due, c.done, c.checkpoints, c.problem, "
        "c.at_seq, c.ended_at FROM journal_checks c JOIN users u ON u.id = c.asked_by "
        "ORDER BY c.state = 'running' DESC, c.asked_at DESC LIMIT :limit"
    )
    return (await db.execute(statement, {"limit": limit})).all()


async def check_state(db: Db, check_id: UUID) -> str | None:
    found: str | None = await db.scalar(
        text("SELECT state FROM journal_checks WHERE id = :id"), {"id": check_id}
    )
    return found


async def show_checked(connection: asyncpg.Connection, check_id: UUID, done: int) -> None:
    """How far a check is, for those who watch it, in a transaction of its own."""
    await connection.execute(
        "UPDATE journal_checks SET done = $2 WHERE id = $1 AND state = 'running'", check_id, done
    )


async def end_check(
    db: Db,
    check_id: UUID,
    now: datetime,
    *,
    state: str,
    entries: int = 0,
    checkpoints: int = 0,
    problem: str | None = None,
    at_seq: int | None = None,
) -> None:
    statement = text(
        "UPDATE journal_checks SET state = :state, done = :done, checkpoints = :checkpoints, problem = :problem, "
        "at_seq = :at_seq, ended_at = :now WHERE id = :id AND state = 'running'"
    )
    found = {
        "state": state,
        "done": entries,
        "checkpoints": checkpoints,
        "problem": problem,
        "at_seq": at_seq,
    }
    await db.execute(statement, {"id": check_id, "now": now} | found)


# --- a partner's journal ------------------------------------------------------------------------------------

_ACCESSES = """
    FROM journal j
    WHERE j.partner_id = :partner AND j.action = ANY(CAST(:actions AS text[]))
      AND (CAST(:before AS bigint) IS NULL OR j.seq < CAST(:before AS bigint))
      AND (CAST(:after AS bigint) IS NULL OR j.seq > CAST(:after AS bigint))
      AND (CAST(:since AS timestamptz) IS NULL OR j.at >= CAST(:since AS timestamptz))
      AND (CAST(:until AS timestamptz) IS NULL OR j.at < CAST(:until AS timestamptz))
"""


async def accesses(
    db: Db,
    partner_id: UUID,
    actions: Sequence[str],
    *,
    before: int | None = None,
    after: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int,
) -> Sequence[AnyRow]:
    """Sealed entries about a partner's data: newest first, or with `after` oldest first."""
    order = "DESC" if after is None else "ASC"
    statement = text(
        f"""
        SELECT j.*, encode(j.leaf, 'hex') AS hash, u.display_name, u.role, u.partner_id AS actor_partner,
               l.name AS list_name, k.name AS campaign_name
        FROM (SELECT j.* {_ACCESSES} ORDER BY j.seq {order} LIMIT :limit) j
        LEFT JOIN users u ON u.id = j.actor_id
        LEFT JOIN call_lists l ON l.id = CAST(j.data->>'list_id' AS uuid)
        LEFT JOIN campaigns k ON k.id = CAST(j.data->>'campaign_id' AS uuid)
        ORDER BY j.seq {order}
        """
    )
    values = {"partner": partner_id, "actions": list(actions), "before": before, "after": after}
    return (await db.execute(statement, values | {"since": since, "until": until, "limit": limit})).all()


async def count_accesses(
    db: Db,
    partner_id: UUID,
    actions: Sequence[str],
    *,
    before: int,
    since: datetime | None,
    until: datetime | None,
) -> int:
    values = {"partner": partner_id, "actions": list(actions), "before": before, "after": None}
    statement = text(f"SELECT count(*) {_ACCESSES}")
    return int(await db.scalar(statement, values | {"since": since, "until": until}) or 0)


async def newest_checkpoint(db: Db) -> AnyRow | None:
    statement = text("SELECT size, root, signature, at FROM journal_checkpoints ORDER BY size DESC LIMIT 1")
    return (await db.execute(statement)).one_or_none()
