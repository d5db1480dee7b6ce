"""Scoring a practice call by two trainers, apart and then together. It calibrates scorers: evidence stays as it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Trainer
from callcenter.calibration import queries, rules
from callcenter.calibration.errors import AgreedAlready, NotYoursToAgree, ScoredByTwo
from callcenter.calibration.schemas import (
    CalibrationLine,
    CalibrationOverview,
    CalibrationRead,
    Place,
    PracticeScored,
    TrainerMarks,
)
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.quality import rules as weighing
from callcenter.quality.errors import MarksMissing
from callcenter.quality.schemas import Mark
from callcenter.training import debriefs
from callcenter.training.debriefs import Scorable

SHOWN = 200


async def overview(db: Db, trainer: Trainer) -> CalibrationOverview:
    """The site's calls under two scorers, the newest first, and how far apart scorers are."""
    rows = await queries.of_site(db, trainer.site_id, limit=SHOWN)
    known = await debriefs.titles(db, trainer, [row.practice_id for row in rows])
    zone = ZoneInfo(trainer.home_zone)
    lines, pairs = [], []
    for row in rows:
        by_place = {each["place"]: each for each in row.scorings}
        differing = None
        if "second" in by_place:
            first, second = by_place["first"]["marks"], by_place["second"]["marks"]
            differing = len(weighing.differing(first, second))
            when = datetime.fromisoformat(by_place["second"]["at"])
            pairs.append((when.astimezone(zone).date(), first, second))
        title, alias = known[row.practice_id]
        scorers = [each for each in row.scorings if each["place"] != "agreed"]
        lines.append(
            CalibrationLine(
                practice_id=row.practice_id,
                title=title,
                alias=alias,
                scored_at=row.scored_at,
                scorers=[each["scorer"] for each in scorers],
                mine=any(each["id"] == str(trainer.user_id) for each in scorers),
                differing=differing,
                agreed="agreed" in by_place,
            )
        )
    return CalibrationOverview(calls=lines, months=rules.months(pairs))


async def read(db: Db, trainer: Trainer, practice_id: UUID) -> CalibrationRead:
    """Raises NotFound, also for a call that is not finished."""
    call = await debriefs.scorable(db, trainer, practice_id)
    given = await queries.of_practice(db, trainer.site_id, practice_id)
    marks = {row.PracticeScoring.place: row.PracticeScoring.marks for row in given}
    scorers = _scorers(given)
    may_score = trainer.user_id not in scorers and len(scorers) < 2
    both = "second" in marks
    return CalibrationRead(
        practice_id=practice_id,
        title=call.title,
        alias=call.alias,
        at=call.at,
        criteria=call.criteria,
        lines=call.lines,
        scorings=[
            TrainerMarks(
                place=cast("Place", row.PracticeScoring.place),
                scorer=row.display_name,
                marks=row.PracticeScoring.marks,
                score=weighing.score(call.criteria, row.PracticeScoring.marks),
            )
            for row in given
            if not may_score
        ],
        differing=[] if may_score or not both else weighing.differing(marks["first"], marks["second"]),
        may_score=may_score,
        may_agree=both and "agreed" not in marks and trainer.user_id in scorers,
    )


def _scorers(given: Sequence[AnyRow]) -> list[UUID]:
    return [row.PracticeScoring.scorer_id for row in given if row.PracticeScoring.place != "agreed"]


async def score(db: Db, trainer: Trainer, practice_id: UUID, marks: Mapping[str, Mark]) -> CalibrationRead:
    """One of two trainers scores the call; the same marks again change nothing.

    Raises NotFound, MarksMissing, ScoredByTwo.
    """
    call = await debriefs.scorable(db, trainer, practice_id)
    await queries.lock(db, practice_id)
    given = await queries.of_practice(db, trainer.site_id, practice_id)
    for row in given:
        one = row.PracticeScoring
        if one.scorer_id == trainer.user_id and one.place != "agreed" and one.marks == marks:
            return await read(db, trainer, practice_id)
    place: Place = "second" if given else "first"
    if trainer.user_id in _scorers(given) or len(given) > 1:
        raise ScoredByTwo
    await _write(db, trainer, call, place, marks)
    return await read(db, trainer, practice_id)


async def agree(db: Db, trainer: Trainer, practice_id: UUID, marks: Mapping[str, Mark]) -> CalibrationRead:
    """One of the two writes down what both agreed on. Raises NotFound, MarksMissing, NotYoursToAgree, AgreedAlready."""
    call = await debriefs.scorable(db, trainer, practice_id)
    await queries.lock(db, practice_id)
    given = await queries.of_practice(db, trainer.site_id, practice_id)
    if len(_scorers(given)) < 2 or trainer.user_id not in _scorers(given):
        raise NotYoursToAgree
    for row in given:
        if row.PracticeScoring.place == "agreed":
            if row.PracticeScoring.marks != marks:
                raise AgreedAlready
            return await read(db, trainer, practice_id)
    await _write(db, trainer, call, "agreed", marks)
    return await read(db, trainer, practice_id)


async def _write(db: Db, trainer: Trainer, call: Scorable, place: Place, marks: Mapping[str, Mark]) -> None:
    if not weighing.fits(call.criteria, marks):
        raise MarksMissing(fields={"marks": "missing"})
    values = {
        "practice_id": call.id,
        "place": place,
        "site_id": trainer.site_id,
        "scorer_id": trainer.user_id,
        "marks": dict(marks),
        "scored_at": clock.now(),
    }
    if not await queries.add(db, values):
        raise ScoredByTwo
    await journal.append(
        db,
        PracticeScored(
            practice_id=call.id,
            agent_id=call.agent_id,
            place=place,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )
