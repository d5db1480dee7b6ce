"""Statements on campaigns."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from callcenter.accounts.models import Organisation
from callcenter.campaigns.models import Campaign
from callcenter.infra.db import AnyRow, Db


async def campaigns(
    db: Db, *, site_id: UUID | None = None, partner_id: UUID | None = None, campaign_id: UUID | None = None
) -> Sequence[AnyRow]:
    """Campaigns of a site or a partner (or all), as they are called, closed ones last; with the partner's name."""
    statement = select(Campaign, Organisation.name.label("partner_name")).join(
        Organisation, Organisation.id == Campaign.partner_id
    )
    if site_id is not None:
        statement = statement.where(Campaign.site_id == site_id)
    if partner_id is not None:
        statement = statement.where(Campaign.partner_id == partner_id)
    if campaign_id is not None:
        statement = statement.where(Campaign.id == campaign_id)
    closed = Campaign.state == "closed"
    order = (closed, Campaign.closed_at.desc(), Campaign.priority, Campaign.opened_at, Campaign.created_at)
    return (await db.execute(statement.order_by(*order))).all()


async def of_site(db: Db, campaign_id: UUID, site_id: UUID) -> Campaign | None:
    """The campaign, locked, when it belongs to the site."""
    statement = select(Campaign).where(Campaign.id == campaign_id, Campaign.site_id == site_id)
    return await db.scalar(statement.with_for_update())


async def of_partner(db: Db, campaign_id: UUID, partner_id: UUID) -> Campaign | None:
    """The campaign, locked, when it belongs to the partner."""
    statement = select(Campaign).where(Campaign.id == campaign_id, Campaign.partner_id == partner_id)
    return await db.scalar(statement.with_for_update())


async def is_confirmed(db: Db, campaign_id: UUID) -> bool:
    """Whether a campaign that is not closed confirms its appointments."""
    found = select(Campaign.id).where(Campaign.confirms == campaign_id, Campaign.state != "closed")
    return await db.scalar(found) is not None


async def last_priority(db: Db, site_id: UUID) -> int:
    """The priority of the site's campaigns that are called last: a new one takes turns with them."""
    found = select(func.max(Campaign.priority)).where(Campaign.site_id == site_id, Campaign.state != "closed")
    return int(await db.scalar(found) or 1)


async def to_order(db: Db, site_id: UUID) -> Sequence[Campaign]:
    """The site's campaigns that are not closed, locked one after the other in the same order for everybody."""
    statement = select(Campaign).where(Campaign.site_id == site_id, Campaign.state != "closed")
    return (await db.scalars(statement.order_by(Campaign.id).with_for_update())).all()


async def move(db: Db, campaign_id: UUID, *, origins: Iterable[str], target: str, now: datetime) -> bool:
    """Changes the state when it is one of `origins`; False when it was another."""
    values: dict[str, Any] = {"state": target}
    if target == "open":
        values["opened_at"] = now
    if target == "closed":
        values["closed_at"] = now
    statement = update(Campaign).where(Campaign.id == campaign_id, Campaign.state.in_(list(origins)))
    return (await db.execute(statement.values(**values).returning(Campaign.id))).first() is not None
