"""Everything a person may meet has its text: settings, journal actions, refusals and labels in every language."""

import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pytest

from callcenter import main, vault
from callcenter.campaigns import duties
from callcenter.campaigns import rules as campaigns
from callcenter.infra.journal import Entry, entry_types
from callcenter.kit.errors import CallcenterError
from callcenter.kit.languages import FURTHER, Text
from callcenter.reports import kpis
from callcenter.settings import Settings

BOTH_PROCESSES = (main, vault)
"""Their modules declare every refusal and every journal entry."""


def refusals() -> list[type[CallcenterError]]:
    found, waiting = [], CallcenterError.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("callcenter."):
            found.append(kind)
    return sorted(set(found), key=lambda kind: kind.__qualname__)


def without_text(kinds: Iterable[type[CallcenterError]]) -> set[str]:
    """Refusals that lack a code, a status of a refusal, or a sentence in French or English."""
    wrong = set()
    for kind in kinds:
        said = [str(getattr(kind, language, "")) for language in ("fr", "en")]
        if not all(map(whole_sentence, said)) or said[0] == said[1]:
            wrong.add(kind.__name__)
        if not getattr(kind, "code", "") or not 400 <= kind.status < 600:
            wrong.add(kind.__name__)
    return wrong


def whole_sentence(said: str) -> bool:
    return len(said) > 10 and said.rstrip()[-1] in ".?!…}" and said.lstrip("¡¿«")[:1].isupper()


def test_every_refusal_has_a_code_and_a_sentence_in_french_and_english() -> None:
    assert len(refusals()) > 30
    assert without_text(refusals()) == set()


def test_a_planted_refusal_without_english_is_found() -> None:
    planted = type("Planted", (CallcenterError,), {"code": "planted", "fr": "Ceci est une phrase.", "en": ""})
    assert without_text([planted]) == {"Planted"}


def tables() -> Iterator[Text]:
    """Every text that stands in a table of some module, and those of the outcomes and duties."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("callcenter."):
            for value in vars(module).values():
                if isinstance(value, Text):
                    yield value
                elif isinstance(value, Mapping):
                    yield from (text for text in value.values() if isinstance(text, Text))
    for outcome in campaigns.catalogue().values():
        yield from (outcome.label, outcome.group_label, *outcome.reasons.values())
    yield from duties.texts()
    for kpi in kpis.kpis().values():
        yield from (kpi.name, kpi.formula)


def said() -> set[tuple[str, str]]:
    """(section, key) of everything the server says."""
    return {(text.section, text.key) for text in tables()} | {("errors", kind.code) for kind in refusals()}


def written(language: str) -> set[tuple[str, str]]:
    return {(section, key) for section, found in FURTHER[language].items() for key in found}


def lacking(language: str, wanted: set[tuple[str, str]]) -> list[str]:
    """What the file of a language does not say yet, as `section.key`."""
    return sorted(f"{section}.{key}" for section, key in wanted - written(language))


@pytest.mark.parametrize("language", FURTHER)
def test_a_further_language_says_everything_and_nothing_else(language: str) -> None:
    """A new text needs one line in each file of `kit/data/languages`."""
    wanted = said()
    assert len(wanted) > 150
    assert lacking(language, wanted) == []
    assert written(language) - wanted == set()


@pytest.mark.parametrize("language", FURTHER)
def test_a_further_language_says_it_in_words_of_its_own(language: str) -> None:
    sections = FURTHER[language]
    for kind in refusals():
        sentence = kind().sentence(language)
        assert whole_sentence(sentence), kind.code
        assert sentence not in {kind.fr, kind.en}, kind.code
    assert all(text and text == text.strip() for found in sections.values() for text in found.values())


def test_a_planted_text_without_spanish_is_found() -> None:
    assert lacking("es", said() | {("errors", "planted")}) == ["errors.planted"]


def test_no_two_refusals_share_a_code() -> None:
    codes = Counter(kind.code for kind in refusals() if "code" in kind.__dict__)
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.__name__)
def test_a_refusal_speaks_without_what_was_sent(kind: type[CallcenterError]) -> None:
    """Sentences are constants: nothing is ever formatted into them."""
    assert kind().sentence("fr") == kind.fr
    assert kind().sentence("en") == kind.en


def undocumented(types: dict[str, type[Entry]]) -> set[str]:
    return {
        action
        for action, kind in types.items()
        if not kind.__dict__.get("__doc__") or not inspect.cleandoc(str(kind.__doc__)).endswith(".")
    }


def test_every_journal_action_says_what_it_tells() -> None:
    assert len(entry_types()) > 20
    assert undocumented(entry_types()) == set()


def test_a_planted_action_without_text_is_found() -> None:
    class Planted(Entry): ...

    assert undocumented({"planted": Planted}) == {"planted"}


def test_every_setting_says_what_it_does() -> None:
    assert {name for name, field in Settings.model_fields.items() if not field.description} == set()


def test_every_table_of_texts_speaks_french_and_english() -> None:
    assert [text.key for text in tables() if not text.fr.strip() or not text.en.strip()] == []
