"""Equal total outlay: a ceiling on media and platform together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.study.jobs import Plan
from sim.study.money import Currency
from sim.study.prepare import build_market, platform_of

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.scenario.dials import Mixture


def affordable(scenario: Scenario, market: Market, plan: Plan) -> bool:
    """Whether ``budget.total`` pays for a market's platform, in a year, set-up in full."""
    return platform_of(market).yearly(plan.days) <= float(scenario.budget.total)


def at_total(
    scenario: Scenario,
    name: str,
    market: Market,
    plan: Plan,
    dials: Mixture | None = None,
) -> Market:
    """A strategy's market where ``budget.total`` has to pay for its platform too.

    What the platform leaves is the ceiling on media, at least 0. A strategy without platform cost
    keeps its market.

    Args:
        dials: a mixture that the market was built with.
    """
    platform = platform_of(market).yearly(plan.days)
    if platform == 0.0:
        return market
    left = max(0.0, float(scenario.budget.total) - platform)
    lowered = scenario.with_values(
        {"budget.total": Currency(scenario.scenario.currency).main(left)}, relabel=False
    )
    return build_market(lowered, name, plan, dials)
