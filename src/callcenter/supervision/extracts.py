"""What an auditor takes of the journal: the lines that were asked for, the signed checkpoint, and how to verify."""

import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC
from typing import get_args

from callcenter.accounts.schemas import Auditor
from callcenter.infra import journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.languages import Text, texts
from callcenter.kit.pieces import Pieces
from callcenter.kit.text import file_name, formula_safe
from callcenter.supervision import partner_journal, service
from callcenter.supervision.partner_words import FILE_NAME
from callcenter.supervision.schemas import CheckpointRead, JournalLine, JournalOrder, JournalTaken, Narrowing

PAGE = 2_000
NARROWINGS: tuple[Narrowing, ...] = get_args(Narrowing)

HEADING = texts(
    "journal_heading",
    {
        "seq": ("numéro", "number"),
        "at": ("date et heure", "date and time"),
        "action": ("action", "action"),
        "actor": ("qui", "who"),
        "actor_id": ("identifiant", "id"),
        "contact": ("fiche", "record"),
        "data": ("données", "data"),
        "leaf": ("empreinte", "fingerprint"),
    },
)

NOTE = Text(
    "journal_note",
    "text",
    """Extrait du journal : les écritures demandées, jusqu'à l'écriture {size}.

journal.csv     une ligne par écriture ; « empreinte » est le SHA-256 de l'écriture entière
checkpoint.txt  le point de contrôle signé : gardez-le hors de cette machine

Plus tard, sur la machine du centre :

    callcenter journal verify --checkpoint checkpoint.txt

La commande recalcule toutes les empreintes et échoue si une écriture a été modifiée, retirée ou ajoutée depuis.
Clé publique du journal (Ed25519) : {key}""",
    """Extract of the journal: the entries that were asked for, up to entry {size}.

journal.csv     one line an entry; "fingerprint" is the SHA-256 of the whole entry
checkpoint.txt  the signed checkpoint: keep it away from this machine

Later, on the centre's machine:

    callcenter journal verify --checkpoint checkpoint.txt

The command computes every fingerprint anew and fails when an entry was changed, removed or added since.
Public key of the journal (Ed25519): {key}""",
)


async def begin(db: Db, auditor: Auditor, wanted: JournalOrder) -> tuple[str, CheckpointRead]:
    """Journals the extract that is about to be taken; its name and its checkpoint. Raises NothingSigned."""
    signed = await partner_journal.checkpoint(db)
    narrowed = [name for name in NARROWINGS if getattr(wanted, name) is not None]
    await journal.append(db, JournalTaken(size=signed.size, narrowed=narrowed, actor_id=auditor.user_id))
    return file_name(FILE_NAME.of(auditor.language), "", day=clock.now().date(), ending="zip"), signed


async def pieces(
    db: Db, language: str, wanted: JournalOrder, signed: CheckpointRead, public_key: bytes
) -> AsyncIterator[bytes]:
    """A zip: the lines up to the checkpoint as CSV, the checkpoint, and how to verify. A page in memory at a time."""
    held = Pieces()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("checkpoint.txt", partner_journal.checkpoint_text(signed))
        note = NOTE.of(language).format(size=signed.size, key=public_key.hex()) + "\n"
        archive.writestr("LISEZ-MOI.txt" if language == "fr" else "README.txt", note)
        with archive.open("journal.csv", "w") as file:
            file.write(b"\xef\xbb\xbf" + _csv([[heading.of(language) for heading in HEADING.values()]]))
            place = wanted.after or 0
            while True:
                page = wanted.model_copy(
                    update={"after": place, "before": signed.size + 1, "oldest_first": True}
                )
                lines = await service.journal_lines(db, page, limit=PAGE)
                if not lines:
                    break
                place = lines[-1].seq
                file.write(_csv([_cells(line) for line in lines]))
                yield held.take()
    yield held.take()


def _cells(line: JournalLine) -> list[str]:
    return [
        str(line.seq),
        line.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        line.action,
        line.actor or "",
        str(line.actor_id or ""),
        line.contact or "",
        json.dumps(line.data, ensure_ascii=False, sort_keys=True),
        line.leaf,
    ]


def _csv(rows: list[list[str]]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerows([[formula_safe(cell) for cell in row] for row in rows])
    return written.getvalue().encode()
