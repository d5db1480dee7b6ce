"""What follows from a call: where each outcome sends a contact, how long it rests, and why nobody is left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.calls import law, rules
from callcenter.campaigns.rules import catalogue

PARIS = "Europe/Paris"

# --- attempts: L.223-1, at most four in thirty days ---------------------------------------------------------

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def days_ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=day) for day in days]


@given(st.lists(st.floats(0, 60), min_size=4, max_size=12))
def test_after_the_cap_the_next_attempt_keeps_it(earlier: list[float]) -> None:
    times = days_ago(*earlier)
    if rules.attempts_left(times, NOW) <= 0:
        later = rules.next_attempt_after_cap(times)
        assert later > NOW
        assert rules.attempts_left(times, later) >= 1


@given(st.lists(st.floats(0, 60), min_size=1, max_size=12))
def test_a_contact_given_back_after_a_call_rests_within_the_cap(earlier: list[float]) -> None:
    times = days_ago(*earlier)
    rest = rules.rest_without_outcome(rules.Tried(times, PARIS, False), NOW)
    assert rest.state == "waiting"
    assert rest.not_before is not None
    assert rest.not_before >= NOW + timedelta(hours=1)
    assert rules.attempts_left(times, rest.not_before) >= 1


# --- consequences -------------------------------------------------------------------------------------------


def consequence(
    code: str,
    *,
    attempts: tuple[float, ...] = (0,),
    zone: str = PARIS,
    now: datetime = NOW,
    legal_hours: bool = False,
    **tried: Any,
) -> rules.Consequence:
    callback = now + timedelta(days=2) if code == "callback" else None
    times = [now - timedelta(days=day) for day in attempts]
    known = rules.Tried(times, zone, legal_hours, **tried)
    return rules.consequence(catalogue()[code], now=now, tried=known, callback_at=callback)


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_outcome_has_the_consequence_of_its_group(code: str) -> None:
    states = {
        "not_reached": "waiting", "invalid": "done", "contact": "waiting", "not_argued": "done", "negative": "waiting",
        "opposition": "blocked", "appointment": "done", "loyalty": "done", "after_sales": "done", "safety": "review",
    }  # fmt: skip
    after = consequence(code)
    assert after.state == ("callback" if code == "callback" else states[catalogue()[code].group])
    assert (after.not_before is not None) is (after.state in {"waiting", "callback"})


# --- the retry plan: data/legal_calls.yaml, `retries`, inside L.223-1 and D.223-9 ---------------------------


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS))


@pytest.mark.parametrize(
    ("code", "called", "legal_hours", "again"),
    [
        ("busy", "2026-11-23 16:00", True, "2026-11-23 16:15"),
        ("busy", "2026-11-23 12:50", True, "2026-11-23 13:05"),  # due then; the window opens at 14:00
        ("failed", "2026-11-23 10:00", True, "2026-11-23 11:00"),
        ("no_answer", "2026-11-23 10:30", True, "2026-11-23 14:30"),  # morning → afternoon
        ("no_answer", "2026-11-23 14:30", True, "2026-11-23 18:30"),  # afternoon → evening
        ("no_answer", "2026-11-23 18:30", True, "2026-11-24 10:00"),  # evening → the next morning
        ("absent", "2026-11-23 12:30", True, "2026-11-23 16:30"),
        ("absent", "2026-11-27 18:30", True, "2026-11-30 10:00"),  # a Friday: Monday (D.223-9)
        ("voicemail", "2026-11-23 10:30", True, "2026-11-24 14:00"),  # a day on it is morning again
        ("voicemail", "2026-11-23 15:00", True, "2026-11-24 17:00"),
        ("voicemail", "2026-12-23 18:00", True, "2026-12-28 10:00"),  # 25 December is one of the 11 days
        ("hung_up", "2026-11-23 19:00", True, "2026-11-25 10:00"),
        ("gatekeeper", "2026-03-28 11:00", False, "2026-03-29 13:00"),  # the night the clocks change
        ("no_answer", "2026-11-23 15:00", False, "2026-11-23 19:00"),
    ],
)
def test_a_retry_rests_and_comes_at_another_time_of_day(
    code: str, called: str, legal_hours: bool, again: str
) -> None:
    after = consequence(code, now=paris(called), legal_hours=legal_hours)
    assert (after.state, after.reason, after.not_before) == ("waiting", code, paris(again))


def test_in_doubt_between_two_zones_the_other_time_is_lawful_in_both() -> None:
    called = datetime(2026, 11, 23, 14, 30, tzinfo=ZoneInfo("America/Guadeloupe"))  # 19:30 in Paris
    both = f"America/Guadeloupe&{PARIS}"
    after = consequence("no_answer", now=called, zone=both, legal_hours=True)
    assert after.not_before == called.replace(day=24, hour=10, minute=0)


def test_a_week_whose_windows_lie_in_one_part_of_the_day_knows_no_other(tmp_path: Path) -> None:
    shipped = Path(law.__file__).parent / "data" / "legal_calls.yaml"
    edited = tmp_path / "law.yaml"
    edited.write_text(shipped.read_text("utf-8").replace(', "14:00-20:00"', ""), "utf-8")
    law.use(edited)
    try:
        called = paris("2026-11-23 10:30")
        assert rules.other_time(PARIS, called, called + timedelta(hours=4), legal_hours=True) == (
            called + timedelta(hours=4)
        )
    finally:
        law.use(None)


@given(
    st.integers(0, 4 * 365 * 24 * 60),
    st.sampled_from([PARIS, "America/Guadeloupe", f"{PARIS}&Indian/Reunion"]),
    st.integers(0, 72),
    st.booleans(),
)
def test_the_other_time_is_lawful_and_never_early(
    minute: int, zone: str, hours: int, legal_hours: bool
) -> None:
    last = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    earliest = last + timedelta(hours=hours)
    found = rules.other_time(zone, last, earliest, legal_hours=legal_hours)
    assert found >= earliest
    if found > earliest or not legal_hours:
        assert rules.part_of_day(zone, found) != rules.part_of_day(zone, last)
        assert not legal_hours or rules.window_end(zone, found) is not None


@pytest.mark.parametrize(
    ("code", "ends", "number", "numbers", "state", "reason", "next_number"),
    [
        ("no_answer", [], 0, 1, "waiting", "no_answer", False),
        ("no_answer", ["no_answer"], 0, 1, "waiting", "no_answer", False),
        ("no_answer", ["no_answer", "no_answer"], 0, 1, "done", "tries_used", False),
        ("no_answer", ["busy", "no_answer", "skip"], 0, 1, "waiting", "no_answer", False),
        ("no_answer", ["no_answer", "no_answer"], 0, 2, "waiting", "next_number", True),
        ("no_answer", ["no_answer", "no_answer"], 1, 2, "done", "tries_used", False),
        ("unallocated", [], 0, 1, "done", "unallocated", False),
        ("unallocated", [], 0, 2, "waiting", "next_number", True),
        ("wrong_number", [], 1, 2, "done", "wrong_number", False),
        ("deceased", [], 0, 3, "done", "deceased", False),  # the person, not the number
        ("refused", [], 0, 3, "waiting", "refused", False),  # L.223-1: the consumer's, whatever the number
    ],
)
def test_tries_at_one_number_are_counted_and_then_the_next_is_called(
    code: str, ends: list[str], number: int, numbers: int, state: str, reason: str, next_number: bool
) -> None:
    after = consequence(code, ends=ends, number=number, numbers=numbers)
    assert (after.state, after.reason, after.next_number) == (state, reason, next_number)


def test_the_next_number_shares_the_four_attempts_of_its_consumer() -> None:
    after = consequence("no_answer", attempts=(20, 10, 5, 0), ends=["no_answer"] * 2, numbers=2)
    assert (after.reason, after.next_number) == ("attempts_used", True)  # L.223-1
    assert after.not_before == NOW + timedelta(days=10)


def test_a_call_without_an_outcome_is_tried_as_often_as_its_plan_says() -> None:
    def rest(*ends: str) -> rules.Consequence:
        return rules.rest_without_outcome(rules.Tried([NOW], PARIS, False, ends=ends), NOW)

    assert rest("skip", "expired").reason == "no_outcome"
    assert rest("skip", "expired", "absent", "absent").reason == "no_outcome"
    assert (rest("skip", "expired", "not_now").state, rest("skip", "expired", "not_now").reason) == (
        "done",
        "tries_used",
    )
