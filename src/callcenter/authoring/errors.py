"""What can go wrong where simulated customers are written."""

from callcenter.kit.errors import Conflict, Invalid


class DraftMoved(Conflict):
    code = "draft_moved"
    fr = "Ce brouillon a été enregistré ailleurs entre-temps. Rien n’est perdu : vos mots restent sur cette page."
    en = "This draft was saved elsewhere meanwhile. Nothing is lost: your words stay on this page."


class ScenarioFaulty(Invalid):
    code = "scenario_faulty"
    fr = "Ce client simulé ne peut pas encore être publié. Corrigez les points indiqués."
    en = "This simulated customer can’t be published yet. Correct the points named."


class NothingToPublish(Conflict):
    code = "nothing_to_publish"
    fr = "Rien n’a changé depuis la version publiée."
    en = "Nothing has changed since the published version."


class ScenarioNotPublished(Conflict):
    code = "scenario_not_published"
    fr = "Ce client simulé n’est pas publié, ou ne l’est plus. Rechargez la page."
    en = "This simulated customer is not published, or no longer is. Reload the page."


class ScenarioPublished(Conflict):
    code = "scenario_published"
    fr = "Ce client simulé est publié. Retirez-le d’abord, puis supprimez le brouillon."
    en = "This simulated customer is published. Withdraw it first, then delete the draft."


class ScenariosFull(Conflict):
    code = "scenarios_full"
    fr = "Le centre a déjà 200 clients simulés à lui. Supprimez un brouillon qui ne sert plus."
    en = "The centre has 200 simulated customers of its own already. Delete a draft that is no longer used."


class PlayNotPossible(Conflict):
    code = "play_not_possible"
    fr = "Ce brouillon ne peut pas être joué jusqu’au bout. Lancez « Jouer tous les chemins » pour voir pourquoi."
    en = "This draft can’t be played to its end. Press “Play all ways” to see why."


class VoiceRefused(Invalid):
    code = "voice_refused"
    fr = "Ce n’est pas un enregistrement que le service connaît, ou il est vide. Enregistrez de nouveau."
    en = "This is no recording that the service knows, or it is empty. Record again."


class VoicesFull(Conflict):
    code = "voices_full"
    fr = "Le centre garde déjà 1 000 enregistrements. Supprimez-en qui ne servent plus."
    en = "The centre keeps 1,000 recordings already. Delete some that are no longer used."
