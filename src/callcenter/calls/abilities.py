"""What each apprentice may be handed: the languages spoken, and the purposes that the gate lets through.

A supervisor or an administrator sets both. Which gated campaigns are open to whom is for training to say, and only
written down here. Knows callers and rows.
"""

from uuid import UUID

from callcenter.accounts.schemas import Agent, Caller
from callcenter.calls import agents
from callcenter.calls.rules import Apprentice
from callcenter.calls.schemas import AbilitiesChanged, AbilitiesRead, AbilitiesUpdate
from callcenter.infra import journal
from callcenter.infra.db import Db, Record
from callcenter.kit import clock
from callcenter.kit.errors import NotFound


async def mine(db: Db, agent: Agent) -> Apprentice:
    return _apprentice(await agents.crew(db, "agent", agent.user_id))[0]


async def crew(db: Db, which: agents.CrewOf, found_by: UUID) -> list[Apprentice]:
    """What the apprentices bring of the site where a campaign, a list or a contact is called."""
    return _apprentice(await agents.crew(db, which, found_by))


def _apprentice(rows: list[Record]) -> list[Apprentice]:
    return [
        Apprentice(
            languages=frozenset(row.languages),
            purposes=frozenset(row.purposes),
            who=frozenset(row.who),
            gates=frozenset(row.gates),
            waits=frozenset(row.waits),
        )
        for row in rows
    ]


async def apprentices(db: Db, caller: Caller) -> list[AbilitiesRead]:
    """The apprentices of the caller's site (of all, for those without one), by name."""
    rows = await agents.apprentices(db, site_id=caller.site_id)
    return [AbilitiesRead.model_validate(dict(row.items())) for row in rows]


async def change(db: Db, caller: Caller, agent_id: UUID, wanted: AbilitiesUpdate) -> AbilitiesRead:
    """Says what an apprentice may be handed from now on; a contact in hand stays. Raises NotFound."""
    found = await agents.apprentices(db, site_id=caller.site_id, agent_id=agent_id)
    if not found:
        raise NotFound
    site_id = found[0].site_id
    languages, purposes = sorted(set(wanted.languages)), sorted(set(wanted.purposes))
    await agents.set_abilities(db, agent_id, site_id, clock.now(), languages=languages, purposes=purposes)
    changed = AbilitiesChanged(
        agent_id=agent_id, languages=languages, purposes=purposes, actor_id=caller.user_id, site_id=site_id
    )
    await journal.append(db, changed)
    return AbilitiesRead.model_validate(
        dict(found[0].items()) | {"languages": languages, "purposes": purposes}
    )


async def set_gates(
    db: Db, agent_id: UUID, site_id: UUID, through: set[UUID], waits: set[UUID]
) -> tuple[list[UUID], list[UUID], bool]:
    """Writes down which gated campaigns are open to an apprentice and which only somebody beside would open; gives
    those that opened, those that closed, and whether the latter changed."""
    before, waited = await agents.set_gates(
        db, agent_id, site_id, clock.now(), sorted(through), sorted(waits)
    )
    return sorted(through - before), sorted(before - through), waits != waited
