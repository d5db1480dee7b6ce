"""Statements on canaries. Those on contacts and their secrets run in the vault process only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from callcenter.accounts.models import User
from callcenter.call_lists.models import CallList
from callcenter.canaries.models import Canary
from callcenter.infra.db import AnyRow, Db

_SHOWN = (Canary.id, Canary.list_id, Canary.made_at, Canary.state, Canary.marked)


async def canaries(db: Db, site_id: UUID | None) -> Sequence[AnyRow]:
    """Canaries of a site (of all) with the names of list and maker, newest first, at most 200."""
    statement = (
        select(*_SHOWN, CallList.name.label("list_name"), User.display_name.label("made_by"))
        .join(CallList, CallList.id == Canary.list_id)
        .join(User, User.id == Canary.made_by)
    )
    if site_id is not None:
        statement = statement.where(Canary.site_id == site_id)
    return (await db.execute(statement.order_by(Canary.made_at.desc()).limit(200))).all()


async def site_of_list(db: Db, list_id: UUID) -> UUID:
    return (await db.scalars(select(CallList.site_id).where(CallList.id == list_id))).one()


async def add(db: Db, **values: Any) -> None:
    columns = ", ".join(values)
    await db.execute(
        text(f"INSERT INTO canaries ({columns}) VALUES ({', '.join(f':{name}' for name in values)})"), values
    )


async def state_of(db: Db, canary_id: UUID, site_id: UUID | None) -> AnyRow | None:
    """State, list and site of a canary of the site (of any)."""
    statement = select(Canary.state, Canary.list_id, Canary.site_id).where(Canary.id == canary_id)
    if site_id is not None:
        statement = statement.where(Canary.site_id == site_id)
    return (await db.execute(statement)).one_or_none()


async def move(db: Db, canary_id: UUID, *, origin: str, target: str) -> bool:
    """Changes the state when it is `origin`; False when it was another."""
    statement = update(Canary).where(Canary.id == canary_id, Canary.state == origin).values(state=target)
    return (await db.execute(statement.returning(Canary.id))).first() is not None


# --- the vault's --------------------------------------------------------------------------------------------


async def canary(db: Db, canary_id: UUID) -> Canary | None:
    return await db.scalar(select(Canary).where(Canary.id == canary_id).with_for_update())


_LIST = text(
    """
    SELECT l.id, l.partner_id, l.site_id, l.state, s.key_version, s.wrapped FROM call_lists l
    JOIN list_secrets s ON s.list_id = l.id WHERE l.id = :id ORDER BY s.key_version DESC LIMIT 1
    """
)


async def list_to_plant(db: Db, list_id: UUID) -> AnyRow | None:
    """The list with its newest secret."""
    return (await db.execute(_LIST, {"id": list_id})).one_or_none()


async def with_number(db: Db, list_id: UUID, index: bytes) -> UUID | None:
    """The contact of the list that has this number."""
    statement = text(
        "SELECT contact_id FROM contact_secrets WHERE list_id = :list AND phone_index = :index LIMIT 1"
    )
    return (await db.execute(statement, {"list": list_id, "index": index})).scalar_one_or_none()


_LIKE = text(
    """
    SELECT c.id, c.zone, c.language, c.rank, c.line, c.view, c.revision, c.key_version, s.wrapped
    FROM contacts c JOIN list_secrets s ON s.list_id = c.list_id AND s.key_version = c.key_version
    WHERE c.list_id = :list AND c.state = 'ready' AND c.rank >= :from ORDER BY c.rank LIMIT 1
    """
)


async def somebody(db: Db, list_id: UUID, from_rank: int) -> AnyRow | None:
    """A contact of the list that may be handed out, the next from a rank on."""
    return (await db.execute(_LIKE, {"list": list_id, "from": from_rank})).one_or_none()


async def last_rank(db: Db, list_id: UUID) -> int:
    statement = text("SELECT coalesce(max(rank), 0) FROM contacts WHERE list_id = :list AND state = 'ready'")
    return int(await db.scalar(statement, {"list": list_id}) or 0)


_PLANT = text(
    """
    INSERT INTO contacts (id, list_id, partner_id, site_id, line, reference, state, zone, language, rank,
                          attempts, key_version, revision, view)
    VALUES (:id, :list, :partner, :site, :line, :reference, 'ready', :zone, :language, :rank, 0, :version, 1, :view)
    """
)
_PLANT_SECRET = text(
    """
    INSERT INTO contact_secrets (contact_id, list_id, partner_id, key_version, revision, sealed, phone_index)
    VALUES (:id, :list, :partner, :version, 1, :sealed, :index)
    """
)


async def plant(db: Db, contact: dict[str, Any], secret: dict[str, Any]) -> None:
    await db.execute(_PLANT, contact)
    await db.execute(_PLANT_SECRET, secret)


async def planted(db: Db, contact_ids: Sequence[UUID]) -> Sequence[Canary]:
    """Those of the contacts that are canaries."""
    found = select(Canary).where(Canary.contact_id.in_(contact_ids), Canary.state != "failed")
    return (await db.scalars(found)).all()


async def of_campaign(db: Db, campaign_id: UUID) -> Sequence[Canary]:
    """Canaries in the lists of a campaign."""
    lists = select(CallList.id).where(CallList.campaign_id == campaign_id)
    found = select(Canary).where(Canary.list_id.in_(lists), Canary.contact_id.is_not(None))
    return (await db.scalars(found)).all()


async def holders(db: Db, contact_id: UUID) -> list[UUID]:
    """Which agents have had a contact in hand, the first of them first."""
    statement = text(
        "SELECT agent_id FROM hand_outs WHERE contact_id = :id GROUP BY 1 ORDER BY min(leased_at)"
    )
    return list((await db.execute(statement, {"id": contact_id})).scalars())
