"""Routes of canaries. No route says which contact one is."""

from uuid import UUID

from fastapi import APIRouter

from callcenter.accounts.access import AsCrewKeeper
from callcenter.canaries import service
from callcenter.canaries.schemas import CanaryCreate, CanaryRead
from callcenter.infra.http import RequestDb, WebKeys

router = APIRouter(prefix="/api/canaries", tags=["alerts"])


@router.get("")
async def list_canaries(keeper: AsCrewKeeper, db: RequestDb) -> list[CanaryRead]:
    return await service.canaries(db, keeper)


@router.post("", status_code=202)
async def plant_canary(new: CanaryCreate, keeper: AsCrewKeeper, db: RequestDb, keys: WebKeys) -> CanaryRead:
    """Plants a number of the centre's own in a list, as an invented contact or by marking the one that has it."""
    return await service.plant(db, keeper, keys, new)


@router.post("/{canary_id}/withdraw", status_code=204)
async def withdraw_canary(canary_id: UUID, keeper: AsCrewKeeper, db: RequestDb) -> None:
    await service.withdraw(db, keeper, canary_id)


@router.post("/{canary_id}/reported", status_code=204)
async def report_canary(canary_id: UUID, keeper: AsCrewKeeper, db: RequestDb) -> None:
    """Says that the number rang without being dialled here: alerts about whoever has had its contact in hand."""
    await service.report(db, keeper, canary_id)
