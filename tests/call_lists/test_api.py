"""Call lists over HTTP: forbidden cases first, then a file's whole way from upload to sealed contacts."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text

from callcenter.call_lists.models import UploadChunk
from callcenter.contacts.jobs import open_contact
from callcenter.contacts.models import Contact, ContactSecret
from callcenter.infra.sealing import Address, Field
from tests.call_lists.files import FRENCH_PHONES, french_list, french_workbook
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_site, make_user

NEW = {"name": "Clients automne", "purpose": "appointment", "file_name": "clients.csv"}
DIALLED = {"index": 3, "field": "phone", "use": "dial"}
CONSENT = {"basis": "consent", "on": "2026-09-01", "channel": "web", "proof": "F-12"}


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def announced(partner: httpx.AsyncClient, **other: str) -> str:
    answer = await partner.post("/api/call-lists", json=NEW | other)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def inspected(house: House, partner: httpx.AsyncClient, content: bytes) -> str:
    """A list whose file the vault has looked at."""
    list_id = await announced(partner)
    answer = await partner.put(f"/api/call-lists/{list_id}/file", content=content)
    assert answer.status_code == 202, answer.text
    await house.work()
    return list_id


def choices(preview: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: column[name] for name in ("index", "field", "use")} for column in preview["columns"]]


async def imported(
    house: House, partner: httpx.AsyncClient, content: bytes, consent: dict[str, str] | None = CONSENT
) -> tuple[str, dict[str, Any]]:
    """A list that went all the way, and what its page shows."""
    list_id = await inspected(house, partner, content)
    preview = (await partner.get(f"/api/call-lists/{list_id}/preview")).json()
    order = {"columns": choices(preview), "consent": consent}
    answer = await partner.post(f"/api/call-lists/{list_id}/import", json=order)
    assert answer.status_code == 202, answer.text
    await house.work()
    return list_id, (await partner.get(f"/api/call-lists/{list_id}")).json()


# --- forbidden -------------------------------------------------------------------------------------------------

ROUTES = [
    ("GET", ""),
    ("POST", ""),
    ("GET", "/{id}"),
    ("PUT", "/{id}/file"),
    ("GET", "/{id}/preview"),
    ("POST", "/{id}/reading"),
    ("POST", "/{id}/import"),
    ("POST", "/{id}/cancel"),
    ("DELETE", "/{id}"),
    ("PUT", "/{id}/campaign"),
    ("GET", "/{id}/report"),
    ("GET", "/{id}/report.csv"),
]


async def test_nobody_and_no_agent_reaches_a_list(house: House, room: Room) -> None:
    nobody, agent = house.browser(), await house.signed_in(room.agent)
    for method, path in ROUTES:
        url = f"/api/call-lists{path.format(id=uuid4())}"
        assert (await nobody.request(method, url)).status_code == 401, path
        answer = await agent.request(method, url, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), path


async def test_another_partners_list_does_not_exist(house: House, room: Room) -> None:
    list_id = await inspected(house, await house.signed_in(room.partner), french_list())
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    other = await house.signed_in(rival)
    for method, path in ROUTES:
        if "{id}" not in path or path.endswith("/campaign"):
            continue
        body = {"columns": [DIALLED]} if path.endswith("import") else {}
        urls = [f"/api/call-lists{path.format(id=id_)}" for id_ in (list_id, uuid4())]
        answers = [await other.request(method, url, json=body) for url in urls]
        assert [answer.status_code for answer in answers] == [404, 404], path
        assert answers[0].content == answers[1].content
    assert (await other.get("/api/call-lists")).json() == []


async def test_another_sites_supervisor_sees_no_list(house: House, room: Room) -> None:
    list_id = await inspected(house, await house.signed_in(room.partner), french_list())
    async with house.db() as db:
        elsewhere = await make_user(db, "supervisor", site_id=await make_site(db))
    other = await house.signed_in(elsewhere)
    assert (await other.get("/api/call-lists")).json() == []
    assert (await other.get(f"/api/call-lists/{list_id}")).status_code == 404
    choice = {"campaign_id": str(room.campaign_id)}
    assert (await other.put(f"/api/call-lists/{list_id}/campaign", json=choice)).status_code == 404


async def test_staff_read_counts_but_neither_preview_nor_report(house: House, room: Room) -> None:
    list_id, _ = await imported(house, await house.signed_in(room.partner), french_list())
    for person in (room.supervisor, room.trainer, room.administrator, room.auditor):
        staff = await house.signed_in(person)
        read = await staff.get(f"/api/call-lists/{list_id}")
        assert (read.status_code, read.json()["counts"]["lines"]) == (200, 40)
        for path in ("preview", "report", "report.csv"):
            assert (await staff.get(f"/api/call-lists/{list_id}/{path}")).status_code == 403
        assert (await staff.post("/api/call-lists", json=NEW)).status_code == 403
        assert (await staff.put(f"/api/call-lists/{list_id}/file", content=b"x")).status_code == 403


async def test_a_purpose_outside_the_agreement_is_refused(house: House, room: Room) -> None:
    async with house.db() as db:
        limited = await make_partner(db, room.site_id, purposes=("loyalty",))
        person = await make_user(db, "partner", partner_id=limited)
    answer = await (await house.signed_in(person)).post("/api/call-lists", json=NEW)
    assert (answer.status_code, answer.json()["code"]) == (422, "purpose_not_agreed")


# --- bad files ---------------------------------------------------------------------------------------------------


BAD_FILES = [
    (b"\r\n\r\n", "file_empty"),
    (b"Nom;Telephone\r\n", "file_header_only"),
    (b"<html><table><tr><td>0612345678</td></tr></table></html>", "file_is_html"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_is_binary"),
    (b"\xff\xfeN\x00o\x00m\x00;\x00\x00\xd8\n\x00", "encoding_unknown"),
    (b'Nom;Telephone\n"' + b"a" * 2_000_000, "file_row_too_long"),
    (b"PK\x03\x04" + b"\x00" * 500, "file_damaged"),
]


async def test_a_file_that_is_no_list_fails_with_its_reason(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    for content, code in BAD_FILES:
        list_id = await inspected(house, partner, content)
        read = (await partner.get(f"/api/call-lists/{list_id}")).json()
        assert (read["state"], read["failure"]["code"]) == ("failed", code)
        assert len(read["failure"]["message"]) > 10
        assert (await house.actions())[-1] == "call_list.failed"
    async with house.db() as db:
        assert (await db.scalars(select(UploadChunk.number))).all() == []


async def test_no_file_is_refused_and_the_list_still_waits(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await announced(partner)
    answer = await partner.put(f"/api/call-lists/{list_id}/file", content=b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_empty")
    assert (await partner.get(f"/api/call-lists/{list_id}")).json()["state"] == "uploading"


@pytest.mark.parametrize("announced_length", [True, False])
async def test_a_file_over_the_limit_is_413_and_nothing_is_kept(
    house: House, room: Room, announced_length: bool
) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await announced(partner)
    limit = house.settings.upload_bytes

    async def body() -> AsyncIterator[bytes]:
        for _ in range(limit // 2**20 + 2):
            yield b"x" * 2**20

    headers = {"Content-Length": str(limit + 1)} if announced_length else {}
    answer = await partner.put(f"/api/call-lists/{list_id}/file", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    async with house.db() as db:
        assert (await db.scalars(select(UploadChunk.number))).all() == []
    assert (await partner.get(f"/api/call-lists/{list_id}")).json()["state"] == "uploading"


WRONG_MAPPINGS: list[tuple[list[dict[str, Any]], str]] = [
    ([{"index": 0, "field": "last_name", "use": "card"}], "no_phone_column"),
    ([{"index": 3, "field": "phone", "use": "card"}], "mapping_invalid"),
    ([DIALLED, {"index": 4, "field": "email", "use": "point"}], "mapping_invalid"),
    ([DIALLED, {"index": 2, "field": "phone", "use": "dial"}], "mapping_invalid"),
    ([{"index": 99, "field": "phone", "use": "dial"}], "mapping_invalid"),
    ([{"index": 3, "field": "shoe_size", "use": "dial"}], "invalid"),
    ([], "invalid"),
]


async def test_a_wrong_mapping_is_refused_without_echo(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    for columns, code in WRONG_MAPPINGS:
        answer = await partner.post(f"/api/call-lists/{list_id}/import", json={"columns": columns})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert "shoe_size" not in answer.text
    assert (await partner.get(f"/api/call-lists/{list_id}")).json()["state"] == "needs_mapping"


async def test_a_basis_outside_the_agreement_is_refused(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    preview = (await partner.get(f"/api/call-lists/{list_id}/preview")).json()
    order = {"columns": choices(preview), "consent": {"basis": "b2b"}}
    answer = await partner.post(f"/api/call-lists/{list_id}/import", json=order)
    assert (answer.status_code, answer.json()["code"]) == (422, "basis_not_agreed")


async def test_steps_out_of_order_are_conflicts(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await announced(partner)
    url = f"/api/call-lists/{list_id}"
    early = await partner.get(f"{url}/preview")
    assert (early.status_code, early.json()["code"]) == (409, "preview_not_ready")
    order = {"columns": [{"index": 3, "field": "phone", "use": "dial"}]}
    assert (await partner.post(f"{url}/import", json=order)).json()["code"] == "list_state"
    assert (await partner.put(f"{url}/file", content=french_list())).status_code == 202
    again = await partner.put(f"{url}/file", content=french_list())
    assert (again.status_code, again.json()["code"]) == (409, "list_state")


# --- the whole way -----------------------------------------------------------------------------------------------


async def test_the_preview_shows_what_was_understood_and_no_contact_data(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    answer = await partner.get(f"/api/call-lists/{list_id}/preview")
    preview = answer.json()
    assert (preview["encoding"], preview["separator"], preview["header_line"]) == ("cp1252", ";", 1)
    assert preview["lines_estimate"] == 40
    fields = [column["field"] for column in preview["columns"]]
    assert fields[:5] == ["client_reference", "civility", "last_name", "first_name", "phone"]
    assert "Évrard" in answer.text
    assert "@" not in answer.text
    assert "06 39 98" not in answer.text


async def test_a_french_list_becomes_sealed_contacts(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, french_list())
    counts = read["counts"]
    assert read["state"] == "ready"
    assert counts["lines"] == 40
    assert counts["refused"] == 4
    assert counts["duplicate"] == 1
    assert counts["lines"] == sum(value for name, value in counts.items() if name != "lines")
    async with house.db() as db:
        rows = (
            await db.execute(
                text(
                    "SELECT s.contact_id, s.list_id, s.key_version, s.revision, s.sealed, w.wrapped, c.view "
                    "FROM contact_secrets s JOIN list_secrets w ON w.list_id = s.list_id "
                    "JOIN contacts c ON c.id = s.contact_id WHERE s.list_id = :id ORDER BY c.line"
                ),
                {"id": list_id},
            )
        ).all()
        assert (await db.scalars(select(UploadChunk.number))).all() == []
    assert len(rows) == 35
    records = [open_contact(house.vault_keys, row) for row in rows]
    assert {record["phone"] for record in records} == FRENCH_PHONES
    assert records[0]["client_reference"] == "CL-0001"
    assert records[0]["consent"] == CONSENT
    first = rows[0]
    key = house.vault_keys.view_key(first.list_id, 1, first.wrapped)
    view = key.open(Address(Field.VIEW, first.list_id, first.contact_id, 1), first.view)
    assert view["last_name"] == "Évrard"
    assert set(view) <= {
        "civility", "last_name", "first_name", "company", "town", "department", "language", "points"
    }  # fmt: skip
    assert (await house.actions())[-5:] == [
        "call_list.added",
        "call_list.received",
        "call_list.inspected",
        "call_list.mapped",
        "call_list.imported",
    ]


async def test_the_same_list_as_a_workbook_gives_the_same_contacts(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    _, read = await imported(house, partner, french_workbook())
    assert read["counts"]["duplicate"] == 1
    assert read["counts"]["refused"] == 4


async def test_the_report_names_line_field_and_reason_and_echoes_nothing(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, french_list())
    url = f"/api/call-lists/{list_id}/report"
    page = (await partner.get(url, params={"severity": ["refused", "duplicate"]})).json()
    assert [(r["line"], r["code"]) for r in page["lines"]] == [
        (36, "phone_missing"),
        (37, "phone_not_a_number"),
        (38, "phone_rounded"),
        (39, "phone_too_short"),
        (40, "duplicate_in_file"),
    ]
    assert page["next"] is None
    answer = await partner.get(f"{url}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    body = answer.content.decode("utf-8-sig")
    assert "36;refusée;5;phone;phone_missing;Le numéro manque." in body.splitlines()
    assert "639" not in body


async def test_without_a_consent_basis_contacts_are_kept_but_not_callable(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, french_list(), consent=None)
    assert (read["counts"]["not_callable"], read["counts"]["accepted"]) == (35, 0)
    async with house.db() as db:
        found = await db.execute(select(Contact.state, Contact.reason).where(Contact.list_id == list_id))
        assert {tuple(row) for row in found} == {("blocked", "no_consent_basis")}


async def test_a_number_already_entrusted_is_a_duplicate_for_this_partner_only(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    await imported(house, partner, french_list())
    _, again = await imported(house, partner, french_list())
    assert (again["counts"]["duplicate"], again["counts"]["accepted"]) == (36, 0)
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    _, theirs = await imported(house, await house.signed_in(rival), french_list())
    assert theirs["counts"]["duplicate"] == 1
    async with house.db() as db:
        indexes = (await db.scalars(select(ContactSecret.phone_index))).all()
    assert len(indexes) == len(set(indexes))


async def test_a_suppressed_number_is_imported_blocked(house: House, room: Room) -> None:
    number = min(FRENCH_PHONES)
    async with house.db() as db:
        await db.execute(
            text("INSERT INTO suppressions (fingerprint, reason) VALUES (:f, 'objection')"),
            {"f": house.vault_keys.suppression_key().index(number)},
        )
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, french_list())
    assert read["counts"]["not_callable"] == 1
    page = (await partner.get(f"/api/call-lists/{list_id}/report?severity=not_callable")).json()
    assert [r["code"] for r in page["lines"]] == ["suppressed"]


async def test_a_supervisor_attaches_a_list_to_a_campaign_once(house: House, room: Room) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    list_id, _ = await imported(house, partner, french_list())
    url, choice = f"/api/call-lists/{list_id}/campaign", {"campaign_id": str(room.campaign_id)}
    assert (await partner.put(url, json=choice)).status_code == 403
    unknown = await supervisor.put(url, json={"campaign_id": str(uuid4())})
    assert unknown.status_code == 404
    answer = await supervisor.put(url, json=choice)
    assert (answer.status_code, answer.json()["campaign_id"]) == (200, str(room.campaign_id))
    assert (await supervisor.put(url, json=choice)).json()["code"] == "list_state"
    removed = await partner.delete(f"/api/call-lists/{list_id}")
    assert (removed.status_code, removed.json()["code"]) == (409, "list_holds_contacts")


async def test_a_list_with_contacts_ends_by_destruction_alone(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, french_list())
    answer = await partner.delete(f"/api/call-lists/{list_id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "list_holds_contacts")
    await house.work()
    async with house.db() as db:
        held = await db.scalar(
            text("SELECT count(*) FROM contact_secrets WHERE list_id = :id"), {"id": list_id}
        )
    assert held == sum(read["counts"][name] for name in ("accepted", "warned", "not_callable"))
    assert "call_list.removed" not in await house.actions()


@pytest.mark.parametrize("state", ["uploading", "needs_mapping", "failed", "cancelled"])
async def test_a_list_without_contacts_is_removed_and_leaves_nothing(
    house: House, room: Room, state: str
) -> None:
    partner = await house.signed_in(room.partner)
    if state == "uploading":
        new = {"name": "Vide", "purpose": "appointment", "file_name": "v.csv"}
        list_id = (await partner.post("/api/call-lists", json=new)).json()["id"]
    else:
        list_id = await inspected(house, partner, b"\x00" if state == "failed" else french_list())
    if state == "cancelled":
        assert (await partner.post(f"/api/call-lists/{list_id}/cancel")).status_code == 202
    assert (await partner.get(f"/api/call-lists/{list_id}")).json()["state"] == state
    assert (await partner.delete(f"/api/call-lists/{list_id}")).status_code == 204
    await house.work()
    assert (await partner.get(f"/api/call-lists/{list_id}")).status_code == 404
    async with house.db() as db:
        for table in ("contacts", "contact_secrets", "list_secrets", "upload_chunks", "list_report_lines"):
            left = await db.scalar(text(f"SELECT count(*) FROM {table} WHERE list_id = :id"), {"id": list_id})
            assert left == 0, table


async def test_a_cancelled_list_keeps_no_file(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    answer = await partner.post(f"/api/call-lists/{list_id}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    async with house.db() as db:
        assert (await db.scalars(select(UploadChunk.number))).all() == []
    assert (await partner.post(f"/api/call-lists/{list_id}/cancel")).status_code == 409


async def test_an_import_cancelled_before_it_began_leaves_no_contact(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    preview = (await partner.get(f"/api/call-lists/{list_id}/preview")).json()
    await partner.post(f"/api/call-lists/{list_id}/import", json={"columns": choices(preview)})
    assert (await partner.post(f"/api/call-lists/{list_id}/cancel")).json()["state"] == "importing"
    await house.work()
    assert (await partner.get(f"/api/call-lists/{list_id}")).json()["state"] == "cancelled"
    async with house.db() as db:
        assert (await db.scalars(select(Contact.id).where(Contact.list_id == list_id))).all() == []


async def test_the_upload_is_stored_sealed(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await announced(partner)
    content = french_list() * 200
    await partner.put(f"/api/call-lists/{list_id}/file", content=content)
    async with house.db() as db:
        chunks = (await db.execute(select(UploadChunk.number, UploadChunk.last, UploadChunk.sealed))).all()
    assert [(c.number, c.last) for c in chunks] == [
        (n, n == len(chunks) - 1) for n in range(-(-len(content) // 2**18))
    ]
    assert not any(b"\xc9vrard" in c.sealed or b"06 39 98" in c.sealed for c in chunks)


async def test_a_second_upload_while_the_first_streams_is_a_conflict(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await announced(partner)
    url = f"/api/call-lists/{list_id}"
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield french_list()[:1000]
        started.set()
        await go_on.wait()
        yield french_list()[1000:]

    first = asyncio.create_task(partner.put(f"{url}/file", content=slow()))
    await started.wait()
    async with asyncio.timeout(10):
        second = await partner.put(f"{url}/file", content=french_list())
        assert (second.status_code, second.json()["code"]) == (409, "list_state")
        assert (await partner.get(f"{url}/preview")).status_code == 409
    go_on.set()
    assert (await first).status_code == 202
