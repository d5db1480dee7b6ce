"""Routes of outcomes: recording for agents, results for partners."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, StringConstraints

from callcenter.accounts.access import (
    AsAgent,
    AsArranger,
    AsCalendar,
    AsFetcher,
    AsPartner,
    AsSupervisor,
)
from callcenter.calls.access import AsSeated
from callcenter.infra.http import RequestDb, RequestSessions, WebKeys
from callcenter.outcomes import appointments, arranging, late_notes, reopening, service
from callcenter.outcomes.schemas import (
    AppointmentCancel,
    AppointmentCreate,
    AppointmentMade,
    AppointmentMove,
    AppointmentRead,
    ClosedContact,
    ClosedGroup,
    FreeSlot,
    HeldAppointment,
    LateNoteCreate,
    LateNoteRead,
    ListProgress,
    NoteRead,
    NoteRewrite,
    OfferedSlot,
    OutcomeCreate,
    OutcomeRead,
    PlannedAppointment,
    ReopeningCreate,
    ReopeningRead,
    ResultFileCreate,
    ResultFileRead,
    SlotWithdrawal,
)
from callcenter.partners import exchanges

router = APIRouter(prefix="/api", tags=["outcomes"])

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{4,20}$")]
"""What stands on a contact's card."""

IdempotencyKey = Annotated[UUID, Header(alias="Idempotency-Key", description="Made when the form opens.")]


@router.get("/hand-outs/{hand_out_id}/slots")
async def free_slots(hand_out_id: UUID, agent: AsAgent, db: RequestDb) -> list[FreeSlot]:
    return await service.free_slots(db, agent, hand_out_id)


@router.get("/hand-outs/{hand_out_id}/appointment")
async def held_appointment(hand_out_id: UUID, agent: AsAgent, db: RequestDb) -> HeldAppointment | None:
    """The appointment that is to be confirmed; null when there is none (any more)."""
    return await service.held_appointment(db, agent, hand_out_id)


@router.post("/hand-outs/{hand_out_id}/outcome", status_code=201)
async def record_outcome(
    hand_out_id: UUID,
    given: OutcomeCreate,
    key: IdempotencyKey,
    agent: AsSeated,
    db: RequestDb,
    keys: WebKeys,
) -> OutcomeRead:
    """Records the outcome exactly once: the same Idempotency-Key again gives the first answer again."""
    return await service.record(db, agent, keys, hand_out_id, key, given)


@router.post("/outcomes/{outcome_id}/correction", status_code=201)
async def correct_outcome(
    outcome_id: UUID, given: OutcomeCreate, key: IdempotencyKey, agent: AsSeated, db: RequestDb, keys: WebKeys
) -> OutcomeRead:
    return await service.correct(db, agent, keys, outcome_id, key, given)


@router.post("/hand-outs/{hand_out_id}/late-note", status_code=204)
async def send_late_note(
    hand_out_id: UUID, given: LateNoteCreate, agent: AsAgent, db: RequestDb, keys: WebKeys
) -> None:
    """Sends the supervisor what was typed about a contact whose time ran out; it records no outcome."""
    await late_notes.send(db, agent, keys, hand_out_id, given)


@router.get("/late-notes")
async def late_notes_waiting(supervisor: AsSupervisor, db: RequestDb, keys: WebKeys) -> list[LateNoteRead]:
    """What agents sent of contacts whose time ran out, until somebody has dealt with it."""
    return await late_notes.waiting(db, supervisor, keys)


@router.post("/late-notes/{hand_out_id}/seen", status_code=204)
async def late_note_seen(hand_out_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    await late_notes.seen(db, supervisor, hand_out_id)


@router.get("/notes")
async def held_notes(supervisor: AsSupervisor, db: RequestDb, keys: WebKeys) -> list[NoteRead]:
    """Agents' notes that wait for the supervisor's word before a partner may read them."""
    return await service.held_notes(db, supervisor, keys)


@router.post("/notes/{outcome_id}/release", status_code=204)
async def release_note(outcome_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    await service.judge_note(db, supervisor, outcome_id, release=True)


@router.post("/notes/{outcome_id}/discard", status_code=204)
async def discard_note(outcome_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    await service.judge_note(db, supervisor, outcome_id, release=False)


@router.post("/notes/{outcome_id}/rewrite", status_code=204)
async def rewrite_note(
    outcome_id: UUID, words: NoteRewrite, supervisor: AsSupervisor, db: RequestDb, keys: WebKeys
) -> None:
    """Puts the supervisor's own words in the place of the agent's; they are compared with the record in turn."""
    await service.rewrite_note(db, supervisor, keys, outcome_id, words.note)


@router.get("/campaigns/{campaign_id}/closed-contacts", tags=["dispatch"])
async def closed_contacts(campaign_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> list[ClosedGroup]:
    """Contacts that are done or set aside, counted by why, and how many of them may be opened again."""
    return await reopening.closed(db, supervisor, campaign_id)


@router.get("/campaigns/{campaign_id}/closed-contacts/{reference}", tags=["dispatch"])
async def closed_contact(
    campaign_id: UUID,
    reference: Annotated[Reference, Path()],
    supervisor: AsSupervisor,
    db: RequestDb,
) -> ClosedContact:
    """The same of one contact, by the reference on its card."""
    return await reopening.closed_contact(db, supervisor, campaign_id, reference)


@router.get("/campaigns/{campaign_id}/reopenings", tags=["dispatch"])
async def reopenings(campaign_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> list[ReopeningRead]:
    """The latest orders to open contacts again, and how far they are."""
    return await reopening.orders(db, supervisor, campaign_id)


@router.post("/campaigns/{campaign_id}/reopenings", status_code=202, tags=["dispatch"])
async def reopen_contacts(
    campaign_id: UUID, wanted: ReopeningCreate, supervisor: AsSupervisor, db: RequestDb
) -> ReopeningRead:
    """Opens a group of closed contacts again, or one by its reference; what law or person forbids stays closed."""
    return await reopening.ask(db, supervisor, campaign_id, wanted)


@router.get("/list-progress")
async def list_progress(partner: AsPartner, db: RequestDb) -> list[ListProgress]:
    """How far the partner's lists have been worked: contacts by state."""
    return await service.list_progress(db, partner)


@router.post("/campaigns/{campaign_id}/result-files", status_code=202)
async def request_results(
    campaign_id: UUID, partner: AsFetcher, db: RequestDb, wanted: ResultFileCreate | None = None
) -> ResultFileRead:
    """Asks for the results as a file (CSV unless another format is named); poll it until `ready`, then download it."""
    return await service.request_results(db, partner, campaign_id, wanted or ResultFileCreate())


@router.get("/result-files/{file_id}")
async def read_result_file(file_id: UUID, partner: AsFetcher, db: RequestDb) -> ResultFileRead:
    return await service.result_file(db, partner, file_id)


@router.get("/result-files/{file_id}/content")
async def download_results(
    file_id: UUID, partner: AsFetcher, db: RequestDb, keys: WebKeys, make: RequestSessions
) -> StreamingResponse:
    """The file itself; its name says campaign and day.

    CSV (`;`, UTF-8 with BOM) and XLSX are for people, formula cells neutralised; JSON is for machines: codes, and
    times with their offset.
    """
    file = await service.open_result_file(db, partner, keys, make, file_id)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(file.pieces, media_type=file.media_type, headers=headers)


@router.get("/result-files/{file_id}/signature")
async def download_signature(file_id: UUID, partner: AsFetcher, db: RequestDb) -> Response:
    """What the centre signed of the file: its hash and what it is; `callcenter results verify` checks both offline."""
    name, statement = await service.result_statement(db, partner, file_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(statement.encode(), media_type="text/plain; charset=utf-8", headers=headers)


@router.get("/appointments")
async def list_appointments(
    partner: AsCalendar,
    db: RequestDb,
    keys: WebKeys,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
) -> list[AppointmentRead]:
    """The partner's appointments by its own client reference, soonest first; without `since`, those not over yet.

    For pages. A machine whose company wants encrypted files only takes the calendar, encrypted.
    """
    await exchanges.check_answer(db, partner)
    return await appointments.appointments(db, partner, keys, since=since, until=until)


@router.get("/appointments.ics")
async def download_calendar(
    partner: AsCalendar, db: RequestDb, keys: WebKeys, encrypted: bool = False
) -> Response:
    """The same as an iCalendar file, for a partner's agenda: references and slots, no customer's data.

    An agenda that subscribes presents a token in its `Authorization` header: no address holds a secret.
    """
    name, content = await appointments.calendar(db, partner, keys)
    content, name, kind = await exchanges.handed_over(
        db, partner, content, name, "text/calendar; charset=utf-8", encrypted=encrypted
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


@router.get("/campaigns/{campaign_id}/appointments")
async def planned_appointments(
    campaign_id: UUID, supervisor: AsSupervisor, db: RequestDb, reference: Reference | None = None
) -> list[PlannedAppointment]:
    """The campaign's appointments ahead, soonest first, or those of one contact by the reference on its card."""
    return await arranging.planned(db, supervisor, campaign_id, reference)


@router.get("/campaigns/{campaign_id}/offered-slots")
async def offered_slots(campaign_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> list[OfferedSlot]:
    """The partner's slots that can be booked right now."""
    return await arranging.offered(db, supervisor, campaign_id)


@router.post("/campaigns/{campaign_id}/appointments", status_code=201)
async def book_appointment(
    campaign_id: UUID, wanted: AppointmentCreate, key: IdempotencyKey, supervisor: AsSupervisor, db: RequestDb
) -> AppointmentMade:
    """Makes an appointment without a call, exactly once: the same Idempotency-Key gives the first answer again."""
    return await arranging.book(db, supervisor, campaign_id, key, wanted)


@router.post("/appointments/{appointment_id}/move", status_code=201)
async def move_appointment(
    appointment_id: UUID, wanted: AppointmentMove, key: IdempotencyKey, arranger: AsArranger, db: RequestDb
) -> AppointmentMade:
    """Another slot in place of the old one, exactly once; who confirms it is told and calls about the new date."""
    return await arranging.move(db, arranger, appointment_id, key, wanted)


@router.post("/appointments/{appointment_id}/cancel")
async def cancel_appointment(
    appointment_id: UUID, wanted: AppointmentCancel, arranger: AsArranger, db: RequestDb
) -> AppointmentMade:
    """Calls an appointment off; its place is free again."""
    return await arranging.cancel(db, arranger, appointment_id, wanted)


@router.get("/slots/{slot_id}/appointments")
async def appointments_of_slot(
    slot_id: UUID, partner: AsPartner, db: RequestDb, keys: WebKeys
) -> list[AppointmentRead]:
    """The appointments that withdrawing this slot would call off."""
    return await appointments.of_slot(db, partner, keys, slot_id)


@router.post("/slots/{slot_id}/withdraw")
async def withdraw_slot(
    slot_id: UUID, seen: SlotWithdrawal, partner: AsPartner, db: RequestDb, keys: WebKeys
) -> list[AppointmentRead]:
    """Takes a slot away with the appointments on it, and answers whom the partner has to tell."""
    return await appointments.withdraw_slot(db, partner, keys, slot_id, seen.appointments)
