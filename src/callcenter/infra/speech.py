"""A robot's voice for words that nobody recorded: espeak-ng, where it is installed on the machine. It knows no feature.

The words go to a child process by its standard input, never in argv; it has seconds and megabytes, and then it is gone.
"""

import asyncio
import hashlib
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections import OrderedDict
from contextlib import suppress
from functools import cache

VOICES = {"fr": "fr", "en": "en-gb", "es": "es"}
WORDS_A_MINUTE = "150"
SECONDS = 5.0
SOUND_BYTES = 4 * 1024 * 1024
_KEPT = 64
_AT_ONCE = asyncio.Semaphore(2)
_spoken: OrderedDict[str, bytes] = OrderedDict()
"""The last sounds by the digest of language and words."""


@cache
def program() -> str | None:
    """Where espeak-ng is; looked up once."""
    return shutil.which("espeak-ng")


def speaks(language: str) -> bool:
    return language in VOICES and program() is not None


async def speak(words: str, language: str) -> bytes | None:
    """The words as WAV, or None where there is no voice for them or it failed."""
    if not speaks(language):
        return None
    key = hashlib.sha256(f"{language}\n{words}".encode()).hexdigest()
    if key in _spoken:
        _spoken.move_to_end(key)
        return _spoken[key]
    async with _AT_ONCE:
        sound = await _said(words, VOICES[language])
    if sound is not None:
        _spoken[key] = sound
        if len(_spoken) > _KEPT:
            _spoken.popitem(last=False)
    return sound


async def _said(words: str, voice: str) -> bytes | None:
    path = program()
    assert path is not None
    child = await asyncio.create_subprocess_exec(
        path,
        *("-v", voice, "-s", WORDS_A_MINUTE, "--stdin", "--stdout"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        async with asyncio.timeout(SECONDS):
            with suppress(BrokenPipeError, ConnectionResetError):
                child.stdin.write(words.encode())
                await child.stdin.drain()
            child.stdin.close()
            await child.stdout.readexactly(SOUND_BYTES)  # as much as this is no answer
        return None
    except asyncio.IncompleteReadError as whole:
        return whole.partial if whole.partial.startswith(b"RIFF") else None
    except TimeoutError:
        return None
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
