"""What can go wrong at the workstation and on a call."""

from callcenter.kit.errors import Conflict, Invalid


class HandOutOver(Conflict):
    """The lease expired, was released, or ended with an outcome already."""

    code = "hand_out_over"
    fr = (
        "Cette fiche n’est plus à vous : le temps est écoulé ou elle est déjà terminée. Demandez la suivante."
    )
    en = "This contact is no longer yours: time ran out or it is already finished. Ask for the next one."


class ListClosed(HandOutOver):
    """The list was withdrawn, or the person's data destroyed, while the contact was in hand."""

    code = "list_closed"
    fr = (
        "Le partenaire a retiré cette fiche et ses données sont détruites. Rien n’est à noter : "
        "demandez la suivante."
    )
    en = "The partner withdrew this contact and its data is destroyed. Nothing to record: ask for the next one."


class TakenBack(HandOutOver):
    """The supervisor took the contact back while it was in hand."""

    code = "taken_back"
    fr = "L’encadrement a repris cette fiche. Rien n’est à noter : demandez la suivante."
    en = "The supervisor took this contact back. Nothing to record: ask for the next one."


class AppointmentBegun(HandOutOver):
    """The appointment that was to be confirmed began before the call."""

    code = "appointment_begun"
    fr = "L’heure du rendez-vous est arrivée : il n’y a plus rien à confirmer. Demandez la fiche suivante."
    en = "It is the time of the appointment: nothing is left to confirm. Ask for the next contact."


class AppointmentOff(HandOutOver):
    """The appointment that was to be confirmed was moved, cancelled or withdrawn before the call."""

    code = "appointment_off"
    fr = "Ce rendez-vous vient d’être déplacé ou annulé : n’appelez pas. Demandez la fiche suivante."
    en = "This appointment has just been moved or cancelled: do not call. Ask for the next contact."


LEFT: dict[str | None, type[HandOutOver]] = {
    "list_closed": ListClosed,
    "taken_back": TakenBack,
    "appointment_begun": AppointmentBegun,
    "appointment_off": AppointmentOff,
}
"""What to tell an agent whose contact left the desk without his or her doing, by the end of its hand-out."""


class NotInHand(Conflict):
    """The contact that the supervisor saw on the agent's card has left the desk meanwhile."""

    code = "not_in_hand"
    fr = "Cet apprenti n’a plus cette fiche : rien n’a changé."
    en = "This apprentice no longer has this contact: nothing has changed."


class CallOver(Conflict):
    code = "call_over"
    fr = "Cet appel est déjà terminé."
    en = "This call is already over."


class CallRunning(Conflict):
    code = "call_running"
    fr = "Un appel est en cours : raccrochez d’abord."
    en = "A call is running: hang up first."


class CallFirst(Conflict):
    code = "call_first"
    fr = "Appelez d’abord : le résultat se note après l’appel."
    en = "Call first: the outcome is recorded after the call."


class NotAnswered(Conflict):
    code = "not_answered"
    fr = "La personne n’a pas encore décroché."
    en = "Nobody has answered yet."


class DutyOrder(Conflict):
    code = "duty_order"
    fr = "Dites les phrases dans l’ordre : d’abord celle qui est affichée."
    en = "Say the sentences in order: first the one that is shown."


class DutiesFirst(Conflict):
    """A positive outcome of a call in which not all was confirmed that the law wants said."""

    code = "duties_first"
    fr = (
        "Les phrases du début n’ont pas toutes été cochées pendant l’appel. Ce résultat reste fermé : "
        "choisissez-en un autre, par exemple « Rappeler plus tard »."
    )
    en = (
        "Not all of the opening sentences were ticked during the call. This outcome stays closed: "
        "choose another one, for instance “Call back later”."
    )


class AlreadyCalled(Conflict):
    code = "already_called"
    fr = "L’appel a déjà eu lieu : notez son résultat."
    en = "The call has already taken place: record its outcome."


class OnPause(Conflict):
    code = "on_pause"
    fr = "Vous êtes en pause ou hors ligne. Reprenez le travail pour recevoir un contact."
    en = "You are on a break or offline. Resume work to receive a contact."


class ShiftState(Conflict):
    code = "shift_state"
    fr = "Cette séance n’est pas à une étape qui permet cela. Rechargez la page."
    en = "This shift is not at a stage that allows this. Reload the page."


class ShiftRefused(Invalid):
    """`fields` names the rule of working time (`worktime.Refusal`), or past. `full_time` is a warning: ask again with
    `beyond_full_time`."""

    code = "shift_refused"
    fr = (
        "Cette séance sort du temps de travail : 10 h par jour, 48 h par semaine et 6 jours de suite au plus, 11 h de "
        "repos, ni dimanche ni jour férié, une à la fois. Au-delà de 35 h, dites-le exprès."
    )
    en = (
        "This shift breaks the rules of working time: at most 10 h a day, 48 h a week and 6 days in a row, 11 h of "
        "rest, no Sunday, no public holiday, one at a time. Beyond 35 h, say so expressly."
    )


class NothingToSign(Conflict):
    code = "nothing_to_sign"
    fr = "Commencez d’abord le travail : la présence se signe sur place."
    en = "Begin to work first: presence is signed on the spot."


class PauseForced(Conflict):
    code = "pause_forced"
    fr = "L’encadrement a demandé cette pause. Attendez qu’on vous dise de reprendre."
    en = "The supervisor asked for this pause. Wait until you are told to go on."


class AgentAway(Conflict):
    code = "agent_away"
    fr = "Cet apprenti n’est pas au travail : rien n’a changé."
    en = "This apprentice is not at work: nothing has changed."


class PauseNotForced(Conflict):
    code = "pause_not_forced"
    fr = "Personne n’a demandé de pause à cet apprenti : rien n’a changé."
    en = "Nobody asked this apprentice to pause: nothing has changed."


class NoCall(Conflict):
    code = "no_call"
    fr = "Il n’y a pas d’appel en cours sur cette fiche : rien n’a changé."
    en = "No call is running on this contact: nothing has changed."


class HoldState(Conflict):
    """The call is not answered, or is on hold (or taken up) already."""

    code = "hold_state"
    fr = "L’attente n’est possible que pendant une conversation. Regardez à nouveau l’écran."
    en = "Hold is possible during a conversation only. Look at the screen again."


class CallOnHold(Conflict):
    code = "call_on_hold"
    fr = "La personne est en attente et ne vous entend pas : reprenez d’abord l’appel."
    en = "The person is on hold and does not hear you: take the call up first."


class NobodyAtWork(Conflict):
    code = "nobody_at_work"
    fr = "Personne n’est au travail : le message n’est pas parti."
    en = "Nobody is at work: the message was not sent."


class MessageRefused(Invalid):
    """What an apprentice reads never holds a way to reach somebody."""

    code = "message_refused"
    fr = "Un message ne contient ni numéro ni adresse électronique. Écrivez-le autrement."
    en = "A message holds no number and no e-mail address. Write it in another way."


class ContactInHand(Conflict):
    code = "contact_in_hand"
    fr = "Terminez d’abord la fiche en cours."
    en = "Finish the contact in hand first."


class DeskTaken(Conflict):
    """The agent is at work in another window than the page believed."""

    code = "desk_taken"
    fr = "Votre poste vient de changer de fenêtre. Regardez à nouveau l’écran."
    en = "Your work has just moved to another window. Look at the screen again."


class DeskElsewhere(Conflict):
    """The request comes from another page than the one at which the agent sits."""

    code = "desk_elsewhere"
    fr = "Votre poste est ouvert ailleurs. Continuez là-bas, ou reprenez le travail sur cet écran."
    en = "Your work is open elsewhere. Go on there, or take the work over on this screen."


class CampaignPaused(Conflict):
    code = "campaign_paused"
    fr = "La campagne est en pause. Rendez la fiche ou attendez la reprise."
    en = "The campaign is paused. Give the contact back or wait until it resumes."


class NotStopped(Conflict):
    code = "not_stopped"
    fr = "Cet apprenti n’est pas arrêté : il reçoit déjà des fiches."
    en = "This apprentice is not stopped: contacts are handed out already."


class CallbackTime(Invalid):
    """`fields` names the rule, `next_at` the next moment that would do (absent when none within 60 days does)."""

    code = "callback_time"
    fr = "On ne peut pas promettre ce moment : choisissez-en un à venir, dans les 60 jours et permis par la loi."
    en = "This moment cannot be promised: choose one ahead, within 60 days and allowed by law."


class CallbackOver(Conflict):
    """It is being called, was kept, or ended meanwhile."""

    code = "callback_over"
    fr = "Ce rappel n’attend plus : il est en cours, fait ou terminé. Rechargez la page."
    en = "This callback no longer waits: it is being made, done or over. Reload the page."
