"""Planning, preparing, writing and issuing follow-ups. The trainer leads; the apprentice has words of the own."""

from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts import attendance, shifts
from callcenter.accounts.schemas import Agent, SiteCaller, Trainer
from callcenter.assessments import service as assessments
from callcenter.followups import plans, queries, rules, sheets
from callcenter.followups.errors import FollowUpOpen, FollowUpOver, PlanUnsigned, WordsMissing
from callcenter.followups.models import FollowUp
from callcenter.followups.schemas import (
    FollowUpDropped,
    FollowUpIssued,
    FollowUpLine,
    FollowUpPlanned,
    FollowUpRead,
    FollowUpUpdate,
    FollowUpWritten,
    Gathered,
    OwnFollowUp,
    OwnFollowUps,
    TalkSince,
)
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.errors import NoteHoldsContactData
from callcenter.outcomes.notes import note_problem
from callcenter.papers import service as papers
from callcenter.quality import service as quality
from callcenter.training import competences, learners
from callcenter.training.models import Learner

SHOWN = 200
TALKS = 12
"""So many calls are named; all of them count."""


# --- a trainer's --------------------------------------------------------------------------------------------


async def of_site(db: Db, trainer: Trainer, learner_id: UUID | None = None) -> list[FollowUpLine]:
    """Follow-ups of the site, or of one apprentice: what is due first."""
    today = _today(trainer)
    lines = []
    rows = await queries.of_site(db, trainer.site_id, learner_id=learner_id, limit=SHOWN)
    issued = await papers.newest_about(db, trainer, [row.FollowUp.id for row in rows])
    for row in rows:
        one: FollowUp = row.FollowUp
        found = issued.get(one.id)
        lines.append(
            FollowUpLine(
                id=one.id,
                learner_id=one.learner_id,
                alias=row.display_name,
                state=one.state,
                due_on=one.due_on,
                overdue=one.state == "planned" and one.due_on < today,
                issued_at=one.issued_at,
                paper_id=found.id if found else None,
                signed=[each.place for each in found.signatures] if found else [],
                has_words=bool(one.learner_words),
            )
        )
    return lines


def _today(caller: SiteCaller) -> date:
    return clock.now().astimezone(ZoneInfo(caller.home_zone)).date()


async def plan(db: Db, trainer: Trainer, learner_id: UUID, due_on: date) -> FollowUpRead:
    """Plans one for an apprentice of the site. Raises NotFound, FollowUpOpen."""
    learner = await learners.of(db, trainer, learner_id)
    made = await _plan(db, trainer, learner.user_id, due_on)
    if made is None:
        raise FollowUpOpen
    return await read(db, trainer, made)


async def _plan(db: Db, trainer: Trainer, learner_id: UUID, due_on: date) -> UUID | None:
    values: dict[str, Any] = {
        "id": new_id(),
        "site_id": trainer.site_id,
        "learner_id": learner_id,
        "state": "planned",
        "due_on": due_on,
        "planned_by": trainer.user_id,
        "planned_at": clock.now(),
    }
    if not await queries.add(db, values):
        return None
    await journal.append(db, FollowUpPlanned(due_on=due_on, **_ids(trainer, values["id"], learner_id)))
    return cast("UUID", values["id"])


def _ids(caller: SiteCaller, follow_up_id: UUID, learner_id: UUID) -> dict[str, Any]:
    return {
        "follow_up_id": follow_up_id,
        "agent_id": learner_id,
        "actor_id": caller.user_id,
        "site_id": caller.site_id,
    }


async def read(db: Db, trainer: Trainer, follow_up_id: UUID) -> FollowUpRead:
    """The whole follow-up; while it is planned with what was seen until now. Raises NotFound."""
    row = await _one(db, trainer, follow_up_id)
    one: FollowUp = row.FollowUp
    found = await papers.about(db, trainer, one.id)
    gathered = plan_now = led_to = None
    if one.state == "planned":
        gathered = await _gather(db, trainer, one.learner_id)
        plan_now = await plans.since(db, trainer, one.learner_id, gathered.since)
    elif one.plan_id is not None:
        led_to = await assessments.version(db, trainer.site_id, one.plan_id)
    return FollowUpRead(
        id=one.id,
        learner_id=one.learner_id,
        alias=row.display_name,
        state=one.state,
        due_on=one.due_on,
        gathered=gathered,
        plan=plan_now,
        plan_version=None if led_to is None else led_to.version,
        learner_words=one.learner_words,
        trainer_words=one.trainer_words,
        plan_words=one.plan_words,
        next_on=one.next_on,
        issued_at=one.issued_at,
        paper=found[0] if found else None,
    )


async def _one(db: Db, trainer: Trainer, follow_up_id: UUID, *, lock: bool = False) -> AnyRow:
    row = await queries.one(db, trainer.site_id, follow_up_id, lock=lock)
    if row is None:
        raise NotFound
    return row


async def write(db: Db, trainer: Trainer, follow_up_id: UUID, wanted: FollowUpUpdate) -> FollowUpRead:
    """The trainer's words, the changed plan, the days. Raises NotFound, FollowUpOver, NoteHoldsContactData."""
    one: FollowUp = (await _one(db, trainer, follow_up_id)).FollowUp
    _check(trainer_words=wanted.trainer_words, plan_words=wanted.plan_words)
    moved = one.due_on != wanted.due_on
    values = {name: value or None for name, value in wanted.model_dump().items()}
    if not await queries.change(db, follow_up_id, **values):
        raise FollowUpOver
    ids = _ids(trainer, follow_up_id, one.learner_id)
    await journal.append(
        db, FollowUpWritten(**ids), *([FollowUpPlanned(due_on=wanted.due_on, **ids)] if moved else [])
    )
    db.expire(one)
    return await read(db, trainer, follow_up_id)


def _check(**words: str | None) -> None:
    problems = {name: problem for name, said in words.items() if (problem := note_problem(said or ""))}
    if problems:
        raise NoteHoldsContactData(fields=problems)


async def drop(db: Db, trainer: Trainer, follow_up_id: UUID) -> None:
    """Takes a planned one away. Raises NotFound, FollowUpOver."""
    one: FollowUp = (await _one(db, trainer, follow_up_id)).FollowUp
    if not await queries.drop(db, follow_up_id):
        raise FollowUpOver
    await journal.append(db, FollowUpDropped(**_ids(trainer, follow_up_id, one.learner_id)))


async def issue(db: Db, trainer: Trainer, follow_up_id: UUID) -> FollowUpRead:
    """Makes the paper of it, to be signed by both, and plans the next one where a day was named.

    Raises NotFound, FollowUpOver, WordsMissing, PlanUnsigned (by the trainer: the apprentice can't see it yet).
    """
    row = await _one(db, trainer, follow_up_id, lock=True)
    one: FollowUp = row.FollowUp
    if one.state != "planned":
        raise FollowUpOver
    if not one.trainer_words:
        raise WordsMissing(fields={"trainer_words": "missing"})
    gathered = await _gather(db, trainer, one.learner_id)
    led_to = await plans.since(db, trainer, one.learner_id, gathered.since)
    if led_to is not None and not led_to.offered:
        raise PlanUnsigned
    content = sheets.content(one, row.display_name, trainer, gathered, led_to)
    paper = await papers.issue(db, trainer, one.learner_id, "follow_up", content, subject_id=one.id)
    next_on = one.next_on
    plan_id = None if led_to is None else led_to.plan_id
    issued = {"state": "issued", "issued_by": trainer.user_id, "issued_at": paper.issued_at}
    if not await queries.change(db, follow_up_id, plan_id=plan_id, **issued):
        raise FollowUpOver
    ids = _ids(trainer, follow_up_id, one.learner_id)
    await journal.append(db, FollowUpIssued(paper_id=paper.id, plan_id=plan_id, **ids))
    if next_on is not None:
        await _plan(db, trainer, one.learner_id, next_on)
    db.expire(one)
    return await read(db, trainer, follow_up_id)


# --- an apprentice's own ------------------------------------------------------------------------------------


async def own(db: Db, agent: Agent) -> OwnFollowUps:
    """The apprentice's next talk, with what will be looked at."""
    one = await queries.planned(db, agent.user_id)
    if one is None:
        return OwnFollowUps(next=None)
    gathered = await _gather(db, agent, agent.user_id)
    return OwnFollowUps(
        next=OwnFollowUp(id=one.id, due_on=one.due_on, gathered=gathered, mine=one.learner_words)
    )


async def say(db: Db, agent: Agent, follow_up_id: UUID, words: str) -> OwnFollowUps:
    """The apprentice's own words for the talk. Raises NotFound, FollowUpOver, NoteHoldsContactData."""
    one = await queries.planned(db, agent.user_id, follow_up_id)
    if one is None:
        raise NotFound
    _check(words=words)
    if not await queries.change(db, follow_up_id, learner_words=words or None):
        raise FollowUpOver
    await journal.append(db, FollowUpWritten(**_ids(agent, follow_up_id, agent.user_id)))
    db.expire(one)
    return await own(db, agent)


# --- what was seen ------------------------------------------------------------------------------------------


async def _gather(db: Db, caller: SiteCaller, learner_id: UUID) -> Gathered:
    """All that was seen of somebody since the last issued follow-up, until now."""
    learner = await learners.of(db, caller, learner_id)
    since, until = await queries.last_issued(db, learner_id), clock.now()
    grid = await competences.grid(db, learner)
    done = [each for each in await learners.practices(db, learner_id) if _within(each.at, since)]
    reviewed = await quality.given_to(db, caller, learner_id, since)
    talks = [
        TalkSince(
            kind="practice",
            title=each.title,
            at=each.at,
            score=each.score or 0,
            good=bool(each.passed),
            guided=each.guided,
        )
        for each in done
    ] + [
        TalkSince(
            kind="call_review",
            title=each.campaign_name,
            at=each.called_at,
            score=(each.score or 0) // 2,
            good=(each.score or 0) >= 140,
            comment=each.comment,
        )
        for each in reviewed
    ]
    zone = ZoneInfo(caller.home_zone)
    first = since or _begin(learner, until)
    worked = await shifts.hours(db, learner_id, first, until, until)
    halves = await attendance.signed(
        db, learner_id, first.astimezone(zone).date(), until.astimezone(zone).date()
    )
    return Gathered(
        since=since,
        until=until,
        practices=len(done),
        good_practices=sum(1 for each in done if each.passed and not each.guided),
        reviews=len(reviewed),
        worked_minutes=int(worked / timedelta(minutes=1)),
        halves=len(halves),
        competences=rules.competences(grid.blocks, grid.evidence, grid.decisions, since),
        talks=sorted(talks, key=lambda each: each.at, reverse=True)[:TALKS],
    )


def _within(at: datetime, since: datetime | None) -> bool:
    return since is None or at > since


def _begin(learner: Learner, until: datetime) -> datetime:
    """Where the first follow-up begins to count: with the record, a year back at most."""
    return max(learner.created_at, until - timedelta(days=366))
