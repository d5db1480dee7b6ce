"""Two trainers score one practice call: apart, then together; nobody else, and no evidence moves."""

from datetime import date
from typing import Any

import httpx
import pytest

from callcenter.calibration.rules import months
from callcenter.quality.schemas import Mark
from tests.clients import House
from tests.factories import Room, make_room, make_user
from tests.training.test_api import good_call


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def two(house: House, room: Room) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    async with house.db() as db:
        other = await make_user(db, "trainer", site_id=room.site_id)
    return await house.signed_in(room.trainer), await house.signed_in(other)


def marks(call: dict[str, Any], mark: str = "met", **others: str) -> dict[str, Any]:
    return {"marks": {each["id"]: mark for each in call["criteria"]} | {k[1:]: v for k, v in others.items()}}


async def test_it_is_the_trainers_of_the_site(house: House, room: Room) -> None:
    at = f"/api/calibration/{await good_call(await house.signed_in(room.agent))}"
    for person in (
        room.agent,
        room.second_agent,
        room.supervisor,
        room.partner,
        room.administrator,
        room.auditor,
    ):
        browser = await house.signed_in(person)
        for method, path in (
            ("GET", "/api/calibration"), ("GET", at), ("POST", f"{at}/marks"), ("POST", f"{at}/agreed"),
        ):  # fmt: skip
            answer = await browser.request(method, path, json={"marks": {}})
            assert answer.status_code == 403, (person.role, path)
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(elsewhere.trainer)
    assert (await stranger.get("/api/calibration")).json() == {"calls": [], "months": []}
    for method, path in (("GET", at), ("POST", f"{at}/marks"), ("POST", f"{at}/agreed")):
        assert (await stranger.request(method, path, json={"marks": {"1": "met"}})).status_code == 404, path


async def test_two_score_apart_see_where_they_differ_and_agree_once(house: House, room: Room) -> None:
    practice_id = await good_call(await house.signed_in(room.agent))
    at = f"/api/calibration/{practice_id}"
    one, other = await two(house, room)
    before = (await one.get(f"/api/learners/{room.agent.id}")).json()["evidence"]
    call = (await one.get(at)).json()
    assert (call["scorings"], call["may_score"], call["lines"][0]["mine"] is not None) == ([], True, True)
    lacking = await one.post(f"{at}/marks", json={"marks": {"1": "met"}})
    assert (lacking.status_code, lacking.json()["code"]) == (422, "marks_missing")
    early = await one.post(f"{at}/agreed", json=marks(call))
    assert (early.status_code, early.json()["code"]) == (409, "not_yours_to_agree")
    for _ in range(2):  # a press that came twice
        mine = (await one.post(f"{at}/marks", json=marks(call))).json()
        assert [each["place"] for each in mine["scorings"]] == ["first"]
    assert (await one.post(f"{at}/marks", json=marks(call, "partly"))).json()["code"] == "scored_by_two"
    hidden = (await other.get(at)).json()
    assert (hidden["scorings"], hidden["differing"], hidden["may_score"]) == ([], [], True)
    (line,) = (await other.get("/api/calibration")).json()["calls"]
    assert (line["mine"], line["differing"], len(line["scorers"])) == (False, None, 1)
    both = (await other.post(f"{at}/marks", json=marks(call, _1="missed"))).json()
    assert ([each["place"] for each in both["scorings"]], both["differing"]) == (["first", "second"], ["1"])
    assert both["scorings"][0]["score"] == 200 > both["scorings"][1]["score"]
    async with house.db() as db:
        third = await make_user(db, "trainer", site_id=room.site_id)
    late = await house.signed_in(third)
    assert (await late.post(f"{at}/marks", json=marks(call))).json()["code"] == "scored_by_two"
    assert (await late.post(f"{at}/agreed", json=marks(call))).json()["code"] == "not_yours_to_agree"
    agreed = (await other.post(f"{at}/agreed", json=marks(call, _1="partly"))).json()
    assert (agreed["scorings"][2]["marks"]["1"], agreed["may_agree"]) == ("partly", False)
    assert (await one.post(f"{at}/agreed", json=marks(call))).json()["code"] == "agreed_already"
    found = (await one.get("/api/calibration")).json()
    assert (found["calls"][0]["differing"], found["calls"][0]["agreed"]) == (1, True)
    assert [(each["calls"], each["differing"]) for each in found["months"]] == [(1, 1)]
    assert (await one.get(f"/api/learners/{room.agent.id}")).json()["evidence"] == before
    assert (await house.actions()).count("calibration.scored") == 3


def test_months_tell_how_many_marks_differed() -> None:
    met: dict[str, Mark] = {"1": "met", "2": "met"}
    partly: dict[str, Mark] = {"1": "met", "2": "partly"}
    october, november = date(2026, 10, 30), date(2026, 11, 3)
    found = months([(november, met, partly), (october, met, met), (november, met, met)])
    assert [(each.month.month, each.calls, each.marks, each.differing) for each in found] == [
        (10, 1, 2, 0), (11, 2, 4, 1),
    ]  # fmt: skip
