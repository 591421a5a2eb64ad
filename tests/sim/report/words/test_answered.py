"""Numbers of a result know their unit, and what has none."""

from __future__ import annotations

import pytest

from sim.report.words.answered import Found
from sim.report.words.values import value_text
from sim.study.money import Currency


@pytest.mark.parametrize("unit", ["EUR", "share", "days", "number"])
def test_the_setting_of_a_result_about_a_number_has_not_the_unit_of_that_number(unit):
    answer = {"customers": 600, "days": 60, "replications": 5, "unit": unit, "value": 0.25}
    found = Found("breakeven", answer, Currency("EUR"))
    said = [str(found.figure(name)) for name in ("customers", "days", "replications")]
    assert said == ["600", "60", "5"]
    assert found.figure("value").unit == unit
    assert found.quoted("five", "replications").unit is None


@pytest.mark.parametrize(
    ("minor", "text"),
    [(192.5, "EUR 1.92"), (193.5, "EUR 1.94"), (1_850.0, "EUR 18"), (0.2, "EUR 0")],
)
def test_money_is_rounded_as_in_a_terminal(minor, text):
    currency = Currency("EUR")
    assert value_text(minor / 100.0, "EUR", currency) == currency.text(minor) == text
