"""Routes of the end of data: retention for whoever may see lists, ending it for partners and administrators."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from callcenter.accounts.access import AsAdmin, AsKeeper, AsPartner, AsResponsible, fresh_passphrase
from callcenter.infra.feed import FeedEntry
from callcenter.infra.http import RequestDb, WebKeys
from callcenter.infra.keyring import WebKeyring
from callcenter.privacy import approving, learners, service
from callcenter.privacy.schemas import (
    ApprovalRead,
    CertificateRead,
    ListShredded,
    Passphrase,
    PersonRead,
    PersonSearch,
    RetentionRead,
)

router = APIRouter(prefix="/api", tags=["end of data"])


def forget_shredded(keys: WebKeyring) -> Callable[[FeedEntry], None]:
    """Follows the journal: the view keys of a destroyed list leave the memory of this process at once."""

    def follow(entry: FeedEntry) -> None:
        if entry.action == ListShredded.action:
            keys.forget(UUID(entry.data["list_id"]))

    return follow


# --- retention and shredding --------------------------------------------------------------------------------


@router.get("/retention")
async def list_retention(reader: AsResponsible, db: RequestDb) -> list[RetentionRead]:
    """Until when each list is kept, the next to end first."""
    return await service.retention(db, reader)


@router.get("/retention/{list_id}")
async def read_retention(list_id: UUID, reader: AsResponsible, db: RequestDb) -> RetentionRead:
    return await service.list_retention(db, reader, list_id)


@router.post("/retention/{list_id}/shredding", status_code=202)
async def shred_list(
    list_id: UUID, given: Passphrase, request: Request, keeper: AsKeeper, db: RequestDb
) -> RetentionRead:
    """Has a list destroyed for good. A partner's passphrase is enough for its own list; an administrator's request
    waits for another person's approval.
    """
    await service.list_retention(db, keeper, list_id)
    await fresh_passphrase(request, db, keeper, given.passphrase)
    return await service.shred(db, keeper, list_id)


# --- approvals ----------------------------------------------------------------------------------------------


@router.get("/approvals")
async def list_approvals(keeper: AsKeeper, db: RequestDb) -> list[ApprovalRead]:
    """Requests that wait for another person's word."""
    return await approving.waiting_approvals(db, keeper)


@router.post("/approvals/{approval_id}/approve", status_code=204)
async def approve(
    approval_id: UUID, given: Passphrase, request: Request, keeper: AsKeeper, db: RequestDb
) -> None:
    """Allows another person's request, once, and does what it asked for."""
    await fresh_passphrase(request, db, keeper, given.passphrase)
    await approving.approve(db, keeper, approval_id)


@router.post("/approvals/{approval_id}/refuse", status_code=204)
async def refuse(approval_id: UUID, keeper: AsKeeper, db: RequestDb) -> None:
    """Refuses a request, or takes one's own back."""
    await approving.refuse(db, keeper, approval_id)


# --- certificates -------------------------------------------------------------------------------------------


@router.get("/certificates")
async def list_certificates(reader: AsResponsible, db: RequestDb) -> list[CertificateRead]:
    return await service.list_certificates(db, reader)


@router.get("/certificates/{certificate_id}")
async def read_certificate(certificate_id: UUID, reader: AsResponsible, db: RequestDb) -> CertificateRead:
    return await service.certificate(db, reader, certificate_id)


@router.get("/certificates/{certificate_id}/{form}")
async def download_certificate(
    certificate_id: UUID, form: Literal["text", "page"], reader: AsResponsible, db: RequestDb
) -> Response:
    """`text`: the very bytes that were signed, for `callcenter certificates verify`. `page`: a page to print."""
    content = await service.certificate_file(db, reader, certificate_id, form)
    kind, ending = ("text/plain", "txt") if form == "text" else ("text/html", "html")
    headers = {"Content-Disposition": f'attachment; filename="certificate.{ending}"'}
    return Response(content.encode(), media_type=f"{kind}; charset=utf-8", headers=headers)


# --- one customer -------------------------------------------------------------------------------------------


@router.get("/person-requests")
async def list_person_requests(keeper: AsKeeper, db: RequestDb) -> list[PersonRead]:
    return await service.list_people(db, keeper)


@router.post("/person-requests", status_code=202)
async def search_person(asked: PersonSearch, keeper: AsKeeper, db: RequestDb, keys: WebKeys) -> PersonRead:
    """Has the vault look a customer up by the partner's reference; poll the answer until it is found or not."""
    return await service.search_person(db, keeper, keys, asked)


@router.get("/person-requests/{request_id}")
async def read_person_request(request_id: UUID, keeper: AsKeeper, db: RequestDb) -> PersonRead:
    return await service.read_person(db, keeper, request_id)


@router.post("/person-requests/{request_id}/file", status_code=202)
async def order_person_file(request_id: UUID, partner: AsPartner, db: RequestDb) -> PersonRead:
    """Has what is held of the customer sealed to the browser that asked (GDPR art. 15)."""
    return await service.order_person_file(db, partner, request_id)


@router.get("/person-requests/{request_id}/file")
async def download_person_file(request_id: UUID, partner: AsPartner, db: RequestDb) -> Response:
    """The sealed file: ephemeral P-256 point (65 bytes), IV (12), AES-256-GCM."""
    sealed = await service.person_file(db, partner, request_id)
    return Response(sealed, media_type="application/octet-stream")


@router.post("/person-requests/{request_id}/erasure", status_code=202)
async def erase_person(
    request_id: UUID, given: Passphrase, request: Request, keeper: AsKeeper, db: RequestDb
) -> PersonRead:
    """Has the customer's records destroyed (GDPR art. 17); an objection stays as a fingerprint."""
    await service.read_person(db, keeper, request_id)
    await fresh_passphrase(request, db, keeper, given.passphrase)
    return await service.erase_person(db, keeper, request_id)


# --- one apprentice -----------------------------------------------------------------------------------------


@router.get("/users/{user_id}/training-data")
async def take_training_data(user_id: UUID, admin: AsAdmin, db: RequestDb) -> Response:
    """All that is held of an apprentice's training, as JSON, to be handed over (GDPR art. 15 and 20)."""
    held = await learners.taken(db, admin, user_id)
    headers = {"Content-Disposition": 'attachment; filename="formation.json"'}
    return JSONResponse(held, headers=headers)


@router.post("/users/{user_id}/training-data/erasure", status_code=202)
async def erase_training_data(
    user_id: UUID, given: Passphrase, request: Request, admin: AsAdmin, db: RequestDb
) -> None:
    """Asks another administrator to have it erased (GDPR art. 17), with the name, once the account is disabled.

    Proofs of presence and certificates stay for their time.
    """
    await fresh_passphrase(request, db, admin, given.passphrase)
    await learners.ask(db, admin, user_id)
