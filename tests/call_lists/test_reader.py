"""The reader child: its limits, its death and its slowness are refusals of the file, nothing more."""

import asyncio
import io
import os
import sys
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import openpyxl
import pytest

from callcenter.call_lists import reader
from callcenter.call_lists.reader import read_file
from callcenter.call_lists.refusals import FileRefused
from tests.call_lists.files import french_list


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


async def frames(content: bytes | AsyncIterator[bytes], *, seconds: float = 20) -> list[Any]:
    source = pieces(content) if isinstance(content, bytes) else content
    async with read_file({"task": "inspect", "chosen": {}}, source, frame_seconds=seconds) as found:
        return [frame async for frame in found]


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(reader, "_COMMAND", (sys.executable, "-c", program))


async def test_a_file_is_inspected_in_the_child() -> None:
    [[found]] = await frames(french_list())
    assert (found["lines"], found["shape"]["encoding"]) == (40, "cp1252")
    assert "@" not in str([column["samples"] for column in found["columns"]])


async def test_a_refusal_of_the_child_comes_through_though_the_file_goes_on() -> None:
    with pytest.raises(FileRefused, match="file_is_html"):
        await frames(b"<html>" + b"x" * 5_000_000)


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "import sys; sys.exit(3)", "import sys; sys.stdout.write('xx')"],
)
async def test_a_child_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    instead(monkeypatch, program)
    with pytest.raises(FileRefused, match="reader_died"):
        await frames(french_list())


async def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(FileRefused, match="reader_too_slow"):
        await frames(b"x", seconds=0.2)


async def test_a_reading_given_up_while_the_child_writes_on_ends_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instead(monkeypatch, "import sys\nwhile True: sys.stdout.buffer.write(bytes(1 << 20))")
    async with asyncio.timeout(10):
        async with read_file({"task": "inspect", "chosen": {}}, pieces(b"x")):
            await asyncio.sleep(0.5)  # the buffer fills and its reading stops


async def test_what_breaks_the_source_is_told_not_taken_for_the_end() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield french_list()
        raise FileRefused("upload_incomplete")

    with pytest.raises(FileRefused, match="upload_incomplete"):
        await frames(broken())


async def test_the_child_has_limits_no_secret_and_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLCENTER_SECRET_CANARY", "canary")
    program = (
        "import os, resource, sys, msgpack\n"
        "from callcenter.call_lists.reader_child import limit_process, send\n"
        "limit_process()\n"
        "kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)\n"
        "limits = [resource.getrlimit(kind)[0] for kind in kinds]\n"
        "send(sys.stdout.buffer, 'seen', os.getpid(), limits, dict(os.environ))\n"
        "send(sys.stdout.buffer, 'end')\n"
        "sys.stdin.buffer.read()\n"
    )
    instead(monkeypatch, program)
    [[pid, limits, environment]] = await frames(b"x")
    assert all(limit >= 0 for limit in limits)
    assert limits[2] == 0
    assert "canary" not in str(environment)
    await asyncio.sleep(0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_workbook_that_kills_its_parser_is_a_refusal() -> None:
    """A far cell spelled so that the look at the archive misses it: the parser aborts, within its limits."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(1, 1, "Nom")
    sheet.cell(1_048_576, 16_384, "stray")
    written, evading = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(evading, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<c r=", b"<c  r="))
    with pytest.raises(FileRefused, match=r"reader_died|file_too_large"):
        await frames(evading.getvalue())
