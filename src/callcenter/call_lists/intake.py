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
    language: str
    view: bytes
    secret: bytes
    phone_index: bytes
    other_indexes: list[bytes] | None
    reference_index: bytes | None


@dataclass(slots=True)
class Batch:
    """Checked rows (see `reader_child`) with what is looked up for them in the database."""

    drafts: Sequence[Any]
    refused: Sequence[Any]
    indexes: list[list[bytes]]
    """The partner's blind indexes of each draft's numbers, the one to dial first."""
    references: list[bytes | None]
    """The partner's blind index of each draft's client reference."""
    fingerprints: list[list[bytes]]
    """The do-not-call fingerprints of each draft's numbers."""
    originals: Sequence[Original] = ()
    """Cells of refused lines, which the partner may want to mend."""


@dataclass(slots=True)
class Taken:
    """Blind indexes that contacts have already.

    A line is the same customer as one of them when its number to dial is any of that one's numbers, when that one's
    number to dial is any of its own, or when both bear one client reference. Two people who share only a second
    number, as a couple its landline, are two customers.
    """

    firsts: set[bytes] = field(default_factory=set)
    others: set[bytes] = field(default_factory=set)
    references: set[bytes] = field(default_factory=set)

    def add(self, kind: str, index: bytes) -> None:
        """`kind`: first, other or reference."""
        {"first": self.firsts, "other": self.others, "reference": self.references}[kind].add(index)

    def same(self, numbers: Sequence[bytes], reference_index: bytes | None) -> str | None:
        """The field by which a line is a customer that is there already, or None."""
        if not self.firsts.isdisjoint(numbers) or numbers[0] in self.others:
            return "phone"
        return "client_reference" if reference_index in self.references else None

    def take(self, numbers: Sequence[bytes], reference_index: bytes | None) -> None:
        self.firsts.add(numbers[0])
        self.others.update(numbers[1:])
        if reference_index is not None:
            self.references.add(reference_index)


@dataclass(slots=True)
class Known:
    """What the database knows of a batch: what this list or others of the partner hold, and suppressed numbers."""

    in_list: Taken = field(default_factory=Taken)
    in_partner: Taken = field(default_factory=Taken)
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


def taken_by(contacts: Iterable[NewContact]) -> Taken:
    """The blind indexes of contacts that are on their way into the database."""
    taken = Taken()
    for contact in contacts:
        taken.take((contact.phone_index, *(contact.other_indexes or ())), contact.reference_index)
    return taken


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
            [[mine.of_fingerprint(each) for each in prints] for prints in fingerprints],
            [mine.reference(draft[7]) if draft[7] else None for draft in drafts],
            fingerprints,
            originals,
        )

    def judge(self, batch: Batch, known: Known) -> Judged:
        """Sorts a batch into sealed contacts and remarks, and counts both."""
        counts, contacts = self.counts, []
        remarks: list[Remark] = [(line, "refused", name, code) for line, name, code in batch.refused]
        ids, nonces = new_ids(len(batch.drafts)), os.urandom(2 * NONCE * len(batch.drafts))
        rows = zip(ids, batch.drafts, batch.indexes, batch.references, batch.fingerprints, strict=True)
        for at, (contact_id, draft, indexes, client_reference, prints) in enumerate(rows):
            line, zone, reason, _, warnings, secret, view, _, language = draft
            if twice := _duplicate(known, indexes, client_reference):
                remarks.append((line, "duplicate", *unheard(twice, reason)))
                counts["duplicate"] += 1
                continue
            known.in_list.take(indexes, client_reference)
            if known.suppressed and not known.suppressed.isdisjoint((*prints, *indexes)):
                # A missing basis comes first: once it is declared, the number is looked up again.
                remarks += [(line, "not_callable", None, "suppressed")] if reason else []
                reason = reason or "suppressed"
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
                    language,
                    self._seal_view(contact_id, nonces[nonce : nonce + NONCE], view),
                    self._seal_contact(contact_id, nonces[nonce + NONCE : nonce + 2 * NONCE], secret),
                    indexes[0],
                    indexes[1:] or None,
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


def unheard(twice: tuple[str, str], reason: str | None) -> tuple[str, str]:
    """(field, code) of a duplicate; a refusal in it changes nothing for the contact that is there, and is said."""
    return (twice[0], "refusal_unheard") if reason == "consent_refused" else twice


def _duplicate(
    known: Known, indexes: Sequence[bytes], reference_index: bytes | None
) -> tuple[str, str] | None:
    """(field, code) of a line that is a customer already, in the file or else in another of the partner's lists."""
    codes = {"phone": "duplicate", "client_reference": "reference"}
    for taken, where in ((known.in_list, "in_file"), (known.in_partner, "in_partner")):
        if by := taken.same(indexes, reference_index):
            return by, f"{codes[by]}_{where}"
    return None
