"""Pure rules of outcomes: which payload a code needs, and what of it is kept."""

from typing import Any

from callcenter.campaigns.rules import Outcome
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
    kept = given.model_dump(mode="json", exclude_none=True, exclude={"code", "note", "callback_for"})
    if given.callback_at is not None:
        kept["callback_for"] = given.callback_for
    return kept
