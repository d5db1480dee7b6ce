"""The trainer's library of modules: what holds, its versions, how its exercises go, and a new version of it."""

from uuid import UUID

from callcenter.accounts.schemas import Trainer
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.modules import book, queries, rules, service
from callcenter.modules.errors import ModuleExists, ModuleInvalid
from callcenter.modules.schemas import (
    ExerciseFigures,
    ModuleChanged,
    ModuleContent,
    ModuleDetail,
    ModuleLine,
    ModuleWrite,
    VersionLine,
)


async def lines(db: Db, trainer: Trainer) -> list[ModuleLine]:
    known, used = await service.current(db, trainer.site_id), await queries.use(db, trainer.site_id)
    return [
        ModuleLine(
            code=code,
            title=module.content.title,
            about=module.content.about,
            minutes=module.content.minutes,
            competences=list(module.content.competences),
            requires=list(module.content.requires),
            version=module.version,
            own=module.own,
            open=used[code].open if code in used else 0,
            done=used[code].done if code in used else 0,
            average=used[code].average if code in used else None,
        )
        for code, module in known.items()
    ]


async def detail(db: Db, trainer: Trainer, code: str) -> ModuleDetail:
    """Raises NotFound."""
    module = (await service.current(db, trainer.site_id)).get(code)
    if module is None:
        raise NotFound
    figures = (
        await queries.figures(db, trainer.site_id, module.version_id) if module.version_id is not None else {}
    )
    return ModuleDetail(
        content=module.content,
        version=module.version,
        own=module.own,
        versions=[
            VersionLine(
                id=row.id, version=row.version, made_at=row.made_at, made_by=row.made_by, runs=row.runs
            )
            for row in await queries.history(db, trainer.site_id, code)
        ],
        figures=[
            ExerciseFigures(
                exercise=each.id, kind=each.kind, answered=figures[each.id][0], average=figures[each.id][1]
            )
            for each in module.content.exercises
            if each.id in figures
        ],
    )


async def version(db: Db, trainer: Trainer, version_id: UUID) -> ModuleContent:
    """An older (or the newest) version's content. Raises NotFound."""
    found = await queries.version(db, trainer.site_id, version_id)
    if found is None:
        raise NotFound
    return ModuleContent.model_validate(found)


async def write(db: Db, trainer: Trainer, code: str, wanted: ModuleWrite) -> ModuleDetail:
    """Writes a version. Who is in the middle of the one before stays on it.

    Raises ModuleInvalid (what hangs together with nothing, or holds contact data), ModuleExists (not on top of the
    newest, or nothing changed).
    """
    known = await service.current(db, trainer.site_id)
    content = wanted.content
    if content.code != code:
        raise ModuleInvalid(fields={"code": "differs"})
    unknown = set(content.requires) - known.keys()
    if unknown:
        raise ModuleInvalid(fields={"requires": "unknown"})
    private = book.private(content)
    if private:
        raise ModuleInvalid(fields=dict.fromkeys(private, "contact_data"))
    required = {each: module.content.requires for each, module in known.items()}
    if rules.circular(required | {code: content.requires}):
        raise ModuleInvalid(fields={"requires": "circle"})
    now_at = known.get(code)
    if wanted.base != (0 if now_at is None else now_at.version):
        raise ModuleExists
    if now_at is not None:
        await service.keep(db, trainer.site_id, now_at)  # what it was stays readable beside what it is
    values = {
        "id": new_id(),
        "site_id": trainer.site_id,
        "code": code,
        "version": wanted.base + 1,
        "digest": book.digest(content),
        "content": content.model_dump(mode="json"),
        "made_by": trainer.user_id,
        "made_at": clock.now(),
    }
    if not await queries.add_version(db, values):
        raise ModuleExists
    await journal.append(
        db,
        ModuleChanged(
            module=code, version=wanted.base + 1, actor_id=trainer.user_id, site_id=trainer.site_id
        ),
    )
    return await detail(db, trainer, code)
