"""Files to a partner under its own age key: who may see and change the key, and that nothing leaves in clear then."""

from typing import Any

import asyncpg
import httpx
import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.infra.age import Making, encrypted
from callcenter.infra.db import read_dsn
from callcenter.infra.sealer import load_frontier, write_checkpoint
from tests.accounts.test_tokens import machine, made
from tests.call_lists.files import french_list
from tests.call_lists.test_api import imported
from tests.clients import House
from tests.do_not_call.test_api import order
from tests.factories import Room, make_partner, make_room, make_site, make_user
from tests.work import at_work, call, record

KEY = pyrage.x25519.Identity.generate()
OWN = str(KEY.to_public())


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=2)


async def stored(
    partner: httpx.AsyncClient, *, always: bool = False, recipient: str | None = OWN
) -> httpx.Response:
    return await partner.put(
        "/api/partner/exchange", json={"recipient": recipient, "always_encrypted": always}
    )


async def results(house: House, partner: httpx.AsyncClient, room: Room, **wanted: Any) -> httpx.Response:
    asked = await partner.post(f"/api/campaigns/{room.campaign_id}/result-files", json=wanted)
    if asked.status_code != 202:
        return asked
    await house.work()
    return await partner.get(f"/api/result-files/{asked.json()['id']}/content")


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# --- forbidden -------------------------------------------------------------------------------------------------


async def test_a_partners_key_is_its_own_to_change(house: House, room: Room) -> None:
    assert (await house.browser().get("/api/partner/exchange")).status_code == 401
    for person in (room.agent, room.supervisor, room.trainer, room.administrator, room.auditor):
        staff = await house.signed_in(person)
        assert (await staff.get("/api/partner/exchange")).status_code == 403
        assert (await stored(staff)).status_code == 403


async def test_agents_partners_and_other_sites_do_not_see_the_keys(house: House, room: Room) -> None:
    assert (await stored(await house.signed_in(room.partner))).status_code == 200
    for person in (room.agent, room.partner):
        assert (await (await house.signed_in(person)).get("/api/partners/recipients")).status_code == 403
    async with house.db() as db:
        site = await make_site(db)
        elsewhere = await make_user(db, "supervisor", site_id=site)
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    assert (await (await house.signed_in(elsewhere)).get("/api/partners/recipients")).json() == []
    assert (await (await house.signed_in(rival)).get("/api/partner/exchange")).json()["recipient"] is None


async def test_what_is_no_age_key_is_refused_and_not_repeated(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    for wrong in ("age1x", OWN[:-1], OWN.upper(), str(KEY), "ssh-ed25519 AAAA", "0612345678"):
        answer = await stored(partner, recipient=wrong)
        assert code(answer) == (422, "recipient_invalid")
        assert wrong not in answer.text


async def test_the_centres_own_key_is_not_the_partners(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    centre = (await partner.get("/api/partner/exchange")).json()["centre_recipient"]
    assert code(await stored(partner, recipient=centre)) == (422, "recipient_invalid")


async def test_without_a_key_nothing_can_be_encrypted(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    assert code(await stored(partner, recipient=None, always=True)) == (409, "recipient_missing")
    assert code(await results(house, partner, room, encrypted=True)) == (409, "recipient_missing")
    assert code(await partner.get("/api/appointments.ics?encrypted=true")) == (409, "recipient_missing")


async def test_always_encrypted_refuses_every_clear_download(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, french_list())
    before = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()["id"]
    await house.work()
    numbers = await order(house, partner, "0639980000\n06 12")
    asked = (await partner.post(f"/api/call-lists/{list_id}/refused-files")).json()["id"]
    await house.work()
    assert (await stored(partner, always=True)).status_code == 200
    refused = [
        await results(house, partner, room, format="csv"),
        await partner.get(f"/api/result-files/{before}/content"),
        await partner.get(f"/api/call-lists/{list_id}/report.csv"),
        await partner.get(f"/api/call-lists/{list_id}/report.xlsx"),
        await partner.get(f"/api/call-lists/{list_id}/refused-files/{asked}/content"),
        await partner.get(f"/api/do-not-call/{numbers['id']}/refused.csv"),
        await partner.get("/api/appointments.ics"),
        await partner.get("/api/partner/journal/extract"),
    ]
    assert [code(answer) for answer in refused] == [(409, "encrypted_only")] * 8
    async with house.db() as db:
        told = (await db.execute(text("SELECT action FROM journal_pending"))).scalars().all()
    assert not {
        "results.downloaded",
        "call_list.report_read",
        "call_list.refused_read",
        "appointments.downloaded",
        "journal.extracted",
    } & set(told)


async def test_always_encrypted_refuses_a_machine_what_a_page_may_show(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, french_list())
    _, secret = await made(house, room)
    program = machine(house, secret)
    paths = ("/api/appointments", f"/api/call-lists/{list_id}/report")
    assert [(await program.get(path)).status_code for path in paths] == [200, 200]
    assert (await stored(partner, always=True)).status_code == 200
    assert [code(await program.get(path)) for path in paths] == [(409, "encrypted_only")] * 2
    assert [(await partner.get(path)).status_code for path in paths] == [200, 200]
    assert (await program.get("/api/appointments.ics?encrypted=true")).status_code == 200


async def test_staff_take_the_centres_own_report_as_it_is(house: House, room: Room) -> None:
    assert (await stored(await house.signed_in(room.partner), always=True)).status_code == 200
    supervisor = await house.signed_in(room.supervisor)
    numbers = await order(house, supervisor, "0639980000\n06 12", list="centre")
    url = f"/api/do-not-call/{numbers['id']}/refused.csv"
    assert (await supervisor.get(url)).status_code == 200
    assert code(await supervisor.get(f"{url}?encrypted=true")) == (409, "recipient_missing")


async def test_the_vault_itself_holds_back_what_must_not_leave_in_clear(house: House, room: Room) -> None:
    """A file that was asked for in clear just before the setting, or by a web process gone wrong."""
    partner = await house.signed_in(room.partner)
    asked = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    assert (await stored(partner, always=True)).status_code == 200
    await house.work()
    assert (await partner.get(f"/api/result-files/{asked['id']}")).json()["encrypted"] is True
    content = (await partner.get(f"/api/result-files/{asked['id']}/content")).content
    assert content.startswith(b"age-encryption.org/v1")


# --- what it does ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
async def test_results_leave_in_a_package_that_the_partners_key_opens(
    house: House, room: Room, form: str
) -> None:
    agent = await at_work(house, room.agent)
    assert (await record(agent, await call(house, agent), code="do_not_call")).status_code == 201
    partner = await house.signed_in(room.partner)
    assert (await stored(partner)).status_code == 200
    clear = await results(house, partner, room, format=form)
    package = await results(house, partner, room, format=form, encrypted=True)
    assert package.status_code == 200
    assert package.headers["content-disposition"].endswith(f'.{form}.age"')
    opened = pyrage.decrypt(package.content, [KEY])
    if form == "csv":
        assert opened == clear.content
    else:
        assert opened[:2] == clear.content[:2]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(package.content, [pyrage.x25519.Identity.generate()])


async def test_reports_and_calendars_leave_in_packages(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id, _ = await imported(house, partner, french_list())
    assert (await stored(partner, always=True)).status_code == 200
    report = await partner.get(f"/api/call-lists/{list_id}/report.csv?encrypted=true")
    assert "phone_missing" in pyrage.decrypt(report.content, [KEY]).decode("utf-8-sig")
    numbers = await order(house, partner, "0639980000\n06 12")
    unread = await partner.get(f"/api/do-not-call/{numbers['id']}/refused.csv?encrypted=true")
    assert unread.headers["content-disposition"].endswith('refused.csv.age"')
    assert "phone_" in pyrage.decrypt(unread.content, [KEY]).decode("utf-8-sig")
    calendar = await partner.get("/api/appointments.ics?encrypted=true")
    assert pyrage.decrypt(calendar.content, [KEY]).startswith(b"BEGIN:VCALENDAR")


async def test_an_extract_of_the_journal_leaves_in_a_package(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    assert (await stored(partner, always=True)).status_code == 200
    await house.seal()
    connection = await asyncpg.connect(read_dsn(house.settings.vault_folder))
    await write_checkpoint(connection, await load_frontier(connection), house.vault_keys)
    await connection.close()
    extract = await partner.get("/api/partner/journal/extract?encrypted=true")
    assert extract.headers["content-disposition"].endswith('.zip.age"')
    assert pyrage.decrypt(extract.content, [KEY]).startswith(b"PK")


async def test_a_change_is_told_once_and_supervisors_see_it(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    for _ in range(2):
        assert (await stored(partner)).json()["recipient"] == OWN
    assert (await house.actions()).count("partner.recipient_changed") == 1
    (seen,) = (await (await house.signed_in(room.supervisor)).get("/api/partners/recipients")).json()
    assert (seen["recipient"], seen["always_encrypted"]) == (OWN, False)
    assert (await stored(partner, recipient=None)).json()["recipient"] is None
    assert (await house.actions()).count("partner.recipient_changed") == 2


async def test_the_published_key_is_the_vaults(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    centre = (await partner.get("/api/partner/exchange")).json()["centre_recipient"]
    _, read = await imported(house, partner, encrypted(french_list(), centre))
    assert read["state"] == "ready"


@settings(deadline=None)
@given(st.lists(st.binary(max_size=100_000), max_size=6))
def test_a_package_made_piece_by_piece_holds_every_piece(pieces: list[bytes]) -> None:
    with Making(OWN) as package:
        made = b"".join([package.add(piece) for piece in pieces]) + package.close()
    assert pyrage.decrypt(made, [KEY]) == b"".join(pieces)


def test_a_package_left_unfinished_ends_its_thread() -> None:
    with Making(OWN) as package:
        package.add(b"x" * 1000)
    assert not package._thread.is_alive()
