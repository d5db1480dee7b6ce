"""What a partner gets to read of a file's lines: every line in the report, the refused ones back to be mended."""

import csv
import io
import itertools
from datetime import timedelta
from uuid import UUID

import httpx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.call_lists.intake import runs_of
from callcenter.call_lists.mended import unguarded
from callcenter.kit.text import formula_safe
from tests.call_lists.files import french_list, french_rows
from tests.call_lists.test_api import choices, imported
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_user


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def refused_file(house: House, partner: httpx.AsyncClient, list_id: str) -> list[list[str]]:
    """The refused lines as the partner downloads them."""
    asked = await partner.post(f"/api/call-lists/{list_id}/refused-files")
    assert asked.status_code == 202, asked.text
    url = f"/api/call-lists/{list_id}/refused-files/{asked.json()['id']}"
    early = await partner.get(f"{url}/content")
    assert (early.status_code, early.json()["code"]) == (409, "refused_file_not_ready")
    await house.work()
    assert (await partner.get(url)).json()["state"] == "ready"
    answer = await partner.get(f"{url}/content")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


# --- the report ------------------------------------------------------------------------------------------------


async def test_every_line_of_the_file_is_in_the_report_and_no_value(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, french_list())
    assert read["counts"]["lines"] == sum(v for k, v in read["counts"].items() if k != "lines") == 40
    body = (await partner.get(f"/api/call-lists/{list_id}/report.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert rows[0] == ["ligne", "résultat", "colonne", "champ", "code", "explication"]
    assert sorted({int(row[0]) for row in rows[1:]}) == list(range(2, 42))
    assert ["36", "refusée", "5", "phone", "phone_missing", "Le numéro manque."] in rows
    assert sum(row[1] == "acceptée" for row in rows) == read["counts"]["accepted"]
    for value in ("639", "rue de", "courriel", "CL-00", "Lefèvre"):
        assert value not in body


async def test_the_workbook_says_the_same_as_the_csv(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, french_list())
    text_ = (await partner.get(f"/api/call-lists/{list_id}/report.csv")).content.decode("utf-8-sig")
    expected = [tuple(row) for row in csv.reader(io.StringIO(text_), delimiter=";")]
    answer = await partner.get(f"/api/call-lists/{list_id}/report.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True).worksheets[0]
    found = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]
    assert found == expected


@given(st.lists(st.integers(0, 60), unique=True).map(sorted))
def test_runs_hold_exactly_their_lines(lines: list[int]) -> None:
    runs = runs_of(lines)
    assert [line for first, last in runs for line in range(first, last + 1)] == lines
    assert all(run[1] + 1 < following[0] for run, following in itertools.pairwise(runs))


# --- the refused lines -----------------------------------------------------------------------------------------


async def test_nobody_else_gets_refused_lines_not_even_the_centre(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, french_list())
    made = (await partner.post(f"/api/call-lists/{list_id}/refused-files")).json()["id"]
    await house.work()
    url = f"/api/call-lists/{list_id}/refused-files"
    async with house.db() as db:
        stranger = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    rival = await house.signed_in(stranger)
    assert (await rival.post(url)).status_code == 404
    assert (await rival.get(f"{url}/{made}/content")).status_code == 404
    for person in (room.agent, room.supervisor, room.administrator, room.auditor):
        other = await house.signed_in(person)
        assert (await other.post(url)).status_code == 403
        assert (await other.get(f"{url}/{made}/content")).status_code == 403
    other_list, _ = await imported(house, partner, french_list(separator=","))
    assert (await partner.get(f"/api/call-lists/{other_list}/refused-files/{made}")).status_code == 404


async def test_refused_lines_come_back_as_they_were_with_what_is_wrong(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, french_list())
    header, *rows = await refused_file(house, partner, list_id)
    assert header[-2:] == ["Ligne d’origine", "À corriger"]
    assert header[0] == "N° client"
    originals = french_rows()[0]
    assert len(rows) == read["counts"]["refused"] == 4
    for row in rows:
        assert [unguarded(cell) for cell in row[:-2]] == originals[int(row[-2]) - 2]
    assert rows[0][-2:] == ["36", "Le numéro manque."]


async def test_at_rest_refused_lines_are_sealed_and_after_two_weeks_gone(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, french_list())
    assert read["refused_until"] is not None
    await refused_file(house, partner, list_id)
    async with house.db() as db:
        held = await db.scalars(
            text("SELECT sealed FROM refused_rows UNION ALL SELECT sealed FROM refused_file_chunks")
        )
        assert all(b"courriel.example" not in sealed and b"rappeler" not in sealed for sealed in held)
        await db.execute(text("UPDATE jobs SET run_after = now() WHERE kind = 'forget_refused_lines'"))
        until = await db.scalar(
            text("SELECT refused_until - imported_at FROM call_lists WHERE id = :id"), {"id": UUID(list_id)}
        )
    assert abs(until - timedelta(days=14)) < timedelta(minutes=1)
    await house.work()
    async with house.db() as db:
        for table in ("refused_rows", "refused_files", "refused_file_chunks"):
            assert await db.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    answer = await partner.post(f"/api/call-lists/{list_id}/refused-files")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_mend")


async def test_a_list_without_refusals_has_nothing_to_mend(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    content = "Nom;Téléphone;Code postal\nUn;0639980001;35000\n".encode()
    list_id, _ = await imported(house, partner, content)
    answer = await partner.post(f"/api/call-lists/{list_id}/refused-files")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_mend")


async def test_mended_lines_are_taken_into_the_same_list(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, french_list())
    header, *rows = await refused_file(house, partner, list_id)
    at = header.index("Téléphone")
    for number, row in enumerate(rows[:3]):
        row[at] = formula_safe(f"+33 6 39 98 70 0{number}")
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows([header, *rows])

    new = {"name": "Corrections", "purpose": "appointment", "file_name": "c.csv"}
    made = await partner.post("/api/call-lists", json=new | {"mode": "add", "target_id": list_id})
    url = f"/api/call-lists/{made.json()['id']}"
    await partner.put(f"{url}/file", content=written.getvalue().encode("utf-8-sig"))
    await house.work()
    preview = (await partner.get(f"{url}/preview")).json()
    assert [column["field"] for column in preview["columns"][-2:]] == ["ignore", "ignore"]
    answer = await partner.post(f"{url}/import", json={"columns": choices(preview)})
    assert answer.json()["state"] == "forecasting"
    await house.work()
    read = (await partner.get(url)).json()
    assert (read["state"], read["forecast"]["added"], read["forecast"]["refused"]) == ("forecast", 3, 1)
    assert (await partner.post(f"{url}/confirm")).status_code == 202
    await house.work()
    assert (await partner.get(url)).json()["state"] == "merged"
    whole = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert whole["totals"] == {"contacts": 38, "not_callable": 0, "withdrawn": 0}
    assert [row[:-1] for row in (await refused_file(house, partner, made.json()["id"]))[1:]] == [
        [unguarded(cell) for cell in rows[3][:-2]] + ["5"]
    ]


@given(st.text(max_size=12))
def test_a_guarded_cell_comes_back_as_it_was(cell: str) -> None:
    if not cell.startswith("'"):
        assert unguarded(formula_safe(cell)) == cell
