"""Raising alerts in the transaction of what they tell, and looking at them. Features above say what is unusual."""

from datetime import datetime
from typing import cast
from uuid import UUID

from callcenter.accounts.schemas import Supervisor, Watcher
from callcenter.alerts import queries
from callcenter.alerts.errors import AlertSeenAlready
from callcenter.alerts.models import Alert
from callcenter.alerts.rules import SENTENCES
from callcenter.alerts.schemas import AlertKind, AlertRaised, AlertRead, AlertSeen
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound

SHOWN = 100


async def raise_(
    db: Db,
    kind: AlertKind,
    *,
    site_id: UUID,
    now: datetime,
    agent_id: UUID | None = None,
    count: int | None = None,
    contact_id: UUID | None = None,
    reference: str | None = None,
    since: datetime | None = None,
) -> None:
    """Tells the supervisors of a site. While the same alert is open it only counts on: nobody is called twice.

    `count` is how often it was seen; absent: once more. `since`: an alert raised at or after that moment has told it,
    looked at or not.
    """
    raised = await queries.raise_(
        db, site_id, agent_id, kind, now, count=count, reference=reference, since=since
    )
    if raised is not None and raised.fresh:
        await journal.append(
            db,
            AlertRaised(
                alert_id=raised.id,
                kind=kind,
                agent_id=agent_id,
                contact_id=contact_id,
                reference=reference,
                count=raised.count,
                site_id=site_id,
            ),
        )


async def alerts(db: Db, watcher: Watcher) -> list[AlertRead]:
    """Alerts of the watcher's site (of all sites for the centre's officers), open ones first."""
    found = []
    for row in await queries.alerts(db, watcher.site_id, limit=SHOWN):
        alert: Alert = row.Alert
        kind = cast("AlertKind", alert.kind)
        found.append(
            AlertRead(
                id=alert.id,
                kind=kind,
                agent_id=alert.agent_id,
                agent=row.agent,
                sentence=SENTENCES[kind].of(watcher.language),
                reference=alert.reference,
                count=alert.count,
                raised_at=alert.raised_at,
                last_at=alert.last_at,
                seen_by=row.seer,
                seen_at=alert.seen_at,
            )
        )
    return found


async def see(db: Db, supervisor: Supervisor, alert_id: UUID) -> None:
    """The supervisor takes care of it, by name. Raises NotFound, AlertSeenAlready."""
    seen = await queries.see(db, supervisor.site_id, alert_id, supervisor.user_id, clock.now())
    if seen is None:
        raise AlertSeenAlready if await queries.exists(db, supervisor.site_id, alert_id) else NotFound
    await journal.append(db, _seen(seen, supervisor))


async def see_all_of(db: Db, supervisor: Supervisor, agent_id: UUID, kind: AlertKind) -> None:
    """The same for every open alert of a kind about one agent, as when its cause was dealt with."""
    now = clock.now()
    seen = await queries.see_all_of(db, supervisor.site_id, agent_id, kind, supervisor.user_id, now)
    await journal.append(db, *(_seen(alert, supervisor) for alert in seen))


def _seen(alert: Alert, supervisor: Supervisor) -> AlertSeen:
    return AlertSeen(
        alert_id=alert.id,
        kind=cast("AlertKind", alert.kind),
        agent_id=alert.agent_id,
        actor_id=supervisor.user_id,
        site_id=alert.site_id,
    )
