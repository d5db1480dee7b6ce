"""Imports under way: killed, cancelled, two at once; a list is there as a whole or not at all."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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

ROWS = 40_000
TABLES = (
    "contacts",
    "contact_secrets",
    "list_report_lines",
    "list_secrets",
    "list_view_keys",
    "list_previews",
    "upload_chunks",
)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def ordered(house: House, partner: httpx.AsyncClient, rows: int = ROWS) -> str:
    """A list whose import waits for a vault."""
    list_id = await inspected(house, partner, long_list(rows))
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


async def at_database(house: House) -> bool:
    """Whether an importing child is connected."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'callcenter import'"
    )
    async with house.db() as db:
        return bool(await db.scalar(asked))


async def distinct_numbers(house: House, list_id: str) -> int:
    asked = text("SELECT count(DISTINCT phone_index) FROM contact_secrets WHERE list_id = :id")
    async with house.db() as db:
        return int(await db.scalar(asked, {"id": UUID(list_id)}) or 0)


async def progress(partner: httpx.AsyncClient, list_id: str) -> dict[str, Any]:
    read = (await partner.get(f"/api/call-lists/{list_id}")).json()
    return {"state": read["state"], **(read["progress"] or {})}


async def until_ready(house: House, partner: httpx.AsyncClient, list_id: str) -> None:
    async with asyncio.timeout(90):
        while (await progress(partner, list_id))["state"] != "ready":
            await house.work()
            await asyncio.sleep(0.1)


async def test_killed_at_twenty_random_moments_the_vault_ends_with_each_contact_once(
    house: House, room: Room
) -> None:
    """Wherever it dies, every stored row belongs to a line that counts as done, and no agent sees any of it."""
    partner = await house.signed_in(room.partner)
    list_id = await ordered(house, partner, 100_000)
    rows, dice, stored = 100_000, random.Random(11), 0
    for _ in range(20):
        vault = await start_vault(house)
        while not await at_database(house):
            assert vault.returncode is None
            await asyncio.sleep(0.01)
        await asyncio.sleep(dice.uniform(0, 0.25))
        vault.send_signal(signal.SIGKILL)
        await vault.wait()
        while await at_database(house):
            await asyncio.sleep(0.01)
        shown = await progress(partner, list_id)
        found = await count(house, "contacts", list_id)
        assert found == await count(house, "contact_secrets", list_id) >= stored
        assert found == shown.get("done", 0)
        assert shown["state"] == "importing"
        stored = found
    await until_ready(house, partner, list_id)
    assert await count(house, "contacts", list_id) == rows
    assert await distinct_numbers(house, list_id) == rows
    assert await count(house, "list_secrets", list_id) == 1
    assert await count(house, "upload_chunks", list_id) == 0
    assert (await house.actions()).count("call_list.imported") == 1


async def halfway(house: House, partner: httpx.AsyncClient, list_id: str) -> None:
    async with asyncio.timeout(60):
        while (await progress(partner, list_id)).get("done", 0) == 0:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def held(house: House) -> AsyncIterator[None]:
    """No row is stored meanwhile: what the partner asks for comes before the end, however busy the machine is."""
    async with house.db() as db:
        await db.execute(text("LOCK TABLE contacts IN SHARE MODE"))
        yield


@pytest.mark.parametrize("paused_first", [False, True])
async def test_an_import_that_is_cancelled_leaves_nothing(
    house: House, room: Room, paused_first: bool
) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await ordered(house, partner)
    working = asyncio.create_task(house.work())
    await halfway(house, partner, list_id)
    if paused_first:
        async with held(house):
            assert (await partner.post(f"/api/call-lists/{list_id}/pause")).status_code == 202
        await working
    async with held(house):
        answer = await partner.post(f"/api/call-lists/{list_id}/cancel")
    assert answer.status_code == 202
    await working
    await house.work()
    assert (await progress(partner, list_id))["state"] == "cancelled"
    for table in TABLES:
        assert await count(house, table, list_id) == 0


async def test_a_paused_import_keeps_what_it_has_and_goes_on_from_there(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await ordered(house, partner)
    assert (await partner.post(f"/api/call-lists/{list_id}/resume")).status_code == 409
    working = asyncio.create_task(house.work())
    await halfway(house, partner, list_id)
    async with held(house):
        asked = await partner.post(f"/api/call-lists/{list_id}/pause")
    assert (asked.status_code, asked.json()["stopping"]) == (202, "pause")
    await working
    shown = await progress(partner, list_id)
    assert (shown["state"], shown["done"] < ROWS) == ("paused", True)
    assert await count(house, "contacts", list_id) == shown["done"]
    assert (await partner.post(f"/api/call-lists/{list_id}/pause")).status_code == 409
    assert (await partner.post(f"/api/call-lists/{list_id}/resume")).status_code == 202
    await house.work()
    read = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert (read["state"], read["counts"]["accepted"]) == ("ready", ROWS)
    assert await count(house, "contacts", list_id) == await count(house, "contact_secrets", list_id) == ROWS
    assert (await house.actions())[-4:] == [
        "call_list.mapped",
        "call_list.paused",
        "call_list.resumed",
        "call_list.imported",
    ]


async def test_only_the_list_s_own_partner_stops_and_starts_it(house: House, room: Room) -> None:
    list_id = await ordered(house, await house.signed_in(room.partner))
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=0)
    stranger, agent = await house.signed_in(other.partner), await house.signed_in(room.agent)
    for act in ("pause", "resume", "cancel"):
        assert (await house.browser().post(f"/api/call-lists/{list_id}/{act}")).status_code == 401
        assert (await agent.post(f"/api/call-lists/{list_id}/{act}")).status_code == 403
        assert (await stranger.post(f"/api/call-lists/{list_id}/{act}")).status_code == 404


async def test_a_second_list_of_a_partner_waits_for_a_paused_one_but_another_partner_s_does_not(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=0)
    partner, stranger = await house.signed_in(room.partner), await house.signed_in(other.partner)
    first = await ordered(house, partner)
    working = asyncio.create_task(house.work())
    await halfway(house, partner, first)
    async with held(house):
        await partner.post(f"/api/call-lists/{first}/pause")
    await working
    second, foreign = await ordered(house, partner), await ordered(house, stranger)
    await house.work()
    assert (await progress(stranger, foreign))["state"] == "ready"
    waiting = await progress(partner, second)
    assert (waiting["state"], waiting["waiting"]) == ("importing", "other_list")
    await partner.post(f"/api/call-lists/{first}/cancel")
    await until_ready(house, partner, second)
    assert await count(house, "contacts", second) == ROWS


async def test_two_imports_of_a_partner_at_once_double_nothing(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    lists = [await ordered(house, partner) for _ in range(2)]
    await asyncio.gather(house.work(), house.work())
    for list_id in lists:
        await until_ready(house, partner, list_id)
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
    monkeypatch.setattr(jobs.Import, "_list_secret", broken)
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
