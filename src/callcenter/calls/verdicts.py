"""Why not? May a contact be called now, later or never, and which rule says so.

One pure function, `decide`, judges what the columns of a contact say; the dispatcher's statement asks for the same
columns, a property test holds the two together, and every screen that explains shows what came out of here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from callcenter.call_lists.sentences import LINE
from callcenter.calls import rules
from callcenter.calls.closures import ALWAYS_OPEN, Closures
from callcenter.calls.law import holidays, in_force, law, windows_of, zone_of
from callcenter.calls.rules import Apprentice
from callcenter.calls.schemas import ForecastHour, Nothing, Reachability, ReasonCount
from callcenter.campaigns.rules import catalogue
from callcenter.kit.languages import texts
from callcenter.kit.places import IN_DOUBT, home_zone

When = Literal["now", "later", "never"]

FORECAST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a contact, or of many that have all of it in common.

    `campaign` is the state of the list's campaign, None without one; `zone` is as on the contact (`A&B` in doubt);
    `not_before` is the earliest retry or the agreed time of a callback; `agreed`: the partner's agreement covers the
    `purpose`; `people` are the active agents it is kept for, None: everybody; `screened`: the conflict screen keeps
    it from whoever asks; `gate` is the campaign where it asks for training first.
    """

    campaign: str | None
    list_state: str
    state: str
    reason: str | None
    zone: str
    legal_hours: bool
    not_before: datetime | None = None
    language: str = "fr"
    purpose: str = "appointment"
    agreed: bool = True
    people: frozenset[UUID] | None = None
    screened: bool = False
    gate: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether, why, from when by itself (None: not by itself), and the rule's source when the law says so."""

    when: When
    reason: str
    at: datetime | None = None
    source: str | None = None


def decide(facts: Facts, now: datetime, crew: Sequence[Apprentice], site: Closures = ALWAYS_OPEN) -> Verdict:
    """The first rule that stands in the way, from what is final to what passes by itself.

    `crew` are those who might take the contact: the apprentice who asks, or all of the site; `site` are the days
    on which that site is closed.
    """
    if facts.state in {"done", "blocked"}:
        plain = facts.state == "done" and facts.reason != "tries_used"
        reason = "done" if plain else facts.reason or "blocked"
        return Verdict("never", reason, source=_SOURCES.get(reason))
    if facts.campaign == "closed":
        return Verdict("never", "campaign_closed")
    standing = _stands_still(facts, crew)
    if standing is not None:
        return Verdict("later", standing, source=_SOURCES.get(standing))
    due = facts.not_before if facts.state in {"waiting", "callback"} else None
    moment = max(now, due) if due is not None else now
    allowed = _allowed(facts, moment, site)
    if due is not None and due > now:
        promised = facts.state == "callback" and facts.reason != "confirmation"
        reason = "callback" if promised else facts.reason or "waiting"
        return Verdict("later", reason, allowed, _SOURCES.get(reason))
    closed = site.reason(now)
    if closed is not None:
        return Verdict("later", "site_closed", allowed, closed)
    if allowed > now:
        return Verdict("later", *_closed(facts.zone, now, allowed))
    return Verdict("now", "callable")


def _allowed(facts: Facts, moment: datetime, site: Closures) -> datetime:
    """The first moment from `moment` on at which the law lets the contact be called and the site works."""
    while True:
        works = site.opening(moment)
        lawful = rules.next_window(facts.zone, works) if facts.legal_hours else works
        if lawful == moment:
            return moment
        moment = lawful


def _stands_still(facts: Facts, crew: Sequence[Apprentice]) -> str | None:
    """What only a person can change."""
    if facts.list_state != "ready":
        return "list_not_ready"
    if facts.campaign is None:
        return "no_campaign"
    if facts.state == "review":
        return "review"
    if facts.campaign != "open":
        return "campaign_paused" if facts.campaign == "paused" else "campaign_draft"
    if not facts.agreed:
        return "purpose_not_agreed"
    able = crew if facts.people is None else [each for each in crew if each.who & facts.people]
    if facts.people and not able:
        return "other_team"
    if facts.state == "leased":
        return "in_hand"
    if facts.screened:
        return "conflict"
    return "team_empty" if not able else rules.kept_from(able, facts.language, facts.purpose, facts.gate)


def _closed(zone: str, now: datetime, opens: datetime) -> tuple[str, datetime, str]:
    days = [(now.astimezone(zone_of(one)).date(), one) for one in zone.split(IN_DOUBT)]
    known = law()
    if any(day in holidays(day.year, one) for day, one in days):
        return "holiday", opens, in_force(known.holidays, days[0][0]).source
    return "outside_hours", opens, in_force(known.windows, days[0][0]).source


_SOURCES = {
    "refused": "code de la consommation, L.223-1",
    "attempts_used": "code de la consommation, L.223-1",
    "suppressed": "code de la consommation, L.223-1",
    "do_not_call": "code de la consommation, L.223-1",
    "no_consent_basis": "code de la consommation, L.223-1",
    "basis_not_agreed": "code de la consommation, L.223-1",
    "consent_date_in_future": "code de la consommation, L.223-1",
    "consent_refused": "code de la consommation, L.223-1",
    "offer_banned": "code de la consommation, L.223-1",
    "gdpr_request": "RGPD, art. 21",
    "purpose_not_agreed": "RGPD, art. 5 (1) b et 28 (3) a",
}

REASONS = texts(
    "why",
    {
        "callable": ("Peut être appelé maintenant", "May be called now"),
        "outside_hours": (
            "Hors des heures légales de son fuseau",
            "Outside the legal hours of their time zone",
        ),
        "holiday": ("Jour férié dans son territoire", "Public holiday in their territory"),
        "site_closed": ("Le centre est fermé", "The site is closed"),
        "other_team": ("Donné à une autre équipe", "Given to another team"),
        "team_empty": (
            "Donné à une équipe sans personne active",
            "Given to a team without anybody active",
        ),
        "in_hand": ("Chez un apprenti en ce moment", "In an apprentice’s hands now"),
        "conflict": ("Écarté par le filtre des conflits", "Kept apart by the conflict screen"),
        "callback": ("Rappel promis pour plus tard", "Callback promised for later"),
        "confirmation": ("Rendez-vous à confirmer plus tard", "Appointment to confirm later"),
        "unconfirmed": (
            "Rendez-vous passé ou retiré sans confirmation",
            "Appointment over or withdrawn unconfirmed",
        ),
        "waiting": ("À rappeler plus tard", "To be called again later"),
        "refused": ("A refusé : 60 jours sans appel", "Refused: 60 days without a call"),
        "attempts_used": ("4 essais en 30 jours déjà faits", "4 attempts in 30 days already made"),
        "next_number": ("À appeler à son autre numéro", "To be called at their other number"),
        "tries_used": ("Essais épuisés sans réponse utile", "Tries used up without a useful answer"),
        "no_outcome": (
            "Appelé sans résultat noté : repos d’une heure",
            "Called without an outcome: one hour’s rest",
        ),
        "campaign_paused": ("La campagne est en pause", "The campaign is paused"),
        "campaign_draft": ("La campagne n’est pas encore ouverte", "The campaign is not open yet"),
        "campaign_closed": ("La campagne est fermée", "The campaign is closed"),
        "no_campaign": ("La liste n’est dans aucune campagne", "The list serves no campaign"),
        "list_not_ready": ("La liste n’est pas prête", "The list is not ready"),
        "purpose_not_agreed": (
            "L’accord avec le partenaire ne couvre plus cet objet",
            "The partner’s agreement no longer covers this purpose",
        ),
        "gate": (
            "Aucun apprenti n’est encore prêt pour ce type d’appel",
            "No apprentice is ready for this kind of call yet",
        ),
        "training": (
            "Aucun apprenti n’a encore fait l’entraînement demandé",
            "No apprentice has done the training it asks for yet",
        ),
        "beside": (
            "Les premiers appels attendent quelqu’un à côté de l’apprenti",
            "First calls wait for somebody beside the apprentice",
        ),
        "language": ("Aucun apprenti ne parle sa langue", "No apprentice speaks their language"),
        "review": ("Attend une décision de l’encadrement", "Waits for the supervisor’s decision"),
        "done": ("Traité", "Done"),
        "blocked": ("Ne doit pas être appelé", "Must not be called"),
        "withdrawn": ("Retiré de la liste par le partenaire", "Withdrawn from the list by the partner"),
    },
)


def label(reason: str, language: str) -> str:
    """The reason in words; that of an outcome or of a line of the report is its own."""
    outcome = catalogue().get(reason)
    if outcome is not None and reason not in REASONS:
        return outcome.label.of(language)
    return (REASONS.get(reason) or LINE.get(reason) or REASONS["blocked"]).of(language)


# --- many at once -------------------------------------------------------------------------------------------

Group = tuple[Facts, int]
"""Contacts that share their facts, and how many they are."""


def judge(
    groups: Iterable[Group],
    now: datetime,
    language: str,
    *,
    crew: Sequence[Apprentice],
    agents: int,
    site: Closures = ALWAYS_OPEN,
) -> Reachability:
    """The whole answer for a contact, a list or a campaign: counts, reasons and what the coming week allows."""
    held = [(facts, count, decide(facts, now, crew, site)) for facts, count in groups]
    totals: Counter[str] = Counter()
    found: dict[tuple[When, str], ReasonCount] = {}
    for _, count, verdict in held:
        totals[verdict.when] += count
        entry = found.setdefault(
            (verdict.when, verdict.reason),
            ReasonCount(
                when=verdict.when,
                code=verdict.reason,
                label=label(verdict.reason, language),
                source=verdict.source,
                count=0,
                next_at=None,
            ),
        )
        entry.count += count
        if verdict.at is not None:
            entry.next_at = min(verdict.at, entry.next_at or verdict.at)
    order = ("now", "later", "never")
    return Reachability(
        asked_at=now,
        now=totals["now"],
        later=totals["later"],
        never=totals["never"],
        reasons=sorted(found.values(), key=lambda entry: (order.index(entry.when), -entry.count, entry.code)),
        forecast=forecast(
            [(facts, count) for facts, count, verdict in held if _may_come(verdict)], now, site
        ),
        agents=agents,
    )


def _may_come(verdict: Verdict) -> bool:
    return verdict.when == "now" or verdict.at is not None


def forecast(groups: Sequence[Group], now: datetime, site: Closures = ALWAYS_OPEN) -> list[ForecastHour]:
    """For each hour of the coming week in which somebody may be called: how many, by the contact's zone.

    It supposes that nobody is called before: an upper bound, in which an hour's contacts appear in the next as well.
    """
    first = now.replace(minute=0, second=0, microsecond=0)
    hours = [first + timedelta(hours=n) for n in range(int(FORECAST / timedelta(hours=1)))]
    open_hours = {zone: _open_hours(zone, first) for zone in {facts.zone for facts, _ in groups}}
    found = []
    for hour in hours:
        if site.reason(hour) is not None:
            continue
        counts: Counter[str] = Counter()
        for facts, count in groups:
            late = facts.not_before is not None and facts.not_before >= hour + timedelta(hours=1)
            if not late and (not facts.legal_hours or hour in open_hours[facts.zone]):
                counts[home_zone(facts.zone)] += count
        if counts:
            found.append(ForecastHour(at=hour, zones=dict(sorted(counts.items()))))
    return found


def _open_hours(zone: str, first: datetime) -> set[datetime]:
    """The hours of the coming week in which the window of a zone (of both, in doubt) is open for a while."""
    each = []
    for one in zone.split(IN_DOUBT):
        hours = set()
        day = first.astimezone(zone_of(one)).date()
        for offset in range(FORECAST.days + 1):
            for start, end in windows_of(day + timedelta(days=offset), one):
                hour = start.astimezone(first.tzinfo).replace(minute=0)
                while hour < end:
                    hours.add(hour)
                    hour += timedelta(hours=1)
        each.append(hours)
    return set.intersection(*each)


def nothing(found: Iterable[Verdict], *, campaigns: int, lists: int) -> tuple[Nothing, datetime | None]:
    """The first reason that explains to an agent why nobody can be called, and when that changes by itself."""
    if not campaigns:
        return "no_campaign", None
    if not lists:
        return "no_list", None
    waiting = [verdict for verdict in found if verdict.when == "later"]
    shut = [verdict.at for verdict in waiting if verdict.reason == "site_closed" and verdict.at]
    if shut:
        return "site_closed", min(shut)
    later = [verdict for verdict in waiting if verdict.reason not in {"other_team", "team_empty"}]
    if waiting and not later:
        return "other_team", None
    # Before what only time changes: these an apprentice can do something about now.
    if any(verdict.reason == "beside" for verdict in later):
        return "beside_first", None
    if any(verdict.reason == "training" for verdict in later):
        return "train_first", None
    closed = [
        verdict.at for verdict in later if verdict.reason in {"outside_hours", "holiday"} and verdict.at
    ]
    if closed:
        return "outside_hours", min(closed)
    times = [verdict.at for verdict in later if verdict.at]
    if times:
        return "all_waiting", min(times)
    if any(verdict.reason == "in_hand" for verdict in later):
        return "all_in_hand", None
    # One answer for the three: the conflict screen must not be told from the others.
    kept = any(verdict.reason in {"gate", "language", "conflict"} for verdict in later)
    return ("not_for_you" if kept else "exhausted"), None
