"""Simulated customers written by trainers: who may, nothing lost, nothing published that is not sound."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.clients import House
from tests.factories import Room, make_room, make_site, make_user

NEW_WORDS = "Allô, vous êtes bien chez Lucie."


async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def copied(client: httpx.AsyncClient, code: str | None = "rdv-premier") -> dict[str, Any]:
    made = await client.post("/api/own-scenarios", json={"copy_of": code})
    assert made.status_code == 201, made.text
    draft: dict[str, Any] = made.json()
    return draft


async def saved(client: httpx.AsyncClient, draft: dict[str, Any]) -> dict[str, Any]:
    body = {"base": draft["revision"], "content": draft["content"]}
    answer = await client.put(f"/api/own-scenarios/{draft['code']}", json=body)
    assert answer.status_code == 200, answer.text
    fresh: dict[str, Any] = answer.json()
    return fresh


async def publish(client: httpx.AsyncClient, draft: dict[str, Any]) -> httpx.Response:
    body = {"base": draft["revision"]}
    return await client.post(f"/api/own-scenarios/{draft['code']}/publish", json=body)


async def published(client: httpx.AsyncClient, words: str = NEW_WORDS) -> dict[str, Any]:
    draft = await copied(client)
    draft["content"]["title"] = "Chez Lucie"
    draft["content"]["nodes"][0]["says"] = [words]
    done = await publish(client, await saved(client, draft))
    assert done.status_code == 200, done.text
    fresh: dict[str, Any] = done.json()
    return fresh


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["partner", "administrator", "auditor", "supervisor", "agent"])
async def test_nobody_but_a_trainer_writes_scenarios(house: House, role: str) -> None:
    found = await room(house)
    draft = await copied(await house.signed_in(found.trainer))
    client = await house.signed_in(getattr(found, role))
    at = f"/api/own-scenarios/{draft['code']}"
    for method, path, body in (
        ("GET", "/api/own-scenarios", None),
        ("POST", "/api/own-scenarios", {"copy_of": "rdv-premier"}),
        ("GET", at, None),
        ("PUT", at, {"base": 1, "content": draft["content"]}),
        ("POST", f"{at}/publish", {"base": 1}),
        ("POST", f"{at}/withdraw", None),
        ("DELETE", at, None),
        ("POST", "/api/scenario-trials", draft["content"]),
        ("POST", "/api/scenario-plays", {"content": draft["content"]}),
    ):
        assert (await client.request(method, path, json=body)).status_code == 403, path


async def test_another_site_sees_neither_draft_nor_what_is_published(house: House) -> None:
    found = await room(house)
    own = await house.signed_in(found.trainer)
    theirs = await published(own)
    async with house.db() as db:
        site = await make_site(db)
        stranger = await make_user(db, "trainer", site_id=site)
        apprentice = await make_user(db, "agent", site_id=site)
    client, at = await house.signed_in(stranger), f"/api/own-scenarios/{theirs['code']}"
    for method, path, body in (
        ("GET", at, None),
        ("PUT", at, {"base": theirs["revision"], "content": theirs["content"]}),
        ("POST", f"{at}/publish", {"base": theirs["revision"]}),
        ("POST", f"{at}/withdraw", None),
        ("DELETE", at, None),
        ("GET", f"/api/scenarios/{theirs['code']}", None),
        ("POST", "/api/own-scenarios", {"copy_of": theirs["code"]}),
    ):
        assert (await client.request(method, path, json=body)).status_code == 404, path
    assert (await client.get("/api/own-scenarios")).json() == []
    learner = await house.signed_in(apprentice)
    codes = [each["code"] for each in (await learner.get("/api/practice")).json()["scenarios"]]
    assert "rdv-premier" in codes
    assert theirs["code"] not in codes
    refused = await learner.post("/api/practice", json={"scenario": theirs["code"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "scenario_unknown")


async def test_an_apprentice_meets_what_is_published_and_no_draft(house: House) -> None:
    found = await room(house)
    trainer, agent = await house.signed_in(found.trainer), await house.signed_in(found.agent)
    draft = await copied(trainer)
    refused = await agent.post("/api/practice", json={"scenario": draft["code"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "scenario_unknown")
    theirs = await published(trainer)
    home = (await agent.get("/api/practice")).json()["scenarios"]
    assert [(each["code"], each["title"]) for each in home if each["own"]] == [(theirs["code"], "Chez Lucie")]
    # Written over and withdrawn meanwhile, the open call stays what it was.
    call = (await agent.post("/api/practice", json={"scenario": theirs["code"]})).json()
    theirs["content"]["nodes"][0]["says"] = ["Autre chose."]
    second = (await publish(trainer, await saved(trainer, theirs))).json()
    assert (second["version"], [each["version"] for each in second["versions"]]) == (2, [2, 1])
    assert (await trainer.post(f"/api/own-scenarios/{theirs['code']}/withdraw")).status_code == 200
    at = f"/api/practice/{call['id']}/act"
    talk = (await agent.post(at, json={"kind": "call"})).json()
    assert talk["lines"][-1]["text"] == NEW_WORDS
    gone = (await agent.get("/api/practice")).json()["scenarios"]
    assert not any(each["own"] for each in gone)
    again = await trainer.post(f"/api/own-scenarios/{theirs['code']}/withdraw")
    assert (again.status_code, again.json()["code"]) == (409, "scenario_not_published")
    assert (await house.actions())[-1] == "training.scenario_withdrawn"


# --- writing ------------------------------------------------------------------------------------------------


async def test_a_draft_that_was_saved_elsewhere_is_not_written_over(house: House) -> None:
    found = await room(house)
    first, second = await house.signed_in(found.trainer), await house.signed_in(found.trainer)
    draft = await copied(first)
    draft["content"]["title"] = "Premier onglet"
    fresh = await saved(first, draft)
    at, draft["content"]["title"] = f"/api/own-scenarios/{draft['code']}", "Second onglet"
    moved = await second.put(at, json={"base": 1, "content": draft["content"]})
    assert (moved.status_code, moved.json()["code"]) == (409, "draft_moved")
    late = await publish(second, draft)
    assert (late.status_code, late.json()["code"]) == (409, "draft_moved")
    assert (await first.get(at)).json()["content"]["title"] == "Premier onglet"
    assert fresh["revision"] == 2
    assert (await house.actions())[-2:] == ["training.scenario_drafted"] * 2


async def test_an_incomplete_draft_is_kept_and_not_published(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.trainer)
    draft = await copied(client, None)
    draft["content"]["nodes"][0]["choices"][1] |= {"to": "", "say": ""}
    draft = await saved(client, draft)
    refused = await publish(client, draft)
    assert (refused.status_code, refused.json()["code"]) == (422, "scenario_faulty")
    assert refused.json()["fields"] == [{"field": "nodes.0.choices.1", "code": "blank"}]
    tried = (await client.post("/api/scenario-trials", json=draft["content"])).json()
    assert [(each["line"], each["choice"], each["kind"]) for each in tried["faults"]] == [
        ("start", 1, "blank"),
        ("start", 1, "leads_nowhere"),
    ]
    assert tried["faults"][1]["where"] == "Ligne « Oui, allô ? », réponse 2"
    assert tried["faults"][1]["text"].startswith("Cette réponse ne mène à aucune ligne.")
    assert (tried["ways"], tried["unreached"]) == (None, [])


async def test_what_is_sound_is_published_once_and_stands(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.trainer)
    theirs = await published(client)
    same = await publish(client, theirs)
    assert (same.status_code, same.json()["code"]) == (409, "nothing_to_publish")
    kept = await client.delete(f"/api/own-scenarios/{theirs['code']}")
    assert (kept.status_code, kept.json()["code"]) == (409, "scenario_published")
    detail = (await client.get(f"/api/scenarios/{theirs['code']}")).json()
    assert (detail["own"], detail["version"], detail["nodes"][0]["says"]) == (True, 1, [NEW_WORDS])
    with pytest.raises(DBAPIError):
        async with house.app.state.sessions() as db:
            await db.execute(text("UPDATE scenario_versions SET content = '{}'"))
    await client.post(f"/api/own-scenarios/{theirs['code']}/withdraw")
    assert (await client.delete(f"/api/own-scenarios/{theirs['code']}")).status_code == 204
    assert (await client.get("/api/own-scenarios")).json() == []


async def test_an_author_plays_a_draft_and_nothing_is_kept(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.trainer)
    draft, done = await copied(client, None), []
    before = await house.actions()
    for choice in (0, 0, 0):
        done.append({"kind": "choose", "choice": choice})
        body = {"content": draft["content"], "done": done}
        made = (await client.post("/api/scenario-plays", json=body)).json()
    assert (made["answers"], made["can_hang_up"], made["over"]) == ([], True, False)
    assert [each["verdict"] for each in made["lines"] if each["who"] == "me"] == ["good"] * 3
    body["done"] = [*done, {"kind": "hang_up"}]
    made = (await client.post("/api/scenario-plays", json=body)).json()
    assert (made["over"], made["score"], made["passed"]) == (True, 100, True)
    body["done"] = [{"kind": "choose", "choice": 8}]
    refused = await client.post("/api/scenario-plays", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "play_not_possible")
    assert await house.actions() == before
