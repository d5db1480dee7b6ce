"""What can go wrong in training."""

from callcenter.kit.errors import Conflict, Invalid


class ReferentialFrozen(Conflict):
    code = "referential_frozen"
    fr = "Des preuves ont été données sous cette version : elle ne change plus. Faites-en une nouvelle version."
    en = "Evidence was given under this version: it no longer changes. Make a new version of it."


class ReferentialExists(Conflict):
    code = "referential_exists"
    fr = "Cette version existe déjà. Donnez-lui un autre numéro de version."
    en = "This version exists already. Give it another version number."


class ReferentialInvalid(Invalid):
    code = "referential_invalid"
    fr = "Ce n’est pas un référentiel : il manque un bloc, une compétence ou un titre, ou un code est en double."
    en = "This file is no referential: a block, a competence or a title is missing, or a code stands twice."


class ScenarioUnknown(Conflict):
    code = "scenario_unknown"
    fr = "Cet appel d’entraînement n’existe plus. Choisissez-en un autre."
    en = "This practice call no longer exists. Choose another one."


class PracticeOpen(Conflict):
    code = "practice_open"
    fr = "Vous avez déjà un appel d’entraînement ouvert. Finissez-le d’abord."
    en = "You have a practice call open already. Finish it first."


class PracticeState(Conflict):
    code = "practice_state"
    fr = "L’appel d’entraînement n’en est plus là. Regardez de nouveau l’écran."
    en = "The practice call has moved on. Look at the screen again."


class DebriefAnsweredAlready(Conflict):
    code = "debrief_answered_already"
    fr = "Vous avez déjà répondu à ce retour. Votre première réponse reste."
    en = "You have answered this debrief already. Your first answer stays."


class EvidenceMissing(Invalid):
    code = "evidence_missing"
    fr = "Choisissez au moins une preuve de cette compétence, ou écrivez ce que vous avez observé."
    en = "Choose at least one piece of evidence for this competence, or write what you saw."


class CompetenceUnknown(Invalid):
    code = "competence_unknown"
    fr = "Cette compétence n’est pas dans le référentiel de cette personne."
    en = "This competence is not in this person’s referential."


class GateSuspended(Conflict):
    code = "gate_suspended"
    fr = "Cette condition est déjà levée pour cette personne."
    en = "This condition is lifted for this person already."
