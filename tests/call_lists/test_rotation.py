"""Rotation of the key-encryption key beside a running service: killed, raced, taken up again."""

import asyncio
import os
import random
import signal
import sys

import pytest
from sqlalchemy import select, text

from callcenter.call_lists import queries, rotation
from callcenter.call_lists.models import ListSecret
from callcenter.contacts.jobs import open_contact
from callcenter.contacts.queries import secret
from callcenter.do_not_call.jobs import screen
from callcenter.infra.db import driver, read_dsn
from callcenter.infra.vault_keyring import VaultKeyring
from tests.clients import House
from tests.factories import Room, make_list, make_room


async def room_with_lists(house: House, lists: int) -> Room:
    async with house.db() as db:
        room = await make_room(db, house.vault_keys, count=1)
        for _ in range(lists - 1):
            await make_list(
                db,
                house.vault_keys,
                room.campaign_id,
                partner_id=room.partner_id,
                site_id=room.site_id,
                uploader=room.partner,
                count=1,
            )
    return room


def fresh_keys(house: House) -> VaultKeyring:
    return VaultKeyring.load(house.settings.vault_folder / "keyring.json")


def owner(house: House) -> str:
    return read_dsn(house.settings.owner_folder)


async def every_list_opens(house: House, keys: VaultKeyring) -> int:
    """How many contacts there are; each of them opens with these keys."""
    async with house.db() as db:
        ids = (await db.scalars(text("SELECT contact_id FROM contact_secrets"))).all()
        for contact_id in ids:
            assert open_contact(keys, await secret(db, contact_id))["phone"].startswith("+33")
    return len(ids)


async def kek_versions_in_use(house: House) -> set[int]:
    async with house.db() as db:
        return set((await db.scalars(select(ListSecret.kek_version))).all())


async def test_every_list_opens_under_the_new_key_and_the_old_one_is_gone(house: House) -> None:
    await room_with_lists(house, 3)
    done = await rotation.rotate(owner(house), fresh_keys(house))
    assert (done.version, done.lists) == (2, 3)
    assert fresh_keys(house).kek_versions == [2]
    assert await kek_versions_in_use(house) == {2}
    assert await every_list_opens(house, fresh_keys(house)) == 3
    assert (await house.actions())[-1] == "keys.rotated"


async def test_a_running_vault_notices_by_itself(house: House) -> None:
    room = await room_with_lists(house, 1)
    await rotation.rotate(owner(house), fresh_keys(house))
    async with house.db() as db:
        assert await screen(db, house.vault_keys, room.customers[0].id, room.agent.id) is None


async def test_a_rotation_cut_short_is_taken_up_without_another_version(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room_with_lists(house, 5)
    monkeypatch.setattr(rotation, "BATCH", 2)
    wrap_batch, batches = rotation._wrap_batch, iter((True, False))

    async def fails_at_the_second(*arguments: object) -> int:
        if next(batches):
            return await wrap_batch(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(rotation, "_wrap_batch", fails_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        await rotation.rotate(owner(house), fresh_keys(house))
    assert await kek_versions_in_use(house) == {1, 2}
    assert await every_list_opens(house, fresh_keys(house)) == 5
    monkeypatch.setattr(rotation, "_wrap_batch", wrap_batch)
    done = await rotation.rotate(owner(house), fresh_keys(house))
    assert (done.version, done.lists) == (2, 3)
    assert fresh_keys(house).kek_versions == [2]
    assert await every_list_opens(house, fresh_keys(house)) == 5


async def test_a_list_made_meanwhile_keeps_its_key_until_it_is_wrapped_anew(house: House) -> None:
    room = await room_with_lists(house, 1)
    async with house.db() as importing:
        await queries.hold_keks(await driver(importing))
        await make_list(
            importing,
            house.vault_keys,
            room.campaign_id,
            partner_id=room.partner_id,
            site_id=room.site_id,
            uploader=room.partner,
            count=1,
        )
        rotating = asyncio.create_task(rotation.rotate(owner(house), fresh_keys(house)))
        await asyncio.sleep(0.5)
        assert not rotating.done()
        assert fresh_keys(house).kek_versions == [1, 2]
    assert (await asyncio.wait_for(rotating, 10)).lists == 2
    assert await every_list_opens(house, fresh_keys(house)) == 2


async def test_killed_at_any_moment_it_leaves_every_list_readable(house: House) -> None:
    await room_with_lists(house, 12)
    code = (
        "import asyncio, sys; from pathlib import Path; from callcenter.call_lists import rotation;"
        "from callcenter.infra.vault_keyring import VaultKeyring; rotation.BATCH = 1; print('go', flush=True);"
        "asyncio.run(rotation.rotate(Path(sys.argv[1]).read_text(), VaultKeyring.load(Path(sys.argv[2]))))"
    )
    dice = random.Random(7)
    for _ in range(8):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            code,
            str(house.settings.owner_folder / "database"),
            str(house.settings.vault_folder / "keyring.json"),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        await process.stdout.readline()
        await asyncio.sleep(dice.uniform(0, 0.25))
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        assert await every_list_opens(house, fresh_keys(house)) == 12
    done = await rotation.rotate(owner(house), fresh_keys(house))
    assert fresh_keys(house).kek_versions == [done.version]
    assert await every_list_opens(house, fresh_keys(house)) == 12
