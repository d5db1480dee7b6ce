"""Refusals of hours."""

from callcenter.kit.errors import Invalid


class SessionInvalid(Invalid):
    code = "session_invalid"
    fr = "Une séance commence et finit le même jour, dure 10 heures au plus et n’est pas dans le futur."
    en = "A session begins and ends on one day, lasts 10 hours at most and is not in the future."
