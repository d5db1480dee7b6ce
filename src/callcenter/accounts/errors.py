"""What can go wrong with accounts and sessions."""

from callcenter.kit.errors import CallcenterError, Conflict, Invalid, NotAllowed


class SignInRefused(CallcenterError):
    """Unknown name, wrong passphrase or disabled account: one answer for all three."""

    code, status = "sign_in_refused", 401
    fr = "Identifiant ou phrase secrète incorrects. Vérifiez et recommencez."
    en = "Wrong name or passphrase. Check and try again."


class TooManyAttempts(CallcenterError):
    code, status = "too_many_attempts", 429
    fr = "Trop d’essais. Attendez un peu avant de recommencer, ou demandez de l’aide."
    en = "Too many attempts. Wait a little before trying again, or ask for help."


class SessionEnded(CallcenterError):
    code, status = "session_ended", 401
    fr = "Votre session est terminée. Identifiez-vous pour continuer : votre saisie est gardée."
    en = "Your session has ended. Sign in to go on: what you typed is kept."


class TokenRefused(CallcenterError):
    """Unknown, expired or revoked, or its maker's account is closed: one answer for all."""

    code, status = "token_refused", 401
    fr = "Ce jeton n’est pas valable : inconnu, expiré ou révoqué. Créez-en un autre dans vos échanges sécurisés."
    en = "This token is not valid: unknown, expired or revoked. Make another one among your secure exchanges."


class TokenScopeMissing(NotAllowed):
    code = "token_scope"
    fr = "Ce jeton ne donne pas ce droit. Créez-en un qui le donne, ou passez par la page."
    en = "This token does not give that right. Make one that does, or use the page."


class TooManyTokens(Conflict):
    code = "too_many_tokens"
    fr = "Vous avez déjà 20 jetons en service. Révoquez ceux qui ne servent plus."
    en = "You already have 20 tokens in use. Revoke those that no longer serve."


class NameTaken(Conflict):
    code = "name_taken"
    fr = "Cet identifiant est déjà utilisé. Choisissez-en un autre."
    en = "This sign-in name is already used. Choose another one."


class TeamNameTaken(Conflict):
    code = "team_name_taken"
    fr = "Une équipe porte déjà ce nom. Choisissez-en un autre."
    en = "A team already has this name. Choose another one."


class TeamInUse(Conflict):
    code = "team_in_use"
    fr = "Une campagne ou une liste est encore donnée à cette équipe. Donnez-la d’abord à quelqu’un d’autre."
    en = "A campaign or a list is still given to this team. Give it to somebody else first."


class DaysInvalid(Invalid):
    code = "days_invalid"
    fr = "Le dernier jour ne peut pas être avant le premier, et une fermeture dure au plus un an."
    en = "The last day cannot come before the first, and a closure lasts a year at most."


class WeakPassphrase(Invalid):
    code = "weak_passphrase"
    fr = "La phrase secrète doit avoir au moins 12 caractères et ne pas répéter l’identifiant."
    en = "The passphrase needs at least 12 characters and must not repeat the sign-in name."


class RoleNeedsHome(Invalid):
    code = "role_needs_home"
    fr = "Ce rôle doit être rattaché à un site (ou, pour un partenaire, à une entreprise)."
    en = "This role must belong to a site (or, for a partner, to a company)."


class OwnAccount(Conflict):
    code = "own_account"
    fr = "Vous ne pouvez pas changer le rôle ou l’état de votre propre compte."
    en = "You cannot change the role or state of your own account."


class OwnApproval(Conflict):
    code = "own_approval"
    fr = "Une autre personne que vous doit approuver cette demande."
    en = "Someone other than you has to approve this request."


class ApprovalOver(Conflict):
    """Used, refused or expired."""

    code = "approval_over"
    fr = "Cette demande n’attend plus de réponse. Au besoin, refaites-la."
    en = "This request no longer waits for an answer. Make it again if need be."


class ApprovalWaits(Conflict):
    code = "approval_waits"
    fr = "La même demande attend déjà l’accord d’une autre personne."
    en = "The same request already waits for another person’s approval."


class AccountErased(Conflict):
    code = "account_erased"
    fr = "Ce compte est effacé : il n’a plus de nom et ne peut plus s’ouvrir."
    en = "This account is erased: it has no name any more and can’t be opened again."


class AccountState(Conflict):
    code = "account_state"
    fr = "Ce compte n’est pas dans un état qui permet cela. Rechargez la page."
    en = "This account is not in a state that allows this. Reload the page."
