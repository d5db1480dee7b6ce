"""Every simulated customer of a site: the shipped ones and those that its trainers published. Nobody looks elsewhere.

It knows no draft: what is not published is not there.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from callcenter.infra.db import AnyRow, Db
from callcenter.training import queries, scenarios
from callcenter.training.scenarios import Scenario

OWN = "site-"
"""What the codes of a site's own scenarios begin with: no shipped one ever takes a code of theirs."""

_READ: dict[str, Scenario] = {}
_MOST_READ = 500
"""Contents by digest: a version never changes, so it is read from its row once."""


def is_shipped(code: str) -> bool:
    return not code.startswith(OWN)


async def known(db: Db, site_id: UUID) -> Mapping[str, Scenario]:
    """Every scenario that an apprentice of the site may play, by code: the shipped ones, then the site's by title."""
    own = await _contents(db, await queries.published(db, site_id))
    return {
        **scenarios.shipped(),
        **dict(sorted(own.items(), key=lambda each: (each[1].title.casefold(), each[0]))),
    }


async def one(db: Db, site_id: UUID, code: str) -> Scenario | None:
    """The scenario of that code; None where there is none, or it is withdrawn or another site's."""
    if is_shipped(code):
        return scenarios.shipped().get(code)
    return (await _contents(db, await queries.published(db, site_id, code))).get(code)


def played(digest: str, content: Mapping[str, Any]) -> Scenario:
    """The scenario as it was when a call began."""
    if digest not in _READ:
        _make_room(1)
        _READ[digest] = scenarios.unpacked(content)
    return _READ[digest]


def _make_room(fresh: int) -> bool:
    """Forgets what was read when there would be too much; whether it did."""
    full = len(_READ) + fresh > _MOST_READ
    if full:
        _READ.clear()
    return full


async def _contents(db: Db, rows: Sequence[AnyRow]) -> dict[str, Scenario]:
    missing = [row.id for row in rows if row.digest not in _READ]
    if missing and _make_room(len(missing)):
        missing = [row.id for row in rows]
    found = await queries.scenario_contents(db, missing)
    _READ.update({each.digest: scenarios.unpacked(each.content) for each in found})
    return {row.code: _READ[row.digest] for row in rows}
