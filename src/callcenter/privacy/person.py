"""Pure: what is held of one customer, as sections of a page the partner can hand over (GDPR art. 15)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from callcenter.campaigns.rules import catalogue
from callcenter.kit.languages import texts
from callcenter.privacy.pages import Section, person_page

WORDS = texts(
    "person_file",
    {
        "title": ("Données détenues sur un client", "Data held of one customer"),
        "lead": (
            "Tout ce que le centre d’appels détient de cette personne. Pour le compte de :",
            "All that the call centre holds of this person. On behalf of:",
        ),
        "record": ("Fiche", "Record"),
        "calls": ("Appels", "Calls"),
        "outcomes": ("Résultats", "Outcomes"),
        "line": ("Ligne du fichier", "Line of the file"),
        "received": ("Confiée le", "Entrusted on"),
        "state": ("État", "State"),
        "objection": ("Opposition", "Objection"),
        "at": ("Date", "Date"),
        "campaign": ("Campagne", "Campaign"),
        "answered": ("Décroché", "Answered"),
        "result": ("Fin de l’appel", "End of the call"),
        "code": ("Résultat", "Outcome"),
        "appointment": ("Rendez-vous", "Appointment"),
        "note": ("Note de l’agent", "Agent’s note"),
        "details": ("Détails", "Details"),
        "yes": ("oui", "yes"),
        "no": ("non", "no"),
    },
)
"""What stands on the page beside what is held."""


HELD = texts(
    "person_field",
    {
        "civility": ("Civilité", "Title"),
        "last_name": ("Nom", "Last name"),
        "first_name": ("Prénom", "First name"),
        "full_name": ("Nom complet", "Full name"),
        "company": ("Entreprise", "Company"),
        "phone": ("Téléphone", "Telephone"),
        "other_phones": ("Autres téléphones", "Other telephones"),
        "email": ("E-mail", "E-mail"),
        "street": ("Adresse", "Street"),
        "postcode": ("Code postal", "Postcode"),
        "town": ("Ville", "Town"),
        "department": ("Département", "Department"),
        "language": ("Langue", "Language"),
        "client_reference": ("Référence client", "Client reference"),
        "product": ("Produit", "Product"),
        "date": ("Date", "Date"),
        "consent": ("Base légale et preuve", "Legal basis and proof"),
        "points": ("Points de conversation", "Talking points"),
        "extra": ("Autres données", "Other data"),
    },
)
"""What the fields of a record are called; one that is not named here shows under the name it is stored by."""


def _plain(value: Any) -> str:
    """A value of a record for the eye: nested ones as `name: value` pairs."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(_plain(inner) for inner in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def _given(entries: Mapping[str, Any]) -> dict[str, str]:
    return {name: _plain(value) for name, value in entries.items() if value not in (None, "", {}, [])}


def page(records: Sequence[Mapping[str, Any]], partner: str, at: datetime, language: str) -> str:
    """`records`: row, fields (the opened record and view), calls and outcomes of each, times in the partner's zone."""
    words = {name: text.of(language) for name, text in WORDS.items()}
    sections: list[Section] = []
    for record in records:
        row = record["row"]
        about = {
            words["line"]: row.line,
            words["received"]: record["received_at"],
            words["state"]: row.state,
            words["objection"]: words["yes" if row.objection else "no"],
        }
        heading = f"{words['record']} {row.reference} · {row.list_name}"
        held = {
            HELD[name].of(language) if name in HELD else name: value
            for name, value in record["fields"].items()
        }
        sections.append((heading, [_given(about), _given(held)]))
        sections.append((words["calls"], [_call(call, words) for call in record["calls"]]))
        sections.append((words["outcomes"], [_outcome(o, words, language) for o in record["outcomes"]]))
    lead = f"{words['lead']} {partner} · {_plain(at)}"
    return person_page(words["title"], lead, sections, language)


def _call(call: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, str]:
    return _given({words[name]: call[name] for name in ("at", "campaign", "answered", "result")})


def _outcome(outcome: Mapping[str, Any], words: Mapping[str, str], language: str) -> dict[str, str]:
    known = catalogue().get(outcome["code"])
    label = known.label.of(language) if known is not None else outcome["code"]
    shown = {words[name]: outcome[name] for name in ("appointment", "details", "note")}
    return _given({words["at"]: outcome["at"], words["code"]: label} | shown)
