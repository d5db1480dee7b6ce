"""What a file would do to a list that is there: pure decisions, one row at a time, and their sum.

The forecast a partner confirms and the change that is carried out both come from here. It must not know tables.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgpack

Mode = Literal["add", "update", "replace"]
Action = Literal["added", "changed", "unchanged", "duplicate", "refused"]

AT_INTAKE = frozenset(
    {"no_consent_basis", "basis_not_agreed", "consent_refused", "consent_date_in_future", "offer_banned"}
)
"""Reasons against calling that a partner's file gave and a later file may take back; an objection is none of them.

What takes back a refusal is for `consent.lifts` to say.
"""
WITHDRAWN = "withdrawn"


class Held(NamedTuple):
    """A contact of the list as it stands, closed."""

    id: UUID
    phone_index: bytes
    reference_index: bytes | None
    revision: int
    sealed: bytes
    view_revision: int
    view: bytes
    zone: str
    state: str
    reason: str | None
    withdrawn: bool


class Choice(NamedTuple):
    """What a row is to its list: a new contact, another word on a known one, or neither, with the code that says so."""

    held: Held | None = None
    severity: Literal["duplicate"] | None = None
    field: str | None = None
    code: str | None = None


def choose(
    mode: Mode,
    *,
    has_reference: bool,
    seen: bool,
    by_reference: Held | None,
    by_phone: Held | None,
    elsewhere: bool,
) -> Choice:
    """Which contact of the list a row speaks of.

    `seen`: its number or reference stands further up in the file; `elsewhere`: its number is in another list of
    the partner. A reference decides before a number does; a number never passes from one contact to another.
    """
    if seen:
        return Choice(severity="duplicate", field="phone", code="duplicate_in_file")
    if mode == "add":
        if by_reference is not None:
            return Choice(severity="duplicate", field="client_reference", code="duplicate_in_list")
        if by_phone is not None:
            return Choice(severity="duplicate", field="phone", code="duplicate_in_list")
    if by_phone is not None and by_phone is not by_reference:
        named = by_reference is not None or (has_reference and by_phone.reference_index is not None)
        if named:
            return Choice(by_reference, "duplicate", "phone", "number_of_another")
        return Choice(by_phone)
    if elsewhere and by_phone is None:
        return Choice(by_reference, "duplicate", "phone", "duplicate_in_partner")
    return Choice(by_reference)


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """The names of what differs between two records; talking points and sealed extras count as one each."""
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def settled(state: str, reason: str | None, wanted: str | None) -> tuple[str, str | None]:
    """State and reason of a known contact once the file's word on it holds.

    `wanted` is the file's reason against calling. What is done stays done; an objection outlives any file.
    """
    if state == "blocked":
        if reason in AT_INTAKE or reason == WITHDRAWN:
            return ("blocked", wanted) if wanted else ("ready", None)
        return state, reason
    if state == "done" or wanted is None:
        return state, reason
    return "blocked", wanted


@dataclass(slots=True)
class Forecast:
    """The sum of a file's decisions. Two runs decide the same exactly when their digests agree."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("lines", "accepted", "warned", "not_callable", "refused", "duplicate"), 0
        )
    )
    actions: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("added", "changed", "unchanged", "withdrawn"), 0)
    )
    fields: dict[str, int] = field(default_factory=dict)
    zones: set[str] = field(default_factory=set)
    _hash: Any = field(default_factory=hashlib.sha256)

    def take(self, line: int, action: Action, contact_id: UUID | None, said: str | None) -> None:
        """`said` is the reason against calling or the remark's code."""
        self._hash.update(msgpack.packb((line, action, contact_id and contact_id.bytes, said)))
        self.counts["lines"] += 1
        if action in self.actions:
            self.actions[action] += 1
        else:
            self.counts[action] += 1

    def take_change(self, names: set[str], revision: int) -> None:
        """A contact's change beside its place in the file: which fields, and on which revision it rests."""
        self._hash.update(msgpack.packb((sorted(names), revision)))
        for name in names:
            self.fields[name] = self.fields.get(name, 0) + 1

    def withdraw(self, count: int, digest: str) -> None:
        """The contacts that the file leaves out; `digest` is of their ids."""
        self.actions["withdrawn"] = count
        self._hash.update(digest.encode())

    def journalled(self) -> dict[str, int]:
        return {**self.actions, "refused": self.counts["refused"], "duplicate": self.counts["duplicate"]}

    def stored(self) -> dict[str, Any]:
        """As the list keeps it and the partner reads it. Holds numbers, names of fields and a hash."""
        return {
            **self.journalled(),
            "fields": dict(sorted(self.fields.items())),
            "digest": self._hash.hexdigest(),
        }
