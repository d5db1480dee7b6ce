"""The workstation over HTTP: forbidden cases first, then the whole cycle of a contact."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.calls import queries
from tests.clients import House
from tests.factories import Room, make_room


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def at_work(house: House, room: Room) -> httpx.AsyncClient:
    agent = await house.signed_in(room.agent)
    assert (await agent.post("/api/workstation/resume")).status_code == 204
    return agent


async def called(house: House, agent: httpx.AsyncClient) -> str:
    """Takes the next contact, calls it, lets the line answer, hangs up; the hand-out's id."""
    hand_out = (await agent.post("/api/workstation/next")).json()["hand_out"]
    call = (await agent.post(f"/api/hand-outs/{hand_out['id']}/call")).json()
    await house.work()
    assert (await agent.post(f"/api/calls/{call['id']}/hang-up")).json()["result"] == "answered"
    return str(hand_out["id"])


async def test_nobody_gets_a_contact_without_signing_in(house: House, room: Room) -> None:
    answer = await house.browser().post("/api/workstation/next")
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


@pytest.mark.parametrize("role", ["supervisor", "trainer", "partner", "administrator", "auditor"])
async def test_only_agents_get_contacts(house: House, room: Room, role: str) -> None:
    other = await house.signed_in(getattr(room, role))
    assert (await other.post("/api/workstation/next")).status_code == 403


async def test_another_page_cannot_act_for_the_agent(house: House, room: Room) -> None:
    agent = await house.signed_in(room.agent)
    answer = await agent.post("/api/workstation/resume", headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


async def test_somebody_elses_contact_does_not_exist(house: House, room: Room) -> None:
    agent, other = await at_work(house, room), await house.signed_in(room.second_agent)
    hand_out = (await agent.post("/api/workstation/next")).json()["hand_out"]["id"]
    unknown = await other.post(f"/api/hand-outs/{uuid4()}/heartbeat")
    for path in ("heartbeat", "call"):
        answer = await other.post(f"/api/hand-outs/{hand_out}/{path}")
        assert (answer.status_code, answer.content) == (404, unknown.content)


async def test_the_next_contact_is_one_masked_card(house: House, room: Room) -> None:
    agent = await at_work(house, room)
    answer = await agent.post("/api/workstation/next")
    card = answer.json()["hand_out"]["card"]
    assert (card["civility"], card["name"], card["town"]) == ("Mme", "É••• Durandeau0", "Rennes")
    assert card["points"] == [{"label": "Contrat", "value": "Confort"}]
    for customer in room.customers:
        for secret in (
            customer.phone,
            customer.phone[3:],
            customer.email,
            customer.street,
            customer.client_reference,
        ):
            assert secret not in answer.text


async def test_asking_twice_gives_the_same_contact(house: House, room: Room) -> None:
    agent = await at_work(house, room)
    first, second = [(await agent.post("/api/workstation/next")).json()["hand_out"]["id"] for _ in range(2)]
    assert first == second


async def test_two_agents_get_different_contacts(house: House, room: Room) -> None:
    agent, other = await at_work(house, room), await house.signed_in(room.second_agent)
    await other.post("/api/workstation/resume")
    mine = (await agent.post("/api/workstation/next")).json()["hand_out"]["card"]["reference"]
    theirs = (await other.post("/api/workstation/next")).json()["hand_out"]["card"]["reference"]
    assert mine != theirs


async def test_a_call_goes_through_its_states_and_an_outcome_ends_it(house: House, room: Room) -> None:
    agent = await at_work(house, room)
    hand_out = await called(house, agent)
    answer = await agent.post(
        f"/api/hand-outs/{hand_out}/outcome",
        json={"code": "refused", "reason": "price"},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert (answer.status_code, answer.json()["label"]) == (201, "Refus")
    page = (await agent.get("/api/workstation")).json()
    assert (page["state"]["name"], page["hand_out"]) == ("available", None)
    assert page["today"] | {"talk_seconds": 0} == {
        "handed_out": 1, "calls": 1, "reached": 1, "positive": 0, "talk_seconds": 0, "by_group": {"negative": 1},
    }  # fmt: skip
    assert await house.contact_state(room.customers[0].id) == "waiting"


async def test_what_happens_while_the_page_is_read_comes_by_the_feed_afterwards(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page told of the place last would take for seen what it does not show, and wait for ever for an answer."""
    agent = await at_work(house, room)
    hand_out = (await agent.post("/api/workstation/next")).json()["hand_out"]
    await agent.post(f"/api/hand-outs/{hand_out['id']}/call")
    await house.seal()
    today = queries.today

    async def answered_meanwhile(*values: Any) -> Any:
        await house.work()
        await house.seal()
        return await today(*values)

    monkeypatch.setattr(queries, "today", answered_meanwhile)
    page = (await agent.get("/api/workstation")).json()
    assert page["hand_out"]["call"]["state"] == "requested"
    async with house.db() as db:
        answered = text("SELECT max(seq) FROM journal WHERE action = 'call.state_changed'")
        assert page["feed_after"] < await db.scalar(answered)


async def test_what_the_conflict_screen_keeps_is_not_told_as_done(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room), await house.signed_in(room.supervisor)

    async def screen(kept_from: UUID | None) -> None:
        async with house.db() as db:
            await db.execute(text("DELETE FROM contact_conflicts"))
            await db.execute(
                text(
                    "INSERT INTO contact_conflicts (contact_id, source_id, list_id, agent_id) "
                    "SELECT id, gen_random_uuid(), list_id, :agent FROM contacts"
                ),
                {"agent": kept_from},
            )

    async def reasons() -> dict[str, int]:
        found = (await supervisor.get(f"/api/campaigns/{room.campaign_id}/reachability")).json()["reasons"]
        return {reason["code"]: reason["count"] for reason in found}

    await screen(room.agent.id)
    nothing = (await agent.post("/api/workstation/next")).json()["nothing"]
    assert (nothing["code"], nothing["next_at"]) == ("not_for_you", None)
    assert await reasons() == {"callable": 3}  # by others
    await screen(None)
    assert (await agent.post("/api/workstation/next")).json()["nothing"]["code"] == "not_for_you"
    assert await reasons() == {"conflict": 3}


async def test_nothing_to_hand_out_says_why(house: House, room: Room) -> None:
    async with house.db() as db:
        from sqlalchemy import text

        await db.execute(text("UPDATE campaigns SET state = 'paused'"))
    agent = await at_work(house, room)
    answer = (await agent.post("/api/workstation/next")).json()
    assert answer["hand_out"] is None
    assert answer["nothing"]["code"] == "no_campaign"
    assert "encadrant" in answer["nothing"]["message"]


async def test_on_a_pause_nothing_is_handed_out(house: House, room: Room) -> None:
    agent = await at_work(house, room)
    assert (await agent.post("/api/workstation/pause", json={"reason": "break"})).status_code == 204
    answer = await agent.post("/api/workstation/next")
    assert (answer.status_code, answer.json()["code"]) == (409, "on_pause")
