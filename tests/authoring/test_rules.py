"""What an author is told before publishing: faults with their places, and what every way comes to."""

from datetime import date
from typing import Any

import pytest

from callcenter.authoring import book
from callcenter.authoring.rules import try_all
from callcenter.authoring.schemas import DraftContent
from callcenter.kit.languages import LANGUAGES
from callcenter.training.scenarios import Fault

TODAY = date(2026, 11, 27)
COMPETENCES = {"t1", "t2", "c4"}


def small(**changes: Any) -> dict[str, Any]:
    """Somebody answers, the law is heeded or not, and agrees."""
    opening = ["caller", "principal", "commercial", "objection"]
    return {
        "purpose": "appointment",
        "title": "Essai",
        "about": "Un essai.",
        "goal": "Finir.",
        "partner": "Essai",
        "persona": {
            "civility": "M.",
            "last_name": "Un",
            "first_name": "Deux",
            "town": "Ville",
            "department": "Ici",
            "mood": "Calme.",
            "need": "Rien.",
        },
        "rubric": [{"code": "hello", "competence": "t2", "text": "Dit bonjour", "tip": "Dites bonjour."}],
        "nodes": [
            {
                "name": "start",
                "says": ["Allô"],
                "choices": [
                    {"say": "Bonjour.", "to": "yes", "good": ["hello"], "duties": opening},
                    {"say": "Quoi ?", "to": "yes", "miss": ["hello"], "why": "Sec."},
                ],
            },
            {"name": "yes", "says": ["D’accord."], "end": "agent", "outcomes": ["booked"]},
        ],
        **changes,
    }


def tried(content: dict[str, Any], **limits: Any) -> Any:
    limits = {"late": lambda: False, **limits}
    return try_all(DraftContent.model_validate(content), COMPETENCES, TODAY, **limits)


def test_a_sound_draft_says_how_many_ways_it_has_and_what_they_are_worth() -> None:
    found = tried(small())
    assert (found.faults, found.ways, found.cut, found.best, found.worst) == ([], 2, False, 100, 0)
    # Whoever does not say what the law wants said may record no agreement.
    assert found.ends == [("yes", 2, 1)]


def changed(at: list[Any], value: Any) -> dict[str, Any]:
    content = small()
    *way, last = at
    place: Any = content
    for step in way:
        place = place[step]
    place[last] = value
    return content


@pytest.mark.parametrize(
    ("at", "value", "fault"),
    [
        (["title"], "", Fault("blank", field="title")),
        (["persona", "need"], "", Fault("blank", field="persona.need")),
        (["persona", "zone"], "Mars", Fault("zone", field="persona.zone")),
        (["language"], "xx", Fault("language", field="language")),
        (["rubric"], [], Fault("blank", field="rubric")),
        (["rubric", 0, "tip"], "", Fault("blank", criterion="hello")),
        (["rubric", 0, "competence"], "z9", Fault("unknown_competence", criterion="hello")),
        (["nodes", 0, "says"], ["Allô", ""], Fault("blank", "start")),
        (["nodes", 0, "says"], ["Allô", "Allô"], Fault("twice", "start")),
        (["nodes", 0, "choices", 1, "say"], "", Fault("blank", "start", 1)),
        (["nodes", 0, "choices", 1, "to"], "", Fault("leads_nowhere", "start", 1, name="-")),
        (["nodes", 0, "choices", 0, "duties"], [], Fault("out_of_reach", "yes")),
        (["start"], "gone", Fault("no_start", field="start", name="gone")),
    ],
)
def test_what_is_wrong_is_named_once_with_its_place_and_words(
    at: list[Any], value: Any, fault: Fault
) -> None:
    content = changed(at, value)
    found = tried(content).faults
    assert [each for each in found if each.kind == fault.kind] == [fault]
    draft = DraftContent.model_validate(content)
    for language in LANGUAGES:
        assert book.sentence(fault, language)
        assert book.where(fault, draft, language)


def test_a_score_that_nobody_reaches_is_said_with_the_best_there_is() -> None:
    content = small()
    content["rubric"].append({"code": "more", "competence": "t1", "text": "Plus", "tip": "Plus."})
    content["nodes"][0]["choices"][1]["good"] = ["more"]
    content["nodes"][0]["choices"][1]["duties"] = content["nodes"][0]["choices"][0]["duties"]
    found = tried(content)
    assert found.faults == [Fault("never_passed", field="pass_at", name="50 %")]
    assert "50 %" in book.sentence(found.faults[0], "fr")
    assert tried(content | {"pass_at": 50}).faults == []


def test_more_ways_than_are_looked_at_are_cut_and_said_so() -> None:
    assert (tried(small(), most=1).ways, tried(small(), most=1).cut) == (1, True)
    assert (tried(small(), late=lambda: True).ways, tried(small(), late=lambda: True).cut) == (0, True)


def test_a_call_that_can_not_be_played_to_its_end_is_not_played() -> None:
    content = small()
    content["nodes"][1] |= {"end": None, "outcomes": []}
    found = tried(content)
    assert (found.ways, [each.kind for each in found.faults]) == (None, ["dead_end"])
