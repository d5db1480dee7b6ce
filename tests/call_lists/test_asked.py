"""What a file leaves open is asked, and its preview made anew from the same sealed upload; mappings are remembered."""

import io
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import text

from tests.call_lists.files import french_list
from tests.call_lists.test_api import CONSENT, choices, inspected
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_user

TWO_WAYS = b"Nom,Prenom;Tel\nDurand,Zoe;0612345678\nMartin,Luc;0612345679\n"
LATIN9 = "Nom;Tel;Ville\nŒuvrard;0612345678;Crèvecœur\n½sau;0612345679;Nîmes\n".replace("½", "Œ").encode(
    "iso8859-15"
)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def preview(partner: httpx.AsyncClient, list_id: str) -> dict[str, Any]:
    answer = await partner.get(f"/api/call-lists/{list_id}/preview")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def settled(house: House, partner: httpx.AsyncClient, list_id: str, **choice: object) -> dict[str, Any]:
    """The preview after a choice; the vault has read again if it had to."""
    answer = await partner.post(f"/api/call-lists/{list_id}/reading", json=choice)
    assert answer.status_code == 202, answer.text
    await house.work()
    return await preview(partner, list_id)


def asked(found: dict[str, Any]) -> list[str]:
    return [question["about"] for question in found["questions"]]


async def test_an_import_waits_for_the_answers(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, TWO_WAYS)
    found = await preview(partner, list_id)
    assert asked(found) == ["separator"]
    order = {"columns": choices(found), "consent": CONSENT}
    answer = await partner.post(f"/api/call-lists/{list_id}/import", json=order)
    assert (answer.status_code, answer.json()["code"]) == (422, "questions_open")
    assert answer.json()["fields"] == [{"field": "separator", "code": "unanswered"}]


async def test_another_answer_makes_the_preview_anew_from_the_same_upload(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, TWO_WAYS)
    assert [c["header"] for c in (await preview(partner, list_id))["columns"]] == ["Nom,Prenom", "Tel"]
    answer = await partner.post(f"/api/call-lists/{list_id}/reading", json={"separator": ","})
    assert answer.json()["state"] == "inspecting"
    early = await partner.get(f"/api/call-lists/{list_id}/preview")
    assert (early.status_code, early.json()["code"]) == (409, "preview_not_ready")
    await house.work()
    found = await preview(partner, list_id)
    assert [c["header"] for c in found["columns"]] == ["Nom", "Prenom;Tel"]
    assert (found["separator"], asked(found)) == (",", [])
    # And back again: the sealed upload is still there.
    found = await settled(house, partner, list_id, separator=";")
    assert [c["header"] for c in found["columns"]] == ["Nom,Prenom", "Tel"]
    order = {"columns": choices(found), "consent": CONSENT}
    assert (await partner.post(f"/api/call-lists/{list_id}/import", json=order)).status_code == 202
    await house.work()
    assert (await partner.get(f"/api/call-lists/{list_id}")).json()["counts"]["accepted"] == 2
    assert (await house.actions()).count("call_list.reread") == 2


async def test_a_guess_that_is_confirmed_needs_no_second_reading(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, TWO_WAYS)
    answer = await partner.post(f"/api/call-lists/{list_id}/reading", json={"separator": ";"})
    assert answer.json()["state"] == "needs_mapping"
    assert asked(await preview(partner, list_id)) == []


async def test_a_choice_that_cannot_be_read_leaves_the_preview_as_it_was(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    before = await preview(partner, list_id)
    found = await settled(house, partner, list_id, encoding="utf-8")
    assert found["refused"]["code"] == "encoding_wrong"
    assert found | {"refused": None} == before
    assert (await settled(house, partner, list_id, encoding="cp1252"))["refused"] is None
    assert "call_list.reread_refused" in await house.actions()


async def test_a_choice_of_another_encoding_shows_in_the_preview(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, LATIN9)
    found = await preview(partner, list_id)
    assert (found["encoding"], found["columns"][0]["samples"]) == ("iso8859-15", ["Œuvrard", "Œsau"])
    found = await settled(house, partner, list_id, encoding="cp1252")
    assert (found["encoding"], found["columns"][0]["samples"]) == ("cp1252", ["¼uvrard", "¼sau"])


def workbook(*, hidden: bool) -> bytes:
    book = openpyxl.Workbook()
    notice, clients = book.active, book.create_sheet("Clients")
    assert notice is not None
    notice.title = "Anciens"
    for sheet, name in ((notice, "Ancien"), (clients, "Durand")):
        sheet.append(["Nom", "Téléphone"])
        sheet.append([name, "0612345678"])
    notice.sheet_state = "hidden" if hidden else "visible"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


async def test_of_two_filled_sheets_the_partner_says_which(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, workbook(hidden=False))
    found = await preview(partner, list_id)
    assert (asked(found), [sheet["name"] for sheet in found["sheets"]]) == (["sheet"], ["Anciens", "Clients"])
    found = await settled(house, partner, list_id, sheet=1)
    assert (asked(found), found["columns"][0]["samples"]) == ([], ["Durand"])


async def test_a_hidden_sheet_is_named_and_read_only_when_asked_for(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, workbook(hidden=True))
    found = await preview(partner, list_id)
    assert (asked(found), found["columns"][0]["samples"]) == ([], ["Durand"])
    assert [(sheet["name"], sheet["hidden"]) for sheet in found["sheets"]] == [
        ("Anciens", True),
        ("Clients", False),
    ]
    assert (await settled(house, partner, list_id, sheet=0))["columns"][0]["samples"] == ["Ancien"]


DATED = (
    "Nom;Tel;Consentement;Date de consentement\nDurand;0612345678;oui;{}\nMartin;0612345679;oui;05/06/2026\n"
)


@pytest.mark.parametrize(
    ("first", "questions", "became"),
    [
        ("03/04/2026", ["date_order"], ["2026-04-03", "2026-06-05"]),
        ("23/04/2026", [], ["2026-04-23", "2026-06-05"]),
        ("04/23/2026", [], ["2026-04-23", "2026-05-06"]),
        ("2026-04-23", ["date_order"], ["2026-04-23", "2026-06-05"]),
    ],
)
async def test_the_order_of_dates_is_asked_when_the_file_does_not_tell(
    house: House, room: Room, first: str, questions: list[str], became: list[str]
) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, DATED.format(first).encode())
    found = await preview(partner, list_id)
    assert asked(found) == questions
    assert found["columns"][3]["became"]["consent_date"] == became
    if questions:
        found = await settled(house, partner, list_id, date_order="month")
        assert found["columns"][3]["became"]["consent_date"][1] == "2026-05-06"
        without = [c for c in choices(found) if c["field"] != "consent_date"]
        order = {"columns": without, "consent": CONSENT}
        assert (await partner.post(f"/api/call-lists/{list_id}/import", json=order)).status_code == 202


async def test_an_open_order_of_dates_stops_only_an_import_of_dates(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, DATED.format("03/04/2026").encode())
    columns = choices(await preview(partner, list_id))
    url = f"/api/call-lists/{list_id}/import"
    refused = await partner.post(url, json={"columns": columns, "consent": CONSENT})
    assert refused.json()["code"] == "questions_open"
    order = {"columns": [c for c in columns if c["field"] != "consent_date"], "consent": CONSENT}
    assert (await partner.post(url, json=order)).status_code == 202


async def test_another_header_line_is_another_table(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    content = b"Client;;Contact;\nNom;Prenom;Tel;Mail\nDurand;Zoe;0612345678;z@x.example\n"
    list_id = await inspected(house, partner, content)
    found = await preview(partner, list_id)
    assert (found["header_line"], [row["line"] for row in found["top"]]) == (2, [1, 2, 3])
    assert "0612345678" not in str(found)
    assert "z@x.example" not in str(found)
    found = await settled(house, partner, list_id, header_line=0)
    assert [c["header"] for c in found["columns"]] == ["", "", "", ""]
    assert found["lines_estimate"] == 3


async def test_a_confirmed_mapping_is_proposed_for_the_same_layout_and_says_so(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    first = await preview(partner, list_id)
    assert first["remembered_at"] is None
    columns = choices(first)
    columns[10] = {"index": 10, "field": "extra", "use": "sealed"}  # « Contrat », kept sealed by this partner
    assert columns != choices(first)
    order = {"columns": columns, "consent": CONSENT}
    assert (await partner.post(f"/api/call-lists/{list_id}/import", json=order)).status_code == 202
    # The same headers in another encoding and with another separator are the same layout.
    again = await inspected(house, partner, french_list(encoding="utf-8", separator=","))
    found = await preview(partner, again)
    assert found["remembered_at"] is not None
    assert choices(found) == columns
    other = await inspected(house, partner, french_list().replace(b"Ville", b"Commune"))
    assert (await preview(partner, other))["remembered_at"] is None


async def test_what_one_partner_confirmed_is_nothing_to_another(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    order = {"columns": choices(await preview(partner, list_id)), "consent": CONSENT}
    assert (await partner.post(f"/api/call-lists/{list_id}/import", json=order)).status_code == 202
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    other = await house.signed_in(rival)
    found = await preview(other, await inspected(house, other, french_list()))
    assert found["remembered_at"] is None
    async with house.db() as db:
        kept = (await db.execute(text("SELECT * FROM list_layouts"))).all()
    assert len(kept) == 1
    assert "Téléphone" not in str(kept)
    assert "telephone" not in str(kept)


async def test_a_list_that_is_not_waiting_takes_no_choice(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, french_list())
    url = f"/api/call-lists/{list_id}/reading"
    assert (await partner.post(url, json={"separator": "x"})).status_code == 422
    assert (await partner.post(url, json={"header_line": 3})).status_code == 202
    answer = await partner.post(url, json={"header_line": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "list_state")
