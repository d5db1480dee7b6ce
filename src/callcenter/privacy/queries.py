"""Statements on the end of data. Those that destroy, or read a sealed record, run in the vault process only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update

from callcenter.call_lists.models import CallList
from callcenter.infra.db import AnyRow, Db, driver
from callcenter.privacy.models import Certificate, PersonFile, PersonRequest, Shredding

DESTROYED = ("list_secrets", "list_view_keys", "upload_chunks", "list_previews", "list_report_lines",
             "list_accepted_runs", "refused_rows", "refused_files", "contacts", "contact_conflicts",
             "late_notes", "contact_secrets")  # fmt: skip
"""Tables whose rows of a list go with it. A test looks whether each table with a `list_id` stands here or below."""

KEPT = ("hand_outs", "outcomes", "bookings", "shreddings", "certificates", "canaries", "report_hours",
        "report_codes")  # fmt: skip
"""What stays of a list: ids, codes, times and counts, without anything personal."""

NOT_A_PERSONS = "details - 'callback_at' - 'callback_for' - 'appointment'"
"""Of an outcome's details the closed choices stay, for statistics; agreed times go with the person."""

_NAMELESS_BOOKINGS = "UPDATE bookings SET client_reference = NULL, reference_key_version = NULL"
"""An appointment was there; whose it was is not told any more."""

_RESULTS_HOLD = "f.campaign_id = k.id AND l.campaign_id IN (k.id, k.confirms)"
"""Result files `f` of campaigns `k` that call people of list `l`: its own, and the one that confirms appointments."""

# --- retention ----------------------------------------------------------------------------------------------

_OVERVIEW = """
    SELECT l.id AS list_id, l.name AS list_name, l.state, l.partner_id, o.name AS partner_name,
           k.name AS campaign_name, l.counts, l.created_at, l.warned_at, l.warned_days, a.retention_days,
           l.site_id, s.cause, s.asked_by, s.approved_by, s.ordered_at, s.shredded_at, s.counts AS destroyed,
           s.certificate_id, c.final_on,
           (SELECT y.name FROM campaigns y WHERE y.confirms = k.id AND y.state IN ('open', 'paused')) AS confirming,
           CASE WHEN s.list_id IS NULL THEN (
               SELECT count(*) FROM bookings b JOIN slots t ON t.id = b.slot_id AND t.starts_at > :now
               JOIN contacts x ON x.id = b.contact_id AND x.list_id = l.id
               WHERE b.partner_id = l.partner_id AND b.state = 'booked'
           ) ELSE 0 END AS appointments,
           (SELECT p.id FROM approvals p WHERE p.act = 'shred_list' AND p.subject_id = l.id
            AND p.state = 'waiting' AND p.expires_at > :now) AS approval_id
    FROM call_lists l
    JOIN organisations o ON o.id = l.partner_id
    JOIN agreements a ON a.partner_id = l.partner_id
    LEFT JOIN campaigns k ON k.id = l.campaign_id
    LEFT JOIN shreddings s ON s.list_id = l.id
    LEFT JOIN certificates c ON c.id = s.certificate_id
    WHERE (CAST(:site AS uuid) IS NULL OR l.site_id = :site)
      AND (CAST(:partner AS uuid) IS NULL OR l.partner_id = :partner)
      AND (CAST(:list AS uuid) IS NULL OR l.id = :list)
      AND l.target_id IS NULL AND l.state NOT IN ('uploading', 'failed', 'cancelled')
    ORDER BY s.shredded_at IS NOT NULL, l.created_at + make_interval(days => a.retention_days), l.id
    LIMIT 500
"""


async def overview(
    db: Db, *, site_id: UUID | None, partner_id: UUID | None, now: datetime, list_id: UUID | None = None
) -> Sequence[AnyRow]:
    """Lists with what is known of their end, the next to end first; those that hold nothing are left out."""
    values = {"site": site_id, "partner": partner_id, "list": list_id, "now": now}
    return (await db.execute(text(_OVERVIEW), values)).all()


async def kept_lists(db: Db) -> Sequence[AnyRow]:
    """Every list that holds something, with what its retention is judged by."""
    statement = text(
        "SELECT l.id, l.name, l.partner_id, l.site_id, l.created_at, l.warned_at, l.warned_days, a.retention_days, "
        "o.name AS partner_name FROM call_lists l JOIN agreements a ON a.partner_id = l.partner_id "
        "JOIN organisations o ON o.id = l.partner_id "
        "WHERE l.target_id IS NULL "
        "AND l.state NOT IN ('uploading', 'failed', 'cancelled', 'shredding', 'shredded') ORDER BY l.created_at"
    )
    return (await db.execute(statement)).all()


async def warn(db: Db, list_id: UUID, days: int, now: datetime) -> bool:
    """Notes a warning; False when it, or a nearer one, was given already."""
    given = (CallList.warned_days.is_(None)) | (CallList.warned_days > days)
    statement = update(CallList).where(CallList.id == list_id, given)
    values = {"warned_days": days, "warned_at": func.coalesce(CallList.warned_at, now)}
    return (await db.execute(statement.values(**values).returning(CallList.id))).first() is not None


# --- shredding ----------------------------------------------------------------------------------------------


async def order_of(db: Db, list_id: UUID) -> Shredding | None:
    return await db.scalar(select(Shredding).where(Shredding.list_id == list_id))


async def close_list(db: Db, list_id: UUID) -> bool:
    """Nothing more is handed out, called or imported of it; False when its end was ordered already."""
    ended = ("shredding", "shredded", "uploading", "failed", "cancelled")
    own = CallList.target_id.is_(None)  # a file that changed a list ends with that list
    statement = update(CallList).where(CallList.id == list_id, own, CallList.state.not_in(ended))
    closed = statement.values(state="shredding", cancelling=True).returning(CallList.id)
    return (await db.execute(closed)).first() is not None


async def has_pending(db: Db, kind: str, *, list_id: UUID | None, contact_ids: Sequence[UUID]) -> bool:
    """Whether a job of this kind waits for a sealed record of the list, or for one of these."""
    statement = text(
        "SELECT EXISTS (SELECT 1 FROM jobs j JOIN contact_secrets s ON s.contact_id = j.subject_id "
        "WHERE j.kind = :kind AND j.failed_at IS NULL "
        "AND (s.list_id = :list OR s.contact_id = ANY(CAST(:contacts AS uuid[]))))"
    )
    values = {"kind": kind, "list": list_id, "contacts": list(contact_ids)}
    return bool(await db.scalar(statement, values))


async def _run(db: Db, statement: str, *values: Any) -> int:
    """A statement that may take its time over a million rows; how many rows it touched."""
    done = await (await driver(db)).execute(statement, *values, timeout=3600)
    return int(done.rsplit(" ", 1)[-1])


async def give_up_changes(db: Db, list_id: UUID) -> bool:
    """Tells files that were to change the list that nothing comes of it; True while one is being read or merged."""
    files = CallList.target_id == list_id
    await db.execute(update(CallList).where(files, CallList.cancelling.is_(False)).values(cancelling=True))
    busy = select(CallList.id).where(files, CallList.state.in_(("forecasting", "merging")))
    return (await db.execute(busy.limit(1))).first() is not None


async def family(db: Db, list_id: UUID) -> list[UUID]:
    """The list and the files that changed it, or were to: they end together."""
    statement = select(CallList.id).where((CallList.id == list_id) | (CallList.target_id == list_id))
    return list((await db.scalars(statement)).all())


async def kek_of(db: Db, lists: Sequence[UUID]) -> int | None:
    """The newest key-encryption key that wraps a secret of these lists."""
    statement = text("SELECT max(kek_version) FROM list_secrets WHERE list_id = ANY(CAST(:lists AS uuid[]))")
    found = await db.scalar(statement, {"lists": list(lists)})
    return None if found is None else int(found)


async def destroy_lists(db: Db, lists: Sequence[UUID]) -> dict[str, int]:
    """Everything of these lists but what `KEPT` says and their sealed records; how many rows of each."""
    ids = list(lists)
    gone = {
        table: await _run(db, f"DELETE FROM {table} WHERE list_id = ANY($1)", ids) for table in DESTROYED[:-1]
    }
    noted = (
        "SELECT count(note) AS notes, count(*) AS kept FROM outcomes WHERE list_id = ANY(CAST(:l AS uuid[]))"
    )
    outcomes = (await db.execute(text(noted), {"l": ids})).one()
    await _run(
        db,
        "UPDATE outcomes SET note = NULL, note_key_version = NULL, note_state = NULL, note_found = NULL, "
        f"details = {NOT_A_PERSONS} WHERE list_id = ANY($1)",
        ids,
    )
    await _run(db, f"{_NAMELESS_BOOKINGS} WHERE list_id = ANY($1)", ids)
    files = await _run(
        db,
        "DELETE FROM result_files f USING call_lists l, campaigns k WHERE l.id = ANY($1) "
        f"AND {_RESULTS_HOLD}",
        ids,
    )
    return {
        "records": gone["contacts"],
        "key_versions": gone["list_secrets"],
        "notes": outcomes.notes,
        "result_files": files,
        "report_lines": gone["list_report_lines"],
        "refused_rows": gone["refused_rows"],
        "upload_pieces": gone["upload_chunks"],
        "outcomes_kept": outcomes.kept,
    }


async def destroy_secrets(db: Db, lists: Sequence[UUID]) -> None:
    """The sealed records and their indexes."""
    await _run(db, "DELETE FROM contact_secrets WHERE list_id = ANY($1)", list(lists))


async def mark_shredded(
    db: Db, list_id: UUID, lists: Sequence[UUID], *, now: datetime, counts: Mapping[str, Any]
) -> None:
    """What stays of the list is its name, its counts and this."""
    cleared: dict[str, Any] = dict.fromkeys(
        ("layout", "mapping", "progress", "failure", "forecast", "refused_until")
    )
    cleared |= {"file_name": "", "zones": [], "state": "shredded"}
    await db.execute(update(CallList).where(CallList.id.in_(lists)).values(**cleared))
    order = update(Shredding).where(Shredding.list_id == list_id)
    await db.execute(order.values(shredded_at=now, counts=dict(counts)))


async def entry_id(db: Db, action: str, field: str, value: UUID) -> int:
    """The id of the entry this transaction just appended."""
    statement = text("SELECT max(id) FROM journal_pending WHERE action = :action AND data->>:field = :value")
    return int(await db.scalar(statement, {"action": action, "field": field, "value": str(value)}))


async def name_entry(db: Db, list_id: UUID, entry: int) -> None:
    await db.execute(update(Shredding).where(Shredding.list_id == list_id).values(entry_id=entry))


# --- certificates -------------------------------------------------------------------------------------------


async def proof(db: Db, entry: int) -> AnyRow | None:
    """The entry's place in the journal and the first signed checkpoint that covers it; None until there is one."""
    statement = text(
        "SELECT j.seq, c.size, c.root, c.signature FROM journal j JOIN journal_checkpoints c ON c.size >= j.seq "
        "WHERE j.id = :entry ORDER BY c.size LIMIT 1"
    )
    return (await db.execute(statement, {"entry": entry})).one_or_none()


async def shredded_list(db: Db, list_id: UUID) -> AnyRow | None:
    """A destroyed list with what its certificate says."""
    statement = text(
        "SELECT l.name, l.created_at, p.name AS partner, t.name AS site, s.* FROM shreddings s "
        "JOIN call_lists l ON l.id = s.list_id JOIN organisations p ON p.id = s.partner_id "
        "JOIN organisations t ON t.id = s.site_id WHERE s.list_id = :list AND s.shredded_at IS NOT NULL"
    )
    return (await db.execute(statement, {"list": list_id})).one_or_none()


async def put_certificate(
    db: Db,
    *,
    certificate_id: UUID,
    kind: str,
    subject_id: UUID,
    list_id: UUID | None,
    partner_id: UUID,
    site_id: UUID,
    issued_at: datetime,
    final_on: date,
    content: str,
) -> None:
    db.add(
        Certificate(
            id=certificate_id,
            kind=kind,
            subject_id=subject_id,
            list_id=list_id,
            partner_id=partner_id,
            site_id=site_id,
            issued_at=issued_at,
            final_on=final_on,
            text=content,
        )
    )
    await db.flush()
    owner = Shredding if kind == "list" else PersonRequest
    key = Shredding.list_id if kind == "list" else PersonRequest.id
    await db.execute(update(owner).where(key == subject_id).values(certificate_id=certificate_id))


async def certificates(
    db: Db, *, site_id: UUID | None, partner_id: UUID | None, certificate_id: UUID | None = None
) -> Sequence[Certificate]:
    """Certificates of a site, a partner or all, newest first, at most 500."""
    statement = select(Certificate)
    if site_id is not None:
        statement = statement.where(Certificate.site_id == site_id)
    if partner_id is not None:
        statement = statement.where(Certificate.partner_id == partner_id)
    if certificate_id is not None:
        statement = statement.where(Certificate.id == certificate_id)
    newest = statement.order_by(Certificate.issued_at.desc(), Certificate.id).limit(500)
    return (await db.scalars(newest)).all()


# --- one customer -------------------------------------------------------------------------------------------


async def request(
    db: Db, request_id: UUID, *, partner_id: UUID | None = None, lock: bool = False
) -> PersonRequest | None:
    statement = select(PersonRequest).where(PersonRequest.id == request_id)
    if partner_id is not None:
        statement = statement.where(PersonRequest.partner_id == partner_id)
    if lock:
        statement = statement.with_for_update()
    return await db.scalar(statement)


def found_ids(row: PersonRequest | None) -> list[UUID]:
    """The records a search found."""
    return [UUID(one["contact_id"]) for one in (row.found or () if row is not None else ())]


async def requests(db: Db, *, partner_id: UUID | None) -> Sequence[PersonRequest]:
    """Requests of a partner, or of all, newest first, at most 50."""
    statement = select(PersonRequest)
    if partner_id is not None:
        statement = statement.where(PersonRequest.partner_id == partner_id)
    return (await db.scalars(statement.order_by(PersonRequest.asked_at.desc()).limit(50))).all()


async def move_request(
    db: Db, request_id: UUID, *, origins: Sequence[str], target: str, **values: Any
) -> bool:
    """Changes a request that is in one of `origins`; False when it was elsewhere."""
    statement = update(PersonRequest).where(PersonRequest.id == request_id, PersonRequest.state.in_(origins))
    moved = statement.values(state=target, **values).returning(PersonRequest.id)
    return (await db.execute(moved)).first() is not None


async def has_file(db: Db, request_id: UUID) -> bool:
    return await db.scalar(select(PersonFile.made_at).where(PersonFile.request_id == request_id)) is not None


async def file_of(db: Db, request_id: UUID) -> bytes | None:
    return await db.scalar(select(PersonFile.sealed).where(PersonFile.request_id == request_id))


async def put_file(db: Db, request_id: UUID, sealed: bytes, now: datetime) -> None:
    db.add(PersonFile(request_id=request_id, made_at=now, sealed=sealed))
    await db.flush()


async def drop_old_attempts(db: Db, before: datetime) -> None:
    """Attempts to sign in that are older: ten thousand a run, the oldest first, so that no run takes long."""
    statement = text(
        "DELETE FROM sign_in_attempts WHERE at < :b AND id IN (SELECT id FROM sign_in_attempts ORDER BY id LIMIT 10000)"
    )
    await db.execute(statement, {"b": before})


async def drop_old_requests(db: Db, before: datetime) -> None:
    """Nobody comes back for these: the sealed reference and the file go, what was done stays."""
    await db.execute(
        text(
            "DELETE FROM person_files f USING person_requests r WHERE r.id = f.request_id AND r.asked_at < :b"
        ),
        {"b": before},
    )
    old = update(PersonRequest).where(PersonRequest.asked_at < before)
    await db.execute(old.values(sealed_reference=None, reader_key=None))


async def drop_person_files(db: Db, partner_id: UUID) -> None:
    """What was sealed for a download of this partner's."""
    await db.execute(
        text(
            "DELETE FROM person_files f USING person_requests r WHERE r.id = f.request_id AND r.partner_id = :p"
        ),
        {"p": partner_id},
    )


_PERSON = text(
    """
    SELECT c.id AS contact_id, c.reference, c.state, c.reason, c.line, c.zone, c.attempts, c.list_id, c.site_id,
           l.name AS list_name, l.created_at AS received_at, c.view,
           c.revision AS view_revision, x.key_version, x.revision, x.sealed, ls.wrapped,
           (SELECT count(*) FROM calls a WHERE a.contact_id = c.id) AS calls,
           (SELECT count(*) FROM outcomes o WHERE o.contact_id = c.id) AS outcomes,
           EXISTS (SELECT 1 FROM outcomes o WHERE o.contact_id = c.id AND o."group" = 'opposition')
             OR c.reason IS NOT DISTINCT FROM 'suppressed' AS objection
    FROM contact_secrets x
    JOIN contacts c ON c.id = x.contact_id
    JOIN call_lists l ON l.id = c.list_id
    JOIN list_secrets ls ON ls.list_id = x.list_id AND ls.key_version = x.key_version
    WHERE x.partner_id = :partner AND l.state NOT IN ('shredding', 'shredded')
      AND (x.reference_index = :index OR x.contact_id = ANY(CAST(:contacts AS uuid[])))
    ORDER BY l.created_at, c.line
    """
)


async def person(
    db: Db, partner_id: UUID, *, index: bytes | None = None, contact_ids: Sequence[UUID] = ()
) -> Sequence[AnyRow]:
    """The partner's records of one customer, by the index of the reference or by their ids (vault only)."""
    values = {"partner": partner_id, "index": index, "contacts": list(contact_ids)}
    return (await db.execute(_PERSON, values)).all()


async def history(db: Db, contact_id: UUID) -> tuple[Sequence[AnyRow], Sequence[AnyRow]]:
    """Calls and outcomes of a record, oldest first; appointments that were made without a call stand among these."""
    calls = text(
        "SELECT x.requested_at, x.answered_at, x.ended_at, x.result, k.name AS campaign FROM calls x "
        "JOIN campaigns k ON k.id = x.campaign_id WHERE x.contact_id = :contact ORDER BY x.requested_at"
    )
    outcomes = text(
        "SELECT o.id, o.recorded_at, o.code, o.details, o.note, o.note_key_version, o.note_state, "
        "s.starts_at, s.place FROM outcomes o "
        "LEFT JOIN bookings b ON b.outcome_id = o.id AND b.state = 'booked' LEFT JOIN slots s ON s.id = b.slot_id "
        "WHERE o.contact_id = :contact "
        "UNION ALL SELECT b.id, b.booked_at, 'booked', '{}'::jsonb, NULL, NULL, NULL, s.starts_at, s.place "
        "FROM bookings b JOIN slots s ON s.id = b.slot_id "
        "WHERE b.contact_id = :contact AND b.made_in <> 'call' AND b.state = 'booked' ORDER BY recorded_at"
    )
    values = {"contact": contact_id}
    return (await db.execute(calls, values)).all(), (await db.execute(outcomes, values)).all()


async def company(db: Db, partner_id: UUID) -> AnyRow:
    """A partner's name, clock and site."""
    statement = text(
        "SELECT o.name, o.time_zone, a.site_id FROM organisations o JOIN agreements a ON a.partner_id = o.id "
        "WHERE o.id = :partner"
    )
    return (await db.execute(statement, {"partner": partner_id})).one()


async def name_request_entry(db: Db, request_id: UUID, entry: int) -> None:
    await db.execute(update(PersonRequest).where(PersonRequest.id == request_id).values(entry_id=entry))


async def destroy_contacts(db: Db, contact_ids: Sequence[UUID]) -> int:
    """Records of one customer, notes and files that hold them, the sealed records last; how many records."""
    ids = list(contact_ids)
    await _run(
        db,
        "DELETE FROM result_files f USING contacts c, call_lists l, campaigns k WHERE c.id = ANY($1) "
        f"AND l.id = c.list_id AND {_RESULTS_HOLD}",
        ids,
    )
    await _run(
        db,
        "UPDATE outcomes SET note = NULL, note_key_version = NULL, note_state = NULL, "
        f"details = {NOT_A_PERSONS} WHERE contact_id = ANY($1)",
        ids,
    )
    await _run(db, f"{_NAMELESS_BOOKINGS} WHERE contact_id = ANY($1)", ids)
    await _run(db, "DELETE FROM contact_conflicts WHERE contact_id = ANY($1)", ids)
    await _run(db, "DELETE FROM late_notes WHERE contact_id = ANY($1)", ids)
    return await _run(db, "DELETE FROM contacts WHERE id = ANY($1)", ids)


async def destroy_contact_secrets(db: Db, contact_ids: Sequence[UUID]) -> None:
    await _run(db, "DELETE FROM contact_secrets WHERE contact_id = ANY($1)", list(contact_ids))


async def erased_person(db: Db, request_id: UUID) -> AnyRow | None:
    """An erased customer's request with what its certificate says."""
    statement = text(
        "SELECT r.*, p.name AS partner, a.site_id, t.name AS site FROM person_requests r "
        "JOIN organisations p ON p.id = r.partner_id JOIN agreements a ON a.partner_id = r.partner_id "
        "JOIN organisations t ON t.id = a.site_id WHERE r.id = :request AND r.erased_at IS NOT NULL"
    )
    return (await db.execute(statement, {"request": request_id})).one_or_none()
