"""The error tree: every refusal has a class, a stable code, an HTTP status and a sentence in each language.

Features derive their own errors from these; nothing here knows which feature raised it or how it is rendered.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from callcenter.kit.languages import Text


class CallcenterError(Exception):
    """Base of every refusal. `code` is part of the API and never changes; the sentences never hold input.

    Further languages find the sentence by its code, in their section `errors`.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 400
    fr: ClassVar[str]
    en: ClassVar[str]

    def __init__(
        self,
        *,
        fields: Mapping[str, str] | None = None,
        retry_after: int | None = None,
        next_at: datetime | None = None,
    ) -> None:
        """`fields` maps a field's name to a reason code; `retry_after` is in seconds; `next_at` is what would do."""
        super().__init__(self.code)
        self.fields = dict(fields or {})
        self.retry_after = retry_after
        self.next_at = next_at

    def sentence(self, language: str) -> str:
        return Text("errors", self.code, self.fr, self.en).of(language)


class NotFound(CallcenterError):
    """Not there, or not the caller's: the answer is the same."""

    code, status = "not_found", 404
    fr = "Cet élément n’existe pas ou ne vous est pas ouvert."
    en = "This item does not exist or is not open to you."


class NotAllowed(CallcenterError):
    code, status = "not_allowed", 403
    fr = "Votre rôle ne permet pas cette action."
    en = "Your role does not allow this action."


class Conflict(CallcenterError):
    """A guarded state change found another state than it needs."""

    code, status = "conflict", 409
    fr = "L’état a changé entre-temps. Rechargez la page et recommencez."
    en = "The state changed meanwhile. Reload the page and try again."


class Invalid(CallcenterError):
    """The payload itself is wrong: `fields` says where, never what was sent."""

    code, status = "invalid", 422
    fr = "Certains champs sont à corriger."
    en = "Some fields need to be corrected."


class TooLarge(CallcenterError):
    code, status = "too_large", 413
    fr = "L’envoi dépasse la taille permise."
    en = "The upload is larger than allowed."


class Unavailable(CallcenterError):
    """Something the service depends on is away; the same request may succeed in a moment."""

    code, status = "unavailable", 503
    fr = "Le service est momentanément indisponible. Réessayez dans un instant."
    en = "The service is unavailable for a moment. Try again shortly."


class DatabaseAway(Unavailable):
    code = "database_away"
    fr = "La base de données ne répond pas. Rien n’est perdu : réessayez dans un instant."
    en = "The database does not answer. Nothing is lost: try again in a moment."
