"""What a supervisor does from the room: a pause, the end of a call, a lock, a message; and the agent's own hold."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.clients import House
from tests.factories import Person, Room, make_room
from tests.work import at_work, call, number_of, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=5)


async def desk(agent: httpx.AsyncClient) -> dict[str, Any]:
    read: dict[str, Any] = (await agent.get("/api/workstation")).json()
    return read


async def talk(house: House, agent: httpx.AsyncClient) -> tuple[str, str, str]:
    """Hand-out, call and reference of an agent who talks."""
    hand_out = await take(agent)
    started = await agent.post(f"/api/hand-outs/{hand_out}/call")
    await house.work()
    read = await desk(agent)
    assert read["hand_out"]["call"]["state"] == "answered"
    return hand_out, str(started.json()["id"]), str(read["hand_out"]["card"]["reference"])


ACTS: list[tuple[str, dict[str, str] | None]] = [
    ("pause", {"reason": "break"}),
    ("let-go-on", None),
    ("end-call", {"reference": "C-AAAA-AAAA"}),
    ("lock", None),
    ("unlock", None),
]


@pytest.mark.parametrize(("act", "body"), ACTS)
@pytest.mark.parametrize("role", ["agent", "trainer", "partner", "administrator", "auditor"])
async def test_only_the_supervisor_acts(
    house: House, room: Room, act: str, body: dict[str, str] | None, role: str
) -> None:
    person = await house.signed_in(getattr(room, role))
    answer = await person.post(f"/api/agents/{room.second_agent.id}/{act}", json=body)
    assert answer.status_code == 403
    assert (await house.browser().post(f"/api/agents/{room.agent.id}/{act}", json=body)).status_code == 401


@pytest.mark.parametrize(("act", "body"), ACTS)
async def test_another_sites_agent_does_not_exist(
    house: House, room: Room, act: str, body: dict[str, str] | None
) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    await at_work(house, other.agent)
    supervisor = await house.signed_in(room.supervisor)
    for stranger in (other.agent.id, uuid4(), room.trainer.id):
        assert (await supervisor.post(f"/api/agents/{stranger}/{act}", json=body)).status_code == 404


# --- hold ---------------------------------------------------------------------------------------------------


async def test_a_call_on_hold_keeps_its_times(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    _, call_id, _ = await talk(house, agent)
    held = (await agent.post(f"/api/calls/{call_id}/hold")).json()
    assert held["held_at"] is not None
    assert held["state"] == "answered"
    assert (await desk(agent))["state"]["name"] == "on_hold"
    again = (await agent.post(f"/api/calls/{call_id}/hold")).json()
    assert again["held_at"] == held["held_at"]
    async with house.db() as db:
        await db.execute(text("UPDATE calls SET held_at = held_at - interval '40 seconds'"))
    said = await agent.post(f"/api/calls/{call_id}/duties", json={"codes": ["caller"]})
    assert (said.status_code, said.json()["code"]) == (409, "call_on_hold")
    back = (await agent.post(f"/api/calls/{call_id}/retrieve")).json()
    assert back["held_at"] is None
    assert 39 <= back["held_seconds"] <= 45
    assert back["answered_at"] == held["answered_at"]
    assert (await desk(agent))["state"]["name"] == "talking"
    assert (await house.actions()).count("call.held") == 2


async def test_a_held_call_can_be_hung_up(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out, call_id, _ = await talk(house, agent)
    await agent.post(f"/api/calls/{call_id}/hold")
    ended = (await agent.post(f"/api/calls/{call_id}/hang-up")).json()
    assert (ended["state"], ended["held_at"]) == ("ended", None)
    assert (await desk(agent))["state"]["name"] == "wrap_up"
    late = await agent.post(f"/api/calls/{call_id}/hold")
    assert (late.status_code, late.json()["code"]) == (409, "hold_state")
    assert (await record(agent, hand_out, code="absent")).status_code == 201


async def test_nobody_holds_a_call_that_nobody_answered(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
    for act in ("hold", "retrieve"):
        refused = await agent.post(f"/api/calls/{started['id']}/{act}")
        assert (refused.status_code, refused.json()["code"]) == (409, "hold_state")


# --- a pause ------------------------------------------------------------------------------------------------


async def pause(supervisor: httpx.AsyncClient, agent: Person, reason: str = "break") -> httpx.Response:
    return await supervisor.post(f"/api/agents/{agent.id}/pause", json={"reason": reason})


async def test_with_nothing_in_hand_the_pause_begins_at_once_and_lasts(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    assert (await pause(supervisor, room.agent, "training")).status_code == 204
    state = (await desk(agent))["state"]
    assert (state["name"], state["pause_reason"], state["paused_by_staff"]) == ("pause", "training", True)
    assert (await agent.post("/api/workstation/next")).json()["code"] == "on_pause"
    refused = await agent.post("/api/workstation/resume")
    assert (refused.status_code, refused.json()["code"]) == (409, "pause_forced")
    await agent.post("/api/workstation/leave")
    assert (await agent.post("/api/workstation/resume")).status_code == 409
    assert (await supervisor.post(f"/api/agents/{room.agent.id}/let-go-on")).status_code == 204
    assert (await agent.post("/api/workstation/resume")).status_code == 204
    again = await supervisor.post(f"/api/agents/{room.agent.id}/let-go-on")
    assert (again.status_code, again.json()["code"]) == (409, "pause_not_forced")
    actions = await house.actions()
    assert (actions.count("agent.pause_asked"), actions.count("agent.pause_lifted")) == (1, 1)


@pytest.mark.parametrize("end", ["outcome", "release", "take-back"])
async def test_with_a_contact_in_hand_the_pause_waits_for_its_end(house: House, room: Room, end: str) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await call(house, agent) if end == "outcome" else await take(agent)
    assert (await pause(supervisor, room.agent)).status_code == 204
    read = await desk(agent)
    assert (read["state"]["pause_due"], read["state"]["name"] != "pause") == ("break", True)
    assert read["hand_out"]["id"] == hand_out
    if end == "outcome":
        assert (await record(agent, hand_out, code="absent")).status_code == 201
    elif end == "release":
        await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "skip"})
    else:
        body = {"reference": read["hand_out"]["card"]["reference"], "reason": "too_long"}
        await supervisor.post(f"/api/agents/{room.agent.id}/take-back", json=body)
    state = (await desk(agent))["state"]
    assert (state["name"], state["pause_reason"], state["pause_due"]) == ("pause", "break", None)
    assert state["next_at"] is None
    tile = await tile_of(supervisor, room.agent)
    assert (tile["state"], tile["pause_reason"], tile["paused_by_staff"]) == ("pause", "break", True)


async def tile_of(supervisor: httpx.AsyncClient, agent: Person) -> dict[str, Any]:
    seen = (await supervisor.get("/api/supervision/snapshot")).json()
    return next(tile for tile in seen["agents"] if tile["id"] == str(agent.id))


async def test_an_agent_who_is_away_is_not_paused(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    await agent.post("/api/workstation/leave")
    refused = await pause(supervisor, room.agent)
    assert (refused.status_code, refused.json()["code"]) == (409, "agent_away")


# --- the end of a call --------------------------------------------------------------------------------------


async def test_a_call_is_ended_by_the_supervisor_by_name(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out, call_id, reference = await talk(house, agent)
    path = f"/api/agents/{room.agent.id}/end-call"
    other = await supervisor.post(path, json={"reference": "C-AAAA-AAAA"})
    assert (other.status_code, other.json()["code"]) == (409, "not_in_hand")
    assert (await supervisor.post(path, json={"reference": reference})).status_code == 204
    read = await desk(agent)
    assert read["state"]["name"] == "wrap_up"
    assert (read["hand_out"]["call"]["state"], read["hand_out"]["call"]["ended_by_staff"]) == ("ended", True)
    again = await supervisor.post(path, json={"reference": reference})
    assert (again.status_code, again.json()["code"]) == (409, "no_call")
    assert (await record(agent, hand_out, code="absent")).status_code == 201
    ended = (
        "SELECT count(*) FROM journal_pending WHERE action = 'call.state_changed' AND actor_id = :who "
        "AND data->>'state' = 'ended' AND data->>'call_id' = :call"
    )
    assert await number_of(house, ended, who=room.supervisor.id, call=call_id) == 1
    assert (
        await number_of(house, "SELECT cut_short FROM agent_states WHERE user_id = :a", a=room.agent.id) == 0
    )


# --- a lock -------------------------------------------------------------------------------------------------


async def test_a_locked_agent_is_out_and_stays_out_until_unlocked(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    assert (await supervisor.post(f"/api/agents/{room.agent.id}/lock")).status_code == 204
    assert (await agent.get("/api/workstation")).status_code == 401
    assert (await tile_of(supervisor, room.agent))["locked"] is True
    who = {"sign_in": room.agent.sign_in, "passphrase": "goyave lagon sentier azur"}
    assert (await house.browser().post("/api/sign-in", json=who)).status_code == 401
    again = await supervisor.post(f"/api/agents/{room.agent.id}/lock")
    assert (again.status_code, again.json()["code"]) == (409, "account_state")
    assert (await supervisor.post(f"/api/agents/{room.agent.id}/unlock")).status_code == 204
    assert (await house.browser().post("/api/sign-in", json=who)).status_code == 200
    assert (await house.actions()).count("account.locked") == 2


async def test_what_the_administrator_closed_no_supervisor_opens(house: House, room: Room) -> None:
    supervisor, admin = await house.signed_in(room.supervisor), await house.signed_in(room.administrator)
    await admin.patch(f"/api/users/{room.agent.id}", json={"state": "disabled"})
    refused = await supervisor.post(f"/api/agents/{room.agent.id}/unlock")
    assert (refused.status_code, refused.json()["code"]) == (409, "account_state")


# --- messages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["agent", "trainer", "partner", "administrator", "auditor"])
async def test_only_the_supervisor_writes_to_the_room(house: House, room: Room, role: str) -> None:
    person = await house.signed_in(getattr(room, role))
    assert (await person.post("/api/messages", json={"words": "Bonjour"})).status_code == 403


async def test_a_message_to_one_is_read_by_that_one_alone(house: House, room: Room) -> None:
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    supervisor = await house.signed_in(room.supervisor)
    new = {"agent_id": str(room.agent.id), "words": "  Parlez plus lentement.  "}
    sent = (await supervisor.post("/api/messages", json=new)).json()
    assert [reader["read_at"] for reader in sent["readers"]] == [None]
    await talk(house, agent)
    read = await desk(agent)
    assert [(m["words"], m["to_all"]) for m in read["messages"]] == [("Parlez plus lentement.", False)]
    assert read["hand_out"] is not None
    assert (await desk(other))["messages"] == []
    stranger = await other.post(f"/api/workstation/messages/{sent['id']}/read")
    assert stranger.status_code == 404
    for _ in range(2):
        assert (await agent.post(f"/api/workstation/messages/{sent['id']}/read")).status_code == 204
    assert (await desk(agent))["messages"] == []
    seen = (await supervisor.get("/api/messages")).json()
    assert [reader["read_at"] is not None for reader in seen[0]["readers"]] == [True]
    actions = await house.actions()
    assert (actions.count("message.sent"), actions.count("message.read")) == (1, 1)
    assert (
        await number_of(house, "SELECT count(*) FROM journal_pending WHERE data::text LIKE '%lentement%'")
        == 0
    )


async def test_a_message_to_all_goes_to_those_at_work_on_the_site(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    supervisor = await house.signed_in(room.supervisor)
    nobody = await supervisor.post("/api/messages", json={"words": "Réunion à midi"})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody_at_work")
    assert await number_of(house, "SELECT count(*) FROM messages") == 0
    mine, stranger = await at_work(house, room.agent), await at_work(house, other.agent)
    sent = (await supervisor.post("/api/messages", json={"words": "Réunion à midi"})).json()
    assert [UUID(reader["agent_id"]) for reader in sent["readers"]] == [room.agent.id]
    assert [m["to_all"] for m in (await desk(mine))["messages"]] == [True]
    assert (await desk(stranger))["messages"] == []
    assert (await (await house.signed_in(other.supervisor)).get("/api/messages")).json() == []
    to_other = {"agent_id": str(other.agent.id), "words": "Bonjour"}
    assert (await supervisor.post("/api/messages", json=to_other)).status_code == 404


@pytest.mark.parametrize("words", ["Appelez le 06 90 12 34 56", "écris à jean@exemple.example"])
async def test_a_message_holds_no_way_to_reach_somebody(house: House, room: Room, words: str) -> None:
    await at_work(house, room.agent)
    refused = await (await house.signed_in(room.supervisor)).post("/api/messages", json={"words": words})
    assert (refused.status_code, refused.json()["code"]) == (422, "message_refused")
    assert words not in refused.text
