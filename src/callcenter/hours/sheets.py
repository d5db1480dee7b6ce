"""Hours as a CSV file and as papers, in French: they go to French authorities. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from callcenter.accounts.schemas import SiteCaller
from callcenter.hours.schemas import DayHours, HalfDay, PersonHours
from callcenter.kit import numbers
from callcenter.kit.text import file_name
from callcenter.outcomes.formats import writer
from callcenter.papers.schemas import PaperContent, Section, Table
from callcenter.training.schemas import LearnerRead

Days = Iterable[tuple[PersonHours, Sequence[DayHours]]]
"""Everybody with the days on which something was."""

_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre")  # fmt: skip
_STATUS = {
    "apprenticeship": "Contrat d’emploi pénitentiaire en apprentissage",
    "employment": "Contrat d’emploi pénitentiaire",
    "trainee": "Stagiaire de la formation professionnelle",
    "other": "Autre",
}
_CONCERNS = {
    "day_too_long": "plus de 10 h dans la journée",
    "week_too_long": "plus de 48 h dans la semaine",
    "not_signed": "présence non signée",
    "not_confirmed": "présence non confirmée",
    "sunday": "travail le dimanche",
}
_COLUMNS = {
    "site": "centre", "badge": "badge", "name": "nom", "day": "jour", "work": "travail (min)",
    "training": "formation (min)", "desk": "dont au poste (min)", "morning": "matin", "afternoon": "après-midi",
    "concerns": "à vérifier",
}  # fmt: skip


def hours(minutes: int) -> str:
    """`3 h 05`."""
    return f"{minutes // 60} h {minutes % 60:02d}"


def _said(half: HalfDay) -> str:
    if half.confirmed:
        return "confirmé"
    return "signé" if half.signed else "présent, non signé" if half.present else ""


def _concerns(each: DayHours) -> str:
    return ", ".join(_CONCERNS[concern] for concern in each.concerns)


def table(people: Days, first: date, site: str) -> tuple[str, bytes]:
    """A row for each person and day, `;` and UTF-8 with BOM, formula cells neutralised: (name, content)."""
    out = writer("csv", title="heures", columns=_COLUMNS, about={})
    for person, days in people:
        for each in days:
            out.add(
                [
                    site,
                    person.sign_in,
                    person.alias,
                    each.day.isoformat(),
                    each.work_minutes,
                    each.training_minutes,
                    each.desk_minutes,
                    _said(each.morning),
                    _said(each.afternoon),
                    _concerns(each),
                ]
            )
    return file_name("heures", site, day=first, ending="csv"), out.drain() + out.close()


def statement(
    person: PersonHours, days: Sequence[DayHours], first: date, trainer: SiteCaller
) -> PaperContent:
    """A person's month: training and work apart, each half-day with its signatures."""
    month = f"{_MONTHS[first.month - 1]} {first.year}"
    concerns = [f"{numbers.day(each.day, 'fr')} : {_concerns(each)}" for each in days if each.concerns]
    return PaperContent(
        title="État mensuel des heures",
        lead=f"{person.alias} – {month}",
        facts=[
            ("Centre", trainer.home_name or "–"),
            ("Apprenti", f"{person.alias} ({person.sign_in})"),
            ("Travail", hours(person.work_minutes)),
            ("Formation", f"{hours(person.training_minutes)}, dont {hours(person.desk_minutes)} au poste"),
            ("Demi-journées", f"{person.halves}, dont {person.halves_signed} signées"),
        ],
        sections=[
            Section(
                title="Jour par jour",
                words=[] if days else ["Aucune heure ce mois-ci."],
                table=Table(
                    head=["Jour", "Matin", "Après-midi", "Travail", "Formation"],
                    rows=[
                        [
                            numbers.day(each.day, "fr"),
                            _said(each.morning) or "–",
                            _said(each.afternoon) or "–",
                            hours(each.work_minutes),
                            hours(each.training_minutes),
                        ]
                        for each in days
                    ],
                    figures=3,
                ),
            ),
            *([Section(title="À vérifier", points=concerns)] if concerns else []),
        ],
        notice="Heures constatées par le centre. "
        "La formation compte les séances notées, les examens blancs et, au poste, "
        "le temps entre deux actions (appels d’entraînement, modules, bilans), 5 minutes au plus à chaque fois. "
        "Aucune minute ne compte deux fois. La paie est établie par l’administration, pas par ce document.",
    )


def certificate(
    person: PersonHours, found: LearnerRead, first: date, last: date, trainer: SiteCaller
) -> PaperContent:
    """What the person followed, from when to when and for how long, and the competences that were acquired."""
    record, referential = found.record, found.referential
    acquired = [bar.title for block in found.blocks for bar in block.bars if bar.decided == "acquired"]
    facts = [
        ("Centre", trainer.home_name or "–"),
        ("Apprenti", person.alias),
        ("Statut", _STATUS[record.status] if record else "–"),
        ("Titre préparé", f"{referential.title}, version {referential.version}" if referential else "–"),
        ("Période", f"Du {numbers.day(first, 'fr')} au {numbers.day(last, 'fr')}"),
        ("Formation suivie", hours(person.training_minutes)),
        ("Travail", hours(person.work_minutes)),
        ("Demi-journées signées", str(person.halves_signed)),
    ]
    more = [("Tuteur", record.tutor), ("Organisme de formation", record.training_centre)] if record else []
    return PaperContent(
        title="Attestation de formation",
        lead=person.alias,
        facts=[*facts, *((name, said) for name, said in more if said)],
        sections=[
            Section(
                title="Compétences acquises",
                points=acquired,
                words=[] if acquired else ["Aucune compétence n’est encore décidée « acquise »."],
            )
        ],
    )
