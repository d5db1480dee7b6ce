"""Shifts open and close the hand-out, working time is watched, presence is signed per half-day."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
import time_machine
from sqlalchemy import text

from callcenter.accounts import attendance, shifts
from callcenter.calls import duty, worktime
from callcenter.infra.db import Db, sessions
from callcenter.kit import clock
from tests.clients import House
from tests.factories import Person, Room, make_room
from tests.work import at_work, number_of, take

ZONE = ZoneInfo("America/Guadeloupe")
MONDAY = datetime(2026, 11, 23, 7, tzinfo=ZONE)
HOUR = timedelta(hours=1)


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    """A Monday at 07:00 at the site."""
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
async def room(house: House, traveller: time_machine.Traveller) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=5)


@asynccontextmanager
async def vault(house: House) -> AsyncIterator[Db]:
    async with sessions(house.vault_engine)() as db:
        yield db
        await db.commit()


async def keep(supervisor: httpx.AsyncClient, *, shifts: bool = True) -> None:
    wanted = {"keeps_shifts": shifts, "wallboard_names": True}
    assert (await supervisor.put("/api/site-options", json=wanted)).status_code == 204


async def plan(
    supervisor: httpx.AsyncClient, *people: Person, begins: float = 0, hours: float = 5, beyond: bool = False
) -> httpx.Response:
    """A shift from so many hours after Monday 07:00 on."""
    start = MONDAY + timedelta(hours=begins)
    new = {
        "agent_ids": [str(person.id) for person in people],
        "planned_from": start.isoformat(),
        "planned_to": (start + timedelta(hours=hours)).isoformat(),
        "beyond_full_time": beyond,
    }
    return await supervisor.post("/api/shifts", json=new)


async def of_day(supervisor: httpx.AsyncClient, day: str = "2026-11-23") -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = (await supervisor.get("/api/shifts", params={"day": day})).json()["shifts"]
    return read


async def stay_signed_in(house: House) -> None:
    async with house.db() as db:
        live = {"now": clock.now(), "ends": clock.now() + 24 * HOUR}
        await db.execute(text("UPDATE sessions SET used_at = :now, ends_at = :ends"), live)


async def desk(agent: httpx.AsyncClient) -> dict[str, Any]:
    read: dict[str, Any] = (await agent.get("/api/workstation")).json()
    return read


# --- who may ------------------------------------------------------------------------------------------------

NOBODYS = UUID("0199a000-0000-7000-8000-00000000dead")
ACTS = [
    ("PUT", "/api/site-options", {"keeps_shifts": True, "wallboard_names": True}),
    ("POST", "/api/shifts", {}),
    ("POST", "/api/shifts/open-due", None),
    ("POST", f"/api/shifts/{NOBODYS}/open", None),
    ("POST", f"/api/shifts/{NOBODYS}/close", None),
    ("DELETE", f"/api/shifts/{NOBODYS}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ACTS)
@pytest.mark.parametrize("role", ["agent", "trainer", "partner", "administrator", "auditor"])
async def test_only_the_supervisor_keeps_shifts(
    house: House, room: Room, role: str, method: str, path: str, body: Any
) -> None:
    person = await house.signed_in(getattr(room, role))
    assert (await person.request(method, path, json=body)).status_code == 403


async def test_another_sites_shifts_do_not_exist(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    mine, theirs = await house.signed_in(room.supervisor), await house.signed_in(other.supervisor)
    assert (await plan(mine, other.agent)).status_code == 404
    assert (await plan(theirs, other.agent)).status_code == 204
    shift = (await of_day(theirs))[0]["id"]
    assert await of_day(mine) == []
    for act in ("open", "close"):
        assert (await mine.post(f"/api/shifts/{shift}/{act}")).status_code == 404
    assert (await mine.delete(f"/api/shifts/{shift}")).status_code == 404


# --- what a shift opens -------------------------------------------------------------------------------------


async def test_where_shifts_are_kept_nothing_comes_outside_an_open_one(
    house: House, room: Room, traveller: time_machine.Traveller
) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    await keep(supervisor)
    newcomer = await at_work(
        house, room.second_agent
    )  # whose row is made after the site began to keep shifts
    assert (await plan(supervisor, room.agent, begins=0.5)).status_code == 204
    for person, next_at in ((agent, "2026-11-23T11:30:00Z"), (newcomer, None)):
        nothing = (await person.post("/api/workstation/next")).json()["nothing"]
        assert (nothing["code"], nothing["next_at"]) == ("off_shift", next_at)
    assert (await supervisor.post("/api/shifts/open-due")).json() == 1
    assert (await desk(agent))["duty"]["on_shift"] is True
    assert await take(agent)
    assert (await newcomer.post("/api/workstation/next")).json()["hand_out"] is None
    shift = (await of_day(supervisor))[0]["id"]
    assert (await supervisor.post(f"/api/shifts/{shift}/close")).status_code == 204
    held = (await desk(agent))["hand_out"]
    assert held is not None  # what is in hand may be finished
    await agent.post(f"/api/hand-outs/{held['id']}/release", json={"reason": "skip"})
    assert (await agent.post("/api/workstation/next")).json()["nothing"]["code"] == "off_shift"
    again = await supervisor.post(f"/api/shifts/{shift}/close")
    assert (again.status_code, again.json()["code"]) == (409, "shift_state")
    await keep(supervisor, shifts=False)
    assert await take(agent)
    actions = await house.actions()
    assert [actions.count(f"shift.{act}") for act in ("planned", "opened", "closed")] == [1, 1, 1]


async def test_the_forecast_counts_apprentices_on_shift(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    await at_work(house, room.agent)
    await at_work(house, room.second_agent)
    path = f"/api/campaigns/{room.campaign_id}/reachability"
    assert (await supervisor.get(path)).json()["agents"] == 2
    await keep(supervisor)
    assert (await supervisor.get(path)).json()["agents"] == 0
    await plan(supervisor, room.agent)
    await supervisor.post("/api/shifts/open-due")
    assert (await supervisor.get(path)).json()["agents"] == 1


async def test_the_tallies_begin_with_the_shift_and_not_with_its_second_opening(
    house: House, room: Room, traveller: time_machine.Traveller
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    await at_work(house, room.agent)
    await keep(supervisor)
    async with house.db() as db:
        await db.execute(
            text("UPDATE agent_states SET uncalled = 5, counted_from = :at"),
            {"at": MONDAY - timedelta(days=1)},
        )
    await plan(supervisor, room.agent, hours=2)
    await supervisor.post("/api/shifts/open-due")
    assert await number_of(house, "SELECT max(uncalled) FROM agent_states") == 0
    async with house.db() as db:
        await db.execute(text("UPDATE agent_states SET uncalled = 5"))
    await supervisor.post(f"/api/shifts/{(await of_day(supervisor))[0]['id']}/close")
    await plan(supervisor, room.agent, begins=2, hours=2)
    traveller.shift(timedelta(hours=2))
    await stay_signed_in(house)
    await supervisor.post("/api/shifts/open-due")
    assert await number_of(house, "SELECT max(uncalled) FROM agent_states") == 5


@pytest.mark.parametrize(
    ("begins", "hours", "why"),
    [
        (0, 10.5, "too_long"),
        (2, 5, "overlap"),
        (20, 4, None),
        (18, 4, "rest"),
        (9, 3, "too_long"),  # with the morning of the same day
        (6 * 24, 4, "sunday"),
        (32 * 24, 4, "holiday"),  # Friday, 25 December 2026
        (-9, 2, "past"),
    ],
)
async def test_a_shift_keeps_to_the_rules_of_working_time(
    house: House, room: Room, begins: float, hours: float, why: str | None
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    assert (await plan(supervisor, room.agent, begins=0.5, hours=8)).status_code == 204
    answer = await plan(supervisor, room.agent, begins=begins, hours=hours)
    if why is None:
        assert answer.status_code == 204
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "shift_refused")
        assert answer.json()["fields"][0]["code"] == why


async def test_a_week_beyond_full_time_is_planned_only_by_somebody_who_says_so(
    house: House, room: Room
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    for day in range(4):
        assert (await plan(supervisor, room.agent, begins=24 * day, hours=8)).status_code == 204
    warned = await plan(supervisor, room.agent, begins=24 * 4, hours=8)  # 40 h
    assert warned.json()["fields"][0]["code"] == "full_time"
    assert (await plan(supervisor, room.agent, begins=24 * 4, hours=8, beyond=True)).status_code == 204
    over = await plan(supervisor, room.agent, begins=24 * 5, hours=9, beyond=True)  # 49 h
    assert over.json()["fields"][0]["code"] == "week"
    async with house.db() as db:
        said = "SELECT count(*) FROM journal_pending WHERE data ->> 'beyond_full_time' = 'true'"
        assert await db.scalar(text(said)) == 1


def spans(*days: int) -> list[tuple[datetime, datetime]]:
    """Four hours on each of those days after the Monday."""
    return [(MONDAY + 24 * n * HOUR, MONDAY + (24 * n + 4) * HOUR) for n in days]


@pytest.mark.parametrize(
    ("others", "day", "why"),
    [
        ((-6, -5, -4, -3, -2), 0, None),  # rested on the Sunday
        ((-6, -5, -4, -3, -2, -1), 0, "days_in_row"),
        ((1, 2, 3, 4, 5, 6), 0, "days_in_row"),
        ((-3, -2, -1, 1, 2, 3), 0, "days_in_row"),
    ],
)
def test_nobody_is_planned_for_more_than_six_days_in_a_row(
    others: tuple[int, ...], day: int, why: str | None
) -> None:
    [(begins, ends)] = spans(day)
    assert worktime.refused(begins, ends, spans(*others), ZONE, ()) == why


async def test_a_planned_shift_can_be_taken_out_until_it_is_opened(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    await plan(supervisor, room.agent)
    await plan(supervisor, room.second_agent)
    first, second = [shift["id"] for shift in await of_day(supervisor)]
    assert (await supervisor.delete(f"/api/shifts/{first}")).status_code == 204
    await supervisor.post(f"/api/shifts/{second}/open")
    refused = await supervisor.delete(f"/api/shifts/{second}")
    assert (refused.status_code, refused.json()["code"]) == (409, "shift_state")
    assert len(await of_day(supervisor)) == 1


# --- working time -------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def worked(**known: Any) -> worktime.Worked:
    plain: dict[str, Any] = {
        "without_break_since": None,
        "today": 0 * HOUR,
        "week": 0 * HOUR,
        "planned_to": None,
    }
    return worktime.Worked(**plain | known)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        # code pénitentiaire, R.412-55: a break of 20 minutes once six hours are reached
        ({"without_break_since": NOW - 5.6 * HOUR}, []),
        ({"without_break_since": NOW - 5.7 * HOUR}, ["break_soon"]),
        ({"without_break_since": NOW - 6 * HOUR}, ["break_over"]),
        ({"planned_to": NOW + HOUR / 5}, []),
        ({"planned_to": NOW + HOUR / 7}, ["shift_soon"]),
        ({"planned_to": NOW}, ["shift_over"]),
        # R.412-53: at most ten hours a day, 48 a week
        ({"today": 9.4 * HOUR}, []),
        ({"today": 9.5 * HOUR}, ["day_soon"]),
        ({"today": 10 * HOUR}, ["day_over"]),
        ({"week": 47 * HOUR}, ["week_soon"]),
        ({"week": 48 * HOUR, "today": 10 * HOUR}, ["day_over", "week_over"]),
    ],
)
def test_working_time_is_warned_of_before_and_told_when_it_is_over(
    known: dict[str, Any], said: list[str]
) -> None:
    assert [duty.word(each) for each in worktime.warnings(worked(**known), NOW)] == said


async def test_six_hours_without_a_rest_are_warned_of_then_told(
    house: House, room: Room, traveller: time_machine.Traveller
) -> None:
    agent = await at_work(house, room.agent)

    async def watched(hours: float) -> tuple[list[str], int]:
        traveller.shift(timedelta(hours=hours))
        async with vault(house) as db:
            await duty.watch(db, clock.now())
        await stay_signed_in(house)
        said = [f"{each['kind']}_{each['over']}" for each in (await desk(agent))["duty"]["warnings"]]
        return said, await number_of(house, "SELECT count(*) FROM alerts WHERE kind = 'break_missed'")

    assert await watched(5.5) == ([], 0)
    assert await watched(0.3) == (["break_False"], 0)
    assert await watched(0.3) == (["break_True"], 1)
    assert await watched(0.1) == (["break_True"], 1)
    await agent.post("/api/workstation/pause", json={"reason": "break"})
    assert await watched(0.2) == ([], 1)
    await agent.post("/api/workstation/resume")
    assert await watched(0) == (["break_True"], 1)  # twelve minutes were too short
    await agent.post("/api/workstation/pause", json={"reason": "break"})
    await watched(0.4)
    await agent.post("/api/workstation/resume")
    assert await watched(5.5) == ([], 1)
    assert (await house.actions()).count("agent.time_warned") >= 4


async def test_hours_are_counted_from_shifts(
    house: House, room: Room, traveller: time_machine.Traveller
) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    await plan(supervisor, room.agent, hours=4)
    await supervisor.post("/api/shifts/open-due")
    traveller.shift(timedelta(hours=1.5))
    await stay_signed_in(house)
    read = (await desk(agent))["duty"]
    assert (5395 <= read["today_seconds"] <= 5405, 5395 <= read["week_seconds"] <= 5405) == (True, True)
    assert read["shift"]["ends"] == "2026-11-23T15:00:00Z"
    await supervisor.post(f"/api/shifts/{(await of_day(supervisor))[0]['id']}/close")
    traveller.shift(timedelta(hours=0.4))
    async with house.db() as db:
        hours = await shifts.hours(db, room.agent.id, MONDAY, clock.now(), clock.now())
    assert timedelta(seconds=5390) < hours < timedelta(seconds=5410)


# --- presence -----------------------------------------------------------------------------------------------


async def sheet(staff: httpx.AsyncClient) -> dict[tuple[str, str], dict[str, Any]]:
    lines = (await staff.get("/api/attendance", params={"day": "2026-11-23"})).json()
    return {(line["agent_id"], line["half"]): line for line in lines}


async def test_presence_is_signed_by_the_apprentice_and_confirmed_by_the_staff(
    house: House, room: Room, traveller: time_machine.Traveller
) -> None:
    agent, trainer = await house.signed_in(room.agent), await house.signed_in(room.trainer)
    away = await agent.post("/api/workstation/presence")
    assert (away.status_code, away.json()["code"]) == (409, "nothing_to_sign")
    await agent.post("/api/workstation/resume")
    for _ in range(2):
        assert (await agent.post("/api/workstation/presence")).status_code == 204
    mine = str(room.agent.id)
    lines = await sheet(trainer)
    assert len(lines) == 4
    assert lines[mine, "morning"]["signed_at"] is not None
    assert lines[mine, "afternoon"]["signed_at"] is None
    ids = {"ids": [lines[mine, "morning"]["id"]]}
    assert (await agent.post("/api/attendance/countersign", json=ids)).status_code == 403
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(other.trainer)
    assert (await stranger.post("/api/attendance/countersign", json=ids)).status_code == 404
    assert (await trainer.post("/api/attendance/countersign", json=ids)).status_code == 204
    line = (await sheet(trainer))[mine, "morning"]
    assert line["countersigned_by"].startswith("Trainer")
    assert (await desk(agent))["duty"]["presence"]["countersigned"] is True
    traveller.shift(timedelta(hours=7))
    await stay_signed_in(house)
    assert (await desk(agent))["duty"]["presence"] == {
        "half": "afternoon",
        "signed_at": None,
        "countersigned": False,
    }
    await agent.post("/api/workstation/presence")
    async with house.db() as db:
        day = MONDAY.date()
        kept = await attendance.signed(db, UUID(mine), day, day)
    assert [(row.half, row.countersigned_at is not None) for row in kept] == [
        ("morning", True),
        ("afternoon", False),
    ]
    actions = await house.actions()
    assert (actions.count("presence.signed"), actions.count("presence.countersigned")) == (2, 1)
