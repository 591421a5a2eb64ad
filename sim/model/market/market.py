"""A scenario under one strategy, as arrays: what the clocks run on.

`Market.build` turns validated tables into one parameter record a phase (a stretch of time between
two `[[change]]` entries). Everything named stands in the order of names, so that the order of
tables in the file changes no byte.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from engine.errors import InputError, ScenarioError
from sim.model.market.catalogue import TreatmentName, treatment_names
from sim.model.market.mechanisms import last_memory, open_doors
from sim.model.market.numbers import scaled_servers
from sim.model.market.phases import (
    Params,
    Phase,
    Plot,
    dials_in,
    phases_of,
    run_in_of,
    windows_before,
)
from sim.model.records.layout import memory_dtype, width_for
from sim.model.records.mechanisms import MASS
from sim.model.records.sizes import DAY, FOREVER
from sim.scenario import Scenario
from sim.scenario.dials import Dials, ResolvedDials
from sim.scenario.fees import Fee

SMALLEST_GROUP = 5
"""Servers that a scaled human channel must keep: below, waiting would not scale."""


@dataclass(frozen=True)
class Market:
    """One strategy's market, ready to run.

    Attributes:
        scenario: as validated.
        strategy: name, for reports only; it changes no result.
        dials: resolved dials at the start.
        instead: dials that were given in place of the strategy's own; None: none were.
        customers: people simulated.
        scale: customers over the scenario's market.
        days: length of the run.
        window, windows: microseconds of a window, and their number.
        phases: parameters by time; the first starts at 0.
        run_in: parameters before the start, None where there is no run-in.
        lead: windows of the run-in.
    """

    scenario: Scenario
    strategy: str
    dials: ResolvedDials
    instead: Dials | None
    customers: int
    scale: float
    days: float
    window: int
    windows: int
    phases: tuple[Phase, ...]
    run_in: Phase | None
    lead: int
    channels: tuple[str, ...]
    actions: tuple[str, ...]
    personas: tuple[str, ...]
    offers: tuple[str, ...]
    treatments: tuple[TreatmentName, ...] = field(repr=False)

    @staticmethod
    def build(
        scenario: Scenario,
        strategy: str,
        *,
        dials: Dials | None = None,
        customers: int | None = None,
        days: float | None = None,
    ) -> Market:
        """Lay out a scenario under a strategy.

        Args:
            strategy: its name.
            dials: to be used in place of the strategy's own: a mixture, whose dials change as
                those of its strategies do, or dials that stay as they are.
            customers: people simulated; the scenario's market where not given.
            days: length of the run; the scenario's own where not given.

        Raises:
            InputError: a scaled group of servers is too small, or the run has too many windows.
        """
        people = scenario.scenario.market if customers is None else customers
        length = float(scenario.scenario.days if days is None else days)
        window = scenario.scenario.window
        windows = -(-round(length * DAY) // window)
        _check_windows(scenario, windows + windows_before(scenario))
        check_size(scenario, people)
        scale = people / scenario.scenario.market
        names = treatment_names(scenario)
        plot = Plot(scenario, scale, windows, names)
        return Market(
            scenario=scenario,
            strategy=strategy,
            dials=dials_in(scenario, strategy, dials),
            instead=dials,
            customers=people,
            scale=scale,
            days=length,
            window=window,
            windows=windows,
            phases=phases_of(plot, strategy, dials),
            run_in=run_in_of(plot),
            lead=windows_before(scenario),
            channels=tuple(c.name for c in scenario.channels),
            actions=tuple(a.name for a in scenario.actions),
            personas=tuple(p.name for p in scenario.personas),
            offers=tuple(o.name for o in scenario.offers),
            treatments=names,
        )

    @property
    def width(self) -> int:
        """Channels that the kernels are compiled for."""
        return width_for(len(self.channels))

    @cached_property
    def doors(self) -> frozenset[int]:
        """Mechanisms that some phase uses, as numbers of their doors."""
        return frozenset(
            door for phase in self.phases for door in open_doors(phase.params[0], phase.scenario)
        )

    @cached_property
    def last_memory(self) -> str | None:
        """The last field of the optional memory that some phase needs, None where none does."""
        needed = [last_memory(phase.params[0], set(self.doors)) for phase in self.all_phases]
        names = memory_dtype(self.width).names or ()
        return max((name for name in needed if name), key=names.index, default=None)

    @property
    def all_phases(self) -> tuple[Phase, ...]:
        """The phases, after the run-in where there is one."""
        return self.phases if self.run_in is None else (self.run_in, *self.phases)

    @property
    def airs(self) -> bool:
        """Whether there are mass media."""
        return MASS in self.doors

    @property
    def platform(self) -> dict[str, Fee]:
        """The price list at the start, by dial, and ``channels`` for channel fees."""
        return self.phases[0].platform

    def phase_at(self, time: int) -> Phase:
        """The phase that holds at a time; before the start the run-in."""
        if time < 0 and self.run_in is not None:
            return self.run_in
        return [phase for phase in self.phases if phase.start <= time][-1]

    def next_change(self, number: int) -> int:
        """The first window after this one in which another phase holds; FOREVER if none."""
        later = (-(-phase.start // self.window) for phase in self.phases)
        return min((first for first in later if first > number), default=FOREVER)

    def seeded(self, params: Params, seed: int, replication: int, *, store: bool) -> Params:
        """A copy of a phase's parameters for one replication."""
        own = params.copy()
        own["seed"] = np.uint64(seed)
        own["replication"] = replication
        own["store_rows"] = store
        return own

    @cached_property
    def calendar(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Season factor, weekday (Monday 0) and month (January 1) of each window's start.

        A season is the factor of its month times the factor of its weekday. The windows of the
        run-in come first.
        """
        start = self.scenario.scenario.start
        count = self.lead + self.windows
        season = np.ones(count)
        weekday = np.zeros(count, np.int64)
        month = np.zeros(count, np.int64)
        for number in range(count):
            passed = (number - self.lead) * self.window
            day = start + datetime.timedelta(microseconds=passed)
            weekday[number] = day.weekday()
            month[number] = day.month
            season[number] = (
                self.scenario.scenario.season[day.month - 1]
                * self.scenario.scenario.weekday[day.weekday()]
            )
        return season, weekday, month


def _check_windows(scenario: Scenario, windows: int) -> None:
    if windows >= 0xFFFF:
        raise ScenarioError(
            "the run has too many windows",
            file=scenario.file,
            place="scenario.window",
            found=f"{windows:,} windows",
            expected="at most 65,534; fewer days or a longer window",
        )


def check_size(scenario: Scenario, people: int, *, place: str = "--customers") -> None:
    """Refuse to simulate so few people that a group of servers does not scale with them.

    Raises:
        InputError: with the sizes that can be simulated; place: where the size was asked for.
    """
    market = scenario.scenario.market
    if people == market:
        return
    scale = people / market
    for channel in scenario.channels:
        if channel.servers > 0 and scaled_servers(channel.servers, scale) < SMALLEST_GROUP:
            smallest = -(-(2 * SMALLEST_GROUP - 1) * market // (2 * channel.servers))
            raise InputError(
                f"so few people would leave {channel.name} with "
                f"{scaled_servers(channel.servers, scale)} servers, and waiting for so few "
                "does not scale",
                place=place,
                found=f"{people:,} people, of a market of {market:,}",
                expected=f"{market:,} (the market's own size), at least "
                f"{max(_smallest_sizes(scenario), smallest):,}, or scenario.market = {people} if "
                "these people are the whole market" + _prospects(place, market - people),
            )


def _prospects(place: str, others: int) -> str:
    """How a table of customers is filled up to the market."""
    if place == "--customers" or others <= 0:
        return ""
    return f"; or prospects in [customers] for the {others} who are not in the table"


def _smallest_sizes(scenario: Scenario) -> int:
    market = scenario.scenario.market
    return max(
        -(-(2 * SMALLEST_GROUP - 1) * market // (2 * c.servers))
        for c in scenario.channels
        if c.servers > 0
    )


__all__ = ["Market", "Phase", "check_size"]
