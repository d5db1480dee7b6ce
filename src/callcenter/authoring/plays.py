"""An author plays a draft: what was done is sent along each time, nothing is kept, each answer says its worth."""

from callcenter.accounts.schemas import Trainer
from callcenter.authoring import rules
from callcenter.authoring.errors import PlayNotPossible
from callcenter.authoring.schemas import PlayAnswer, PlayCreate, PlayedLine, PlayRead
from callcenter.campaigns import duties
from callcenter.campaigns import rules as campaigns
from callcenter.kit import clock
from callcenter.training import engine, scoring
from callcenter.training.engine import Event, NotPossible, Play
from callcenter.training.scenarios import UNPLAYABLE, Scenario, problems


def play(trainer: Trainer, wanted: PlayCreate) -> PlayRead:
    """Where the call stands after what was done. Raises PlayNotPossible for a draft or an act that can't be."""
    scenario = rules.scenario_of("draft", 1, wanted.content)
    if any(fault.kind in UNPLAYABLE for fault in problems(scenario)):
        raise PlayNotPossible
    try:
        made = engine.replay(scenario, 0, [Event(each.kind, each.choice) for each in wanted.done])
    except NotPossible:
        raise PlayNotPossible from None
    node = scenario.nodes[made.now.node]
    over = made.over is not None
    due = {rule.code for rule in duties.due(scenario.purpose, clock.now().date(), recording=False)}
    found = scoring.score(scenario, made, rules.right_outcome(scenario, made, due)) if over else None
    end = engine.ending(scenario, made) if over else None
    return PlayRead(
        lines=_lines(trainer, scenario, made),
        line=made.now.node,
        answers=[
            PlayAnswer(choice=at, text=_said(trainer, scenario, choice.say), act=choice.act)
            for at, choice in engine.offered(node, made)
        ],
        can_hang_up=not over and (node.end == "agent" or node.cut is not None),
        on_hold=not over and made.on_hold,
        can_hold=not over and node.end is None and any(choice.held for choice in node.choices),
        over=over,
        score=None if found is None else found.total,
        passed=None if found is None else found.passed,
        outcomes=[scoring.label_of(code, trainer.language) for code in (end.outcomes if end else ())],
    )


def _said(trainer: Trainer, scenario: Scenario, words: str) -> str:
    persona = scenario.persona
    values: dict[str, str | None] = {
        "agent": trainer.display_name,
        "partner": scenario.partner,
        "civility": persona.civility,
        "name": persona.last_name,
        "town": persona.town,
    }
    return campaigns.fill(words, values)


def _lines(trainer: Trainer, scenario: Scenario, made: Play) -> list[PlayedLine]:
    said = []
    for turn in made.turns:
        customer = _said(trainer, scenario, turn.says)
        said.append(PlayedLine(who="customer", text=customer, verdict=None, why=None))
        if turn.choice is not None:
            choice = scenario.nodes[turn.node].choices[turn.choice]
            said.append(
                PlayedLine(
                    who="action" if choice.act else "me",
                    text=_said(trainer, scenario, choice.say),
                    verdict=scoring.judged(choice),
                    why=choice.forbidden or choice.why,
                )
            )
    return said
