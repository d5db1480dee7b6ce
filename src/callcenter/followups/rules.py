"""Pure: what is gathered for a follow-up out of evidence and decisions."""

from collections.abc import Sequence
from datetime import datetime

from callcenter.followups.schemas import CompetenceSince
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


def _mean(scores: Sequence[int]) -> int | None:
    """Half up, so that whoever adds by hand finds the same."""
    return (2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else None
