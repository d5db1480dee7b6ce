"""Which language a browser's header asks for, and what a text says in each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.kit.languages import LANGUAGES, Text, offered, wished


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("es", "es"),
        ("es-MX", "es"),
        ("EN-us", "en"),
        ("de", "fr"),
        ("de, es", "es"),
        ("fr;q=0.4, en;q=0.9", "en"),
        ("en;q=0", "fr"),
        ("en;q=nonsense", "fr"),
        ("es;q=nan", "fr"),
        ("*", "fr"),
        ("en , es", "en"),
        ("../../etc", "fr"),
    ],
)
def test_the_language_a_header_likes_best_is_taken_or_french(header: str, language: str) -> None:
    assert wished(header) == language


@given(st.text(max_size=200) | st.from_regex(r"([a-z]{2}(-[A-Z]{2})?(;q=[0-9.]{1,4})?,){0,5}"))
def test_any_header_gives_an_offered_language(header: str) -> None:
    assert wished(header) in LANGUAGES


def test_a_text_that_a_language_lacks_is_said_in_french() -> None:
    text = Text("nowhere", "nothing", "Bonjour.", "Hello.")
    assert [text.of(language) for language in ("fr", "en", "es", "de")] == [
        "Bonjour.", "Hello.", "Bonjour.", "Bonjour.",
    ]  # fmt: skip


def test_a_language_whose_file_is_gone_is_french() -> None:
    assert [offered(language) for language in ("en", "es", "tlh")] == ["en", "es", "fr"]
