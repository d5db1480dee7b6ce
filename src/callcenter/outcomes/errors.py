"""What can go wrong when an outcome is recorded or results are asked for."""

from callcenter.kit.errors import Conflict, Invalid


class OutcomeDoesNotFit(Invalid):
    code = "outcome_does_not_fit"
    fr = "Ce résultat ne correspond pas à cette campagne ou à cet appel. Choisissez-en un autre."
    en = "This outcome does not fit this campaign or this call. Choose another one."


class DetailsMissing(Invalid):
    code = "details_missing"
    fr = "Il manque une réponse pour ce résultat. Complétez le formulaire."
    en = "An answer is missing for this outcome. Complete the form."


class AppointmentGone(Conflict):
    code = "appointment_gone"
    fr = "Ce rendez-vous vient de changer. Relisez-le : proposez une autre date, ou notez « annulé »."
    en = "This appointment has just changed. Read it again: offer another date, or record “cancelled”."


class AppointmentChanged(Conflict):
    code = "appointment_changed"
    fr = "Ce rendez-vous est passé, ou vient d’être déplacé ou annulé. Regardez la liste à nouveau."
    en = "This appointment is over, or was just moved or cancelled. Look at the list again."


class AppointmentAhead(Conflict):
    code = "appointment_ahead"
    fr = "Cette personne a déjà un rendez-vous à venir. Déplacez-le."
    en = "This person has an appointment ahead already. Move it."


class ContactHeld(Conflict):
    code = "contact_held"
    fr = "Un apprenti a cette fiche en main. Attendez son résultat, ou reprenez-la dans la salle."
    en = "An apprentice has this contact in hand. Wait for the outcome, or take it back in the room."


class NotBookable(Conflict):
    """`fields` names the rule that keeps the contact closed."""

    code = "not_bookable"
    fr = "Cette personne ne peut pas recevoir de rendez-vous : sa fiche est fermée pour de bon."
    en = "This person cannot be given an appointment: the contact is closed for good."


class NoteHoldsContactData(Invalid):
    code = "note_holds_contact_data"
    fr = "La note ne doit contenir ni numéro, ni adresse, ni e-mail, ni référence bancaire. Reformulez-la."
    en = "The note must hold no number, address, e-mail or bank reference. Rephrase it."


class NoteNotCompared(Conflict):
    code = "note_not_compared"
    fr = "La note est encore comparée avec la fiche. Attendez quelques secondes."
    en = "The note is still being compared with the record. Wait a few seconds."


class NoteWithheld(Conflict):
    code = "note_withheld"
    fr = "Cette note contient des données du contact. Réécrivez-la ou écartez-la."
    en = "This note holds data of the contact. Rewrite it or discard it."


class NotLate(Conflict):
    """The contact is still in hand, or its outcome is recorded, or its end is days ago."""

    code = "not_late"
    fr = "Rien n’est à envoyer : la fiche est encore à vous, ou son résultat est déjà noté."
    en = "Nothing to send: the contact is still yours, or its outcome is already recorded."


class TooLateToCorrect(Conflict):
    code = "too_late_to_correct"
    fr = "Ce résultat ne peut plus être corrigé ici. Demandez à votre encadrant."
    en = "This outcome can no longer be corrected here. Ask your supervisor."


class ResultsNotReady(Conflict):
    code = "results_not_ready"
    fr = "Le fichier de résultats n’est pas encore prêt. Attendez quelques secondes."
    en = "The results file is not ready yet. Wait a few seconds."


class NotReopened(Conflict):
    """`fields` names the rule that keeps the contact or the group closed."""

    code = "not_reopened"
    fr = "Cela ne peut pas être rouvert : la loi, la personne ou le partenaire s’y oppose."
    en = "This cannot be opened again: the law, the person or the partner stands against it."


class NothingToReopen(Conflict):
    code = "nothing_to_reopen"
    fr = "Plus aucune fiche de ce groupe ne peut être rouverte. Regardez la liste à nouveau."
    en = "No contact of this group can be opened again any more. Look at the list again."
