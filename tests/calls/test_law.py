"""The law as data: the legal windows of every territory, the calendar, and an edited file."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays as public_holidays
import pytest
import yaml
from typer.testing import CliRunner

from callcenter.calls import law, rules
from callcenter.calls.law import LawUnreadable

SHIPPED = Path(law.__file__).parent / "data" / "legal_calls.yaml"
SITE = ZoneInfo("America/Guadeloupe")


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    return tmp_path / "law.yaml"


@pytest.fixture(autouse=True)
def shipped_again():  # type: ignore[no-untyped-def]
    yield
    law.use(None)


def spans_on_the_clock_of_guadeloupe(zone: str, day: date) -> list[tuple[int, int]]:
    return [
        (start.astimezone(SITE).hour, end.astimezone(SITE).hour) for start, end in law.windows_of(day, zone)
    ]


@pytest.mark.parametrize(
    ("zone", "november", "july"),
    [
        ("America/Guadeloupe", [(10, 13), (14, 20)], [(10, 13), (14, 20)]),
        ("America/Martinique", [(10, 13), (14, 20)], [(10, 13), (14, 20)]),
        ("America/Cayenne", [(9, 12), (13, 19)], [(9, 12), (13, 19)]),
        ("Europe/Paris", [(5, 8), (9, 15)], [(4, 7), (8, 14)]),
        ("Indian/Reunion", [(2, 5), (6, 12)], [(2, 5), (6, 12)]),
        ("Indian/Mayotte", [(3, 6), (7, 13)], [(3, 6), (7, 13)]),
        ("America/Miquelon", [(9, 12), (13, 19)], [(8, 11), (12, 18)]),
    ],
)
def test_the_windows_of_each_territory_on_the_sites_clock(
    zone: str, november: list[tuple[int, int]], july: list[tuple[int, int]]
) -> None:
    assert spans_on_the_clock_of_guadeloupe(zone, date(2026, 11, 24)) == november  # D.223-9
    assert spans_on_the_clock_of_guadeloupe(zone, date(2026, 7, 7)) == july


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_nights_when_clocks_change_leave_the_windows_whole(day: date) -> None:
    for around in (day - timedelta(days=2), day + timedelta(days=1)):
        for start, end in law.windows_of(around, "Europe/Paris"):
            assert start.hour in {10, 14}
            assert rules.window_end("Europe/Paris", start.astimezone(SITE)) == end


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Indian/Mayotte", "04-27"),  # L.3422-2
        ("America/Martinique", "05-22"),
        ("America/Guadeloupe", "05-27"),
        ("America/Marigot", "05-27"),
        ("America/Marigot", "05-28"),
        ("America/Cayenne", "06-10"),
        ("America/St_Barthelemy", "10-09"),
        ("Indian/Reunion", "12-20"),
    ],
)
def test_a_commemoration_closes_its_own_territory_alone(zone: str, day: str) -> None:
    for year in range(2026, 2034):
        moment = date.fromisoformat(f"{year}-{day}")
        assert law.windows_of(moment, zone) == []
    assert date.fromisoformat(f"2026-{day}") not in law.holidays(2026, "Europe/Paris")


@pytest.mark.parametrize(
    ("zone", "subdivision", "theirs_alone"),
    [
        ("America/Guadeloupe", "971", {"Mi-Careme", "Good Friday", "Victor Schoelcher Day"}),
        ("America/Martinique", "972", {"Victor Schoelcher Day"}),
        ("America/Cayenne", "973", set()),
        ("Indian/Reunion", "974", set()),
        ("Indian/Mayotte", "976", set()),
        ("America/St_Barthelemy", "BL", set()),
        ("America/Marigot", "MF", {"Victor Schoelcher Day"}),
    ],
)
def test_our_calendar_differs_from_the_librarys_only_where_we_know(
    zone: str, subdivision: str, theirs_alone: set[str]
) -> None:
    for year in range(2026, 2032):
        theirs = public_holidays.country_holidays("FR", subdiv=subdivision, years=year)
        ours = law.holidays(year, zone)
        assert {
            theirs[day] for day in set(theirs) - ours
        } <= theirs_alone  # customs, not days without work by law
        # Saint-Martin's day is 27 or 28 May, by the source: both are blocked.
        assert ours - set(theirs) <= ({date(year, 5, 27)} if subdivision == "MF" else set())


def test_a_changed_law_holds_from_its_day(edited: Path) -> None:
    text = SHIPPED.read_text("utf-8").replace(
        "attempts:  #",
        "attempts:\n  - {from: 2027-01-01, source: a law to come, most: 2, days: 60}\n# ",
        1,
    )
    edited.write_text(text, "utf-8")
    law.use(edited)
    before, after = (datetime(2026, 12, 31, 11, tzinfo=SITE), datetime(2027, 1, 4, 11, tzinfo=SITE))
    assert rules.attempts_left([before - timedelta(days=1)], before) == 3
    assert rules.attempts_left([after - timedelta(days=50)], after) == 1


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ("", "file"),
        ("windows: [", "not YAML"),
        ("windows: []", "windows"),
        (SHIPPED.read_text("utf-8").replace("most: 4", "most: none"), "attempts.0.most"),
        (SHIPPED.read_text("utf-8").replace("10:00-13:00", "10:00-25:00", 1), "windows.0.days.1"),
        (SHIPPED.read_text("utf-8").replace("      busy:", "      buzy:"), "retries.0.plans"),
        (SHIPPED.read_text("utf-8").replace("      absent:", "      booked_again:"), "retries.0.plans"),
        (SHIPPED.read_text("utf-8").replace("source: code du travail, L.3133-1", "sauce: x"), "holidays.0"),
    ],
)
def test_an_unusable_file_is_refused_with_its_place(edited: Path, wrong: str, place: str) -> None:
    edited.write_text(wrong, "utf-8")
    with pytest.raises(LawUnreadable, match=place):
        law.use(edited)
    assert law.law().attempts[0].most == 4  # what held before still holds


def test_every_rule_names_its_source() -> None:
    for rules_of_a_kind in yaml.safe_load(SHIPPED.read_text("utf-8")).values():
        assert all(rule["source"] for rule in rules_of_a_kind)


def test_the_command_shows_and_checks(edited: Path) -> None:
    from callcenter.cli import app

    shown = CliRunner().invoke(app, ["law", "show"])
    assert "* windows from 2023-03-01 (code de la consommation, D.223-9)" in shown.output
    edited.write_text("attempts: 3", "utf-8")
    assert CliRunner().invoke(app, ["law", "check", str(edited)]).exit_code == 1
    assert CliRunner().invoke(app, ["law", "check", str(SHIPPED)]).exit_code == 0
