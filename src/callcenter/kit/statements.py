"""Pure: signed statements as text: a title, a line a fact, and a signature of all bytes before it. It knows no keys.

Whatever is changed, down to the end of a line, the signature no longer holds. Each kind of statement has a title and a
magic of its own, so that one is never taken for another.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LARGEST = 64 * 1024
_SIGNED = re.compile(rb"(.*\n)signature: ([0-9a-f]{128})\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of statement; `magic` stands before the bytes that are signed."""

    title: str
    magic: bytes

    def compose(self, facts: Mapping[str, str]) -> bytes:
        """What is signed: the title and one line a fact, in the order given."""
        lines = [self.title, *(f"{name}: {one_line(value)}" for name, value in facts.items())]
        return ("\n".join(lines) + "\n").encode()

    def signed(self, body: bytes, sign: Callable[[bytes], bytes]) -> str:
        """The whole text."""
        return body.decode() + f"signature: {sign(self.magic + body).hex()}\n"

    def verified(
        self, content: bytes, holds: Callable[[bytes, bytes], bool]
    ) -> tuple[Mapping[str, str], str | None]:
        """The facts, or what is wrong: `format` (no such statement, or cut), `signature` (changed, or another site's).

        `holds(message, signature)` is the site's public key.
        """
        match = _SIGNED.fullmatch(content) if len(content) <= LARGEST else None
        if match is None or not content.startswith(self.title.encode() + b"\n"):
            return {}, "format"
        body, signature = match[1], bytes.fromhex(match[2].decode())
        if not holds(self.magic + body, signature):
            return {}, "signature"
        return facts_of(content.decode()), None


def one_line(value: str) -> str:
    """A value that can't pretend to be another line of the statement."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def facts_of(text: str) -> dict[str, str]:
    """The facts of a statement's text, signature included, in their order."""
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
