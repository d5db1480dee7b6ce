"""The building blocks that hold at a site: what is shipped, and what its trainers wrote, in versions.

A version never changes and an assessment keeps its own copy: whoever has begun goes on with what was laid before them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from callcenter.accounts.schemas import Trainer
from callcenter.assessments import book, queries
from callcenter.assessments.errors import BlockInvalid, BlockMoved
from callcenter.assessments.schemas import (
    BlockBrief,
    BlockChanged,
    BlockContent,
    BlockDetail,
    BlockVersionLine,
    BlockWrite,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.notes import note_problem
from callcenter.training import referentials


@dataclass(frozen=True, slots=True)
class Current:
    """What an assessment composed now would get; `version` 0 is as shipped, a `withdrawn` one is not to be had."""

    content: BlockContent
    version: int
    withdrawn: bool = False


async def current(db: Db, site_id: UUID) -> dict[str, Current]:
    """Every block of the site by its code, the shipped ones first; a withdrawn one with its last content."""
    found = {code: Current(content, 0) for code, content in book.shipped().items()}
    for row in await queries.blocks(db, site_id):
        if row.content is not None:
            found[row.code] = Current(BlockContent.model_validate(row.content), row.version)
        else:
            found[row.code] = Current(found[row.code].content, row.version, withdrawn=True)
    return found


async def offered(db: Db, site_id: UUID) -> dict[str, BlockContent]:
    """What can be composed from."""
    known = await current(db, site_id)
    return {code: block.content for code, block in known.items() if not block.withdrawn}


async def lines(db: Db, trainer: Trainer) -> list[BlockBrief]:
    return [_brief(block) for block in (await current(db, trainer.site_id)).values()]


def _brief(block: Current) -> BlockBrief:
    content = block.content
    items = (*content.exercises, *content.statements, *content.criteria)
    return BlockBrief(
        code=content.code,
        title=content.title,
        kind=content.kind,
        about=content.about,
        minutes=content.minutes,
        competences=sorted({each.competence for each in items if each.competence is not None}),
        questions=len(items),
        version=block.version,
        withdrawn=block.withdrawn,
    )


async def detail(db: Db, trainer: Trainer, code: str) -> BlockDetail:
    """Raises NotFound, also for another site's."""
    block = (await current(db, trainer.site_id)).get(code)
    if block is None:
        raise NotFound
    return BlockDetail(
        content=block.content,
        version=block.version,
        withdrawn=block.withdrawn,
        shipped=code in book.shipped(),
        versions=[
            BlockVersionLine(
                id=row.id,
                version=row.version,
                made_at=row.made_at,
                made_by=row.made_by,
                withdrawn=row.withdrawn,
            )
            for row in await queries.block_history(db, trainer.site_id, code)
        ],
    )


async def version(db: Db, trainer: Trainer, version_id: UUID) -> BlockContent:
    """A version as it was written. Raises NotFound, also for a withdrawal, which has no content."""
    found = await queries.block_version(db, trainer.site_id, version_id)
    if found is None:
        raise NotFound
    return BlockContent.model_validate(found)


async def write(db: Db, trainer: Trainer, code: str, wanted: BlockWrite) -> BlockDetail:
    """Publishes a version, or a new block; a withdrawn one is offered again.

    Raises BlockInvalid (another code, a competence nobody knows, contact data), BlockMoved (not on top of the newest,
    or nothing changed).
    """
    content = wanted.content
    if content.code != code:
        raise BlockInvalid(fields={"code": "differs"})
    items = (*content.exercises, *content.statements, *content.criteria)
    asked = {each.competence for each in items if each.competence is not None}
    if asked - set(await referentials.every_competence(db, trainer.site_id)):
        raise BlockInvalid(fields={"competence": "unknown"})
    if any(note_problem(line) for words in _words(content.model_dump()) for line in words.splitlines()):
        raise BlockInvalid(fields={"text": "contact_data"})
    now_at = (await current(db, trainer.site_id)).get(code)
    if now_at is not None and now_at.content == content and not now_at.withdrawn:
        raise BlockMoved
    if wanted.base != (0 if now_at is None else now_at.version):
        raise BlockMoved
    await _publish(db, trainer, code, wanted.base + 1, content)
    return await detail(db, trainer, code)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)


async def withdraw(db: Db, trainer: Trainer, code: str, base: int) -> BlockDetail:
    """Takes a block out of those to compose from; who has begun it goes on. Raises NotFound, BlockMoved."""
    now_at = (await current(db, trainer.site_id)).get(code)
    if now_at is None:
        raise NotFound
    if now_at.withdrawn or now_at.version != base:
        raise BlockMoved
    await _publish(db, trainer, code, base + 1, None)
    return await detail(db, trainer, code)


async def _publish(db: Db, trainer: Trainer, code: str, version: int, content: BlockContent | None) -> None:
    values = {
        "id": new_id(),
        "site_id": trainer.site_id,
        "code": code,
        "version": version,
        "content": None if content is None else content.model_dump(mode="json"),
        "made_by": trainer.user_id,
        "made_at": clock.now(),
    }
    if not await queries.add_block(db, values):
        raise BlockMoved
    await journal.append(
        db,
        BlockChanged(
            block=code,
            version=version,
            withdrawn=content is None,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )
