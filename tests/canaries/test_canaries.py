"""Canaries: nobody can tell one; an ordinary hand-out is ordinary, all else is told; nothing of one is in clear."""

import asyncio
import base64
import random
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest
import structlog
from sqlalchemy import text

from callcenter.canaries.rules import invented
from callcenter.contacts.jobs import open_contact, sealed_contact
from callcenter.infra.db import bare, read_dsn
from callcenter.infra.postgres import Cluster
from callcenter.infra.sealing import Address, Field
from callcenter.kit import clock
from callcenter.kit.ids import new_id
from tests.clients import House
from tests.do_not_call.test_secrecy import spellings
from tests.factories import Room, make_room
from tests.work import at_work, call, number_of, record

NUMBER = "+33639987654"


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def list_of(house: House, room: Room) -> str:
    async with house.db() as db:
        found = await db.scalar(text("SELECT id FROM call_lists WHERE site_id = :s"), {"s": room.site_id})
    return str(found)


async def ask(house: House, room: Room, browser: httpx.AsyncClient, number: str = "06 39 98 76 54") -> Any:
    return await browser.post("/api/canaries", json={"list_id": await list_of(house, room), "number": number})


async def planted(house: House, room: Room, number: str = "06 39 98 76 54") -> tuple[str, UUID]:
    """(canary, its contact), the only one left to be handed out."""
    supervisor = await house.signed_in(room.supervisor)
    answer = await ask(house, room, supervisor, number)
    assert answer.status_code == 202, answer.text
    await house.work()
    async with house.db() as db:
        contact = await db.scalar(
            text("SELECT contact_id FROM canaries WHERE id = CAST(:id AS uuid)"), {"id": answer.json()["id"]}
        )
        await db.execute(
            text("UPDATE contacts SET state = 'done' WHERE id <> :id AND state = 'ready'"), {"id": contact}
        )
    return str(answer.json()["id"]), contact


async def alerts(house: House, room: Room) -> list[tuple[str, str | None]]:
    supervisor = await house.signed_in(room.supervisor)
    return [(row["kind"], row["agent"]) for row in (await supervisor.get("/api/alerts")).json()]


# --- who may --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["agent", "trainer", "partner", "auditor"])
async def test_nobody_else_plants_or_sees_a_canary(house: House, room: Room, role: str) -> None:
    canary, _ = await planted(house, room)
    other = await house.signed_in(getattr(room, role))
    assert (await other.get("/api/canaries")).status_code == 403
    assert (await ask(house, room, other)).status_code == 403
    for act in ("withdraw", "reported"):
        assert (await other.post(f"/api/canaries/{canary}/{act}")).status_code == 403


async def test_another_sites_canary_and_list_do_not_exist(house: House, room: Room) -> None:
    canary, _ = await planted(house, room)
    async with house.db() as db:
        elsewhere = await make_room(db, house.vault_keys)
    stranger = await house.signed_in(elsewhere.supervisor)
    assert (await stranger.get("/api/canaries")).json() == []
    assert (await ask(house, room, stranger)).status_code == 404
    for act in ("withdraw", "reported"):
        mine = await stranger.post(f"/api/canaries/{canary}/{act}")
        absent = await stranger.post(f"/api/canaries/{uuid4()}/{act}")
        assert (mine.status_code, mine.content) == (404, absent.content)


async def test_a_number_that_is_none_is_refused_and_not_repeated(house: House, room: Room) -> None:
    answer = await ask(house, room, await house.signed_in(room.supervisor), "beaucoup trop")
    assert (answer.status_code, answer.json()["code"]) == (422, "canary_number")
    assert "beaucoup" not in answer.text
    assert await number_of(house, "SELECT count(*) FROM canaries") == 0


async def test_the_web_role_cannot_tell_which_contact_it_is(house: House, room: Room) -> None:
    await planted(house, room)
    async with bare(read_dsn(house.settings.web_folder)) as web:
        for column in ("contact_id", "fingerprint", "sealed"):
            with pytest.raises(Exception, match="permission denied"):
                await web.fetch(f"SELECT {column} FROM canaries")


# --- planting -------------------------------------------------------------------------------------------------


async def test_an_invented_contact_looks_like_the_others_of_its_list(house: House, room: Room) -> None:
    _, contact = await planted(house, room)
    agent = await at_work(house, room.agent)
    card = (await agent.post("/api/workstation/next")).json()["hand_out"]["card"]
    assert (card["town"], card["department"], card["points"]) == (
        "Rennes",
        "Ille-et-Vilaine",
        [{"label": "Contrat", "value": "Confort"}],
    )
    assert card["civility"] in {"M.", "Mme"}
    assert card["name"]
    async with house.db() as db:
        row = await sealed_contact(db, contact)
        assert open_contact(house.vault_keys, row)["phone"] == NUMBER
        kept = (await db.execute(text("SELECT sealed, fingerprint FROM canaries"))).one()
    assert kept.sealed is None
    assert len(kept.fingerprint) == 16


async def test_a_number_the_list_has_already_is_marked(house: House, room: Room) -> None:
    _, contact = await planted(house, room, room.customers[1].phone)
    assert contact == room.customers[1].id
    assert await number_of(house, "SELECT count(*) FROM contacts") == 3
    supervisor = await house.signed_in(room.supervisor)
    assert [(row["state"], row["marked"]) for row in (await supervisor.get("/api/canaries")).json()] == [
        ("planted", True)
    ]


async def test_nothing_is_planted_where_nobody_is_left_to_be_called(house: House) -> None:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=0)
    supervisor = await house.signed_in(room.supervisor)
    assert (await ask(house, room, supervisor)).status_code == 202
    await house.work()
    assert (await supervisor.get("/api/canaries")).json()[0]["state"] == "failed"
    assert await number_of(house, "SELECT count(*) FROM canaries WHERE sealed IS NOT NULL") == 0


def test_somebody_invented_is_drawn_from_many() -> None:
    chance = random.Random(7)
    people = {str(invented(NUMBER, {"town": "Rennes"}, chance)) for _ in range(200)}
    assert len(people) > 190


# --- what is told ---------------------------------------------------------------------------------------------


async def test_a_canary_handed_out_called_and_recorded_at_a_desk_is_ordinary(
    house: House, room: Room
) -> None:
    await planted(house, room)
    agent = await at_work(house, room.agent)
    note = "Préfère le matin"
    assert (await record(agent, await call(house, agent), code="absent", note=note)).status_code == 201
    await house.work()
    partner = await house.signed_in(room.partner)
    asked = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    await house.work()
    content = (await partner.get(f"/api/result-files/{asked['id']}/content")).text
    assert len(content.strip().splitlines()) == 1  # the heading: nobody's customer goes into no file
    assert await alerts(house, room) == []


async def test_a_canary_dialled_without_a_hand_out_is_told_and_not_dialled(house: House, room: Room) -> None:
    """As if the web process were somebody else's: it writes a call of its own into the database."""
    _, contact = await planted(house, room)
    await at_work(house, room.agent)
    async with house.db() as db:
        hand_out, forged = new_id(), new_id()
        lists = await db.scalar(text("SELECT list_id FROM contacts WHERE id = :id"), {"id": contact})
        about = {
            "id": hand_out, "call": forged, "contact": contact, "agent": room.agent.id, "now": clock.now(),
            "campaign": room.campaign_id, "list": lists, "partner": room.partner_id, "site": room.site_id,
        }  # fmt: skip
        await db.execute(
            text(
                "INSERT INTO hand_outs (id, contact_id, agent_id, campaign_id, list_id, partner_id, site_id, state, "
                "leased_at, expires_at) VALUES (:id, :contact, :agent, :campaign, :list, :partner, :site, 'released', "
                ":now, :now)"
            ),
            about,
        )
        await db.execute(
            text(
                "INSERT INTO calls (id, hand_out_id, contact_id, agent_id, campaign_id, partner_id, site_id, state) "
                "VALUES (:call, :id, :contact, :agent, :campaign, :partner, :site, 'requested')"
            ),
            about,
        )
        await db.execute(text("INSERT INTO jobs (kind, subject_id) VALUES ('dial', :call)"), about)
    await house.work()
    assert [kind for kind, _ in await alerts(house, room)] == ["canary_called"]
    assert (
        await number_of(house, "SELECT count(*) FROM calls WHERE state = 'ended' AND result = 'failed'") == 1
    )
    assert await number_of(house, "SELECT count(*) FROM number_events") == 0
    assert "contact.opened" not in await house.actions()


async def test_an_outcome_of_a_canary_nobody_had_is_told(house: House, room: Room) -> None:
    """The hand-out is turned into another agent's: an outcome that was not made at that desk."""
    await planted(house, room)
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), code="absent", note="Le matin")).status_code == 201
    async with house.db() as db:
        await db.execute(text("UPDATE hand_outs SET agent_id = :id"), {"id": room.second_agent.id})
    await house.work()
    partner = await house.signed_in(room.partner)
    await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")
    await house.work()
    assert {kind for kind, _ in await alerts(house, room)} == {"canary_opened", "canary_exported"}


async def test_a_canarys_number_that_rings_by_itself_names_who_has_had_it(house: House, room: Room) -> None:
    canary, _ = await planted(house, room)
    agent, supervisor = await at_work(house, room.agent), await house.signed_in(room.supervisor)
    await call(house, agent)
    assert (await supervisor.post(f"/api/canaries/{canary}/reported")).status_code == 204
    await house.work()
    async with house.db() as db:
        name = await db.scalar(text("SELECT display_name FROM users WHERE id = :id"), {"id": room.agent.id})
    assert await alerts(house, room) == [("canary_reported", name)]


async def test_a_withdrawn_canary_is_called_by_nobody(house: House, room: Room) -> None:
    canary, contact = await planted(house, room)
    supervisor = await house.signed_in(room.supervisor)
    answers = await asyncio.gather(*(supervisor.post(f"/api/canaries/{canary}/withdraw") for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409]
    await house.work()
    assert await house.contact_state(contact) == "blocked"


# --- nothing in clear -----------------------------------------------------------------------------------------


def traces(value: str) -> set[bytes]:
    """What a value looks like in a file: clear, hexadecimal, base64 at every offset, URL, two bytes a letter."""
    raw = value.encode()
    found = {
        raw,
        raw.hex().encode(),
        raw.hex().upper().encode(),
        quote(value).encode(),
        value.encode("utf-16-le"),
    }
    for offset in range(3):
        body = base64.b64encode(b"x" * offset + raw).rstrip(b"=")
        found.add(body[(offset * 8 + 5) // 6 : (offset + len(raw)) * 8 // 6])
    return {each for each in found if len(each) >= 6}


def files_with(needles: set[bytes], *folders: Path, since: float) -> set[str]:
    """Files written since then that hold one of the needles."""
    found = set()
    for folder in folders:
        for file in folder.rglob("*"):
            try:
                if not file.is_file() or file.stat().st_mtime < since:
                    continue
                content = file.read_bytes()
            except OSError:  # the server removed it meanwhile
                continue
            if any(needle in content for needle in needles):
                found.add(str(file))
    return found


async def test_after_a_whole_story_nothing_of_a_canary_is_in_any_log_spool_or_database_file(
    house: House, room: Room, cluster: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    since = clock.now().timestamp() - 1
    with structlog.testing.capture_logs() as logged:
        _, contact = await planted(house, room)
        agent, partner = await at_work(house, room.agent), await house.signed_in(room.partner)
        hand_out = await call(house, agent)
        await agent.get("/api/workstation")
        assert (await record(agent, hand_out, code="absent", note="Rappeler le matin")).status_code == 201
        await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")
        await house.work()
        await house.seal()
        async with house.db() as db:
            row = await sealed_contact(db, contact)
            assert row is not None
            secret = open_contact(house.vault_keys, row)
            card = (
                await db.execute(text("SELECT view, revision FROM contacts WHERE id = :id"), {"id": contact})
            ).one()
        view = house.vault_keys.view_key(row.list_id, row.key_version, row.wrapped).open(
            Address(Field.VIEW, row.list_id, contact, card.revision), card.view
        )
        planted_control = f"temoin-{uuid4().hex}"
        async with bare(read_dsn(house.settings.owner_folder)) as owner:
            await owner.execute("CREATE TABLE control (words text)")
            await owner.execute("INSERT INTO control VALUES ($1)", planted_control)
    folders = (cluster.data, tmp_path)
    assert files_with(traces(planted_control), *folders, since=since), "what stands in clear is found"
    needles = traces(str(secret["street"])) | traces(str(view["last_name"]))
    needles |= {each.encode() for each in spellings(secret["phone"])}
    assert files_with(needles, *folders, since=since) == set()
    said = "".join(capfd.readouterr()) + repr(logged)
    assert not any(needle.decode("latin-1") in said for needle in needles)
