"""What can be done with call lists in the web process: announce, upload, map, follow, attach, remove."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from callcenter.accounts.schemas import Caller, GivenTo, Partner, Supervisor
from callcenter.call_lists import queries
from callcenter.call_lists.errors import (
    CampaignMismatch,
    ListHoldsContacts,
    ListState,
    MappingInvalid,
    NoPhoneColumn,
    NoReferenceColumn,
    PreviewNotReady,
    QuestionsOpen,
    TargetInvalid,
    UploadEmpty,
)
from callcenter.call_lists.fields import DATES, Field
from callcenter.call_lists.mapping import Column, check_mapping
from callcenter.call_lists.models import CallList
from callcenter.call_lists.retention import kept_until
from callcenter.call_lists.schemas import (
    CallListAdded,
    CallListAttached,
    CallListCancelled,
    CallListConfirmed,
    CallListCreate,
    CallListMapped,
    CallListRead,
    CallListReceived,
    CallListRemoved,
    CallListReread,
    CallListResumed,
    Failure,
    ImportOrder,
    ListConsentDeclared,
    Preview,
    ReadingChoice,
)
from callcenter.call_lists.sentences import FILE
from callcenter.campaigns import service as campaigns
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.infra.exchange import Letter
from callcenter.infra.keyring import WebKeyring
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.partners import service as partners
from callcenter.partners.schemas import ConsentDeclared

INSPECT, IMPORT, REMOVE = "inspect_list", "import_list", "remove_list"
FORECAST, MERGE = "forecast_list", "merge_list"
APPLY_CONSENT = "apply_list_consent"
"""Kinds of the vault's jobs on a list."""

WEIGH_LIST = "weigh_list"
"""Kind of the vault's job by which a stored list learns what the attempt ledger knows of its numbers."""


CHUNK_BYTES = 256 * 1024

_READ = tuple(
    CallListRead.model_fields.keys()
    - {
        "failure",
        "forecast",
        "totals",
        "partner_name",
        "campaign_name",
        "counts",
        "progress",
        "consent",
        "stopping",
        "kept_until",
        "given_to",
    }
)


def _read(row: Any, caller: Caller) -> CallListRead:
    found: CallList = row.CallList
    failure = found.failure and Failure(code=found.failure, message=FILE[found.failure].of(caller.language))
    consent = (found.mapping or {}).get("consent")
    names = {"partner_name": row.partner_name, "campaign_name": row.campaign_name, "failure": failure}
    names["consent"] = consent and consent | {"on": consent["on"] or None}
    stopping = "cancel" if found.cancelling else "pause" if found.pausing else None
    names["stopping"] = stopping if found.state == "importing" else None
    told = caller.partner_id is None
    names["given_to"] = GivenTo(team_id=found.given_team, agent_id=found.given_agent) if told else GivenTo()
    ending = found.state in {"shredding", "shredded"} or row.retention_days is None
    names["kept_until"] = (
        None if ending else kept_until(found.created_at, row.retention_days, found.warned_at)
    )
    own = {name: getattr(found, name) for name in (*_READ, "counts", "progress", "forecast", "totals")}
    return CallListRead.model_validate(own | names)


def entry_ids(partner: Caller, row: CallList) -> dict[str, Any]:
    return {
        "list_id": row.id,
        "actor_id": partner.user_id,
        "site_id": row.site_id,
        "partner_id": row.partner_id,
    }


async def own_list(db: Db, partner: Partner, list_id: UUID, *, lock: bool = True) -> CallList:
    """The partner's list, locked if it is to be changed. Raises NotFound."""
    row = await queries.of_partner(db, list_id, partner.partner_id, lock=lock)
    if row is None:
        raise NotFound
    return row


# --- look ---------------------------------------------------------------------------------------------------


async def list_lists(db: Db, caller: Caller, *, target_id: UUID | None = None) -> list[CallListRead]:
    """The site's lists for its staff, the partner's own for a partner, newest first.

    With `target_id` the files that were meant to change that list.
    """
    rows = await queries.lists(db, site_id=caller.site_id, partner_id=caller.partner_id, target_id=target_id)
    return [_read(row, caller) for row in rows]


async def read_list(db: Db, caller: Caller, list_id: UUID) -> CallListRead:
    rows = await queries.lists(db, site_id=caller.site_id, partner_id=caller.partner_id, list_id=list_id)
    for row in rows:
        return _read(row, caller)
    raise NotFound


async def read_preview(db: Db, partner: Partner, keys: WebKeyring, list_id: UUID) -> Preview:
    """What the vault understood of the file, with the questions still open. Raises NotFound, PreviewNotReady."""
    row = await own_list(db, partner, list_id, lock=False)
    sealed = await queries.preview(db, row.id)
    if sealed is None or row.layout is None or row.state == "inspecting":
        raise PreviewNotReady
    found = Preview.model_validate_json(keys.open_from_vault(Letter.PREVIEW, row.id, 0, True, sealed))
    found.questions = [question for question in found.questions if question.about not in row.layout["chosen"]]
    if code := row.layout.get("refused"):
        found.refused = Failure(code=code, message=FILE[code].of(partner.language))
    return found


# --- upload -------------------------------------------------------------------------------------------------


async def announce(db: Db, partner: Partner, new: CallListCreate) -> CallListRead:
    """A list that waits for its file. Raises PurposeNotAgreed, OfferBanned, TargetInvalid, NotFound."""
    terms = await partners.agreed_terms(db, partner.partner_id, new.purpose)
    partners.refuse_banned(new.purpose, name=new.name)
    if (new.mode == "new") != (new.target_id is None):
        raise TargetInvalid(fields={"target_id": "missing" if new.target_id is None else "not_wanted"})
    if new.target_id is not None:
        target = await own_list(db, partner, new.target_id, lock=False)
        if target.state != "ready" or target.purpose != new.purpose:
            raise TargetInvalid(fields={"target_id": "not_fitting"})
    row = CallList(
        id=new_id(),
        partner_id=partner.partner_id,
        site_id=terms.site_id,
        name=new.name,
        purpose=new.purpose,
        file_name=new.file_name,
        mode=new.mode,
        target_id=new.target_id,
        state="uploading",
        bytes=0,
        zones=[],
        created_by=partner.user_id,
        created_at=clock.now(),
    )
    db.add(row)
    await db.flush()
    await journal.append(db, CallListAdded(purpose=new.purpose, **entry_ids(partner, row)))
    return await read_list(db, partner, row.id)


async def receive(
    db: Db, partner: Partner, keys: WebKeyring, list_id: UUID, pieces: AsyncIterator[bytes]
) -> CallListRead:
    """Takes the file as it streams in; each piece is sealed to the vault before it touches the database.

    Raises NotFound, ListState, UploadEmpty and what `pieces` raises; then nothing of it is kept.
    """
    row = await queries.of_partner(db, list_id, partner.partner_id, skip_locked=True)
    if row is None:
        await own_list(db, partner, list_id, lock=False)
    if row is None or row.state != "uploading":
        raise ListState  # or another upload of the same list is under way
    held, number, total = bytearray(), 0, 0

    async def store(size: int, *, last: bool) -> None:
        nonlocal number, total
        sealed = keys.seal_upload_chunk(row.id, number, last, bytes(held[:size]))
        await queries.add_chunk(db, row.id, number, last, sealed)
        del held[:size]
        number, total = number + 1, total + size

    async for piece in pieces:
        held += piece
        while len(held) > CHUNK_BYTES:  # not >=: the last piece must not be empty
            await store(CHUNK_BYTES, last=False)
    if not held:
        raise UploadEmpty
    await store(len(held), last=True)
    if not await queries.move(db, row.id, origins=["uploading"], target="received", bytes=total):
        raise ListState
    await jobs.enqueue(db, INSPECT, row.id)
    await journal.append(db, CallListReceived(bytes=total, **entry_ids(partner, row)))
    db.expire(row)
    return await read_list(db, partner, list_id)


# --- map and import -----------------------------------------------------------------------------------------


async def settle_reading(db: Db, partner: Partner, list_id: UUID, choice: ReadingChoice) -> CallListRead:
    """Settles how the file is read; where that differs from the preview, the vault reads the sealed upload again.

    Raises NotFound, ListState.
    """
    row = await own_list(db, partner, list_id)
    if row.state != "needs_mapping" or row.layout is None:
        raise ListState
    layout, given = row.layout, choice.model_dump(mode="json", exclude_none=True)
    chosen = layout["chosen"] | given
    if all(layout["shape"][part] == value for part, value in given.items()):
        row.layout = layout | {"chosen": chosen, "refused": None}
        await db.flush()
    else:
        if given.keys() & {"encoding", "separator", "sheet"} and "header_line" not in given:
            chosen.pop("header_line", None)  # the line meant another table
        after = layout | {"chosen": chosen, "before": layout["chosen"], "refused": None}
        await queries.move(db, row.id, origins=["needs_mapping"], target="inspecting", layout=after)
        await jobs.enqueue(db, INSPECT, row.id)
    await journal.append(db, CallListReread(parts=sorted(given), **entry_ids(partner, row)))
    db.expire(row)
    return await read_list(db, partner, list_id)


async def order_import(db: Db, partner: Partner, list_id: UUID, order: ImportOrder) -> CallListRead:
    """Starts the import under a confirmed mapping; of a file that changes a list, its forecast.

    Raises NotFound, ListState, QuestionsOpen, MappingInvalid, NoPhoneColumn, NoReferenceColumn, BasisNotAgreed,
    ConsentInvalid.
    """
    row = await own_list(db, partner, list_id)
    if row.state != "needs_mapping" or row.layout is None:
        raise ListState
    layout = row.layout
    if unanswered := _unanswered(layout, order):
        raise QuestionsOpen(fields=dict.fromkeys(unanswered, "unanswered"))
    wrong = check_mapping([Column(c.index, c.field, c.use) for c in order.columns], layout["width"])
    if row.mode == "update" and not any(c.field is Field.client_reference for c in order.columns):
        raise NoReferenceColumn(fields={"columns": "no_reference_column"})
    if wrong:
        raise (NoPhoneColumn if "no_phone_column" in wrong.values() else MappingInvalid)(fields=wrong)
    terms = await partners.agreed_terms(db, row.partner_id)
    consent = order.consent
    if consent is not None:
        partners.check_consent(terms, consent)
    mapping = {
        "columns": [[c.index, c.field.value, c.use.value] for c in order.columns],
        "shape": layout["shape"],
        "width": layout["width"],
        "consent": consent and _declared(consent),
    }
    progress = {"done": 0, "total": layout["lines"], "rate": 0.0}
    values = {"mapping": mapping, "progress": progress, "cancelling": False, "pausing": False}
    amends = row.target_id is not None
    target = "forecasting" if amends else "importing"
    if not await queries.move(db, row.id, origins=["needs_mapping"], target=target, **values):
        raise ListState
    await queries.remember_layout(
        db,
        row.partner_id,
        bytes.fromhex(layout["fingerprint"]),
        mapping={"columns": mapping["columns"]},
        confirmed_at=clock.now(),
    )
    await jobs.enqueue(db, FORECAST if amends else IMPORT, row.id)
    await journal.append(
        db,
        CallListMapped(
            columns=len(order.columns),
            consent_basis=consent and consent.basis,
            consent_on=consent and consent.on,
            **entry_ids(partner, row),
        ),
    )
    db.expire(row)
    return await read_list(db, partner, list_id)


def _unanswered(layout: dict[str, Any], order: ImportOrder) -> list[str]:
    """The open questions that matter: the order of dates does only where a date is imported."""
    dates = any(column.field in DATES for column in order.columns)
    return [
        part
        for part in layout["questions"]
        if part not in layout["chosen"] and (dates or part != "date_order")
    ]


async def declare_consent(db: Db, partner: Partner, list_id: UUID, declared: ConsentDeclared) -> CallListRead:
    """The partner's word, after the import, for rows that named no basis; the vault then frees them for calling.

    Raises NotFound, ListState, BasisNotAgreed, ConsentInvalid.
    """
    row = await own_list(db, partner, list_id)
    if row.state != "ready" or row.mapping is None:
        raise ListState
    partners.check_consent(await partners.agreed_terms(db, row.partner_id), declared)
    row.mapping = row.mapping | {"consent": _declared(declared)}
    await db.flush()
    await jobs.enqueue(db, APPLY_CONSENT, row.id)
    entry = ListConsentDeclared(
        consent_basis=declared.basis, consent_on=declared.on, **entry_ids(partner, row)
    )
    await journal.append(db, entry)
    return await read_list(db, partner, list_id)


def _declared(consent: ConsentDeclared) -> dict[str, str]:
    """As the reader and the vault take it: the date as text, empty when not said."""
    return {**consent.model_dump(mode="json"), "on": str(consent.on or "")}


async def confirm(db: Db, partner: Partner, list_id: UUID) -> CallListRead:
    """Has the vault do to the list what it announced, or nothing. Raises NotFound, ListState."""
    row = await own_list(db, partner, list_id)
    progress = {"done": 0, "total": (row.counts or {}).get("lines", 0), "rate": 0.0}
    values = {"failure": None, "progress": progress}
    if row.target_id is None or not await queries.move(
        db, row.id, origins=["forecast"], target="merging", **values
    ):
        raise ListState
    await jobs.enqueue(db, MERGE, row.id)
    entry = CallListConfirmed(target_id=row.target_id, **entry_ids(partner, row))
    await journal.append(db, entry)
    db.expire(row)
    return await read_list(db, partner, list_id)


async def pause(db: Db, partner: Partner, list_id: UUID) -> CallListRead:
    """Tells a running import to stop where it is; what is stored waits. Raises NotFound, ListState."""
    row = await own_list(db, partner, list_id)
    if row.state != "importing" or row.cancelling:
        raise ListState
    row.pausing = True
    await db.flush()
    return await read_list(db, partner, list_id)


async def resume(db: Db, partner: Partner, list_id: UUID) -> CallListRead:
    """Lets a paused import go on from where it stopped. Raises NotFound, ListState."""
    row = await own_list(db, partner, list_id)
    if not await queries.move(db, row.id, origins=["paused"], target="importing", pausing=False):
        raise ListState
    await jobs.enqueue(db, IMPORT, row.id)
    await journal.append(db, CallListResumed(**entry_ids(partner, row)))
    db.expire(row)
    return await read_list(db, partner, list_id)


async def cancel(db: Db, partner: Partner, list_id: UUID) -> CallListRead:
    """Gives a list up. An import is told to stop and leaves nothing behind. Raises NotFound, ListState."""
    row = await own_list(db, partner, list_id)
    if row.state in {"importing", "merging"}:
        row.cancelling = True
        await db.flush()
    elif row.state == "paused":
        await queries.move(db, row.id, origins=["paused"], target="importing", cancelling=True)
        await jobs.enqueue(db, IMPORT, row.id)
    else:
        origins = ["uploading", "received", "inspecting", "needs_mapping", "forecasting", "forecast"]
        if not await queries.move(db, row.id, origins=origins, target="cancelled"):
            raise ListState
        await queries.drop_chunks(db, row.id)
        await journal.append(db, CallListCancelled(**entry_ids(partner, row)))
    db.expire(row)
    return await read_list(db, partner, list_id)


async def remove(db: Db, partner: Partner, list_id: UUID) -> None:
    """Takes back a list that holds nobody yet, or nobody any more; the vault then deletes what is left of it.

    Once it holds contacts, it ends by being destroyed, with a certificate.

    Raises NotFound, ListHoldsContacts, ListState.
    """
    row = await own_list(db, partner, list_id)
    if row.state == "ready":
        raise ListHoldsContacts
    origins = ["uploading", "received", "needs_mapping", "forecast", "failed", "cancelled"]
    if not await queries.move(db, row.id, origins=origins, target="cancelled"):
        raise ListState
    await queries.drop_chunks(db, row.id)
    await jobs.enqueue(db, REMOVE, row.id)
    await journal.append(db, CallListRemoved(**entry_ids(partner, row)))


async def attach(db: Db, supervisor: Supervisor, list_id: UUID, campaign_id: UUID) -> CallListRead:
    """Puts a ready list at a campaign's disposal. Raises NotFound, CampaignMismatch, ListState."""
    found = await read_list(db, supervisor, list_id)
    campaign = await campaigns.campaign_of(db, supervisor, campaign_id)
    fits = (campaign.partner_id, campaign.purpose) == (found.partner_id, found.purpose)
    if not fits or campaign.confirms is not None or campaign.state == "closed":
        raise CampaignMismatch
    if not await queries.attach(db, list_id, supervisor.site_id, campaign):
        raise ListState
    if campaign.consent:
        await jobs.enqueue(db, APPLY_CONSENT, list_id)
    await journal.append(
        db,
        CallListAttached(
            list_id=list_id,
            campaign_id=campaign.id,
            actor_id=supervisor.user_id,
            site_id=supervisor.site_id,
            partner_id=found.partner_id,
        ),
    )
    db.expire_all()
    return await read_list(db, supervisor, list_id)
