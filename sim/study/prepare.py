"""From a scenario to markets, and from outcomes to samples: the way in and out of the clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UsageError, one_of
from sim.scenario.ledger import guesses
from sim.scenario.uncertain import uncertain_numbers
from sim.study.jobs import Plan
from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency
from sim.study.results import Setting
from sim.study.sample import MICROSECONDS_PER_DAY, Charge, Platform, Sample

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.scenario.dials import Dials

TODAY = "today"
"""Name of the strategy that is the baseline where it exists."""


def load(scenario: Scenario | str | Path) -> Scenario:
    """The scenario itself, or the one at a path or of a built-in name."""
    if not isinstance(scenario, str | Path):
        return scenario
    from sim.scenario import Scenario

    return Scenario.load(str(scenario))


def strategy_names(scenario: Scenario) -> tuple[str, ...]:
    """All strategies, in the order of the file."""
    return tuple(strategy.name for strategy in scenario.document.strategy)


def named_strategy(scenario: Scenario, name: str, place: str) -> str:
    """The name, if the scenario has such a strategy.

    Raises:
        UsageError: it has not.
    """
    whose = scenario.file or scenario.scenario.name
    one_of(name, strategy_names(scenario), f"{whose} has no such strategy", place=place)
    return name


def choose(
    scenario: Scenario, strategies: Sequence[str] | None, baseline: str | None
) -> tuple[tuple[str, ...], str]:
    """Which strategies take part, and which is the baseline.

    A baseline that is not among the strategies takes part as the last of them.

    Raises:
        UsageError: an unknown or doubled name, or fewer than two strategies.
    """
    wanted = tuple(strategies) if strategies is not None else strategy_names(scenario)
    for name in wanted:
        named_strategy(scenario, name, "--strategies")
    doubled = sorted({name for name in wanted if wanted.count(name) > 1})
    if doubled:
        raise UsageError("a strategy is named twice", place="--strategies", found=doubled[0])
    if baseline is None:
        chosen = TODAY if TODAY in wanted else wanted[0] if wanted else ""
    else:
        chosen = named_strategy(scenario, baseline, "--baseline")
    if chosen and chosen not in wanted:
        wanted = (*wanted, chosen)
    if len(wanted) < 2:
        raise UsageError(
            "a comparison needs two strategies or more",
            place="--strategies",
            found=", ".join(wanted) or "none",
            expected=f"two or more of {', '.join(strategy_names(scenario))}; "
            "`journey run` simulates one",
        )
    return wanted, chosen


def primary_kpi(scenario: Scenario) -> Kpi:
    """The KPI named in the scenario, on which the verdict is passed."""
    name = scenario.kpi.primary
    one_of(
        name, KPI, "no such KPI", file=scenario.file, place="kpi.primary",
        expected="a KPI of docs/kpis.md",
    )  # fmt: skip
    return KPI[name]


def market_builder() -> Callable[..., Market]:
    """What makes a market of a scenario and a strategy's name, imported when needed."""
    from sim.model.market.market import Market

    return Market.build


def build_market(scenario: Scenario, name: str, plan: Plan, dials: Dials | None = None) -> Market:
    """A strategy's market; these dials stand in for the strategy's own."""
    build = market_builder()
    mixed = {} if dials is None else {"dials": dials}
    return build(scenario, name, customers=plan.customers, days=plan.days, **mixed)


def build_markets(scenario: Scenario, names: Sequence[str], plan: Plan) -> dict[str, Market]:
    """One market a strategy, in the order of ``names``."""
    return {name: build_market(scenario, name, plan) for name in names}


def platform_of(market: Market) -> Platform:
    """The price of a strategy's dials and channels, phase by phase, minor units.

    What a phase sets up is charged where it exceeds what was set up before, dial by dial.
    """
    paid: dict[str, float] = {}
    charges = []
    for phase in market.phases:
        fees = phase.platform
        new = sum(max(0.0, fee.setup - paid.get(name, 0.0)) for name, fee in fees.items())
        paid |= {name: max(fee.setup, paid.get(name, 0.0)) for name, fee in fees.items()}
        charges.append(
            Charge(
                start=phase.start / MICROSECONDS_PER_DAY,
                setup=new,
                monthly=sum(fee.monthly for fee in fees.values()),
                hours=sum(fee.hours for fee in fees.values()),
                wage=float(phase.scenario.platform.wage),
            )
        )
    return Platform(tuple(charges))


def setting_of(scenario: Scenario, plan: Plan) -> Setting:
    """What is about to be run."""
    table = scenario.scenario
    return Setting(
        scenario=table.name,
        title=table.title,
        currency=Currency(table.currency),
        clock=plan.clock,
        customers=plan.customers,
        market=table.market,
        days=plan.days,
        seed=plan.seed,
        replications=plan.replications,
        titles={name: item.title for name, item in scenario.strategies.items()},
        ranges=len(uncertain_numbers(scenario)),
        guesses=guesses(scenario),
    )


def samples_of(
    scenario: Scenario,
    markets: Mapping[str, Market],
    outcomes: Mapping[str, Sequence[Outcome]],
    plan: Plan,
) -> dict[str, Sample]:
    """The sums of every strategy, ready to be measured."""
    return {
        name: Sample.of(
            name,
            markets[name].channels,
            found,
            customers=plan.customers,
            market=scenario.scenario.market,
            days=plan.days,
            window=scenario.scenario.window / MICROSECONDS_PER_DAY,
            platform=platform_of(markets[name]),
        )
        for name, found in outcomes.items()
    }
