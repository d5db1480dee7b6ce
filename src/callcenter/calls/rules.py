"""Who may be called, and when: pure decisions from facts and the clock, each with its reason and legal source.

The same functions answer the dispatcher and the sentence on the screen, so the two cannot disagree.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from uuid import UUID

from callcenter.calls.law import NO_OUTCOME, Plan, in_force, law, windows_of, zone_of
from callcenter.calls.schemas import CallResult
from callcenter.campaigns.rules import Outcome, catalogue
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
    """What an apprentice brings: the languages spoken and the purposes he or she may call for.

    `who` are those who bring just that; `gates` the gated campaigns that training has opened to them, `waits` those
    that only somebody beside them would open.
    """

    languages: frozenset[str]
    purposes: frozenset[str]
    who: frozenset[UUID] = frozenset()
    gates: frozenset[UUID] = frozenset()
    waits: frozenset[UUID] = frozenset()


def kept_from(
    crew: Iterable[Apprentice], language: str, purpose: str, gate: UUID | None
) -> Literal["gate", "training", "beside", "language"] | None:
    """Why none of the crew may take a contact: none is cleared for its purpose, none has done the training that the
    campaign `gate` asks for, those who have need somebody beside them for their first calls, or none of those who may
    speaks its language. None when somebody may."""
    cleared = [each for each in crew if purpose in each.purposes]
    if not cleared:
        return "gate"
    through = [each for each in cleared if gate is None or gate in each.gates]
    if not through:
        return "beside" if any(gate in each.waits for each in cleared) else "training"
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
    """Where a contact goes after an outcome: state, reason, the earliest next call, whether at its next number."""

    state: ContactState
    reason: str
    not_before: datetime | None = None
    next_number: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried with a contact, the call in question included.

    `attempts` are all of the consumer's that the law counts; `ends` how its calls at this `number` ended so far, this
    one left out; `numbers` how many it has.
    """

    attempts: Sequence[datetime]
    zone: str
    legal_hours: bool
    ends: Sequence[str] = ()
    number: int = 0
    numbers: int = 1


def consequence(
    outcome: Outcome, *, now: datetime, tried: Tried, callback_at: datetime | None
) -> Consequence:
    """The consequence of `outcome`."""
    match outcome.then:
        case Then.close:
            plan = _plan(outcome.code, now)
            return (plan and _next_number(plan, tried, now)) or Consequence("done", outcome.code)
        case Then.opposition:
            return Consequence("blocked", outcome.code)  # for good: L.223-1, GDPR art. 21
        case Then.review:
            return Consequence("review", outcome.code)
        case Then.callback:
            assert callback_at is not None
            return Consequence("callback", outcome.code, callback_at)
        case Then.refusal:
            return Consequence("waiting", "refused", free_after_refusal(now, tried.zone))
        case Then.retry:
            return _retry(outcome.code, tried, now, 1 + list(tried.ends).count(outcome.code))


def rest_without_outcome(tried: Tried, now: datetime) -> Consequence:
    """What becomes of a contact that was called but came back without an outcome."""
    known = catalogue()
    return _retry(NO_OUTCOME, tried, now, 1 + sum(end not in known for end in tried.ends))


def _plan(code: str, now: datetime) -> Plan | None:
    return in_force(law().retries, now.date()).plans.get(code)


def _retry(code: str, tried: Tried, now: datetime, tries: int) -> Consequence:
    plan = _plan(code, now)
    assert plan is not None, code
    if tries < plan.most:
        return _again(code, plan, tried, now)
    return _next_number(plan, tried, now) or Consequence("done", "tries_used")


def _next_number(plan: Plan, tried: Tried, now: datetime) -> Consequence | None:
    """None when the contact has no further number."""
    if tried.number + 1 >= tried.numbers:
        return None
    return replace(_again("next_number", plan, tried, now), next_number=True)


def _again(reason: str, plan: Plan, tried: Tried, now: datetime) -> Consequence:
    at = now + plan.after
    if plan.other_time:
        at = other_time(tried.zone, now, at, legal_hours=tried.legal_hours)
    if attempts_left(tried.attempts, now) <= 0:  # all numbers of a consumer share the four of L.223-1
        return Consequence("waiting", "attempts_used", max(at, next_attempt_after_cap(tried.attempts)))
    return Consequence("waiting", reason, at)


def part_of_day(zone: str, at: datetime) -> int:
    """The part of the day, from 1, on the clock of a contact."""
    local = at.astimezone(zone_of(home_zone(zone)))
    return 1 + bisect_right(day_parts(at.date()), local.hour * 3600 + local.minute * 60 + local.second)


def other_time(zone: str, last: datetime, earliest: datetime, *, legal_hours: bool) -> datetime:
    """The first moment from `earliest` in another part of the day than `last`, inside the legal hours where they apply.

    Where the windows of a week lie all in one part, just `earliest`.
    """
    home = zone_of(home_zone(zone))
    before, at = part_of_day(zone, last), earliest
    while at < earliest + timedelta(days=8):
        at = next_window(zone, at) if legal_hours else at
        if part_of_day(zone, at) != before:
            return at
        day, begins = at.astimezone(home).date(), day_parts(at.date())
        begin = begins[before - 1] if before <= len(begins) else 86_400.0
        at = datetime.combine(day, time(), home) + timedelta(seconds=begin)  # on the clock of the wall
    return earliest


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
        "off_shift": (
            "Votre séance n’est pas ouverte. Demandez à votre encadrant.",
            "Your shift is not open. Ask your supervisor.",
        ),
        "site_closed": (
            "Le centre est fermé. On n’appelle personne.",
            "The site is closed. Nobody is called.",
        ),
        "other_team": (
            "Les contacts ouverts sont pour une autre équipe. Demandez à votre encadrant.",
            "The open contacts are for another team. Ask your supervisor.",
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
        "train_first": (
            "Entraînez-vous d’abord : cette campagne demande de bons appels d’entraînement.",
            "Practise first: this campaign asks for good practice calls.",
        ),
        "beside_first": (
            "Vos premiers appels se font avec votre encadrant : appelez-le avec F8.",
            "You make your first calls with your supervisor beside you: call with F8.",
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
