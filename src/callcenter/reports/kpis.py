"""The definition of each figure (KPI): what is divided by what, in words and as data. There is no other.

Pure. The room, the partner's page, the reports and their files all take it from here; the browser gets the same data
(`KpiRead`) and divides live counts by it. What a figure is made of are the fields of `schemas.Counts`.

A rate counts worked records: outcomes in force, each once, at the moment it was recorded. So hours, days, apprentices
and lists add up to their total, and what is counted live is what a report says later. Sources: the domain reference
(KPIs, trade practice); NPS as Reichheld defined it (HBR, December 2003); CSAT: the two best of five marks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from callcenter.kit.languages import Text

Unit = Literal["share", "number", "seconds", "points"]
"""A part of one; a plain number; seconds; from -100 to 100."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """`times` × (the sum of the counts in `over`, each with its weight) ÷ the count `per`; `good` is the better way."""

    code: str
    unit: Unit
    over: Mapping[str, int]
    per: str
    times: int
    good: Literal["up", "down"]
    name: Text
    formula: Text

    def value(self, counts: Mapping[str, int]) -> float | None:
        """None while there is nothing to divide by."""
        if not counts[self.per]:
            return None
        return (
            self.times * sum(weight * counts[each] for each, weight in self.over.items()) / counts[self.per]
        )


def _kpi(
    code: str,
    unit: Unit,
    over: Mapping[str, int],
    per: str,
    said: tuple[tuple[str, str], tuple[str, str]],
    *,
    times: int = 1,
    good: Literal["up", "down"] = "up",
) -> Kpi:
    (name_fr, formula_fr), (name_en, formula_en) = said
    name, formula = Text("kpi", code, name_fr, name_en), Text("kpi_formula", code, formula_fr, formula_en)
    return Kpi(code, unit, over, per, times, good, name, formula)


_ALL = (
    _kpi(
        "reach",
        "share",
        {"contacts": 1},
        "records",
        (
            ("Joignabilité", "Fiches où quelqu’un a répondu ÷ fiches traitées."),
            ("Reach", "Records where somebody answered ÷ records worked."),
        ),
    ),
    _kpi(
        "argument",
        "share",
        {"argued": 1},
        "contacts",
        (
            ("Argumentation", "Contacts à qui l’offre a été présentée ÷ contacts (quelqu’un a répondu)."),
            ("Pitched", "Contacts to whom the offer was made ÷ contacts (somebody answered)."),
        ),
    ),
    _kpi(
        "transform",
        "share",
        {"positive": 1},
        "argued",
        (
            ("Transformation", "Résultats positifs ÷ contacts à qui l’offre a été présentée."),
            ("Conversion", "Positive outcomes ÷ contacts to whom the offer was made."),
        ),
    ),
    _kpi(
        "pace",
        "number",
        {"positive": 1},
        "work_seconds",
        (
            (
                "Positifs par heure",
                "Résultats positifs ÷ heures passées sur les fiches, de la remise à la saisie.",
            ),
            ("Positive an hour", "Positive outcomes ÷ hours spent on records, from hand-out to outcome."),
        ),
        times=3600,
    ),
    _kpi(
        "talk",
        "seconds",
        {"talk_seconds": 1},
        "talks",
        (
            ("DMC", "Durée moyenne de conversation : temps en ligne, attente comprise ÷ conversations."),
            ("Talk time", "Mean talking time (DMC): time on the line, hold included ÷ conversations."),
        ),
        good="down",
    ),
    _kpi(
        "handle",
        "seconds",
        {"talk_seconds": 1, "wrap_seconds": 1},
        "talks",
        (
            ("DMT", "Durée moyenne de traitement : conversation + saisie du résultat ÷ conversations."),
            ("Handling time", "Mean handling time (DMT): conversation + wrap-up ÷ conversations."),
        ),
        good="down",
    ),
    _kpi(
        "tries",
        "number",
        {"tries": 1},
        "first_contacts",
        (
            (
                "Appels avant contact",
                "Appels jusqu’à la première réponse ÷ personnes jointes pour la première fois.",
            ),
            ("Calls before contact", "Calls up to the first answer ÷ people reached for the first time."),
        ),
        good="down",
    ),
    _kpi(
        "nps",
        "points",
        {"promoters": 1, "detractors": -1},
        "scored",
        (
            ("NPS", "Part des notes 9 et 10 − part des notes 0 à 6, parmi les notes données (0 à 10)."),
            ("NPS", "Share of scores 9 and 10 − share of scores 0 to 6, among the scores given (0 to 10)."),
        ),
        times=100,
    ),
    _kpi(
        "csat",
        "share",
        {"satisfied": 1},
        "marked",
        (
            ("CSAT", "Notes 4 et 5 ÷ notes de satisfaction données (1 à 5)."),
            ("CSAT", "Marks 4 and 5 ÷ satisfaction marks given (1 to 5)."),
        ),
    ),
    _kpi(
        "exhaustion",
        "share",
        {"done": 1},
        "listed",
        (
            ("Épuisement", "Fiches où il n’y a plus rien à faire ÷ fiches des listes, à cet instant."),
            ("Exhaustion", "Records with nothing left to do ÷ records of the lists, at this moment."),
        ),
    ),
    _kpi(
        "overdue",
        "share",
        {"overdue": 1},
        "waiting",
        (
            (
                "Rappels en retard",
                "Rappels promis dont l’heure est passée ÷ rappels promis qui attendent, à cet instant.",
            ),
            (
                "Overdue callbacks",
                "Promised callbacks whose time has passed ÷ promised callbacks that wait, at this moment.",
            ),
        ),
        good="down",
    ),
)

COUNTS: Mapping[str, Text] = {
    code: Text("count", code, fr, en)
    for code, (fr, en) in {
        "attempts": ("Appels lancés", "Calls made"),
        "records": ("Fiches traitées", "Records worked"),
        "contacts": ("Contacts", "Contacts"),
        "argued": ("Argumentés", "Pitched"),
        "positive": ("Positifs", "Positive"),
        "objections": ("Oppositions", "Objections"),
        "callbacks": ("Rappels promis", "Callbacks promised"),
    }.items()
}
"""Volumes that are shown beside the rates, in their order."""


@cache
def kpis() -> Mapping[str, Kpi]:
    """Every KPI by its code, in the order in which they are shown."""
    return {each.code: each for each in _ALL}


def values(counts: Mapping[str, int]) -> dict[str, float | None]:
    """Every KPI whose counts are there."""
    return {
        code: each.value(counts)
        for code, each in kpis().items()
        if each.per in counts and each.over.keys() <= counts.keys()
    }
