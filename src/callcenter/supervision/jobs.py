"""The vault's part in supervision: the check of the whole journal, in a child process."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from typing import Any
from uuid import UUID

from callcenter.infra import journal
from callcenter.infra.db import Db, bare, read_dsn
from callcenter.infra.jobs import Registry
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.settings import Settings
from callcenter.supervision import checks, queries
from callcenter.supervision.schemas import JournalChecked

_COMMAND = (sys.executable, "-P", "-m", "callcenter.supervision.check_child")


class CheckBroken(Exception):
    """The child ended without a verdict."""


def register(registry: Registry, keys: VaultKeyring, settings: Settings) -> None:
    async def check(db: Db, check_id: UUID) -> None:
        if not await checks.is_running(db, check_id):
            return
        verdict = await _verdict(read_dsn(settings.vault_folder), keys.journal_public_key, check_id)
        state = "whole" if verdict["problem"] is None else "tampered"
        await queries.end_check(db, check_id, clock.now(), state=state, **verdict)
        await journal.append(db, JournalChecked(check_id=check_id, **verdict))

    async def given_up(db: Db, check_id: UUID) -> None:
        await queries.end_check(db, check_id, clock.now(), state="failed")

    registry.add(checks.CHECK, check, failed=given_up, slow=True)


async def _verdict(dsn: str, key: bytes, check_id: UUID) -> dict[str, Any]:
    """What the child finds; how far it is stands in the row meanwhile. Raises CheckBroken."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=kept | {"PYTHONUTF8": "1"},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps({"dsn": dsn, "key": key.hex()}).encode() + b"\n")
        async with bare(dsn) as beside:
            async for line in child.stdout:
                said = json.loads(line)
                if isinstance(said, dict):
                    return said
                await queries.show_checked(beside, check_id, said)
        raise CheckBroken
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
