"""Slots out of files: whatever a tool exports, each line a slot or a reason, and no file harms the service."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from callcenter.infra import child
from callcenter.partners.slot_files import read_slots
from callcenter.partners.slot_sentences import SLOT_LINE
from tests.clients import House
from tests.factories import Room, make_room
from tests.work import number_of

PARIS, GUADELOUPE = ZoneInfo("Europe/Paris"), ZoneInfo("America/Guadeloupe")
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def order(**other: Any) -> dict[str, Any]:
    return {"zone": "Europe/Paris", "place": "", "capacity": 1, "minutes": 30, "now": NOW.isoformat()} | other


def slots_of(body: bytes, **other: Any) -> list[tuple[str, str, str, int]]:
    found = read_slots(order(**other), body)
    assert found["refused"] == [], found
    return [
        (
            datetime.fromisoformat(s["starts_at"]).astimezone(PARIS).strftime("%d/%m %H:%M"),
            datetime.fromisoformat(s["ends_at"]).astimezone(PARIS).strftime("%H:%M"),
            s["place"],
            s["capacity"],
        )
        for s in found["slots"]
    ]


SAME = [("01/12 09:00", "09:30", "Agence d’été", 2), ("02/12 14:00", "15:00", "Agence d’été", 1)]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("told", [False, True])
def test_every_dialect_gives_the_same_slots(separator: str, ending: str, encoding: str, told: bool) -> None:
    rows = [
        ["Date", "Heure de début", "Heure de fin", "Lieu", "Nb places", "Notes"],
        ["01/12/2026", "9h", "9h30", "Agence d’été", "2", ""],
        ["", "", "", "", "", ""],
        ["2026-12-02", "14:00", "15 h", " Agence  d’été ", "1,0", 'dit; "oui",\tnon|'],
    ]
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator=ending).writerows(rows)
    text = (f"sep={separator}{ending}" if told else "") + written.getvalue()
    assert slots_of(text.encode(encoding)) == SAME


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("start;end;place", "2026-12-01T09:00;2026-12-01T09:30;Lyon"),
        ("Start;End;Place", "2026-12-01T08:00:00Z;2026-12-01T08:30:00Z;Lyon"),
        ("Début;Fin;Lieu", "01/12/2026 09:00;01/12/2026 09:30;Lyon"),
        ("DEBUT;DUREE;AGENCE", "1/12/26 9h00;30 min;Lyon"),
        ("Jour;Créneau;Lieu", "mardi 01/12/2026;9h-9h30;Lyon"),
        ("Jour;Heure;Lieu", "2026-12-01 00:00:00;09:00:00;Lyon"),
        ("Créneaux de l’agence;;\nexportés le 20/11;;\nJour;Heure;Lieu", "2026/12/01;0900;Lyon"),
        ("Fecha;Inicio;Fin;Lugar", "01/12/2026;9:00;9:30;Lyon"),
    ],
)
def test_dates_and_columns_as_people_write_them(heading: str, line: str) -> None:
    assert slots_of(f"{heading}\n{line}\n".encode()) == [("01/12 09:00", "09:30", "Lyon", 1)]


def test_the_zone_is_the_files_own_or_the_one_chosen() -> None:
    body = b"start;place\n2026-12-01T09:00;Lyon\n2026-12-01T09:00+01:00;Nantes\n"
    here, there = (
        read_slots(order(zone=zone), body)["slots"] for zone in ("Europe/Paris", "America/Guadeloupe")
    )
    starts = [[datetime.fromisoformat(s["starts_at"]) for s in found] for found in (here, there)]
    assert starts[0] == [datetime(2026, 12, 1, 8, tzinfo=UTC)] * 2
    assert starts[1] == [datetime(2026, 12, 1, 13, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("12/25/2026;9h;;Lyon;1", "date_order"),
        ("31/02/2027;9h;;Lyon;1", "date"),
        ("demain;9h;;Lyon;1", "date"),
        (";9h;;Lyon;1", "date_missing"),
        ("01/12/2026;;;Lyon;1", "start_missing"),
        ("01/12/2026;25h;;Lyon;1", "time"),
        ("01/12/2026;matin;;Lyon;1", "time"),
        ("01/12/2026;9h;8h;Lyon;1", "ends_before_start"),
        ("01/12/2026;8h;21h;Lyon;1", "too_long"),
        ("01/12/2025;9h;10h;Lyon;1", "past"),
        ("01/12/2026;9h;10h;;1", "place_missing"),
        ("01/12/2026;9h;10h;Lyon;0", "capacity"),
        ("01/12/2026;9h;10h;Lyon;51", "capacity"),
        ("01/12/2026;9h;10h;Lyon;deux", "capacity"),
        ("28/03/2027;2h30;3h30;Lyon;1", "time_skipped"),
        ("03/12/2026;9h;10h;lyon;1", "twice"),
    ],
)
def test_a_line_that_is_no_slot_says_why_and_the_others_stay(line: str, code: str) -> None:
    good = "03/12/2026;9h;10h;Lyon;1"
    found = read_slots(order(), f"Date;Début;Fin;Lieu;Places\n{good}\n{line}\n".encode())
    assert [(r["line"], r["code"]) for r in found["refused"]] == [(3, code)]
    assert [s["line"] for s in found["slots"]] == [2]
    assert found["lines"] == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"%PDF-1.7", "workbook"),
        (b"\x00\x01\x02", "not_text"),
        (b"nom;prenom\nA;B\n", "no_columns"),
        (b"01/12/2026;9h\n", "no_columns"),
        (b"BEGIN:VCALENDAR\nnonsense", "damaged"),
        (b"start;place\n" + b"2026-12-01T09:00;Lyon\n" * 20_001, "too_many_lines"),
    ],
)
def test_a_file_that_is_none_says_so(body: bytes, code: str) -> None:
    assert read_slots(order(), body) == {"refused": code}


def calendar(*events: dict[str, Any]) -> bytes:
    made = Calendar()
    made.add("prodid", "-//test//")
    made.add("version", "2.0")
    for number, fields in enumerate(events):
        event = Event()
        event.add("uid", fields.pop("uid", str(number)))
        for name, value in fields.items():
            event.add(name.replace("_", "-"), value)
        made.add_component(event)
    return bytes(made.to_ical())


def at(day: int, hour: int, zone: ZoneInfo | None = PARIS, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=zone)


def test_a_calendars_events_become_slots_without_their_titles() -> None:
    body = calendar(
        {
            "dtstart": at(1, 9),
            "dtend": at(1, 10),
            "location": "Lyon",
            "summary": "Mme Durandeau 06 12 34 56 78",
        },
        {"dtstart": at(2, 9, None), "duration": timedelta(minutes=20)},
        {"dtstart": at(3, 9, GUADELOUPE)},
    )
    assert slots_of(body, place="Agence", capacity=3) == [
        ("01/12 09:00", "10:00", "Lyon", 3),
        ("02/12 09:00", "09:20", "Agence", 3),
        ("03/12 14:00", "14:30", "Agence", 3),
    ]
    assert "Durandeau" not in str(read_slots(order(place="Agence"), body))


def test_a_series_is_followed_with_its_exceptions_over_the_change_of_clocks() -> None:
    weekly = {"freq": "weekly", "until": datetime(2027, 4, 7, 12, tzinfo=UTC), "interval": 2}
    body = calendar(
        {"uid": "s", "dtstart": at(2, 9), "dtend": at(2, 10), "rrule": weekly, "exdate": at(16, 9)},
        {"uid": "s", "dtstart": at(30, 15), "dtend": at(30, 16), "recurrence_id": at(30, 9)},
    )
    found = slots_of(body, place="Lyon")
    assert ("16/12 09:00", "10:00", "Lyon", 1) not in found
    assert ("30/12 09:00", "10:00", "Lyon", 1) not in found
    assert ("30/12 15:00", "16:00", "Lyon", 1) in found
    assert found[-2] == ("07/04 09:00", "10:00", "Lyon", 1)  # still nine o'clock, now in summer time
    assert len(found) == 9


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"dtstart": date(2026, 12, 1)}, "whole_day"),
        ({"dtstart": at(1, 9), "status": "CANCELLED"}, "cancelled"),
        ({"summary": "sans début"}, "start_missing"),
        ({"dtstart": at(1, 9, month=10)}, "past"),
    ],
)
def test_an_event_that_is_no_slot_says_why(event: dict[str, Any], code: str) -> None:
    found = read_slots(order(place="Lyon"), calendar(event))
    assert [r["code"] for r in found["refused"]] == [code]


def test_a_series_without_end_ends_at_the_horizon_and_at_a_thousand() -> None:
    daily = read_slots(order(place="Lyon"), calendar({"dtstart": at(1, 9), "rrule": {"freq": "daily"}}))
    assert 350 < len(daily["slots"]) <= 366
    hourly = read_slots(order(place="Lyon"), calendar({"dtstart": at(1, 9), "rrule": {"freq": "hourly"}}))
    assert len(hourly["slots"]) == 1_000
    assert {r["code"] for r in hourly["refused"]} == {"too_many"}


_CELL = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["9h", "01/12/2026", "2026-12-01T09:00Z", "9999-12-31T23:59-14:00", "0001-01-01", "30", ""]
    ),
)


@given(st.lists(st.lists(_CELL, min_size=3, max_size=6), max_size=6), st.sampled_from(["utf-8", "utf-16"]))
def test_any_table_is_answered_and_its_counts_add_up(rows: list[list[str]], encoding: str) -> None:
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow(["date", "début", "fin", "durée", "lieu", "places"])
    table.writerows(rows)
    found = read_slots(order(place="Lyon"), written.getvalue().encode(encoding, "surrogatepass"))
    if "slots" in found:
        assert found["lines"] == len(found["slots"]) + len(found["refused"])
        assert {r["code"] for r in found["refused"]} <= SLOT_LINE.keys()


@given(
    st.binary(max_size=400)
    | st.binary(max_size=300).map(lambda b: b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + b)
)
def test_any_bytes_are_answered(body: bytes) -> None:
    assert isinstance(read_slots(order(), body), dict)


# --- over HTTP ----------------------------------------------------------------------------------------------


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def test_only_a_partner_previews_and_nothing_is_taken(house: House, room: Room) -> None:
    body = b"start;place\n2099-12-01T09:00;Lyon\n"
    assert (await house.browser().post("/api/slots/preview", content=body)).status_code == 401
    for person in (room.agent, room.supervisor, room.administrator):
        assert (
            await (await house.signed_in(person)).post("/api/slots/preview", content=body)
        ).status_code == 403
    partner = await house.signed_in(room.partner)
    seen = (await partner.post("/api/slots/preview", content=body)).json()
    assert (seen["zone"], seen["slots"][0]["starts_at"]) == ("Europe/Paris", "2099-12-01T08:00:00Z")
    there = (
        await partner.post("/api/slots/preview", content=body, params={"zone": "America/Guadeloupe"})
    ).json()
    assert there["slots"][0]["starts_at"] == "2099-12-01T13:00:00Z"
    assert await number_of(house, "SELECT count(*) FROM slots") == 0
    taken = [{k: v for k, v in s.items() if k != "line"} for s in seen["slots"]]
    assert (await partner.post("/api/slots", json=taken)).status_code == 201
    again = (await partner.post("/api/slots/preview", content=body)).json()
    assert (again["slots"], [line["code"] for line in again["refused"]]) == ([], ["already_there"])
    assert again["refused"][0]["message"] == "Ce créneau existe déjà chez vous."


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "slot_file_empty"),
        (b"PK\x03\x04", 422, "slot_file_is_workbook"),
        (b"a;b\n", 422, "slot_file_no_columns"),
        (b"\x00", 422, "slot_file_damaged"),
        (b"x" * 300_000, 413, "too_large"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused(
    house: House, room: Room, body: bytes, status: int, code: str
) -> None:
    answer = await (await house.signed_in(room.partner)).post("/api/slots/preview", content=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "params", [{"zone": "Mars/Olympus"}, {"zone": "../etc"}, {"capacity": "0"}, {"minutes": "0"}]
)
async def test_nonsensical_defaults_are_refused(house: House, room: Room, params: dict[str, str]) -> None:
    answer = await (await house.signed_in(room.partner)).post(
        "/api/slots/preview", content=b"x", params=params
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_reader_that_dies_or_talks_nonsense_is_a_refusal(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = await house.signed_in(room.partner)
    for command in ("this.module.is.not.there", "timeit"):
        monkeypatch.setattr("callcenter.partners.service.SLOT_READER", command)
        answer = await partner.post("/api/slots/preview", content=b"start\n")
        assert (answer.status_code, answer.json()["code"]) == (422, "slot_file_damaged")


async def test_a_child_that_never_answers_is_ended() -> None:
    with pytest.raises(child.ChildFailed):
        await child.ask("http.server", {}, b"", seconds=0.5)


# --- the clock of the place, and the notice -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "zone", "starts"),
    [
        ("", "Europe/Paris", "08:00"),
        ("Guadeloupe", "America/Guadeloupe", "13:00"),
        ("La Réunion", "Indian/Reunion", "05:00"),
        ("MARTINIQUE", "America/Martinique", "13:00"),
        ("Guyane", "America/Cayenne", "12:00"),
        ("mayotte", "Indian/Mayotte", "06:00"),
        ("Métropole", "Europe/Paris", "08:00"),
        ("america/guadeloupe", "America/Guadeloupe", "13:00"),
    ],
)
def test_a_line_names_the_clock_of_its_place(said: str, zone: str, starts: str) -> None:
    """A partner in Paris offers slots elsewhere: 9:00 is 9:00 there."""
    body = f"Date;Début;Fin;Lieu;Fuseau\n01/12/2026;9h;10h;Agence;{said}\n".encode()
    (found,) = read_slots(order(), body)["slots"]
    assert found["zone"] == zone
    assert datetime.fromisoformat(found["starts_at"]).astimezone(UTC).strftime("%H:%M") == starts


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("", 60), ("0", 0), ("90", 90), ("90 min", 90), ("48h", 2880), ("48 heures", 2880), ("2 jours", 2880),
        ("2 j", 2880), ("1 day", 1440), ("PT36H", 2160), ("P2D", 2880), ("14 j", 20_160),
    ],
)  # fmt: skip
def test_a_line_names_its_notice(said: str, minutes: int) -> None:
    body = f"Date;Début;Fin;Lieu;Délai\n01/12/2026;9h;10h;Agence;{said}\n".encode()
    (found,) = read_slots(order(notice=60), body)["slots"]
    assert found["notice_minutes"] == minutes


@pytest.mark.parametrize(
    ("column", "said", "code"),
    [
        ("Fuseau", "Atlantide", "zone"),
        ("Fuseau", "UTC+4", "zone"),
        ("Délai", "bientôt", "notice"),
        ("Délai", "15 j", "notice"),
        ("Délai", "-3 h", "notice"),
    ],
)
def test_a_clock_or_notice_that_is_none_refuses_the_line(column: str, said: str, code: str) -> None:
    found = read_slots(order(), f"Date;Début;Lieu;{column}\n01/12/2026;9h;Agence;{said}\n".encode())
    assert [(each["line"], each["code"]) for each in found["refused"]] == [(2, code)]


def test_an_hour_that_the_places_clock_skips_is_refused_and_the_same_elsewhere_is_not() -> None:
    rows = "28/03/2027;2h30;3h30;Lyon;Paris\n28/03/2027;2h30;3h30;Jarry;Guadeloupe\n"
    found = read_slots(order(), f"Date;Début;Fin;Lieu;Fuseau\n{rows}".encode())
    assert [(each["line"], each["code"]) for each in found["refused"]] == [(2, "time_skipped")]
    assert [each["zone"] for each in found["slots"]] == ["America/Guadeloupe"]


def test_an_event_has_the_clock_it_names_and_the_notice_beside_it() -> None:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test",
        "BEGIN:VEVENT", "UID:1", "DTSTART;TZID=America/Guadeloupe:20261201T090000", "DURATION:PT1H",
        "LOCATION:Jarry", "X-NOTICE:PT48H", "END:VEVENT",
        "BEGIN:VEVENT", "UID:2", "DTSTART:20261202T090000Z", "DURATION:PT1H", "LOCATION:Lyon", "END:VEVENT",
        "BEGIN:VEVENT", "UID:3", "DTSTART:20261203T090000Z", "DURATION:PT1H", "LOCATION:Lyon", "X-NOTICE:x",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    found = read_slots(order(notice=30), "\r\n".join(lines).encode())
    assert [(each["zone"], each["notice_minutes"]) for each in found["slots"]] == [
        ("America/Guadeloupe", 2880),
        ("Europe/Paris", 30),
    ]
    assert found["slots"][0]["starts_at"] == "2026-12-01T13:00:00+00:00"
    assert [(each["line"], each["code"]) for each in found["refused"]] == [(3, "notice")]
