"""Whether words of one byte a character would read as words in an encoding of another language.

Pure; it must not know how the words were found, nor which encoding is the usual one here.
"""

import unicodedata
from collections.abc import Sequence

SCRIPTS = {
    "cp1251": "CYRILLIC",
    "koi8-r": "CYRILLIC",
    "cp1253": "GREEK",
    "cp1255": "HEBREW",
    "cp1256": "ARABIC",
}
_CENTRAL = frozenset("ąćęłńóśźżčďěňřšťůúýžáäčéíĺľóôŕäöőüűăâîșțşţđĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮÚÝŽÁÄÉÍĹĽÔŔÖŐÜŰĂÂÎȘȚŞŢĐ")
LATIN = {
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1254": frozenset("çğıöşüâîûÇĞİÖŞÜÂÎÛ"),
}
ENCODINGS = (*LATIN, *SCRIPTS)

SCRIPT_SHARE = 0.2
"""From this share of words on that are of one script, it is no accident: French words mix accents and plain letters."""
ODD_SHARE = 0.1
"""From this share of letters on that stand in no word here, words may be another language's."""
_SOMETIMES = frozenset("øìòýØÌÒÝ")
"""Letters that names of this country's neighbours have; each counts half."""


def likely(words: Sequence[bytes], western: Sequence[str], usual: frozenset[str], every: bytes) -> list[str]:
    """Encodings under which the words read as words of another language, the likeliest first.

    `western`: the same words as they read in the likeliest encoding of this part of the world, whose letters are
    `usual`; `every`: each byte beyond ASCII that the text has.
    """
    shares = {name: _script_share(words, name) for name in SCRIPTS if _decodes(every, name)}
    found = [name for name in sorted(shares, key=lambda name: -shares[name]) if shares[name] >= SCRIPT_SHARE]
    if found:
        return found
    strange = {name: _strange(words, western, usual, name) for name in LATIN if _decodes(every, name)}
    return sorted(
        (name for name in strange if strange[name] is not None), key=lambda name: strange[name] or 0
    )


def _decodes(every: bytes, encoding: str) -> bool:
    try:
        text = every.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(c) == "Cc" for c in text)


def _script_share(words: Sequence[bytes], encoding: str) -> float:
    """The share of words that are of one script through and through, in capitals, small letters, or one capital."""
    texts = [text for word in words if len(text := word.decode(encoding, "replace").strip("'")) > 1]
    whole = sum(
        all(unicodedata.name(c, "").startswith(SCRIPTS[encoding]) for c in text)
        and text in {text.lower(), text.upper(), text.capitalize()}
        for text in texts
    )
    return whole / len(words) if words else 0.0


def _strange(
    words: Sequence[bytes], western: Sequence[str], usual: frozenset[str], encoding: str
) -> float | None:
    """How much is strange under this encoding, when there is less of it than in the usual reading; else None."""
    letters = LATIN[encoding]
    beyond, odd, strange = 0, 0.0, 0.0
    for word, text in zip(words, western, strict=True):
        there = word.decode(encoding, "replace")
        beyond += sum(not c.isascii() for c in text)
        for i, (here, other) in enumerate(zip(text, there, strict=True)):
            if here != other:
                odd += oddness(text, i, usual)
                strange += other not in letters
    return strange if odd >= max(ODD_SHARE * beyond, 0.5) and strange < odd else None


def oddness(text: str, at: int, usual: frozenset[str]) -> float:
    """How little a character belongs where it stands in a word: 0, 0.5 or 1."""
    c = text[at]
    if c in _SOMETIMES:
        return 0.5
    if c in usual:
        return 0.0
    beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return 1.0 if c.isalpha() or any(map(str.isalpha, beside)) else 0.0
