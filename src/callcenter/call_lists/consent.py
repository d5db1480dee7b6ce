"""Why a person may be called, as a row says or a partner declares (code de la consommation, L.223-1).

Pure; it must not know the other columns of a row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcenter.call_lists.days import Days
from callcenter.kit.text import clean, fold

BASES = ("consent", "contract", "b2b", "after_sales")


@dataclass(frozen=True, slots=True)
class Consent:
    """Basis, when (ISO 8601) and how it was given, and where the proof is kept; empty when not said."""

    basis: str
    on: str = ""
    channel: str = ""
    proof: str = ""


Verdict = tuple[dict[str, str] | None, str | None]
"""The record to seal and, when it does not allow a call, the reason."""

_WORDS = {
    "consent": "consent|consentement|accord|opt in|optin|oui|yes|true|vrai|1|o|y|x|ok",
    "contract": "contract|contrat|contrat en cours|client|execution du contrat|running contract",
    "b2b": "b2b|pro|professionnel|professional|entreprise",
    "after_sales": "after sales|apres vente|sav|service apres vente",
    "refused": "non|no|false|faux|0|n|refus|refuse|opt out|optout|oppose",
}
_BASIS_OF = {word: basis for basis, words in _WORDS.items() for word in words.split("|")}


_BARE = frozenset(re.findall(r"\w+", "oui yes true vrai 1 o y x ok non no false faux 0 n client pro"))


def names_a_basis(value: str) -> bool:
    """Whether a value names a basis by a word that means nothing else."""
    said = fold(value)
    return said in _BASIS_OF and said not in _BARE


_NO_OPPOSITION = frozenset({
    "non", "no", "n", "0", "false", "faux", "aucune", "aucun", "none", "null", "nan", "neant",
    "rien", "ras", "na", "n a",
})  # fmt: skip


def opposes(value: str) -> bool:
    """Whether a cell of a column of oppositions (« Ne pas appeler », « Opt-out ») says no to calls: whatever it holds
    but a plain denial, for a date, a cross or a reason there all mean that the person refused."""
    said = value.strip(" \t\r\n\xa0.-–—_/")
    return bool(said) and fold(said) not in _NO_OPPOSITION


def completed(consent: Consent, declared: Consent | None) -> Consent:
    """A row's own consent with the date, channel and proof it leaves out, as declared for the same basis."""
    if declared is None or declared.basis != consent.basis:
        return consent
    return Consent(
        consent.basis,
        consent.on or declared.on,
        consent.channel or declared.channel,
        consent.proof or declared.proof,
    )


def verdict(consent: Consent | None, agreed: Sequence[str]) -> Verdict:
    """What to seal, and why no call is allowed: nothing declared, or a basis outside the agreement."""
    if consent is None:
        return None, "no_consent_basis"
    said = {"basis": consent.basis, "on": consent.on, "channel": consent.channel, "proof": consent.proof}
    reason = None if consent.basis in agreed else "basis_not_agreed"
    return {name: value for name, value in said.items() if value}, reason


REFUSED = "refused"
"""The basis of a record whose person said no; its `on` is the day of that word, at the latest that of the file."""


def lifts(said: Mapping[str, str] | None, refused: Mapping[str, str], declared_on: str) -> bool:
    """Whether a row's consent takes back a refusal: by a later date of its own, not by the one that was declared."""
    on = (said or {}).get("on", "")
    since = refused.get("on")
    return bool(since) and on > str(since) and on != declared_on


_DAYS = Days()


def read_consent(
    basis: str, on: str, channel: str, proof: str, *, days: Days = _DAYS
) -> tuple[Consent | None, list[tuple[str, str]]]:
    """A row's own consent, None when it names no basis, and remarks (field, code) on what is unreadable."""
    if not basis.strip():
        return None, []
    found = _BASIS_OF.get(fold(basis))
    if found is None:
        return None, [("consent_basis", "consent_basis_unknown")]
    day, code = days.read(on) if on.strip() else (None, None)
    code = "consent_date_unreadable" if code == "date_unreadable" else code
    consent = Consent(found, day or "", clean(channel), clean(proof))
    return consent, [("consent_date", code)] if code else []
