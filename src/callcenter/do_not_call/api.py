"""Routes of do-not-call lists: a partner's own for the partner, the centre's and the conflict screen for its staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from callcenter.accounts.access import AsNumberKeeper, fresh_passphrase
from callcenter.do_not_call import service
from callcenter.do_not_call.schemas import (
    AgentChoice,
    Confirmation,
    NumberList,
    NumberListRead,
    OrderCreate,
    OrderRead,
    WithdrawOrder,
)
from callcenter.infra.http import RequestDb, WebKeys
from callcenter.partners import exchanges

router = APIRouter(prefix="/api/do-not-call", tags=["do not call"])

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("")
async def read_numbers(
    which: Annotated[NumberList, Query(alias="list")], keeper: AsNumberKeeper, db: RequestDb
) -> NumberListRead:
    return await service.read_list(db, keeper, which)


@router.get("/agents")
async def list_agent_choices(keeper: AsNumberKeeper, db: RequestDb) -> list[AgentChoice]:
    return await service.agents(db, keeper)


@router.post("", status_code=201)
async def order_numbers(new: OrderCreate, keeper: AsNumberKeeper, db: RequestDb) -> OrderRead:
    """Says what is to be done with numbers that follow with `PUT …/file`."""
    return await service.announce(db, keeper, new)


@router.get("/{order_id}")
async def read_number_order(order_id: UUID, keeper: AsNumberKeeper, db: RequestDb) -> OrderRead:
    return await service.read_order(db, keeper, order_id)


@router.put("/{order_id}/file", status_code=202, openapi_extra=_BODY)
async def send_numbers(
    order_id: UUID, request: Request, keeper: AsNumberKeeper, db: RequestDb, keys: WebKeys
) -> OrderRead:
    """The numbers as the raw body: a CSV or a workbook, or plain text with one number a line, also in an age package.
    Sealed while it streams in; only fingerprints are kept."""
    return await service.receive(db, keeper, keys, order_id, request.stream())


@router.post("/{order_id}/withdraw", status_code=202)
async def withdraw_number_order(
    order_id: UUID, order: WithdrawOrder, keeper: AsNumberKeeper, db: RequestDb
) -> OrderRead:
    """Asks to take a whole addition back. Numbers that another addition or an objection holds stay."""
    return await service.withdraw(db, keeper, order_id, order.reason)


@router.post("/{order_id}/approve", status_code=202)
async def approve_number_order(
    order_id: UUID, given: Confirmation, request: Request, keeper: AsNumberKeeper, db: RequestDb
) -> OrderRead:
    """Allows what takes numbers off: on the centre's lists another person than who asked, each time with the
    passphrase."""
    await service.read_order(db, keeper, order_id)
    await fresh_passphrase(request, db, keeper, given.passphrase)
    return await service.approve(db, keeper, order_id)


@router.post("/{order_id}/refuse", status_code=202)
async def refuse_number_order(order_id: UUID, keeper: AsNumberKeeper, db: RequestDb) -> OrderRead:
    """Refuses what another person asked for, or takes one's own request back; the numbers stay."""
    return await service.refuse(db, keeper, order_id)


@router.get("/{order_id}/refused.csv")
async def download_refused_lines(
    order_id: UUID, keeper: AsNumberKeeper, db: RequestDb, encrypted: bool = False
) -> Response:
    """The lines in which not every number was understood, without the numbers; `encrypted` to a partner's own key."""
    content = await service.refused_csv(db, keeper, order_id)
    content, name, kind = await exchanges.handed_over(
        db, keeper, content, "refused.csv", "text/csv; charset=utf-8", encrypted=encrypted
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
