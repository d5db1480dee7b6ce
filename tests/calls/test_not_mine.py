"""What is not mine does not exist: absent, a colleague's and another site's id get one answer, after the same work."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import event, text

from callcenter.accounts.schemas import Role
from callcenter.infra.db import Statement
from callcenter.main import create_app
from callcenter.settings import Settings
from tests.architecture.test_routes import guards
from tests.clients import House
from tests.factories import PASSPHRASE, Room, make_paper, make_room
from tests.work import at_work, call, record, take

EXAMPLE = {"block": "ccp1", "title": "Accueillir", "parts": {}}
BODIES: dict[str, Any] = {
    "release": {"reason": "skip"},
    "step": {"at": 0},
    "outcome": {"code": "absent"},
    "correction": {"code": "absent"},
    "duties": {"codes": ["caller"]},
    "late-note": {"code": "absent"},
    "act": {"kind": "hold"},
    "turn": {"id": str(UUID(int=9)), "kind": "hold"},
    "join": {"accept": True},
    "marks": {"marks": {}},
    "read": {},
    "sign": {"passphrase": PASSPHRASE},
    "words": {"words": "Bonjour"},
    "{example_id}": EXAMPLE,
    "part": {"part": "ecran"},
    "answer": {"exercise": "zones", "attempt": 1, "given": {"picked": [0]}},
    "reply": {"block": "langues", "item": "en", "level": 1},
    "agree": {"digest": "0" * 64},
}
"""What a route wants besides the id, by the last part of its path."""


def routes_with_an_id() -> list[tuple[str, str]]:
    """(method, path) of every real route that takes an id from an agent."""
    app = create_app(Settings(origin="https://callcenter.test"))
    return sorted(
        (method, str(route.path))
        for route in iter_route_contexts(app.routes)
        if "{" in str(route.path) and any(guard.roles == {Role.agent} for guard in guards(route))
        for method in route.methods or ()
    )


ROUTES = routes_with_an_id()
IDS = sorted({name for _, path in ROUTES for name in re.findall(r"{(\w+)}", path)})


def test_the_routes_are_found() -> None:
    assert len(ROUTES) >= 7
    assert ("POST", "/api/hand-outs/{hand_out_id}/outcome") in ROUTES


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=5)


async def ids_of(house: House, room: Room, browser: httpx.AsyncClient) -> dict[str, str]:
    """Every kind of id that somebody's work has: a practice call, a call under review, a live hand-out."""
    practice = (await browser.post("/api/practice", json={"scenario": "rdv-premier"})).json()
    assert (await browser.post(f"/api/practice/{practice['id']}/leave")).status_code == 204
    assert (await browser.post("/api/workstation/resume")).status_code == 204
    outcome = await record(browser, await call(house, browser), code="absent")
    live = await take(browser)
    started = (await browser.post(f"/api/hand-outs/{live}/call")).json()
    supervisor = await house.signed_in(room.supervisor)
    me = (await browser.get("/api/me")).json()["id"]
    message = await supervisor.post("/api/messages", json={"agent_id": me, "words": "Bonjour"})
    await supervisor.post("/api/reviews/choice", json={"rule": "random", "count": 50})
    trainer = await house.signed_in(room.trainer)
    planned = await trainer.post(f"/api/learners/{me}/follow-ups", json={"due_on": "2026-12-03"})
    written = await browser.post("/api/workstation/dossier", json=EXAMPLE)
    async with house.db() as db:
        contact = await db.scalar(text("SELECT contact_id FROM hand_outs WHERE id = :id"), {"id": live})
        review = await db.scalar(text("SELECT id FROM call_reviews WHERE agent_id = :me LIMIT 1"), {"me": me})
        paper = await make_paper(db, room.site_id, UUID(me), room.trainer)
    assert review is not None
    trainer = await house.signed_in(room.trainer)
    run = (await browser.post("/api/my-training/runs", json={"module": "poste"})).json()
    composed = await trainer.post(f"/api/learners/{me}/assessments", json={"blocks": ["langues"]})
    steps = [{"module": "bonjour", "reason": "added"}]
    plan = (await trainer.put(f"/api/learners/{me}/plan", json={"base": 0, "steps": steps})).json()["plan"]
    await trainer.post(f"/api/plans/{plan['id']}/offer", json={"digest": plan["digest"]})
    wanted = {"id": str(uuid4()), "agent_id": me, "scenario": "rdv-premier"}
    role_play = await trainer.post("/api/role-plays", json=wanted)
    return {
        "role_play_id": role_play.json()["id"],
        "run_id": run["id"],
        "assessment_id": composed.json()["assessment"]["id"],
        "plan_id": plan["id"],
        "hand_out_id": live,
        "call_id": started["id"],
        "outcome_id": outcome.json()["id"],
        "contact_id": str(contact),
        "callback_id": str(contact),
        "message_id": message.json()["id"],
        "practice_id": practice["id"],
        "review_id": str(review),
        "paper_id": str(paper),
        "example_id": written.json()["examples"][-1]["id"],
        "follow_up_id": planned.json()["id"],
    }


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """What the web process asks the database meanwhile, in order."""
    found: list[str] = []
    plain = Statement.rows

    async def rows(self: Statement, db: Any, values: Any) -> Any:
        found.append(self.sql)
        return await plain(self, db, values)

    def execute(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(statement)

    engine = house.app.state.sessions.kw["bind"].sync_engine
    event.listen(engine, "before_cursor_execute", execute)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Statement, "rows", rows)
        yield found
    event.remove(engine, "before_cursor_execute", execute)


async def ask(browser: httpx.AsyncClient, method: str, path: str, ids: dict[str, str]) -> httpx.Response:
    at = path.format(**{"turn": "0", **ids})  # a turn is counted, and no id
    last = path.rsplit("/", 1)[-1]
    return await browser.request(
        method, at, json=BODIES.get(last), headers={"Idempotency-Key": str(UUID(int=7))}
    )


async def test_absent_a_colleagues_and_another_sites_are_one_answer_after_the_same_work(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    me = await at_work(house, room.agent)
    await take(me)
    colleague = await ids_of(house, room, await at_work(house, room.second_agent))
    stranger = await ids_of(house, elsewhere, await at_work(house, elsewhere.agent))
    absent = {name: str(uuid4()) for name in colleague}
    for method, path in ROUTES:  # none of them changes anything, so that all share what took long to make
        seen = []
        await ask(me, method, path, absent)  # the first of a kind may look something up that is then known
        for ids in (absent, colleague, stranger):
            async with house.db() as db:  # the supervisor is told of the fifth, whatever it asks for
                await db.execute(text("UPDATE agent_states SET lookups = 0"))
            with statements(house) as asked:
                answer = await ask(me, method, path, ids)
            nonce = answer.headers["content-security-policy"]
            headers = {k: v for k, v in answer.headers.items() if k != "content-security-policy"}
            assert "nonce-" in nonce
            seen.append((answer.status_code, answer.content, headers, asked))
        assert seen[0][0] == 404, (path, seen[0])
        assert seen[0][3] != [], path
        assert seen[1] == seen[0], path
        assert seen[2] == seen[0], path
        # And nothing was done to what is theirs.
        async with house.db() as db:
            for ids in (colleague, stranger):
                state = await db.scalar(
                    text("SELECT state FROM hand_outs WHERE id = CAST(:id AS uuid)"),
                    {"id": ids["hand_out_id"]},
                )
                assert state == "active", path


async def test_what_is_no_id_at_all_tells_nothing_either(house: House, room: Room) -> None:
    me = await at_work(house, room.agent)
    for method, path in ROUTES:
        for strange in ("1", "%27%20OR%201=1", "0" * 36):
            names = dict.fromkeys(IDS, strange)
            answer = await ask(me, method, path, names)
            assert answer.status_code in {404, 405, 422}, path
            assert strange not in answer.text, path
