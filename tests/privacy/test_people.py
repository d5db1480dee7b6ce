"""What one customer may ask for: found by the partner's reference, handed out sealed to the browser, erased."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import text

from callcenter.kit.statements import facts_of
from tests.call_lists.files import french_list
from tests.call_lists.test_api import imported
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_slot, make_user
from tests.privacy.ends import ME, finish, hurry, ordered_long_ago, sign_journal
from tests.work import at_work, call, number_of, record, take

REFERENCE, NAME, PHONE = "CL-0001", "Évrard", "639"


@pytest.fixture
async def room(house: House) -> Room:
    """A partner whose only list is a file with client references, at an open campaign's disposal."""
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=1)
        await db.execute(text("UPDATE contacts SET state = 'done'"))
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    list_id, _ = await imported(house, partner, french_list())
    choice = {"campaign_id": str(room.campaign_id)}
    assert (await supervisor.put(f"/api/call-lists/{list_id}/campaign", json=choice)).status_code == 200
    return room


class Browser:
    """A partner's browser: its key for one answer, and the page it opens with it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = point.hex()

    def open(self, request_id: str, sealed: bytes) -> str:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sealed[:65])
        secret = self._key.exchange(ec.ECDH(), theirs)
        info = b"callcenter person file v1\x00" + UUID(request_id).bytes
        key = HKDF(SHA256(), 32, salt=b"", info=info).derive(secret)
        return AESGCM(key).decrypt(sealed[65:77], sealed[77:], None).decode()


async def searched(house: House, browser: httpx.AsyncClient, reference: str, **more: str) -> dict[str, Any]:
    answer = await browser.post("/api/person-requests", json={"reference": reference} | more)
    assert answer.status_code == 202, answer.text
    await house.work()
    return dict((await browser.get(f"/api/person-requests/{answer.json()['id']}")).json())


async def test_a_request_is_its_partners_alone(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    found = await searched(house, partner, REFERENCE)
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    stranger, supervisor = await house.signed_in(rival), await house.signed_in(room.supervisor)
    for id_ in (found["id"], uuid4()):
        assert (await stranger.get(f"/api/person-requests/{id_}")).status_code == 404
        assert (await stranger.post(f"/api/person-requests/{id_}/file")).status_code == 404
        assert (await stranger.get(f"/api/person-requests/{id_}/file")).status_code == 404
        assert (await stranger.post(f"/api/person-requests/{id_}/erasure", json=ME)).status_code == 404
    assert (await stranger.get("/api/person-requests")).json() == []
    assert (await supervisor.get("/api/person-requests")).status_code == 403
    assert (await searched(house, stranger, REFERENCE))["state"] == "not_found"


async def test_a_customer_is_found_by_the_reference_which_is_then_forgotten(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    assert (await searched(house, partner, "CL-9999"))["state"] == "not_found"
    found = await searched(house, partner, f"  {REFERENCE} ")
    assert (found["state"], len(found["found"]), found["has_file"]) == ("found", 1, False)
    assert not any(part in str(found) for part in (REFERENCE, NAME, PHONE))
    async with house.db() as db:
        kept = (await db.execute(text("SELECT * FROM person_requests"))).all()
        told = (await db.execute(text("SELECT data FROM journal_pending"))).all()
    assert REFERENCE not in str(kept) + str(told)
    assert all(row.sealed_reference is None for row in kept)
    assert (await house.actions()).count("person.searched") == 2


async def test_what_is_held_reaches_only_the_browser_that_asked(house: House, room: Room) -> None:
    browser, partner = Browser(), await house.signed_in(room.partner)
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)  # the first line of the file
    assert (await record(agent, hand_out, code="refused", reason="price")).status_code == 201
    found = await searched(house, partner, REFERENCE, reader_key=browser.public)
    url = f"/api/person-requests/{found['id']}/file"
    assert (await partner.get(url)).status_code == 404
    assert (await partner.post(url)).status_code == 202
    await house.work()
    sealed = (await partner.get(url)).content
    page = browser.open(found["id"], sealed)
    for held in (REFERENCE, NAME, "+33", "Refus", "Téléphone"):
        assert held in page
    assert "<script" not in page
    assert NAME.encode() not in sealed
    with pytest.raises(Exception):  # noqa: B017 - another browser has another key
        Browser().open(found["id"], sealed)
    with pytest.raises(Exception):  # noqa: B017 - sealed for this request
        browser.open(str(uuid4()), sealed)
    again = await partner.post(url)
    assert (again.status_code, again.json()["code"]) == (409, "person_stage")
    assert {"person.file_made", "person.file_read"} <= set(await house.actions())


async def test_a_key_that_is_none_is_refused_and_an_administrator_gets_no_file(
    house: House, room: Room
) -> None:
    partner, admin = await house.signed_in(room.partner), await house.signed_in(room.administrator)
    for wrong in ("04" + "zz" * 64, "05" + "00" * 64, "04"):
        answer = await partner.post("/api/person-requests", json={"reference": "x", "reader_key": wrong})
        assert answer.status_code == 422
    whose = {"reference": REFERENCE, "partner_id": str(room.partner_id)}
    answer = await admin.post("/api/person-requests", json=whose | {"reader_key": Browser().public})
    assert (answer.status_code, answer.json()["code"]) == (422, "reader_key_invalid")
    for nobody in (None, str(uuid4())):
        answer = await admin.post("/api/person-requests", json={"reference": REFERENCE, "partner_id": nobody})
        assert (answer.status_code, answer.json()["code"]) == (422, "partner_unknown")
    off_curve = await searched(house, partner, REFERENCE, reader_key="04" + "11" * 64)
    await partner.post(f"/api/person-requests/{off_curve['id']}/file")
    for _ in range(6):
        await hurry(house)
    assert (await partner.get(f"/api/person-requests/{off_curve['id']}")).json()["state"] == "failed"


async def test_an_erased_customer_is_gone_and_an_objection_stays(house: House, room: Room) -> None:
    partner, agent = await house.signed_in(room.partner), await at_work(house, room.agent)
    hand_out = await call(house, agent)
    done = await record(agent, hand_out, code="do_not_call", note="Très aimable")
    assert done.status_code == 201, done.text
    await house.work()
    found = await searched(house, partner, REFERENCE)
    assert found["found"][0]["objection"] is True
    contact_id = UUID(found["found"][0]["contact_id"])
    others = await number_of(house, "SELECT count(*) FROM contacts")
    url = f"/api/person-requests/{found['id']}/erasure"
    assert (await partner.post(url, json={"passphrase": "wrong"})).status_code == 401
    assert (await partner.post(url, json=ME)).status_code == 202
    await finish(house)
    read = (await partner.get(f"/api/person-requests/{found['id']}")).json()
    assert read["state"] == "erased"
    for table in ("contacts", "contact_secrets"):
        column = "id" if table == "contacts" else "contact_id"
        left = f"SELECT count(*) FROM {table} WHERE {column} = :c"
        assert await number_of(house, left, c=contact_id) == 0
    assert await number_of(house, "SELECT count(*) FROM contacts") == others - 1
    assert await number_of(house, "SELECT count(*) FROM outcomes WHERE note IS NOT NULL") == 0
    assert await number_of(house, "SELECT count(*) FROM suppressions") == 1
    facts = facts_of((await partner.get(f"/api/certificates/{read['certificate_id']}/text")).text)
    assert (facts["what"], facts["records"], facts["method"]) == ("one customer", "1", "records deleted")
    assert REFERENCE not in str(facts)
    assert (await searched(house, partner, REFERENCE))["state"] == "not_found"


async def test_an_appointment_of_an_erased_customer_is_nobodys(house: House, room: Room) -> None:
    partner, agent = await house.signed_in(room.partner), await at_work(house, room.agent)
    async with house.db() as db:
        slot = await make_slot(db, room.partner_id, room.site_id)
    booked = await record(agent, await call(house, agent), code="booked", appointment={"slot_id": str(slot)})
    assert booked.status_code == 201, booked.text
    await house.work()
    told = [one["client_reference"] for one in (await partner.get("/api/appointments")).json()]
    assert told == [REFERENCE]
    found = await searched(house, partner, REFERENCE)
    await partner.post(f"/api/person-requests/{found['id']}/erasure", json=ME)
    await finish(house)
    assert REFERENCE not in (await partner.get("/api/appointments")).text
    left = "SELECT count(*) FROM bookings WHERE client_reference IS NOT NULL"
    assert (await number_of(house, "SELECT count(*) FROM bookings"), await number_of(house, left)) == (1, 0)


async def test_a_customer_in_hand_leaves_the_desk_before_the_erasure(house: House, room: Room) -> None:
    partner, agent = await house.signed_in(room.partner), await at_work(house, room.agent)
    hand_out = await take(agent)
    found = await searched(house, partner, REFERENCE)
    assert (await partner.post(f"/api/person-requests/{found['id']}/erasure", json=ME)).status_code == 202
    await house.work()
    late = await agent.post(f"/api/hand-outs/{hand_out}/call")
    assert (late.status_code, late.json()["code"]) == (409, "list_closed")
    await ordered_long_ago(house)
    await hurry(house)
    assert (await partner.get(f"/api/person-requests/{found['id']}")).json()["state"] == "erased"


async def test_an_administrators_erasure_waits_for_another_person(house: House, room: Room) -> None:
    admin, partner = await house.signed_in(room.administrator), await house.signed_in(room.partner)
    found = await searched(house, admin, REFERENCE, partner_id=str(room.partner_id))
    asked = await admin.post(f"/api/person-requests/{found['id']}/erasure", json=ME)
    assert asked.status_code == 202
    approval = asked.json()["approval_id"]
    await house.work()
    assert (await admin.get(f"/api/person-requests/{found['id']}")).json()["state"] == "found"
    own = await admin.post(f"/api/approvals/{approval}/approve", json=ME)
    assert (own.status_code, own.json()["code"]) == (409, "own_approval")
    assert (await partner.post(f"/api/approvals/{approval}/approve", json=ME)).status_code == 204
    await house.work()
    await sign_journal(house)
    await hurry(house)
    read = (await admin.get(f"/api/person-requests/{found['id']}")).json()
    assert (read["state"], read["certificate_id"] is not None) == ("erased", True)
