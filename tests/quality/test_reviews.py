"""A reviewed call: who may do which step, the apprentice first, two scorers apart, old scores that stay."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, record


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=6)


async def talked(house: House, room: Room, *codes: str) -> httpx.AsyncClient:
    agent = await at_work(house, room.agent)
    for code in codes:
        more: dict[str, Any] = {"reason": "price"} if code == "refused" else {}
        assert (await record(agent, await call(house, agent), code=code, **more)).status_code == 201
    return agent


async def choose(browser: httpx.AsyncClient, rule: str = "random", **more: Any) -> int:
    answer = await browser.post("/api/reviews/choice", json={"rule": rule, **more})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["count"])


async def first(browser: httpx.AsyncClient) -> Any:
    return (await browser.get("/api/reviews")).json()[0]


def all_marks(review: Any, mark: str = "met", **other: str) -> dict[str, Any]:
    return {"marks": {each["id"]: other.get(each["id"], mark) for each in review["criteria"]}}


async def test_only_staff_of_the_site_review_and_partners_never_see_it(house: House, room: Room) -> None:
    await talked(house, room, "absent")
    supervisor = await house.signed_in(room.supervisor)
    await choose(supervisor)
    review = (await first(supervisor))["id"]
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    paths = [("GET", "/api/reviews"), ("GET", f"/api/reviews/{review}"), ("POST", "/api/reviews/choice"),
             ("POST", f"/api/reviews/{review}/marks"), ("POST", f"/api/reviews/{review}/give"),
             ("GET", f"/api/campaigns/{room.campaign_id}/grid")]  # fmt: skip
    for person, status in (
        (room.agent, 403),
        (room.partner, 403),
        (room.administrator, 403),
        (room.auditor, 403),
    ):
        browser = await house.signed_in(person)
        for method, path in paths:
            assert (await browser.request(method, path, json={})).status_code == status, (person.role, path)
    stranger = await house.signed_in(other.supervisor)
    assert (await stranger.get("/api/reviews")).json() == []
    for method, path in paths[1:2] + paths[5:]:
        assert (await stranger.request(method, path)).status_code == 404
    marks = {"marks": {"opening": "met"}}
    assert (await stranger.post(f"/api/reviews/{review}/marks", json=marks)).status_code == 404
    given = {"comment": "Bien mené."}
    assert (await stranger.post(f"/api/reviews/{review}/give", json=given)).status_code == 404


async def test_an_apprentice_sees_own_calls_alone(house: House, room: Room) -> None:
    agent = await talked(house, room, "absent")
    await choose(await house.signed_in(room.supervisor))
    (mine,) = (await agent.get("/api/workstation/reviews")).json()
    colleague = await house.signed_in(room.second_agent)
    assert (await colleague.get("/api/workstation/reviews")).json() == []
    body = all_marks(mine)
    for path, json in (("marks", body), ("read", {})):
        for target in (mine["id"], uuid4()):
            answer = await colleague.post(f"/api/workstation/reviews/{target}/{path}", json=json)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_apprentice_weighs_first_then_two_apart_then_the_words_are_read(
    house: House, room: Room
) -> None:
    agent = await talked(house, room, "absent")
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    assert await choose(supervisor) == 1
    review = (await supervisor.get(f"/api/reviews/{(await first(supervisor))['id']}")).json()
    path = f"/api/reviews/{review['id']}"
    early = await supervisor.post(f"{path}/marks", json=all_marks(review))
    assert (early.status_code, early.json()["code"]) == (409, "self_first")
    empty = await supervisor.post(f"{path}/give", json={"comment": "Rien encore."})
    assert (empty.status_code, empty.json()["code"]) == (409, "review_over")
    own = f"/api/workstation/reviews/{review['id']}"
    assert (await agent.post(f"{own}/marks", json=all_marks(review, "partly"))).status_code == 201
    assert (await agent.post(f"{own}/marks", json=all_marks(review, "partly"))).status_code == 201
    assert (await agent.post(f"{own}/marks", json=all_marks(review))).json()["code"] == "scored_already"
    lacking = await supervisor.post(f"{path}/marks", json={"marks": {"opening": "met"}})
    assert (lacking.status_code, lacking.json()["code"]) == (422, "marks_missing")
    one = await supervisor.post(f"{path}/marks", json=all_marks(review))
    assert [each["place"] for each in one.json()["scorings"]] == ["self", "first"]
    assert (await supervisor.post(f"{path}/marks", json=all_marks(review))).json()["code"] == "scored_already"
    hidden = (await trainer.get(path)).json()
    assert (hidden["scorings"], hidden["may_score"]) == ([], True)
    two = await trainer.post(f"{path}/marks", json=all_marks(review, opening="missed"))
    assert two.json()["differing"] == ["opening"]
    assert {each["place"]: each["score"] for each in two.json()["scorings"]} == {
        "self": 100, "first": 200, "second": 173,
    }  # fmt: skip
    before = (await agent.get("/api/workstation/reviews")).json()[0]
    assert (before["marks"], before["score"], before["comment"]) == ([], None, None)
    number = await supervisor.post(f"{path}/give", json={"comment": "Rappelez le 0690 12 34 56."})
    assert (number.status_code, number.json()["code"]) == (422, "words_hold_contact_data")
    given = await supervisor.post(f"{path}/give", json={"comment": "Belle écoute. Dites votre nom plus tôt."})
    assert (given.status_code, given.json()["state"], given.json()["score"]) == (200, "given", 187)
    assert (await supervisor.post(f"{path}/give", json={"comment": "Encore."})).json()[
        "code"
    ] == "review_over"
    told = (await agent.get("/api/workstation/reviews")).json()[0]
    assert (told["score"], len(told["marks"]), told["comment"][:5]) == (187, 2, "Belle")
    read = await agent.post(f"{own}/read", json={"answer": "Je vais y penser."})
    assert (read.json()["state"], read.json()["answer"]) == ("read", "Je vais y penser.")
    assert (await agent.post(f"{own}/read", json={"answer": "Je vais y penser."})).status_code == 200
    assert (await agent.post(f"{own}/read", json={})).json()["code"] == "review_over"
    actions = [action for action in await house.actions() if action.startswith("review.")]
    weighed = ["review.weighed"] * 3
    assert actions == [
        "review.grid_changed",
        "review.chosen",
        *weighed,
        "review.call_scored",
        "review.read",
    ]


async def test_after_seven_days_without_the_apprentices_own_marks_staff_go_on(
    house: House, room: Room
) -> None:
    await talked(house, room, "absent")
    supervisor = await house.signed_in(room.supervisor)
    await choose(supervisor)
    review = (await supervisor.get(f"/api/reviews/{(await first(supervisor))['id']}")).json()
    async with house.db() as db:
        await db.execute(text("UPDATE call_reviews SET chosen_at = now() - interval '7 days 1 second'"))
    done = await supervisor.post(f"/api/reviews/{review['id']}/marks", json=all_marks(review))
    assert done.status_code == 201


async def test_an_edited_grid_never_changes_what_was_chosen_before(house: House, room: Room) -> None:
    agent = await talked(house, room, "absent", "do_not_call")
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{room.campaign_id}/grid"
    start = (await supervisor.get(path)).json()
    assert start["version"] == 0
    await choose(supervisor, count=1)
    old = (await agent.get("/api/workstation/reviews")).json()[0]
    assert old["criteria"] == start["criteria"]
    changed = {"criteria": [{"id": "smile", "label": "Sourire", "weight": 1, "competences": ["c4"]}]}
    assert (await supervisor.put(path, json=changed)).json()["version"] == 2
    twice = {"criteria": changed["criteria"] * 2}
    assert (await supervisor.put(path, json=twice)).status_code == 422
    await choose(supervisor, count=1)
    now = {each["id"]: each["criteria"] for each in (await agent.get("/api/workstation/reviews")).json()}
    assert now.pop(old["id"]) == old["criteria"]
    assert [[each["label"] for each in criteria] for criteria in now.values()] == [["Sourire"]]
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(other.supervisor)
    assert (await stranger.put(path, json=changed)).status_code == 404


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("refusal", {"refused"}),
        ("opposition", {"do_not_call"}),
        ("complaint", set()),
        ("random", {"refused", "do_not_call", "absent"}),
        ("longest", {"refused", "do_not_call", "absent"}),
        ("shortest", {"refused", "do_not_call", "absent"}),
        ("first_calls", {"refused", "do_not_call", "absent"}),
    ],
)
async def test_calls_are_chosen_by_a_rule_and_never_twice(
    house: House, room: Room, rule: str, codes: set[str]
) -> None:
    await talked(house, room, "refused", "do_not_call", "absent")
    supervisor = await house.signed_in(room.supervisor)
    assert await choose(supervisor, rule) == len(codes)
    async with house.db() as db:
        found = await db.execute(
            text("SELECT o.code FROM call_reviews r JOIN outcomes o ON o.call_id = r.call_id")
        )
    assert set(found.scalars()) == codes
    assert await choose(supervisor, rule) == 0


async def test_who_was_not_seen_for_days_is_chosen_with_the_latest_call(house: House, room: Room) -> None:
    await talked(house, room, "refused", "absent")
    supervisor = await house.signed_in(room.supervisor)
    assert await choose(supervisor, "unseen") == 1
    async with house.db() as db:
        found = await db.execute(
            text("SELECT o.code FROM call_reviews r JOIN outcomes o ON o.call_id = r.call_id")
        )
    assert list(found.scalars()) == ["absent"]
    assert await choose(supervisor, "unseen") == 0  # seen now
    async with house.db() as db:
        await db.execute(text("UPDATE call_reviews SET chosen_at = now() - interval '15 days'"))
    assert await choose(supervisor, "unseen") == 1


async def test_a_scored_call_is_evidence_of_its_competences(house: House, room: Room) -> None:
    agent = await talked(house, room, "absent")
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    await choose(supervisor)
    review = (await supervisor.get(f"/api/reviews/{(await first(supervisor))['id']}")).json()
    await agent.post(f"/api/workstation/reviews/{review['id']}/marks", json=all_marks(review))
    await trainer.post(f"/api/reviews/{review['id']}/marks", json=all_marks(review))
    given = await trainer.post(f"/api/reviews/{review['id']}/give", json={"comment": "Bien mené."})
    assert given.status_code == 200, given.text
    async with house.db() as db:
        found = await db.execute(
            text("SELECT competence, kind, score FROM evidence WHERE source_id = :id"), {"id": review["id"]}
        )
        rows = [tuple(row) for row in found.all()]
    assert rows == [("c4", "call_review", 100)]
