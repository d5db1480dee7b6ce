"""A partner's appointments: its own alone, by its own reference, as table and calendar; slots changed under them."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import text

from callcenter.kit import clock
from callcenter.kit.ids import alias
from tests.clients import House
from tests.factories import Room, make_room, make_slot
from tests.work import at_work, call, correct, number_of, record


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=4)


async def slot_of(house: House, room: Room, *, capacity: int = 2, **more: Any) -> UUID:
    async with house.db() as db:
        return await make_slot(db, room.partner_id, room.site_id, capacity=capacity, **more)


async def book(house: House, agent: httpx.AsyncClient, slot: UUID, code: str = "booked") -> str:
    answer = await record(agent, await call(house, agent), code=code, appointment={"slot_id": str(slot)})
    assert answer.status_code == 201, answer.text
    await house.work()
    return str(answer.json()["id"])


# --- refused ------------------------------------------------------------------------------------------------


async def test_appointments_are_for_their_partner_alone(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    slot = await slot_of(house, room)
    await book(house, await at_work(house, room.agent), slot)
    stranger = await house.signed_in(other.partner)
    assert (await stranger.get("/api/appointments")).json() == []
    empty = Calendar.from_ical((await stranger.get("/api/appointments.ics")).content)
    assert list(empty.walk("VEVENT")) == []
    ways: list[tuple[str, str, Any]] = [
        ("GET", f"/api/slots/{slot}/appointments", None),
        ("POST", f"/api/slots/{slot}/withdraw", {"appointments": 1}),
        ("PATCH", f"/api/slots/{slot}", {"capacity": 3}),
    ]
    for method, path, body in ways:
        nothing = await stranger.request(method, path.replace(str(slot), str(uuid4())), json=body)
        theirs = await stranger.request(method, path, json=body)
        assert (theirs.status_code, theirs.content) == (404, nothing.content)
    for person in (room.agent, room.supervisor, room.trainer, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        for method, path, body in [
            *ways,
            ("GET", "/api/appointments", None),
            ("GET", "/api/appointments.ics", None),
        ]:
            assert (await browser.request(method, path, json=body)).status_code == 403, path
    assert (await house.browser().get("/api/appointments.ics")).status_code == 401
    assert await number_of(house, "SELECT booked FROM slots") == 1


# --- the table ----------------------------------------------------------------------------------------------


async def test_an_appointment_comes_by_the_partners_reference_and_names_nobody(
    house: House, room: Room
) -> None:
    slot = await slot_of(house, room)
    await book(house, await at_work(house, room.agent), slot)
    answer = await (await house.signed_in(room.partner)).get("/api/appointments")
    [found] = answer.json()
    assert (found["client_reference"], found["state"], found["place"]) == ("REF-00000", "booked", "Agence")
    assert found["adviser"] == alias(room.partner_id, room.agent.id) != alias(uuid4(), room.agent.id)
    said = answer.text
    assert str(room.agent.id) not in said
    for customer in room.customers:
        for secret in (
            customer.phone[3:],
            customer.email,
            customer.street,
            customer.last_name,
            str(customer.id),
        ):
            assert secret not in said


async def test_before_the_vault_has_written_it_the_reference_is_absent_and_nothing_breaks(
    house: House, room: Room
) -> None:
    slot = await slot_of(house, room)
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    await record(agent, await call(house, agent), code="booked", appointment={"slot_id": str(slot)})
    assert (await partner.get("/api/appointments")).json()[0]["client_reference"] is None
    await house.work()
    assert (await partner.get("/api/appointments")).json()[0]["client_reference"] == "REF-00000"
    async with house.db() as db:
        await db.execute(text("DELETE FROM list_view_keys"))  # as when the list is shredded
    assert (await partner.get("/api/appointments")).json()[0]["client_reference"] is None


async def test_the_reference_is_sealed_where_it_lies_and_opens_nowhere_else(house: House, room: Room) -> None:
    slot = await slot_of(house, room)
    agent = await at_work(house, room.agent)
    first, second = await book(house, agent, slot), await book(house, agent, slot)
    async with house.db() as db:
        stored = bytes(await db.scalar(text("SELECT string_agg(client_reference, '') FROM bookings")) or b"")
        assert b"REF-0" not in stored
        swap = "UPDATE bookings SET client_reference = (SELECT client_reference FROM bookings WHERE outcome_id = "
        await db.execute(text(f"{swap}CAST(:one AS uuid)) WHERE outcome_id = CAST(:other AS uuid)"),
                         {"one": first, "other": second})  # fmt: skip
    answer = await (await house.signed_in(room.partner)).get("/api/appointments")
    assert (answer.status_code, answer.json()["code"]) == (500, "seal_broken")


async def test_each_appointment_says_where_it_stands(house: House, room: Room) -> None:
    slot, later = (
        await slot_of(house, room, capacity=4),
        await slot_of(house, room, starts_in=timedelta(days=2)),
    )
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    booked = await book(house, agent, slot)
    wrong = await book(house, agent, slot)
    await correct(agent, wrong, code="absent")
    past = await book(house, agent, slot)
    async with house.db() as db:
        over = "starts_at = now() - interval '2 h', ends_at = now() - interval '1 h'"
        await db.execute(text(f"UPDATE slots SET {over} WHERE id = :id"), {"id": slot})
        await db.execute(
            text("UPDATE contacts SET state = 'done' WHERE state = 'ready'")
        )  # the others come first
        of = "(SELECT contact_id FROM outcomes WHERE id = CAST(:id AS uuid))"
        again = f"CASE WHEN id = {of} THEN 'ready' ELSE 'done' END"
        await db.execute(text(f"UPDATE contacts SET state = {again}"), {"id": booked})
    assert (await partner.get("/api/appointments")).json() == []
    moved = await book(house, agent, later, code="moved")
    since = (datetime.now(UTC) - timedelta(days=7)).isoformat()
    found = (await partner.get("/api/appointments", params={"since": since})).json()
    states = {one["id"]: one["state"] for one in found}
    assert {booked, wrong, past, moved} == states.keys()
    assert states[wrong] == "cancelled"
    assert states[past] == "over"
    assert (states[booked], states[moved]) == ("moved", "booked")


# --- the calendar -------------------------------------------------------------------------------------------


async def test_the_calendar_holds_reference_slot_and_state_and_no_customer(house: House, room: Room) -> None:
    slot = await slot_of(house, room)
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    kept = await book(house, agent, slot)
    called_off = await book(house, agent, slot)
    await correct(agent, called_off, code="absent")
    answer = await partner.get("/api/appointments.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="rendez-vous_societe-')
    assert answer.headers["cache-control"] == "no-store"
    events = {str(e["UID"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert set(events) == {f"{kept}@callcenter", f"{called_off}@callcenter"}
    first = events[f"{kept}@callcenter"]
    assert (str(first["SUMMARY"]), str(first["LOCATION"]), str(first["STATUS"])) == (
        "Rendez-vous · REF-00000",
        "Agence",
        "CONFIRMED",
    )
    async with house.db() as db:
        starts = await db.scalar(text("SELECT starts_at FROM slots"))
    assert abs(first.decoded("DTSTART") - starts) < timedelta(seconds=1)
    assert str(events[f"{called_off}@callcenter"]["STATUS"]) == "CANCELLED"
    said = answer.text
    for customer in room.customers:
        for secret in (
            customer.phone[3:],
            customer.email,
            customer.street,
            customer.last_name,
            str(customer.id),
        ):
            assert secret not in said
    assert "appointments.downloaded" in await house.actions()


async def test_a_place_or_a_reference_cannot_write_further_lines_into_the_calendar(
    house: House, room: Room
) -> None:
    slot = await slot_of(house, room)
    async with house.db() as db:
        evil = "Agence\r\nATTENDEE:mailto:x@example.org;,\\n"
        await db.execute(text("UPDATE slots SET place = :place"), {"place": evil})
    await book(house, await at_work(house, room.agent), slot)
    content = (await (await house.signed_in(room.partner)).get("/api/appointments.ics")).content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert "mailto:x@example.org;," in str(event["LOCATION"])


# --- slots under appointments -------------------------------------------------------------------------------


async def test_a_slot_changes_but_never_below_nor_away_from_what_is_booked(house: House, room: Room) -> None:
    slot = await slot_of(house, room, capacity=3)
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)

    async def change(**what: Any) -> tuple[int, str | None]:
        answer = await partner.patch(f"/api/slots/{slot}", json=what)
        return answer.status_code, answer.json().get("code")

    start = datetime.now(UTC) + timedelta(days=3)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    assert await change(**times, place="Ailleurs") == (200, None)
    for wrong in (
        {},
        {"starts_at": times["starts_at"]},
        {"capacity": 0},
        {"capacity": 51},
        {"place": " "},
        {"x": 1},
    ):
        assert await change(**wrong) == (422, "invalid"), wrong
    past = {"starts_at": "2020-01-01T09:00:00Z", "ends_at": "2020-01-01T10:00:00Z"}
    assert await change(**past) == (422, "slot_invalid")
    await book(house, agent, slot)
    await book(house, agent, slot)
    assert await change(capacity=1) == (409, "slot_below_booked")
    assert await change(**times) == (409, "slot_in_use")
    assert await change(place="Plus loin") == (409, "slot_in_use")
    assert await change(capacity=2) == (200, None)
    assert await change(closed=True, capacity=4) == (200, None)
    [shown] = (await partner.get("/api/slots")).json()
    assert (shown["place"], shown["capacity"], shown["booked"], shown["closed"]) == ("Ailleurs", 4, 2, True)
    hand_out = await call(house, agent)
    assert (await agent.get(f"/api/hand-outs/{hand_out}/slots")).json() == []
    refused = await record(agent, hand_out, code="booked", appointment={"slot_id": str(slot)})
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert await change(closed=False) == (200, None)
    assert len((await agent.get(f"/api/hand-outs/{hand_out}/slots")).json()) == 1


async def test_a_slot_is_not_booked_later_than_its_partner_wants_to_know(house: House, room: Room) -> None:
    near = await slot_of(house, room, starts_in=timedelta(hours=3), notice=4 * 60)
    ahead = await slot_of(house, room, starts_in=timedelta(hours=5), notice=4 * 60)
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    hand_out = await call(house, agent)
    [free] = (await agent.get(f"/api/hand-outs/{hand_out}/slots")).json()
    assert (free["id"], free["zone"], free["place_zone"]) == (str(ahead), "Europe/Paris", "Europe/Paris")
    late = await record(agent, hand_out, code="booked", appointment={"slot_id": str(near)})
    assert (late.status_code, late.json()["code"]) == (409, "slot_taken")
    refused = await partner.patch(f"/api/slots/{near}", json={"notice_minutes": 20_161})
    assert refused.status_code == 422
    changed = await partner.patch(f"/api/slots/{near}", json={"notice_minutes": 60})
    assert (changed.status_code, changed.json()["notice_minutes"]) == (200, 60)
    assert (
        await record(agent, hand_out, code="booked", appointment={"slot_id": str(near)})
    ).status_code == 201


async def test_a_booked_slot_goes_only_with_the_appointments_the_partner_has_seen(
    house: House, room: Room
) -> None:
    slot = await slot_of(house, room)
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    await book(house, agent, slot)
    assert (await partner.delete(f"/api/slots/{slot}")).json()["code"] == "slot_in_use"
    [concerned] = (await partner.get(f"/api/slots/{slot}/appointments")).json()
    await book(house, agent, slot)
    early = await partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 1})
    assert (early.status_code, early.json()["code"]) == (409, "slot_changed_meanwhile")
    gone = (await partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 2})).json()
    assert {one["client_reference"] for one in gone} == {"REF-00000", "REF-00001"}
    assert concerned["id"] in {one["id"] for one in gone}
    assert {one["state"] for one in gone} == {"withdrawn"}
    assert (await partner.get("/api/slots")).json() == []
    assert (await partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 0})).status_code == 404
    events = Calendar.from_ical((await partner.get("/api/appointments.ics")).content).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CANCELLED"] * 2
    assert "slot.withdrawn" in await house.actions()


async def test_a_booking_and_a_withdrawal_at_once_never_leave_an_appointment_without_a_slot(
    house: House, room: Room
) -> None:
    slot = await slot_of(house, room)
    agents = [await at_work(house, person) for person in (room.agent, room.second_agent)]
    partner = await house.signed_in(room.partner)
    hand_outs = [await call(house, agent) for agent in agents]
    place = {"slot_id": str(slot)}
    withdrawn, *booked = await asyncio.gather(
        partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 0}),
        *(
            record(agent, one, code="booked", appointment=place)
            for agent, one in zip(agents, hand_outs, strict=True)
        ),
    )
    held = await number_of(house, "SELECT count(*) FROM bookings WHERE state = 'booked'")
    assert held == await number_of(house, "SELECT booked FROM slots")
    assert held == sum(answer.status_code == 201 for answer in booked)
    assert (withdrawn.status_code == 200) == (held == 0)


async def test_a_slot_has_the_clock_of_its_place(house: House, room: Room) -> None:
    """A partner in Paris receives in Guadeloupe."""
    partner, agent = await house.signed_in(room.partner), await at_work(house, room.agent)
    starts = (clock.now() + timedelta(days=9)).replace(hour=13, minute=0, second=0, microsecond=0)
    new = {
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(minutes=30)).isoformat(),
        "place": "Jarry",
    }
    made = await partner.post(
        "/api/slots", json=[new | {"zone": "America/Guadeloupe"}, new | {"place": "Lyon"}]
    )
    assert made.status_code == 201, made.text
    there, here = made.json()
    assert (there["zone"], here["zone"]) == ("America/Guadeloupe", "Europe/Paris")
    assert (await partner.post("/api/slots", json=[new | {"zone": "Atlantis"}])).status_code == 422
    hand_out = await call(house, agent)
    free = (await agent.get(f"/api/hand-outs/{hand_out}/slots")).json()
    assert {each["place"]: each["place_zone"] for each in free} == {
        "Jarry": "America/Guadeloupe",
        "Lyon": "Europe/Paris",
    }
    moved = await partner.patch(f"/api/slots/{here['id']}", json={"zone": "Indian/Reunion"})
    assert moved.json()["zone"] == "Indian/Reunion"
    booked = await record(agent, hand_out, code="booked", appointment={"slot_id": there["id"]})
    assert booked.status_code == 201
    [shown] = (await partner.get("/api/appointments")).json()
    assert shown["zone"] == "America/Guadeloupe"
    late = await partner.patch(f"/api/slots/{there['id']}", json={"zone": "Europe/Paris"})
    assert (late.status_code, late.json()["code"]) == (409, "slot_in_use")
