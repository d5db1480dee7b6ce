"""Appointments as an iCalendar file (RFC 5545) for a partner's own agenda. Pure.

An event holds the partner's reference of its customer, the slot and the state: nothing else that names a person.
"""

from collections.abc import Iterable

from icalendar import Calendar, Event

from callcenter.kit.languages import texts
from callcenter.outcomes.schemas import AppointmentRead

_WORDS = texts("calendar", {"name": ("Rendez-vous", "Appointments"), "event": ("Rendez-vous", "Appointment")})
_CALLED_OFF = frozenset({"moved", "cancelled", "withdrawn"})


def calendar_of(appointments: Iterable[AppointmentRead], company: str, language: str) -> bytes:
    """One event an appointment; those called off stay as such, so that an agenda that has them drops them."""
    calendar = Calendar()
    calendar.add("prodid", "-//callcenter//appointments//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"{_WORDS['name'].of(language)} · {company}")
    for each in appointments:
        event = Event()
        off = each.state in _CALLED_OFF
        event.add("uid", f"{each.id}@callcenter")
        event.add("dtstamp", each.changed_at)
        event.add("last-modified", each.changed_at)
        event.add("sequence", 1 if off else 0)
        event.add("dtstart", each.starts_at)
        event.add("dtend", each.ends_at)
        event.add("summary", " · ".join(filter(None, (_WORDS["event"].of(language), each.client_reference))))
        event.add("location", each.place)
        event.add("categories", [each.campaign_name])
        event.add("status", "CANCELLED" if off else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if off else "OPAQUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
