"""Limits that all picks of a plan share, on arrays: what they bear on, and a plan that keeps them.

`engine.constrained` poses what a catalogue asks for, the simulation what the deciders of a window
meet; both come here to `engine.allocation`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.allocation.choice import Choice, Single
from engine.allocation.effort import THOROUGH, Effort
from engine.allocation.problem import Limits, Offers, fixed_point, scale_of
from engine.allocation.several import Several
from engine.allocation.solving import Certificate, NoPlan, allocate
from engine.constraints import Constraint
from engine.tables import ACTIONS, CHANNELS

__all__ = ["Demand", "Offered", "Together", "beyond", "keep_together", "used_by"]

Floats = npt.NDArray[np.float64]
MOST_PICKS = 32
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Demand:
    """One limit on what picks use.

    Attributes:
        name: the constraint's, or ``all`` or a channel's for a pool of money.
        usage: float64 (treatments,), what a pick uses; 1 or 0 where there is a load.
        load: float64 (candidates,), what each uses where that differs; None elsewhere.
        minimum, maximum: NaN for none. Money in minor units.
        money: minor units in what is counted, 1 where that is no money.
        pool: number of the pool of money, -1 for a constraint.
        floor: price that holds in any case; below 0 where each unit is worth so much.
    """

    name: str
    usage: Floats
    load: Floats | None
    minimum: float
    maximum: float
    money: float
    pool: int = -1
    floor: float = 0.0
    constraint: Constraint | None = None


@dataclass(slots=True)
class Offered:
    """Candidates of all rows of a plan; those of row i are places first[i] to last[i].

    Attributes:
        p: the record that `engine.arbitration` picks by.
        customers: uint64 (rows,), whose each row is.
        stop: int64 (rows,), end of those that only a holdout keeps away.
        room: float64 (rows, caps), contacts that each cap still allows.
        single: whether each row simply gets the candidate of the highest net value, or none.
    """

    p: Any
    customers: npt.NDArray[np.uint64]
    candidate: npt.NDArray[np.int32]
    priority: Floats
    propensity: Floats
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    stop: npt.NDArray[np.int64]
    room: Floats
    single: bool

    @property
    def scratch(self) -> tuple[Any, ...]:
        """status (nothing open), state, left, tape."""
        return (
            np.zeros(ACTIONS, np.int64),
            np.zeros(ACTIONS, np.int64),
            np.zeros(max(self.room.shape[1], 1)),
            np.zeros(ACTIONS + CHANNELS + 8, np.int64),
        )


@dataclass(slots=True)
class Together:
    """What was solved for all rows.

    Attributes:
        prices: by name, in minor units for a unit (of money: a minor unit).
        sets: shares of the customers, and the prices that they meet by their draws; the limits are
            kept on average.
        picks: int64 (rows, channels), places of candidates.
        repaired: bool (rows,), whose picks are not those that the prices give.
    """

    prices: dict[str, float]
    sets: tuple[tuple[float, dict[str, float]], ...]
    picks: npt.NDArray[np.int64]
    repaired: npt.NDArray[np.bool_]
    certificate: Certificate = field(repr=False)


def keep_together(
    work: Offered, demanded: list[Demand], draws: Floats, effort: Effort = THOROUGH
) -> Together:
    """Prices and picks that keep all limits.

    Args:
        draws: float64 (rows,), who comes first of those who are alike.
        effort: how hard to look; its start are prices as of `Together`, one a demand.

    Raises:
        NoPlan: no plan does.
    """
    if effort.start is not None:
        floors = np.array([demand.floor for demand in demanded])
        effort = replace(effort, start=effort.start - floors)
    whole = work, demanded
    work, demanded, places = _possible(work, demanded)
    try:
        found = allocate(*_posed(work, demanded, draws, plain=not len(places)), effort)
    except NoPlan:
        if not len(places) or not effort.proof:
            raise
        work, demanded, places = *whole, places[:0]  # of which more can be told
        found = allocate(*_posed(work, demanded, draws, plain=True), effort)
    prices, *sets = (
        {
            demand.name: demand.floor + float(price)
            for demand, price in zip(demanded, row, strict=True)
        }
        for row in (found.prices, *found.mixed.prices)
    )
    picks = found.picks
    if picks.ndim == 1:
        picks = np.full((len(picks), int(work.p["channels"])), -1, np.int64)
        rows = np.flatnonzero(found.picks >= 0)
        chosen = found.picks[rows]
        picks[rows, work.p["t_channel"][work.candidate[chosen]]] = chosen
    if len(places):
        picks = np.where(picks >= 0, places[picks], -1)
    shares = map(float, found.mixed.shares)
    return Together(
        prices, tuple(zip(shares, sets, strict=True)), picks, found.repaired, found.certificate
    )


def _possible(
    work: Offered, demanded: list[Demand]
) -> tuple[Offered, list[Demand], npt.NDArray[np.int64]]:
    """The same without candidates that alone use more than a limit allows, and where others stood.

    Where all are possible nothing is moved, and the last is empty.
    """
    fits = np.ones(len(work.candidate), np.bool_)
    for demand in demanded:
        fits &= ~beyond(demand, work.candidate)
    if fits.all():
        return work, demanded, np.zeros(0, np.int64)
    before = np.concatenate([[0], np.cumsum(fits)])
    kept = replace(
        work,
        candidate=work.candidate[fits],
        priority=work.priority[: len(fits)][fits],
        propensity=work.propensity[: len(fits)][fits],
        first=before[work.first],
        last=before[work.last],
        stop=before[work.stop],
    )
    loads = [
        demand if demand.load is None else replace(demand, load=demand.load[fits])
        for demand in demanded
    ]
    return kept, loads, np.flatnonzero(fits)


def beyond(demand: Demand, candidate: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which candidates alone use more than a limit allows: bool (candidates,)."""
    use = demand.usage[candidate]
    use = use if demand.load is None else use * demand.load
    most = demand.maximum * (1.0 + ROUNDING) + ROUNDING
    return np.asarray(use > most, np.bool_)  # never of what has no maximum: that is NaN


def _posed(
    work: Offered, demanded: list[Demand], draws: Floats, *, plain: bool
) -> tuple[Choice, Limits]:
    """The allocation; `plain`: whether no candidate was left out."""
    value = np.array(work.priority[: len(work.candidate)])
    for demand in demanded:
        if demand.floor != 0.0:
            use = demand.usage[work.candidate]
            value -= demand.floor * (use if demand.load is None else use * demand.load)
    usage, load, load_of, limits = fixed_point(
        [demand.name for demand in demanded],
        np.column_stack([demand.usage for demand in demanded]),
        {k: demand.load for k, demand in enumerate(demanded) if demand.load is not None},
        np.array([demand.minimum for demand in demanded]),
        np.array([demand.maximum for demand in demanded]),
        len(work.customers) * _most_picks(work),
    )
    if not load.shape[1]:
        load = np.zeros((len(value), 0), np.int64)
    offers = Offers(
        work.customers, work.first, work.last, work.candidate, value, usage, load, load_of,
        draws, _most_picks(work), np.array(work.p["t_entity"][: len(usage)]),
    )  # fmt: skip
    if not work.single:
        return Several(offers, work.p, work.room, work.scratch, work.stop, plain=plain), limits
    return Single(offers), limits


def _most_picks(work: Offered) -> int:
    """Picks that a row may have; a channel that nothing is offered on makes no difference."""
    if work.single:
        return 1
    offered = work.p["planned"][: int(work.p["n_planned"])]
    return min(len(np.unique(work.p["t_channel"][offered])), MOST_PICKS)


def used_by(demanded: list[Demand], candidate: Any, places: Any) -> dict[str, float]:
    """What picks use of each limit, in its units: money in the main one."""
    found = {}
    for demand in demanded:
        use = demand.usage[candidate[places]]
        if demand.load is not None:
            use = use * demand.load[places]
        scale = scale_of(float(use.max(initial=0.0)), len(use))
        parts = int(np.rint(use * scale).astype(np.int64).sum())
        found[demand.name] = parts / scale / demand.money
    return found
