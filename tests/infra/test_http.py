"""The edge: what is refused before any route runs, what every answer carries, and what no answer ever says."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from callcenter.cli.preparing import migrate_and_tie
from callcenter.infra.http import JSON_BODY_BYTES
from callcenter.infra.postgres import Cluster
from callcenter.settings import Settings
from tests.clients import ORIGIN, House
from tests.factories import Room, make_room
from tests.work import at_work, take

SECRET = "0612345678"


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


# --- refused at the door ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "callcenter.test.evil.example", "callcenter.test:81", "127.0.0.1", ""]
)
async def test_another_host_name_is_refused(house: House, host: str) -> None:
    for path in ("/", "/api/me", "/assets/x.js"):
        answer = await house.browser().get(path, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://callcenter.test"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": f"{ORIGIN}.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
async def test_a_change_needs_our_own_page(house: House, room: Room, headers: dict[str, str]) -> None:
    browser = await house.signed_in(room.agent)
    del browser.headers["Origin"]
    answer = await browser.post("/api/workstation/resume", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


async def test_our_own_page_is_known_without_an_origin_by_fetch_metadata(house: House, room: Room) -> None:
    browser = await house.signed_in(room.agent)
    del browser.headers["Origin"]
    answer = await browser.post("/api/workstation/resume", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 204


async def _in_pieces(size: int) -> AsyncIterator[bytes]:
    yield b'{"sign_in": "'
    for _ in range(size // 1024 + 1):
        yield b"a" * 1024
    yield b'", "passphrase": "x"}'


async def test_a_body_beyond_the_limit_is_refused_announced_or_not(house: House) -> None:
    browser = house.browser()
    announced = await browser.post("/api/sign-in", content=b"x" * (JSON_BODY_BYTES + 1))
    streamed = await browser.post("/api/sign-in", content=_in_pieces(JSON_BODY_BYTES))
    lied = await browser.post("/api/sign-in", content=b"{}", headers={"Content-Length": str(2 * 1024**3)})
    nonsense = await browser.post("/api/sign-in", content=b"{}", headers={"Content-Length": "-1"})
    for answer in (announced, streamed, lied, nonsense):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_body_that_never_ends_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b'{"sign_in": '
        await asyncio.Event().wait()

    monkeypatch.setattr("callcenter.infra.http.BODY_SECONDS", 0)
    answer = await house.browser().post("/api/sign-in", content=stalled())
    assert (answer.status_code, answer.json()["code"]) == (408, "body_too_slow")


# --- what no answer says ------------------------------------------------------------------------------------

DEEP: Any = SECRET
for _ in range(200):
    DEEP = [DEEP]

BODIES: list[Any] = [
    {"sign_in": SECRET},
    {"sign_in": [SECRET], "passphrase": SECRET},
    {"sign_in": SECRET, "passphrase": {SECRET: SECRET}},
    {"sign_in": SECRET, "passphrase": "x", SECRET: "unknown field"},
    {"sign_in": SECRET, "passphrase": "x", "Durandeau": 1},
    {"sign_in": SECRET * 100, "passphrase": "x" * 1000},
    [SECRET], SECRET, 612345678, None, DEEP,
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_a_refused_payload_is_never_echoed(house: House, body: Any) -> None:
    answer = await house.browser().post(
        "/api/sign-in", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert SECRET not in answer.text
    assert "Durandeau" not in answer.text
    assert answer.json().keys() == {"code", "message", "fields"}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", SECRET.encode(), b'{"sign_in": "\xff\xfe"}', b"\x00", b"[" * 5000, b'{"a":' * 5000, b"NaN"],
)
async def test_what_is_no_json_is_refused_without_a_word_of_it(house: House, content: bytes) -> None:
    answer = await house.browser().post(
        "/api/sign-in", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] == "invalid"
    assert SECRET not in answer.text


HOSTILE = [
    "a\u0000b",
    "\ud800",
    "\u202e",
    "'; DROP TABLE users; --",
    "{{7*7}}",
    "%s%n",
    "../../etc/passwd",
    "\r\nX: y",
]


async def test_hostile_texts_are_taken_or_refused_but_never_break_anything(house: House, room: Room) -> None:
    admin, supervisor = await house.signed_in(room.administrator), await house.signed_in(room.supervisor)
    statuses = set()
    for said in HOSTILE:
        for browser, path, body in (
            (house.browser(), "/api/sign-in", {"sign_in": f"x{said}x", "passphrase": said}),
            (admin, "/api/sites", {"name": said, "time_zone": said}),
            (admin, "/api/sites", {"name": said, "time_zone": "Europe/Paris"}),
            (admin, "/api/users", {"role": "auditor", "sign_in": f"x{said}", "display_name": said}),
            (
                supervisor,
                "/api/campaigns",
                {"name": said, "purpose": "loyalty", "partner_id": str(room.partner_id)},
            ),
        ):
            answer = await browser.post(
                path, content=json.dumps(body), headers={"Content-Type": "application/json"}
            )
            statuses.add(answer.status_code)
            assert answer.status_code in {201, 401, 409, 422}, (path, said, answer.text)
    assert 422 in statuses


@pytest.mark.parametrize(
    "value", ["99999999999999999999999", "9223372036854775808", "-1", "x", "1e3", "\u0661"]
)
async def test_a_number_out_of_range_is_a_refusal(house: House, room: Room, value: str) -> None:
    auditor = await house.signed_in(room.auditor)
    answer = await auditor.get("/api/journal", params={"before": value})
    assert answer.status_code in {200, 422}
    assert answer.status_code == 200 or answer.json()["code"] == "invalid"


@pytest.mark.parametrize(
    ("path", "value"), [("/api/shifts", "9999-12-31"), ("/api/attendance", "0001-01-01")]
)
async def test_a_day_at_the_end_of_the_calendar_breaks_nothing(
    house: House, room: Room, path: str, value: str
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    answer = await supervisor.get(path, params={"day": value})
    assert answer.status_code in {200, 422}, answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/api/{SECRET}", 404), ("POST", f"/api/{SECRET}", 404), ("GET", f"/api/campaigns/{SECRET}", 401),
        ("DELETE", "/api/me", 405), ("GET", "/assets/%2e%2e/%2e%2e/pyproject.toml", 404), ("GET", "/openapi.json", 200),
        ("GET", "/api/openapi.json", 404), ("GET", "/api/docs", 404), ("GET", f"/api/me?x={SECRET}", 401),
    ],
)  # fmt: skip
async def test_a_wrong_address_says_nothing_of_itself(
    house: House, method: str, path: str, status: int
) -> None:
    answer = await house.browser().request(method, path)
    assert answer.status_code == status
    assert SECRET not in answer.text
    assert '"paths"' not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", ["/", "/campaigns", "/favicon.svg", "/robots.txt", "/api/health"])
async def test_head_answers_as_get_does(house: House, path: str) -> None:
    """Monitors and link checkers ask so; the server leaves the body out."""
    whole, head = await house.browser().get(path), await house.browser().head(path)
    assert (head.status_code, head.headers["content-type"]) == (200, whole.headers["content-type"])
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))
    assert head.headers["x-content-type-options"] == "nosniff"


async def test_head_opens_nothing_that_get_does_not(house: House) -> None:
    answer = await house.browser().head("/api/me")
    assert answer.status_code == 404


async def test_a_defect_of_ours_says_nothing_of_its_cause(
    house: House, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"cannot read {SECRET} in /srv/secret")

    monkeypatch.setattr("callcenter.accounts.service.me", broken)
    with capture_logs() as written:
        answer = await (await house.signed_in(room.supervisor)).get("/api/me")
    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert [line["error"] for line in written] == ["RuntimeError"]
    for text in (answer.text, str(written)):
        assert SECRET not in text
        assert "/srv/secret" not in text


# --- what every answer carries ------------------------------------------------------------------------------


async def test_every_answer_carries_the_headers_that_protect_it(house: House, room: Room) -> None:
    browser = await house.signed_in(room.supervisor)
    answers = [
        await browser.get("/api/me"),
        await browser.get("/"),
        await browser.get("/api/nothing"),
        await browser.post("/api/campaigns", json={}),
        await browser.get("/api/me", headers={"Host": "evil.example"}),
    ]
    for answer in answers:
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["strict-transport-security"].startswith("max-age=")
        assert headers["cross-origin-opener-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "server" not in headers


async def test_each_answer_has_its_own_nonce_and_the_page_bears_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcenter.main._page_text", lambda: '<style nonce="__CSP_NONCE__"></style>')
    nonces = set()
    for _ in range(3):
        answer = await house.browser().get("/agent")
        nonce = answer.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
        assert f'nonce="{nonce}"' in answer.text
        nonces.add(nonce)
    assert len(nonces) == 3


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ("en-GB,en;q=0.9", "session has ended"),
        ("es-ES,es;q=0.9", "sesión ha terminado"),
        ("de,es;q=0.8,en;q=0.9", "session has ended"),
        ("de", "session est terminée"),
    ],
)
async def test_a_refusal_speaks_the_browsers_language_or_french(
    house: House, wish: str, sentence: str
) -> None:
    answer = await house.browser().get("/api/me", headers={"Accept-Language": wish})
    assert sentence in answer.json()["message"]


# --- without the database -----------------------------------------------------------------------------------


@pytest.fixture
async def own_house(tmp_path: Path) -> AsyncIterator[tuple[House, Cluster]]:
    """A house with a database server of its own, which may be stopped."""
    settings = Settings(data=tmp_path, origin=ORIGIN, log_level="error", sandbox_ring_seconds=0)
    cluster = Cluster(tmp_path)
    await asyncio.to_thread(cluster.start)
    try:
        await migrate_and_tie(cluster.owner_dsn(), settings)
        async with House.open(settings) as house:
            yield house, cluster
    finally:
        await asyncio.to_thread(cluster.stop)


async def test_a_stopped_database_is_said_and_its_return_needs_no_restart(
    own_house: tuple[House, Cluster],
) -> None:
    house, cluster = own_house
    async with house.db() as db:
        room = await make_room(db, house.vault_keys)
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    await asyncio.to_thread(cluster.stop)
    for answer in (
        await agent.get("/api/workstation"),
        await agent.post(f"/api/hand-outs/{hand_out}/call"),
        await agent.get("/api/health"),
        await house.browser().post("/api/sign-in", json={"sign_in": "x1", "passphrase": "y"}),
        await agent.get("/api/workstation"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
        assert int(answer.headers["retry-after"]) > 0
    await asyncio.to_thread(cluster.start)
    await house.owner.dispose()
    page = await agent.get("/api/workstation")
    assert page.status_code == 200
    assert page.json()["hand_out"]["id"] == hand_out
    assert (await agent.post(f"/api/hand-outs/{hand_out}/call")).status_code == 202
    sealed = await house.seal()
    async with asyncio.timeout(10):
        while house.app.state.feed.last < sealed:
            await house.app.state.feed.turn(house.app.state.feed.last)


async def test_an_unknown_row_and_somebody_elses_look_the_same(house: House, room: Room) -> None:
    async with house.db() as db:
        other = await make_room(db, house.vault_keys, count=1)
    supervisor, partner = await house.signed_in(room.supervisor), await house.signed_in(room.partner)
    for browser in (supervisor, partner):
        theirs = await browser.get(f"/api/campaigns/{other.campaign_id}")
        nothing = await browser.get(f"/api/campaigns/{uuid4()}")
        assert (
            (theirs.status_code, theirs.content)
            == (nothing.status_code, nothing.content)
            == (404, nothing.content)
        )
