"""What can go wrong when somebody sits beside an apprentice."""

from callcenter.kit.errors import Conflict


class BesideAlready(Conflict):
    code = "beside_already"
    fr = "Quelqu’un est déjà à côté de cette personne."
    en = "Somebody is beside this person already."


class WordGiven(Conflict):
    code = "word_given"
    fr = "Un mot a déjà été laissé sur cet appel : il ne change plus."
    en = "A word was left on this call already: it no longer changes."
