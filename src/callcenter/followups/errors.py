"""Refusals of follow-ups."""

from callcenter.kit.errors import Conflict, Invalid


class FollowUpOpen(Conflict):
    code = "follow_up_open"
    fr = "Un bilan de suivi est déjà prévu pour cette personne. Ouvrez-le, ou changez sa date."
    en = "A follow-up is planned for this person already. Open it, or change its date."


class FollowUpOver(Conflict):
    code = "follow_up_over"
    fr = "Ce bilan est déjà établi : ses mots ne changent plus. Prévoyez le suivant."
    en = "This follow-up is issued already: its words no longer change. Plan the next one."


class WordsMissing(Invalid):
    code = "words_missing"
    fr = "Écrivez d’abord ce que vous avez dit ensemble."
    en = "Write first what you said to each other."
