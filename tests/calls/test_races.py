"""Many hands at once, each with a connection of its own: nothing twice, nothing lost, nothing half done."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.accounts.schemas import Agent, Role
from callcenter.calls import service
from callcenter.infra.db import open_engine, read_dsn, sessions
from callcenter.kit import clock
from callcenter.outcomes import service as outcomes
from callcenter.outcomes.schemas import OutcomeCreate
from tests.clients import House
from tests.factories import Person, Room, make_room, make_slot, make_user
from tests.work import at_work, call, number_of, record, run_out, take

LEASE = timedelta(minutes=15)
pytestmark = pytest.mark.usefixtures("without_quotas")


def agent_of(person: Person) -> Agent:
    assert person.site_id is not None
    return Agent(
        user_id=person.id,
        session_id=uuid4(),
        role=Role.agent,
        display_name="Agent",
        language="fr",
        site_id=person.site_id,
        partner_id=None,
        must_change_passphrase=False,
        home_name="Site",
        home_zone="America/Guadeloupe",
    )


@pytest.fixture
async def crowd(house: House) -> AsyncIterator[AsyncEngine]:
    """The web role with room for fifty requests at once."""
    engine = open_engine(read_dsn(house.settings.web_folder), size=50)
    yield engine
    await engine.dispose()


async def as_site(db: object, site_id: UUID) -> None:
    await db.execute(text("SELECT set_config('callcenter.site', :site, true)"), {"site": str(site_id)})  # type: ignore[attr-defined]


async def test_fifty_agents_share_a_thousand_contacts_none_twice_none_lost(
    house: House, crowd: AsyncEngine
) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=1000)
        people = [await make_user(db, "agent", site_id=room.site_id) for _ in range(50)]
    handed: list[str] = []

    async def work(person: Person) -> None:
        agent = agent_of(person)
        make = sessions(crowd)
        async with make() as db:
            await as_site(db, room.site_id)
            await service.resume(db, agent)
            await db.commit()
        while True:
            async with make() as db:
                await as_site(db, room.site_id)
                answer = await service.lease_next(db, agent, house.app.state.keys, lease=LEASE)
                await db.commit()
            if answer.hand_out is None:
                return
            handed.append(answer.hand_out.card.reference)
            async with make() as db:
                await as_site(db, room.site_id)
                done = {"id": answer.hand_out.id, "agent": person.id}
                await db.execute(
                    text("UPDATE hand_outs SET state = 'finished' WHERE id = :id"), {"id": done["id"]}
                )
                await db.execute(
                    text("UPDATE agent_states SET state = 'available' WHERE user_id = :agent"),
                    {"agent": done["agent"]},
                )
                await db.commit()

    await asyncio.gather(*(work(person) for person in people))
    assert [reference for reference, count in Counter(handed).items() if count > 1] == []
    assert len(handed) == 1000
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'ready'") == 0
    assert await number_of(house, "SELECT count(DISTINCT contact_id) FROM hand_outs") == 1000


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def test_the_same_agent_in_five_tabs_holds_one_contact(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    answers = await asyncio.gather(*(agent.post("/api/workstation/next") for _ in range(5)))
    assert len({answer.json()["hand_out"]["id"] for answer in answers}) == 1
    assert await number_of(house, "SELECT count(*) FROM hand_outs") == 1


async def test_an_expired_lease_goes_to_the_next_agent_and_the_late_outcome_is_refused(
    house: House, room: Room
) -> None:
    first, second = await at_work(house, room.agent), await at_work(house, room.second_agent)
    late = await call(house, first)
    await run_out(house)
    async with house.db() as db:  # nobody else is left to hand out
        await db.execute(text("UPDATE contacts SET state = 'done' WHERE state = 'ready'"))
        await service.expire_leases(db, clock.now())
        await db.execute(text("UPDATE contacts SET state = 'ready' WHERE state = 'waiting'"))
    theirs = await take(second)
    assert await number_of(house, "SELECT count(DISTINCT contact_id) FROM hand_outs") == 1
    answer = await record(first, late, code="refused", reason="price")
    assert (answer.status_code, answer.json()["code"]) == (409, "hand_out_over")
    assert await number_of(house, "SELECT count(*) FROM outcomes") == 0
    assert (await second.get("/api/workstation")).json()["hand_out"]["id"] == theirs


async def test_an_expired_lease_nobody_noticed_is_found_by_the_agent_who_asks(house: House) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=1)
    first, second = await at_work(house, room.agent), await at_work(house, room.second_agent)
    late = await take(first)
    nothing = (await second.post("/api/workstation/next")).json()["nothing"]
    assert nothing["code"] == "all_in_hand"
    await run_out(house)
    assert await take(second) != late
    for path in ("heartbeat", "call"):
        answer = await first.post(f"/api/hand-outs/{late}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "hand_out_over")


async def test_an_agent_whose_lease_ran_out_gets_another_contact(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    late = await take(agent)
    await run_out(house)
    assert await take(agent) != late


async def test_a_break_after_a_lease_ran_out_leaves_nothing_behind(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    late = await take(agent)
    await run_out(house)
    assert (await agent.post("/api/workstation/pause", json={"reason": "break"})).status_code == 204
    assert (await agent.post("/api/workstation/resume")).status_code == 204
    assert await take(agent) != late


# --- outcomes, once -----------------------------------------------------------------------------------------


async def test_a_double_click_and_a_retry_record_one_outcome(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out, key = await call(house, agent), uuid4()
    answers = await asyncio.gather(
        *(record(agent, hand_out, key=key, code="refused", reason="price") for _ in range(6))
    )
    answers.append(await record(agent, hand_out, key=key, code="refused", reason="price"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert await number_of(house, "SELECT count(*) FROM outcomes") == 1
    assert (await house.actions()).count("outcome.recorded") == 1


async def test_two_tabs_with_keys_of_their_own_record_one_outcome(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    answers = await asyncio.gather(
        record(agent, hand_out, code="refused", reason="price"), record(agent, hand_out, code="absent")
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"hand_out_over"}
    assert await number_of(house, "SELECT count(*) FROM outcomes") == 1


async def test_a_key_of_another_hand_out_records_nothing(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    key = uuid4()
    assert (await record(agent, await call(house, agent), key=key, code="absent")).status_code == 201
    answer = await record(agent, await call(house, agent), key=key, code="absent")
    assert (answer.status_code, answer.json()["code"]) == (409, "hand_out_over")


async def test_the_last_slot_goes_to_one_of_two_and_the_other_is_left_whole(
    house: House, room: Room, crowd: AsyncEngine
) -> None:
    async with house.db() as db:
        slot = await make_slot(db, room.partner_id, room.site_id)
    agents = [await at_work(house, person) for person in (room.agent, room.second_agent)]
    hand_outs = [await call(house, agent) for agent in agents]
    answers = await asyncio.gather(
        *(
            record(agent, hand_out, code="booked", appointment={"slot_id": str(slot)})
            for agent, hand_out in zip(agents, hand_outs, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    loser = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
    assert answers[loser].json()["code"] == "slot_taken"
    assert await number_of(house, "SELECT booked FROM slots") == 1
    assert await number_of(house, "SELECT count(*) FROM bookings") == 1
    assert await number_of(house, "SELECT count(*) FROM outcomes") == 1
    # Nothing half done: the contact is still in hand, in wrap-up, and another outcome can be recorded.
    page = (await agents[loser].get("/api/workstation")).json()
    assert (page["state"]["name"], page["hand_out"]["id"]) == ("wrap_up", hand_outs[loser])
    assert (await record(agents[loser], hand_outs[loser], code="absent")).status_code == 201


async def test_twenty_bookings_never_exceed_a_slots_capacity(house: House, crowd: AsyncEngine) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=20)
        slot = await make_slot(db, room.partner_id, room.site_id, capacity=7)
        people = [await make_user(db, "agent", site_id=room.site_id) for _ in range(20)]
    hand_outs = [(person, await call(house, await at_work(house, person))) for person in people]

    async def book(person: Person, hand_out: str) -> str:
        async with sessions(crowd)() as db:
            await as_site(db, room.site_id)
            given = OutcomeCreate.model_validate({"code": "booked", "appointment": {"slot_id": slot}})
            try:
                await outcomes.record(
                    db, agent_of(person), house.app.state.keys, UUID(hand_out), uuid4(), given
                )
                await db.commit()
            except Exception as refusal:
                return str(refusal)
            return "booked"

    ends = await asyncio.gather(*(book(*pair) for pair in hand_outs))
    assert Counter(ends) == {"booked": 7, "slot_taken": 13}
    assert await number_of(house, "SELECT booked FROM slots") == 7


# --- the campaign and the do-not-call list ------------------------------------------------------------------


async def test_a_campaign_paused_before_the_call_is_not_called(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await take(agent)
    assert (await supervisor.post(f"/api/campaigns/{room.campaign_id}/pause")).status_code == 200
    answer = await agent.post(f"/api/hand-outs/{hand_out}/call")
    assert (answer.status_code, answer.json()["code"]) == (409, "campaign_paused")
    assert await number_of(house, "SELECT count(*) FROM calls") == 0
    assert (
        await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "not_now"})
    ).status_code == 204
    assert (await agent.post("/api/workstation/next")).json()["nothing"]["code"] == "no_campaign"


async def test_a_campaign_paused_during_a_call_still_takes_its_outcome(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    hand_out = await call(house, agent)
    await supervisor.post(f"/api/campaigns/{room.campaign_id}/pause")
    assert (await record(agent, hand_out, code="absent")).status_code == 201


async def test_an_objection_stops_a_later_call_of_the_same_number(house: House, room: Room) -> None:
    """The same number stands in another list: the fingerprint alone links the two."""
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), code="do_not_call")).status_code == 201
    await house.work()
    assert "contact.suppressed" in await house.actions()
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    colleague = await at_work(house, other.agent)
    hand_out = await call(house, colleague)
    page = (await colleague.get("/api/workstation")).json()["hand_out"]
    assert (page["call"]["state"], page["call"]["result"]) == ("ended", "suppressed")
    assert await house.contact_state(other.customers[0].id) == "blocked"
    assert (await record(colleague, hand_out, code="failed")).status_code == 201
    assert await house.contact_state(other.customers[0].id) == "blocked"


async def test_hanging_up_while_the_line_answers_ends_the_call_once(house: House, room: Room) -> None:
    """The agent hangs up just as the vault lets the line answer: one end, one wrap-up, no deadlock."""
    agent = await at_work(house, room.agent)
    for _ in range(3):
        hand_out = await take(agent)
        started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
        ends = await asyncio.gather(
            house.work(),
            agent.post(f"/api/calls/{started['id']}/hang-up"),
            agent.post(f"/api/calls/{started['id']}/hang-up"),
        )
        assert {answer.status_code for answer in ends[1:]} == {200}
        await agent.post(f"/api/calls/{started['id']}/hang-up")
        page = (await agent.get("/api/workstation")).json()
        assert page["state"]["name"] == "wrap_up"
        result = page["hand_out"]["call"]["result"]
        assert (await record(agent, hand_out, code="absent" if result == "answered" else "failed")).is_success
