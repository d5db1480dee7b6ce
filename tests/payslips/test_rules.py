"""The made-up pay slip: every figure by its article, to the cent; nothing appears and nothing is lost."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from callcenter.payslips import book as books
from callcenter.payslips import rules
from callcenter.payslips.book import BookUnreadable, book
from callcenter.payslips.schemas import PayLine

DAY = date(2026, 11, 27)
SHARES = rules.on(DAY, book().shares)


def amounts(lines: list[PayLine], kind: str) -> Decimal:
    return sum((line.amount for line in lines if line.kind == kind), Decimal(0))


@pytest.mark.parametrize(
    ("net", "victims", "savings", "own"),
    [
        ("0", "0", "0", "0"),
        ("199.99", "0", "0", "199.99"),
        ("200", "0", "0", "200"),
        ("200.01", "0.00", "0.00", "200.01"),
        ("300", "20", "10", "270"),
        ("400", "40", "20", "340"),
        ("500", "65", "30", "405"),  # the example of D.332-10 to D.332-14
        ("600", "90", "40", "470"),
        ("700", "120", "50", "530"),
        ("1000", "210", "80", "710"),
    ],
)
def test_what_is_received_is_shared_out_by_bands(net: str, victims: str, savings: str, own: str) -> None:
    lines = rules.shared_out(Decimal(net), SHARES)
    found = [amounts(lines, kind) for kind in ("victims", "savings", "own")]
    assert found == [Decimal(victims), Decimal(savings), Decimal(own)]


def test_an_hour_of_production_is_paid_45_percent_of_the_minimum_wage() -> None:
    slip = rules.slip(Decimal(100), DAY, book())
    assert (slip.wage, slip.gross) == (Decimal("5.41"), Decimal("541.00"))
    assert (amounts(slip.lines, "contributions"), slip.net) == (Decimal("54.10"), Decimal("486.90"))


CENTS = st.decimals(min_value=0, max_value=5000, places=2)


@given(CENTS)
def test_the_parts_are_the_whole_to_the_cent(net: Decimal) -> None:
    lines = rules.shared_out(net, SHARES)
    assert sum((line.amount for line in lines[1:]), Decimal(0)) == net
    assert lines[0].amount == min(net, SHARES.free) <= lines[-1].amount
    assert all(line.amount >= 0 and line.amount == rules.cents(line.amount) for line in lines)
    assert sum((line.base for line in lines if line.kind == "victims"), Decimal(0)) == max(
        net - SHARES.free, Decimal(0)
    )


@given(CENTS, CENTS)
def test_who_receives_more_never_keeps_less(one: Decimal, other: Decimal) -> None:
    less, more = (rules.shared_out(net, SHARES) for net in sorted((one, other)))
    for kind in ("victims", "savings", "own"):
        assert amounts(less, kind) <= amounts(more, kind)


@given(st.decimals(min_value=0, max_value=744, places=2))
def test_gross_is_net_and_what_was_withheld(hours: Decimal) -> None:
    slip = rules.slip(hours, DAY, book())
    assert slip.gross - amounts(slip.lines, "contributions") == slip.net
    assert amounts(slip.lines, "earned") == slip.gross


def test_every_figure_that_is_not_made_up_names_its_article() -> None:
    for line in rules.slip(Decimal(151), DAY, book()).lines:
        assert (line.source == "") == (line.kind == "contributions")


def test_before_the_first_rule_there_is_no_slip() -> None:
    with pytest.raises(LookupError):
        rules.slip(Decimal(10), date(2020, 1, 1), book())


def test_a_later_rule_holds_from_its_day() -> None:
    later = book().model_dump(mode="json", by_alias=True)
    later["minimum_wage"].append({"from": "2027-01-01", "source": "a decree", "euros": "13.00"})
    known = books.read(yaml.safe_dump(later))
    assert rules.slip(Decimal(1), date(2026, 12, 31), known).wage == Decimal("5.41")
    assert rules.slip(Decimal(1), date(2027, 1, 1), known).wage == Decimal("5.85")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("shares: [", "no YAML"),
        ("hourly: []\n", "minimum_wage"),
        ("bands", "rise"),
        ("greedy", "more than all"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_with_its_place(
    tmp_path: Path, change: str, says: str
) -> None:
    known = book().model_dump(mode="json", by_alias=True)
    if change == "bands":
        known["shares"][0]["victims"].reverse()
        change = yaml.safe_dump(known)
    elif change == "greedy":
        known["shares"][0]["savings"] = "80"
        change = yaml.safe_dump(known)
    file = tmp_path / "pay.yaml"
    file.write_text(change)
    with pytest.raises(BookUnreadable, match=says):
        books.use(file)
    with pytest.raises(BookUnreadable, match="absent"):
        books.use(tmp_path / "absent.yaml")
    assert book().shares == [SHARES]
