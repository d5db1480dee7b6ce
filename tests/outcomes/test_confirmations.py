"""Appointments to confirm: whose campaign may be made, who is called and from when, and what an outcome does."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.calls.rules import Apprentice
from callcenter.calls.verdicts import Facts, decide
from callcenter.contacts import service as contacts
from callcenter.infra.db import sessions
from callcenter.kit import clock
from callcenter.outcomes import confirmations
from tests.clients import House
from tests.factories import PASSPHRASE, Room, make_room, make_slot
from tests.work import at_work, call, correct, number_of, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def source_of(house: House) -> UUID:
    async with house.db() as db:
        return UUID(str(await db.scalar(text("SELECT id FROM campaigns WHERE confirms IS NULL LIMIT 1"))))


async def confirm(house: House, room: Room, *, hours: int = 72, state: str = "open") -> UUID:
    """A campaign that confirms the room's appointments."""
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/campaigns/{await source_of(house)}/confirmation"
    made = await supervisor.post(path, json={"name": "Confirmer les rendez-vous", "hours": hours})
    assert made.status_code == 201, made.text
    if state != "draft":
        opened = await supervisor.post(f"/api/campaigns/{made.json()['id']}/open")
        assert opened.status_code == 200, opened.text
    return UUID(made.json()["id"])


async def slot_of(house: House, room: Room, *, days: float, **more: Any) -> UUID:
    async with house.db() as db:
        return await make_slot(db, room.partner_id, room.site_id, starts_in=timedelta(days=days), **more)


async def booked(
    house: House, room: Room, *, ahead: float = 2, ago: float = 5
) -> tuple[UUID, httpx.AsyncClient]:
    """An appointment `ahead` days from now that was made `ago` days before now; its slot, and an agent at work."""
    slot, agent = await slot_of(house, room, days=ahead), await at_work(house, room.agent)
    hand_out = await call(house, agent)
    answer = await record(agent, hand_out, code="booked", appointment={"slot_id": str(slot)})
    assert answer.status_code == 201, answer.text
    await house.work()
    async with house.db() as db:
        values = {"at": clock.now() - timedelta(days=ago)}
        await db.execute(text("UPDATE outcomes SET recorded_at = :at"), values)
        await db.execute(text("UPDATE bookings SET booked_at = :at"), values)
        await db.execute(text("UPDATE hand_outs SET ended_at = :at"), values)
    return slot, agent


async def tend(house: House, now: datetime | None = None) -> None:
    async with sessions(house.vault_engine)() as db:
        await confirmations.tend(db, now or clock.now())
        await db.commit()
    await house.work()


async def contact(house: House) -> Any:
    async with house.db() as db:
        return (await db.execute(text("SELECT * FROM contacts"))).one()


async def nobody(agent: httpx.AsyncClient) -> bool:
    return (await agent.post("/api/workstation/next")).json()["hand_out"] is None


# --- refused ------------------------------------------------------------------------------------------------


async def test_the_sites_supervisor_alone_makes_one(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    path, body = f"/api/campaigns/{room.campaign_id}/confirmation", {"name": "Confirmer"}
    assert (await house.browser().post(path, json=body)).status_code == 401
    for person in (room.agent, room.partner, room.trainer, room.administrator, room.auditor):
        assert (await (await house.signed_in(person)).post(path, json=body)).status_code == 403
    stranger = await house.signed_in(other.supervisor)
    nothing = await stranger.post(f"/api/campaigns/{uuid4()}/confirmation", json=body)
    theirs = await stranger.post(path, json=body)
    assert (theirs.status_code, theirs.content) == (404, nothing.content)
    own = await house.signed_in(room.supervisor)
    assert (await own.post(path, json=body | {"hours": 0})).status_code == 422
    made = await own.post(path, json=body)
    assert (made.status_code, made.json()["state"], made.json()["confirm_hours"]) == (201, "draft", 72)
    assert made.json()["confirms"] == str(room.campaign_id)
    again = await own.post(path, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_confirm")
    of_its_own = await own.post(f"/api/campaigns/{made.json()['id']}/confirmation", json=body)
    assert of_its_own.json()["code"] == "nothing_to_confirm"
    hours = await own.patch(f"/api/campaigns/{room.campaign_id}", json={"confirm_hours": 24})
    assert (hours.status_code, hours.json()["code"]) == (409, "campaign_state")


async def test_the_appointment_is_for_who_has_the_contact_in_hand(house: House, room: Room) -> None:
    await booked(house, room)
    await confirm(house, room)
    await tend(house)
    agent = await house.signed_in(room.agent)
    hand_out = await take(agent)
    path = f"/api/hand-outs/{hand_out}/appointment"
    assert (await house.browser().get(path)).status_code == 401
    assert (await (await house.signed_in(room.supervisor)).get(path)).status_code == 403
    other = await house.signed_in(room.second_agent)
    nothing = await other.get(f"/api/hand-outs/{uuid4()}/appointment")
    theirs = await other.get(path)
    assert (theirs.status_code, theirs.content) == (404, nothing.content)
    mine = (await agent.get(path)).json()
    assert (mine["place"], mine["zone"], mine["place_zone"]) == ("Agence", "Europe/Paris", "Europe/Paris")


async def test_a_list_is_not_given_to_a_campaign_of_confirmations(house: House, room: Room) -> None:
    campaign = await confirm(house, room)
    async with house.db() as db:
        list_id = await db.scalar(text("SELECT id FROM call_lists"))
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/call-lists/{list_id}/campaign"
    answer = await supervisor.put(path, json={"campaign_id": str(campaign)})
    assert (answer.status_code, answer.json()["code"]) == (409, "campaign_mismatch")


# --- when ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead", "ago", "hours", "expected"),
    [
        (2, 5, 72, "now"),  # made long ago, two days ahead
        (5, 5, 72, "later"),  # its three days have not begun: the screen says from when
        (2, 0.5, 72, "never"),  # made inside the three days: agreed just now
        (1, 2, 24, "now"),  # a day before
    ],
)
async def test_it_is_called_from_the_hours_before(
    house: House, room: Room, ahead: float, ago: float, hours: int, expected: str
) -> None:
    slot, agent = await booked(house, room, ahead=ahead, ago=ago)
    campaign = await confirm(house, room, hours=hours)
    await tend(house)
    supervisor = await house.signed_in(room.supervisor)
    found = (await supervisor.get(f"/api/campaigns/{campaign}/reachability")).json()
    counted = {when: found[when] for when in ("now", "later", "never")}
    assert counted == {"now": 0, "later": 0, "never": 0} | ({} if expected == "never" else {expected: 1})
    there = (await supervisor.get(f"/api/campaigns/{room.campaign_id}/reachability")).json()
    assert there["never"] == (expected == "never")  # in one place only
    if expected == "later":
        async with house.db() as db:
            starts = await db.scalar(text("SELECT starts_at FROM slots WHERE id = :id"), {"id": slot})
        [reason] = found["reasons"]
        assert reason["code"] == "confirmation"
        assert datetime.fromisoformat(reason["next_at"]) == starts - timedelta(hours=hours)
    assert await nobody(agent) == (expected != "now")


async def test_paused_it_calls_nobody_and_closed_it_gives_back(house: House, room: Room) -> None:
    _, agent = await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    supervisor = await house.signed_in(room.supervisor)
    await supervisor.post(f"/api/campaigns/{campaign}/pause")
    assert await nobody(agent)
    await supervisor.post(f"/api/campaigns/{campaign}/close")
    await tend(house)
    held = await contact(house)
    assert (held.state, held.reason, held.confirmed_in) == ("done", "booked", None)


async def test_it_goes_on_when_the_appointment_campaign_is_closed(house: House, room: Room) -> None:
    _, agent = await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    await (await house.signed_in(room.supervisor)).post(f"/api/campaigns/{room.campaign_id}/close")
    await take(agent)
    assert (await agent.get("/api/workstation")).json()["hand_out"]["campaign"]["id"] == str(campaign)


async def test_other_hours_move_what_waits(house: House, room: Room) -> None:
    _, agent = await booked(house, room, ahead=2)
    campaign = await confirm(house, room, hours=24)
    await tend(house)
    assert await nobody(agent)
    supervisor = await house.signed_in(room.supervisor)
    await supervisor.patch(f"/api/campaigns/{campaign}", json={"confirm_hours": 72})
    await house.work()
    await take(agent)


async def test_the_law_holds_as_for_everybody(house: House, room: Room) -> None:
    await booked(house, room)
    await confirm(house, room)
    async with house.db() as db:
        past = "SELECT id FROM dialled_numbers LIMIT 1"
        await db.execute(
            text(
                "INSERT INTO number_events (number_id, kind, at, partner_id, site_id, campaign_id, source_id) "
                f"SELECT ({past}), 'attempt', now() - interval '1 day', partner_id, site_id, "
                "campaign_id, gen_random_uuid() FROM number_events CROSS JOIN generate_series(1, 3) LIMIT 3"
            )
        )
    await tend(house)
    held = await contact(house)
    assert held.state == "callback"
    assert held.not_before > clock.now() + timedelta(days=20)  # four attempts in 30 days


async def test_when_the_slot_begins_it_is_over(house: House, room: Room) -> None:
    await booked(house, room)
    await confirm(house, room)
    await tend(house)
    await tend(house, clock.now() + timedelta(days=2, minutes=1))
    held = await contact(house)
    assert (held.state, held.reason, held.confirmed_in) == ("done", "unconfirmed", None)


# --- the call -----------------------------------------------------------------------------------------------


async def states(house: House, room: Room) -> list[str]:
    found = await (await house.signed_in(room.partner)).get("/api/appointments")
    return sorted(each["state"] for each in found.json())


async def test_a_confirmed_appointment_stands_and_counts_in_the_campaign(house: House, room: Room) -> None:
    _, agent = await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    hand_out = await call(house, agent)
    card = (await agent.get("/api/workstation")).json()["hand_out"]
    assert card["campaign"]["confirms"] is True
    assert "recall" in [step["id"] for step in card["script"]["steps"]]
    codes = {each["code"] for each in card["outcomes"]}
    assert {"confirmed", "moved", "cancelled", "do_not_call"} <= codes
    assert not codes & {"booked", "refused", "already_customer"}
    wrong = await record(agent, hand_out, code="refused", reason="price")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "outcome_does_not_fit")
    assert (await record(agent, hand_out, code="confirmed")).status_code == 201
    await tend(house)
    held = await contact(house)
    assert (held.state, held.reason) == ("done", "confirmed")
    assert await states(house, room) == ["confirmed"]
    results = await (await house.signed_in(room.partner)).get(f"/api/campaigns/{campaign}/results")
    assert [(each["code"], each["count"]) for each in results.json()["outcomes"]] == [("confirmed", 1)]
    assert results.json()["contacts"] == {"done": 1}
    assert await nobody(agent)


async def test_a_moved_appointment_frees_its_place_and_is_confirmed_in_its_own_time(
    house: House, room: Room
) -> None:
    old, agent = await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    new = await slot_of(house, room, days=10)
    hand_out = await call(house, agent)
    moved = await record(agent, hand_out, code="moved", appointment={"slot_id": str(new)})
    assert moved.status_code == 201, moved.text
    assert await number_of(house, "SELECT booked FROM slots WHERE id = :id", id=old) == 0
    await tend(house)
    held = await contact(house)
    assert (held.state, held.reason, held.confirmed_in) == ("callback", "confirmation", campaign)
    assert held.not_before > clock.now() + timedelta(days=6)
    assert await states(house, room) == ["booked", "moved"]


async def test_a_cancelled_one_leaves_the_place_to_others(house: House, room: Room) -> None:
    slot, agent = await booked(house, room)
    await confirm(house, room)
    await tend(house)
    assert (await record(agent, await call(house, agent), code="cancelled")).status_code == 201
    await tend(house)
    assert await number_of(house, "SELECT booked FROM slots WHERE id = :id", id=slot) == 0
    assert await states(house, room) == ["cancelled"]
    assert (await contact(house)).reason == "cancelled"


async def test_who_was_there_but_busy_is_tried_again_in_the_same_campaign(house: House, room: Room) -> None:
    _, agent = await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    assert (await record(agent, await call(house, agent), code="absent")).status_code == 201
    held = await contact(house)
    assert (held.state, held.reason, held.confirmed_in) == ("waiting", "absent", campaign)
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET not_before = now()"))
    async with sessions(house.vault_engine)() as db:
        await contacts.promote_due(db, clock.now())
        await db.commit()
    assert (await contact(house)).state == "callback"
    await take(agent)
    assert (await agent.get("/api/workstation")).json()["hand_out"]["campaign"]["id"] == str(campaign)


async def test_given_back_it_stays_to_be_confirmed(house: House, room: Room) -> None:
    _, agent = await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    hand_out = await take(agent)
    await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "not_now"})
    held = await contact(house)
    assert (held.state, held.reason, held.confirmed_in) == ("callback", "confirmation", campaign)
    assert held.not_before > clock.now()


async def test_the_first_outcome_can_still_be_corrected(house: House, room: Room) -> None:
    _, agent = await booked(house, room, ahead=9, ago=0)
    await confirm(house, room)
    await tend(house)
    assert (await contact(house)).reason == "confirmation"
    async with house.db() as db:
        first = await db.scalar(text("SELECT id FROM outcomes"))
    changed = await correct(agent, str(first), code="refused", reason="price")
    assert changed.status_code == 201, changed.text
    await tend(house)
    held = await contact(house)
    assert (held.state, held.reason, held.confirmed_in) == ("waiting", "refused", None)


# --- races --------------------------------------------------------------------------------------------------


async def test_a_slot_withdrawn_while_the_contact_is_in_hand_is_not_confirmed(
    house: House, room: Room
) -> None:
    slot, agent = await booked(house, room)
    await confirm(house, room)
    await tend(house)
    hand_out = await call(house, agent)
    partner = await house.signed_in(room.partner)
    gone = await partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 1})
    assert gone.status_code == 200, gone.text
    await tend(house)
    assert (await contact(house)).state == "leased"  # in somebody's hands it stays there
    assert (await agent.get(f"/api/hand-outs/{hand_out}/appointment")).json() is None
    late = await record(agent, hand_out, code="confirmed")
    assert (late.status_code, late.json()["code"]) == (409, "appointment_gone")
    new = await slot_of(house, room, days=10)
    moved = await record(agent, hand_out, code="moved", appointment={"slot_id": str(new)})
    assert moved.status_code == 201, moved.text


async def test_a_withdrawal_and_a_confirmation_at_once_never_both_hold(house: House, room: Room) -> None:
    slot, agent = await booked(house, room)
    await confirm(house, room)
    await tend(house)
    hand_out = await call(house, agent)
    partner = await house.signed_in(room.partner)
    gone, kept = await asyncio.gather(
        partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 1}),
        record(agent, hand_out, code="confirmed"),
    )
    assert gone.status_code == 200
    assert kept.status_code in {201, 409}
    assert await states(house, room) == ["withdrawn"]


async def test_a_withdrawn_slot_takes_its_contact_out(house: House, room: Room) -> None:
    slot, agent = await booked(house, room)
    await confirm(house, room)
    await tend(house)
    partner = await house.signed_in(room.partner)
    gone = await partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 1})
    assert gone.status_code == 200, gone.text
    await tend(house)
    held = await contact(house)
    assert (held.state, held.reason, held.confirmed_in) == ("done", "unconfirmed", None)
    assert await nobody(agent)


# --- over the territories, and on the nights when clocks change ---------------------------------------------

PARIS, GUADELOUPE, MARTINIQUE = "Europe/Paris", "America/Guadeloupe", "America/Martinique"
GUYANE, REUNION, MAYOTTE = "America/Cayenne", "Indian/Reunion", "Indian/Mayotte"

CLOCKS = [  # contact's zone, the appointment on the clock of its place, hours, from when, first lawful moment (UTC)
    # November: hours that passed, whatever the walls show; D.223-9 on the customer's own clock, 10-13 and 14-20.
    (PARIS, "2026-11-19T10:00+01:00", 48, "2026-11-17T09:00Z", "2026-11-17T09:00Z"),
    (GUADELOUPE, "2026-11-19T10:00-04:00", 48, "2026-11-17T14:00Z", "2026-11-17T14:00Z"),
    (MARTINIQUE, "2026-11-19T10:00-04:00", 48, "2026-11-17T14:00Z", "2026-11-17T14:00Z"),
    (GUYANE, "2026-11-19T10:00-03:00", 48, "2026-11-17T13:00Z", "2026-11-17T13:00Z"),
    (REUNION, "2026-11-19T10:00+04:00", 48, "2026-11-17T06:00Z", "2026-11-17T06:00Z"),
    (MAYOTTE, "2026-11-19T10:00+03:00", 48, "2026-11-17T07:00Z", "2026-11-17T07:00Z"),
    # A place in Paris, customers overseas: due at 10:00 in Paris, called when their own day allows it.
    (GUADELOUPE, "2026-11-19T10:00+01:00", 48, "2026-11-17T09:00Z", "2026-11-17T14:00Z"),
    (GUYANE, "2026-11-19T10:00+01:00", 48, "2026-11-17T09:00Z", "2026-11-17T13:00Z"),
    (REUNION, "2026-11-19T10:00+01:00", 48, "2026-11-17T09:00Z", "2026-11-17T10:00Z"),  # 13:00 there: lunch
    (MAYOTTE, "2026-11-19T10:00+01:00", 48, "2026-11-17T09:00Z", "2026-11-17T09:00Z"),
    # July: Paris is an hour nearer to the islands.
    (PARIS, "2026-07-16T10:00+02:00", 24, "2026-07-15T08:00Z", "2026-07-15T08:00Z"),
    (GUADELOUPE, "2026-07-16T10:00+02:00", 24, "2026-07-15T08:00Z", "2026-07-15T14:00Z"),
    (REUNION, "2026-07-16T10:00+02:00", 24, "2026-07-15T08:00Z", "2026-07-15T08:00Z"),
    # The night of 25 October 2026 has 25 hours in Paris: 72 hours before Monday 9:00 is Friday 10:00 there.
    (PARIS, "2026-10-26T09:00+01:00", 72, "2026-10-23T08:00Z", "2026-10-23T08:00Z"),
    (GUADELOUPE, "2026-10-26T09:00-04:00", 72, "2026-10-23T13:00Z", "2026-10-23T14:00Z"),
    # 24 hours before Monday 10:00 is a Sunday: Monday at 10:00, when it begins, is too late and nobody is called.
    (PARIS, "2026-10-26T10:00+01:00", 24, "2026-10-25T09:00Z", None),
    # The night of 28 March 2027 has 23 hours, and Monday is Easter Monday.
    (PARIS, "2027-03-30T15:00+02:00", 96, "2027-03-26T13:00Z", "2027-03-26T13:00Z"),
    (PARIS, "2027-03-30T15:00+02:00", 48, "2027-03-28T13:00Z", "2027-03-30T08:00Z"),
    (REUNION, "2027-03-30T15:00+04:00", 48, "2027-03-28T11:00Z", "2027-03-30T06:00Z"),
    # 27 May in Guadeloupe is a holiday of its own, and none in Martinique.
    (GUADELOUPE, "2027-05-28T15:00-04:00", 24, "2027-05-27T19:00Z", "2027-05-28T14:00Z"),
    (MARTINIQUE, "2027-05-28T15:00-04:00", 24, "2027-05-27T19:00Z", "2027-05-27T19:00Z"),
]


@pytest.mark.parametrize(("zone", "starts", "hours", "due", "lawful"), CLOCKS)
async def test_due_by_the_hours_before_and_called_when_the_customers_own_day_allows_it(
    house: House, room: Room, zone: str, starts: str, hours: int, due: str, lawful: str | None
) -> None:
    slot, _ = await booked(house, room, ahead=20, ago=30)
    campaign = await confirm(house, room, hours=hours)
    begins = datetime.fromisoformat(starts)
    async with house.db() as db:
        values = {"id": slot, "at": begins, "end": begins + timedelta(minutes=30)}
        await db.execute(text("UPDATE slots SET starts_at = :at, ends_at = :end WHERE id = :id"), values)
        await db.execute(text("UPDATE contacts SET zone = :zone"), {"zone": zone})
        await db.execute(text("UPDATE bookings SET booked_at = :at"), {"at": begins - timedelta(days=30)})
        await db.execute(text("UPDATE campaigns SET legal_hours = true"))
    await tend(house, begins - timedelta(days=20))
    row = await contact(house)
    expected = datetime.fromisoformat(due)
    assert (row.state, row.confirmed_in, row.not_before) == ("callback", campaign, expected)
    facts = Facts("open", "ready", row.state, row.reason, zone, True, not_before=row.not_before)
    crew = [Apprentice(frozenset({"fr"}), frozenset({"appointment"}))]
    verdict = decide(facts, begins - timedelta(days=20), crew)
    assert verdict.at is not None
    if lawful is None:
        assert verdict.at >= begins
        await tend(house, begins)
        assert (await contact(house)).reason == "unconfirmed"
    else:
        assert verdict.at == datetime.fromisoformat(lawful) < begins


async def test_an_appointment_that_begins_ends_the_wait_for_the_next_round(house: House, room: Room) -> None:
    slot, _ = await booked(house, room)
    await confirm(house, room)
    await tend(house)
    async with house.db() as db:
        begins = await db.scalar(text("SELECT starts_at FROM slots WHERE id = :id"), {"id": slot})
    async with sessions(house.vault_engine)() as db:
        assert await confirmations.next_look(db, begins - timedelta(minutes=5)) == 10
        assert await confirmations.next_look(db, begins - timedelta(seconds=4)) == pytest.approx(4)
        assert await confirmations.next_look(db, begins) == 10
    await tend(house, begins)
    assert (await contact(house)).state == "done"


async def told(house: House, action: str) -> list[Any]:
    async with house.db() as db:
        rows = await db.execute(
            text(
                "SELECT data FROM (SELECT id, action, data FROM journal_pending UNION ALL SELECT id, action, data "
                "FROM journal) j WHERE action = :action ORDER BY id"
            ),
            {"action": action},
        )
        return list(rows.scalars())


@pytest.mark.parametrize("why", ["begun", "called_off", "campaign_closed"])
async def test_who_comes_in_and_goes_out_uncalled_stands_in_the_journal(
    house: House, room: Room, why: str
) -> None:
    slot, _ = await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    await tend(house)  # nothing new
    [entered] = await told(house, "confirmation.entered")
    assert (entered["contact_id"], entered["campaign_id"]) == (str(room.customers[0].id), str(campaign))
    if why == "begun":
        await tend(house, clock.now() + timedelta(days=3))
    elif why == "called_off":
        partner = await house.signed_in(room.partner)
        gone = await partner.post(f"/api/slots/{slot}/withdraw", json={"appointments": 1})
        assert gone.status_code == 200, gone.text
        await tend(house)
    else:
        supervisor = await house.signed_in(room.supervisor)
        assert (await supervisor.post(f"/api/campaigns/{campaign}/close")).status_code == 200
        await tend(house)
    [left] = await told(house, "confirmation.left")
    assert (left["contact_id"], left["reason"]) == (str(room.customers[0].id), why)


# --- the end of the list's data -----------------------------------------------------------------------------


async def test_the_end_of_a_list_tells_of_appointments_ahead_and_takes_the_files_of_both_campaigns(
    house: House, room: Room
) -> None:
    await booked(house, room)
    campaign = await confirm(house, room)
    await tend(house)
    partner = await house.signed_in(room.partner)
    asked = await partner.post(f"/api/campaigns/{campaign}/result-files")
    assert asked.status_code == 202, asked.text
    await house.work()
    async with house.db() as db:
        listed = await db.scalar(text("SELECT list_id FROM contacts"))
    end = (await partner.get(f"/api/retention/{listed}")).json()
    assert (end["appointments"], end["confirming"]) == (1, "Confirmer les rendez-vous")
    body = {"passphrase": PASSPHRASE}
    assert (await partner.post(f"/api/retention/{listed}/shredding", json=body)).status_code == 202
    await house.work()
    assert await number_of(house, "SELECT count(*) FROM contacts") == 0
    assert await number_of(house, "SELECT count(*) FROM result_files") == 0
    end = (await partner.get(f"/api/retention/{listed}")).json()
    assert end["appointments"] == 0
