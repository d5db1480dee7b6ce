"""The first assessment and the plan as one paper: the words that both sign, in French. Pure."""

from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import SiteCaller
from callcenter.assessments.schemas import LearningPath, PlanRead, ProfileLine, Reason
from callcenter.kit import numbers
from callcenter.papers.schemas import PaperContent, Section, Table

WHY: dict[Reason, str] = {
    "weak": "pas encore à l’aise",
    "unseen": "pas vu dans le bilan",
    "before": "prépare un autre module",
    "added": "choisi avec le formateur",
}


def content(path: LearningPath, plan: PlanRead, trainer: SiteCaller) -> PaperContent:
    """All that the paper says: the result, the modules in order, and the digest that was signed at the workstation."""
    zone = ZoneInfo(trainer.home_zone)
    found = path.assessment
    made = numbers.day(plan.made_at.astimezone(zone).date(), "fr")
    signed = [f"{each.name}, {numbers.day(each.at.astimezone(zone).date(), 'fr')}" for each in plan.signed]
    sections = []
    if found is not None and found.closed_at is not None:
        closed = numbers.day(found.closed_at.astimezone(zone).date(), "fr")
        sections.append(
            Section(
                title="Résultat du bilan de départ",
                words=[
                    f"Bilan clos le {closed}. Épreuves : {', '.join(block.title for block in found.blocks)}.",
                    "Ce que la personne dit d’elle-même est à côté et n’entre pas dans le résultat.",
                ],
                table=Table(
                    head=["Compétence", "Résultat", "Ce qu’elle en dit"],
                    rows=[_line(each) for each in found.profile],
                    figures=1,
                ),
            )
        )
    sections.append(
        Section(
            title="Modules, dans l’ordre",
            words=[] if plan.steps else ["Aucun module n’est demandé."],
            table=Table(
                head=["Module", "Pourquoi", "Pour le"],
                rows=[
                    [step.title, WHY[step.reason], numbers.day(step.due_on, "fr") if step.due_on else "–"]
                    for step in plan.steps
                ],
            )
            if plan.steps
            else None,
        )
    )
    what = "Bilan de départ et plan personnel" if sections[1:] else "Plan personnel"
    return PaperContent(
        title=f"{what}, version {plan.version}",
        lead=f"{path.alias} – {made}",
        facts=[
            ("Centre", trainer.home_name or "–"),
            ("Apprenti", path.alias),
            ("Formateur", trainer.display_name),
            ("Au poste, le plan est signé par", " ; ".join(signed) or "–"),
        ],
        sections=sections,
    )


def _line(line: ProfileLine) -> list[str]:
    return [line.title, _share(line.score), _share(line.self_score)]


def _share(score: int | None) -> str:
    return "–" if score is None else f"{score} %"
