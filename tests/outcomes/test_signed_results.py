"""A file of results is signed as it is downloaded: whose it is and that it is whole is checked without the service."""

import os
from functools import partial
from pathlib import Path

import pyrage
import pytest

from callcenter.infra.keyring import checkpoint_holds
from callcenter.outcomes import statements
from tests.cli.test_commands import run
from tests.clients import House
from tests.factories import Room, make_partner, make_room, make_user
from tests.outcomes.test_result_files import some_results


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys)


async def made(house: House, room: Room, **wanted: object) -> str:
    """The address of a file of results."""
    partner = await house.signed_in(room.partner)
    file = await partner.post(
        f"/api/campaigns/{room.campaign_id}/result-files", json={"format": "csv"} | wanted
    )
    await house.work()
    return f"/api/result-files/{file.json()['id']}"


async def test_a_signature_is_for_the_partner_alone_and_only_once_there_is_a_file(
    house: House, room: Room
) -> None:
    url = await made(house, room)
    async with house.db() as db:
        rival = await make_user(db, "partner", partner_id=await make_partner(db, room.site_id))
    assert (await house.browser().get(f"{url}/signature")).status_code == 401
    assert (await (await house.signed_in(room.agent)).get(f"{url}/signature")).status_code == 403
    assert (await (await house.signed_in(rival)).get(f"{url}/signature")).status_code == 404
    partner = await house.signed_in(room.partner)
    early = (await partner.post(f"/api/campaigns/{room.campaign_id}/result-files")).json()
    answer = await partner.get(f"/api/result-files/{early['id']}/signature")
    assert (answer.status_code, answer.json()["code"]) == (409, "results_not_ready")


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_file_of_results_is_genuine_and_whole_or_it_is_said_what_is_wrong(
    house: House, room: Room, encrypted: bool
) -> None:
    await some_results(house, room)
    partner = await house.signed_in(room.partner)
    own = pyrage.x25519.Identity.generate()
    exchange = {"recipient": str(own.to_public()), "always_encrypted": False}
    assert (await partner.put("/api/partner/exchange", json=exchange)).status_code == 200
    url = await made(house, room, encrypted=encrypted)
    content = (await partner.get(f"{url}/content")).content
    answer = await partner.get(f"{url}/signature")
    statement = answer.content
    assert ("age" in answer.headers["content-disposition"]) == encrypted
    assert b"REF-" not in statement

    holds = partial(checkpoint_holds, house.vault_keys.journal_public_key)
    facts, problem = statements.verify(statement, [content[:10], content[10:]], holds)
    assert (problem, facts["bytes"]) == (None, str(len(content)))
    assert ("encrypted" in facts["format"]) == encrypted
    assert statements.verify(statement, [content[:-1]], holds)[1] == "file"
    assert statements.verify(statement.replace(b"results", b"results "), [content], holds)[1] == "signature"
    assert statements.verify(statement[:-1], [content], holds)[1] == "format"
    stranger = partial(checkpoint_holds, os.urandom(32))
    assert statements.verify(statement, [content], stranger)[1] == "signature"


async def test_the_command_checks_a_file_without_any_service(
    house: House, room: Room, tmp_path: Path
) -> None:
    partner = await house.signed_in(room.partner)
    url = await made(house, room)
    file, signature = tmp_path / "results.csv", tmp_path / "results.csv.signature.txt"
    file.write_bytes((await partner.get(f"{url}/content")).content)
    signature.write_bytes((await partner.get(f"{url}/signature")).content)
    key = f"--public-key={house.vault_keys.journal_public_key.hex()}"
    done = run(tmp_path, "results", "verify", str(file), str(signature), key)
    assert (done.returncode, "genuine and whole" in done.stdout) == (0, True), done.stderr
    file.write_bytes(file.read_bytes() + b" ")
    done = run(tmp_path, "results", "verify", str(file), str(signature), key)
    assert (done.returncode, "changed" in done.stderr) == (1, True)
