"""What can go wrong when a report is asked for."""

from callcenter.kit.errors import CallcenterError


class PeriodInvalid(CallcenterError):
    code, status = "period_invalid", 422
    fr = "La période doit commencer avant de finir, et tenir en trois ans."
    en = "The period must begin before it ends, and fit into three years."
