"""The route of the made-up pay slip: for everybody who learns or explains how pay is shared out."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query

from callcenter.accounts.access import AsAnyone
from callcenter.kit import clock
from callcenter.payslips import rules
from callcenter.payslips.book import book
from callcenter.payslips.schemas import PaySlip

router = APIRouter(prefix="/api", tags=["training"])

Hours = Annotated[Decimal, Query(ge=0, le=744, max_digits=5, decimal_places=2)]
"""Of work in a month."""


@router.get("/payslip-example")
async def payslip_example(hours: Hours, reader: AsAnyone) -> PaySlip:
    """A made-up slip for so many hours of production in a month: nothing of it is anybody's, and nothing is kept."""
    return rules.slip(hours, clock.now().date(), book())
