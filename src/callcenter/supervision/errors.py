"""What can go wrong when the journal is read."""

from callcenter.kit.errors import Conflict


class NothingSigned(Conflict):
    code = "nothing_signed"
    fr = "Le journal n’est pas encore signé. Réessayez dans une minute."
    en = "The journal is not signed yet. Try again in a minute."
