"""Pure: the text of a certificate, byte for byte, and what a verification finds. It must not know keys or rows.

A certificate is UTF-8 text, a line a fact (`name: value`), its last line the Ed25519 signature of all bytes before it
by the site's journal key. Whatever is changed, down to the end of a line, the signature no longer holds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

TITLE = "CALLCENTER CERTIFICATE OF DESTRUCTION 1"
_MAGIC = b"callcenter certificate v1\x00"
_SIGNED = re.compile(rb"(.*\n)signature: ([0-9a-f]{128})\n", re.DOTALL)
LARGEST = 64 * 1024


def compose(facts: Mapping[str, str]) -> bytes:
    """What is signed: the title and one line a fact, in the order given."""
    lines = [TITLE, *(f"{name}: {one_line(value)}" for name, value in facts.items())]
    return ("\n".join(lines) + "\n").encode()


def one_line(value: str) -> str:
    """A value that can't pretend to be another line of the certificate."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def signed(body: bytes, sign: Callable[[bytes], bytes]) -> str:
    """The whole text."""
    return body.decode() + f"signature: {sign(_MAGIC + body).hex()}\n"


def facts_of(text: str) -> dict[str, str]:
    """The facts of a certificate's text, signature included, in their order."""
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


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
    match = _SIGNED.fullmatch(content) if len(content) <= LARGEST else None
    if match is None or not content.startswith(TITLE.encode() + b"\n"):
        return Finding({}, "format")
    body, signature = match[1], bytes.fromhex(match[2].decode())
    if not holds(_MAGIC + body, signature):
        return Finding({}, "signature")
    facts = facts_of(content.decode())
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
