"""What was good, missed or forbidden in a practice call: kept when it is scored, read by apprentice and trainer.

It scores nothing; all that changes is that somebody read it, and answered.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Agent, Trainer
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.languages import texts
from callcenter.outcomes.errors import NoteHoldsContactData
from callcenter.outcomes.notes import note_problem
from callcenter.quality.schemas import Criterion
from callcenter.training import engine, queries, scoring
from callcenter.training.engine import Play
from callcenter.training.errors import DebriefAnsweredAlready
from callcenter.training.models import Practice
from callcenter.training.practice_schemas import BeatRead, CriterionRead, DebriefRead, SpokenLine
from callcenter.training.scenarios import Scenario
from callcenter.training.schemas import DebriefSeen, ReferentialContent
from callcenter.training.scoring import FALSE_TICK

SAID = texts(
    "debrief",
    {
        FALSE_TICK: (
            "Vous avez coché une phrase obligatoire que vous n’avez pas dite.",
            "You ticked a phrase that the law wants, and did not say it.",
        ),
    },
)


def result(
    scenario: Scenario, play: Play, found: scoring.Score, fill: Callable[[str], str]
) -> dict[str, Any]:
    """All that the debrief shows and that must not change when the scenario does; `fill` puts names into words."""
    end = engine.ending(scenario, play)
    return {
        "goal": fill(scenario.goal),
        "pass_at": scenario.pass_at,
        "forbidden": list(found.forbidden),
        "right": list(end.outcomes) if end is not None else [],
        "half": getattr(end, "half", None),
        "beats": [_beat(asdict(beat), fill) for beat in scoring.replayed(scenario, play)],
        "criteria": criteria(scenario, found),
    }


def criteria(scenario: Scenario, found: scoring.Score) -> list[dict[str, Any]]:
    """The rubric's lines, each with its mark."""
    return [
        {
            "title": each.text,
            "competence": each.competence,
            "mark": "met" if found.marks[code] == 1 else "partly" if found.marks[code] else "missed",
            "weight": each.weight,
            "tip": each.tip,
        }
        for code, each in scenario.rubric.items()
    ]


def _beat(beat: dict[str, Any], fill: Callable[[str], str]) -> dict[str, Any]:
    words = {part: beat[part] for part in ("customer", "mine", "why", "better")}
    return beat | {part: None if said is None else fill(said) for part, said in words.items()}


async def mine(db: Db, agent: Agent, practice_id: UUID) -> DebriefRead:
    """The apprentice's own. Raises NotFound, also before the call is finished."""
    found = await queries.practice_of_site(db, agent.site_id, practice_id)
    if found is None or found.Practice.agent_id != agent.user_id:
        raise NotFound
    return await _debrief(db, found, agent.language)


async def note_read(db: Db, agent: Agent, practice_id: UUID, answer: str | None) -> DebriefRead:
    """The apprentice read it, and answered once or not; the same again changes nothing.

    Raises NotFound, NoteHoldsContactData, DebriefAnsweredAlready.
    """
    found = await queries.practice_of_site(db, agent.site_id, practice_id)
    if found is None or found.Practice.agent_id != agent.user_id:
        raise NotFound
    if problem := note_problem(answer or ""):
        raise NoteHoldsContactData(fields={"answer": problem})
    values = {
        "practice_id": practice_id,
        "site_id": agent.site_id,
        "agent_id": agent.user_id,
        "read_at": clock.now(),
        "answer": answer or None,
    }
    if await queries.add_answer(db, values):
        ids = {"practice_id": practice_id, "agent_id": agent.user_id, "actor_id": agent.user_id}
        await journal.append(db, DebriefSeen(**ids, answered=bool(answer), site_id=agent.site_id))
    elif answer:
        kept = await queries.answer(db, practice_id)
        if kept is None or kept.answer != answer:
            raise DebriefAnsweredAlready
    return await _debrief(db, found, agent.language)


async def of_site(db: Db, trainer: Trainer, practice_id: UUID) -> DebriefRead:
    """Any apprentice's of the site. Raises NotFound."""
    found = await queries.practice_of_site(db, trainer.site_id, practice_id)
    if found is None:
        raise NotFound
    return await _debrief(db, found, trainer.language)


@dataclass(frozen=True, slots=True)
class Scorable:
    """A finished practice call as somebody scores it by hand: criteria of its rubric, what was said, no verdict."""

    id: UUID
    agent_id: UUID
    title: str
    alias: str
    at: datetime
    criteria: list[Criterion]
    lines: list[SpokenLine]


async def scorable(db: Db, trainer: Trainer, practice_id: UUID) -> Scorable:
    """Any apprentice's of the site. Raises NotFound."""
    read = await of_site(db, trainer, practice_id)
    return Scorable(
        id=read.id,
        agent_id=read.agent_id,
        title=read.title,
        alias=read.alias,
        at=read.started_at,
        criteria=[
            Criterion(
                id=str(at),
                label=each.title[:200],
                weight=each.weight,
                competences=[each.competence],
                glossary=each.tip,
            )
            for at, each in enumerate(read.criteria, start=1)
        ],
        lines=[
            SpokenLine(seconds=each.seconds, customer=each.customer, mine=each.mine, act=each.act)
            for each in read.beats
        ],
    )


async def titles(db: Db, trainer: Trainer, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Finished practice calls of the site: id → title, and whose it is."""
    rows = await queries.finished(db, trainer.site_id, ids)
    return {row.id: (row.title, row.display_name) for row in rows}


_BEAT = ("customer", "mine", "act", "verdict", "why", "better", "hold_unannounced")


async def _debrief(db: Db, found: Any, language: str) -> DebriefRead:
    row: Practice = found.Practice
    result, outcome = row.result, row.outcome
    assert result is not None
    referential = await queries.referential(db, row.site_id, row.referential_id)
    assert referential is not None
    content = ReferentialContent.model_validate(referential.content)
    titles = {each.code: each.title for each in content.competences}
    seen = await queries.answer(db, row.id)
    talk = (row.ended_at - row.answered_at) if row.ended_at and row.answered_at else timedelta()
    return DebriefRead(
        id=row.id,
        scenario=row.scenario,
        title=await queries.scenario_title(db, row.scenario_id),
        goal=result["goal"],
        agent_id=row.agent_id,
        alias=found.display_name,
        guided=row.guided,
        level=row.level,
        score=row.score or 0,
        pass_at=result["pass_at"],
        passed=bool(row.passed),
        forbidden=[
            SAID[FALSE_TICK].of(language) if each == FALSE_TICK else each for each in result["forbidden"]
        ],
        beats=[
            BeatRead(seconds=beat["at"], held_seconds=beat["held"], **{name: beat[name] for name in _BEAT})
            for beat in result["beats"]
        ],
        criteria=[
            CriterionRead(**each, competence_title=titles.get(each["competence"], each["competence"]))
            for each in result["criteria"]
        ],
        outcome=None if outcome is None else scoring.label_of(outcome["code"], language),
        right_outcomes=[scoring.label_of(code, language) for code in result["right"]],
        half=result["half"],
        talk_seconds=int(talk.total_seconds()),
        started_at=row.started_at,
        read_at=None if seen is None else seen.read_at,
        answer=None if seen is None else seen.answer,
        trainer=result.get("trainer"),
        comment=result.get("comment"),
    )
