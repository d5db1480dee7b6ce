"""What can go wrong with partners, agreements and slots."""

from callcenter.kit.errors import Conflict, Invalid


class PurposeNotAgreed(Invalid):
    code = "purpose_not_agreed"
    fr = "Votre convention ne prévoit pas cet usage. Contactez le centre pour la compléter."
    en = "Your agreement does not cover this purpose. Contact the centre to extend it."


class OfferBanned(Invalid):
    """`fields` names where it stands and which offer it is: training_account, energy_renovation, home_adaptation."""

    code = "offer_banned"
    fr = (
        "La loi interdit de proposer cela par téléphone : CPF, rénovation énergétique, adaptation du logement "
        "hors contrat en cours (code de la consommation, L.223-1)."
    )
    en = (
        "The law bans offering this by telephone: training account (CPF), energy renovation, adaptation of homes "
        "without a running contract (code de la consommation, L.223-1)."
    )


class BasisNotAgreed(Invalid):
    code = "basis_not_agreed"
    fr = "Votre convention ne prévoit pas cette base légale."
    en = "Your agreement does not cover this legal basis."


class ConsentInvalid(Invalid):
    """`fields`: consent.on in_future, consent.channel or consent.proof contact_data."""

    code = "consent_invalid"
    fr = "La date ne peut pas être à venir, et le canal et la preuve ne peuvent contenir ni numéro ni e-mail."
    en = "The date cannot lie in the future, and channel and proof may hold neither a number nor an e-mail."


class SlotTaken(Conflict):
    code = "slot_taken"
    fr = "Ce créneau vient d’être pris. Choisissez-en un autre."
    en = "This slot has just been taken. Choose another one."


class SlotInUse(Conflict):
    code = "slot_in_use"
    fr = "Des rendez-vous sont déjà pris sur ce créneau : il ne peut plus être retiré."
    en = "Appointments are already booked on this slot: it can no longer be removed."


class SlotInvalid(Invalid):
    code = "slot_invalid"
    fr = "Un créneau doit être à venir, finir après son début et durer au plus 12 heures."
    en = "A slot must lie ahead, end after it starts and last at most 12 hours."
