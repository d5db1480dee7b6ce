"""Results as files: three formats, names that say campaign and day, nothing of another partner, nothing in clear."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from callcenter.outcomes import jobs
from tests.clients import House
from tests.factories import Room, make_room, make_slot
from tests.work import at_work, call, record


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def asked(house: House, room: Room, form: str | None, *, language: str = "fr") -> httpx.Response:
    partner = await house.signed_in(room.partner)
    await partner.put("/api/me/language", json={"language": language})
    body = None if form is None else {"format": form}
    file = await partner.post(f"/api/campaigns/{room.campaign_id}/result-files", json=body)
    assert file.status_code == 202, file.text
    await house.work()
    return await partner.get(f"/api/result-files/{file.json()['id']}/content")


async def some_results(house: House, room: Room) -> None:
    async with house.db() as db:
        slot = await make_slot(db, room.partner_id, room.site_id)
    agent = await at_work(house, room.agent)
    booked = await record(agent, await call(house, agent), code="booked", appointment={"slot_id": str(slot)})
    assert booked.status_code == 201
    when = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await record(agent, await call(house, agent), code="callback", callback_at=when, note="Préfère le soir")


async def test_another_format_is_refused(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    wrong: list[object] = [{"format": "exe"}, {"format": None}, {"form": "csv"}, []]
    for body in wrong:
        answer = await partner.post(f"/api/campaigns/{room.campaign_id}/result-files", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), body


async def test_the_three_formats_say_the_same(house: House, room: Room) -> None:
    await some_results(house, room)
    lines = await asked(house, room, None)
    sheet = await asked(house, room, "xlsx")
    machine = await asked(house, room, "json", language="en")
    rows = list(csv.reader(io.StringIO(lines.content.decode("utf-8-sig")), delimiter=";"))
    opened = load_workbook(io.BytesIO(sheet.content)).active
    assert opened is not None
    cells = [[cell or "" for cell in row] for row in opened.iter_rows(values_only=True)]
    assert cells == rows
    found = json.loads(machine.content)
    assert [(one["client_reference"], one["outcome"]) for one in found["results"]] == [
        ("REF-00000", "booked"),
        ("REF-00001", "callback"),
    ]
    assert found["time_zone"] == "Europe/Paris"
    first, second = found["results"]
    assert datetime.fromisoformat(first["appointment_at"]).utcoffset() is not None
    assert datetime.fromisoformat(second["callback_at"]) > datetime.now(UTC)
    assert (first["place"], second["place"], first["line"]) == ("Agence", None, 2)
    assert rows[1][2] == "Rendez-vous pris"
    assert rows[1][7] == datetime.fromisoformat(first["appointment_at"]).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("form", "language", "name", "kind"),
    [
        ("csv", "fr", r"resultats_campagne-\d+_\d{4}-\d\d-\d\d\.csv", "text/csv; charset=utf-8"),
        ("json", "en", r"results_campagne-\d+_\d{4}-\d\d-\d\d\.json", "application/json"),
        ("xlsx", "fr", r"resultats_campagne-\d+_\d{4}-\d\d-\d\d\.xlsx", "spreadsheetml.sheet"),
    ],
)
async def test_a_files_name_says_campaign_and_day(
    house: House, room: Room, form: str, language: str, name: str, kind: str
) -> None:
    answer = await asked(house, room, form, language=language)
    assert re.fullmatch(f'attachment; filename="{name}"', answer.headers["content-disposition"])
    assert answer.headers["content-type"].endswith(kind)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
async def test_a_file_of_many_pieces_comes_back_whole(
    house: House, room: Room, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK_BYTES", 64)
    monkeypatch.setattr(jobs, "DRAIN_ROWS", 1)
    await some_results(house, room)
    answer = await asked(house, room, form)
    async with house.db() as db:
        pieces = (await db.execute(text("SELECT number, last FROM result_chunks ORDER BY number"))).all()
    assert len(pieces) > 3
    assert [piece.last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    whole = answer.content
    if form == "xlsx":
        opened = load_workbook(io.BytesIO(whole)).active
        assert opened is not None
        assert opened["A3"].value == "REF-00001"
    else:
        assert "REF-00001" in whole.decode("utf-8-sig")


async def test_a_file_cut_short_does_not_look_whole(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK_BYTES", 64)
    await some_results(house, room)
    partner = await house.signed_in(room.partner)
    file = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    await house.work()
    async with house.db() as db:
        await db.execute(text("DELETE FROM result_chunks WHERE number = 2"))
    with pytest.raises(Exception, match="already started"):
        await partner.get(f"/api/result-files/{file['id']}/content")


async def test_what_the_vault_opened_stands_in_the_journal(house: House, room: Room) -> None:
    await some_results(house, room)
    await asked(house, room, "json")
    async with house.db() as db:
        rows = await db.execute(
            text(
                "SELECT data->>'reason', (data->>'count')::int, partner_id FROM journal_pending "
                "WHERE action = 'contact.opened' ORDER BY id"
            )
        )
        found = [tuple(row) for row in rows]
    mine = room.partner_id
    assert sorted(found) == [
        ("appointment", 1, mine),
        ("dial", 1, mine),
        ("dial", 1, mine),
        ("note", 1, mine),
        ("results", 2, mine),
    ]
