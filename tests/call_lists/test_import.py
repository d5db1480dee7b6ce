"""Imports under way: killed, cancelled, two at once; a list is there as a whole or not at all."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from callcenter.call_lists import jobs
from tests.call_lists.files import long_list
from tests.call_lists.test_api import choices, imported, inspected
from tests.clients import House
from tests.factories import Room, make_room

ROWS = 12_000


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def ordered(house: House, partner: httpx.AsyncClient) -> str:
    """A list whose import waits for a vault."""
    list_id = await inspected(house, partner, long_list(ROWS))
    preview = (await partner.get(f"/api/call-lists/{list_id}/preview")).json()
    order = {"columns": choices(preview), "consent": {"basis": "consent"}}
    assert (await partner.post(f"/api/call-lists/{list_id}/import", json=order)).status_code == 202
    return list_id


async def count(house: House, table: str, list_id: str) -> int:
    async with house.db() as db:
        found = await db.scalar(
            text(f"SELECT count(*) FROM {table} WHERE list_id = :id"), {"id": UUID(list_id)}
        )
    return int(found or 0)


async def start_vault(house: House) -> Process:
    environment = os.environ | {"CALLCENTER_DATA": str(house.settings.data)}
    command = (sys.executable, "-m", "callcenter.cli", "vault")
    return await asyncio.create_subprocess_exec(*command, env=environment, stdout=DEVNULL, stderr=DEVNULL)


async def progress(partner: httpx.AsyncClient, list_id: str) -> dict[str, Any]:
    read = (await partner.get(f"/api/call-lists/{list_id}")).json()
    return {"state": read["state"], **(read["progress"] or {})}


async def test_a_vault_killed_in_the_middle_leaves_nothing_and_the_next_one_everything(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await ordered(house, partner)
    for _ in range(2):
        vault = await start_vault(house)
        async with asyncio.timeout(60):
            while (await progress(partner, list_id)).get("done", 0) == 0:
                assert vault.returncode is None
                await asyncio.sleep(0.02)
        vault.send_signal(signal.SIGKILL)
        await vault.wait()
        shown = await progress(partner, list_id)
        if shown["state"] == "importing":
            assert await count(house, "contacts", list_id) == 0
    async with asyncio.timeout(60):
        while (await progress(partner, list_id))["state"] != "ready":
            await house.work()
            await asyncio.sleep(0.1)
    assert await count(house, "contacts", list_id) == ROWS
    assert await count(house, "contact_secrets", list_id) == ROWS
    assert await count(house, "list_secrets", list_id) == 1
    assert await count(house, "upload_chunks", list_id) == 0
    assert (await house.actions()).count("call_list.imported") == 1


async def test_a_running_import_that_is_cancelled_leaves_nothing(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PROGRESS_SECONDS", 0.0)
    partner = await house.signed_in(room.partner)
    list_id = await ordered(house, partner)
    working = asyncio.create_task(house.work())
    async with asyncio.timeout(60):
        while (await progress(partner, list_id)).get("done", 0) == 0:
            await asyncio.sleep(0.01)
    answer = await partner.post(f"/api/call-lists/{list_id}/cancel")
    assert answer.status_code == 202
    await working
    assert (await progress(partner, list_id))["state"] == "cancelled"
    for table in ("contacts", "contact_secrets", "list_secrets", "list_view_keys", "upload_chunks"):
        assert await count(house, table, list_id) == 0


async def test_two_imports_of_a_partner_at_once_double_nothing(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    lists = [await ordered(house, partner) for _ in range(2)]
    await asyncio.gather(house.work(), house.work())
    reads = [(await partner.get(f"/api/call-lists/{list_id}")).json()["counts"] for list_id in lists]
    assert sorted(read["accepted"] for read in reads) == [0, ROWS]
    assert sorted(read["duplicate"] for read in reads) == [0, ROWS]


async def test_a_tampered_upload_is_refused(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await ordered(house, partner)
    async with house.db() as db:
        await db.execute(
            text("UPDATE upload_chunks SET sealed = set_byte(sealed, 90, 1 - get_byte(sealed, 90) % 2)")
        )
    await house.work()
    read = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert (read["state"], read["failure"]["code"]) == ("failed", "upload_incomplete")
    assert await count(house, "contacts", list_id) == 0


async def test_a_job_that_keeps_breaking_is_given_up_with_a_word(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    partner = await house.signed_in(room.partner)
    list_id = await ordered(house, partner)
    monkeypatch.setattr(jobs.Import, "_make_keys", broken)
    async with house.db() as db:
        await db.execute(text("UPDATE jobs SET attempts = 4"))
    await house.work()
    read = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert (read["state"], read["failure"]["code"]) == ("failed", "list_failed")
    assert await count(house, "upload_chunks", list_id) == 0


async def test_numbers_reach_neither_logs_nor_the_tables_in_clear(
    house: House, room: Room, capfd: pytest.CaptureFixture[str]
) -> None:
    partner = await house.signed_in(room.partner)
    await imported(house, partner, long_list(50), {"basis": "consent"})
    out, err = capfd.readouterr()
    async with house.db() as db:
        tables = (await db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).all()
        rows = [(await db.execute(text(f'SELECT * FROM "{table}"'))).all() for table in tables]
    dump = str(rows)
    for canary in ("610000001", "L-10000001", "10000001 rue Haute"):
        assert canary not in out + err
        assert canary not in dump
        assert canary.encode().hex() not in dump
