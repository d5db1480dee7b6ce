"""Pure rules of campaigns: the outcome catalogue, the life cycle, placeholders and default scripts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from callcenter.campaigns import duties
from callcenter.campaigns.schemas import Need, OutcomeChoice, Reason, ScriptStep, Then
from callcenter.kit import shipped
from callcenter.kit.languages import Text, texts
from callcenter.partners.schemas import Purpose

MOVES: Mapping[str, frozenset[str]] = {
    "open": frozenset({"draft", "paused"}),
    "paused": frozenset({"open"}),
    "closed": frozenset({"draft", "open", "paused"}),
}
"""Target state → states from which it may be reached."""

PLACEHOLDERS = frozenset({"agent", "partner", "civility", "name", "town"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

NOT_ARGUED = frozenset({"not_reached", "invalid", "contact", "not_argued"})
"""Outcome groups in which the offer was not argued (argumentation = argued ÷ contacts)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of the catalogue; when it is tried again is for the retry plan to say (`calls.law`)."""

    code: str
    group: str
    group_label: Text
    then: Then
    reached: bool
    family: Purpose | None
    positive: bool
    needs: tuple[Need, ...]
    label: Text
    reasons: Mapping[str, Text]


def _outcome(raw: Mapping[str, Any], groups: Mapping[str, Text]) -> Outcome:
    return Outcome(
        code=raw["code"],
        group=raw["group"],
        group_label=groups[raw["group"]],
        then=Then(raw["then"]),
        reached=raw["reached"],
        family=Purpose(raw["family"]) if "family" in raw else None,
        positive=raw.get("positive", False),
        needs=tuple(raw.get("needs", ())),
        label=Text("outcome", raw["code"], raw["fr"], raw["en"]),
        reasons=texts("reason", {each["code"]: (each["fr"], each["en"]) for each in raw.get("reasons", ())}),
    )


@cache
def catalogue() -> Mapping[str, Outcome]:
    """Every outcome by its code, in the order of the data file."""
    raw = shipped.read("callcenter.campaigns", "outcomes.yaml")
    groups = texts("outcome_group", {code: (each["fr"], each["en"]) for code, each in raw["groups"].items()})
    return {entry["code"]: _outcome(entry, groups) for entry in raw["outcomes"]}


def fits(outcome: Outcome, purpose: Purpose, *, confirms: bool) -> bool:
    """Whether a campaign offers it; who is called about an appointment that stands books none and refuses no offer."""
    if confirms and (outcome.code == "booked" or outcome.group in {"not_argued", "negative"}):
        return False
    return outcome.family in {None, purpose}


def outcomes_for(purpose: Purpose, *, reached: bool | None = None, confirms: bool = False) -> list[Outcome]:
    """Outcomes a campaign offers, its own family first; `reached` keeps those that fit how the call went."""
    fitting = [
        outcome
        for outcome in catalogue().values()
        if fits(outcome, purpose, confirms=confirms) and (reached is None or outcome.reached == reached)
    ]
    return sorted(fitting, key=lambda outcome: outcome.family is None)


_KEYS = "123456789ABDEFGHIJKLMNPQRSTUVWXYZ"


def choices(outcomes: Sequence[Outcome], language: str) -> list[OutcomeChoice]:
    """The outcomes as labelled choices, a key each (C and O are kept for the call bar)."""
    return [
        OutcomeChoice(
            code=outcome.code,
            group=outcome.group,
            family=outcome.family,
            label=outcome.label.of(language),
            key=_KEYS[number],
            effect=outcome.then,
            reached=outcome.reached,
            positive=outcome.positive,
            needs=list(outcome.needs),
            reasons=[Reason(code=code, label=text.of(language)) for code, text in outcome.reasons.items()],
        )
        for number, outcome in enumerate(outcomes)
    ]


def unknown_placeholders(script: Sequence[ScriptStep]) -> dict[str, str]:
    """Steps whose text holds an unknown placeholder or a lone brace: step id → reason code."""
    wrong: dict[str, str] = {}
    for step in script:
        names = set(_PLACEHOLDER.findall(step.text))
        rest = _PLACEHOLDER.sub("", step.text)
        if names - PLACEHOLDERS or "{" in rest or "}" in rest:
            wrong[f"script.{step.id}"] = "unknown_placeholder"
    return wrong


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """The text with its placeholders replaced; an absent value leaves a short dash to be skipped aloud."""
    return _PLACEHOLDER.sub(lambda match: values.get(match.group(1)) or "…", text)


def default_script(
    purpose: Purpose, day: date, *, recording: bool = False, confirms: bool = False
) -> list[ScriptStep]:
    """The script a new campaign starts with: the opening's duties, then the purpose's own steps."""
    raw = shipped.read("callcenter.campaigns", "scripts.yaml")
    opening = duties.proposed(duties.due(purpose, day, recording=recording), "fr")
    return opening + [
        ScriptStep.model_validate(step)
        for step in (*raw["confirmation" if confirms else purpose], *raw["closing"])
    ]
