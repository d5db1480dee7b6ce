"""The competence grid: proposed from evidence, decided by a trainer, each decision with its evidence and date."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from callcenter.accounts.schemas import Trainer
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.training import queries, rules
from callcenter.training.errors import CompetenceUnknown, EvidenceMissing
from callcenter.training.models import CompetenceDecision, Evidence, Learner, Referential
from callcenter.training.rules import Seen
from callcenter.training.schemas import (
    Bar,
    BlockRead,
    CompetenceDecided,
    DecisionCreate,
    DecisionRead,
    EvidenceKind,
    EvidenceRead,
    Level,
    ReferentialContent,
)

LOOKED_AT = 500
"""Evidence that the grid looks at: more than anybody gives in a year."""


@dataclass(frozen=True, slots=True)
class Grid:
    blocks: list[BlockRead]
    decisions: list[DecisionRead]
    evidence: list[EvidenceRead]


NO_GRID = Grid([], [], [])


async def grid(db: Db, learner: Learner) -> Grid:
    """Every competence of the learner's referential with where it stands, and what that rests on."""
    referential = await queries.referential(db, learner.site_id, learner.referential_id)
    assert referential is not None
    found = await queries.evidence(db, learner.user_id, referential.id, limit=LOOKED_AT)
    decided = [_decision(row) for row in await queries.decisions(db, learner.user_id, referential.id)]
    newest = {each.competence: each for each in reversed(decided)}
    seen: defaultdict[str, list[Evidence]] = defaultdict(list)
    for each in found:
        seen[each.competence].append(each)
    content = ReferentialContent.model_validate(referential.content)
    return Grid(
        blocks=[
            BlockRead(
                code=block.code,
                title=block.title,
                bars=[
                    Bar(
                        competence=each.code,
                        title=each.title,
                        plain=each.plain,
                        decided=newest[each.code].level if each.code in newest else None,
                        proposed=proposed(seen[each.code]),
                        decided_at=newest[each.code].decided_at if each.code in newest else None,
                        evidence=len(seen[each.code]),
                        good=sum(1 for one in seen[each.code] if one.counts),
                    )
                    for each in block.competences
                ],
            )
            for block in content.blocks
        ],
        decisions=decided,
        evidence=[_evidence(each) for each in found],
    )


def proposed(found: list[Evidence]) -> Level | None:
    return rules.proposal([Seen(each.score, each.counts, each.given_at) for each in found])


def _decision(row: object) -> DecisionRead:
    made: CompetenceDecision = row.CompetenceDecision  # type: ignore[attr-defined]
    return DecisionRead(
        id=made.id,
        competence=made.competence,
        level=cast("Level", made.level),
        proposed=cast("Level | None", made.proposed),
        evidence=made.evidence,
        seen=made.seen,
        decided_by=row.display_name,  # type: ignore[attr-defined]
        decided_at=made.decided_at,
    )


def _evidence(row: Evidence) -> EvidenceRead:
    return EvidenceRead(
        id=row.id,
        competence=row.competence,
        kind=cast("EvidenceKind", row.kind),
        source_id=row.source_id,
        label=row.label,
        score=row.score,
        counts=row.counts,
        given_at=row.given_at,
    )


async def add(
    db: Db,
    learner: Learner,
    *,
    kind: EvidenceKind,
    source_id: UUID,
    label: str,
    scores: Mapping[str, int],
    counting: bool,
    now: datetime,
) -> None:
    """Adds what a source shows of each competence that the learner's referential knows; the same source adds once.

    `scores` in per cent by competence; `counting`: done alone, so that a good one counts for gates.
    """
    referential = await queries.referential(db, learner.site_id, learner.referential_id)
    assert referential is not None
    known = {each.code for each in ReferentialContent.model_validate(referential.content).competences}
    rows = [
        {
            "id": new_id(),
            "site_id": learner.site_id,
            "learner_id": learner.user_id,
            "referential_id": referential.id,
            "competence": competence,
            "kind": kind,
            "source_id": source_id,
            "label": label,
            "score": score,
            "counts": counting and score >= rules.GOOD,
            "given_at": now,
        }
        for competence, score in scores.items()
        if competence in known
    ]
    if rows:
        await queries.freeze(db, referential.id, now)
        await queries.add_evidence(db, rows)


async def decide(db: Db, trainer: Trainer, agent_id: UUID, wanted: DecisionCreate) -> DecisionRead:
    """The trainer's word on a competence. Raises NotFound, CompetenceUnknown, EvidenceMissing."""
    learner = await queries.learner(db, trainer.site_id, agent_id)
    if learner is None:
        raise NotFound
    referential = await queries.referential(db, trainer.site_id, learner.referential_id)
    assert referential is not None
    if not _knows(referential, wanted.competence):
        raise CompetenceUnknown
    given = await queries.evidence_ids(db, agent_id, wanted.competence, wanted.evidence)
    if set(wanted.evidence) - given or not (given or wanted.seen):
        raise EvidenceMissing
    now = clock.now()
    found = await queries.evidence(db, agent_id, referential.id, limit=LOOKED_AT)
    made = CompetenceDecision(
        id=new_id(),
        site_id=trainer.site_id,
        learner_id=agent_id,
        referential_id=referential.id,
        competence=wanted.competence,
        level=wanted.level,
        proposed=proposed([each for each in found if each.competence == wanted.competence]),
        evidence=wanted.evidence,
        seen=wanted.seen,
        decided_by=trainer.user_id,
        decided_at=now,
    )
    await queries.freeze(db, referential.id, now)
    await queries.add_decision(db, made)
    await journal.append(
        db,
        CompetenceDecided(
            agent_id=agent_id,
            referential_id=referential.id,
            competence=wanted.competence,
            level=wanted.level,
            evidence=wanted.evidence,
            actor_id=trainer.user_id,
            site_id=trainer.site_id,
        ),
    )
    return DecisionRead(
        id=made.id,
        competence=made.competence,
        level=wanted.level,
        proposed=cast("Level | None", made.proposed),
        evidence=wanted.evidence,
        seen=wanted.seen,
        decided_by=trainer.display_name,
        decided_at=now,
    )


def _knows(referential: Referential, competence: str) -> bool:
    content = ReferentialContent.model_validate(referential.content)
    return any(each.code == competence for each in content.competences)
