"""What channels cost, hours less what tools save, and what joining them costs, dial by dial."""

from __future__ import annotations

from typing import Any

import pytest

from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.fees import price_list
from sim.scenario.words import DIALS
from sim.study.prepare import platform_of
from tests.verification.firms import PLAIN, changed, written

FEES = {"setup": 900, "monthly": 40, "staff_hours": 5, "content_hours": 20}
SHOP = changed(
    PLAIN,
    {
        "channel.web": {"kind": "site", **FEES},
        "channel.mail": {"kind": "email", **FEES},
        "action.news": {"propensity": 0.1, "treatments": [{"channel": "mail"}]},
        "strategy.quiet": {"actions": []},
    },
)  # fmt: skip


def fees(strategy: str = "plain", **edits: Any) -> tuple[float, float, float]:
    """Set-up, a month, and hours a month of the channels."""
    firm = changed(SHOP, {key.replace("__", "."): value for key, value in edits.items()})
    scenario = Scenario.from_text(written(firm))
    fee = price_list(scenario, scenario.resolved(strategy))["channels"]
    return fee.setup / 100, fee.monthly / 100, fee.hours


def test_a_channel_costs_where_an_allowed_action_uses_it() -> None:
    assert fees() == (900, 40, 25)
    assert fees("quiet") == (0, 0, 0)


def test_a_channel_that_is_always_there_costs_all_the_same() -> None:
    assert fees(channel__web__always=True) == (1800, 80, 50)
    assert fees("quiet", channel__web__always=True) == (900, 40, 25)


@pytest.mark.parametrize("saved", [0, 0.4, 1])
def test_automation_saves_its_share_of_the_hours_for_content(saved: float) -> None:
    assert fees(channel__mail__automation=saved) == (900, 40, 5 + 20 * (1 - saved))


# --- joining --------------------------------------------------------------------------------------

UNITS = {
    "knowledge": 6.0,  # each of three channels reads the two others
    "sync": 6.0,  # all of these at once
    "recognition": 1.5,  # half of the people on each of three
    "continuity": 2.4,  # four tenths from each to each other
    "decider": 2.0,  # three channels, one class
    "contact_policy": 2.0,
    "offers": 2.0,
    "suppression": 2.0,
    "budget": 2.0,
}
"""What a strategy that joins everything pays for, counted by hand."""
JOINED = changed(
    PLAIN,
    {
        **{f"channel.{name}": {"kind": "site", "visits": "1 per d"} for name in ("a", "b", "c")},
        "persona.anyone.channels": {"a": 1, "b": 1, "c": 1},
        "strategy.plain": {
            "knowledge": "all", "sync": 0, "recognition": 0.5, "continuity": 0.4,
            "decider": "customer", "contact_policy": "customer", "offers": "customer",
            "suppression": "everywhere", "budget": "pooled",
        },
    },
)  # fmt: skip


def test_every_dial_with_a_price_is_here() -> None:
    assert set(UNITS) == set(DIALS) - {"actions", "slots"}


@pytest.mark.parametrize("dial", UNITS)
def test_a_dial_costs_its_units(dial: str) -> None:
    prices = {"wage": 30, "factor": 1.5, dial: {"setup": 100, "monthly": 10, "hours": 2}}
    scenario = Scenario.from_text(written(changed(JOINED, {"platform": prices})))
    market = Market.build(scenario, "plain")
    bill = {
        what: (fee.setup, fee.monthly, fee.hours, fee.yearly(3000))
        for what, fee in market.platform.items()
        if any((fee.setup, fee.monthly, fee.hours))
    }
    units = 1.5 * UNITS[dial]
    year = units * (100 + 12 * (10 + 2 * 30)) * 100
    assert bill == {dial: pytest.approx((units * 100_00, units * 10_00, units * 2, year))}
    assert platform_of(market).yearly(365.0) == pytest.approx(year)
    assert platform_of(market).yearly_work(365.0) == pytest.approx(units * 12 * 2 * 30 * 100)


def test_who_joins_nothing_pays_for_nothing() -> None:
    prices = {dial: {"setup": 100, "monthly": 10, "hours": 2} for dial in UNITS}
    apart = {"strategy.plain": {"recognition": 0}, "platform": {"wage": 30, **prices}}
    scenario = Scenario.from_text(written(changed(JOINED, apart)))
    assert platform_of(Market.build(scenario, "plain")).yearly(365.0) == 0.0
