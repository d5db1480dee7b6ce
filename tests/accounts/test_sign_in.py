"""Signing in: one answer for every refusal, guesses counted before they are looked at, nobody locked out."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.accounts import rules
from callcenter.accounts.access import COOKIE
from callcenter.kit import clock
from tests.clients import ORIGIN, House
from tests.factories import PASSPHRASE, Person, Room, make_room, make_session
from tests.work import number_of

WRONG = "une autre phrase secrète"


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a hash is tested in its own place; here only what is decided counts."""
    monkeypatch.setattr(
        "callcenter.infra.passphrases._matches", lambda given, stored: given in (PASSPHRASE, stored)
    )
    monkeypatch.setattr("callcenter.infra.passphrases.hash_passphrase", lambda given: given)


def browser_at(house: House, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=house.app, client=(address, 50000))
    client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN})
    house._clients.append(client)
    return client


async def sign_in(browser: httpx.AsyncClient, name: str, passphrase: str = PASSPHRASE) -> httpx.Response:
    return await browser.post("/api/sign-in", json={"sign_in": name, "passphrase": passphrase})


# --- refusals -----------------------------------------------------------------------------------------------


async def test_unknown_wrong_and_disabled_get_one_answer(house: House, room: Room) -> None:
    admin = await house.signed_in(room.administrator)
    assert (await admin.patch(f"/api/users/{room.agent.id}", json={"state": "disabled"})).status_code == 200
    answers = [
        await sign_in(browser_at(house, "10.0.0.1"), "nobody"),
        await sign_in(browser_at(house, "10.0.0.2"), room.supervisor.sign_in, WRONG),
        await sign_in(browser_at(house, "10.0.0.3"), room.agent.sign_in),
        await sign_in(browser_at(house, "10.0.0.4"), room.agent.sign_in, WRONG),
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}
    assert answers[0].json()["code"] == "sign_in_refused"
    assert not any("set-cookie" in answer.headers for answer in answers)


async def test_an_unknown_name_costs_as_much_as_a_known_one(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def hashed(passphrase: str) -> str:
        done.append(passphrase)
        return passphrase

    monkeypatch.setattr("callcenter.infra.passphrases.hash_passphrase", hashed)
    await sign_in(house.browser(), "nobody", WRONG)
    assert done == [WRONG]


async def test_a_refusal_says_nothing_of_what_was_typed(house: House) -> None:
    answer = await sign_in(house.browser(), "0612345678", "mot de passe 0612345678")
    assert "0612345678" not in answer.text
    assert not any("0612345678" in line for line in await house.actions())
    async with house.db() as db:
        kept = await db.scalar(text("SELECT string_agg(t::text, '') FROM sign_in_attempts t"))
    assert "0612345678" not in str(kept)


async def test_parallel_guesses_all_count(house: House, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty guesses at the same instant: no more are looked at than one after the other would be."""
    instant = clock.now()
    monkeypatch.setattr(clock, "now", lambda: instant)  # on a busy machine a wait would be over in between
    browser = browser_at(house, "10.0.0.9")
    answers = await asyncio.gather(*(sign_in(browser, room.agent.sign_in, f"{WRONG} {n}") for n in range(40)))
    looked_at = sum(answer.status_code == 401 for answer in answers)
    assert looked_at <= rules.FREE_FAILURES + 1
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_after_four_failures_the_answer_is_to_wait_even_for_the_right_passphrase(
    house: House, room: Room
) -> None:
    browser = browser_at(house, "10.0.0.9")
    for _ in range(rules.FREE_FAILURES + 1):
        assert (await sign_in(browser, room.agent.sign_in, WRONG)).status_code == 401
    answer = await sign_in(browser, room.agent.sign_in)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
    assert 1 <= int(answer.headers["retry-after"]) <= 3


async def test_another_source_is_not_locked_out(house: House, room: Room) -> None:
    """An agent who hammers a colleague's badge only slows down his own workstation."""
    attacker = browser_at(house, "10.0.0.66")
    for _ in range(12):
        await sign_in(attacker, room.agent.sign_in, WRONG)
    assert (await sign_in(attacker, room.agent.sign_in)).status_code == 429
    assert (await sign_in(browser_at(house, "10.0.0.7"), room.agent.sign_in)).status_code == 200


async def test_hammering_during_the_wait_does_not_prolong_it(house: House, room: Room) -> None:
    """Attempts that nobody looked at are no failures: else one could keep a shared workstation shut for ever."""
    browser = browser_at(house, "10.0.0.9")
    for _ in range(rules.FREE_FAILURES + 1):
        await sign_in(browser, room.agent.sign_in, WRONG)
    waits = [
        int((await sign_in(browser, room.agent.sign_in, WRONG)).headers["retry-after"]) for _ in range(20)
    ]
    assert max(waits) <= 3
    async with house.db() as db:
        await db.execute(text("UPDATE sign_in_attempts SET at = at - interval '4 seconds'"))
    assert (await sign_in(browser, room.agent.sign_in)).status_code == 200


async def test_a_success_clears_the_failures_of_that_account(house: House, room: Room) -> None:
    browser = browser_at(house, "10.0.0.9")
    for _ in range(3):
        for _ in range(rules.FREE_FAILURES):
            assert (await sign_in(browser, room.agent.sign_in, WRONG)).status_code == 401
        assert (await sign_in(browser, room.agent.sign_in)).status_code == 200


async def test_one_source_cannot_go_through_many_names(house: House) -> None:
    browser = browser_at(house, "10.0.0.9")
    answers = [await sign_in(browser, f"name-{n}", WRONG) for n in range(rules.FREE_FAILURES_OF_SOURCE + 5)]
    assert [answer.status_code for answer in answers].count(401) <= rules.FREE_FAILURES_OF_SOURCE + 1


async def guess_from_everywhere(house: House, name: str, *, sources: int = 30) -> list[int]:
    return [
        (await sign_in(browser_at(house, f"10.1.0.{n}"), name, f"{WRONG} {n}")).status_code
        for n in range(sources)
    ]


async def test_guesses_on_one_account_from_many_sources_share_a_limit(house: House, room: Room) -> None:
    answers = await guess_from_everywhere(house, room.agent.sign_in)
    looked_at = rules.FREE_FAILURES_OF_ACCOUNT + 1
    assert answers == [401] * looked_at + [429] * (30 - looked_at)


async def test_guesses_from_many_sources_at_the_same_instant_all_count(house: House, room: Room) -> None:
    browsers = [browser_at(house, f"10.1.0.{n}") for n in range(30)]
    answers = await asyncio.gather(*(sign_in(browser, room.agent.sign_in, WRONG) for browser in browsers))
    assert sum(answer.status_code == 401 for answer in answers) <= rules.FREE_FAILURES_OF_ACCOUNT + 1


async def test_a_person_under_attack_signs_in_at_a_workstation_of_theirs(house: House, room: Room) -> None:
    own = browser_at(house, "10.0.0.7")
    assert (await sign_in(own, room.agent.sign_in)).status_code == 200
    await guess_from_everywhere(house, room.agent.sign_in)
    assert (await sign_in(own, room.agent.sign_in)).status_code == 200
    stranger = await sign_in(browser_at(house, "10.1.0.99"), room.agent.sign_in)
    assert stranger.status_code == 429  # and that success gave the guesser no fresh start


async def test_elsewhere_a_person_under_attack_waits_half_a_minute_at_most(house: House, room: Room) -> None:
    for _ in range(12):
        await guess_from_everywhere(house, room.agent.sign_in, sources=2)
        async with house.db() as db:
            await db.execute(text("UPDATE sign_in_attempts SET at = at - interval '31 seconds'"))
    await guess_from_everywhere(house, room.agent.sign_in, sources=2)
    answer = await sign_in(browser_at(house, "10.0.0.7"), room.agent.sign_in)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
    assert int(answer.headers["retry-after"]) <= rules.LONGEST_WAIT_OF_ACCOUNT.total_seconds() + 1
    async with house.db() as db:
        await db.execute(text("UPDATE sign_in_attempts SET at = at - interval '31 seconds'"))
    assert (await sign_in(browser_at(house, "10.0.0.7"), room.agent.sign_in)).status_code == 200


async def test_guesses_on_one_account_leave_the_others_alone(house: House, room: Room) -> None:
    await guess_from_everywhere(house, room.agent.sign_in)
    assert (await sign_in(browser_at(house, "10.1.0.1"), room.supervisor.sign_in)).status_code == 200


async def test_a_sign_in_from_another_page_is_refused(house: House, room: Room) -> None:
    answer = await house.browser().post(
        "/api/sign-in",
        json={"sign_in": room.agent.sign_in, "passphrase": PASSPHRASE},
        headers={"Origin": "https://evil.example"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


# --- success ------------------------------------------------------------------------------------------------


async def test_signing_in_gives_a_host_cookie_that_scripts_cannot_read(house: House, room: Room) -> None:
    answer = await sign_in(house.browser(), f"  {room.supervisor.sign_in.upper()} ")
    assert answer.status_code == 200
    assert answer.json()["role"] == "supervisor"
    name, _, rest = answer.headers["set-cookie"].partition("=")
    token, *attributes = [part.strip().lower() for part in rest.split(";")]
    assert name == COOKIE == "__Host-session"
    assert len(token) >= 40
    assert set(attributes) == {"httponly", "secure", "samesite=strict", "path=/"}


async def test_the_token_is_stored_as_its_hash_alone(house: House, room: Room) -> None:
    browser = house.browser()
    await sign_in(browser, room.supervisor.sign_in)
    token = browser.cookies[COOKIE]
    async with house.db() as db:
        everything = str(await db.scalar(text("SELECT string_agg(s::text, '') FROM sessions s")))
    assert token not in everything
    assert token.encode().hex() not in everything


async def test_the_session_changes_at_each_sign_in_and_the_old_one_ends(house: House, room: Room) -> None:
    browser = house.browser()
    tokens = []
    for person in (room.agent, room.supervisor, room.supervisor):
        await sign_in(browser, person.sign_in)
        tokens.append(browser.cookies[COOKIE])
    assert len(set(tokens)) == 3
    for token in tokens[:2]:  # whoever copied an earlier cookie of this browser holds nothing
        old = house.browser()
        old.cookies.set(COOKIE, token)
        assert (await old.get("/api/me")).status_code == 401


async def test_an_agent_has_one_session(house: House, room: Room) -> None:
    first, second = house.browser(), house.browser()
    await sign_in(first, room.agent.sign_in)
    await sign_in(second, room.agent.sign_in)
    assert (await first.get("/api/me")).status_code == 401
    assert (await second.get("/api/me")).status_code == 200


async def test_staff_may_use_two_workstations(house: House, room: Room) -> None:
    browsers = [house.browser(), house.browser()]
    for browser in browsers:
        await sign_in(browser, room.supervisor.sign_in)
    assert [(await browser.get("/api/me")).status_code for browser in browsers] == [200, 200]


# --- the life of a session ----------------------------------------------------------------------------------


async def with_session(house: House, person: Person, change: str) -> httpx.AsyncClient:
    browser = await house.signed_in(person)
    async with house.db() as db:
        await db.execute(text(f"UPDATE sessions SET {change}"))
    return browser


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("used_at = now() - interval '29 minutes'", 200),
        ("used_at = now() - interval '31 minutes'", 401),
        ("ends_at = now() + interval '5 seconds'", 200),
        ("ends_at = now() - interval '1 second'", 401),
        ("used_at = now(), ends_at = now() - interval '1 second'", 401),
    ],
)
async def test_a_session_ends_when_idle_and_in_any_case(
    house: House, room: Room, change: str, status: int
) -> None:
    browser = await with_session(house, room.supervisor, change)
    assert (await browser.get("/api/me")).status_code == status


async def test_use_keeps_a_session_alive_but_never_past_its_end(house: House, room: Room) -> None:
    browser = await with_session(house, room.supervisor, "used_at = now() - interval '20 minutes'")
    assert (await browser.get("/api/me")).status_code == 200
    async with house.db() as db:
        row = (
            await db.execute(
                text("SELECT now() - used_at AS idle, ends_at - created_at AS life FROM sessions")
            )
        ).one()
    assert row.idle < timedelta(seconds=30)
    assert row.life == timedelta(hours=10)


@pytest.mark.parametrize("everywhere", [False, True])
async def test_signing_out_ends_the_session_and_everywhere_ends_all(
    house: House, room: Room, everywhere: bool
) -> None:
    first, second = await house.signed_in(room.supervisor), await house.signed_in(room.supervisor)
    colleague = await house.signed_in(room.trainer)
    answer = await first.post("/api/sign-out-everywhere" if everywhere else "/api/sign-out")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    statuses = [(await browser.get("/api/me")).status_code for browser in (first, second, colleague)]
    assert statuses == [401, 401 if everywhere else 200, 200]


async def test_a_session_that_ended_mid_form_says_so_and_changes_nothing(house: House, room: Room) -> None:
    browser = await with_session(house, room.supervisor, "ends_at = now() - interval '1 second'")
    answer = await browser.post("/api/campaigns", json={"name": "Rentrée", "purpose": "loyalty"})
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert "saisie est gardée" in answer.json()["message"]
    assert await number_of(house, "SELECT count(*) FROM campaigns") == 1


# --- one-time passphrases -----------------------------------------------------------------------------------


@pytest.fixture
async def newcomer(house: House, room: Room) -> tuple[httpx.AsyncClient, str]:
    """A signed-in agent whose passphrase is a one-time one."""
    admin = await house.signed_in(room.administrator)
    given = (await admin.post(f"/api/users/{room.agent.id}/passphrase")).json()["passphrase"]
    browser = house.browser()
    assert (await sign_in(browser, room.agent.sign_in, given)).json()["must_change_passphrase"] is True
    return browser, given


async def test_a_one_time_passphrase_opens_nothing_but_its_replacement(
    room: Room, newcomer: tuple[httpx.AsyncClient, str]
) -> None:
    browser, given = newcomer
    for method, path in (
        ("GET", "/api/workstation"),
        ("POST", "/api/workstation/next"),
        ("POST", "/api/workstation/resume"),
    ):
        answer = await browser.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "passphrase_due")
    for new in ("court", f"{room.agent.sign_in} {room.agent.sign_in}", given, "aaaaaaaaaaaaaaaa"):
        answer = await browser.post("/api/me/passphrase", json={"current": given, "new": new})
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_passphrase")
    answer = await browser.post(
        "/api/me/passphrase", json={"current": WRONG, "new": "mangrove corail pirogue"}
    )
    assert answer.status_code == 401
    answer = await browser.post(
        "/api/me/passphrase", json={"current": given, "new": "mangrove corail pirogue"}
    )
    assert answer.status_code == 204
    assert (await browser.get("/api/workstation")).status_code == 200


async def test_a_changed_passphrase_ends_the_other_sessions(house: House, room: Room) -> None:
    here, elsewhere = await house.signed_in(room.trainer), await house.signed_in(room.trainer)
    change = {"current": PASSPHRASE, "new": "mangrove corail pirogue"}
    assert (await here.post("/api/me/passphrase", json=change)).status_code == 204
    assert [(await browser.get("/api/me")).status_code for browser in (here, elsewhere)] == [200, 401]


async def test_guessing_the_present_passphrase_from_an_open_session_is_slowed_down(
    house: House, room: Room
) -> None:
    """A browser left open must not be a place to guess in."""
    browser = await house.signed_in(room.trainer)
    change = {"current": WRONG, "new": "mangrove corail pirogue"}
    answers = [(await browser.post("/api/me/passphrase", json=change)).status_code for _ in range(12)]
    assert answers.count(401) <= rules.FREE_FAILURES + 1
    assert answers[-1] == 429


async def test_disabling_ends_every_session_and_keeps_the_door_shut(house: House, room: Room) -> None:
    browser, admin = await house.signed_in(room.supervisor), await house.signed_in(room.administrator)
    await admin.patch(f"/api/users/{room.supervisor.id}", json={"state": "disabled"})
    assert (await browser.get("/api/me")).status_code == 401
    async with house.db() as db:
        token = await make_session(db, room.supervisor)
    browser.cookies.set(COOKIE, token)
    assert (await browser.get("/api/me")).status_code == 401


# --- pure rules ---------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (10, 64), (11, 120), (500, 120)]
)
def test_the_wait_doubles_up_to_two_minutes(failures: int, seconds: int) -> None:
    assert rules.wait_after([NOW] * failures, NOW, free=4) == timedelta(seconds=seconds)


def test_failures_older_than_a_quarter_of_an_hour_are_forgotten() -> None:
    assert rules.wait_after([NOW - timedelta(minutes=15)] * 50, NOW, free=4) == timedelta()


@given(st.lists(st.floats(0, 3600).map(lambda s: NOW - timedelta(seconds=s)), max_size=60))
def test_nobody_ever_waits_longer_than_two_minutes(failures: list[datetime]) -> None:
    assert timedelta() <= rules.wait_after(failures, NOW, free=4) <= rules.LONGEST_WAIT


@pytest.mark.parametrize(
    ("passphrase", "weak"),
    [
        ("", True), ("onze lettre", True), ("aaaaaaaaaaaaaaaa", True), ("abababababababab", True),
        ("ma phrase agent-7 !", True), ("MA PHRASE AGENT-7 !", True), ("            x", True),
        ("goyave lagon sentier", False), ("été où naïf œuvre", False),
    ],
)  # fmt: skip
def test_a_passphrase_has_twelve_characters_and_not_the_name(passphrase: str, weak: bool) -> None:
    assert rules.passphrase_is_weak(passphrase, "agent-7") is weak
