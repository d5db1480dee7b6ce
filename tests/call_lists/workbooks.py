"""Workbooks of the kinds no library at hand writes: the old Excel format and OpenDocument, as small as they go."""

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Cell = str | float


def xls(sheets: dict[str, Sequence[Sequence[Cell]]], *, hidden: frozenset[str] = frozenset()) -> bytes:
    """A workbook of Excel 97 (BIFF8 records in a compound file)."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    heads = [_bound_sheet(0, name, hidden=name in hidden) for name in sheets]
    start = len(_record(0x0809, bytes(16))) + sum(map(len, heads)) + 4
    offsets, at = [], start
    for body in bodies:
        offsets.append(at)
        at += len(body)
    heads = [_bound_sheet(o, n, hidden=n in hidden) for o, n in zip(offsets, sheets, strict=True)]
    book = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    return compound(book + b"".join(heads) + _record(0x000A, b"") + b"".join(bodies))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bound_sheet(offset: int, name: str, *, hidden: bool) -> bytes:
    text = name.encode("utf-16-le")
    return _record(0x0085, struct.pack("<IBBBB", offset, int(hidden), 0, len(name), 1) + text)


def _sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max(len(row) for row in rows)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                body += _record(0x0204, struct.pack("<HHH", r, c, 0) + text)
            else:
                body += _record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    return body + _record(0x000A, b"")


def compound(stream: bytes) -> bytes:
    """One stream in a compound file; at least 4,096 bytes, so that it needs no miniature sectors."""
    sectors = max(8, -(-len(stream) // 512))
    stream = stream.ljust(sectors * 512, b"\x00")
    end, free, fat_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    chain = [fat_mark, end, *range(3, sectors + 2), end]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\x00\x00" if name else b""
        links = struct.pack("<III", free, free, child)
        where = struct.pack("<III", first, size, 0)
        head = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text), kind, 1)
        return head + links + bytes(16 + 4 + 16) + where

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    return header + fat + folder.ljust(512, b"\x00") + stream


def ods(
    sheets: dict[str, Sequence[Sequence[Cell]]], *, hidden: frozenset[str] = frozenset(), tail: str = ""
) -> bytes:
    """A workbook of LibreOffice, which ends each sheet with a million repeated blank rows; `tail` is more XML."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}" table:style-name="{"off" if name in hidden else "on"}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>' + tail + "</table:table>"
        for name, rows in sheets.items()
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("on", "true"), ("off", "false"))
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def packed(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else None
            archive.writestr(name, body, compress_type=kind)
    return written.getvalue()
