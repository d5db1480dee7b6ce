"""Pure: an invented contact that looks like the others of its list."""

import random
from collections.abc import Mapping
from typing import Any

from callcenter.kit import shipped

_PEOPLE = shipped.read("callcenter.canaries", "people.yaml")
_CARD = ("town", "department", "language", "points")


def invented(
    number: str, like: Mapping[str, Any], chance: random.Random
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(view, record) of somebody who does not exist; place and points are those of `like`, a view of the list."""
    civility = chance.choice(sorted(_PEOPLE["civilities"]))
    view: dict[str, Any] = {
        "civility": civility,
        "first_name": chance.choice(_PEOPLE["civilities"][civility].split()),
        "last_name": chance.choice(_PEOPLE["last_names"].split()),
    }
    view |= {name: like[name] for name in _CARD if like.get(name)}
    street = f"{chance.randint(1, 80)} rue des {chance.choice(_PEOPLE['streets'].split())}"
    return view, {"phone": number, "street": street}
