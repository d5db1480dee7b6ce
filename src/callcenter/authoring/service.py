"""Writing simulated customers: copy, save as often as wanted, publish a version, withdraw it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import get_args
from uuid import UUID

from callcenter.accounts.schemas import Trainer
from callcenter.authoring import book, queries, recording, rules
from callcenter.authoring.errors import (
    DraftMoved,
    NothingToPublish,
    ScenarioFaulty,
    ScenarioNotPublished,
    ScenarioPublished,
    ScenariosFull,
)
from callcenter.authoring.rules import Tried
from callcenter.authoring.schemas import (
    DetailChoices,
    DraftContent,
    EndTried,
    FaultRead,
    Labelled,
    Offered,
    OwnCreate,
    OwnLine,
    OwnPublish,
    OwnRead,
    OwnVersion,
    OwnWrite,
    ScenarioDrafted,
    ScenarioReleased,
    ScenarioWithdrawn,
    TriedRead,
)
from callcenter.campaigns import duties
from callcenter.campaigns import rules as campaigns
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock, shipped
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.schemas import AfterSalesDetails
from callcenter.partners.schemas import Purpose
from callcenter.training import catalogue, referentials, scenarios
from callcenter.training.scenarios import Scenario

MOST = 200
"""Own scenarios of a site."""
TRIAL_SECONDS = 2.0
_TRIALS = asyncio.Semaphore(1)
"""One trial at a time: it is work for the processor, and desks wait for the same one."""


# --- reading ------------------------------------------------------------------------------------------------


async def lines(db: Db, trainer: Trainer) -> list[OwnLine]:
    """The site's own scenarios, the one saved last first."""
    newest = await queries.newest(db, trainer.site_id)
    return [
        _line(row, newest.get(row.ScenarioDraft.code)) for row in await queries.drafts(db, trainer.site_id)
    ]


def _line(row: AnyRow, newest: AnyRow | None) -> OwnLine:
    draft, content = row.ScenarioDraft, DraftContent.model_validate(row.ScenarioDraft.content)
    version = None if newest is None or newest.ScenarioVersion.withdrawn_at else newest.ScenarioVersion
    return OwnLine(
        code=draft.code,
        title=content.title,
        purpose=content.purpose,
        language=content.language,
        level=content.level,
        version=None if version is None else version.version,
        ahead=version is None or _draft_of(scenarios.unpacked(version.content)) != content,
        saved_at=draft.saved_at,
        saved_by=row.saved_by,
    )


async def read(db: Db, trainer: Trainer, code: str) -> OwnRead:
    """Raises NotFound."""
    row = await _row(db, trainer, code)
    versions = await queries.versions(db, trainer.site_id, code)
    return OwnRead(
        **_line(row, versions[0] if versions else None).model_dump(),
        revision=row.ScenarioDraft.revision,
        content=DraftContent.model_validate(row.ScenarioDraft.content),
        copied_from=row.ScenarioDraft.copied_from,
        versions=[
            OwnVersion(
                version=each.ScenarioVersion.version,
                published_at=each.ScenarioVersion.published_at,
                published_by=each.published_by,
                withdrawn=each.ScenarioVersion.withdrawn_at is not None,
            )
            for each in versions
        ],
        offered=[_offered(purpose, trainer.language) for purpose in Purpose],
        details=_details(trainer.language),
        competences=await _competences(db, trainer.site_id),
    )


async def _row(db: Db, trainer: Trainer, code: str, *, hold: bool = False) -> AnyRow:
    found = await queries.drafts(db, trainer.site_id, code, hold=hold)
    if not found:
        raise NotFound
    return found[0]


def _offered(purpose: Purpose, language: str) -> Offered:
    rules_due = duties.due(purpose, clock.now().date(), recording=False)
    return Offered(
        purpose=purpose,
        outcomes=[
            Labelled(code=each.code, label=each.label.of(language))
            for each in campaigns.outcomes_for(purpose, reached=True)
        ],
        duties=[Labelled(code=each.code, label=each.label.of(language)) for each in rules_due],
    )


def _details(language: str) -> list[DetailChoices]:
    """Details of an outcome that an end may expect, with what each may be."""
    fields = AfterSalesDetails.model_fields
    reasons = {
        code: text.of(language)
        for outcome in campaigns.catalogue().values()
        for code, text in outcome.reasons.items()
    }
    scores = {str(each): str(each) for each in range(11)}
    kinds = dict.fromkeys(get_args(fields["case_kind"].annotation), "")
    resolutions = dict.fromkeys(get_args(fields["resolution"].annotation), "")
    return [
        DetailChoices(name="reason", values=_labelled(reasons)),
        DetailChoices(name="score", values=_labelled(scores)),
        DetailChoices(name="case_kind", values=_labelled(kinds)),
        DetailChoices(name="resolution", values=_labelled(resolutions)),
    ]


def _labelled(said: Mapping[str, str]) -> list[Labelled]:
    return [Labelled(code=code, label=label) for code, label in said.items()]


async def _competences(db: Db, site_id: UUID) -> list[Labelled]:
    found = await referentials.every_competence(db, site_id)
    return [Labelled(code=each.code, label=each.title) for each in found.values()]


# --- writing ------------------------------------------------------------------------------------------------


@cache
def _template() -> Scenario:
    """A short sound scenario to begin with."""
    return Scenario.model_validate(shipped.read("callcenter.authoring", "template.yaml"))


def _draft_of(scenario: Scenario) -> DraftContent:
    body = scenarios.packed(scenario)
    del body["code"], body["version"]
    return DraftContent.model_validate(body)


async def create(db: Db, trainer: Trainer, new: OwnCreate) -> OwnRead:
    """A draft of the trainer's own, from a copy. Raises NotFound for what is not there, ScenariosFull."""
    if await queries.count(db, trainer.site_id) >= MOST:
        raise ScenariosFull
    content = await _copied(db, trainer, new.copy_of)
    code = catalogue.OWN + new_id().hex[-10:]
    values = {
        "id": new_id(),
        "site_id": trainer.site_id,
        "code": code,
        "revision": 1,
        "content": content.model_dump(mode="json"),
        "copied_from": new.copy_of,
        "saved_by": trainer.user_id,
        "saved_at": clock.now(),
    }
    await queries.add_draft(db, values)
    await _journal_draft(db, trainer, code, 1, new.copy_of)
    return await read(db, trainer, code)


async def _copied(db: Db, trainer: Trainer, code: str | None) -> DraftContent:
    if code is None:
        return _draft_of(_template())
    drafts = await queries.drafts(db, trainer.site_id, code)
    if drafts:
        return DraftContent.model_validate(drafts[0].ScenarioDraft.content)
    scenario = await catalogue.one(db, trainer.site_id, code)
    if scenario is None:
        raise NotFound
    return _draft_of(scenario)


async def save(db: Db, trainer: Trainer, code: str, wanted: OwnWrite) -> OwnRead:
    """Saves the draft, whole or not. Raises NotFound, DraftMoved when it was saved elsewhere meanwhile."""
    await _row(db, trainer, code)
    values = {
        "content": wanted.content.model_dump(mode="json"),
        "saved_by": trainer.user_id,
        "saved_at": clock.now(),
    }
    if not await queries.save(db, trainer.site_id, code, wanted.base, values):
        raise DraftMoved
    await _journal_draft(db, trainer, code, wanted.base + 1)
    db.expire_all()
    return await read(db, trainer, code)


async def publish(db: Db, trainer: Trainer, code: str, wanted: OwnPublish) -> OwnRead:
    """Makes the draft a version that never changes. Raises NotFound, DraftMoved, NothingToPublish, ScenarioFaulty."""
    row = await _row(db, trainer, code, hold=True)
    if row.ScenarioDraft.revision != wanted.base:
        raise DraftMoved
    content = DraftContent.model_validate(row.ScenarioDraft.content)
    versions = await queries.versions(db, trainer.site_id, code)
    if not _line(row, versions[0] if versions else None).ahead:
        raise NothingToPublish
    tried = await _tried(db, trainer, content)
    if tried.faults:
        raise ScenarioFaulty(fields={_place(content, tried.faults[0]): tried.faults[0].kind})
    version = versions[0].ScenarioVersion.version + 1 if versions else 1
    scenario = rules.scenario_of(code, version, content)
    values = {
        "id": new_id(),
        "site_id": trainer.site_id,
        "code": code,
        "version": version,
        "digest": scenarios.digest(scenario),
        "content": scenarios.packed(scenario),
        "published_by": trainer.user_id,
        "published_at": clock.now(),
    }
    if not await queries.add_version(db, values):
        raise DraftMoved
    await journal.append(
        db,
        ScenarioReleased(scenario=code, version=version, actor_id=trainer.user_id, site_id=trainer.site_id),
    )
    await recording.sweep(db, trainer.site_id, code)
    return await read(db, trainer, code)


def _place(content: DraftContent, fault: scenarios.Fault) -> str:
    """Where the first fault stands, by the names of our own fields."""
    if fault.line is not None:
        at = next(n for n, each in enumerate(content.nodes) if each.name == fault.line)
        return f"nodes.{at}" if fault.choice is None else f"nodes.{at}.choices.{fault.choice}"
    return "rubric" if fault.criterion is not None else fault.field or "title"


async def withdraw(db: Db, trainer: Trainer, code: str) -> OwnRead:
    """Apprentices are no longer offered it; open calls go on. Raises NotFound, ScenarioNotPublished."""
    await _row(db, trainer, code, hold=True)
    version = await queries.withdraw(db, trainer.site_id, code, clock.now())
    if version is None:
        raise ScenarioNotPublished
    await journal.append(
        db,
        ScenarioWithdrawn(scenario=code, version=version, actor_id=trainer.user_id, site_id=trainer.site_id),
    )
    await recording.sweep(db, trainer.site_id, code)
    db.expire_all()
    return await read(db, trainer, code)


async def delete(db: Db, trainer: Trainer, code: str) -> None:
    """Deletes a draft of which nothing is published. Raises NotFound, ScenarioPublished."""
    row = await _row(db, trainer, code, hold=True)
    versions = await queries.versions(db, trainer.site_id, code)
    if _line(row, versions[0] if versions else None).version is not None:
        raise ScenarioPublished
    await queries.drop(db, trainer.site_id, code)
    await recording.sweep(db, trainer.site_id, code)
    await _journal_draft(db, trainer, code, None)


async def _journal_draft(
    db: Db, trainer: Trainer, code: str, revision: int | None, copied_from: str | None = None
) -> None:
    await journal.append(
        db,
        ScenarioDrafted(
            scenario=code,
            revision=revision,
            copied_from=copied_from,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )


# --- trying -------------------------------------------------------------------------------------------------


async def try_out(db: Db, trainer: Trainer, content: DraftContent) -> TriedRead:
    """Plays every way through a draft that need not be saved, and says what is wrong with it in words."""
    tried = await _tried(db, trainer, content)
    return TriedRead(
        faults=faults(tried.faults, content, trainer.language),
        ways=tried.ways,
        cut=tried.cut,
        best=tried.best,
        worst=tried.worst,
        unreached=list(tried.unreached),
        ends=[EndTried(line=line, ways=ways, right=right) for line, ways, right in tried.ends],
    )


def faults(found: Sequence[scenarios.Fault], content: DraftContent, language: str) -> list[FaultRead]:
    return [
        FaultRead(
            kind=each.kind,
            where=book.where(each, content, language),
            text=book.sentence(each, language),
            line=each.line,
            choice=each.choice,
            criterion=each.criterion,
            field=each.field,
        )
        for each in found
    ]


async def _tried(db: Db, trainer: Trainer, content: DraftContent) -> Tried:
    competences = {each.code for each in await _competences(db, trainer.site_id)}
    async with _TRIALS:
        return await asyncio.to_thread(_try, content, competences, clock.now().date())


def _try(content: DraftContent, competences: set[str], day: date) -> Tried:
    until = time.monotonic() + TRIAL_SECONDS
    return rules.try_all(content, competences, day, late=lambda: time.monotonic() > until)
