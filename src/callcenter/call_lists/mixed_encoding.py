"""UTF-8 with some bytes of Windows' Western encoding in it, as files put together from two exports hold; a codec of it.

Importing it makes the name known to Python; it must not know how a text is judged.
"""

import codecs
from typing import Any

NAME = "utf-8-cp1252"


def _as_windows(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeDecodeError)
    return problem.object[problem.start : problem.end].decode("cp1252", "replace"), problem.end


codecs.register_error(NAME, _as_windows)


def _decode(data: Any, errors: str = "strict", /) -> tuple[str, int]:
    return codecs.utf_8_decode(data, NAME, True)


class _Decoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, input: Any, errors: str, final: bool) -> tuple[str, int]:  # noqa: A002 - inherited
        return codecs.utf_8_decode(input, NAME, final)


def _found(name: str) -> codecs.CodecInfo | None:
    if name != NAME.replace("-", "_"):
        return None
    return codecs.CodecInfo(codecs.utf_8_encode, _decode, incrementaldecoder=_Decoder, name=NAME)


codecs.register(_found)


def is_utf8(word: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8: in words of any other encoding that hardly ever happens."""
    try:
        word.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
