"""The languages that people are spoken to in, and each text of the server in all of them.

French and English stand beside the code that says a text, where a reader looks for them. Every further language is
one file, `data/languages/<code>.yaml` (section → key → text), and nothing else; this module knows no feature.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from callcenter.kit import shipped


def _files() -> dict[str, dict[str, dict[str, str]]]:
    return {
        name.removeprefix("languages/").removesuffix(".yaml"): shipped.read("callcenter.kit", name)
        for name in shipped.names("callcenter.kit", "languages")
    }


FURTHER: Mapping[str, Mapping[str, Mapping[str, str]]] = _files()
"""Language → section → key → text, for the languages that are files."""

LANGUAGES = ("fr", "en", *FURTHER)
"""Every language offered, French first."""


def offered(language: str) -> str:
    """That language, or French where its file has been taken away."""
    return language if language in LANGUAGES else "fr"


def wished(accept_language: str) -> str:
    """The offered language that an `Accept-Language` header likes best, else French. Takes any text."""
    best, liking = "fr", 0.0
    for wish in accept_language.split(","):
        tag, _, weight = wish.partition(";")
        language = tag.strip().lower().split("-")[0]
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if language in LANGUAGES and quality > liking:
            best, liking = language, quality
    return best


@dataclass(frozen=True, slots=True)
class Text:
    """A constant sentence or label; `section` and `key` find it in the files of further languages."""

    section: str
    key: str
    fr: str
    en: str

    def of(self, language: str) -> str:
        """In that language; in French where it is not offered or lacks the text (a test looks for such gaps)."""
        if language == "en":
            return self.en
        return FURTHER.get(language, {}).get(self.section, {}).get(self.key, self.fr)


def texts(section: str, said: Mapping[str, tuple[str, str]]) -> Mapping[str, Text]:
    """A table of texts by key, out of pairs of French and English."""
    return {key: Text(section, key, fr, en) for key, (fr, en) in said.items()}
