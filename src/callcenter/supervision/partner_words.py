"""What a partner's journal says in words: actions, who did them, headings and the note beside an extract."""

from callcenter.kit.languages import Text, texts

ACTION = texts(
    "partner_journal",
    {
        "call_list.added": ("Liste annoncée", "List announced"),
        "call_list.received": ("Fichier reçu et scellé", "File received and sealed"),
        "call_list.inspected": ("Fichier lu par le coffre", "File read by the vault"),
        "call_list.mapped": ("Colonnes confirmées", "Columns confirmed"),
        "call_list.imported": ("Liste importée", "List imported"),
        "call_list.failed": ("Fichier refusé", "File refused"),
        "call_list.cancelled": ("Liste abandonnée", "List given up"),
        "call_list.removed": ("Liste effacée", "List deleted"),
        "call_list.attached": ("Liste mise en campagne", "List put into a campaign"),
        "call_list.report_read": ("Rapport d’import téléchargé", "Import report downloaded"),
        "hand_out.started": ("Fiche masquée remise à un conseiller", "Masked card handed to an adviser"),
        "outcome.recorded": ("Résultat d’appel enregistré", "Outcome of a call recorded"),
        "contact.suppressed": ("Numéro inscrit parmi les oppositions", "Number put on the do-not-call list"),
        "contact.opened": ("Fiches ouvertes par le coffre", "Records opened by the vault"),
        "results.requested": ("Résultats demandés", "Results requested"),
        "results.downloaded": ("Résultats téléchargés", "Results downloaded"),
        "appointment.booked": ("Rendez-vous pris par le centre", "Appointment made by the centre"),
        "appointment.moved": ("Rendez-vous déplacé hors appel", "Appointment moved without a call"),
        "appointment.cancelled": ("Rendez-vous annulé hors appel", "Appointment cancelled without a call"),
        "appointments.downloaded": ("Agenda téléchargé", "Calendar downloaded"),
        "journal.extracted": ("Extrait du journal téléchargé", "Extract of the journal downloaded"),
        "partner.added": ("Société et convention créées", "Company and agreement entered"),
        "partner.agreement_changed": ("Convention modifiée", "Agreement changed"),
        "slot.added": ("Créneaux offerts", "Slots offered"),
        "slot.changed": ("Créneau modifié", "Slot changed"),
        "slot.removed": ("Créneau retiré", "Slot withdrawn"),
        "slot.withdrawn": ("Créneau retiré avec ses rendez-vous", "Slot withdrawn with its appointments"),
        "campaign.changed": ("Campagne modifiée", "Campaign changed"),
        "campaign.state_changed": (
            "Campagne ouverte, en pause ou close",
            "Campaign opened, paused or closed",
        ),
        "token.made": ("Jeton créé", "Token made"),
        "token.revoked": ("Jeton révoqué", "Token revoked"),
        "token.used": ("Jeton utilisé", "Token used"),
        "call_list.reread": ("Fichier à relire autrement", "File to be read in another way"),
        "call_list.reread_refused": ("Relecture refusée", "New reading refused"),
        "call_list.consent_declared": ("Base légale déclarée", "Consent basis declared"),
        "call_list.consent_applied": (
            "Base légale appliquée à la liste",
            "Consent basis applied to the list",
        ),
        "call_list.paused": ("Import mis en pause", "Import paused"),
        "call_list.resumed": ("Import repris", "Import resumed"),
        "call_list.confirmed": ("Changements de la liste confirmés", "Changes of the list confirmed"),
        "call_list.forecast": ("Effets d’un nouveau fichier calculés", "Effects of a new file worked out"),
        "call_list.forecast_overtaken": ("Effets recalculés", "Effects worked out anew"),
        "call_list.merged": ("Fichier fondu dans une liste", "File merged into a list"),
        "call_list.refused_read": ("Lignes refusées téléchargées", "Refused lines downloaded"),
        "call_list.retention_warned": ("Fin de conservation annoncée", "End of retention announced"),
        "call_list.shredding_ordered": ("Destruction demandée", "Shredding ordered"),
        "call_list.shredded": ("Liste détruite", "List shredded"),
        "campaign.consent_declared": (
            "Base légale de la campagne déclarée",
            "Consent basis of the campaign declared",
        ),
        "certificate.issued": ("Certificat de destruction établi", "Certificate of destruction issued"),
        "certificate.read": ("Certificat téléchargé", "Certificate downloaded"),
        "do_not_call.ordered": ("Liste d’opposition reçue", "Do-not-call list received"),
        "do_not_call.handled": ("Liste d’opposition appliquée", "Do-not-call list applied"),
        "do_not_call.failed": ("Liste d’opposition refusée", "Do-not-call list refused"),
        "do_not_call.withdrawal_asked": (
            "Retrait d’une opposition demandé",
            "Withdrawal of a do-not-call entry asked for",
        ),
        "do_not_call.decided": (
            "Retrait d’une opposition décidé",
            "Withdrawal of a do-not-call entry decided",
        ),
        "do_not_call.withdrawn": ("Opposition retirée", "Do-not-call entry withdrawn"),
        "person.searched": ("Personne recherchée", "Person searched for"),
        "person.file_made": ("Dossier d’une personne établi", "File of a person made"),
        "person.file_read": ("Dossier d’une personne téléchargé", "File of a person downloaded"),
        "person.erasure_ordered": ("Effacement d’une personne demandé", "Erasure of a person ordered"),
        "person.erased": ("Personne effacée", "Person erased"),
        "partner.recipient_changed": ("Clé de réception changée", "Receiving key changed"),
        "campaign.given": ("Campagne confiée à une équipe", "Campaign given to a team"),
        "campaign.ordered": ("Campagnes mises en ordre", "Campaigns put in order"),
        "call_list.given": ("Liste confiée à une équipe", "List given to a team"),
        "call_list.carried": ("Liste apportée par un porteur", "List brought by a carrier"),
        "other": ("Autre écriture", "Other entry"),
    },
)

WHO = texts(
    "partner_journal_who",
    {
        "machine": ("Le coffre", "The vault"),
        "agent": ("Conseiller {alias}", "Adviser {alias}"),
        "staff": ("Encadrement du centre", "Staff of the centre"),
    },
)

KIND = texts(
    "partner_journal_kind",
    {
        "lists": ("listes", "lists"),
        "contacts": ("fiches et appels", "records and calls"),
        "openings": ("ouvertures par le coffre", "openings by the vault"),
        "exports": ("sorties de données", "data taken out"),
        "settings": ("convention et réglages", "agreement and settings"),
    },
)

HEADING = texts(
    "partner_journal_heading",
    {
        "seq": ("numéro", "number"),
        "at": ("date et heure", "date and time"),
        "kind": ("genre", "kind"),
        "label": ("quoi", "what"),
        "who": ("qui", "who"),
        "list": ("liste", "list"),
        "campaign": ("campagne", "campaign"),
        "contact": ("fiche", "record"),
        "count": ("nombre", "count"),
        "leaf": ("empreinte", "fingerprint"),
    },
)

NOTE = Text(
    "partner_journal_note",
    "text",
    """Extrait du journal du centre : tout ce qui touche vos données, jusqu'à l'écriture {size}.

journal.csv     une ligne par écriture ; « empreinte » est le SHA-256 de l'écriture entière
checkpoint.txt  le point de contrôle signé par le centre : gardez-le chez vous

Plus tard, demandez au centre de lancer devant vous :

    callcenter journal verify --checkpoint checkpoint.txt

La commande recalcule toutes les empreintes et échoue si une écriture a été modifiée, retirée ou ajoutée depuis.
Clé publique du journal (Ed25519) : {key}""",
    """Extract of the centre's journal: all that touches your data, up to entry {size}.

journal.csv     one line an entry; "fingerprint" is the SHA-256 of the whole entry
checkpoint.txt  the checkpoint signed by the centre: keep it with you

Later, ask the centre to run in your presence:

    callcenter journal verify --checkpoint checkpoint.txt

The command computes every fingerprint anew and fails when an entry was changed, removed or added since.
Public key of the journal (Ed25519): {key}""",
)
FILE_NAME = Text("file_name", "journal", "journal", "journal")
