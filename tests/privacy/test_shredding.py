"""The end of a list: who may order it, what is left of it, and that nothing opens a record afterwards."""

import asyncio
import shutil
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from callcenter.contacts.jobs import open_contact
from callcenter.infra.keyfile import KeyringRefused
from callcenter.infra.sealing import SealBroken
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.privacy import queries
from tests.call_lists.test_import import ordered as import_ordered
from tests.call_lists.test_import import start_vault
from tests.clients import House
from tests.factories import Room, make_list, make_partner, make_room, make_site, make_user
from tests.privacy.ends import (
    ME,
    end_of,
    finish,
    hurry,
    list_of,
    ordered,
    ordered_long_ago,
)
from tests.work import at_work, call, number_of, record, take


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=3)


# --- forbidden -------------------------------------------------------------------------------------------------


async def test_nobody_and_no_agent_reaches_the_end_of_data(house: House, room: Room) -> None:
    list_id = await list_of(house, room)
    nobody, agent = house.browser(), await house.signed_in(room.agent)
    some = uuid4()
    for method, path in (
        ("GET", "/api/retention"),
        ("GET", f"/api/retention/{list_id}"),
        ("POST", f"/api/retention/{list_id}/shredding"),
        ("GET", "/api/approvals"),
        ("POST", f"/api/approvals/{some}/approve"),
        ("POST", f"/api/approvals/{some}/refuse"),
        ("GET", "/api/certificates"),
        ("GET", f"/api/certificates/{some}"),
        ("GET", f"/api/certificates/{some}/text"),
        ("GET", f"/api/certificates/{some}/page"),
        ("GET", "/api/person-requests"),
        ("POST", "/api/person-requests"),
        ("GET", f"/api/person-requests/{some}"),
        ("POST", f"/api/person-requests/{some}/file"),
        ("GET", f"/api/person-requests/{some}/file"),
        ("POST", f"/api/person-requests/{some}/erasure"),
    ):
        assert (await nobody.request(method, path, json=ME)).status_code == 401, path
        assert (await agent.request(method, path, json=ME)).status_code == 403, path


async def test_staff_see_the_end_of_a_list_and_can_not_order_it(house: House, room: Room) -> None:
    list_id = await list_of(house, room)
    for person in (room.supervisor, room.trainer, room.auditor):
        staff = await house.signed_in(person)
        assert (await end_of(staff, list_id))["state"] == "ready"
        answer = await staff.post(f"/api/retention/{list_id}/shredding", json=ME)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_another_partners_list_does_not_exist(house: House, room: Room) -> None:
    list_id = await list_of(house, room)
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
        elsewhere = await make_user(db, "supervisor", site_id=await make_site(db))
    other = await house.signed_in(rival)
    answers = [await other.post(f"/api/retention/{id_}/shredding", json=ME) for id_ in (list_id, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert (await other.get(f"/api/retention/{list_id}")).status_code == 404
    assert (await other.get("/api/retention")).json() == []
    assert (await (await house.signed_in(elsewhere)).get("/api/retention")).json() == []
    assert await house.contact_state(room.customers[0].id) == "ready"


async def test_a_wrong_passphrase_destroys_nothing_and_is_counted(house: House, room: Room) -> None:
    list_id = await list_of(house, room)
    partner = await house.signed_in(room.partner)
    codes = []
    for _ in range(6):
        answer = await partner.post(f"/api/retention/{list_id}/shredding", json={"passphrase": "guess"})
        codes.append((answer.status_code, answer.json()["code"]))
    assert codes[0] == (401, "sign_in_refused")
    assert codes[-1] == (429, "too_many_attempts")
    assert (await end_of(partner, list_id))["ordered_at"] is None
    assert await number_of(house, "SELECT count(*) FROM jobs") == 0


# --- four eyes ---------------------------------------------------------------------------------------------------


async def test_an_administrators_order_waits_for_another_person_and_is_good_once(
    house: House, room: Room
) -> None:
    list_id = await list_of(house, room)
    async with house.db() as db:
        second = await make_user(db, "administrator", site_id=room.site_id)
    admin, other = await house.signed_in(room.administrator), await house.signed_in(second)
    asked = await ordered(admin, list_id)
    assert asked["ordered_at"] is None
    again = await admin.post(f"/api/retention/{list_id}/shredding", json=ME)
    assert (again.status_code, again.json()["code"]) == (409, "approval_waits")
    await house.work()
    assert await house.contact_state(room.customers[0].id) == "ready"

    url = f"/api/approvals/{asked['approval_id']}/approve"
    own = await admin.post(url, json=ME)
    assert (own.status_code, own.json()["code"]) == (409, "own_approval")
    assert (await other.post(url, json={"passphrase": "wrong"})).status_code == 401
    assert (await end_of(admin, list_id))["ordered_at"] is None
    answers = await asyncio.gather(*(other.post(url, json=ME) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409]
    done = await end_of(admin, list_id)
    assert done["state"] == "shredding"
    assert (done["cause"], bool(done["asked_by"]), bool(done["approved_by"])) == ("administrator", True, True)
    assert done["asked_by"] != done["approved_by"]


async def test_the_partner_may_allow_an_administrators_order_and_another_partner_may_not(
    house: House, room: Room
) -> None:
    list_id = await list_of(house, room)
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    asked = await ordered(await house.signed_in(room.administrator), list_id)
    url = f"/api/approvals/{asked['approval_id']}/approve"
    stranger = await house.signed_in(rival)
    assert (await stranger.post(url, json=ME)).status_code == 404
    assert (await stranger.get("/api/approvals")).json() == []
    partner = await house.signed_in(room.partner)
    (shown,) = (await partner.get("/api/approvals")).json()
    assert (shown["act"], shown["subject_id"], shown["mine"]) == ("shred_list", str(list_id), False)
    assert (await partner.post(url, json=ME)).status_code == 204
    assert (await end_of(partner, list_id))["state"] == "shredding"


async def test_a_request_that_nobody_answered_in_a_day_is_over(house: House, room: Room) -> None:
    list_id = await list_of(house, room)
    admin, partner = await house.signed_in(room.administrator), await house.signed_in(room.partner)
    asked = await ordered(admin, list_id)
    async with house.db() as db:
        await db.execute(text("UPDATE approvals SET expires_at = now() - interval '1 minute'"))
    answer = await partner.post(f"/api/approvals/{asked['approval_id']}/approve", json=ME)
    assert (answer.status_code, answer.json()["code"]) == (409, "approval_over")
    fresh = await ordered(admin, list_id)
    assert fresh["approval_id"] not in (None, asked["approval_id"])
    assert (await partner.post(f"/api/approvals/{fresh['approval_id']}/refuse")).status_code == 204
    over = await partner.post(f"/api/approvals/{fresh['approval_id']}/approve", json=ME)
    assert over.json()["code"] == "approval_over"
    assert (await end_of(partner, list_id))["ordered_at"] is None


# --- what is left --------------------------------------------------------------------------------------------------


async def test_every_table_of_a_list_is_destroyed_or_knowingly_kept(house: House) -> None:
    """A table that is added later has to be thought about: it stands in one of the two lists."""
    async with house.db() as db:
        found = await db.scalars(
            text(
                "SELECT table_name FROM information_schema.columns "
                "WHERE column_name = 'list_id' AND table_schema = 'public'"
            )
        )
    assert set(found) == {*queries.DESTROYED, *queries.KEPT}


async def test_a_shredded_list_leaves_counts_and_nothing_of_anyone(house: House, room: Room) -> None:
    list_id, agent = await list_of(house, room), await at_work(house, room.agent)
    hand_out = await call(house, agent)
    done = await record(agent, hand_out, code="do_not_call", note="Préfère le matin")
    assert done.status_code == 201, done.text
    await house.work()
    partner, supervisor = await house.signed_in(room.partner), await house.signed_in(room.supervisor)
    made = await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")
    await house.work()
    suppressions = await number_of(house, "SELECT count(*) FROM suppressions")
    assert suppressions == 1

    await ordered(partner, list_id)
    await finish(house)
    end = await end_of(partner, list_id)
    assert (end["state"], end["destroyed"]["records"], end["destroyed"]["key_versions"]) == ("shredded", 3, 1)
    assert (end["destroyed"]["notes"], end["destroyed"]["result_files"]) == (1, 1)
    for table in queries.DESTROYED:
        assert await number_of(house, f"SELECT count(*) FROM {table} WHERE list_id = :l", l=list_id) == 0, (
            table
        )
    assert await number_of(house, "SELECT count(*) FROM outcomes WHERE note IS NOT NULL") == 0
    assert await number_of(house, "SELECT count(*) FROM outcomes WHERE list_id = :l", l=list_id) == 1
    assert (await partner.get(f"/api/result-files/{made.json()['id']}")).status_code == 404
    assert await number_of(house, "SELECT count(*) FROM suppressions") == suppressions
    results = (await partner.get(f"/api/campaigns/{room.campaign_id}/results")).json()
    assert [(one["code"], one["count"]) for one in results["outcomes"]] == [("do_not_call", 1)]
    assert (await supervisor.get("/api/notes")).json() == []
    listed = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert (listed["state"], listed["file_name"], listed["kept_until"]) == ("shredded", "", None)


async def test_nothing_that_remains_opens_a_record_of_an_older_copy(house: House, room: Room) -> None:
    """A thief has a copy of every row made before, and afterwards the whole data folder."""
    list_id = await list_of(house, room)
    older = house.settings.data / "older-vault-keyring.json"
    shutil.copy2(house.settings.vault_folder / "keyring.json", older)
    async with house.db() as db:
        copy = (
            await db.execute(
                text(
                    "SELECT s.*, l.wrapped FROM contact_secrets s JOIN list_secrets l USING (list_id, key_version) "
                    "WHERE list_id = :l"
                ),
                {"l": list_id},
            )
        ).all()
    assert open_contact(house.vault_keys, copy[0])["phone"].startswith("+33")
    partner = await house.signed_in(room.partner)
    await ordered(partner, list_id)
    await finish(house)
    today = VaultKeyring.load(house.settings.vault_folder / "keyring.json")
    for keys in (today, house.vault_keys):
        for row in copy:
            with pytest.raises((SealBroken, KeyringRefused)):
                open_contact(keys, row)
    # The limit that the certificate's "final on" states: an older copy of the keyring still opens the older copy.
    assert open_contact(VaultKeyring.load(older), copy[0])["phone"].startswith("+33")


async def test_other_lists_still_open_after_a_shredding(house: House, room: Room) -> None:
    async with house.db() as db:
        kept = await make_list(
            db,
            house.vault_keys,
            None,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
        )
    await ordered(await house.signed_in(room.partner), await list_of(house, room))
    await finish(house)
    async with house.db() as db:
        row = (
            await db.execute(
                text(
                    "SELECT s.*, l.wrapped FROM contact_secrets s JOIN list_secrets l USING (list_id, key_version) "
                    "WHERE contact_id = :c"
                ),
                {"c": kept[0].id},
            )
        ).one()
    keys = VaultKeyring.load(house.settings.vault_folder / "keyring.json")
    assert open_contact(keys, row)["phone"] == kept[0].phone
    assert "keys.rotated" in await house.actions()


# --- in hand -------------------------------------------------------------------------------------------------------


async def test_a_contact_in_hand_leaves_the_desk_with_a_sentence(house: House, room: Room) -> None:
    agent = await at_work(house, room.agent)
    hand_out = await take(agent)
    await ordered(await house.signed_in(room.partner), await list_of(house, room))
    late = await agent.post(f"/api/hand-outs/{hand_out}/call")
    assert (late.status_code, late.json()["code"]) == (409, "list_closed")
    await house.work()
    desk = (await agent.get("/api/workstation")).json()
    assert (desk["hand_out"], desk["state"]["name"]) == (None, "available")
    assert "retiré" in desk["withdrawn"]
    late = await record(agent, hand_out, code="no_answer")
    assert (late.status_code, late.json()["code"]) == (409, "list_closed")
    nothing = (await agent.post("/api/workstation/next")).json()
    assert nothing["hand_out"] is None


async def test_a_talk_may_end_and_its_objection_is_kept_before_the_data_goes(
    house: House, room: Room
) -> None:
    agent, list_id = await at_work(house, room.agent), await list_of(house, room)
    hand_out = await call(house, agent)
    partner = await house.signed_in(room.partner)
    await ordered(partner, list_id)
    await house.work()
    assert (await end_of(partner, list_id))["state"] == "shredding"
    assert (await record(agent, hand_out, code="do_not_call")).status_code == 201
    await hurry(house)
    await hurry(house)
    assert (await end_of(partner, list_id))["state"] == "shredded"
    assert await number_of(house, "SELECT count(*) FROM suppressions") == 1


async def test_a_talk_that_never_ends_does_not_keep_the_data(house: House, room: Room) -> None:
    agent, list_id = await at_work(house, room.agent), await list_of(house, room)
    hand_out = await call(house, agent)
    partner = await house.signed_in(room.partner)
    await ordered(partner, list_id)
    await house.work()
    await ordered_long_ago(house)
    await hurry(house)
    assert (await end_of(partner, list_id))["state"] == "shredded"
    late = await record(agent, hand_out, code="refused", reason="price")
    assert (late.status_code, late.json()["code"]) == (409, "list_closed")
    assert (await agent.get("/api/workstation")).json()["state"]["name"] == "available"


# --- races and crashes ---------------------------------------------------------------------------------------------


async def test_ordering_twice_destroys_once(house: House, room: Room) -> None:
    list_id, partner = await list_of(house, room), await house.signed_in(room.partner)
    url = f"/api/retention/{list_id}/shredding"
    answers = await asyncio.gather(*(partner.post(url, json=ME) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]
    await asyncio.gather(house.work(), house.work())
    await finish(house)
    async with house.db() as db:  # a job that was done already is asked for again
        await db.execute(
            text("INSERT INTO jobs (kind, subject_id) SELECT k, :l FROM unnest(ARRAY['shred_list', "
                 "'retire_keys', 'certify_list']) k"),
            {"l": list_id},
        )  # fmt: skip
    await finish(house)
    assert (await house.actions()).count("call_list.shredded") == 1
    assert await number_of(house, "SELECT count(*) FROM certificates") == 1


async def test_agents_who_claim_while_a_list_ends_are_left_free(house: House, room: Room) -> None:
    async with house.db() as db:
        people = [await make_user(db, "agent", site_id=room.site_id) for _ in range(6)]
        await make_list(
            db,
            house.vault_keys,
            room.campaign_id,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
            count=40,
        )
    agents = [await at_work(house, person) for person in people]
    partner, list_id = await house.signed_in(room.partner), await list_of(house, room)

    async def busy(agent: object) -> None:
        for _ in range(12):
            answer = await agent.post("/api/workstation/next")  # type: ignore[attr-defined]
            assert answer.status_code == 200, answer.text
            held = answer.json()["hand_out"]
            if held is None:
                continue
            back = await agent.post(  # type: ignore[attr-defined]
                f"/api/hand-outs/{held['id']}/release", json={"reason": "skip"}
            )
            assert back.status_code in (200, 204, 409), back.text

    async def end() -> None:
        await asyncio.sleep(0.05)
        await ordered(partner, list_id)
        for _ in range(5):
            await house.work()

    await asyncio.gather(*(busy(agent) for agent in agents), end())
    await finish(house)
    assert (await end_of(partner, list_id))["state"] == "shredded"
    held = "SELECT count(*) FROM hand_outs WHERE list_id = :l AND state = 'active'"
    assert await number_of(house, held, l=list_id) == 0
    assert await number_of(house, "SELECT count(*) FROM contacts WHERE list_id = :l", l=list_id) == 0
    for agent in agents:
        assert (await agent.post("/api/workstation/next")).status_code == 200


async def test_an_import_under_way_never_outlives_the_order(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await import_ordered(house, partner)
    working = asyncio.create_task(house.work())
    async with asyncio.timeout(60):
        while ((await partner.get(f"/api/call-lists/{list_id}")).json()["progress"] or {}).get(
            "done", 0
        ) == 0:
            await asyncio.sleep(0.01)
    await ordered(partner, list_id)
    await working
    for _ in range(20):
        await hurry(house)
        if (await end_of(partner, list_id))["state"] == "shredded":
            break
    await finish(house)
    end = await end_of(partner, list_id)
    assert (end["state"], end["certificate_id"] is not None) == ("shredded", True)
    for table in queries.DESTROYED:
        left = f"SELECT count(*) FROM {table} WHERE list_id = :l"
        assert await number_of(house, left, l=UUID(list_id)) == 0, table


async def test_a_vault_killed_while_it_destroys_leaves_all_or_nothing(house: House, room: Room) -> None:
    async with house.db() as db:
        await db.execute(
            text(
                "INSERT INTO contact_secrets (contact_id, list_id, partner_id, key_version, revision, sealed, "
                "phone_index) "
                "SELECT gen_random_uuid(), :l, :p, 1, 1, '\\x00', '\\x00' FROM generate_series(1, 60000)"
            ),
            {"l": await list_of(house, room), "p": room.partner_id},
        )
    list_id, partner = await list_of(house, room), await house.signed_in(room.partner)
    await ordered(partner, list_id)
    for wait in (0.9, 1.0, 1.15, 1.3):
        vault = await start_vault(house)
        await asyncio.sleep(wait)
        vault.kill()
        await vault.wait()
        secrets = await number_of(house, "SELECT count(*) FROM list_secrets WHERE list_id = :l", l=list_id)
        contacts = await number_of(
            house, "SELECT count(*) FROM contact_secrets WHERE list_id = :l", l=list_id
        )
        state = (await end_of(partner, list_id))["state"]
        assert (state, secrets, contacts) in {("shredding", 1, 60003), ("shredded", 0, 0)}
    async with asyncio.timeout(90):
        while (await end_of(partner, list_id))["certificate_id"] is None:
            await finish(house)
    assert (await house.actions()).count("call_list.shredded") == 1
    assert await number_of(house, "SELECT count(*) FROM certificates") == 1
