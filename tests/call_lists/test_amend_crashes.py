"""A file that changes a list, cut short: its vault killed, its list destroyed. All of it holds, or nothing."""

import asyncio
import random
import signal
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from callcenter.call_lists import amend_queries
from callcenter.privacy import queries
from tests.call_lists.files import long_list
from tests.call_lists.test_api import choices, imported
from tests.call_lists.test_import import progress, start_vault
from tests.clients import House
from tests.factories import Room, make_room
from tests.privacy.ends import end_of, finish, hurry, ordered
from tests.work import number_of

ROWS = 15_000


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=0)


async def announced_change(
    house: House, partner: httpx.AsyncClient, mode: str, *, forecast: bool = True
) -> tuple[str, str]:
    """A list, and the file that will say another name for each of its people; (list, file)."""
    target, _ = await imported(house, partner, long_list(ROWS))
    changed = long_list(ROWS).replace("Évrard".encode("cp1252"), b"Roche")
    if mode == "add":
        changed = changed.replace(b"L-1", b"M-1").replace(b";061", b";071")
    new = {"name": "Suite", "purpose": "appointment", "file_name": "s.csv", "mode": mode, "target_id": target}
    file = (await partner.post("/api/call-lists", json=new)).json()["id"]
    url = f"/api/call-lists/{file}"
    assert (await partner.put(f"{url}/file", content=changed)).status_code == 202
    await house.work()
    columns = choices((await partner.get(f"{url}/preview")).json())
    assert (await partner.post(f"{url}/import", json={"columns": columns})).status_code == 202
    if forecast:
        await house.work()
        assert (await partner.get(url)).json()["state"] == "forecast"
    return target, file


async def revisions(house: House, target: str) -> tuple[set[int], set[int], int]:
    """Of the cards and of the sealed records of a list, and how many there are."""
    async with house.db() as db:
        views, secrets = [
            (await db.execute(text(f"SELECT revision, count(*) FROM {table} WHERE list_id = :l GROUP BY 1"),
                              {"l": UUID(target)})).all()
            for table in ("contacts", "contact_secrets")
        ]  # fmt: skip
    assert sum(row[1] for row in views) == sum(row[1] for row in secrets)
    return {row.revision for row in views}, {row.revision for row in secrets}, sum(row[1] for row in views)


async def test_a_vault_killed_while_it_updates_a_list_leaves_all_or_nothing(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    target, file = await announced_change(house, partner, "update")
    assert (await partner.post(f"/api/call-lists/{file}/confirm")).status_code == 202
    dice, cut = random.Random(7), 0
    for _ in range(3):
        vault = await start_vault(house)
        async with asyncio.timeout(30):
            while (shown := await progress(partner, file))[
                "state"
            ] == "merging" and "seconds_left" not in shown:
                assert vault.returncode is None
                await asyncio.sleep(0.01)
        await asyncio.sleep(dice.uniform(0, 0.6))
        vault.send_signal(signal.SIGKILL)
        await vault.wait()
        state = (await progress(partner, file))["state"]
        cut += state == "merging"
        found = await revisions(house, target)
        assert found == (({1}, {1}, ROWS) if state == "merging" else ({2}, {2}, ROWS))
        async with house.db() as db:  # as before anybody began: the next vault has to say again how far it is
            await db.execute(
                text("UPDATE call_lists SET progress = progress - 'seconds_left' WHERE id = :f"),
                {"f": UUID(file)},
            )
    assert cut, "every vault was done before it was killed"
    async with asyncio.timeout(60):
        while (await progress(partner, file))["state"] != "merged":
            await hurry(house)
    assert await revisions(house, target) == ({2}, {2}, ROWS)
    assert (await house.actions()).count("call_list.merged") == 1


@pytest.mark.parametrize("mode", ["add", "update", "replace"])
@pytest.mark.parametrize("under_way", ["forecasting", "merging"])
async def test_a_list_destroyed_while_a_file_changes_it_leaves_nothing_of_either(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch, mode: str, under_way: str
) -> None:
    partner = await house.signed_in(room.partner)
    merging = under_way == "merging"
    target, file = await announced_change(house, partner, mode, forecast=merging)
    if merging:
        assert (await partner.post(f"/api/call-lists/{file}/confirm")).status_code == 202
    half_way, given = asyncio.Event(), asyncio.Event()
    store = amend_queries.store_report

    async def stored_when_given(*values: Any) -> None:
        half_way.set()
        await given.wait()
        await store(*values)

    monkeypatch.setattr(amend_queries, "store_report", stored_when_given)
    working = asyncio.create_task(house.work())
    async with asyncio.timeout(30):
        await half_way.wait()
    assert (await progress(partner, file))["state"] == under_way
    await ordered(partner, target)
    given.set()
    other = asyncio.create_task(house.work())  # the vault has hands for both
    await asyncio.gather(working, other)
    for _ in range(20):
        await hurry(house)
        if (await end_of(partner, target))["state"] == "shredded":
            break
    await finish(house)
    end = await end_of(partner, target)
    assert (end["state"], end["certificate_id"] is not None) == ("shredded", True)
    for table in queries.DESTROYED:
        left = f"SELECT count(*) FROM {table} WHERE list_id IN (:l, :f)"
        assert await number_of(house, left, l=UUID(target), f=UUID(file)) == 0, table
    assert await number_of(house, "SELECT count(*) FROM jobs WHERE subject_id = :f", f=UUID(file)) == 0
