"""Small questions about text from elsewhere: comparing labels, cleaning cells, keeping spreadsheets harmless.

Pure; it must not know which column or feature a text belongs to.
"""

import re
import unicodedata
from datetime import date

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CONTACT_DATA = re.compile(r"@|(?:\d[\s.\-/\u00a0\u202f]{0,2}){8,}")
_DATES = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b")
_FORMULA_START = frozenset("=+-@\t\r\n＝＋－＠")


def fold(text: str) -> str:
    """For comparing labels: `N° de Téléphone` → `n de telephone`; accents, case and signs do not count."""
    text = text if text.isascii() else _INVISIBLE.sub("", text)
    flat = unicodedata.normalize("NFKD", text.replace("°", " ").replace("º", " ")).lower()
    flat = flat.replace("œ", "oe").replace("æ", "ae")
    return _NOT_WORD.sub(" ", "".join(c for c in flat if not unicodedata.combining(c))).strip()


def clean(text: str) -> str:
    """One line without invisible or control characters, composed (NFC), single spaces, trimmed."""
    if text.isprintable() and "  " not in text and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip()  # nothing that prints is invisible, and of the spaces only the plain one prints
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def formula_safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what starts one (ASVS 1.2.10)."""
    bare = _INVISIBLE.sub("", text).lstrip(" \u00a0\u202f\u3000")
    risky = bare[:1] in _FORMULA_START or text[:1] in _FORMULA_START
    return "'" + text if risky and text else text


def file_name(*parts: str, day: date, ending: str) -> str:
    """`resultats_rendez-vous-habitat_2026-11-23.csv`: plain ASCII that every system and header takes."""
    words = [re.sub(r"[^a-z0-9]+", "-", fold(part))[:60].strip("-") for part in parts]
    return f"{'_'.join([*filter(None, words), day.isoformat()])}.{ending}"


def shows_contact_data(value: str) -> bool:
    """Whether a text could carry a number or an e-mail past the seal: an @, or eight digits with only signs
    between them. Dates do not count."""
    return not value.isalpha() and _CONTACT_DATA.search(_DATES.sub("", value)) is not None
