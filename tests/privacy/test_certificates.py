"""Certificates of destruction: what they say, who reads them, and that no byte of one can be changed."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callcenter.infra.keyring import WebKeyring, checkpoint_holds, create_pair
from callcenter.infra.sealer import checkpoint_message
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit.statements import facts_of
from callcenter.privacy import certificates
from callcenter.privacy.certificates import CERTIFICATE
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_user
from tests.privacy.ends import end_of, finish, list_of, ordered


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=2)


def finding(public: bytes, content: bytes) -> certificates.Finding:
    def checkpoint(size: int, root: bytes, signature: bytes) -> bool:
        return checkpoint_holds(public, checkpoint_message(size, root), signature)

    return certificates.verify(content, lambda m, s: checkpoint_holds(public, m, s), checkpoint)


async def issued(house: House, room: Room) -> tuple[str, bytes]:
    """A certificate's id and its text file."""
    partner, list_id = await house.signed_in(room.partner), await list_of(house, room)
    await ordered(partner, list_id)
    await finish(house)
    certificate_id = (await end_of(partner, list_id))["certificate_id"]
    answer = await partner.get(f"/api/certificates/{certificate_id}/text")
    assert answer.headers["content-type"].startswith("text/plain")
    return certificate_id, answer.content


async def test_a_certificate_says_what_when_who_and_when_it_is_final(house: House, room: Room) -> None:
    certificate_id, content = await issued(house, room)
    public = WebKeyring.load(house.settings.web_folder / "keyring.json").journal_public_key
    found = finding(public, content)
    assert found.problem is None
    facts = found.facts
    assert facts["certificate"] == certificate_id
    assert (facts["records"], facts["key versions"], facts["cause"]) == ("2", "1", "partner")
    assert facts["asked by"].startswith("Partner")
    assert facts["final on"] > facts["destroyed at"][:10]
    assert int(facts["journal entry"]) <= int(facts["journal checkpoint size"])
    for customer in room.customers:
        assert not any(
            secret.encode() in content
            for secret in (customer.last_name, customer.phone, customer.client_reference, str(customer.id))
        )


async def test_every_changed_byte_of_a_certificate_is_found(house: House, room: Room) -> None:
    _, content = await issued(house, room)
    public = WebKeyring.load(house.settings.web_folder / "keyring.json").journal_public_key
    for place in range(len(content)):
        for bit in (1, 32, 128):
            changed = bytearray(content)
            changed[place] ^= bit
            assert finding(public, bytes(changed)).problem is not None, place
        assert finding(public, content[:place] + content[place + 1 :]).problem is not None, place
    for other in (content + b"\n", b"\n" + content, content.replace(b"\n", b"\r\n"), content[:-1], b""):
        assert finding(public, other).problem is not None


async def test_another_sites_key_does_not_vouch_for_it(house: House, room: Room, tmp_path: Path) -> None:
    _, content = await issued(house, room)
    create_pair(tmp_path / "v" / "keyring.json", tmp_path / "w" / "keyring.json")
    foreign = WebKeyring.load(tmp_path / "w" / "keyring.json").journal_public_key
    assert finding(foreign, content).problem == "signature"
    # Who writes a certificate of one's own, with the journal's real checkpoint in it, has signed with another key.
    forger = VaultKeyring.load(tmp_path / "v" / "keyring.json")
    forged = CERTIFICATE.signed(content[: content.rindex(b"signature: ")], forger.sign_statement)
    public = WebKeyring.load(house.settings.web_folder / "keyring.json").journal_public_key
    assert finding(public, forged.encode()).problem == "signature"


@given(st.text(max_size=200))
def test_no_value_can_pretend_to_be_another_line(name: str) -> None:
    body = CERTIFICATE.compose({"name": name, "records": "2"}).decode()
    assert facts_of(body)["records"] == "2"
    assert body.count("\n") == 3
    assert len(body.splitlines()) == 3


async def test_certificates_are_read_by_the_site_and_their_partner_only(house: House, room: Room) -> None:
    certificate_id, _ = await issued(house, room)
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    stranger = await house.signed_in(rival)
    assert (await stranger.get("/api/certificates")).json() == []
    for form in ("", "/text", "/page"):
        assert (await stranger.get(f"/api/certificates/{certificate_id}{form}")).status_code == 404
    for person in (room.partner, room.supervisor, room.administrator, room.auditor):
        reader = await house.signed_in(person)
        assert [one["id"] for one in (await reader.get("/api/certificates")).json()] == [certificate_id]
        page = await reader.get(f"/api/certificates/{certificate_id}/page")
        assert page.headers["content-type"].startswith("text/html")
        assert "attachment" in page.headers["content-disposition"]
        assert "Certificat de destruction" in page.text
        assert "<script" not in page.text
    assert (await house.actions()).count("certificate.read") == 5


async def test_the_command_checks_a_certificate_without_any_database(
    house: House, room: Room, tmp_path: Path
) -> None:
    _, content = await issued(house, room)
    file, broken = tmp_path / "certificate.txt", tmp_path / "broken.txt"
    file.write_bytes(content)
    broken.write_bytes(content.replace(b"records: 2", b"records: 3"))

    def run(*arguments: str, data: Path = house.settings.data) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "callcenter.cli", "certificates", *arguments]
        environment = os.environ | {
            "CALLCENTER_DATA": str(data),
            "DATABASE_URL": "postgresql://nobody@nowhere/x",
        }
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    good = run("verify", str(file))
    assert (good.returncode, "genuine and whole" in good.stdout) == (0, True), good.stderr
    key = run("public-key").stdout.strip()
    elsewhere = run("verify", str(file), "--public-key", key, data=tmp_path / "nothing")
    assert elsewhere.returncode == 0, elsewhere.stderr
    bad = run("verify", str(broken), "--public-key", key)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "changed" in bad.stderr
    assert run("verify", str(file), "--public-key", "00").returncode == 2


async def test_the_certificates_entry_is_where_the_journal_has_it(house: House, room: Room) -> None:
    _, content = await issued(house, room)
    facts = facts_of(content.decode())
    async with house.db() as db:
        row = (
            await db.execute(
                text("SELECT action, data FROM journal WHERE seq = :seq"),
                {"seq": int(facts["journal entry"])},
            )
        ).one()
    assert (row.action, UUID(row.data["list_id"])) == ("call_list.shredded", UUID(facts["list"]))
