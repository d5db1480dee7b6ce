"""What the room has to follow up: callbacks whose time has passed or comes within the hour, and what supervisors did.

Acts are read from the sealed journal, so that the feed's word of one and this list agree.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Watcher
from callcenter.infra.db import Db, Record, Statement
from callcenter.kit import clock
from callcenter.kit.places import home_zone
from callcenter.supervision.schemas import ActDone, DueCallback, FollowUp

AHEAD = timedelta(hours=1)
"""Callbacks due within that time are told too: the page knows when each becomes overdue, without asking again."""

RECENT = 20_000
"""Entries that are looked through: a busy day has more, but nobody steers by what was done so long ago."""

ACTS = (
    "campaign.ordered",
    "campaign.given",
    "campaign.state_changed",
    "call_list.given",
    "call_list.attached",
    "team.changed",
    "site.closed_days_added",
    "site.closed_days_removed",
    "contacts.reopened",
    "callback.handed_over",
    "callback.moved",
    "hand_out.ended",
    "quota.lifted",
)

_DUE = Statement(
    """
    SELECT b.id, b.reference, b.zone, b.due_at, k.name AS campaign_name, u.display_name AS owner_name
    FROM callbacks b
    JOIN contacts c ON c.id = b.contact_id AND c.state = 'callback'
    JOIN campaigns k ON k.id = b.campaign_id
    LEFT JOIN users u ON u.id = c.callback_for
    WHERE b.state = 'open' AND b.due_at < :until AND (CAST(:site AS uuid) IS NULL OR b.site_id = :site)
    ORDER BY b.due_at, b.id LIMIT 100
    """
)
_DONE = Statement(
    """
    SELECT j.id, j.at, j.action, u.display_name AS who, k.name AS campaign, l.name AS list_name,
           coalesce(t.name, a.display_name) AS whom,
           CAST(coalesce(j.data->>'contacts', j.data->>'count') AS int) AS count,
           coalesce(j.data->>'state', j.data->>'change') AS change
    FROM (
        SELECT * FROM journal
        WHERE seq > (SELECT coalesce(max(seq), 0) FROM journal) - CAST(:recent AS int) AND at >= :since
          AND action = ANY(CAST(:acts AS text[])) AND (CAST(:site AS uuid) IS NULL OR site_id = :site)
          AND (action <> 'hand_out.ended' OR data->>'reason' = 'taken_back')
    ) j
    JOIN users u ON u.id = j.actor_id AND u.role = 'supervisor'
    LEFT JOIN campaigns k ON k.id = CAST(j.data->>'campaign_id' AS uuid)
    LEFT JOIN call_lists l ON l.id = CAST(j.data->>'list_id' AS uuid)
    LEFT JOIN teams t ON t.id = CAST(j.data->>'team_id' AS uuid)
    LEFT JOIN users a ON a.id = CAST(CASE j.action WHEN 'callback.handed_over' THEN j.data->>'to_id'
                                                   ELSE j.data->>'agent_id' END AS uuid)
    ORDER BY j.seq DESC LIMIT 12
    """
)


async def follow_up(db: Db, watcher: Watcher) -> FollowUp:
    """Of the watcher's site (of all sites for the centre's officers); acts since local midnight, newest first."""
    now, zone = clock.now(), ZoneInfo(watcher.home_zone or "Europe/Paris")
    since = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    due = await _DUE.rows(db, {"site": watcher.site_id, "until": now + AHEAD})
    values = {"site": watcher.site_id, "since": since, "acts": list(ACTS), "recent": RECENT}
    return FollowUp(
        callbacks=[_callback(row) for row in due],
        acts=[ActDone.model_validate(dict(row.items())) for row in await _DONE.rows(db, values)],
    )


def _callback(row: Record) -> DueCallback:
    return DueCallback.model_validate(dict(row.items()) | {"zone": home_zone(row.zone)})
