"""The supervisor steers while ten agents claim, each with a connection of its own: what was paused stays with nobody,
nobody holds two contacts, none is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.accounts.schemas import Agent, Role, Supervisor
from callcenter.calls import claims, rules, service
from callcenter.calls.errors import HandOutOver, NotInHand
from callcenter.calls.schemas import HandOutRead, TakeBackRequest
from callcenter.campaigns import service as campaigns
from callcenter.campaigns.schemas import CampaignOrder
from callcenter.infra.db import Db, open_engine, read_dsn, sessions
from callcenter.kit import clock
from tests.clients import House
from tests.factories import Person, Room, make_campaign, make_list, make_room, make_user
from tests.work import at_work, number_of

LEASE = timedelta(minutes=15)
CONTACTS = 120
pytestmark = pytest.mark.usefixtures("without_quotas")


C = TypeVar("C", Agent, Supervisor)
R = TypeVar("R")


def caller(kind: type[C], person: Person) -> C:
    assert person.site_id is not None
    return kind(
        user_id=person.id,
        session_id=uuid4(),
        role=Role.agent if kind is Agent else Role.supervisor,
        display_name="Name",
        language="fr",
        site_id=person.site_id,
        partner_id=None,
        must_change_passphrase=False,
        home_name="Site",
        home_zone="America/Guadeloupe",
    )


class Floor:
    """Ten agents at work who take contacts and give them back, and what their hands held."""

    def __init__(self, house: House, engine: AsyncEngine, room: Room, people: list[Person]) -> None:
        self.house, self.room = house, room
        self.agents = [caller(Agent, person) for person in people]
        self.supervisor = caller(Supervisor, room.supervisor)
        self.over = False
        self.asked = 0
        self.steered = False
        self.handed_later: list[UUID | None] = []
        self.hands: set[str] = set()
        self.doubled: set[str] = set()
        self.taken: set[str] = set()
        self._make = sessions(engine)

    async def do(self, act: Callable[[Db], Awaitable[R]]) -> R:
        """One request: a connection and a transaction of its own, as the web role at the site."""
        async with self._make() as db:
            await db.execute(
                text("SELECT set_config('callcenter.site', :site, true)"), {"site": str(self.room.site_id)}
            )
            answer = await act(db)
            await db.commit()
            return answer

    async def claim(self, agent: Agent) -> HandOutRead | None:
        keys = self.house.app.state.keys
        return (await self.do(lambda db: service.lease_next(db, agent, keys, lease=LEASE))).hand_out

    async def work(self, agent: Agent) -> None:
        """Takes and gives back until the shift is over; the last contact stays in hand."""
        await self.do(lambda db: service.resume(db, agent))
        while not self.over:
            later = self.steered
            hand_out = await self.claim(agent)
            self.asked += 1
            if later:
                self.handed_later.append(None if hand_out is None else hand_out.campaign.id)
            if hand_out is None:
                continue
            reference = hand_out.card.reference
            if reference in self.hands:
                self.doubled.add(reference)
            self.hands.add(reference)
            await asyncio.sleep(0.002)
            if self.over:
                return
            self.hands.discard(reference)  # before the release: the next agent may have it at once
            with suppress(HandOutOver):  # it was taken back
                await self.do(partial(service.release, agent=agent, hand_out_id=hand_out.id, reason="skip"))

    async def shift(self, steer: Callable[[], Awaitable[object]]) -> None:
        """Everybody works while the supervisor steers, and a while after."""
        working = [asyncio.create_task(self.work(agent)) for agent in self.agents]
        try:
            await self.asked_again()
            await steer()
            self.steered = True
            await self.asked_again()
        finally:
            self.over = True
            await asyncio.gather(*working)
        await self.holds()

    async def asked_again(self) -> None:
        """Waits until the agents have asked a good while longer, however quick this machine is."""
        goal = self.asked + 3 * len(self.agents)
        async with asyncio.timeout(60):
            while self.asked < goal:
                await asyncio.sleep(0.01)

    async def holds(self) -> None:
        """Nobody has two, no contact is with two, none is lost, and each that is leased is in somebody's hands."""
        assert await number_of(self.house, "SELECT count(*) FROM hand_outs") > len(self.agents)
        for what in ("agent_id", "contact_id"):
            twice = (
                f"SELECT count(*) FROM (SELECT {what} FROM hand_outs WHERE state = 'active' "
                f"GROUP BY {what} HAVING count(*) > 1) x"
            )
            assert await number_of(self.house, twice) == 0
        astray = (
            "SELECT count(*) FROM contacts c FULL JOIN (SELECT * FROM hand_outs WHERE state = 'active') h "
            "ON h.contact_id = c.id WHERE (c.state = 'leased') IS DISTINCT FROM (h.id IS NOT NULL)"
        )
        assert await number_of(self.house, astray) == 0
        callable_or_held = "SELECT count(*) FROM contacts WHERE state IN ('ready', 'leased')"
        assert await number_of(self.house, callable_or_held) == await number_of(
            self.house, "SELECT count(*) FROM contacts"
        )
        assert self.doubled - self.taken == set()


@pytest.fixture
async def floor(house: House) -> AsyncIterator[Floor]:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=CONTACTS)
        people = [await make_user(db, "agent", site_id=room.site_id) for _ in range(10)]
    engine = open_engine(read_dsn(house.settings.web_folder), size=12)
    yield Floor(house, engine, room, people)
    await engine.dispose()


@pytest.mark.parametrize("target", ["paused", "closed"])
async def test_whoever_asks_after_a_pause_or_a_closing_is_handed_nothing_of_it(
    floor: Floor, target: str
) -> None:
    """What was handed out by a request already under way cannot be called: see `test_races`."""
    await floor.shift(
        lambda: floor.do(lambda db: campaigns.move(db, floor.supervisor, floor.room.campaign_id, target))
    )
    assert floor.handed_later.count(None) == len(floor.handed_later) > 0


async def test_a_new_order_holds_from_the_next_contact_on(house: House, floor: Floor) -> None:
    async with house.db() as db:
        other = await make_campaign(db, floor.room.site_id, floor.room.partner_id, floor.room.supervisor)
        await db.execute(text("UPDATE campaigns SET priority = 9 WHERE id = :id"), {"id": other})
        await make_list(
            db,
            house.vault_keys,
            other,
            partner_id=floor.room.partner_id,
            site_id=floor.room.site_id,
            uploader=floor.room.partner,
            count=CONTACTS,
        )
    ranks = CampaignOrder(ranks=[[other], [floor.room.campaign_id]])
    await floor.shift(lambda: floor.do(lambda db: campaigns.order(db, floor.supervisor, ranks)))
    assert set(floor.handed_later) == {other}


async def test_what_is_taken_back_while_all_claim_is_with_nobody_twice_and_not_lost(
    house: House, floor: Floor
) -> None:
    taken = 0

    async def steer() -> None:
        nonlocal taken
        for _ in range(60):
            async with house.db() as db:
                held = (
                    await db.execute(
                        text(
                            "SELECT h.agent_id, c.reference FROM hand_outs h JOIN contacts c ON c.id = h.contact_id "
                            "WHERE h.state = 'active' ORDER BY random() LIMIT 1"
                        )
                    )
                ).one_or_none()
            if held is None:
                continue
            floor.taken.add(held.reference)  # it may be with the next agent before the first one hears of it
            request = TakeBackRequest(reference=held.reference, reason="other_agent")
            try:
                await floor.do(
                    partial(
                        service.take_back,
                        supervisor=floor.supervisor,
                        agent_id=held.agent_id,
                        request=request,
                    )
                )
            except NotInHand:
                continue  # given back meanwhile
            taken += 1

    await floor.shift(steer)
    assert taken > 0
    assert await number_of(house, "SELECT count(*) FROM hand_outs WHERE end_reason = 'taken_back'") == taken


# --- one claim and one pause --------------------------------------------------------------------------------


async def waits_for_a_lock(house: House) -> None:
    """Returns once somebody waits for a row that somebody else holds."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"  # whose, only a superuser may see
    async with asyncio.timeout(20):
        while not await number_of(house, waiting):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("target", ["paused", "closed"])
async def test_a_claim_that_comes_while_a_pause_commits_hands_out_nothing(house: House, target: str) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys)
    agent = await at_work(house, room.agent)
    async with sessions(house.owner)() as db:
        await campaigns.move(db, caller(Supervisor, room.supervisor), room.campaign_id, target)
        claim = asyncio.create_task(agent.post("/api/workstation/next"))
        await waits_for_a_lock(house)
        assert not claim.done()
        await db.commit()
    answer = (await claim).json()
    assert (answer["hand_out"], answer["nothing"]["code"]) == (None, "no_campaign")
    assert await number_of(house, "SELECT count(*) FROM hand_outs") == 0
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'leased'") == 0


async def test_a_pause_waits_for_the_claim_that_was_first(house: House) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys)
    await at_work(house, room.agent)
    supervisor = await house.signed_in(room.supervisor)
    now = clock.now()
    async with sessions(house.owner)() as db:
        claimed = await claims.claim_next(
            db,
            agent_id=room.agent.id,
            site_id=room.site_id,
            hand_out_id=uuid4(),
            now=now,
            expires_at=now + LEASE,
            zones=[],
            parts=rules.day_parts(now.date()),
        )
        assert claimed is not None
        pause = asyncio.create_task(supervisor.post(f"/api/campaigns/{room.campaign_id}/pause"))
        await waits_for_a_lock(house)
        assert not pause.done()
        await db.commit()
    assert (await pause).status_code == 200
    assert await number_of(house, "SELECT count(*) FROM hand_outs WHERE state = 'active'") == 1
