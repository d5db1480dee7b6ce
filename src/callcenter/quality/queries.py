"""Statements of quality review."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, select, text, update
from sqlalchemy.dialects.postgresql import insert

from callcenter.infra.db import AnyRow, Db
from callcenter.quality.models import Grid, Review, Scoring
from callcenter.quality.schemas import Rule

# --- grids --------------------------------------------------------------------------------------------------


async def newest_grid(db: Db, campaign_id: UUID) -> Grid | None:
    statement = select(Grid).where(Grid.campaign_id == campaign_id)
    return await db.scalar(statement.order_by(Grid.version.desc()).limit(1))


async def add_grid(db: Db, grid: Grid) -> bool:
    """False when another version was made at the same moment."""
    values = {
        name: getattr(grid, name)
        for name in ("id", "site_id", "campaign_id", "version", "criteria", "made_by")
    }
    statement = insert(Grid).values(values).on_conflict_do_nothing().returning(Grid.id)
    return (await db.execute(statement)).first() is not None


# --- choosing -----------------------------------------------------------------------------------------------

_TALK = "c.ended_at - c.answered_at"
_ORDERS: Mapping[Rule, str] = {
    "random": "random()",
    "longest": f"{_TALK} DESC",
    "shortest": f"{_TALK} ASC",
    "refusal": "random()",
    "opposition": "random()",
    "complaint": "random()",
    "first_calls": "c.nth, random()",
    "unseen": "c.requested_at DESC",
}
_CONDITIONS: Mapping[Rule, str] = {
    "refusal": "o.\"group\" = 'negative'",
    "opposition": "o.\"group\" = 'opposition'",
    "complaint": "o.code = 'complaint'",
    "unseen": "NOT EXISTS (SELECT 1 FROM call_reviews r WHERE r.agent_id = c.agent_id AND r.chosen_at > :since)",
}


async def choose(
    db: Db,
    site_id: UUID,
    rule: Rule,
    *,
    since: datetime,
    count: int,
    campaign_id: UUID | None,
    agent_id: UUID | None,
) -> Sequence[AnyRow]:
    """Conversations of the site that are not under review yet, with an outcome: (id, agent_id, campaign_id)."""
    nth = (
        "row_number() OVER (PARTITION BY c.agent_id ORDER BY c.requested_at)"
        if rule == "first_calls"
        else "0"
    )
    # Of an apprentice who was not seen, the latest call alone.
    once = "DISTINCT ON (c.agent_id)" if rule == "unseen" else ""
    order = f"c.agent_id, {_ORDERS[rule]}" if rule == "unseen" else _ORDERS[rule]
    within = "true" if rule in {"unseen", "first_calls"} else "c.requested_at > :since"
    statement = text(
        f"""
        SELECT {once} c.id, c.agent_id, c.campaign_id
        FROM (SELECT c.*, {nth} AS nth FROM calls c
              WHERE c.site_id = :site AND c.state = 'ended' AND c.answered_at IS NOT NULL) c
        JOIN outcomes o ON o.call_id = c.id AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.corrects = o.id)
        WHERE {within} AND {_CONDITIONS.get(rule, "true")}
          AND NOT EXISTS (SELECT 1 FROM call_reviews r WHERE r.call_id = c.id)
          AND (CAST(:campaign AS uuid) IS NULL OR c.campaign_id = CAST(:campaign AS uuid))
          AND (CAST(:agent AS uuid) IS NULL OR c.agent_id = CAST(:agent AS uuid))
        ORDER BY {order} LIMIT :count
        """
    )
    values = {"site": site_id, "since": since, "count": count, "campaign": campaign_id, "agent": agent_id}
    return (await db.execute(statement, values)).all()


async def add_review(db: Db, values: Mapping[str, Any]) -> bool:
    """False when somebody has just chosen the same call."""
    statement = insert(Review).values(**values).on_conflict_do_nothing().returning(Review.id)
    return (await db.execute(statement)).first() is not None


# --- reading ------------------------------------------------------------------------------------------------


def _reviews(which: str, order: str) -> TextClause:
    """Reviews with all that a page shows of them; those wanted are found first, the rest is looked up for them alone.

    The outcome is the last word on the call: the first one, or what corrected it.
    """
    return text(
        f"""
        SELECT r.*, u.display_name AS agent, k.name AS campaign_name, x.requested_at AS called_at,
               greatest(0, floor(extract(epoch FROM x.ended_at - x.answered_at)))::int AS seconds,
               o.code, c.reference, g.criteria, v.display_name AS giver,
               (SELECT coalesce(json_agg(json_build_object('place', s.place, 'scorer', p.display_name,
                                                           'id', s.scorer_id, 'marks', s.marks)
                                         ORDER BY s.place DESC), '[]')
                FROM review_scorings s JOIN users p ON p.id = s.scorer_id WHERE s.review_id = r.id) AS scorings
        FROM (SELECT r.* FROM call_reviews r WHERE {which} ORDER BY {order} LIMIT :limit) r
        JOIN users u ON u.id = r.agent_id
        JOIN campaigns k ON k.id = r.campaign_id
        JOIN calls x ON x.id = r.call_id
        JOIN review_grids g ON g.id = r.grid_id
        LEFT JOIN users v ON v.id = r.given_by
        LEFT JOIN contacts c ON c.id = x.contact_id
        LEFT JOIN LATERAL (
            WITH RECURSIVE said AS (
                SELECT id, code, 1 AS place FROM outcomes WHERE hand_out_id = x.hand_out_id AND corrects IS NULL
                UNION ALL SELECT n.id, n.code, s.place + 1 FROM said s JOIN outcomes n ON n.corrects = s.id
            )
            SELECT code FROM said ORDER BY place DESC LIMIT 1
        ) o ON true
        ORDER BY {order}
        """
    )


_OF_SITE = _reviews(
    "r.site_id = :site",
    "r.state <> 'chosen', CASE WHEN r.state = 'chosen' THEN r.chosen_at END, r.given_at DESC, r.id",
)
_ONE = _reviews("r.site_id = :site AND r.id = :id", "r.id")
_OF_AGENT = _reviews(
    "r.agent_id = :agent AND (CAST(:id AS uuid) IS NULL OR r.id = CAST(:id AS uuid))",
    "r.chosen_at DESC, r.id",
)
_GIVEN = _reviews(
    "r.site_id = :site AND r.agent_id = :agent AND r.state <> 'chosen' "
    "AND (CAST(:since AS timestamptz) IS NULL OR r.given_at > :since)",
    "r.given_at DESC, r.id",
)


async def of_site(db: Db, site_id: UUID, *, limit: int) -> Sequence[AnyRow]:
    """Reviews of a site: those still to be scored first, the oldest of them first."""
    return (await db.execute(_OF_SITE, {"site": site_id, "limit": limit})).all()


async def one_of_site(db: Db, site_id: UUID, review_id: UUID) -> AnyRow | None:
    return (await db.execute(_ONE, {"site": site_id, "id": review_id, "limit": 1})).one_or_none()


async def of_agent(db: Db, agent_id: UUID, *, review_id: UUID | None = None, limit: int) -> Sequence[AnyRow]:
    """The agent's own, newest first, or one of them."""
    return (await db.execute(_OF_AGENT, {"agent": agent_id, "id": review_id, "limit": limit})).all()


async def given_to(
    db: Db, site_id: UUID, agent_id: UUID, since: datetime | None, *, limit: int
) -> Sequence[AnyRow]:
    """What was given to somebody of the site after a moment, newest first."""
    values = {"site": site_id, "agent": agent_id, "since": since, "limit": limit}
    return (await db.execute(_GIVEN, values)).all()


# --- guarded steps ------------------------------------------------------------------------------------------


async def lock(db: Db, review_id: UUID, *, site_id: UUID) -> Review | None:
    """The review of the site, locked."""
    statement = select(Review).where(Review.id == review_id, Review.site_id == site_id)
    return await db.scalar(statement.with_for_update())


async def scorings(db: Db, review_id: UUID) -> Sequence[Scoring]:
    return (await db.scalars(select(Scoring).where(Scoring.review_id == review_id))).all()


async def add_scoring(db: Db, scoring: Scoring) -> bool:
    """False when that place is taken, or the person has scored already."""
    values = {
        name: getattr(scoring, name)
        for name in ("review_id", "place", "site_id", "scorer_id", "marks", "scored_at")
    }
    statement = insert(Scoring).values(**values).on_conflict_do_nothing().returning(Scoring.review_id)
    return (await db.execute(statement)).first() is not None


async def move(db: Db, review_id: UUID, origin: str, **values: Any) -> bool:
    """Changes a review that is in the state `origin`; False when it is in another."""
    statement = update(Review).where(Review.id == review_id, Review.state == origin)
    return (await db.execute(statement.values(**values).returning(Review.id))).first() is not None


async def criteria_of(db: Db, grid_id: UUID) -> list[dict[str, Any]]:
    found: Any = await db.scalar(select(Grid.criteria).where(Grid.id == grid_id))
    return json.loads(found) if isinstance(found, str) else list(found)
