"""The days on which a site is closed: who keeps them, and that nobody is called on them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from callcenter.kit import clock
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=2)


def today() -> date:
    return clock.now().astimezone(ZoneInfo("America/Guadeloupe")).date()


def days(first: int, last: int, reason: str = "Inventaire") -> dict[str, str]:
    return {
        "first_day": (today() + timedelta(days=first)).isoformat(),
        "last_day": (today() + timedelta(days=last)).isoformat(),
        "reason": reason,
    }


async def test_supervisors_keep_their_sites_days_and_administrators_any(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    path = f"/api/sites/{room.site_id}/closed-days"
    assert (await house.browser().get(path)).status_code == 401
    for person in (room.agent, room.partner):
        browser = await house.signed_in(person)
        assert (await browser.get(path)).status_code == 403
        assert (await browser.post(path, json=days(1, 1))).status_code == 403
    for person in (room.trainer, room.auditor):
        browser = await house.signed_in(person)
        assert (await browser.get(path)).status_code == 200
        assert (await browser.post(path, json=days(1, 1))).status_code == 403
    stranger, supervisor = await house.signed_in(other.supervisor), await house.signed_in(room.supervisor)
    added = await supervisor.post(path, json=days(1, 2))
    assert added.status_code == 201
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(path, json=days(1, 1))).status_code == 404
    assert (await stranger.delete(f"{path}/{added.json()['id']}")).status_code == 404
    own = f"/api/sites/{other.site_id}/closed-days"
    assert (await stranger.delete(f"{own}/{added.json()['id']}")).status_code == 404
    assert (
        await supervisor.post(f"/api/sites/{room.partner_id}/closed-days", json=days(1, 1))
    ).status_code == 404
    assert [row["reason"] for row in (await supervisor.get(path)).json()] == ["Inventaire"]
    assert (await supervisor.delete(f"{path}/{added.json()['id']}")).status_code == 204
    assert (await supervisor.get(path)).json() == []
    assert {"site.closed_days_added", "site.closed_days_removed"} <= set(await house.actions())


@pytest.mark.parametrize("wrong", [days(2, 1), days(0, 400), {**days(1, 1), "reason": " "}])
async def test_days_out_of_order_or_without_a_reason_are_refused(
    house: House, room: Room, wrong: dict[str, str]
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    answer = await supervisor.post(f"/api/sites/{room.site_id}/closed-days", json=wrong)
    assert answer.status_code == 422


async def test_on_a_closed_day_nothing_is_handed_out_and_everybody_hears_why(
    house: House, room: Room
) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    path = f"/api/sites/{room.site_id}/closed-days"
    closed = (await supervisor.post(path, json=days(0, 0))).json()["id"]
    nothing = (await agent.post("/api/workstation/next")).json()["nothing"]
    assert nothing["code"] == "site_closed"
    assert nothing["next_at"].startswith((today() + timedelta(days=1)).isoformat())
    found = (await supervisor.get(f"/api/campaigns/{room.campaign_id}/reachability")).json()
    (reason,) = found["reasons"]
    assert (reason["code"], reason["source"], reason["count"]) == ("site_closed", "Inventaire", 2)
    assert (await supervisor.delete(f"{path}/{closed}")).status_code == 204
    assert (await agent.post("/api/workstation/next")).json()["hand_out"] is not None


async def test_yesterday_and_tomorrow_do_not_close_today(house: House, room: Room) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    path = f"/api/sites/{room.site_id}/closed-days"
    for first, last in ((-3, -1), (1, 3)):
        assert (await supervisor.post(path, json=days(first, last))).status_code == 201
    assert len((await supervisor.get(path)).json()) == 1  # what is over is not shown
    assert (await agent.post("/api/workstation/next")).json()["hand_out"] is not None
