"""What a call led to: each family's payload, each group's consequence, corrections, notes, the partner's results."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.campaigns.rules import catalogue
from callcenter.kit.ids import alias
from tests.clients import House
from tests.factories import Room, make_room, make_slot
from tests.work import at_work, call, correct, number_of, record, take

LOYALTY = {"decision": "accepted", "score": 9}
AFTER_SALES = {"case_kind": "defect", "resolution": "solved", "satisfaction": 5}


async def make(house: House, purpose: str = "appointment", count: int = 3) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, purpose=purpose, count=count)


@pytest.fixture
async def room(house: House) -> Room:
    return await make(house)


# --- refused ------------------------------------------------------------------------------------------------


async def test_only_the_agent_who_holds_the_contact_records_its_outcome(house: House, room: Room) -> None:
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    hand_out = await call(house, agent)
    nothing = await record(other, str(uuid4()), code="absent")
    for browser, status in (
        (house.browser(), 401),
        (await house.signed_in(room.supervisor), 403),
        (other, 404),
    ):
        assert (await record(browser, hand_out, code="absent")).status_code == status
    assert (await record(other, hand_out, code="absent")).content == nothing.content
    assert await number_of(house, "SELECT count(*) FROM outcomes") == 0


async def test_an_outcome_needs_a_call_that_has_ended(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    assert (await record(agent, hand_out, code="absent")).json()["code"] == "call_first"
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
    assert (await record(agent, hand_out, code="absent")).json()["code"] == "call_running"
    await house.work()
    assert (await record(agent, hand_out, code="absent")).json()["code"] == "call_running"
    await agent.post(f"/api/calls/{started['id']}/hang-up")
    assert (await record(agent, hand_out, code="absent")).status_code == 201
    assert (await record(agent, hand_out, code="absent")).json()["code"] == "hand_out_over"


async def test_a_missing_key_is_refused(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    answer = await agent.post(f"/api/hand-outs/{await call(house, agent)}/outcome", json={"code": "absent"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"code": "unheard_of"}, "outcome_does_not_fit"),
    ({"code": "no_answer"}, "outcome_does_not_fit"),  # somebody answered
    ({"code": "offer_accepted", "loyalty": LOYALTY}, "outcome_does_not_fit"),  # another family
    ({"code": "solved", "after_sales": AFTER_SALES}, "outcome_does_not_fit"),
    ({"code": "booked"}, "details_missing"),
    ({"code": "refused"}, "details_missing"),
    ({"code": "refused", "reason": "unheard_of"}, "details_missing"),
    ({"code": "absent", "reason": "price"}, "details_missing"),
    ({"code": "absent", "loyalty": LOYALTY}, "details_missing"),
    ({"code": "offer_accepted", "loyalty": {"decision": "refused"}}, "details_missing"),
    ({"code": "callback"}, "details_missing"),
    ({"code": "callback", "callback_at": "2020-01-01T10:00:00Z"}, "callback_time"),
    ({"code": "callback", "callback_at": "9999-12-31T23:59:59-14:00"}, "callback_time"),
    ({"code": "callback", "callback_at": "2027-01-01T10:00:00"}, "invalid"),  # no zone
    ({"code": "offer_accepted", "loyalty": {"decision": "accepted", "score": 11}}, "invalid"),
    ({"code": "solved", "after_sales": AFTER_SALES | {"satisfaction": 0}}, "invalid"),
    ({"code": "booked", "appointment": {"slot_id": "x"}}, "invalid"),
    ({"code": "absent", "note": "x" * 241}, "invalid"),
    ({"code": "absent", "note": "rappeler au 06 12 34 56 78"}, "note_holds_contact_data"),
]


async def test_what_does_not_fit_is_refused_and_nothing_is_half_done(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    found = [(given, (await record(agent, hand_out, **given)).json()["code"]) for given, _ in WRONG]
    assert found == WRONG
    gone = await record(agent, hand_out, code="booked", appointment={"slot_id": str(uuid4())})
    assert (gone.status_code, gone.json()["code"]) == (409, "slot_taken")
    page = (await agent.get("/api/workstation")).json()
    assert (page["state"]["name"], page["hand_out"]["id"]) == ("wrap_up", hand_out)
    assert (await record(agent, hand_out, code="absent")).status_code == 201


async def test_another_partners_slot_is_not_for_booking(house: House, room: Room) -> None:
    other = await make(house)
    async with house.db() as db:
        slot = await make_slot(db, other.partner_id, other.site_id)
        past = await make_slot(db, room.partner_id, room.site_id, starts_in=timedelta(minutes=-5))
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    assert (await agent.get(f"/api/hand-outs/{hand_out}/slots")).json() == []
    for id_ in (slot, past):
        answer = await record(agent, hand_out, code="booked", appointment={"slot_id": str(id_)})
        assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")


# --- each family and group ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "given"),
    [
        ("loyalty", {"code": "offer_accepted", "loyalty": LOYALTY}),
        ("loyalty", {"code": "terminated", "loyalty": {"decision": "terminated", "score": 0}}),
        ("loyalty", {"code": "satisfied", "loyalty": {"decision": "kept"}}),
        ("after_sales", {"code": "solved", "after_sales": AFTER_SALES}),
        (
            "after_sales",
            {"code": "complaint", "after_sales": {"case_kind": "billing", "resolution": "escalated"}},
        ),
    ],
)
async def test_a_familys_payload_is_kept_as_it_was_typed(
    house: House, purpose: str, given: dict[str, Any]
) -> None:
    room = await make(house, purpose, 1)
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), **given)).status_code == 201
    async with house.db() as db:
        kept = await db.scalar(text("SELECT details FROM outcomes"))
    assert kept == {name: value for name, value in given.items() if name != "code"}
    assert await house.contact_state(room.customers[0].id) == "done"


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"code": "wrong_number"}, "done"),
        ({"code": "absent"}, "waiting"),
        ({"code": "refused", "reason": "price"}, "waiting"),
        ({"code": "do_not_call"}, "blocked"),
        ({"code": "known_person"}, "review"),
        (
            {"code": "callback", "callback_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()},
            "callback",
        ),
    ],
)
async def test_each_group_sends_the_contact_where_it_belongs(
    house: House, room: Room, given: dict[str, Any], state: str
) -> None:
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), **given)).status_code == 201
    assert await house.contact_state(room.customers[0].id) == state
    assert (await house.actions()).count("outcome.recorded") == 1


async def test_a_callback_due_comes_first_and_to_the_one_who_promised_it(house: House, room: Room) -> None:
    first, second = await at_work(house, room.agent), await at_work(house, room.second_agent)
    hand_out = await call(house, first)
    mine = (await first.get("/api/workstation")).json()["hand_out"]["card"]["reference"]
    when = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert (await record(first, hand_out, code="callback", callback_at=when)).status_code == 201
    async with house.db() as db:
        await db.execute(
            text("UPDATE contacts SET not_before = now() - interval '1 minute' WHERE state = 'callback'")
        )
    theirs = (await second.post("/api/workstation/next")).json()["hand_out"]["card"]["reference"]
    again = (await first.post("/api/workstation/next")).json()["hand_out"]["card"]["reference"]
    assert (again, theirs != mine) == (mine, True)


# --- corrections --------------------------------------------------------------------------------------------


async def test_a_correction_is_a_new_entry_and_frees_what_the_first_took(house: House, room: Room) -> None:
    async with house.db() as db:
        slot = await make_slot(db, room.partner_id, room.site_id)
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    first = await record(agent, await call(house, agent), code="booked", appointment={"slot_id": str(slot)})
    assert await number_of(house, "SELECT booked FROM slots") == 1
    outcome = first.json()["id"]
    assert (await correct(other, outcome, code="absent")).status_code == 404
    key = uuid4()
    answers = [await correct(agent, outcome, key=key, code="absent") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["corrects"] == outcome
    late = await correct(agent, outcome, code="wrong_number")
    assert (late.status_code, late.json()["code"]) == (409, "too_late_to_correct")
    assert await number_of(house, "SELECT booked FROM slots") == 0
    assert await number_of(house, "SELECT count(*) FROM outcomes") == 2
    assert await house.contact_state(room.customers[0].id) == "waiting"


async def test_an_objection_and_yesterdays_outcome_stay_as_they_are(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    objection = (await record(agent, await call(house, agent), code="do_not_call")).json()["id"]
    old = (await record(agent, await call(house, agent), code="absent")).json()["id"]
    async with house.db() as db:
        yesterday = (
            "UPDATE outcomes SET recorded_at = recorded_at - interval '1 day' WHERE id = CAST(:id AS uuid)"
        )
        await db.execute(text(yesterday), {"id": old})
    for outcome in (objection, old):
        answer = await correct(agent, outcome, code="wrong_number")
        assert (answer.status_code, answer.json()["code"]) == (409, "too_late_to_correct")


async def test_a_correction_cannot_take_a_contact_off_the_do_not_call_list(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    outcome = (await record(agent, await call(house, agent), code="absent")).json()["id"]
    async with house.db() as db:
        await db.execute(
            text("UPDATE contacts SET state = 'blocked', reason = 'suppressed' WHERE state = 'waiting'")
        )
    assert (await correct(agent, outcome, code="hung_up")).status_code == 201
    assert await house.contact_state(room.customers[0].id) == "blocked"


async def test_a_contact_in_other_hands_is_not_corrected_under_them(house: House) -> None:
    room = await make(house, count=1)
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    outcome = (await record(agent, await call(house, agent), code="absent")).json()["id"]
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET state = 'ready', not_before = NULL"))
    await take(other)
    answer = await correct(agent, outcome, code="wrong_number")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late_to_correct")
    assert await house.contact_state(room.customers[0].id) == "leased"


# --- notes --------------------------------------------------------------------------------------------------


async def test_a_note_is_sealed_and_reaches_the_partner_only_after_the_supervisors_word(
    house: House, room: Room
) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    notes = ["Préfère le samedi", "Très pressée"]
    for note in notes:
        assert (await record(agent, await call(house, agent), code="absent", note=note)).status_code == 201
    async with house.db() as db:
        stored = bytes(await db.scalar(text("SELECT string_agg(note, '') FROM outcomes")) or b"")
    assert all(note.encode() not in stored for note in notes)
    held = (await supervisor.get("/api/notes")).json()
    assert [line["note"] for line in held] == notes
    assert (await agent.get("/api/notes")).status_code == 403
    assert (await agent.post(f"/api/notes/{held[0]['outcome_id']}/release")).status_code == 403
    other = await make(house, count=1)
    stranger = await house.signed_in(other.supervisor)
    assert (await stranger.get("/api/notes")).json() == []
    assert (await stranger.post(f"/api/notes/{held[0]['outcome_id']}/release")).status_code == 404
    await house.work()
    assert (await supervisor.post(f"/api/notes/{held[0]['outcome_id']}/release")).status_code == 204
    assert (await supervisor.post(f"/api/notes/{held[0]['outcome_id']}/discard")).status_code == 404
    rows = await results(house, room, await house.signed_in(room.partner))
    assert [row[-1] for row in rows[1:]] == [notes[0], ""]


# --- results ------------------------------------------------------------------------------------------------


async def results(house: House, room: Room, partner: httpx.AsyncClient) -> list[list[str]]:
    asked = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    early = await partner.get(f"/api/result-files/{asked['id']}/content")
    assert (early.status_code, early.json()["code"]) == (409, "results_not_ready")
    await house.work()
    assert (await partner.get(f"/api/result-files/{asked['id']}")).json()["state"] == "ready"
    answer = await partner.get(f"/api/result-files/{asked['id']}/content")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


async def test_results_come_by_client_reference_and_without_contact_data(house: House, room: Room) -> None:
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    await record(agent, await call(house, agent), code="refused", reason="price")
    rows = await results(house, room, partner)
    assert rows[0][0] == "référence client"
    assert [row[:4] for row in rows[1:]] == [["REF-00000", "2", "Refus", "Refus"]]
    said = str(rows)
    for customer in room.customers:
        assert customer.phone[3:] not in said
        assert customer.email not in said


async def test_results_are_for_their_partner_alone(house: House, room: Room) -> None:
    other = await make(house, count=1)
    partner, stranger = await house.signed_in(room.partner), await house.signed_in(other.partner)
    asked = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    await house.work()
    assert (await stranger.post(f"/api/campaigns/{room.campaign_id}/result-files")).status_code == 404
    for path in ("", "/content"):
        assert (await stranger.get(f"/api/result-files/{asked['id']}{path}")).status_code == 404
        for person in (room.agent, room.supervisor, room.administrator):
            assert (
                await (await house.signed_in(person)).get(f"/api/result-files/{asked['id']}{path}")
            ).status_code == 403


async def test_formula_cells_are_neutralised(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = ["=cmd|' /C calc'!A0", "+33", "-2+3", "@SUM(1)", "\t=1", "＝1"]
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=len(evil))
    agent, references = await at_work(house, room.agent), iter(evil)
    for _ in evil:
        await record(agent, await call(house, agent), code="absent")
    from callcenter.contacts.jobs import open_contact as opened

    monkeypatch.setattr(
        "callcenter.outcomes.jobs.open_contact",
        lambda keys, row: opened(keys, row) | {"client_reference": next(references)},
    )
    rows = await results(house, room, await house.signed_in(room.partner))
    assert sorted(row[0] for row in rows[1:]) == sorted("'" + cell for cell in evil)


async def test_figures_count_what_is_in_force(house: House, room: Room) -> None:
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    outcome = (await record(agent, await call(house, agent), code="absent")).json()["id"]
    await correct(agent, outcome, code="wrong_number")
    figures = (await partner.get(f"/api/campaigns/{room.campaign_id}/results")).json()
    assert [(line["code"], line["count"]) for line in figures["outcomes"]] == [("wrong_number", 1)]
    assert figures["contacts"] == {"ready": 2, "done": 1}
    assert (await agent.get(f"/api/campaigns/{room.campaign_id}/results")).status_code == 403


async def test_figures_count_each_worked_record_and_agents_have_an_alias(house: House) -> None:
    room = await make(house, purpose="loyalty", count=4)
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    await record(agent, await call(house, agent), code="offer_accepted", loyalty=LOYALTY)
    await record(agent, await call(house, agent), code="refused", reason="price")
    await record(agent, await call(house, agent), code="absent")
    async with house.db() as db:
        await db.execute(
            text("UPDATE contacts SET state = 'ready', not_before = NULL WHERE reason = 'absent'")
        )
        await db.execute(text("UPDATE contacts SET state = 'done' WHERE rank = 3"))
    await record(agent, await call(house, agent), code="wrong_number")  # somebody called before
    answer = await partner.get(f"/api/campaigns/{room.campaign_id}/results")
    found, figures = answer.json(), answer.json()["figures"]
    counts = figures["counts"]
    assert {name: counts[name] for name in ("attempts", "records", "contacts", "argued", "positive")} == {
        "attempts": 4, "records": 4, "contacts": 4, "argued": 2, "positive": 1,
    }  # fmt: skip
    assert (counts["scored"], counts["promoters"], counts["marked"], counts["first_contacts"]) == (1, 1, 0, 3)
    assert (figures["values"]["transform"], figures["values"]["nps"], figures["values"]["csat"]) == (
        0.5,
        100,
        None,
    )
    assert found["advisers"] == [
        {"adviser": alias(room.partner_id, room.agent.id), "outcomes": 4, "positive": 1}
    ]
    assert sum(hour["outcomes"] for hour in found["per_hour"]) == 4
    assert str(room.agent.id) not in answer.text
    progress = (await partner.get("/api/list-progress")).json()
    assert [sum(each["contacts"].values()) for each in progress] == [4]
    other = await make(house, count=1)
    stranger = await house.signed_in(other.partner)
    assert (await stranger.get(f"/api/campaigns/{room.campaign_id}/results")).status_code == 404
    assert [sum(each["contacts"].values()) for each in (await stranger.get("/api/list-progress")).json()] == [
        1
    ]
    assert (await agent.get("/api/list-progress")).status_code == 403


def test_the_catalogue_has_a_key_for_every_choice() -> None:
    from callcenter.campaigns import rules
    from callcenter.partners.schemas import Purpose

    for purpose in Purpose:
        choices = rules.choices(rules.outcomes_for(purpose), "fr")
        assert len({choice.key for choice in choices}) == len(choices)
    assert {outcome.group for outcome in catalogue().values()} >= {"not_reached", "opposition", "safety"}
