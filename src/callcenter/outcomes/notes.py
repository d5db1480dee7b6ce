"""What a note may hold: finds numbers, e-mails, streets, bank references and links in French, English and Spanish.

Pure; it knows words, not contacts. No filter stops someone who is determined: that is why notes are short, sealed and
read by a supervisor before they go on. So ordinary sentences pass, and whatever reads like contact data does not.
"""

import re
import unicodedata
from collections.abc import Iterable

from callcenter.kit import shipped

_FILE = shipped.read("callcenter.outcomes", "note_words.yaml")
_NUMBERS = {name: words.split() for name, words in _FILE["numbers"].items()}
_STREETS = {name: words.split() for name, words in _FILE["streets"].items()}

_MOST_DIGITS = 4
"""A year, a price, a number of pieces: more is refused, unless it is a date or an hour."""
_MOST_BESIDE_DATES = 3
_MOST_UNSURE = 8
"""Number words and words that may be one (« un », « neuf », “once”): a number dictated between other words."""


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(word.replace('-', '[ -]') for word in words)})"


def note_problem(note: str) -> str | None:
    """Why a note may not be kept, as a reason code: digits, email, street, bank, link; None when nothing was found."""
    cased = _folded(note)
    plain = cased.lower()
    if _too_many_digits(plain):
        return "digits"
    if "@" in plain or _EMAIL.search(plain):
        return "email"
    if _names_a_street(cased, plain):
        return "street"
    if _IBAN.search(plain):
        return "bank"
    if _LINK.search(plain):
        return "link"
    return None


def _folded(note: str) -> str:
    """ASCII letters in their case, digits of any script as 0-9, every kind of space and quote as one."""
    # Without its accent « très » would be a Spanish three.
    text = re.sub(r"\btrès\b", " ", unicodedata.normalize("NFC", note), flags=re.IGNORECASE)
    kept = []
    for char in unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE")):
        kind = unicodedata.category(char)
        if char.isdigit():
            kept.append(str(unicodedata.digit(char)))
        elif kind in {"Mn", "Me", "Cf"}:
            continue
        elif char in "’‘ʼ`´":
            kept.append("'")
        else:
            kept.append(char if char.isascii() and kind != "Cc" else " ")
    return "".join(kept)


# --- digits, written or spelt out ---------------------------------------------------------------------------

_UNITS, _TEENS, _TENS = (frozenset(_NUMBERS[name]) for name in ("units", "teens", "tens"))
_UNSURE, _BETWEEN = frozenset(_NUMBERS["unsure"]), frozenset(_NUMBERS["between"])
_NUMBER_WORDS = _UNITS | _TEENS | _TENS | _UNSURE | frozenset(_NUMBERS["multiples"])

_MONTH = _any_of(_FILE["months"].split())
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_DATE = (
    rf"(?:{_DAY}(?:er|st|nd|rd|th)? (?:de )?{_MONTH}\b\.?(?: (?:de )?{_YEAR})?"
    rf"|{_MONTH}\.? {_DAY}(?:st|nd|rd|th)?(?:,? {_YEAR})?|{_MONTH} (?:de )?{_YEAR}"
    rf"|{_DAY}/(?:0?[1-9]|1[0-2])(?:/(?:20)?[2-4]\d)?|(?:depuis|en|since|in|desde) {_YEAR})"
)
# Hours of the day, minutes in fives: a clock that people agree on, and hardly ever two pairs of a number.
_TIME = (
    r"(?:(?:0?[7-9]|1\d|2[01]) ?(?:h|heures?)(?: ?[0-5][05])?|(?:0?[7-9]|1\d|2[01]):[0-5][05]"
    r"|(?:1[0-2]|[1-9])(?::[0-5][05])? ?(?:am|pm))"
)
_ALONE = r"(?<!\d)(?<!\d\W)(?<!\d\W\W)(?<!\w)"
_THEN_NO_DIGIT = r"(?!\w)(?!\W{0,3}h?\W{0,2}\d)"
_DATES = re.compile(rf"{_ALONE}{_DATE}(?:,? ?(?:a|at|a las)? ?{_TIME})?{_THEN_NO_DIGIT}")
_TIMES = re.compile(rf"{_ALONE}{_TIME}{_THEN_NO_DIGIT}")
_ALWAYS_OPEN = re.compile(r"\b24 ?h? ?/ ?24\b|\b7 ?j? ?/ ?7\b")
_TOKEN = re.compile(r"[a-z]+|\d+")


def _too_many_digits(plain: str) -> bool:
    spaced = re.sub(r"\s+", " ", plain)
    rest, dates = _DATES.subn(" ; ", spaced, count=1)
    rest, times = _TIMES.subn(" ; ", rest, count=2)
    rest, always = _ALWAYS_OPEN.subn(" ; ", rest, count=2)
    sure, unsure = _count(rest)
    most = _MOST_BESIDE_DATES if dates + times + always else _MOST_DIGITS
    return sure > most or sure + unsure > _MOST_UNSURE


def _count(plain: str) -> tuple[int, int]:
    """(digits written or spelt out, words on their own that may be a digit). « quatre-vingt-dix » is two digits."""
    runs: list[list[str]] = [[]]
    for token in _TOKEN.findall(plain):
        if token.isdigit() or token in _NUMBER_WORDS:
            runs[-1].append(token)
        elif token not in _BETWEEN:
            runs.append([])
    alone = [run for run in runs if len(run) == 1 and run[0] in _UNSURE]
    return sum(_digits_of(run) for run in runs if run not in alone), len(alone)


def _digits_of(run: list[str]) -> int:
    count, at = 0, 0
    while at < len(run):
        word, after = run[at], run[at + 1 : at + 3]
        at += 1
        if word.isdigit():
            count += len(word)
        elif word in _TENS or (word == "quatre" and after[:1] in (["vingt"], ["vingts"])):
            count += 2
            at += word == "quatre"
            at += at < len(run) and run[at] in _TEENS
            at += at < len(run) and run[at] in _UNITS | _UNSURE
        elif word in _TEENS:
            count += 2
            at += word == "dix" and after[:1] in (["sept"], ["huit"], ["neuf"])
        elif word in _UNITS | _UNSURE:
            count += 1
    return count


# --- e-mails, bank references, links ------------------------------------------------------------------------

_EMAIL = re.compile(
    r"\barr?oba[sz]?e?s?\b|\barr?obas\b|\barroba\b|\ba commercial\b|[(\[{] ?(?:at|a) ?[)\]}]"
    r"|\b\w+ at \w+ dot \w+|\bdot (?:com|net|org|fr|es|eu|uk)\b"
    r"|\b(?:point|punto) (?:fr|com|net|org|es|eu|re|gp|mq)\b"
    r"|\b(?:gmail|hotmail|yahoo|wanadoo|protonmail|icloud|laposte)\b"
    r"|\b\w+ (?:point|tiret|underscore|dot|punto|guion) (?:bas |bajo )?\w+ (?:chez|at|en) "
    r"(?:orange|free|sfr|outlook|live|bbox|neuf)\b"
    r"|[a-z0-9-]{2,}\.(?:fr|com|net|org|eu)\b|[a-z0-9-]{2,}\.es\b(?! [a-z])"
    r"|(?:\b[a-z]\b[ .,\-]{1,3}){8,}"
)
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ .\-]?[a-z0-9]{4}){3,}")
_LINK = re.compile(r"https?:|www\.")

# --- streets ------------------------------------------------------------------------------------------------

_OF = r"(?:(?:de la|de los|de las|de l|del|de|du|des|d|la|le|les|los|las|el|l)(?:'| |$))"
_SURE, _UNSURE_STREET, _LANDMARK = (_any_of(_STREETS[name]) for name in ("sure", "unsure", "landmarks"))
_ENGLISH = r"(?:street|road|avenue|lane|square)"
_NO_NAME, _NO_PROPER, _NO_ENGLISH = (
    frozenset(_STREETS[name]) for name in ("no_name", "no_proper", "no_english")
)
_NUMBERED = re.compile(
    rf"\d+(?:[a-d]\b| ?(?:bis|ter|quater)\b)?,? ?(?:{_SURE}(?!\w)|{_UNSURE_STREET} {_OF}*(?P<name>[a-z]+))"
)
_NAMED = re.compile(rf"(?<!\w){_SURE}(?!\w)\.? ?(?P<of>{_OF}*)(?P<name>[a-z0-9]+)")
_BY_LANDMARK = re.compile(rf"\b{_UNSURE_STREET} {_OF}+{_LANDMARK}\b")
_PROPER = re.compile(rf"\b(?i:{_UNSURE_STREET}) (?i:{_OF})*(?P<name>[A-Z][a-z]+)")
_ENGLISH_NUMBERED = re.compile(rf"\d+[a-d]?,? (?P<name>[a-z]+ )(?:[a-z]+ )?{_ENGLISH}\b")
_ENGLISH_PROPER = re.compile(
    r"\b(?P<name>[A-Z][a-z]+) (?:(?:[Ss]treet|[Rr]oad|[Ll]ane|[Aa]venue|Drive|Square|Close|Court)\b|(?:St|Rd|Ave)\b\.?)"
)


def _names_a_street(cased: str, plain: str) -> bool:
    cased, plain = (re.sub(r"\s+", " ", text) for text in (cased, plain))
    for found in _NUMBERED.finditer(plain):
        if found["name"] is None or found["name"] not in _NO_NAME:
            return True
    for found in _NAMED.finditer(plain):
        if found["name"] not in _NO_NAME:
            return True
    if _BY_LANDMARK.search(plain):
        return True
    if any(found["name"].strip() not in _NO_ENGLISH for found in _ENGLISH_NUMBERED.finditer(plain)):
        return True
    return cased != cased.upper() and any(
        found["name"].lower() not in _NO_PROPER
        for pattern in (_PROPER, _ENGLISH_PROPER)
        for found in pattern.finditer(cased)
    )
