"""Encrypted packages: what the age tool made for the centre is opened by the vault alone, everything else refused."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyrage
import pytest
from sqlalchemy import event, text

from callcenter.infra.age import encrypted
from tests.call_lists.files import french_list, french_workbook
from tests.call_lists.test_api import CONSENT, announced, choices, imported, inspected
from tests.clients import House
from tests.factories import Room, make_room


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


def sealed(house: House, content: bytes, *, armoured: bool = False) -> bytes:
    recipient = pyrage.x25519.Recipient.from_str(house.app.state.keys.recipient)
    package: bytes = pyrage.encrypt(content, [recipient], armored=armoured)
    return package


async def failure(house: House, room: Room, content: bytes) -> dict[str, str]:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, content)
    read = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert read["state"] == "failed"
    async with house.db() as db:
        assert await db.scalar(text("SELECT count(*) FROM upload_chunks")) == 0
    found: dict[str, str] = read["failure"]
    return found


# --- refused -----------------------------------------------------------------------------------------------------


async def test_a_package_for_another_key_is_refused(house: House, room: Room) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    found = await failure(house, room, encrypted(french_list(), other))
    assert found["code"] == "package_wrong_recipient"
    assert "autre clé" in found["message"]


async def test_a_package_by_passphrase_is_refused(house: House, room: Room) -> None:
    package = pyrage.passphrase.encrypt(french_list(), "goyave lagon")
    assert (await failure(house, room, package))["code"] == "package_passphrase"


@pytest.mark.parametrize("kept", [25, 180, -1])
async def test_a_package_cut_short_is_refused(house: House, room: Room, kept: int) -> None:
    assert (await failure(house, room, sealed(house, french_list())[:kept]))["code"] == "package_damaged"


async def test_a_changed_byte_far_inside_leaves_nothing_of_the_list(house: House, room: Room) -> None:
    package = bytearray(sealed(house, french_list() + b"Petit;Jean;75011;0199001234\r\n" * 8000))
    package[-100] ^= 1
    assert (await failure(house, room, bytes(package)))["code"] == "package_damaged"


async def test_a_package_in_a_package_is_no_list(house: House, room: Room) -> None:
    assert (await failure(house, room, sealed(house, sealed(house, french_list()))))[
        "code"
    ] == "file_is_binary"


# --- taken -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("armoured", [False, True])
@pytest.mark.parametrize("content", [french_list(), french_workbook()], ids=["csv", "xlsx"])
async def test_a_package_gives_the_list_the_clear_file_would(
    house: House, room: Room, content: bytes, armoured: bool
) -> None:
    partner = await house.signed_in(room.partner)
    list_id, read = await imported(house, partner, sealed(house, content, armoured=armoured))
    assert (read["state"], read["counts"]["lines"]) == ("ready", 40)
    async with house.db() as db:
        held = await db.scalar(text("SELECT count(*) FROM contacts WHERE list_id = :id"), {"id": list_id})
    assert held == read["counts"]["accepted"] + read["counts"]["warned"] + read["counts"]["not_callable"]


async def test_a_package_cancelled_in_the_middle_leaves_nothing(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await inspected(house, partner, sealed(house, french_list()))
    assert (await partner.post(f"/api/call-lists/{list_id}/cancel")).json()["state"] == "cancelled"
    async with house.db() as db:
        assert await db.scalar(text("SELECT count(*) FROM upload_chunks")) == 0


# --- what the web process writes -----------------------------------------------------------------------------------


@contextmanager
def written_by_web(house: House) -> Iterator[bytearray]:
    """Every value the web process sends to the database meanwhile, one after the other."""
    engine = house.app.state.sessions.kw["bind"].sync_engine
    sent = bytearray()

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.extend(statement.encode())
        for value in _flat(parameters):
            sent.extend(value if isinstance(value, bytes) else str(value).encode())

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        yield value
        return
    for inner in value:
        yield from _flat(inner)


def spellings(value: bytes) -> list[bytes]:
    """A value as it would show in clear, hex and base64 (at each of the three offsets)."""
    encoded = [base64.b64encode(bytes(n) + value)[4 * (n > 0) : -4] for n in range(3)]
    return [value, value.hex().encode(), *encoded]


async def test_the_web_process_writes_nothing_of_an_upload_in_clear(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    content = french_list()
    cells = {cell for line in content.splitlines()[1:] for cell in line.split(b";")}
    secrets = [cell for cell in cells if len(cell) > 9] + [content[:200], content[-60:]]
    assert len(secrets) > 100
    with written_by_web(house) as sent:
        list_id = await announced(partner)
        pieces = [content[start : start + 7] for start in range(0, len(content), 7)]

        async def body() -> Any:
            for piece in pieces:
                yield piece

        assert (await partner.put(f"/api/call-lists/{list_id}/file", content=body())).status_code == 202
        await house.work()
        preview = (await partner.get(f"/api/call-lists/{list_id}/preview")).json()
        order = {"columns": choices(preview), "consent": CONSENT}
        assert (await partner.post(f"/api/call-lists/{list_id}/import", json=order)).status_code == 202
    assert len(sent) > len(content), "nothing was caught: the search would prove nothing"
    found = [s for s in secrets if any(spelling in sent for spelling in spellings(s))]
    assert found == []


async def test_the_search_finds_a_planted_number(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    with written_by_web(house) as sent:
        await announced(partner, name="06 39 98 00 01")
    assert any(spelling in sent for spelling in spellings(b"06 39 98 00 01"))
