"""Files that add to, update or replace a list: announced before, done as announced, nothing lost of what was done."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from callcenter.call_lists.merging import Held, choose, settled
from callcenter.contacts.jobs import open_contact
from callcenter.contacts.queries import secret
from callcenter.kit.ids import new_id
from tests.call_lists.test_api import choices, imported
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_user
from tests.work import at_work, call, record, take

CONSENT = {"basis": "consent", "on": "2026-09-01", "channel": "web", "proof": "F-12"}
HEADER = "Référence client;Nom;Téléphone;Code postal;E-mail"


def sheet(*rows: str) -> bytes:
    return "\r\n".join([HEADER, *rows, ""]).encode("cp1252")


FIRST = sheet(
    "A1;Évrard;0639980001;35000;a1@courriel.example",
    "A2;Nuñez;0639980002;35000;a2@courriel.example",
    "A3;Boë;0639980003;35000;a3@courriel.example",
)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=0)


async def offered(
    house: House, partner: httpx.AsyncClient, target: str, mode: str, content: bytes
) -> dict[str, Any]:
    """A file's page once the vault has said what it would do."""
    new = {"name": "Suite", "purpose": "appointment", "file_name": "s.csv", "mode": mode, "target_id": target}
    made = await partner.post("/api/call-lists", json=new)
    assert made.status_code == 201, made.text
    url = f"/api/call-lists/{made.json()['id']}"
    assert (await partner.put(f"{url}/file", content=content)).status_code == 202
    await house.work()
    preview = (await partner.get(f"{url}/preview")).json()
    answer = await partner.post(f"{url}/import", json={"columns": choices(preview)})
    assert answer.status_code == 202, answer.text
    await house.work()
    return dict((await partner.get(url)).json())


async def confirmed(house: House, partner: httpx.AsyncClient, file: dict[str, Any]) -> dict[str, Any]:
    assert (await partner.post(f"/api/call-lists/{file['id']}/confirm")).status_code == 202
    await house.work()
    return dict((await partner.get(f"/api/call-lists/{file['id']}")).json())


def effect(file: dict[str, Any]) -> tuple[int, ...]:
    found = file["forecast"]
    return tuple(
        found[name] for name in ("added", "changed", "unchanged", "withdrawn", "refused", "duplicate")
    )


async def people(house: House, list_id: str) -> dict[str, dict[str, Any]]:
    """Every contact of a list by its client reference: row and opened record."""
    async with house.db() as db:
        rows = await db.execute(
            text("SELECT * FROM contacts WHERE list_id = :id ORDER BY rank"), {"id": UUID(list_id)}
        )
        found = {}
        for row in rows.all():
            record_ = open_contact(house.vault_keys, await secret(db, row.id))
            found[record_.get("client_reference", "")] = dict(row._mapping) | {"record": record_}
        return found


# --- forbidden -------------------------------------------------------------------------------------------------


async def test_a_file_names_a_list_of_its_own_partner_or_none(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, FIRST)
    async with house.db() as db:
        stranger = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    rival = await house.signed_in(stranger)
    new = {"name": "Suite", "purpose": "appointment", "file_name": "s.csv"}
    assert (
        await rival.post("/api/call-lists", json=new | {"mode": "add", "target_id": target})
    ).status_code == 404
    for wrong in (
        {"mode": "add"},
        {"mode": "new", "target_id": target},
        {"mode": "replace", "target_id": target, "purpose": "loyalty"},
    ):
        answer = await partner.post("/api/call-lists", json=new | wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "target_invalid")


async def test_only_its_partner_confirms_a_forecast_and_once(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, FIRST)
    file = await offered(house, partner, target, "add", sheet("A4;Neuf;0639980004;35000;"))
    url = f"/api/call-lists/{file['id']}/confirm"
    assert (await house.browser().post(url)).status_code == 401
    assert (await (await house.signed_in(room.supervisor)).post(url)).status_code == 403
    assert (await partner.post(f"/api/call-lists/{target}/confirm")).json()["code"] == "list_state"
    assert (await confirmed(house, partner, file))["state"] == "merged"
    assert (await partner.post(url)).json()["code"] == "list_state"
    assert len(await people(house, target)) == 4


async def test_an_update_needs_a_column_with_the_references(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, FIRST)
    new = {"name": "Suite", "purpose": "appointment", "file_name": "s.csv"}
    made = await partner.post("/api/call-lists", json=new | {"mode": "update", "target_id": target})
    url = f"/api/call-lists/{made.json()['id']}"
    await partner.put(f"{url}/file", content="Nom;Téléphone;Code postal\nA;0639980001;35000\n".encode())
    await house.work()
    preview = (await partner.get(f"{url}/preview")).json()
    answer = await partner.post(f"{url}/import", json={"columns": choices(preview)})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_reference_column")


# --- announced, then done ----------------------------------------------------------------------------------------


async def test_nothing_changes_before_the_partner_confirms_or_when_it_declines(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, FIRST)
    before = await people(house, target)
    file = await offered(house, partner, target, "replace", sheet("A1;Évrard;0639980009;35000;"))
    assert (file["state"], effect(file)) == ("forecast", (0, 1, 0, 2, 0, 0))
    assert await people(house, target) == before
    assert (await partner.post(f"/api/call-lists/{file['id']}/cancel")).json()["state"] == "cancelled"
    await house.work()
    assert await people(house, target) == before


async def test_added_lines_join_and_known_people_are_left_alone(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, FIRST)
    before = await people(house, target)
    content = sheet(
        "A1;Autre;0639980010;35000;",
        "A9;Même numéro;0639980002;35000;",
        "A4;Neuf;0639980004;35000;a4@courriel.example",
        "A5;Court;06 39;35000;",
    )
    file = await confirmed(house, partner, await offered(house, partner, target, "add", content))
    assert (file["state"], effect(file)) == ("merged", (1, 0, 0, 0, 1, 2))
    after = await people(house, target)
    assert {name: after[name] for name in before} == before
    assert after["A4"]["record"]["phone"] == "+33639980004"
    assert after["A4"]["record"]["consent"] == CONSENT
    assert after["A4"]["rank"] > max(each["rank"] for each in before.values())


async def test_an_update_changes_a_person_and_keeps_id_history_and_state(house: House, room: Room) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    target, _ = await imported(house, partner, FIRST)
    await supervisor.put(f"/api/call-lists/{target}/campaign", json={"campaign_id": str(room.campaign_id)})
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), code="satisfied")).status_code in {201, 422}
    hand_out = await call(house, agent) if (await people(house, target))["A1"]["state"] == "ready" else None
    if hand_out is not None:
        assert (await record(agent, hand_out, code="absent")).status_code == 201
    before = await people(house, target)
    content = sheet(
        "A1;Évrard-Roche;0639980011;67000;nouvelle@courriel.example",
        "A2;Nuñez;0639980002;35000;a2@courriel.example",
        "A4;Neuf;0639980004;35000;",
        ";Sans référence;0639980012;35000;",
    )
    file = await offered(house, partner, target, "update", content)
    assert effect(file) == (1, 1, 1, 0, 1, 0)
    assert {"last_name", "phone", "email"} <= file["forecast"]["fields"].keys()
    assert (await confirmed(house, partner, file))["state"] == "merged"
    after = await people(house, target)
    assert after["A1"]["record"]["phone"] == "+33639980011"
    assert after["A1"]["record"]["consent"] == CONSENT
    kept = ("id", "reference", "state", "reason", "attempts", "rank", "line")
    assert [after["A1"][name] for name in kept] == [before["A1"][name] for name in kept]
    assert after["A1"]["revision"] == before["A1"]["revision"] + 1
    assert {name: after[name] for name in ("A2", "A3")} == {name: before[name] for name in ("A2", "A3")}


async def test_whom_a_replacement_leaves_out_is_withdrawn_even_in_hand_and_may_come_back(
    house: House, room: Room
) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    target, _ = await imported(house, partner, FIRST)
    await supervisor.put(f"/api/call-lists/{target}/campaign", json={"campaign_id": str(room.campaign_id)})
    agent = await at_work(house, room.agent)
    hand_out = await call(house, agent)
    [(in_hand, _)] = [(k, v) for k, v in (await people(house, target)).items() if v["state"] == "leased"]
    rest = [row for row in FIRST.decode("cp1252").splitlines()[1:] if not row.startswith(in_hand)]
    file = await offered(house, partner, target, "replace", sheet(*rest))
    assert effect(file) == (0, 0, 2, 1, 0, 0)
    assert (await confirmed(house, partner, file))["state"] == "merged"
    gone = (await people(house, target))[in_hand]
    assert (gone["state"], gone["reason"]) == ("blocked", "withdrawn")
    assert (await record(agent, hand_out, code="absent")).status_code == 201
    gone = (await people(house, target))[in_hand]
    assert (gone["state"], gone["reason"]) == ("blocked", "withdrawn")
    read = (await partner.get(f"/api/call-lists/{target}")).json()
    assert read["totals"] == {"contacts": 2, "not_callable": 0, "withdrawn": 1}
    back = await offered(house, partner, target, "replace", FIRST)
    assert effect(back) == (0, 1, 2, 0, 0, 0)
    await confirmed(house, partner, back)
    assert (await people(house, target))[in_hand]["withdrawn_at"] is None


async def test_whom_a_replacement_brings_is_called_and_not_taken_for_left_out(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, FIRST)
    rows = [row for row in FIRST.decode("cp1252").splitlines()[1:] if not row.startswith("A1")]
    file = await offered(house, partner, target, "replace", sheet(*rows, "A4;Neuf;0639980004;35000;"))
    assert effect(file) == (1, 0, 2, 1, 0, 0)
    await confirmed(house, partner, file)
    after = await people(house, target)
    assert {name: (one["state"], one["reason"]) for name, one in after.items()} == {
        "A1": ("blocked", "withdrawn"),
        **dict.fromkeys(("A2", "A3", "A4"), ("ready", None)),
    }
    read = (await partner.get(f"/api/call-lists/{target}")).json()
    assert read["totals"] == {"contacts": 3, "not_callable": 0, "withdrawn": 1}


async def test_a_withdrawn_contact_in_hand_is_not_dialled_any_more(house: House, room: Room) -> None:
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    target, _ = await imported(house, partner, FIRST)
    await supervisor.put(f"/api/call-lists/{target}/campaign", json={"campaign_id": str(room.campaign_id)})
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    file = await offered(house, partner, target, "replace", sheet("B1;Autre;0639980021;35000;"))
    await confirmed(house, partner, file)
    started = await agent.post(f"/api/hand-outs/{hand_out}/call")
    await house.work()
    async with house.db() as db:
        answered = await db.scalar(text("SELECT count(*) FROM calls WHERE answered_at IS NOT NULL"))
    assert (started.status_code, answered) in {(202, 0), (409, 0)}


async def test_a_list_that_changed_since_the_forecast_is_left_and_a_new_forecast_made(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, FIRST)
    content = sheet("A1;Évrard;0639980009;35000;", "A4;Neuf;0639980004;35000;")
    file = await offered(house, partner, target, "replace", content)
    assert effect(file) == (1, 1, 0, 2, 0, 0)
    other = await offered(house, partner, target, "add", sheet("A4;Neuf;0639980004;35000;"))
    await confirmed(house, partner, other)
    before = await people(house, target)
    again = await confirmed(house, partner, file)
    assert (again["state"], again["failure"]["code"]) == ("forecast", "forecast_changed")
    assert await people(house, target) == before
    assert effect(again) == (0, 1, 1, 2, 0, 0)
    assert (await confirmed(house, partner, again))["state"] == "merged"
    actions = await house.actions()
    assert actions.count("call_list.forecast_overtaken") == 1
    assert actions.count("call_list.merged") == 2


# --- who said no ---------------------------------------------------------------------------------------------------

ASKED = "Référence client;Nom;Téléphone;Code postal;Consentement;Date de consentement"


def asked(*said: str) -> bytes:
    """One person, with these cells of consent and its date."""
    rows = [f"A{at};Évrard;063998000{at};35000;{each}" for at, each in enumerate(said)]
    return "\r\n".join([ASKED, *rows, ""]).encode("cp1252")


@pytest.mark.parametrize("mode", ["update", "replace"])
async def test_only_a_later_consent_of_its_own_takes_back_a_no(house: House, room: Room, mode: str) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, asked(*["non;2026-06-01"] * 6), consent=None)
    before = await people(house, target)
    assert {each["reason"] for each in before.values()} == {"consent_refused"}
    declared = {"basis": "consent", "on": "2026-10-01", "channel": "web", "proof": "F-13"}
    assert (await partner.put(f"/api/call-lists/{target}/consent", json=declared)).status_code == 202
    await house.work()
    assert await people(house, target) == before
    # Nothing said, a yes without a date, of the same day, of the day before, in the future; then a later one.
    content = asked(";", "oui;", "oui;2026-06-01", "oui;2026-05-31", "oui;2031-06-01", "oui;2026-06-02")
    file = await confirmed(house, partner, await offered(house, partner, target, mode, content))
    assert (file["state"], effect(file)) == ("merged", (0, 1, 5, 0, 0, 0))
    after = await people(house, target)
    assert {name: after[name] for name in before if name != "A5"} == {
        name: before[name] for name in before if name != "A5"
    }
    assert (after["A5"]["state"], after["A5"]["reason"]) == ("ready", None)
    assert after["A5"]["record"]["consent"]["on"] == "2026-06-02"


async def test_a_no_without_a_date_counts_from_its_file_and_is_taken_back_by_none_before(
    house: House, room: Room
) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, asked("oui;2026-06-01"), consent=None)
    file = await confirmed(house, partner, await offered(house, partner, target, "update", asked("non;")))
    assert (effect(file), (await people(house, target))["A0"]["reason"]) == (
        (0, 1, 0, 0, 0, 0),
        "consent_refused",
    )
    again = await offered(house, partner, target, "update", asked("oui;2026-06-01"))
    assert effect(again) == (0, 0, 1, 0, 0, 0)


async def test_a_consent_that_lies_ahead_is_taken_back_by_the_right_date(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    target, _ = await imported(house, partner, asked("oui;2099-06-01"), consent=None)
    person = (await people(house, target))["A0"]
    assert (person["state"], person["reason"]) == ("blocked", "consent_date_in_future")
    page = (await partner.get(f"/api/call-lists/{target}/report?severity=not_callable")).json()
    assert [line["code"] for line in page["lines"]] == ["consent_date_in_future"]
    await confirmed(house, partner, await offered(house, partner, target, "update", asked("oui;2026-06-01")))
    assert (await people(house, target))["A0"]["state"] == "ready"


# --- the table of decisions ----------------------------------------------------------------------------------------


def held(phone: bytes, named: bytes | None) -> Held:
    return Held(new_id(), phone, named, 1, b"", 1, b"", "Europe/Paris", "ready", None, False)


A, B = held(b"1", b"A"), held(b"2", b"B")
NAMELESS = held(b"3", None)


@pytest.mark.parametrize(
    ("mode", "has_reference", "seen", "by_reference", "by_phone", "elsewhere", "expected"),
    [
        ("replace", True, True, A, A, False, (None, "duplicate_in_file")),
        ("add", True, False, A, None, False, (None, "duplicate_in_list")),
        ("add", True, False, None, B, False, (None, "duplicate_in_list")),
        ("add", True, False, None, None, True, (None, "duplicate_in_partner")),
        ("add", True, False, None, None, False, (None, None)),
        ("update", True, False, A, A, False, (A, None)),
        ("update", True, False, A, None, False, (A, None)),
        ("update", True, False, A, B, False, (A, "number_of_another")),
        ("update", True, False, None, B, False, (None, "number_of_another")),
        ("update", True, False, None, NAMELESS, False, (NAMELESS, None)),
        ("update", True, False, A, None, True, (A, "duplicate_in_partner")),
        ("replace", False, False, None, B, False, (B, None)),
        ("replace", False, False, None, None, False, (None, None)),
    ],
)
def test_which_contact_a_row_speaks_of(
    mode: Any,
    has_reference: bool,
    seen: bool,
    by_reference: Any,
    by_phone: Any,
    elsewhere: bool,
    expected: Any,
) -> None:
    choice = choose(
        mode,
        has_reference=has_reference,
        seen=seen,
        by_reference=by_reference,
        by_phone=by_phone,
        elsewhere=elsewhere,
    )
    assert (choice.held, choice.code) == expected


@pytest.mark.parametrize(
    ("state", "reason", "wanted", "after"),
    [
        ("ready", None, None, ("ready", None)),
        ("leased", None, "no_consent_basis", ("blocked", "no_consent_basis")),
        ("done", "refused", "no_consent_basis", ("done", "refused")),
        ("blocked", "suppressed", None, ("blocked", "suppressed")),
        ("blocked", "no_consent_basis", None, ("ready", None)),
        ("blocked", "withdrawn", None, ("ready", None)),
        ("blocked", "withdrawn", "offer_banned", ("blocked", "offer_banned")),
    ],
)
def test_an_objection_and_what_is_done_outlive_a_file(
    state: str, reason: str | None, wanted: str | None, after: tuple[str, str | None]
) -> None:
    assert settled(state, reason, wanted) == after
