"""French telephone numbers, metropolitan and overseas: any spelling in, one E.164 number or a reason out.

It owns the overseas prefixes and repairs what spreadsheets damage; it must not know lists, contacts or calls.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType


class Kind(StrEnum):
    """What a number is, as far as calling a customer goes."""

    mobile = "mobile"
    fixed = "fixed"
    voip = "voip"
    free = "free"
    shared = "shared"
    premium = "premium"
    special = "special"


CALLABLE = frozenset({Kind.mobile, Kind.fixed, Kind.voip})
"""Kinds at which a customer can be reached; the others are services, often charged to the caller."""


class Phone(NamedTuple):
    """A number in its one spelling. `territory` is ISO 3166 (FR, GP, BL, MF, MQ, GF, RE, YT, PM).

    `repair` says what had to be mended, or is empty: lost_zero, country_code, extension, rounded_exact.
    """

    e164: str
    territory: str
    kind: Kind
    repair: str = ""

    def __repr__(self) -> str:
        return f"Phone(+••• {self.territory} {self.kind})"


class PhoneRefusal(NamedTuple):
    """Why a cell is no number one could call; the code is stable."""

    code: str


MISSING = PhoneRefusal("phone_missing")
NOT_A_NUMBER = PhoneRefusal("phone_not_a_number")
SPREADSHEET_ERROR = PhoneRefusal("phone_spreadsheet_error")
ROUNDED = PhoneRefusal("phone_rounded")
TOO_SHORT = PhoneRefusal("phone_too_short")
TOO_LONG = PhoneRefusal("phone_too_long")
SHORT_CODE = PhoneRefusal("phone_short_code")
UNALLOCATED = PhoneRefusal("phone_unallocated")
UNCLEAR = PhoneRefusal("phone_territory_unclear")
FOREIGN = PhoneRefusal("phone_foreign")
TOO_MANY = PhoneRefusal("phone_too_many")

MOST = 4
"""Numbers taken from one cell."""

_CODE_OF = {"FR": "33", "GP": "590", "BL": "590", "MF": "590", "GF": "594", "MQ": "596"}
_CODE_OF |= {"RE": "262", "YT": "262", "PM": "508"}
_OVERSEAS_CODES = ("590", "594", "596", "262", "508")

# National prefixes that belong to an overseas territory whatever libphonenumber's region FR says of them
# (ARCEP decision 2018-0881, national numbering plan): never read as +33.
_OVERSEAS = frozenset(
    {"590", "594", "596", "262", "263", "269", "508"}
    | {"690", "691", "692", "693", "694", "696", "697", "639", "709"}
)

# 06 39 98 xx xx: set aside for fiction by the same decision, assigned to nobody, unknown to libphonenumber.
# Demonstrations and tests need mobile numbers that ring nowhere.
_FICTION_MOBILE = "63998"

_KINDS = {
    PhoneNumberType.MOBILE: Kind.mobile,
    PhoneNumberType.FIXED_LINE: Kind.fixed,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: Kind.fixed,
    PhoneNumberType.VOIP: Kind.voip,
    PhoneNumberType.TOLL_FREE: Kind.free,
    PhoneNumberType.SHARED_COST: Kind.shared,
    PhoneNumberType.PREMIUM_RATE: Kind.premium,
    PhoneNumberType.UAN: Kind.special,
}

_Range = tuple[str, str, Kind] | PhoneRefusal  # ("+590", "GP", mobile)

# Every rule of the plan looks at all but the last four digits, so a range of 10,000 numbers is classified
# once by libphonenumber and remembered: at most 90,000 ranges a territory, in a real list a few hundred.
_ranges: dict[str, _Range] = {}

_SPACES_AND_DASHES = "\t\u00a0\u202f\u2007\u2008\u2009\u200a\u2010\u2011\u2012\u2013\u2014"
_NOISE = dict.fromkeys(map(ord, " .-/_()" + _SPACES_AND_DASHES))


def normalise(raw: str, *, territory_hint: str | None = None) -> Phone | PhoneRefusal:
    """The first number of a cell. `territory_hint` is the territory of the postcode; it decides only what the
    number itself leaves open (special services, 09 ranges shared by territories, six digits in PM)."""
    hint = territory_hint or ""
    text = raw.replace(" ", "")
    if not text.isdigit():
        text = text.translate(_NOISE)
    size = len(text)
    if size == 10 and text[0] == "0":
        key, national, repair = hint, text[1:], ""
    elif size == 12 and text[:3] == "+33":
        key, national, repair = "FR", text[3:], ""
    elif size == 13 and text[:4] == "0033":
        key, national, repair = "FR", text[4:], ""
    elif size == 13 and text[0] == "+" and text[1:4] in _OVERSEAS_CODES:
        key, national, repair = text[:4], text[4:], ""
    elif size == 9 and text[0] != "0" and "." not in raw:
        key, national, repair = hint, text, "lost_zero"
    else:
        return normalise_all(raw, territory_hint=territory_hint)[0]
    if not (national.isascii() and national.isdigit()) or national[0] == "0" or national[:3] == "508":
        return normalise_all(raw, territory_hint=territory_hint)[0]
    found = _ranges.get(key + national[:5]) or _range(key, national)
    if isinstance(found, PhoneRefusal):
        return found
    prefix, territory, kind = found
    if key == "FR" and prefix != "+33":
        repair = "country_code"
    return Phone(prefix + national, territory, kind, repair)


# --- the numbering plan -------------------------------------------------------------------------------------


def _range(key: str, national: str) -> _Range:
    """Classifies numbers alike but for four digits; `key`: a territory, "", or "+" and a country code."""
    stem = national[:-4]
    found = _ranges.get(key + stem)
    if found is None:
        found = _within(key[1:], stem, "") if key.startswith("+") else _national(key, stem)
        _ranges[key + stem] = found or UNALLOCATED
    return found or UNALLOCATED


def _within(code: str, stem: str, hint: str) -> _Range | None:
    """The range in one country code's plan, or None when nothing is allocated there."""
    number = phonenumbers.PhoneNumber(country_code=int(code), national_number=int(stem + "0000"))
    kind = _KINDS.get(phonenumbers.number_type(number))
    if kind is None:
        return None
    if stem[0] == "8" and kind is Kind.fixed and len(stem) == 5:
        kind = Kind.special  # 0806 to 0809: local price, no place (metadata lists them as fixed overseas)
    territory = phonenumbers.region_code_for_number(number) or ""
    shared = hint if _CODE_OF.get(hint) == code and hint in {"BL", "MF"} else territory
    return f"+{code}", shared, kind


def _national(hint: str, stem: str) -> _Range | None:
    home = _CODE_OF.get(hint, "33")
    if stem.startswith(_FICTION_MOBILE):
        return "+33", "FR", Kind.mobile
    if stem[0] == "8":  # services: the same digits mean each territory's own service
        return _within(home, stem, hint)
    found = {code: place for code in _OVERSEAS_CODES if (place := _within(code, stem, hint)) is not None}
    if home in found:
        return found[home]
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        return UNCLEAR
    return None if stem[:3] in _OVERSEAS else _within("33", stem, hint)


# --- every other spelling -----------------------------------------------------------------------------------

_SCIENTIFIC = re.compile(r"(\d+)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_FLOAT = re.compile(r"(\+?\d+)[.,]0+")
_DECIMAL = re.compile(r"[1-9]\d*[.,]\d+")
_EXCEL_TEXT = re.compile(r"""="+([^"]*)"+|'(.*)""", re.DOTALL)
_LABEL = re.compile(
    r"^(?:t[ée]l[ée]?(?:phone)?|tel|phone|mobile|portable|port|mob|gsm|fixe|dom(?:icile)?|bureau|pro)"
    r"(?:\s*n[°o])?[\s.:]*(?=[+(\d])",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"[\s,;/-]*(?:poste|ext(?:ension)?|p)\s*\.?\s*:?\s*\d{1,5}$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[;,|&/\n\r]|\s-\s|\bou\b|\bet\b|\bor\b|\band\b)\s*", re.IGNORECASE)
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")


def normalise_all(raw: str, *, territory_hint: str | None = None) -> list[Phone | PhoneRefusal]:
    """Every number of a cell, at least one entry, in the order written; callers rarely find more than two."""
    text = _plain(raw)
    if not text:
        return [MISSING]
    if text[0] == "#" and not text[1:].strip().isdigit():
        return [SPREADSHEET_ERROR]
    if match := _SCIENTIFIC.fullmatch(text):
        return [_from_scientific(match, territory_hint)]
    if match := _FLOAT.fullmatch(text):
        text = match[1]
    elif _DECIMAL.fullmatch(text):
        return [NOT_A_NUMBER]  # a measure or a coordinate, whose digits would make a number by accident
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) < 2 or not all(_digit_count(part) >= 6 for part in parts):
        digits = text.translate(_NOISE)
        two = len(digits) == 20 and digits.isdigit() and digits[0] == digits[10] == "0"
        parts = [digits[:10], digits[10:]] if two else [text]
    more = [TOO_MANY] if len(parts) > MOST else []
    return [_one(part, territory_hint) for part in parts[:MOST]] + more


def _plain(raw: str) -> str:
    """Compatibility forms, foreign digits, direction marks, spreadsheet quoting and labels taken away."""
    text = "".join(c for c in unicodedata.normalize("NFKC", raw) if unicodedata.category(c) != "Cf").strip()
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    if match := _EXCEL_TEXT.fullmatch(text):
        text = (match[1] or match[2] or "").strip()
    if text[:4].lower() == "tel:":
        text = text[4:]
    return _LABEL.sub("", text).strip()


def _digit_count(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _from_scientific(match: re.Match[str], hint: str | None) -> Phone | PhoneRefusal:
    """`6.12345678E+08` still holds every digit; `6.12346E+08` lost some and nobody can bring them back."""
    whole, decimals, exponent = match[1], match[2] or "", int(match[3])
    if len(decimals) < 8 or exponent > len(decimals) or exponent > 14:
        return ROUNDED
    if decimals[exponent:].strip("0"):
        return NOT_A_NUMBER
    found = _one(whole + decimals[:exponent], hint)
    return found._replace(repair="rounded_exact") if isinstance(found, Phone) else found


def _one(text: str, hint: str | None) -> Phone | PhoneRefusal:
    """One number in an unusual spelling."""
    repair = ""
    text = _LABEL.sub("", text)
    if match := _EXTENSION.search(text):
        text, repair = text[: match.start()], "extension"
    digits = _TRUNK_ZERO.sub("0", text).translate(_NOISE)
    if digits[:2] == "00" and len(digits) > 10:
        digits = "+" + digits[2:]
    plus, body = digits[:1] == "+", digits.removeprefix("+")
    if not body.isdigit() or not body.isascii():
        return NOT_A_NUMBER if body else TOO_SHORT
    found = _international(body, hint) if plus else _domestic(body, hint)
    return found._replace(repair=repair) if repair and isinstance(found, Phone) else found


def _domestic(digits: str, hint: str | None) -> Phone | PhoneRefusal:
    size = len(digits)
    if not digits.strip("0"):
        return UNALLOCATED
    if digits[0] == "0" and size == 10:
        return _placed(hint or "", digits[1:])
    if digits[0] != "0" and size == 9:
        return _placed(hint or "", digits, "lost_zero")
    if hint == "PM" and size >= 6 and digits[-6] != "0" and digits[:-6] in {"", "0"}:
        return _placed("+508", digits[-6:], "" if size == 7 else "lost_zero")
    if digits[0] != "0" and size >= 11:
        found = _international(digits, hint)
        if isinstance(found, Phone):
            return found._replace(repair="country_code")
    if size <= 6 and digits[0] in "13":
        return SHORT_CODE
    return TOO_SHORT if size < 10 else TOO_LONG


def _international(digits: str, hint: str | None) -> Phone | PhoneRefusal:
    """Digits that begin with a country code; a trunk zero after it (`+330612…`) is dropped."""
    for code in ("33", *_OVERSEAS_CODES):
        if digits.startswith(code):
            national = digits[len(code) :].removeprefix("0")
            if len(national) != 9 and not (code == "508" and len(national) == 6):
                return TOO_SHORT if len(national) < 9 else TOO_LONG
            if code != "33":
                return _placed(f"+{code}", national)
            found = _placed("FR", national)
            if isinstance(found, Phone) and not found.e164.startswith("+33"):
                return found._replace(repair="country_code")
            return found
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return NOT_A_NUMBER
    return FOREIGN if phonenumbers.is_valid_number(number) else UNALLOCATED


def _placed(key: str, national: str, repair: str = "") -> Phone | PhoneRefusal:
    if national[0] == "0":
        return UNALLOCATED
    if national[:3] == "508" and len(national) == 9:
        key, national = "+508", national[3:]  # Saint-Pierre-et-Miquelon is dialled 0508 from elsewhere
    found = _range(key, national)
    if isinstance(found, PhoneRefusal):
        return found
    prefix, territory, kind = found
    return Phone(prefix + national, territory, kind, repair)
