"""Statements on alerts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from callcenter.accounts.models import User
from callcenter.alerts.models import Alert
from callcenter.infra.db import AnyRow, Db, Record, Statement
from callcenter.kit.ids import new_id

_RAISE = Statement(
    """
    INSERT INTO alerts AS a (id, site_id, agent_id, kind, reference, count, raised_at, last_at)
    SELECT CAST(:id AS uuid), CAST(:site AS uuid), CAST(:agent AS uuid), CAST(:kind AS text), CAST(:reference AS text),
           coalesce(CAST(:count AS int), 1), CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    WHERE CAST(:since AS timestamptz) IS NULL OR NOT EXISTS (
        SELECT 1 FROM alerts e WHERE e.site_id = :site AND e.kind = :kind AND e.agent_id IS NOT DISTINCT FROM :agent
          AND e.raised_at >= :since)
    ON CONFLICT (site_id, kind, agent_id) WHERE seen_at IS NULL
    DO UPDATE SET count = coalesce(CAST(:count AS int), a.count + 1), last_at = EXCLUDED.last_at,
                  reference = EXCLUDED.reference
    RETURNING id, count, xmax = 0 AS fresh
    """
)


async def raise_(
    db: Db,
    site_id: UUID,
    agent_id: UUID | None,
    kind: str,
    now: datetime,
    *,
    count: int | None,
    reference: str | None,
    since: datetime | None,
) -> Record | None:
    """Opens an alert, or adds to the open one (`fresh` tells); without a `count` it goes up by one.

    None when it was raised already at or after `since`.
    """
    values = {"id": new_id(), "site": site_id, "agent": agent_id, "kind": kind, "count": count, "now": now}
    return await _RAISE.row(db, values | {"reference": reference, "since": since})


async def alerts(db: Db, site_id: UUID | None, *, limit: int) -> Sequence[AnyRow]:
    """Open alerts first, then those that were looked at; the newest first, of a site or of all."""
    agent, seer = aliased(User), aliased(User)
    statement = (
        select(Alert, agent.display_name.label("agent"), seer.display_name.label("seer"))
        .outerjoin(agent, agent.id == Alert.agent_id)
        .outerjoin(seer, seer.id == Alert.seen_by)
    )
    if site_id is not None:
        statement = statement.where(Alert.site_id == site_id)
    statement = statement.order_by(Alert.seen_at.is_not(None), Alert.raised_at.desc(), Alert.id)
    return (await db.execute(statement.limit(limit))).all()


async def see(db: Db, site_id: UUID, alert_id: UUID, by: UUID, now: datetime) -> Alert | None:
    """Marks an open alert of the site as looked at; None when it is not open."""
    mine = (Alert.id == alert_id) & (Alert.site_id == site_id) & Alert.seen_at.is_(None)
    statement = update(Alert).where(mine).values(seen_by=by, seen_at=now).returning(Alert)
    return (await db.scalars(statement)).one_or_none()


async def see_all_of(
    db: Db, site_id: UUID, agent_id: UUID, kind: str, by: UUID, now: datetime
) -> Sequence[Alert]:
    """The same for what is open of one kind about one agent."""
    mine = (Alert.site_id == site_id) & (Alert.agent_id == agent_id) & (Alert.kind == kind)
    statement = update(Alert).where(mine, Alert.seen_at.is_(None)).values(seen_by=by, seen_at=now)
    return (await db.scalars(statement.returning(Alert))).all()


async def exists(db: Db, site_id: UUID, alert_id: UUID) -> bool:
    found = select(Alert.id).where(Alert.id == alert_id, Alert.site_id == site_id)
    return await db.scalar(found) is not None
