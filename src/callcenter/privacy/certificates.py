"""Pure: the text of a certificate, byte for byte, and what a verification finds. It must not know keys or rows.

A certificate is a statement (see `kit.statements`) signed by the site's journal key; in it is a checkpoint of the
journal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcenter.kit.statements import Form

CERTIFICATE = Form("CALLCENTER CERTIFICATE OF DESTRUCTION 1", b"callcenter certificate v1\x00")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a verification found. `problem` is absent when the certificate is genuine and whole."""

    facts: Mapping[str, str]
    problem: str | None = None


def verify(
    content: bytes,
    holds: Callable[[bytes, bytes], bool],
    checkpoint_holds: Callable[[int, bytes, bytes], bool],
) -> Finding:
    """Checks the bytes of a certificate's file. `holds(message, signature)` is the site's public journal key;
    `checkpoint_holds(size, root, signature)` checks the journal's checkpoint in it.

    Problems: `format` (no certificate, or cut), `signature` (changed, or another site's), `checkpoint`.
    """
    facts, problem = CERTIFICATE.verified(content, holds)
    if problem is not None:
        return Finding(facts, problem)
    try:
        checkpoint = (
            int(facts["journal checkpoint size"]),
            bytes.fromhex(facts["journal checkpoint root"]),
            bytes.fromhex(facts["journal checkpoint signature"]),
        )
    except (KeyError, ValueError):
        return Finding(facts, "checkpoint")
    covered = int(facts["journal entry"]) <= checkpoint[0]
    return Finding(facts, None if covered and checkpoint_holds(*checkpoint) else "checkpoint")
