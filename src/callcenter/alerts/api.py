"""Routes of alerts, for those who watch a room."""

from uuid import UUID

from fastapi import APIRouter

from callcenter.accounts.access import AsSupervisor, AsWatcher
from callcenter.alerts import service
from callcenter.alerts.schemas import AlertRead
from callcenter.infra.http import RequestDb

router = APIRouter(prefix="/api/alerts", tags=["alerts"])


@router.get("")
async def list_alerts(watcher: AsWatcher, db: RequestDb) -> list[AlertRead]:
    """What looked unusual at the site: open alerts first, then those somebody looked at."""
    return await service.alerts(db, watcher)


@router.post("/{alert_id}/seen", status_code=204)
async def see_alert(alert_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Says that the supervisor takes care of it; the journal keeps the name."""
    await service.see(db, supervisor, alert_id)
