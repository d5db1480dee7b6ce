"""What the room has to follow up: overdue callbacks and supervisors' acts, for whom, and nobody else's."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from callcenter.kit import clock
from callcenter.kit.ids import reference
from tests.clients import House
from tests.factories import Room, make_room, make_team

PATH = "/api/supervision/follow-up"


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def promised(house: House, room: Room, number: int, *, due: timedelta, mine: bool = True) -> None:
    async with house.db() as db:
        values = {
            "id": room.customers[number].id,
            "reference": reference(room.customers[number].id),
            "at": clock.now() + due,
            "agent": room.agent.id if mine else None,
            "campaign": room.campaign_id,
        }
        await db.execute(
            text(
                "UPDATE contacts SET state = 'callback', reason = 'callback', not_before = :at, callback_for = :agent "
                "WHERE id = :id"
            ),
            values,
        )
        await db.execute(
            text(
                "INSERT INTO callbacks (id, contact_id, reference, zone, campaign_id, partner_id, site_id, "
                "promised_at, "
                "due_at, made_at, changed_at) SELECT gen_random_uuid(), id, :reference, zone, :campaign, partner_id, "
                "site_id, :at, :at, now(), now() FROM contacts WHERE id = :id"
            ),
            values,
        )


async def seen(who: httpx.AsyncClient) -> dict[str, Any]:
    answer = await who.get(PATH)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("role", ["agent", "partner"])
async def test_only_staff_follow_up(house: House, room: Room, role: str) -> None:
    assert (await house.browser().get(PATH)).status_code == 401
    assert (await (await house.signed_in(getattr(room, role))).get(PATH)).status_code == 403


async def test_overdue_and_soon_due_callbacks_of_the_site_alone(house: House, room: Room) -> None:
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    await promised(house, elsewhere, 0, due=-timedelta(hours=1))
    await promised(house, room, 0, due=timedelta(minutes=20), mine=False)
    await promised(house, room, 1, due=-timedelta(hours=2))
    await promised(house, room, 2, due=timedelta(hours=3))
    for person in (room.supervisor, room.trainer):
        found = (await seen(await house.signed_in(person)))["callbacks"]
        overdue, soon = room.customers[1].id, room.customers[0].id
        assert [each["reference"] for each in found] == [reference(overdue), reference(soon)]
        assert [each["owner_name"] is None for each in found] == [False, True]


async def test_what_somebody_has_in_hand_is_not_overdue(house: House, room: Room) -> None:
    await promised(house, room, 0, due=-timedelta(hours=1))
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET state = 'leased' WHERE state = 'callback'"))
    assert (await seen(await house.signed_in(room.supervisor)))["callbacks"] == []


async def test_a_supervisors_acts_stand_with_their_names_once_they_are_sealed(
    house: House, room: Room
) -> None:
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
        team = await make_team(db, room.site_id, room.agent)
    supervisor = await house.signed_in(room.supervisor)
    other = await house.signed_in(elsewhere.supervisor)
    await other.post(f"/api/campaigns/{elsewhere.campaign_id}/pause")
    given = await supervisor.put(
        f"/api/campaigns/{room.campaign_id}/given-to", json={"team_id": str(team), "agent_id": None}
    )
    assert given.status_code == 200, given.text
    ordered = await supervisor.put("/api/campaigns/order", json={"ranks": [[str(room.campaign_id)]]})
    assert ordered.status_code == 200
    await supervisor.post(f"/api/campaigns/{room.campaign_id}/pause")
    await house.seal()
    acts = (await seen(supervisor))["acts"]
    assert [(each["action"], each["change"]) for each in acts] == [
        ("campaign.state_changed", "paused"),
        ("campaign.ordered", None),
        ("campaign.given", None),
    ]
    assert acts[2]["whom"].startswith("Équipe")
    assert {each["who"] for each in acts} == {acts[0]["who"]}
    assert acts[2]["campaign"] is not None
    async with house.db() as db:  # yesterday's are over
        await db.execute(text("UPDATE journal SET at = at - interval '2 days'"))
    assert (await seen(supervisor))["acts"] == []
