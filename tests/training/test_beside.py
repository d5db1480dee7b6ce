"""Supervised first calls: who may sit beside whom, what that opens, how it ends, and the word after a call."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from callcenter.infra.db import sessions
from callcenter.kit import clock
from callcenter.training import beside
from tests.clients import House
from tests.factories import Room, make_room, make_site, make_user
from tests.work import at_work, call, record, take

IDLE = timedelta(minutes=30)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=5)


async def ask(house: House, room: Room, calls: int, competences: list[str] | None = None) -> None:
    supervisor = await house.signed_in(room.supervisor)
    wanted = {"competences": competences or [], "good_calls": 1, "supervised_calls": calls}
    made = await supervisor.put(f"/api/campaigns/{room.campaign_id}/gate", json=wanted)
    assert made.status_code == 200, made.text


async def nothing(agent: httpx.AsyncClient) -> Any:
    answer = (await agent.post("/api/workstation/next")).json()
    assert answer["hand_out"] is None
    return answer["nothing"]["code"]


async def end_over(house: House, *, after: timedelta = timedelta()) -> int:
    async with sessions(house.vault_engine)() as db:
        count = await beside.end_over(db, clock.now() + after, IDLE)
        await db.commit()
        return count


async def standing(trainer: httpx.AsyncClient, room: Room) -> dict[str, Any]:
    learner = (await trainer.get(f"/api/learners/{room.agent.id}")).json()
    found: dict[str, Any] = learner["gates"][0]
    return found


async def test_only_staff_of_the_site_sit_beside_somebody(house: House, room: Room) -> None:
    path = f"/api/agents/{room.agent.id}/beside"
    for role in ("agent", "second_agent", "partner", "administrator", "auditor"):
        client = await house.signed_in(getattr(room, role))
        for method in ("GET", "POST", "DELETE"):
            assert (await client.request(method, path)).status_code == 403, (role, method)
    async with house.db() as db:
        person = await make_user(db, "supervisor", site_id=await make_site(db))
    stranger = await house.signed_in(person)
    for method in ("GET", "POST", "DELETE"):
        assert (await stranger.request(method, path)).status_code == 404, method
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    for _ in range(2):  # pressed twice
        assert (await supervisor.post(path)).json()["mine"]
    assert (await trainer.post(path)).json()["code"] == "beside_already"
    await trainer.delete(path)  # somebody else's is not ended
    assert (await trainer.get(path)).json()["companion"] is not None
    other = f"/api/agents/{room.second_agent.id}/beside"
    assert (await supervisor.post(other)).json()["mine"]  # one is beside one person
    assert (await supervisor.get(path)).json()["companion"] is None
    actions = await house.actions()
    assert (actions.count("companion.began"), actions.count("companion.ended")) == (2, 1)


async def test_first_calls_are_handed_out_while_somebody_is_beside_and_counted(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    await ask(house, room, 2)
    assert await nothing(agent) == "beside_first"
    why = (await supervisor.get(f"/api/campaigns/{room.campaign_id}/reachability")).json()
    assert {each["code"] for each in why["reasons"]} == {"beside"}
    tile = (await supervisor.get("/api/supervision/snapshot")).json()["agents"]
    mine = next(each for each in tile if each["id"] == str(room.agent.id))
    assert (mine["waits_beside"], mine["beside"]) == (True, None)
    path = f"/api/agents/{room.agent.id}/beside"
    await supervisor.post(path)
    assert (await standing(trainer, room))["open"]
    first = await call(house, agent)
    assert (await record(agent, first, code="absent")).status_code == 201
    assert (await standing(trainer, room))["supervised_left"] == 1
    await supervisor.delete(path)
    assert await nothing(agent) == "beside_first"
    await supervisor.post(path)
    second = await call(house, agent)
    await record(agent, second, code="absent")
    await supervisor.delete(path)
    found = await standing(trainer, room)
    assert (found["supervised_left"], found["open"]) == (0, True)
    assert await take(agent)


async def test_training_is_asked_for_before_somebody_beside(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await ask(house, room, 1, ["c4"])
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    await supervisor.post(f"/api/agents/{room.agent.id}/beside")
    assert await nothing(agent) == "train_first"
    lifted = {"reason": "Expérience d’avant"}
    await trainer.post(f"/api/campaigns/{room.campaign_id}/gate/suspensions", json=lifted)
    assert await take(agent)
    empty = {"competences": [], "good_calls": 1, "supervised_calls": 0}
    refused = await supervisor.put(f"/api/campaigns/{room.campaign_id}/gate", json=empty)
    assert refused.status_code == 422


async def test_it_ends_with_the_session_after_four_hours_and_with_the_shift(house: House, room: Room) -> None:
    await ask(house, room, 3)
    agent, path = await at_work(house, room.agent), f"/api/agents/{room.agent.id}/beside"
    supervisor = await house.signed_in(room.supervisor)
    await supervisor.post(path)
    assert await end_over(house) == 0
    async with house.db() as db:
        await db.execute(text("DELETE FROM sessions WHERE user_id = :id"), {"id": room.supervisor.id})
    assert await end_over(house) == 1
    assert await nothing(agent) == "beside_first"
    trainer = await house.signed_in(room.trainer)
    await trainer.post(path)
    async with house.db() as db:
        await db.execute(text("UPDATE agent_states SET off_shift = true"))
    assert await end_over(house) == 1
    await trainer.post(path)
    async with house.db() as db:
        await db.execute(text("UPDATE agent_states SET off_shift = false"))
        later = clock.now() + timedelta(hours=5)
        await db.execute(text("UPDATE sessions SET used_at = :at, ends_at = :at"), {"at": later})
    assert await end_over(house, after=timedelta(hours=4, minutes=1)) == 1
    async with house.db() as db:
        how = list(await db.scalars(text("SELECT how FROM companionships ORDER BY began_at")))
    assert how == ["session", "shift", "time"]


async def test_a_word_is_left_on_an_accompanied_call_and_is_evidence(house: House, room: Room) -> None:
    agent, path = await at_work(house, room.agent), f"/api/agents/{room.agent.id}/beside"
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    await supervisor.post(path)
    await record(agent, await call(house, agent), code="absent")
    [made] = (await supervisor.get(path)).json()["calls"]
    word = {"mark": "good", "comment": "Voix calme, bravo."}
    assert (await trainer.post(f"/api/calls/{made['id']}/word", json=word)).status_code == 404
    number = word | {"comment": "Rappeler le 06 12 34 56 78"}
    assert (await supervisor.post(f"/api/calls/{made['id']}/word", json=number)).status_code == 422
    given = await supervisor.post(f"/api/calls/{made['id']}/word", json=word)
    assert (given.status_code, given.json()["calls"][0]["word"]) == (201, "good")
    again = await supervisor.post(f"/api/calls/{made['id']}/word", json=word)
    assert again.json()["code"] == "word_given"
    [read] = (await agent.get("/api/workstation/call-words")).json()
    assert (read["comment"], read["read_at"]) == ("Voix calme, bravo.", None)
    for _ in range(2):
        seen = await agent.post(f"/api/workstation/call-words/{made['id']}/seen")
        assert seen.status_code == 204
    other = await house.signed_in(room.second_agent)
    assert (await other.post(f"/api/workstation/call-words/{made['id']}/seen")).status_code == 404
    learner = (await trainer.get(f"/api/learners/{room.agent.id}")).json()
    assert {(each["kind"], each["score"]) for each in learner["evidence"]} == {("call_review", 80)}
