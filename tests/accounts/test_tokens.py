"""Tokens of partners' machines: every way to be refused first, then what each scope opens and nothing else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.accounts.access import COOKIE
from callcenter.accounts.rules import FREE_FAILURES_OF_SOURCE
from callcenter.accounts.service import token_hash
from callcenter.kit import clock
from tests.call_lists.files import french_list
from tests.clients import ORIGIN, House
from tests.factories import Room, make_partner, make_room, make_user

EVERY_SCOPE = ["lists.upload", "state.read", "results.download", "appointments.read"]
NEW_LIST = {"name": "Par machine", "purpose": "appointment", "file_name": "clients.csv"}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def made(house: House, room: Room, *scopes: str, days: int = 30) -> tuple[str, str]:
    """A new token of the room's partner: (id, secret)."""
    partner = await house.signed_in(room.partner)
    new = {"name": "CRM", "scopes": list(scopes) or EVERY_SCOPE, "days": days}
    answer = await partner.post("/api/partner/tokens", json=new)
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]["id"], answer.json()["secret"]


def machine(house: House, secret: str) -> httpx.AsyncClient:
    """Another program than a browser: it sends no Origin and keeps no cookie."""
    client = house.browser()
    del client.headers["Origin"]
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


async def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert COOKIE not in answer.headers.get("set-cookie", "")
    return answer.status_code, answer.json()["code"]


async def change(house: House, statement: str, **values: Any) -> None:
    async with house.db() as db:
        await db.execute(text(statement), values)


# --- refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer cct_wrong", "cct_wrong", "Bearer é"]
)
async def test_what_is_no_token_is_refused(house: House, room: Room, given: str) -> None:
    client = house.browser()
    answer = await client.get(
        "/api/call-lists", headers=httpx.Headers({"Authorization": given}, encoding="latin-1")
    )
    assert await refusal(answer) == (401, "token_refused")


async def test_an_expired_token_is_refused(house: House, room: Room) -> None:
    token_id, secret = await made(house, room, days=1)
    past = clock.now() - timedelta(seconds=1)
    await change(house, "UPDATE api_tokens SET expires_at = :past WHERE id = :id", past=past, id=token_id)
    assert await refusal(await machine(house, secret).get("/api/call-lists")) == (401, "token_refused")


async def test_a_revoked_token_is_refused_at_once(house: House, room: Room) -> None:
    token_id, secret = await made(house, room)
    client = machine(house, secret)
    assert (await client.get("/api/call-lists")).status_code == 200
    partner = await house.signed_in(room.partner)
    assert (await partner.delete(f"/api/partner/tokens/{token_id}")).status_code == 204
    assert await refusal(await client.get("/api/call-lists")) == (401, "token_refused")
    assert (await partner.delete(f"/api/partner/tokens/{token_id}")).status_code == 204
    assert (await house.actions()).count("token.revoked") == 1


async def test_a_token_ends_with_its_makers_account(house: House, room: Room) -> None:
    _, secret = await made(house, room)
    await change(house, "UPDATE users SET must_change_passphrase = true WHERE id = :id", id=room.partner.id)
    assert await refusal(await machine(house, secret).get("/api/call-lists")) == (403, "passphrase_due")
    await change(house, "UPDATE users SET state = 'disabled' WHERE id = :id", id=room.partner.id)
    assert await refusal(await machine(house, secret).get("/api/call-lists")) == (401, "token_refused")


ROUTES = {
    "lists.upload": [
        ("POST", "/api/call-lists"),
        ("PUT", "/api/call-lists/{id}/file"),
        ("GET", "/api/call-lists/{id}/preview"),
        ("POST", "/api/call-lists/{id}/import"),
        ("POST", "/api/call-lists/{id}/cancel"),
    ],
    "state.read": [
        ("GET", "/api/call-lists"),
        ("GET", "/api/call-lists/{id}"),
        ("GET", "/api/call-lists/{id}/report"),
        ("GET", "/api/call-lists/{id}/report.csv"),
        ("GET", "/api/campaigns"),
        ("GET", "/api/campaigns/{id}"),
        ("GET", "/api/campaigns/{id}/results"),
    ],
    "results.download": [
        ("POST", "/api/campaigns/{id}/result-files"),
        ("GET", "/api/result-files/{id}"),
        ("GET", "/api/result-files/{id}/content"),
    ],
    "appointments.read": [("GET", "/api/appointments"), ("GET", "/api/appointments.ics")],
}
STRANGERS = [
    ("GET", "/api/me"),
    ("POST", "/api/sign-out"),
    ("POST", "/api/me/passphrase"),
    ("GET", "/api/partner/tokens"),
    ("POST", "/api/partner/tokens"),
    ("DELETE", "/api/call-lists/{id}"),
    ("POST", "/api/slots"),
    ("GET", "/api/users"),
    ("GET", "/api/workstation"),
    ("GET", "/api/supervision/snapshot"),
    ("GET", "/api/journal"),
    ("PUT", "/api/call-lists/{id}/campaign"),
]


@pytest.mark.parametrize("scope", ROUTES)
async def test_a_scope_opens_its_routes_and_no_other(house: House, room: Room, scope: str) -> None:
    _, secret = await made(house, room, scope)
    client = machine(house, secret)
    for other, routes in ROUTES.items():
        for method, path in routes:
            answer = await client.request(method, path.format(id=uuid4()), json={})
            if other == scope:
                assert answer.status_code in {200, 404, 422}, path
            else:
                assert await refusal(answer) == (403, "token_scope"), path


async def test_no_scope_opens_what_is_for_people(house: House, room: Room) -> None:
    _, secret = await made(house, room)
    client = machine(house, secret)
    for method, path in STRANGERS:
        answer = await client.request(method, path.format(id=uuid4()), json={})
        assert await refusal(answer) == (403, "token_scope"), path


async def test_another_partners_lists_and_tokens_do_not_exist(house: House, room: Room) -> None:
    token_id, secret = await made(house, room)
    list_id = (await machine(house, secret).post("/api/call-lists", json=NEW_LIST)).json()["id"]
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    person = await house.signed_in(rival)
    assert (await person.get("/api/partner/tokens")).json() == []
    assert (await person.delete(f"/api/partner/tokens/{token_id}")).status_code == 404
    answer = await person.post("/api/partner/tokens", json={"name": "x", "scopes": EVERY_SCOPE, "days": 1})
    other = machine(house, answer.json()["secret"])
    assert (await other.get("/api/call-lists")).json() == []
    assert (await other.get(f"/api/call-lists/{list_id}")).status_code == 404
    assert (await other.put(f"/api/call-lists/{list_id}/file", content=b"x")).status_code == 404
    assert (await machine(house, secret).get(f"/api/call-lists/{list_id}")).status_code == 200


async def test_nobody_but_partners_makes_tokens(house: House, room: Room) -> None:
    new = {"name": "x", "scopes": ["state.read"], "days": 1}
    assert (await house.browser().post("/api/partner/tokens", json=new)).status_code == 401
    for person in (room.agent, room.supervisor, room.trainer, room.administrator, room.auditor):
        staff = await house.signed_in(person)
        assert (await staff.post("/api/partner/tokens", json=new)).status_code == 403
        assert (await staff.get("/api/partner/tokens")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 366},
        {"days": 0},
        {"scopes": []},
        {"scopes": ["all"]},
        {"name": " "},
        {"partner_id": "x"},
    ],
)
async def test_a_token_lives_a_year_at_most_and_says_what_for(
    house: House, room: Room, wrong: dict[str, Any]
) -> None:
    partner = await house.signed_in(room.partner)
    new = {"name": "CRM", "scopes": ["state.read"], "days": 365} | wrong
    assert (await partner.post("/api/partner/tokens", json=new)).status_code == 422


async def test_a_company_has_twenty_live_tokens_at_most(house: House, room: Room) -> None:
    ids = [(await made(house, room))[0] for _ in range(20)]
    partner = await house.signed_in(room.partner)
    new = {"name": "CRM", "scopes": ["state.read"], "days": 30}
    assert await refusal(await partner.post("/api/partner/tokens", json=new)) == (409, "too_many_tokens")
    await partner.delete(f"/api/partner/tokens/{ids[0]}")
    assert (await partner.post("/api/partner/tokens", json=new)).status_code == 201


@pytest.mark.parametrize(
    "where", ["/api/call-lists?access_token={}", "/api/call-lists?a=%63ct_{}", "/api/{}", "/{}"]
)
async def test_a_token_in_an_address_is_refused(house: House, room: Room, where: str) -> None:
    _, secret = await made(house, room)
    secret = secret.removeprefix("cct_") if "%63" in where else secret
    answer = await house.browser().get(where.format(secret))
    assert await refusal(answer) == (400, "token_in_url")


async def test_a_page_of_another_site_gains_nothing_by_a_token(house: House, room: Room) -> None:
    """With a cookie the request is a browser's: then the origin counts, and the cookie opens nothing."""
    _, secret = await made(house, room)
    browser = await house.signed_in(room.partner)
    browser.headers["Origin"] = "https://elsewhere.test"
    bearing = {"Authorization": f"Bearer {secret}"}
    answer = await browser.post("/api/call-lists", json=NEW_LIST, headers=bearing)
    assert await refusal(answer) == (403, "wrong_origin")
    browser.headers["Origin"] = ORIGIN
    answer = await browser.get("/api/partner/tokens", headers={"Authorization": "Bearer cct_wrong"})
    assert await refusal(answer) == (401, "token_refused")


async def test_guessing_is_slowed_down_for_that_source_whatever_it_presents(house: House, room: Room) -> None:
    _, secret = await made(house, room)
    codes = []
    for number in range(FREE_FAILURES_OF_SOURCE + 2):
        answer = await machine(house, f"cct_{number}").get("/api/call-lists")
        codes.append(answer.json()["code"])
    assert codes[0] == "token_refused"
    assert codes[-1] == "too_many_attempts"
    slowed = await machine(house, secret).get("/api/call-lists")
    assert await refusal(slowed) == (429, "too_many_attempts")
    assert int(slowed.headers["Retry-After"]) > 0
    await change(house, "UPDATE sign_in_attempts SET at = at - interval '16 minutes'")
    assert (await machine(house, secret).get("/api/call-lists")).status_code == 200


# --- what it does ------------------------------------------------------------------------------------------------


async def test_a_machine_uploads_a_list_and_reads_its_state(house: House, room: Room) -> None:
    _, secret = await made(house, room, "lists.upload", "state.read")
    client = machine(house, secret)
    list_id = (await client.post("/api/call-lists", json=NEW_LIST)).json()["id"]
    assert (await client.put(f"/api/call-lists/{list_id}/file", content=french_list())).status_code == 202
    await house.work()
    columns = (await client.get(f"/api/call-lists/{list_id}/preview")).json()["columns"]
    chosen = [{name: column[name] for name in ("index", "field", "use")} for column in columns]
    order = {"columns": chosen, "consent": {"basis": "consent", "on": "2026-09-01"}}
    ordered = await client.post(f"/api/call-lists/{list_id}/import", json=order)
    assert ordered.status_code == 202
    assert "set-cookie" not in ordered.headers
    await house.work()
    assert (await client.get(f"/api/call-lists/{list_id}")).json()["state"] == "ready"


async def test_the_secret_is_shown_once_and_only_its_hash_is_kept(house: House, room: Room) -> None:
    token_id, secret = await made(house, room)
    listed = await (await house.signed_in(room.partner)).get("/api/partner/tokens")
    assert [token["id"] for token in listed.json()] == [token_id]
    assert secret not in listed.text
    async with house.db() as db:
        rows = (await db.execute(text("SELECT token_hash, t::text FROM api_tokens t"))).all()
        told = (await db.execute(text("SELECT data::text FROM journal_pending"))).scalars().all()
    assert [row[0] for row in rows] == [token_hash(secret)]
    assert secret.removeprefix("cct_") not in "".join([row[1] for row in rows] + list(told))


async def test_each_use_is_told_and_looking_at_states_once_a_minute(house: House, room: Room) -> None:
    token_id, secret = await made(house, room)
    client = machine(house, secret)
    for _ in range(3):
        await client.get("/api/call-lists")
    for _ in range(2):
        await client.post("/api/call-lists", json=NEW_LIST)
    assert (await house.actions()).count("token.used") == 3
    (listed,) = (await (await house.signed_in(room.partner)).get("/api/partner/tokens")).json()
    assert listed["used_at"] is not None
    await change(
        house, "UPDATE api_tokens SET used_at = used_at - interval '2 minutes' WHERE id = :id", id=token_id
    )
    await client.get("/api/call-lists")
    assert (await house.actions()).count("token.used") == 4


async def test_the_web_role_sees_no_token_unless_it_knows_who_asks_or_the_hash(
    house: House, room: Room
) -> None:
    _, secret = await made(house, room)
    count = text("SELECT count(*) FROM api_tokens")
    async with house.app.state.sessions() as db:
        assert await db.scalar(count) == 0
        hashed = token_hash(secret).hex()
        await db.execute(text("SELECT set_config('callcenter.token', :h, true)"), {"h": hashed})
        assert await db.scalar(count) == 1
