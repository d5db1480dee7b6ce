"""What can go wrong with do-not-call lists."""

from callcenter.kit.errors import Conflict, Invalid


class OrderState(Conflict):
    code = "order_state"
    fr = "Cette demande n’en est plus à cette étape. Rechargez la page."
    en = "This request is no longer at this stage. Reload the page."


class NumbersEmpty(Invalid):
    code = "numbers_empty"
    fr = "Aucun numéro n’a été reçu : écrivez-en au moins un ou choisissez un fichier qui en contient."
    en = "No number was received: type at least one or choose a file that holds some."


class ScreenStaysShut(Invalid):
    code = "screen_stays_shut"
    fr = "Le filtre des conflits ne se consulte pas : on y inscrit un numéro ou on l’en retire."
    en = "The conflict screen cannot be consulted: a number can be entered or taken off."


class ReasonDoesNotFit(Invalid):
    code = "reason_does_not_fit"
    fr = "Choisissez un motif prévu pour cette demande."
    en = "Choose a reason meant for this request."


class AgentUnknown(Invalid):
    code = "agent_unknown"
    fr = "Choisissez un conseiller de votre site."
    en = "Choose an agent of your site."
