"""Reports: who may read which, what a partner never learns, and files that cannot hurt."""

import csv
import io
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pypdf
import pytest
from sqlalchemy import text

from callcenter.infra.db import sessions
from callcenter.kit.ids import alias
from callcenter.reports import jobs
from tests.clients import House
from tests.factories import Room, make_room
from tests.reports.days import FIRST, draw_records, write
from tests.reports.test_numbers_agree import places_of, tally
from tests.work import at_work, call, record

PERIOD = {"since": "2026-10-01", "until": "2026-10-31"}
PATHS = ("/api/reports", "/api/reports/file")


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def worked(house: House, room: Room, seed: int = 3) -> None:
    place = await places_of(house, room, "America/Guadeloupe")
    async with house.db() as db:
        await write(db, draw_records(random.Random(seed), [place], days=5, count=40))


@pytest.mark.parametrize("path", [*PATHS, "/api/kpis", "/api/reports/choices", "/api/reports/kept"])
async def test_nobody_and_no_apprentice_reads_a_report(house: House, room: Room, path: str) -> None:
    assert (await house.browser().get(path, params=PERIOD)).status_code == 401
    agent = await house.signed_in(room.agent)
    assert (await agent.get(path, params=PERIOD)).status_code == 403


async def test_another_sites_or_partners_work_is_not_there(house: House, room: Room) -> None:
    await worked(house, room)
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    for person in (other.supervisor, other.trainer, other.partner):
        reader = await house.signed_in(person)
        for by in ("campaign", "agent", "day", "outcome"):
            report = (await reader.get("/api/reports", params={"by": by, **PERIOD})).json()
            assert not any(any(row["counts"].values()) for row in report["rows"] if by != "campaign")
            assert report["total"]["counts"]["records"] == 0
        asked = {"by": "day", "campaign_id": str(room.campaign_id), **PERIOD}
        report = (await reader.get("/api/reports", params=asked)).json()
        assert report["rows"] == []
        choices = (await reader.get("/api/reports/choices")).json()
        assert str(room.campaign_id) not in str(choices)
    reader = await house.signed_in(other.supervisor)
    asked = {"by": "day", "site_id": str(room.site_id), **PERIOD}
    assert (await reader.get("/api/reports", params=asked)).status_code == 404


async def test_a_partner_reads_aliases_alone(house: House, room: Room) -> None:
    await worked(house, room)
    await tally(house, FIRST + timedelta(days=3))
    partner = await house.signed_in(room.partner)
    for form in ("csv", "xlsx", "pdf", None):
        path = "/api/reports/file" if form else "/api/reports"
        asked = {"by": "agent", **PERIOD} | ({"format": form} if form else {})
        answer = await partner.get(path, params=asked)
        assert answer.status_code == 200, answer.text
        said = read_file(answer.content, form) if form else answer.text
        assert alias(room.partner_id, room.agent.id) in said
        for hidden in (str(room.agent.id), "Agent ", room.agent.sign_in):
            assert hidden not in said
    assert (await partner.get("/api/reports/choices")).json()["agents"] == []
    asked = {"by": "day", "agent_id": str(room.agent.id), **PERIOD}
    assert (await partner.get("/api/reports", params=asked)).status_code == 404


@pytest.mark.parametrize(
    "period",
    [
        {"since": "2026-10-31", "until": "2026-10-01"},
        {"since": "2020-01-01", "until": "2026-10-01"},
        PERIOD | {"before_since": "2026-09-01"},
        PERIOD | {"before_since": "2026-09-30", "before_until": "2026-09-01"},
    ],
)
async def test_a_period_that_is_none_is_refused(house: House, room: Room, period: dict[str, str]) -> None:
    answer = await (await house.signed_in(room.supervisor)).get("/api/reports", params=period)
    assert (answer.status_code, answer.json()["code"]) == (422, "period_invalid")


def read_file(content: bytes, form: str) -> str:
    if form == "csv":
        return content.decode("utf-8-sig")
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return "\n".join(";".join(str(cell.value) for cell in row) for row in sheet.iter_rows())
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
async def test_a_file_says_the_table_and_taking_it_is_journalled(house: House, room: Room, form: str) -> None:
    await worked(house, room)
    reader = await house.signed_in(room.supervisor)
    asked: dict[str, Any] = {
        "by": "hour",
        **PERIOD,
        "before_since": "2026-09-01",
        "before_until": "2026-09-30",
    }
    report = (await reader.get("/api/reports", params=asked)).json()
    answer = await reader.get("/api/reports/file", params={**asked, "format": form})
    assert answer.status_code == 200, answer.text
    said = read_file(answer.content, form)
    assert "Joignabilité" in said
    assert "avant" in said or form == "pdf"
    assert str(report["total"]["counts"]["records"]) in said
    assert f".{form}" in answer.headers["content-disposition"]
    assert (await house.actions())[-1] == "report.taken"


async def test_a_name_that_is_a_formula_is_neutralised(house: House, room: Room) -> None:
    await worked(house, room)
    async with house.db() as db:
        await db.execute(
            text("UPDATE campaigns SET name = '=cmd|x' WHERE id = :id"), {"id": room.campaign_id}
        )
    reader = await house.signed_in(room.supervisor)
    for form in ("csv", "xlsx"):
        answer = await reader.get("/api/reports/file", params={"by": "campaign", "format": form, **PERIOD})
        cells = [
            cell
            for line in csv.reader(io.StringIO(read_file(answer.content, form)), delimiter=";")
            for cell in line
        ]
        assert "'=cmd|x" in cells
        assert not any(cell[:1] in {"=", "+", "-", "@"} for cell in cells if cell)


async def test_reports_on_schedule_are_made_once_listed_and_taken(house: House, room: Room) -> None:
    await worked(house, room)
    await tally(house, datetime(2026, 11, 2, tzinfo=UTC))
    async with sessions(house.vault_engine)() as db:
        assert not await jobs.tend(db, datetime(2026, 11, 2, 1, tzinfo=UTC))
    supervisor, partner = await house.signed_in(room.supervisor), await house.signed_in(room.partner)
    listed = (await supervisor.get("/api/reports/kept")).json()
    assert [each["span"] for each in listed].count("month") == 1
    assert 4 <= [each["span"] for each in listed].count("day") <= 6
    month = next(each for each in listed if each["span"] == "month")
    assert (month["since"], month["until"]) == ("2026-10-01", "2026-10-31")
    report = (await supervisor.get("/api/reports", params={"by": "campaign", **PERIOD})).json()
    for form in ("pdf", "csv", "xlsx"):
        answer = await supervisor.get(f"/api/reports/kept/{month['id']}/file", params={"format": form})
        assert str(report["total"]["counts"]["records"]) in read_file(answer.content, form)
    assert (await house.actions())[-1] == "report.kept_taken"
    theirs = (await partner.get("/api/reports/kept")).json()
    assert {each["id"] for each in theirs}.isdisjoint(each["id"] for each in listed)
    paper = await partner.get(f"/api/reports/kept/{theirs[0]['id']}/file")
    said = read_file(paper.content, "pdf")
    assert "A-" in said
    assert "Agent " not in said
    assert (await partner.get(f"/api/reports/kept/{month['id']}/file")).status_code == 404
    assert (await partner.get(f"/api/reports/kept/{uuid4()}/file")).status_code == 404
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    for person in (other.supervisor, other.partner):
        stranger = await house.signed_in(person)
        assert (await stranger.get("/api/reports/kept")).json() == []
        for mine in (month, theirs[0]):
            assert (await stranger.get(f"/api/reports/kept/{mine['id']}/file")).status_code == 404
    auditor = await house.signed_in(room.auditor)
    assert {each["id"] for each in (await auditor.get("/api/reports/kept")).json()} == {
        each["id"] for each in listed
    }


async def test_the_room_counts_live_what_the_report_says(house: House, room: Room) -> None:
    """An entry of the journal holds what its outcome counts, so the page needs nothing else."""
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    for code in ("absent", "do_not_call"):
        assert (await record(agent, await call(house, agent), code=code)).status_code == 201
    today = (await supervisor.get("/api/supervision/snapshot")).json()["today"]
    day = datetime.now(UTC).date()
    asked = {"by": "day", "since": str(day - timedelta(days=1)), "until": str(day + timedelta(days=1))}
    total = (await supervisor.get("/api/reports", params=asked)).json()["total"]["counts"]
    live = {name: value for name, value in today.items() if name not in {"by_hour", "by_group"}}
    assert live == {name: total[name] for name in live}
    async with house.db() as db:
        told = (
            await db.execute(
                text(
                    "SELECT count(*), sum((data->>'talk_seconds')::int), sum((data->>'wrap_seconds')::int), "
                    "sum((data->>'work_seconds')::int) FROM journal_pending WHERE action = 'outcome.recorded'"
                )
            )
        ).one()
    assert tuple(told) == (live["records"], live["talk_seconds"], live["wrap_seconds"], live["work_seconds"])


async def test_overdue_callbacks_are_a_figure_by_campaign_and_by_list(house: House, room: Room) -> None:
    async with house.db() as db:
        contacts = (await db.scalars(text("SELECT id FROM contacts ORDER BY line"))).all()
        for contact, hours in zip(contacts, (-1, -1, 1), strict=True):
            values = {"id": uuid4(), "contact": contact, "hours": hours, "campaign": room.campaign_id}
            await db.execute(
                text(
                    "INSERT INTO callbacks (id, contact_id, reference, zone, campaign_id, partner_id, site_id, "
                    "promised_at, due_at, made_at, changed_at) SELECT :id, c.id, c.reference, c.zone, :campaign, "
                    "c.partner_id, c.site_id, now(), now() + make_interval(hours => :hours), now(), now() "
                    "FROM contacts c WHERE c.id = :contact"
                ),
                values,
            )
        await db.execute(text("UPDATE contacts SET state = 'callback'"))
    supervisor = await house.signed_in(room.supervisor)
    for by in ("campaign", "list"):
        report = (await supervisor.get("/api/reports", params={"by": by, **PERIOD})).json()
        for figures in (report["total"], report["rows"][0]):
            assert (figures["counts"]["overdue"], figures["counts"]["waiting"]) == (2, 3)
            assert figures["values"]["overdue"] == pytest.approx(2 / 3)
