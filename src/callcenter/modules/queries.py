"""Statements of modules; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.infra.db import AnyRow, Db, Record, Statement
from callcenter.modules.models import ModuleRun, ModuleVersion

# --- versions -----------------------------------------------------------------------------------------------


async def versions(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """Every version of the site without its content, the oldest first."""
    columns = (
        ModuleVersion.id,
        ModuleVersion.code,
        ModuleVersion.version,
        ModuleVersion.digest,
        ModuleVersion.made_by,
    )
    mine = select(*columns).where(ModuleVersion.site_id == site_id)
    return (await db.execute(mine.order_by(ModuleVersion.code, ModuleVersion.version))).all()


async def contents(db: Db, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    if not ids:
        return {}
    found = select(ModuleVersion.id, ModuleVersion.content).where(ModuleVersion.id.in_(ids))
    return {row.id: row.content for row in (await db.execute(found)).all()}


async def add_version(db: Db, values: dict[str, Any]) -> bool:
    """False when that number, or that content, is there already."""
    made = upsert(ModuleVersion).values(**values).on_conflict_do_nothing().returning(ModuleVersion.id)
    return await db.scalar(made) is not None


async def version_id(db: Db, site_id: UUID, code: str, digest: str) -> UUID | None:
    mine = (ModuleVersion.site_id == site_id) & (ModuleVersion.code == code)
    return await db.scalar(select(ModuleVersion.id).where(mine, ModuleVersion.digest == digest))


async def history(db: Db, site_id: UUID, code: str) -> Sequence[AnyRow]:
    """A module's versions, the newest first, with who wrote each and how often it was begun."""
    runs = select(func.count()).where(ModuleRun.version_id == ModuleVersion.id).scalar_subquery()
    found = (
        select(
            ModuleVersion.id,
            ModuleVersion.version,
            ModuleVersion.made_at,
            User.display_name.label("made_by"),
            runs.label("runs"),
        )
        .outerjoin(User, User.id == ModuleVersion.made_by)
        .where(ModuleVersion.site_id == site_id, ModuleVersion.code == code)
        .order_by(ModuleVersion.version.desc())
    )
    return (await db.execute(found)).all()


async def version(db: Db, site_id: UUID, wanted: UUID) -> dict[str, Any] | None:
    mine = (ModuleVersion.id == wanted) & (ModuleVersion.site_id == site_id)
    return await db.scalar(select(ModuleVersion.content).where(mine))


_USE = text(
    """
    SELECT code, count(*) FILTER (WHERE state = 'open') AS open, count(*) FILTER (WHERE state = 'done') AS done,
           round(avg(score))::int AS average
    FROM module_runs WHERE site_id = :site GROUP BY code
    """
)


async def use(db: Db, site_id: UUID) -> dict[str, AnyRow]:
    """Code → how many runs are open and done, and their average result."""
    return {row.code: row for row in (await db.execute(_USE, {"site": site_id})).all()}


_FIGURES = text(
    """
    SELECT act->>'what' AS exercise, count(*) AS answered, round(avg((act->>'score')::int))::int AS average
    FROM (
        SELECT DISTINCT ON (r.id, e.act->>'what') e.act
        FROM module_runs r CROSS JOIN LATERAL jsonb_array_elements(r.events) WITH ORDINALITY AS e(act, at)
        WHERE r.site_id = :site AND r.version_id = :version AND e.act->>'kind' = 'answer'
        ORDER BY r.id, e.act->>'what', e.at
    ) first_tries
    GROUP BY 1
    """
)


async def figures(db: Db, site_id: UUID, version_id: UUID) -> dict[str, tuple[int, int]]:
    """Exercise → how many answered it on that version, and the average of first tries."""
    rows = (await db.execute(_FIGURES, {"site": site_id, "version": version_id})).all()
    return {row.exercise: (row.answered, row.average) for row in rows}


# --- runs ---------------------------------------------------------------------------------------------------


async def runs_of(db: Db, agent_id: UUID) -> Sequence[ModuleRun]:
    """Everything somebody did, the newest first."""
    mine = select(ModuleRun).where(ModuleRun.agent_id == agent_id)
    return (await db.scalars(mine.order_by(ModuleRun.started_at.desc(), ModuleRun.id.desc()))).all()


async def runs_of_site(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """What every active apprentice of the site did, by person, the newest first, without the acts."""
    columns = (
        ModuleRun.agent_id,
        ModuleRun.id,
        ModuleRun.code,
        ModuleRun.state,
        ModuleRun.done,
        ModuleRun.score,
        ModuleRun.seconds,
        ModuleRun.seen_at,
    )
    found = (
        select(*columns)
        .join(User, User.id == ModuleRun.agent_id)
        .where(ModuleRun.site_id == site_id, User.state == "active")
        .order_by(ModuleRun.agent_id, ModuleRun.started_at.desc())
    )
    return (await db.execute(found)).all()


_LEARNT = Statement(
    """
    SELECT agent_id, jsonb_path_query_array(events, '$[*].at') AS acts FROM module_runs
    WHERE site_id = :site AND started_at < :ends AND seen_at > :begins
    """
)


async def learnt(db: Db, site_id: UUID, begins: datetime, ends: datetime) -> Sequence[Record]:
    """Runs of a site at that time, with the moments (ISO 8601) at which something was done: (agent_id, acts)."""
    return await _LEARNT.rows(db, {"site": site_id, "begins": begins, "ends": ends})


async def open_run(db: Db, agent_id: UUID, code: str) -> UUID | None:
    mine = (ModuleRun.agent_id == agent_id) & (ModuleRun.code == code) & (ModuleRun.state == "open")
    return await db.scalar(select(ModuleRun.id).where(mine))


async def add_run(db: Db, values: dict[str, Any]) -> bool:
    """False when one of that module is open already."""
    made = upsert(ModuleRun).values(**values).on_conflict_do_nothing().returning(ModuleRun.id)
    return await db.scalar(made) is not None


async def run(db: Db, site_id: UUID, agent_id: UUID, run_id: UUID, *, hold: bool = False) -> AnyRow | None:
    """One of somebody's runs with its version's content; locked where it is about to change."""
    wanted = (
        select(ModuleRun, ModuleVersion.content, ModuleVersion.version)
        .join(ModuleVersion, ModuleVersion.id == ModuleRun.version_id)
        .where(ModuleRun.id == run_id, ModuleRun.agent_id == agent_id, ModuleRun.site_id == site_id)
    )
    if hold:
        wanted = wanted.with_for_update(of=ModuleRun)
    found: AnyRow | None = (await db.execute(wanted)).one_or_none()
    return found


async def best(db: Db, agent_id: UUID, code: str) -> int | None:
    """The best result of the runs that are done."""
    mine = (ModuleRun.agent_id == agent_id) & (ModuleRun.code == code)
    return await db.scalar(select(func.max(ModuleRun.score)).where(mine))


async def change_run(db: Db, run_id: UUID, values: dict[str, Any]) -> None:
    await db.execute(update(ModuleRun).where(ModuleRun.id == run_id).values(**values))
