"""UTF-8 that was once read as Windows' Western encoding and written as UTF-8 again (`Ã‰lodie`); a codec that undoes it.

Importing it makes the name known to Python; it must not know how a text is judged.
"""

import codecs
import re
from typing import Any

NAME = "utf-8-twice"

_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
"""What Windows' encoding shows for a byte; where it has no character, readers keep the number."""
_MORE = "[" + "".join(character for character, byte in _BYTES.items() if byte < 0xC0) + "]"
_TWICE = re.compile(f"[\u00c2-\u00df]{_MORE}|[\u00e0-\u00ef]{_MORE}{{2}}|[\u00f0-\u00f4]{_MORE}{{3}}")
"""What a character of two, three or four bytes became."""
_BEGUN = re.compile(f"(?:[\u00c2-\u00f4]|[\u00e0-\u00f4]{_MORE}|[\u00f0-\u00f4]{_MORE}{{2}})\\Z")
"""The beginning of one, at the end of a piece."""
_LONGEST = 3


def _once(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[character] for character in found.group()).decode("utf-8")
    except UnicodeDecodeError:
        return found.group()


def undone(text: str) -> str:
    """The text with each character that was encoded twice as it was meant; the others as they stand."""
    return _TWICE.sub(_once, text)


def _decode(data: Any, errors: str = "strict", /) -> tuple[str, int]:
    text, used = codecs.utf_8_decode(data, errors, True)
    return undone(text), used


class _Decoder(codecs.IncrementalDecoder):
    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self.reset()

    def reset(self) -> None:
        self._once = codecs.getincrementaldecoder("utf-8-sig")(self.errors)
        self._held = ""

    def decode(self, input: Any, final: bool = False) -> str:  # noqa: A002 - inherited
        text = self._held + self._once.decode(input, final)
        begun = None if final else _BEGUN.search(text[-_LONGEST:])
        self._held = begun.group() if begun else ""
        return undone(text[: len(text) - len(self._held)])


def _found(name: str) -> codecs.CodecInfo | None:
    if name != NAME.replace("-", "_"):
        return None
    return codecs.CodecInfo(codecs.utf_8_encode, _decode, incrementaldecoder=_Decoder, name=NAME)


codecs.register(_found)
