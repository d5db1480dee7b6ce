"""Appointments to confirm: whose campaign may be made, who is called and from when, and what an outcome does."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.contacts import service as contacts
from callcenter.infra.db import sessions
from callcenter.kit import clock
from callcenter.outcomes import confirmations
from tests.clients import House
from tests.factories import Room, make_room, make_slot
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
