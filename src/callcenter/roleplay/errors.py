"""What can go wrong in a role-play."""

from callcenter.kit.errors import Conflict, Invalid


class RolePlayOpen(Conflict):
    code = "role_play_open"
    fr = "Cette personne est déjà en jeu de rôle, ou y est invitée. Attendez que ce soit fini."
    en = "This person is in a role-play already, or invited to one. Wait until it is over."


class RolePlayState(Conflict):
    code = "role_play_state"
    fr = "Le jeu de rôle n’en est plus là. Regardez de nouveau l’écran."
    en = "The role-play has moved on. Look at the screen again."


class LineHoldsContactData(Invalid):
    code = "line_holds_contact_data"
    fr = "Ici non plus : pas de numéro, d’adresse ni d’e-mail. Dites-le autrement."
    en = "Not here either: no number, no address, no e-mail. Say it in another way."


class RolePlayMarksMissing(Invalid):
    code = "role_play_marks_missing"
    fr = "Donnez une note à chaque critère, puis envoyez."
    en = "Give a mark to each criterion, then send."
