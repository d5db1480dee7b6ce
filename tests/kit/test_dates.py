"""Dates as tools and people write them, and what their order leaves open."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.kit.dates import DateOrder, looks_like_date, orders_of, read_date

DAYS = st.dates(date(1960, 1, 1), date(2039, 12, 31))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-12", "2024-05-12"),
        ("2024-05-12 10:00", "2024-05-12"),
        ("2024-05-12T10:00:00Z", "2024-05-12"),
        ("2024/5/2", "2024-05-02"),
        ("20240512", "2024-05-12"),
        ("12/05/2024", "2024-05-12"),
        ("12.05.24", "2024-05-12"),
        ("12-05-2024 09:30", "2024-05-12"),
        ("12 05 2024", "2024-05-12"),
        ("1/2/68", "1968-02-01"),
        ("12 mai 2024", "2024-05-12"),
        ("1er août 2024", "2024-08-01"),
        ("dimanche 12 mai 2024", "2024-05-12"),
        ("12-févr.-24", "2024-02-12"),
        ("May 12, 2024", "2024-05-12"),
        ("12 de mayo de 2024", "2024-05-12"),
        ("45424", "2024-05-12"),
        ("45424.0", "2024-05-12"),
        ("45424,75", "2024-05-12"),
    ],
)
def test_dates_are_read_however_they_are_written(written: str, day: str) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        "mai",
        "31/02/2026",
        "2026-13-01",
        "12/05",
        "oui",
        "0612345678",
        "67000000",
        "12345",
        "99999",
        "32 mai 2024",
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert read_date(written) is None


def test_the_order_is_followed() -> None:
    assert read_date("03/04/2026", DateOrder.day) == "2026-04-03"
    assert read_date("03/04/2026", DateOrder.month) == "2026-03-04"
    assert read_date("23/04/2026", DateOrder.month) is None
    assert read_date("2026-04-03", DateOrder.month) == "2026-04-03"


@pytest.mark.parametrize(
    ("value", "orders"),
    [
        ("03/04/2026", {DateOrder.day, DateOrder.month}),
        ("23/06/2026", {DateOrder.day}),
        ("05/23/2026 08:00", {DateOrder.month}),
        ("05/05/2026", None),
        ("31/02/2026", None),
        ("99/99/2026", None),
        ("2026-04-03", None),
        ("12 mai 2026", None),
    ],
)
def test_the_orders_a_date_allows(value: str, orders: set[DateOrder] | None) -> None:
    assert orders_of(value) == orders


def test_figures_alone_are_no_sign_of_a_date() -> None:
    assert not looks_like_date("45424")
    assert not looks_like_date("20240512")
    assert looks_like_date("12/05/2024")


@given(DAYS)
def test_every_day_comes_back_in_every_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for written in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day:%Y%m%d}", f"{day} 08:00:00", f"{serial}"):
        assert read_date(written) == day.isoformat()
    assert read_date(f"{day:%m/%d/%Y}", DateOrder.month) == day.isoformat()
    assert date(1899, 12, 30) + timedelta(serial) == day


@given(st.text(max_size=50), st.sampled_from(DateOrder))
def test_any_text_is_a_date_or_none(text: str, order: DateOrder) -> None:
    found = read_date(text, order)
    assert found is None or date.fromisoformat(found).isoformat() == found
