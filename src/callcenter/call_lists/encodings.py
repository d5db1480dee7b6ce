"""Which encoding a text is in, told by all its bytes; what the bytes leave open is said, not guessed in silence.

Pure; it must not know rows or columns.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from callcenter.call_lists import foreign_encodings, mixed_encoding, twice_encoded
from callcenter.call_lists.refusals import FileRefused

_ONE_BYTE = ("cp1252", "iso8859-15", "mac_roman", "cp850")  # in the order of their use in France
WORDS = 2_000
ENOUGH = 20
"""A byte that was met in so many pieces of the text tells nothing new in the next one."""
EXAMPLES = 3
LONGEST = 64

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MIXED_SHARE = 0.2
"""From this share of words on that are UTF-8 in a text which is not, it was put together from two."""

TWICE_SHARE = 0.05
"""From this share of words on that read as UTF-8 a second time, it is asked: no word here has `Ã` before a sign."""

_ASCII = bytes(range(128))
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\x1a\x0b\x0c")
_NO_WORD = re.compile(rb"[^A-Za-z\x80-\xff']")
_WORD = re.compile(rb"[A-Za-z\x80-\xff']{0,20}[\x80-\xff][A-Za-z\x80-\xff']{0,20}")


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest encoding, and for each that is likely too some words as they read under it.

    `examples` is empty when there is no doubt; else it begins with the likeliest one.
    """

    encoding: str
    examples: dict[str, list[str]]


class EncodingFinder:
    """Finds a text's encoding while its pieces stream past: BOM, UTF-8 if every byte fits, else the one-byte
    encoding under which the words look most like words of this country."""

    def __init__(self, head: bytes) -> None:
        self.wide = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _wide(head)
        self._decoder = codecs.getincrementaldecoder(self.wide or "utf-8")()
        self._fits, self._nul, self._odd, self._size = True, False, 0, 0
        self._words: set[bytes] = set()
        self._every: set[int] = set()
        self._sevens: set[bytes] = set()
        self._seen: Counter[int] = (
            Counter()
        )  # pieces by the bytes beyond ASCII whose words were taken from them
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        if self._fits:
            try:
                self._decoder.decode(piece)
            except UnicodeDecodeError:
                self._fits = False
        if self.wide not in {None, "utf-8"}:
            return
        if b"+A" in piece and len(self._sevens) < WORDS:
            self._sevens.update(_UTF7.findall(piece))
        self._size += len(piece)
        self._nul = self._nul or b"\x00" in piece
        self._odd += len(piece) - len(piece.translate(None, _CONTROLS))
        beyond = set((self._rest + piece).translate(None, _ASCII))
        self._every |= beyond
        if len(self._words) < WORDS and any(self._seen[byte] < ENOUGH for byte in beyond):
            self._seen.update(beyond)
            self._collect(self._rest + piece)
        else:
            self._rest = (self._rest + piece)[-LONGEST:]

    def _collect(self, text: bytes) -> None:
        """Takes the words of a text, the last one only when it is known to have ended."""
        ends = [match.end() for match in _NO_WORD.finditer(text, max(0, len(text) - LONGEST))]
        cut = ends[-1] if ends else 0 if len(text) <= LONGEST else len(text)
        self._words.update(match[0] for match in _WORD.finditer(text, 0, cut))
        self._rest = text[cut:]

    def result(self, *, whole: bool = True) -> Found:
        """Of the whole text or of its beginning.

        Raises FileRefused: file_is_binary, encoding_unknown (a mark or zeros promise what the bytes break).
        """
        if self._fits:
            try:
                self._decoder.decode(b"", final=whole)
            except UnicodeDecodeError:
                self._fits = False
        if self.wide is not None and (self._fits or self.wide != "utf-8"):
            if not self._fits:
                raise FileRefused("encoding_unknown")
            return Found(self.wide, self._twice())
        if self._nul or self._odd * 100 > self._size:
            raise FileRefused("file_is_binary")
        if self._fits:
            return Found("utf-8", _seven_bits(self._sevens) or self._twice())
        self._collect(self._rest + b" ")
        return _one_byte(self._words, bytes(sorted(self._every)))

    def _twice(self) -> dict[str, list[str]]:
        """Some words as they stand and as they were before the text was encoded twice, when that is what happened."""
        self._collect(self._rest + b" ")
        read = sorted({word.decode("utf-8", "replace").lstrip("\ufeff") for word in self._words})
        meant = {word: twice_encoded.undone(word) for word in read}
        told = [word for word in read if meant[word] != word]
        if not told or len(told) < TWICE_SHARE * len(read):
            return {}
        few = told[:EXAMPLES]
        return {"utf-8": few, twice_encoded.NAME: [meant[word] for word in few]}


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: every second byte of a Western text is zero, or three of four, and nearly
    always the same ones."""
    sample = head[:4096]
    whole = len(sample) // 4
    if whole < 2:
        return None
    zeros = [sample[at : 4 * whole : 4].count(0) / whole for at in range(4)]
    for name, places in _ZEROS.items():
        if all(share > 0.7 if at in places else share < 0.1 for at, share in enumerate(zeros)):
            return name
    return None


_ZEROS = {"utf-16-le": {1, 3}, "utf-16-be": {0, 2}, "utf-32-le": {1, 2, 3}, "utf-32-be": {0, 1, 2}}
"""Where in four bytes a text has zeros."""


_UTF7 = re.compile(rb"[A-Za-z]*(?:\+A[A-Za-z0-9+/]{2}(?![A-Za-z0-9+/])-?[A-Za-z]*)+")
"""A word with a letter beyond ASCII as UTF-7 writes it: `H+AOk-l+AOg-ne`."""


def _seven_bits(words: set[bytes]) -> dict[str, list[str]]:
    """Some words as they stand and as they would read in UTF-7, when all of them are words then."""
    few = sorted(words)[:EXAMPLES]
    try:
        read = [word.decode("utf-7") for word in few]
    except UnicodeDecodeError:
        return {}
    if not few or not all(map(str.isalpha, read)):
        return {}
    return {"utf-8": [word.decode() for word in few], "utf-7": read}


# --- one byte a character ------------------------------------------------------------------------------------

_COMMON = frozenset("éèêëàâäçîïôöùûüÿœæñÉÈÊÀÇŒ’")
_USUAL = frozenset("áíóúãõåøßìòýÁÂÄÅËÍÎÏÑÓÔÖØÙÚÛÜÆŸ‘“”«»–—…€°º·\u00a0")


def _one_byte(words: set[bytes], every: bytes) -> Found:
    """Compares what the words with bytes beyond ASCII would be. What reads the same is no alternative."""
    scores: dict[str, int] = {}
    read: dict[str, list[str]] = {}
    sample = sorted(words)[:WORDS]
    for encoding in _ONE_BYTE:
        try:
            texts = [word.decode(encoding) for word in sample]
            controls = any(unicodedata.category(c) == "Cc" for c in every.decode(encoding))
        except UnicodeDecodeError:
            continue
        if not controls and texts not in read.values():
            read[encoding], scores[encoding] = texts, sum(map(_likeness, texts))
    best = max(scores, key=lambda encoding: scores[encoding])
    answers = [
        best,
        *(e for e in scores if e != best and (scores[best] <= 0 or 2 * scores[e] > scores[best])),
    ]
    foreign = foreign_encodings.likely(sample, read[best], _COMMON | _USUAL, every)
    read |= {encoding: [word.decode(encoding) for word in sample] for encoding in foreign}
    if foreign and _is_odd(read[best]):
        answers = [*foreign, *answers]
    else:
        answers += foreign
    if sum(map(mixed_encoding.is_utf8, sample)) >= MIXED_SHARE * len(sample):
        mixed = mixed_encoding.NAME
        read[mixed] = [word.decode(mixed) for word in sample]
        answers = [mixed, best]
    if len(answers) == 1:
        return Found(best, {})
    # Words that read differently under the encodings in question, the same words for each.
    telling = [i for i in range(len(sample)) if len({read[e][i] for e in answers}) > 1][:EXAMPLES]
    return Found(answers[0], {e: [read[e][i] for i in telling] for e in answers})


def _is_odd(words: Sequence[str]) -> bool:
    """Whether half of the words hold something that stands in no word here, or two accents side by side."""
    odd = sum(
        any(
            foreign_encodings.oddness(word, i, _COMMON | _USUAL) == 1
            for i in range(len(word))
            if not word[i].isascii()
        )
        or any(not a.isascii() and not b.isascii() and a.isalpha() and b.isalpha() for a, b in pairwise(word))
        for word in words
    )
    return 2 * odd >= len(words)


def _likeness(word: str) -> int:
    """How much a word looks like one: accented letters where they stand in words, few signs, no capital inside."""
    score = 0
    for i, c in enumerate(word):
        if c.isascii():
            continue
        before, after = word[i - 1] if i else "", word[i + 1] if i + 1 < len(word) else ""
        if c.isupper() and before.islower():
            score -= 2
        elif c == "…" and after.isalpha():
            score -= 1
        elif c in _COMMON:
            score += 3
        elif c in _USUAL:
            score += 1
        elif not c.isalpha():
            score -= 2
    return score
