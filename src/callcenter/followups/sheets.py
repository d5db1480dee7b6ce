"""A follow-up as a paper: the words that both sign. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import SiteCaller
from callcenter.followups.models import FollowUp
from callcenter.followups.schemas import CompetenceSince, Gathered, TalkSince
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


def content(one: FollowUp, name: str, trainer: SiteCaller, gathered: Gathered) -> PaperContent:
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
                words=_lines(one.plan_words, "Le plan continue sans changement."),
                facts=[("Prochain bilan", day(one.next_on))] if one.next_on else [],
            ),
        ],
    )


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
