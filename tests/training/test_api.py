"""Training through the web: who may see and change what, a practice call from start to gate."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from callcenter.training.engine import Event, every_way
from callcenter.training.scenarios import shipped
from callcenter.training.scoring import Recorded, score
from tests.clients import House
from tests.factories import Room, make_room, make_site, make_user


async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


def best_way(code: str) -> list[Event]:
    """The answers that earn everything."""
    scenario = shipped()[code]
    for events, play in every_way(scenario):
        end = scenario.nodes[play.now.node]
        if (
            end.end
            and score(scenario, play, Recorded(end.outcomes[0], end.half, dict(end.expect))).total == 100
        ):
            return list(events)
    raise AssertionError(code)


async def play(client: httpx.AsyncClient, code: str, *, guided: bool = False) -> str:
    """Plays a call as well as can be, up to its outcome."""
    started = await client.post("/api/practice", json={"scenario": code, "guided": guided})
    assert started.status_code == 201, started.text
    practice_id: str = started.json()["id"]
    await act(client, practice_id, kind="call")
    for event in best_way(code):
        await act(client, practice_id, kind=event.kind, choice=event.choice, codes=list(event.codes))
    return practice_id


async def act(client: httpx.AsyncClient, practice_id: str, **body: object) -> httpx.Response:
    if body["kind"] == "choose":
        body["turn"] = (await client.get(f"/api/practice/{practice_id}")).json()["turn"]
    answer = await client.post(f"/api/practice/{practice_id}/act", json=body)
    assert answer.status_code == 200, answer.text
    return answer


async def outcome(client: httpx.AsyncClient, practice_id: str, half: str = "morning") -> httpx.Response:
    slots = (await client.get(f"/api/practice/{practice_id}/slots")).json()
    wanted = "T09:30" if half == "morning" else "T16:00"
    slot = next(each["id"] for each in slots if wanted in each["starts_at"])
    body = {"code": "booked", "appointment": {"slot_id": slot}}
    return await client.post(f"/api/practice/{practice_id}/outcome", json=body)


async def good_call(client: httpx.AsyncClient, *, guided: bool = False) -> str:
    practice_id = await play(client, "rdv-premier", guided=guided)
    recorded = await outcome(client, practice_id)
    assert recorded.status_code == 201, recorded.text
    return practice_id


# --- who may ------------------------------------------------------------------------------------------------


async def test_a_practice_call_belongs_to_one_apprentice(house: House) -> None:
    found = await room(house)
    mine, other = await house.signed_in(found.agent), await house.signed_in(found.second_agent)
    practice_id = await play(mine, "rdv-premier")
    for method, path in (
        ("GET", ""),
        ("GET", "/slots"),
        ("GET", "/callback-times"),
        ("GET", "/debrief"),
        ("POST", "/leave"),
    ):
        refused = await other.request(method, f"/api/practice/{practice_id}{path}")
        assert refused.status_code == 404, path
    assert (await other.post(f"/api/practice/{practice_id}/act", json={"kind": "hold"})).status_code == 404
    body = {"code": "do_not_call"}
    assert (await other.post(f"/api/practice/{practice_id}/outcome", json=body)).status_code == 404
    await outcome(mine, practice_id)
    assert (await other.get(f"/api/practice/{practice_id}/debrief")).status_code == 404
    assert (await mine.get(f"/api/practice/{practice_id}/debrief")).status_code == 200


async def test_an_apprentice_reads_no_record_not_even_the_own(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    for path in (
        "/api/learners",
        f"/api/learners/{found.agent.id}",
        f"/api/learners/{found.second_agent.id}",
        "/api/scenarios",
        "/api/scenarios/rdv-premier",
        "/api/referentials",
        f"/api/campaigns/{found.campaign_id}/gate",
    ):
        assert (await client.get(path)).status_code == 403, path


@pytest.mark.parametrize("role", ["partner", "administrator", "auditor", "supervisor"])
async def test_nobody_but_a_trainer_reads_learners(house: House, role: str) -> None:
    found = await room(house)
    client = await house.signed_in(getattr(found, role))
    for path in ("/api/learners", f"/api/learners/{found.agent.id}", "/api/practice", "/api/my-training"):
        assert (await client.get(path)).status_code == 403, path


async def test_a_trainer_of_another_site_finds_nothing(house: House) -> None:
    found = await room(house)
    await good_call(await house.signed_in(found.agent))
    async with house.db() as db:
        stranger = await make_user(db, "trainer", site_id=await make_site(db))
    client, own = await house.signed_in(stranger), await house.signed_in(found.trainer)
    learner = (await own.get(f"/api/learners/{found.agent.id}")).json()
    referential, practice_id = learner["referential"]["id"], learner["practices"][0]["id"]
    record = {"referential_id": referential, "status": "trainee", "languages": ["fr"]}
    gate = {"competences": ["c4"], "good_calls": 1}
    requests = [
        ("GET", f"/api/learners/{found.agent.id}", None),
        ("PUT", f"/api/learners/{found.agent.id}", record),
        (
            "POST",
            f"/api/learners/{found.agent.id}/decisions",
            {"competence": "c4", "level": "acquired", "seen": "x"},
        ),
        ("GET", f"/api/debriefs/{practice_id}", None),
        ("GET", f"/api/referentials/{referential}", None),
        ("GET", f"/api/campaigns/{found.campaign_id}/gate", None),
        ("PUT", f"/api/campaigns/{found.campaign_id}/gate", gate),
        ("DELETE", f"/api/campaigns/{found.campaign_id}/gate", None),
        ("POST", f"/api/campaigns/{found.campaign_id}/gate/suspensions", {"reason": "Stage court"}),
    ]
    for method, path, body in requests:
        assert (await client.request(method, path, json=body)).status_code == 404, path
    assert (await client.get("/api/learners")).json() == []
    assert (await own.get(f"/api/debriefs/{practice_id}")).status_code == 200


async def test_a_supervisor_sets_a_gate_and_only_a_trainer_lifts_it(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.supervisor)
    path = f"/api/campaigns/{found.campaign_id}/gate"
    assert (await client.put(path, json={"competences": ["c4"], "good_calls": 1})).status_code == 200
    refused = await client.post(f"{path}/suspensions", json={"reason": "Pressé"})
    assert refused.status_code == 403


# --- a practice call ----------------------------------------------------------------------------------------


async def test_a_good_call_is_debriefed_and_becomes_evidence(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    practice_id = await good_call(client)
    debrief = (await client.get(f"/api/practice/{practice_id}/debrief")).json()
    assert (debrief["score"], debrief["passed"], debrief["forbidden"]) == (100, True, [])
    assert {each["mark"] for each in debrief["criteria"]} == {"met"}
    assert debrief["beats"][0]["mine"].startswith("Bonjour Madame Bellerose. Je suis Agent")
    assert debrief["outcome"] == "Rendez-vous pris"
    trainer = await house.signed_in(found.trainer)
    learner = (await trainer.get(f"/api/learners/{found.agent.id}")).json()
    assert {each["competence"] for each in learner["evidence"]} == {"c4", "t1", "t2", "t3"}
    assert all(each["counts"] and each["source_id"] == practice_id for each in learner["evidence"])
    assert (await house.actions())[-2:] == ["training.practice_started", "training.practice_finished"]


async def test_a_debrief_is_read_and_answered_once_by_whose_it_is(house: House) -> None:
    found = await room(house)
    client, other = await house.signed_in(found.agent), await house.signed_in(found.second_agent)
    trainer = await house.signed_in(found.trainer)
    practice_id = await good_call(client)
    at = f"/api/practice/{practice_id}/read"
    assert (await other.post(at, json={})).status_code == 404
    assert (await trainer.post(at, json={})).status_code == 403
    number = await client.post(at, json={"answer": "Rappelez-moi au 0690 12 34 56."})
    assert (number.status_code, number.json()["fields"][0]["field"]) == (422, "answer")
    read = (await client.post(at, json={})).json()
    assert (read["read_at"] is not None, read["answer"]) == (True, None)
    for said in ("Je respire d’abord.", "Autre chose."):
        answered = await client.post(at, json={"answer": said})
        assert answered.status_code == (200 if said == "Je respire d’abord." else 409)
    assert (await trainer.get(f"/api/debriefs/{practice_id}")).json()["answer"] == "Je respire d’abord."
    (line,) = (await client.get("/api/my-training")).json()["practices"]
    assert (line["read"], line["answered"]) == (True, True)
    assert (await house.actions())[-2:] == ["training.debrief_read"] * 2


async def test_the_console_gets_what_a_real_contact_gives_and_no_mark_of_what_is_right(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    started = (await client.post("/api/practice", json={"scenario": "rdv-premier"})).json()
    hand_out = started["hand_out"]
    assert hand_out["card"]["reference"].startswith("E-")
    assert (hand_out["card"]["name"], hand_out["card"]["civility"]) == ("É••• Bellerose", "Mme")
    assert hand_out["script"]["steps"][0]["duties"] == ["caller", "principal"]
    assert (hand_out["call"], started["answers"], started["lines"]) == (None, [], [])
    called = (await act(client, started["id"], kind="call")).json()
    assert called["hand_out"]["call"]["state"] == "answered"
    assert [line["who"] for line in called["lines"]] == ["customer"]
    assert set(called["answers"][0]) == {"choice", "key", "text", "act"}
    assert [each["key"] for each in called["answers"]] == ["1", "2", "3"]
    assert called["hint"] is None


async def test_hints_are_for_a_guided_call_which_counts_for_nothing(house: House) -> None:
    found = await room(house)
    client, trainer = await house.signed_in(found.agent), await house.signed_in(found.trainer)
    started = await client.post("/api/practice", json={"scenario": "rdv-premier", "guided": True})
    called = await act(client, started.json()["id"], kind="call")
    assert called.json()["hint"]
    assert (await client.post(f"/api/practice/{started.json()['id']}/leave")).status_code == 204
    await good_call(client, guided=True)
    learner = (await trainer.get(f"/api/learners/{found.agent.id}")).json()
    assert learner["evidence"]
    assert not any(each["counts"] for each in learner["evidence"])


async def test_there_is_one_open_call_and_it_comes_back_after_a_reload(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    practice_id = (await client.post("/api/practice", json={"scenario": "rdv-presse"})).json()["id"]
    again = await client.post("/api/practice", json={"scenario": "rdv-premier"})
    assert (again.status_code, again.json()["code"]) == (409, "practice_open")
    assert (await client.get("/api/practice")).json()["open"] == practice_id
    assert (await client.get(f"/api/practice/{practice_id}")).status_code == 200


async def test_what_comes_twice_is_done_once(house: House) -> None:
    """A double press, or a network that lost the answer: neither speaks for the apprentice a second time."""
    found = await room(house)
    client = await house.signed_in(found.agent)
    wanted = {"scenario": "rdv-premier"}
    one, two = [(await client.post("/api/practice", json=wanted)).json() for _ in range(2)]
    assert one["id"] == two["id"]
    at = f"/api/practice/{one['id']}"
    for body in ({"kind": "call"}, {"kind": "hold"}, {"kind": "resume"}):
        answers = [await client.post(f"{at}/act", json=body) for _ in range(2)]
        assert answers[0].json() == answers[1].json(), body
    event = next(each for each in best_way("rdv-premier") if each.kind == "choose")
    said = {"kind": "choose", "choice": event.choice, "turn": 1}
    heard = [(await client.post(f"{at}/act", json=said)).json() for _ in range(2)]
    assert heard[0] == heard[1]
    assert heard[0]["turn"] == 2
    assert (await client.post(f"{at}/act", json=said | {"choice": 6})).status_code == 409
    assert [(await client.post(f"{at}/leave")).status_code for _ in range(2)] == [204, 204]
    practice_id = await good_call(client)
    assert (await outcome(client, practice_id)).status_code == 201
    assert (await outcome(client, practice_id, "afternoon")).status_code == 409
    for _ in range(2):
        read = await client.post(f"/api/practice/{practice_id}/read", json={"answer": "Compris."})
        assert (read.status_code, read.json()["answer"]) == (200, "Compris.")
    other = await client.post(f"/api/practice/{practice_id}/read", json={"answer": "Ou pas."})
    assert (other.status_code, other.json()["code"]) == (409, "debrief_answered_already")
    assert (await house.actions()).count("training.debrief_read") == 1


async def test_what_is_not_possible_now_is_refused(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    practice_id = (await client.post("/api/practice", json={"scenario": "rdv-premier"})).json()["id"]
    for body in ({"kind": "hold"}, {"kind": "choose", "choice": 0, "turn": 1}):
        refused = await client.post(f"/api/practice/{practice_id}/act", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "practice_state")
    await act(client, practice_id, kind="call")
    here = {"kind": "choose", "turn": 1}
    for body in (here | {"choice": 7}, here, here | {"choice": 0, "turn": 2}, {"kind": "resume"}):
        assert (await client.post(f"/api/practice/{practice_id}/act", json=body)).status_code == 409, body
    early = await client.post(f"/api/practice/{practice_id}/outcome", json={"code": "do_not_call"})
    assert early.status_code == 409
    assert (await client.post("/api/practice", json={"scenario": "gone"})).status_code == 409


async def test_a_positive_outcome_waits_for_what_the_law_wants_as_in_a_real_call(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    started = await client.post("/api/practice", json={"scenario": "rdv-premier"})
    practice_id = started.json()["id"]
    await act(client, practice_id, kind="call")
    for event in best_way("rdv-premier"):
        if event.kind != "tick":
            await act(client, practice_id, kind=event.kind, choice=event.choice)
    refused = await outcome(client, practice_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "duties_first")


async def test_a_note_may_hold_no_data_here_either(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    practice_id = await play(client, "rdv-opposition")
    body = {"code": "do_not_call", "note": "Son numéro est 0690 12 34 56"}
    refused = await client.post(f"/api/practice/{practice_id}/outcome", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "note_holds_contact_data")
    wrong = await client.post(f"/api/practice/{practice_id}/outcome", json={"code": "busy"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "outcome_does_not_fit")


async def test_an_outcome_that_is_sent_twice_is_scored_once(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    practice_id = await play(client, "rdv-premier")
    first, second = await outcome(client, practice_id), await outcome(client, practice_id)
    assert (first.status_code, second.json()) == (201, first.json())
    assert (await house.actions()).count("training.practice_finished") == 1


async def test_who_practises_is_out_of_the_dispatchers_sight(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    await client.post("/api/workstation/resume")
    assert (await client.post("/api/practice", json={"scenario": "rdv-premier"})).status_code == 201
    state = (await client.get("/api/workstation")).json()["state"]
    assert (state["name"], state["pause_reason"]) == ("pause", "training")


async def test_a_practice_waits_while_a_real_contact_is_in_hand(house: House) -> None:
    found = await room(house)
    client = await house.signed_in(found.agent)
    await client.post("/api/workstation/resume")
    assert (await client.post("/api/workstation/next")).json()["hand_out"]
    refused = await client.post("/api/practice", json={"scenario": "rdv-premier"})
    assert (refused.status_code, refused.json()["code"]) == (409, "contact_in_hand")


async def test_a_call_that_was_left_says_nothing_about_anybody(house: House) -> None:
    found = await room(house)
    client, trainer = await house.signed_in(found.agent), await house.signed_in(found.trainer)
    practice_id = await play(client, "rdv-premier")
    assert (await client.post(f"/api/practice/{practice_id}/leave")).status_code == 204
    learner = (await trainer.get(f"/api/learners/{found.agent.id}")).json()
    assert (learner["practices"], learner["evidence"]) == ([], [])


# --- referentials -------------------------------------------------------------------------------------------


async def test_a_referential_stands_from_the_first_evidence_on(house: House) -> None:
    found = await room(house)
    trainer, client = await house.signed_in(found.trainer), await house.signed_in(found.agent)
    made = (await trainer.post("/api/referentials", json={"shipped": "crcd"})).json()
    content = made["content"]
    content["title"] = "Conseiller relation client"
    path = f"/api/referentials/{made['id']}"
    assert (await trainer.put(path, json=content)).json()["title"] == "Conseiller relation client"
    await good_call(client)
    refused = await trainer.put(path, json=content | {"title": "Autre"})
    assert (refused.status_code, refused.json()["code"]) == (409, "referential_frozen")
    with pytest.raises(DBAPIError, match="stands"):
        async with house.db() as db:
            await db.execute(text("UPDATE referentials SET title = 'Autre'"))
    beside = await trainer.put(path, json=content | {"version": "07", "title": "Autre"})
    assert beside.status_code == 200
    listed = (await trainer.get("/api/referentials")).json()
    assert [(each["version"], each["frozen"]) for each in listed["versions"]] == [("07", False), ("06", True)]
    assert listed["shipped"] == []


async def test_another_trade_is_a_file(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    written = """
code: impression
version: "1"
title: Opérateur d’impression
blocks:
  - {code: b1, title: Préparer, competences: [{code: p1, title: Régler la machine}]}
"""
    made = await trainer.post("/api/referentials", json={"text": written})
    assert made.status_code == 201
    assert (await trainer.post("/api/referentials", json={"text": written})).status_code == 409
    for broken in ("- non", written.replace("code: p1, ", ""), "a: [", written + "modalities: [{code: x}]"):
        refused = await trainer.post("/api/referentials", json={"text": broken})
        assert (refused.status_code, refused.json()["code"]) == (422, "referential_invalid")
    changed = made.json()["content"] | {"code": "couture"}
    assert (await trainer.put(f"/api/referentials/{made.json()['id']}", json=changed)).status_code == 422


async def test_a_record_says_what_changed_and_has_no_place_for_anything_else(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    made = (await trainer.post("/api/referentials", json={"shipped": "crcd"})).json()
    record = {
        "referential_id": made["id"],
        "status": "apprenticeship",
        "starts_on": "2026-09-01",
        "ends_on": "2027-08-31",
        "alternation": "3 jours d’appels, 2 jours de formation",
        "tutor": "Mme Lacroix",
        "training_centre": "CFA Relation client",
        "languages": ["fr", "es"],
        "needs": ["audio"],
        "goals": "Avoir le titre en juin.",
    }
    path = f"/api/learners/{found.agent.id}"
    saved = (await trainer.put(path, json=record)).json()
    assert saved["record"] == record
    assert (await trainer.put(path, json=record | {"goals": "Apprendre l’anglais."})).status_code == 200
    assert (await trainer.put(path, json=record | {"offence": "x"})).status_code == 422
    assert (await trainer.put(path, json=record | {"ends_on": "2026-01-01"})).status_code == 422
    assert (await house.actions()).count("training.learner_changed") == 2
    listed = (await trainer.get("/api/learners")).json()
    assert {each["id"] for each in listed} == {str(found.agent.id), str(found.second_agent.id)}
    assert {each["stuck"] for each in listed} == {"not_started"}


# --- decisions ----------------------------------------------------------------------------------------------


async def test_a_decision_names_its_evidence_and_stays_in_the_history(house: House) -> None:
    found = await room(house)
    client, trainer = await house.signed_in(found.agent), await house.signed_in(found.trainer)
    for _ in range(3):
        await good_call(client)
    path = f"/api/learners/{found.agent.id}"
    learner = (await trainer.get(path)).json()
    bars = {bar["competence"]: bar for block in learner["blocks"] for bar in block["bars"]}
    assert (bars["c4"]["proposed"], bars["c4"]["decided"], bars["c4"]["good"]) == ("acquired", None, 3)
    evidence = [each["id"] for each in learner["evidence"] if each["competence"] == "c4"]
    other = [each["id"] for each in learner["evidence"] if each["competence"] == "t1"]
    wrong = [
        {"competence": "c4", "level": "acquired"},
        {"competence": "c4", "level": "acquired", "evidence": other},
        {"competence": "c9", "level": "acquired", "evidence": evidence},
    ]
    for body in wrong:
        assert (await trainer.post(f"{path}/decisions", json=body)).status_code == 422, body
    for level in ("in_progress", "acquired"):
        body = {"competence": "c4", "level": level, "evidence": evidence}
        assert (await trainer.post(f"{path}/decisions", json=body)).status_code == 201
    learner = (await trainer.get(path)).json()
    assert [each["level"] for each in learner["decisions"]] == ["acquired", "in_progress"]
    mine = (await client.get("/api/my-training")).json()
    bars = {bar["competence"]: bar for block in mine["blocks"] for bar in block["bars"]}
    assert bars["c4"]["decided"] == "acquired"
    assert (await trainer.get("/api/learners")).json()[0]["acquired"] == 1


# --- gates --------------------------------------------------------------------------------------------------


async def gates_of(house: House, agent_id: UUID) -> list[UUID]:
    async with house.db() as db:
        found = await db.scalar(text("SELECT gates FROM agent_states WHERE user_id = :id"), {"id": agent_id})
    return list(found or ())


async def test_a_gate_opens_with_the_good_calls_it_asks_for(house: House) -> None:
    found = await room(house)
    client, trainer = await house.signed_in(found.agent), await house.signed_in(found.trainer)
    path = f"/api/campaigns/{found.campaign_id}/gate"
    assert (await trainer.put(path, json={"competences": ["c9"], "good_calls": 2})).status_code == 422
    gate = await trainer.put(path, json={"competences": ["c4", "t1"], "good_calls": 2})
    assert [person["standing"]["open"] for person in gate.json()["people"]] == [False, False]
    await good_call(client)
    assert await gates_of(house, found.agent.id) == []
    standing = (await client.get("/api/my-training")).json()["gates"][0]
    assert [step["good"] for step in standing["steps"]] == [1, 1]
    await good_call(client)
    assert await gates_of(house, found.agent.id) == [found.campaign_id]
    assert (await house.actions()).count("training.gate_passed") == 1
    await trainer.put(path, json={"competences": ["c4", "t1"], "good_calls": 3})
    assert await gates_of(house, found.agent.id) == []
    await trainer.delete(path)
    async with house.db() as db:
        assert not await db.scalar(text("SELECT bool_or(gated) FROM campaigns"))


async def test_a_trainer_lifts_a_gate_with_a_reason_and_ends_that(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    path = f"/api/campaigns/{found.campaign_id}/gate"
    assert (await trainer.post(f"{path}/suspensions", json={"reason": "x"})).status_code == 404
    await trainer.put(path, json={"competences": ["c4"], "good_calls": 2})
    body = {"agent_id": str(found.agent.id), "reason": "A déjà travaillé en centre d’appels."}
    assert (await trainer.post(f"{path}/suspensions", json=body | {"reason": " "})).status_code == 422
    lifted = await trainer.post(f"{path}/suspensions", json=body)
    assert lifted.status_code == 201
    again = await trainer.post(f"{path}/suspensions", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "gate_suspended")
    assert await gates_of(house, found.agent.id) == [found.campaign_id]
    assert await gates_of(house, found.second_agent.id) == []
    suspension = lifted.json()["suspensions"][0]
    ended = await trainer.post(f"/api/gate-suspensions/{suspension['id']}/end")
    assert ended.json()["suspensions"] == []
    assert await gates_of(house, found.agent.id) == []
    assert (await trainer.post(f"/api/gate-suspensions/{suspension['id']}/end")).status_code == 404
    assert (await house.actions()).count("training.gate_lifted") == 2


async def test_the_dispatcher_refuses_with_the_way_there_until_the_gate_opens(house: House) -> None:
    found = await room(house)
    client, trainer = await house.signed_in(found.agent), await house.signed_in(found.trainer)
    supervisor = await house.signed_in(found.supervisor)
    await trainer.put(
        f"/api/campaigns/{found.campaign_id}/gate", json={"competences": ["c4"], "good_calls": 1}
    )
    await client.post("/api/workstation/resume")
    refused = (await client.post("/api/workstation/next")).json()
    assert (refused["hand_out"], refused["nothing"]["code"]) == (None, "train_first")
    why = (await supervisor.get(f"/api/campaigns/{found.campaign_id}/reachability")).json()
    assert [(each["when"], each["code"], each["count"]) for each in why["reasons"]] == [
        ("later", "training", 3)
    ]
    suggested = (await client.get("/api/practice")).json()["suggested"]
    assert "c4" in shipped()[suggested[0]].competences
    await good_call(client)
    await client.post("/api/workstation/resume")
    handed = (await client.post("/api/workstation/next")).json()
    assert handed["hand_out"]["campaign"]["id"] == str(found.campaign_id)
    second = await house.signed_in(found.second_agent)
    await second.post("/api/workstation/resume")
    assert (await second.post("/api/workstation/next")).json()["nothing"]["code"] == "train_first"


async def test_a_gate_that_is_lifted_for_everybody_is_open_to_newcomers_too(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    path = f"/api/campaigns/{found.campaign_id}/gate"
    await trainer.put(path, json={"competences": ["c4"], "good_calls": 2})
    lifted = await trainer.post(f"{path}/suspensions", json={"reason": "Journée portes ouvertes"})
    async with house.db() as db:
        newcomer = await make_user(db, "agent", site_id=found.site_id)
    client = await house.signed_in(newcomer)
    await client.post("/api/workstation/resume")
    handed = (await client.post("/api/workstation/next")).json()["hand_out"]
    assert handed["campaign"]["id"] == str(found.campaign_id)
    await client.post(f"/api/hand-outs/{handed['id']}/release", json={"reason": "not_now"})
    await trainer.post(f"/api/gate-suspensions/{lifted.json()['suspensions'][0]['id']}/end")
    refused = (await client.post("/api/workstation/next")).json()
    assert refused["nothing"]["code"] == "train_first"


async def test_what_apprentices_read_of_a_trainer_holds_no_contact_data(house: House) -> None:
    found = await room(house)
    trainer = await house.signed_in(found.trainer)
    made = (await trainer.post("/api/referentials", json={"shipped": "crcd"})).json()
    record = {"referential_id": made["id"], "status": "trainee", "languages": ["fr"]}
    learner = f"/api/learners/{found.agent.id}"
    refused = await trainer.put(learner, json=record | {"goals": "Appeler le 0690 12 34 56"})
    assert (refused.status_code, refused.json()["code"]) == (422, "note_holds_contact_data")
    path = f"/api/campaigns/{found.campaign_id}/gate"
    await trainer.put(path, json={"competences": ["c4"], "good_calls": 2})
    refused = await trainer.post(f"{path}/suspensions", json={"reason": "Voir jean@exemple.example"})
    assert refused.status_code == 422
