"""Pure: the masked card made from an opened view under a campaign's masking policy."""

from collections.abc import Mapping
from typing import Any

from callcenter.campaigns.schemas import MaskingPolicy
from callcenter.contacts.schemas import ContactCard, Point
from callcenter.kit.masking import Mask, apply


def spoken_name(view: Mapping[str, Any], policy: MaskingPolicy) -> str | None:
    """The name as the script says it after the civility: the last name, or the company without one."""
    return apply(policy.last_name, view.get("last_name")) or apply(policy.company, view.get("company"))


def build_card(reference: str, zone: str, view: Mapping[str, Any], policy: MaskingPolicy) -> ContactCard:
    """The card: each field hidden, masked or shown as the policy says. The view never holds contact data."""
    names = (apply(policy.first_name, view.get("first_name")), apply(policy.last_name, view.get("last_name")))
    points = [] if policy.points is Mask.hidden else list((view.get("points") or {}).items())
    return ContactCard(
        reference=reference,
        civility=apply(policy.civility, view.get("civility")),
        name=" ".join(name for name in names if name) or None,
        company=apply(policy.company, view.get("company")),
        town=apply(policy.town, view.get("town")),
        department=apply(policy.department, view.get("department")),
        language=apply(policy.language, view.get("language")),
        local_time_zone=zone,
        points=[Point(label=label, value=apply(policy.points, value) or "") for label, value in points],
    )
