"""What can go wrong when practice calls are scored by two."""

from callcenter.kit.errors import Conflict


class ScoredByTwo(Conflict):
    code = "scored_by_two"
    fr = "Vous avez déjà noté cet appel, ou deux formateurs l’ont noté. Vos premières notes restent."
    en = "You have scored this call already, or two trainers have. Your first marks stay."


class NotYoursToAgree(Conflict):
    code = "not_yours_to_agree"
    fr = "Seuls les deux formateurs qui ont noté cet appel se mettent d’accord, une fois que les deux l’ont noté."
    en = "Only the two trainers who scored this call agree on it, once both have scored it."


class AgreedAlready(Conflict):
    code = "agreed_already"
    fr = "Vous êtes déjà d’accord sur cet appel : ces notes restent."
    en = "You have agreed on this call already: those marks stay."
