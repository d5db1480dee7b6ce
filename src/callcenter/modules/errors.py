"""What can go wrong with modules."""

from callcenter.kit.errors import Conflict, Invalid


class ModuleLocked(Conflict):
    code = "module_locked"
    fr = "Un autre module vient d’abord. Ouvrez votre plan pour le voir."
    en = "Another module comes first. Open your plan to see it."


class ModuleMoved(Conflict):
    code = "module_moved"
    fr = "Vous n’en êtes plus là dans ce module. Regardez de nouveau l’écran."
    en = "You are elsewhere in this module by now. Look at the screen again."


class AnswerStands(Conflict):
    code = "answer_stands"
    fr = "Cet essai a déjà une réponse. C’est elle qui compte : la voici de nouveau."
    en = "This try has an answer already. That one counts: here it is again."


class AnswerIncomplete(Invalid):
    code = "answer_incomplete"
    fr = "La réponse n’est pas complète. Répondez à tout, puis validez."
    en = "The answer is not complete. Answer everything, then confirm."


class ModuleInvalid(Invalid):
    code = "module_invalid"
    fr = "Ce module ne peut pas être utilisé tel quel. Corrigez les points indiqués."
    en = "This module can’t be used as it is. Correct the points named."


class ModuleExists(Conflict):
    code = "module_exists"
    fr = "Une nouvelle version a été enregistrée entre-temps, ou rien n’a changé. Rechargez la page."
    en = "A newer version was saved meanwhile, or nothing has changed. Reload the page."
