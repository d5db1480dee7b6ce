"""Whatever the order in which a list and a do-not-call list arrive, no number on both is callable afterwards."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from callcenter.call_lists import screening
from callcenter.call_lists.models import CallList
from callcenter.infra.db import driver, sessions
from tests.call_lists.test_api import choices, inspected
from tests.clients import House
from tests.do_not_call.test_api import URL, order
from tests.factories import Room, make_room
from tests.work import number_of

ROWS = 6_000
HEADER = "Réf client;Nom;Téléphone;Téléphone 2;Code postal\n"


def number(n: int) -> str:
    return f"063998{n:04d}"


def customers(count: int = ROWS) -> bytes:
    """Each fifth customer has a second number, from a range of its own."""
    lines = (
        f"R-{n};Durand;{number(n)};{f'019900{n:04d}' if n % 5 == 0 else ''};75001\n" for n in range(1, count)
    )
    return (HEADER + "".join(lines)).encode()


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def list_to_import(house: House, partner: httpx.AsyncClient, content: bytes) -> str:
    list_id = await inspected(house, partner, content)
    preview = (await partner.get(f"/api/call-lists/{list_id}/preview")).json()
    told = {"columns": choices(preview), "consent": {"basis": "consent"}}
    assert (await partner.post(f"/api/call-lists/{list_id}/import", json=told)).status_code == 202
    return list_id


async def numbers_to_add(keeper: httpx.AsyncClient, content: str, **what: str) -> str:
    made = (await keeper.post(URL, json={"act": "add", "reason": "objection"} | what)).json()
    assert (await keeper.put(f"{URL}/{made['id']}/file", content=content.encode())).status_code == 202
    return str(made["id"])


async def callable_of(house: House, list_id: str) -> int:
    return await number_of(
        house, "SELECT count(*) FROM contacts WHERE list_id = :id AND state = 'ready'", id=UUID(list_id)
    )


async def counts_of(partner: httpx.AsyncClient, list_id: str) -> dict[str, Any]:
    read: dict[str, Any] = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert read["state"] == "ready", read
    return read["counts"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("kept", ["partner", "centre", "conflict"])
async def test_numbers_that_arrive_while_a_list_is_imported(house: House, room: Room, kept: str) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    list_id = await list_to_import(house, partner, customers())
    firsts = "\n".join(number(n) for n in range(1, ROWS, 3))
    seconds = "\n".join(f"019900{n:04d}" for n in range(5, ROWS, 5))
    keeper, reason = (partner if kept == "partner" else supervisor), "objection"
    if kept == "conflict":
        reason = "victim"

    async def numbers() -> None:
        async with asyncio.timeout(60):
            while not (await partner.get(f"/api/call-lists/{list_id}")).json()["counts"]:
                await asyncio.sleep(0.01)
        await numbers_to_add(keeper, f"{firsts}\n{seconds}", list=kept, reason=reason)
        await house.work()

    await asyncio.gather(house.work(), numbers())
    await house.work()
    barred = {n for n in range(1, ROWS) if n % 3 == 1 or n % 5 == 0}
    assert await callable_of(house, list_id) == ROWS - 1 - len(barred)
    counts = await counts_of(partner, list_id)
    assert counts["lines"] == ROWS - 1
    assert counts["lines"] == sum(v for k, v in counts.items() if k != "lines")


@pytest.mark.parametrize("first", ["list", "numbers"])
async def test_one_after_the_other(house: House, room: Room, first: str) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await list_to_import(house, partner, customers(50))
    if first == "list":
        await house.work()
    await numbers_to_add(partner, f"{number(1)}\n0199000005", list="partner")
    await house.work()
    assert await callable_of(house, list_id) == 47


async def test_a_slice_stored_unseen_is_caught_when_the_list_becomes_ready(house: House, room: Room) -> None:
    """The worst case made certain: neither the row nor the number saw the other."""
    partner = await house.signed_in(room.partner)
    list_id = await list_to_import(house, partner, customers(50))
    await order(house, partner, f"{number(1)}\n0199000005")
    async with house.db() as db:
        freed = text("UPDATE contacts SET state = 'ready', reason = NULL WHERE list_id = :id")
        await db.execute(freed, {"id": UUID(list_id)})
        row = await db.get_one(CallList, UUID(list_id))
    async with sessions(house.vault_engine)() as db:
        lines = await screening.settle(await driver(db), house.vault_keys, row, row.created_at)
        await db.commit()
    assert lines == [2, 6]
    assert await callable_of(house, list_id) == 47
