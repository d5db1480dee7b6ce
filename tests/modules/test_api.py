"""Modules through the web: who may, a way from start to evidence, versions that stand."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from callcenter.modules import book
from callcenter.modules.exercises import Exercise, Given, best, shown
from tests.clients import House
from tests.factories import Room, make_room, make_site, make_user


async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def begin(client: httpx.AsyncClient, module: str) -> dict[str, Any]:
    started = await client.post("/api/my-training/runs", json={"module": module})
    assert started.status_code == 200, started.text
    run: dict[str, Any] = started.json()
    return run


async def seed_of(house: House, run_id: str) -> int:
    async with house.db() as db:
        found = await db.scalar(text("SELECT seed FROM module_runs WHERE id = :id"), {"id": run_id})
    assert isinstance(found, int)
    return found


async def go_through(
    house: House, client: httpx.AsyncClient, module: str, *, wrong: bool = False
) -> dict[str, Any]:
    """Reads and answers everything, rightly or as wrongly as can be."""
    run = await begin(client, module)
    seed = await seed_of(house, run["id"])
    known = {each.id: each for each in book.shipped()[module].exercises}
    for _ in range(60):
        part = next((each for each in run["parts"] if each["state"] == "now"), None)
        if part is None:
            return run
        at = f"/api/my-training/runs/{run['id']}"
        if not part["read"]:
            done = await client.post(f"{at}/part", json={"part": part["id"]})
        else:
            name, tries = next(
                (each["exercise"]["id"], each["tries"]) for each in part["exercises"] if not each["over"]
            )
            given = worst(known[name], seed) if wrong else right(known[name], seed)
            body = {"exercise": name, "attempt": tries + 1, "given": given.model_dump(mode="json")}
            done = await client.post(f"{at}/answer", json=body)
        assert done.status_code == 200, done.text
        run = done.json()
    raise AssertionError("it never ends")


def right(exercise: Exercise, seed: int) -> Given:
    return best(exercise, shown(exercise, seed))


def worst(exercise: Exercise, seed: int) -> Given:
    known = right(exercise, seed)
    if exercise.kind == "rewrite":
        return Given(text="slt")
    if exercise.kind == "fill":
        return Given(words=["xyz" for _ in known.words])
    if exercise.kind == "order":
        return Given(picked=[*known.picked[1:], known.picked[0]])
    return Given(picked=[next(at for at in range(9) if at not in known.picked)])


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["partner", "administrator", "auditor", "supervisor", "agent"])
async def test_nobody_but_a_trainer_opens_the_library(house: House, role: str) -> None:
    found = await room(house)
    client = await house.signed_in(getattr(found, role))
    run = await begin(await house.signed_in(found.second_agent), "poste")
    for path in (
        "/api/modules",
        "/api/modules/poste",
        f"/api/learners/{found.second_agent.id}/runs/{run['id']}",
    ):
        assert (await client.get(path)).status_code == 403, path
    assert (await client.put("/api/modules/poste", json={})).status_code == 403
    if role != "agent":
        assert (await client.get("/api/my-training/modules")).status_code == 403
        assert (await client.get(f"/api/my-training/runs/{run['id']}")).status_code == 403


async def test_a_trainer_of_another_site_finds_no_run_and_no_version(house: House) -> None:
    found = await room(house)
    run = await begin(await house.signed_in(found.agent), "poste")
    own = await house.signed_in(found.trainer)
    detail = (await own.get("/api/modules/poste")).json()
    async with house.db() as db:
        stranger = await make_user(db, "trainer", site_id=await make_site(db))
    client = await house.signed_in(stranger)
    for path in (
        f"/api/learners/{found.agent.id}/runs/{run['id']}",
        f"/api/module-versions/{detail['versions'][0]['id']}",
    ):
        assert (await client.get(path)).status_code == 404, path
        assert (await own.get(path)).status_code == 200, path
    assert (await client.get("/api/modules/poste")).json()["versions"] == []


async def test_what_is_right_reaches_the_page_only_when_it_is_over(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    run = await begin(client, "donnees")
    secrets = [
        words
        for each in book.shipped()["donnees"].exercises
        for words in (each.why, each.hint)
        if words is not None
    ]
    assert not any(words in str(run) for words in secrets)
    assert run["parts"][1]["exercises"] == []  # what comes later is not there at all
    assert run["parts"][1]["text"] is None
    at = f"/api/my-training/runs/{run['id']}"
    later = await client.post(
        f"{at}/answer", json={"exercise": "note", "attempt": 1, "given": {"picked": [0]}}
    )
    assert later.status_code == 409
    await client.post(f"{at}/part", json={"part": "quoi"})
    ask = book.shipped()["donnees"].exercises[0]
    wrong = worst(ask, await seed_of(house, run["id"])).model_dump(mode="json")
    body = {"exercise": ask.id, "attempt": 1, "given": wrong}
    first = (await client.post(f"{at}/answer", json=body)).json()
    state = first["parts"][0]["exercises"][0]
    assert (state["tries"], state["over"], state["hint"]) == (1, False, ask.hint)
    assert (state["why"], state["solution"]) == (None, [])
    second = (await client.post(f"{at}/answer", json=body | {"attempt": 2})).json()
    state = second["parts"][0]["exercises"][0]
    assert (state["over"], state["score"], state["why"]) == (True, 0, ask.why)
    assert len(state["solution"]) == 3
    third = await client.post(f"{at}/answer", json=body | {"attempt": 3})
    assert third.status_code == 422  # nobody has more than two


async def test_a_try_that_comes_twice_counts_once_and_what_stands_is_said(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    run = await begin(client, "donnees")
    at = f"/api/my-training/runs/{run['id']}"
    for _ in range(2):
        read = await client.post(f"{at}/part", json={"part": "quoi"})
        assert (read.status_code, read.json()["parts"][0]["read"]) == (200, True)
    ask = book.shipped()["donnees"].exercises[0]
    seed = await seed_of(house, run["id"])
    wrong, good = (given(ask, seed).model_dump(mode="json") for given in (worst, right))
    body = {"exercise": ask.id, "attempt": 1, "given": wrong}
    early = await client.post(f"{at}/answer", json=body | {"attempt": 2})
    assert (early.status_code, early.json()["code"]) == (409, "module_moved")
    one, two = await asyncio.gather(*(client.post(f"{at}/answer", json=body) for _ in range(2)))
    assert one.json()["parts"][0] == two.json()["parts"][0]
    assert one.json()["parts"][0]["exercises"][0]["tries"] == 1
    other = await client.post(f"{at}/answer", json=body | {"given": good})
    assert (other.status_code, other.json()["code"]) == (409, "answer_stands")
    last = await client.post(f"{at}/answer", json=body | {"attempt": 2, "given": good})
    again = await client.post(f"{at}/answer", json=body | {"attempt": 2, "given": good})
    assert last.json()["parts"][0] == again.json()["parts"][0]
    whole = await go_through(house, client, "donnees")
    assert whole["state"] == "done"
    after = await client.post(f"{at}/answer", json=body)
    assert (after.status_code, after.json()["score"]) == (200, whole["score"])


# --- a way through ------------------------------------------------------------------------------------------


async def test_a_module_waits_for_the_one_before_and_its_result_is_evidence_until_it_was_good(
    house: House,
) -> None:
    found = await room(house)
    client, trainer = await house.signed_in(found.agent), await house.signed_in(found.trainer)
    locked = await client.post("/api/my-training/runs", json={"module": "ecouter"})
    assert (locked.status_code, locked.json()["code"]) == (409, "module_locked")
    assert (await client.post("/api/my-training/runs", json={"module": "nowhere"})).status_code == 404

    async def evidence() -> list[tuple[str, int]]:
        learner = (await trainer.get(f"/api/learners/{found.agent.id}")).json()
        return sorted((e["competence"], e["score"]) for e in learner["evidence"] if e["kind"] == "module")

    bad = await go_through(house, client, "bonjour", wrong=True)
    assert (bad["state"], bad["good"]) == ("done", False)
    assert [each["role"] for each in bad["parts"]] == ["entry", "core", "core", "extra"]
    first = await evidence()
    assert [code for code, _ in first] == ["c1", "t2"]
    good = await go_through(house, client, "bonjour")
    assert (good["score"], good["good"]) == (100, True)
    assert await evidence() == sorted([*first, ("c1", 100), ("t2", 100)])
    await go_through(house, client, "bonjour")
    assert len(await evidence()) == 4  # repeating what went well shows nothing new
    cards = {card["code"]: card for card in (await client.get("/api/my-training/modules")).json()["modules"]}
    assert (cards["bonjour"]["standing"], cards["bonjour"]["score"]) == ("done", 100)
    assert cards["ecouter"]["standing"] == "ready"
    assert cards["calme"]["locked_by"] == ["Écouter et reformuler"]
    seen = (await trainer.get(f"/api/learners/{found.agent.id}/runs/{bad['id']}")).json()
    assert seen["score"] == bad["score"]


async def test_a_run_is_gone_on_with_and_what_is_written_holds_no_number(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    run = await begin(client, "bonjour")
    assert (await begin(client, "bonjour"))["id"] == run["id"]
    at = f"/api/my-training/runs/{run['id']}"
    half = await client.post(
        f"{at}/answer", json={"exercise": "debut", "attempt": 1, "given": {"picked": [0, 1]}}
    )
    assert (half.status_code, half.json()["code"]) == (422, "answer_incomplete")
    private = {"exercise": "debut", "attempt": 1, "given": {"text": "appelez le 06 12 34 56 78"}}
    refused = await client.post(f"{at}/answer", json=private)
    assert refused.status_code == 422
    assert "06 12" not in refused.text


# --- versions -----------------------------------------------------------------------------------------------


async def test_a_new_version_is_for_who_begins_now_and_leaves_what_was_done_alone(house: House) -> None:
    found = await room(house)
    client, trainer = await house.signed_in(found.agent), await house.signed_in(found.trainer)
    run = await begin(client, "poste")
    detail = (await trainer.get("/api/modules/poste")).json()
    assert (detail["version"], detail["own"]) == (1, False)
    content = detail["content"] | {"title": "Le poste, autrement"}
    written = await trainer.put("/api/modules/poste", json={"base": 1, "content": content})
    assert written.status_code == 200, written.text
    assert [(v["version"], v["runs"]) for v in written.json()["versions"]] == [(2, 0), (1, 1)]
    behind = await trainer.put("/api/modules/poste", json={"base": 1, "content": content})
    assert (behind.status_code, behind.json()["code"]) == (409, "module_exists")
    done = await go_through(house, client, "poste")
    assert (done["id"], done["version"], done["title"]) == (run["id"], 1, "Mon poste d’appel")
    assert (await begin(client, "poste"))["title"] == "Le poste, autrement"
    old = (await trainer.get(f"/api/module-versions/{written.json()['versions'][1]['id']}")).json()
    assert old["title"] == "Mon poste d’appel"
    async with house.app.state.sessions() as db:
        with pytest.raises(DBAPIError, match="permission denied"):
            await db.execute(text("UPDATE module_versions SET content = '{}'"))
    lines = {line["code"]: line for line in (await trainer.get("/api/modules")).json()}
    assert (lines["poste"]["version"], lines["poste"]["own"]) == (2, True)
    assert (lines["poste"]["open"], lines["poste"]["done"], lines["poste"]["average"]) == (1, 1, 100)


async def test_a_module_that_hangs_together_with_nothing_or_holds_a_number_is_refused(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    content = (await trainer.get("/api/modules/poste")).json()["content"] | {"code": "neuf"}
    for change, fields in (
        ({"requires": ["nowhere"]}, {"requires": "unknown"}),
        ({"code": "poste"}, {"code": "differs"}),
        (
            {"parts": [content["parts"][0] | {"text": "Appelez le 06 12 34 56 78."}, *content["parts"][1:]]},
            {"ecran": "contact_data"},
        ),
    ):
        refused = await trainer.put("/api/modules/neuf", json={"base": 0, "content": content | change})
        assert refused.status_code == 422
        assert {each["field"]: each["code"] for each in refused.json()["fields"]} == fields
    circle = {"requires": ["ecouter"]}
    bonjour = (await trainer.get("/api/modules/bonjour")).json()["content"] | circle
    refused = await trainer.put("/api/modules/bonjour", json={"base": 1, "content": bonjour})
    assert refused.json()["fields"] == [{"field": "requires", "code": "circle"}]
    made = await trainer.put("/api/modules/neuf", json={"base": 0, "content": content})
    assert made.status_code == 200
    assert "neuf" in {line["code"] for line in (await trainer.get("/api/modules")).json()}
