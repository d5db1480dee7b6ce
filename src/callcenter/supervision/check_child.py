"""The child process that checks the journal: it recomputes every hash, gives way to all other work, and holds no key.

The first line of standard input is its order (`dsn`, `key`: the journal's public key in hex). It says on standard
output how many entries it has done, a number a line, and at last its verdict as JSON.
`python -m callcenter.supervision.check_child` starts it.
"""

import asyncio
import json
import os
import sys
from functools import partial

from callcenter.infra import sealer
from callcenter.infra.db import connect
from callcenter.infra.keyring import checkpoint_holds
from callcenter.infra.memory import end_with_parent
from callcenter.infra.priority import give_way


def _say(what: object) -> None:
    os.write(1, f"{json.dumps(what)}\n".encode())


async def _check(dsn: str, key: bytes) -> sealer.Verdict:
    connection = await connect(dsn, application="callcenter check")
    try:
        await connection.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        return await sealer.verify(connection, partial(checkpoint_holds, key), told=_say)
    finally:
        await connection.close()


def main() -> None:
    end_with_parent()
    give_way()
    order = json.loads(sys.stdin.readline())
    found = asyncio.run(_check(order["dsn"], bytes.fromhex(order["key"])))
    _say(
        {
            "entries": found.entries,
            "checkpoints": found.checkpoints,
            "problem": found.problem,
            "at_seq": found.at_seq,
        }
    )


if __name__ == "__main__":
    main()
