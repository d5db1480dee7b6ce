"""The live feed over a real WebSocket: who may follow, what of it, in order, exactly once, and when it ends."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import uvicorn
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from callcenter.accounts.access import COOKIE
from callcenter.calls.schemas import AgentMoved, HelpAsked
from callcenter.campaigns.schemas import CampaignMoved
from callcenter.infra import feed, journal
from callcenter.kit.ids import alias
from callcenter.main import create_app
from callcenter.supervision import api
from tests import factories
from tests.clients import ORIGIN, House
from tests.factories import Person, Room, make_room
from tests.work import at_work, call, record


class Served:
    """The house behind a real server on a free port."""

    def __init__(self, house: House, port: int) -> None:
        self.house, self.port = house, port

    async def token(self, person: Person) -> str:
        async with self.house.db() as db:
            return await factories.make_session(db, person)

    def follow(
        self, token: str | None, *, after: int | None = None, origin: str | None = ORIGIN, **more: Any
    ) -> Any:
        return connect(
            "ws://callcenter.test/api/feed" + ("" if after is None else f"?after={after}"),
            host="127.0.0.1",
            port=self.port,
            origin=None if origin is None else Origin(origin),
            additional_headers={"Cookie": f"{COOKIE}={token}"} if token else {},
            **more,
        )

    async def tell(self, room: Room, count: int = 1) -> None:
        """So many changes of the room's campaign, sealed."""
        moved = CampaignMoved(
            campaign_id=room.campaign_id, state="open", site_id=room.site_id, partner_id=room.partner_id
        )
        async with self.house.db() as db:
            await journal.append(db, *[moved] * count)
        await self.house.seal()


@asynccontextmanager
async def served(house: House) -> AsyncIterator[Served]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(
                house.app,
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                timeout_graceful_shutdown=1,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield Served(house, listener.getsockname()[1])
        finally:
            server.should_exit = True
            await serving


@pytest.fixture
async def site(house: House) -> AsyncIterator[Served]:
    async with served(house) as site:
        yield site


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def frame(follower: ClientConnection, seconds: float = 5) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(await asyncio.wait_for(follower.recv(), seconds))
    return read


async def events(follower: ClientConnection, until: int) -> list[dict[str, Any]]:
    """Events up to that place."""
    found: list[dict[str, Any]] = []
    while True:
        read = await frame(follower)
        assert read["type"] != "reload", read
        found += read.get("events", [])
        if read["type"] == "batch" and read["seq"] >= until:
            return found


async def close_code(follower: ClientConnection, seconds: float = 5) -> int | None:
    try:
        while True:
            await asyncio.wait_for(follower.recv(), seconds)
    except ConnectionClosed:
        return follower.close_code


# --- who may follow -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [None, "https://evil.example", "http://callcenter.test", "null"])
async def test_another_sites_page_cannot_even_open_the_feed(
    site: Served, room: Room, origin: str | None
) -> None:
    token = await site.token(room.supervisor)
    with pytest.raises(InvalidStatus) as refused:
        async with site.follow(token, origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("token", [None, "", "invented"])
async def test_without_a_session_the_feed_closes_with_a_code_the_page_can_see(
    site: Served, token: str | None
) -> None:
    async with site.follow(token) as follower:
        assert await close_code(follower) == api.CLOSED_SESSION


async def test_a_one_time_passphrase_does_not_open_the_feed(site: Served, room: Room) -> None:
    token = await site.token(room.supervisor)
    async with site.house.db() as db:
        await db.execute(text("UPDATE users SET must_change_passphrase = true"))
    async with site.follow(token) as follower:
        assert await close_code(follower) == api.CLOSED_NOT_ALLOWED


# --- when it ends -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["sign-out", "sign-out-everywhere", "disabled", "reset", "ran out"])
async def test_a_session_that_ends_takes_its_sockets_with_it(
    site: Served, room: Room, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, house = await site.token(room.supervisor), site.house
    admin = await house.signed_in(room.administrator)
    person = house.browser()
    person.cookies.set(COOKIE, token)
    async with site.follow(token) as follower, site.follow(await site.token(room.trainer)) as other:
        assert (await frame(follower))["type"] == "hello"
        if how in {"sign-out", "sign-out-everywhere"}:
            assert (await person.post(f"/api/{how}")).status_code == 204
        elif how == "disabled":
            await admin.patch(f"/api/users/{room.supervisor.id}", json={"state": "disabled"})
        elif how == "reset":
            await admin.post(f"/api/users/{room.supervisor.id}/passphrase")
        else:
            async with house.db() as db:
                past = "UPDATE sessions SET ends_at = now() - interval '1 second' WHERE user_id = :id"
                await db.execute(text(past), {"id": room.supervisor.id})
        assert await close_code(follower, 5) == api.CLOSED_SESSION
        assert (await frame(other))["type"] == "hello"
        await site.tell(room)
        assert len(await events(other, 1)) == 1


# --- what each one sees -------------------------------------------------------------------------------------


async def test_a_site_never_sees_another_site(site: Served, room: Room) -> None:
    async with site.house.db() as db:
        other = await make_room(db, site.house.vault_keys)
    async with (
        site.follow(await site.token(room.supervisor), after=0) as mine,
        site.follow(await site.token(other.supervisor), after=0) as theirs,
        site.follow(await site.token(other.partner), after=0) as partner,
        site.follow(await site.token(other.agent), after=0) as agent,
    ):
        await site.tell(room, 3)
        await site.tell(other, 1)
        assert [event["campaign_id"] for event in await events(mine, 3)] == [str(room.campaign_id)] * 3
        for follower in (theirs, partner, agent):
            assert [event["seq"] for event in await events(follower, 4)] == [4]


async def test_an_agent_gets_hints_of_its_own_and_never_the_data(site: Served, room: Room) -> None:
    def moved(agent: Person) -> AgentMoved:
        return AgentMoved(
            agent_id=agent.id,
            state="talking",
            reference="C-7F3K-9Q2M",
            actor_id=agent.id,
            site_id=room.site_id,
        )

    async with site.follow(await site.token(room.agent), after=0) as follower:
        async with site.house.db() as db:
            other = HelpAsked(agent_id=room.second_agent.id, about="threat", site_id=room.site_id)
            await journal.append(db, moved(room.second_agent), moved(room.agent), other, moved(room.agent))
        await site.house.seal()
        found = await events(follower, 4)
    assert [event["seq"] for event in found] == [2, 4]
    assert all(event.keys() == {"seq", "id", "at", "action"} for event in found)


async def test_a_partner_gets_its_own_outcomes_by_alias_and_nothing_of_another(
    site: Served, room: Room
) -> None:
    house = site.house
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    agent = await at_work(house, room.agent)
    await record(agent, await call(house, agent), code="do_not_call")
    await house.work()
    last = await house.seal()
    async with (
        site.follow(await site.token(room.partner), after=0) as mine,
        site.follow(await site.token(other.partner), after=0) as theirs,
    ):
        await site.tell(other)
        await site.tell(room)
        found, stranger = await events(mine, last + 2), await events(theirs, last + 1)
    assert [(event["action"], event["seq"]) for event in stranger] == [("campaign.state_changed", last + 1)]
    assert [event["action"] for event in found] == ["outcome.recorded", "campaign.state_changed"]
    outcome = found[0]
    assert outcome.keys() == {"seq", "id", "at", "action", "outcome_id", "campaign_id", "code", "group", "positive",
                              "corrects", "adviser"}  # fmt: skip
    assert (outcome["code"], outcome["adviser"]) == ("do_not_call", alias(room.partner_id, room.agent.id))
    assert all(event.keys() == {"seq", "id", "at", "action"} for event in [*found[1:], *stranger])
    said = json.dumps(found, ensure_ascii=False)
    for hidden in (
        str(room.agent.id),
        room.agent.sign_in,
        "Agent",
        "C-",
        *(str(c.id) for c in room.customers),
    ):
        assert hidden not in said


async def test_no_frame_of_a_whole_call_holds_the_contact(site: Served, room: Room) -> None:
    agent = await at_work(site.house, room.agent)
    await record(agent, await call(site.house, agent), code="do_not_call")
    await site.house.work()
    last = await site.house.seal()
    said = ""
    for person in (room.agent, room.supervisor, room.partner, room.auditor):
        async with site.follow(await site.token(person), after=0) as follower:
            await site.tell(room)
            last += 1
            said += json.dumps(await events(follower, last), ensure_ascii=False)
    assert str(room.agent.id) in said
    for customer in room.customers:
        digits = customer.phone.removeprefix("+33")
        for secret in (
            digits,
            customer.email,
            customer.street,
            customer.client_reference,
            customer.last_name,
        ):
            assert secret not in said


# --- in order, exactly once ---------------------------------------------------------------------------------


async def test_over_reconnections_every_event_comes_once_and_in_order(site: Served, room: Room) -> None:
    token, seen, place = await site.token(room.supervisor), list[int](), 0
    await site.tell(room)  # the feed has begun
    for part in range(6):
        async with site.follow(token, after=place) as follower:
            await site.tell(room, 5)
            batch = await events(follower, 1 + (part + 1) * 5 - part % 3)
            seen += [event["seq"] for event in batch]
            place = seen[-1]
    async with site.follow(token, after=place) as follower:
        if place < 31:
            seen += [event["seq"] for event in await events(follower, 31)]
    assert seen == list(range(1, 32))


async def test_a_thousand_events_over_drops_and_a_restart_come_once_and_in_order(
    house: House, room: Room
) -> None:
    """Eight connections are cut without a word, four before and four after another server has taken over."""
    seen, place, told = list[int](), 0, 0

    async def through(site: Served) -> None:
        nonlocal place, told
        token = await site.token(room.supervisor)
        for cut in range(4):
            async with site.follow(token, after=place) as follower:
                assert (await frame(follower))["type"] == "hello"
                await site.tell(room, 100 + cut)
                told += 100 + cut
                batch = await events(follower, place + 1)  # perhaps not all of it yet
                seen.extend(event["seq"] for event in batch)
                place = seen[-1]
                follower.transport.abort()
            await site.tell(room, 20)  # nobody follows meanwhile
            told += 20

    async with served(house) as before:
        await through(before)
        await before.tell(room, 14)
        told += 14
    again = create_app(house.settings)
    async with again.router.lifespan_context(again), served(replace(house, app=again)) as after:
        await through(after)
        await after.tell(room, 1000 - told)
        async with after.follow(await after.token(room.supervisor), after=place) as follower:
            seen.extend(event["seq"] for event in await events(follower, 1000))
    assert seen == list(range(1, 1001))


async def test_ten_thousand_events_behind_is_told_to_load_afresh(site: Served, room: Room) -> None:
    await site.tell(room, feed.WINDOW + 50)
    tail = site.house.app.state.feed
    while tail.last < feed.WINDOW + 50:
        await tail.turn(tail.last)
    async with site.follow(await site.token(room.supervisor), after=40) as follower:
        assert (await frame(follower))["type"] == "hello"
        read = await frame(follower)
        while read["type"] == "health":
            read = await frame(follower)
        assert read == {"type": "reload", "seq": feed.WINDOW + 50}


async def test_a_place_that_is_too_old_is_told_to_load_afresh(
    site: Served, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    tail = site.house.app.state.feed
    monkeypatch.setattr(tail, "_entries", type(tail._entries)(maxlen=10))
    await site.tell(room, 30)
    while tail.last < 30:
        await tail.turn(tail.last)
    async with site.follow(await site.token(room.supervisor), after=3) as follower:
        assert (await frame(follower))["type"] == "hello"
        read = await frame(follower)
        while read["type"] == "health":
            read = await frame(follower)
        assert read == {"type": "reload", "seq": 30}
        await site.tell(room)
        assert [event["seq"] for event in await events(follower, 31)] == [31]


@pytest.mark.parametrize("after", ["x", "1.5", "", "99999999999999999999999", "-1"])
async def test_a_nonsensical_place_harms_nobody(site: Served, room: Room, after: str) -> None:
    token = await site.token(room.supervisor)
    uri = f"ws://callcenter.test/api/feed?after={after}"
    more: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": site.port,
        "additional_headers": {"Cookie": f"{COOKIE}={token}"},
    }
    try:
        async with connect(uri, origin=Origin(ORIGIN), **more) as one:
            assert (await frame(one))["type"] == "hello"
    except (InvalidStatus, ConnectionClosed):
        pass
    async with site.follow(token, after=0) as follower:
        await site.tell(room)
        assert len(await events(follower, 1)) == 1


@pytest.fixture
def closing_socket() -> Iterator[socket.socket]:
    with socket.socket() as raw:
        yield raw


async def test_a_reader_that_never_reads_is_cut_and_holds_nobody_up(
    site: Served, room: Room, monkeypatch: pytest.MonkeyPatch, closing_socket: socket.socket
) -> None:
    monkeypatch.setattr(api, "SLOW", 0.3)
    monkeypatch.setattr(feed, "BEAT", 0.0)
    raw = closing_socket
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", site.port))
    token = await site.token(room.supervisor)
    request = (
        f"GET /api/feed?after=0 HTTP/1.1\r\nHost: callcenter.test\r\nOrigin: {ORIGIN}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Cookie: {COOKIE}={token}\r\n\r\n"
    )
    await asyncio.get_running_loop().sock_sendall(raw, request.encode())
    sockets = site.house.app.state.sockets
    async with asyncio.timeout(5):
        while not sockets.sessions:
            await asyncio.sleep(0.01)
    async with site.follow(await site.token(room.trainer), after=0) as reader:
        await site.tell(room, 4000)
        assert len(await events(reader, 4000)) == 4000
        async with asyncio.timeout(10):
            while len(sockets.sessions) > 1:
                await asyncio.sleep(0.05)
    assert len(site.house.app.state.feed._entries) <= feed.WINDOW


# --- the snapshot -------------------------------------------------------------------------------------------


async def test_a_snapshot_and_the_later_events_make_the_present(site: Served, room: Room) -> None:
    """At each moment of a day's work: what the snapshot says plus the events after it, without those it names in
    `also`, is what a fresh snapshot says."""
    house = site.house
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    snapshots: list[dict[str, Any]] = []

    async def look() -> None:
        snapshots.append((await supervisor.get("/api/supervision/snapshot")).json())

    await look()
    for code in ("absent", "do_not_call", "wrong_number"):
        hand_out = await call(house, agent)
        await look()
        await house.seal()
        await look()
        assert (await record(agent, hand_out, code=code)).status_code == 201
        await look()
    await house.seal()
    await look()
    last = snapshots[-1]
    async with site.follow(await site.token(room.auditor), after=0) as follower:
        told = await events(follower, last["after"])
    for snapshot in snapshots:
        later = [e for e in told if e["seq"] > snapshot["after"] and e["id"] not in snapshot["also"]]
        outcomes = sum(1 for e in later if e["action"] == "outcome.recorded")
        assert snapshot["today"]["records"] + outcomes == last["today"]["records"] == 3
        requested = sum(1 for e in later if e["action"] == "call.state_changed" and e["state"] == "requested")
        assert snapshot["today"]["attempts"] + requested == last["today"]["attempts"] == 3
        tile = next(t for t in snapshot["agents"] if t["id"] == str(room.agent.id))
        states = [e["state"] for e in later if e["action"] == "agent.state_changed"]
        assert (states[-1] if states else tile["state"]) == "available"


@pytest.mark.parametrize("role", ["agent", "partner"])
async def test_only_staff_may_load_the_snapshot(house: House, room: Room, role: str) -> None:
    person = await house.signed_in(getattr(room, role))
    assert (await person.get("/api/supervision/snapshot")).status_code == 403


async def test_a_sites_snapshot_holds_its_own_alone(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    seen = (await (await house.signed_in(room.supervisor)).get("/api/supervision/snapshot")).json()
    agents = {UUID(tile["id"]) for tile in seen["agents"]}
    assert agents == {room.agent.id, room.second_agent.id}
    assert [tile["id"] for tile in seen["campaigns"]] == [str(room.campaign_id)]
    assert str(other.campaign_id) not in json.dumps(seen)


@pytest.mark.parametrize("role", ["agent", "supervisor", "trainer", "partner"])
async def test_only_auditors_and_administrators_read_the_journal(house: House, room: Room, role: str) -> None:
    person = await house.signed_in(getattr(room, role))
    assert (await person.get("/api/journal")).status_code == 403


async def test_the_journal_is_read_backwards_in_pages(site: Served, room: Room) -> None:
    auditor = await site.house.signed_in(room.auditor)
    await site.tell(room, 5)
    first = (await auditor.get("/api/journal", params={"limit": 3})).json()
    rest = (await auditor.get("/api/journal", params={"before": first[-1]["seq"]})).json()
    assert [line["seq"] for line in first + rest] == [5, 4, 3, 2, 1]
    assert (await auditor.get("/api/journal", params={"person": str(uuid4())})).json() == []
