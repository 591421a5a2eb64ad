"""``trace``: one customer's story, chosen by id or by what they lived."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import UsageError
from sim.store.like import parse_like
from sim.study.crowd import Crowd
from sim.study.jobs import Plan, Progress, make_plan
from sim.study.money import Currency
from sim.study.prepare import build_markets, load, named_strategy
from sim.study.run import SEED
from sim.study.search import Search, search, years_of

if TYPE_CHECKING:
    from sim.clocks.world import Records
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
    seed: int = SEED,
    days: float | None = None,
    customers: int | None = None,
    limit: float = SEARCH,
    count: bool = False,
    threads: int | None = None,
    clock: str = "compiled",
    people: Records | str | Path | None = None,
    progress: Progress | None = None,
) -> TraceResult:
    """Tell one customer's story.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategy: its name in the scenario.
        customer: the id of the customer.
        like: in place of an id, what they lived: ``event[:channel[:action]]``, a comma between, in
            order; ``!item``: not until the next. The lowest replication, then id, wins.
        replication: which one; without it the customer's first, or all are searched in turn.
        seed: same seed, same story.
        days: length of the run; None: the scenario's.
        customers: people simulated; None: the scenario's market.
        limit: customer-years searched at most.
        count: go on after the first find, up to the limit, to measure how frequent it is.
        threads: None: all processors; no result depends on it.
        clock: "compiled" or "simpy"; no result depends on it.
        people: customers in place of those drawn from the personas, as for `run`.
        progress: called as replications of a search end.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    loaded = load(scenario)
    named_strategy(loaded, strategy, "--strategy")
    crowd = Crowd.of(loaded, people)
    plan = make_plan(
        market=loaded.scenario.market,
        scenario_days=loaded.scenario.days,
        customers=crowd.size(customers),
        days=days,
        seed=seed,
        replications=1,
        threads=threads,
        clock=clock,
    )
    _check(plan, customer, like, replication, limit, count, crowd)
    pattern = None
    if like is not None or customer is None:
        pattern = parse_like(
            SOMEBODY if like is None else like,
            [item.name for item in loaded.channels],
            [item.name for item in loaded.actions],
        )
    market = build_markets(loaded, [strategy], plan)[strategy]
    found: Search | None = None
    where = replication or 0
    if pattern is not None:
        wanted = 1 if replication is not None else max(1, int(limit // years_of(plan)))
        plan = make_plan_of(plan, wanted)
        found = search(
            market, pattern, plan, start=where, count=count, crowd=crowd, progress=progress
        )
        if found.first is not None:
            customer, where = found.first.customer, found.first.replication
    story = None
    if customer is not None:
        from sim.study.replay import relive
        from sim.study.story import tell

        here = crowd.draw(market, plan.seed, where)
        life = relive(market, plan, replication=where, customer=customer, people=here)
        story = tell(life, pattern)
    return TraceResult(
        scenario=loaded.name,
        strategy=strategy,
        seed=seed,
        days=plan.days,
        currency=Currency(loaded.scenario.currency),
        customer=customer,
        replication=None if customer is None else where,
        story=story,
        search=found,
    )


def make_plan_of(plan: Plan, replications: int) -> Plan:
    """The same plan with so many replications."""
    return Plan(plan.customers, plan.days, plan.seed, replications, plan.threads, plan.clock)


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
