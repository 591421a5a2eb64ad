"""The lives of a sample, one watched customer at a time, several markets side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from sim.study.explored.chosen import MOST, Chosen, choose_ids, market_of
from sim.study.jobs import walk
from sim.study.options import StudyOptions
from sim.study.outlay import at_total
from sim.study.replay import relive
from sim.study.story import CONTACTS, Story, tell
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario

__all__ = ["REPLICATION", "Explored", "Lived", "explore"]

REPLICATION = 0
"""Whose lives are told: the first one."""

Told = TypeVar("Told")


@dataclass(frozen=True)
class Lived(Generic[Told]):
    """What became of one customer under one strategy.

    Attributes:
        told: what was made of the story.
        purchases, contacts, opt_outs: how many; contacts are messages received and ads noticed.
        revenue: of the purchases, minor units.
    """

    told: Told
    purchases: int
    revenue: int
    contacts: int
    opt_outs: int


@dataclass(frozen=True)
class Explored(Generic[Told]):
    """The lives of a sample.

    Attributes:
        chosen: who. customers: of the work that they are to explain; more than those who were
            lived with where its market is large.
        strategies: their names.
        lives: by strategy and id.
    """

    chosen: Chosen
    customers: int
    days: float
    seed: int
    strategies: tuple[str, ...]
    lives: Mapping[tuple[str, int], Lived[Told]]


def explore(
    scenario: Scenario,
    strategies: Sequence[str],
    shape: Callable[[Story], Told],
    *,
    most: int = MOST,
    total: bool = False,
    **options: Any,
) -> Explored[Told]:
    """Live the first replication once for each customer of the sample and each strategy.

    Args:
        strategies: names.
        shape: what is kept of a story; it is called on threads.
        most: customers at most.
        total: whether the budget has to pay for platforms too, as under ``--equal total``.
        options: see `sim.study.options.SimulationOptions`; none of them a table of people.

    Raises:
        InputError: an option that cannot be simulated.
    """
    asked = Study.begin(scenario, cast("StudyOptions", options))
    size = market_of(scenario, asked.plan.customers)
    small = size < asked.plan.customers
    study = Study.begin(scenario, cast("StudyOptions", {**options, "customers": size})) if small \
        else asked  # fmt: skip
    plan = study.plan
    markets = study.markets(strategies)
    if total:
        markets = {name: at_total(scenario, name, one, plan) for name, one in markets.items()}
    chosen = choose_ids(range(plan.customers), plan.days, most)

    tally = study.tally(len(chosen.ids) * len(markets))

    def live(task: tuple[str, int]) -> Lived[Told]:
        name, customer = task
        told = _lived(_story(study, markets[name], customer), shape)
        tally.add(plan.customers * plan.days)
        return told

    tasks = ((name, customer) for customer in chosen.ids for name in markets)
    lives = dict(walk(tasks, live, plan.side_by_side, tally.stop))
    return Explored(chosen, asked.plan.customers, plan.days, plan.seed, tuple(markets), lives)


def _story(study: Study, market: Market, customer: int) -> Story:
    people = study.crowd.draw(market, study.plan.seed, REPLICATION)
    return tell(
        relive(market, study.plan, replication=REPLICATION, customer=customer, people=people)
    )


def _lived(story: Story, shape: Callable[[Story], Told]) -> Lived[Told]:
    bought = [event.value for event in story.events if event.event == "purchase"]
    return Lived(
        shape(story),
        purchases=len(bought),
        revenue=sum(bought),
        contacts=sum(event.event in CONTACTS for event in story.events),
        opt_outs=sum(event.event == "opt_out" for event in story.events),
    )
