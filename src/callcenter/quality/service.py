"""Choosing calls, weighing them and giving the result to the apprentice. Each step is one guarded statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from callcenter.accounts.schemas import Agent, SiteCaller
from callcenter.campaigns import service as campaigns
from callcenter.campaigns.rules import catalogue
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.notes import note_problem
from callcenter.partners.schemas import Purpose
from callcenter.quality import queries, rules
from callcenter.quality.errors import (
    MarksMissing,
    ReviewOver,
    ScoredAlready,
    SelfFirst,
    WordsHoldContactData,
)
from callcenter.quality.models import Grid, Review, Scoring
from callcenter.quality.schemas import (
    CallScored,
    CallWeighed,
    Criterion,
    GridChanged,
    GridRead,
    GridUpdate,
    Mark,
    OwnReview,
    ReviewChoice,
    ReviewGivenTo,
    ReviewLine,
    ReviewRead,
    ReviewsChosen,
    ReviewSeen,
    ScoringRead,
)

SHOWN = 200


# --- grids --------------------------------------------------------------------------------------------------


async def grid(db: Db, staff: SiteCaller, campaign_id: UUID) -> GridRead:
    """The grid of a campaign of the site, or the one it starts with. Raises NotFound."""
    campaign = await campaigns.read_campaign(db, staff, campaign_id)
    found = await queries.newest_grid(db, campaign.id)
    if found is None:
        first = rules.first_grid(campaign.purpose, staff.language)
        return GridRead(campaign_id=campaign.id, version=0, criteria=first)
    return GridRead(campaign_id=campaign.id, version=found.version, criteria=_criteria(found.criteria))


async def change_grid(db: Db, staff: SiteCaller, campaign_id: UUID, wanted: GridUpdate) -> GridRead:
    """A new version for calls chosen from now on. Raises NotFound, MarksMissing (a name twice), ReviewOver."""
    before = await grid(db, staff, campaign_id)
    if len({each.id for each in wanted.criteria}) != len(wanted.criteria):
        raise MarksMissing(fields={"criteria": "twice"})
    await _add_grid(db, staff, campaign_id, before.version + 1, wanted.criteria)
    return GridRead(campaign_id=campaign_id, version=before.version + 1, criteria=wanted.criteria)


async def _add_grid(
    db: Db, staff: SiteCaller, campaign_id: UUID, version: int, criteria: Sequence[Criterion]
) -> UUID:
    row = Grid(
        id=new_id(),
        site_id=staff.site_id,
        campaign_id=campaign_id,
        version=version,
        criteria=[each.model_dump() for each in criteria],
        made_by=staff.user_id,
    )
    if not await queries.add_grid(db, row):
        raise ReviewOver  # somebody saved at the same moment
    told = GridChanged(
        campaign_id=campaign_id, version=version, actor_id=staff.user_id, site_id=staff.site_id
    )
    await journal.append(db, told)
    return row.id


def _criteria(raw: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    return [Criterion.model_validate(each) for each in raw]


async def _grid_for(db: Db, staff: SiteCaller, campaign_id: UUID) -> UUID:
    found = await queries.newest_grid(db, campaign_id)
    if found is not None:
        return found.id
    campaign = await campaigns.read_campaign(db, staff, campaign_id)
    first = rules.first_grid(Purpose(campaign.purpose), staff.language)
    return await _add_grid(db, staff, campaign_id, 1, first)


# --- choosing -----------------------------------------------------------------------------------------------


async def choose(db: Db, staff: SiteCaller, wanted: ReviewChoice) -> int:
    """Puts calls of the site under review; how many."""
    now = clock.now()
    rows = await queries.choose(
        db,
        staff.site_id,
        wanted.rule,
        since=now - timedelta(days=wanted.days),
        count=wanted.count,
        campaign_id=wanted.campaign_id,
        agent_id=wanted.agent_id,
    )
    grids = {row.campaign_id: await _grid_for(db, staff, row.campaign_id) for row in rows}
    count = 0
    for row in rows:
        count += await queries.add_review(
            db,
            {
                "id": new_id(),
                "site_id": staff.site_id,
                "campaign_id": row.campaign_id,
                "grid_id": grids[row.campaign_id],
                "call_id": row.id,
                "agent_id": row.agent_id,
                "rule": wanted.rule,
                "chosen_by": staff.user_id,
                "chosen_at": now,
                "state": "chosen",
            },
        )
    if count:
        chosen = ReviewsChosen(rule=wanted.rule, count=count, actor_id=staff.user_id, site_id=staff.site_id)
        await journal.append(db, chosen)
    return count


# --- reading ------------------------------------------------------------------------------------------------


def _outcome(row: AnyRow, language: str) -> str | None:
    return catalogue()[row.code].label.of(language) if row.code in catalogue() else None


def _line(row: AnyRow, staff: SiteCaller) -> dict[str, Any]:
    scorers = [each for each in row.scorings if each["place"] != "self"]
    return {
        "id": row.id,
        "state": row.state,
        "rule": row.rule,
        "agent": row.agent,
        "campaign_name": row.campaign_name,
        "reference": row.reference,
        "called_at": row.called_at,
        "seconds": row.seconds or 0,
        "outcome": _outcome(row, staff.language),
        "chosen_at": row.chosen_at,
        "self_done": any(each["place"] == "self" for each in row.scorings),
        "scorers": [each["scorer"] for each in scorers],
        "mine": any(each["id"] == str(staff.user_id) for each in scorers),
        "score": row.score,
    }


async def reviews(db: Db, staff: SiteCaller) -> list[ReviewLine]:
    """The site's reviews: what is to be done first."""
    rows = await queries.of_site(db, staff.site_id, limit=SHOWN)
    return [ReviewLine.model_validate(_line(row, staff)) for row in rows]


async def review(db: Db, staff: SiteCaller, review_id: UUID) -> ReviewRead:
    """One review. Raises NotFound."""
    row = await queries.one_of_site(db, staff.site_id, review_id)
    if row is None:
        raise NotFound
    criteria = _criteria(row.criteria)
    line = _line(row, staff)
    may_score = row.state == "chosen" and not line["mine"] and len(line["scorers"]) < 2
    # Two scorers calibrate only when the second has not seen what the first gave; nor is the apprentice's view a hint.
    shown = [] if may_score else row.scorings
    marks = {each["place"]: each["marks"] for each in shown}
    both = "first" in marks and "second" in marks
    return ReviewRead(
        **line,
        criteria=criteria,
        scorings=[
            ScoringRead(
                place=each["place"],
                scorer=each["scorer"],
                marks=each["marks"],
                score=rules.score(criteria, each["marks"]),
            )
            for each in shown
        ],
        differing=rules.differing(marks["first"], marks["second"]) if both else [],
        may_score=may_score,
        self_until=row.chosen_at + rules.SELF_TIME,
        comment=row.comment,
        given_by=row.giver,
        answer=row.answer,
        read_at=row.read_at,
    )


async def own_reviews(db: Db, agent: Agent) -> list[OwnReview]:
    """The apprentice's own calls under review, newest first."""
    return [_own(row, agent) for row in await queries.of_agent(db, agent.user_id, limit=SHOWN)]


async def given_to(db: Db, staff: SiteCaller, agent_id: UUID, since: datetime | None) -> list[ReviewGivenTo]:
    """What was given to an apprentice of the site after a moment, newest first."""
    rows = await queries.given_to(db, staff.site_id, agent_id, since, limit=SHOWN)
    return [
        ReviewGivenTo(
            id=row.id,
            campaign_name=row.campaign_name,
            called_at=row.called_at,
            score=row.score or 0,
            comment=row.comment,
            answer=row.answer,
        )
        for row in rows
    ]


def _own(row: AnyRow, agent: Agent) -> OwnReview:
    given = row.state != "chosen"
    by_self = next((each["marks"] for each in row.scorings if each["place"] == "self"), None)
    return OwnReview(
        id=row.id,
        state=row.state,
        campaign_name=row.campaign_name,
        called_at=row.called_at,
        seconds=row.seconds or 0,
        outcome=_outcome(row, agent.language),
        criteria=_criteria(row.criteria),
        self_marks=by_self,
        marks=[each["marks"] for each in row.scorings if each["place"] != "self"] if given else [],
        score=row.score if given else None,
        comment=row.comment if given else None,
        answer=row.answer,
        read_at=row.read_at,
    )


# --- weighing -----------------------------------------------------------------------------------------------


async def weigh_own(db: Db, agent: Agent, review_id: UUID, marks: Mapping[str, Mark]) -> OwnReview:
    """The apprentice weighs a call of their own, before the staff do; the same marks again change nothing.

    Raises NotFound, ReviewOver, ScoredAlready, MarksMissing.
    """
    row = await _own_row(db, agent, review_id)
    if any(each["place"] == "self" and each["marks"] == marks for each in row.scorings):
        return _own(row, agent)
    locked = await _open(db, review_id, row.site_id)
    await _write(db, locked, "self", agent.user_id, marks)
    return _own(await _own_row(db, agent, review_id), agent)


async def _own_row(db: Db, agent: Agent, review_id: UUID) -> AnyRow:
    rows = await queries.of_agent(db, agent.user_id, review_id=review_id, limit=1)
    if not rows:
        raise NotFound
    return rows[0]


async def _open(db: Db, review_id: UUID, site_id: UUID) -> Review:
    """The review, locked, while marks may be given. Raises NotFound, ReviewOver."""
    found = await queries.lock(db, review_id, site_id=site_id)
    if found is None:
        raise NotFound
    if found.state != "chosen":
        raise ReviewOver
    return found


async def _write(db: Db, found: Review, place: str, scorer_id: UUID, marks: Mapping[str, Mark]) -> None:
    if not rules.fits(_criteria(await queries.criteria_of(db, found.grid_id)), marks):
        raise MarksMissing(fields={"marks": "missing"})
    scoring = Scoring(
        review_id=found.id,
        place=place,
        site_id=found.site_id,
        scorer_id=scorer_id,
        marks=dict(marks),
        scored_at=clock.now(),
    )
    if not await queries.add_scoring(db, scoring):
        raise ScoredAlready
    weighed = CallWeighed(
        review_id=found.id,
        call_id=found.call_id,
        agent_id=found.agent_id,
        place=cast("Any", place),
        actor_id=scorer_id,
        site_id=found.site_id,
    )
    await journal.append(db, weighed)


async def weigh(db: Db, staff: SiteCaller, review_id: UUID, marks: Mapping[str, Mark]) -> ReviewRead:
    """One of at most two of the staff scores a call.

    Raises NotFound, ReviewOver, SelfFirst, ScoredAlready, MarksMissing.
    """
    found = await _open(db, review_id, staff.site_id)
    there = {each.place: each.scorer_id for each in await queries.scorings(db, review_id)}
    if "self" not in there and clock.now() < found.chosen_at + rules.SELF_TIME:
        raise SelfFirst
    if staff.user_id in there.values() or "second" in there:
        raise ScoredAlready
    await _write(db, found, "second" if "first" in there else "first", staff.user_id, marks)
    return await review(db, staff, review_id)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a review came to: the score out of 200, and per cent by competence."""

    review_id: UUID
    call_id: UUID
    agent_id: UUID
    site_id: UUID
    score: int
    competences: Mapping[str, int]


async def give(db: Db, staff: SiteCaller, review_id: UUID, comment: str) -> Scored:
    """Gives the result, with words, to the apprentice, who has to read it.

    Raises NotFound, ReviewOver (also while nobody has scored), WordsHoldContactData.
    """
    _check_words("comment", comment)
    found = await _open(db, review_id, staff.site_id)
    given = {each.place: each.marks for each in await queries.scorings(db, review_id) if each.place != "self"}
    if not given:
        raise ReviewOver
    criteria = _criteria(await queries.criteria_of(db, found.grid_id))
    score = rules.agreed([rules.score(criteria, marks) for marks in given.values()])
    each_one = [rules.by_competence(criteria, marks) for marks in given.values()]
    competences = {code: rules.agreed([one[code] for one in each_one]) for code in each_one[0]}
    now = clock.now()
    moved = await queries.move(
        db,
        review_id,
        "chosen",
        state="given",
        score=score,
        comment=comment,
        given_by=staff.user_id,
        given_at=now,
    )
    if not moved:
        raise ReviewOver
    scored = CallScored(
        review_id=review_id,
        call_id=found.call_id,
        agent_id=found.agent_id,
        campaign_id=found.campaign_id,
        score=score,
        competences=len(competences),
        actor_id=staff.user_id,
        site_id=staff.site_id,
    )
    await journal.append(db, scored)
    return Scored(review_id, found.call_id, found.agent_id, found.site_id, score, competences)


async def note_read(db: Db, agent: Agent, review_id: UUID, answer: str | None) -> OwnReview:
    """The apprentice has read a result, and may have answered; sent again, it answers the same.

    Raises NotFound, ReviewOver, WordsHoldContactData.
    """
    _check_words("answer", answer)
    row = await _own_row(db, agent, review_id)
    if row.state == "read" and row.answer == (answer or None):
        return _own(row, agent)
    if not await queries.move(
        db, review_id, "given", state="read", answer=answer or None, read_at=clock.now()
    ):
        raise ReviewOver
    seen = ReviewSeen(
        review_id=review_id,
        agent_id=agent.user_id,
        answered=bool(answer),
        actor_id=agent.user_id,
        site_id=agent.site_id,
    )
    await journal.append(db, seen)
    return _own(await _own_row(db, agent, review_id), agent)


def _check_words(field: str, words: str | None) -> None:
    problem = note_problem(words) if words else None
    if problem is not None:
        raise WordsHoldContactData(fields={field: problem})
