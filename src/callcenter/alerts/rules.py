"""Pure: the sentence for each kind of alert."""

from collections.abc import Mapping
from typing import cast

from callcenter.alerts.schemas import AlertKind
from callcenter.kit.languages import Text, texts

SENTENCES: Mapping[AlertKind, Text] = cast(
    "Mapping[AlertKind, Text]",
    texts(
        "alerts",
        {
            "quota_reached": (
                "Arrêté : trop de fiches sans travail fait. Parlez avec l’apprenti, puis levez l’arrêt.",
                "Stopped: too many contacts without work done. Talk with the apprentice, then lift the stop.",
            ),
            "many_uncalled": (
                "Beaucoup de fiches reçues et jamais appelées.",
                "Many contacts received and never called.",
            ),
            "many_given_back": (
                "Beaucoup de fiches rendues ou passées.",
                "Many contacts given back or skipped.",
            ),
            "burst_given_back": (
                "Plusieurs fiches rendues en quelques minutes.",
                "Several contacts given back within minutes.",
            ),
            "many_cut_short": (
                "Beaucoup d’appels coupés au bout de quelques secondes.",
                "Many calls cut after a few seconds.",
            ),
            "row_cut_short": (
                "Plusieurs appels de suite coupés au bout de quelques secondes.",
                "Several calls in a row cut after a few seconds.",
            ),
            "many_handed_out": (
                "Beaucoup plus de fiches que d’habitude en une demi-journée.",
                "Many more contacts than usual in half a day.",
            ),
            "many_known": (
                "A dit plusieurs fois connaître la personne.",
                "Said several times to know the person.",
            ),
            "strange_lookups": (
                "A demandé plusieurs fois des fiches ou des appels qui ne sont pas les siens.",
                "Asked several times for contacts or calls that are not theirs.",
            ),
            "note_own_data": (
                "Une note contient des données du contact. Elle est retenue : relisez-la.",
                "A note holds data of the contact. It is held back: read it again.",
            ),
            "canary_called": (
                "Une fiche témoin a été appelée sans avoir été remise à quelqu’un.",
                "A canary contact was called without being in anybody’s hands.",
            ),
            "canary_opened": (
                "Une fiche témoin a été ouverte sans avoir été remise à quelqu’un.",
                "A canary contact was opened without being in anybody’s hands.",
            ),
            "canary_exported": (
                "Une fiche témoin est sortie dans un fichier.",
                "A canary contact left in a file.",
            ),
            "help_asked": ("Demande de l’aide.", "Asks for help."),
            "threat": (
                "Signale une menace ou une insulte. Allez voir tout de suite.",
                "Reports a threat or an insult. Go and see at once.",
            ),
            "incident": ("Signale un incident. Allez voir.", "Reports an incident. Go and see."),
            "contact_known": (
                "A dit connaître la personne de sa fiche. La fiche est partie ; rien n’est à demander.",
                "Said to know the person of the contact. It is gone; nothing needs to be asked.",
            ),
            "long_call": (
                "Un appel dure depuis longtemps. Voyez si tout va bien.",
                "A call has lasted for long. See whether all is well.",
            ),
            "long_pause": (
                "Une pause dure depuis longtemps. Voyez si tout va bien.",
                "A break has lasted for long. See whether all is well.",
            ),
            "callback_overdue": (
                "Un rappel promis n’a pas été fait à l’heure. Confiez-le à quelqu’un.",
                "A promised callback was not made in time. Give it to somebody.",
            ),
            "import_failed": (
                "Un fichier de partenaire n’a pas pu être lu. Voyez les listes.",
                "A partner’s file could not be read. See the lists.",
            ),
            "vault_down": (
                "Le coffre ne répond plus : aucun appel ne part. Prévenez l’administrateur.",
                "The vault does not answer: no call goes out. Tell the administrator.",
            ),
            "sealer_behind": (
                "Le journal prend du retard : l’écran n’est plus à jour. Prévenez l’administrateur.",
                "The journal falls behind: the screen is not up to date. Tell the administrator.",
            ),
            "break_missed": (
                "Plus de 6 heures sans repos de 20 minutes. Demandez une pause.",
                "More than 6 hours without a rest of 20 minutes. Ask for a break.",
            ),
            "shift_over": (
                "Encore au travail après la fin prévue de la séance.",
                "Still at work after the planned end of the shift.",
            ),
            "day_over": (
                "Plus de 10 heures de travail aujourd’hui. Fermez la séance.",
                "More than 10 hours of work today. Close the shift.",
            ),
            "week_over": (
                "Plus de 48 heures de travail cette semaine. Fermez la séance.",
                "More than 48 hours of work this week. Close the shift.",
            ),
            "canary_reported": (
                "Un numéro témoin a reçu un appel venu d’ailleurs. Voyez qui a eu sa fiche.",
                "A canary number got a call from elsewhere. See who has had its contact.",
            ),
        },
    ),
)
