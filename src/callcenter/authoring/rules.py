"""Whether a draft may be published, and what every way through it comes to. Pure and deterministic.

The ways are played by the engine that apprentices play with; the clock and the day are given.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.authoring.schemas import DraftContent, DraftLine
from callcenter.campaigns import duties
from callcenter.campaigns import rules as campaigns
from callcenter.kit.languages import LANGUAGES
from callcenter.training.engine import Play, ending, every_way
from callcenter.training.scenarios import UNPLAYABLE, Fault, Node, Scenario, problems, unpacked
from callcenter.training.scoring import Recorded, score

WAYS = 20_000
"""So many ways are looked at, no more."""
BLANK = "…"


@dataclass(frozen=True, slots=True)
class Tried:
    """What every way came to; `ways` is None where the call can't be played to its end. Scores in per cent."""

    faults: Sequence[Fault]
    ways: int | None = None
    cut: bool = False
    best: int | None = None
    worst: int | None = None
    unreached: Sequence[str] = ()
    ends: Sequence[tuple[str, int, int]] = ()
    """Line, ways that end there, those of them after which the right outcome can be recorded."""


def scenario_of(code: str, version: int, draft: DraftContent) -> Scenario:
    """The draft as a scenario that can be played; where words are missing, an ellipsis stands for them."""
    body = draft.model_dump(mode="json")
    persona = body["persona"]
    for part, names in (
        (body, ("title", "about", "goal", "partner")),
        (persona, ("civility", "last_name", "first_name", "town", "department", "mood", "need")),
        *((each, ("title", "text")) for each in body["script"]),
        *((each, ("competence", "text", "tip")) for each in body["rubric"]),
    ):
        part.update({name: part[name] or ("-" if name == "competence" else BLANK) for name in names})
    persona["company"] = persona["company"] or None
    persona["objections"] = [each for each in persona["objections"] if each]
    if not body["rubric"]:
        body["rubric"] = [{"code": "-", "competence": "-", "weight": 1, "text": BLANK, "tip": BLANK}]
    for node in body["nodes"]:
        _fill_line(node)
    return unpacked({"code": code, "version": version, **body})


def _fill_line(node: dict[str, Any]) -> None:
    node["says"] = [each or BLANK for each in node["says"]]
    node["hint"] = node["hint"] or None
    for choice in node["choices"]:
        choice |= {
            "say": choice["say"] or BLANK,
            "to": choice["to"] or "-",
            "why": choice["why"] or None,
        }
        if choice["forbidden"] is not None:
            choice["forbidden"] = choice["forbidden"] or BLANK
    if node["cut"] is not None:
        node["cut"]["why"] = node["cut"]["why"] or BLANK


def blanks(draft: DraftContent, competences: Collection[str]) -> Iterator[Fault]:
    """What is not filled in yet, or names nothing that there is."""
    for field in ("title", "about", "goal", "partner"):
        if not getattr(draft, field):
            yield Fault("blank", field=field)
    for field in ("civility", "last_name", "first_name", "town", "department", "mood", "need"):
        if not getattr(draft.persona, field):
            yield Fault("blank", field=f"persona.{field}")
    if draft.language not in LANGUAGES:
        yield Fault("language", field="language")
    if not _is_zone(draft.persona.zone):
        yield Fault("zone", field="persona.zone")
    if any(not step.title or not step.text for step in draft.script):
        yield Fault("blank", field="script")
    yield from _blank_criteria(draft, competences)
    for line in draft.nodes:
        yield from _blank_line(line)


def _blank_criteria(draft: DraftContent, competences: Collection[str]) -> Iterator[Fault]:
    if not draft.rubric:
        yield Fault("blank", field="rubric")
    for each in draft.rubric:
        if not each.text or not each.tip:
            yield Fault("blank", criterion=each.code)
        if each.competence not in competences:
            yield Fault("unknown_competence", criterion=each.code)


def _blank_line(line: DraftLine) -> Iterator[Fault]:
    if not all(line.says) or (line.cut is not None and not line.cut.why):
        yield Fault("blank", line.name)
    elif len(set(line.says)) != len(line.says):
        yield Fault("twice", line.name)
    for at, choice in enumerate(line.choices):
        if not choice.say or choice.forbidden == "":
            yield Fault("blank", line.name, at)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def try_all(
    draft: DraftContent,
    competences: Collection[str],
    day: date,
    *,
    late: Callable[[], bool],
    most: int = WAYS,
) -> Tried:
    """Plays every way through a draft to its end, as long as it is not `late` and no more than `most`."""
    scenario = scenario_of("draft", 1, draft)
    missing = [*blanks(draft, competences)]
    empty = {fault.criterion for fault in missing} | (set() if draft.rubric else {"-"})
    found = [
        *missing,
        *(each for each in problems(scenario) if each.criterion is None or each.criterion not in empty),
    ]
    if any(fault.kind in UNPLAYABLE for fault in found):
        return Tried(found)
    due = {rule.code for rule in duties.due(draft.purpose, day, recording=False)}
    ways, best, worst, cut = 0, 0, 100, False
    lines: set[str] = set()
    ends: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for _, play in every_way(scenario):
        if ways >= most or late():
            cut = True
            break
        ways += 1
        lines.update(turn.node for turn in play.turns)
        ends[play.now.node] += 1
        recorded = right_outcome(scenario, play, due)
        right[play.now.node] += recorded is not None
        worst = min(worst, score(scenario, play, None).total)
        best = max(best, score(scenario, play, recorded).total)
    if not cut:
        found += [Fault("out_of_reach", name) for name in ends if not right[name] and _names(scenario, name)]
        if not found and best < scenario.pass_at:
            found.append(Fault("never_passed", field="pass_at", name=f"{best} %"))
    return Tried(
        found,
        ways,
        cut,
        best,
        worst,
        [name for name in scenario.nodes if name not in lines],
        [(name, ends[name], right[name]) for name in scenario.nodes if ends[name]],
    )


def _names(scenario: Scenario, name: str) -> bool:
    """An end that names an outcome; for one that does not, that is what is wrong."""
    node = scenario.nodes[name]
    return bool(node.outcomes or (node.cut is not None and node.cut.outcomes))


def right_outcome(scenario: Scenario, play: Play, due: Collection[str]) -> Recorded | None:
    """What should be recorded at that end, as far as it may be: an agreement asks that the law was heeded."""
    end = ending(scenario, play)
    known = campaigns.catalogue()
    for code in end.outcomes if end is not None else ():
        outcome = known.get(code)
        if outcome is None or not outcome.reached:
            continue
        if not campaigns.fits(outcome, scenario.purpose, confirms=False):
            continue
        if outcome.positive and set(due) - play.said:
            continue
        if not isinstance(end, Node):
            return Recorded(code)
        details = {name: want[0] if isinstance(want, tuple) else want for name, want in end.expect.items()}
        return Recorded(code, end.half, details)
    return None
