"""Statements of drafts and of what is published of them; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.authoring.models import ScenarioDraft
from callcenter.infra.db import AnyRow, Db
from callcenter.training.models import LineVoice, ScenarioVersion


async def drafts(db: Db, site_id: UUID, code: str | None = None, *, hold: bool = False) -> Sequence[AnyRow]:
    """The site's drafts (or one of them, locked where it is about to change), with who saved each."""
    found = (
        select(ScenarioDraft, User.display_name.label("saved_by"))
        .join(User, User.id == ScenarioDraft.saved_by)
        .where(ScenarioDraft.site_id == site_id)
        .order_by(ScenarioDraft.saved_at.desc(), ScenarioDraft.id)
    )
    if code is not None:
        found = found.where(ScenarioDraft.code == code)
    if hold:
        found = found.with_for_update(of=ScenarioDraft)
    return (await db.execute(found)).all()


async def count(db: Db, site_id: UUID) -> int:
    found = select(func.count()).where(ScenarioDraft.site_id == site_id)
    return int(await db.scalar(found) or 0)


async def add_draft(db: Db, values: dict[str, Any]) -> None:
    await db.execute(upsert(ScenarioDraft).values(**values))


async def save(db: Db, site_id: UUID, code: str, base: int, values: dict[str, Any]) -> bool:
    """False when the draft is at another revision by now."""
    mine = (ScenarioDraft.site_id == site_id) & (ScenarioDraft.code == code)
    changed = (
        update(ScenarioDraft)
        .where(mine, ScenarioDraft.revision == base)
        .values(revision=base + 1, **values)
        .returning(ScenarioDraft.id)
    )
    return await db.scalar(changed) is not None


async def drop(db: Db, site_id: UUID, code: str) -> bool:
    mine = (ScenarioDraft.site_id == site_id) & (ScenarioDraft.code == code)
    return await db.scalar(delete(ScenarioDraft).where(mine).returning(ScenarioDraft.id)) is not None


def _versions(site_id: UUID) -> Select[ScenarioVersion, str]:
    return (
        select(ScenarioVersion, User.display_name.label("published_by"))
        .join(User, User.id == ScenarioVersion.published_by)
        .where(ScenarioVersion.site_id == site_id)
        .order_by(ScenarioVersion.code, ScenarioVersion.version.desc())
    )


async def versions(db: Db, site_id: UUID, code: str) -> Sequence[AnyRow]:
    """Every version of a scenario, the newest first, with who published it."""
    return (await db.execute(_versions(site_id).where(ScenarioVersion.code == code))).all()


async def newest(db: Db, site_id: UUID) -> dict[str, AnyRow]:
    """Code → the newest version of it, withdrawn or not."""
    found = (await db.execute(_versions(site_id).ext(distinct_on(ScenarioVersion.code)))).all()
    return {row.ScenarioVersion.code: row for row in found}


async def add_version(db: Db, values: dict[str, Any]) -> bool:
    """False when that number is taken."""
    made = upsert(ScenarioVersion).values(**values).on_conflict_do_nothing().returning(ScenarioVersion.id)
    return await db.scalar(made) is not None


async def withdraw(db: Db, site_id: UUID, code: str, now: datetime) -> int | None:
    """The newest version is no longer offered; its number, or None where it is not offered."""
    newest = (
        select(ScenarioVersion.id)
        .where(ScenarioVersion.site_id == site_id, ScenarioVersion.code == code)
        .order_by(ScenarioVersion.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    changed = (
        update(ScenarioVersion)
        .where(ScenarioVersion.id == newest, ScenarioVersion.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(ScenarioVersion.version)
    )
    return await db.scalar(changed)


# --- voices -------------------------------------------------------------------------------------------------


async def count_voices(db: Db, site_id: UUID) -> int:
    found = select(func.count()).select_from(LineVoice).where(LineVoice.site_id == site_id)
    return int(await db.scalar(found) or 0)


async def keep_voice(db: Db, values: dict[str, Any]) -> None:
    """The newest recording of a wording stands."""
    fresh = upsert(LineVoice).values(**values)
    changed = ("kind", "audio", "digest", "made_by", "made_at")
    await db.execute(
        fresh.on_conflict_do_update(
            index_elements=["site_id", "scenario", "line", "words"],
            set_={name: fresh.excluded[name] for name in changed},
        )
    )


async def drop_voice(db: Db, site_id: UUID, scenario: str, line: str, words: str) -> bool:
    mine = (LineVoice.site_id == site_id) & (LineVoice.scenario == scenario)
    gone = delete(LineVoice).where(mine, LineVoice.line == line, LineVoice.words == words)
    return await db.scalar(gone.returning(LineVoice.line)) is not None
