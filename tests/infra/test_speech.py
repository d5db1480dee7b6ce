"""The robot's voice: words by standard input, a sound that is bounded and kept, nothing where there is no voice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.infra import speech


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is the whole PATH besides the system's; a program is put there by `install`."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(speech, "_spoken", type(speech._spoken)())
    monkeypatch.setattr("callcenter.infra.speech.shutil.which", lambda _: _found(tmp_path))
    speech.program.cache_clear()
    yield tmp_path
    speech.program.cache_clear()


def _found(folder: Path) -> str | None:
    path = folder / "espeak-ng"
    return str(path) if path.exists() else None


def install(folder: Path, script: str) -> None:
    path = folder / "espeak-ng"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


async def test_without_the_program_there_is_no_voice(machine: Path) -> None:
    assert not speech.speaks("fr")
    assert await speech.speak("Bonjour", "fr") is None


async def test_words_go_by_standard_input_and_a_sound_is_made_once(machine: Path) -> None:
    install(machine, f'echo "$@" >> {machine}/asked; printf RIFF; cat')
    for _ in range(2):
        assert await speech.speak("Allô ; $(rm -rf /)", "fr") == "RIFFAllô ; $(rm -rf /)".encode()
    assert (machine / "asked").read_text() == "-v fr -s 150 --stdin --stdout\n"
    assert await speech.speak("Allô", "xx") is None


@pytest.mark.parametrize("script", ["exit 1", "printf MP3", "exec yes RIFF", "exec sleep 60"])
async def test_a_voice_that_fails_talks_on_or_says_nothing_is_none(
    machine: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(speech, "SECONDS", 0.5)
    install(machine, script)
    assert await speech.speak("Bonjour", "fr") is None
