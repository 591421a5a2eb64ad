"""The portrait of a comparison: one replication of each strategy, lived once more and looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.study import jobs
from sim.study.market_part import part_of
from sim.study.money import Currency
from sim.study.outlay import at_total
from sim.study.portrait.watch import Watcher
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.study.progress import Progress, Tally

__all__ = ["MOST_LIVED", "Portrait", "portrait"]

MOST_LIVED = 100_000
"""People who are all looked at; of more than that a sample lives."""
SAMPLE = 20_000
"""People of that sample, or more where fewer would leave a channel without staff."""
REPLICATION = 0


@dataclass(frozen=True)
class Portrait:
    """What was seen.

    Attributes:
        customers: people who lived.
        asked: people of the work that is portrayed.
        market: people of the scenario's market.
        days, seed: as of the work that is portrayed.
        strategies: by name, see `sim.study.portrait.watch.Watcher.told`.
    """

    customers: int
    asked: int
    market: int
    days: float
    seed: int
    strategies: Mapping[str, Mapping[str, Any]]

    @property
    def sampled(self) -> bool:
        """Whether fewer people lived than in the work that is portrayed."""
        return self.customers < self.asked

    def to_json(self) -> dict[str, Any]:
        """Money in main units at the market's size; counts are of the people who lived."""
        return {
            "customers": self.customers,
            "market": self.market,
            "sampled": self.sampled,
            "days": self.days,
            "seed": self.seed,
            "replication": REPLICATION,
            "strategies": dict(self.strategies),
        }


def portrait(
    scenario: Scenario,
    strategies: Sequence[str],
    *,
    customers: int | None = None,
    days: float | None = None,
    seed: int = 1,
    equal: str = "media",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Portrait:
    """Live the first replication of each strategy again.

    Args:
        customers, days, seed: as of the work that is portrayed; None: the scenario's.
        equal: "media" or "total": what ``budget.total`` pays for.
        threads: None: all processors; no result depends on it.
        progress: told how far it is.

    Raises:
        InputError: a strategy that the scenario has not, or people that cannot be simulated.
    """
    asked = scenario.scenario.market if customers is None else customers
    lived = people_of(scenario, asked)
    study = Study.begin(
        scenario,
        {"customers": lived, "days": days, "seed": seed, "threads": threads, "progress": progress},
    )
    tally = study.tally(len(strategies))
    found = {}
    for name, market in study.markets(strategies).items():
        if equal == "total":
            market = at_total(scenario, name, market, study.plan)
        found[name] = _lived(study, market, tally)
    return Portrait(
        study.plan.customers, asked, scenario.scenario.market, study.plan.days, seed, found
    )


def _lived(study: Study, market: Market, tally: Tally) -> dict[str, Any]:
    """One strategy."""
    watcher = Watcher(market)
    people, plan = study.plan.customers, study.plan
    job = tally.job(people * plan.days)
    outcome = jobs.simulator()(
        market,
        people=study.crowd.draw(market, plan.seed, REPLICATION),
        seed=plan.seed,
        replication=REPLICATION,
        clock=plan.clock,
        threads=plan.threads,
        sink=watcher,
        each_window=lambda count: job.lived(count / market.windows),
        begun=watcher.begin,
    )
    job.end()
    size = study.scenario.scenario.market
    currency = Currency(study.scenario.scenario.currency)
    return watcher.told(outcome, currency, max(1.0, size / people))


def people_of(scenario: Scenario, asked: int) -> int:
    """How many live: all, or a sample that leaves every channel its staff."""
    return part_of(scenario, asked, largest=MOST_LIVED, size=SAMPLE)
