"""Recording what a call led to, exactly once, with its consequences; results for the partner."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from callcenter.accounts.schemas import Agent, Partner, Supervisor
from callcenter.calls import callbacks
from callcenter.calls import rules as call_rules
from callcenter.calls import service as calls
from callcenter.calls.errors import CallbackTime, DutiesFirst, HandOutOver
from callcenter.calls.service import FinishedHandOut
from callcenter.campaigns import duties
from callcenter.campaigns import rules as campaign_rules
from callcenter.campaigns import service as campaigns
from callcenter.campaigns.rules import Outcome as CatalogueOutcome
from callcenter.campaigns.schemas import Then
from callcenter.contacts import service as contacts
from callcenter.do_not_call import service as do_not_call
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db, SessionMaker, together
from callcenter.infra.exchange import Letter
from callcenter.infra.keyring import WebKeyring
from callcenter.infra.sealing import Address, Field
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.kit.ids import new_id
from callcenter.kit.languages import Text
from callcenter.kit.text import file_name
from callcenter.outcomes import queries, rules
from callcenter.outcomes.errors import (
    AppointmentGone,
    DetailsMissing,
    NoteHoldsContactData,
    NoteNotCompared,
    NoteWithheld,
    OutcomeDoesNotFit,
    ResultsNotReady,
    TooLateToCorrect,
)
from callcenter.outcomes.formats import MEDIA_TYPES, FileFormat
from callcenter.outcomes.models import Booking, Outcome, ResultFile
from callcenter.outcomes.notes import note_problem
from callcenter.outcomes.schemas import (
    FreeSlot,
    HeldAppointment,
    ListProgress,
    NoteJudged,
    NoteRead,
    NoteRewritten,
    OutcomeCreate,
    OutcomeRead,
    OutcomeRecorded,
    ResultFileCreate,
    ResultFileRead,
    ResultsRead,
    ResultsRequested,
)
from callcenter.partners import exchanges
from callcenter.partners import service as partners

MAKE_RESULTS = "make_results"
_RESULTS = Text("file_name", "results", "résultats", "results")
"""Kind of the vault's job that writes a result file."""

COMPARE_NOTE = "compare_note"
"""Kind of the vault's job that compares a note with the record of its contact."""

NAME_APPOINTMENT = "name_appointment"
"""Kind of the vault's job that writes the partner's own client reference beside an appointment."""


# --- recording ----------------------------------------------------------------------------------------------


async def record(
    db: Db, agent: Agent, keys: WebKeyring, hand_out_id: UUID, key: UUID, given: OutcomeCreate
) -> OutcomeRead:
    """Records the outcome of a hand-out and ends it. The same `key` again gives the first answer again.

    Raises NotFound, HandOutOver, CallFirst, CallRunning, OutcomeDoesNotFit, DetailsMissing, CallbackTime,
    NoteHoldsContactData, SlotTaken.
    """
    outcome = check(given)
    now = clock.now()
    try:
        held = await calls.finish(db, agent, hand_out_id, given.code, now)
    except HandOutOver:
        before = await queries.by_key(db, agent.user_id, key)  # sent before, or a twin request won the race
        if before is not None:
            return _same_request(before, hand_out_id, agent)
        raise
    row = await _write(db, agent, keys, held, outcome, given, key, now, corrected=None)
    return _read(row, agent)


async def correct(
    db: Db, agent: Agent, keys: WebKeyring, outcome_id: UUID, key: UUID, given: OutcomeCreate
) -> OutcomeRead:
    """Corrects the agent's own outcome of today by a new entry; the first stays in the records.

    Raises NotFound, TooLateToCorrect and what `record` raises.
    """
    first = await queries.own(db, agent.user_id, outcome_id)
    if first is None:
        raise NotFound
    before = await queries.by_key(db, agent.user_id, key)  # sent before, or a twin request had the row first
    if before is not None and before.corrects == outcome_id:
        return _read(before, agent)
    now, zone = clock.now(), ZoneInfo(agent.home_zone)
    same_day = first.recorded_at.astimezone(zone).date() == now.astimezone(zone).date()
    if not same_day or first.group == "opposition" or await queries.is_corrected(db, first.id):
        raise TooLateToCorrect
    outcome = check(given)
    held = await calls.finished_by(db, agent, first.hand_out_id)
    made = await queries.booking(db, first.id)
    if held is None or (made is not None and made.state == "cancelled"):
        raise TooLateToCorrect  # somebody moved or cancelled the appointment since: it is no longer the agent's
    freed = None if made is None else await _free_place(db, made)
    if made is not None and made.state == "booked" and freed is None:
        raise TooLateToCorrect
    if campaign_rules.catalogue()[first.code].then is Then.refusal:
        await calls.note_refusal(db, held, first.id, now, undone=True)
    row = await _write(db, agent, keys, held, outcome, given, key, now, corrected=first, follows=freed)
    await calls.rename_end(db, held.hand_out_id, given.code)
    return _read(row, agent)


def _same_request(before: Outcome, hand_out_id: UUID, agent: Agent) -> OutcomeRead:
    if before.hand_out_id != hand_out_id:
        raise HandOutOver
    return _read(before, agent)


def check(given: OutcomeCreate) -> CatalogueOutcome:
    """The outcome that is meant. Raises OutcomeDoesNotFit, DetailsMissing, NoteHoldsContactData."""
    outcome = campaign_rules.catalogue().get(given.code)
    if outcome is None:
        raise OutcomeDoesNotFit(fields={"code": "unknown"})
    wrong = rules.missing_details(outcome, given)
    if wrong:
        raise DetailsMissing(fields=wrong)
    if given.note:
        problem = note_problem(given.note)
        if problem is not None:
            raise NoteHoldsContactData(fields={"note": problem})
    return outcome


async def _write(
    db: Db,
    agent: Agent,
    keys: WebKeyring,
    held: FinishedHandOut,
    outcome: CatalogueOutcome,
    given: OutcomeCreate,
    key: UUID,
    now: datetime,
    *,
    corrected: Outcome | None,
    follows: UUID | None = None,
) -> Outcome:
    fits = campaign_rules.fits(outcome, held.purpose, confirms=held.confirms)
    if not fits or outcome.reached != held.reached:
        raise OutcomeDoesNotFit(fields={"code": "reached" if held.reached else "not_reached"})
    if outcome.positive and duties.next_unsaid(held.duties, held.said):
        raise DutiesFirst
    if given.callback_at is not None:
        await _check_callback(db, agent, given.callback_at, held, now)
    row = Outcome(
        id=new_id(),
        hand_out_id=held.hand_out_id,
        call_id=held.call_id,
        contact_id=held.contact_id,
        agent_id=agent.user_id,
        campaign_id=held.campaign_id,
        list_id=held.list_id,
        partner_id=held.partner_id,
        site_id=held.site_id,
        code=outcome.code,
        group=outcome.group,
        positive=outcome.positive,
        details=rules.details_of(given),
        corrects=corrected.id if corrected else None,
        idempotency_key=key,
        recorded_at=now,
    )
    if given.note:
        view_key = keys.view_key(held.list_id, held.key_version, held.view_key)
        row.note = view_key.seal(Address(Field.NOTE, held.list_id, row.id, 1), {"note": given.note})
        row.note_key_version, row.note_state = held.key_version, "held"
    after = call_rules.consequence(outcome, now=now, tried=calls.tried(held), callback_at=given.callback_at)
    mine = after.state == "callback" and given.callback_for == "me"
    settling = contacts.settling(
        row.contact_id,
        state=after.state,
        reason=after.reason,
        not_before=after.not_before,
        callback_for=agent.user_id if mine else None,
        number=held.number + after.next_number,
        confirmed_in=held.campaign_id if held.confirms else None,
        correcting=corrected is not None,
    )
    entries = [
        _entry(row, agent, held, corrected),
        *([] if corrected else [calls.free_again(agent, held.pause_reason)]),
    ]
    added, settled, _ = await together(db, queries.adding(row), settling, journal.appending(db, *entries))
    if not added:
        raise HandOutOver  # that key recorded something else already
    if not settled and not await contacts.is_blocked(db, row.contact_id):
        raise TooLateToCorrect if corrected else HandOutOver
    if given.note:
        await jobs.enqueue(db, COMPARE_NOTE, row.id)
    await _book(db, row, outcome, given, now, confirms=held.confirms, follows=follows)
    if after.state == "callback" and after.not_before is not None:
        await callbacks.promise(db, held, after.not_before, agent if mine else None, now)
    await _leave_work(db, row, outcome, held, now)
    return row


async def _check_callback(db: Db, agent: Agent, at: datetime, held: FinishedHandOut, now: datetime) -> None:
    """Raises CallbackTime with the rule that forbids the moment and the next one that would do."""
    site = await callbacks.closures(db, agent.site_id, agent.home_zone)
    why = await callbacks.refusal_of(
        db, at, now, contact_id=held.contact_id, zone=held.zone, legal_hours=held.legal_hours, site=site
    )
    if why is not None:
        raise CallbackTime(fields={"callback_at": why.reason}, next_at=why.next_at)


async def _book(
    db: Db,
    row: Outcome,
    outcome: CatalogueOutcome,
    given: OutcomeCreate,
    now: datetime,
    *,
    confirms: bool,
    follows: UUID | None,
) -> None:
    if confirms and outcome.code == "confirmed":
        stands = await queries.latest_booking(db, row.contact_id)
        if stands is None or given.appointment_id not in {None, stands.id}:
            raise AppointmentGone  # withdrawn, moved or cancelled by somebody else while the contact was in hand
    if outcome.code in {"moved", "cancelled"}:
        held = await queries.latest_booking(db, row.contact_id)
        follows = follows if held is None else await _free_place(db, held)
    if given.appointment is not None:
        slot = await partners.book(db, given.appointment.slot_id, row.partner_id, now=now)
        db.add(
            Booking(
                id=row.id,
                outcome_id=row.id,
                slot_id=slot.id,
                contact_id=row.contact_id,
                campaign_id=row.campaign_id,
                list_id=row.list_id,
                partner_id=row.partner_id,
                site_id=row.site_id,
                made_in="call",
                made_by=row.agent_id,
                booked_at=now,
                follows=follows,
                state="booked",
            )
        )
        await db.flush()
        await jobs.enqueue(db, NAME_APPOINTMENT, row.id)


async def _free_place(db: Db, held: Booking) -> UUID | None:
    """Cancels an appointment; it, or None when it was no longer booked."""
    await queries.lock_slots(db, held.slot_id)
    slot_id = await queries.cancel_booking(db, held.id)
    if slot_id is None:
        return None
    await partners.unbook(db, slot_id)
    return held.id


async def _leave_work(
    db: Db, row: Outcome, outcome: CatalogueOutcome, held: FinishedHandOut, now: datetime
) -> None:
    """What the ledger and the vault make of it."""
    if outcome.then is Then.refusal:
        await calls.note_refusal(db, held, row.id, now, undone=False)
    if outcome.group == "opposition":
        await jobs.enqueue(db, do_not_call.OBJECT, row.contact_id)
    if outcome.code == "known_person":
        await jobs.enqueue(db, calls.KEEP_AWAY, row.hand_out_id)


def _entry(row: Outcome, agent: Agent, held: FinishedHandOut, corrected: Outcome | None) -> OutcomeRecorded:
    return OutcomeRecorded(
        outcome_id=row.id,
        hand_out_id=row.hand_out_id,
        contact_id=row.contact_id,
        agent_id=agent.user_id,
        campaign_id=row.campaign_id,
        purpose=held.purpose,
        code=row.code,
        group=row.group,
        positive=row.positive,
        reached=held.reached,
        reference=held.reference,
        talk_seconds=rules.whole_seconds(held.answered_at, held.call_ended_at),
        wrap_seconds=rules.whole_seconds(held.call_ended_at if held.reached else None, held.finished_at),
        work_seconds=rules.whole_seconds(held.leased_at, held.finished_at),
        corrects=corrected.id if corrected else None,
        corrected_code=corrected.code if corrected else None,
        corrected_positive=corrected.positive if corrected else None,
        actor_id=agent.user_id,
        site_id=row.site_id,
        partner_id=row.partner_id,
    )


def _read(row: Outcome, agent: Agent) -> OutcomeRead:
    label = campaign_rules.catalogue()[row.code].label.of(agent.language)
    return OutcomeRead(
        id=row.id, code=row.code, label=label, recorded_at=row.recorded_at, corrects=row.corrects
    )


async def free_slots(db: Db, agent: Agent, hand_out_id: UUID) -> list[FreeSlot]:
    """Free appointment slots of the partner whose contact is in hand. Raises NotFound, HandOutOver."""
    partner_id, zone = await calls.held_partner(db, agent, hand_out_id)
    return [
        FreeSlot(
            id=slot.id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            left=slot.capacity - slot.booked,
            place=slot.place,
            zone=zone,
            place_zone=slot.zone,
        )
        for slot in await partners.free_slots(db, partner_id)
    ]


async def held_appointment(db: Db, agent: Agent, hand_out_id: UUID) -> HeldAppointment | None:
    """The appointment that the contact in hand holds; None without one, also when it has just been withdrawn.

    Raises NotFound, HandOutOver.
    """
    _, zone = await calls.held_partner(db, agent, hand_out_id)
    row = await queries.held_appointment(db, hand_out_id)
    if row is None:
        return None
    return HeldAppointment(
        id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        zone=zone,
        place_zone=row.zone,
    )


# --- notes -------------------------------------------------------------------------------------------------------


async def held_notes(db: Db, supervisor: Supervisor, keys: WebKeyring) -> list[NoteRead]:
    """Notes of the site that wait for a word: no filter stops someone determined, so a person reads them."""
    return [
        NoteRead(
            outcome_id=row.id,
            at=row.recorded_at,
            agent=row.agent,
            campaign_name=row.campaign_name,
            reference=row.reference,
            label=campaign_rules.catalogue()[row.code].label.of(supervisor.language),
            note=keys.view_key(row.list_id, row.note_key_version, row.view_key).open(
                Address(Field.NOTE, row.list_id, row.id, 1), row.note
            )["note"],
            compared=row.note_found is not None,
            found=row.note_found or [],
        )
        for row in await queries.held_notes(db, supervisor.site_id)
    ]


async def judge_note(db: Db, supervisor: Supervisor, outcome_id: UUID, *, release: bool) -> None:
    """Releases a note to the partner or discards it.

    Raises NotFound when it does not wait for a word here, NoteNotCompared, NoteWithheld for one with contact data.
    """
    state = "released" if release else "discarded"
    if not await queries.judge_note(db, supervisor.site_id, outcome_id, state):
        held = await queries.note_found(db, supervisor.site_id, outcome_id)
        if held is None:
            raise NotFound
        raise NoteNotCompared if held.found is None else NoteWithheld
    judged = NoteJudged(
        outcome_id=outcome_id, released=release, actor_id=supervisor.user_id, site_id=supervisor.site_id
    )
    await journal.append(db, judged)


async def rewrite_note(db: Db, supervisor: Supervisor, keys: WebKeyring, outcome_id: UUID, note: str) -> None:
    """Puts the supervisor's words in the place of a held note. Raises NotFound, NoteHoldsContactData."""
    problem = note_problem(note)
    if problem is not None:
        raise NoteHoldsContactData(fields={"note": problem})
    key = await queries.held_note_key(db, supervisor.site_id, outcome_id)
    if key is None:
        raise NotFound
    view_key = keys.view_key(key.list_id, key.key_version, key.wrapped)
    sealed = view_key.seal(Address(Field.NOTE, key.list_id, outcome_id, 1), {"note": note})
    if not await queries.rewrite_note(db, outcome_id, sealed, key.key_version):
        raise NotFound
    await jobs.enqueue(db, COMPARE_NOTE, outcome_id)
    await journal.append(
        db, NoteRewritten(outcome_id=outcome_id, actor_id=supervisor.user_id, site_id=supervisor.site_id)
    )


# --- results ------------------------------------------------------------------------------------------------


async def list_progress(db: Db, partner: Partner) -> list[ListProgress]:
    """How far each of the partner's lists in a campaign is."""
    found: dict[UUID, dict[str, int]] = {}
    for row in await queries.list_progress(db, partner.partner_id):
        found.setdefault(row.list_id, {})[row.state] = row.n
    return [ListProgress(list_id=list_id, contacts=contacts) for list_id, contacts in found.items()]


async def request_results(
    db: Db, partner: Partner, campaign_id: UUID, wanted: ResultFileCreate
) -> ResultFileRead:
    """Asks the vault for a file of the campaign's results. Raises NotFound, EncryptedOnly, RecipientMissing."""
    campaign = await campaigns.read_campaign(db, partner, campaign_id)
    (await exchanges.delivery(db, partner.partner_id)).check(encrypted=wanted.encrypted)
    row = ResultFile(
        id=new_id(),
        campaign_id=campaign.id,
        partner_id=partner.partner_id,
        language=partner.language,
        format=wanted.format,
        encrypted=wanted.encrypted,
        state="requested",
        requested_by=partner.user_id,
        requested_at=clock.now(),
    )
    db.add(row)
    await db.flush()
    await jobs.enqueue(db, MAKE_RESULTS, row.id)
    await journal.append(
        db,
        ResultsRequested(
            file_id=row.id,
            campaign_id=campaign.id,
            format=wanted.format,
            encrypted=wanted.encrypted,
            actor_id=partner.user_id,
            partner_id=partner.partner_id,
        ),
    )
    return _read_file(row)


def _read_file(row: ResultFile) -> ResultFileRead:
    return ResultFileRead.model_validate({name: getattr(row, name) for name in ResultFileRead.model_fields})


async def result_file(db: Db, partner: Partner, file_id: UUID) -> ResultFileRead:
    row = await queries.result_file(db, file_id, partner.partner_id)
    if row is None:
        raise NotFound
    return _read_file(row)


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file to send: its name says campaign and day, its pieces are opened one after the other."""

    name: str
    media_type: str
    pieces: AsyncIterator[bytes]


async def _ready_file(db: Db, partner: Partner, file_id: UUID) -> ResultFile:
    """Raises NotFound, ResultsNotReady, EncryptedOnly for a clear file made before the partner wanted none."""
    row = await queries.result_file(db, file_id, partner.partner_id)
    if row is None:
        raise NotFound
    if row.state != "ready":
        raise ResultsNotReady
    if not row.encrypted:
        (await exchanges.delivery(db, partner.partner_id)).check(encrypted=False)
    return row


async def _name_of(db: Db, partner: Partner, row: ResultFile) -> str:
    """Campaign and day, with the ending of what the file is."""
    campaign = await campaigns.read_campaign(db, partner, row.campaign_id)
    made_on = (row.ready_at or row.requested_at).astimezone(ZoneInfo(partner.home_zone or "Europe/Paris"))
    name = file_name(_RESULTS.of(partner.language), campaign.name, day=made_on.date(), ending=row.format)
    return f"{name}.age" if row.encrypted else name


async def result_statement(db: Db, partner: Partner, file_id: UUID) -> tuple[str, str]:
    """What the centre signed of the file, and a name for it. Raises what `open_result_file` does."""
    row = await _ready_file(db, partner, file_id)
    return f"{await _name_of(db, partner, row)}.signature.txt", row.statement or ""


async def open_result_file(
    db: Db, partner: Partner, keys: WebKeyring, make: SessionMaker, file_id: UUID
) -> ReadyFile:
    """The file, read through sessions of its own while it is sent.

    Raises NotFound, ResultsNotReady, EncryptedOnly for a clear file made before the partner wanted none.
    """
    row = await _ready_file(db, partner, file_id)
    form = cast("FileFormat", row.format)
    await journal.append(
        db,
        ResultsRead(
            file_id=row.id,
            campaign_id=row.campaign_id,
            format=form,
            encrypted=row.encrypted,
            actor_id=partner.user_id,
            partner_id=partner.partner_id,
        ),
    )
    name = await _name_of(db, partner, row)
    media_type = exchanges.MEDIA_TYPE if row.encrypted else MEDIA_TYPES[form]
    return ReadyFile(name, media_type, _pieces(keys, make, file_id))


async def _pieces(keys: WebKeyring, make: SessionMaker, file_id: UUID) -> AsyncIterator[bytes]:
    """One piece in memory at a time, and no connection held while the reader takes it in."""
    number, last = 0, False
    while not last:
        async with make() as db:
            chunk = await queries.chunk(db, file_id, number)
        if chunk is None:
            raise NotFound  # deleted under the reader: the answer breaks off and does not look whole
        yield keys.open_from_vault(Letter.RESULTS, file_id, chunk.number, chunk.last, chunk.sealed)
        number, last = number + 1, chunk.last
