"""Pure decisions: proposals from evidence, gates, who needs the trainer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.training.rules import Seen, gate_open, proposal, stuck

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def seen(*scores: int, counts: bool = True) -> list[Seen]:
    """The newest first."""
    return [Seen(score, counts, NOW - timedelta(days=n)) for n, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        ([], None),
        (seen(0), "not_acquired"),
        (seen(34, 10), "not_acquired"),
        (seen(35), "in_progress"),
        (seen(100, 100), "in_progress"),
        (seen(100, 100, 100), "acquired"),
        (seen(100, 100, 100, counts=False), "in_progress"),
        (seen(0, 100, 100, 100), "in_progress"),
        (seen(70, 0, 70, 0, 70), "acquired"),
        (seen(100, 100, 0, 0, 0, 100, 100), "in_progress"),
    ],
)
def test_what_evidence_speaks_for(evidence: list[Seen], level: str | None) -> None:
    assert proposal(evidence) == level


SCORES = st.lists(st.integers(0, 100), min_size=1, max_size=12)


@given(SCORES)
def test_another_good_call_never_lowers_a_proposal(scores: list[int]) -> None:
    order = ["not_acquired", "in_progress", "acquired"]
    before, after = proposal(seen(*scores)), proposal(seen(100, *scores))
    assert before is not None
    assert after is not None
    if scores[0] >= 70:
        assert order.index(after) >= order.index(before)
    assert after != "not_acquired"


@given(SCORES, st.lists(st.integers(0, 100), max_size=10))
def test_what_is_long_past_does_not_count(newest: list[int], older: list[int]) -> None:
    padded = [*newest, *[50] * 5][:5]
    assert proposal(seen(*padded)) == proposal(seen(*padded, *older))


COUNTS = st.dictionaries(st.sampled_from(["c1", "c4", "t1"]), st.integers(0, 6))


@given(COUNTS, st.sets(st.sampled_from(["c1", "c4", "t1"]), min_size=1), st.integers(1, 5))
def test_a_gate_opens_when_every_competence_has_enough(
    counts: dict[str, int], asked: set[str], good_calls: int
) -> None:
    enough = all(counts.get(each, 0) >= good_calls for each in asked)
    assert gate_open(asked, good_calls, counts, lifted=False) == enough
    assert gate_open(asked, good_calls, counts, lifted=True)
    more = {each: counts.get(each, 0) + 1 for each in asked}
    if enough:
        assert gate_open(asked, good_calls, more, lifted=False)


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ([], "not_started"),
        ([(1, True)], None),
        ([(11, True)], "silent"),
        ([(1, False), (2, False)], None),
        ([(1, False), (2, False), (3, False)], "failing"),
        ([(1, False), (2, False), (3, True)], None),
    ],
)
def test_who_needs_the_trainer(last: list[tuple[int, bool]], why: str | None) -> None:
    assert stuck(NOW, [(NOW - timedelta(days=days), good) for days, good in last]) == why
