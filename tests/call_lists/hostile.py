"""Files made to break a reader: bombs, truncated archives, endless markup, corrupted records."""

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from tests.call_lists.files import french_list, french_workbook
from tests.call_lists.workbooks import compound, ods, packed, xls

ROWS = [["Nom", "Téléphone"], ["Durand", "0612345678"]]


def bomb(filling: bytes, size: int) -> bytes:
    """Gzip of a list that goes on for `size` bytes, a few thousandths of it on the disk."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    block = filling * (1024 * 1024 // len(filling))
    parts = [packer.compress(french_list())]
    parts += [packer.compress(block) for _ in range(size // len(block))]
    return b"".join(parts) + packer.flush()


def sheet_of(xml: bytes, **others: bytes) -> bytes:
    """A workbook whose only sheet is this markup."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Nom"])
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source:
        members = {name: source.read(name) for name in source.namelist()}
    return packed(members | {"xl/worksheets/sheet1.xml": xml} | others)


_OPEN = b'<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_CLOSE = b"</sheetData></worksheet>"


def _laughs() -> bytes:
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"ha")
        for level in range(10)
    )
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return sheet_of(_OPEN % (b"<!DOCTYPE x [" + entities + b"]>") + row + _CLOSE)


def _corrupted(content: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    damaged = bytearray(content)
    for _ in range(20):
        damaged[chance.randrange(512, len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """(name, content)"""
    book, old = french_workbook(), xls({"Clients": ROWS})
    for share in (0.1, 0.5, 0.9, 0.99):
        yield f"workbook cut at {share}", book[: int(len(book) * share)]
        yield f"old workbook cut at {share}", old[: int(len(old) * share)]
    packed_list = gzip.compress(french_list())
    yield "gzip cut", packed_list[: len(packed_list) // 2]
    yield "gzip broken", packed_list[:40] + b"\xff" * 20 + packed_list[60:]
    yield "gzip of gzip", gzip.compress(packed_list)
    yield "gzip of nothing", gzip.compress(b"")
    yield "gzip bomb of zeros", bomb(b"\x00", 600 * 2**20)
    yield "gzip bomb of blank lines", bomb(b";;\n", 600 * 2**20)
    yield "gzip of many members", gzip.compress(b"") * 30_000
    yield "zip bomb", sheet_of(b" " * (530 * 2**20))
    yield "deep markup", sheet_of(_OPEN % b"" + b"<a>" * 500_000 + _CLOSE)
    yield "entities within entities", _laughs()
    yield (
        "one endless cell",
        sheet_of(_OPEN % b"" + b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 50_000_000),
    )
    repeated = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
    repeated += (
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
    )
    yield "repeated cells", ods({"Clients": ROWS}, tail=repeated)
    for seed in range(8):
        yield f"old workbook damaged {seed}", _corrupted(old, seed)
        yield f"workbook damaged {seed}", _corrupted(book, seed)
    yield "nothing but quotes", b'"' * 100_000
    yield "nothing but returns", b"\r" * 100_000
    yield "nothing but zeros", bytes(100_000)
    yield "a hundred thousand columns", b"Nom;Tel" + b";x" * 100_000 + b"\n0612345678;"
    yield "a mark and nothing", b"\xff\xfe"
    yield "half a character", "Nom;Tel\nÉ;0612345678".encode("utf-16")[:-1]
    yield "surrogates", b"Nom;Tel\n\xed\xa0\x80;0612345678\n"
    yield "zeros inside", b"Nom;Tel\nDu\x00rand;0612345678\n"


def odd_files() -> Iterator[tuple[str, bytes, str | None]]:
    """(name, content, the code of its refusal or None): what real tools and careless hands produce."""
    head, row = "Nom;Téléphone;CP\r\n", "Durand;06 12 34 56 78;67000\r\n"
    book = french_workbook()
    yield (
        "workbook with a password",
        xls({"Clients": ROWS}).replace(_WORKBOOK, _PASSWORD),
        "file_has_password",
    )
    yield "old workbook of Excel 95", _excel_95(), None
    yield "workbook with macros", _with_macros(book), None
    yield "list in a zip", packed({"clients.csv": french_list()}), "file_is_archive"
    yield "document in a zip", packed({"word/document.xml": b"<x/>"}), "file_is_binary"
    yield "rar", b"Rar!\x1a\x07\x00" + bytes(50), "file_is_archive"
    yield "zip of 60,000 members", packed({f"m{number}": b"" for number in range(60_000)}), "file_is_binary"
    yield "gzip with garbage behind it", gzip.compress(french_list()) + b"garbage", "file_damaged"
    yield "header of a megabyte", ("Nom;" + "T" * 1_000_000 + "\n" + row).encode(), "file_row_too_long"
    yield (
        "ten thousand columns",
        b";".join([b"c"] * 10_000) + b"\n" + b";".join([b"1"] * 10_000),
        ("file_too_many_columns"),
    )
    yield "one late zero", (head + row * 20_000).encode() + b"\x00", "file_is_binary"
    yield "two encodings of two widths", (head + row).encode() + row.encode("utf-16-le"), "file_is_binary"
    yield (
        "marks in the headers",
        "\u202eNom\u202c;\u200fTélé\u200bphone;\ufeffCP\u2060\r\n".encode() + row.encode(),
        None,
    )
    yield "mark in the middle", (head + row).encode("utf-8-sig") * 2, None
    yield "returns in quotes", b'Nom;Tel;Note\r\n"Dur;and";0612345678;"a\rb;c\nd;""e"""\r\n', None
    yield "rows of every width", b"".join(b"a;" * n + b"0612345678\n" for n in range(1, 500)), None
    yield "statements of a database", b"INSERT INTO c VALUES ('Durand','0612345678');\n" * 50, None
    yield "cards", b"BEGIN:VCARD\nVERSION:3.0\nFN:Durand\nTEL:0612345678\nEND:VCARD\n", None


_WORKBOOK = "Workbook".encode("utf-16-le").ljust(34, b"\x00")
_PASSWORD = "EncryptedPackage".encode("utf-16-le").ljust(34, b"\x00")


def _excel_95() -> bytes:
    """One sheet in BIFF5, whose texts are bytes."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0x1000, 1993))
    for r, cells in enumerate(ROWS):
        for c, value in enumerate(cells):
            said = value.encode("cp1252")
            sheet += record(0x0204, struct.pack("<HHHH", r, c, 0, len(said)) + said)
    begin = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0x1000, 1993))
    name = b"Liste"
    offset = len(begin) + 4 + 7 + len(name) + 4
    bound = record(0x0085, struct.pack("<IHB", offset, 0, len(name)) + name)
    return compound(begin + bound + record(0x000A, b"") + sheet + record(0x000A, b""))


def _with_macros(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = members["[Content_Types].xml"].replace(kind, macros)
    return packed(
        members | {"[Content_Types].xml": types, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(500)}
    )


def sample_files(samples: Path) -> Iterator[tuple[str, bytes]]:
    """Real files that are no lists, and texts collected because they break programs."""
    for folder in ("naughty", "csv_injection", "fr_contacts"):
        for path in sorted((samples / folder).rglob("*")):
            if path.is_file():
                yield f"{folder}/{path.name}", path.read_bytes()
