"""Issuing, signing and checking papers. Rooms above compose what a paper says; nothing here knows why it is said."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from callcenter.accounts.schemas import Agent, Caller, Role, SiteCaller
from callcenter.infra import journal
from callcenter.infra.db import AnyRow, Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.papers import queries, rules
from callcenter.papers.errors import CodeUnknown, SignedAlready
from callcenter.papers.models import Paper
from callcenter.papers.schemas import (
    PaperContent,
    PaperIssued,
    PaperKind,
    PaperLine,
    PaperRead,
    PaperSigned,
    PaperTaken,
    PaperVerdict,
    Place,
    SignatureRead,
)

SHOWN = 100
BOTH: tuple[Place, ...] = ("learner", "staff")


async def issue(
    db: Db,
    staff: SiteCaller,
    learner_id: UUID,
    kind: PaperKind,
    content: PaperContent,
    *,
    subject_id: UUID | None = None,
    asks: Sequence[Place] = BOTH,
) -> PaperRead:
    """Issues a paper about an apprentice of the site: from now on its words stand. Raises NotFound."""
    if not await queries.is_apprentice(db, staff.site_id, learner_id):
        raise NotFound
    made, now = new_id(), clock.now()
    fingerprint = rules.digest(made, learner_id, kind, now, content)
    row = Paper(
        id=made,
        site_id=staff.site_id,
        learner_id=learner_id,
        kind=kind,
        subject_id=subject_id,
        content=content.model_dump(mode="json"),
        digest=fingerprint,
        code=rules.code_of(fingerprint),
        asks=list(asks),
        issued_by=staff.user_id,
        issued_at=now,
    )
    await queries.add(db, row)
    await journal.append(
        db,
        PaperIssued(
            paper_id=made,
            agent_id=learner_id,
            kind=kind,
            code=row.code,
            digest=fingerprint,
            actor_id=staff.user_id,
            site_id=staff.site_id,
        ),
    )
    return _read(row, [])


async def sign(db: Db, signer: SiteCaller, paper_id: UUID) -> PaperRead:
    """Signs in the caller's place, once: sent again, it answers the same. The edge asks for the passphrase first.

    Raises NotFound, SignedAlready (by somebody else, or not asked for).
    """
    row = await _mine(db, signer, paper_id)
    place: Place = "learner" if signer.role is Role.agent else "staff"
    values = {
        "paper_id": row.id,
        "place": place,
        "site_id": row.site_id,
        "signed_by": signer.user_id,
        "signed_at": clock.now(),
    }
    if place not in row.asks:
        raise SignedAlready
    if not await queries.sign(db, values):
        by = {
            each.PaperSignature.place: each.PaperSignature.signed_by
            for each in await queries.signatures(db, [row.id])
        }
        if by[place] != signer.user_id:
            raise SignedAlready
        return await read(db, signer, paper_id)
    await journal.append(
        db,
        PaperSigned(
            paper_id=row.id,
            agent_id=row.learner_id,
            code=row.code,
            place=place,
            actor_id=signer.user_id,
            site_id=row.site_id,
        ),
    )
    return await read(db, signer, paper_id)


async def _mine(db: Db, caller: SiteCaller, paper_id: UUID) -> Paper:
    """An apprentice's own paper; any of the site for its trainer. Raises NotFound."""
    own = caller.user_id if caller.role is Role.agent else None
    found = await queries.paper(db, caller.site_id, paper_id, learner_id=own)
    if found is None:
        raise NotFound
    return found


async def read(db: Db, caller: SiteCaller, paper_id: UUID) -> PaperRead:
    """Raises NotFound."""
    row = await _mine(db, caller, paper_id)
    return _read(row, await queries.signatures(db, [row.id]))


async def take(db: Db, caller: SiteCaller, paper_id: UUID) -> PaperRead:
    """The same, to be printed. Raises NotFound."""
    found = await read(db, caller, paper_id)
    taken = PaperTaken(
        paper_id=found.id, agent_id=found.learner_id, actor_id=caller.user_id, site_id=caller.site_id
    )
    await journal.append(db, taken)
    return found


async def own(db: Db, agent: Agent) -> list[PaperLine]:
    """The apprentice's papers, the newest first."""
    return await _lines(db, await queries.papers(db, agent.site_id, learner_id=agent.user_id, limit=SHOWN))


async def of_learner(db: Db, staff: SiteCaller, learner_id: UUID) -> list[PaperLine]:
    """Papers about an apprentice of the site, the newest first; none for anybody else."""
    return await _lines(db, await queries.papers(db, staff.site_id, learner_id=learner_id, limit=SHOWN))


async def about(db: Db, caller: SiteCaller, subject_id: UUID) -> list[PaperLine]:
    """Papers that were issued about one thing of a room above, the newest first."""
    return await _lines(db, await queries.papers(db, caller.site_id, subject_ids=[subject_id], limit=SHOWN))


async def newest_about(db: Db, caller: SiteCaller, subject_ids: Sequence[UUID]) -> dict[UUID, PaperLine]:
    """The newest paper about each of these, where there is one."""
    rows = await queries.papers(db, caller.site_id, subject_ids=subject_ids, limit=10 * SHOWN)
    lines = await _lines(db, rows)
    found: dict[UUID, PaperLine] = {}
    for row, line in zip(rows, lines, strict=True):
        assert row.subject_id is not None
        found.setdefault(row.subject_id, line)
    return found


async def _lines(db: Db, rows: Sequence[Paper]) -> list[PaperLine]:
    signed: dict[UUID, list[AnyRow]] = {row.id: [] for row in rows}
    for each in await queries.signatures(db, list(signed)) if rows else ():
        signed[each.PaperSignature.paper_id].append(each)
    return [_line(row, signed[row.id]) for row in rows]


def _line(row: Paper, signed: Sequence[AnyRow]) -> PaperLine:
    return PaperLine(
        id=row.id,
        kind=cast("PaperKind", row.kind),
        title=row.content["title"],
        code=row.code,
        asks=cast("list[Place]", row.asks),
        signatures=[_signature(each) for each in signed],
        issued_at=row.issued_at,
    )


def _read(row: Paper, signed: Sequence[AnyRow]) -> PaperRead:
    content = PaperContent.model_validate(row.content)
    return PaperRead(**_line(row, signed).model_dump(), learner_id=row.learner_id, content=content)


def _signature(row: AnyRow) -> SignatureRead:
    signed = row.PaperSignature
    return SignatureRead(place=signed.place, name=row.display_name, at=signed.signed_at)


# --- the code on the paper ----------------------------------------------------------------------------------


async def verify(db: Db, reader: Caller | None, code: str) -> PaperVerdict:
    """What the journal answers to the code on a paper; site staff ask about papers of their site.

    `reader` is None on the command line. Raises CodeUnknown.
    """
    code = rules.typed(code)
    site = reader.site_id if reader is not None and reader.role in {Role.supervisor, Role.trainer} else None
    entries = [row for row in await queries.told(db, code) if site is None or row.site_id == site]
    kept = await queries.by_code(db, code)
    issued = next((row for row in entries if row.action == "paper.issued"), None)
    if kept is not None and site is not None and kept.Paper.site_id != site:
        kept = None
    if issued is None and kept is None:
        raise CodeUnknown
    if kept is None:
        assert issued is not None
        return PaperVerdict(
            state="gone",
            code=code,
            kind=issued.data["kind"],
            learner=None,
            issued_at=issued.at,
            sealed_at=issued.seq,
            signatures=[
                SignatureRead(place=row.data["place"], name=row.name or "–", at=row.at)
                for row in entries
                if row.action == "paper.signed"
            ],
        )
    row: Paper = kept.Paper
    return PaperVerdict(
        state="new" if issued is None else "whole" if _as_issued(row, issued.data["digest"]) else "altered",
        code=code,
        kind=cast("PaperKind", row.kind),
        learner=kept.display_name,
        issued_at=row.issued_at,
        sealed_at=None if issued is None else issued.seq,
        signatures=[_signature(each) for each in await queries.signatures(db, [row.id])],
    )


def _as_issued(row: Paper, journalled: str) -> bool:
    content = PaperContent.model_validate(row.content)
    found = rules.digest(row.id, row.learner_id, row.kind, row.issued_at, content)
    return found == journalled == row.digest
