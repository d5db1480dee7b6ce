"""Pure: what the centre signs of a file of results, so that whoever receives it knows whose it is and that it is whole.

The statement holds a hash of the very bytes that are downloaded, encrypted or not, and nothing of what stands in them.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping

from callcenter.kit.statements import Form

RESULTS = Form("CALLCENTER STATEMENT OF A FILE 1", b"callcenter file v1\x00")


def verify(
    statement: bytes, content: Iterable[bytes], holds: Callable[[bytes, bytes], bool]
) -> tuple[Mapping[str, str], str | None]:
    """The facts, or what is wrong: `format`, `signature` (see `Form.verified`), `file` (it is another one, or changed).

    `content` are the file's bytes, piece by piece; `holds(message, signature)` is the site's public key.
    """
    facts, problem = RESULTS.verified(statement, holds)
    if problem is not None:
        return facts, problem
    seen = hashlib.sha256()
    for piece in content:
        seen.update(piece)
    return facts, None if facts.get("sha256") == seen.hexdigest() else "file"
