"""What can go wrong with canaries."""

from callcenter.kit.errors import Conflict, Invalid


class CanaryNumber(Invalid):
    code = "canary_number"
    fr = "Ce numéro n’est pas lisible. Écrivez un numéro du centre, par exemple 0590 12 34 56."
    en = "This number cannot be read. Write a number of the centre, such as 0590 12 34 56."


class CanaryState(Conflict):
    code = "canary_state"
    fr = "Cette fiche témoin n’est pas en place."
    en = "This canary contact is not in place."
