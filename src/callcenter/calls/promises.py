"""Callbacks: may one be promised for that moment, if not which moment would do, and what becomes of one. Pure.

It judges a moment by the same rules as the dispatcher, on the contact's own clock; it knows no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from callcenter.calls.closures import ALWAYS_OPEN, Closures
from callcenter.calls.law import holidays, windows_of, zone_of
from callcenter.calls.rules import NumberPast, barred, next_window, window_end
from callcenter.kit.languages import texts
from callcenter.kit.places import IN_DOUBT

LONGEST = timedelta(days=60)
"""How far ahead a callback may be promised: our own rule, so that nobody waits for a promise that nobody remembers."""

Unlawful = Literal["past", "too_far", "refused", "attempts_used", "holiday", "outside_hours", "site_closed"]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a moment will not do, and the next one that would; None when there is none within 60 days."""

    reason: Unlawful
    next_at: datetime | None


def refused(
    at: datetime,
    now: datetime,
    zone: str,
    past: NumberPast,
    *,
    legal_hours: bool,
    site: Closures = ALWAYS_OPEN,
) -> Refused | None:
    """None when a callback may be promised for `at`.

    It must lie ahead, within 60 days, after any refusal's 60 days and where the 30 days leave an attempt (L.223-1),
    and, where the law's hours apply, inside them (D.223-9); and on a day on which the site works.
    """
    reason = _reason(at, now, zone, past, legal_hours, site)
    if reason is None:
        return None
    if reason == "too_far":
        return Refused(reason, None)
    offered = next_lawful(_quarter(max(at, now)), zone, past, legal_hours=legal_hours, site=site)
    return Refused(reason, offered if offered <= now + LONGEST else None)


def _reason(
    at: datetime, now: datetime, zone: str, past: NumberPast, legal_hours: bool, site: Closures
) -> Unlawful | None:
    if at <= now:
        return "past"
    if at > now + LONGEST:
        return "too_far"
    return unlawful(at, zone, past, legal_hours=legal_hours, site=site)


def unlawful(
    at: datetime, zone: str, past: NumberPast, *, legal_hours: bool, site: Closures = ALWAYS_OPEN
) -> Unlawful | None:
    """Which rule forbids a call at `at`, as far as is known today; None when it may be called."""
    at = at.astimezone(
        UTC
    )  # 30 days are counted in hours that passed, not on a clock that is put back between
    stop = barred(past, at, zone)
    if stop is not None:
        return "refused" if stop[0] == "refused" else "attempts_used"
    if not legal_hours or window_end(zone, at) is not None:
        return None if site.reason(at) is None else "site_closed"
    days = [(at.astimezone(zone_of(one)).date(), one) for one in zone.split(IN_DOUBT)]
    return "holiday" if any(day in holidays(day.year, one) for day, one in days) else "outside_hours"


def free_from(at: datetime, zone: str, past: NumberPast) -> datetime:
    """The first moment from `at` on at which the number's past forbids no call; from then on it stays so."""
    at = at.astimezone(UTC)
    stop = barred(past, at, zone)
    while stop is not None:
        at = stop[1].astimezone(UTC)
        stop = barred(past, at, zone)
    return at


def next_lawful(
    at: datetime, zone: str, past: NumberPast, *, legal_hours: bool, site: Closures = ALWAYS_OPEN
) -> datetime:
    """The next moment from `at` on at which the contact may be called, as far as is known today."""
    moment = free_from(at, zone, past)
    while True:
        works = site.opening(moment)
        lawful = next_window(zone, works) if legal_hours else works
        if lawful == moment:
            return moment
        moment = lawful


def _quarter(at: datetime) -> datetime:
    """The next quarter of an hour: what people agree on."""
    late = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not late else at - late + timedelta(minutes=15)


# --- what becomes of one ------------------------------------------------------------------------------------


KNOWN = "known_person"
"""An agent knows the person: the promise stays, for somebody else."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise and what stands on its contact by now; `contact` is None when the contact's data is destroyed.

    `first_end` is the outcome of the talk in which it was promised as it reads now, `later_end` that of the next
    talk; `not_before` and `owner` are the contact's.
    """

    due_at: datetime
    contact: str | None
    reason: str | None
    not_before: datetime | None
    owner: bool
    zone: str
    campaign: str | None
    legal_hours: bool
    first_end: str | None
    later_end: str | None
    past: NumberPast = field(default_factory=NumberPast)
    site: Closures = ALWAYS_OPEN


@dataclass(frozen=True, slots=True)
class Fate:
    """What is to be done: `move` and `restore` name the moment, every one names why."""

    do: Literal["keep", "end", "move", "restore", "share"]
    why: str
    at: datetime | None = None


def fate(standing: Standing, now: datetime, patience: timedelta) -> Fate | None:
    """What becomes of a promise now; None while it stands as it is.

    `patience` is how long after its time a promise waits for the agent who made it before the team has it.
    """
    if standing.first_end not in {None, "callback"}:
        return Fate("end", "corrected")
    if standing.contact is None:
        return Fate("end", "destroyed")
    if standing.later_end not in {None, KNOWN}:
        return Fate("keep", str(standing.later_end))
    if standing.contact == "review" and standing.reason == KNOWN:
        return None  # the vault is about to give it to the others, and the promise with it
    if standing.contact in {"blocked", "review", "done"}:
        return Fate("end", standing.reason or standing.contact)
    if standing.contact == "leased":
        return None
    if standing.campaign == "closed":
        return Fate("end", "campaign_closed")
    if standing.contact != "callback" or standing.not_before is None:
        moment = max(standing.due_at, standing.not_before or standing.due_at)
        return Fate("restore", standing.reason or "restored", moment)
    return _timing(standing, standing.not_before, now, patience)


def _timing(standing: Standing, at: datetime, now: datetime, patience: timedelta) -> Fate | None:
    def law(moment: datetime) -> Unlawful | None:
        return unlawful(
            moment, standing.zone, standing.past, legal_hours=standing.legal_hours, site=standing.site
        )

    broken = law(at) if at > now else None
    if broken is not None:
        lawful = next_lawful(
            at, standing.zone, standing.past, legal_hours=standing.legal_hours, site=standing.site
        )
        return Fate("move", law(standing.due_at) or broken, lawful)
    if at != standing.due_at:  # moved on the contact: the attempts of its number, or given back
        return Fate("move", law(standing.due_at) or "given_back", at)
    if standing.owner and at + patience <= now:
        return Fate("share", "overdue")
    return None


CHANGES = texts(
    "callback_change",
    {
        "past": ("Déplacé", "Moved"),
        "outside_hours": ("Hors des heures que la loi permet", "Outside the hours that the law allows"),
        "holiday": ("Jour férié chez le client", "Public holiday where the customer lives"),
        "refused": (
            "La personne a refusé : 60 jours sans appel",
            "The person refused: 60 days without a call",
        ),
        "attempts_used": ("4 essais en 30 jours déjà faits", "4 attempts in 30 days already made"),
        "given_back": ("Fiche rendue sans appel", "Card given back without a call"),
        "overdue": ("En retard : passé à l’équipe", "Overdue: handed to the team"),
        "handed_over": ("Confié par l’encadrement", "Handed over by the supervisor"),
        "moved": ("Déplacé par l’encadrement", "Moved by the supervisor"),
        "corrected": ("Le résultat a été corrigé", "The result was corrected"),
        "destroyed": ("Les données de la personne sont détruites", "The person’s data is destroyed"),
        "restored": ("Remis en place", "Put back in place"),
    },
)
"""Why a promise was moved, handed over or ended, where the dispatcher has no words for it already."""


# --- windows ahead ------------------------------------------------------------------------------------------

Span = tuple[datetime, datetime]


def windows(zone: str, since: datetime, until: datetime) -> list[Span]:
    """The calling windows between two moments, as moments; in doubt between two zones, where both are open."""
    each = [_windows(one, since, until) for one in zone.split(IN_DOUBT)]
    found = each[0]
    for other in each[1:]:
        found = [(max(a, c), min(b, d)) for a, b in found for c, d in other if max(a, c) < min(b, d)]
    return [(max(start, since), end) for start, end in found if end > since and start < until]


def _windows(zone: str, since: datetime, until: datetime) -> Sequence[Span]:
    day, last = (moment.astimezone(zone_of(zone)).date() for moment in (since, until))
    found: list[Span] = []
    while day <= last:
        # As moments of UTC: two datetimes of one zone are compared by their wall clocks, two folds of an hour too.
        found += [(a.astimezone(since.tzinfo), b.astimezone(since.tzinfo)) for a, b in windows_of(day, zone)]
        day += timedelta(days=1)
    return found
