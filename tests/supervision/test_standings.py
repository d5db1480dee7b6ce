"""How far the campaigns are: for those who watch the site, counted once for all, and never older than what they saw."""

from datetime import timedelta
from unittest.mock import AsyncMock

import pytest

from callcenter.supervision import standings
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


@pytest.mark.parametrize("role", ["agent", "partner"])
async def test_who_does_not_watch_is_not_told(house: House, room: Room, role: str) -> None:
    browser = await house.signed_in(getattr(room, role))
    assert (await browser.get("/api/supervision/campaigns")).status_code == 403


async def test_it_holds_what_was_seen_and_is_counted_once_for_a_room_of_screens(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    count = AsyncMock(wraps=standings.count)
    monkeypatch.setattr(standings, "count", count)
    monkeypatch.setattr(standings, "FRESH", timedelta(hours=1))
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    agent = await at_work(house, room.agent)
    assert await take(agent)
    await house.seal()
    place = (await supervisor.get("/api/supervision/snapshot")).json()["after"]
    seen = (await supervisor.get("/api/supervision/campaigns", params={"after": place})).json()
    [mine] = seen["campaigns"]
    assert mine["id"] == str(room.campaign_id)
    assert mine["contacts"] == {"leased": 1, "ready": 2}
    assert mine["now"] + mine["later"] + mine["never"] == 3
    assert seen["after"] == place
    again = (await trainer.get("/api/supervision/campaigns", params={"after": place})).json()
    assert (again, count.await_count) == (seen, 1)
    stranger = await house.signed_in(other.supervisor)
    theirs = (await stranger.get("/api/supervision/campaigns", params={"after": place})).json()
    assert [each["id"] for each in theirs["campaigns"]] == [str(other.campaign_id)]

    held = (await agent.get("/api/workstation")).json()["hand_out"]
    assert (
        await agent.post(f"/api/hand-outs/{held['id']}/release", json={"reason": "skip"})
    ).status_code < 300
    assert (await record(agent, await call(house, agent), code="do_not_call")).status_code == 201
    await house.work()
    await house.seal()
    snapshot = (await supervisor.get("/api/supervision/snapshot")).json()
    newer = (await supervisor.get("/api/supervision/campaigns", params={"after": snapshot["after"]})).json()
    [mine] = newer["campaigns"]
    assert "leased" not in mine["contacts"]
    assert sum(mine["contacts"].values()) == 3
    [tile] = snapshot["campaigns"]
    assert (tile["today"]["attempts"], tile["today"]["records"], tile["today"]["contacts"]) == (1, 1, 1)
