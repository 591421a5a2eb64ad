"""The search for the dials at which a year comes near, in worlds made up for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.scenario.wizard.answers import firm_of, read_all
from sim.scenario.wizard.fit import TRIES, Fit, Simulated, Target, searched
from sim.scenario.wizard.told import told


def year(orders: float, buyers: float, **shares: float) -> Simulated:
    return Simulated(orders, buyers, shares, people=1000, years=2)


@pytest.mark.parametrize("missed", [0.4, 1.0, 2.5])
@pytest.mark.parametrize("power", [0.3, 0.5, 0.9])
def test_orders_and_buyers_come_near_whatever_was_missed(missed, power) -> None:
    """Orders follow needs and a little the spread; buyers follow the spread by some power."""

    def live(fit: Fit) -> Simulated:
        orders = 1000 * missed * fit.needs * fit.spread**0.1
        return year(orders, 300 / missed**0.3 * fit.spread**power)

    found = searched(Target(1000, 300, {}), live)
    assert found.year.orders == pytest.approx(1000, rel=0.05)
    assert found.year.buyers == pytest.approx(300, rel=0.15)


def test_visits_turn_until_the_split_of_orders_is_the_one_answered() -> None:
    def live(fit: Fit) -> Simulated:
        weight = {"shop": fit.visits.get("shop", 1.0), "web": 2.0 * fit.visits.get("web", 1.0)}
        total = sum(weight.values())
        return year(1000, 300, **{name: value / total for name, value in weight.items()})

    found = searched(Target(1000, 300, {"shop": 0.9, "web": 0.1}), live)
    assert found.year.shares["shop"] == pytest.approx(0.9, abs=0.02)
    assert found.fit.visits["shop"] > 1.0 > found.fit.visits["web"]


def test_without_an_answer_no_visits_are_touched() -> None:
    found = searched(Target(1000, 300, {}), lambda fit: year(1000, 300, web=1.0))
    assert found.fit == Fit()


def test_what_cannot_be_met_ends_with_the_nearest_year() -> None:
    lived = []

    def live(fit: Fit) -> Simulated:
        lived.append(fit)
        return year(100 + len(lived) % 3, 300)

    found = searched(Target(1000, 300, {}), live)
    assert len(lived) <= TRIES
    assert found.year.orders == 102


def test_dials_that_stand_at_their_ends_end_the_search() -> None:
    lived = []

    def live(fit: Fit) -> Simulated:
        lived.append(fit)
        return year(1e-9, 300)

    searched(Target(1000, 300, {}), live)
    assert len(lived) < TRIES


def sentences(found: Simulated, days: float = 40.0, **answers) -> str:
    firm = firm_of(read_all({"size": 1000, "channels": "web, phone", **answers}, file="x"))
    return " ".join(told(firm, found, {"regular": days, "elsewhere": days}))


def test_a_year_that_is_near_is_told_without_a_reason() -> None:
    said = sentences(year(1512, 310, web=0.7, phone=0.3), orders=1500, customers=300)
    assert "about 1,510 orders a year (answered: 1,500) by 310 buyers (300)" in said
    assert "Orders by channel: web 70 %, phone 30 %." in said
    assert "because" not in said


@pytest.mark.parametrize(
    ("found", "days", "answers", "part"),
    [
        (year(718, 310, phone=1.0), 5.0, {}, "answered 1,500, simulated about 718, because 5"),
        (year(718, 310, phone=1.0), 40.0, {}, "because more needs bring no more orders"),
        (year(2900, 310, phone=1.0), 9000.0, {}, "because so many buy while they stroll by"),
        (year(1500, 700, phone=1.0), 40.0, {}, "answered 300, simulated about 700, because in the"),
        (year(1500, 150, phone=1.0), 40.0, {}, "answered 300, simulated about 150, because those"),
        (
            year(1500, 300, web=0.6, phone=0.4), 40.0, {"channels": "web 90 %, phone 10 %"},
            "web: answered 90 % of orders, simulated 60 %, because",
        ),
    ],
)  # fmt: skip
def test_what_is_not_met_is_told_with_a_reason(found, days, answers, part) -> None:
    assert part in sentences(found, days, orders=1500, customers=300, **answers)


@pytest.mark.parametrize(
    ("spent", "answers", "part"),
    [
        (9_330.0, {"spend": 24_000}, "Media: answered 24,000 a year, simulated about 9,330: the"),
        (40_000.0, {"spend": 24_000}, "simulated about 40,000: confirmations are"),
        (0.0, {}, "Media: assumed "),
        (20_000.0, {"spend": 24_000}, None), (None, {"spend": 24_000}, None),
    ],
)  # fmt: skip
def test_media_money_that_is_not_spent_is_told(spent, answers, part) -> None:
    found = replace(year(1500, 300, phone=1.0), spent=spent)
    said = sentences(found, orders=1500, customers=300, **answers)
    assert "Media" not in said if part is None else part in said
