"""What follows from a call: where each outcome sends a contact, how long it rests, and why nobody is left."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.calls import rules
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
    rest = rules.rest_without_outcome(times, NOW)
    assert rest.state == "waiting"
    assert rest.not_before is not None
    assert rest.not_before >= NOW + timedelta(hours=1)
    assert rules.attempts_left(times, rest.not_before) >= 1


# --- consequences -------------------------------------------------------------------------------------------


def consequence(code: str, *, attempts: tuple[float, ...] = (0,), zone: str = PARIS) -> rules.Consequence:
    callback = NOW + timedelta(days=2) if code == "callback" else None
    return rules.consequence(
        catalogue()[code], now=NOW, attempts=days_ago(*attempts), callback_at=callback, zone=zone
    )


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_outcome_has_the_consequence_of_its_group(code: str) -> None:
    states = {
        "not_reached": "waiting", "invalid": "done", "contact": "waiting", "not_argued": "done", "negative": "waiting",
        "opposition": "blocked", "appointment": "done", "loyalty": "done", "after_sales": "done", "safety": "review",
    }  # fmt: skip
    after = consequence(code)
    assert after.state == ("callback" if code == "callback" else states[catalogue()[code].group])
    assert (after.not_before is not None) is (after.state in {"waiting", "callback"})


@pytest.mark.parametrize(
    ("code", "wait"),
    [("busy", timedelta(minutes=15)), ("no_answer", timedelta(hours=4)), ("voicemail", timedelta(days=1))],
)
def test_a_retry_waits_its_time(code: str, wait: timedelta) -> None:
    assert consequence(code).not_before == NOW + wait
