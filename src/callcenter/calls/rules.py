"""Who may be called, and when: pure decisions from facts and the clock, each with its reason and legal source.

The same functions answer the dispatcher and the sentence on the screen, so the two cannot disagree.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from uuid import UUID

from callcenter.calls.law import in_force, law, windows_of, zone_of
from callcenter.calls.schemas import CallResult
from callcenter.campaigns.rules import Outcome
from callcenter.campaigns.schemas import Then
from callcenter.kit.languages import texts
from callcenter.kit.places import IN_DOUBT, home_zone


def window_end(zone: str, now: datetime) -> datetime | None:
    """When the legal calling window that is open now in `zone` ends; None when none is open (D.223-9).

    In doubt between two zones (`A&B`), both windows must be open.
    """
    ends = [_window_end(one, now) for one in zone.split(IN_DOUBT)]
    return None if None in ends else min(end for end in ends if end is not None)


def _window_end(zone: str, now: datetime) -> datetime | None:
    local = now.astimezone(zone_of(zone))
    for start, end in windows_of(local.date(), zone):
        if start <= local < end:
            return end
    return None


def next_window(zone: str, now: datetime) -> datetime:
    """The next moment, now or later, at which a consumer in `zone` may be called (D.223-9)."""
    if window_end(zone, now) is not None:
        return now
    day = now.date() - timedelta(days=1)
    openings = sorted(
        start
        for one in zone.split(IN_DOUBT)
        for offset in range(30)
        for start, _ in windows_of(day + timedelta(days=offset), one)
    )
    for opening in openings:
        if opening > now and window_end(zone, opening) is not None:
            return opening
    raise AssertionError("no calling window within 30 days")


def open_zones(zones: Iterable[str], now: datetime) -> list[str]:
    """Zones whose window is open, the soonest to close first."""
    ends = {zone: window_end(zone, now) for zone in zones}
    open_ends = [(end, zone) for zone, end in ends.items() if end is not None]
    return [zone for _, zone in sorted(open_ends)]


@lru_cache(maxsize=16)
def day_parts(day: date) -> tuple[float, ...]:
    """Where the parts of a day begin after the first, in seconds from midnight on the contact's clock."""
    return tuple(float(at.hour * 3600 + at.minute * 60) for at in in_force(law().day_parts, day).begin)


# --- who may take whom ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Apprentice:
    """What an apprentice brings: the languages spoken and the purposes he or she may call for."""

    languages: frozenset[str]
    purposes: frozenset[str]


def kept_from(crew: Iterable[Apprentice], language: str, purpose: str) -> Literal["gate", "language"] | None:
    """Why none of the crew may take a contact: none is let through the gate to its purpose, or none of those who are
    speaks its language. None when somebody may."""
    through = [each for each in crew if purpose in each.purposes]
    if not through:
        return "gate"
    return None if any(language in each.languages for each in through) else "language"


# --- attempts -----------------------------------------------------------------------------------------------


def attempts_left(earlier: Iterable[datetime], now: datetime) -> int:
    """How many attempts the law leaves: at most 4 in any 30 days (L.223-1)."""
    rule = in_force(law().attempts, now.date())
    since = now - timedelta(days=rule.days)
    return rule.most - sum(1 for at in earlier if at > since)


def next_attempt_after_cap(earlier: Iterable[datetime]) -> datetime:
    """When the oldest of the counted attempts leaves the 30 days."""
    newest = sorted(earlier, reverse=True)
    rule = in_force(law().attempts, newest[0].date())
    return newest[: rule.most][-1] + timedelta(days=rule.days)


@dataclass(frozen=True, slots=True)
class NumberPast:
    """When a number was called for a partner, and when its owner refused (corrected refusals are left out)."""

    attempts: tuple[datetime, ...] = ()
    refusals: tuple[datetime, ...] = ()


def free_after_refusal(at: datetime, zone: str) -> datetime:
    """The end of the 60 full days without a call after a refusal, on the consumer's clock (L.223-1, D.223-9)."""
    home = zone_of(home_zone(zone))
    day = at.astimezone(home).date()
    return datetime.combine(day + timedelta(days=in_force(law().refusal, day).days + 1), time(), home)


def barred(past: NumberPast, now: datetime, zone: str) -> tuple[str, datetime] | None:
    """Why a number may not be called now whatever the list, and until when; None when the law lets it be called."""
    refused = max((free_after_refusal(at, zone) for at in past.refusals), default=now)
    if refused > now:
        return "refused", refused
    if attempts_left(past.attempts, now) <= 0:
        return "attempts_used", next_attempt_after_cap(past.attempts)
    return None


# --- consequences of an outcome -----------------------------------------------------------------------------

ContactState = Literal["waiting", "callback", "done", "blocked", "review"]


@dataclass(frozen=True, slots=True)
class Consequence:
    """Where a contact goes after an outcome: state, reason and the earliest next call."""

    state: ContactState
    reason: str
    not_before: datetime | None = None


def consequence(
    outcome: Outcome, *, now: datetime, attempts: Iterable[datetime], callback_at: datetime | None, zone: str
) -> Consequence:
    """The consequence of `outcome`; `attempts` are the times of this contact's calls, this one included."""
    match outcome.then:
        case Then.close:
            return Consequence("done", outcome.code)
        case Then.opposition:
            return Consequence("blocked", outcome.code)  # for good: L.223-1, GDPR art. 21
        case Then.review:
            return Consequence("review", outcome.code)
        case Then.callback:
            assert callback_at is not None
            return Consequence("callback", outcome.code, callback_at)
        case Then.refusal:
            return Consequence("waiting", "refused", free_after_refusal(now, zone))
        case Then.retry:
            return _retry(outcome.code, outcome.after, attempts, now)


def _retry(reason: str, after: timedelta, attempts: Iterable[datetime], now: datetime) -> Consequence:
    times = list(attempts)
    if attempts_left(times, now) <= 0:
        return Consequence("waiting", "attempts_used", max(now + after, next_attempt_after_cap(times)))
    return Consequence("waiting", reason, now + after)


def rest_without_outcome(attempts: Iterable[datetime], now: datetime) -> Consequence:
    """A contact that was called but came back without an outcome rests an hour, within the cap of L.223-1."""
    return _retry("no_outcome", timedelta(hours=1), attempts, now)


# --- why nothing --------------------------------------------------------------------------------------------


NOTHING = texts(
    "nothing",
    {
        "no_campaign": (
            "Aucune campagne n’est ouverte. Demandez à votre encadrant.",
            "No campaign is open. Ask your supervisor.",
        ),
        "no_list": (
            "La campagne n’a pas encore de liste de contacts. Demandez à votre encadrant.",
            "The campaign has no contact list yet. Ask your supervisor.",
        ),
        "outside_hours": (
            "À cette heure, la loi ne permet pas d’appeler ces personnes.",
            "The law does not allow calling these people at this hour.",
        ),
        "all_waiting": (
            "Les contacts restants sont à rappeler plus tard.",
            "The remaining contacts are to be called back later.",
        ),
        "all_in_hand": (
            "Les derniers contacts sont chez vos collègues.",
            "Your colleagues have the last contacts.",
        ),
        "not_for_you": (
            "Les contacts restants sont pour d’autres apprentis. Demandez à votre encadrant.",
            "The remaining contacts are for other apprentices. Ask your supervisor.",
        ),
        "quota_reached": (
            "Vous avez reçu beaucoup de fiches. Demandez à votre encadrant : il peut vous laisser continuer.",
            "You have received many contacts. Ask your supervisor, who can let you go on.",
        ),
        "exhausted": (
            "Tous les contacts ont été traités. Bravo !",
            "All contacts have been handled. Well done!",
        ),
    },
)


# --- sandbox line -------------------------------------------------------------------------------------------


def simulated_line(call_id: UUID, answer_rate: float) -> CallResult:
    """How the simulated far end reacts: fixed by the call's id, so that a repeated job decides the same."""
    draw = int.from_bytes(hashlib.sha256(call_id.bytes).digest()[:4], "big") / 2**32
    if draw < answer_rate:
        return "answered"
    rest = (draw - answer_rate) / (1 - answer_rate)
    return "no_answer" if rest < 0.5 else "voicemail" if rest < 0.8 else "busy"
