"""The name *study*: what a map of two numbers costs along its border, and what all points would.

Two maps of growing-brand: one over a price, which costs no lives of its own, and one of which each
point has to be lived. All points of the second are lived in part, and reckoned from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.clocks import SCENARIO
from benchmarks.report import Report, Row
from benchmarks.timing import Seconds, timed
from engine.errors import RunError
from sim.scenario import Scenario
from sim.study.trials.inquiry import TrialOptions
from sim.study.trials.ranges import Range
from sim.study.winmap import WinMapResult, win_map
from sim.study.winmap.asked import ask
from sim.study.winmap.spots import lived

THREADS = 2
STRATEGIES = ("omnichannel", "today")
RECOGNITION: Range = ("strategy.omnichannel.recognition", 0.0, 1.0)
MAPS: dict[str, tuple[Range, Range]] = {
    "a map over a price: recognition × what the platform costs": (
        RECOGNITION, ("platform.factor", "0x", "2x"),
    ),
    "a map of lives: recognition × what an order is worth": (
        RECOGNITION, ("persona.*.order_value", "0.5x", "2x"),
    ),
}  # fmt: skip
"""Two axes by the question that they answer."""


@dataclass(frozen=True)
class Size:
    """How much is done.

    Attributes:
        customers: the market; days: of each life.
        cells: values along each axis.
        replications: of each point.
        part: one in so many points is lived for the time of all of them; 1: all.
    """

    customers: int = 20_000
    days: int = 90
    cells: int = 21
    replications: int = 5
    part: int = 12


FULL = Size()
QUICK = Size(customers=2_000, days=30, cells=9, part=3)


def measure(size: Size) -> Report:
    """Both maps, one after the other."""
    scenario = Scenario.load(SCENARIO)
    if size.customers != scenario.scenario.market:
        scenario = scenario.with_values({"scenario.market": size.customers})
    _, warm = timed(lambda: _map(scenario, size, MAPS[next(iter(MAPS))], cells=2, replications=5))
    report = Report(
        "study",
        f"{SCENARIO}, {' and '.join(STRATEGIES)}, seed 1, {size.customers:,} customers × "
        f"{size.days} days, {size.cells} × {size.cells} points, {size.replications} replications "
        f"each, {THREADS} threads",
        packages=("scipy",),
    )
    report.notes.append(f"Compiled, or loaded, in {warm.wall:.1f} s before anything was timed.")
    for group, over in MAPS.items():
        report.add(side_by_side(group, over, scenario, size, report.notes))
    report.look_around()
    return report


def side_by_side(
    group: str, over: tuple[Range, Range], scenario: Scenario, size: Size, notes: list[str]
) -> Iterator[Row]:
    """A map along its border, and all its points."""
    found, own = timed(lambda: _map(scenario, size, over))
    work = f"{len(found.spots)} points"
    yield _row(group, "along the border", work, found, own, own)
    # over a price all points take the lives of one row: all of them can be done
    priced = found.full_trials <= size.cells * len(STRATEGIES) * size.replications
    share = found.full_trials / found.trials
    whole, seconds, how = _all_points(over, scenario, size, priced=priced)
    if whole is not None:
        _same(found, whole)
    yield Row(
        group, how, work, len(found.spots), seconds.wall, unit="points",
        processor=seconds.processor, ratio=seconds.wall / own.wall,
        more={"asked": found.full_asked, "trials": found.full_trials},
    )  # fmt: skip
    notes.append(
        f"{group[0].upper()}{group[1:]}: {found.simulated} of {len(found.spots)} points simulated, "
        f"{found.asked:,} of {found.full_asked:,} replications of strategies, {found.trials:,} of "
        f"{found.full_trials:,} lives ({share:.1f} times as many)."
    )


def _row(
    group: str, system: str, work: str, found: WinMapResult, seconds: Seconds, own: Seconds
) -> Row:
    return Row(
        group, system, work, len(found.spots), seconds.wall, unit="points",
        processor=seconds.processor, ratio=seconds.wall / own.wall,
        more={"asked": found.asked, "trials": found.trials, "simulated": found.simulated},
    )  # fmt: skip


def _all_points(
    over: tuple[Range, Range], scenario: Scenario, size: Size, *, priced: bool
) -> tuple[WinMapResult | None, Seconds, str]:
    """All points, or so many of them that the rest can be reckoned from their lives."""
    if priced or size.part == 1:
        found, seconds = timed(lambda: _map(scenario, size, over, full=True))
        return found, seconds, "all points"
    asked = ask(scenario, over, STRATEGIES, size.cells, True, None, _options(size))
    places = list(asked.places)[:: size.part]
    experiment, _ = asked.inquiry.experiment("map", asked.question, 0)
    _, part = timed(lambda: lived(asked, experiment, places))
    share = sum(asked.lives.values()) * size.replications / experiment.trials
    reckoned = Seconds(part.wall * share, part.processor * share)
    return None, reckoned, f"all points, from 1 in {size.part}"


def _map(scenario: Scenario, size: Size, over: tuple[Range, Range], **other: Any) -> WinMapResult:
    words: dict[str, Any] = {"cells": size.cells, **_options(size), **other}
    return win_map(scenario, over=over, strategies=STRATEGIES, **words)


def _options(size: Size) -> TrialOptions:
    return {"days": float(size.days), "replications": size.replications, "threads": THREADS}


def _same(found: WinMapResult, whole: WinMapResult) -> None:
    """Refuse figures of maps that differ."""
    for place, spot in whole.spots.items():
        if (spot.best, spot.decided) != (found.spots[place].best, found.spots[place].decided):
            raise RunError(f"the border does not tell what all points tell, at {place}")
