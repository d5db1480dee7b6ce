"""Pure decisions of training: where evidence puts a competence, whether a gate is open, who needs the trainer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from callcenter.training.schemas import Level

GOOD = 70
"""Per cent from which a piece of evidence speaks for the competence."""
ENOUGH = 3
"""So many good ones among the newest speak for "acquired"."""
NEWEST = 5
"""Only the newest count: who has learnt it is not held back by how it began."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of evidence as the rule looks at it, whatever it came from."""

    score: int
    counts: bool
    at: datetime


def proposal(evidence: Sequence[Seen]) -> Level | None:
    """What the newest evidence speaks for; None without any. A trainer decides.

    Acquired: of the newest five three good ones done alone, the newest of all among the good.
    """
    if not evidence:
        return None
    newest = sorted(evidence, key=lambda seen: seen.at, reverse=True)[:NEWEST]
    alone = [seen for seen in newest if seen.counts and seen.score >= GOOD]
    if len(alone) >= ENOUGH and newest[0].score >= GOOD:
        return "acquired"
    return "in_progress" if any(seen.score >= GOOD // 2 for seen in newest) else "not_acquired"


def gate_open(asked: Collection[str], good_calls: int, counts: Mapping[str, int], *, lifted: bool) -> bool:
    """Whether somebody with so many good calls by competence may be handed the campaign's contacts."""
    return lifted or all(counts.get(competence, 0) >= good_calls for competence in asked)


# --- time spent ---------------------------------------------------------------------------------------------

Interval = tuple[datetime, datetime]
IDLE = timedelta(minutes=5)
"""A longer silence counts as so much: nobody learns from a page that was left open."""


def spent(acts: Iterable[datetime]) -> list[Interval]:
    """The time that these acts at the workstation prove: from each to the next, of a long silence its end alone.

    What comes before the first act and after the last is not known, and does not count.
    """
    moments = sorted(acts)
    if len(moments) > 1 and moments[-1] - moments[0] <= IDLE:  # most calls: no silence in them is a long one
        return [(moments[0], moments[-1])]
    found: list[Interval] = []
    for before, after in pairwise(moments):
        begins = max(before, after - IDLE)
        if found and found[-1][1] == begins:
            found[-1] = (found[-1][0], after)
        else:
            found.append((begins, after))
    return found


# --- who needs the trainer ----------------------------------------------------------------------------------

Stuck = Literal["not_started", "silent", "failing"]
SILENT_FOR = timedelta(days=10)
FAILING_AFTER = 3


def stuck(now: datetime, last: Sequence[tuple[datetime, bool]]) -> Stuck | None:
    """Why a trainer should look at somebody: nothing done, nothing for ten days, the newest three all not good.

    `last` are finished practice calls, the newest first: when, and whether it was good.
    """
    if not last:
        return "not_started"
    if now - last[0][0] > SILENT_FOR:
        return "silent"
    newest = last[:FAILING_AFTER]
    return "failing" if len(newest) == FAILING_AFTER and not any(good for _, good in newest) else None
