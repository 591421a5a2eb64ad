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
from sim.model.market import tables
from sim.model.market.catalogue import TreatmentName, treatment_names
from sim.model.records.layout import width_for
from sim.model.records.market_layout import params_dtype
from sim.model.records.sizes import DAY, MINUTE
from sim.scenario import Scenario
from sim.scenario.dials import ResolvedDials

Params = np.ndarray[Any, np.dtype[np.void]]

SMALLEST_GROUP = 5
"""Servers that a scaled human channel must keep: below, waiting would not scale."""


@dataclass(frozen=True)
class Fee:
    """What something costs to have: once, a month, and in hours of staff a month."""

    setup: float
    monthly: float
    hours: float

    def times(self, units: float) -> Fee:
        return Fee(self.setup * units, self.monthly * units, self.hours * units)


@dataclass(frozen=True)
class Phase:
    """The market from one time on: its parameters and its price list."""

    start: int
    scenario: Scenario
    params: Params
    platform: dict[str, Fee]


@dataclass(frozen=True)
class Market:
    """One strategy's market, ready to run.

    Attributes:
        scenario: as validated.
        strategy: name, for reports only; it changes no result.
        dials: resolved dials at the start.
        customers: people simulated.
        scale: customers over the scenario's market.
        days: length of the run.
        window, windows: microseconds of a window, and their number.
        phases: parameters by time; the first starts at 0.
    """

    scenario: Scenario
    strategy: str
    dials: ResolvedDials
    customers: int
    scale: float
    days: float
    window: int
    windows: int
    phases: tuple[Phase, ...]
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
        dials: ResolvedDials | None = None,
        customers: int | None = None,
        days: float | None = None,
    ) -> Market:
        """Lay out a scenario under a strategy.

        Args:
            strategy: its name.
            dials: a mixture to be used in place of the strategy's own dials; changes of the
                strategy's dials during the run do not apply then.
            customers: people simulated; the scenario's market where not given.
            days: length of the run; the scenario's own where not given.

        Raises:
            InputError: a scaled group of servers is too small, or the run has too many windows.
        """
        people = scenario.scenario.market if customers is None else customers
        length = float(scenario.scenario.days if days is None else days)
        window = scenario.scenario.window
        windows = -(-round(length * DAY) // window)
        _check_windows(scenario, windows)
        check_size(scenario, people)
        scale = people / scenario.scenario.market
        names = treatment_names(scenario)
        phases = []
        queues: set[str] = set()
        for start, phase in scenario.phases():
            # people who are sent away leave the queue behind: it is an outage then
            queues |= {channel.name for channel in phase.channels if channel.has_queue}
            own = phase.resolved(strategy) if dials is None else dials
            params = tables.fill(phase, own, scale=scale, windows=windows, names=names)
            params["c_queue"][0, : len(phase.channels)] = [
                channel.name in queues for channel in phase.channels
            ]
            platform = price_list(phase, own)
            phases.append(Phase(-(-start // window) * window, phase, params, platform))
        return Market(
            scenario=scenario,
            strategy=strategy,
            dials=scenario.resolved(strategy) if dials is None else dials,
            customers=people,
            scale=scale,
            days=length,
            window=window,
            windows=windows,
            phases=tuple(phases),
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

    @property
    def platform(self) -> dict[str, Fee]:
        """The price list at the start, by dial, and ``channels`` for channel fees."""
        return self.phases[0].platform

    def phase_at(self, time: int) -> Phase:
        """The phase that holds at a time."""
        return [phase for phase in self.phases if phase.start <= time][-1]

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

        A season is the factor of its month times the factor of its weekday.
        """
        start = self.scenario.scenario.start
        season = np.ones(self.windows)
        weekday = np.zeros(self.windows, np.int64)
        month = np.zeros(self.windows, np.int64)
        for number in range(self.windows):
            day = start + datetime.timedelta(microseconds=number * self.window)
            weekday[number] = day.weekday()
            month[number] = day.month
            season[number] = (
                self.scenario.scenario.season[day.month - 1]
                * self.scenario.scenario.weekday[day.weekday()]
            )
        return season, weekday, month


def live_channels(scenario: Scenario, dials: ResolvedDials) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Channels that somebody uses: affinity, an action, or a fee that is always due.

    An action counts if the strategy allows it and it can start.
    """
    used = np.asarray(scenario.affinities().max(axis=0, initial=0.0) > 0.0, np.bool_)
    reached = scenario.reached(dials)
    for place, channel in enumerate(scenario.channels):
        used[place] |= channel.name in reached
        fees = channel.setup + channel.monthly + channel.staff_hours + channel.content_hours
        if channel.always and fees > 0.0:
            used[place] = True
    return used


def price_list(scenario: Scenario, dials: ResolvedDials) -> dict[str, Fee]:
    """What each dial costs, and the fees of the channels in use (money in minor units)."""
    live = live_channels(scenario, dials)
    units = dials.units(live)
    fees: dict[str, Fee] = {}
    for dial, count in units.items():
        price = getattr(scenario.platform, dial)
        fees[dial] = Fee(price.setup, price.monthly, price.hours).times(count)
    reached = scenario.reached(dials)
    channels = Fee(0.0, 0.0, 0.0)
    for channel in scenario.channels:
        if channel.always or channel.name in reached:
            hours = channel.staff_hours + channel.content_hours
            channels = Fee(
                channels.setup + channel.setup,
                channels.monthly + channel.monthly,
                channels.hours + hours,
            )
    fees["channels"] = channels
    return fees


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
        if channel.servers > 0 and tables.scaled_servers(channel.servers, scale) < SMALLEST_GROUP:
            smallest = -(-(2 * SMALLEST_GROUP - 1) * market // (2 * channel.servers))
            raise InputError(
                f"so few people would leave {channel.name} with "
                f"{tables.scaled_servers(channel.servers, scale)} servers, and waiting for so few "
                "does not scale",
                place=place,
                found=f"{people:,} people, of a market of {market:,}",
                expected=f"{market:,} (the market's own size), at least "
                f"{max(_smallest_sizes(scenario), smallest):,}, or scenario.market = {people} if "
                "these people are the whole market",
            )


def _smallest_sizes(scenario: Scenario) -> int:
    market = scenario.scenario.market
    return max(
        -(-(2 * SMALLEST_GROUP - 1) * market // (2 * c.servers))
        for c in scenario.channels
        if c.servers > 0
    )


__all__ = [
    "MINUTE",
    "Fee",
    "Market",
    "Phase",
    "check_size",
    "live_channels",
    "params_dtype",
    "price_list",
]
