"""The way to the exam: whose it is, the jury's grid and its evidence, what an example may say, and what is missing."""

import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pypdf
import pytest

from callcenter.exams import rules, sheets
from callcenter.exams.schemas import Parts
from callcenter.papers.schemas import PaperContent, PaperRead
from callcenter.papers.sheets import sheet
from callcenter.quality.schemas import Mark
from tests.clients import House
from tests.factories import Room, make_room

PLAN = {
    "modality": "entretien-final",
    "planned_for": "2026-12-10",
    "minutes": 20,
    "jury": ["Mme Rose", "M. Paul"],
}
ECF = {"block": "ccp1", "title": "Jeu de rôle", "held_on": "2026-11-20", "results": {"c1": "acquired"}}
EXAMPLE = {
    "block": "ccp2",
    "title": "Proposer un rendez-vous",
    "parts": {"tasks": "J’ai appelé des clients."},
}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def planned(trainer: httpx.AsyncClient, room: Room) -> dict[str, Any]:
    made = await trainer.post(f"/api/learners/{room.agent.id}/mock-exams", json=PLAN)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def all_marks(exam: Any, mark: str = "met", **other: str) -> dict[str, Any]:
    return {
        "marks": {
            line["competence"]: [other.get(line["competence"], mark)] * len(line["criteria"])
            for line in exam["grid"]
        }
    }


async def test_the_exam_is_the_trainers_of_the_site_and_the_own_file_the_apprentices(
    house: House, room: Room
) -> None:
    trainer = await house.signed_in(room.trainer)
    exam = await planned(trainer, room)
    agent, colleague = await house.signed_in(room.agent), await house.signed_in(room.second_agent)
    example = (await agent.post("/api/workstation/dossier", json=EXAMPLE)).json()["examples"][0]["id"]
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    of, at = f"/api/learners/{room.agent.id}", f"/api/mock-exams/{exam['id']}"
    paths: list[tuple[str, str, Any]] = [
        ("GET", f"{of}/exam", None), ("POST", f"{of}/mock-exams", PLAN), ("GET", at, None),
        ("POST", f"{at}/start", None),
        ("POST", f"{at}/end", None), ("PUT", f"{at}/marks", all_marks(exam)), ("POST", f"{at}/issue", None),
        ("POST", f"{of}/evaluations", ECF), ("POST", f"{of}/ecf-booklet", None), ("POST", f"{of}/booklet", None),
        ("POST", f"{of}/dossier", None),
    ]  # fmt: skip
    for person in (room.agent, room.partner, room.supervisor, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        for method, path, body in paths:
            assert (await browser.request(method, path, json=body)).status_code == 403, (person.role, path)
    stranger = await house.signed_in(elsewhere.trainer)
    for method, path, body in paths:
        assert (await stranger.request(method, path, json=body)).status_code == 404, path
    for method in ("PUT", "DELETE"):
        answer = await colleague.request(method, f"/api/workstation/dossier/{example}", json=EXAMPLE)
        assert answer.status_code == 404, method
    assert (await colleague.get("/api/workstation/exam")).json()["examples"] == []


async def test_a_mock_exam_is_timed_marked_issued_and_becomes_evidence(house: House, room: Room) -> None:
    trainer = await house.signed_in(room.trainer)
    unknown = await trainer.post(
        f"/api/learners/{room.agent.id}/mock-exams", json=PLAN | {"modality": "oral"}
    )
    assert unknown.json()["code"] == "modality_unknown"
    exam = await planned(trainer, room)
    at = f"/api/mock-exams/{exam['id']}"
    assert (await trainer.put(f"{at}/marks", json=all_marks(exam))).json()["code"] == "exam_state"
    assert (await trainer.post(f"{at}/end")).json()["code"] == "exam_state"
    assert (await trainer.post(f"{at}/start")).json()["state"] == "running"
    assert (await trainer.post(f"{at}/issue")).json()["code"] == "exam_state"
    lacking = {"marks": {"t1": ["met"]}}
    assert (await trainer.put(f"{at}/marks", json=lacking)).json()["code"] == "exam_marks_missing"
    marks = all_marks(exam, "met", t2="partly", t3="unacceptable") | {"words": "Des réponses claires."}
    assert (await trainer.put(f"{at}/marks", json=marks)).status_code == 200
    assert (await trainer.post(f"{at}/end")).json()["state"] == "ended"
    issued = (await trainer.post(f"{at}/issue")).json()
    assert {line["competence"]: line["score"] for line in issued["grid"]} == {"t1": 100, "t2": 50, "t3": 0}
    assert (await trainer.post(f"{at}/issue")).json()["code"] == "exam_state"
    evidence = (await trainer.get(f"/api/learners/{room.agent.id}")).json()["evidence"]
    assert {(each["kind"], each["competence"], each["score"]) for each in evidence} == {
        ("exam", "t1", 100), ("exam", "t2", 50), ("exam", "t3", 0),
    }  # fmt: skip
    pdf = await trainer.get(f"/api/papers/{issued['paper']['id']}/file")
    said = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    for part in (
        "Entretien final",
        "Mme Rose, M. Paul",
        "min sur 20 min",
        "inacceptable",
        "Des réponses claires.",
    ):
        assert part in said, part


async def test_readiness_says_what_is_missing_and_the_booklet_what_was_seen(house: House, room: Room) -> None:
    trainer, agent = await house.signed_in(room.trainer), await house.signed_in(room.agent)
    before = (await trainer.get(f"/api/learners/{room.agent.id}/exam")).json()
    assert (before["steps"], before["done"]) == (10 + 4 + 2 + 2, 0)
    wrong = ECF | {"results": {"c4": "acquired"}}
    assert (await trainer.post(f"/api/learners/{room.agent.id}/evaluations", json=wrong)).status_code == 422
    after = (await trainer.post(f"/api/learners/{room.agent.id}/evaluations", json=ECF)).json()
    assert after["done"] == 1
    assert after["blocks"][0]["competences"][0]["evaluated"] == "acquired"
    mine = (await agent.post("/api/workstation/dossier", json=EXAMPLE)).json()
    assert mine["done"] == 2
    twice = (await agent.post("/api/workstation/dossier", json=EXAMPLE)).json()
    assert [each["id"] for each in twice["examples"]] == [each["id"] for each in mine["examples"]]
    second, third, fourth = (EXAMPLE | {"title": title} for title in ("Fidéliser", "Écouter", "Noter"))
    for another in (second, third):
        assert (await agent.post("/api/workstation/dossier", json=another)).status_code == 201
    assert (await agent.post("/api/workstation/dossier", json=fourth)).json()["code"] == "examples_full"
    kept = f"/api/workstation/dossier/{mine['examples'][0]['id']}"
    assert (await agent.put(kept, json=EXAMPLE | {"title": "Rappeler"})).status_code == 200
    assert len((await agent.delete(kept)).json()["examples"]) == 2
    said = {}
    for path in ("ecf-booklet", "dossier", "booklet"):
        paper = (await trainer.post(f"/api/learners/{room.agent.id}/{path}")).json()
        pdf = await trainer.get(f"/api/papers/{paper['id']}/file")
        said[path] = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Jeu de rôle" in said["ecf-booklet"]
    assert "J’ai appelé des clients." in said["dossier"]
    for part in ("Livret de suivi", "acquis", "Livret d’évaluations", "Dossier professionnel", "0 sur 1"):
        assert part in said["booklet"], part


@pytest.mark.parametrize(
    "words", ["Son numéro est le 0690 12 34 56.", "Écrire à jean.petit@courriel.fr", "12 rue des Flamboyants"]
)
async def test_an_example_holds_nothing_of_a_customer(house: House, room: Room, words: str) -> None:
    agent = await house.signed_in(room.agent)
    refused = await agent.post("/api/workstation/dossier", json=EXAMPLE | {"parts": {"context": words}})
    assert (refused.status_code, refused.json()["code"]) == (422, "example_holds_contact_data")
    assert [each["field"] for each in refused.json()["fields"]] == ["context"]


@pytest.mark.parametrize(
    ("marks", "score"),
    [
        (["met"], 100),
        (["met", "partly"], 75),
        (["partly", "missed", "missed"], 17),
        (["met", "unacceptable"], 0),
    ],
)
def test_a_competence_is_the_mean_of_its_criteria_and_one_unacceptable_costs_it(
    marks: list[Mark], score: int
) -> None:
    assert rules.result(marks) == score


@pytest.mark.parametrize(
    "words", ["MADAME MARTIN " * 700, "\n".join(["ligne"] * 400)], ids=["words", "lines"]
)
async def test_what_is_just_not_too_long_fits_on_three_pages(words: str) -> None:
    """The rule counts lines without setting a page; this holds it against the printed paper."""
    size = len(words)
    while (
        rules.room(Parts(tasks=words[:size][:4000], means=words[4000:size][:4000], more=words[8000:size])) < 0
    ):
        size -= 50
    parts = Parts(tasks=words[:size][:4000], means=words[4000:size][:4000], more=words[8000:size])
    content = PaperContent(title="Exemple", lead="Rendez-vous", sections=sheets.example(parts))
    read = PaperRead(id=UUID(int=1), kind="dossier", title="Exemple", code="7F3K-9Q2M-XA4D", asks=["learner"],
                     signatures=[], issued_at=datetime(2026, 11, 27, tzinfo=UTC), learner_id=UUID(int=2),
                     content=content)  # fmt: skip
    pages = pypdf.PdfReader(io.BytesIO(await sheet(read, "Europe/Paris"))).pages
    assert 2 <= len(pages) <= 3
