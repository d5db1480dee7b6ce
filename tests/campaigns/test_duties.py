"""What must be said at the start of a call: the law beside each row, and no campaign opens without it."""

from datetime import date
from typing import Any

import httpx
import pytest

from callcenter.campaigns import duties, rules
from callcenter.campaigns.schemas import ScriptStep
from callcenter.kit.languages import LANGUAGES
from callcenter.partners.schemas import Purpose
from tests.clients import House
from tests.factories import Room, make_room

TODAY = date(2026, 11, 27)
WHO, WHY = ["caller", "principal"], ["commercial", "objection"]


def step(name: str, codes: list[str], text: str = "{agent} {partner}") -> ScriptStep:
    return ScriptStep.model_validate({"id": name, "title": name, "text": text, "duties": codes})


@pytest.mark.parametrize(
    ("purpose", "day", "recording", "expected"),
    [
        # L.221-16: who calls, for whom, that it is commercial; GDPR art. 21 (4) and L.223-1: the right to object
        ("appointment", TODAY, False, ["caller", "principal", "commercial", "objection"]),
        ("loyalty", TODAY, False, ["caller", "principal", "commercial", "objection"]),
        # GDPR art. 13: the recording, when there is one
        ("loyalty", TODAY, True, ["caller", "principal", "commercial", "objection", "recording"]),
        # outside L.221-16; GDPR art. 13 and 21: who, for whom, why, the right to object
        ("after_sales", TODAY, False, ["caller", "principal", "reason", "objection"]),
        ("after_sales", TODAY, True, ["caller", "principal", "reason", "objection", "recording"]),
        # before the GDPR applied (25 May 2018), L.221-16 alone
        ("appointment", date(2018, 5, 24), True, ["caller", "principal", "commercial"]),
        ("after_sales", date(2018, 5, 24), True, []),
        # before L.221-16 (1 July 2016)
        ("appointment", date(2016, 6, 30), False, []),
    ],
)
def test_the_duties_of_a_purpose_on_a_day(
    purpose: str, day: date, recording: bool, expected: list[str]
) -> None:
    found = duties.due(Purpose(purpose), day, recording=recording)
    assert [rule.code for rule in found] == expected
    assert all(rule.source for rule in found)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ([step("a", WHO), step("b", WHY)], {}),
        ([step("a", WHO + WHY)], {}),
        ([step("a", WHY), step("b", WHO)], {}),  # any order, as long as all come before the rest
        ([step("a", WHO), step("b", ["commercial"])], {"objection": "missing"}),
        ([step("a", [])], dict.fromkeys([*WHO, *WHY], "missing")),
        ([step("a", WHO), step("x", []), step("b", WHY)], dict.fromkeys(WHY, "late")),
        ([step("a", WHO, "Je suis {agent}."), step("b", WHY)], {"principal": "words"}),
        ([step("a", WHO, "Je suis Malika, de {partner}."), step("b", WHY)], {"caller": "words"}),
    ],
)
def test_what_a_script_lacks(script: list[ScriptStep], expected: dict[str, str]) -> None:
    assert duties.gaps(script, duties.due(Purpose.appointment, TODAY, recording=False)) == expected


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("recording", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_proposed_lacks_nothing_in_any_language(
    purpose: Purpose, recording: bool, language: str
) -> None:
    wanted = duties.due(purpose, TODAY, recording=recording)
    steps = duties.proposed(wanted, language)
    assert duties.gaps(steps, wanted) == {}
    assert rules.unknown_placeholders(steps) == {}
    assert duties.gaps(rules.default_script(purpose, TODAY, recording=recording), wanted) == {}


def test_the_next_thing_to_say_is_in_the_scripts_order() -> None:
    script: Any = [["caller", "principal"], ["commercial", "objection"], []]
    assert duties.next_unsaid(script, []) == ["caller", "principal"]
    assert duties.next_unsaid(script, ["caller"]) == ["principal"]
    assert duties.next_unsaid(script, ["principal", "caller"]) == ["commercial", "objection"]
    assert duties.next_unsaid(script, ["caller", "principal", "commercial", "objection"]) == []
    assert duties.next_unsaid([[], []], []) == []


def named(answer: httpx.Response) -> dict[str, str]:
    return {each["field"]: each["code"] for each in answer.json()["fields"]}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1, state="draft")


async def test_a_campaign_without_them_cannot_be_opened(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{room.campaign_id}"
    bare = [{"id": "a", "title": "Bonjour", "text": "Bonjour !"}]
    assert (await supervisor.patch(path, json={"script": bare})).status_code == 200  # a draft may lack them
    refused = await supervisor.post(f"{path}/open")
    assert (refused.status_code, refused.json()["code"]) == (409, "duties_missing")
    assert named(refused) == {f"script.{code}": "missing" for code in [*WHO, *WHY]}
    gaps = {each["code"]: each["gap"] for each in (await supervisor.get(path)).json()["duties"]}
    assert gaps == dict.fromkeys([*WHO, *WHY], "missing")
    opening = (await supervisor.get(f"{path}/duties", params={"language": "en"})).json()
    assert "sales call" in opening[1]["text"]
    assert (await supervisor.patch(path, json={"script": opening + bare})).status_code == 200
    assert (await supervisor.post(f"{path}/open")).status_code == 200


async def test_an_open_campaign_keeps_them(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{room.campaign_id}"
    await supervisor.post(f"{path}/open")
    script = (await supervisor.get(path)).json()["script"]
    for state in ("open", "paused"):
        without = await supervisor.patch(path, json={"script": script[1:]})
        assert (without.status_code, without.json()["code"]) == (409, "duties_missing")
        recorded = await supervisor.patch(path, json={"recording": True})
        assert named(recorded) == {"script.recording": "missing"}
        if state == "open":
            await supervisor.post(f"{path}/pause")
    told = {
        "id": "rec",
        "title": "Enregistrement",
        "text": "L’appel est enregistré.",
        "duties": ["recording"],
    }
    both = {"recording": True, "script": [script[0], told, *script[1:]]}
    assert (await supervisor.patch(path, json=both)).json()["recording"] is True


async def test_proposals_are_the_supervisors_alone(house: House, room: Room) -> None:
    path = f"/api/campaigns/{room.campaign_id}/duties?language=fr"
    assert (await house.browser().get(path)).status_code == 401
    for person in (room.agent, room.trainer, room.partner, room.administrator, room.auditor):
        assert (await (await house.signed_in(person)).get(path)).status_code == 403
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    assert (await (await house.signed_in(other.supervisor)).get(path)).status_code == 404
    supervisor = await house.signed_in(room.supervisor)
    assert (await supervisor.get(path.replace("=fr", "=xx"))).status_code == 422
