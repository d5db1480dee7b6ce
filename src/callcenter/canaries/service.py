"""Planting, withdrawing and reporting canaries, for supervisors and administrators. The vault does it."""

from typing import Any, Literal
from uuid import UUID

from callcenter.accounts.schemas import Caller
from callcenter.call_lists import service as call_lists
from callcenter.canaries import queries
from callcenter.canaries.errors import CanaryNumber, CanaryState
from callcenter.canaries.schemas import CanaryCreate, CanaryMoved, CanaryRead
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.phone import CALLABLE, Phone, normalise

PLANT, WITHDRAW, REPORT = "plant_canary", "withdraw_canary", "report_canary"
"""Kinds of the vault's jobs."""


async def canaries(db: Db, keeper: Caller) -> list[CanaryRead]:
    """Canaries of the keeper's site (of all sites for an administrator of none)."""
    return [
        CanaryRead.model_validate(row, from_attributes=True)
        for row in await queries.canaries(db, keeper.site_id)
    ]


async def plant(db: Db, keeper: Caller, keys: WebKeyring, new: CanaryCreate) -> CanaryRead:
    """Hands a number to the vault, sealed, to be planted in a list. Raises NotFound, CanaryNumber."""
    target = await call_lists.read_list(db, keeper, new.list_id)
    number = normalise(new.number)
    if not isinstance(number, Phone) or number.kind not in CALLABLE:
        raise CanaryNumber(fields={"number": "unreadable"})
    canary_id, site_id = new_id(), await queries.site_of_list(db, target.id)
    values: dict[str, Any] = {
        "id": canary_id,
        "site_id": site_id,
        "list_id": target.id,
        "made_by": keeper.user_id,
        "made_at": clock.now(),
        "state": "asked",
        "sealed": keys.seal_upload_chunk(canary_id, 0, True, number.e164.encode()),
    }
    await queries.add(db, **values)
    await jobs.enqueue(db, PLANT, canary_id)
    await journal.append(db, _entry(keeper, canary_id, target.id, site_id, "asked"))
    for made in await canaries(db, keeper):
        if made.id == canary_id:
            return made
    raise NotFound


async def withdraw(db: Db, keeper: Caller, canary_id: UUID) -> None:
    """Takes a canary out of calling for good. Raises NotFound, CanaryState."""
    await _act(db, keeper, canary_id, "withdrawn", WITHDRAW)


async def report(db: Db, keeper: Caller, canary_id: UUID) -> None:
    """Says that the number was called from elsewhere: an alert about each agent who has had its contact in hand.

    Raises NotFound, CanaryState.
    """
    await _act(db, keeper, canary_id, "reported", REPORT)


async def _act(
    db: Db, keeper: Caller, canary_id: UUID, change: Literal["withdrawn", "reported"], job: str
) -> None:
    found = await queries.state_of(db, canary_id, keeper.site_id)
    if found is None:
        raise NotFound
    if change == "withdrawn":
        if not await queries.move(db, canary_id, origin="planted", target="withdrawn"):
            raise CanaryState
    elif found.state not in {"planted", "withdrawn"}:
        raise CanaryState
    await jobs.enqueue(db, job, canary_id)
    await journal.append(db, _entry(keeper, canary_id, found.list_id, found.site_id, change))


def _entry(
    keeper: Caller,
    canary_id: UUID,
    list_id: UUID,
    site_id: UUID,
    change: Literal["asked", "withdrawn", "reported"],
) -> CanaryMoved:
    return CanaryMoved(
        canary_id=canary_id, list_id=list_id, change=change, actor_id=keeper.user_id, site_id=site_id
    )
