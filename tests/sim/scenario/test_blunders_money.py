"""Fees, set-up and budgets that no such firm can bear, planted in the mattress seller's file."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario, library
from sim.scenario.checking.costs import cost_concerns, year_of_costs
from sim.scenario.checking.money import earnings
from sim.scenario.fees import price_list
from sim.scenario.implied.year import implied_year
from tests.sim.scenario.planting import Blunder, assert_flagged

FILE = "mattress"
EARN = "orders that the file implies earn EUR"
MAKING = "content for facebook, instagram, pinterest, sponsored and youtube: EUR"

BLUNDERS = {
    "ten times the budget": Blunder(
        '"30000 EUR"', '"300000 EUR"', "budget.total",
        "after cost of goods; the budget is EUR 300,000.00", file=FILE,
    ),
    "a million": Blunder(
        '"30000 EUR"', '"1000000 EUR"', "budget.total", "the budget is EUR 1,000,000.00", file=FILE
    ),
    "a tenth of the budget": Blunder(
        '"30000 EUR"', '"3000 EUR"', "budget.total", MAKING, file=FILE
    ),
    "a hundredth of it": Blunder('"30000 EUR"', '"300 EUR"', "budget.total", MAKING, file=FILE),
    "a fee of ten years": Blunder(
        "monthly = 200\n", "monthly = 24_000\n", "channel.web.monthly",
        "EUR 24,000.00 x 12 months = EUR 288,000.00", file=FILE,
    ),
    "rent of a year each month": Blunder(
        "monthly = 900\n", "monthly = 9_000\n", "channel.showroom.monthly", EARN, file=FILE
    ),
    "links by the thousand": Blunder(
        "knowledge = { setup = 40", "knowledge = { setup = 4_000", "platform.knowledge.setup",
        "110 units x EUR 4,000.00 once = EUR 440,000.00", file=FILE,
    ),
    "recognition a hundred times as dear": Blunder(
        "recognition = { setup = 300", "recognition = { setup = 30_000",
        "platform.recognition.setup", EARN, file=FILE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BLUNDERS)
def test_planted_blunders_are_flagged(name: str) -> None:
    assert_flagged(BLUNDERS[name])


@pytest.mark.parametrize("name", [FILE, "growing-brand"])
def test_a_year_costs_what_the_run_charges(name: str) -> None:
    """Tools save hours of content, and an idle channel is not joined."""
    scenario = Scenario.load(name)
    for strategy in scenario.strategies:
        dials = scenario.resolved(strategy)
        charged = sum(
            fee.setup + 12 * fee.monthly + 12 * fee.hours * scenario.platform.wage
            for fee in price_list(scenario, dials).values()
        )
        assert sum(year_of_costs(scenario, dials).values()) == pytest.approx(charged)


def test_many_small_costs_together() -> None:
    text = library.text_of(FILE).replace('wage = "35 EUR"', 'wage = "80 EUR"')
    scenario = Scenario.from_text(text)
    dials = {name: scenario.resolved(name) for name in scenario.strategies}
    told = {item.where: item for item in cost_concerns(scenario, dials)}
    assert "strategy.omnichannel" not in told
    dear = Scenario.from_text(text.replace("staff_hours = 60", "staff_hours = 90").replace(
        "continuity = { setup = 30", "continuity = { setup = 300"))  # fmt: skip
    told = {item.where: item for item in cost_concerns(dear, dials)}
    assert told["strategy.omnichannel"].arithmetic.endswith("earn")
    assert "far more than the orders of a year earn" in told["strategy.omnichannel"].message


def test_what_is_known_counts_where_it_is_more() -> None:
    scenario = Scenario.load(FILE)
    year = implied_year(scenario)
    assert earnings(scenario)[0] == year.contribution
    known = Scenario.from_text(f"{scenario.text}\n[known]\norders = {2 * year.orders:.0f}\n")
    worth, what = earnings(known)
    assert worth == pytest.approx(2 * year.contribution, rel=0.01)
    assert what.endswith("orders that are known")
    revenue = f"revenue = {year.revenue / 10:.0f}"
    worth, what = earnings(Scenario.from_text(f"{scenario.text}\n[known]\n{revenue}\n"))
    assert worth == pytest.approx(10 * year.contribution, rel=0.01)
    assert what.endswith("of known revenue")
