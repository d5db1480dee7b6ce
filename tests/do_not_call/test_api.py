"""Do-not-call lists over HTTP: forbidden cases first, then numbers in, fingerprints kept, contacts out of calling."""

import io
from typing import Any
from uuid import UUID, uuid4

import httpx
import openpyxl
import pyrage
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from callcenter.do_not_call.jobs import end_unanswered
from callcenter.do_not_call.models import NumberChunk, Suppression
from callcenter.infra.age import encrypted
from callcenter.infra.db import sessions
from tests.clients import House
from tests.factories import PASSPHRASE, Person, Room, make_list, make_partner, make_room, make_site, make_user
from tests.work import at_work, call, correct, number_of, record, take

URL = "/api/do-not-call"
FIRST, SECOND, THIRD = "06 39 98 00 00", "+33 6 39 98 00 01", "0639980002"
"""The numbers of the room's three customers, as people write them."""


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def order(
    house: House,
    keeper: httpx.AsyncClient,
    content: str | bytes,
    *,
    allowed_by: httpx.AsyncClient | None = None,
    **what: object,
) -> dict[str, Any]:
    """An order that was carried out, as its page shows it; one that takes numbers off was allowed."""
    new = {"list": "partner", "act": "add"} | what
    if new["act"] == "add":
        new.setdefault("reason", "victim" if new["list"] == "conflict" else "objection")
    if new["act"] == "remove":
        new.setdefault("reason", "mistake")
    made = await keeper.post(URL, json=new)
    assert made.status_code == 201, made.text
    body = content.encode() if isinstance(content, str) else content
    sent = await keeper.put(f"{URL}/{made.json()['id']}/file", content=body)
    assert sent.status_code == 202, sent.text
    if new["act"] == "remove":
        assert sent.json()["state"] == "waiting"
        await allow(allowed_by or keeper, made.json()["id"])
    await house.work()
    read: dict[str, Any] = (await keeper.get(f"{URL}/{made.json()['id']}")).json()
    return read


async def allow(keeper: httpx.AsyncClient, order_id: str) -> dict[str, Any]:
    answer = await keeper.post(f"{URL}/{order_id}/approve", json={"passphrase": PASSPHRASE})
    assert answer.status_code == 202, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def states(house: House, room: Room) -> list[str]:
    return [await house.contact_state(customer.id) for customer in room.customers]


# --- forbidden ----------------------------------------------------------------------------------------------

ROUTES = [
    ("GET", "?list=partner"),
    ("GET", "/agents"),
    ("POST", ""),
    ("GET", "/{id}"),
    ("PUT", "/{id}/file"),
    ("POST", "/{id}/withdraw"),
    ("POST", "/{id}/approve"),
    ("POST", "/{id}/refuse"),
    ("GET", "/{id}/refused.csv"),
]
BODIES = {"withdraw": {"reason": "mistake"}, "approve": {"passphrase": "wrong"}}


async def test_nobody_and_no_agent_trainer_or_auditor_reaches_a_list(house: House, room: Room) -> None:
    others = [await house.signed_in(who) for who in (room.agent, room.trainer, room.auditor)]
    for method, path in ROUTES:
        url = URL + path.format(id=uuid4())
        assert (await house.browser().request(method, url)).status_code == 401, path
        for other in others:
            assert (await other.request(method, url, json={})).json()["code"] == "not_allowed", path


@pytest.mark.parametrize("kept", ["centre", "conflict"])
async def test_a_partner_keeps_its_own_list_only(house: House, room: Room, kept: str) -> None:
    partner = await house.signed_in(room.partner)
    assert (await partner.get(f"{URL}?list={kept}")).status_code == 403
    new = {"list": kept, "reason": "objection"}
    assert (await partner.post(URL, json=new)).status_code == 403


async def test_the_centre_keeps_no_partners_list(house: House, room: Room) -> None:
    for person in (room.supervisor, room.administrator):
        staff = await house.signed_in(person)
        assert (await staff.get(f"{URL}?list=partner")).status_code == 403
        assert (await staff.post(URL, json={"list": "partner", "reason": "objection"})).status_code == 403


async def test_another_partners_order_does_not_exist(house: House, room: Room) -> None:
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
        elsewhere = await make_user(db, "supervisor", site_id=await make_site(db))
    mine = await order(house, await house.signed_in(room.partner), FIRST)
    centres = await order(house, await house.signed_in(room.supervisor), FIRST, list="centre")
    for person, found in ((rival, mine), (room.supervisor, mine), (elsewhere, centres), (rival, centres)):
        other = await house.signed_in(person)
        for method, path in ROUTES:
            if "{id}" in path:
                answers = [
                    await other.request(method, URL + path.format(id=id_), json=BODIES.get(path[6:], {}))
                    for id_ in (found["id"], uuid4())
                ]
                assert [answer.status_code for answer in answers] == [404, 404], path
                assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"list": "conflict", "act": "check"}, "screen_stays_shut"),
        ({"list": "centre", "act": "add"}, "reason_does_not_fit"),
        ({"list": "centre", "act": "add", "reason": "victim"}, "reason_does_not_fit"),
        ({"list": "centre", "act": "check", "reason": "mistake"}, "reason_does_not_fit"),
        ({"list": "centre", "reason": "objection", "agent_id": str(uuid4())}, "agent_unknown"),
        ({"list": "conflict", "reason": "victim", "agent_id": str(uuid4())}, "agent_unknown"),
    ],
)
async def test_an_order_that_does_not_hold_is_refused(
    house: House, room: Room, wrong: dict[str, str], code: str
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    answer = await supervisor.post(URL, json=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_an_order_takes_numbers_once(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    made = (await partner.post(URL, json={"list": "partner", "reason": "objection"})).json()
    url = f"{URL}/{made['id']}/file"
    assert (await partner.put(url, content=b"")).json()["code"] == "numbers_empty"
    assert (await partner.put(url, content=FIRST.encode())).status_code == 202
    assert (await partner.put(url, content=FIRST.encode())).json()["code"] == "order_state"


# --- numbers in ---------------------------------------------------------------------------------------------


def workbook(*rows: list[object]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        f"{FIRST}\n{SECOND}\n".encode(),
        f"{FIRST}, {SECOND}".encode(),
        f"Nom;Téléphone;Tél. 2\nDurand;{FIRST};{SECOND}\n".encode("cp1252"),
        "\ufefftelephone\r\n639980000\r\n0033639980001\r\n".encode(),
        workbook(["Numéro de téléphone"], [639980000], ["+33639980001"]),
        f"{FIRST} / {SECOND}".encode(),
    ],
    ids=["plain", "typed on one line", "csv", "lost zero", "workbook", "one cell"],
)
async def test_numbers_in_whatever_file_take_their_contacts_out_of_calling(
    house: House, room: Room, content: bytes
) -> None:
    partner = await house.signed_in(room.partner)
    done = await order(house, partner, content, file_name="oppositions.csv")
    assert done["state"] == "done", done
    assert (done["counts"]["numbers"], done["counts"]["matched"], done["counts"]["total"]) == (2, 2, 2)
    assert done["contacts"] == 2
    assert await states(house, room) == ["blocked", "blocked", "ready"]
    read = (await partner.get(f"{URL}?list=partner")).json()
    assert read["total"] == 2
    assert [(o["file_name"], o["created_by"]) for o in read["orders"]] == [
        ("oppositions.csv", (await partner.get("/api/me")).json()["display_name"])
    ]


async def test_each_line_that_holds_no_number_is_reported_and_the_counts_add_up(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    content = f"Téléphone;Mobile\n{FIRST};\nà rappeler;\n06 39;{SECOND}\n;\n{FIRST};{FIRST}\n"
    done = await order(house, partner, content)
    counts = done["counts"]
    assert (counts["lines"], counts["understood"], counts["refused"]) == (4, 3, 1)
    answer = await partner.get(f"{URL}/{done['id']}/refused.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "ligne;code;explication"
    assert [line.split(";")[:2] for line in lines[1:]] == [
        ["3", "phone_not_a_number"],
        ["4", "phone_too_short"],
    ]
    assert "39" not in answer.text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "file_is_binary"),
        (b"Nom;Ville\nDurand;Rennes\nMorel;Brest\n", "no_number_column"),
        (b"<html><body>0639980000", "file_is_html"),
    ],
)
async def test_a_file_that_cannot_be_read_changes_nothing(
    house: House, room: Room, content: bytes, code: str
) -> None:
    failed = await order(house, await house.signed_in(room.partner), content)
    assert (failed["state"], failed["failure"]["code"]) == ("failed", code)
    assert await states(house, room) == ["ready"] * 3
    async with house.db() as db:
        assert (await db.scalars(select(Suppression.fingerprint))).all() == []
        assert (await db.scalars(select(NumberChunk.number))).all() == []


async def test_a_partners_list_stops_its_own_calls_the_centres_everybodys(house: House, room: Room) -> None:
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
        theirs = await make_list(
            db, house.vault_keys, None, partner_id=rival.partner_id or uuid4(), site_id=room.site_id, uploader=rival
        )  # fmt: skip
    await order(house, await house.signed_in(room.partner), FIRST)
    assert await states(house, room) == ["blocked", "ready", "ready"]
    assert await house.contact_state(theirs[0].id) == "ready"
    done = await order(house, await house.signed_in(room.supervisor), SECOND, list="centre")
    assert done["contacts"] == 2
    assert await house.contact_state(theirs[1].id) == "blocked"
    assert await states(house, room) == ["blocked", "blocked", "ready"]


async def test_the_fingerprints_of_two_partners_have_nothing_in_common(house: House, room: Room) -> None:
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    for person in (room.partner, rival):
        await order(house, await house.signed_in(person), FIRST)
    await order(house, await house.signed_in(room.supervisor), FIRST, list="centre")
    async with house.db() as db:
        prints = (await db.scalars(select(Suppression.fingerprint))).all()
    assert (len(prints), len(set(prints))) == (3, 3)


async def test_a_number_is_looked_up_without_the_list_being_shown(house: House, room: Room) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    await order(house, partner, FIRST)
    for written, found in ((FIRST, 1), (SECOND, 0)):
        seen = await order(house, partner, written, act="check")
        assert (seen["counts"]["matched"], seen["counts"]["total"]) == (found, 1)
    assert (await order(house, supervisor, FIRST, act="check", list="centre"))["counts"]["matched"] == 0
    assert len((await partner.get(f"{URL}?list=partner")).json()["orders"]) == 1
    assert await states(house, room) == ["blocked", "ready", "ready"]


# --- late ---------------------------------------------------------------------------------------------------


async def test_a_contact_in_hand_is_not_dialled_any_more(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    await order(house, await house.signed_in(room.partner), f"{FIRST}\n{SECOND}\n{THIRD}")
    started = await agent.post(f"/api/hand-outs/{hand_out}/call")
    assert started.status_code == 202
    await house.work()
    async with house.db() as db:
        results = (await db.scalars(text("SELECT result FROM calls"))).all()
    assert results == ["suppressed"]
    assert await states(house, room) == ["blocked"] * 3


async def test_a_promised_callback_is_dropped(house: House, room: Room) -> None:
    async with house.db() as db:
        await db.execute(
            text(
                "UPDATE contacts SET state = 'callback', callback_for = :agent, not_before = now() WHERE id = :id"
            ),
            {"agent": room.agent.id, "id": room.customers[0].id},
        )
    await order(house, await house.signed_in(room.supervisor), FIRST, list="centre")
    agent = await at_work(house, room.agent)
    assert (await agent.get("/api/workstation")).json()["callbacks"] == []
    await take(agent)
    assert await house.contact_state(room.customers[0].id) == "blocked"


async def test_a_number_that_came_past_every_check_is_stopped_before_it_is_dialled(
    house: House, room: Room
) -> None:
    """As after a restored backup: the contact looks callable, the fingerprint is there."""
    await order(house, await house.signed_in(room.partner), f"{FIRST}\n{SECOND}\n{THIRD}")
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET state = 'ready', reason = NULL"))
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    await agent.post(f"/api/hand-outs/{hand_out}/call")
    await house.work()
    async with house.db() as db:
        assert (await db.scalars(text("SELECT result FROM calls"))).all() == ["suppressed"]
    assert sorted(await states(house, room)) == ["blocked", "ready", "ready"]


async def test_an_objection_in_a_call_stops_the_number_in_every_list(house: House, room: Room) -> None:
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
        theirs = await make_list(
            db, house.vault_keys, None, partner_id=rival.partner_id or uuid4(), site_id=room.site_id, uploader=rival
        )  # fmt: skip
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    assert (await record(agent, hand_out, code="do_not_call")).status_code == 201
    await house.work()
    async with house.db() as db:
        called = await db.scalar(text("SELECT contact_id FROM hand_outs"))
    at = [customer.id for customer in room.customers].index(called)
    assert [await house.contact_state(each.id) for each in theirs] == [
        "blocked" if place == at else "ready" for place in range(3)
    ]


@pytest.mark.parametrize("list_", ["partner", "centre", "conflict"])
async def test_a_contact_that_was_done_does_not_come_back_by_a_correction(
    house: House, room: Room, list_: str
) -> None:
    agent = await at_work(house, room.agent)
    outcome = (await record(agent, await call(house, agent), code="wrong_number")).json()["id"]
    async with house.db() as db:
        called = await db.scalar(text("SELECT contact_id FROM hand_outs"))
    keeper = await house.signed_in(room.partner if list_ == "partner" else room.supervisor)
    stopped = await order(house, keeper, f"{FIRST}\n{SECOND}\n{THIRD}", list=list_)
    assert await house.contact_state(called) == "done"
    assert stopped["contacts"] in (2, None)
    # From one close to another the mark stays.
    again = await correct(agent, outcome, code="wrong_person")
    assert (again.status_code, await house.contact_state(called)) == (201, "done")
    last = await correct(agent, again.json()["id"], code="absent")
    assert (last.status_code, await house.contact_state(called)) == (201, "blocked")
    assert (await put_back(house, called))[:2] == ("blocked", "suppressed")
    assert sorted(await states(house, room)) == ["blocked"] * 3


async def test_a_mistake_taken_back_lets_a_correction_free_a_contact_that_was_done(
    house: House, room: Room
) -> None:
    agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
    outcome = (await record(agent, await call(house, agent), code="wrong_number")).json()["id"]
    async with house.db() as db:
        called = await db.scalar(text("SELECT contact_id FROM hand_outs"))
    numbers = f"{FIRST}\n{SECOND}\n{THIRD}"
    await order(house, partner, numbers)
    freed = await order(house, partner, numbers, act="remove")
    assert (freed["contacts"], await house.contact_state(called)) == (2, "done")
    assert (await correct(agent, outcome, code="absent")).status_code == 201
    assert await house.contact_state(called) == "waiting"


# --- taking off ---------------------------------------------------------------------------------------------


async def put_back(house: House, contact_id: UUID) -> tuple[str, str | None, int]:
    """State, reason and the days to wait."""
    async with house.db() as db:
        row = await db.execute(
            text(
                "SELECT state, reason, coalesce(round(extract(epoch FROM not_before - now()) / 86400), 0) "
                "FROM contacts WHERE id = :i"
            ),
            {"i": contact_id},
        )
        state, reason, days = row.one()
    return state, reason, int(days)


async def test_a_number_entered_by_mistake_is_taken_off_by_a_named_person(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    await order(house, partner, f"{FIRST}\n{SECOND}")
    done = await order(house, partner, f"{FIRST}\n{THIRD}", act="remove")
    assert (done["counts"]["matched"], done["counts"]["kept"], done["counts"]["total"]) == (1, 0, 1)
    assert (done["contacts"], done["reason"]) == (1, "mistake")
    assert await put_back(house, room.customers[0].id) == ("waiting", None, 1)
    assert (await states(house, room))[1:] == ["blocked", "ready"]
    async with house.db() as db:
        said = await db.execute(
            text(
                "SELECT actor_id, data->>'act', data->>'reason' FROM journal_pending "
                "WHERE action = 'do_not_call.ordered'"
            )
        )
        assert [tuple(row) for row in said][-1] == (room.partner.id, "remove", "mistake")


async def test_someone_called_before_rests_60_days_after_a_mistake(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    async with house.db() as db:
        await db.execute(text("UPDATE contacts SET attempts = 2"))
    await order(house, partner, FIRST)
    await order(house, partner, FIRST, act="remove")
    assert await put_back(house, room.customers[0].id) == ("waiting", None, 60)


async def test_a_whole_file_sent_by_mistake_is_taken_back(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    kept = await order(house, partner, FIRST)
    wrong = await order(house, partner, f"{FIRST}\n{SECOND}")
    assert wrong["counts"]["matched"] == 1
    url = f"{URL}/{wrong['id']}/withdraw"
    assert (await partner.post(url, json={"reason": "objection"})).json()["code"] == "reason_does_not_fit"
    answer = await partner.post(url, json={"reason": "mistake"})
    assert (answer.status_code, answer.json()["state"]) == (202, "withdrawing")
    assert (await allow(partner, wrong["id"]))["state"] == "withdrawn"
    await house.work()
    assert await states(house, room) == ["blocked", "waiting", "ready"]
    assert (await partner.post(url, json={"reason": "mistake"})).json()["code"] == "order_state"
    assert kept["state"] == "done"


async def test_an_objection_made_in_a_call_stays_for_good(house: House, room: Room) -> None:
    supervisor, agent = await house.signed_in(room.supervisor), await at_work(house, room.agent)
    hand_out = await call(house, agent)
    await record(agent, hand_out, code="do_not_call")
    await house.work()
    everyone = f"{FIRST}\n{SECOND}\n{THIRD}"
    await order(house, supervisor, everyone, list="centre")
    other = await house.signed_in(room.administrator)
    done = await order(house, supervisor, everyone, list="centre", act="remove", allowed_by=other)
    assert (done["counts"]["matched"], done["counts"]["kept"], done["counts"]["total"]) == (2, 1, 1)
    assert sorted(await states(house, room)) == ["blocked", "waiting", "waiting"]


async def test_a_number_on_both_lists_stays_blocked_until_it_is_on_neither(house: House, room: Room) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    await order(house, partner, FIRST)
    await order(house, supervisor, FIRST, list="centre")
    await order(house, partner, FIRST, act="remove")
    assert await house.contact_state(room.customers[0].id) == "blocked"
    other = await house.signed_in(room.administrator)
    await order(house, supervisor, FIRST, list="centre", act="remove", allowed_by=other)
    assert await house.contact_state(room.customers[0].id) == "waiting"


# --- four eyes ----------------------------------------------------------------------------------------------


async def asked_off(house: House, keeper: httpx.AsyncClient, **what: object) -> str:
    """A removal of the first number that waits for somebody's word."""
    made = await keeper.post(URL, json={"list": "centre", "act": "remove", "reason": "mistake"} | what)
    sent = await keeper.put(f"{URL}/{made.json()['id']}/file", content=FIRST.encode())
    await house.work()
    assert sent.json()["state"] == "waiting"
    return str(made.json()["id"])


async def test_who_asks_to_take_a_number_off_the_centres_list_does_not_allow_it(
    house: House, room: Room
) -> None:
    supervisor, other = await house.signed_in(room.supervisor), await house.signed_in(room.administrator)
    await order(house, supervisor, FIRST, list="centre")
    waits = await asked_off(house, supervisor)
    assert (await supervisor.get(f"{URL}/{waits}")).json()["waits_for"] == "another"
    assert (await other.get(f"{URL}/{waits}")).json()["waits_for"] == "you"
    url = f"{URL}/{waits}/approve"
    own = await supervisor.post(url, json={"passphrase": PASSPHRASE})
    assert (own.status_code, own.json()["code"]) == (409, "own_approval")
    wrong = await other.post(url, json={"passphrase": "another one, surely"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_refused")
    assert await house.contact_state(room.customers[0].id) == "blocked"
    assert (await allow(other, waits))["state"] == "received"
    again = await other.post(url, json={"passphrase": PASSPHRASE})
    assert again.json()["code"] == "order_state"
    await house.work()
    assert await house.contact_state(room.customers[0].id) == "waiting"
    read = (await other.get(f"{URL}/{waits}")).json()
    assert read["approved_by"].startswith("Administrator")
    assert read["waits_for"] is None
    assert "do_not_call.decided" in await house.actions()


async def test_taking_back_what_was_added_needs_another_person_too(house: House, room: Room) -> None:
    supervisor, other = await house.signed_in(room.supervisor), await house.signed_in(room.administrator)
    added = await order(house, supervisor, FIRST, list="conflict", reason="victim")
    url = f"{URL}/{added['id']}"
    assert (await other.post(f"{url}/withdraw", json={"reason": "mistake"})).status_code == 202
    assert (await other.post(f"{url}/approve", json={"passphrase": PASSPHRASE})).json()[
        "code"
    ] == "own_approval"
    assert (await supervisor.post(f"{url}/refuse")).json()["state"] == "done"
    await house.work()
    assert await house.contact_state(room.customers[0].id) == "blocked"
    assert (await other.post(f"{url}/withdraw", json={"reason": "mistake"})).status_code == 202
    assert (await allow(supervisor, added["id"]))["state"] == "withdrawn"
    await house.work()
    assert await house.contact_state(room.customers[0].id) == "waiting"


async def test_the_database_itself_refuses_two_roles_in_one_person(house: House, room: Room) -> None:
    supervisor = await house.signed_in(room.supervisor)
    waits = await asked_off(house, supervisor)
    async with house.db() as db:
        statement = text("UPDATE number_orders SET approved_by = created_by WHERE id = :id")
        with pytest.raises(IntegrityError, match="four_eyes"):
            await db.execute(statement, {"id": waits})


@pytest.mark.parametrize("how", ["refused", "over"])
async def test_what_nobody_allows_keeps_the_number_and_leaves_nothing_of_the_file(
    house: House, room: Room, how: str
) -> None:
    supervisor, other = await house.signed_in(room.supervisor), await house.signed_in(room.administrator)
    await order(house, supervisor, FIRST, list="centre")
    waits = await asked_off(house, supervisor)
    if how == "refused":
        assert (await other.post(f"{URL}/{waits}/refuse")).json()["failure"]["code"] == "removal_refused"
        await house.work()
    else:
        async with house.db() as db:
            await db.execute(text("UPDATE number_orders SET created_at = now() - interval '25 hours'"))
        late = await other.post(f"{URL}/{waits}/approve", json={"passphrase": PASSPHRASE})
        assert (late.status_code, late.json()["code"]) == (409, "approval_over")
        async with sessions(house.vault_engine)() as db:
            await end_unanswered(db)
            await db.commit()
        assert (await other.get(f"{URL}/{waits}")).json()["failure"]["code"] == "removal_over"
    assert await house.contact_state(room.customers[0].id) == "blocked"
    async with house.db() as db:
        assert await db.scalar(select(func.count()).select_from(NumberChunk)) == 0


async def test_a_partner_says_its_own_word_twice(house: House, room: Room) -> None:
    """Its list is its own; an open browser alone takes nothing off."""
    partner = await house.signed_in(room.partner)
    await order(house, partner, FIRST)
    waits = await asked_off(house, partner, list="partner")
    assert (await partner.get(f"{URL}/{waits}")).json()["waits_for"] == "you"
    assert (await partner.post(f"{URL}/{waits}/approve", json={})).status_code == 422
    await allow(partner, waits)
    await house.work()
    assert await house.contact_state(room.customers[0].id) == "waiting"


async def test_numbers_come_in_a_package_too(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    package = encrypted(f"{FIRST}\n{SECOND}\n".encode(), house.app.state.keys.recipient)
    assert (await order(house, partner, package))["counts"]["numbers"] == 2
    assert await states(house, room) == ["blocked", "blocked", "ready"]
    other = encrypted(THIRD.encode(), str(pyrage.x25519.Identity.generate().to_public()))
    assert (await order(house, partner, other))["failure"]["code"] == "package_wrong_recipient"
    assert (await order(house, partner, package[:-10]))["failure"]["code"] == "package_damaged"


# --- the conflict screen ------------------------------------------------------------------------------------


async def test_a_number_kept_from_all_is_called_by_nobody_and_the_screen_says_nothing(
    house: House, room: Room
) -> None:
    supervisor = await house.signed_in(room.supervisor)
    done = await order(house, supervisor, FIRST, list="conflict", reason="witness")
    assert (done["counts"]["numbers"], done["contacts"], done["agent_name"]) == (1, None, None)
    assert await states(house, room) == ["blocked", "ready", "ready"]
    nobody = await house.signed_in(room.partner)
    assert (await nobody.get(f"{URL}?list=conflict")).status_code == 403
    other = await house.signed_in(room.administrator)
    removed = await order(
        house, supervisor, FIRST, allowed_by=other, list="conflict", act="remove", reason="ended"
    )
    assert removed["counts"]["matched"] == 1
    assert await states(house, room) == ["waiting", "ready", "ready"]


async def kept_from(house: House, room: Room, agent: Person, *numbers: str) -> None:
    supervisor = await house.signed_in(room.supervisor)
    choices = (await supervisor.get(f"{URL}/agents")).json()
    assert str(agent.id) in {choice["id"] for choice in choices}
    await order(house, supervisor, "\n".join(numbers), list="conflict", agent_id=str(agent.id))


async def test_a_number_kept_from_one_agent_is_handed_to_the_others_only(house: House, room: Room) -> None:
    await kept_from(house, room, room.agent, FIRST, SECOND)
    assert await states(house, room) == ["ready"] * 3
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    hand_out = await take(agent)
    async with house.db() as db:
        assert await db.scalar(text("SELECT contact_id FROM hand_outs")) == room.customers[2].id
    released = await agent.post(f"/api/hand-outs/{hand_out}/release", json={"reason": "not_now"})
    assert released.status_code == 204, released.text
    await take(other)
    async with house.db() as db:
        latest = await db.scalar(text("SELECT contact_id FROM hand_outs WHERE state = 'active'"))
    assert latest in {room.customers[0].id, room.customers[1].id}


async def test_an_agent_from_whom_all_are_kept_is_told_what_anyone_is_told(house: House, room: Room) -> None:
    await kept_from(house, room, room.agent, FIRST, SECOND, THIRD)
    agent = await at_work(house, room.agent)
    answer = (await agent.post("/api/workstation/next")).json()
    assert answer["hand_out"] is None
    assert "conflict" not in str(answer).lower()


async def test_a_callback_promised_by_that_agent_goes_to_the_team(house: House, room: Room) -> None:
    async with house.db() as db:
        await db.execute(
            text(
                "UPDATE contacts SET state = 'callback', callback_for = :agent, not_before = now() WHERE id = :id"
            ),
            {"agent": room.agent.id, "id": room.customers[0].id},
        )
    await kept_from(house, room, room.agent, FIRST)
    agent, other = await at_work(house, room.agent), await at_work(house, room.second_agent)
    assert (await agent.get("/api/workstation")).json()["callbacks"] == []
    await take(agent)
    await take(other)
    held = "SELECT count(*) FROM hand_outs WHERE agent_id = :agent AND contact_id = :contact"
    contact = room.customers[0].id
    assert await number_of(house, held, agent=room.second_agent.id, contact=contact) == 1
    assert await number_of(house, held, agent=room.agent.id, contact=contact) == 0


async def test_a_conflict_entered_while_the_contact_is_in_hand_looks_like_a_dead_line(
    house: House, room: Room
) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    await kept_from(house, room, room.agent, FIRST, SECOND, THIRD)
    started = await agent.post(f"/api/hand-outs/{hand_out}/call")
    await house.work()
    shown = (await agent.get("/api/workstation")).json()
    assert started.status_code == 202
    assert shown["hand_out"]["call"]["result"] == "failed"


async def test_a_conflict_of_another_site_changes_nothing_here(house: House, room: Room) -> None:
    async with house.db() as db:
        elsewhere = await make_user(db, "supervisor", site_id=await make_site(db))
    await order(house, await house.signed_in(elsewhere), FIRST, list="conflict")
    assert await states(house, room) == ["ready"] * 3
