"""Numbers come in, fingerprints stay: none is anywhere in the database, in whatever spelling."""

import base64
from urllib.parse import quote

import asyncpg
import pytest

from callcenter.infra.db import bare, read_dsn
from tests.call_lists.test_api import imported
from tests.clients import House
from tests.do_not_call.test_api import order
from tests.factories import Room, make_room
from tests.work import at_work, call, record

NUMBERS = [f"+33639981{n:03d}" for n in range(5)]


def spellings(e164: str) -> set[str]:
    """What a number looks like in a dump, in clear, hexadecimal, base64 at every offset, and in an address."""
    found = set()
    for written in (
        e164,
        "0" + e164[3:],
        e164[3:],
        " ".join(("0" + e164[3:])[i : i + 2] for i in range(0, 10, 2)),
    ):
        raw = written.encode()
        found |= {written, raw.hex(), quote(written), "".join(f"{n:02x}00" for n in raw)}
        for offset in range(3):
            # Only characters that do not depend on what stands before and behind.
            body = base64.b64encode(b"x" * offset + raw).decode().rstrip("=")
            found.add(body[(offset * 8 + 5) // 6 : (offset + len(raw)) * 8 // 6])
    return {each for each in found if len(each) >= 9}


async def dump(connection: asyncpg.Connection) -> str:
    """Every row of every table as PostgreSQL writes it; binary columns in hexadecimal and in base64."""
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    lines: list[str] = []
    for (table,) in tables:
        for row in await connection.fetch(f'SELECT t::text AS whole_row, t.* FROM "{table}" t'):
            lines.append(row["whole_row"])
            lines += [base64.b64encode(value).decode() for value in row.values() if isinstance(value, bytes)]
    return "\n".join(lines)


def test_a_number_in_a_dump_is_found_in_each_spelling() -> None:
    number = NUMBERS[0]
    for around in ("", "a", "ab"):
        for text in (
            number,
            number.encode().hex(),
            base64.b64encode((around + number + "z").encode()).decode(),
        ):
            assert any(each in text for each in spellings(number)), text


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def test_no_number_that_was_handed_in_is_anywhere_in_the_database(house: House, room: Room) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    agent = await at_work(house, room.agent)
    typed = [f"0{number[3:]}" for number in NUMBERS]
    await order(house, partner, f"{typed[0]}\n{typed[1]}\n")
    await order(
        house, supervisor, f"Téléphone;Nom\n{typed[2]};Durand\nillisible {typed[2]};x\n", list="centre"
    )
    await order(house, supervisor, typed[3], list="conflict")
    await order(house, partner, typed[1], act="check")
    await order(house, partner, typed[1], act="remove")
    rows = "".join(f"R-{n};{number};75001\n" for n, number in enumerate(typed))
    await imported(house, partner, f"Réf client;Téléphone;Code postal\n{rows}".encode())
    await record(agent, await call(house, agent), code="do_not_call")
    waiting = await supervisor.post("/api/do-not-call", json={"list": "centre", "reason": "objection"})
    await supervisor.put(f"/api/do-not-call/{waiting.json()['id']}/file", content=typed[4].encode())
    await house.seal()
    async with bare(read_dsn(house.settings.owner_folder)) as owner:
        everything = await dump(owner)
    assert "do_not_call.ordered" in everything
    numbers = [*NUMBERS, *(customer.phone for customer in room.customers)]
    found = {each for number in numbers for each in spellings(number) if each in everything}
    assert found == set()
