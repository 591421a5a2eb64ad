"""The search for the dials at which a year comes near, in worlds made up for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.scenario import Scenario
from sim.scenario.wizard.answers import firm_of, read_all
from sim.scenario.wizard.fit import MOST_ADS, TRIES, Fit, Found, Simulated, Target, searched
from sim.scenario.wizard.menu import MENU
from sim.scenario.wizard.page import page_of
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


PARTS = {"facebook": 1.0, "search": 1.5, "letter": 0.8}


def budget(fit: Fit) -> dict[str, float]:
    """EUR 33,000 by channel."""
    weights = {name: weight * fit.parts.get(name, 1.0) for name, weight in PARTS.items()}
    return {name: 33_000 * weight / sum(weights.values()) for name, weight in weights.items()}


def spending(**usual: float):
    """Years in which ads as usual would cost so much, and letters 100; parts are ceilings."""

    def live(fit: Fit) -> Simulated:
        shown = {name: money * fit.ads.get(name, 1.0) for name, money in usual.items()}
        cost = {**shown, "letter": 100.0}
        spent = {name: min(money, cost[name]) for name, money in budget(fit).items()}
        return replace(year(1000, 300, web=1.0), spent=spent)

    return live


def test_ads_are_shown_more_often_until_last_years_money_is_spent() -> None:
    target = Target(1000, 300, {}, budget, ("facebook", "search"))
    found = searched(target, spending(facebook=3_000.0, search=4_000.0))
    assert found.year.media == pytest.approx(33_000, rel=0.25)
    assert 1.0 < found.fit.ads["search"] <= found.fit.ads["facebook"] * 2.0
    assert budget(found.fit)["letter"] >= 300.0  # room for other strategies


def test_where_no_more_ads_can_be_shown_others_get_the_money() -> None:
    target = Target(1000, 300, {}, budget, ("facebook", "search"))
    found = searched(target, spending(facebook=9_000.0, search=100.0))
    assert found.fit.ads["search"] == MOST_ADS
    assert found.year.spent["facebook"] > 2.0 * budget(Fit())["facebook"]
    assert budget(found.fit)["search"] >= found.year.spent["search"]


@pytest.mark.parametrize("known", [{}, {"budget": budget, "shown": ()}])
def test_money_that_nobody_told_or_ads_cannot_spend_turns_nothing(known) -> None:
    target = Target(1000, 300, {}, **known)
    found = searched(target, spending(facebook=3_000.0, search=4_000.0))
    assert not found.fit.ads


def test_ads_that_spend_all_are_left_as_usual() -> None:
    target = Target(1000, 300, {}, budget, ("facebook", "search"))
    found = searched(target, spending(facebook=30_000.0, search=30_000.0))
    assert found.fit.ads == {}


def test_ads_as_usual_are_those_of_their_kinds() -> None:
    """What the dial multiplies is what a file without it has."""
    names = [offered.name for offered in MENU if offered.ads]
    answers = read_all({"size": 5000, "channels": ["web", *names]}, file="x")
    usual = {one.name: one for one in Scenario.from_text(page_of(answers).text).channels}
    turned = Found(Fit(ads=dict.fromkeys(names, 3.0)), None)
    more = {one.name: one for one in Scenario.from_text(page_of(answers, turned).text).channels}
    for name in names:
        assert more[name].impressions == pytest.approx(3.0 * usual[name].impressions, rel=0.01)


def test_what_cannot_be_met_ends_with_the_nearest_year() -> None:
    lived = []

    def live(fit: Fit) -> Simulated:
        lived.append(fit)
        return year(100 + len(lived) % 3, 300)

    found = searched(Target(1000, 300, {}), live)
    assert len(lived) <= TRIES
    assert found.year.orders == 102


@pytest.mark.parametrize("buyers", [(0, 0, 5), (5, 0, 0), (0, 5, 0)])
def test_years_in_which_nobody_bought_are_searched_on(buyers) -> None:
    lived = []

    def live(fit: Fit) -> Simulated:
        lived.append(fit)
        return year(10 * len(lived), buyers[len(lived) % 3])

    assert searched(Target(1000, 300, {}), live).year is not None


def test_dials_that_stand_at_their_ends_end_the_search() -> None:
    lived = []

    def live(fit: Fit) -> Simulated:
        lived.append(fit)
        return year(1e-9, 300)

    searched(Target(1000, 300, {}), live)
    assert len(lived) < TRIES


def sentences(found: Simulated, days: float = 40.0, **answers) -> str:
    known = {"size": 1000, "channels": "web, phone", **answers}
    firm = firm_of(read_all(known, file="x"))
    return " ".join(told(firm, found, {"regular": days, "elsewhere": days}))


def test_a_year_that_is_near_is_told_without_a_reason() -> None:
    said = sentences(year(1512, 310, web=0.7, phone=0.3), orders=1500, customers=300)
    assert "about 1,510 orders a year (answered: 1,500) by 310 buyers (answered: 300)" in said
    assert "Orders by channel: web 70 %, phone 30 %." in said
    assert "because" not in said


def test_what_nobody_answered_is_told_as_assumed() -> None:
    """Orders and buyers of a firm that knows its industry alone are defaults."""
    firm = firm_of(read_all({"industry": "food"}, file="x"))
    said = sentences(year(8020, 1090, web=1.0), industry="food", size=None)
    assert f"(assumed: {firm.orders:,}) by 1,090 buyers (assumed: {firm.customers:,})" in said
    assert "Buyers: assumed 1,000, simulated about 2,570, because" in sentences(
        year(8020, 2570, web=1.0), industry="food", size=None
    )
    half = sentences(year(1512, 1300, web=1.0), size=None, orders=1500)
    assert "(answered: 1,500) by 1,300 buyers (assumed: " in half
    assert "answered" not in said


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
        (20_000.0, {"spend": 24_000}, None),
        (
            9_330.0, {"spend": 24_000, "channels": "web, phone, facebook"},
            "6 times as often as is usual",
        ),
    ],
)  # fmt: skip
def test_media_money_that_is_not_spent_is_told(spent, answers, part) -> None:
    found = replace(year(1500, 300, phone=1.0), spent={"web": 0.25 * spent, "ads": 0.75 * spent})
    said = sentences(found, orders=1500, customers=300, **answers)
    assert "Media" not in said if part is None else part in said
