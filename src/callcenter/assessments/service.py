"""Personal plans: written in versions, signed by trainer and learner, read with where each module stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Agent, SiteCaller, Trainer
from callcenter.assessments import queries, rules
from callcenter.assessments.errors import PlanInvalid, PlanMoved, SignedAlready
from callcenter.assessments.models import Plan
from callcenter.assessments.rules import Teaches
from callcenter.assessments.schemas import (
    AgendaLine,
    PlanRead,
    PlanSign,
    PlanSigned,
    PlanStep,
    PlanWrite,
    PlanWritten,
    Signed,
    StepRead,
)
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.modules import service as modules
from callcenter.modules.schemas import ModuleCard
from callcenter.training import learners


async def taught(db: Db, site_id: UUID) -> dict[str, Teaches]:
    """The site's modules as plans look at them."""
    return {
        code: Teaches(module.content.competences, module.content.requires)
        for code, module in (await modules.current(db, site_id)).items()
    }


async def write(db: Db, trainer: Trainer, agent_id: UUID, wanted: PlanWrite) -> None:
    """A version on top of the newest one, for an apprentice of the site.

    Raises NotFound, PlanMoved (somebody else wrote one meanwhile), PlanInvalid.
    """
    await learners.name_of(db, trainer, agent_id)
    await learners.ensure_of(db, trainer.site_id, agent_id)
    cards = await modules.cards(db, trainer.site_id, agent_id)
    finished = {card.code for card in cards if card.finished_at is not None}
    if not rules.sound(wanted.steps, await taught(db, trainer.site_id), finished):
        raise PlanInvalid
    before = await queries.newest_plan(db, trainer.site_id, agent_id)
    if wanted.base != (0 if before is None else before.version):
        raise PlanMoved
    await add(
        db,
        trainer,
        agent_id,
        wanted.steps,
        assessment_id=before.assessment_id if before is not None else None,
    )


async def add(
    db: Db, trainer: Trainer, agent_id: UUID, steps: Sequence[PlanStep], *, assessment_id: UUID | None
) -> None:
    """Writes the next version. Raises PlanMoved."""
    version = await queries.newest_version(db, agent_id) + 1
    results: list[dict[str, Any]] | None = None
    if assessment_id is not None:
        held = await queries.held(db, trainer.site_id, assessment_id)
        results = held.profile if held is not None else None
    values = {
        "id": new_id(),
        "site_id": trainer.site_id,
        "agent_id": agent_id,
        "assessment_id": assessment_id,
        "version": version,
        "steps": [step.model_dump(mode="json") for step in steps],
        "digest": rules.digest(agent_id, version, results, steps),
        "made_by": trainer.user_id,
        "made_at": clock.now(),
    }
    if not await queries.add_plan(db, values):
        raise PlanMoved
    await journal.append(
        db,
        PlanWritten(
            plan_id=values["id"],
            agent_id=agent_id,
            version=version,
            digest=values["digest"],
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )


# --- signing ------------------------------------------------------------------------------------------------


async def offer(db: Db, trainer: Trainer, plan_id: UUID, given: PlanSign) -> UUID:
    """The trainer signs first: from then on the apprentice sees the plan. Gives whose it is.

    Raises NotFound, PlanMoved (no longer the newest, or another content), SignedAlready (by another trainer).
    """
    plan = await queries.plan(db, trainer.site_id, plan_id)
    if plan is None:
        raise NotFound
    await _sign(db, trainer, plan, "trainer", given)
    return plan.agent_id


async def agree(db: Db, agent: Agent, plan_id: UUID, given: PlanSign) -> None:
    """The apprentice signs what a trainer signed. Raises NotFound (also for another's), PlanMoved."""
    plan = await queries.newest_plan(db, agent.site_id, agent.user_id, offered=True)
    if plan is None or plan.id != plan_id:
        raise NotFound
    await _sign(db, agent, plan, "learner", given)


async def _sign(
    db: Db, signer: SiteCaller, plan: Plan, place: Literal["learner", "trainer"], given: PlanSign
) -> None:
    if given.digest != plan.digest or plan.version != await queries.newest_version(db, plan.agent_id):
        raise PlanMoved
    values = {
        "plan_id": plan.id,
        "place": place,
        "site_id": signer.site_id,
        "user_id": signer.user_id,
        "digest": plan.digest,
        "signed_at": clock.now(),
    }
    if not await queries.sign(db, values):
        by = {
            row.PlanSignature.place: row.PlanSignature.user_id
            for row in await queries.signatures(db, plan.id)
        }
        if by[place] != signer.user_id:
            raise SignedAlready
        return  # the same signature once more
    await journal.append(
        db,
        PlanSigned(
            plan_id=plan.id,
            agent_id=plan.agent_id,
            version=plan.version,
            place=place,
            digest=plan.digest,
            actor_id=signer.user_id,
            site_id=signer.site_id,
        ),
    )


# --- reading ------------------------------------------------------------------------------------------------


async def read(db: Db, plan: Plan, cards: Sequence[ModuleCard], titles: dict[str, str]) -> PlanRead:
    """A plan with where its modules stand. `titles`: competence → its words."""
    by_code = {card.code: card for card in cards}
    steps = []
    for step in plan_steps(plan):
        card = by_code.get(step.module)
        steps.append(
            StepRead(
                module=step.module,
                title=step.module if card is None else card.title,
                reason=step.reason,
                competences=[titles.get(code, code) for code in step.competences],
                score=step.score,
                due_on=step.due_on,
                card=card,
            )
        )
    return PlanRead(
        id=plan.id,
        version=plan.version,
        made_at=plan.made_at,
        digest=plan.digest,
        steps=steps,
        signed=[
            Signed(place=row.PlanSignature.place, name=row.display_name, at=row.PlanSignature.signed_at)
            for row in await queries.signatures(db, plan.id)
        ],
        done=sum(1 for step in steps if step.card is not None and step.card.standing == "done"),
        seconds=sum(step.card.seconds for step in steps if step.card is not None),
    )


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a plan, as rooms above compare it with another."""

    version: int
    steps: list[PlanStep]


async def version(db: Db, site_id: UUID, plan_id: UUID) -> Version | None:
    plan = await queries.plan(db, site_id, plan_id)
    return None if plan is None else Version(plan.version, plan_steps(plan))


async def first_offered(db: Db, site_id: UUID, agent_id: UUID) -> Version | None:
    """The first version that a trainer signed: what was agreed at the beginning."""
    plan = await queries.first_offered(db, site_id, agent_id)
    return None if plan is None else Version(plan.version, plan_steps(plan))


async def title_of(db: Db, site_id: UUID, module: str) -> str:
    """A module's title, or its code where the library no longer has it."""
    found = (await modules.current(db, site_id)).get(module)
    return module if found is None else found.content.title


def plan_steps(plan: Plan) -> list[PlanStep]:
    return [PlanStep.model_validate(step) for step in plan.steps]


def agenda(plan: PlanRead, zone: str) -> list[AgendaLine]:
    """Days on which something of the plan is due and not done, the next one first."""
    today: date = clock.now().astimezone(ZoneInfo(zone)).date()
    return sorted(
        (
            AgendaLine(on=step.due_on, module=step.module, title=step.title, late=step.due_on < today)
            for step in plan.steps
            if step.due_on is not None and not (step.card is not None and step.card.standing == "done")
        ),
        key=lambda line: line.on,
    )
