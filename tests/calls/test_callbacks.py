"""What becomes of a promise: kept, moved by the law, handed over, ended - and never forgotten in silence."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.calls import callbacks, service
from callcenter.calls.promises import Fate, Standing, fate
from callcenter.calls.rules import NumberPast
from callcenter.calls.verdicts import label
from callcenter.kit import clock
from tests.clients import House
from tests.factories import Person, Room, make_room
from tests.work import at_work, call, correct, number_of, record, run_out, take

PATIENCE = timedelta(minutes=15)
NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)  # a Monday, 15:00 in Paris
TOMORROW = NOW + timedelta(days=1)

# --- pure ---------------------------------------------------------------------------------------------------


def standing(**change: Any) -> Standing:
    known: dict[str, Any] = {
        "due_at": TOMORROW, "contact": "callback", "reason": "callback", "not_before": TOMORROW, "owner": True,
        "zone": "Europe/Paris", "campaign": "open", "legal_hours": True, "first_end": "callback", "later_end": None,
    }  # fmt: skip
    return Standing(**known | change)


SATURDAY = datetime(2026, 11, 28, 10, tzinfo=UTC)
LATE = NOW - timedelta(minutes=16)
FULL = NumberPast(attempts=tuple(NOW - timedelta(days=n) for n in range(4)))

FATES: list[tuple[dict[str, Any], Fate | None]] = [
    ({}, None),
    ({"contact": "leased"}, None),
    ({"first_end": "absent"}, Fate("end", "corrected")),
    ({"contact": None}, Fate("end", "destroyed")),
    ({"later_end": "booked", "contact": "done", "reason": "booked"}, Fate("keep", "booked")),
    ({"contact": "blocked", "reason": "do_not_call"}, Fate("end", "do_not_call")),
    ({"contact": "blocked", "reason": "withdrawn"}, Fate("end", "withdrawn")),
    ({"contact": "review", "reason": "threat"}, Fate("end", "threat")),
    ({"contact": "review", "reason": "known_person"}, None),
    ({"contact": "ready", "reason": "known_person", "later_end": "known_person", "not_before": None},
     Fate("restore", "known_person", TOMORROW)),
    ({"campaign": "closed"}, Fate("end", "campaign_closed")),
    ({"campaign": "paused"}, None),
    ({"contact": "ready", "not_before": None}, Fate("restore", "callback", TOMORROW)),
    ({"contact": "waiting", "reason": "no_outcome", "not_before": NOW}, Fate("restore", "no_outcome", TOMORROW)),
    # D.223-9: the hours came to apply, or the day became a holiday
    (
        {"due_at": SATURDAY, "not_before": SATURDAY},
        Fate("move", "outside_hours", datetime(2026, 11, 30, 9, tzinfo=UTC)),
    ),
    ({"due_at": SATURDAY, "not_before": SATURDAY, "legal_hours": False}, None),
    # L.223-1: the number was tried elsewhere; free on 20 December at 15:00, a Sunday
    ({"past": FULL}, Fate("move", "attempts_used", datetime(2026, 12, 21, 9, tzinfo=UTC))),
    ({"not_before": NOW + timedelta(minutes=5)}, Fate("move", "given_back", NOW + timedelta(minutes=5))),
    ({"due_at": LATE, "not_before": LATE}, Fate("share", "overdue")),
    ({"due_at": LATE, "not_before": LATE, "owner": False}, None),
    ({"due_at": NOW, "not_before": NOW}, None),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), FATES)
def test_what_becomes_of_a_promise(change: dict[str, Any], expected: Fate | None) -> None:
    assert fate(standing(**change), NOW, PATIENCE) == expected


@given(
    st.sampled_from(["ready", "waiting", "callback", "done", "blocked", "review", None]),
    st.sampled_from([None, "callback", "absent"]),
    st.integers(-200, 2000).map(lambda n: NOW + timedelta(hours=n)),
    st.one_of(st.none(), st.integers(-200, 2000).map(lambda n: NOW + timedelta(hours=n))),
    st.booleans(),
    st.sampled_from(["open", "paused", "closed", None]),
)
def test_a_promise_either_stands_on_its_contact_or_something_is_done_about_it(
    contact: str | None,
    first: str | None,
    due: datetime,
    at: datetime | None,
    owner: bool,
    campaign: str | None,
) -> None:
    seen = standing(
        contact=contact,
        first_end=first,
        due_at=due,
        not_before=at,
        owner=owner,
        campaign=campaign,
        reason=None,
    )
    found = fate(seen, NOW, PATIENCE)
    if found is None:
        assert (contact, at) == ("callback", due)
    elif found.do in {"move", "restore"} and found.at is not None:
        # Once done, it stands: nothing is moved for ever. The hours of the law may still move what was put back.
        again = standing(due_at=found.at, not_before=found.at, owner=owner, campaign=campaign)
        next_one = fate(again, NOW, PATIENCE)
        assert next_one is None or next_one.do in {"share", "end"} or found.do == "restore"


# --- at the desk --------------------------------------------------------------------------------------------


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def tend(house: House, at: datetime | None = None) -> int:
    async with house.db() as db:
        return await callbacks.tend(db, at or clock.now(), PATIENCE)


async def promise(
    house: House, agent: httpx.AsyncClient, *, hours: float = 24, whose: str = "me"
) -> dict[str, Any]:
    """A callback promised so many hours ahead; as the agent's page shows it."""
    at = datetime.now(UTC) + timedelta(hours=hours)
    answer = await record(
        agent, await call(house, agent), code="callback", callback_at=at.isoformat(), callback_for=whose
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def make_due(house: House, minutes: float = 0) -> None:
    at = datetime.now(UTC) - timedelta(minutes=minutes, seconds=1)
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET not_before = :at WHERE state = 'callback'"), {"at": at})
        await db.execute(text("UPDATE callbacks SET due_at = :at WHERE state = 'open'"), {"at": at})


async def board(house: House, room: Room) -> dict[str, Any]:
    answer = await (await house.signed_in(room.supervisor)).get("/api/callbacks")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_board_is_the_sites_supervisors_alone(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await promise(house, agent)
    [one] = (await board(house, room))["open"]
    async with house.db() as db:
        other = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(other.supervisor)
    assert (await stranger.get("/api/callbacks")).json()["open"] == []
    for act, body in (("move", {"at": datetime.now(UTC).isoformat()}), ("hand-over", {"agent_id": None})):
        path = f"/api/callbacks/{one['id']}/{act}"
        nothing = await stranger.post(f"/api/callbacks/{uuid4()}/{act}", json=body)
        theirs = await stranger.post(path, json=body)
        assert (theirs.status_code, theirs.content) == (404, nothing.content)
        assert (await house.browser().post(path, json=body)).status_code == 401
        for person in (room.agent, room.trainer, room.partner, room.administrator, room.auditor):
            assert (await (await house.signed_in(person)).post(path, json=body)).status_code == 403
    for person in (room.agent, room.trainer, room.partner):
        assert (await (await house.signed_in(person)).get("/api/callbacks")).status_code == 403


async def test_the_board_names_reference_time_and_owner_and_no_customer(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await promise(house, agent)
    answer = await (await house.signed_in(room.supervisor)).get("/api/callbacks")
    [one] = answer.json()["open"]
    assert (one["owner"], one["owner_at_work"], one["overdue"]) == (str(room.agent.id), True, False)
    assert one["promised_at"] == one["due_at"]
    for secret in (room.customers[0].phone[3:], room.customers[0].email, room.customers[0].last_name):
        assert secret not in answer.text


async def test_an_overdue_callback_goes_to_the_team_and_says_so(house: House, room: Room) -> None:
    first, second = await at_work(house, room.agent), await at_work(house, room.second_agent)
    await promise(house, first)
    await make_due(house, 14)
    assert await tend(house) == 0
    assert (await second.post("/api/workstation/next")).json()["hand_out"] is None
    await make_due(house, 16)
    assert await tend(house) == 1
    [one] = (await board(house, room))["open"]
    assert (one["owner"], one["overdue"], one["change"]) == (None, True, "En retard : passé à l’équipe")
    assert "callback.handed_over" in await house.actions()
    await take(second)
    [one] = (await board(house, room))["open"]
    assert (one["in_hand"], one["overdue"]) == (True, False)


async def test_the_supervisor_hands_over_to_whom_the_screen_allows(house: House, room: Room) -> None:
    first, second = await at_work(house, room.agent), await at_work(house, room.second_agent)
    await promise(house, first)
    [one] = (await board(house, room))["open"]
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/callbacks/{one['id']}/hand-over"
    for wrong in (room.trainer.id, uuid4()):
        answer = await supervisor.post(path, json={"agent_id": str(wrong)})
        assert (answer.status_code, answer.json()["code"]) == (422, "agent_unknown")
    async with house.db() as db:
        await db.execute(
            text(
                "INSERT INTO contact_conflicts (contact_id, source_id, list_id, agent_id) "
                "SELECT id, gen_random_uuid(), list_id, :agent FROM contacts"
            ),
            {"agent": room.second_agent.id},
        )
    kept = await supervisor.post(path, json={"agent_id": str(room.second_agent.id)})
    assert kept.json()["code"] == "agent_unknown"
    async with house.db() as db:
        await db.execute(text("DELETE FROM contact_conflicts"))
    assert (await supervisor.post(path, json={"agent_id": str(room.second_agent.id)})).status_code == 204
    assert (await first.get("/api/workstation")).json()["callbacks"] == []
    [theirs] = (await second.get("/api/workstation")).json()["callbacks"]
    assert theirs["mine"]
    assert (await supervisor.post(path, json={})).status_code == 204
    [shared] = (await first.get("/api/workstation")).json()["callbacks"]
    assert not shared["mine"]


async def test_the_supervisor_moves_one_to_a_lawful_time_only(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await promise(house, agent)
    [one] = (await board(house, room))["open"]
    supervisor = await house.signed_in(room.supervisor)
    path = f"/api/callbacks/{one['id']}/move"
    past = await supervisor.post(path, json={"at": "2020-01-01T10:00:00Z"})
    assert (past.status_code, past.json()["code"]) == (422, "callback_time")
    assert past.json()["fields"] == [{"field": "at", "code": "past"}]
    wanted = past.json()["next_at"]
    assert (await supervisor.post(path, json={"at": wanted})).status_code == 204
    [again] = (await board(house, room))["open"]
    assert datetime.fromisoformat(again["due_at"]) == datetime.fromisoformat(wanted)
    assert (again["promised_at"], again["change"]) == (one["promised_at"], "Déplacé par l’encadrement")
    assert await tend(house) == 0  # the contact and the record agree
    assert "callback.moved" in await house.actions()


async def test_a_callback_that_becomes_unlawful_is_moved_and_says_why(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    now = datetime.now(UTC)
    sunday = now + timedelta(days=7 + 6 - now.weekday())
    await promise(house, agent, hours=(sunday - now) / timedelta(hours=1))
    assert await tend(house) == 0
    async with house.db() as db:
        await db.execute(text("UPDATE campaigns SET legal_hours = true"))
    assert await tend(house) == 1
    assert await tend(house) == 0
    [one] = (await board(house, room))["open"]
    assert one["change"] in {"Hors des heures que la loi permet", "Jour férié chez le client"}
    assert one["due_at"] > one["promised_at"]
    [mine] = (await agent.get("/api/workstation")).json()["callbacks"]
    assert mine["due_at"] == one["due_at"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE contacts SET state = 'blocked', reason = 'suppressed'", label("suppressed", "fr")),
        ("UPDATE campaigns SET state = 'closed'", "La campagne est fermée"),
        ("DELETE FROM contacts", "Les données de la personne sont détruites"),
    ],
)
async def test_a_callback_that_will_not_be_kept_ends_with_its_reason(
    house: House, room: Room, change: str, reason: str
) -> None:
    agent = await at_work(house, room.agent)
    await promise(house, agent)
    async with house.db() as db:
        await db.execute(text(change))
    assert await tend(house) == 1
    found = await board(house, room)
    assert found["open"] == []
    assert found["ended"][0]["reason"] == reason
    assert "callback.ended" in await house.actions()
    assert await tend(house) == 0


async def test_a_promise_is_kept_by_the_talk_and_ends_silently_only_by_a_correction(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    await promise(house, agent)
    await make_due(house)
    assert (await record(agent, await call(house, agent), code="absent")).status_code == 201
    await tend(house)
    assert (
        await number_of(house, "SELECT count(*) FROM callbacks WHERE state = 'kept' AND change = 'absent'")
        == 1
    )
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET state = 'ready', not_before = NULL"))
    wrong = await promise(house, agent)
    assert (await correct(agent, wrong["id"], code="absent")).status_code == 201
    await tend(house)
    found = await board(house, room)
    assert (found["open"], found["ended"]) == ([], [])


async def test_a_correction_to_another_time_leaves_one_promise(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    first = await promise(house, agent)
    later = (datetime.now(UTC) + timedelta(hours=30)).isoformat()
    answer = await correct(agent, first["id"], code="callback", callback_at=later, callback_for="team")
    assert answer.status_code == 201
    await tend(house)
    [one] = (await board(house, room))["open"]
    assert (datetime.fromisoformat(one["promised_at"]), one["owner"]) == (datetime.fromisoformat(later), None)


async def test_a_promise_survives_its_card_given_back_or_left_lying(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await promise(house, agent)
    await make_due(house)
    hand_out = await take(agent)
    assert (
        await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "not_now"})
    ).status_code == 204
    assert (await agent.post("/api/workstation/next")).json()["hand_out"] is None  # not at once
    await tend(house)
    [one] = (await board(house, room))["open"]
    assert (one["owner"], one["change"]) == (str(room.agent.id), "Fiche rendue sans appel")
    await make_due(house)
    await take(agent)
    await run_out(house)
    async with house.db() as db:
        await service.expire_leases(db, clock.now())
    await tend(house)
    [one] = (await board(house, room))["open"]
    assert (one["owner"], one["overdue"]) == (str(room.agent.id), True)
    await agent.post("/api/workstation/resume")
    await make_due(house)
    await call(house, agent)  # called, and then the desk falls silent
    await run_out(house)
    async with house.db() as db:
        await service.expire_leases(db, clock.now())
    await tend(house)
    [one] = (await board(house, room))["open"]
    assert datetime.fromisoformat(one["due_at"]) > datetime.now(UTC) + timedelta(minutes=55)


async def test_a_contact_that_lost_its_promise_gets_it_back_and_one_without_record_gets_a_record(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    await promise(house, agent)
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET state = 'ready', not_before = NULL, callback_for = NULL"))
    assert await tend(house) == 1
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'callback'") == 1
    async with house.db() as db:
        await db.execute(text("DELETE FROM callbacks"))
    await tend(house)
    assert len((await board(house, room))["open"]) == 1


async def test_a_move_and_a_claim_at_once_leave_one_winner(house: House, room: Room) -> None:
    """With connections of their own: either the card is in hand at its old time, or it was moved and waits."""
    agent = await at_work(house, room.agent)
    supervisor = await house.signed_in(room.supervisor)
    await promise(house, agent)
    later = (datetime.now(UTC) + timedelta(hours=40)).isoformat()
    for _ in range(8):
        await make_due(house)
        [one] = (await board(house, room))["open"]
        moved, given = await asyncio.gather(
            supervisor.post(f"/api/callbacks/{one['id']}/move", json={"at": later}),
            agent.post("/api/workstation/next"),
        )
        in_hand = given.json()["hand_out"]
        assert (moved.status_code, in_hand is None) in {(204, True), (409, False)}
        if in_hand is not None:
            await agent.post(f"/api/hand-outs/{in_hand['id']}/release", json={"reason": "not_now"})
        await tend(house)


async def test_agents_hear_of_their_own_callbacks_only(house: House, room: Room) -> None:
    from callcenter.infra.feed import FeedEntry
    from callcenter.supervision.service import frame_for
    from tests.calls.test_races import agent_of

    def frame(person: Person, **data: str | None) -> str | None:
        entry = FeedEntry(
            seq=1, id=1, at=NOW, action="callback.handed_over", actor_id=None, site_id=room.site_id,
            partner_id=None, data=data, frame="{}",
        )  # fmt: skip
        return frame_for(agent_of(person), entry)

    of, to = str(room.agent.id), str(room.second_agent.id)
    assert frame(room.agent, agent_id=of, to_id=to)
    assert frame(room.second_agent, agent_id=of, to_id=to)
    assert frame(room.second_agent, agent_id=of, to_id=None) is None
    assert "reference" not in str(frame(room.agent, agent_id=of, to_id=to, reference="C-1"))
