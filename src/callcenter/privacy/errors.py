"""What can go wrong at the end of data."""

from callcenter.kit.errors import Conflict, Invalid


class ListEnding(Conflict):
    code = "list_ending"
    fr = "La destruction de cette liste est déjà ordonnée ou faite."
    en = "The destruction of this list is already ordered or done."


class PersonStage(Conflict):
    code = "person_stage"
    fr = "Cette demande n’en est plus à cette étape. Rechargez la page."
    en = "This request is no longer at this stage. Reload the page."


class PartnerUnknown(Invalid):
    code = "partner_unknown"
    fr = "Indiquez l’entreprise dont cette personne est cliente."
    en = "Say which company this person is a customer of."


class ReaderKeyInvalid(Invalid):
    code = "reader_key_invalid"
    fr = "La clé de lecture du navigateur n’est pas valable. Rechargez la page et recommencez."
    en = "The browser’s reading key is not valid. Reload the page and try again."


class LearnerActive(Conflict):
    code = "learner_active"
    fr = "Cette personne peut encore se connecter. Désactivez d’abord son compte."
    en = "This person can still sign in. Disable the account first."
