"""Campaigns over HTTP: the supervisor of the site alone steers them, along their life cycle alone."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.campaigns import rules
from callcenter.campaigns.schemas import ScriptStep
from tests.clients import House
from tests.factories import Room, make_campaign, make_list, make_room
from tests.work import at_work


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1, state="draft")


async def test_only_the_sites_supervisor_steers_a_campaign(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    new = {"name": "Campagne", "partner_id": str(room.partner_id), "purpose": "loyalty"}
    for person in (room.agent, room.trainer, room.partner, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        assert (await browser.post("/api/campaigns", json=new)).status_code == 403
        assert (await browser.post(f"/api/campaigns/{room.campaign_id}/open")).status_code == 403
        assert (await browser.patch(f"/api/campaigns/{room.campaign_id}", json={})).status_code == 403
    stranger = await house.signed_in(other.supervisor)
    assert (await stranger.post("/api/campaigns", json=new)).status_code == 404
    assert (await stranger.post(f"/api/campaigns/{room.campaign_id}/open")).status_code == 404
    assert (await stranger.patch(f"/api/campaigns/{room.campaign_id}", json={"name": "x"})).status_code == 404
    assert (await (await house.signed_in(room.agent)).get("/api/campaigns")).status_code == 403


async def test_a_campaign_moves_along_its_life_cycle_alone(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{room.campaign_id}"
    walk = [
        ("pause", 409), ("open", 200), ("open", 409), ("pause", 200), ("pause", 409), ("open", 200), ("close", 200),
        ("close", 409), ("open", 409), ("pause", 409),
    ]  # fmt: skip
    assert [(step, (await supervisor.post(f"{path}/{step}")).status_code) for step, _ in walk] == walk
    assert (await supervisor.patch(path, json={"name": "x"})).json()["code"] == "campaign_state"
    assert (await house.actions()).count("campaign.state_changed") == 4


async def test_the_order_of_the_list_is_the_order_of_calling(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
        second = await make_campaign(db, room.site_id, room.partner_id, room.supervisor, state="draft")
        await make_list(
            db,
            house.vault_keys,
            second,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
        )
    order = {"ranks": [[str(second)], [str(room.campaign_id)]]}
    assert (await house.browser().put("/api/campaigns/order", json=order)).status_code == 401
    for person in (room.agent, room.trainer, room.partner, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        assert (await browser.put("/api/campaigns/order", json=order)).status_code == 403
    stranger = await house.signed_in(other.supervisor)
    assert (await stranger.put("/api/campaigns/order", json=order)).json()["code"] == "order_stale"
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    for wrong in ([second], [second, second], [second, room.campaign_id, other.campaign_id]):
        stale = await supervisor.put("/api/campaigns/order", json={"ranks": [[str(one) for one in wrong]]})
        assert (stale.status_code, stale.json()["code"]) == (409, "order_stale")
    for campaign in (room.campaign_id, second):
        await supervisor.post(f"/api/campaigns/{campaign}/open")
    ordered = (await supervisor.put("/api/campaigns/order", json=order)).json()
    assert [[row["id"]] for row in ordered] == order["ranks"]
    assert [row["priority"] for row in ordered] == [1, 2]
    handed = (await agent.post("/api/workstation/next")).json()["hand_out"]
    assert handed["campaign"]["id"] == str(second)
    assert "campaign.ordered" in await house.actions()
    new = {"name": "La suivante", "partner_id": str(room.partner_id), "purpose": "loyalty"}
    await supervisor.post("/api/campaigns", json=new)
    newest = (await supervisor.get("/api/campaigns")).json()[-1]
    assert (newest["name"], newest["priority"]) == ("La suivante", 2)
    tied = {"ranks": [[newest["id"], str(second)], [str(room.campaign_id)]]}
    answer = (await supervisor.put("/api/campaigns/order", json=tied)).json()
    assert sorted(row["priority"] for row in answer) == [1, 1, 2]


async def test_live_calls_stay_closed(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    new = {"name": "x", "partner_id": str(room.partner_id), "purpose": "loyalty", "mode": "live"}
    answer = await supervisor.post("/api/campaigns", json=new)
    assert (answer.status_code, answer.json()["code"]) == (409, "live_is_closed")
    assert (
        await supervisor.patch(f"/api/campaigns/{room.campaign_id}", json={"mode": "live"})
    ).status_code == 422


@pytest.mark.parametrize("field", ["phone", "email", "street", "other_phones", "client_reference"])
async def test_no_masking_policy_can_show_contact_data(house: House, room: Room, field: str) -> None:
    supervisor = await house.signed_in(room.supervisor)
    change = {"masking": {field: "shown"}}
    answer = await supervisor.patch(f"/api/campaigns/{room.campaign_id}", json=change)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "text", ["{phone}", "{}", "{name", "name}", "{{name}}", "{name.__class__}", "{0}", "{agent!r}"]
)
async def test_a_script_holds_known_placeholders_alone(house: House, room: Room, text: str) -> None:
    supervisor = await house.signed_in(room.supervisor)
    change: dict[str, Any] = {"script": [{"id": "a", "title": "A", "text": text}]}
    answer = await supervisor.patch(f"/api/campaigns/{room.campaign_id}", json=change)
    assert (answer.status_code, answer.json()["code"]) == (422, "script_invalid")


async def test_the_next_card_follows_a_stricter_masking_at_once(house: House, room: Room) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    await supervisor.post(f"/api/campaigns/{room.campaign_id}/open")
    shown = (await agent.post("/api/workstation/next")).json()["hand_out"]["card"]
    assert "Durandeau" in shown["name"]
    strict = dict.fromkeys(
        ("civility", "last_name", "first_name", "company", "town", "department", "points"), "hidden"
    )
    assert (
        await supervisor.patch(f"/api/campaigns/{room.campaign_id}", json={"masking": strict})
    ).status_code == 200
    page = (await agent.get("/api/workstation")).json()["hand_out"]
    assert (page["card"]["name"], page["card"]["town"], page["card"]["points"]) == (None, None, [])
    assert "Durandeau" not in str(page)
    assert "Rennes" not in str(page)


async def test_an_unknown_campaign_is_not_there(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    assert (await supervisor.get(f"/api/campaigns/{uuid4()}")).status_code == 404


@given(st.text(max_size=200))
def test_filling_a_script_never_fails_and_never_fills_twice(said: str) -> None:
    filled = rules.fill("Bonjour {name}", {"name": "{agent}" + said, "agent": "secret"})
    assert filled == "Bonjour {agent}" + said


@given(st.text(alphabet="{}ab name", max_size=30))
def test_a_script_that_passes_leaves_no_brace_to_read_aloud(said: str) -> None:
    step = ScriptStep.model_construct(id="a", title="A", text=said, duties=[])
    if not rules.unknown_placeholders([step]):
        values = dict.fromkeys(rules.PLACEHOLDERS, "x")
        assert not set("{}") & set(rules.fill(said, values))
