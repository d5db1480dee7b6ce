"""Teams and whose work something is, over HTTP: the site's supervisor alone decides; the dispatcher follows at once."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.clients import House
from tests.factories import Room, make_list, make_room, make_team
from tests.work import at_work, call, number_of, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=3)


async def test_only_the_sites_supervisor_makes_and_changes_teams(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
        team = await make_team(db, room.site_id, room.agent)
    assert (await house.browser().get("/api/teams")).status_code == 401
    for person in (room.agent, room.trainer, room.partner, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        assert (await browser.post("/api/teams", json={"name": "Lagon"})).status_code == 403
        assert (await browser.patch(f"/api/teams/{team}", json={"name": "x"})).status_code == 403
        assert (await browser.delete(f"/api/teams/{team}")).status_code == 403
        expected = 200 if person is room.trainer else 403
        assert (await browser.get("/api/teams")).status_code == expected
    stranger = await house.signed_in(other.supervisor)
    assert (await stranger.get("/api/teams")).json()["teams"] == []
    assert (await stranger.patch(f"/api/teams/{team}", json={"name": "x"})).status_code == 404
    assert (await stranger.delete(f"/api/teams/{team}")).status_code == 404
    supervisor = await house.signed_in(room.supervisor)
    not_ours = {"name": "Lagon", "members": [str(other.agent.id)]}
    assert (await supervisor.post("/api/teams", json=not_ours)).status_code == 404
    no_agent = {"name": "Lagon", "members": [str(room.trainer.id)]}
    assert (await supervisor.post("/api/teams", json=no_agent)).status_code == 404
    assert await number_of(house, "SELECT count(*) FROM teams") == 1


async def test_a_team_is_made_renamed_given_people_and_removed(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    made = await supervisor.post("/api/teams", json={"name": " Lagon ", "members": [str(room.agent.id)]})
    assert (made.status_code, made.json()["name"]) == (201, "Lagon")
    path = f"/api/teams/{made.json()['id']}"
    twin = await supervisor.post("/api/teams", json={"name": "Lagon"})
    assert (twin.status_code, twin.json()["code"]) == (409, "team_name_taken")
    both = {"name": "Alizés", "members": [str(room.agent.id), str(room.second_agent.id)]}
    assert set((await supervisor.patch(path, json=both)).json()["members"]) == set(both["members"])
    assert (await supervisor.patch(path, json={"members": []})).json()["members"] == []
    await supervisor.put(f"/api/campaigns/{room.campaign_id}/given-to", json={"team_id": made.json()["id"]})
    kept = await supervisor.delete(path)
    assert (kept.status_code, kept.json()["code"]) == (409, "team_in_use")
    await supervisor.put(f"/api/campaigns/{room.campaign_id}/given-to", json={})
    assert (await supervisor.delete(path)).status_code == 204
    assert (await supervisor.get("/api/teams")).json()["teams"] == []
    assert (await house.actions()).count("team.changed") == 5
    assert (await house.actions()).count("campaign.given") == 2


async def test_only_the_sites_supervisor_gives_out_work(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
        theirs = await make_team(db, other.site_id, other.agent)
        list_id = await db.scalar(
            text("SELECT id FROM call_lists WHERE site_id = :site"), {"site": room.site_id}
        )
    paths = [f"/api/campaigns/{room.campaign_id}/given-to", f"/api/call-lists/{list_id}/given-to"]
    for path in paths:
        assert (await house.browser().put(path, json={})).status_code == 401
        for person in (room.agent, room.trainer, room.partner, room.administrator, room.auditor):
            browser = await house.signed_in(person)
            assert (await browser.put(path, json={})).status_code == 403
        stranger = await house.signed_in(other.supervisor)
        assert (await stranger.put(path, json={"agent_id": str(other.agent.id)})).status_code == 404
        supervisor = await house.signed_in(room.supervisor)
        for wrong in ({"team_id": str(theirs)}, {"agent_id": str(other.agent.id)}, {"team_id": str(uuid4())}):
            assert (await supervisor.put(path, json=wrong)).status_code == 404
        both = {"team_id": str(theirs), "agent_id": str(room.agent.id)}
        assert (await supervisor.put(path, json=both)).status_code == 422
        mine = {"agent_id": str(room.agent.id)}
        given = await supervisor.put(path, json=mine)
        assert given.json()["given_to"] == {"team_id": None, **mine}
        reader = await house.signed_in(room.partner)
        seen = (await reader.get(path.removesuffix("/given-to"))).json()
        assert seen["given_to"] == {"team_id": None, "agent_id": None}  # nobody's name leaves the site


async def test_work_given_to_one_team_reaches_no_other_agent(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    mine, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    held = await take(other)
    async with house.db() as db:
        team = await make_team(db, room.site_id, room.agent)
    given = f"/api/campaigns/{room.campaign_id}/given-to"
    assert (await supervisor.put(given, json={"team_id": str(team)})).status_code == 200
    await take(mine)
    # What was in hand when the work was given away is called and ends as usual.
    started = await other.post(f"/api/hand-outs/{held}/call")
    await house.work()
    await other.post(f"/api/calls/{started.json()['id']}/hang-up")
    assert (await record(other, held, code="absent")).status_code == 201
    nothing = (await other.post("/api/workstation/next")).json()["nothing"]
    assert nothing["code"] == "other_team"
    assert "équipe" in nothing["message"]
    assert (await supervisor.put(given, json={})).status_code == 200
    await take(other)


async def test_what_is_said_of_the_list_goes_before_its_campaign(house: House, room: Room) -> None:
    async with house.db() as db:
        await make_list(
            db, house.vault_keys, room.campaign_id, partner_id=room.partner_id, site_id=room.site_id,
            uploader=room.partner, count=2,
        )  # fmt: skip
        first, second = (
            await db.scalars(
                text("SELECT id FROM call_lists WHERE site_id = :site ORDER BY created_at, id"),
                {"site": room.site_id},
            )
        ).all()
        team = await make_team(db, room.site_id, room.second_agent)
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    await supervisor.put(f"/api/campaigns/{room.campaign_id}/given-to", json={"team_id": str(team)})
    await supervisor.put(f"/api/call-lists/{second}/given-to", json={"agent_id": str(room.agent.id)})
    await take(agent)
    held = "SELECT count(*) FROM hand_outs WHERE list_id = :list"
    assert await number_of(house, held, list=second) == 1
    assert await number_of(house, held, list=first) == 0


async def test_a_team_without_anybody_active_is_named_to_the_supervisor(house: House, room: Room) -> None:
    async with house.db() as db:
        team = await make_team(db, room.site_id)
    supervisor = await house.signed_in(room.supervisor)
    await supervisor.put(f"/api/campaigns/{room.campaign_id}/given-to", json={"team_id": str(team)})
    found = (await supervisor.get(f"/api/campaigns/{room.campaign_id}/reachability")).json()
    assert [reason["code"] for reason in found["reasons"]] == ["team_empty"]
    await supervisor.patch(f"/api/teams/{team}", json={"members": [str(room.agent.id)]})
    found = (await supervisor.get(f"/api/campaigns/{room.campaign_id}/reachability")).json()
    assert found["now"] == 3


async def test_a_promise_is_kept_by_whom_made_it_whoever_has_the_work_now(house: House, room: Room) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    hand_out = await call(house, agent)
    async with house.db() as db:
        contact = await db.scalar(text("SELECT contact_id FROM hand_outs WHERE id = :id"), {"id": hand_out})
        await db.execute(text("UPDATE calls SET answered_at = now()"))
        team = await make_team(db, room.site_id, room.second_agent)
    assert (await record(agent, hand_out, code="absent")).status_code == 201
    async with house.db() as db:
        await db.execute(
            text(
                "UPDATE contacts SET state = 'callback', not_before = now(), callback_for = :me WHERE id = :id"
            ),
            {"me": room.agent.id, "id": contact},
        )
    await supervisor.put(f"/api/campaigns/{room.campaign_id}/given-to", json={"team_id": str(team)})
    await take(agent)
    again = await number_of(
        house, "SELECT count(*) FROM hand_outs WHERE state = 'active' AND contact_id = :id", id=contact
    )
    assert again == 1
