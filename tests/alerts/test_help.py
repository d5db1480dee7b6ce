"""Who calls for help, what lasts too long, what the service says of itself: alerts taken by name on all screens."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from callcenter.calls import watch
from callcenter.infra import signs
from callcenter.infra.db import Db, read_dsn, sessions
from callcenter.kit import clock
from callcenter.supervision import health
from tests.clients import House
from tests.factories import Room, make_room, make_user
from tests.work import at_work, call, number_of, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=5)


@asynccontextmanager
async def vault(house: House) -> AsyncIterator[Db]:
    async with sessions(house.vault_engine)() as db:
        yield db
        await db.commit()


async def alerts(browser: httpx.AsyncClient) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = (await browser.get("/api/alerts")).json()
    return read


async def kinds(browser: httpx.AsyncClient) -> list[str]:
    return sorted(each["kind"] for each in await alerts(browser) if each["seen_at"] is None)


@pytest.mark.parametrize(
    ("about", "kind"), [("question", "help_asked"), ("threat", "threat"), ("incident", "incident")]
)
async def test_a_call_for_help_is_taken_once_by_name(house: House, room: Room, about: str, kind: str) -> None:
    async with house.db() as db:
        colleague = await make_user(db, "supervisor", site_id=room.site_id)
        other = await make_room(db, house.vault_keys)
    agent, first = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    second, stranger = await house.signed_in(colleague), await house.signed_in(other.supervisor)
    await take(agent)
    reference = (await agent.get("/api/workstation")).json()["hand_out"]["card"]["reference"]
    await agent.post("/api/workstation/help", json={"about": about})
    found = await alerts(second)
    assert [(each["kind"], each["agent_id"], each["reference"]) for each in found] == [
        (kind, str(room.agent.id), reference)
    ]
    assert await alerts(stranger) == []
    tile = (await first.get("/api/supervision/snapshot")).json()["agents"][0]
    assert tile["alerts"] == [kind]
    path = f"/api/alerts/{found[0]['id']}/seen"
    assert (await stranger.post(path)).status_code == 404
    assert sorted([(await first.post(path)).status_code, (await second.post(path)).status_code]) == [204, 409]
    taken = await alerts(second)
    assert taken[0]["seen_by"] is not None
    assert await number_of(house, "SELECT count(*) FROM journal_pending WHERE action = 'alert.seen'") == 1


@pytest.mark.parametrize("code", ["threat", "incident", "known_person"])
async def test_outcomes_of_safety_tell_the_supervisor(house: House, room: Room, code: str) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    assert (await record(agent, await call(house, agent), code=code)).status_code == 201
    assert await kinds(supervisor) == ["contact_known" if code == "known_person" else code]


async def test_a_known_person_and_a_pause_for_help_are_told(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await take(agent)
    await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "known_person"})
    await agent.post("/api/workstation/pause", json={"reason": "help"})
    assert await kinds(supervisor) == ["contact_known", "help_asked"]


async def test_what_lasts_is_told_once(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    other = await at_work(house, room.second_agent)
    await other.post("/api/workstation/pause", json={"reason": "other"})
    hand_out = await take(agent)
    await agent.post(f"/api/hand-outs/{hand_out}/call")
    await house.work()

    async def look() -> list[str]:
        async with vault(house) as db:
            await watch.lasting(db, clock.now())
        return await kinds(supervisor)

    assert await look() == []
    async with house.db() as db:
        await db.execute(text("UPDATE calls SET answered_at = answered_at - interval '21 minutes'"))
        await db.execute(
            text("UPDATE agent_states SET since = since - interval '26 minutes' WHERE state = 'pause'")
        )
    assert await look() == ["long_call", "long_pause"]
    for each in await alerts(supervisor):
        await supervisor.post(f"/api/alerts/{each['id']}/seen")
    assert await look() == []  # somebody looks after it: nobody is called again for the same


async def test_a_callback_that_nobody_made_in_time_is_told(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    at = (clock.now() + timedelta(hours=1)).isoformat()
    made = await record(agent, await call(house, agent), code="callback", callback_at=at)
    assert made.status_code == 201, made.text
    async with house.db() as db:
        await db.execute(text("UPDATE callbacks SET due_at = now() - interval '16 minutes'"))
    async with vault(house) as db:
        await watch.lasting(db, clock.now())
    assert "callback_overdue" in await kinds(supervisor)


# --- the service itself -----------------------------------------------------------------------------------------


async def test_a_silent_vault_and_a_late_sealer_are_told_outside_the_journal(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    connection = await asyncpg.connect(read_dsn(house.settings.web_folder))
    watching = health.HealthWatch()

    async def look() -> dict[str, Any]:
        await watching.look(connection, house.app.state.sessions, house.app.state.waker)
        frame: dict[str, Any] = json.loads(watching.state.frame())
        return frame

    try:
        async with vault(house) as db:
            await signs.beat(db, "vault", clock.now())
        assert await look() == {"type": "health", "vault": True, "sealer": True}
        async with vault(house) as db:
            await signs.beat(db, "vault", clock.now() - timedelta(minutes=2))
        assert await look() == {"type": "health", "vault": False, "sealer": True}
        assert await kinds(supervisor) == ["vault_down"]
        async with house.db() as db:
            await db.execute(text("UPDATE journal_pending SET at = at - interval '1 minute'"))
        assert (await look())["sealer"] is False
        assert await kinds(supervisor) == ["sealer_behind", "vault_down"]
        for each in await alerts(supervisor):
            await supervisor.post(f"/api/alerts/{each['id']}/seen")
        again = health.HealthWatch()  # another web process sees the same and tells nobody twice
        await again.look(connection, house.app.state.sessions, house.app.state.waker)
        assert await kinds(supervisor) == []
        async with vault(house) as db:
            await signs.beat(db, "vault", clock.now())
        await house.seal()
        assert await look() == {"type": "health", "vault": True, "sealer": True}
    finally:
        await connection.close()


async def test_the_step_of_the_script_reaches_the_room(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await take(agent)

    async def step() -> str | None:
        tiles = (await supervisor.get("/api/supervision/snapshot")).json()["agents"]
        return next(str(tile["step"]) for tile in tiles if tile["id"] == str(room.agent.id))

    for at, title in ((0, "Bonjour"), (1, "Pourquoi j’appelle"), (1, "Pourquoi j’appelle")):
        assert (await agent.put(f"/api/hand-outs/{hand_out}/step", json={"at": at})).status_code == 204
        assert await step() == title
    assert (await house.actions()).count("script.step_shown") == 2
    assert (await agent.put(f"/api/hand-outs/{hand_out}/step", json={"at": 29})).status_code == 204
