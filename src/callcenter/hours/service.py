"""A month's hours of a site, sessions kept by the trainer, and the papers that come of them."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts import attendance, shifts
from callcenter.accounts.schemas import SiteCaller, Trainer
from callcenter.assessments import bilans
from callcenter.calls.quotas import quotas
from callcenter.exams import service as exams
from callcenter.hours import queries, rules, sheets
from callcenter.hours.errors import SessionInvalid
from callcenter.hours.schemas import (
    DayHours,
    HoursTaken,
    MonthHours,
    PersonHours,
    SessionCreate,
    SessionKept,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.modules import service as modules
from callcenter.papers import service as papers
from callcenter.papers.schemas import PaperRead
from callcenter.training import learners


async def month(db: Db, staff: SiteCaller, wanted: str) -> MonthHours:
    """The statement of a month, everybody of the site by name."""
    _, last = _days_of(wanted)
    people = [person for person, _ in await _people(db, staff, wanted)]
    today = clock.now().astimezone(ZoneInfo(staff.home_zone)).date()
    return MonthHours(month=wanted, over=today > last, people=people)


async def _people(db: Db, staff: SiteCaller, wanted: str) -> list[tuple[PersonHours, list[DayHours]]]:
    """Everybody of the site by name, with the days of the month on which something was."""
    found = await _days(db, staff, *_days_of(wanted))
    rows = await queries.apprentices(db, staff.site_id)
    with_days = [(row, found.get(row.id, [])) for row in rows]
    return [(_person(row.id, row.display_name, row.sign_in, days), days) for row, days in with_days]


def _days_of(wanted: str) -> tuple[date, date]:
    first = date.fromisoformat(f"{wanted}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


async def _days(db: Db, staff: SiteCaller, first: date, last: date) -> Mapping[UUID, list[DayHours]]:
    """By apprentice, the days from the first to the last; weeks that reach beyond are looked at whole."""
    zone, now = ZoneInfo(staff.home_zone), clock.now()
    monday, sunday = first - timedelta(first.weekday()), last + timedelta(6 - last.weekday())
    begins = datetime.combine(monday, time(), zone)
    ends = datetime.combine(sunday + timedelta(days=1), time(), zone)
    seen: dict[UUID, rules.Seen] = defaultdict(rules.Seen)
    for agent_id, opened, closed in await shifts.worked(db, staff.site_id, begins, ends):
        seen[agent_id].shifts.append((opened, closed or now))
    for measured in (
        await learners.practised(db, staff, begins, ends),
        await modules.learnt(db, staff.site_id, begins, ends),
        await bilans.answered(db, staff.site_id, begins, ends),
    ):
        for agent_id, intervals in measured:
            seen[agent_id].desk.extend(intervals)
    for learner_id, exam in await exams.held(db, staff.site_id, begins, ends):
        seen[learner_id].training.append(exam)
    for session in await queries.sessions(db, staff.site_id, begins, ends):
        seen[session.learner_id].training.append((session.begins, session.ends))
    for agent_id, day, half, confirmed in await attendance.signed_at(db, staff.site_id, first, last):
        seen[agent_id].signed[day, half] = confirmed
    noon = quotas().noon
    return {person: rules.days(found, first, last, zone, noon) for person, found in seen.items()}


def _person(learner_id: UUID, alias: str, sign_in: str, days: list[DayHours]) -> PersonHours:
    halves = [half for each in days for half in (each.morning, each.afternoon)]
    return PersonHours(
        learner_id=learner_id,
        alias=alias,
        sign_in=sign_in,
        work_minutes=sum(each.work_minutes for each in days),
        training_minutes=sum(each.training_minutes for each in days),
        desk_minutes=sum(each.desk_minutes for each in days),
        halves=sum(1 for half in halves if half.present or half.signed),
        halves_signed=sum(1 for half in halves if half.signed),
        concerns=sorted({concern for each in days for concern in each.concerns}),
    )


async def keep_session(db: Db, trainer: Trainer, new: SessionCreate) -> int:
    """Writes a session down for apprentices of the site; for how many. Raises NotFound, SessionInvalid."""
    zone, now = ZoneInfo(trainer.home_zone), clock.now()
    if new.begins.tzinfo is None or new.ends.tzinfo is None:
        raise SessionInvalid(fields={"begins": "zone"})
    one_day = new.begins.astimezone(zone).date() == new.ends.astimezone(zone).date()
    if not one_day or not timedelta() < new.ends - new.begins <= timedelta(hours=10) or new.ends > now:
        raise SessionInvalid(fields={"ends": "time"})
    known = {row.id for row in await queries.apprentices(db, trainer.site_id)}
    if set(new.learners) - known:
        raise NotFound
    rows = [
        {
            "id": new_id(),
            "site_id": trainer.site_id,
            "learner_id": learner,
            "begins": new.begins,
            "ends": new.ends,
            "title": new.title,
            "kept_by": trainer.user_id,
            "kept_at": now,
        }
        for learner in dict.fromkeys(new.learners)
    ]
    added = await queries.add(db, rows)
    kept = [row for row in rows if row["id"] in added]
    await journal.append(
        db,
        *(
            SessionKept(
                session_id=row["id"],
                agent_id=row["learner_id"],
                actor_id=trainer.user_id,
                site_id=trainer.site_id,
            )
            for row in kept
        ),
    )
    return len(kept)


async def table(db: Db, staff: SiteCaller, wanted: str) -> tuple[str, bytes]:
    """The month as a CSV file for the ministry's software: its name and content."""
    people = await _people(db, staff, wanted)
    first, _ = _days_of(wanted)
    taken = HoursTaken(month=first, count=len(people), actor_id=staff.user_id, site_id=staff.site_id)
    await journal.append(db, taken)
    return sheets.table(people, first, staff.home_name or "")


async def statement(db: Db, trainer: Trainer, learner_id: UUID, wanted: str) -> PaperRead:
    """One person's month as a paper, to be signed by both. Raises NotFound."""
    first, _ = _days_of(wanted)
    for person, days in await _people(db, trainer, wanted):
        if person.learner_id == learner_id:
            content = sheets.statement(person, days, first, trainer)
            return await papers.issue(db, trainer, learner_id, "hours", content)
    raise NotFound


async def certificate(db: Db, trainer: Trainer, learner_id: UUID) -> PaperRead:
    """What was followed and for how long, as a paper that the centre signs. Raises NotFound."""
    row = await learners.of(db, trainer, learner_id)
    found = await learners.read(db, trainer, learner_id)
    today = clock.now().astimezone(ZoneInfo(trainer.home_zone)).date()
    first = row.starts_on or row.created_at.astimezone(ZoneInfo(trainer.home_zone)).date()
    last = min(today, row.ends_on or today)
    days = (await _days(db, trainer, min(first, last), last)).get(learner_id, [])
    person = _person(found.id, found.alias, found.sign_in, days)
    content = sheets.certificate(person, found, first, last, trainer)
    return await papers.issue(db, trainer, learner_id, "certificate", content, asks=("staff",))
