"""Against harvesting: tallies per agent and half day, the stop, the alerts, and who may lift it."""

import asyncio
import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.calls import quotas, watch
from callcenter.infra.feed import FeedEntry
from callcenter.kit import clock
from callcenter.supervision.service import frame_for
from tests.clients import House
from tests.factories import Person, Room, make_room, make_user
from tests.work import at_work, call, number_of, record, run_out, take

LIMITS = quotas.quotas()
STOP = LIMITS.uncalled.stop


# --- pure ---------------------------------------------------------------------------------------------------


class Counts:
    def __init__(self, **counts: int) -> None:
        self.__dict__.update(dict.fromkeys(quotas.STOPPING, 0) | counts)


@pytest.mark.parametrize("name", quotas.STOPPING)
def test_a_quota_stops_at_its_number_and_not_before(name: str) -> None:
    stop = getattr(LIMITS, name).stop
    assert quotas.reached(Counts(**{name: stop - 1}), LIMITS) is None
    assert quotas.reached(Counts(**{name: stop}), LIMITS) == stop
    assert quotas.reached(Counts(**{name: stop + 1}), LIMITS) == stop + 1


@pytest.mark.parametrize(
    ("grew", "kinds"),
    [
        ({"uncalled": LIMITS.uncalled.alert - 1}, []),
        ({"uncalled": LIMITS.uncalled.alert}, ["many_uncalled"]),
        ({"handed_out": LIMITS.handed_out.alert}, ["many_handed_out"]),
        ({"given_back": LIMITS.given_back.alert}, ["many_given_back"]),
        ({"given_back": 4, "burst": LIMITS.burst.alert}, ["burst_given_back"]),
        ({"burst": LIMITS.burst.alert - 1}, []),
        ({"cut_short": 5, "cut_in_row": LIMITS.cut_in_row.alert}, ["row_cut_short"]),
        ({"cut_short": LIMITS.cut_short.alert, "cut_in_row": 1}, ["many_cut_short"]),
        ({"known": LIMITS.known.alert - 1}, []),
        ({"known": LIMITS.known.alert}, ["many_known"]),
        ({"lookups": LIMITS.lookups.alert}, ["strange_lookups"]),
    ],
)
def test_what_is_unusual(grew: dict[str, int], kinds: list[str]) -> None:
    assert [kind for kind, _ in quotas.unusual(LIMITS, **grew)] == kinds


GUADELOUPE = ZoneInfo("America/Guadeloupe")


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-27T07:00", "2026-11-27T00:00"),
        ("2026-11-27T12:59:59", "2026-11-27T00:00"),
        ("2026-11-27T13:00", "2026-11-27T13:00"),
        ("2026-11-27T23:59", "2026-11-27T13:00"),
        ("2026-11-28T00:00", "2026-11-28T00:00"),
    ],
)
def test_a_half_day_is_a_morning_or_an_afternoon_on_the_sites_clock(now: str, begins: str) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=GUADELOUPE)
    expected = datetime.fromisoformat(begins).replace(tzinfo=GUADELOUPE)
    assert quotas.half_day(local.astimezone(UTC), GUADELOUPE, time(13)) == expected


@given(
    st.integers(0, 2 * 365 * 86_400).map(
        lambda after: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=after)
    )
)
def test_a_half_day_has_begun_and_is_the_same_until_the_next(now: datetime) -> None:
    for zone in (GUADELOUPE, ZoneInfo("Europe/Paris")):
        begins = quotas.half_day(now, zone, time(13))
        assert begins <= now < begins + timedelta(hours=15)
        assert quotas.half_day(begins, zone, time(13)) == begins


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"uncalled": {"alert": 9, "stop": 8}}, "uncalled"),
        ({"uncalled": {"alert": 0, "stop": 8}}, "uncalled.alert"),
        ({"unknown": {"alert": 1}}, "unknown"),
        ({"noon": "lunch"}, "noon"),
    ],
)
def test_a_file_of_quotas_that_makes_no_sense_is_refused_by_name(change: dict[str, Any], place: str) -> None:
    known = LIMITS.model_dump(mode="json") | change
    with pytest.raises(quotas.QuotasUnreadable, match=rf"^{place}: "):
        quotas.read(json.dumps(known))


def test_an_edited_file_is_followed(tmp_path: Path) -> None:
    file = tmp_path / "quotas.yaml"
    file.write_text(json.dumps(LIMITS.model_dump(mode="json") | {"known": {"alert": 7, "free": 1}}))
    try:
        quotas.use(file)
        assert quotas.quotas().known.alert == 7
    finally:
        quotas.use(None)
    assert quotas.quotas() == LIMITS


# --- the stop -----------------------------------------------------------------------------------------------


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=40)


async def ask(agent: httpx.AsyncClient) -> httpx.Response:
    return await agent.post("/api/workstation/next")


async def give_back(agent: httpx.AsyncClient, hand_out: str, reason: str = "skip") -> None:
    answer = await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": reason})
    assert answer.status_code == 204, answer.text


async def harvest(agent: httpx.AsyncClient) -> int:
    """Takes and skips until nothing comes; how many cards were seen."""
    for seen in range(100):
        given = (await ask(agent)).json()
        if given["hand_out"] is None:
            assert given["nothing"]["code"] == "quota_reached"
            return seen
        await give_back(agent, given["hand_out"]["id"])
    raise AssertionError("never stopped")


async def tally(house: House, person: Person, name: str) -> int:
    return await number_of(house, f"SELECT {name} FROM agent_states WHERE user_id = :id", id=person.id)


async def open_alerts(supervisor: httpx.AsyncClient) -> dict[str, int]:
    rows = (await supervisor.get("/api/alerts")).json()
    return {row["kind"]: row["count"] for row in rows if row["seen_at"] is None}


async def test_who_only_skips_is_stopped_and_told_kindly(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    assert await harvest(agent) == STOP
    said = (await ask(agent)).json()["nothing"]
    assert "encadrant" in said["message"]
    assert said["next_at"] is None
    found = await open_alerts(supervisor)
    assert found.keys() == {"quota_reached", "many_uncalled", "many_given_back", "burst_given_back"}
    assert found["quota_reached"] == STOP
    assert (await house.actions()).count("alert.raised") == 4  # once each, however often it is tried


async def test_the_stop_outlives_sign_out_other_sessions_breaks_and_restarts(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    await harvest(agent)
    other = await house.signed_in(room.agent)
    assert (await ask(other)).json()["nothing"]["code"] == "quota_reached"
    await agent.post("/api/workstation/pause", json={"reason": "break"})
    await agent.post("/api/workstation/resume")
    assert (await ask(agent)).json()["nothing"]["code"] == "quota_reached"
    await agent.post("/api/sign-out")
    again = await at_work(house, room.agent)
    assert (await ask(again)).json()["nothing"]["code"] == "quota_reached"
    async with House.open(house.settings) as restarted:
        fresh = await restarted.signed_in(room.agent)
        assert (await ask(fresh)).json()["nothing"]["code"] == "quota_reached"


async def test_letting_time_run_out_is_no_way_around(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    for _ in range(STOP):
        await take(agent)
        await run_out(house)
    assert (await ask(agent)).json()["nothing"]["code"] == "quota_reached"


async def test_twenty_requests_at_once_get_no_more_than_one_after_the_other(house: House, room: Room) -> None:
    """Each has a connection of its own; whatever comes is given back at once, from two sessions."""
    first, second = await at_work(house, room.agent), await house.signed_in(room.agent)
    seen: set[str] = set()

    async def grab(browser: httpx.AsyncClient) -> None:
        for _ in range(100):
            given = (await ask(browser)).json()
            if given["hand_out"] is None:
                assert given["nothing"]["code"] == "quota_reached"
                return
            seen.add(given["hand_out"]["id"])
            await browser.post(f"/api/hand-outs/{given['hand_out']['id']}/release", json={"reason": "skip"})

    await asyncio.gather(*(grab(browser) for browser in (first, second) * 10))
    assert len(seen) == STOP
    assert await tally(house, room.agent, "uncalled") == STOP
    assert await number_of(house, "SELECT count(*) FROM hand_outs") == STOP


async def test_a_colleague_is_not_stopped(house: House, room: Room) -> None:
    await harvest(await at_work(house, room.agent))
    await take(await at_work(house, room.second_agent))


async def test_a_contact_in_hand_stays_in_hand_when_the_quota_is_used_up(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    for _ in range(STOP - 1):
        await give_back(agent, await take(agent))
    last = await take(agent)
    assert (await ask(agent)).json()["hand_out"]["id"] == last
    assert (await agent.post(f"/api/hand-outs/{last}/call")).status_code == 202


async def test_ordinary_work_is_never_stopped(house: House, room: Room) -> None:
    """Answered calls that last: the tallies of what was left undone stay where they are."""
    agent = await at_work(house, room.agent)
    for _ in range(STOP + 3):
        hand_out = await take(agent)
        started = (await agent.post(f"/api/hand-outs/{hand_out}/call")).json()
        await house.work()
        async with house.db() as db:  # they talk for a while
            await db.execute(text("UPDATE calls SET answered_at = answered_at - interval '1 minute'"))
        await agent.post(f"/api/calls/{started['id']}/hang-up")
        assert (await record(agent, hand_out, code="absent")).status_code == 201
    for name in ("uncalled", "given_back", "cut_short", "cut_in_row"):
        assert await tally(house, room.agent, name) == 0
    assert await tally(house, room.agent, "handed_out") == STOP + 3
    assert "alert.raised" not in await house.actions()


async def test_calls_cut_at_once_are_no_way_around(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    for number in range(LIMITS.cut_short.stop):
        assert (await record(agent, await call(house, agent), code="absent")).status_code == 201
        assert await tally(house, room.agent, "cut_in_row") == number + 1
    assert (await ask(agent)).json()["nothing"]["code"] == "quota_reached"
    assert {"row_cut_short", "many_cut_short"} <= (await open_alerts(supervisor)).keys()


async def test_a_new_half_day_begins_with_nothing_counted(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    async with house.db() as db:
        await watch.count_afresh(db, clock.now())
    await harvest(agent)
    async with house.db() as db:
        await watch.count_afresh(db, clock.now())
    assert (await ask(agent)).json()["nothing"]["code"] == "quota_reached"
    async with house.db() as db:
        await watch.count_afresh(db, clock.now() + timedelta(days=1))
    await take(agent)
    async with house.db() as db:  # a clock that jumps back gives nothing
        await watch.count_afresh(db, clock.now())
    assert await tally(house, room.agent, "uncalled") == 1


async def test_the_call_of_a_contact_from_before_noon_takes_nothing_below_nothing(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    async with house.db() as db:
        await watch.count_afresh(db, clock.now() + timedelta(days=1))
    assert (await agent.post(f"/api/hand-outs/{hand_out}/call")).status_code == 202
    assert await tally(house, room.agent, "uncalled") == 0


# --- lifting it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["agent", "trainer", "partner", "administrator", "auditor"])
async def test_only_a_supervisor_lifts_the_stop(house: House, room: Room, role: str) -> None:
    await harvest(await at_work(house, room.agent))
    other = await house.signed_in(getattr(room, role))
    assert (await other.post(f"/api/agents/{room.agent.id}/lift-quota")).status_code == 403
    assert await tally(house, room.agent, "uncalled") == STOP


async def test_another_sites_agent_does_not_exist_for_a_supervisor(house: House, room: Room) -> None:
    await harvest(await at_work(house, room.agent))
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(elsewhere.supervisor)
    lifted = await stranger.post(f"/api/agents/{room.agent.id}/lift-quota")
    unknown = await stranger.post(f"/api/agents/{uuid4()}/lift-quota")
    assert (lifted.status_code, lifted.content) == (404, unknown.content)
    assert (await stranger.get("/api/alerts")).json() == []
    mine = (await (await house.signed_in(room.supervisor)).get("/api/alerts")).json()[0]["id"]
    seen, absent = [await stranger.post(f"/api/alerts/{id_}/seen") for id_ in (mine, uuid4())]
    assert (seen.status_code, seen.content) == (404, absent.content)


async def test_a_supervisor_lets_the_agent_go_on_by_name(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    too_early = await supervisor.post(f"/api/agents/{room.agent.id}/lift-quota")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "not_stopped")
    await harvest(agent)
    lifted = await asyncio.gather(
        *(supervisor.post(f"/api/agents/{room.agent.id}/lift-quota") for _ in range(3))
    )
    assert sorted(answer.status_code for answer in lifted) == [204, 409, 409]
    assert (await house.actions()).count("quota.lifted") == 1
    stopped = next(
        row for row in (await supervisor.get("/api/alerts")).json() if row["kind"] == "quota_reached"
    )
    assert stopped["seen_by"] is not None
    assert await harvest(agent) == STOP  # and no further
    assert (await house.actions()).count("alert.raised") == 5


async def test_an_alert_is_taken_by_one(house: House, room: Room) -> None:
    await harvest(await at_work(house, room.agent))
    supervisor, trainer = await house.signed_in(room.supervisor), await house.signed_in(room.trainer)
    alert = (await supervisor.get("/api/alerts")).json()[0]
    assert alert["agent"] is not None
    assert (await trainer.post(f"/api/alerts/{alert['id']}/seen")).status_code == 403
    answers = await asyncio.gather(*(supervisor.post(f"/api/alerts/{alert['id']}/seen") for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409]
    assert (await house.actions()).count("alert.seen") == 1


@pytest.mark.parametrize("role", ["agent", "partner"])
async def test_who_is_watched_reads_no_alerts(house: House, room: Room, role: str) -> None:
    other = await house.signed_in(getattr(room, role))
    assert (await other.get("/api/alerts")).status_code == 403


async def test_the_feed_tells_the_supervisor_and_never_the_agent(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    await harvest(agent)
    await supervisor.post(f"/api/agents/{room.agent.id}/lift-quota")
    await house.seal()
    told: dict[str, list[str]] = {"agent": [], "supervisor": []}
    async with house.db() as db:
        rows = (await db.execute(text("SELECT * FROM journal ORDER BY seq"))).all()
    for row in rows:
        plain = {"seq": row.seq, "action": row.action, **row.data}
        entry = FeedEntry(
            row.seq, row.id, row.at, row.action, row.actor_id, row.site_id, row.partner_id, row.data,
            json.dumps(plain),
        )  # fmt: skip
        for role, person in (("agent", room.agent), ("supervisor", room.supervisor)):
            caller = await caller_of(person)
            if frame_for(caller, entry) is not None:
                told[role].append(row.action)
    assert {"alert.raised", "alert.seen", "quota.lifted"} <= set(told["supervisor"])
    assert [action for action in told["agent"] if action.startswith("alert.")] == []
    assert "quota.lifted" in told["agent"]  # so that the page asks again


async def caller_of(person: Person) -> Any:
    from callcenter.accounts.schemas import Caller, Role

    return Caller(
        user_id=person.id,
        session_id=uuid4(),
        role=Role(person.role),
        display_name="x",
        language="fr",
        site_id=person.site_id,
        partner_id=person.partner_id,
        must_change_passphrase=False,
        home_name=None,
        home_zone=None,
    )


# --- I know this person -------------------------------------------------------------------------------------


async def test_a_known_person_never_comes_to_this_agent_again_but_to_others(house: House) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=1)
        twin = await make_room(db, house.vault_keys, count=1)  # the same number at another site
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    await give_back(agent, await take(agent), "known_person")
    # Until the vault has seen to it nobody gets the contact.
    for browser in (agent, other):
        assert (await ask(browser)).json()["hand_out"] is None
    await house.work()
    assert (await ask(agent)).json()["hand_out"] is None
    await take(other)
    await take(await at_work(house, twin.agent))


async def test_a_known_person_in_another_list_does_not_come_either(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await give_back(agent, await take(agent), "known_person")
    await house.work()
    async with house.db() as db:
        from tests.factories import make_list

        await db.execute(text("UPDATE contacts SET state = 'done' WHERE state = 'ready'"))
        later = await make_list(
            db, house.vault_keys, room.campaign_id, partner_id=room.partner_id, site_id=room.site_id,
            uploader=room.partner, count=1,
        )  # fmt: skip
    # An import screens its rows; here the number is met before dialling at the latest.
    hand_out = (await ask(agent)).json()["hand_out"]
    await agent.post(f"/api/hand-outs/{hand_out['id']}/call")
    await house.work()
    page = (await agent.get("/api/workstation")).json()["hand_out"]
    assert (page["call"]["state"], page["call"]["result"]) == ("ended", "failed")
    assert await house.contact_state(later[0].id) == "leased"


async def test_knowing_a_person_is_free_a_few_times_and_then_counts(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    for number in range(LIMITS.known.free):
        await give_back(agent, await take(agent), "known_person")
        for name in ("uncalled", "given_back"):
            assert await tally(house, room.agent, name) == 0
        assert await tally(house, room.agent, "known") == number + 1
    told = await open_alerts(supervisor)
    assert told == {"many_known": LIMITS.known.alert, "contact_known": LIMITS.known.free}
    await give_back(agent, await take(agent), "known_person")
    assert await tally(house, room.agent, "given_back") == 1
    assert await tally(house, room.agent, "uncalled") == 1


async def test_a_known_person_on_the_line_is_left_at_once_and_not_counted_as_cut(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    await agent.post(f"/api/hand-outs/{hand_out}/call")
    await house.work()
    await give_back(agent, hand_out, "known_person")
    for name in ("cut_short", "cut_in_row", "given_back", "uncalled"):
        assert await tally(house, room.agent, name) == 0
    await house.work()
    contact = await number_of(house, "SELECT count(*) FROM contacts WHERE state = 'waiting'")
    assert contact == 1  # called, so it rests before the next agent gets it


async def test_a_known_person_said_as_an_outcome_is_kept_away_too(house: House) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=1)
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), code="known_person")).status_code == 201
    await house.work()
    assert (
        await number_of(
            house, "SELECT count(*) FROM contact_conflicts WHERE agent_id = :id", id=room.agent.id
        )
        == 1
    )


async def test_knowing_many_people_is_told_whichever_way_it_is_said(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    for number in range(LIMITS.known.alert):
        hand_out = await call(house, agent)
        if number % 2:
            await give_back(agent, hand_out, "known_person")
        else:
            assert (await record(agent, hand_out, code="known_person")).status_code == 201
    assert (await open_alerts(supervisor))["many_known"] == LIMITS.known.alert


# --- lookups ------------------------------------------------------------------------------------------------


async def test_asking_for_what_is_not_ones_own_is_counted_and_told(house: House, room: Room) -> None:
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    theirs = await take(await at_work(house, room.second_agent))
    for number in range(LIMITS.lookups.alert):
        assert await open_alerts(supervisor) == {}
        wanted = theirs if number % 2 else uuid4()
        assert (await agent.post(f"/api/hand-outs/{wanted}/heartbeat")).status_code == 404
        assert await tally(house, room.agent, "lookups") == number + 1
    assert await open_alerts(supervisor) == {"strange_lookups": LIMITS.lookups.alert}


async def test_lookups_at_once_are_all_counted(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    await asyncio.gather(*(agent.post(f"/api/calls/{uuid4()}/hang-up") for _ in range(20)))
    assert await tally(house, room.agent, "lookups") == 20


async def test_ones_own_contact_asked_for_too_late_is_no_strange_lookup(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    late = await take(agent)
    await give_back(agent, late)
    assert (await agent.post(f"/api/hand-outs/{late}/heartbeat")).status_code == 409
    assert await tally(house, room.agent, "lookups") == 0


async def test_a_new_agent_who_looks_around_is_no_error(house: House, room: Room) -> None:
    async with house.db() as db:
        newcomer = await make_user(db, "agent", site_id=room.site_id)
    browser = await house.signed_in(newcomer)
    assert (await browser.post(f"/api/hand-outs/{uuid4()}/heartbeat")).status_code == 404
