"""Statements of training; each names the site, and row-level security repeats it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from callcenter.accounts.models import User
from callcenter.campaigns.models import Campaign
from callcenter.infra.db import AnyRow, Db, Record, Statement
from callcenter.kit.ids import new_id
from callcenter.training.models import (
    CompetenceDecision,
    DebriefAnswer,
    Evidence,
    Gate,
    GateSuspension,
    Learner,
    LineVoice,
    PlayedScenario,
    Practice,
    Referential,
    ScenarioVersion,
)

# --- referentials -------------------------------------------------------------------------------------------


async def referentials(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """The site's versions, the newest first, with how many learners follow each."""
    followers = (
        select(func.count())
        .where(Learner.referential_id == Referential.id)
        .scalar_subquery()
        .label("learners")
    )
    order = (Referential.created_at.desc(), Referential.id.desc())
    return (
        await db.execute(
            select(Referential, followers).where(Referential.site_id == site_id).order_by(*order)
        )
    ).all()


async def referential(db: Db, site_id: UUID, referential_id: UUID) -> Referential | None:
    mine = (Referential.id == referential_id) & (Referential.site_id == site_id)
    return await db.scalar(select(Referential).where(mine))


async def add_referential(db: Db, values: dict[str, Any]) -> bool:
    """False when the site has that version already."""
    made = upsert(Referential).values(**values).on_conflict_do_nothing().returning(Referential.id)
    return await db.scalar(made) is not None


async def change_referential(
    db: Db, site_id: UUID, referential_id: UUID, *, title: str, content: dict[str, Any]
) -> bool:
    """Changes a version that nothing was judged under yet; False for one that stands (or is not the site's)."""
    free = (
        (Referential.id == referential_id)
        & (Referential.site_id == site_id)
        & Referential.frozen_at.is_(None)
    )
    changed = update(Referential).where(free).values(title=title, content=content).returning(Referential.id)
    return await db.scalar(changed) is not None


async def freeze(db: Db, referential_id: UUID, now: datetime) -> None:
    """From now on the content stands; whoever edits at this moment comes before or is refused."""
    free = (Referential.id == referential_id) & Referential.frozen_at.is_(None)
    await db.execute(update(Referential).where(free).values(frozen_at=now))


# --- learners -----------------------------------------------------------------------------------------------


async def learner(db: Db, site_id: UUID, agent_id: UUID) -> Learner | None:
    mine = (Learner.user_id == agent_id) & (Learner.site_id == site_id)
    return await db.scalar(select(Learner).where(mine))


async def apprentice(db: Db, site_id: UUID, agent_id: UUID) -> User | None:
    """An apprentice of the site, with a record or without."""
    mine = (User.id == agent_id) & (User.site_id == site_id) & (User.role == "agent")
    return await db.scalar(select(User).where(mine))


async def add_learner(db: Db, values: dict[str, Any]) -> None:
    await db.execute(upsert(Learner).values(**values).on_conflict_do_nothing())


async def change_learner(db: Db, agent_id: UUID, values: dict[str, Any]) -> None:
    await db.execute(update(Learner).where(Learner.user_id == agent_id).values(**values))


_GROUP = text(
    """
    SELECT u.id, u.display_name, l.status, l.referential_id, l.user_id IS NOT NULL AS has_record,
           coalesce(p.n, 0) AS practices, coalesce(p.good, 0) AS good, p.newest, p.newest_good,
           coalesce(d.acquired, 0) AS acquired
    FROM users u
    LEFT JOIN learners l ON l.user_id = u.id
    LEFT JOIN LATERAL (
        SELECT count(*) AS n, count(*) FILTER (WHERE passed AND NOT guided) AS good,
               (array_agg(finished_at ORDER BY finished_at DESC))[1:3] AS newest,
               (array_agg(passed ORDER BY finished_at DESC))[1:3] AS newest_good
        FROM practices WHERE agent_id = u.id AND state = 'finished'
    ) p ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS acquired FROM (
            SELECT DISTINCT ON (competence) level FROM competence_decisions
            WHERE learner_id = u.id AND referential_id = l.referential_id ORDER BY competence, decided_at DESC
        ) newest WHERE level = 'acquired'
    ) d ON true
    WHERE u.role = 'agent' AND u.state = 'active' AND u.site_id = :site
    ORDER BY u.display_name, u.id
    """
)


async def group(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """The site's apprentices by name, with what they did; `newest` are the last three practice calls."""
    return (await db.execute(_GROUP, {"site": site_id})).all()


# --- scenarios of the site ----------------------------------------------------------------------------------


async def published(db: Db, site_id: UUID, code: str | None = None) -> Sequence[AnyRow]:
    """The newest version of each scenario (or of one) that is offered, without its content, by code."""
    newest = (
        select(ScenarioVersion.id, ScenarioVersion.code, ScenarioVersion.digest, ScenarioVersion.withdrawn_at)
        .where(ScenarioVersion.site_id == site_id)
        .ext(distinct_on(ScenarioVersion.code))
        .order_by(ScenarioVersion.code, ScenarioVersion.version.desc())
    )
    if code is not None:
        newest = newest.where(ScenarioVersion.code == code)
    each = newest.subquery()
    return (
        await db.execute(select(each.c.id, each.c.code, each.c.digest).where(each.c.withdrawn_at.is_(None)))
    ).all()


async def scenario_contents(db: Db, ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """(digest, content) of these versions."""
    wanted = select(ScenarioVersion.digest, ScenarioVersion.content).where(ScenarioVersion.id.in_(ids))
    return (await db.execute(wanted)).all() if ids else []


async def voices(db: Db, site_id: UUID, scenario: str) -> set[tuple[str, str]]:
    """(line, digest of the wording) of every recording of a scenario."""
    mine = (LineVoice.site_id == site_id) & (LineVoice.scenario == scenario)
    rows = (await db.execute(select(LineVoice.line, LineVoice.words).where(mine))).all()
    return {(line, words) for line, words in rows}


async def voice(db: Db, site_id: UUID, scenario: str, line: str, words: str) -> LineVoice | None:
    mine = (LineVoice.site_id == site_id) & (LineVoice.scenario == scenario)
    return await db.scalar(select(LineVoice).where(mine, LineVoice.line == line, LineVoice.words == words))


# --- practice -----------------------------------------------------------------------------------------------


async def keep_scenario(db: Db, digest: str, values: dict[str, Any]) -> UUID:
    """The id of that content, which is stored the first time it is played."""
    fresh = upsert(PlayedScenario).values(id=new_id(), digest=digest, **values).on_conflict_do_nothing()
    await db.execute(fresh)
    found = await db.scalar(select(PlayedScenario.id).where(PlayedScenario.digest == digest))
    assert found is not None
    return found


OPEN = ("ready", "talking", "wrap_up")


def _practice() -> Select[tuple[Practice, dict[str, Any], str]]:
    return select(Practice, PlayedScenario.content, PlayedScenario.digest).join(
        PlayedScenario, PlayedScenario.id == Practice.scenario_id
    )


async def open_practice(db: Db, agent_id: UUID) -> AnyRow | None:
    """The call that an apprentice has open, with its scenario's content."""
    mine = (Practice.agent_id == agent_id) & Practice.state.in_(OPEN) & Practice.played_by.is_(None)
    found: AnyRow | None = (await db.execute(_practice().where(mine))).one_or_none()
    return found


async def my_practice(db: Db, agent_id: UUID, practice_id: UUID) -> AnyRow | None:
    """The same for one of the apprentice's calls, locked: one act comes after the other."""
    mine = (Practice.agent_id == agent_id) & (Practice.id == practice_id)
    wanted = _practice().where(mine).with_for_update(of=Practice)
    found: AnyRow | None = (await db.execute(wanted)).one_or_none()
    return found


async def practice_of_site(db: Db, site_id: UUID, practice_id: UUID) -> AnyRow | None:
    """Any apprentice's finished call of the site, with the name."""
    found = (
        select(Practice, User.display_name)
        .join(User, User.id == Practice.agent_id)
        .where(Practice.id == practice_id, Practice.site_id == site_id, Practice.state == "finished")
    )
    return (await db.execute(found)).one_or_none()


async def finished(db: Db, site_id: UUID, ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """(id, title, display_name) of these finished calls of the site."""
    title = PlayedScenario.content["title"].astext.label("title")
    found = (
        select(Practice.id, title, User.display_name)
        .join(PlayedScenario, PlayedScenario.id == Practice.scenario_id)
        .join(User, User.id == Practice.agent_id)
        .where(Practice.site_id == site_id, Practice.id.in_(ids), Practice.state == "finished")
    )
    return (await db.execute(found)).all()


async def add_practice(db: Db, values: dict[str, Any]) -> bool:
    """False when the apprentice has a call open already."""
    made = upsert(Practice).values(**values).on_conflict_do_nothing().returning(Practice.id)
    return await db.scalar(made) is not None


async def past_practices(db: Db, agent_id: UUID, *, limit: int) -> Sequence[AnyRow]:
    """What an apprentice finished, the newest first, with the title it had."""
    title = PlayedScenario.content["title"].astext.label("title")
    language = PlayedScenario.content["language"].astext.label("language")
    columns = (
        Practice.id,
        Practice.scenario,
        Practice.purpose,
        Practice.level,
        Practice.guided,
        Practice.state,
        Practice.score,
        Practice.passed,
        Practice.started_at,
        DebriefAnswer.read_at,
        DebriefAnswer.answer,
        title,
        language,
    )
    found = (
        select(*columns)
        .join(PlayedScenario, PlayedScenario.id == Practice.scenario_id)
        .outerjoin(DebriefAnswer, DebriefAnswer.practice_id == Practice.id)
        .where(Practice.agent_id == agent_id, Practice.state == "finished")
        .order_by(Practice.started_at.desc())
        .limit(limit)
    )
    return (await db.execute(found)).all()


_PRACTISED = Statement(
    """
    SELECT agent_id, CASE WHEN finished_at - started_at <= :idle THEN ARRAY[started_at, finished_at]
        ELSE array_remove(ARRAY[started_at, answered_at, ended_at, finished_at] || ARRAY(
            SELECT answered_at + make_interval(secs => (act->>'at')::int) FROM jsonb_array_elements(events) act
        ), NULL) END AS acts
    FROM practices
    WHERE site_id = :site AND started_at < :ends AND (finished_at IS NULL OR finished_at > :begins)
    """
)


async def practised(
    db: Db, site_id: UUID, begins: datetime, ends: datetime, *, idle: timedelta
) -> Sequence[Record]:
    """Practice calls of a site at that time, with the moments at which something was done in each: (agent_id, acts).

    Of a call that is no longer than `idle`, as most are, the first and the last alone.
    """
    return await _PRACTISED.rows(db, {"site": site_id, "begins": begins, "ends": ends, "idle": idle})


async def add_answer(db: Db, values: dict[str, Any]) -> bool:
    """Keeps that a debrief was read; words are added once. False when there is nothing more to add."""
    fresh = upsert(DebriefAnswer).values(**values)
    later = fresh.on_conflict_do_update(
        index_elements=["practice_id"],
        set_={"answer": fresh.excluded.answer},
        where=DebriefAnswer.answer.is_(None) & fresh.excluded.answer.is_not(None),
    )
    return await db.scalar(later.returning(DebriefAnswer.practice_id)) is not None


async def answer(db: Db, practice_id: UUID) -> DebriefAnswer | None:
    return await db.scalar(select(DebriefAnswer).where(DebriefAnswer.practice_id == practice_id))


async def bests(db: Db, agent_id: UUID) -> dict[str, tuple[int, int | None]]:
    """Scenario → how often it was finished, and the best score without help."""
    best = func.max(Practice.score).filter(~Practice.guided)
    found = select(Practice.scenario, func.count(), best).where(
        Practice.agent_id == agent_id, Practice.state == "finished"
    )
    return {
        code: (n, score) for code, n, score in (await db.execute(found.group_by(Practice.scenario))).all()
    }


# --- evidence and decisions ---------------------------------------------------------------------------------


async def add_evidence(db: Db, rows: Sequence[dict[str, Any]]) -> None:
    """What came of the same source before is not added twice."""
    if rows:
        await db.execute(upsert(Evidence).values(list(rows)).on_conflict_do_nothing())


async def evidence(db: Db, agent_id: UUID, referential_id: UUID, *, limit: int) -> Sequence[Evidence]:
    """The newest evidence of somebody under a referential."""
    mine = (Evidence.learner_id == agent_id) & (Evidence.referential_id == referential_id)
    return (
        await db.scalars(
            select(Evidence).where(mine).order_by(Evidence.given_at.desc(), Evidence.id.desc()).limit(limit)
        )
    ).all()


async def evidence_ids(db: Db, agent_id: UUID, competence: str, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these are evidence of that person for that competence."""
    mine = (Evidence.learner_id == agent_id) & (Evidence.competence == competence) & Evidence.id.in_(ids)
    return set((await db.scalars(select(Evidence.id).where(mine))).all())


async def add_decision(db: Db, decision: CompetenceDecision) -> None:
    db.add(decision)
    await db.flush()


async def decisions(db: Db, agent_id: UUID, referential_id: UUID) -> Sequence[AnyRow]:
    """Every decision about somebody under a referential, the newest first, with who decided."""
    mine = (CompetenceDecision.learner_id == agent_id) & (CompetenceDecision.referential_id == referential_id)
    found = (
        select(CompetenceDecision, User.display_name)
        .join(User, User.id == CompetenceDecision.decided_by)
        .where(mine)
        .order_by(CompetenceDecision.decided_at.desc(), CompetenceDecision.id.desc())
    )
    return (await db.execute(found)).all()


# --- gates --------------------------------------------------------------------------------------------------


async def campaign(db: Db, site_id: UUID, campaign_id: UUID) -> Campaign | None:
    """The site's campaign, locked: what it asks is changed by one after the other."""
    mine = (Campaign.id == campaign_id) & (Campaign.site_id == site_id)
    return await db.scalar(select(Campaign).where(mine).with_for_update())


async def gates(db: Db, site_id: UUID, campaign_id: UUID | None = None) -> Sequence[AnyRow]:
    """Gates of the site's campaigns that are not closed, with the campaign's name."""
    found = (
        select(Gate, Campaign.name)
        .join(Campaign, Campaign.id == Gate.campaign_id)
        .where(Gate.site_id == site_id, Campaign.state != "closed")
        .order_by(Campaign.priority, Campaign.name)
    )
    if campaign_id is not None:
        found = found.where(Gate.campaign_id == campaign_id)
    return (await db.execute(found)).all()


async def set_gate(db: Db, values: dict[str, Any]) -> None:
    fresh = upsert(Gate).values(**values)
    changed = {name: value for name, value in values.items() if name not in {"campaign_id", "site_id"}}
    await db.execute(fresh.on_conflict_do_update(index_elements=["campaign_id"], set_=changed))


async def drop_gate(db: Db, campaign_id: UUID) -> None:
    await db.execute(delete(GateSuspension).where(GateSuspension.campaign_id == campaign_id))
    await db.execute(delete(Gate).where(Gate.campaign_id == campaign_id))


_GOOD_CALLS = text(
    """
    SELECT e.learner_id, e.competence, count(*) AS good
    FROM evidence e
    WHERE e.site_id = :site AND e.kind = 'practice' AND e.counts
      AND (CAST(:agent AS uuid) IS NULL OR e.learner_id = :agent)
    GROUP BY 1, 2
    """
)


async def good_calls(db: Db, site_id: UUID, agent_id: UUID | None = None) -> dict[UUID, dict[str, int]]:
    """Apprentice → competence → good practice calls done alone."""
    found: dict[UUID, dict[str, int]] = {}
    for row in (await db.execute(_GOOD_CALLS, {"site": site_id, "agent": agent_id})).all():
        found.setdefault(row.learner_id, {})[row.competence] = row.good
    return found


async def suspensions(db: Db, site_id: UUID, campaign_id: UUID | None = None) -> Sequence[AnyRow]:
    """What trainers of the site have lifted and not ended, with names."""
    agent = select(User.display_name).where(User.id == GateSuspension.agent_id).scalar_subquery()
    by = select(User.display_name).where(User.id == GateSuspension.by).scalar_subquery()
    found = select(GateSuspension, agent.label("agent"), by.label("by_name")).where(
        GateSuspension.site_id == site_id, GateSuspension.ended_at.is_(None)
    )
    if campaign_id is not None:
        found = found.where(GateSuspension.campaign_id == campaign_id)
    return (await db.execute(found.order_by(GateSuspension.at))).all()


async def lifted(db: Db, site_id: UUID) -> set[tuple[UUID, UUID | None]]:
    """(campaign, apprentice or None for everybody) of what is lifted now."""
    found = select(GateSuspension.campaign_id, GateSuspension.agent_id).where(
        GateSuspension.site_id == site_id, GateSuspension.ended_at.is_(None)
    )
    return {(row.campaign_id, row.agent_id) for row in (await db.execute(found)).all()}


async def add_suspension(db: Db, values: dict[str, Any]) -> bool:
    """False when it is lifted for that person already."""
    made = upsert(GateSuspension).values(**values).on_conflict_do_nothing().returning(GateSuspension.id)
    return await db.scalar(made) is not None


async def end_suspension(
    db: Db, site_id: UUID, suspension_id: UUID, by: UUID, now: datetime
) -> GateSuspension | None:
    mine = (
        (GateSuspension.id == suspension_id)
        & (GateSuspension.site_id == site_id)
        & GateSuspension.ended_at.is_(None)
    )
    ended = update(GateSuspension).where(mine).values(ended_at=now, ended_by=by).returning(GateSuspension)
    return (await db.scalars(ended)).one_or_none()


async def apprentices(db: Db, site_id: UUID) -> Sequence[AnyRow]:
    """The site's active apprentices by name."""
    mine = (User.site_id == site_id) & (User.role == "agent") & (User.state == "active")
    found = select(User.id, User.display_name).where(mine).order_by(User.display_name, User.id)
    return (await db.execute(found)).all()


async def scenario_title(db: Db, scenario_id: UUID) -> str:
    """The title that a scenario had when it was played."""
    title = PlayedScenario.content["title"].astext
    return str(await db.scalar(select(title).where(PlayedScenario.id == scenario_id)))
