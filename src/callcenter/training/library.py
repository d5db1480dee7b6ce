"""The library of simulated customers as trainers see it: whole, with its graph. Apprentices get one line at a time."""

from callcenter.accounts.schemas import SiteCaller
from callcenter.infra.db import Db
from callcenter.kit.errors import NotFound
from callcenter.training import catalogue, scoring
from callcenter.training.practice_schemas import (
    ChoiceRead,
    NodeRead,
    RubricLine,
    ScenarioBrief,
    ScenarioDetail,
)
from callcenter.training.scenarios import Scenario


async def library(db: Db, reader: SiteCaller) -> list[ScenarioBrief]:
    return [_brief(each) for each in (await catalogue.known(db, reader.site_id)).values()]


def _brief(scenario: Scenario) -> ScenarioBrief:
    return ScenarioBrief(
        code=scenario.code,
        title=scenario.title,
        about=scenario.about.replace("{partner}", scenario.partner),
        goal=scenario.goal,
        purpose=scenario.purpose,
        language=scenario.language,
        level=scenario.level,
        competences=list(scenario.competences),
        own=not catalogue.is_shipped(scenario.code),
        tries=0,
        mine=None,
    )


async def detail(db: Db, reader: SiteCaller, code: str) -> ScenarioDetail:
    """Raises NotFound."""
    scenario = await catalogue.one(db, reader.site_id, code)
    if scenario is None:
        raise NotFound
    return whole(reader, scenario)


def whole(reader: SiteCaller, scenario: Scenario) -> ScenarioDetail:
    """What the customer's card hides included: for trainers alone."""
    persona = scenario.persona
    return ScenarioDetail(
        **_brief(scenario).model_dump(),
        version=scenario.version,
        partner_name=scenario.partner,
        customer=f"{persona.civility} {persona.first_name} {persona.last_name}, {persona.town}",
        customer_mood=persona.mood,
        need=persona.need,
        pass_at=scenario.pass_at,
        start=scenario.start,
        rubric=[
            RubricLine(
                code=name,
                title=each.text,
                competence=each.competence,
                weight=each.weight,
                tip=each.tip,
            )
            for name, each in scenario.rubric.items()
        ],
        nodes=[
            NodeRead(
                name=name,
                says=list(node.says),
                mood=node.mood,
                trap=node.trap,
                hint=node.hint,
                end=node.end,
                outcomes=[scoring.label_of(outcome, reader.language) for outcome in node.outcomes],
                choices=[
                    ChoiceRead(
                        text=choice.say,
                        act=choice.act,
                        to=choice.to,
                        verdict=scoring.judged(choice),
                        good=list(choice.good),
                        part=list(choice.part),
                        miss=list(choice.miss),
                        why=choice.forbidden or choice.why,
                    )
                    for choice in node.choices
                ],
            )
            for name, node in scenario.nodes.items()
        ],
    )
