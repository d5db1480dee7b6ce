"""What was typed about a contact whose time ran out reaches the supervisor, sealed, once, and nobody else."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.calls import service as calls
from callcenter.infra.db import sessions
from callcenter.kit import clock
from tests.clients import House
from tests.factories import PASSPHRASE, Room, make_room
from tests.work import at_work, call, number_of, record, run_out

NOTE = "Préfère être rappelée le soir."


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def lapsed(house: House, agent: httpx.AsyncClient) -> str:
    """A contact that was called and whose time ran out before its outcome was recorded."""
    hand_out = await call(house, agent)
    await run_out(house, hand_out)
    async with sessions(house.vault_engine)() as db:
        await calls.expire_leases(db, clock.now())
        await db.commit()
    return hand_out


async def send(agent: httpx.AsyncClient, hand_out: str, **given: object) -> httpx.Response:
    return await agent.post(
        f"/api/hand-outs/{hand_out}/late-note", json=given or {"code": "absent", "note": NOTE}
    )


async def test_only_the_agent_who_had_it_sends_and_the_sites_supervisor_alone_reads(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await lapsed(house, agent)
    assert (await send(house.browser(), hand_out)).status_code == 401
    for person in (room.supervisor, room.partner):
        assert (await send(await house.signed_in(person), hand_out)).status_code == 403
    other = await house.signed_in(room.second_agent)
    theirs, absent = await send(other, hand_out), await send(other, str(uuid4()))
    assert (theirs.status_code, theirs.content) == (404, absent.content)
    assert (await send(agent, hand_out)).status_code == 204
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    for person in (room.agent, room.trainer, room.partner, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        assert (await browser.get("/api/late-notes")).status_code == 403
        assert (await browser.post(f"/api/late-notes/{hand_out}/seen")).status_code == 403
    stranger = await house.signed_in(elsewhere.supervisor)
    assert (await stranger.get("/api/late-notes")).json() == []
    assert (await stranger.post(f"/api/late-notes/{hand_out}/seen")).status_code == 404


async def test_it_comes_sealed_once_and_goes_when_it_is_dealt_with(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await lapsed(house, agent)
    assert (await send(agent, hand_out)).status_code == 204
    assert (
        await send(agent, hand_out, code="refused", note="Autre chose")
    ).status_code == 204  # the first stays
    [shown] = (await supervisor.get("/api/late-notes")).json()
    assert (shown["note"], shown["label"], shown["hand_out_id"]) == (NOTE, "Absent pour le moment", hand_out)
    async with house.db() as db:
        stored = str(await db.scalar(text("SELECT string_agg(n::text, '') FROM late_notes n")))
    assert NOTE not in stored
    assert NOTE.encode().hex() not in stored
    assert (await supervisor.post(f"/api/late-notes/{hand_out}/seen")).status_code == 204
    assert (await supervisor.get("/api/late-notes")).json() == []
    assert (await supervisor.post(f"/api/late-notes/{hand_out}/seen")).status_code == 404
    assert await number_of(house, "SELECT count(*) FROM late_notes WHERE note IS NOT NULL") == 0
    actions = await house.actions()
    assert actions.count("late_note.sent") == actions.count("late_note.seen") == 1
    assert await number_of(house, "SELECT count(*) FROM outcomes") == 0


async def test_what_is_in_hand_or_recorded_is_not_late(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    early = await send(agent, hand_out)
    assert (early.status_code, early.json()["code"]) == (409, "not_late")
    assert (await record(agent, hand_out, code="absent")).status_code == 201
    assert (await send(agent, hand_out)).json()["code"] == "not_late"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"note": "Rappeler au 06 39 98 00 01"}, 422, "note_holds_contact_data"),
        ({"code": "no_such_thing"}, 422, "outcome_does_not_fit"),
        ({"note": "x" * 241}, 422, "invalid"),
        ({"note": " "}, 422, "invalid"),
    ],
)
async def test_it_is_checked_like_a_note(
    house: House, room: Room, given: dict[str, str], status: int, code: str
) -> None:
    agent = await at_work(house, room.agent)
    answer = await send(agent, await lapsed(house, agent), **given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_destroyed_list_takes_it_along(house: House, room: Room) -> None:
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    await send(agent, await lapsed(house, agent))
    async with house.db() as db:
        listed = await db.scalar(text("SELECT list_id FROM contacts LIMIT 1"))
    ended = await partner.post(f"/api/retention/{listed}/shredding", json={"passphrase": PASSPHRASE})
    assert ended.status_code == 202
    await house.work()
    assert await number_of(house, "SELECT count(*) FROM late_notes") == 0
