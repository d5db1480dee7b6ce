"""Destroying, in the vault: a list or one customer's records, the key that could still open a copy, and the
certificate.

Each step is one transaction with its job (see `infra.jobs`): killed at any moment, it leaves all or nothing and is
taken again. What it has to wait for, it is put back for.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from callcenter.call_lists.rotation import KeysBusy, rotate
from callcenter.calls import service as calls
from callcenter.do_not_call.service import OBJECT
from callcenter.infra import journal
from callcenter.infra.db import Db, read_dsn
from callcenter.infra.jobs import enqueue
from callcenter.infra.vault_keyring import VaultKeyring
from callcenter.kit import clock
from callcenter.kit.ids import new_id
from callcenter.privacy import queries
from callcenter.privacy.certificates import CERTIFICATE
from callcenter.privacy.queries import found_ids
from callcenter.privacy.schemas import CertificateIssued, ListShredded, PersonErased
from callcenter.privacy.service import CERTIFY_LIST, CERTIFY_PERSON, ERASE, RETIRE_KEYS, SHRED
from callcenter.settings import Settings

log = structlog.get_logger(__name__)

CLOSING = timedelta(minutes=5)
"""A talk under way when its data is to end may be finished, and its outcome recorded, for so long."""

AGAIN = timedelta(seconds=1)
KEYS_SECONDS = 5
"""How long the key rotation waits for an import that makes a secret just now."""

_KEPT = "do-not-call fingerprints"


class _NotYet(Exception):
    """Something still needs the data: undo and come back."""


async def shred(db: Db, keys: VaultKeyring, list_id: UUID) -> None:
    """Destroys a list whose end was ordered, or comes back when it can."""
    try:
        async with db.begin_nested():
            await _shred(db, keys, list_id)
    except _NotYet:
        await queries.give_up_changes(
            db, list_id
        )  # undone with the rest, and a file being read has to see it
        # What nobody has called yet leaves its agent's hands at once.
        await calls.withdraw(db, list_id=list_id, patient=True)
        await enqueue(db, SHRED, list_id, delay=AGAIN)


async def erase(db: Db, request_id: UUID) -> None:
    """Destroys the records of one customer, or comes back when it can."""
    try:
        async with db.begin_nested():
            await _erase(db, request_id)
    except _NotYet:
        row = await queries.request(db, request_id)
        await calls.withdraw(db, contact_ids=found_ids(row), patient=True)
        await enqueue(db, ERASE, request_id, delay=AGAIN)


async def retire_keys(db: Db, keys: VaultKeyring, settings: Settings, list_id: UUID) -> None:
    """Replaces the key-encryption key until no version is left that ever wrapped the list's secret: then an older
    copy of the database is of no use even with the vault's keyring of today.
    """
    order = await queries.order_of(db, list_id)
    wrapped_by = (order.counts or {}).get("kek_version") if order is not None else None
    try:
        while wrapped_by is not None and keys.kek_versions[0] <= wrapped_by:
            await rotate(read_dsn(settings.vault_folder), keys, lock_seconds=KEYS_SECONDS)
    except KeysBusy:
        await enqueue(db, RETIRE_KEYS, list_id, delay=AGAIN)
        return
    await enqueue(db, CERTIFY_LIST, list_id)


async def _make_way(
    db: Db, ordered_at: datetime, *, list_id: UUID | None = None, contact_ids: Sequence[UUID] = ()
) -> None:
    """Takes the data out of every hand. Raises _NotYet while somebody talks, or an objection waits to be kept."""
    patient = clock.now() < ordered_at + CLOSING
    if await calls.withdraw(db, list_id=list_id, contact_ids=contact_ids, patient=patient):
        raise _NotYet
    if await queries.has_pending(db, OBJECT, list_id=list_id, contact_ids=contact_ids):
        raise _NotYet


async def _shred(db: Db, keys: VaultKeyring, list_id: UUID) -> None:
    order = await queries.order_of(db, list_id)
    if order is None or order.shredded_at is not None:
        return
    if await queries.give_up_changes(db, list_id):
        raise _NotYet
    await _make_way(db, order.ordered_at, list_id=list_id)
    lists = await queries.family(db, list_id)
    kek_version = await queries.kek_of(db, lists)
    counts = await queries.destroy_lists(db, lists)
    # A hand-out or an objection that was being committed held the rows just deleted: it shows only now.
    await _make_way(db, order.ordered_at - CLOSING, list_id=list_id)
    await queries.destroy_secrets(db, lists)
    await queries.drop_person_files(db, order.partner_id)
    told = counts | {"kek_version": kek_version}
    await queries.mark_shredded(db, list_id, lists, now=clock.now(), counts=told)
    done = ListShredded.model_validate(
        {
            "list_id": list_id,
            "cause": order.cause,
            "records": counts["records"],
            "key_versions": counts["key_versions"],
            "site_id": order.site_id,
            "partner_id": order.partner_id,
        }
    )
    await journal.append(db, done)
    await queries.name_entry(db, list_id, await queries.entry_id(db, done.action, "list_id", list_id))
    await enqueue(db, RETIRE_KEYS, list_id)
    for each in lists:
        keys.forget(each)
    log.info("list shredded", list_id=str(list_id), records=counts["records"])


async def _erase(db: Db, request_id: UUID) -> None:
    row = await queries.request(db, request_id, lock=True)
    if row is None or row.state != "erasing":
        return
    assert row.ordered_at is not None
    ids = found_ids(row)
    await _make_way(db, row.ordered_at, contact_ids=ids)
    records = await queries.destroy_contacts(db, ids)
    await _make_way(db, row.ordered_at - CLOSING, contact_ids=ids)
    await queries.destroy_contact_secrets(db, ids)
    await queries.drop_person_files(db, row.partner_id)
    values = {"erased_at": clock.now(), "reader_key": None, "sealed_reference": None}
    await queries.move_request(db, request_id, origins=["erasing"], target="erased", **values)
    about = await queries.company(db, row.partner_id)
    done = PersonErased(
        request_id=request_id, records=records, site_id=about.site_id, partner_id=row.partner_id
    )
    await journal.append(db, done)
    entry = await queries.entry_id(db, done.action, "request_id", request_id)
    await queries.name_request_entry(db, request_id, entry)
    await enqueue(db, CERTIFY_PERSON, request_id)


# --- certificates -------------------------------------------------------------------------------------------


async def certify_list(db: Db, keys: VaultKeyring, settings: Settings, list_id: UUID) -> None:
    """Signs the certificate once a signed checkpoint of the journal covers the destruction."""
    row = await queries.shredded_list(db, list_id)
    if row is None or row.certificate_id is not None:
        return
    proof = await queries.proof(db, row.entry_id)
    if proof is None:
        await enqueue(db, CERTIFY_LIST, list_id, delay=AGAIN)
        return
    await _certify(db, keys, settings, "list", row, proof)


async def certify_person(db: Db, keys: VaultKeyring, settings: Settings, request_id: UUID) -> None:
    """The same for the records of one customer."""
    row = await queries.erased_person(db, request_id)
    if row is None or row.certificate_id is not None:
        return
    proof = await queries.proof(db, row.entry_id)
    if proof is None:
        await enqueue(db, CERTIFY_PERSON, request_id, delay=AGAIN)
        return
    await _certify(db, keys, settings, "person", row, proof)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


async def _certify(db: Db, keys: VaultKeyring, settings: Settings, kind: str, row: Any, proof: Any) -> None:
    certificate_id, now = new_id(), clock.now()
    ended_at: datetime = row.shredded_at if kind == "list" else row.erased_at
    final_on = (ended_at + timedelta(days=settings.backup_days)).date()
    facts = {
        "certificate": str(certificate_id),
        **(_list_facts(row) if kind == "list" else _person_facts(row)),
        "destroyed at": _moment(ended_at),
        "final on": final_on.isoformat(),
        "kept": _KEPT,
        "journal entry": str(proof.seq),
        "journal checkpoint size": str(proof.size),
        "journal checkpoint root": proof.root.hex(),
        "journal checkpoint signature": proof.signature.hex(),
        "issued at": _moment(now),
        "public key": keys.journal_public_key.hex(),
    }
    subject_id = row.list_id if kind == "list" else row.id
    await queries.put_certificate(
        db,
        certificate_id=certificate_id,
        kind=kind,
        subject_id=subject_id,
        list_id=subject_id if kind == "list" else None,
        partner_id=row.partner_id,
        site_id=row.site_id,
        issued_at=now,
        final_on=final_on,
        content=CERTIFICATE.signed(CERTIFICATE.compose(facts), keys.sign_statement),
    )
    issued = CertificateIssued.model_validate(
        {
            "certificate_id": certificate_id,
            "kind": kind,
            "subject_id": subject_id,
            "site_id": row.site_id,
            "partner_id": row.partner_id,
        }
    )
    await journal.append(db, issued)


def _list_facts(row: Any) -> dict[str, str]:
    counts = row.counts
    names = (
        "records",
        "key_versions",
        "notes",
        "result_files",
        "report_lines",
        "refused_rows",
        "upload_pieces",
        "outcomes_kept",
    )
    return {
        "what": "call list",
        "list": str(row.list_id),
        "name": row.name,
        "partner": row.partner,
        "site": row.site,
        "received": _moment(row.created_at),
        "cause": row.cause,
        "asked by": row.asked_by,
        "asked at": _moment(row.ordered_at),
        **({"approved by": row.approved_by} if row.approved_by else {}),
        "method": "list key destroyed, key-encryption key replaced",
        **{name.replace("_", " "): str(counts[name]) for name in names},
    }


def _person_facts(row: Any) -> dict[str, str]:
    return {
        "what": "one customer",
        "request": str(row.id),
        "references": " ".join(one["reference"] for one in row.found),
        "partner": row.partner,
        "site": row.site,
        "asked by": row.erased_by,
        **({"approved by": row.approved_by} if row.approved_by else {}),
        "method": "records deleted",
        "records": str(len(row.found)),
    }
