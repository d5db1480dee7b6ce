"""Appointments without a call: who may make, move and cancel them, exactly once, never twice, and what follows."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import text

from callcenter.infra.db import sessions
from callcenter.kit import clock
from callcenter.outcomes import confirmations
from tests.clients import House
from tests.factories import Room, make_room, make_slot
from tests.work import at_work, call, correct, number_of, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=2)


async def slot_of(house: House, room: Room, *, days: float = 2, **more: Any) -> UUID:
    async with house.db() as db:
        return await make_slot(db, room.partner_id, room.site_id, starts_in=timedelta(days=days), **more)


async def reference_of(house: House, room: Room, which: int = 0) -> str:
    async with house.db() as db:
        found = text("SELECT reference FROM contacts WHERE id = :id")
        return str(await db.scalar(found, {"id": room.customers[which].id}))


async def contact(house: House, room: Room, which: int = 0) -> Any:
    async with house.db() as db:
        found = text("SELECT * FROM contacts WHERE id = :id")
        return (await db.execute(found, {"id": room.customers[which].id})).one()


async def arrange(
    browser: httpx.AsyncClient, path: str, slot: UUID | None, *, key: UUID | None = None, **more: Any
) -> httpx.Response:
    body = {"reason": "person_asks", **more} | ({"slot_id": str(slot)} if slot else {})
    return await browser.post(path, json=body, headers={"Idempotency-Key": str(key or uuid4())})


async def book(house: House, room: Room, slot: UUID, which: int = 0) -> tuple[httpx.AsyncClient, str]:
    """The supervisor, and the id of the appointment that he or she made without a call."""
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{room.campaign_id}/appointments"
    made = await arrange(supervisor, path, slot, reference=await reference_of(house, room, which))
    assert made.status_code == 201, made.text
    await house.work()
    return supervisor, str(made.json()["id"])


# --- refused ------------------------------------------------------------------------------------------------


async def test_the_sites_supervisor_makes_one_and_moves_it_as_its_partner_does_and_nobody_else(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    slot, later = await slot_of(house, room), await slot_of(house, room, days=3)
    reference = await reference_of(house, room)
    campaign = f"/api/campaigns/{room.campaign_id}/appointments"
    _, made = await book(house, room, slot)
    acts: list[tuple[str, str, UUID | None]] = [
        (f"/api/appointments/{made}/move", made, later),
        (f"/api/appointments/{made}/cancel", made, None),
    ]
    booking = (campaign, str(room.campaign_id), later)
    for path, _, to in [booking, *acts]:
        more: dict[str, Any] = {"reference": reference} if path == campaign else {}
        assert (await arrange(house.browser(), path, to, **more)).status_code == 401
        for person in (room.agent, room.trainer, room.administrator, room.auditor):
            assert (await arrange(await house.signed_in(person), path, to, **more)).status_code == 403, path
    partner = await house.signed_in(room.partner)
    assert (await arrange(partner, campaign, later, reference=reference)).status_code == 403
    for person in (other.supervisor, other.partner):
        stranger = await house.signed_in(person)
        for path, known, to in [booking, *acts] if person is other.supervisor else acts:
            more = {"reference": reference} if path == campaign else {}
            nothing = await arrange(stranger, path.replace(known, str(uuid4())), to, **more)
            theirs = await arrange(stranger, path, to, **more)
            assert (theirs.status_code, theirs.content) == (404, nothing.content), path
    stranger = await house.signed_in(other.supervisor)
    for path in (campaign, f"/api/campaigns/{room.campaign_id}/offered-slots"):
        nothing = await stranger.get(path.replace(str(room.campaign_id), str(uuid4())))
        assert ((await stranger.get(path)).status_code, nothing.status_code) == (404, 404)
    assert await number_of(house, "SELECT sum(booked) FROM slots") == 1


async def test_a_contact_in_hand_closed_for_good_or_with_an_appointment_gets_none(
    house: House, room: Room
) -> None:
    slot, agent = await slot_of(house, room, capacity=3), await at_work(house, room.agent)
    await take(agent)
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{room.campaign_id}/appointments"
    held = await arrange(supervisor, path, slot, reference=await reference_of(house, room))
    assert (held.status_code, held.json()["code"]) == (409, "contact_held")
    async with house.db() as db:
        closed = text("UPDATE contacts SET state = 'blocked', reason = 'do_not_call' WHERE id = :id")
        await db.execute(closed, {"id": room.customers[1].id})
    never = await arrange(supervisor, path, slot, reference=await reference_of(house, room, 1))
    assert (never.status_code, never.json()["code"], never.json()["fields"]) == (
        409,
        "not_bookable",
        [{"field": "reference", "code": "opposition"}],
    )
    async with house.db() as db:
        await db.execute(
            text("UPDATE contacts SET state = 'waiting' WHERE id = :id"), {"id": room.customers[1].id}
        )
    await book(house, room, slot, 1)
    twice = await arrange(supervisor, path, slot, reference=await reference_of(house, room, 1))
    assert (twice.status_code, twice.json()["code"]) == (409, "appointment_ahead")
    unknown = await arrange(supervisor, path, slot, reference="C-0000-0000")
    assert unknown.status_code == 404


# --- made, moved, cancelled ---------------------------------------------------------------------------------


async def test_one_made_without_a_call_is_the_partners_and_ends_the_calling(house: House, room: Room) -> None:
    slot = await slot_of(house, room)
    supervisor, made = await book(house, room, slot)
    row = await contact(house, room)
    assert (row.state, row.reason) == ("done", "booked")
    path = f"/api/campaigns/{room.campaign_id}/appointments"
    [mine] = (await supervisor.get(path)).json()
    assert (mine["id"], mine["reference"], mine["made_in"]) == (made, row.reference, "centre")
    assert (await supervisor.get(path, params={"reference": "C-0000-0000"})).json() == []
    partner = await house.signed_in(room.partner)
    [theirs] = (await partner.get("/api/appointments")).json()
    assert (theirs["client_reference"], theirs["made_in"], theirs["adviser"]) == ("REF-00000", "centre", None)
    asked = await partner.post(f"/api/campaigns/{room.campaign_id}/result-files", json={"format": "json"})
    await house.work()
    content = await partner.get(f"/api/result-files/{asked.json()['id']}/content")
    [line] = content.json()["results"]
    assert (line["outcome"], line["place"], line["appointment_state"]) == ("booked", "Agence", "booked")
    assert "appointment.booked" in await house.actions()


async def test_a_move_frees_the_old_place_and_everything_follows(house: House, room: Room) -> None:
    """Made in a call by the apprentice, moved by the partner, cancelled by the centre."""
    slot, later = await slot_of(house, room), await slot_of(house, room, days=4)
    agent = await at_work(house, room.agent)
    booked = await record(agent, await call(house, agent), code="booked", appointment={"slot_id": str(slot)})
    await house.work()
    first = booked.json()["id"]
    partner, key = await house.signed_in(room.partner), uuid4()
    moved = await arrange(partner, f"/api/appointments/{first}/move", later, key=key)
    assert moved.status_code == 201, moved.text
    again = await arrange(partner, f"/api/appointments/{first}/move", later, key=key)
    assert again.json() == moved.json()
    assert (await arrange(partner, f"/api/appointments/{first}/move", later)).json()[
        "code"
    ] == "appointment_changed"
    late = await correct(agent, first, code="refused", reason="price")
    assert late.json()["code"] == "too_late_to_correct"  # it is no longer the agent's alone
    await house.work()
    assert await number_of(house, "SELECT booked FROM slots WHERE id = :id", id=slot) == 0
    events = {
        str(event["UID"]).split("@")[0]: str(event["STATUS"])
        for event in Calendar.from_ical((await partner.get("/api/appointments.ics")).content).walk("VEVENT")
    }
    second = moved.json()["id"]
    assert events == {first: "CANCELLED", second: "CONFIRMED"}
    states = {one["id"]: one["state"] for one in (await partner.get("/api/appointments")).json()}
    assert states == {first: "moved", second: "booked"}
    supervisor = await house.signed_in(room.supervisor)
    for _ in range(2):  # asked again, it stays cancelled and is told once
        gone = await arrange(supervisor, f"/api/appointments/{second}/cancel", None)
        assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    assert await number_of(house, "SELECT sum(booked) FROM slots") == 0
    assert (await contact(house, room)).reason == "cancelled"
    asked = await partner.post(f"/api/campaigns/{room.campaign_id}/result-files", json={"format": "json"})
    await house.work()
    [line] = (await partner.get(f"/api/result-files/{asked.json()['id']}/content")).json()["results"]
    assert (line["outcome"], line["appointment_at"], line["appointment_state"]) == (
        "booked",
        None,
        "cancelled",
    )
    actions = await house.actions()
    assert (actions.count("appointment.moved"), actions.count("appointment.cancelled")) == (1, 1)


async def test_what_has_begun_is_neither_moved_nor_cancelled(house: House, room: Room) -> None:
    slot, later = await slot_of(house, room), await slot_of(house, room, days=4)
    supervisor, made = await book(house, room, slot)
    async with house.db() as db:
        await db.execute(
            text("UPDATE slots SET starts_at = now() - interval '1 min' WHERE id = :id"), {"id": slot}
        )
    for act, to in (("move", later), ("cancel", None)):
        answer = await arrange(supervisor, f"/api/appointments/{made}/{act}", to)
        assert (answer.status_code, answer.json()["code"]) == (409, "appointment_changed")
    assert (await supervisor.get(f"/api/campaigns/{room.campaign_id}/appointments")).json() == []


# --- at once ------------------------------------------------------------------------------------------------


async def test_two_on_the_last_place_and_the_same_request_twice(house: House, room: Room) -> None:
    last = await slot_of(house, room)
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{room.campaign_id}/appointments"
    references, keys = [await reference_of(house, room, each) for each in (0, 1)], [uuid4(), uuid4()]
    answers = await asyncio.gather(
        *(
            arrange(supervisor, path, last, reference=references[each], key=keys[each])
            for each in (0, 0, 1, 1, 0, 1)
        )
    )
    kinds = sorted(answer.status_code for answer in answers)
    assert kinds == [201, 201, 201, 409, 409, 409]
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert await number_of(house, "SELECT count(*) FROM bookings") == 1
    assert await number_of(house, "SELECT booked FROM slots") == 1


async def test_moves_across_and_a_withdrawal_at_once_leave_every_place_taken_by_whom_it_says(
    house: House, room: Room
) -> None:
    one, other = await slot_of(house, room, capacity=2), await slot_of(house, room, days=3, capacity=2)
    supervisor, first = await book(house, room, one)
    _, second = await book(house, room, other, 1)
    partner = await house.signed_in(room.partner)
    answers = await asyncio.gather(
        arrange(supervisor, f"/api/appointments/{first}/move", other),
        arrange(partner, f"/api/appointments/{second}/move", one),
        arrange(partner, f"/api/appointments/{first}/cancel", None),
        partner.post(f"/api/slots/{one}/withdraw", json={"appointments": 1}),
    )
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    for slot in (one, other):
        held = "SELECT count(*) FROM bookings WHERE state = 'booked' AND slot_id = :id"
        taken = await number_of(house, "SELECT booked FROM slots WHERE id = :id", id=slot)
        assert await number_of(house, held, id=slot) == taken
    assert await number_of(house, "SELECT max(n) FROM (SELECT count(*) AS n FROM bookings WHERE state = 'booked' "
                                  "GROUP BY contact_id) b") <= 1  # fmt: skip


# --- the campaign that confirms -----------------------------------------------------------------------------


async def confirming(house: House, room: Room) -> tuple[httpx.AsyncClient, str, httpx.AsyncClient]:
    """An appointment in two days, made five days ago, that a campaign confirms; its supervisor, and an agent."""
    slot = await slot_of(house, room)
    supervisor, made = await book(house, room, slot)
    body = {"name": "Confirmer", "hours": 72}
    campaign = await supervisor.post(f"/api/campaigns/{room.campaign_id}/confirmation", json=body)
    await supervisor.post(f"/api/campaigns/{campaign.json()['id']}/open")
    await supervisor.post(f"/api/campaigns/{room.campaign_id}/pause")
    async with house.db() as db:
        await db.execute(text("UPDATE bookings SET booked_at = now() - interval '5 days'"))
    await tend(house)
    return supervisor, made, await at_work(house, room.agent)


async def tend(house: House, later: timedelta = timedelta()) -> None:
    async with sessions(house.vault_engine)() as db:
        await confirmations.tend(db, clock.now() + later)
        await db.commit()
    await house.work()


async def test_a_moved_date_is_confirmed_in_its_own_time(house: House, room: Room) -> None:
    supervisor, made, _ = await confirming(house, room)
    assert (await contact(house, room)).reason == "confirmation"
    far, near = await slot_of(house, room, days=9), await slot_of(house, room, days=1)
    moved = await arrange(supervisor, f"/api/appointments/{made}/move", far)
    await house.work()
    row = await contact(house, room)
    assert (row.state, row.reason) == ("callback", "confirmation")
    assert timedelta(days=5) < row.not_before - clock.now() < timedelta(days=6, minutes=1)
    await arrange(supervisor, f"/api/appointments/{moved.json()['id']}/move", near)
    await house.work()
    row = await contact(house, room)
    assert (row.state, row.reason, row.confirmed_in) == (
        "done",
        "moved",
        None,
    )  # agreed just now: nobody calls


@pytest.mark.parametrize("change", ["moved", "cancelled", "begun"])
async def test_a_card_in_hand_is_taken_back_with_a_sentence_that_says_why(
    house: House, room: Room, change: str
) -> None:
    supervisor, made, agent = await confirming(house, room)
    hand_out = await take(agent)
    if change == "begun":
        await tend(house, timedelta(days=2, minutes=1))
    else:
        to = await slot_of(house, room, days=9) if change == "moved" else None
        act = "move" if to else "cancel"
        answer = await arrange(supervisor, f"/api/appointments/{made}/{act}", to)
        assert answer.status_code in {200, 201}, answer.text
        await house.work()
    page = (await agent.get("/api/workstation")).json()
    assert (page["hand_out"], page["state"]["name"]) == (None, "available")
    assert ("L’heure du rendez-vous" if change == "begun" else "déplacé ou annulé") in page["withdrawn"]
    late = await agent.post(f"/api/hand-outs/{hand_out}/call")
    begun = change == "begun"
    assert (late.status_code, late.json()["code"]) == (
        409,
        "appointment_begun" if begun else "appointment_off",
    )
    row = await contact(house, room)
    assert (
        (row.state, row.confirmed_in is None) == ("callback", False) if change == "moved" else ("done", True)
    )


async def test_a_talk_goes_on_and_confirms_only_what_was_read_out(house: House, room: Room) -> None:
    supervisor, made, agent = await confirming(house, room)
    hand_out = await call(house, agent)
    read_out = (await agent.get(f"/api/hand-outs/{hand_out}/appointment")).json()["id"]
    assert read_out == made
    moved = await arrange(supervisor, f"/api/appointments/{made}/move", await slot_of(house, room, days=9))
    await house.work()
    stale = await record(agent, hand_out, code="confirmed", appointment_id=read_out)
    assert (stale.status_code, stale.json()["code"]) == (409, "appointment_gone")
    now = (await agent.get(f"/api/hand-outs/{hand_out}/appointment")).json()["id"]
    assert now == moved.json()["id"]
    assert (await record(agent, hand_out, code="confirmed", appointment_id=now)).status_code == 201
