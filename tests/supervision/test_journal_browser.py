"""The journal is found again: by person, contact, list, action and time, in either order, and by nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from callcenter.kit.ids import ending_of, new_id, reference
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, record


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def lines(browser: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await browser.get("/api/journal", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def worked(house: House, room: Room) -> httpx.AsyncClient:
    agent = await at_work(house, room.agent)
    for code in ("absent", "do_not_call"):
        assert (await record(agent, await call(house, agent), code=code)).status_code == 201
    await house.work()
    await house.seal()
    return await house.signed_in(room.auditor)


@pytest.mark.parametrize("role", ["agent", "supervisor", "trainer", "partner"])
async def test_nobody_but_auditor_and_administrator_looks_through_it(
    house: House, room: Room, role: str
) -> None:
    browser = await house.signed_in(getattr(room, role))
    for path in ("/api/journal", "/api/journal/choices"):
        assert (await browser.get(path)).status_code == 403


async def test_a_contact_is_followed_by_its_reference_also_when_it_is_destroyed(
    house: House, room: Room
) -> None:
    auditor = await worked(house, room)
    said = next(line["contact"] for line in await lines(auditor, action="outcome.recorded"))
    followed = await lines(auditor, contact=said, oldest_first=True)
    assert {line["contact"] for line in followed} == {said}
    actions = [line["action"] for line in followed]
    assert actions[0] == "hand_out.started"
    assert "outcome.recorded" in actions
    assert [line["seq"] for line in followed] == sorted(line["seq"] for line in followed)
    async with house.db() as db:
        await db.execute(text("DELETE FROM contact_secrets"))
        await db.execute(text("DELETE FROM contacts"))
    assert await lines(auditor, contact=said.lower(), oldest_first=True) == followed
    assert await lines(auditor, contact="C-0000-0000") == []
    assert await lines(auditor, contact="C-UUUU") == []


async def test_a_person_is_followed_by_what_they_did_and_what_is_about_them(house: House, room: Room) -> None:
    auditor = await worked(house, room)
    found = await lines(auditor, person=str(room.agent.id), limit=500)
    everything = await lines(auditor, limit=500)
    own = [
        line for line in everything if str(room.agent.id) in (line["actor_id"], line["data"].get("agent_id"))
    ]
    assert found == own
    assert await lines(auditor, person=str(uuid4())) == []


async def test_action_list_and_time_narrow_together_and_pages_join(house: House, room: Room) -> None:
    auditor = await worked(house, room)
    everything = await lines(auditor, limit=500)
    joined: list[dict[str, Any]] = []
    while page := await lines(auditor, limit=3, **({"before": joined[-1]["seq"]} if joined else {})):
        joined += page
    assert joined == everything
    forward: list[dict[str, Any]] = []
    while page := await lines(
        auditor, limit=3, oldest_first=True, after=forward[-1]["seq"] if forward else 0
    ):
        forward += page
    assert forward == everything[::-1]
    some = [line for line in everything if line["action"] == "hand_out.started"]
    assert await lines(auditor, action="hand_out.started") == some
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert await lines(auditor, since=later) == []
    assert await lines(auditor, until=later, action="hand_out.started", person=str(room.agent.id)) == some
    assert await lines(auditor, list_id=str(uuid4())) == []
    choices = (await auditor.get("/api/journal/choices")).json()
    assert str(room.agent.id) in {each["id"] for each in choices["people"]}
    assert len(choices["lists"]) == 1


def test_a_reference_leads_back_to_the_ending_of_its_id() -> None:
    for _ in range(200):
        contact: UUID = new_id()
        assert ending_of(reference(contact)) == contact.hex[-10:]
    for wrong in ("", "C-", "C-7F3K", "C-7F3K-9Q2U", "7F3K-9Q2M-1"):
        assert ending_of(wrong) is None
