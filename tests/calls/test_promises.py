"""When a callback may be promised: the law beside each row, and the moment offered instead."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.calls import promises
from callcenter.calls.closures import Closures
from callcenter.calls.promises import refused, unlawful
from callcenter.calls.rules import NumberPast, window_end
from callcenter.contacts.service import ZONES
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import at_work, call, record

PARIS, GUADELOUPE, REUNION = "Europe/Paris", "America/Guadeloupe", "Indian/Reunion"
BOTH = f"{PARIS}&{GUADELOUPE}"
NOTHING = NumberPast()


def on(clock: str, zone: str = PARIS) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone))


MONDAY = on("2026-11-23 15:00")

MOMENTS: list[tuple[str, str, str, str | None, str | None]] = [
    # asked for (contact's clock)    zone        why not         offered instead (contact's clock)
    ("2026-11-23 16:30", PARIS, "open", None, None),
    ("2026-11-23 15:00", PARIS, "not ahead", "past", "2026-11-23 15:00"),
    ("2026-11-20 11:00", PARIS, "past: from now on", "past", "2026-11-23 15:00"),
    ("2026-11-24 13:00", PARIS, "D.223-9: 10-13", "outside_hours", "2026-11-24 14:00"),
    ("2026-11-24 12:59", PARIS, "D.223-9: 10-13", None, None),
    ("2026-11-24 20:00", PARIS, "D.223-9: 14-20", "outside_hours", "2026-11-25 10:00"),
    ("2026-11-28 11:00", PARIS, "D.223-9: Saturday", "outside_hours", "2026-11-30 10:00"),
    ("2026-12-25 11:00", PARIS, "D.223-9: holiday, a Friday", "holiday", "2026-12-28 10:00"),
    ("2026-11-24 11:00", GUADELOUPE, "its own clock", None, None),
    ("2026-11-24 09:59", GUADELOUPE, "its own clock", "outside_hours", "2026-11-24 10:00"),
    ("2026-12-20 11:00", REUNION, "Sunday and L.3422-2", "holiday", "2026-12-21 10:00"),
    ("2026-11-24 17:00", BOTH, "in doubt: both open", None, None),  # 12:00 in Guadeloupe
    ("2026-11-24 11:00", BOTH, "in doubt: 06:00 there", "outside_hours", "2026-11-24 15:00"),
    ("2026-11-24 18:30", BOTH, "in doubt: 13:30 there", "outside_hours", "2026-11-24 19:00"),
    ("2027-01-22 15:00", PARIS, "60 days exactly", None, None),
    ("2027-01-22 15:01", PARIS, "our own 60 days", "too_far", None),
]


@pytest.mark.parametrize(("asked", "zone", "law", "reason", "offered"), MOMENTS)
def test_a_promise_keeps_to_the_hours_of_the_law_and_the_next_moment_is_offered(
    asked: str, zone: str, law: str, reason: str | None, offered: str | None
) -> None:
    clock = zone.partition("&")[0]
    found = refused(on(asked, clock), MONDAY, zone, NOTHING, legal_hours=True)
    assert (found and found.reason) == reason, law
    assert (found and found.next_at) == (on(offered, clock) if offered else None), law


def days_ago(*days: float) -> tuple[datetime, ...]:
    return tuple(MONDAY - timedelta(days=each) for each in days)


PASTS: list[tuple[NumberPast, str, str | None, str | None]] = [
    (NumberPast(attempts=days_ago(1, 2, 3)), "2026-11-25 11:00", None, None),
    # L.223-1: a fifth attempt only once the first of the four has left the 30 days, at 15:00 on 19 December: a Saturday
    (NumberPast(attempts=days_ago(0, 1, 2, 4)), "2026-11-25 11:00", "attempts_used", "2026-12-21 10:00"),
    (NumberPast(attempts=days_ago(0, 1, 2, 4)), "2026-12-18 11:00", "attempts_used", "2026-12-21 10:00"),
    (NumberPast(attempts=days_ago(0, 1, 2, 4)), "2026-12-21 11:00", None, None),
    (NumberPast(attempts=days_ago(0, 1, 2, 29)), "2026-11-24 16:00", None, None),
    # L.223-1, D.223-9: 60 full days after a refusal of 24 September end with 23 November
    (NumberPast(refusals=(on("2026-09-24 11:00"),)), "2026-11-23 16:00", "refused", "2026-11-24 10:00"),
    (NumberPast(refusals=(on("2026-09-24 11:00"),)), "2026-11-24 10:00", None, None),
    (NumberPast(refusals=(on("2026-11-23 14:00"),)), "2026-11-24 10:00", "refused", None),
]


@pytest.mark.parametrize(("past", "asked", "reason", "offered"), PASTS)
def test_attempts_and_refusals_count_against_a_promise(
    past: NumberPast, asked: str, reason: str | None, offered: str | None
) -> None:
    found = refused(on(asked), MONDAY, PARIS, past, legal_hours=True)
    assert (found and found.reason) == reason
    assert (found and found.next_at) == (on(offered) if offered else None)


def test_an_exercise_without_legal_hours_still_keeps_to_attempts() -> None:
    saturday = on("2026-11-28 11:07")
    assert refused(saturday, MONDAY, PARIS, NOTHING, legal_hours=False) is None
    used = NumberPast(attempts=days_ago(0, 1, 2, 4))
    found = refused(saturday, MONDAY, PARIS, used, legal_hours=False)
    assert found == promises.Refused("attempts_used", on("2026-12-19 15:00"))


def test_nothing_is_promised_for_a_day_on_which_the_site_is_closed() -> None:
    shut = Closures("America/Guadeloupe", ((date(2026, 11, 24), date(2026, 11, 24), "Inventaire"),))
    found = refused(on("2026-11-24 16:00"), MONDAY, PARIS, NOTHING, legal_hours=True, site=shut)
    # closed until midnight in Guadeloupe, 05:00 in Paris
    assert found == promises.Refused("site_closed", on("2026-11-25 10:00"))
    assert refused(on("2026-11-25 11:00"), MONDAY, PARIS, NOTHING, legal_hours=True, site=shut) is None
    assert refused(on("2026-11-28 11:00"), MONDAY, PARIS, NOTHING, legal_hours=False, site=shut) is None


@pytest.mark.parametrize(
    ("day", "opens", "hours"),
    [  # the clock goes back on 25 October 2026 and forward on 28 March 2027: both Sundays, the Monday counts
        ("2026-10-26", "2026-10-26T09:00+00:00", 9),
        ("2026-10-23", "2026-10-23T08:00+00:00", 9),
        ("2027-03-30", "2027-03-30T08:00+00:00", 9),
    ],
)
def test_windows_follow_the_contacts_clock_over_a_change_of_time(day: str, opens: str, hours: int) -> None:
    start = datetime.fromisoformat(f"{day}T00:00+00:00")
    spans = promises.windows(PARIS, start, start + timedelta(days=1))
    assert spans[0][0] == datetime.fromisoformat(opens)
    assert sum((end - begin for begin, end in spans), timedelta()) == timedelta(hours=hours)


moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
pasts = st.builds(
    lambda now, tries, refusals: (now, NumberPast(
        tuple(now - timedelta(hours=n) for n in tries), tuple(now - timedelta(hours=n) for n in refusals))),
    moments, st.lists(st.integers(0, 1000), max_size=6), st.lists(st.integers(0, 2000), max_size=2),
)  # fmt: skip


@given(pasts, st.integers(-100, 2000), st.sampled_from(ZONES), st.booleans())
def test_what_is_offered_instead_would_itself_be_promised_and_nothing_lawful_lies_before(
    history: tuple[datetime, NumberPast], ahead: int, zone: str, legal_hours: bool
) -> None:
    now, past = history
    at = now + timedelta(hours=ahead)
    found = refused(at, now, zone, past, legal_hours=legal_hours)
    if found is None:
        assert unlawful(at, zone, past, legal_hours=legal_hours) is None
        return
    if found.next_at is None:
        return
    assert unlawful(found.next_at, zone, past, legal_hours=legal_hours) is None
    earliest = max(at, now) + timedelta(minutes=15)
    while earliest < found.next_at:
        assert unlawful(earliest, zone, past, legal_hours=legal_hours) is not None
        earliest += max(timedelta(minutes=15), (found.next_at - earliest) / 20)


@given(moments, st.sampled_from(ZONES), st.integers(0, 7 * 24 * 4))
def test_the_windows_offered_are_those_of_the_dispatcher(now: datetime, zone: str, quarters: int) -> None:
    at = now + timedelta(minutes=15 * quarters)
    spans = promises.windows(zone, now, now + timedelta(days=8))
    assert any(start <= at < end for start, end in spans) == (window_end(zone, at) is not None)


# --- at the desk --------------------------------------------------------------------------------------------


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, legal_hours=False)


async def strict(house: House) -> None:
    async with house.db() as db:
        await db.execute(text("UPDATE campaigns SET legal_hours = true"))


async def promise(agent: httpx.AsyncClient, hand_out: str, at: datetime | str, **more: Any) -> httpx.Response:
    return await record(agent, hand_out, code="callback", callback_at=str(at), **more)


async def test_the_times_of_a_contact_are_for_who_holds_it(house: House, room: Room) -> None:
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    path = f"/api/hand-outs/{await call(house, agent)}/callback-times"
    for browser, status in (
        (house.browser(), 401),
        (await house.signed_in(room.supervisor), 403),
        (await house.signed_in(room.partner), 403),
        (other, 404),
    ):
        assert (await browser.get(path)).status_code == status
    found = (await agent.get(path)).json()
    assert (found["zone"], found["legal_hours"]) == (PARIS, False)
    first = datetime.fromisoformat(found["windows"][0]["starts_at"])
    assert window_end(PARIS, first) is not None


async def test_an_unlawful_promise_is_refused_with_the_next_moment_which_is_then_taken(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    await strict(house)
    sunday = datetime.now(ZoneInfo(PARIS)).replace(hour=11, minute=0, second=0, microsecond=0)
    sunday += timedelta(days=7 + 6 - sunday.weekday())
    answer = await promise(agent, hand_out, sunday)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "callback_time")
    assert body["fields"][0]["field"] == "callback_at"
    assert body["fields"][0]["code"] in {"outside_hours", "holiday"}
    assert datetime.fromisoformat(body["next_at"]) > sunday
    assert (await promise(agent, hand_out, body["next_at"])).status_code == 201


async def test_the_fourth_attempt_leaves_no_callback_before_thirty_days(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    async with house.db() as db:
        await db.execute(
            text(
                "INSERT INTO number_events (number_id, partner_id, site_id, kind, at, source_id, campaign_id) "
                "SELECT number_id, partner_id, site_id, kind, at - n * interval '1 day', gen_random_uuid(), "
                "campaign_id "
                "FROM number_events, generate_series(1, 3) n"
            )
        )
    now = datetime.now(UTC)
    times = (await agent.get(f"/api/hand-outs/{hand_out}/callback-times")).json()
    free = datetime.fromisoformat(times["from_at"])
    assert timedelta(days=26) < free - now < timedelta(days=28)
    refusal = (await promise(agent, hand_out, now + timedelta(days=1))).json()
    assert refusal["fields"] == [{"field": "callback_at", "code": "attempts_used"}]
    assert datetime.fromisoformat(refusal["next_at"]) == free
    assert (await promise(agent, hand_out, free)).status_code == 201
