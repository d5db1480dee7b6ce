"""Pure rules of partners: what may not be offered by telephone (code de la consommation, L.223-1).

It judges words, so it finds what is said openly; it must not know lists, campaigns or rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from callcenter.kit import shipped
from callcenter.kit.text import fold


@dataclass(frozen=True, slots=True)
class _Bans:
    """The data file, made ready: one pattern for all words, the offer each stands for, and what lifts a ban."""

    words: re.Pattern[str]
    first_words: frozenset[str]
    offer_of: Mapping[str, str]
    unless: Mapping[str, frozenset[str]]
    purposes: frozenset[str]


@cache
def _bans() -> _Bans:
    raw: dict[str, Any] = shipped.read("callcenter.partners", "banned_offers.yaml")
    offers = raw["offers"]
    offer_of = {word: code for code, offer in offers.items() for word in offer["words"]}
    longest_first = sorted(offer_of, key=len, reverse=True)
    return _Bans(
        words=re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"),
        first_words=frozenset(word.split()[0] for word in offer_of),
        offer_of=offer_of,
        unless={code: frozenset(offer.get("unless", ())) for code, offer in offers.items()},
        purposes=frozenset(raw["purposes"]),
    )


@lru_cache(maxsize=4096)
def banned_offers(text: str) -> frozenset[str]:
    """The banned offers a text names, whatever lifts them; the values of a column repeat, hence the cache."""
    bans, folded = _bans(), fold(text)
    if bans.first_words.isdisjoint(
        folded.split()
    ):  # a fifth of what the pattern takes, and nearly always enough
        return frozenset()
    return frozenset(bans.offer_of[word] for word in bans.words.findall(folded))


def banned_offer(text: str, purpose: str, *, basis: str | None = None) -> str | None:
    """The banned offer a text names for a campaign of this purpose, or None.

    `basis` is the consent basis it rests on; absent, every ban that some basis would lift is lifted: where
    no person is concerned yet, a running contract may still follow.
    """
    bans = _bans()
    if purpose not in bans.purposes:
        return None
    for offer in sorted(banned_offers(text)):
        lifted = bans.unless[offer]
        if not lifted or (basis is not None and basis not in lifted):
            return offer
    return None
