"""No input makes a dead process, a hang or a server error: it is read or refused, in bounded time and memory."""

import asyncio
import csv
import io
import json
import resource
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.call_lists.reader import read_file
from callcenter.call_lists.reader_child import inspect
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.sentences import FILE
from tests.call_lists.files import french_list
from tests.call_lists.hostile import bomb, hostile_files, odd_files, sample_files
from tests.call_lists.test_api import announced, imported
from tests.clients import House
from tests.factories import Room, make_room

CPU_SECONDS = 10.0


async def read(content: bytes) -> dict[str, Any] | str:
    """What the child found, or the code of its refusal."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 65536):
            yield content[start : start + 65536]

    try:
        async with read_file({"task": "inspect", "chosen": {}}, pieces()) as frames:
            [[found]] = [frame async for frame in frames]
    except FileRefused as refusal:
        return refusal.code
    return dict(found)


def spent() -> float:
    """Processor seconds of every child that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def check_each(files: list[tuple[str, bytes]]) -> dict[str, dict[str, Any] | str]:
    results = {}
    for name, content in files:
        before = spent()
        found = results[name] = await read(content)
        assert spent() - before < CPU_SECONDS, name
        assert found != "reader_too_slow", name
        assert isinstance(found, dict) or found in FILE, name
    return results


async def test_files_made_to_break_readers_are_refused_or_read() -> None:
    results = await check_each(list(hostile_files()))
    refused = {name: found for name, found in results.items() if isinstance(found, str)}
    assert refused["gzip bomb of zeros"] == "file_is_binary"
    assert refused["gzip bomb of blank lines"] == "file_too_large"
    assert refused["zip bomb"] == "file_too_large"
    assert (
        refused["gzip cut"] == refused["gzip broken"] == refused["entities within entities"] == "file_damaged"
    )
    assert refused["gzip of gzip"] == "file_is_binary"
    assert refused["half a character"] == "encoding_unknown"


async def test_odd_files_are_read_or_refused_by_the_sentence_that_helps() -> None:
    files = list(odd_files())
    results = await check_each([(name, content) for name, content, _ in files])
    for name, _, code in files:
        found = results[name]
        assert (found if isinstance(found, str) else None) == code, name
    marked = results["marks in the headers"]
    assert isinstance(marked, dict)
    assert [column["field"] for column in marked["columns"]] == ["last_name", "phone", "postcode"]
    assert [column["header"] for column in marked["columns"]] == ["Nom", "Téléphone", "CP"]


async def test_real_files_that_are_no_lists_and_naughty_texts_are_refused_or_read(samples: Path) -> None:
    results = await check_each(list(sample_files(samples)))
    assert results["fr_contacts/troll.png"] == "file_is_binary"
    assert results["fr_contacts/without_row.csv"] == "file_header_only"
    for name in ("naughty/blns.json", "csv_injection/csv-payload.txt", "fr_contacts/sample.csv"):
        assert isinstance(results[name], dict), name


@given(
    st.binary(max_size=600),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Nom;Tel\n"]
    ),
)
def test_any_bytes_behind_any_mark_are_read_or_refused(content: bytes, mark: bytes) -> None:
    with suppress(FileRefused):
        inspect(iter([mark + content]), {})


@given(
    st.text(max_size=80),
    st.fixed_dictionaries(
        {},
        optional={
            "encoding": st.sampled_from(["utf-8", "cp1252", "iso8859-15", "utf-16", "utf-16-le", "cp850"]),
            "separator": st.sampled_from([";", ",", "\t", "|"]),
            "header_line": st.integers(0, 200),
            "sheet": st.integers(0, 49),
            "date_order": st.sampled_from(["day", "month"]),
        },
    ),
)
def test_any_choice_over_any_text_is_read_or_refused(text: str, chosen: dict[str, Any]) -> None:
    with suppress(FileRefused):
        inspect(iter([b"Nom;Tel\n", text.encode("utf-8", "surrogatepass")]), chosen)


@pytest.fixture
async def room(house: House) -> Room:
    async with house.db() as db:
        return await make_room(db, house.vault_keys, count=1)


async def test_naughty_texts_go_through_the_whole_service_without_a_server_error(
    house: House, room: Room, samples: Path
) -> None:
    """As names, talking points and file names, from the upload to the report."""
    naughty = (samples / "naughty" / "blns.json").read_bytes()
    partner = await house.signed_in(room.partner)
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow(["Nom", "Téléphone", "Ville", "Commentaire", "Langue", "E-mail", "Code postal"])
    texts = [text.replace("\x00", "") for text in json.loads(naughty)]
    for number, text in enumerate(texts):
        table.writerow([text, f"06 39 98 {number // 100:02d} {number % 100:02d}", *[text] * 5])
    _, shown = await imported(house, partner, written.getvalue().encode(), {"basis": "consent"})
    assert shown["state"] == "ready"
    assert shown["counts"]["lines"] == len(texts)
    for text in texts[:60]:
        body = {"name": text, "purpose": "appointment", "file_name": text}
        answer = await partner.post("/api/call-lists", json=body)
        assert answer.status_code in {201, 422}, answer.text


async def test_a_bomb_fails_its_list_and_nothing_else(house: House, room: Room) -> None:
    partner = await house.signed_in(room.partner)
    list_id = await announced(partner)
    answer = await partner.put(f"/api/call-lists/{list_id}/file", content=bomb(b";;\n", 600 * 2**20))
    assert answer.status_code == 202
    await house.work()
    shown = (await partner.get(f"/api/call-lists/{list_id}")).json()
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "file_too_large")
    _, shown = await imported(house, partner, french_list())
    assert shown["state"] == "ready"


async def test_the_far_cell_of_the_samples_costs_little_memory(samples: Path) -> None:
    program = (
        "import re, sys\n"
        "from callcenter.call_lists.reader_child import inspect\n"
        "found = inspect(iter([open(sys.argv[1], 'rb').read()]), {})\n"
        "kilobytes = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(found['lines'], int(kilobytes) // 1024)\n"
    )
    path = samples / "lists" / "w_far_cell.xlsx"
    command = [sys.executable, "-c", program, str(path)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)
    lines, megabytes = map(int, done.stdout.split())
    assert lines == 30
    assert megabytes < 200
