"""Steps of the end of data that several tests take."""

from typing import Any
from uuid import UUID

import asyncpg
import httpx
from sqlalchemy import text

from callcenter.infra.db import read_dsn
from callcenter.infra.sealer import load_frontier, seal_batch, write_checkpoint
from tests.clients import House
from tests.factories import PASSPHRASE, Room

ME = {"passphrase": PASSPHRASE}


async def list_of(house: House, room: Room) -> UUID:
    """The list of the room's customers."""
    async with house.db() as db:
        found = await db.scalar(
            text("SELECT list_id FROM contacts WHERE id = :id"), {"id": room.customers[0].id}
        )
    return UUID(str(found))


async def hurry(house: House) -> None:
    """Jobs that were put back are due now."""
    async with house.db() as db:
        await db.execute(text("UPDATE jobs SET run_after = now() - interval '1 second'"))
    await house.work()


async def sign_journal(house: House) -> None:
    """Seals what is pending and signs a checkpoint, as the sealer does by itself."""
    connection = await asyncpg.connect(read_dsn(house.settings.vault_folder))
    try:
        frontier = await load_frontier(connection)
        while await seal_batch(connection, frontier):
            pass
        await write_checkpoint(connection, frontier, house.vault_keys)
    finally:
        await connection.close()


async def finish(house: House) -> None:
    """Lets the vault do all it has to, certificate included."""
    await house.work()
    await sign_journal(house)
    await hurry(house)


async def ordered(browser: httpx.AsyncClient, list_id: UUID | str) -> dict[str, Any]:
    answer = await browser.post(f"/api/retention/{list_id}/shredding", json=ME)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def end_of(browser: httpx.AsyncClient, list_id: UUID | str) -> dict[str, Any]:
    answer = await browser.get(f"/api/retention/{list_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def ordered_long_ago(house: House) -> None:
    """The time a talk may still take is over."""
    async with house.db() as db:
        await db.execute(text("UPDATE shreddings SET ordered_at = ordered_at - interval '1 hour'"))
        await db.execute(text("UPDATE person_requests SET ordered_at = ordered_at - interval '1 hour'"))
