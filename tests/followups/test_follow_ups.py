"""Follow-ups: whose they are, what is gathered and since when, and that what was issued stands."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pypdf
import pytest
from sqlalchemy import text

from callcenter.assessments.schemas import PlanStep
from callcenter.followups.rules import changes, competences
from callcenter.kit.ids import new_id
from callcenter.training.schemas import Bar, BlockRead, DecisionRead, EvidenceRead, Level
from tests.clients import House
from tests.factories import PASSPHRASE, Room, make_room

ME = {"passphrase": PASSPHRASE}
DAY = {"due_on": "2026-12-03"}
WORDS = {"due_on": "2026-12-03", "trainer_words": "Belle écoute.\nLa présentation est plus claire."}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def planned(house: House, room: Room) -> tuple[httpx.AsyncClient, dict[str, Any]]:
    trainer = await house.signed_in(room.trainer)
    made = await trainer.post(f"/api/learners/{room.agent.id}/follow-ups", json=DAY)
    assert made.status_code == 201, made.text
    return trainer, made.json()


async def give_evidence(house: House, room: Room, *scores: int, competence: str = "c4") -> None:
    async with house.db() as db:
        for score in scores:
            await db.execute(
                text(
                    "INSERT INTO evidence (id, site_id, learner_id, referential_id, competence, kind, source_id, "
                    "label, score, counts, given_at) SELECT :id, site_id, user_id, referential_id, :competence, "
                    "'practice', :source, 'Appel', CAST(:score AS int), CAST(:score AS int) >= 70, now() "
                    "FROM learners WHERE user_id = :agent"
                ),
                {
                    "id": new_id(),
                    "source": uuid4(),
                    "score": score,
                    "agent": room.agent.id,
                    "competence": competence,
                },
            )


async def test_only_the_sites_trainer_leads_and_an_apprentice_has_the_own(house: House, room: Room) -> None:
    trainer, one = await planned(house, room)
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    at = f"/api/follow-ups/{one['id']}"
    paths: list[tuple[str, str, Any]] = [
        ("GET", "/api/follow-ups", None), ("GET", at, None), ("PUT", at, WORDS), ("POST", f"{at}/issue", None),
        ("DELETE", at, None), ("POST", f"/api/learners/{room.agent.id}/follow-ups", DAY),
    ]  # fmt: skip
    for person in (room.agent, room.partner, room.supervisor, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        for method, path, body in paths:
            assert (await browser.request(method, path, json=body)).status_code == 403, (person.role, path)
    stranger = await house.signed_in(elsewhere.trainer)
    assert (await stranger.get("/api/follow-ups")).json() == []
    for method, path, body in paths[1:]:
        assert (await stranger.request(method, path, json=body)).status_code == 404, path
    colleague = await house.signed_in(room.second_agent)
    assert (await colleague.get("/api/workstation/follow-ups")).json() == {"next": None}
    words = await colleague.put(f"/api/workstation/follow-ups/{one['id']}/words", json={"words": "Moi"})
    assert words.status_code == 404
    assert (await trainer.get(at)).json()["learner_words"] is None


async def test_it_is_prepared_talked_over_issued_signed_and_read_back(house: House, room: Room) -> None:
    trainer, one = await planned(house, room)
    at = f"/api/follow-ups/{one['id']}"
    again = await trainer.post(f"/api/learners/{room.agent.id}/follow-ups", json=DAY)
    assert again.json()["code"] == "follow_up_open"
    await give_evidence(house, room, 60, 81)
    agent = await house.signed_in(room.agent)
    mine = (await agent.get("/api/workstation/follow-ups")).json()["next"]
    assert mine["gathered"]["competences"][0] | {"title": ""} == {
        "competence": "c4", "title": "", "before": None, "decided": None, "proposed": "in_progress",
        "evidence": 2, "score": 71, "before_score": None,
    }  # fmt: skip
    said = f"/api/workstation/follow-ups/{one['id']}/words"
    number = await agent.put(said, json={"words": "Mon client est au 0690 12 34 56."})
    assert number.status_code == 422
    assert (await agent.put(said, json={"words": "J’ai moins peur des refus."})).status_code == 200
    empty = await trainer.post(f"{at}/issue")
    assert empty.json()["code"] == "words_missing"
    wanted = WORDS | {"plan_words": "Deux appels de niveau 2.", "next_on": "2027-01-14"}
    assert (await trainer.put(at, json=wanted)).status_code == 200
    issued = (await trainer.post(f"{at}/issue")).json()
    assert (issued["state"], issued["gathered"], issued["paper"]["asks"]) == (
        "issued",
        None,
        ["learner", "staff"],
    )
    for method, path in (("PUT", at), ("POST", f"{at}/issue"), ("DELETE", at)):
        assert (await trainer.request(method, path, json=WORDS)).json()["code"] == "follow_up_over"
    paper = issued["paper"]["id"]
    for browser, path in ((agent, "/api/workstation/papers"), (trainer, "/api/papers")):
        signed = await browser.post(f"{path}/{paper}/sign", json=ME)
        assert signed.status_code == 200, signed.text
    lines = (await trainer.get("/api/follow-ups", params={"agent_id": str(room.agent.id)})).json()
    assert [(each["state"], each["due_on"], each["signed"]) for each in lines] == [
        ("planned", "2027-01-14", []), ("issued", "2026-12-03", ["learner", "staff"]),
    ]  # fmt: skip
    file = await trainer.get(f"/api/papers/{paper}/file")
    text_ = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.content)).pages)
    for part in ("Bilan de suivi", "J’ai moins peur des refus.", "La présentation est plus claire.",
                 "Deux appels de niveau 2.", "71 %", "14/01/2027", "proposé : en cours",
                 issued["paper"]["code"]):  # fmt: skip
        assert part in text_, part
    # The next one begins where this one ended.
    await give_evidence(house, room, 90)
    after = (await agent.get("/api/workstation/follow-ups")).json()["next"]["gathered"]["competences"]
    assert [(each["score"], each["before_score"], each["evidence"]) for each in after] == [(90, 71, 1)]
    actions = [each for each in await house.actions() if each.startswith("followup.")]
    assert actions == [
        "followup.planned",
        "followup.written",
        "followup.written",
        "followup.issued",
        "followup.planned",
    ]


async def test_a_planned_one_is_taken_away_and_its_day_moved(house: House, room: Room) -> None:
    trainer, one = await planned(house, room)
    moved = await trainer.put(f"/api/follow-ups/{one['id']}", json={"due_on": "2026-01-02"})
    assert moved.json()["due_on"] == "2026-01-02"
    (line,) = (await trainer.get("/api/follow-ups")).json()
    assert line["overdue"]
    assert (await trainer.delete(f"/api/follow-ups/{one['id']}")).status_code == 204
    assert (await trainer.get("/api/follow-ups")).json() == []


def step(module: str, due_on: str | None = None) -> dict[str, Any]:
    return {"module": module, "reason": "added", "due_on": due_on}


async def write_plan(
    trainer: httpx.AsyncClient, room: Room, base: int, *steps: dict[str, Any]
) -> dict[str, Any]:
    body = {"base": base, "steps": steps}
    written = await trainer.put(f"/api/learners/{room.agent.id}/plan", json=body)
    assert written.status_code == 200, written.text
    plan: dict[str, Any] = written.json()["plan"]
    return plan


async def offer(trainer: httpx.AsyncClient, plan: dict[str, Any]) -> None:
    signed = await trainer.post(f"/api/plans/{plan['id']}/offer", json={"digest": plan["digest"]})
    assert signed.status_code == 200, signed.text


async def test_it_shows_the_plan_and_its_paper_says_what_was_changed(house: House, room: Room) -> None:
    trainer, one = await planned(house, room)
    at = f"/api/follow-ups/{one['id']}"
    assert one["plan"] is None
    first = await write_plan(trainer, room, 0, step("poste"), step("donnees", "2026-12-01"), step("bonjour"))
    await offer(trainer, first)
    assert (await trainer.get(at)).json()["plan"]["changes"] == []
    steps = step("donnees", "2027-01-05"), step("bonjour"), step("ecouter", "2027-01-20")
    second = await write_plan(trainer, room, 1, *steps)
    seen = (await trainer.get(at)).json()["plan"]
    assert (seen["version"], seen["before_version"], seen["steps"][0]["done_since"]) == (2, 1, False)
    assert [(each["kind"], each["module"]) for each in seen["changes"]] == [
        ("added", "ecouter"), ("removed", "poste"), ("due", "donnees"),
    ]  # fmt: skip
    await trainer.put(at, json=WORDS | {"next_on": "2027-01-14"})
    unsigned = await trainer.post(f"{at}/issue")
    assert (unsigned.status_code, unsigned.json()["code"]) == (409, "plan_unsigned")
    await offer(trainer, second)
    issued = (await trainer.post(f"{at}/issue")).json()
    assert (issued["plan"], issued["plan_version"]) == (None, 2)
    file = await trainer.get(f"/api/papers/{issued['paper']['id']}/file")
    said = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.content)).pages)
    for part in (
        "Ajouté : Écouter et reformuler, pour le 20/01/2027",
        "Retiré : Mon poste d’appel",
        "01/12/2026 → 05/01/2027",
        "version 2 (avant : 1), signée par",
    ):
        assert part in said, part
    # The next one compares with what this one led to.
    (after, _) = (await trainer.get("/api/follow-ups", params={"agent_id": str(room.agent.id)})).json()
    assert (await trainer.get(f"/api/follow-ups/{after['id']}")).json()["plan"]["changes"] == []


def test_another_order_of_the_same_modules_is_one_change() -> None:
    one, two, three = (PlanStep(module=code, reason="added") for code in ("a", "b", "c"))
    assert [each.kind for each in changes([one, two], [two, one])] == ["order"]
    assert [each.kind for each in changes([one, two], [three, one, two])] == ["added"]


AT = datetime(2026, 11, 1, tzinfo=UTC)


def evidence(score: int, days: int) -> EvidenceRead:
    given = AT + timedelta(days=days)
    return EvidenceRead(id=uuid4(), competence="c1", kind="practice", source_id=uuid4(), label="", score=score,
                        counts=True, given_at=given)  # fmt: skip


def decision(level: Level, days: int) -> DecisionRead:
    return DecisionRead(id=uuid4(), competence="c1", level=level, proposed=None, evidence=[], seen=None, decided_by="",
                        decided_at=AT + timedelta(days=days))  # fmt: skip


def test_what_was_before_and_what_is_new_are_told_apart() -> None:
    bar = Bar(competence="c1", title="Accueillir", plain=None, decided="acquired", proposed="acquired",
              decided_at=AT, evidence=4, good=4)  # fmt: skip
    silent = bar.model_copy(update={"competence": "c2", "decided": None})
    blocks = [BlockRead(code="b", title="B", bars=[bar, silent])]
    seen = [evidence(50, -2), evidence(61, -1), evidence(80, 1), evidence(91, 2)]
    decided = [decision("not_acquired", -9), decision("in_progress", -3), decision("acquired", 3)]
    (found,) = competences(blocks, seen, decided, AT)
    assert (found.before, found.decided, found.evidence) == ("in_progress", "acquired", 2)
    assert (found.before_score, found.score) == (56, 86)
    (all_of_it,) = competences(blocks, seen, decided, None)
    assert (all_of_it.before, all_of_it.before_score, all_of_it.evidence) == (None, None, 4)
