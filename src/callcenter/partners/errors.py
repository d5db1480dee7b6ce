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
    fr = "Des rendez-vous sont pris sur ce créneau : retirez-le avec eux, ou fermez-le aux suivants."
    en = "Appointments are booked on this slot: withdraw it with them, or close it to further ones."


class SlotBelowBooked(Conflict):
    code = "slot_below_booked"
    fr = "Il y a déjà plus de rendez-vous sur ce créneau. Gardez au moins autant de places."
    en = "There are more appointments on this slot already. Keep at least as many places."


class SlotChangedMeanwhile(Conflict):
    code = "slot_changed_meanwhile"
    fr = "Les rendez-vous de ce créneau ont changé entre-temps. Relisez-les, puis confirmez."
    en = "The appointments of this slot changed meanwhile. Read them again, then confirm."


class SlotInvalid(Invalid):
    code = "slot_invalid"
    fr = "Un créneau doit être à venir, finir après son début et durer au plus 12 heures."
    en = "A slot must lie ahead, end after it starts and last at most 12 hours."


class SlotFileEmpty(Invalid):
    code = "slot_file_empty"
    fr = "Ce fichier est vide."
    en = "This file is empty."


class SlotFileIsWorkbook(Invalid):
    code = "slot_file_is_workbook"
    fr = "Ce fichier est un classeur ou un PDF. Enregistrez-le en CSV, ou exportez le calendrier en ICS."
    en = "This file is a workbook or a PDF. Save it as CSV, or export the calendar as ICS."


class SlotFileNoColumns(Invalid):
    code = "slot_file_no_columns"
    fr = (
        "Aucune ligne de titres reconnue : il faut au moins « date » et « début », ou « début » avec la date."
    )
    en = "No line of headings was recognised: at least “date” and “start” are needed, or “start” with the date."


class SlotFileTooLong(Invalid):
    code = "slot_file_too_long"
    fr = "Ce fichier a trop de lignes. Coupez-le en plusieurs."
    en = "This file has too many lines. Cut it into several."


class SlotFileDamaged(Invalid):
    code = "slot_file_damaged"
    fr = "Ce fichier ne se laisse pas lire. Exportez-le à nouveau, en CSV ou en ICS."
    en = "This file cannot be read. Export it again, as CSV or ICS."


class RecipientInvalid(Invalid):
    code = "recipient_invalid"
    fr = "Ce n’est pas votre clé publique age : elle commence par « age1 » ; age-keygen l’affiche."
    en = "This is not your public age key: it begins with “age1”; age-keygen shows it."


class RecipientMissing(Conflict):
    code = "recipient_missing"
    fr = "Enregistrez d’abord votre clé publique age dans vos échanges sécurisés."
    en = "First store your public age key among your secure exchanges."


class EncryptedOnly(Conflict):
    code = "encrypted_only"
    fr = "Votre entreprise a choisi de ne recevoir que des fichiers chiffrés. Demandez la version chiffrée."
    en = "Your company chose to receive encrypted files only. Ask for the encrypted version."
