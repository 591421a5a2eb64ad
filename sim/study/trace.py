"""``trace``: one customer's story, chosen by id or by what they lived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from engine.errors import UsageError
from sim.store.like import Pattern, parse_like
from sim.study.crowd import Crowd
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.estimate.work import Lot, Workload
from sim.study.jobs import Plan
from sim.study.money import Currency
from sim.study.options import SimulationOptions, known
from sim.study.possible import refuse_impossible
from sim.study.prepare import load, named_strategy
from sim.study.progress import Tally
from sim.study.search import Search, search, years_of
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.study.story import Story

SEARCH = 100_000
"""Customer-years that a search goes through at most, unless told otherwise."""
SOMEBODY = "purchase"
"""Whose story is told when nobody is asked for: the first one who buys."""


@dataclass(frozen=True)
class TraceResult:
    """A story, and the search that found whose it is.

    Attributes:
        customer, replication: None where nobody lived the pattern.
        search: None where a customer was asked for by id.
    """

    scenario: str
    strategy: str
    seed: int
    days: float
    currency: Currency
    customer: int | None
    replication: int | None
    story: Story | None
    search: Search | None

    def to_json(self) -> dict[str, Any]:
        """As `trace --json` has it."""
        found: dict[str, Any] = {
            "scenario": self.scenario,
            "strategy": self.strategy,
            "seed": self.seed,
            "days": self.days,
            "customer": self.customer,
            "replication": self.replication,
            "events": [],
            "search": None if self.search is None else self.search.to_json(),
        }
        if self.story is not None:
            story = self.story
            found["persona"] = story.persona
            found["customer_before"] = story.customer_before
            found["consents"] = list(story.consents)
            found["need_at_start"] = story.need
            found["events"] = [event.to_json(self.currency) for event in story.events]
            found["plan"] = [
                {"action": item.action, "channel": item.channel, "days": item.days}
                for item in story.plan
            ]
        return found


def trace(
    scenario: Scenario | str | Path,
    strategy: str,
    *,
    customer: int | None = None,
    like: str | None = None,
    replication: int | None = None,
    limit: float = SEARCH,
    count: bool = False,
    **options: Unpack[SimulationOptions],
) -> TraceResult:
    """Tell one customer's story.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategy: its name in the scenario.
        customer: the id of the customer.
        like: in place of an id, what they lived: ``event[:channel[:action]]``, a comma between, in
            order; ``!item``: not until the next. The lowest replication, then id, wins.
        replication: which one; without it the customer's first, or all are searched in turn.
        limit: customer-years searched at most.
        count: go on after the first find, up to the limit, to measure how frequent it is.
        options: see `sim.study.options.SimulationOptions`.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = _ask(scenario, strategy, customer, like, replication, limit, count, options)
    study, market, pattern, loaded = asked.study, asked.market, asked.pattern, asked.study.scenario
    check_room(asked.work)
    found: Search | None = None
    where = replication or 0
    if pattern is not None:
        found = _search(asked, pattern, replication, count)
        if found.first is not None:
            customer, where = found.first.customer, found.first.replication
    return TraceResult(
        scenario=loaded.name,
        strategy=strategy,
        seed=study.plan.seed,
        days=study.plan.days,
        currency=Currency(loaded.scenario.currency),
        customer=customer,
        replication=None if customer is None else where,
        story=None if customer is None else _story(study, market, customer, where, pattern),
        search=found,
    )


def forecast_trace(
    scenario: Scenario | str | Path,
    strategy: str,
    *,
    customer: int | None = None,
    like: str | None = None,
    replication: int | None = None,
    limit: float = SEARCH,
    count: bool = False,
    **options: Unpack[SimulationOptions],
) -> Forecast:
    """What the same search will take at most. Arguments as of `trace`."""
    asked = _ask(scenario, strategy, customer, like, replication, limit, count, options)
    return forecast(asked.work)


@dataclass(frozen=True)
class _Asked:
    """What is looked for, and where.

    Attributes:
        pattern: what is searched for; None: a customer is named.
        lives: replications that are simulated at most.
    """

    study: Study
    market: Market
    pattern: Pattern | None
    lives: int

    @property
    def work(self) -> Workload:
        """The lives of the search, or of the one replication that is lived again."""
        return Workload(self.study, (Lot(self.market, self.lives, stage="search"),), at_most=True)


def _ask(
    scenario: Scenario | str | Path,
    strategy: str,
    customer: int | None,
    like: str | None,
    replication: int | None,
    limit: float,
    count: bool,
    options: SimulationOptions,
) -> _Asked:
    known(options, SimulationOptions, "trace")
    loaded = load(scenario)
    named_strategy(loaded, strategy, "--strategy")
    study = Study.begin(loaded, options)
    _check(study.plan, customer, like, replication, limit, count, study.crowd)
    pattern = _pattern(loaded, SOMEBODY if like is None and customer is None else like)
    one = replication is not None or pattern is None
    lives = 1 if one else max(1, int(limit // years_of(study.plan)))
    return _Asked(study, study.markets([strategy])[strategy], pattern, lives)


def _pattern(scenario: Scenario, like: str | None) -> Pattern | None:
    """What to look for; None where a customer is named."""
    if like is None:
        return None
    pattern = parse_like(
        like,
        [item.name for item in scenario.channels],
        [item.name for item in scenario.actions],
    )
    refuse_impossible(scenario, pattern)
    return pattern


def _search(asked: _Asked, pattern: Pattern, replication: int | None, count: bool) -> Search:
    """Look for the pattern in one replication, or in as many as the limit allows."""
    study = asked.study
    plan = replace(study.plan, replications=asked.lives)
    return search(
        asked.market,
        pattern,
        plan,
        start=replication or 0,
        count=count,
        crowd=study.crowd,
        tally=Tally(study.options["progress"], plan.customer_days),
    )


def _story(
    study: Study, market: Market, customer: int, replication: int, pattern: Pattern | None
) -> Story:
    """Live that replication again and watch the customer."""
    from sim.study.replay import relive
    from sim.study.story import tell

    people = study.crowd.draw(market, study.plan.seed, replication)
    life = relive(market, study.plan, replication=replication, customer=customer, people=people)
    return tell(life, pattern)


def _check(
    plan: Plan,
    customer: int | None,
    like: str | None,
    replication: int | None,
    limit: float,
    count: bool,
    crowd: Crowd,
) -> None:
    if customer is not None and (like is not None or count):
        raise UsageError(
            "a customer is named, so there is nobody to search for",
            place="--customer",
            found=f"{customer} and {'--count' if like is None else '--like'}",
            expected="either --customer, or --like with --search and --count",
        )
    if replication is not None and not 0 <= replication < 1 << 24:
        raise UsageError(
            "there is no such replication",
            place="--replication",
            found=f"{replication:,}",
            expected=f"0 to {(1 << 24) - 1:,}",
        )
    if not 0.0 < limit < float("inf"):
        raise UsageError(
            "a search needs customers to look at",
            place="--search",
            found=f"{limit:g}",
            expected="a number of customer-years above 0",
        )
    known = np.arange(plan.customers) if crowd.ids is None else crowd.ids
    if customer is not None and customer not in known:
        raise UsageError(
            "there is no such customer",
            place="--customer",
            found=f"{customer:,}",
            expected=f"0 to {plan.customers - 1:,}" if crowd.ids is None else "an id of the table",
        )
