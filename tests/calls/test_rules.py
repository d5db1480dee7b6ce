"""Who may be called, when: each rule of the law as a table, with its source."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays as public_holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.calls import law, rules
from callcenter.calls.rules import Tried
from callcenter.campaigns.rules import catalogue
from callcenter.kit import places

PARIS, GUADELOUPE, REUNION = "Europe/Paris", "America/Guadeloupe", "Indian/Reunion"


def at(zone: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        ((2026, 11, 23, 9, 59), False),  # D.223-9: Monday to Friday, 10-13 and 14-20, the consumer's clock
        ((2026, 11, 23, 10, 0), True),
        ((2026, 11, 23, 12, 59), True),
        ((2026, 11, 23, 13, 0), False),
        ((2026, 11, 23, 14, 0), True),
        ((2026, 11, 23, 19, 59), True),
        ((2026, 11, 23, 20, 0), False),
        ((2026, 11, 21, 11, 0), False),  # a Saturday
        ((2026, 11, 22, 11, 0), False),  # a Sunday
        ((2026, 11, 11, 11, 0), False),  # 11 November (code du travail L.3133-1)
        ((2026, 4, 6, 11, 0), False),  # Easter Monday
        ((2026, 5, 14, 11, 0), False),  # Ascension
    ],
)
@pytest.mark.parametrize("zone", [PARIS, GUADELOUPE, REUNION])
def test_the_legal_windows(zone: str, moment: tuple[int, ...], open_now: bool) -> None:
    assert (rules.window_end(zone, at(zone, *moment)) is not None) is open_now


def test_the_local_commemoration_blocks_its_own_zone_alone() -> None:
    moment = at(GUADELOUPE, 2026, 5, 27, 11, 0)  # L.3422-2
    assert rules.window_end(GUADELOUPE, moment) is None
    assert rules.window_end(PARIS, moment) is not None


@pytest.mark.parametrize(
    ("hour_in_guadeloupe", "open_now"),
    [(9, False), (10, True), (11, True), (13, False), (14, True), (15, False)],
)
def test_in_doubt_between_two_zones_both_windows_must_be_open(
    hour_in_guadeloupe: int, open_now: bool
) -> None:
    moment = at(GUADELOUPE, 2026, 11, 23, hour_in_guadeloupe, 0)  # Paris is five hours ahead in winter
    both = places.IN_DOUBT.join((PARIS, GUADELOUPE))
    assert (rules.window_end(both, moment) is not None) is open_now


def test_a_window_of_two_zones_ends_with_the_first_to_close() -> None:
    moment = at(GUADELOUPE, 2026, 11, 23, 14, 30)
    both = places.IN_DOUBT.join((GUADELOUPE, PARIS))
    assert rules.window_end(both, moment) == at(PARIS, 2026, 11, 23, 20, 0)


ZONES = sorted(set(places.ZONES.values()))
MINUTES = st.integers(min_value=0, max_value=4 * 365 * 24 * 60)


def minute(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)


@given(MINUTES, st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True))
def test_the_next_window_is_open_and_none_opens_before(number: int, zones: list[str]) -> None:
    now = minute(number)
    zone = places.IN_DOUBT.join(zones)
    opening = rules.next_window(zone, now)
    assert opening >= now
    assert rules.window_end(zone, opening) is not None
    if opening > now:
        assert rules.window_end(zone, now) is None
        assert rules.window_end(zone, opening - timedelta(minutes=1)) is None


@pytest.mark.parametrize("year", range(2024, 2040))
def test_our_table_has_the_national_holidays(year: int) -> None:
    assert set(public_holidays.country_holidays("FR", years=year)) <= law.holidays(year, PARIS)
    assert len(law.holidays(year, PARIS)) == 11


@pytest.mark.parametrize(
    ("ages_in_days", "left"), [([], 4), ([1], 3), ([1, 5, 29], 1), ([0, 1, 2, 3], 0), ([31, 1, 2, 3], 1)]
)
def test_at_most_four_attempts_in_thirty_days(ages_in_days: list[int], left: int) -> None:
    now = at(PARIS, 2026, 11, 23, 11, 0)  # L.223-1
    assert rules.attempts_left([now - timedelta(days=n) for n in ages_in_days], now) == left


def test_after_a_refusal_sixty_full_days_pass() -> None:
    now = at(GUADELOUPE, 2026, 11, 23, 11, 0)
    after = rules.consequence(
        catalogue()["refused"], now=now, tried=Tried([now], GUADELOUPE, True), callback_at=None
    )
    assert after.state == "waiting"
    assert after.not_before is not None
    local = after.not_before.astimezone(ZoneInfo(GUADELOUPE))
    assert (local.date(), local.hour) == (date(2027, 1, 23), 0)  # 24 November + 60 days: free from the 61st


@pytest.mark.parametrize("code", ["do_not_call", "gdpr_request"])
def test_an_objection_is_for_good(code: str) -> None:
    now = at(PARIS, 2026, 11, 23, 11, 0)
    after = rules.consequence(catalogue()[code], now=now, tried=Tried([now], PARIS, True), callback_at=None)
    assert (after.state, after.not_before) == ("blocked", None)


def test_the_fourth_attempt_without_success_waits_for_the_thirty_days() -> None:
    now = at(PARIS, 2026, 11, 23, 11, 0)
    times = [now - timedelta(days=n) for n in (20, 10, 5, 0)]
    after = rules.consequence(
        catalogue()["no_answer"], now=now, tried=Tried(times, PARIS, True), callback_at=None
    )
    assert (after.reason, after.not_before) == ("attempts_used", now + timedelta(days=10))


@given(st.uuids(), st.floats(0, 1))
def test_the_simulated_line_decides_the_same_twice(call_id, rate: float) -> None:  # type: ignore[no-untyped-def]
    assert rules.simulated_line(call_id, rate) == rules.simulated_line(call_id, rate)
