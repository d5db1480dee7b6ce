"""A supervisor takes a contact out of an agent's hands: who may, what becomes of it, and what the agent is told."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, number_of, record, run_out, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def reference_in_hand(agent: httpx.AsyncClient) -> str:
    return str((await agent.get("/api/workstation")).json()["hand_out"]["card"]["reference"])


async def take_back(who: httpx.AsyncClient, agent_id: object, reference: str) -> httpx.Response:
    body = {"reference": reference, "reason": "too_long"}
    return await who.post(f"/api/agents/{agent_id}/take-back", json=body)


@pytest.mark.parametrize("role", ["agent", "trainer", "partner", "administrator", "auditor"])
async def test_only_a_supervisor_takes_a_contact_back(house: House, room: Room, role: str) -> None:
    agent = await at_work(house, room.agent)
    await take(agent)
    reference = await reference_in_hand(agent)
    other = agent if role == "agent" else await house.signed_in(getattr(room, role))
    assert (await take_back(other, room.agent.id, reference)).status_code == 403
    assert await reference_in_hand(agent) == reference


async def test_another_sites_agent_does_not_exist_for_a_supervisor(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await take(agent)
    reference = await reference_in_hand(agent)
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(elsewhere.supervisor)
    theirs, absent = [await take_back(stranger, who, reference) for who in (room.agent.id, uuid4())]
    assert (theirs.status_code, theirs.content) == (404, absent.content)
    assert await reference_in_hand(agent) == reference


async def test_a_reason_outside_the_closed_list_is_refused(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    await take(agent)
    body = {"reference": await reference_in_hand(agent), "reason": "I say so"}
    answer = await supervisor.post(f"/api/agents/{room.agent.id}/take-back", json=body)
    assert answer.status_code == 422


async def test_a_contact_that_has_left_the_desk_is_not_taken_and_the_next_one_stays(
    house: House, room: Room
) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await take(agent)
    seen = await reference_in_hand(agent)
    assert (
        await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "skip"})
    ).status_code == 204
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET state = 'done' WHERE reference = :seen"), {"seen": seen})
    await take(agent)
    late = await take_back(supervisor, room.agent.id, seen)
    assert (late.status_code, late.json()["code"]) == (409, "not_in_hand")
    assert await reference_in_hand(agent) != seen


async def test_a_contact_nobody_called_is_ready_for_the_next_agent_and_the_first_is_told(
    house: House, room: Room
) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await take(agent)
    reference = await reference_in_hand(agent)
    answer = await take_back(supervisor, room.agent.id, reference)
    assert (answer.status_code, answer.content) == (204, b"")
    desk = (await agent.get("/api/workstation")).json()
    assert (desk["hand_out"], desk["state"]["name"]) == (None, "available")
    assert "repris" in desk["withdrawn"]
    late = await agent.post(f"/api/hand-outs/{hand_out}/call")
    assert (late.status_code, late.json()["code"]) == (409, "taken_back")
    ready = "SELECT count(*) FROM contacts WHERE reference = :reference AND state = 'ready'"
    assert await number_of(house, ready, reference=reference) == 1
    again = await take_back(supervisor, room.agent.id, reference)
    assert (again.status_code, again.json()["code"]) == (409, "not_in_hand")


async def test_a_running_call_ends_and_its_contact_rests_as_after_a_lease_that_ran_out(
    house: House, room: Room
) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await take(agent)
    assert (await agent.post(f"/api/hand-outs/{hand_out}/call")).status_code == 202
    await house.work()
    reference = await reference_in_hand(agent)
    assert (await take_back(supervisor, room.agent.id, reference)).status_code == 204
    assert await number_of(house, "SELECT count(*) FROM calls WHERE state <> 'ended'") == 0
    rests = (
        "SELECT count(*) FROM contacts WHERE reference = :reference AND state = 'waiting' "
        "AND reason = 'no_outcome' AND not_before > now() AND attempts = 1"
    )
    assert await number_of(house, rests, reference=reference) == 1
    late = await record(agent, hand_out, code="refused", reason="price")
    assert (late.status_code, late.json()["code"]) == (409, "taken_back")
    assert (await agent.get("/api/workstation")).json()["state"]["name"] == "available"


async def test_a_contact_whose_time_ran_out_unnoticed_is_taken_all_the_same(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    await call(house, agent)
    reference = await reference_in_hand(agent)
    await run_out(house)
    assert (await take_back(supervisor, room.agent.id, reference)).status_code == 204
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'leased'") == 0


async def test_the_journal_has_the_supervisor_and_the_reason(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    await take(agent)
    await take_back(supervisor, room.agent.id, await reference_in_hand(agent))
    written = (
        "SELECT count(*) FROM (SELECT action, actor_id, data FROM journal_pending "
        "UNION ALL SELECT action, actor_id, data FROM journal) j WHERE action = 'hand_out.ended' "
        "AND actor_id = :who AND data->>'reason' = 'taken_back' AND data->>'why' = 'too_long'"
    )
    assert await number_of(house, written, who=room.supervisor.id) == 1
