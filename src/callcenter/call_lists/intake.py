"""What becomes of checked rows: which are contacts and which are not, and the contacts sealed.

The one place where a row is judged. It holds the keys of one import and must not know the database.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as FastUUID  # noqa: N811 - a UUID whose bytes cost nothing, unlike uuid's

from callcenter.call_lists.originals import Original, SealedOriginals, seal_originals
from callcenter.infra.sealing import NONCE, Field, ImportKeys
from callcenter.kit.ids import new_ids, reference_of


def runs_of(lines: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending line numbers as runs without a gap: 2 3 4 7 → (2, 4), (7, 7)."""
    runs: list[tuple[int, int]] = []
    for line in lines:
        if runs and runs[-1][1] == line - 1:
            runs[-1] = (runs[-1][0], line)
        else:
            runs.append((line, line))
    return runs


COUNTS = ("lines", "accepted", "warned", "not_callable", "refused", "duplicate")

Remark = tuple[int, str, str | None, str]
"""One line of the report: (line, severity, field, code)"""


class NewContact(NamedTuple):
    """A sealed contact on its way into the database."""

    id: UUID
    line: int
    reference: str
    reason: str | None
    zone: str
    view: bytes
    secret: bytes
    phone_index: bytes
    reference_index: bytes | None


@dataclass(slots=True)
class Batch:
    """Checked rows (see `reader_child`) with what is looked up for them in the database."""

    drafts: Sequence[Any]
    refused: Sequence[Any]
    indexes: list[bytes]
    """The partner's blind index of each draft's number to dial."""
    references: list[bytes | None]
    """The partner's blind index of each draft's client reference."""
    fingerprints: list[list[bytes]]
    """The do-not-call fingerprints of each draft's numbers."""
    originals: Sequence[Original] = ()
    """Cells of refused lines, which the partner may want to mend."""


@dataclass(slots=True)
class Known:
    """What the database knows of a batch: numbers this list or another of the partner has, and suppressed ones."""

    in_list: set[bytes] = field(default_factory=set)
    in_partner: set[bytes] = field(default_factory=set)
    suppressed: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class Judged:
    """What is to be stored of a batch, which reaches to line `through` of the file."""

    contacts: list[NewContact]
    remarks: list[Remark]
    through: int
    runs: list[tuple[int, int]]
    """First and last of lines in a row that gave a contact without a remark."""
    originals: list[SealedOriginals]


class Intake:
    """Judges the batches of one list in the order of the file, and counts what became of the lines."""

    def __init__(self, keys: ImportKeys, counts: dict[str, int] | None, zones: Sequence[str]) -> None:
        """`counts` and `zones`: what the lines before gave, when an import goes on."""
        self._keys = keys
        self._seal_view, self._seal_contact = keys.view.sealer(Field.VIEW), keys.contact.sealer(Field.CONTACT)
        self.counts = dict.fromkeys(COUNTS, 0) | (counts or {})
        self.zones = set(zones)

    def index(
        self, drafts: Sequence[Any], refused: Sequence[Any], originals: Sequence[Original] = ()
    ) -> Batch:
        mine, do_not_call = self._keys.partner_index, self._keys.suppression.index
        fingerprints = [[do_not_call(number) for number in draft[3]] for draft in drafts]
        return Batch(
            drafts,
            refused,
            [mine.of_fingerprint(prints[0]) for prints in fingerprints],
            [mine.reference(draft[7]) if draft[7] else None for draft in drafts],
            fingerprints,
            originals,
        )

    def judge(self, batch: Batch, known: Known) -> Judged:
        """Sorts a batch into sealed contacts and remarks, and counts both."""
        counts, contacts = self.counts, []
        remarks: list[Remark] = [(line, "refused", name, code) for line, name, code in batch.refused]
        seen: set[bytes] = set(known.in_list)
        ids, nonces = new_ids(len(batch.drafts)), os.urandom(2 * NONCE * len(batch.drafts))
        rows = zip(ids, batch.drafts, batch.indexes, batch.references, batch.fingerprints, strict=True)
        for at, (contact_id, draft, index, client_reference, prints) in enumerate(rows):
            line, zone, reason, _, warnings, secret, view, _ = draft
            if index in seen or index in known.in_partner:
                code = "duplicate_in_file" if index in seen else "duplicate_in_partner"
                remarks.append((line, "duplicate", "phone", code))
                counts["duplicate"] += 1
                continue
            seen.add(index)
            if known.suppressed and not known.suppressed.isdisjoint(prints):
                reason = "suppressed"
            if reason:
                remarks.append((line, "not_callable", None, reason))
            remarks += [(line, "warning", name, code) for name, code in warnings]
            counts["not_callable" if reason else "warned" if warnings else "accepted"] += 1
            self.zones.add(zone)
            nonce = 2 * NONCE * at
            contacts.append(
                NewContact(
                    FastUUID(contact_id),
                    line,
                    reference_of(contact_id),
                    reason,
                    zone,
                    self._seal_view(contact_id, nonces[nonce : nonce + NONCE], view),
                    self._seal_contact(contact_id, nonces[nonce + NONCE : nonce + 2 * NONCE], secret),
                    index,
                    client_reference,
                )
            )
        counts["refused"] += len(batch.refused)
        counts["lines"] += len(batch.drafts) + len(batch.refused)
        remarks.sort(key=lambda remark: remark[0])
        ends = [rows[-1][0] for rows in (batch.drafts, batch.refused) if rows]
        remarked = {remark[0] for remark in remarks}
        runs = runs_of(contact.line for contact in contacts if contact.line not in remarked)
        originals = seal_originals(self._keys.contact, self._keys.contact.list_id, batch.originals)
        return Judged(contacts, remarks, max(ends), runs, originals)
