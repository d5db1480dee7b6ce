"""Referentials: what is shipped, the versions of a site, and the rule that judged ground does not move."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml

from callcenter.accounts.schemas import SiteCaller, Trainer
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.training import queries
from callcenter.training.errors import ReferentialExists, ReferentialFrozen, ReferentialInvalid
from callcenter.training.models import Learner, Referential
from callcenter.training.schemas import (
    Competence,
    ReferentialChanged,
    ReferentialContent,
    ReferentialCreate,
    ReferentialDetail,
    ReferentialRead,
    ReferentialsRead,
)

FIRST = "crcd"
"""The referential that a site starts with."""


@cache
def shipped() -> Mapping[str, ReferentialContent]:
    """What comes with the package, by code."""
    folder = files("callcenter.training").joinpath("data/referentials")
    found = [parse(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")]
    return {content.code: content for content in found}


def parse(written: str) -> ReferentialContent:
    """A referential from YAML. Raises ReferentialInvalid."""
    try:
        return ReferentialContent.model_validate(yaml.safe_load(written))
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise ReferentialInvalid from problem


async def overview(db: Db, trainer: SiteCaller) -> ReferentialsRead:
    rows = await queries.referentials(db, trainer.site_id)
    known = {(row.Referential.code, row.Referential.version) for row in rows}
    return ReferentialsRead(
        versions=[read(row.Referential, row.learners) for row in rows],
        shipped=[content for content in shipped().values() if (content.code, content.version) not in known],
    )


async def competences_of(db: Db, site_id: UUID, referential_id: UUID) -> list[Competence]:
    """What a version of the site names, in its order; empty for one that is not the site's."""
    row = await queries.referential(db, site_id, referential_id)
    return [] if row is None else ReferentialContent.model_validate(row.content).competences


async def every_competence(db: Db, site_id: UUID) -> dict[str, Competence]:
    """Competences by code, over the site's versions, the newest wording first; the shipped ones where it has none."""
    found: dict[str, Competence] = {}
    rows = await queries.referentials(db, site_id)
    contents = [ReferentialContent.model_validate(row.Referential.content) for row in rows]
    for content in contents or [shipped()[FIRST]]:
        for each in content.competences:
            found.setdefault(each.code, each)
    return found


def read(row: Referential, learners: int = 0) -> ReferentialRead:
    return ReferentialRead(
        id=row.id,
        code=row.code,
        version=row.version,
        title=row.title,
        frozen=row.frozen_at is not None,
        learners=learners,
        created_at=row.created_at,
    )


async def detail(db: Db, trainer: SiteCaller, referential_id: UUID) -> ReferentialDetail:
    """Raises NotFound."""
    for row in await queries.referentials(db, trainer.site_id):
        if row.Referential.id == referential_id:
            content = ReferentialContent.model_validate(row.Referential.content)
            return ReferentialDetail(**read(row.Referential, row.learners).model_dump(), content=content)
    raise NotFound


async def add(db: Db, trainer: Trainer, new: ReferentialCreate) -> ReferentialDetail:
    """Takes over a shipped version or one from a file. Raises NotFound, ReferentialInvalid, ReferentialExists."""
    if new.shipped is not None:
        content = shipped().get(new.shipped)
        if content is None:
            raise NotFound
    else:
        content = parse(new.text or "")
    referential_id = await _add(db, trainer.site_id, trainer.user_id, content)
    if referential_id is None:
        raise ReferentialExists
    return await detail(db, trainer, referential_id)


async def change(
    db: Db, trainer: Trainer, referential_id: UUID, content: ReferentialContent
) -> ReferentialDetail:
    """Edits a version in place while nothing was judged under it; another `version` makes a new one beside it.

    Raises NotFound, ReferentialFrozen, ReferentialExists, and ReferentialInvalid for another code.
    """
    row = await queries.referential(db, trainer.site_id, referential_id)
    if row is None:
        raise NotFound
    if content.code != row.code:
        raise ReferentialInvalid(fields={"code": "differs"})
    if content.version != row.version:
        made = await _add(db, trainer.site_id, trainer.user_id, content)
        if made is None:
            raise ReferentialExists
        return await detail(db, trainer, made)
    body = content.model_dump(mode="json")
    if not await queries.change_referential(
        db, trainer.site_id, referential_id, title=content.title, content=body
    ):
        raise ReferentialFrozen
    db.expire(row)
    await _journal(db, trainer.site_id, trainer.user_id, referential_id, content, added=False)
    return await detail(db, trainer, referential_id)


async def first(db: Db, site_id: UUID) -> Referential:
    """The version that a new learner of the site follows: the newest; the shipped one where there is none."""
    rows = await queries.referentials(db, site_id)
    if not rows:
        await _add(db, site_id, None, shipped()[FIRST])
        rows = await queries.referentials(db, site_id)
    found: Referential = rows[0].Referential
    return found


async def content(db: Db, site_id: UUID, referential_id: UUID) -> ReferentialContent:
    """What a version of the site says. Raises NotFound."""
    row = await queries.referential(db, site_id, referential_id)
    if row is None:
        raise NotFound
    return ReferentialContent.model_validate(row.content)


async def content_of(db: Db, learner: Learner) -> ReferentialContent:
    """The version that a learner follows."""
    return await content(db, learner.site_id, learner.referential_id)


async def stand(db: Db, referential_id: UUID) -> None:
    """Somebody is judged under a version: from now on its content stands."""
    await queries.freeze(db, referential_id, clock.now())


async def _add(db: Db, site_id: UUID, by: UUID | None, content: ReferentialContent) -> UUID | None:
    made = new_id()
    values = {
        "id": made,
        "site_id": site_id,
        "code": content.code,
        "version": content.version,
        "title": content.title,
        "content": content.model_dump(mode="json"),
        "created_by": by,
        "created_at": clock.now(),
    }
    if not await queries.add_referential(db, values):
        return None
    await _journal(db, site_id, by, made, content, added=True)
    return made


async def _journal(
    db: Db, site_id: UUID, by: UUID | None, referential_id: UUID, content: ReferentialContent, *, added: bool
) -> None:
    await journal.append(
        db,
        ReferentialChanged(
            referential_id=referential_id,
            code=content.code,
            version=content.version,
            added=added,
            actor_id=by,
            site_id=site_id,
        ),
    )
