"""What can be done about the end of data in the web process: look, order, approve, fetch a certificate, look one
customer up. What destroys or opens a record is ordered here and done by the vault.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from callcenter.accounts import approvals
from callcenter.accounts.models import Approval
from callcenter.accounts.schemas import Caller, Role
from callcenter.call_lists.retention import due, kept_until
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.statements import facts_of
from callcenter.partners import service as partners
from callcenter.privacy import pages, queries
from callcenter.privacy.errors import ListEnding, PartnerUnknown, PersonStage, ReaderKeyInvalid
from callcenter.privacy.models import Certificate, PersonRequest, Shredding
from callcenter.privacy.schemas import (
    Cause,
    CertificateDownloaded,
    CertificateRead,
    Destroyed,
    PersonErasureOrdered,
    PersonFileRead,
    PersonFound,
    PersonRead,
    PersonSearch,
    PersonSearched,
    RetentionRead,
    RetentionWarned,
    ShreddingOrdered,
)

SHRED, RETIRE_KEYS, CERTIFY_LIST = "shred_list", "retire_keys", "certify_list"
SEARCH, WRITE_FILE, ERASE, CERTIFY_PERSON = "find_person", "write_person", "erase_person", "certify_person"
"""Kinds of the vault's jobs."""

BY_AGREEMENT = "agreement"
"""Who asked for the end of a list whose time is over."""

KEPT_REQUESTS = timedelta(days=1)
"""How long what was looked up of a customer can be fetched."""

KEPT_ATTEMPTS = timedelta(days=30)
"""How long attempts to sign in are remembered; what they decide looks back half an hour at most."""


# --- retention ----------------------------------------------------------------------------------------------


async def retention(db: Db, caller: Caller) -> list[RetentionRead]:
    """Lists and their ends, the next one first: of the site for its staff, a partner's own for a partner."""
    rows = await queries.overview(db, site_id=caller.site_id, partner_id=caller.partner_id, now=clock.now())
    return [_retention(row) for row in rows]


async def list_retention(db: Db, caller: Caller, list_id: UUID) -> RetentionRead:
    """The end of one list. Raises NotFound."""
    return _retention(await _overview_row(db, caller, list_id))


async def _overview_row(db: Db, caller: Caller, list_id: UUID) -> Any:
    rows = await queries.overview(
        db, site_id=caller.site_id, partner_id=caller.partner_id, now=clock.now(), list_id=list_id
    )
    for row in rows:
        return row
    raise NotFound


def _retention(row: Any) -> RetentionRead:
    until = kept_until(row.created_at, row.retention_days, row.warned_at)
    whole, used = until - row.created_at, clock.now() - row.created_at
    counts = row.counts or {}
    records = sum(counts.get(name, 0) for name in ("accepted", "warned", "not_callable"))
    same = {name: getattr(row, name) for name in RetentionRead.model_fields if hasattr(row, name)}
    return RetentionRead.model_validate(
        same
        | {
            "records": (row.destroyed or {}).get("records", records),
            "kept_until": None if row.ordered_at else until,
            "share": max(0.0, min(1.0, used / whole)),
            "destroyed": row.destroyed and Destroyed.model_validate(row.destroyed, extra="ignore"),
        }
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What a retention run does about one list: a warning so many days before, or (None) its end."""

    list_id: UUID
    list_name: str
    partner_name: str
    warning: int | None
    kept_until: datetime


async def run_retention(db: Db, now: datetime, *, dry_run: bool = False) -> list[Step]:
    """Gives the warnings that are due and orders the end of lists whose time is over; says what it did (would do).

    Twice at once it does nothing twice.
    """
    steps = []
    for row in await queries.kept_lists(db):
        found = due(row.created_at, row.retention_days, row.warned_at, row.warned_days, now)
        if found is None:
            continue
        warned_at = row.warned_at or now
        until = kept_until(row.created_at, row.retention_days, warned_at)
        step = Step(row.id, row.name, row.partner_name, found.warning, until)
        if dry_run or await _take(db, row, step, now):
            steps.append(step)
    if not dry_run:
        await queries.drop_old_requests(db, now - KEPT_REQUESTS)
        await queries.drop_old_attempts(db, now - KEPT_ATTEMPTS)
    return steps


async def _take(db: Db, row: Any, step: Step, now: datetime) -> bool:
    if step.warning is None:
        return await _order(db, row.id, row.partner_id, row.site_id, "retention", BY_AGREEMENT, None, None)
    if not await queries.warn(db, row.id, step.warning, now):
        return False
    warned = RetentionWarned(
        list_id=row.id, days=step.warning, site_id=row.site_id, partner_id=row.partner_id
    )
    await journal.append(db, warned)
    return True


# --- shredding ----------------------------------------------------------------------------------------------


async def shred(db: Db, keeper: Caller, list_id: UUID) -> RetentionRead:
    """Orders a list's end. A partner's own word, given with the passphrase, is enough for its own list; an
    administrator's waits for another person's approval.

    Raises NotFound, ListEnding, ApprovalWaits.
    """
    row = await _overview_row(db, keeper, list_id)
    if row.ordered_at is not None:
        raise ListEnding
    if keeper.role is Role.partner:
        await order_or_refuse(db, row, "partner", keeper, None)
    else:
        await approvals.ask(db, keeper, "shred_list", list_id, partner_id=row.partner_id)
    return await list_retention(db, keeper, list_id)


async def order_or_refuse(
    db: Db, row: Any, cause: Cause, asker: Caller | Approval, approver: Caller | None
) -> None:
    name = asker.asked_by_name if isinstance(asker, Approval) else asker.display_name
    approval = asker if isinstance(asker, Approval) else None
    if not await _order(
        db, row.list_id, row.partner_id, row.site_id, cause, name, approver or _actor(asker), approval
    ):
        raise ListEnding


def _actor(asker: Caller | Approval) -> Caller | None:
    return None if isinstance(asker, Approval) else asker


async def _order(
    db: Db,
    list_id: UUID,
    partner_id: UUID,
    site_id: UUID,
    cause: Cause,
    asked_by: str,
    actor: Caller | None,
    approval: Approval | None,
) -> bool:
    """Closes the list at once and has the vault destroy it; False when that was ordered already."""
    if not await queries.close_list(db, list_id):
        return False
    now = clock.now()
    db.add(
        Shredding(
            list_id=list_id,
            partner_id=partner_id,
            site_id=site_id,
            cause=cause,
            asked_by=asked_by,
            approved_by=actor.display_name if actor is not None and approval is not None else None,
            ordered_at=now,
        )
    )
    await db.flush()
    await jobs.enqueue(db, SHRED, list_id)
    ordered = ShreddingOrdered(
        list_id=list_id,
        cause=cause,
        approval_id=approval.id if approval is not None else None,
        actor_id=actor.user_id if actor is not None else None,
        site_id=site_id,
        partner_id=partner_id,
    )
    await journal.append(db, ordered)
    return True


# --- certificates -------------------------------------------------------------------------------------------


def _certificate(row: Certificate) -> CertificateRead:
    own = {name: getattr(row, name) for name in CertificateRead.model_fields if name != "facts"}
    return CertificateRead.model_validate(own | {"facts": facts_of(row.text)})


async def list_certificates(db: Db, caller: Caller) -> list[CertificateRead]:
    rows = await queries.certificates(db, site_id=caller.site_id, partner_id=caller.partner_id)
    return [_certificate(row) for row in rows]


async def certificate(db: Db, caller: Caller, certificate_id: UUID) -> CertificateRead:
    return _certificate(await _own_certificate(db, caller, certificate_id))


async def certificate_file(
    db: Db, caller: Caller, certificate_id: UUID, form: Literal["text", "page"]
) -> str:
    """The certificate's text as it was signed, or a page to print in the reader's language. Raises NotFound."""
    row = await _own_certificate(db, caller, certificate_id)
    read = CertificateDownloaded(
        certificate_id=row.id, actor_id=caller.user_id, site_id=row.site_id, partner_id=row.partner_id
    )
    await journal.append(db, read)
    return row.text if form == "text" else pages.certificate_page(row.text, caller.language)


async def _own_certificate(db: Db, caller: Caller, certificate_id: UUID) -> Certificate:
    rows = await queries.certificates(
        db, site_id=caller.site_id, partner_id=caller.partner_id, certificate_id=certificate_id
    )
    for row in rows:
        return row
    raise NotFound


# --- one customer -------------------------------------------------------------------------------------------


async def search_person(db: Db, keeper: Caller, keys: WebKeyring, asked: PersonSearch) -> PersonRead:
    """Has the vault look a customer up. The reference is sealed to the vault before it is stored.

    Raises PartnerUnknown, ReaderKeyInvalid (an administrator's browser gets no file).
    """
    partner_id = keeper.partner_id or asked.partner_id
    if partner_id is None:
        raise PartnerUnknown(fields={"partner_id": "missing"})
    try:
        await partners.agreed_terms(db, partner_id)
    except NotFound:
        raise PartnerUnknown(fields={"partner_id": "unknown"}) from None
    if asked.reader_key and keeper.role is not Role.partner:
        raise ReaderKeyInvalid(fields={"reader_key": "not_allowed"})
    row = PersonRequest(
        id=new_id(),
        partner_id=partner_id,
        asked_by=keeper.user_id,
        asked_at=clock.now(),
        language=keeper.language,
        state="searching",
        reader_key=bytes.fromhex(asked.reader_key) if asked.reader_key else None,
    )
    row.sealed_reference = keys.seal_reference(row.id, asked.reference)
    db.add(row)
    await db.flush()
    await jobs.enqueue(db, SEARCH, row.id)
    await journal.append(
        db, PersonSearched(request_id=row.id, actor_id=keeper.user_id, partner_id=partner_id)
    )
    return await read_person(db, keeper, row.id)


async def list_people(db: Db, keeper: Caller) -> list[PersonRead]:
    """The latest requests, newest first."""
    waiting = await _waiting_erasures(db, keeper)
    return [
        await _person(db, row, waiting) for row in await queries.requests(db, partner_id=keeper.partner_id)
    ]


async def read_person(db: Db, keeper: Caller, request_id: UUID) -> PersonRead:
    row = await queries.request(db, request_id, partner_id=keeper.partner_id)
    if row is None:
        raise NotFound
    return await _person(db, row, await _waiting_erasures(db, keeper))


async def _waiting_erasures(db: Db, keeper: Caller) -> dict[UUID, UUID]:
    return {
        row.subject_id: row.id for row in await approvals.waiting(db, keeper) if row.act == "erase_person"
    }


async def _person(db: Db, row: PersonRequest, waiting: dict[UUID, UUID]) -> PersonRead:
    return PersonRead(
        id=row.id,
        state=cast(Any, row.state),
        asked_at=row.asked_at,
        found=[PersonFound.model_validate(one) for one in row.found or ()],
        has_file=await queries.has_file(db, row.id),
        erased_at=row.erased_at,
        certificate_id=row.certificate_id,
        approval_id=waiting.get(row.id),
    )


async def order_person_file(db: Db, partner: Caller, request_id: UUID) -> PersonRead:
    """Has the vault seal what is held of the customer to the browser that asked. Raises NotFound, PersonStage."""
    row = await queries.request(db, request_id, partner_id=partner.partner_id)
    if row is None:
        raise NotFound
    if row.reader_key is None or not await queries.move_request(
        db, request_id, origins=["found"], target="writing"
    ):
        raise PersonStage
    await jobs.enqueue(db, WRITE_FILE, request_id)
    db.expire(row)
    return await read_person(db, partner, request_id)


async def person_file(db: Db, partner: Caller, request_id: UUID) -> bytes:
    """The sealed file: only the browser whose key the request named can read it. Raises NotFound."""
    row = await queries.request(db, request_id, partner_id=partner.partner_id)
    sealed = await queries.file_of(db, request_id) if row is not None else None
    if row is None or sealed is None:
        raise NotFound
    read = PersonFileRead(request_id=request_id, actor_id=partner.user_id, partner_id=row.partner_id)
    await journal.append(db, read)
    return sealed


async def erase_person(db: Db, keeper: Caller, request_id: UUID) -> PersonRead:
    """Orders the destruction of every record of the customer that was found. An administrator's word waits for
    another person's.

    Raises NotFound, PersonStage, ApprovalWaits.
    """
    row = await queries.request(db, request_id, partner_id=keeper.partner_id)
    if row is None:
        raise NotFound
    if row.state != "found":
        raise PersonStage
    if keeper.role is Role.partner:
        await order_erasure(db, row.id, keeper.display_name, keeper, None)
    else:
        await approvals.ask(db, keeper, "erase_person", row.id, partner_id=row.partner_id)
    db.expire(row)
    return await read_person(db, keeper, request_id)


async def order_erasure(
    db: Db, request_id: UUID, asked_by: str, actor: Caller, approval: Approval | None
) -> None:
    row = await queries.request(db, request_id)
    if row is None:
        raise NotFound
    approver = actor.display_name if approval is not None else None
    values = {"erased_by": asked_by, "approved_by": approver, "ordered_at": clock.now()}
    if not await queries.move_request(db, request_id, origins=["found"], target="erasing", **values):
        raise PersonStage
    await jobs.enqueue(db, ERASE, request_id)
    ordered = PersonErasureOrdered(
        request_id=request_id,
        approval_id=approval.id if approval is not None else None,
        actor_id=actor.user_id,
        partner_id=row.partner_id,
    )
    await journal.append(db, ordered)
