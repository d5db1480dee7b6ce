"""Gates: what a campaign asks first, who is through, what a trainer lifts. It writes the answer where calls read it.

`campaigns.gated` and `agent_states.gates` are all that the dispatcher looks at; they change in the transaction of
whatever changes the answer: a good call, a lifted gate, somebody who sits down beside the apprentice or goes away.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from callcenter.accounts.schemas import SiteCaller, Trainer
from callcenter.calls import abilities
from callcenter.companions import service as companions
from callcenter.companions.schemas import CompanionWanted
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.outcomes.errors import NoteHoldsContactData
from callcenter.outcomes.notes import note_problem
from callcenter.training import queries, referentials, rules
from callcenter.training.errors import CompetenceUnknown, GateSuspended
from callcenter.training.models import Gate
from callcenter.training.schemas import (
    Competence,
    GateChanged,
    GateLifted,
    GatePassed,
    GatePerson,
    GateRead,
    GateSet,
    GateStanding,
    GateStep,
    Suspension,
    SuspensionCreate,
)


async def read(db: Db, reader: SiteCaller, campaign_id: UUID) -> GateRead:
    """Raises NotFound for a campaign of another site."""
    if await queries.campaign(db, reader.site_id, campaign_id) is None:
        raise NotFound
    found = await queries.gates(db, reader.site_id, campaign_id)
    titles = await referentials.every_competence(db, reader.site_id)
    lifted = await queries.suspensions(db, reader.site_id, campaign_id)
    counts = await queries.good_calls(db, reader.site_id)
    first = await _first_calls(db, reader.site_id, found)
    people = await queries.apprentices(db, reader.site_id) if found else []
    return GateRead(
        campaign_id=campaign_id,
        asks=GateSet(
            competences=found[0].Gate.competences,
            good_calls=found[0].Gate.good_calls,
            supervised_calls=found[0].Gate.supervised_calls,
        )
        if found
        else None,
        choices=list(titles.values()),
        people=[
            GatePerson(
                id=one.id,
                alias=one.display_name,
                standing=_standing(found[0], one.id, counts.get(one.id, {}), lifted, titles, first),
            )
            for one in people
        ],
        suspensions=[
            Suspension(
                id=row.GateSuspension.id,
                agent_id=row.GateSuspension.agent_id,
                agent=row.agent,
                reason=row.GateSuspension.reason,
                by=row.by_name,
                at=row.GateSuspension.at,
            )
            for row in lifted
        ],
    )


@dataclass(frozen=True, slots=True)
class _FirstCalls:
    """Supervised calls made, by apprentice and campaign, and who has somebody beside now."""

    made: Mapping[UUID, Mapping[UUID, int]]
    accompanied: Set[UUID]

    def left(self, gate: Gate, agent_id: UUID) -> int:
        return max(0, gate.supervised_calls - self.made.get(agent_id, {}).get(gate.campaign_id, 0))


async def _first_calls(
    db: Db, site_id: UUID, gates: Sequence[AnyRow], agent_id: UUID | None = None
) -> _FirstCalls:
    asked = {row.Gate.campaign_id: row.Gate.set_at for row in gates if row.Gate.supervised_calls}
    if not asked:
        return _FirstCalls({}, frozenset())
    made = await companions.made(db, site_id, asked, agent_id)
    return _FirstCalls(made, await companions.accompanied(db, site_id))


def _standing(
    gate: AnyRow,
    agent_id: UUID,
    counts: Mapping[str, int],
    lifted: Sequence[AnyRow],
    titles: Mapping[str, Competence],
    first: _FirstCalls,
) -> GateStanding:
    reason = next(
        (
            row.GateSuspension.reason
            for row in lifted
            if row.GateSuspension.campaign_id == gate.Gate.campaign_id
            and row.GateSuspension.agent_id in {None, agent_id}
        ),
        None,
    )
    asked, left = gate.Gate.competences, first.left(gate.Gate, agent_id)
    trained = rules.gate_open(asked, gate.Gate.good_calls, counts, lifted=reason is not None)
    return GateStanding(
        campaign_id=gate.Gate.campaign_id,
        campaign_name=gate.name,
        good_calls=gate.Gate.good_calls,
        steps=[
            GateStep(
                competence=code,
                title=titles[code].plain or titles[code].title if code in titles else code,
                good=min(counts.get(code, 0), gate.Gate.good_calls),
            )
            for code in asked
        ],
        supervised_calls=gate.Gate.supervised_calls,
        supervised_left=0 if reason is not None else left,
        open=trained and (reason is not None or left == 0 or agent_id in first.accompanied),
        suspended=reason,
    )


async def standings(db: Db, site_id: UUID, agent_id: UUID) -> list[GateStanding]:
    """How far somebody is at each gate of the site."""
    gates = await queries.gates(db, site_id)
    if not gates:
        return []
    titles = await referentials.every_competence(db, site_id)
    lifted = await queries.suspensions(db, site_id)
    counts = (await queries.good_calls(db, site_id, agent_id)).get(agent_id, {})
    first = await _first_calls(db, site_id, gates, agent_id)
    return [_standing(gate, agent_id, counts, lifted, titles, first) for gate in gates]


async def set_(db: Db, caller: SiteCaller, campaign_id: UUID, wanted: GateSet | None) -> GateRead:
    """Says what a campaign asks first, or (None) nothing. Raises NotFound, CompetenceUnknown."""
    if await queries.campaign(db, caller.site_id, campaign_id) is None:
        raise NotFound
    if wanted is None:
        await queries.drop_gate(db, campaign_id)
    else:
        asked = list(dict.fromkeys(wanted.competences))
        if set(asked) - (await referentials.every_competence(db, caller.site_id)).keys():
            raise CompetenceUnknown
        await queries.set_gate(
            db,
            {
                "campaign_id": campaign_id,
                "site_id": caller.site_id,
                "competences": asked,
                "good_calls": wanted.good_calls,
                "supervised_calls": wanted.supervised_calls,
                "set_by": caller.user_id,
                "set_at": clock.now(),
            },
        )
    await _flag(db, caller.site_id, campaign_id)
    await journal.append(
        db,
        GateChanged(
            campaign_id=campaign_id,
            competences=[] if wanted is None else wanted.competences,
            good_calls=None if wanted is None else wanted.good_calls,
            supervised_calls=0 if wanted is None else wanted.supervised_calls,
            actor_id=caller.user_id,
            site_id=caller.site_id,
        ),
    )
    await refresh(db, caller.site_id)
    return await read(db, caller, campaign_id)


async def lift(db: Db, trainer: Trainer, campaign_id: UUID, wanted: SuspensionCreate) -> GateRead:
    """Lets one apprentice, or all, through without the calls asked for. Raises NotFound, GateSuspended, and
    NoteHoldsContactData: the apprentice may read the reason."""
    problem = note_problem(wanted.reason)
    if problem is not None:
        raise NoteHoldsContactData(fields={"reason": problem})
    if not await queries.gates(db, trainer.site_id, campaign_id):
        raise NotFound
    if wanted.agent_id and await queries.apprentice(db, trainer.site_id, wanted.agent_id) is None:
        raise NotFound
    made = new_id()
    values = {
        "id": made,
        "site_id": trainer.site_id,
        "campaign_id": campaign_id,
        "agent_id": wanted.agent_id,
        "reason": wanted.reason,
        "by": trainer.user_id,
        "at": clock.now(),
    }
    if not await queries.add_suspension(db, values):
        raise GateSuspended
    await _journal_lift(db, trainer, campaign_id, wanted.agent_id, made, lifted=True)
    await _flag(db, trainer.site_id, campaign_id)
    await refresh(db, trainer.site_id)
    return await read(db, trainer, campaign_id)


async def end_lift(db: Db, trainer: Trainer, suspension_id: UUID) -> GateRead:
    """The gate holds again for whom it was lifted. Raises NotFound."""
    ended = await queries.end_suspension(db, trainer.site_id, suspension_id, trainer.user_id, clock.now())
    if ended is None:
        raise NotFound
    await _journal_lift(db, trainer, ended.campaign_id, ended.agent_id, ended.id, lifted=False)
    await _flag(db, trainer.site_id, ended.campaign_id)
    await refresh(db, trainer.site_id)
    return await read(db, trainer, ended.campaign_id)


async def _flag(db: Db, site_id: UUID, campaign_id: UUID) -> None:
    """A gate that is lifted for everybody stands open to whoever comes later as well: the campaign is not gated."""
    campaign = await queries.campaign(db, site_id, campaign_id)
    assert campaign is not None
    lifted = await queries.suspensions(db, site_id, campaign_id)
    for_all = any(row.GateSuspension.agent_id is None for row in lifted)
    campaign.gated = bool(await queries.gates(db, site_id, campaign_id)) and not for_all
    await db.flush()


async def _journal_lift(
    db: Db, trainer: Trainer, campaign_id: UUID, agent_id: UUID | None, suspension_id: UUID, *, lifted: bool
) -> None:
    await journal.append(
        db,
        GateLifted(
            campaign_id=campaign_id,
            agent_id=agent_id,
            suspension_id=suspension_id,
            lifted=lifted,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )


async def refresh(db: Db, site_id: UUID, agent_id: UUID | None = None) -> list[UUID]:
    """Writes anew who is through which gate, for one apprentice or the whole site; the campaigns that opened.

    The vault asks as well, which reads no account: for one apprentice none is needed.
    """
    gates = await queries.gates(db, site_id)
    counts = await queries.good_calls(db, site_id, agent_id)
    lifted = await queries.lifted(db, site_id)
    first = await _first_calls(db, site_id, gates, agent_id)
    everybody = [agent_id] if agent_id else [each.id for each in await queries.apprentices(db, site_id)]
    opened: list[UUID] = []
    for person in everybody:
        through, waits = set(), set()
        for row in gates:
            gate: Gate = row.Gate
            free = bool({(gate.campaign_id, None), (gate.campaign_id, person)} & lifted)
            asked = rules.gate_open(gate.competences, gate.good_calls, counts.get(person, {}), lifted=free)
            if asked and (free or person in first.accompanied or not first.left(gate, person)):
                through.add(gate.campaign_id)
            elif asked:
                waits.add(gate.campaign_id)
        fresh, gone, waiting = await abilities.set_gates(db, person, site_id, through, waits)
        opened += fresh
        told: list[journal.Entry] = [
            GatePassed(campaign_id=each, agent_id=person, open=each in fresh, site_id=site_id)
            for each in (*fresh, *gone)
        ]
        if waiting:
            told.append(CompanionWanted(agent_id=person, campaigns=len(waits), site_id=site_id))
        await journal.append(db, *told)
    return opened
