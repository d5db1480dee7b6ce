"""Everything a person may meet has its text: settings, journal actions, refusals in both languages."""

import inspect
from collections import Counter
from collections.abc import Iterable

import pytest

from callcenter import main, vault
from callcenter.campaigns import rules as campaigns
from callcenter.infra.journal import Entry, entry_types
from callcenter.kit.errors import CallcenterError
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
    """Refusals that lack a code, a status of a refusal, or a sentence in one of the languages."""
    wrong = set()
    for kind in kinds:
        said = [str(getattr(kind, language, "")) for language in ("fr", "en")]
        whole = all(len(text) > 10 and text.rstrip()[-1] in ".?!…}" and text[0].isupper() for text in said)
        if not whole or said[0] == said[1] or not getattr(kind, "code", "") or not 400 <= kind.status < 600:
            wrong.add(kind.__name__)
    return wrong


def test_every_refusal_has_a_code_and_a_sentence_in_both_languages() -> None:
    assert len(refusals()) > 30
    assert without_text(refusals()) == set()


def test_a_planted_refusal_without_english_is_found() -> None:
    planted = type("Planted", (CallcenterError,), {"code": "planted", "fr": "Ceci est une phrase.", "en": ""})
    assert without_text([planted]) == {"Planted"}


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


def test_every_outcome_has_its_label_in_both_languages() -> None:
    for outcome in campaigns.catalogue().values():
        assert outcome.labels.keys() == {"fr", "en"}
        assert all(outcome.labels.values())
