"""At work or not: silent pages, ended sessions, one place at a time, clocks that are set, contacts leased to nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from sqlalchemy import text

from callcenter.calls import presence, rules, service
from callcenter.kit import clock
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, number_of, record, take

IDLE, SILENCE, LEASE = timedelta(minutes=30), timedelta(minutes=1), timedelta(minutes=15)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def tend(house: House, *, after: timedelta = timedelta()) -> None:
    """A round of the vault's, that much later; nobody's session has ended by then."""
    async with house.db() as db:
        now = clock.now() + after
        await db.execute(text("UPDATE sessions SET used_at = :now"), {"now": now})
        await service.send_absent_home(db, now, IDLE, SILENCE)
        await service.expire_leases(db, now)


async def state_of(agent: httpx.AsyncClient) -> dict[str, Any]:
    page: dict[str, Any] = (await agent.get("/api/workstation")).json()
    held: Any = page["hand_out"] and page["hand_out"]["id"]
    return {"hand_out": held, "desk": page["desk"], **page["state"]}


# --- silence ------------------------------------------------------------------------------------------------


async def test_an_agent_whose_page_is_silent_for_a_minute_is_offline_and_gets_nothing(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    await tend(house, after=timedelta(seconds=55))
    assert (await state_of(agent))["name"] == "available"
    await tend(house, after=timedelta(seconds=65))
    assert (await state_of(agent))["name"] == "offline"
    assert (await agent.post("/api/workstation/next")).json()["code"] == "on_pause"
    assert (await house.actions())[-1] == "agent.state_changed"


async def test_a_sign_of_life_keeps_an_agent_at_work(house: House, room: Room) -> None:
    assert (await house.browser().post("/api/workstation/heartbeat")).status_code == 401
    supervisor = await house.signed_in(room.supervisor)
    assert (await supervisor.post("/api/workstation/heartbeat")).status_code == 403
    agent = await at_work(house, room.agent)
    async with house.db() as db:
        await db.execute(text("UPDATE agent_states SET since = now() - interval '1 hour'"))
    assert (await agent.post("/api/workstation/heartbeat")).status_code == 204
    await tend(house, after=timedelta(seconds=50))
    assert (await state_of(agent))["name"] == "available"


async def test_a_contact_that_was_not_called_goes_back_within_a_minute_one_in_wrap_up_waits_for_its_text(
    house: House, room: Room
) -> None:
    """A crashed browser: what nobody has talked to yet is another's at once; a conversation keeps its lease."""
    first, second = await at_work(house, room.agent), await at_work(house, room.second_agent)
    looked_at, called = await take(first), await call(house, second)
    await tend(house, after=timedelta(seconds=65))
    assert await number_of(house, "SELECT count(*) FROM hand_outs WHERE state = 'active'") == 1
    late = await first.post(f"/api/hand-outs/{looked_at}/heartbeat")
    assert (late.status_code, late.json()["code"]) == (409, "hand_out_over")
    assert (await state_of(second))["name"] == "wrap_up"
    assert (await record(second, called, code="absent")).status_code == 201
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'ready'") == 2


async def test_a_pause_is_no_silence(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    assert (await agent.post("/api/workstation/pause", json={"reason": "break"})).status_code == 204
    await tend(house, after=timedelta(minutes=20))
    assert (await state_of(agent))["name"] == "pause"


async def test_a_lease_whose_session_is_dead_ends_in_the_next_round(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await take(agent)
    async with house.db() as db:  # offline by some other way, the lease still there
        await db.execute(text("UPDATE agent_states SET state = 'offline'"))
        await db.execute(text("DELETE FROM sessions"))
        await service.send_absent_home(db, clock.now(), IDLE, SILENCE)
        assert await service.expire_leases(db, clock.now()) == 1
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'ready'") == 3


async def test_a_contact_leased_to_nobody_is_found_again(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    held = await take(agent)
    async with house.db() as db:
        assert await presence.recover(db) == 0
        await db.execute(text("UPDATE hand_outs SET state = 'finished' WHERE id = :id"), {"id": held})
        assert await presence.recover(db) == 1
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'ready'") == 3


# --- progressive ----------------------------------------------------------------------------------------------


async def test_a_progressive_campaign_lets_the_next_contact_arrive_unless_the_agent_stops(
    house: House, room: Room
) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    path = f"/api/campaigns/{room.campaign_id}"
    for wrong in ({"pacing": "predictive"}, {"pace_seconds": 1}):
        assert (await supervisor.patch(path, json=wrong)).status_code == 422
    assert (await state_of(agent))["next_at"] is None
    changed = await supervisor.patch(path, json={"pacing": "progressive", "pace_seconds": 8})
    assert (changed.json()["pacing"], changed.json()["pace_seconds"]) == ("progressive", 8)

    await record(agent, await call(house, agent), code="absent")
    arrives = (await state_of(agent))["next_at"]
    assert timedelta(seconds=5) < datetime.fromisoformat(arrives) - clock.now() <= timedelta(seconds=8)
    held = await take(agent)  # the page asks when the time has come
    assert (await state_of(agent))["next_at"] is None
    await agent.post(f"/api/hand-outs/{held}/release", json={"reason": "not_now"})
    assert (await state_of(agent))["next_at"] is None  # only after an outcome

    for stop in ("pause", "leave"):
        await agent.post("/api/workstation/resume")
        await record(agent, await call(house, agent), code="absent")
        assert (await state_of(agent))["next_at"] is not None
        body = {"reason": "break"} if stop == "pause" else None
        assert (await agent.post(f"/api/workstation/{stop}", json=body)).status_code == 204
        assert (await state_of(agent))["next_at"] is None
        assert (await agent.post("/api/workstation/next")).json()["code"] == "on_pause"


async def test_a_lost_network_stops_the_arrival_on_the_server(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    async with house.db() as db:
        await db.execute(text("UPDATE campaigns SET pacing = 'progressive'"))
    await record(agent, await call(house, agent), code="absent")
    await tend(house, after=timedelta(seconds=65))
    state = await state_of(agent)
    assert (state["name"], state["next_at"]) == ("offline", None)
    assert (await agent.post("/api/workstation/next")).json()["code"] == "on_pause"


# --- one place ------------------------------------------------------------------------------------------------


async def test_work_goes_on_in_another_window_only_when_taken_over_and_the_first_is_told(
    house: House, room: Room
) -> None:
    first, second, third = (str(uuid4()) for _ in range(3))
    assert (await house.browser().post("/api/workstation/desk", json={"desk": first})).status_code == 401
    agent = await at_work(house, room.agent)

    async def take_over(desk: str, instead: str | None = None) -> httpx.Response:
        return await agent.post("/api/workstation/desk", json={"desk": desk, "instead": instead})

    assert (await take_over(first)).status_code == 204
    agent.headers["X-Desk"] = first
    held = await take(agent)
    refused = await take_over(second)  # it did not know of the first
    assert (refused.status_code, refused.json()["code"]) == (409, "desk_taken")
    assert (await take_over(second, first)).status_code == 204
    assert (await house.actions())[-1] == "agent.desk_changed"
    assert (await take_over(third, first)).status_code == 409
    state = await state_of(agent)
    assert (state["desk"], state["hand_out"]) == (second, held)  # one contact, wherever it is looked at
    agent.headers["X-Desk"] = second
    await agent.post(f"/api/hand-outs/{held}/release", json={"reason": "not_now"})
    await agent.post("/api/workstation/leave")
    assert (await state_of(agent))["desk"] is None


# --- clocks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-3, 1, 26])
def test_a_clock_that_is_set_is_noticed_one_that_runs_is_not(hours: int) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=True) as traveller:
        watch = clock.Watch()
        assert watch.jump() == timedelta()
        traveller.shift(timedelta(hours=hours))
        assert abs(watch.jump() - timedelta(hours=hours)) < timedelta(seconds=2)
        assert watch.jump() == timedelta()


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-40)])
async def test_a_clock_that_is_set_ends_no_lease_and_makes_none_last(
    house: House, room: Room, jump: timedelta
) -> None:
    agent = await at_work(house, room.agent)
    held = await take(agent)
    async with house.db() as db:
        before = await db.scalar(text("SELECT expires_at FROM hand_outs WHERE state = 'active'"))
        now = clock.now() + jump
        await presence.follow_clock(db, now, jump, LEASE)
        after = await db.scalar(text("SELECT expires_at FROM hand_outs WHERE state = 'active'"))
        assert abs(after - (before + jump)) < timedelta(seconds=2)
        await service.send_absent_home(db, now, timedelta(days=80), SILENCE)
        assert await service.expire_leases(db, now) == 0
        await presence.follow_clock(db, clock.now(), -jump, LEASE)  # set right again
    assert (await agent.post(f"/api/hand-outs/{held}/heartbeat")).status_code == 200


async def test_a_lease_from_before_a_clock_was_set_back_lasts_no_longer_than_a_whole_one(
    house: House, room: Room
) -> None:
    """Nobody saw the clock move: the vault was not running."""
    agent = await at_work(house, room.agent)
    await take(agent)
    async with house.db() as db:
        now = clock.now() - timedelta(hours=5)
        await presence.follow_clock(db, now, timedelta(), LEASE)
        left = await db.scalar(text("SELECT expires_at FROM hand_outs WHERE state = 'active'")) - now
        since = await db.scalar(text("SELECT since FROM agent_states"))
    assert left == LEASE
    assert since == now


def test_a_clock_set_back_counts_attempts_that_lie_ahead() -> None:
    """L.223-1 is kept to the safe side: an attempt dated in the future is one of the four."""
    now = clock.now()
    assert rules.attempts_left([now + timedelta(days=2)] * 4, now) == 0


async def test_the_night_the_clocks_change_no_lease_is_an_hour_longer_or_shorter(
    house: House, room: Room
) -> None:
    for night in (datetime(2026, 3, 29, 0, 55, tzinfo=UTC), datetime(2026, 10, 25, 0, 55, tzinfo=UTC)):
        with time_machine.travel(night, tick=True) as traveller:
            agent = await at_work(house, room.agent)
            held = await take(agent)
            traveller.shift(timedelta(minutes=14))  # 01:09 UTC: in Paris an hour was left out, or came twice
            assert (await agent.post(f"/api/hand-outs/{held}/heartbeat")).status_code == 200
            traveller.shift(timedelta(minutes=16))
            assert (await agent.post(f"/api/hand-outs/{held}/heartbeat")).status_code == 409
            await agent.post("/api/workstation/pause", json={"reason": "break"})


# --- what moves a contact is asked where the work is -------------------------------------------------------


async def sit(agent: httpx.AsyncClient, desk: str, instead: str | None = None) -> None:
    answer = await agent.post("/api/workstation/desk", json={"desk": desk, "instead": instead})
    assert answer.status_code == 204, answer.text


async def test_every_route_that_moves_a_contact_asks_for_the_page_where_the_work_is(
    house: House, room: Room
) -> None:
    agent, mine, other = await at_work(house, room.agent), str(uuid4()), str(uuid4())
    await sit(agent, mine)
    agent.headers["X-Desk"] = mine
    hand_out = await take(agent)
    call_id = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()["id"]
    await house.work()
    asked: list[tuple[str, Any]] = [
        ("/api/workstation/next", None),
        (f"/api/hand-outs/{hand_out}/heartbeat", None),
        (f"/api/hand-outs/{hand_out}/call", None),
        (f"/api/hand-outs/{hand_out}/release", {"reason": "skip"}),
        (f"/api/calls/{call_id}/duties", {"codes": ["caller"]}),
        (f"/api/calls/{call_id}/hang-up", None),
        (f"/api/hand-outs/{hand_out}/outcome", {"code": "absent"}),
        (f"/api/outcomes/{uuid4()}/correction", {"code": "absent"}),
    ]
    for page in (None, other, "nonsense"):
        headers = {"Idempotency-Key": str(uuid4())} | ({} if page is None else {"X-Desk": page})
        strange = await house.signed_in(room.agent)
        for path, body in asked:
            answer = await strange.post(path, json=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (409, "desk_elsewhere"), path
    assert (await state_of(agent))["hand_out"] == hand_out
    assert (await agent.post(f"/api/calls/{call_id}/hang-up")).json()["state"] == "ended"
    assert (await record(agent, hand_out, code="absent")).status_code == 201


async def test_who_takes_the_work_over_asks_and_the_first_page_no_longer_does(
    house: House, room: Room
) -> None:
    agent, first, second = await at_work(house, room.agent), str(uuid4()), str(uuid4())
    await sit(agent, first)
    agent.headers["X-Desk"] = first
    hand_out = await take(agent)
    await sit(agent, second, first)
    late = await agent.post(f"/api/hand-outs/{hand_out}/heartbeat")
    assert (late.status_code, late.json()["code"]) == (409, "desk_elsewhere")
    agent.headers["X-Desk"] = second
    assert (await agent.post(f"/api/hand-outs/{hand_out}/heartbeat")).status_code == 200
    assert (
        await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "skip"})
    ).status_code == 204
