"""Whether a note holds what the agent must not know of its contact: its words compared with the record itself.

Pure, for the vault alone. `notes` refuses what looks like contact data; here the very number, address or hidden name is
found however it is spelt, also in pieces too short to look like anything.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

from callcenter.campaigns.schemas import MaskingPolicy
from callcenter.kit import shipped
from callcenter.kit.masking import Mask

Found = Literal["phone", "email", "street", "name", "reference", "other"]

_FILE = shipped.read("callcenter.outcomes", "own_words.yaml")

_DIGITS = 4
"""So many digits of a number in its order: with fewer, a price or a year would be one."""
_LETTERS = 4
"""The shortest word of an address or a name that says something."""


def found_in(
    note: str, record: Mapping[str, Any], view: Mapping[str, Any], policy: MaskingPolicy
) -> list[Found]:
    """Which of the record's own values the note holds, beyond what the card showed; sorted, each once."""
    spoken = _Spoken(note)
    shown = _shown(view, policy)
    found: set[Found] = set()
    if any(spoken.holds_number(number) for number in (record["phone"], *record.get("other_phones", ()))):
        found.add("phone")
    if spoken.holds_email(record.get("email"), shown):
        found.add("email")
    if spoken.holds_words(record.get("street"), but=_STREET_WORDS | shown):
        found.add("street")
    if spoken.holds_code(record.get("client_reference")):
        found.add("reference")
    if any(spoken.holds_words(name, but=shown) for name in _hidden_names(view, policy)):
        found.add("name")
    if any(spoken.holds_words(value, but=shown) or spoken.holds_code(value) for value in _others(record)):
        found.add("other")
    return sorted(found)


class _Spoken:
    """A note as it would be heard: its words, its letters run together, and all its digits in order."""

    def __init__(self, note: str) -> None:
        tokens = _TOKEN.findall(_folded(note))
        self.words = {*tokens, *_spelt(tokens)}
        said = list(_in_digits(tokens))
        self.letters = "".join(token for token in said if token not in _SIGNS)
        self.digits = "".join(token for token in said if token.isdigit())

    def holds_number(self, e164: str) -> bool:
        """Four digits of the number in a row, wherever in it."""
        return self._holds_run(_COUNTRY.sub("0", e164).lstrip("+"))

    def holds_code(self, code: str | None) -> bool:
        """The whole code, or all its digits where they are enough to know it by."""
        plain = "".join(_TOKEN.findall(_folded(code or "")))
        digits = re.sub(r"\D", "", plain)
        whole = len(plain) >= _LETTERS and plain in self.letters
        return whole or (len(digits.lstrip("0")) >= _DIGITS and digits in self.digits)

    def holds_email(self, email: str | None, shown: frozenset[str]) -> bool:
        local, _, domain = _folded(email or "").partition("@")
        whole = "".join(_TOKEN.findall(local))
        if len(whole) >= _LETTERS and whole not in shown and whole in self.letters:
            return True
        if self._holds_run(re.sub(r"\D", "", local)):
            return True
        label = domain.rpartition(".")[0]
        return self.holds_words(local, but=shown) or self.holds_words(label, but=shown | _PROVIDERS)

    def holds_words(self, value: str | None, *, but: Collection[str]) -> bool:
        """A telling word of the value, said as a word or spelt letter by letter."""
        telling = {word for word in _words(value) if len(word) >= _LETTERS and not word.isdigit()}
        return not (telling - set(but)).isdisjoint(self.words)

    def _holds_run(self, digits: str) -> bool:
        runs = (digits[at : at + _DIGITS] for at in range(len(digits) - _DIGITS + 1))
        return any(run in self.digits for run in runs)


# --- what counts --------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[a-z]+|\d+")
_COUNTRY = re.compile(r"^\+(?:33|590|594|596|262|508)")
_SIGNS, _PROVIDERS, _STREET_WORDS = (
    frozenset(_FILE[name].split()) for name in ("signs", "providers", "streets")
)


def _shown(view: Mapping[str, Any], policy: MaskingPolicy) -> frozenset[str]:
    """Words that the agent saw on the card: to write them down tells nothing new."""
    names = [name for name in type(policy).model_fields if name != "points"]
    values = [view.get(name) for name in names if getattr(policy, name) is Mask.shown]
    if policy.points is Mask.shown:
        values += (view.get("points") or {}).values()
    return frozenset(word for value in values for word in _words(value))


def _hidden_names(view: Mapping[str, Any], policy: MaskingPolicy) -> Iterator[str | None]:
    for name in ("last_name", "first_name", "company", "town"):
        if getattr(policy, name) is not Mask.shown:
            yield view.get(name)


def _others(record: Mapping[str, Any]) -> Iterator[str | None]:
    """Names and remarks that the partner sent along for no card."""
    for name in ("last_name", "first_name", "full_name", "company", "town"):
        yield record.get(name)
    for value in (record.get("extra") or {}).values():
        yield str(value)


def _words(value: str | None) -> list[str]:
    return _TOKEN.findall(_folded(value or ""))


def _folded(text: str) -> str:
    """Lower case, without accents, digits of any script as 0-9."""
    kept = []
    for char in unicodedata.normalize("NFKD", text.lower().replace("œ", "oe")):
        if char.isdigit():
            kept.append(str(unicodedata.digit(char)))
        elif unicodedata.category(char) not in {"Mn", "Me", "Cf"}:
            kept.append(char)
    return "".join(kept)


def _spelt(tokens: Sequence[str]) -> Iterator[str]:
    """Letters that stand alone one after the other, run together: « d u p o n t »."""
    run = ""
    for token in (*tokens, ""):
        if len(token) == 1 and token.isalpha():
            run += token
            continue
        if len(run) >= _LETTERS:
            yield run
        run = ""


# --- digits, written or spoken ------------------------------------------------------------------------------


def _values(name: str, *, first: int, step: int = 1) -> dict[str, int]:
    return {word: first + step * at for line in _FILE[name] for at, word in enumerate(line.split())}


_UNITS = _values("units", first=0) | {"une": 1, "una": 1, "o": 0}
_TEENS = _values("teens", first=10)
_TENS = _values("tens", first=20, step=10) | {"vingts": 20, "octante": 80}
_AND = {"et", "and", "y"}


def _in_digits(tokens: Sequence[str]) -> Iterator[str]:
    """The same words with each number in digits; 0 to 99 said in French, English or Spanish."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token in _UNITS or token in _TEENS or token in _TENS:
            value, taken = _number(tokens[at : at + 6])
            yield str(value)
            at += taken
        else:
            yield token
            at += 1


def _number(words: Sequence[str]) -> tuple[int, int]:
    """The number that begins with these words, and how many of them it takes."""
    if words[0] == "quatre" and len(words) > 1 and words[1] in {"vingt", "vingts"}:
        rest, taken = _below_twenty(words[2:])
        return 80 + rest, 2 + taken
    if words[0] in _TENS:
        tens = _TENS[words[0]]
        rest, taken = _below_twenty(words[1:])
        if rest == 0 or (rest >= 10 and words[0] != "soixante"):  # « soixante-douze », but « vingt, douze »
            rest, taken = 0, 0
        return tens + rest, 1 + taken
    rest, taken = _below_twenty(words)
    return rest, taken


def _below_twenty(words: Sequence[str]) -> tuple[int, int]:
    """The same for 0 to 19; (0, 0) when the words begin with none."""
    skip = 1 if words and words[0] in _AND else 0
    first = words[skip] if len(words) > skip else ""
    if first == "dix" and len(words) > skip + 1 and words[skip + 1] in {"sept", "huit", "neuf"}:
        return 10 + _UNITS[words[skip + 1]], skip + 2
    if first in _TEENS:
        return _TEENS[first], skip + 1
    if first in _UNITS and (skip == 0 or _UNITS[first] > 0):
        return _UNITS[first], skip + 1
    return 0, 0
