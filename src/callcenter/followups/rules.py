"""Pure: what is gathered for a follow-up out of evidence and decisions, and what changed in a plan."""

from collections.abc import Sequence
from datetime import datetime

from callcenter.assessments.schemas import PlanStep
from callcenter.followups.schemas import CompetenceSince, PlanChange
from callcenter.training.schemas import BlockRead, DecisionRead, EvidenceRead


def competences(
    blocks: Sequence[BlockRead],
    evidence: Sequence[EvidenceRead],
    decisions: Sequence[DecisionRead],
    since: datetime | None,
) -> list[CompetenceSince]:
    """Every competence with something to say: seen or decided in this time, or decided before. In the title's order."""
    found = []
    for bar in (bar for block in blocks for bar in block.bars):
        mine = [each for each in evidence if each.competence == bar.competence]
        now = [each.score for each in mine if since is None or each.given_at > since]
        before = [each.score for each in mine if since is not None and each.given_at <= since]
        earlier = [
            each
            for each in decisions
            if each.competence == bar.competence and since is not None and each.decided_at <= since
        ]
        if not now and bar.decided is None:
            continue
        found.append(
            CompetenceSince(
                competence=bar.competence,
                title=bar.title,
                before=max(earlier, key=lambda each: each.decided_at).level if earlier else None,
                decided=bar.decided,
                proposed=bar.proposed,
                evidence=len(now),
                score=_mean(now),
                before_score=_mean(before),
            )
        )
    return found


def changes(before: Sequence[PlanStep], after: Sequence[PlanStep]) -> list[PlanChange]:
    """What one version of a plan changed of another: modules added and removed, days moved, another order."""
    old, new = {step.module: step for step in before}, {step.module: step for step in after}
    kept = [step.module for step in before if step.module in new]
    return [
        *(
            PlanChange(kind="added", module=code, due_on=step.due_on)
            for code, step in new.items()
            if code not in old
        ),
        *(PlanChange(kind="removed", module=code) for code in old if code not in new),
        *(
            PlanChange(kind="due", module=code, due_before=old[code].due_on, due_on=new[code].due_on)
            for code in kept
            if old[code].due_on != new[code].due_on
        ),
        *(
            [PlanChange(kind="order")]
            if kept != [step.module for step in after if step.module in old]
            else []
        ),
    ]


def _mean(scores: Sequence[int]) -> int | None:
    """Half up, so that whoever adds by hand finds the same."""
    return (2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else None
