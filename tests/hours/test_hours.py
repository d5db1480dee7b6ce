"""Hours: training and work apart to the minute, limits watched, and who may read and issue them."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.hours.rules import Seen, days, minus, minutes, united
from callcenter.kit import clock
from callcenter.kit.ids import new_id
from callcenter.training.rules import IDLE, Interval, spent
from tests.clients import House
from tests.factories import Room, make_room

ZONE = ZoneInfo("America/Guadeloupe")
NOON = time(12)
MONDAY = date(2026, 11, 2)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def month(seen: Seen) -> Any:
    return days(seen, date(2026, 11, 1), date(2026, 11, 30), ZONE, NOON)


def test_practice_during_a_shift_is_training_and_no_work() -> None:
    seen = Seen(
        shifts=[(at(7), at(12))],
        training=[(at(8), at(8, 30)), (at(8, 15), at(9)), (at(14), at(15))],
        signed={(MONDAY, "morning"): True},
    )
    (day,) = month(seen)
    assert (day.work_minutes, day.training_minutes) == (240, 120)
    assert (day.morning.confirmed, day.afternoon.present, day.afternoon.signed) == (True, True, False)
    assert day.concerns == ["not_signed"]


def test_what_is_learnt_at_the_desk_is_told_apart_and_counts_once() -> None:
    seen = Seen(
        shifts=[(at(7), at(12))],
        training=[(at(8), at(9))],
        desk=[(at(8, 50), at(9, 10)), (at(9, 5), at(9, 20))],
    )
    (day,) = month(seen)
    assert (day.work_minutes, day.training_minutes, day.desk_minutes) == (220, 80, 20)


def test_a_page_that_was_left_open_counts_five_minutes() -> None:
    acts = [at(8), at(8, 3), at(11)]
    assert spent(acts) == [(at(8), at(8, 3)), (at(11) - IDLE, at(11))]
    assert spent(acts[:1]) == []


@pytest.mark.parametrize(
    ("seen", "concerns"),
    [
        (Seen(shifts=[(at(7), at(17))]), {"not_signed"}),
        (Seen(shifts=[(at(7), at(17, 1))]), {"not_signed", "day_too_long"}),
        (Seen(shifts=[(at(7), at(12))], signed={(MONDAY, "morning"): False}), {"not_confirmed"}),
        (
            Seen(shifts=[(at(8, day=date(2026, 11, 8)), at(9, day=date(2026, 11, 8)))]),
            {"not_signed", "sunday"},
        ),
        (Seen(training=[(at(8, day=date(2026, 11, 8)), at(9, day=date(2026, 11, 8)))]), {"not_signed"}),
    ],
)
def test_limits_are_those_of_the_law(seen: Seen, concerns: set[str]) -> None:
    """Code pénitentiaire, R.412-50 to R.412-62: 10 hours a day, Sunday's rest; presence is signed by both."""
    (day,) = month(seen)
    assert set(day.concerns) == concerns


def test_a_week_of_more_than_48_hours_is_seen_over_the_end_of_a_month() -> None:
    week = [date(2026, 11, 30) + timedelta(days=n) for n in range(6)]
    seen = Seen(shifts=[(at(7, day=day), at(15, 10, day=day)) for day in week])
    (last,) = month(seen)
    assert "week_too_long" in last.concerns


moments = st.integers(0, 3000).map(lambda n: datetime(2026, 11, 2, tzinfo=UTC) + timedelta(minutes=n))
intervals = st.lists(st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair))), max_size=6)


@given(intervals, intervals)
def test_no_minute_is_lost_or_counted_twice(work: list[Interval], training: list[Interval]) -> None:
    one, other = united(work), united(training)
    both = united([*work, *training])
    assert minutes(minus(one, other)) + minutes(other) == minutes(both)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def worked(house: House, room: Room) -> None:
    """A morning at work on 2 November 2026, signed and confirmed."""
    async with house.db() as db:
        await db.execute(
            text(
                "INSERT INTO shifts (id, site_id, agent_id, planned_from, planned_to, opened_at, closed_at, "
                "created_by) VALUES (:id, :site, :agent, :begins, :ends, :begins, :ends, :by)"
            ),
            {"id": new_id(), "site": room.site_id, "agent": room.agent.id, "begins": at(7), "ends": at(11),
             "by": room.supervisor.id},
        )  # fmt: skip
        await db.execute(
            text(
                "INSERT INTO attendances (id, site_id, agent_id, day, half, signed_at, countersigned_by, "
                "countersigned_at) VALUES (:id, :site, :agent, :day, 'morning', now(), :by, now())"
            ),
            {
                "id": new_id(),
                "site": room.site_id,
                "agent": room.agent.id,
                "day": MONDAY,
                "by": room.trainer.id,
            },
        )


async def test_modules_assessments_practice_and_mock_exams_are_training(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each act on the clock of the test: what lies between two of them is the time."""
    trainer, agent = await house.signed_in(room.trainer), await house.signed_in(room.agent)
    others, blocks = f"/api/learners/{room.agent.id}", {"blocks": ["moi"]}
    assessment = (await trainer.post(f"{others}/assessments", json=blocks)).json()["assessment"]["id"]
    ids = [
        each["id"]
        for each in (await agent.get("/api/my-training/assessment")).json()["blocks"][0]["statements"]
    ]
    plan = {"modality": "entretien-final", "minutes": 30, "planned_for": "2026-11-02", "jury": ["Mme A"]}
    exam = (await trainer.post(f"{others}/mock-exams", json=plan)).json()
    run: dict[str, Any] = {}
    call: dict[str, Any] = {}

    async def answer(item: str) -> Any:
        body = {"block": "moi", "item": item, "level": 1}
        return await agent.post(f"/api/my-training/assessment/{assessment}/reply", json=body)

    async def begin() -> Any:
        answer = await agent.post("/api/my-training/runs", json={"module": "poste"})
        run.update(answer.json())
        return answer

    async def read() -> Any:
        part = {"part": run["parts"][0]["id"]}
        return await agent.post(f"/api/my-training/runs/{run['id']}/part", json=part)

    async def practise() -> Any:
        answer = await agent.post("/api/practice", json={"scenario": "rdv-premier"})
        call.update(answer.json())
        return answer

    acts = (
        (at(8), lambda: answer(ids[0])),
        (at(8, 4), lambda: answer(ids[1])),
        (at(9), begin),
        (at(9, 45), read),  # five minutes of it
        (at(10), practise),
        (at(10, 3), lambda: agent.post(f"/api/practice/{call['id']}/act", json={"kind": "call"})),
        (at(10, 30), lambda: agent.post(f"/api/practice/{call['id']}/leave")),
        (at(14), lambda: trainer.post(f"/api/mock-exams/{exam['id']}/start")),
        (
            at(16),
            lambda: trainer.post(f"/api/mock-exams/{exam['id']}/end"),
        ),  # forgotten: thirty minutes of it
    )
    for moment, act in acts:
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment.astimezone(UTC))
        assert (await act()).is_success, moment
    monkeypatch.undo()
    found = (await trainer.get("/api/hours?month=2026-11")).json()
    mine = next(each for each in found["people"] if each["learner_id"] == str(room.agent.id))
    assert (mine["training_minutes"], mine["desk_minutes"], mine["work_minutes"]) == (4 + 5 + 8 + 30, 17, 0)


def session(*people: Any) -> dict[str, Any]:
    return {
        "learners": [str(each.id) for each in people],
        "begins": at(13).isoformat(),
        "ends": at(15, 30).isoformat(),
        "title": "La loi et le démarchage",
    }


async def test_hours_are_the_staffs_of_the_site(house: House, room: Room) -> None:
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    for person in (room.agent, room.partner, room.administrator, room.auditor):
        browser = await house.signed_in(person)
        for path in ("/api/hours?month=2026-11", "/api/hours/file?month=2026-11"):
            assert (await browser.get(path)).status_code == 403, person.role
        assert (await browser.post("/api/hours/sessions", json=session(room.agent))).status_code == 403
    stranger = await house.signed_in(elsewhere.trainer)
    names = {each["learner_id"] for each in (await stranger.get("/api/hours?month=2026-11")).json()["people"]}
    assert str(room.agent.id) not in names
    assert (await stranger.post("/api/hours/sessions", json=session(room.agent))).status_code == 404
    for path in ("hours", "certificate"):
        answer = await stranger.post(f"/api/learners/{room.agent.id}/{path}", json={"month": "2026-11"})
        assert answer.status_code == 404, path
    supervisor = await house.signed_in(room.supervisor)
    assert (await supervisor.post("/api/hours/sessions", json=session(room.agent))).status_code == 403


async def test_a_month_is_counted_taken_as_csv_and_issued_as_a_paper(house: House, room: Room) -> None:
    await worked(house, room)
    trainer = await house.signed_in(room.trainer)
    kept = await trainer.post("/api/hours/sessions", json=session(room.agent, room.second_agent))
    assert kept.json() == {"count": 2}
    assert (await trainer.post("/api/hours/sessions", json=session(room.agent))).json() == {"count": 0}
    late = session(room.agent) | {"ends": at(15, day=date(2036, 1, 1)).isoformat()}
    assert (await trainer.post("/api/hours/sessions", json=late)).json()["code"] == "session_invalid"
    found = (await trainer.get("/api/hours?month=2026-11")).json()
    mine = next(each for each in found["people"] if each["learner_id"] == str(room.agent.id))
    assert (mine["work_minutes"], mine["training_minutes"], mine["halves"], mine["halves_signed"]) == (
        240,
        150,
        2,
        1,
    )
    assert mine["concerns"] == ["not_signed"]
    file = await trainer.get("/api/hours/file?month=2026-11")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    row = next(each for each in rows if each[1] == room.agent.sign_in)
    assert row[3:] == [
        "2026-11-02",
        "240",
        "150",
        "0",
        "confirmé",
        "présent, non signé",
        "présence non signée",
    ]
    paper = (await trainer.post(f"/api/learners/{room.agent.id}/hours", json={"month": "2026-11"})).json()
    assert paper["asks"] == ["learner", "staff"]
    certificate = (await trainer.post(f"/api/learners/{room.agent.id}/certificate")).json()
    assert certificate["asks"] == ["staff"]
    said = {}
    for each in (paper, certificate):
        pdf = await trainer.get(f"/api/papers/{each['id']}/file")
        said[each["kind"]] = pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    for part in (
        "novembre 2026",
        "4 h 00",
        "2 h 30",
        "02/11/2026",
        "présent, non signé",
        "La paie est établie",
    ):
        assert part in said["hours"], part
    assert "Attestation de formation" in said["certificate"]
    assert {"hours.session_kept", "hours.taken"} <= set(await house.actions())
