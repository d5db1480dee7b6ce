"""Blocks that a site writes: nobody else's, in versions that stand, never changing what was laid before somebody."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.clients import House
from tests.factories import Room, make_room

OWN: dict[str, Any] = {
    "code": "lire-le-planning",
    "title": "Lire le planning",
    "kind": "test",
    "about": "Lire un planning et dire qui travaille.",
    "minutes": 5,
    "exercises": [
        {
            "id": "exercice-1",
            "kind": "choice",
            "competence": "t2",
            "ask": "Qui travaille lundi ?",
            "options": [{"text": "Léa", "right": True}, {"text": "Sami"}],
            "why": "Léa est écrit sous lundi.",
        }
    ],
}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def publish(client: httpx.AsyncClient, content: dict[str, Any], base: int = 0) -> httpx.Response:
    body = {"base": base, "content": content}
    return await client.put(f"/api/assessment-blocks/{content['code']}", json=body)


async def laid(house: House, agent: str) -> list[str]:
    async with house.db() as db:
        found = await db.scalar(
            text("SELECT blocks FROM assessments WHERE agent_id = :id AND state = 'open'"), {"id": agent}
        )
    return [each["title"] for each in found or ()]


async def test_another_site_finds_none_of_it(house: House, room: Room) -> None:
    trainer = await house.signed_in(room.trainer)
    made = (await publish(trainer, OWN)).json()
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(elsewhere.trainer)
    codes = {each["code"] for each in (await stranger.get("/api/assessment-blocks")).json()}
    assert OWN["code"] not in codes
    at = f"/api/assessment-blocks/{OWN['code']}"
    assert (await stranger.get(at)).status_code == 404
    assert (await stranger.post(f"{at}/withdraw", json={"base": 1})).status_code == 404
    assert (await stranger.get(f"/api/block-versions/{made['versions'][0]['id']}")).status_code == 404
    given = {"blocks": [OWN["code"]]}
    refused = await stranger.post(f"/api/learners/{elsewhere.agent.id}/assessments", json=given)
    assert refused.json()["code"] == "block_unknown"
    assert (await publish(stranger, OWN)).status_code == 200  # the same name, a block of its own
    apprentice = await house.signed_in(room.agent)
    assert (await apprentice.get(f"/api/block-versions/{made['versions'][0]['id']}")).status_code == 403


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"exercises": [OWN["exercises"][0] | {"competence": "zz"}]}, {"competence": "unknown"}),
        ({"text": "Appelez le 06 12 34 56 78."}, {"text": "contact_data"}),
    ],
)
async def test_what_nobody_could_learn_from_is_refused(
    house: House, room: Room, change: dict[str, Any], fields: dict[str, str]
) -> None:
    trainer = await house.signed_in(room.trainer)
    refused = await publish(trainer, OWN | change)
    assert (refused.status_code, refused.json()["code"]) == (422, "block_invalid")
    assert {each["field"]: each["code"] for each in refused.json()["fields"]} == fields
    assert (await publish(trainer, OWN | {"kind": "self"})).status_code == 422


async def test_a_version_stands_and_whoever_has_begun_keeps_theirs(house: House, room: Room) -> None:
    trainer, agent = await house.signed_in(room.trainer), str(room.agent.id)
    first = (await publish(trainer, OWN)).json()
    assert (first["version"], first["shipped"]) == (1, False)
    given = {"blocks": [OWN["code"]]}
    assert (await trainer.post(f"/api/learners/{agent}/assessments", json=given)).status_code == 201
    assert (await publish(trainer, OWN, 1)).json()["code"] == "block_moved"  # nothing changed
    second = (await publish(trainer, OWN | {"title": "Le planning"}, 1)).json()
    assert [each["version"] for each in second["versions"]] == [2, 1]
    assert (await publish(trainer, OWN | {"title": "Trop tard"}, 1)).json()["code"] == "block_moved"
    assert await laid(house, agent) == ["Lire le planning"]
    old = (await trainer.get(f"/api/block-versions/{second['versions'][1]['id']}")).json()
    assert old["title"] == "Lire le planning"
    async with house.app.state.sessions() as db:
        with pytest.raises(DBAPIError, match="permission denied"):
            await db.execute(text("UPDATE block_versions SET content = '{}'"))
    actions = [each for each in await house.actions() if each == "training.block_changed"]
    assert len(actions) == 2


async def test_a_shipped_block_is_copied_over_withdrawn_and_brought_back(house: House, room: Room) -> None:
    trainer, agent = await house.signed_in(room.trainer), str(room.agent.id)
    at = "/api/assessment-blocks/moi"
    shipped = (await trainer.get(at)).json()
    assert (shipped["version"], shipped["versions"], shipped["shipped"]) == (0, [], True)
    given = {"blocks": ["moi"]}
    assert (await trainer.post(f"/api/learners/{agent}/assessments", json=given)).status_code == 201
    own = (await publish(trainer, shipped["content"] | {"title": "Moi, ici"})).json()
    assert own["version"] == 1
    gone = (await trainer.post(f"{at}/withdraw", json={"base": 1})).json()
    assert (gone["withdrawn"], gone["version"], gone["content"]["title"]) == (True, 2, "Moi, ici")
    assert (await trainer.post(f"{at}/withdraw", json={"base": 2})).json()["code"] == "block_moved"
    other = f"/api/learners/{room.second_agent.id}/assessments"
    assert (await trainer.post(other, json=given)).json()["code"] == "block_unknown"
    assert await laid(house, agent) == [shipped["content"]["title"]]
    back = (await publish(trainer, shipped["content"], 2)).json()
    assert (back["withdrawn"], back["version"]) == (False, 3)
    assert (await trainer.post(other, json=given)).status_code == 201
