"""Reports as files: CSV and XLSX to calculate with, PDF to print. Pure: what a report says is decided elsewhere.

CSV and XLSX hold the numbers as the reader's spreadsheet writes them, every cell a text that cannot be a formula.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from callcenter.kit import numbers
from callcenter.kit.languages import Text, texts
from callcenter.outcomes.formats import MEDIA_TYPES as _TABLE_TYPES
from callcenter.outcomes.formats import writer
from callcenter.reports.kpis import COUNTS, Kpi, kpis
from callcenter.reports.schemas import Angle, Figures, FileKind, ReportRead, ReportRow

MEDIA_TYPES: dict[FileKind, str] = {
    "csv": _TABLE_TYPES["csv"],
    "xlsx": _TABLE_TYPES["xlsx"],
    "pdf": "application/pdf",
}

ANGLES: Mapping[str, Text] = texts(
    "report_angle",
    {
        "campaign": ("Campagne", "Campaign"),
        "list": ("Liste", "List"),
        "agent": ("Apprenti", "Apprentice"),
        "hour": ("Heure", "Hour"),
        "outcome": ("Résultat", "Outcome"),
        "day": ("Jour", "Day"),
        "week": ("Semaine du", "Week of"),
        "month": ("Mois", "Month"),
    },
)
_SAID = texts(
    "report_file",
    {
        "name": ("rapport", "report"),
        "title": ("Rapport d’activité", "Activity report"),
        "period": ("Du {since} au {until}", "From {since} to {until}"),
        "one_day": ("Le {since}", "On {since}"),
        "clock": ("Heures et jours : {zone}.", "Hours and days: {zone}."),
        "made": ("Chiffres arrêtés le {at}.", "Figures as of {at}."),
        "total": ("Total", "Total"),
        "before": ("{name} (avant)", "{name} (before)"),
        "share": ("Part des fiches", "Share of records"),
        "compared": ("Comparé à la période du {since} au {until}.", "Compared with {since} to {until}."),
        "figures": ("Chiffres clés", "Key figures"),
        "formulas": ("Comment c’est calculé", "How it is worked out"),
        "per": ("Par {name}", "By {name}"),
        "bars": ("Fiches traitées", "Records worked"),
        "nothing": ("Aucun appel dans cette période.", "No calls in this period."),
    },
)


def said(kpi: Kpi, value: float | None, language: str) -> str:
    """A value with its unit; a dash where there is none."""
    if value is None:
        return "–"
    if kpi.unit == "share":
        return numbers.share(value, language)
    if kpi.unit == "seconds":
        return numbers.duration(value)
    return numbers.number(value, language, digits=0 if kpi.unit == "points" else 1)


def label(row: ReportRow, by: Angle, language: str) -> str:
    if by == "hour":
        return f"{int(row.key):02d}:00" if language == "en" else f"{int(row.key)} h"
    if by in {"day", "week", "month"}:
        return numbers.day(date.fromisoformat(row.key), language)
    return row.label


def _columns(report: ReportRead) -> tuple[list[str], list[str]]:
    """Counts and KPIs that the report has something for."""
    if report.by == "outcome":
        return ["records"], []
    figures: list[Figures] = [*report.rows, report.total]
    shown = [code for code in kpis() if any(row.values.get(code) is not None for row in figures)]
    return list(COUNTS), shown


def _cells(
    figures: Figures, counts: Sequence[str], codes: Sequence[str], whole: int | None, language: str
) -> list[str]:
    cells = [numbers.number(figures.counts.get(name, 0), language) for name in counts]
    if whole is not None:
        cells.append(numbers.share(figures.counts["records"] / whole, language) if whole else "–")
    return cells + [said(kpis()[code], figures.values.get(code), language) for code in codes]


def _headings(counts: Sequence[str], codes: Sequence[str], by: Angle, language: str) -> list[str]:
    share = [_SAID["share"].of(language)] if by == "outcome" else []
    return [
        *(COUNTS[name].of(language) for name in counts),
        *share,
        *(kpis()[code].name.of(language) for code in codes),
    ]


def table(report: ReportRead, language: str) -> tuple[list[str], list[list[str]]]:
    """Headings and rows, the total last; where two periods are compared, the other one's beside."""
    counts, codes = _columns(report)
    whole = report.total.counts["records"] if report.by == "outcome" else None
    head = _headings(counts, codes, report.by, language)
    compared = report.total_before is not None and report.by not in {"day", "week", "month"}
    before_whole = (
        report.total_before.counts["records"] if report.total_before and whole is not None else None
    )
    lines = []
    for name, now, before in (
        *((label(row, report.by, language), row, row.before) for row in report.rows),
        (_SAID["total"].of(language), report.total, report.total_before),
    ):
        line = [name, *_cells(now, counts, codes, whole, language)]
        if compared and before is not None:
            line += _cells(before, counts, codes, before_whole, language)
        lines.append(line)
    if compared:
        head += [_SAID["before"].of(language).format(name=name) for name in head]
    return [ANGLES[report.by].of(language), *head], lines


def spreadsheet(report: ReportRead, form: FileKind, language: str) -> bytes:
    """The table as CSV or XLSX."""
    head, lines = table(report, language)
    assert form != "pdf"
    out = writer(form, title=title(language), columns=dict(zip(head, head, strict=True)), about={})
    for line in lines:
        out.add(line)
    return out.drain() + out.close()


def title(language: str) -> str:
    return _SAID["title"].of(language)


def file_word(language: str) -> str:
    return _SAID["name"].of(language)


# --- paper --------------------------------------------------------------------------------------------------

TEMPLATE = """
#opening(d.title, d.lead)
#for line in d.notes [#text(9.5pt, fill: quiet, line) \\ ]
#if d.empty != none { notice(d.empty) }
#if d.figures.len() > 0 [
  == #d.figures_title
  #facts(d.figures)
]
#set page(flipped: true)
#for part in d.parts [
  == #part.title
  #if part.bars.len() > 0 { bars(part.bars, part.words) }
  #text(7.5pt, grid-of(part.head, part.rows))
]
#if d.formulas.len() > 0 [
  == #d.formulas_title
  #facts(d.formulas)
]
"""

MOST_BARS = 31


def paper_data(reports: Sequence[ReportRead], where: str, language: str, made_at: str) -> dict[str, Any]:
    """What the template says of some reports of one period."""
    first = reports[0]
    since, until = numbers.day(first.since, language), numbers.day(first.until, language)
    period = _SAID["one_day" if first.since == first.until else "period"].of(language)
    notes = [_SAID["made"].of(language).format(at=made_at)]
    if first.zone:
        notes.append(_SAID["clock"].of(language).format(zone=first.zone))
    if first.before_since and first.before_until:
        other = {"since": first.before_since, "until": first.before_until}
        said_other = {name: numbers.day(value, language) for name, value in other.items()}
        notes.append(_SAID["compared"].of(language).format(**said_other))
    codes = [code for code, value in first.total.values.items() if value is not None]
    empty = not first.total.counts["records"] and not first.total.counts["attempts"]
    return {
        "lead": f"{where} – {period.format(since=since, until=until)}",
        "notes": notes,
        "empty": _SAID["nothing"].of(language) if empty else None,
        "figures_title": _SAID["figures"].of(language),
        "figures": [
            *([COUNTS[name].of(language), _beside(first, name, language)] for name in COUNTS),
            *([kpis()[code].name.of(language), _rate_beside(first, code, language)] for code in codes),
        ],
        "parts": [_part(report, language) for report in reports if report.rows],
        "formulas_title": _SAID["formulas"].of(language),
        "formulas": [[kpis()[c].name.of(language), kpis()[c].formula.of(language)] for c in codes],
    }


def _beside(report: ReportRead, name: str, language: str) -> str:
    now = numbers.number(report.total.counts.get(name, 0), language)
    if report.total_before is None:
        return now
    return f"{now} ({numbers.number(report.total_before.counts.get(name, 0), language)})"


def _rate_beside(report: ReportRead, code: str, language: str) -> str:
    now = said(kpis()[code], report.total.values[code], language)
    if report.total_before is None:
        return now
    return f"{now} ({said(kpis()[code], report.total_before.values.get(code), language)})"


def _part(report: ReportRead, language: str) -> dict[str, Any]:
    head, rows = table(report, language)
    shown = report.rows if len(report.rows) <= MOST_BARS else []
    bars = [
        [
            label(row, report.by, language),
            row.counts["records"],
            numbers.number(row.counts["records"], language),
        ]
        for row in shown
    ]
    words = ", ".join(f"{name} {count}" for name, _, count in bars)
    angle = ANGLES[report.by].of(language)
    return {
        "title": _SAID["per"].of(language).format(name=angle[0].lower() + angle[1:]),
        "bars": bars,
        "words": f"{_SAID['bars'].of(language)} : {words}",
        "head": head,
        "rows": rows,
    }
