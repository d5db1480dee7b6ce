"""The attempt ledger: what the law counts is counted per partner and number, over all of its lists."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import text

from callcenter.calls.rules import NumberPast, barred, free_after_refusal
from callcenter.infra import jobs
from callcenter.kit import clock
from tests.clients import House
from tests.factories import Customer, Room, make_list, make_room
from tests.work import at_work, call, correct, record, take

PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 24, 11, tzinfo=ZoneInfo(PARIS))


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def second_list(house: House, room: Room) -> Customer:
    """Another list of the same partner with the same number, in the same campaign."""
    async with house.db() as db:
        (twin,) = await make_list(
            db,
            house.vault_keys,
            room.campaign_id,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
            count=1,
        )
    return twin


async def standing(house: House, contact: UUID) -> tuple[str, str | None, datetime | None]:
    async with house.db() as db:
        row = await db.execute(
            text("SELECT state, reason, not_before FROM contacts WHERE id = :id"), {"id": contact}
        )
        state, reason, not_before = row.one()
        return state, reason, not_before


async def make_ready(house: House, contact: UUID) -> None:
    """As if the rest between two attempts were over."""
    async with house.db() as db:
        await db.execute(
            text("UPDATE contacts SET state = 'ready', reason = NULL, not_before = NULL WHERE id = :id"),
            {"id": contact},
        )


async def leave_alone(house: House, contact: UUID) -> None:
    async with house.db() as db:
        await db.execute(
            text(
                "UPDATE contacts SET state = 'waiting', not_before = now() + interval '1 hour' WHERE id = :id"
            ),
            {"id": contact},
        )


@pytest.mark.parametrize(
    ("days", "free"),
    [
        (0, False),
        (59, False),
        (60, False),
        (61, True),
    ],  # L.223-1: sixty full days after the day of the refusal
)
def test_day_sixty_after_a_refusal_is_still_barred(days: int, free: bool) -> None:
    past = NumberPast(refusals=(NOW,))
    assert (barred(past, NOW + timedelta(days=days), PARIS) is None) is free
    assert free_after_refusal(NOW, PARIS) == datetime(2027, 1, 24, tzinfo=ZoneInfo(PARIS))


def test_the_fifth_attempt_waits_until_the_first_of_four_is_thirty_days_old() -> None:
    four = tuple(NOW - timedelta(days=n) for n in (25, 10, 5, 1))
    assert barred(NumberPast(attempts=four[:3]), NOW, PARIS) is None
    assert barred(NumberPast(attempts=four), NOW, PARIS) == ("attempts_used", NOW + timedelta(days=5))
    assert barred(NumberPast(attempts=four), NOW + timedelta(days=5, seconds=1), PARIS) is None


async def test_the_fourth_attempt_from_one_list_stops_the_number_in_the_others(
    house: House, room: Room
) -> None:
    twin = await second_list(house, room)
    first = room.customers[0].id
    await leave_alone(house, twin.id)
    agent = await at_work(house, room.agent)
    for code in ("absent", "gatekeeper", "absent", "gatekeeper"):
        await make_ready(house, first)
        hand_out = await call(house, agent)
        assert (await record(agent, hand_out, code=code)).status_code == 201
        await house.work()
    state, reason, until = await standing(house, twin.id)
    assert (state, reason) == ("waiting", "attempts_used")
    assert until is not None
    assert until > clock.now() + timedelta(days=29)
    assert (await standing(house, first))[1] == "attempts_used"
    await make_ready(house, twin.id)  # handed out all the same: the vault does not dial
    hand_out = await take(agent)
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
    await house.work()
    ended = (await agent.post(f"/api/calls/{started['id']}/hang-up")).json()
    assert (ended["result"], ended["ringing_at"]) == ("barred", None)
    await agent.aclose()


async def test_a_refusal_rests_the_number_in_every_list_and_a_correction_frees_it(
    house: House, room: Room
) -> None:
    twin = await second_list(house, room)
    await leave_alone(house, twin.id)
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    outcome = (await record(agent, hand_out, code="refused", reason="price")).json()
    await house.work()
    assert (await standing(house, twin.id))[:2] == ("waiting", "refused")
    corrected = await correct(agent, outcome["id"], code="absent")
    assert corrected.status_code == 201, corrected.text
    await house.work()
    assert (await standing(house, twin.id))[0] == "ready"
    supervisor = await house.signed_in(room.supervisor)
    async with house.db() as db:
        reference = await db.scalar(
            text("SELECT reference FROM contacts WHERE id = :id"), {"id": room.customers[0].id}
        )
    shown = (await supervisor.get(f"/api/contacts/{reference}/attempts")).json()
    assert [entry["kind"] for entry in shown] == ["refusal_undone", "refusal", "attempt"]
    assert (await agent.get(f"/api/contacts/{reference}/attempts")).status_code == 403
    await agent.aclose()
    await supervisor.aclose()


async def test_a_list_that_comes_later_learns_what_happened_before(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await record(agent, await call(house, agent), code="refused", reason="price")
    await house.work()
    async with house.db() as db:  # the first list is gone for good
        for statement in (
            "DELETE FROM contact_secrets WHERE contact_id = :id",
            "UPDATE contacts SET state = 'done' WHERE id = :id",
        ):
            await db.execute(text(statement), {"id": room.customers[0].id})
    twin = await second_list(house, room)
    async with house.db() as db:
        list_id = await db.scalar(text("SELECT list_id FROM contacts WHERE id = :id"), {"id": twin.id})
        await jobs.enqueue(db, "weigh_list", list_id)
    await house.work()
    assert (await standing(house, twin.id))[:2] == ("waiting", "refused")
    await agent.aclose()


async def test_another_partner_who_has_the_number_is_not_concerned(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    agent = await at_work(house, room.agent)
    await record(agent, await call(house, agent), code="refused", reason="price")
    await house.work()
    assert (await standing(house, other.customers[0].id))[0] == "ready"
    async with house.db() as db:
        indexes = (await db.scalars(text("SELECT number_index FROM dialled_numbers"))).all()
        assert len(indexes) == 1
        assert room.customers[0].phone[-6:].encode() not in indexes[0]
    await agent.aclose()


async def test_a_call_given_up_before_it_was_dialled_is_no_attempt(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
    await agent.post(f"/api/calls/{started['id']}/hang-up")
    await house.work()
    async with house.db() as db:
        assert await db.scalar(text("SELECT count(*) FROM number_events")) == 0
    await agent.aclose()


@time_machine.travel(datetime(2026, 11, 24, 15, tzinfo=UTC), tick=True)
async def test_two_calls_of_one_number_at_once_are_two_attempts(house: House, room: Room) -> None:
    twin = await second_list(house, room)
    first, second = await at_work(house, room.agent), await at_work(house, room.second_agent)
    for agent in (first, second):
        hand_out = await take(agent)
        assert (await agent.post(f"/api/hand-outs/{hand_out}/call")).status_code == 202
    await house.work()
    async with house.db() as db:
        assert await db.scalar(text("SELECT count(*) FROM number_events WHERE kind = 'attempt'")) == 2
        assert await db.scalar(text("SELECT count(*) FROM dialled_numbers")) == 1
    assert twin.id != room.customers[0].id
    await first.aclose()
    await second.aclose()
