"""What can go wrong with assessments and plans."""

from callcenter.kit.errors import Conflict, Invalid


class AssessmentOpen(Conflict):
    code = "assessment_open"
    fr = "Un bilan est déjà en cours pour cette personne. Terminez-le ou retirez-le d’abord."
    en = "An assessment is under way for this person already. Finish it or withdraw it first."


class AssessmentMoved(Conflict):
    code = "assessment_moved"
    fr = "Le bilan n’en est plus là. Regardez de nouveau l’écran."
    en = "The assessment has moved on. Look at the screen again."


class AssessmentUnfinished(Conflict):
    code = "assessment_unfinished"
    fr = "Le bilan n’est pas complet : il manque des réponses ou des notes."
    en = "The assessment is not complete: answers or marks are missing."


class BlockUnknown(Invalid):
    code = "block_unknown"
    fr = "Choisissez au moins une épreuve de la liste, chacune une seule fois."
    en = "Choose at least one part of the list, each only once."


class BlockInvalid(Invalid):
    code = "block_invalid"
    fr = "Cette épreuve ne peut pas être publiée telle quelle. Corrigez les points indiqués."
    en = "This part can’t be published as it is. Correct the points named."


class BlockMoved(Conflict):
    code = "block_moved"
    fr = "Une autre version a été publiée entre-temps, ou rien n’a changé. Rechargez la page."
    en = "Another version was published meanwhile, or nothing has changed. Reload the page."


class PlanMoved(Conflict):
    code = "plan_moved"
    fr = "Le plan a changé entre-temps. Relisez-le avant de continuer."
    en = "The plan changed meanwhile. Read it again before you go on."


class PlanInvalid(Invalid):
    code = "plan_invalid"
    fr = "Un module du plan n’existe pas, y est deux fois, ou vient avant un module dont il a besoin."
    en = "A module of the plan does not exist, stands twice, or comes before one that it needs."


class SignedAlready(Conflict):
    code = "plan_signed_already"
    fr = "Ce plan est déjà signé."
    en = "This plan is signed already."
