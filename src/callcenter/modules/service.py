"""Which content of a module holds at a site, and where its apprentices stand in each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.ids import new_id
from callcenter.modules import book, queries, rules
from callcenter.modules.models import ModuleRun
from callcenter.modules.rules import Ran
from callcenter.modules.schemas import ModuleCard, ModuleContent, Standing
from callcenter.training.rules import Interval, spent


@dataclass(frozen=True, slots=True)
class Current:
    """What an apprentice who begins now gets. `version_id` is empty for a shipped one that nobody began yet."""

    content: ModuleContent
    version: int
    own: bool
    version_id: UUID | None


async def current(db: Db, site_id: UUID) -> dict[str, Current]:
    """Every module of the site, each after those it requires: the newest written here, else what is shipped."""
    rows = await queries.versions(db, site_id)
    own = {row.code: row for row in rows if row.made_by is not None}
    contents = await queries.contents(db, [row.id for row in own.values()])
    newest: dict[str, int] = {row.code: row.version for row in rows}
    stored = {(row.code, row.digest): row for row in rows}
    found: dict[str, Current] = {}
    for code, content in book.shipped().items():
        if code in own:
            continue
        kept = stored.get((code, book.digest(content)))
        found[code] = Current(
            content=content,
            version=newest.get(code, 0) + 1 if kept is None else kept.version,
            own=False,
            version_id=None if kept is None else kept.id,
        )
    for code, row in own.items():
        found[code] = Current(ModuleContent.model_validate(contents[row.id]), row.version, True, row.id)
    order = rules.in_order({code: found[code].content.requires for code in found})
    return {code: found[code] for code in order}


async def keep(db: Db, site_id: UUID, module: Current) -> UUID:
    """The id of that version, which is stored when it is first begun: a run stays on what it began with."""
    if module.version_id is not None:
        return module.version_id
    content, digest = module.content, book.digest(module.content)
    values = {
        "id": new_id(),
        "site_id": site_id,
        "code": content.code,
        "version": module.version,
        "digest": digest,
        "content": content.model_dump(mode="json"),
        "made_by": None,
        "made_at": clock.now(),
    }
    await queries.add_version(db, values)
    kept = await queries.version_id(db, site_id, content.code, digest)
    assert kept is not None
    return kept


# --- where people stand -------------------------------------------------------------------------------------


async def cards(db: Db, site_id: UUID, agent_id: UUID) -> list[ModuleCard]:
    """Every module as one apprentice sees it."""
    known = await current(db, site_id)
    runs: defaultdict[str, list[ModuleRun]] = defaultdict(list)
    for run in await queries.runs_of(db, agent_id):
        runs[run.code].append(run)
    finished = {code for code, past in runs.items() if any(run.state == "done" for run in past)}
    return [_card(known, module, runs[code], finished) for code, module in known.items()]


def _card(
    known: Mapping[str, Current], module: Current, past: Sequence[ModuleRun], finished: set[str]
) -> ModuleCard:
    content = module.content
    before = [
        known[code].content.title for code in content.requires if code in known and code not in finished
    ]
    scores = [run.score for run in past if run.score is not None]
    best = max(scores, default=None)
    opened = next((run for run in past if run.state == "open"), None)
    newest = opened or (past[0] if past else None)
    return ModuleCard(
        code=content.code,
        title=content.title,
        about=content.about,
        minutes=content.minutes,
        competences=list(content.competences),
        standing=_standing(best, opened is not None, locked=bool(before)),
        run_id=None if newest is None else newest.id,
        done=0 if newest is None else newest.done,
        steps=sum(1 for part in content.parts if part.role != "extra"),
        score=best,
        seconds=sum(run.seconds for run in past),
        locked_by=before,
        finished_at=max((run.finished_at for run in past if run.finished_at), default=None),
    )


def _standing(best: int | None, opened: bool, *, locked: bool) -> Standing:
    if opened:
        return "open"
    if best is not None:
        return "done" if best >= rules.GOOD else "again"
    return "locked" if locked else "ready"


async def learnt(
    db: Db, site_id: UUID, begins: datetime, ends: datetime
) -> list[tuple[UUID, list[Interval]]]:
    """Who of the site was at modules when, about that time."""
    return [
        (agent_id, spent(datetime.fromisoformat(at) for at in acts))
        for agent_id, acts in await queries.learnt(db, site_id, begins, ends)
    ]


@dataclass(frozen=True, slots=True)
class Doing:
    """What one apprentice of a group does in modules."""

    finished: frozenset[str]
    """Codes with a good result."""
    open: str | None
    seconds: int
    stuck: Literal["module_left", "module_hard"] | None


async def doings(db: Db, site_id: UUID) -> dict[UUID, Doing]:
    """Apprentice → what was done; who did nothing is not there. One statement for the whole site."""
    now = clock.now()
    by_person = defaultdict(list)
    for row in await queries.runs_of_site(db, site_id):
        by_person[row.agent_id].append(row)
    return {
        agent: Doing(
            finished=frozenset(r.code for r in rows if r.score is not None and r.score >= rules.GOOD),
            open=next((r.code for r in rows if r.state == "open"), None),
            seconds=sum(r.seconds for r in rows),
            stuck=rules.stuck(now, [Ran(r.state == "open", r.score, r.seen_at) for r in rows]),
        )
        for agent, rows in by_person.items()
    }
