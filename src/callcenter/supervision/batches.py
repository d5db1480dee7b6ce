"""What a batch of entries is to those who see the same: made once, not for each of two hundred screens.

Staff of one site see the same, and so do the people of one partner. An agent's batch is made for that one, and only
when something in it is about that agent. It knows no socket.
"""

from dataclasses import dataclass
from uuid import UUID

from callcenter.accounts.schemas import Caller, Role
from callcenter.infra.feed import FeedEntry
from callcenter.supervision import service

KEPT = 64
"""Batches that are kept: followers that go on from one place ask for the same."""


class View:
    """The feed as one kind of caller sees it."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._made: dict[tuple[int, int], str] = {}

    def frame(self, entries: list[FeedEntry]) -> str:
        """The batch's frame; empty where nothing in it is for the caller."""
        place = (entries[0].seq, entries[-1].seq)
        made = self._made.get(place)
        if made is None:
            if len(self._made) >= KEPT:
                self._made.clear()
            made = self._made[place] = _frame(self._caller, entries)
        return made


@dataclass(frozen=True, slots=True)
class _Concerned:
    """Which agents a batch may have something for: these, and everybody of these sites."""

    people: frozenset[str]
    sites: frozenset[UUID | None]


class AgentView:
    """The feed as one agent sees it: hardly ever anything."""

    def __init__(self, caller: Caller, batches: "Batches") -> None:
        self._caller, self._batches, self._me = caller, batches, str(caller.user_id)

    def frame(self, entries: list[FeedEntry]) -> str:
        concerned = self._batches.concerned(entries)
        if self._me in concerned.people or self._caller.site_id in concerned.sites:
            return _frame(self._caller, entries)
        return ""


class Batches:
    """The views of one process."""

    def __init__(self) -> None:
        self._shared: dict[tuple[Role, UUID | None, UUID | None], View] = {}
        self._concerned: dict[tuple[int, int], _Concerned] = {}

    def view(self, caller: Caller) -> View | AgentView:
        if caller.role is Role.agent:
            return AgentView(caller, self)
        return self._shared.setdefault((caller.role, caller.site_id, caller.partner_id), View(caller))

    def concerned(self, entries: list[FeedEntry]) -> _Concerned:
        place = (entries[0].seq, entries[-1].seq)
        found = self._concerned.get(place)
        if found is None:
            if len(self._concerned) >= KEPT:
                self._concerned.clear()
            people = frozenset(person for entry in entries for person in service.people_of(entry))
            sites = frozenset(entry.site_id for entry in entries if service.is_to_all(entry))
            found = self._concerned[place] = _Concerned(people, sites)
        return found


def empty_frame(place: int) -> str:
    """A batch without events: the feed lives, and has come so far."""
    return f'{{"type":"batch","seq":{place},"events":[]}}'


def _frame(caller: Caller, entries: list[FeedEntry]) -> str:
    events = ",".join(frame for entry in entries if (frame := service.frame_for(caller, entry)))
    return f'{{"type":"batch","seq":{entries[-1].seq},"events":[{events}]}}' if events else ""
