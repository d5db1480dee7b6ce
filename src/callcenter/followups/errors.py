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


class PlanUnsigned(Conflict):
    code = "plan_unsigned"
    fr = "Le plan a changé et n’est pas signé. Signez-le d’abord : l’apprenti le verra et pourra le signer."
    en = "The plan changed and is not signed. Sign it first: the apprentice will see it and may sign it."


class WordsMissing(Invalid):
    code = "words_missing"
    fr = "Écrivez d’abord ce que vous avez dit ensemble."
    en = "Write first what you said to each other."
