"""Statements on companions and their words; each names the site or the person, row-level security repeats the site."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.calls.models import Call
from callcenter.campaigns.models import Campaign
from callcenter.companions.models import CallWord, Companionship
from callcenter.infra.db import AnyRow, Db

_OPEN = Companionship.ended_at.is_(None)


async def accompanied(db: Db, site_id: UUID) -> set[UUID]:
    """The site's apprentices who have somebody beside them now."""
    mine = select(Companionship.agent_id).where(Companionship.site_id == site_id, _OPEN)
    return set((await db.scalars(mine)).all())


_MADE = text(
    """
    SELECT c.agent_id, c.campaign_id, count(*) AS n
    FROM calls c JOIN unnest(CAST(:campaigns AS uuid[]), CAST(:since AS timestamptz[])) AS k (id, since)
      ON k.id = c.campaign_id
    WHERE c.site_id = :site AND c.answered_at IS NOT NULL AND (CAST(:agent AS uuid) IS NULL OR c.agent_id = :agent)
      AND (c.answered_at < k.since OR EXISTS (
        SELECT 1 FROM companionships p WHERE p.agent_id = c.agent_id AND p.began_at <= c.answered_at
          AND (p.ended_at IS NULL OR p.ended_at > c.answered_at)))
    GROUP BY 1, 2
    """
)


async def made(
    db: Db, site_id: UUID, asked: Mapping[UUID, datetime], agent_id: UUID | None
) -> dict[UUID, dict[UUID, int]]:
    """Apprentice → campaign → answered calls made with somebody beside, or before that was asked for."""
    found: dict[UUID, dict[UUID, int]] = {}
    if asked:
        values = {"site": site_id, "agent": agent_id, "campaigns": list(asked), "since": list(asked.values())}
        for row in (await db.execute(_MADE, values)).all():
            found.setdefault(row.agent_id, {})[row.campaign_id] = row.n
    return found


async def add(db: Db, values: dict[str, Any]) -> bool:
    """False when somebody is beside that apprentice already."""
    made = upsert(Companionship).values(**values).on_conflict_do_nothing().returning(Companionship.id)
    return await db.scalar(made) is not None


async def open_of(db: Db, site_id: UUID, agent_id: UUID) -> AnyRow | None:
    """Who is beside an apprentice of the site now."""
    found = (
        select(Companionship, User.display_name)
        .join(User, User.id == Companionship.companion_id)
        .where(Companionship.agent_id == agent_id, Companionship.site_id == site_id, _OPEN)
    )
    row: AnyRow | None = (await db.execute(found)).one_or_none()
    return row


async def end(
    db: Db, companion_id: UUID, now: datetime, how: str, *, agent_id: UUID | None = None
) -> Companionship | None:
    """Ends what a companion began (with that apprentice); None when there is nothing to end."""
    mine = (Companionship.companion_id == companion_id) & _OPEN
    if agent_id is not None:
        mine &= Companionship.agent_id == agent_id
    ended = update(Companionship).where(mine).values(ended_at=now, how=how).returning(Companionship)
    return (await db.scalars(ended)).one_or_none()


_OVER = text(
    """
    UPDATE companionships p SET ended_at = :now, how = CASE
        WHEN p.until <= :now THEN 'time'
        WHEN EXISTS (SELECT 1 FROM agent_states a WHERE a.user_id = p.agent_id AND a.off_shift) THEN 'shift'
        ELSE 'session' END
    WHERE p.ended_at IS NULL AND (p.until <= :now
        OR EXISTS (SELECT 1 FROM agent_states a WHERE a.user_id = p.agent_id AND a.off_shift)
        OR NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = p.session_id AND s.user_id = p.companion_id
                       AND s.ends_at > :now AND s.used_at > :idle_since))
    RETURNING p.agent_id, p.site_id, p.how
    """
)


async def end_over(db: Db, now: datetime, idle_since: datetime) -> Sequence[AnyRow]:
    """Ends what is over by itself, at every site (vault only): (agent_id, site_id, how)."""
    return (await db.execute(_OVER, {"now": now, "idle_since": idle_since})).all()


_BESIDE = (
    select(Companionship.id)
    .where(
        Companionship.agent_id == Call.agent_id,
        Companionship.began_at <= Call.answered_at,
        Companionship.ended_at.is_(None) | (Companionship.ended_at > Call.answered_at),
    )
    .correlate(Call)
)


async def calls(db: Db, companion_id: UUID, agent_id: UUID, *, limit: int) -> Sequence[AnyRow]:
    """Answered calls that an apprentice made with that companion beside, the newest first."""
    found = (
        select(Call, Campaign.name, CallWord.mark)
        .join(Campaign, Campaign.id == Call.campaign_id)
        .outerjoin(CallWord, CallWord.call_id == Call.id)
        .where(
            Call.agent_id == agent_id,
            Call.state == "ended",
            _BESIDE.where(Companionship.companion_id == companion_id).exists(),
        )
        .order_by(Call.answered_at.desc())
        .limit(limit)
    )
    return (await db.execute(found)).all()


async def my_call(db: Db, companion_id: UUID, call_id: UUID) -> AnyRow | None:
    """The same for one call, with what its campaign is for."""
    found = (
        select(Call, Campaign.purpose)
        .join(Campaign, Campaign.id == Call.campaign_id)
        .where(
            Call.id == call_id,
            Call.state == "ended",
            _BESIDE.where(Companionship.companion_id == companion_id).exists(),
        )
    )
    row: AnyRow | None = (await db.execute(found)).one_or_none()
    return row


async def add_word(db: Db, values: dict[str, Any]) -> bool:
    """False when there is one on that call."""
    made = upsert(CallWord).values(**values).on_conflict_do_nothing().returning(CallWord.call_id)
    return await db.scalar(made) is not None


async def words_of(db: Db, agent_id: UUID, *, limit: int) -> Sequence[AnyRow]:
    """The words on an apprentice's calls, those to read first, then the newest."""
    found = (
        select(CallWord, Campaign.name, Call.answered_at, User.display_name)
        .join(Call, Call.id == CallWord.call_id)
        .join(Campaign, Campaign.id == Call.campaign_id)
        .join(User, User.id == CallWord.given_by)
        .where(CallWord.agent_id == agent_id)
        .order_by(CallWord.read_at.is_not(None), CallWord.given_at.desc())
        .limit(limit)
    )
    return (await db.execute(found)).all()


async def note_read(db: Db, agent_id: UUID, call_id: UUID, now: datetime) -> CallWord | None:
    """None for what is not the apprentice's, or was read before."""
    mine = (CallWord.call_id == call_id) & (CallWord.agent_id == agent_id) & CallWord.read_at.is_(None)
    return (
        await db.scalars(update(CallWord).where(mine).values(read_at=now).returning(CallWord))
    ).one_or_none()


async def has_word(db: Db, agent_id: UUID, call_id: UUID) -> bool:
    mine = (CallWord.call_id == call_id) & (CallWord.agent_id == agent_id)
    return await db.scalar(select(CallWord.call_id).where(mine)) is not None
