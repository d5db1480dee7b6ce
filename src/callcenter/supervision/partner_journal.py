"""The journal as a partner reads it: every access to its data, and an extract with a checkpoint that it can keep."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Partner, Role
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.infra.sealer import format_checkpoint
from callcenter.kit import clock
from callcenter.kit.ids import alias, reference
from callcenter.kit.pieces import Pieces
from callcenter.kit.text import file_name, formula_safe
from callcenter.supervision import queries
from callcenter.supervision.errors import NothingSigned
from callcenter.supervision.partner_words import ACTION, FILE_NAME, HEADING, KIND, NOTE, WHO
from callcenter.supervision.schemas import AccessKind, AccessLine, CheckpointRead, JournalExtracted

PAGE = 2_000

_EXACT: dict[str, AccessKind] = {
    "hand_out.started": "contacts",
    "outcome.recorded": "contacts",
    "call_list.report_read": "exports",
    "call_list.refused_read": "exports",
    "journal.extracted": "exports",
}
_BEGINS: dict[str, AccessKind] = {
    "call_list.": "lists",
    "contact.": "openings",
    "results.": "exports",
    "appointment.": "settings",
    "appointments.": "exports",
    "person.": "exports",
    "certificate.": "exports",
    "do_not_call.": "lists",
    "partner.": "settings",
    "slot.": "settings",
    "campaign.": "settings",
    "token.": "settings",
}
"""What touches a partner's data or decides on it. Left out: the states of calls and agents, which touch nothing."""


def kind_of(action: str) -> AccessKind | None:
    return _EXACT.get(action) or next((k for begin, k in _BEGINS.items() if action.startswith(begin)), None)


def _actions(kind: AccessKind | None) -> list[str]:
    kinds = {action: kind_of(action) for action in journal.entry_types()}
    return [action for action, found in kinds.items() if found is not None and kind in {None, found}]


def _who(row: Any, partner: Partner) -> str:
    """The company's own people by name, agents by alias, the centre's staff by what they are."""
    if row.actor_id is None:
        return WHO["machine"].of(partner.language)
    if row.actor_partner == partner.partner_id:
        return str(row.display_name)
    if row.role == Role.agent:
        return WHO["agent"].of(partner.language).format(alias=alias(partner.partner_id, row.actor_id))
    return WHO["staff"].of(partner.language)


def _line(row: Any, partner: Partner) -> AccessLine:
    data = row.data
    contact = data.get("contact_id")
    counts = (data.get(name) for name in ("count", "rows", "lines"))
    kind = kind_of(row.action)
    assert kind is not None
    return AccessLine(
        seq=row.seq,
        at=row.at,
        kind=kind,
        action=row.action,
        label=ACTION.get(row.action, ACTION["other"]).of(partner.language),
        who=_who(row, partner),
        list_name=row.list_name,
        campaign_name=row.campaign_name,
        contact=reference(UUID(contact)) if contact else None,
        count=next((count for count in counts if count is not None), None),
        leaf=row.hash,
    )


async def lines(
    db: Db,
    partner: Partner,
    *,
    kind: AccessKind | None,
    since: datetime | None,
    until: datetime | None,
    before: int | None,
    limit: int,
) -> list[AccessLine]:
    """Sealed entries about the partner's data, newest first; page on with `before`."""
    rows = await queries.accesses(
        db, partner.partner_id, _actions(kind), before=before, since=since, until=until, limit=limit
    )
    return [_line(row, partner) for row in rows]


async def checkpoint(db: Db) -> CheckpointRead:
    """The newest checkpoint. Raises NothingSigned."""
    row = await queries.newest_checkpoint(db)
    if row is None:
        raise NothingSigned
    return CheckpointRead(size=row.size, root=row.root.hex(), signature=row.signature.hex(), at=row.at)


def checkpoint_text(signed: CheckpointRead) -> str:
    """As `callcenter journal checkpoint` prints it, and as `verify --checkpoint` reads it."""
    return format_checkpoint(
        signed.size, bytes.fromhex(signed.root), bytes.fromhex(signed.signature), signed.at
    )


async def begin_extract(
    db: Db, partner: Partner, *, kind: AccessKind | None, since: datetime | None, until: datetime | None
) -> tuple[str, CheckpointRead]:
    """Journals the extract that is about to be taken; its name and its checkpoint. Raises NothingSigned."""
    signed = await checkpoint(db)
    count = await queries.count_accesses(
        db, partner.partner_id, _actions(kind), before=signed.size + 1, since=since, until=until
    )
    taken = JournalExtracted(count=count, actor_id=partner.user_id, partner_id=partner.partner_id)
    await journal.append(db, taken)
    day = clock.now().date()
    return file_name(FILE_NAME.of(partner.language), partner.home_name or "", day=day, ending="zip"), signed


async def extract(
    db: Db,
    partner: Partner,
    signed: CheckpointRead,
    public_key: bytes,
    *,
    kind: AccessKind | None,
    since: datetime | None,
    until: datetime | None,
) -> AsyncIterator[bytes]:
    """A zip: the lines up to the checkpoint as CSV, the checkpoint, and how to verify. A page in memory at a time."""
    language, held = partner.language, Pieces()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("checkpoint.txt", checkpoint_text(signed))
        note = NOTE.of(language).format(size=signed.size, key=public_key.hex()) + "\n"
        archive.writestr("LISEZ-MOI.txt" if language == "fr" else "README.txt", note)
        with archive.open("journal.csv", "w") as file:
            file.write(b"\xef\xbb\xbf" + _csv([[heading.of(language) for heading in HEADING.values()]]))
            place = 0
            while rows := await queries.accesses(
                db,
                partner.partner_id,
                _actions(kind),
                after=place,
                before=signed.size + 1,
                since=since,
                until=until,
                limit=PAGE,
            ):
                place = rows[-1].seq
                file.write(_csv([_cells(_line(row, partner), language) for row in rows]))
                yield held.take()
    yield held.take()


def _cells(line: AccessLine, language: str) -> list[str]:
    return [
        str(line.seq),
        line.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        KIND[line.kind].of(language),
        line.label,
        line.who,
        line.list_name or "",
        line.campaign_name or "",
        line.contact or "",
        "" if line.count is None else str(line.count),
        line.leaf,
    ]


def _csv(rows: list[list[str]]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerows([[formula_safe(cell) for cell in row] for row in rows])
    return written.getvalue().encode()
