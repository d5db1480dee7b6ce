"""Assessments and plans through the web: who may, from the first question to a plan signed by both."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from callcenter.assessments import book
from callcenter.modules.exercises import Given
from tests.clients import House
from tests.factories import Room, make_room, make_site, make_user
from tests.modules.test_api import right, worst

COMPOSED = ["ecoute", "jeu", "moi"]


async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def compose(trainer: httpx.AsyncClient, agent: str, blocks: list[str] = COMPOSED) -> dict[str, Any]:
    composed = await trainer.post(f"/api/learners/{agent}/assessments", json={"blocks": blocks})
    assert composed.status_code == 201, composed.text
    assessment: dict[str, Any] = composed.json()["assessment"]
    return assessment


async def reply(client: httpx.AsyncClient, assessment: str, **body: Any) -> dict[str, Any]:
    said = await client.post(f"/api/my-training/assessment/{assessment}/reply", json=body)
    assert said.status_code == 200, said.text
    task: dict[str, Any] = said.json()
    return task


async def answer_all(
    house: House, client: httpx.AsyncClient, assessment: str, *, wrong: bool = False
) -> None:
    async with house.db() as db:
        seed = await db.scalar(text("SELECT seed FROM assessments WHERE id = :id"), {"id": assessment})
    task = (await client.get("/api/my-training/assessment")).json()
    for block in task["blocks"]:
        content = book.shipped()[block["code"]]
        for exercise in content.exercises:
            given: Given = (worst if wrong else right)(exercise, seed)
            await reply(client, assessment, block=block["code"], item=exercise.id, given=given.model_dump())
        for statement in content.statements:
            await reply(client, assessment, block=block["code"], item=statement.id, level=2)
    for _ in range(2):  # a press that came twice
        handed = await client.post(f"/api/my-training/assessment/{assessment}/hand-in")
        assert handed.status_code == 200, handed.text


async def mark_all(trainer: httpx.AsyncClient, assessment: str, level: int) -> None:
    levels = {each.id: level for each in book.shipped()["jeu"].criteria}
    body = {"block": "jeu", "levels": levels}
    assert (await trainer.put(f"/api/assessments/{assessment}/marks", json=body)).status_code == 200


# --- who may ------------------------------------------------------------------------------------------------


async def test_nobody_but_the_sites_trainers_and_the_apprentice_reaches_an_assessment_or_a_plan(
    house: House,
) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    assessment = await compose(trainer, str(found.agent.id))
    steps = [{"module": "poste", "reason": "added"}]
    plan = (
        await trainer.put(f"/api/learners/{found.agent.id}/plan", json={"base": 0, "steps": steps})
    ).json()["plan"]
    sign = {"digest": plan["digest"]}
    requests: list[tuple[str, str, Any]] = [
        ("GET", f"/api/learners/{found.agent.id}/path", None),
        ("POST", f"/api/learners/{found.agent.id}/assessments", {"blocks": COMPOSED}),
        ("PUT", f"/api/learners/{found.agent.id}/plan", {"base": 1, "steps": steps}),
        ("PUT", f"/api/assessments/{assessment['id']}/marks", {"block": "jeu", "levels": {}}),
        ("POST", f"/api/assessments/{assessment['id']}/close", None),
        ("DELETE", f"/api/assessments/{assessment['id']}", None),
        ("POST", f"/api/plans/{plan['id']}/offer", sign),
        ("POST", f"/api/plans/{plan['id']}/paper", None),
    ]
    async with house.db() as db:
        stranger = await make_user(db, "trainer", site_id=await make_site(db))
    elsewhere = await house.signed_in(stranger)
    for method, path, body in requests:
        assert (await elsewhere.request(method, path, json=body)).status_code == 404, path
    assert (await elsewhere.get("/api/learning-group")).json() == []
    own = [("GET", "/api/my-training/plan", None), ("GET", "/api/my-training/assessment", None)]
    for role in ("agent", "second_agent", "partner", "supervisor", "administrator", "auditor"):
        client = await house.signed_in(getattr(found, role))
        for method, path, body in [
            *requests,
            ("GET", "/api/learning-group", None),
            ("GET", "/api/assessment-blocks", None),
            ("GET", "/api/assessment-blocks/lire", None),
            ("PUT", "/api/assessment-blocks/lire", {}),
            ("POST", "/api/assessment-blocks/lire/withdraw", {"base": 0}),
        ]:
            assert (await client.request(method, path, json=body)).status_code == 403, (role, path)
        if "agent" not in role:
            for method, path, body in own:
                assert (await client.request(method, path, json=body)).status_code == 403, (role, path)
    # A colleague has neither the task nor the plan, and the plan's owner has it only once the trainer signed.
    colleague, me = await house.signed_in(found.second_agent), await house.signed_in(found.agent)
    assert (await colleague.get("/api/my-training/assessment")).status_code == 404
    assert (await me.get("/api/my-training/plan")).json()["plan"] is None
    assert (await me.post(f"/api/my-training/plan/{plan['id']}/agree", json=sign)).status_code == 404


async def test_the_apprentice_sees_neither_the_trainers_card_nor_what_is_right(house: House) -> None:
    found = await room(house)
    trainer, me = await house.signed_in(found.trainer), await house.signed_in(found.agent)
    assessment = await compose(trainer, str(found.agent.id))
    await answer_all(house, me, assessment["id"])
    await mark_all(trainer, assessment["id"], 1)
    task = await me.get("/api/my-training/assessment")
    hidden = [book.shipped()["jeu"].card, *(each.why for each in book.shipped()["ecoute"].exercises)]
    assert not any(words and words[:30] in task.text for words in hidden)
    assert not {"score", "marks", "card", "criteria", "solution"} & set(_keys(task.json()))
    assert (await me.get("/api/my-training/plan")).json()["profile"] == []


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [key for name, each in value.items() for key in (name, *_keys(each))]
    return [key for each in value for key in _keys(each)] if isinstance(value, list) else []


# --- from the first question to the plan --------------------------------------------------------------------


async def test_an_assessment_becomes_a_profile_evidence_and_a_plan_that_both_sign(house: House) -> None:
    found = await room(house)
    trainer, me = await house.signed_in(found.trainer), await house.signed_in(found.agent)
    agent = str(found.agent.id)
    assessment = await compose(trainer, agent)
    twice = await trainer.post(f"/api/learners/{agent}/assessments", json={"blocks": ["moi"]})
    assert (twice.status_code, twice.json()["code"]) == (409, "assessment_open")
    at = f"/api/assessments/{assessment['id']}"
    early = await me.post(f"/api/my-training/assessment/{assessment['id']}/hand-in")
    assert (early.status_code, early.json()["code"]) == (409, "assessment_unfinished")
    await answer_all(house, me, assessment["id"], wrong=True)
    changed = await me.post(
        f"/api/my-training/assessment/{assessment['id']}/reply",
        json={"block": "moi", "item": "c1", "level": 0},
    )
    assert changed.status_code == 409  # handed in
    assert (await trainer.post(f"{at}/close")).status_code == 409  # the role play is not marked
    group = {line["id"]: line for line in (await trainer.get("/api/learning-group")).json()}
    assert (group[agent]["assessment"], group[agent]["todo"]) == ("answered", "score")
    await mark_all(trainer, assessment["id"], 3)
    closed = (await trainer.post(f"{at}/close")).json()
    profile = {line["competence"]: line for line in closed["assessment"]["profile"]}
    assert (profile["c1"]["score"], profile["c1"]["self_score"]) == (50, 67)
    assert (profile["c4"]["score"], profile["c7"]["score"]) == (100, None)
    learner = (await trainer.get(f"/api/learners/{agent}")).json()
    shown = {
        (e["competence"], e["score"], e["counts"]) for e in learner["evidence"] if e["kind"] == "assessment"
    }
    assert ("c1", 50, False) in shown
    assert "c7" not in {code for code, _, _ in shown}
    assert len(shown) == 6
    plan = closed["plan"]
    named = {step["module"]: step["reason"] for step in plan["steps"]}
    assert (named["donnees"], named["ecouter"], named["facture"]) == ("weak", "weak", "unseen")
    assert "rendez-vous" not in named

    # The trainer adapts it, signs, and only then the apprentice sees and signs it.
    kept = [
        {key: step[key] for key in ("module", "reason", "score", "due_on")} | {"competences": []}
        for step in plan["steps"]
        if step["module"] in {"bonjour", "ecouter"}
    ]
    kept[0]["due_on"] = "2026-01-05"
    adapted = await trainer.put(f"/api/learners/{agent}/plan", json={"base": plan["version"], "steps": kept})
    assert adapted.status_code == 200, adapted.text
    plan = adapted.json()["plan"]
    assert (plan["version"], len(plan["steps"])) == (2, 2)
    behind = await trainer.put(f"/api/learners/{agent}/plan", json={"base": 1, "steps": kept})
    assert (behind.status_code, behind.json()["code"]) == (409, "plan_moved")
    backwards = await trainer.put(f"/api/learners/{agent}/plan", json={"base": 2, "steps": kept[::-1]})
    assert (backwards.status_code, backwards.json()["code"]) == (422, "plan_invalid")
    wrong = await trainer.post(f"/api/plans/{plan['id']}/offer", json={"digest": "0" * 64})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "plan_moved")
    sign = {"digest": plan["digest"]}
    assert (await trainer.post(f"/api/plans/{plan['id']}/offer", json=sign)).status_code == 200
    mine = (await me.get("/api/my-training/plan")).json()
    assert mine["plan"]["digest"] == plan["digest"]
    assert [(line["on"], line["late"]) for line in mine["agenda"]] == [("2026-01-05", True)]
    agreed = (await me.post(f"/api/my-training/plan/{plan['id']}/agree", json=sign)).json()
    assert [each["place"] for each in agreed["plan"]["signed"]] == ["trainer", "learner"]
    paper = (await trainer.post(f"/api/plans/{plan['id']}/paper")).json()
    assert (paper["kind"], paper["title"]) == (
        "initial_assessment",
        "Bilan de départ et plan personnel, version 2",
    )
    assert (await trainer.post(f"/api/plans/{plan['id']}/paper")).json()["id"] == paper["id"]
    printed = await me.get(f"/api/workstation/papers/{paper['id']}/file")
    assert printed.content.startswith(b"%PDF")
    again = await me.post(f"/api/my-training/plan/{plan['id']}/agree", json=sign)
    assert again.json()["plan"]["signed"] == agreed["plan"]["signed"]  # a press that came twice
    group = {line["id"]: line for line in (await trainer.get("/api/learning-group")).json()}
    assert (group[agent]["plan"], group[agent]["done"], group[agent]["steps"]) == ("agreed", 0, 2)
    assert [action for action in await house.actions() if "assessment" in action or "plan" in action] == [
        "training.assessment_composed",
        "training.assessment_answered",
        "training.assessment_marked",
        "training.assessment_closed",
        "training.plan_written",
        "training.plan_written",
        "training.plan_signed",
        "training.plan_signed",
    ]


async def test_a_withdrawn_assessment_makes_room_for_another(house: House) -> None:
    found = await room(house)
    trainer, me = await house.signed_in(found.trainer), await house.signed_in(found.agent)
    first = await compose(trainer, str(found.agent.id), ["moi"])
    for wrong in (["moi", "moi"], ["nowhere"]):
        refused = await trainer.post(
            f"/api/learners/{found.second_agent.id}/assessments", json={"blocks": wrong}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "block_unknown")
    assert (await trainer.delete(f"/api/assessments/{first['id']}")).json()["assessment"] is None
    body = {"block": "moi", "item": "c1", "level": 1}
    gone = await me.post(f"/api/my-training/assessment/{first['id']}/reply", json=body)
    assert gone.status_code == 404
    await compose(trainer, str(found.agent.id), ["langues"])


async def test_the_group_asks_the_same_number_of_statements_however_many_there_are(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    from tests.calls.test_not_mine import statements

    async def asked() -> int:
        with statements(house) as seen:
            assert (await trainer.get("/api/learning-group")).status_code == 200
        return len(seen)

    await asked()
    before = await asked()
    async with house.db() as db:
        for _ in range(5):
            await make_user(db, "agent", site_id=found.agent.site_id)
    assert await asked() == before


@pytest.mark.parametrize("path", ["/api/my-training/plan", "/api/my-training/modules"])
async def test_a_newcomer_has_an_empty_plan_and_every_module_to_look_at(house: House, path: str) -> None:
    found = await room(house)
    answer = await (await house.signed_in(found.agent)).get(path)
    assert answer.status_code == 200
    assert answer.json().get("plan") is None
