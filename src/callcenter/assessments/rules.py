"""Pure decisions: the profile that an assessment gives, the plan it proposes, what a signature stands for."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from callcenter.assessments.schemas import BlockContent, PlanStep
from callcenter.modules.rules import GOOD, mean

STEPS = 3
"""The highest of four steps: nought to three."""


@dataclass(frozen=True, slots=True)
class Result:
    """One competence: what was seen in whole per cent, what was said of the own self, in which blocks."""

    score: int | None
    self_score: int | None
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known so far, by block and item: scores of exercises, steps of statements, steps of criteria."""

    scores: Mapping[tuple[str, str], int]
    said: Mapping[tuple[str, str], int]
    marks: Mapping[tuple[str, str], int]


def of_step(step: int) -> int:
    """A step as whole per cent, half up: 0, 33, 67, 100."""
    return (200 * step + STEPS) // (2 * STEPS)


def missing(blocks: Sequence[BlockContent], answers: Answers) -> tuple[int, int]:
    """How many answers of the apprentice and how many marks of the trainer are still missing."""
    theirs = ours = 0
    for block in blocks:
        theirs += sum((block.code, each.id) not in answers.scores for each in block.exercises)
        theirs += sum((block.code, each.id) not in answers.said for each in block.statements)
        ours += sum((block.code, each.id) not in answers.marks for each in block.criteria)
    return theirs, ours


def profile(
    blocks: Sequence[BlockContent], answers: Answers, competences: Sequence[str]
) -> dict[str, Result]:
    """Every competence of the referential with what the assessment shows of it.

    Each exercise and each criterion weighs the same. What somebody says of the own self stands beside, never inside.
    """
    seen: defaultdict[str, list[int]] = defaultdict(list)
    own: defaultdict[str, list[int]] = defaultdict(list)
    where: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for block in blocks:
        for exercise in block.exercises:
            if (block.code, exercise.id) in answers.scores:
                seen[exercise.competence].append(answers.scores[block.code, exercise.id])
                where[exercise.competence][block.title] = None
        for criterion in block.criteria:
            if (block.code, criterion.id) in answers.marks:
                seen[criterion.competence].append(of_step(answers.marks[block.code, criterion.id]))
                where[criterion.competence][block.title] = None
        for statement in block.statements:
            if statement.competence is not None and (block.code, statement.id) in answers.said:
                own[statement.competence].append(of_step(answers.said[block.code, statement.id]))
    return {
        code: Result(
            score=mean(seen[code]) if seen[code] else None,
            self_score=mean(own[code]) if own[code] else None,
            blocks=tuple(where[code]),
        )
        for code in competences
    }


@dataclass(frozen=True, slots=True)
class Teaches:
    """A module as the proposal looks at it."""

    competences: tuple[str, ...]
    requires: tuple[str, ...]


def propose(
    scores: Mapping[str, int | None], modules: Mapping[str, Teaches], good: Collection[str]
) -> list[PlanStep]:
    """The modules that lead from these scores to good ones: the weakest competence first, each after what it needs.

    `good`: modules that went well already; they are not asked for again. What is not looked at comes after what
    was seen to be weak.
    """
    weak = sorted((score, code) for code, score in scores.items() if score is not None and score < GOOD)
    unseen = [code for code, score in scores.items() if score is None]
    wanted: dict[str, PlanStep] = {}
    for competence in [*(code for _, code in weak), *unseen]:
        for module, teaches in modules.items():
            if competence not in teaches.competences or module in good:
                continue
            if module in wanted:
                wanted[module].competences.append(competence)
            else:
                score = scores[competence]
                wanted[module] = PlanStep(
                    module=module,
                    reason="unseen" if score is None else "weak",
                    competences=[competence],
                    score=score,
                )
    planned: dict[str, PlanStep] = {}

    def plan(module: str, begun: tuple[str, ...]) -> None:
        if module in planned or module in good or module in begun:
            return
        for before in modules[module].requires:
            if before in modules:
                plan(before, (*begun, module))
        planned[module] = wanted.get(module) or PlanStep(module=module, reason="before")

    for module in wanted:
        plan(module, ())
    return list(planned.values())


def sound(steps: Sequence[PlanStep], modules: Mapping[str, Teaches], finished: Collection[str]) -> bool:
    """Whether a plan can be followed: its modules exist, stand once, and come after what they need."""
    done = set(finished)
    for step in steps:
        teaches = modules.get(step.module)
        if teaches is None or {each for each in teaches.requires if each in modules} - done:
            return False
        done.add(step.module)
    return len({step.module for step in steps}) == len(steps)


def digest(agent_id: UUID, version: int, results: object, steps: Sequence[PlanStep]) -> str:
    """What a signature stands for: whose plan, which version, the result it rests on and every step. Hex, 64."""
    body = {
        "agent": str(agent_id),
        "version": version,
        "profile": results,
        "steps": [step.model_dump(mode="json") for step in steps],
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
