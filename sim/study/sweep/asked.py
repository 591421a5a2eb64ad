"""What ``sweep`` is asked: keys, a design over them, strategies, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from engine.errors import UsageError, one_of
from sim.study.estimate.work import Lot, Workload
from sim.study.kpis import KPIS, Kpi
from sim.study.lines import compared_pairs
from sim.study.prepare import choose, load
from sim.study.sweep.designs import DESIGNS, Place, grid, hypercube_of, listed, sobol
from sim.study.sweep.file import columns_of
from sim.study.sweep.inputs import Input, Ranged, Varied, inputs_of
from sim.study.sweep.placed import Placed, check_places
from sim.study.sweep.sensitivity import METHODS, Method, salib
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

SWEEP_REPLICATIONS = 20
"""Replications of ``sweep`` unless told otherwise."""
POINTS = 64
"""Points of a hypercube or a Sobol' sequence unless told otherwise."""
CHOSEN = ("lhs", "sobol")
"""Designs that choose their points themselves."""


class Wish(TypedDict):
    """A sweep as it is asked for; see `sim.study.sweep.sweep`."""

    strategies: Sequence[str] | None
    baseline: str | None
    design: str | None
    points: int | None
    points_from: str | Path | None
    ranges: bool
    sensitivity: str | None
    kpi: str | None


@dataclass(frozen=True)
class Asked:
    """A design over keys of a scenario.

    Attributes:
        inquiry: strategies in their order, and the KPI by which points are judged.
        baseline: the strategy that the others are compared with.
        inputs: what is varied.
        design: "grid", "list", "lhs", "sobol", "screening" or "variance".
        size: points that were asked for, trajectories or base points; None for grids and lists.
        places: the points.
        edits: what makes each of them of the scenario.
        method: what is made of the points beside them; None: nothing.
    """

    inquiry: Inquiry
    baseline: str
    inputs: tuple[Input, ...]
    design: str
    size: int | None
    places: tuple[Place, ...]
    edits: tuple[Placed, ...]
    method: Method | None

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """KPIs that each point tells: all, or the one that sensitivities are of."""
        return KPIS if self.method is None else (self.inquiry.kpi,)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Strategies whose difference is told, as ``compare`` tells them."""
        return compared_pairs(self.inquiry.strategies, self.baseline)

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan, strategies and KPI shapes the result."""
        return {
            "baseline": self.baseline,
            "design": self.design,
            "points": self.size,
            "inputs": [each.told() for each in self.inputs],
            # another version may choose other points, and make other figures of them
            **({} if self.method is None else {"salib": salib()}),
        }

    def variants(self, place: int) -> dict[str, Variant]:
        """What is lived at a point, by strategy."""
        edit = self.edits[place]
        return {name: Variant.of(name, edit=edit) for name in self.inquiry.strategies}


def ask(
    scenario: Scenario | str | Path, vary: Varied | None, wish: Wish, options: TrialOptions
) -> Asked:
    """Settle what is swept; see `sim.study.sweep.sweep`.

    Raises:
        InputError: bad input.
    """
    loaded = load(scenario)
    names, baseline = choose(loaded, wish["strategies"], wish["baseline"])
    inquiry = inquire(
        loaded, names, wish["kpi"], options, command="sweep", usage="--strategies",
        replications=SWEEP_REPLICATIONS,
    )  # fmt: skip
    design, varied = _design(wish, vary or {})
    inputs = inputs_of(
        inquiry.study.scenario, varied, ranges=wish["ranges"], listed=design == "list"
    )
    method = METHODS.get(design)
    size = _size(design, wish["points"], method)
    places = _places(inputs, design, size, inquiry.study.plan.seed, method)
    ranged = tuple(each.number for each in inputs if isinstance(each, Ranged))
    edits = check_places(inquiry.study.scenario, places, ranged)
    return Asked(inquiry, baseline, inputs, design, size, tuple(places), tuple(edits), method)


def _design(wish: Wish, vary: Varied) -> tuple[str, Varied]:
    """The name of the design, and what it varies.

    Raises:
        InputError: no such design, or ways to give points that do not go together.
    """
    asked, analysis = wish["design"], wish["sensitivity"]
    if asked is not None:
        one_of(asked, DESIGNS, "there is no such design", place="--design")
    if analysis is not None:
        one_of(analysis, METHODS, "there is no such analysis", place="--sensitivity")
        if asked is not None or wish["points_from"] is not None:
            raise UsageError(
                "a sensitivity analysis has a design of its own", place="--sensitivity",
                found="--points-from" if asked is None else f"--design {asked}",
                expected=f"--sensitivity {analysis} without it",
            )  # fmt: skip
        return analysis, vary
    if wish["points_from"] is not None:
        if vary or wish["ranges"] or asked not in (None, "list"):
            raise UsageError(
                "the points of a file are all that is varied", place="--points-from",
                expected="no --vary, --ranges or --design beside it",
            )  # fmt: skip
        return "list", columns_of(Path(wish["points_from"]))
    if asked is None and wish["ranges"]:
        return "lhs", vary
    return asked or "grid", vary


def _size(design: str, points: int | None, method: Method | None) -> int | None:
    if design in CHOSEN:
        return POINTS if points is None else points
    if method is not None:
        return method.points if points is None else points
    if points is not None:
        raise UsageError(
            "this design has the points of its values", place="--points", found=f"{points:,}",
            expected=f"KEY=lo:hi:n for a {design}, or --design lhs or sobol",
        )  # fmt: skip
    return None


def _places(
    inputs: tuple[Input, ...], design: str, size: int | None, seed: int, method: Method | None
) -> list[Place]:
    if size is None:
        return grid(inputs) if design == "grid" else listed(inputs)
    if method is not None:
        return method.places(inputs, size, seed)
    return hypercube_of(inputs, size, seed) if design == "lhs" else sobol(inputs, size, seed)


def lives(asked: Asked) -> int:
    """Replications of all strategies at all points."""
    inquiry = asked.inquiry
    return len(asked.places) * len(inquiry.strategies) * inquiry.study.plan.replications


def workload(asked: Asked) -> Workload:
    """Lives as stated; those that come to the same are lived once, so there may be fewer."""
    study, names = asked.inquiry.study, asked.inquiry.strategies
    each = len(asked.places) * study.plan.replications
    lots = tuple(Lot(market, each) for market in study.markets(names).values())
    return Workload(study, lots, draws=len(asked.places), at_most=True)


def wish_of(asked: Mapping[str, Any]) -> tuple[dict[str, Any], Wish]:
    """What a folder's question asks for: what is varied, and how."""
    from sim.study.sweep.inputs import Between

    varied: dict[str, Any] = {}
    for told in asked["inputs"]:
        if "values" in told:
            varied[told["key"]] = told["values"]
        else:
            ends = Between(told["low"], told["high"], told.get("points"))
            varied[told["key"]] = None if told.get("ranged") else ends
    analysed = asked["design"] in METHODS
    return varied, {
        "strategies": asked["strategies"],
        "baseline": asked["baseline"],
        "design": None if analysed else asked["design"],
        "points": asked["points"],
        "points_from": None,
        "ranges": False,
        "sensitivity": asked["design"] if analysed else None,
        "kpi": asked["kpi"],
    }
