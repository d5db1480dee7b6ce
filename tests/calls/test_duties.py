"""Confirming, during a call, what the law wants said: in order, by its agent, kept as evidence; no sale without it."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.clients import House
from tests.factories import Room, make_room, make_slot
from tests.work import at_work, call, record, say_all, take

WHO, WHY = ["caller", "principal"], ["commercial", "objection"]


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=3)


async def talking(house: House, agent: httpx.AsyncClient) -> tuple[str, str]:
    """The hand-out and the call of an agent to whom somebody has answered."""
    hand_out = await take(agent)
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
    await house.work()
    return hand_out, str(started["id"])


async def say(agent: httpx.AsyncClient, call_id: str, codes: list[str]) -> httpx.Response:
    return await agent.post(f"/api/calls/{call_id}/duties", json={"codes": codes})


async def test_only_the_calls_own_agent_confirms(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    _, call_id = await talking(house, agent)
    assert (await say(house.browser(), call_id, WHO)).status_code == 401
    for person in (room.supervisor, room.trainer, room.partner, room.administrator, room.auditor):
        assert (await say(await house.signed_in(person), call_id, WHO)).status_code == 403
    other = await at_work(house, room.second_agent)
    assert (await say(other, call_id, WHO)).status_code == 404
    assert (await say(agent, call_id, ["everything"])).status_code == 422
    assert (await say(agent, call_id, WHO)).status_code == 200


async def test_nothing_is_confirmed_before_somebody_answers_or_after_the_end(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()["id"]
    early = await say(agent, started, WHO)
    assert (early.status_code, early.json()["code"]) == (409, "not_answered")
    await house.work()
    assert (await say(agent, started, WHO)).status_code == 200
    await agent.post(f"/api/calls/{started}/hang-up")
    late = await say(agent, started, WHY)
    assert (late.status_code, late.json()["code"]) == (409, "call_over")
    assert (await say(agent, started, WHO)).status_code == 200  # what was said before stays said


async def test_the_order_is_the_scripts_and_each_is_kept_once(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    _, call_id = await talking(house, agent)
    for wrong in (WHY, ["caller"], WHO + WHY):
        refused = await say(agent, call_id, wrong)
        assert (refused.status_code, refused.json()["code"]) == (409, "duty_order")
    twice = await asyncio.gather(*(say(agent, call_id, WHO) for _ in range(5)))
    assert 200 in {answer.status_code for answer in twice}
    said = (await say(agent, call_id, WHY)).json()["duties"]
    assert [each["code"] for each in said] == WHO + WHY
    assert all(each["at"] for each in said)
    assert (await house.actions()).count("call.duties_said") == 2
    shown = (await agent.get("/api/workstation")).json()["hand_out"]["call"]["duties"]
    assert shown == said


@pytest.mark.parametrize("said", [[], [WHO]])
async def test_no_sale_without_them_but_every_way_out(
    house: House, room: Room, said: list[list[str]]
) -> None:
    async with house.db() as db:
        slot = await make_slot(db, room.partner_id, room.site_id)
    agent = await at_work(house, room.agent)
    hand_out, call_id = await talking(house, agent)
    for codes in said:
        await say(agent, call_id, codes)
    await agent.post(f"/api/calls/{call_id}/hang-up")
    booked: dict[str, Any] = {"code": "booked", "appointment": {"slot_id": str(slot)}}
    refused = await record(agent, hand_out, **booked)
    assert (refused.status_code, refused.json()["code"]) == (409, "duties_first")
    assert (await record(agent, hand_out, code="confirmed")).json()["code"] == "duties_first"
    async with house.db() as db:
        assert await db.scalar(text("SELECT booked FROM slots WHERE id = :id"), {"id": slot}) == 0
    # Whatever the customer wants is open all the same.
    objected = await record(agent, hand_out, code="do_not_call")
    assert objected.status_code == 201
    corrected = await agent.post(
        f"/api/outcomes/{objected.json()['id']}/correction",
        json=booked,
        headers={"Idempotency-Key": str(slot)},
    )
    assert corrected.status_code == 409


async def test_a_correction_makes_no_sale_of_it_either(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out, call_id = await talking(house, agent)
    await agent.post(f"/api/calls/{call_id}/hang-up")
    first = (await record(agent, hand_out, code="absent")).json()["id"]
    changed = await agent.post(
        f"/api/outcomes/{first}/correction", json={"code": "confirmed"}, headers={"Idempotency-Key": first}
    )
    assert (changed.status_code, changed.json()["code"]) == (409, "duties_first")


async def test_with_all_said_the_sale_stands_and_the_evidence_stays_with_the_call(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    assert (await record(agent, hand_out, code="confirmed")).status_code == 201
    async with house.db() as db:
        kept = await db.scalar(text("SELECT duties FROM calls WHERE hand_out_id = :id"), {"id": hand_out})
    assert [each["code"] for each in kept] == WHO + WHY


async def test_a_script_that_changes_in_the_middle_of_a_call_traps_nobody(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out, call_id = await talking(house, agent)
    await say(agent, call_id, WHO)
    path = f"/api/campaigns/{room.campaign_id}"
    script = (await supervisor.get(path)).json()["script"]
    whole = {
        **script[0],
        "id": "all",
        "text": f"{script[0]['text']} {script[1]['text']}",
        "duties": WHO + WHY,
    }
    assert (await supervisor.patch(path, json={"script": [whole, *script[2:]]})).status_code == 200
    assert (await say(agent, call_id, WHY)).status_code == 200
    await agent.post(f"/api/calls/{call_id}/hang-up")
    assert (await record(agent, hand_out, code="confirmed")).status_code == 201


async def test_a_call_that_nobody_answered_owes_nothing(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()["id"]
    await agent.post(f"/api/calls/{started}/hang-up")
    assert (await record(agent, hand_out, code="no_answer")).status_code == 201
    hand_out, _ = await talking(house, agent)
    await say_all(agent)
