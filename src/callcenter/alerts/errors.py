"""What can go wrong with an alert."""

from callcenter.kit.errors import Conflict


class AlertSeenAlready(Conflict):
    code = "alert_seen"
    fr = "Quelqu’un s’occupe déjà de cette alerte."
    en = "Somebody is taking care of this alert already."
