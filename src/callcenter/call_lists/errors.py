"""What can go wrong with call lists."""

from callcenter.kit.errors import Conflict, Invalid


class ListState(Conflict):
    code = "list_state"
    fr = "La liste n’en est plus à cette étape. Rechargez la page."
    en = "The list is no longer at this stage. Reload the page."


class PreviewNotReady(Conflict):
    code = "preview_not_ready"
    fr = "L’aperçu n’est pas encore prêt. Patientez un instant."
    en = "The preview is not ready yet. Wait a moment."


class UploadEmpty(Invalid):
    code = "file_empty"
    fr = "Aucun fichier n’a été reçu, ou il est vide."
    en = "No file was received, or it is empty."


class QuestionsOpen(Invalid):
    """`fields`: each part of the reading that is still open, as `unanswered`."""

    code = "questions_open"
    fr = "Répondez d’abord aux questions sur la lecture du fichier."
    en = "Answer the questions about reading the file first."


class MappingInvalid(Invalid):
    """`fields`: column_twice, column_unknown, use_not_allowed, field_twice or no_phone_column."""

    code = "mapping_invalid"
    fr = "L’affectation des colonnes est à corriger."
    en = "The mapping of the columns needs to be corrected."


class NoPhoneColumn(MappingInvalid):
    code = "no_phone_column"
    fr = "Indiquez la colonne qui contient le numéro à appeler."
    en = "Say which column holds the number to call."


class NoReferenceColumn(MappingInvalid):
    code = "no_reference_column"
    fr = "Pour mettre à jour, indiquez la colonne qui contient votre référence client."
    en = "To update, say which column holds your client reference."


class TargetInvalid(Invalid):
    code = "target_invalid"
    fr = "Un fichier qui complète, met à jour ou remplace doit nommer une de vos listes importées, du même usage."
    en = "A file that adds, updates or replaces must name one of your imported lists, of the same purpose."


class NothingToMend(Conflict):
    code = "nothing_to_mend"
    fr = "Aucune ligne refusée n’est gardée pour ce fichier. Elles sont effacées après deux semaines."
    en = "No refused line is kept for this file. They are deleted after two weeks."


class RefusedFileNotReady(Conflict):
    code = "refused_file_not_ready"
    fr = "Le fichier des lignes refusées n’est pas prêt. Patientez un instant, ou demandez-le à nouveau."
    en = "The file of refused lines is not ready. Wait a moment, or ask for it again."


class ListHoldsContacts(Conflict):
    code = "list_holds_contacts"
    fr = "Cette liste contient des contacts : détruisez-la, vous recevrez le certificat de destruction."
    en = "This list holds contacts: destroy it, and you receive the certificate of its destruction."


class CampaignMismatch(Conflict):
    code = "campaign_mismatch"
    fr = "La campagne doit être du même partenaire et du même usage que la liste, et ne pas être close."
    en = "The campaign must be of the same partner and purpose as the list, and not be closed."
