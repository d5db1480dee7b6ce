"""Slots out of a partner's file, CSV of any dialect or iCalendar. Pure; runs in a child process (`infra.child`).

Every line or event ends as a slot or as a refusal with its reason; nothing is guessed in silence: what a column was
taken for, and whose clock a time without a zone is on, are part of the answer.
"""

import re
from collections.abc import Mapping
from typing import Any

from callcenter.infra.child import answer
from callcenter.partners.slot_calendars import read_calendar
from callcenter.partners.slot_checks import Defaults, SlotFileRefused
from callcenter.partners.slot_tables import read_table


def read_slots(order: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """The answer to an order (the fields of `Defaults`): slots and refusals, or `refused` for the whole file."""
    defaults = Defaults(**order)
    try:
        text, encoding = _decoded(body)
        calendar = re.match(r"\s*BEGIN:VCALENDAR", text, re.IGNORECASE)
        return read_calendar(text, defaults) if calendar else read_table(text, encoding, defaults)
    except SlotFileRefused as refusal:
        return {"refused": refusal.code}


_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def _decoded(body: bytes) -> tuple[str, str]:
    if not body.strip():
        raise SlotFileRefused("empty")
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise SlotFileRefused("workbook")
    marked = next((name for bom, name in _BOMS.items() if body.startswith(bom)), None)
    for name in (marked,) if marked else ("utf-8", "cp1252", "latin-1"):
        try:
            text = body.decode(name)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text, "utf-8" if name == "utf-8-sig" else name
    raise SlotFileRefused("not_text")


if __name__ == "__main__":
    answer(read_slots)
