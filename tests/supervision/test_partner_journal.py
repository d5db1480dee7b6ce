"""A partner's journal: every access to its data, no one else's, no names; an extract with a checkpoint to verify."""

import asyncio
import csv
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from callcenter.infra.db import read_dsn
from callcenter.infra.journal import entry_types
from callcenter.infra.sealer import load_frontier, write_checkpoint
from callcenter.kit.ids import alias, reference
from callcenter.kit.languages import FURTHER
from callcenter.supervision import partner_journal
from callcenter.supervision.partner_words import ACTION
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, record


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def sign(house: House) -> None:
    await house.seal()
    connection = await asyncpg.connect(read_dsn(house.settings.vault_folder))
    await write_checkpoint(connection, await load_frontier(connection), house.vault_keys)
    await connection.close()


async def a_days_work(house: House, room: Room) -> None:
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    await record(agent, await call(house, agent), code="absent")
    asked = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    await house.work()
    await partner.get(f"/api/result-files/{asked['id']}/content")


PATHS = ("/api/partner/journal", "/api/partner/journal/checkpoint", "/api/partner/journal/extract")


# --- refused ------------------------------------------------------------------------------------------------


async def test_a_partners_journal_is_for_that_partner_alone(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    await a_days_work(house, room)
    await sign(house)
    for path in PATHS:
        assert (await house.browser().get(path)).status_code == 401
        for person in (room.agent, room.supervisor, room.trainer, room.administrator, room.auditor):
            assert (await (await house.signed_in(person)).get(path)).status_code == 403, path
    stranger = await house.signed_in(other.partner)
    assert (await stranger.get("/api/partner/journal")).json() == []
    archive = zipfile.ZipFile(io.BytesIO((await stranger.get("/api/partner/journal/extract")).content))
    assert len(archive.read("journal.csv").decode("utf-8-sig").splitlines()) == 1
    for wrong in ({"kind": "secrets"}, {"limit": "0"}, {"before": "x"}, {"since": "hier"}):
        answer = await stranger.get("/api/partner/journal", params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_before_anything_is_signed_there_is_no_extract(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    for path in PATHS[1:]:
        answer = await partner.get(path)
        assert (answer.status_code, answer.json()["code"]) == (409, "nothing_signed")


# --- what it shows ------------------------------------------------------------------------------------------


async def test_every_access_is_there_and_people_of_the_centre_have_no_name(house: House, room: Room) -> None:
    await a_days_work(house, room)
    await house.seal()
    answer = await (await house.signed_in(room.partner)).get("/api/partner/journal")
    found = {line["action"]: line for line in reversed(answer.json())}
    assert list(found) == [
        "hand_out.started",
        "contact.opened",
        "outcome.recorded",
        "results.requested",
        "results.downloaded",
    ]
    handed = found["hand_out.started"]
    assert handed["who"] == f"Conseiller {alias(room.partner_id, room.agent.id)}"
    assert handed["contact"] == reference(room.customers[0].id)
    assert handed["kind"] == "contacts"
    assert (found["contact.opened"]["who"], found["contact.opened"]["count"]) == ("Le coffre", 1)
    async with house.db() as db:
        names = (await db.execute(text("SELECT id, display_name FROM users WHERE role <> 'partner'"))).all()
    for name in names:
        assert name.display_name not in answer.text
        assert str(name.id) not in answer.text
    for customer in room.customers:
        for secret in (customer.phone[3:], customer.email, customer.client_reference, str(customer.id)):
            assert secret not in answer.text


async def test_filters_and_pages_cut_the_same_list(house: House, room: Room) -> None:
    await a_days_work(house, room)
    await house.seal()
    partner = await house.signed_in(room.partner)
    whole = (await partner.get("/api/partner/journal")).json()
    assert [line["seq"] for line in whole] == sorted((line["seq"] for line in whole), reverse=True)
    paged: list[Any] = []
    while page := (
        await partner.get(
            "/api/partner/journal", params={"limit": 2} | ({"before": paged[-1]["seq"]} if paged else {})
        )
    ).json():
        paged += page
    assert paged == whole
    for kind in {line["kind"] for line in whole}:
        some = (await partner.get("/api/partner/journal", params={"kind": kind})).json()
        assert some == [line for line in whole if line["kind"] == kind]
    middle = whole[2]["at"]
    later = (await partner.get("/api/partner/journal", params={"since": middle})).json()
    earlier = (await partner.get("/api/partner/journal", params={"until": middle})).json()
    assert later + earlier == whole


def test_each_action_about_a_partners_data_has_a_kind_and_words() -> None:
    bears_a_partner = {action for action in entry_types() if partner_journal.kind_of(action)}
    assert {
        "hand_out.started",
        "contact.opened",
        "results.downloaded",
        "call_list.imported",
    } <= bears_a_partner
    assert "agent.state_changed" not in bears_a_partner
    assert bears_a_partner - ACTION.keys() == set()
    assert all(action in FURTHER["es"]["partner_journal"] for action in ACTION)


# --- the extract --------------------------------------------------------------------------------------------


async def extract(house: House, room: Room) -> dict[str, bytes]:
    answer = await (await house.signed_in(room.partner)).get("/api/partner/journal/extract")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith('attachment; filename="journal_societe-')
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def verify(house: House, kept: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "callcenter.cli", "journal", "verify", "--checkpoint", str(kept)],
        env={
            **os.environ,
            "CALLCENTER_DATA": str(house.settings.data),
            "DATABASE_URL": read_dsn(house.settings.owner_folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )


async def test_the_extracts_checkpoint_is_verified_later_and_finds_what_was_changed(
    house: House, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner_journal, "PAGE", 2)
    await a_days_work(house, room)
    await sign(house)
    await record(agent := await at_work(house, room.second_agent), await call(house, agent), code="absent")
    await house.seal()
    files = await extract(house, room)
    assert set(files) == {"checkpoint.txt", "LISEZ-MOI.txt", "journal.csv"}
    rows = list(csv.reader(io.StringIO(files["journal.csv"].decode("utf-8-sig")), delimiter=";"))
    size = int(files["checkpoint.txt"].split(b"\n")[0].split()[1])
    assert [int(row[0]) for row in rows[1:]] == sorted(int(row[0]) for row in rows[1:])
    assert all(int(row[0]) <= size for row in rows[1:])  # what came after the signature is not in it
    assert len(rows) == 1 + 6
    async with house.db() as db:
        leaves = {
            r.seq: r.leaf.hex() for r in (await db.execute(text("SELECT seq, leaf FROM journal"))).all()
        }
    assert {int(row[0]): row[-1] for row in rows[1:]}.items() <= leaves.items()
    assert str(size).encode() in files["LISEZ-MOI.txt"]
    assert "journal.extracted" in await house.actions()

    kept = tmp_path / "checkpoint.txt"
    kept.write_bytes(files["checkpoint.txt"])
    done = await asyncio.to_thread(verify, house, kept)
    assert (done.returncode, "The journal is whole" in done.stdout) == (0, True), done.stderr
    async with house.db() as db:
        await db.execute(text("DELETE FROM journal_checkpoints"))
        await db.execute(text("DELETE FROM journal WHERE seq > :half"), {"half": size // 2})
    cut = await asyncio.to_thread(verify, house, kept)
    assert (cut.returncode, "were cut off" in cut.stderr) == (1, True), cut.stderr


async def test_a_name_that_is_a_formula_is_neutralised(house: House, room: Room) -> None:
    async with house.db() as db:
        await db.execute(text("UPDATE campaigns SET name = '=1+1'"))
    await a_days_work(house, room)
    await sign(house)
    rows = list(
        csv.reader(
            io.StringIO((await extract(house, room))["journal.csv"].decode("utf-8-sig")), delimiter=";"
        )
    )
    assert {row[6] for row in rows[1:]} == {"'=1+1"}
