"""Who is on duty: shifts planned, opened and closed, what they mean for the hand-out, and working time watched.

Where a site keeps shifts, an agent outside an open one gets no contact: `agent_states.off_shift` says so, kept by the
opening and the closing alone, so that the claim reads one flag.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts import attendance, shifts
from callcenter.accounts.models import Shift
from callcenter.accounts.schemas import Agent, Half, SiteCaller, Supervisor
from callcenter.alerts import service as alerts
from callcenter.alerts.schemas import AlertKind
from callcenter.calls import agents, law, quotas, rules, worktime
from callcenter.calls.errors import NothingToSign, ShiftRefused, ShiftState
from callcenter.calls.models import AgentState
from callcenter.calls.schemas import (
    DutyRead,
    NothingRead,
    Presence,
    ShiftClosed,
    ShiftCreate,
    ShiftOpened,
    ShiftPlanned,
    ShiftRead,
    ShiftsKept,
    ShiftsRead,
    ShiftTime,
    SiteOptions,
    TimeWarned,
    TimeWarning,
    TimeWord,
    WorkTime,
)
from callcenter.infra import journal
from callcenter.infra.db import Db, Record, Statement
from callcenter.kit import clock
from callcenter.kit.errors import NotFound

EARLY = timedelta(minutes=60)
"""A planned shift may be opened so long before it begins."""


# --- what the site keeps ----------------------------------------------------------------------------------------

_OPTIONS = Statement("SELECT keeps_shifts, wallboard_names FROM organisations WHERE id = :site")

_SET_OPTIONS = Statement(
    "UPDATE organisations SET keeps_shifts = :shifts, wallboard_names = :names WHERE id = :site RETURNING id"
)

_FOLLOW_SHIFTS = Statement(
    """
    UPDATE agent_states a SET off_shift = :keeps AND NOT EXISTS (
        SELECT 1 FROM shifts s WHERE s.agent_id = a.user_id AND s.opened_at IS NOT NULL AND s.closed_at IS NULL)
    WHERE a.site_id = :site
    """
)


async def options(db: Db, caller: SiteCaller) -> SiteOptions:
    row = await _OPTIONS.row(db, {"site": caller.site_id})
    assert row is not None
    return SiteOptions(keeps_shifts=row.keeps_shifts, wallboard_names=row.wallboard_names)


async def set_options(db: Db, supervisor: Supervisor, wanted: SiteOptions) -> None:
    """Whether the site keeps shifts - then nobody gets a contact outside an open one - and shows names on the wall."""
    before = await options(db, supervisor)
    values = {"site": supervisor.site_id, "shifts": wanted.keeps_shifts, "names": wanted.wallboard_names}
    await _SET_OPTIONS.rows(db, values)
    if before.keeps_shifts != wanted.keeps_shifts:
        await _FOLLOW_SHIFTS.rows(db, {"site": supervisor.site_id, "keeps": wanted.keeps_shifts})
    if before != wanted:
        ids = {"actor_id": supervisor.user_id, "site_id": supervisor.site_id}
        await journal.append(db, ShiftsKept(**wanted.model_dump(), **ids))


# --- shifts -----------------------------------------------------------------------------------------------------


def _day(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(), zone)
    return begins, datetime.combine(day + timedelta(days=1), time(), zone)


async def list_shifts(db: Db, caller: SiteCaller, day: date) -> ShiftsRead:
    """The shifts of a day at the site, planned and worked."""
    rows = await shifts.between(db, caller.site_id, *_day(day, ZoneInfo(caller.home_zone)))
    kept = await options(db, caller)
    known = worktime.rules()
    return ShiftsRead(
        keeps_shifts=kept.keeps_shifts,
        shifts=[_read(row.Shift, row.name) for row in rows],
        rules_source=known.source,
        rules_version=known.version,
    )


def _read(row: Shift, name: str) -> ShiftRead:
    return ShiftRead(
        id=row.id,
        agent_id=row.agent_id,
        name=name,
        planned_from=row.planned_from,
        planned_to=row.planned_to,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


async def plan(db: Db, supervisor: Supervisor, new: ShiftCreate) -> None:
    """Plans a shift for each of the agents. Raises NotFound, ShiftRefused with the rule of working time it breaks.

    Beyond full time it may go where `new` says so.
    """
    zone, now = ZoneInfo(supervisor.home_zone), clock.now()
    known = {row.id for row in await agents.apprentices(db, site_id=supervisor.site_id)}
    if not known.issuperset(new.agent_ids):
        raise NotFound
    if new.planned_to <= now:
        raise ShiftRefused(fields={"planned_to": "past"})
    day = new.planned_from.astimezone(zone).date()
    days_off = frozenset().union(*(law.holidays(year, zone.key) for year in {day.year, day.year + 1}))
    for agent_id in dict.fromkeys(new.agent_ids):
        near = await shifts.planned_near(
            db, agent_id, new.planned_from - worktime.NEAR, new.planned_to + worktime.NEAR
        )
        others = [(row.planned_from, row.planned_to) for row in near]
        refusal = worktime.refused(new.planned_from, new.planned_to, others, zone, days_off)
        if refusal is not None and not (refusal == "full_time" and new.beyond_full_time):
            raise ShiftRefused(fields={"planned_from": refusal})
        shift_id = await shifts.plan(
            db,
            supervisor.site_id,
            agent_id,
            new.planned_from,
            new.planned_to,
            by=supervisor.user_id,
            now=now,
        )
        beyond = refusal == "full_time"
        ids = _ids(supervisor, shift_id, agent_id)
        await journal.append(db, ShiftPlanned(removed=False, beyond_full_time=beyond, **ids))


async def unplan(db: Db, supervisor: Supervisor, shift_id: UUID) -> None:
    """Raises NotFound, ShiftState when it was opened."""
    row = await shifts.unplan(db, supervisor.site_id, shift_id)
    if row is None:
        raise await _wrong(db, supervisor, shift_id)
    await journal.append(db, ShiftPlanned(removed=True, **_ids(supervisor, row.id, row.agent_id)))


async def open_one(db: Db, supervisor: Supervisor, shift_id: UUID) -> None:
    """Opens a planned shift that begins within the hour. Raises NotFound, ShiftState."""
    now = clock.now()
    row = await shifts.find(db, supervisor.site_id, shift_id)
    if row is None:
        raise NotFound
    running = await shifts.open_shift(db, row.agent_id)
    if running is not None or not row.planned_from - EARLY <= now < row.planned_to:
        raise ShiftState
    await _open(db, supervisor, [row], now)


async def open_due(db: Db, supervisor: Supervisor) -> int:
    """Opens every shift that is planned for now and not opened; how many."""
    now = clock.now()
    due = await shifts.planned_now(db, supervisor.site_id, now, early=EARLY)
    free = [row for row in due if await shifts.open_shift(db, row.agent_id) is None]
    await _open(db, supervisor, free, now)
    return len(free)


_ON_SHIFT = Statement(
    f"""
    UPDATE agent_states SET off_shift = false, pause_by = NULL, pause_due = NULL,
        {
        ", ".join(
            f"{name} = CASE WHEN counted_from IS NULL OR counted_from < :half THEN 0 ELSE {name} END"
            for name in agents.TALLIES
        )
    }, counted_from = CASE WHEN counted_from IS NULL OR counted_from < :half THEN :now ELSE counted_from END
    WHERE user_id = :agent
    """
)
_OFF_SHIFT = Statement("UPDATE agent_states SET off_shift = :keeps, warned = '{}' WHERE user_id = :agent")


async def _open(db: Db, supervisor: Supervisor, rows: Sequence[Shift], now: datetime) -> None:
    """The tallies of the quotas begin with the shift, unless they began in the same half-day already."""
    half = quotas.half_day(now, ZoneInfo(supervisor.home_zone), quotas.quotas().noon)
    for row in rows:
        await agents.lock_state(db, row.agent_id, supervisor.site_id, now)
        if await shifts.start(db, supervisor.site_id, row.id, supervisor.user_id, now) is None:
            raise ShiftState
        await _ON_SHIFT.rows(db, {"agent": row.agent_id, "half": half, "now": now})
        await journal.append(db, ShiftOpened(**_ids(supervisor, row.id, row.agent_id)))


async def close(db: Db, supervisor: Supervisor, shift_id: UUID) -> None:
    """Closes an open shift: a contact in hand may be finished, no other comes. Raises NotFound, ShiftState."""
    now = clock.now()
    row = await shifts.end(db, supervisor.site_id, shift_id, supervisor.user_id, now)
    if row is None:
        raise await _wrong(db, supervisor, shift_id)
    keeps = await shifts.keeps_shifts(db, supervisor.site_id)
    await _OFF_SHIFT.rows(db, {"agent": row.agent_id, "keeps": keeps})
    await journal.append(db, ShiftClosed(**_ids(supervisor, row.id, row.agent_id)))


async def _wrong(db: Db, supervisor: Supervisor, shift_id: UUID) -> Exception:
    return NotFound() if await shifts.find(db, supervisor.site_id, shift_id) is None else ShiftState()


def _ids(supervisor: Supervisor, shift_id: UUID, agent_id: UUID) -> dict[str, UUID]:
    actor = {"actor_id": supervisor.user_id, "site_id": supervisor.site_id}
    return {"shift_id": shift_id, "agent_id": agent_id} | actor


# --- at the desk ------------------------------------------------------------------------------------------------


async def outside(db: Db, agent: Agent, now: datetime) -> NothingRead | None:
    """Why an agent outside an open shift gets nothing, and when the next begins; None while contacts may come."""
    state = await agents.state_of(db, agent.user_id)
    if state is None or not state.off_shift:
        return None
    ahead = await shifts.next_shift(db, agent.user_id, now)
    return NothingRead(
        code="off_shift",
        message=rules.NOTHING["off_shift"].of(agent.language),
        next_at=ahead.planned_from if ahead is not None and ahead.planned_from > now else None,
    )


async def rest_over(db: Db, state: AgentState, now: datetime) -> None:
    """The agent goes on: time without a break is counted anew after a rest that was long enough."""
    resting = state.state == "offline" or state.pause_reason == "break"
    if state.worked_from is None or (resting and worktime.rested(state.since, now)):
        state.worked_from = now
        await db.flush()


async def read(db: Db, agent: Agent, state: AgentState | None, now: datetime) -> DutyRead:
    """The agent's own working time: the shift, the hours, what is to be signed, what to take care of."""
    zone = ZoneInfo(agent.home_zone)
    local = now.astimezone(zone)
    day = datetime.combine(local.date(), time(), zone)
    week = day - timedelta(days=local.weekday())
    running = await shifts.open_shift(db, agent.user_id)
    ahead = running or await shifts.next_shift(db, agent.user_id, now)
    half = _half(now, zone)
    today = await attendance.signed(db, agent.user_id, local.date(), local.date())
    mine = next((row for row in today if row.half == half), None)
    return DutyRead(
        keeps_shifts=await shifts.keeps_shifts(db, agent.site_id),
        on_shift=running is not None,
        shift=None if ahead is None else ShiftTime(begins=ahead.planned_from, ends=ahead.planned_to),
        today_seconds=int((await shifts.hours(db, agent.user_id, day, now, now)).total_seconds()),
        week_seconds=int((await shifts.hours(db, agent.user_id, week, now, now)).total_seconds()),
        warnings=[] if state is None else [parse(word) for word in state.warned],
        presence=Presence(
            half=half,
            signed_at=mine.signed_at if mine else None,
            countersigned=mine is not None and mine.countersigned_at is not None,
        ),
    )


def _half(now: datetime, zone: ZoneInfo) -> Half:
    return "morning" if now.astimezone(zone).time() < quotas.quotas().noon else "afternoon"


async def sign(db: Db, agent: Agent) -> None:
    """Signs the present half-day. Raises NothingToSign for somebody who is neither at work nor on shift."""
    now, zone = clock.now(), ZoneInfo(agent.home_zone)
    state = await agents.state_of(db, agent.user_id)
    at_work = state is not None and state.state != "offline"
    if await shifts.keeps_shifts(db, agent.site_id):
        at_work = await shifts.open_shift(db, agent.user_id) is not None
    if not at_work:
        raise NothingToSign
    await attendance.sign(db, agent, now.astimezone(zone).date(), _half(now, zone))


# --- the vault's watch ------------------------------------------------------------------------------------------

_AT_WORK = Statement(
    """
    SELECT a.user_id, a.site_id, a.state, a.since, a.pause_reason, a.worked_from, a.warned, w.planned_to,
           coalesce(w.day, interval '0') AS day, coalesce(w.week, interval '0') AS week
    FROM agent_states a JOIN organisations o ON o.id = a.site_id
    LEFT JOIN LATERAL (
        SELECT max(s.planned_to) FILTER (WHERE s.closed_at IS NULL) AS planned_to,
               sum(greatest(least(coalesce(s.closed_at, :now), :now)
                            - greatest(s.opened_at, date_trunc('day', CAST(:now AS timestamptz), o.time_zone)),
                            interval '0')) AS day,
               sum(coalesce(s.closed_at, :now)
                   - greatest(s.opened_at, date_trunc('week', CAST(:now AS timestamptz), o.time_zone))) AS week
        FROM shifts s WHERE s.agent_id = a.user_id AND s.opened_at IS NOT NULL
          AND coalesce(s.closed_at, :now) > date_trunc('week', CAST(:now AS timestamptz), o.time_zone)
    ) w ON true
    WHERE a.state <> 'offline' OR a.warned <> '{}' OR w.planned_to IS NOT NULL
    """
)
_WARN = Statement("UPDATE agent_states SET warned = :warned WHERE user_id = :agent")

_OVER: dict[str, AlertKind] = {
    "break": "break_missed",
    "shift": "shift_over",
    "day": "day_over",
    "week": "week_over",
}


async def watch(db: Db, now: datetime) -> None:
    """Warns apprentices and supervisors of working time: each change is told once, what is over as an alert."""
    for row in await _AT_WORK.rows(db, {"now": now}):
        found = worktime.warnings(_worked(row), now)
        words = [word(each) for each in found]
        if words == list(row.warned):
            continue
        await _WARN.rows(db, {"agent": row.user_id, "warned": words})
        await journal.append(db, TimeWarned(agent_id=row.user_id, warnings=words, site_id=row.site_id))
        for each in found:
            if each.over and word(each) not in row.warned:
                await alerts.raise_(
                    db, _OVER[each.kind], site_id=row.site_id, now=now, agent_id=row.user_id, count=1
                )


def _worked(row: Record) -> worktime.Worked:
    resting = row.state == "offline" or (row.state == "pause" and row.pause_reason == "break")
    unbroken = None if row.worked_from is None or resting else row.worked_from
    on_shift = row.planned_to is not None
    return worktime.Worked(
        without_break_since=unbroken,
        today=row.day if on_shift else timedelta(),
        week=row.week if on_shift else timedelta(),
        planned_to=None if row.planned_to is None else row.planned_to.astimezone(UTC),
    )


def word(warning: TimeWarning) -> TimeWord:
    return cast("TimeWord", f"{warning.kind}_{'over' if warning.over else 'soon'}")


def parse(said: str) -> TimeWarning:
    kind, _, when = said.rpartition("_")
    return TimeWarning(kind=cast("WorkTime", kind), over=when == "over")
