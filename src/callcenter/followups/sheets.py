"""A follow-up as a paper: the words that both sign. Pure."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import SiteCaller
from callcenter.followups.models import FollowUp
from callcenter.followups.schemas import CompetenceSince, Gathered, PlanChange, PlanSince, TalkSince
from callcenter.kit import numbers
from callcenter.papers.schemas import PaperContent, Section, Table
from callcenter.training.schemas import Level

LEVELS: dict[Level, str] = {
    "acquired": "acquis",
    "in_progress": "en cours",
    "not_acquired": "non acquis",
}


def day(value: date) -> str:
    return numbers.day(value, "fr")


def content(
    one: FollowUp, name: str, trainer: SiteCaller, gathered: Gathered, plan: PlanSince | None
) -> PaperContent:
    """All that the paper of a follow-up says, in French."""
    zone = ZoneInfo(trainer.home_zone)

    def on(at: datetime) -> str:
        return day(at.astimezone(zone).date())

    since = on(gathered.since) if gathered.since else None
    period = f"Du {since} au {on(gathered.until)}" if since else f"Jusqu’au {on(gathered.until)}"
    hours, minutes = divmod(gathered.worked_minutes, 60)
    return PaperContent(
        title="Bilan de suivi",
        lead=f"{name} – {period}",
        facts=[
            ("Centre", trainer.home_name or "–"),
            ("Apprenti", name),
            ("Formateur", trainer.display_name),
            ("Période", period),
        ],
        sections=[
            Section(
                title="Ce qui a été fait",
                facts=[
                    (
                        "Appels d’entraînement",
                        f"{gathered.practices}, dont {gathered.good_practices} réussis seul",
                    ),
                    ("Appels réels évalués", str(gathered.reviews)),
                    ("Temps de travail", f"{hours} h {minutes:02d}"),
                    ("Demi-journées signées", str(gathered.halves)),
                    *([("Modules du plan terminés", _finished(plan))] if plan else []),
                ],
            ),
            Section(
                title="Les compétences",
                words=[] if gathered.competences else ["Aucune preuve nouvelle dans cette période."],
                table=Table(
                    head=["Compétence", "Avant", "Maintenant", "Preuves", "Moyenne"],
                    rows=[_competence(each) for each in gathered.competences],
                    figures=3,
                ),
            ),
            Section(
                title="Les appels regardés ensemble",
                points=[_talk(each, on(each.at)) for each in gathered.talks]
                or ["Aucun appel dans cette période."],
            ),
            Section(title="Ce que dit l’apprenti", words=_lines(one.learner_words, "Rien n’a été écrit.")),
            Section(title="Ce que dit le formateur", words=_lines(one.trainer_words, "–")),
            Section(
                title="La suite du plan",
                words=_lines(one.plan_words, _unsaid(plan)),
                points=[_change(each) for each in plan.changes] if plan else [],
                facts=[
                    *([("Plan personnel", _version(plan, on))] if plan else []),
                    *([("Prochain bilan", day(one.next_on))] if one.next_on else []),
                ],
            ),
        ],
    )


def _finished(plan: PlanSince) -> str:
    done = [step.title for step in plan.steps if step.done_since]
    return f"{len(done)} : {', '.join(done)}" if done else "aucun"


def _unsaid(plan: PlanSince | None) -> str:
    if plan is not None and plan.changes:
        return "Le plan a été adapté :"
    return "Le plan continue sans changement."


def _version(plan: PlanSince, on: Callable[[datetime], str]) -> str:
    signed = " ; ".join(f"{each.name}, {on(each.at)}" for each in plan.signed)
    before = f" (avant : {plan.before_version})" if plan.before_version not in {None, plan.version} else ""
    return f"version {plan.version}{before}, signée par {signed}"


def _change(each: PlanChange) -> str:
    until = f", pour le {day(each.due_on)}" if each.due_on else ""
    if each.kind == "added":
        return f"Ajouté : {each.title}{until}"
    if each.kind == "removed":
        return f"Retiré : {each.title}"
    if each.kind == "order":
        return "L’ordre des modules a changé."
    before = day(each.due_before) if each.due_before else "sans date"
    return f"Autre date : {each.title}, {before} → {day(each.due_on) if each.due_on else 'sans date'}"


def _lines(words: str | None, none: str) -> list[str]:
    return [line for line in (words or "").splitlines() if line.strip()] or [none]


def _competence(each: CompetenceSince) -> list[str]:
    now = (
        LEVELS[each.decided]
        if each.decided
        else f"proposé : {LEVELS[each.proposed]}"
        if each.proposed
        else "–"
    )
    before = LEVELS[each.before] if each.before else "–"
    mean = "–" if each.score is None else f"{each.score} %"
    if each.score is not None and each.before_score is not None:
        mean += f" (avant {each.before_score} %)"
    return [each.title, before, now, str(each.evidence), mean]


def _talk(each: TalkSince, on: str) -> str:
    what = "Entraînement" if each.kind == "practice" else "Appel réel"
    helped = ", avec aide" if each.guided else ""
    said = f" – {each.comment}" if each.comment else ""
    return f"{what} « {each.title} », {on}{helped} : {each.score} %{said}"
