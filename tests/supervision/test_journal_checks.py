"""The journal is checked by one press, in the background, and taken away with its checkpoint; by nobody else."""

import csv
import io
import json
import zipfile

import httpx
import pytest
from sqlalchemy import text

from callcenter.infra import sealer
from callcenter.supervision import extracts
from tests.clients import House
from tests.factories import Room, make_room
from tests.supervision.test_partner_journal import sign
from tests.work import at_work, call, record


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


@pytest.fixture
async def auditor(house: House, room: Room) -> httpx.AsyncClient:
    """After an outcome, sealed and signed."""
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), code="absent")).status_code == 201
    await sign(house)
    return await house.signed_in(room.auditor)


@pytest.mark.parametrize("role", ["agent", "supervisor", "trainer", "partner"])
async def test_nobody_but_auditor_and_administrator_checks_or_takes_it(
    house: House, room: Room, role: str
) -> None:
    browser = await house.signed_in(getattr(room, role))
    assert (await browser.post("/api/journal/checks")).status_code == 403
    for path in ("/api/journal/checks", "/api/journal/extract"):
        assert (await browser.get(path)).status_code == 403


async def test_a_check_runs_in_the_background_one_at_a_time_and_says_that_all_is_whole(
    house: House, auditor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await auditor.post("/api/journal/checks")
    again = await auditor.post("/api/journal/checks")
    assert (asked.status_code, asked.json()["state"]) == (201, "running")
    assert again.json()["id"] == asked.json()["id"]
    await house.work()
    [found] = (await auditor.get("/api/journal/checks")).json()
    assert (found["state"], found["problem"], found["checkpoints"]) == ("whole", None, 1)
    assert found["done"] >= found["due"] > 0
    await house.seal()
    actions = await house.actions()
    assert actions.count("journal.check_asked") == 1
    assert actions.count("journal.checked") == 1


async def test_an_altered_entry_is_named(house: House, auditor: httpx.AsyncClient) -> None:
    async with house.db() as db:
        await db.execute(text('UPDATE journal SET data = data || \'{"code": "booked"}\' WHERE seq = 3'))
    await auditor.post("/api/journal/checks")
    await house.work()
    [found] = (await auditor.get("/api/journal/checks")).json()
    assert (found["state"], found["problem"], found["at_seq"]) == ("tampered", "entry_altered", 3)


async def test_how_far_a_check_is_is_told_as_it_goes(
    house: House, auditor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "TOLD", 2)
    told: list[int] = []
    async with house.db() as db:
        connection = (await (await db.connection()).get_raw_connection()).driver_connection
        assert connection is not None
        found = await sealer.verify(connection, lambda *_: True, told=told.append)
    assert told == list(range(2, found.entries + 1, 2))


async def test_what_was_asked_for_is_taken_up_to_the_checkpoint(
    house: House, room: Room, auditor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "PAGE", 2)
    agent = await at_work(house, room.second_agent)
    await record(agent, await call(house, agent), code="absent")
    await house.seal()  # after the signature
    answer = await auditor.get("/api/journal/extract", params={"person": str(room.agent.id)})
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert set(archive.namelist()) == {"checkpoint.txt", "LISEZ-MOI.txt", "journal.csv"}
    rows = list(csv.reader(io.StringIO(archive.read("journal.csv").decode("utf-8-sig")), delimiter=";"))
    size = int(archive.read("checkpoint.txt").split(b"\n")[0].split()[1])
    shown = (await auditor.get("/api/journal", params={"person": str(room.agent.id), "limit": 500})).json()
    assert [int(row[0]) for row in rows[1:]] == sorted(line["seq"] for line in shown if line["seq"] <= size)
    assert {row[-1] for row in rows[1:]} == {line["leaf"] for line in shown if line["seq"] <= size}
    assert all(str(room.agent.id) in row[4] + row[6] for row in rows[1:])
    await house.seal()
    taken = (await auditor.get("/api/journal", params={"action": "journal.taken"})).json()
    assert [json.dumps(line["data"]) for line in taken] == [
        json.dumps({"size": size, "narrowed": ["person"]})
    ]
