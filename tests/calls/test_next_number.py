"""A contact with several numbers: the next one is called when the first is given up, within what the law counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from callcenter.infra.sealing import Address, Field
from callcenter.kit import clock
from tests.clients import House
from tests.factories import Customer, Room, make_list, make_room
from tests.work import at_work, call, correct, number_of, record, take

SECOND = "+33639989999"


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=1)
        await give_second_number(house, db, room.customers[0], room.partner_id)
        return room


async def give_second_number(house: House, db: Any, customer: Customer, partner_id: UUID) -> None:
    row = (
        await db.execute(
            text(
                "SELECT s.list_id, l.wrapped FROM contact_secrets s JOIN list_secrets l ON l.list_id = s.list_id "
                "WHERE s.contact_id = :id"
            ),
            {"id": customer.id},
        )
    ).one()
    key = house.vault_keys.contact_key(row.list_id, 1, row.wrapped)
    secret = {"phone": customer.phone, "other_phones": [SECOND]}
    index = house.vault_keys.partner_index_key(partner_id).index(SECOND)
    await db.execute(
        text(
            "UPDATE contact_secrets SET sealed = :sealed, other_indexes = ARRAY[CAST(:index AS bytea)] "
            "WHERE contact_id = :id"
        ),
        {
            "sealed": key.seal(Address(Field.CONTACT, row.list_id, customer.id, 1), secret),
            "index": index,
            "id": customer.id,
        },
    )


async def standing(house: House, contact: UUID) -> tuple[str, str | None, int, datetime | None]:
    async with house.db() as db:
        row = await db.execute(
            text("SELECT state, reason, number, not_before FROM contacts WHERE id = :id"), {"id": contact}
        )
        state, reason, number, until = row.one()
        return state, reason, number, until


async def rested(house: House) -> None:
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET state = 'ready', reason = NULL, not_before = NULL"))


async def test_a_wrong_number_gives_way_to_the_next_and_a_correction_takes_that_back(
    house: House, room: Room
) -> None:
    agent, contact = await at_work(house, room.agent), room.customers[0].id
    outcome = (await record(agent, await call(house, agent), code="wrong_number")).json()
    assert (await standing(house, contact))[:3] == ("waiting", "next_number", 1)
    assert (await correct(agent, outcome["id"], code="deceased")).status_code == 201
    assert (await standing(house, contact))[:3] == ("done", "deceased", 0)
    await rested(house)
    await record(agent, await call(house, agent), code="wrong_number")
    await rested(house)
    await record(agent, await call(house, agent), code="wrong_number")  # that was the last one
    assert (await standing(house, contact))[:3] == ("done", "wrong_number", 1)
    assert await number_of(house, "SELECT count(*) FROM dialled_numbers") == 2
    assert await number_of(house, "SELECT max(number) FROM calls") == 1


async def test_four_attempts_are_the_consumers_whatever_the_number(house: House, room: Room) -> None:
    """L.223-1: three at the first number and one at the next leave none, in another list that has either as well."""
    async with house.db() as db:
        (twin,) = await make_list(
            db,
            house.vault_keys,
            None,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
            count=1,
        )
    agent, contact = await at_work(house, room.agent), room.customers[0].id
    for code in ("absent", "absent", "wrong_number", "absent"):
        assert (await record(agent, await call(house, agent), code=code)).status_code == 201
        await house.work()
        last = await standing(house, contact)
        await rested(house)
    assert last[:3] == ("waiting", "attempts_used", 1)
    assert last[3] is not None
    assert (last[3] - clock.now()).days >= 29
    assert (await standing(house, twin.id))[0] == "ready"  # its one number was called three times
    hand_out = await take(agent)
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
    await house.work()
    ended = (await agent.post(f"/api/calls/{started['id']}/hang-up")).json()
    assert (ended["result"], ended["ringing_at"]) == ("barred", None)
    supervisor = await house.signed_in(room.supervisor)
    async with house.db() as db:
        reference = await db.scalar(text("SELECT reference FROM contacts WHERE id = :id"), {"id": contact})
    shown = (await supervisor.get(f"/api/contacts/{reference}/attempts")).json()
    assert [entry["kind"] for entry in shown] == ["attempt"] * 4


async def test_a_refusal_at_the_next_number_rests_every_contact_that_has_it(house: House, room: Room) -> None:
    agent, contact = await at_work(house, room.agent), room.customers[0].id
    await record(agent, await call(house, agent), code="wrong_number")
    await rested(house)
    await record(agent, await call(house, agent), code="refused", reason="price")
    await rested(house)
    await house.work()  # weighed by its second number
    assert (await standing(house, contact))[:3] == ("waiting", "refused", 1)
