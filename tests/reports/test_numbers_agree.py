"""Random days: every figure of every report is what a slow and obvious computation says, counted by night or live."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from callcenter.campaigns.rules import catalogue
from callcenter.infra.db import sessions
from callcenter.kit.ids import alias, new_id
from callcenter.reports import jobs, kpis, rules
from callcenter.reports.schemas import Counts
from tests.clients import House
from tests.factories import Room, make_room
from tests.reports.days import FIRST, Place, Record, count_outcome, draw_records, write

DAYS = 12
NOTHING = dict.fromkeys(Counts.model_fields, 0)


async def places_of(house: House, room: Room, zone: str) -> Place:
    async with house.db() as db:
        await db.execute(
            text("UPDATE organisations SET time_zone = :zone WHERE id = :id"),
            {"zone": zone, "id": room.site_id},
        )
        list_id = await db.scalar(
            text("SELECT id FROM call_lists WHERE campaign_id = :id"), {"id": room.campaign_id}
        )
    contacts = tuple(new_id() for _ in range(12))
    agents = (room.agent.id, room.second_agent.id)
    return Place(room.site_id, zone, room.partner_id, room.campaign_id, list_id, agents, contacts)


async def tally(house: House, now: datetime) -> None:
    """The vault's night work, as of a moment."""
    async with sessions(house.vault_engine)() as db:
        while await jobs.tend(db, now):
            pass
        await db.commit()


def local(at: datetime, record: Record) -> datetime:
    return at.astimezone(ZoneInfo(record.place.zone))


def key_of(by: str, record: Record, at: datetime) -> str:
    day = local(at, record).date()
    keys: dict[str, Callable[[], object]] = {
        "campaign": lambda: record.place.campaign_id,
        "list": lambda: record.place.list_id,
        "agent": lambda: record.agent_id,
        "hour": lambda: local(at, record).hour,
        "outcome": lambda: record.outcomes[-1][1],
        "day": lambda: day,
        "week": lambda: day - timedelta(days=day.weekday()),
        "month": lambda: day.replace(day=1),
    }
    return str(keys[by]())


def slowly(records: list[Record], shown: Callable[[Record], bool], by: str, since: date, until: date) -> Any:
    """Counts by key, the obvious way."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict(NOTHING))
    for record in filter(shown, records):
        if since <= local(record.requested, record).date() <= until and by != "outcome":
            found[key_of(by, record, record.requested)]["attempts"] += 1
        if not record.outcomes:
            continue
        at = record.outcomes[-1][0]
        if since <= local(at, record).date() <= until:
            for name, more in count_outcome(record, records).items():
                found[key_of(by, record, at)][name] += more
    return found


def obvious_values(counts: dict[str, int]) -> dict[str, float | None]:
    """Each KPI as its formula says it in words."""

    def divided(part: float, whole: float) -> float | None:
        return part / whole if whole else None

    shares = [divided(counts[name], counts["scored"]) for name in ("promoters", "detractors")]
    return {
        "reach": divided(counts["contacts"], counts["records"]),
        "argument": divided(counts["argued"], counts["contacts"]),
        "transform": divided(counts["positive"], counts["argued"]),
        "pace": divided(counts["positive"], counts["work_seconds"] / 3600),
        "talk": divided(counts["talk_seconds"], counts["talks"]),
        "handle": divided(counts["talk_seconds"] + counts["wrap_seconds"], counts["talks"]),
        "tries": divided(counts["tries"], counts["first_contacts"]),
        "nps": None if shares[0] is None or shares[1] is None else 100 * shares[0] - 100 * shares[1],
        "csat": divided(counts["satisfied"], counts["marked"]),
    }


STOCK = {"listed", "done", "waiting", "overdue"}
"""Counted at the moment of looking, not of a day."""


def without_stock(counts: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in counts.items() if name not in STOCK}


def check(report: Any, expected: dict[str, dict[str, int]], by: str) -> None:
    rows = {row["key"]: row for row in report["rows"]}
    worked = {key: counts for key, counts in expected.items() if by != "outcome" or counts["records"]}
    assert {key for key, row in rows.items() if any(without_stock(row["counts"]).values())} == set(worked)
    for key, counts in worked.items():
        if by == "outcome":
            assert rows[key]["counts"] == {"records": counts["records"]}
            continue
        assert without_stock(rows[key]["counts"]) == counts
        values = rows[key]["values"]
        for code, value in obvious_values(counts).items():
            assert values[code] == (None if value is None else pytest.approx(value)), code
    whole = {name: sum(counts[name] for counts in expected.values()) for name in NOTHING}
    if by == "outcome":
        whole["attempts"] = report["total"]["counts"]["attempts"]  # calls have no outcome of their own
    assert without_stock(report["total"]["counts"]) == whole


ANGLES = ("campaign", "list", "agent", "hour", "outcome", "day", "week", "month")


def periods(draw: random.Random) -> Iterable[tuple[date, date]]:
    first = FIRST.date()
    yield first - timedelta(days=40), first + timedelta(days=40)
    for _ in range(2):
        ends = sorted(first + timedelta(days=draw.randrange(-1, DAYS + 1)) for _ in range(2))
        yield ends[0], ends[1]


@pytest.mark.parametrize("seed", range(4))
async def test_every_figure_is_what_counting_by_hand_says(house: House, seed: int) -> None:
    draw = random.Random(seed)
    async with house.db() as db:
        rooms = [await make_room(db, house.vault_keys) for _ in range(2)]
    zones = draw.sample(["America/Guadeloupe", "Europe/Paris", "Indian/Reunion", "America/Cayenne"], 2)
    places = [await places_of(house, room, zone) for room, zone in zip(rooms, zones, strict=True)]
    records = draw_records(draw, places, days=DAYS, count=160)
    async with house.db() as db:
        await write(db, records)

    mine: list[tuple[Any, Callable[[Record], bool]]] = [
        (await house.signed_in(rooms[0].supervisor), lambda r: r.place.site_id == rooms[0].site_id),
        (await house.signed_in(rooms[1].trainer), lambda r: r.place.site_id == rooms[1].site_id),
        (await house.signed_in(rooms[0].auditor), lambda _: True),
    ]
    partner = await house.signed_in(rooms[0].partner)

    async def look() -> None:
        for since, until in periods(draw):
            for by in ANGLES:
                asked = {"by": by, "since": str(since), "until": str(until)}
                for reader, shown in mine:
                    report = (await reader.get("/api/reports", params=asked)).json()
                    check(report, slowly(records, shown, by, since, until), by)
                expected = slowly(
                    records, lambda r: r.place.partner_id == rooms[0].partner_id, by, since, until
                )
                if by == "agent":
                    expected = {alias(rooms[0].partner_id, UUID(key)): each for key, each in expected.items()}
                check((await partner.get("/api/reports", params=asked)).json(), expected, by)

    await look()  # nothing is in the tallies
    middle = FIRST + timedelta(days=draw.randrange(1, DAYS), seconds=draw.randrange(86_400))
    await tally(house, middle)
    await look()  # some days are
    await tally(house, FIRST + timedelta(days=DAYS + 3))
    await look()  # all are
    async with house.db() as db:
        assert await db.scalar(text("SELECT count(*) FROM report_hours")) > 0


async def test_a_report_is_narrowed_by_campaign_list_and_agent_and_compared(house: House) -> None:
    draw = random.Random(99)
    async with house.db() as db:
        room = await make_room(db, house.vault_keys)
    place = await places_of(house, room, "America/Guadeloupe")
    records = draw_records(draw, [place], days=DAYS, count=120)
    async with house.db() as db:
        await write(db, records)
    await tally(house, FIRST + timedelta(days=6))
    reader = await house.signed_in(room.supervisor)
    since, until = FIRST.date(), FIRST.date() + timedelta(days=5)
    before = (FIRST.date() + timedelta(days=6), FIRST.date() + timedelta(days=11))
    asked = {
        "by": "hour",
        "since": str(since),
        "until": str(until),
        "before_since": str(before[0]),
        "before_until": str(before[1]),
        "campaign_id": str(room.campaign_id),
        "list_id": str(place.list_id),
        "agent_id": str(room.agent.id),
    }
    report = (await reader.get("/api/reports", params=asked)).json()

    def own(record: Record) -> bool:
        return record.agent_id == room.agent.id

    codes = (await reader.get("/api/reports", params=asked | {"by": "outcome"})).json()
    check(codes, slowly(records, own, "outcome", since, until), "outcome")
    now, then = slowly(records, own, "hour", since, until), slowly(records, own, "hour", *before)
    check({**report, "rows": [row for row in report["rows"] if row["key"] in now]}, now, "hour")
    for row in report["rows"]:
        assert row["before"]["counts"] == then.get(row["key"], NOTHING)
    assert {row["key"] for row in report["rows"]} == set(now) | set(then)
    assert report["total_before"]["counts"] == {
        name: sum(counts[name] for counts in then.values()) for name in NOTHING
    }


async def test_the_partners_live_page_says_what_the_reports_say(house: House) -> None:
    draw = random.Random(5)
    async with house.db() as db:
        room = await make_room(db, house.vault_keys)
    place = await places_of(house, room, "America/Guadeloupe")
    records = draw_records(draw, [place], days=DAYS, count=80)
    async with house.db() as db:
        await write(db, records)
    await tally(house, FIRST + timedelta(days=6))
    partner = await house.signed_in(room.partner)
    results = (await partner.get(f"/api/campaigns/{room.campaign_id}/results")).json()
    period = {"since": "2026-01-01", "until": "2026-12-31"}
    report = (await partner.get("/api/reports", params={"by": "campaign", **period})).json()
    assert results["figures"] == report["total"]
    codes = (await partner.get("/api/reports", params={"by": "outcome", **period})).json()
    assert {each["code"]: each["count"] for each in results["outcomes"]} == {
        row["key"]: row["counts"]["records"] for row in codes["rows"]
    }
    advisers = (await partner.get("/api/reports", params={"by": "agent", **period})).json()
    assert {each["adviser"]: each["positive"] for each in results["advisers"]} == {
        row["key"]: row["counts"]["positive"] for row in advisers["rows"]
    }


def test_every_kpi_has_a_slow_twin_and_divides_what_is_counted() -> None:
    counted = set(Counts.model_fields) | STOCK
    for kpi in kpis.kpis().values():
        assert {kpi.per, *kpi.over} <= counted
        assert kpi.value(dict.fromkeys(counted, 0)) is None
    assert set(obvious_values(dict(NOTHING))) == set(kpis.kpis()) - {"exhaustion", "overdue"}


def test_a_month_is_reported_once_its_last_day_is_counted() -> None:
    assert list(rules.months(date(2026, 10, 30), date(2026, 10, 30))) == []
    assert list(rules.months(date(2026, 10, 31), date(2026, 11, 6))) == [
        (date(2026, 10, 1), date(2026, 10, 31))
    ]
    assert [first for first, _ in rules.months(date(2026, 1, 31), date(2026, 3, 31))] == [
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]


def test_all_codes_of_the_catalogue_are_drawn() -> None:
    draw = random.Random(1)
    place = Place(
        new_id(),
        "Europe/Paris",
        new_id(),
        new_id(),
        new_id(),
        (new_id(),),
        tuple(new_id() for _ in range(900)),
    )
    drawn = {
        code for record in draw_records(draw, [place], days=30, count=2000) for _, code, _ in record.outcomes
    }
    assert drawn == set(catalogue())
