"""Who comes next: priority, turns, who was never called, another time of day, languages; always the same answer."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from callcenter.calls import claims, queries, rules
from callcenter.contacts.service import ZONES
from callcenter.kit.ids import new_id
from tests.clients import House
from tests.factories import Room, make_campaign, make_list, make_room
from tests.work import at_work

pytestmark = pytest.mark.usefixtures("without_quotas")
MORNING = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday, 11:30 in Paris


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=0)
        await make_second_list(house, db, room, room.campaign_id, count=4)
    await at_work(house, room.agent)
    return room


async def make_second_list(house: House, db: Any, room: Room, campaign: UUID, **wanted: Any) -> list[UUID]:
    made = await make_list(
        db,
        house.vault_keys,
        campaign,
        partner_id=room.partner_id,
        site_id=room.site_id,
        uploader=room.partner,
        **wanted,
    )
    return [customer.id for customer in made]


async def handed(house: House, room: Room, times: int, now: datetime = MORNING) -> list[Any]:
    """Claims that many contacts one after the other, each finished before the next."""
    found = []
    async with house.db() as db:
        for number in range(times):
            row = await claims.claim_next(
                db,
                agent_id=room.agent.id,
                site_id=room.site_id,
                hand_out_id=new_id(),
                now=now + timedelta(seconds=number),
                expires_at=now + timedelta(minutes=15),
                zones=rules.open_zones(ZONES, now),
                parts=rules.day_parts(now.date()),
            )
            found.append(row)
            await db.execute(text("UPDATE hand_outs SET state = 'finished'"))
            await db.execute(text("UPDATE agent_states SET state = 'available'"))
    return found


async def change(house: House, statement: str, **values: Any) -> None:
    async with house.db() as db:
        await db.execute(text(statement), values)


async def test_campaigns_of_one_priority_take_turns_and_a_pressing_one_goes_first(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        second = await make_campaign(db, room.site_id, room.partner_id, room.supervisor)
        pressing = await make_campaign(db, room.site_id, room.partner_id, room.supervisor)
        await make_second_list(house, db, room, second, count=4)
        await make_second_list(house, db, room, pressing, count=1)
    await change(house, "UPDATE campaigns SET priority = 50 WHERE id = :id", id=pressing)
    order = [row.campaign_id for row in await handed(house, room, 7)]
    assert order[0] == pressing
    assert order[1:] == [room.campaign_id, second] * 3


async def test_a_campaign_that_could_not_be_called_does_not_catch_up(house: House, room: Room) -> None:
    """Turns, not counts: who had to wait for hours is next once, and then every other time."""
    async with house.db() as db:
        second = await make_campaign(db, room.site_id, room.partner_id, room.supervisor)
        await make_second_list(house, db, room, second, count=4)
    await change(house, "UPDATE campaigns SET state = 'paused' WHERE id = :id", id=second)
    assert {row.campaign_id for row in await handed(house, room, 2)} == {room.campaign_id}
    await change(house, "UPDATE campaigns SET state = 'open' WHERE id = :id", id=second)
    order = [row.campaign_id for row in await handed(house, room, 4)]
    assert order == [second, room.campaign_id, second, room.campaign_id]


async def test_lists_of_a_campaign_take_turns_whatever_the_clock_says(house: House, room: Room) -> None:
    async with house.db() as db:
        await make_second_list(house, db, room, room.campaign_id, count=3)
    first = [row.list_id for row in await handed(house, room, 2)]
    after = [row.list_id for row in await handed(house, room, 2, MORNING - timedelta(hours=1))]  # set back
    assert len(set(first)) == 2
    assert after == first


async def test_who_was_never_called_comes_first_then_who_was_called_at_another_time_of_day(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        ids = list((await db.scalars(text("SELECT id FROM contacts ORDER BY rank"))).all())
    for contact, tried in zip(ids, (1, 3, 2, 0), strict=True):  # morning, evening, afternoon, never
        await change(house, "UPDATE contacts SET tried = :tried WHERE id = :id", tried=tried, id=contact)
    never, morning = ids[3], ids[0]
    order = [row.contact_id for row in await handed(house, room, 4)]
    assert (order[0], order[-1]) == (never, morning)


async def test_a_call_notes_the_part_of_the_customers_day(house: House, room: Room) -> None:
    for hour, zone, part in ((9, "Europe/Paris", 1), (13, "Europe/Paris", 2), (13, "America/Guadeloupe", 1)):
        now = datetime(2026, 11, 24, hour, tzinfo=UTC)
        await change(house, "UPDATE contacts SET state = 'ready', zone = :zone", zone=zone)
        await change(house, "UPDATE call_lists SET zones = ARRAY[:zone]", zone=zone)
        row = (await handed(house, room, 1, now))[0]
        async with house.db() as db:
            await db.execute(
                text("UPDATE hand_outs SET state = 'active', expires_at = :until WHERE id = :id"),
                {"id": row.id, "until": now + timedelta(minutes=15)},
            )
            parts = rules.day_parts(now.date())
            until = now + timedelta(minutes=15)
            call = await queries.start_call(
                db, room.agent.id, row.id, new_id(), now=now, expires_at=until, parts=parts
            )
            assert call is not None
            tried = await db.scalar(text("SELECT tried FROM contacts WHERE id = :id"), {"id": row.contact_id})
            assert tried == part
            await db.execute(text("UPDATE hand_outs SET state = 'finished'"))
            await db.execute(text("UPDATE agent_states SET state = 'available'"))


async def test_who_speaks_a_rarer_language_gets_its_customers_first_and_nobody_elses(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        spanish = set(await make_second_list(house, db, room, room.campaign_id, count=2, language="es"))
        creole = set(await make_second_list(house, db, room, room.campaign_id, count=2, language="gcf"))
    await change(house, "UPDATE agent_states SET languages = '{fr,es}'")
    order = [row.contact_id for row in await handed(house, room, 6)]
    assert set(order[:2]) == spanish
    assert not set(order) & creole
    assert (await handed(house, room, 1))[0] is None


async def test_the_same_stock_gives_the_same_order(house: House, room: Room) -> None:
    orders = []
    for _ in range(2):
        await change(house, "UPDATE contacts SET state = 'ready'")
        await change(house, "DELETE FROM hand_outs")
        orders.append([row.contact_id for row in await handed(house, room, 4)])
    assert orders[0] == orders[1]


# --- who says what an apprentice may be handed ------------------------------------------------------------


async def test_the_supervisor_says_which_languages_and_purposes_an_apprentice_has(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    path = f"/api/apprentices/{room.agent.id}"
    wanted = {"languages": ["es", "fr"], "purposes": ["loyalty"]}
    assert (await house.browser().put(path, json=wanted)).status_code == 401
    for person in (room.agent, room.trainer, room.partner):
        assert (await (await house.signed_in(person)).put(path, json=wanted)).status_code == 403
    stranger = await house.signed_in(elsewhere.supervisor)
    assert (await stranger.put(path, json=wanted)).status_code == 404
    assert (await stranger.put(f"/api/apprentices/{elsewhere.partner.id}", json=wanted)).status_code == 404
    supervisor = await house.signed_in(room.supervisor)
    wrongs: list[dict[str, list[str]]] = [{"languages": []}, {"languages": ["tlh"]}, {"purposes": ["survey"]}]
    for wrong in wrongs:
        assert (await supervisor.put(path, json=wanted | wrong)).status_code == 422
    assert (await supervisor.put(path, json=wanted)).json()["languages"] == ["es", "fr"]
    shown = {row["id"]: row for row in (await supervisor.get("/api/apprentices")).json()}
    assert set(shown) == {str(room.agent.id), str(room.second_agent.id)}
    assert shown[str(room.agent.id)]["purposes"] == ["loyalty"]
    assert shown[str(room.second_agent.id)]["languages"] == ["fr"]
    assert (await house.actions())[-1] == "agent.abilities_changed"
    assert (await handed(house, room, 1))[0] is None  # an appointment: not let through to it
    nothing = (await (await house.signed_in(room.agent)).post("/api/workstation/next")).json()["nothing"]
    assert nothing["code"] == "not_for_you"
    administrator = await house.signed_in(room.administrator)
    assert (await administrator.put(path, json=wanted | {"purposes": ["appointment"]})).status_code == 200
    assert (await handed(house, room, 1))[0] is not None
