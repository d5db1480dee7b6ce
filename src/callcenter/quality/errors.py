"""What can go wrong when calls are reviewed."""

from callcenter.kit.errors import CallcenterError, Conflict


class SelfFirst(Conflict):
    code = "self_first"
    fr = "L’apprenti évalue d’abord son appel lui-même. Il a sept jours pour le faire."
    en = "The apprentice weighs the call first. There are seven days for that."


class MarksMissing(CallcenterError):
    code, status = "marks_missing", 422
    fr = "Donnez une appréciation à chaque critère de la grille, et à aucun autre."
    en = "Give a mark to each criterion of the grid, and to no other."


class ReviewOver(Conflict):
    code = "review_over"
    fr = "Cette évaluation est terminée ou en est à une autre étape. Rechargez la page."
    en = "This review is over or has come to another step. Reload the page."


class ScoredAlready(Conflict):
    code = "scored_already"
    fr = "Deux personnes ont déjà noté cet appel, ou vous l’avez déjà noté."
    en = "Two people have scored this call already, or you have."


class WordsHoldContactData(CallcenterError):
    code, status = "words_hold_contact_data", 422
    fr = "Le texte semble contenir un numéro, un e-mail ou une adresse. Écrivez-le autrement."
    en = "The text seems to hold a number, an e-mail or an address. Write it another way."
