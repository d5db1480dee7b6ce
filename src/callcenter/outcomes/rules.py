"""Pure rules of outcomes: which payload a code needs, what of it is kept, and who of the closed may be called again."""

from datetime import datetime
from typing import Any

from callcenter.campaigns.rules import Outcome
from callcenter.kit.languages import texts
from callcenter.outcomes.schemas import OutcomeCreate

_LOYALTY = {"offer_accepted": "accepted", "kept": "kept", "terminated": "terminated"}
"""Loyalty codes that name a decision; the form must agree with them."""


def missing_details(outcome: Outcome, given: OutcomeCreate) -> dict[str, str]:
    """Which parts of the payload the outcome needs and lacks, or has and must not have: field → reason code."""
    present = {
        "slot": given.appointment is not None,
        "loyalty": given.loyalty is not None,
        "after_sales": given.after_sales is not None,
        "callback_at": given.callback_at is not None,
        "reason": given.reason is not None,
    }
    fields = {"slot": "appointment.slot_id"}
    wrong = {fields.get(n, n): "missing" for n in outcome.needs if not present[n]}
    wrong |= {fields.get(n, n): "unexpected" for n, has in present.items() if has and n not in outcome.needs}
    if given.reason is not None and given.reason not in outcome.reasons:
        wrong.setdefault("reason", "unknown")
    decision = _LOYALTY.get(outcome.code)
    if given.loyalty is not None and decision is not None and given.loyalty.decision != decision:
        wrong["loyalty.decision"] = "contradicts"
    return wrong


def details_of(given: OutcomeCreate) -> dict[str, Any]:
    """The typed payload as stored: closed choices and ids only."""
    kept = given.model_dump(
        mode="json", exclude_none=True, exclude={"code", "note", "callback_for", "appointment_id"}
    )
    if given.callback_at is not None:
        kept["callback_for"] = given.callback_for
    return kept


# --- opening again ------------------------------------------------------------------------------------------

CLOSED = ("done", "blocked", "review")
"""States that a contact leaves by a person's word alone."""

_GROUPS = {
    "do_not_call": "opposition",  # for good: code de la consommation L.223-1, RGPD art. 21
    "gdpr_request": "opposition",
    "suppressed": "suppressed",  # on a do-not-call list, or kept from everybody by the conflict screen
    "consent_refused": "opposition",
    "no_consent_basis": "consent",  # L.223-1: no call without a basis
    "basis_not_agreed": "consent",
    "consent_date_in_future": "consent",
    "offer_banned": "offer_banned",
    "withdrawn": "withdrawn",
    "list_closed": "destroyed",
    "unallocated": "number",  # whoever has that number is not the person: nobody may be disturbed in their place
    "wrong_number": "number",
    "wrong_person": "number",
    "deceased": "person",
    "minor": "person",
    "known_person": "known_person",  # the vault is about to give it to the others
}


def stays_closed(state: str, reason: str | None) -> str | None:
    """Why contacts closed for this reason are not opened again, a key of `KEPT`; None when they may be."""
    if state not in CLOSED:
        return "not_closed"
    return _GROUPS.get(reason or "") or ("blocked" if state == "blocked" else None)


KEPT = texts(
    "kept_closed",
    {
        "not_closed": (
            "Cette fiche n’est pas terminée : elle sera appelée à son tour.",
            "This contact is not closed: it will be called in its turn.",
        ),
        "opposition": (
            "La personne ne veut plus être appelée : c’est pour toujours.",
            "The person does not want to be called any more: that is for good.",
        ),
        "suppressed": (
            "Numéro à ne pas appeler : seule la page « Ne plus appeler » peut le retirer.",
            "A number not to be called: only the page “Do not call” can take it off.",
        ),
        "consent": (
            "Rien ne permet d’appeler : le partenaire doit d’abord dire sur quelle base.",
            "Nothing allows a call: the partner has to declare the basis first.",
        ),
        "offer_banned": (
            "La loi interdit cette offre au téléphone.",
            "The law bans this offer from the telephone.",
        ),
        "withdrawn": (
            "Le partenaire a retiré la personne de sa liste.",
            "The partner took the person off its list.",
        ),
        "destroyed": ("Les données sont détruites.", "The data is destroyed."),
        "number": (
            "Ce numéro n’est pas celui de la personne.",
            "This number is not the person’s.",
        ),
        "person": (
            "La personne est mineure ou décédée.",
            "The person is a minor or deceased.",
        ),
        "known_person": (
            "Un apprenti connaît la personne : la fiche part bientôt chez les autres.",
            "An apprentice knows the person: the contact goes to the others shortly.",
        ),
        "blocked": ("Cette fiche ne doit pas être appelée.", "This contact must not be called."),
        "appointment": (
            "Un rendez-vous est prévu : il se confirme, se déplace ou s’annule.",
            "An appointment is ahead: it is confirmed, moved or cancelled.",
        ),
        "no_appointment": (
            "Plus de rendez-vous à confirmer.",
            "No appointment left to confirm.",
        ),
        "refused": (
            "La personne a refusé : 60 jours sans appel.",
            "The person refused: 60 days without a call.",
        ),
        "list_not_ready": ("Sa liste n’est pas prête.", "Its list is not ready."),
    },
)
"""Why a contact stays closed, in words."""


def whole_seconds(begin: datetime | None, end: datetime) -> int:
    """Whole seconds between two moments, as reports count them; 0 without a beginning, never less."""
    return 0 if begin is None else max(0, int((end - begin).total_seconds()))
