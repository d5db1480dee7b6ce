"""What can go wrong with campaigns."""

from callcenter.kit.errors import Conflict, Invalid


class LiveIsClosed(Conflict):
    code = "live_is_closed"
    fr = "Les appels réels ne sont pas encore ouverts : choisissez le mode entraînement."
    en = "Live calls are not open yet: choose training mode."


class CampaignState(Conflict):
    code = "campaign_state"
    fr = "La campagne n’est pas dans un état qui permet cette action."
    en = "The campaign is not in a state that allows this action."


class NothingToConfirm(Conflict):
    code = "nothing_to_confirm"
    fr = "Seule une campagne de rendez-vous ouverte ou en pause, sans campagne de confirmation, peut en avoir une."
    en = "Only an open or paused appointment campaign without a confirmation campaign can have one."


class OrderStale(Conflict):
    code = "order_stale"
    fr = "La liste des campagnes a changé entre-temps. Regardez-la de nouveau, puis rangez-la."
    en = "The list of campaigns changed meanwhile. Look at it again, then put it in order."


class DutiesMissing(Conflict):
    """`fields` names each duty that the script does not do."""

    code = "duties_missing"
    fr = "Le script ne dit pas encore tout ce que la loi demande au début de l’appel. Complétez-le, puis ouvrez."
    en = "The script does not yet say all that the law wants at the start of a call. Complete it, then open."


class ScriptInvalid(Invalid):
    code = "script_invalid"
    fr = "Le script contient un repère inconnu. Repères permis : {agent}, {partner}, {civility}, {name}, {town}."
    en = "The script holds an unknown placeholder. Allowed: {agent}, {partner}, {civility}, {name}, {town}."
