"""Numbers, shares, durations and days as a reader writes them. Pure.

A minus is the sign U+2212, which no spreadsheet takes for the start of a formula.
"""

from datetime import date

_MONTHS = {"en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")}


def number(value: float, language: str, *, digits: int = 0) -> str:
    """`1234.5` → `1 234,5` in French and Spanish (thin space), `1,234.5` in English."""
    said = f"{abs(value):,.{digits}f}"
    sign = "\u2212" if value < 0 and float(f"{value:.{digits}f}") != 0 else ""
    if language != "en":
        said = said.replace(",", "\u202f").replace(".", ",")
    return sign + said


def share(ratio: float, language: str) -> str:
    """`0.385` → `38,5 %`."""
    return number(100 * ratio, language, digits=1) + ("%" if language == "en" else "\u00a0%")


def duration(seconds: float) -> str:
    """`75` → `1:15`, `3675` → `1:01:15`; fractions are left out."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def day(value: date, language: str) -> str:
    """`27/11/2026`, in English `27 Nov 2026`."""
    if language in _MONTHS:
        return f"{value.day} {_MONTHS[language][value.month - 1]} {value.year}"
    return f"{value.day:02d}/{value.month:02d}/{value.year}"
