"""Partners over HTTP: companies for administrators, slots for the partner itself, nobody else's for anybody."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, correct, number_of, record


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


def slot(
    *, starts: timedelta = timedelta(days=1), lasts: timedelta = timedelta(minutes=30), **more: Any
) -> dict[str, Any]:
    start = datetime.now(UTC) + starts
    return {"starts_at": start.isoformat(), "ends_at": (start + lasts).isoformat(), "place": "Agence", **more}


async def test_only_a_partner_offers_slots_and_sees_its_own(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    partner, stranger = await house.signed_in(room.partner), await house.signed_in(other.partner)
    for person in (room.agent, room.supervisor, room.trainer, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        assert (await browser.get("/api/slots")).status_code == 403
        assert (await browser.post("/api/slots", json=[slot()])).status_code == 403
    [made] = (await partner.post("/api/slots", json=[slot()])).json()
    assert (await stranger.get("/api/slots")).json() == []
    assert (await stranger.delete(f"/api/slots/{made['id']}")).status_code == 404
    assert [line["id"] for line in (await partner.get("/api/slots")).json()] == [made["id"]]
    assert (await partner.delete(f"/api/slots/{made['id']}")).status_code == 204
    assert (await partner.get("/api/slots")).json() == []
    assert (await partner.delete(f"/api/slots/{made['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (slot(starts=timedelta(minutes=-1)), "slot_invalid"),
        (slot(lasts=timedelta(0)), "slot_invalid"),
        (slot(lasts=timedelta(hours=-1)), "slot_invalid"),
        (slot(lasts=timedelta(hours=12, seconds=1)), "slot_invalid"),
        (slot(capacity=0), "invalid"),
        (slot(capacity=51), "invalid"),
        (slot(place=" "), "invalid"),
        (slot() | {"starts_at": "2030-01-01T10:00:00"}, "invalid"),
    ],
)
async def test_one_wrong_slot_refuses_all(house: House, room: Room, wrong: dict[str, Any], code: str) -> None:
    partner = await house.signed_in(room.partner)
    answer = await partner.post("/api/slots", json=[slot(), wrong])
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await number_of(house, "SELECT count(*) FROM slots") == 0


async def test_a_slot_somebody_is_booked_on_stays_and_a_freed_one_goes(house: House, room: Room) -> None:
    partner, agent = await house.signed_in(room.partner), await at_work(house, room.agent)
    [made] = (await partner.post("/api/slots", json=[slot()])).json()
    booked = await record(agent, await call(house, agent), code="booked", appointment={"slot_id": made["id"]})
    answer = await partner.delete(f"/api/slots/{made['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_in_use")
    await correct(agent, booked.json()["id"], code="absent")
    assert (await partner.delete(f"/api/slots/{made['id']}")).status_code == 204
    assert (await partner.get("/api/slots")).json() == []
    again = await record(agent, await call(house, agent), code="booked", appointment={"slot_id": made["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "slot_taken")


TERMS = {"purposes": ["loyalty"], "consent_bases": ["contract"], "retention_days": 90}


async def test_only_administrators_enter_companies(house: House, room: Room) -> None:
    new = {"name": "Société nouvelle", "agreement": TERMS | {"site_id": str(room.site_id)}}
    for person in (room.agent, room.supervisor, room.trainer, room.partner, room.auditor):
        assert (await (await house.signed_in(person)).post("/api/partners", json=new)).status_code == 403
    admin = await house.signed_in(room.administrator)
    assert (await admin.post("/api/partners", json=new)).status_code == 201
    assert (await admin.post("/api/partners", json=new)).json()["code"] == "name_taken"
    nowhere = new | {"name": "Autre", "agreement": TERMS | {"site_id": str(uuid4())}}
    assert (await admin.post("/api/partners", json=nowhere)).status_code == 404
    assert await number_of(house, "SELECT count(*) FROM organisations WHERE name = 'Autre'") == 0


async def test_a_purpose_left_out_of_the_agreement_gets_no_campaign(house: House, room: Room) -> None:
    admin, supervisor = await house.signed_in(room.administrator), await house.signed_in(room.supervisor)
    terms = TERMS | {"site_id": str(room.site_id)}
    assert (await admin.put(f"/api/partners/{room.partner_id}/agreement", json=terms)).status_code == 204
    new = {"name": "Campagne", "partner_id": str(room.partner_id), "purpose": "appointment"}
    answer = await supervisor.post("/api/campaigns", json=new)
    assert (answer.status_code, answer.json()["code"]) == (422, "purpose_not_agreed")
    assert (await supervisor.post("/api/campaigns", json=new | {"purpose": "loyalty"})).status_code == 201


async def test_an_agreement_campaign_or_script_that_offers_what_the_law_bans_is_refused(
    house: House, room: Room
) -> None:
    admin, supervisor = await house.signed_in(room.administrator), await house.signed_in(room.supervisor)
    terms = TERMS | {"site_id": str(room.site_id), "offer": "Rénovation énergétique des maisons"}
    answer = await admin.put(f"/api/partners/{room.partner_id}/agreement", json=terms)
    assert (answer.status_code, answer.json()["code"]) == (422, "offer_banned")
    assert answer.json()["fields"] == [{"field": "offer", "code": "energy_renovation"}]
    added = await admin.post("/api/partners", json={"name": "Société neuve", "agreement": terms})
    assert added.json()["code"] == "offer_banned"
    assert await number_of(house, "SELECT count(*) FROM agreements WHERE offer <> ''") == 0
    allowed = terms | {"offer": "Entretien de chaudières", "purposes": ["loyalty", "after_sales"]}
    assert (await admin.put(f"/api/partners/{room.partner_id}/agreement", json=allowed)).status_code == 204

    new = {"name": "Vos droits CPF", "partner_id": str(room.partner_id), "purpose": "loyalty"}
    answer = await supervisor.post("/api/campaigns", json=new)
    assert (answer.status_code, answer.json()["fields"]) == (
        422,
        [{"field": "name", "code": "training_account"}],
    )
    campaign = (await supervisor.post("/api/campaigns", json=new | {"name": "Fidélité"})).json()
    script = [{"id": "offre", "title": "L’offre", "text": "Nous installons des pompes à chaleur."}]
    answer = await supervisor.patch(f"/api/campaigns/{campaign['id']}", json={"script": script})
    assert answer.status_code == 422
    assert answer.json()["fields"] == [{"field": "script.offre", "code": "energy_renovation"}]
    after_sales = new | {"name": "SAV pompes à chaleur", "purpose": "after_sales"}
    assert (await supervisor.post("/api/campaigns", json=after_sales)).status_code == 201
