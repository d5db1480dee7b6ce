"""How a file of refused lines is known again once it is mended: by the two headers that were put behind its own."""

from collections.abc import Sequence

from callcenter.kit.languages import LANGUAGES, texts
from callcenter.kit.text import formula_safe

_HEADERS = texts(
    "call_list_mending",
    {"line": ("Ligne d’origine", "Original line"), "to_mend": ("À corriger", "To correct")},
)


def mend_headers(language: str) -> tuple[str, str]:
    return _HEADERS["line"].of(language), _HEADERS["to_mend"].of(language)


_ALL = frozenset(mend_headers(language) for language in LANGUAGES)


def own_part(headers: Sequence[str]) -> Sequence[str]:
    """The partner's own headers: without the two of ours behind them, where the file is a mended one."""
    return headers[:-2] if tuple(headers[-2:]) in _ALL else headers


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that kept spreadsheets from taking it for a formula (see `formula_safe`)."""
    return cell[1:] if cell.startswith("'") and formula_safe(cell[1:]) == cell else cell
