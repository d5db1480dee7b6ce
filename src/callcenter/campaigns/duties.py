"""What must be said at the start of a call: which duties hold for a purpose on a day, and whether a script has them.

Pure decisions on dated data (`data/duties.yaml`), each duty with its source; it knows no call and no row.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

from callcenter.campaigns.schemas import Duty, DutyRead, ScriptStep
from callcenter.kit import shipped
from callcenter.kit.languages import Text
from callcenter.partners.schemas import Purpose

Gap = Literal["missing", "words", "late"]
"""No step says it; its step lacks what must be filled in; a step that is no duty comes before it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty as it holds from one day to another for some purposes; `holds` is the placeholder its words need."""

    code: Duty
    step: str
    since: date
    until: date | None
    source: str
    purposes: frozenset[Purpose]
    recording: bool
    holds: str | None
    label: Text
    words: Text


@cache
def _data() -> tuple[dict[str, Text], tuple[Rule, ...]]:
    raw = shipped.read("callcenter.campaigns", "duties.yaml")
    steps = {each["id"]: Text("duty_step", each["id"], each["fr"], each["en"]) for each in raw["steps"]}
    return steps, tuple(_rule(each) for each in raw["duties"])


def _rule(raw: dict[str, Any]) -> Rule:
    code = raw["code"]
    assert code in get_args(Duty)
    return Rule(
        code=code,
        step=raw["step"],
        since=raw["from"],
        until=raw.get("until"),
        source=raw["source"],
        purposes=frozenset(Purpose(each) for each in raw["purposes"]),
        recording=raw.get("when") == "recording",
        holds=raw.get("holds"),
        label=Text("duty", code, raw["label"]["fr"], raw["label"]["en"]),
        words=Text("duty_words", code, raw["words"]["fr"], raw["words"]["en"]),
    )


def texts() -> list[Text]:
    """Every text of the data, for who looks whether all are said in every language."""
    steps, rules = _data()
    return [*steps.values(), *(text for rule in rules for text in (rule.label, rule.words))]


def due(purpose: Purpose, day: date, *, recording: bool) -> list[Rule]:
    """The duties of a call of that purpose on that day, in the order in which they are said."""
    return [
        rule
        for rule in _data()[1]
        if purpose in rule.purposes
        and rule.since <= day
        and (rule.until is None or day <= rule.until)
        and (recording or not rule.recording)
    ]


def gaps(script: Sequence[ScriptStep], rules: Iterable[Rule]) -> dict[Duty, Gap]:
    """Which duties a script does not do, and why; empty when a campaign with it may be opened."""
    leading = next((at for at, step in enumerate(script) if not step.duties), len(script))
    found: dict[Duty, Gap] = {}
    for rule in rules:
        at, step = next(
            ((at, step) for at, step in enumerate(script) if rule.code in step.duties), (None, None)
        )
        if at is None or step is None:
            found[rule.code] = "missing"
        elif at > leading:
            found[rule.code] = "late"
        elif rule.holds is not None and f"{{{rule.holds}}}" not in step.text:
            found[rule.code] = "words"
    return found


def proposed(rules: Sequence[Rule], language: str) -> list[ScriptStep]:
    """Steps that do these duties, with their words in a language: those of one step in one breath."""
    titles, _ = _data()
    return [
        ScriptStep(
            id=step,
            title=title.of(language),
            text=" ".join(rule.words.of(language) for rule in rules if rule.step == step),
            duties=[rule.code for rule in rules if rule.step == step],
        )
        for step, title in titles.items()
        if any(rule.step == step for rule in rules)
    ]


def read(rules: Sequence[Rule], script: Sequence[ScriptStep], language: str) -> list[DutyRead]:
    """The duties with what a script lacks of them, in words."""
    lacking = gaps(script, rules)
    return [
        DutyRead(
            code=rule.code, label=rule.label.of(language), source=rule.source, gap=lacking.get(rule.code)
        )
        for rule in rules
    ]


# --- during a call --------------------------------------------------------------------------------------------


def next_unsaid(script: Iterable[Collection[Duty]], said: Collection[str]) -> list[Duty]:
    """What is to be said next: the open duties of the first step that has some; empty when all is said."""
    for duties in script:
        left = [code for code in duties if code not in said]
        if left:
            return left
    return []
