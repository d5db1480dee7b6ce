"""The reader child: a process of its own, with hard limits, that alone touches a partner's bytes.

Order and file come in through standard input, frames go out through standard output; it opens no other file,
holds no key and has no address of the database. `python -m callcenter.call_lists.reader_child` starts it.
"""

import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any, BinaryIO

import msgpack

from callcenter.call_lists.consent import Consent
from callcenter.call_lists.days import Days
from callcenter.call_lists.dialects import swallows
from callcenter.call_lists.examples import READ, Examples
from callcenter.call_lists.fields import Field, Use
from callcenter.call_lists.mapping import Column, layout_of, masked_sample, propose
from callcenter.call_lists.mended import own_part, unguarded
from callcenter.call_lists.reading import Probe, Question, Shape, probe, read_table
from callcenter.call_lists.refusals import FileRefused
from callcenter.call_lists.rules import Draft, Refused, RowCheck, numbers_of_row
from callcenter.infra.memory import collect_rarely
from callcenter.infra.priority import give_way
from callcenter.kit.dates import DateOrder
from callcenter.kit.places import IN_DOUBT
from callcenter.kit.text import clean

BATCH = 1_000
SAMPLES = 3
TOP_CELLS, TOP_CHARS = 8, 120
MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 600
REFUSED_KEPT = 200_000
REFUSED_CHARS = 32_768
"""Refused lines beyond this number, or longer than that, are in the report but not in the file to mend."""


def limit_process() -> None:
    """Memory, processor time, no core, no written file, few descriptors: for good, from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def send(out: BinaryIO, *frame: Any) -> None:
    """One frame: its length in four bytes, then msgpack."""
    body = msgpack.packb(frame)
    out.write(len(body).to_bytes(4, "big") + body)
    out.flush()


class _Interrupted(Exception):
    """The pipe ended before the file did: nothing of what was cut off may count as a row."""


def pieces_of(source: BinaryIO) -> Iterator[bytes]:
    """The file's pieces, each behind its length in four bytes; a length of zero ends the file."""
    while True:
        head = source.read(4)
        size = int.from_bytes(head, "big")
        piece = source.read(size)
        if len(head) < 4 or len(piece) < size:
            raise _Interrupted
        if not size:
            return
        yield piece


def run(source: BinaryIO, out: BinaryIO) -> None:
    """Carries out one order; the last frame is `end` or `refused`, and there is none when the file was cut off."""
    size = int.from_bytes(source.read(4), "big")
    order = msgpack.unpackb(source.read(size))
    pieces = pieces_of(source)
    try:
        if order["task"] == "inspect":
            send(out, "inspected", inspect(pieces, order["chosen"]))
        elif order["task"] == "numbers":
            for found, unread in numbers(pieces, order):
                send(out, "numbers", found, unread)
        else:
            for rows in batches(pieces, order):
                send(out, "rows", *rows)
        send(out, "end")
    except FileRefused as refusal:
        send(out, "refused", refusal.code)
    except _Interrupted:
        return
    except MemoryError:
        send(out, "refused", "file_too_large")


def inspect(pieces: Iterator[bytes], chosen: dict[str, Any]) -> dict[str, Any]:
    """What the preview shows; samples of contact data are masked before they leave this process."""
    found = probe(pieces, chosen)
    columns = propose(found.headers, [cells for _, cells in found.sample])
    return {
        "shape": asdict(found.shape),
        "lines": found.lines,
        "questions": [
            {"about": question.about, "answers": _answers(question)} for question in found.questions
        ],
        "sheets": [asdict(sheet) for sheet in found.sheets],
        "top": [
            {"line": line, "cells": [shown(cell) for cell in cells[:TOP_CELLS]]} for line, cells in found.top
        ],
        "columns": _columns(found, columns),
        "layout": layout_of(own_part(found.headers), columns),
    }


def _answers(question: Question) -> list[dict[str, Any]]:
    return [
        {"value": value, "examples": [shown(example) for example in examples]}
        for value, examples in question.answers.items()
    ]


def shown(text: str) -> str:
    """A cell of which it is not known yet what it is, as the preview shows it."""
    return masked_sample(Field.ignore, clean(text))[:TOP_CHARS]


def _columns(found: Probe, proposed: list[Column]) -> list[dict[str, Any]]:
    """Each column with its first filled values, and what they would become under the fields that read values."""
    order = DateOrder(found.shape.date_order)
    examples = Examples(order, date.today())  # noqa: DTZ011 - only dates far in the future hang on it
    at = next((column.index for column in proposed if column.field is Field.postcode), None)
    columns = []
    for column in proposed:
        filled = [
            (cells[column.index].strip(), cells[at] if at is not None and at < len(cells) else "")
            for _, cells in found.sample
            if column.index < len(cells) and cells[column.index].strip()
        ]
        columns.append(
            {
                "index": column.index,
                "header": shown(column.label),
                "field": column.field.value,
                "use": column.use.value,
                "samples": [masked_sample(column.field, value) for value, _ in filled[:SAMPLES]],
                "became": {
                    field.value: [
                        examples.became(field, value[:200], near) for value, near in filled[:SAMPLES]
                    ]
                    for field in READ
                },
                "filled": round(len(filled) / len(found.sample), 3),
            }
        )
    return columns


Batch = tuple[list[Any], list[Refused], list[tuple[int, bytes]]]
"""Contacts, refusals, and the cells of the refused lines as msgpack; line 0 is the header."""


def batches(pieces: Iterator[bytes], order: dict[str, Any]) -> Iterator[Batch]:
    """Checked rows, from the line behind `after` on.

    `order` holds shape, width, columns, purpose, agreed, consent, today, after and, where each row must name a
    customer, needs_reference.
    """
    shape = Shape(**order["shape"])
    headers, rows = read_table(pieces, shape)
    columns = [
        Column(index, Field(field), Use(use), headers[index].strip() if index < len(headers) else "")
        for index, field, use in order["columns"]
    ]
    default = Consent(**order["consent"]) if order["consent"] else None
    today = date.fromisoformat(order["today"])
    check = RowCheck(
        columns,
        purpose=order["purpose"],
        agreed=order["agreed"],
        default=default,
        today=today,
        days=Days(DateOrder(shape.date_order), shape.date_order_sure),
        width=order["width"],
        separator=shape.separator,
    )
    drafts: list[Any] = []
    refused: list[Refused] = []
    after, kept = order["after"], 0
    needs_reference = order.get("needs_reference", False)
    own_headers = own_part(headers)
    mended = len(own_headers) < len(headers)
    own_width = len(own_headers) if mended else None
    originals = [] if after else [(0, msgpack.packb(own_headers))]
    for line, raw in rows:
        if line <= after:
            continue
        cells = [unguarded(cell) for cell in raw] if mended else raw
        found = check(line, cells)
        if needs_reference and isinstance(found, Draft) and not found.secret.get("client_reference"):
            found = Refused(line, "client_reference", "reference_missing")
        if isinstance(found, Refused):
            refused.append(found)
            own = cells[:own_width]
            if kept < REFUSED_KEPT and sum(map(len, own)) <= REFUSED_CHARS:
                originals.append((line, msgpack.packb(own)))
                kept += 1
        else:
            drafts.append(_packed(found))
        if len(drafts) + len(refused) == BATCH:
            yield drafts, refused, originals
            drafts, refused, originals = [], [], []
    if drafts or refused:
        yield drafts, refused, originals


def numbers(
    pieces: Iterator[bytes], order: dict[str, Any]
) -> Iterator[tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]]:
    """Batches of (line, numbers in E.164) and of (line, code) where a cell holds none.

    `order` holds shape, columns and postcode, the index of a column that helps to place a number, or None.
    """
    shape = Shape(**order["shape"])
    # From the first line on: no number must be missed because it was taken for a title or a header.
    _, rows = read_table(pieces, replace(shape, header_line=0))
    found: list[tuple[int, list[str]]] = []
    unread: list[tuple[int, str]] = []
    width = 0
    for line, cells in rows:
        if not width and line >= shape.header_line:
            width = len(cells)
        numbers, code = numbers_of_row(cells, order["columns"], order["postcode"])
        if line <= shape.header_line and not numbers:
            continue
        if shape.separator and swallows(cells, shape.separator, width):
            code = "quote_swallows"  # the numbers of the lines inside are lost, if only they stand elsewhere
        if numbers:
            found.append((line, numbers))
        if code:
            unread.append((line, code))
        if len(found) + len(unread) >= BATCH:
            yield found, unread
            found, unread = [], []
    if found or unread:
        yield found, unread


def _packed(draft: Draft) -> tuple[Any, ...]:
    """(line, zone, reason, numbers, warnings, secret, view, client reference, language), records ready to seal."""
    secret = draft.secret
    numbers = (secret["phone"], *secret.get("other_phones", ()))
    records = (msgpack.packb(secret), msgpack.packb(draft.view), secret.get("client_reference"))
    language = draft.view.get("language") or secret.get("language") or "fr"
    return (draft.line, IN_DOUBT.join(draft.zones), draft.reason, numbers, draft.warnings, *records, language)


if __name__ == "__main__":
    give_way()
    limit_process()
    collect_rarely()
    run(sys.stdin.buffer, sys.stdout.buffer)
