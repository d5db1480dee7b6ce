"""Role-plays through the web: who may do what, from the invitation to the debrief, twice pressed and half left."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.infra.db import sessions
from callcenter.kit import clock
from callcenter.roleplay import service
from tests.clients import House
from tests.factories import Room, make_room, make_site, make_user
from tests.work import at_work, take

SCENARIO = "rdv-premier"
HIDDEN = ("rubric", "need", "customer_mood", "objections", "nodes", "suggestions", "marks", "pass_at")


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def invited(trainer: httpx.AsyncClient, room: Room) -> str:
    wanted = {"id": str(uuid4()), "agent_id": str(room.agent.id), "scenario": SCENARIO}
    made = await trainer.post("/api/role-plays", json=wanted)
    assert made.status_code == 201, made.text
    assert (await trainer.post("/api/role-plays", json=wanted)).json()["id"] == wanted["id"]
    return wanted["id"]


async def turn(agent: httpx.AsyncClient, at: str, kind: str, **more: Any) -> httpx.Response:
    return await agent.post(f"/api/role-play/{at}/turn", json={"id": str(uuid4()), "kind": kind} | more)


async def plays(trainer: httpx.AsyncClient, at: str, kind: str, **more: Any) -> httpx.Response:
    return await trainer.post(f"/api/role-plays/{at}/act", json={"id": str(uuid4()), "kind": kind} | more)


async def talking(house: House, room: Room) -> tuple[httpx.AsyncClient, httpx.AsyncClient, str]:
    trainer, agent = await house.signed_in(room.trainer), await house.signed_in(room.agent)
    at = await invited(trainer, room)
    assert (await agent.post(f"/api/role-play/{at}/join", json={"accept": True})).status_code == 200
    assert (await turn(agent, at, "call")).status_code == 200
    return trainer, agent, at


async def marked(trainer: httpx.AsyncClient, at: str, mark: str = "met") -> httpx.Response:
    stage = (await trainer.get(f"/api/role-plays/{at}")).json()
    marks = {line["code"]: mark for line in stage["scenario"]["rubric"]}
    body = {"marks": marks, "comment": "Très bonne écoute."}
    return await trainer.put(f"/api/role-plays/{at}/marks", json=body)


# --- who may ------------------------------------------------------------------------------------------------


async def test_a_role_play_is_its_trainers_and_its_apprentices_alone(house: House, room: Room) -> None:
    trainer, agent, at = await talking(house, room)
    async with house.db() as db:
        colleague = await make_user(db, "trainer", site_id=room.site_id)
        stranger = await make_user(db, "trainer", site_id=await make_site(db))
    marks = {"marks": {}, "comment": "x"}
    for other in (colleague, stranger):
        client = await house.signed_in(other)
        assert (await client.get(f"/api/role-plays/{at}")).status_code == 404
        assert (await plays(client, at, "hang_up")).status_code == 404
        assert (await client.put(f"/api/role-plays/{at}/marks", json=marks)).status_code == 404
        for last in ("withdraw", "heartbeat", "give"):
            assert (await client.post(f"/api/role-plays/{at}/{last}")).status_code == 404, last
        assert (await client.get("/api/role-plays")).json() == []
    wanted = {"id": str(uuid4()), "agent_id": str(room.agent.id), "scenario": SCENARIO}
    assert (await (await house.signed_in(stranger)).post("/api/role-plays", json=wanted)).status_code == 404
    assert (await trainer.get(f"/api/role-play/{at}")).status_code == 403
    assert (await agent.get(f"/api/role-plays/{at}")).status_code == 403
    assert (await plays(agent, at, "say", words="Oui ?")).status_code == 403
    for role in (room.supervisor, room.administrator, room.auditor, room.partner):
        client = await house.signed_in(role)
        assert (await client.get(f"/api/role-plays/{at}")).status_code == 403
        assert (await client.get("/api/role-play")).status_code == 403


async def test_the_apprentices_desk_holds_nothing_of_the_hidden_card(house: House, room: Room) -> None:
    trainer, agent, at = await talking(house, room)
    stage = (await trainer.get(f"/api/role-plays/{at}")).json()
    assert (await plays(trainer, at, "say", node=stage["scenario"]["start"])).status_code == 200
    answer = await agent.get(f"/api/role-play/{at}")
    assert not set(HIDDEN) & answer.json().keys()
    for secret in (stage["scenario"]["need"], stage["scenario"]["customer_mood"], *stage["objections"]):
        assert secret not in answer.text


async def test_a_practice_route_knows_no_role_play(house: House, room: Room) -> None:
    _, agent, at = await talking(house, room)
    for method, last, body in (
        ("GET", "", None),
        ("POST", "/act", {"kind": "hang_up"}),
        ("POST", "/leave", None),
        ("POST", "/outcome", {"code": "do_not_call"}),
    ):
        refused = await agent.request(method, f"/api/practice/{at}{last}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "practice_state"), last
    assert (await agent.get(f"/api/practice/{at}/debrief")).status_code == 404
    refused = await agent.post("/api/practice", json={"scenario": SCENARIO})
    assert refused.json()["code"] == "practice_open"
    assert (await agent.get("/api/practice")).json()["open"] is None


async def test_contact_data_is_refused_on_both_sides(house: House, room: Room) -> None:
    trainer, agent, at = await talking(house, room)
    refused = await turn(agent, at, "say", words="Appelez-moi au 06 12 34 56 78")
    assert (refused.status_code, refused.json()["code"]) == (422, "line_holds_contact_data")
    assert "06" not in refused.text
    assert (await plays(trainer, at, "say", words="alix@example.com")).status_code == 422
    assert (await trainer.get(f"/api/role-plays/{at}")).json()["lines"] == []


# --- accepting ----------------------------------------------------------------------------------------------


async def test_who_has_a_contact_or_a_practice_call_in_hand_finishes_first(house: House, room: Room) -> None:
    trainer, agent = await house.signed_in(room.trainer), await at_work(house, room.agent)
    hand_out = await take(agent)
    at = await invited(trainer, room)
    call = (await agent.get("/api/role-play")).json()["call"]
    assert (call["id"], call["state"]) == (at, "invited")
    accept = {"json": {"accept": True}}
    refused = await agent.post(f"/api/role-play/{at}/join", **accept)  # type: ignore[arg-type]
    assert refused.json()["code"] == "contact_in_hand"
    await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "skip"})
    practice = (await agent.post("/api/practice", json={"scenario": SCENARIO})).json()["id"]
    refused = await agent.post(f"/api/role-play/{at}/join", **accept)  # type: ignore[arg-type]
    assert refused.json()["code"] == "practice_open"
    await agent.post(f"/api/practice/{practice}/leave")
    for _ in range(2):  # pressed twice
        joined = await agent.post(f"/api/role-play/{at}/join", **accept)  # type: ignore[arg-type]
        assert joined.json()["call"]["state"] == "ready"
    state = (await agent.get("/api/workstation")).json()["state"]
    assert (state["name"], state["pause_reason"]) == ("pause", "training")


async def test_an_invitation_is_declined_withdrawn_or_the_only_one(house: House, room: Room) -> None:
    trainer, agent = await house.signed_in(room.trainer), await house.signed_in(room.agent)
    at = await invited(trainer, room)
    wanted = {"id": str(uuid4()), "agent_id": str(room.agent.id), "scenario": SCENARIO}
    assert (await trainer.post("/api/role-plays", json=wanted)).json()["code"] == "role_play_open"
    unknown = wanted | {"scenario": "nothing"}
    assert (await trainer.post("/api/role-plays", json=unknown)).json()["code"] == "scenario_unknown"
    declined = await agent.post(f"/api/role-play/{at}/join", json={"accept": False})
    assert declined.json()["call"] is None
    assert (await trainer.get(f"/api/role-plays/{at}")).json()["state"] == "declined"
    again = await invited(trainer, room)
    assert (await trainer.post(f"/api/role-plays/{again}/withdraw")).json()["state"] == "withdrawn"
    late = await agent.post(f"/api/role-play/{again}/join", json={"accept": True})
    assert late.json()["code"] == "role_play_state"


# --- the talk -----------------------------------------------------------------------------------------------


async def test_both_see_one_talk_and_a_double_press_says_nothing_twice(house: House, room: Room) -> None:
    trainer, agent, at = await talking(house, room)
    start = (await trainer.get(f"/api/role-plays/{at}")).json()["suggestions"][0]
    line = {"id": str(uuid4()), "kind": "say", "node": start["node"], "wording": start["wording"]}
    sent = await asyncio.gather(*(trainer.post(f"/api/role-plays/{at}/act", json=line) for _ in range(4)))
    assert {each.status_code for each in sent} == {200}
    desk = (await agent.get(f"/api/role-play/{at}")).json()
    assert [(each["who"], each["text"]) for each in desk["lines"]] == [("customer", start["words"])]
    assert desk["answers"] != []
    picked = desk["answers"][0]
    await turn(agent, at, "say", choice=picked["choice"])
    stage = (await trainer.get(f"/api/role-plays/{at}")).json()
    assert [each["words"] for each in stage["lines"]] == [start["words"], picked["text"]]
    assert stage["suggestions"][0]["follows"]
    assert (await turn(agent, at, "say", choice=picked["choice"])).json()["code"] == "role_play_state"
    await plays(trainer, at, "say", words="Je n’ai pas le temps.")
    await plays(trainer, at, "mood", mood="angry")
    await turn(agent, at, "tick", codes=stage["due"][:1])
    assert (await turn(agent, at, "hold")).json()["on_hold"]
    assert (await plays(trainer, at, "say", words="Allô ?")).json()["code"] == "role_play_state"
    desk = (await turn(agent, at, "resume")).json()
    assert (desk["mood"], desk["answers"]) == ("angry", [])
    stage = (await trainer.get(f"/api/role-plays/{at}")).json()
    assert stage["ticked"] == stage["due"][:1]
    assert [each["kind"] for each in stage["lines"][-5:]] == ["say", "mood", "tick", "hold", "resume"]
    ended = (await plays(trainer, at, "hang_up")).json()
    assert (ended["state"], ended["over"]) == ("wrap_up", "customer")
    assert (await turn(agent, at, "say", words="Attendez !")).json()["code"] == "role_play_state"
    assert (await plays(trainer, at, "say", words="Trop tard")).json()["code"] == "role_play_state"
    kinds = [action for action in await house.actions() if action.startswith("role_play.")]
    assert kinds.count("role_play.acted") == 9  # the call, and each act once
    async with house.db() as db:
        told = await db.scalar(text("SELECT string_agg(data::text, '') FROM journal_pending"))
    assert "pas le temps" not in str(told)


async def test_the_marks_become_debrief_evidence_and_a_good_call(house: House, room: Room) -> None:
    trainer, agent, at = await talking(house, room)
    start = (await trainer.get(f"/api/role-plays/{at}")).json()["scenario"]["start"]
    await plays(trainer, at, "say", node=start)
    await turn(agent, at, "say", words="Bonjour, je suis votre conseiller.")
    assert (await trainer.post(f"/api/role-plays/{at}/give")).json()["code"] == "role_play_state"
    assert (await marked(trainer, at)).json()["worth"] == 100
    await turn(agent, at, "hang_up")
    slots = (await agent.get(f"/api/role-play/{at}/slots")).json()
    assert slots != []
    assert (await agent.get(f"/api/role-play/{at}/callback-times")).status_code == 200
    early = {"code": "booked", "appointment": {"slot_id": slots[0]["id"]}}
    assert (await agent.post(f"/api/role-play/{at}/outcome", json=early)).json()["code"] == "duties_first"
    refused = {"code": "do_not_call"}
    for _ in range(2):
        recorded = await agent.post(f"/api/role-play/{at}/outcome", json=refused)
        assert recorded.status_code == 201, recorded.text
    assert (await agent.get(f"/api/practice/{at}/debrief")).status_code == 404
    given = await trainer.post(f"/api/role-plays/{at}/give")
    assert (given.json()["state"], given.json()["outcome"] is not None) == ("finished", True)
    assert (await trainer.post(f"/api/role-plays/{at}/give")).status_code == 200
    debrief = (await agent.get(f"/api/practice/{at}/debrief")).json()
    assert (debrief["score"], debrief["passed"], debrief["comment"]) == (100, True, "Très bonne écoute.")
    assert debrief["trainer"] is not None
    assert debrief["beats"][0]["mine"] == "Bonjour, je suis votre conseiller."
    read = await agent.post(f"/api/practice/{at}/read", json={"answer": "Merci."})
    assert read.json()["answer"] == "Merci."
    learner = (await trainer.get(f"/api/learners/{room.agent.id}")).json()
    assert {each["source_id"] for each in learner["evidence"]} == {at}
    assert all(each["counts"] and each["kind"] == "practice" for each in learner["evidence"])
    assert [each["id"] for each in learner["practices"]] == [at]


# --- what ends by itself ------------------------------------------------------------------------------------


async def test_a_talk_that_one_side_has_left_ends_by_itself_and_loses_nothing(
    house: House, room: Room
) -> None:
    trainer, agent, at = await talking(house, room)
    await turn(agent, at, "say", words="Bonjour.")
    await marked(trainer, at, "partly")

    async def tend(minutes: int) -> int:
        async with sessions(house.vault_engine)() as db:
            count = await service.end_overdue(db, clock.now() + timedelta(minutes=minutes))
            await db.commit()
            return count

    assert await tend(2) == 0
    assert await tend(4) == 1
    assert (await agent.get(f"/api/role-play/{at}")).json()["hand_out"]["call"]["state"] == "ended"
    assert (await agent.post(f"/api/role-play/{at}/heartbeat")).status_code == 204
    assert await tend(30) == 1  # nobody records the outcome either
    stage = (await trainer.get(f"/api/role-plays/{at}")).json()
    assert (stage["state"], stage["over"], stage["worth"]) == ("awaiting", "centre", 50)
    assert [each["words"] for each in stage["lines"] if each["kind"] == "say"] == ["Bonjour."]
    assert (await trainer.post(f"/api/role-plays/{at}/give")).json()["state"] == "finished"
    debrief = (await agent.get(f"/api/practice/{at}/debrief")).json()
    assert (debrief["score"], debrief["outcome"]) == (50, None)
    later = await invited(trainer, room)
    assert await tend(11) == 1
    assert (await trainer.get(f"/api/role-plays/{later}")).json()["state"] == "lapsed"
