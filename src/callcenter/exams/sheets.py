"""Exam papers: a mock exam with the jury's grid, the booklet of evaluations (ECF), the professional file. Pure."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import SiteCaller
from callcenter.exams.schemas import ExamRead, MockExamRead, Parts
from callcenter.kit import numbers
from callcenter.papers.schemas import PaperContent, PaperLine, Section, Table
from callcenter.quality.schemas import Mark
from callcenter.training.schemas import LearnerRead

_MARKS: dict[Mark, str] = {
    "met": "conforme",
    "partly": "partiellement conforme",
    "missed": "non conforme",
    "unacceptable": "inacceptable",
}
_LEVELS = {"acquired": "acquis", "in_progress": "en cours", "not_acquired": "non acquis"}
PARTS = {
    "tasks": "1. Ce que j’ai fait, et dans quelles conditions",
    "means": "2. Les moyens que j’ai utilisés",
    "people": "3. Avec qui j’ai travaillé",
    "context": "4. Où, pour qui et quand",
    "more": "5. Autres informations",
}
"""The five questions of the professional file, in plain words."""


def mock_exam(found: MockExamRead, trainer: SiteCaller) -> PaperContent:
    """One part of the exam with its time, the jury's marks and the result of each competence."""
    zone = ZoneInfo(trainer.home_zone)
    assert found.started_at is not None
    assert found.ended_at is not None
    taken = int((found.ended_at - found.started_at).total_seconds() // 60)
    begun = found.started_at.astimezone(zone)
    return PaperContent(
        title="Examen blanc",
        lead=f"{found.alias} – {found.title}",
        facts=[
            ("Centre", trainer.home_name or "–"),
            ("Candidat", found.alias),
            ("Épreuve", found.title),
            ("Jury", ", ".join(found.jury)),
            ("Date", f"{numbers.day(begun.date(), 'fr')}, {begun:%H:%M}"),
            ("Durée", f"{taken} min sur {found.minutes} min prévues"),
        ],
        sections=[
            *(
                Section(
                    title=f"{line.title} : {line.score} %",
                    table=Table(
                        head=["Critère", "Appréciation"],
                        rows=[
                            [criterion, _MARKS[mark]]
                            for criterion, mark in zip(line.criteria, line.marks, strict=True)
                        ],
                    ),
                )
                for line in found.grid
            ),
            Section(title="Ce que dit le jury", words=_lines(found.words)),
        ],
        notice="Examen blanc : il prépare à l’examen et n’en tient pas lieu.",
    )


def _lines(words: str | None) -> list[str]:
    return [line for line in (words or "").splitlines() if line.strip()] or ["–"]


def booklet(found: ExamRead, trainer: SiteCaller) -> PaperContent:
    """The booklet of evaluations in the course, block by block (livret ECF)."""
    sections = []
    for block in found.blocks:
        mine = [each for each in found.evaluations if each.block == block.code]
        titles = {each.competence: each.title for each in block.competences}
        sections.append(
            Section(
                title=block.title,
                words=[] if mine else ["Aucune évaluation pour ce bloc."],
                table=Table(
                    head=["Évaluation", "Date", "Compétence", "Résultat"],
                    rows=[
                        [each.title, numbers.day(each.held_on, "fr"), titles.get(code, code), _LEVELS[level]]
                        for each in mine
                        for code, level in each.results.items()
                    ],
                ),
                points=[f"{each.title} ({each.given_by}) : {each.words}" for each in mine if each.words],
            )
        )
    return PaperContent(
        title="Livret d’évaluations en cours de formation",
        lead=f"{found.alias} – {found.referential}",
        facts=[("Centre", trainer.home_name or "–"), ("Candidat", found.alias), ("Titre", found.referential)],
        sections=sections,
    )


def training_booklet(
    found: ExamRead, record: LearnerRead, lines: Sequence[PaperLine], trainer: SiteCaller
) -> PaperContent:
    """The whole way in one paper (livret de suivi): the contract, competences decided, every paper issued."""
    zone = ZoneInfo(trainer.home_zone)
    kept = record.record
    facts = [
        ("Centre", trainer.home_name or "–"),
        ("Apprenti", found.alias),
        ("Titre préparé", found.referential),
        *(
            [
                (
                    "Période",
                    " – ".join(numbers.day(day, "fr") for day in (kept.starts_on, kept.ends_on) if day),
                ),
                ("Alternance", kept.alternation or ""),
                ("Tuteur", kept.tutor or ""),
                ("Organisme de formation", kept.training_centre or ""),
                ("Buts", kept.goals or ""),
            ]
            if kept
            else []
        ),
    ]
    return PaperContent(
        title="Livret de suivi",
        lead=f"{found.alias} – {found.referential}",
        facts=[(name, said) for name, said in facts if said],
        sections=[
            *(
                Section(
                    title=block.title,
                    table=Table(
                        head=["Compétence", "Décidé", "En cours de formation", "Examen blanc"],
                        rows=[
                            [
                                each.title,
                                _LEVELS[each.decided] if each.decided else "–",
                                _LEVELS[each.evaluated] if each.evaluated else "–",
                                "–" if each.exam_score is None else f"{each.exam_score} %",
                            ]
                            for each in block.competences
                        ],
                        figures=3,
                    ),
                )
                for block in found.blocks
            ),
            Section(
                title="Documents établis",
                words=[] if lines else ["Aucun document n’est encore établi."],
                table=Table(
                    head=["Document", "Date", "Signatures", "Code"],
                    rows=[
                        [
                            each.title,
                            numbers.day(each.issued_at.astimezone(zone).date(), "fr"),
                            f"{len(each.signatures)} sur {len(each.asks)}",
                            each.code,
                        ]
                        for each in lines
                    ],
                ),
            ),
        ],
    )


def dossier(found: ExamRead, trainer: SiteCaller) -> PaperContent:
    """The professional file: each example under its block, in the apprentice's words."""
    titles = {block.code: block.title for block in found.blocks}
    sections = []
    for number, each in enumerate(found.examples, 1):
        sections.append(Section(title=f"Exemple {number} : {each.title}", words=[titles.get(each.block, "")]))
        sections += example(each.parts)
    return PaperContent(
        title="Dossier professionnel",
        lead=f"{found.alias} – {found.referential}",
        facts=[("Centre", trainer.home_name or "–"), ("Candidat", found.alias), ("Titre", found.referential)],
        sections=sections or [Section(title="Exemples", words=["Aucun exemple n’est encore écrit."])],
    )


def example(parts: Parts) -> list[Section]:
    """The five parts of one example."""
    return [Section(title=title, words=_lines(getattr(parts, name))) for name, title in PARTS.items()]
