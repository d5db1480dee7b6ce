"""Why a person may be called: declared for a list or a campaign, by whom, and never against an objection or a ban."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from callcenter.contacts.jobs import open_contact
from callcenter.contacts.queries import secret
from tests.call_lists.files import FRENCH_PHONES, french_list
from tests.call_lists.test_api import announced, imported
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_user

CONSENT = {"basis": "consent", "on": "2026-09-01", "channel": "web", "proof": "F-12"}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def states(house: House, list_id: str) -> set[tuple[str, str | None]]:
    statement = text("SELECT DISTINCT state, reason FROM contacts WHERE list_id = :id")
    async with house.db() as db:
        return {(row.state, row.reason) for row in await db.execute(statement, {"id": UUID(list_id)})}


async def records(house: House, list_id: str) -> list[dict[str, Any]]:
    """Every sealed record of a list, opened as the vault would."""
    async with house.db() as db:
        ids = await db.scalars(text("SELECT id FROM contacts WHERE list_id = :id"), {"id": UUID(list_id)})
        return [open_contact(house.vault_keys, await secret(db, each)) for each in ids.all()]


async def entries(house: House, action: str) -> list[Any]:
    async with house.db() as db:
        found = await db.execute(
            text("SELECT actor_id, data FROM journal_pending WHERE action = :a ORDER BY id"), {"a": action}
        )
        return [tuple(row) for row in found]


async def without_basis(house: House, partner: httpx.AsyncClient) -> str:
    list_id, read = await imported(house, partner, french_list(), consent=None)
    assert read["counts"]["not_callable"] == 35
    return list_id


# --- forbidden -------------------------------------------------------------------------------------------------


async def test_only_the_partner_declares_for_its_own_lists_and_campaigns(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await without_basis(house, partner)
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    urls = [f"/api/call-lists/{list_id}/consent", f"/api/campaigns/{room.campaign_id}/consent"]
    for url in urls:
        assert (await house.browser().put(url, json=CONSENT)).status_code == 401
        for person in (room.agent, room.supervisor, room.administrator):
            assert (await (await house.signed_in(person)).put(url, json=CONSENT)).status_code == 403
        assert (await (await house.signed_in(rival)).put(url, json=CONSENT)).status_code == 404
    await house.work()
    assert await states(house, list_id) == {("blocked", "no_consent_basis")}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"basis": "b2b"}, "basis_not_agreed"),
        ({"on": "2999-01-01"}, "consent_invalid"),
        ({"proof": "appel du 06 12 34 56 78"}, "consent_invalid"),
        ({"channel": "moi@exemple.fr"}, "consent_invalid"),
    ],
)
async def test_a_declaration_that_does_not_hold_is_refused(
    house: House, room: Room, change: dict[str, str], code: str
) -> None:
    partner = await house.signed_in(room.partner)
    answer = await partner.put(f"/api/campaigns/{room.campaign_id}/consent", json=CONSENT | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "exemple" not in answer.text


# --- declared later --------------------------------------------------------------------------------------------


async def test_a_basis_declared_for_the_list_frees_its_people_and_tells_who_said_so(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await without_basis(house, partner)
    objector = house.vault_keys.suppression_key().index(min(FRENCH_PHONES))
    async with house.db() as db:
        await db.execute(
            text("INSERT INTO suppressions (fingerprint, reason) VALUES (:f, 'objection')"), {"f": objector}
        )
    answer = await partner.put(f"/api/call-lists/{list_id}/consent", json=CONSENT)
    assert answer.status_code == 202
    assert answer.json()["consent"] == CONSENT
    await house.work()
    assert await states(house, list_id) == {("ready", None), ("blocked", "suppressed")}
    assert all(record["consent"] == CONSENT for record in await records(house, list_id))
    [(actor, said)] = await entries(house, "call_list.consent_declared")
    assert (actor, said["consent_basis"], said["consent_on"]) == (room.partner.id, "consent", "2026-09-01")
    [(nobody, done)] = await entries(house, "call_list.consent_applied")
    assert (nobody, done["contacts"], done["freed"]) == (None, 35, 34)


async def test_a_campaigns_basis_frees_lists_attached_before_and_after(house: House, room: Room) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    before = await without_basis(house, partner)
    choice = {"campaign_id": str(room.campaign_id)}
    assert (await supervisor.put(f"/api/call-lists/{before}/campaign", json=choice)).status_code == 200
    answer = await partner.put(f"/api/campaigns/{room.campaign_id}/consent", json=CONSENT)
    assert (answer.status_code, answer.json()["consent"]) == (200, CONSENT)
    await house.work()
    assert await states(house, before) == {("ready", None)}
    [(actor, _)] = await entries(house, "campaign.consent_declared")
    assert actor == room.partner.id

    other = (
        french_list()
        .replace(b"CL-", b"KL-")
        .replace(b"06", b"07")
        .replace(b"+33 6", b"+33 7")
        .replace(b"(0)6", b"(0)7")
    )
    after, read = await imported(house, partner, other, consent=None)
    assert read["counts"]["not_callable"] > 0
    assert await states(house, after) == {("blocked", "no_consent_basis")}
    assert (await supervisor.put(f"/api/call-lists/{after}/campaign", json=choice)).status_code == 200
    await house.work()
    assert await states(house, after) == {("ready", None)}


# --- bans ------------------------------------------------------------------------------------------------------


async def test_a_list_named_after_a_banned_offer_is_refused(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    new = {"name": "Prospects CPF", "purpose": "loyalty", "file_name": "p.csv"}
    answer = await partner.post("/api/call-lists", json=new)
    assert (answer.status_code, answer.json()["code"]) == (422, "offer_banned")
    await announced(partner, name="SAV pompes à chaleur", purpose="after_sales")


async def test_rows_that_offer_what_the_law_bans_are_never_callable(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    rows = [
        "Nom;Téléphone;Code postal;Produit",
        "Un;0639980001;35000;Pompe à chaleur",
        "Deux;0639980002;35000;Contrat Confort",
        "Trois;0639980003;35000;Monte-escalier",
    ]
    list_id, read = await imported(house, partner, "\n".join(rows).encode(), consent=None)
    assert read["counts"]["not_callable"] == 3
    assert (await partner.put(f"/api/call-lists/{list_id}/consent", json=CONSENT)).status_code == 202
    await house.work()
    assert await states(house, list_id) == {("blocked", "offer_banned"), ("ready", None)}
    page = (await partner.get(f"/api/call-lists/{list_id}/report")).json()
    assert [line["line"] for line in page["lines"] if line["code"] == "offer_banned"] == [2, 4]
