"""A market over time: stretches between changes and outages, and the run-in before the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.model.market import tables
from sim.model.market.catalogue import TreatmentName
from sim.model.market.limits import Limit, limits_of
from sim.model.records.sizes import DAY
from sim.scenario import Scenario
from sim.scenario.dials import Dials, ResolvedDials, Turned
from sim.scenario.fees import Fee, price_list
from sim.scenario.models import Outage

Params = np.ndarray[Any, np.dtype[np.void]]


@dataclass(frozen=True)
class Phase:
    """The market from one time on: its parameters, its price list, and limits on its plans."""

    start: int
    scenario: Scenario
    params: Params
    platform: dict[str, Fee]
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Plot:
    """What all phases of a market share.

    Attributes:
        scenario: as validated.
        scale: customers over the scenario's market.
        windows: of the run.
        names: all treatments.
    """

    scenario: Scenario
    scale: float
    windows: int
    names: Sequence[TreatmentName]

    def phase(
        self, start: int, scenario: Scenario, dials: ResolvedDials, down: Sequence[Outage] = ()
    ) -> Phase:
        """The phase from a time on, in which these outages hold."""
        silent, working = without(scenario, dials, down)
        params = tables.fill(
            scenario, working, scale=self.scale, windows=self.windows, names=self.names,
            silent=silent,
        )  # fmt: skip
        p = params[0]
        for place, channel in enumerate(scenario.channels):
            p["c_down"][place] = any(channel.name in outage.channels for outage in down)
        for place, (now, first) in enumerate(
            zip(scenario.personas, self.scenario.personas, strict=True)
        ):
            p["p_change"][place] = now.need / first.need if first.need > 0.0 else 1.0
        limits = limits_of(p, scenario, self.scale)
        return Phase(start, scenario, params, price_list(scenario, dials), limits)


def phases_of(plot: Plot, strategy: str, dials: Dials | None) -> tuple[Phase, ...]:
    """All phases of a strategy, the first at 0; times are rounded up to windows.

    Args:
        dials: in place of the strategy's own ones.
    """
    scenario = plot.scenario
    window = scenario.scenario.window
    changes = [(_at_window(start, window), phase) for start, phase in scenario.phases()]
    outages = [
        (_at_window(outage.at, window), _at_window(outage.at + outage.lasts, window), outage)
        for outage in scenario.document.outage
    ]
    times = {start for start, _ in changes}
    times |= {time for first, last, _ in outages for time in (first, last)}
    times |= {_at_window(time, window) for time in turns_of(dials)}
    phases = []
    queues: set[str] = set()
    for time in sorted(times):
        if time >= plot.windows * window and time > 0:
            break
        now = [phase for start, phase in changes if start <= time][-1]
        own = dials_in(now, strategy, dials, time)
        down = [outage for first, last, outage in outages if first <= time < last]
        phases.append(plot.phase(time, now, own, down))
        # people who are sent away leave the queue behind: it is an outage then
        queues |= {channel.name for channel in now.channels if channel.has_queue}
        _keep_queues(phases[-1], queues)
    return tuple(phases)


def dials_in(
    scenario: Scenario, strategy: str, dials: Dials | None, time: int = 0
) -> ResolvedDials:
    """The dials that hold in a phase that begins at a time: the strategy's own, or those given."""
    if dials is None:
        return scenario.resolved(strategy)
    own = dials.at(time) if isinstance(dials, Turned) else dials
    return own.resolved(scenario)


def turns_of(dials: Dials | None) -> tuple[int, ...]:
    """When dials are turned, besides the changes of the scenario."""
    return dials.times if isinstance(dials, Turned) else ()


def run_in_of(plot: Plot) -> Phase | None:
    """What all strategies share before the start, None where the scenario has no run-in."""
    scenario = plot.scenario.history or plot.scenario
    run_in = scenario.document.run_in
    if run_in is None:
        return None
    windows = windows_before(scenario)
    start = -windows * scenario.scenario.window
    before = replace(plot, scenario=scenario, windows=windows)
    phase = before.phase(start, scenario, scenario.resolved(run_in.strategy))
    _keep_queues(phase, {channel.name for channel in scenario.channels if channel.has_queue})
    return phase


def windows_before(scenario: Scenario) -> int:
    """Windows of the run-in."""
    run_in = scenario.document.run_in
    return 0 if run_in is None else -(-run_in.days * DAY // scenario.scenario.window)


def without(
    scenario: Scenario, dials: ResolvedDials, down: Sequence[Outage]
) -> tuple[frozenset[str], ResolvedDials]:
    """Channels that take no action during outages, and the dials that are left.

    Where what joins channels fails, those that read another or share a decider are on their own:
    they know what they see themselves, recognise nobody, and nothing decides for them.
    """
    silent = {name for outage in down for name in outage.channels}
    if not any(outage.platform for outage in down):
        return frozenset(silent), dials
    classes = dials.decider[:, None] == dials.decider[None, :]
    joined = (dials.knowledge | classes).sum(axis=1) > 1
    knowledge = dials.knowledge & (~joined[:, None] | np.eye(len(joined), dtype=bool))
    recognition = np.where(joined, 0.0, dials.recognition)
    names = [channel.name for channel in scenario.channels]
    silent |= {name for name, alone in zip(names, ~joined, strict=True) if not alone}
    return frozenset(silent), replace(dials, knowledge=knowledge, recognition=recognition)


def _at_window(time: int, window: int) -> int:
    """The start of the first window that does not begin before the time."""
    return -(-time // window) * window


def _keep_queues(phase: Phase, queues: set[str]) -> None:
    names = [channel.name for channel in phase.scenario.channels]
    phase.params["c_queue"][0, : len(names)] = [name in queues for name in names]
