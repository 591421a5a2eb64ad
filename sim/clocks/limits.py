"""Limits on a window's plan, kept by the engine's solver: prices, and picks that keep to them.

Each decider of each customer chooses for itself, so it is a row of its own; budgets join as limits
on money. A maximum is always kept. A minimum asks for what a window may not have, as few qualify on
some days: where it cannot be met the plan comes as near as the other limits let it, and the run
says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.allocation.effort import Effort
from engine.allocation.problem import draws_of
from engine.allocation.solving import NoPlan
from engine.constraints import PICKS
from engine.errors import DataError
from engine.kernels import kernel
from engine.pools import MILLION, UNLIMITED
from engine.quantities import currency_digits
from engine.together import Demand, Offered, Together, keep_together, used_by
from sim.clocks.outcome import LimitUse
from sim.model.deciding.picks import take_up
from sim.model.deciding.plan import pick_by_price, use_of
from sim.model.records.sizes import DAY, LIMITS

if TYPE_CHECKING:
    from sim.clocks.planning import Rows
    from sim.clocks.world import Records, World

__all__ = ["keep_limits"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
ROUNDING = 1e-6
"""Part of a minimum that is no shortfall, and of a priority that is no price."""
DEARER = 8.0
"""Worth, in priorities, of what a minimum out of reach still lacks."""
QUICK = Effort(finish=False, near=2e-3, left=1, cuts=12, proof=False)
"""A year has hundreds of plans: of what one could bring 0.2 % may be left, or one small pick of
each limit that has a price."""


# --- rows of deciders -------------------------------------------------------------------------


@kernel
def count_choices(P: Any, rows: Any, found: Any) -> Any:
    """Write how many deciders of each row have candidates; how many candidates there are."""
    p = P[0]
    total = 0
    for i in range(len(found)):
        seen = np.uint64(0)
        for place in range(rows.first[i], rows.last[i]):
            seen |= np.uint64(1) << np.uint64(p.decider[p.t_channel[rows.candidate[place]]])
        found[i] = 0
        while seen:
            seen &= seen - np.uint64(1)
            found[i] += 1
        total += rows.last[i] - rows.first[i]
    return total


@kernel
def part_choices(
    P: Any, rows: Any, count: Any, row: Any, first: Any, last: Any, source: Any
) -> None:  # fmt: skip
    """Put the candidates of each decider of each row one after another.

    Args:
        row, first, last: int64 (choices,), written. source: int64 (candidates,), written: where
            they stand among all.
    """
    p = P[0]
    at = 0
    choice = 0
    for i in range(count):
        for decider in range(p.n_deciders):
            start = at
            for place in range(rows.first[i], rows.last[i]):
                if p.decider[p.t_channel[rows.candidate[place]]] == decider:
                    source[at] = place
                    at += 1
            if at > start:
                row[choice] = i
                first[choice] = start
                last[choice] = at
                choice += 1


@kernel
def one_each(P: Any, rows: Any, first: Any, last: Any, source: Any) -> Any:
    """Whether each choice is between single candidates: one slot, no fallback, nothing together."""
    p = P[0]
    if p.slots != 1:
        return False
    for choice in range(len(first)):
        for place in range(first[choice], last[choice]):
            treatment = rows.candidate[source[place]]
            if p.t_fallback[treatment]:
                return False
            if not p.t_every[treatment]:
                continue
            for other in range(place + 1, last[choice]):
                if p.t_action[rows.candidate[source[other]]] == p.t_action[treatment]:
                    return False
    return True


def _parted(world: World, rows: Rows) -> tuple[Ints, Ints, Offered]:
    """Rows and places that choices and candidates come from, and these as the engine takes them."""
    p, count = world.P[0], len(world.customers)
    deciders = np.zeros(count, np.int64)
    total = int(count_choices(world.P, rows, deciders))
    row, first, last = (np.zeros(int(deciders.sum()), np.int64) for _ in range(3))
    source = np.zeros(total, np.int64)
    part_choices(world.P, rows, count, row, first, last, source)
    offered = Offered(
        p,
        world.customers["id"][row].astype(np.uint64),
        rows.candidate[source].astype(np.int32),
        rows.priority[source],
        rows.propensity[source],
        first,
        last,
        last,
        np.zeros((len(row), 0)),
        bool(one_each(world.P, rows, first, last, source)),
    )
    return row, source, offered


# --- limits -----------------------------------------------------------------------------------


def _demands(
    world: World, output: Records, rows: Rows, source: Ints, bounds: list[tuple[float, float]]
) -> list[Demand]:
    """Pools of money and limits, as they bear on this window."""
    p, number = world.P[0], len(world.market.treatments)
    pools = p["pool"][p["t_channel"][:number]]
    cost = np.array(p["t_cost"][:number], np.float64)
    planned = np.zeros(number, np.bool_)
    planned[p["planned"][: int(p["n_planned"])]] = True
    found = []
    for pool in range(int(p["n_pools"])):
        allowance = int(output["allowance"][0, pool])
        most = np.nan if allowance == UNLIMITED else allowance / MILLION
        usage = np.where(planned & (pools == pool), cost, 0.0)
        floor = float(p["minimum_price"])
        found.append(Demand(f"budget.{pool}", usage, None, np.nan, most, 1.0, pool, floor))
    for limit, (least, most) in zip(world.phase.limits, bounds, strict=True):
        load = rows.load[source, limit.load] if limit.load >= 0 else None
        found.append(
            Demand(limit.constraint.name, limit.usage[:number], load, least, most, limit.money)
        )
    return found


def _check(world: World, rows: Rows) -> None:
    """Refuse numbers that nothing can be weighed against."""
    used = np.concatenate([[0], np.cumsum(rows.last - rows.first)])
    places = np.arange(used[-1]) + np.repeat(rows.first - used[:-1], rows.last - rows.first)
    found = [("a priority has no end", "action", rows.priority[places], -np.inf)]
    for limit in world.phase.limits:
        if limit.load >= 0:
            place = f"constraint.{limit.constraint.name}.counts"
            message = "what a pick comes to cannot be told for a customer"
            found.append((message, place, rows.load[places, limit.load], 0.0))
    for message, place, numbers, least in found:
        odd = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= least)))
        if len(odd):
            row = int(np.searchsorted(used, odd[0], "right")) - 1
            told = "missing" if np.isnan(numbers[odd[0]]) else f"{numbers[odd[0]]:g}"
            raise DataError(
                message,
                file=world.market.scenario.file,
                place=place,
                found=f"{told}, for customer {int(world.customers['id'][row])}",
                expected="0 or more for everybody; coalesce(FIELD, 0) stands in for one missing",
            )


def _nearest(offered: Offered, demanded: list[Demand], draws: Any, start: Any) -> Together:
    """A plan that keeps every maximum, and of the minimums what there can be.

    Args:
        start: prices of the window before.
    """
    effort = replace(QUICK, start=start)
    reachable = [
        _wished(offered, demand)
        if demand.minimum > 0.0 and demand.minimum > _most(offered, demand)
        else demand
        for demand in demanded
    ]
    try:
        return keep_together(offered, reachable, draws, effort)
    except NoPlan:
        wished = [
            _wished(offered, demand) if demand.minimum > 0.0 else demand for demand in reachable
        ]
        return keep_together(offered, wished, draws, effort)


def _uses(offered: Offered, demand: Demand) -> Any:
    """float64 (candidates,), what each uses."""
    use = demand.usage[offered.candidate]
    return use if demand.load is None else use * demand.load


def _most(offered: Offered, demand: Demand) -> float:
    """What all rows together could use at most, if nothing else counted."""
    if not len(offered.candidate):
        return 0.0
    most = np.maximum if offered.single else np.add
    return float(most.reduceat(_uses(offered, demand), offered.first).sum())


def _wished(offered: Offered, demand: Demand) -> Demand:
    """The same where the minimum is out of reach: up to it, each unit is worth more than all."""
    use = float(_uses(offered, demand).max(initial=0.0))
    if use <= 0.0:
        return replace(demand, minimum=np.nan)
    most = demand.minimum if np.isnan(demand.maximum) else min(demand.minimum, demand.maximum)
    worth = float(offered.priority.max(initial=0.0)) * DEARER / use
    return replace(demand, minimum=np.nan, maximum=most, floor=-worth)


@kernel
def use_of_plain(P: Any, S: Any, O: Any, customers: Any, rows: Any, used: Any) -> None:
    """What the picks at the prices of budgets alone use of each limit.

    Args:
        used: float64 (limits,), written.
    """
    p, s, o = P[0], S[0], O[0]
    s.solved = 0
    for limit in range(p.n_limits):
        used[limit] = 0.0
    for i in range(len(customers)):
        if rows.first[i] == rows.last[i]:
            continue
        take_up(p, s, o, rows, i)
        pick_by_price(p, s, customers[i], o)
        for channel in range(p.channels):
            if o.chosen[channel] >= 0:
                for limit in range(p.n_limits):
                    used[limit] += use_of(p, o, limit, o.chosen[channel])


def keep_limits(world: World, output: Records, rows: Rows) -> None:
    """Find prices and picks for all rows, and note how the limits were kept.

    Where the plan that budgets alone would make keeps all limits, it stays.

    Args:
        world: S has the prices of budgets, and takes those of all.
        output: what pools may spend.
        rows: candidates of all customers; takes the picks.

    Raises:
        DataError: a priority, or what a limit counts, that is no number.
    """
    bounds = _bounds(world)
    used = np.zeros(LIMITS)
    _check(world, rows)
    use_of_plain(world.P, world.S, output, world.customers, rows, used)
    if all(
        not used[limit.place] > most and not used[limit.place] < least
        for limit, (least, most) in zip(world.phase.limits, bounds, strict=True)
    ):
        world.S["limit_price"] = 0.0
        _note(world, bounds, used, np.zeros(LIMITS))
        return
    _solve(world, output, rows, bounds)


def _bounds(world: World) -> list[tuple[float, float]]:
    """Minimum and maximum of each limit in this window, NaN for none.

    Parts of a pick are carried over: 2.5 picks a window are 2 and 3 by turns.
    """
    days = (int(world.S["end"][0]) - int(world.S["start"][0])) / DAY
    place = int(world.S["place"][0])
    found = []
    for limit in world.phase.limits:
        bounds = limit.bounds(days)
        if limit.constraint.counts == PICKS:
            bounds = _in_turn(bounds[0], place), _in_turn(bounds[1], place)
        found.append(bounds)
    return found


def _in_turn(bound: float, place: int) -> float:
    """What of a bound falls to one window in whole picks, so that all windows together keep it."""
    if np.isnan(bound) or bound == np.floor(bound):
        return bound
    before, after = np.floor(np.array([place, place + 1]) * bound + ROUNDING)
    return float(after - before)


def _solve(world: World, output: Records, rows: Rows, bounds: list[tuple[float, float]]) -> None:
    """Prices and picks that keep budgets and limits together."""
    row, source, offered = _parted(world, rows)
    rows.chosen[:] = -1
    rows.repaired[:] = False
    demanded = _demands(world, output, rows, source, bounds)
    window = int(world.S["window"][0])
    draws = draws_of(offered.customers, world.seed, window, world.replication)
    found = _nearest(offered, demanded, draws, _before(world, demanded))
    choice, channel = np.nonzero(found.picks >= 0)
    places = source[found.picks[choice, channel]]
    rows.chosen[row[choice], channel] = places - rows.first[row[choice]]
    rows.repaired[row[found.repaired]] = True
    world.S["solved"] = 1
    _enter_prices(world, output, demanded, found)
    picked = used_by(demanded, offered.candidate, found.picks[found.picks >= 0])
    used, price = np.zeros(LIMITS), np.zeros(LIMITS)
    for limit in world.phase.limits:
        demand = next(each for each in demanded if each.name == limit.constraint.name)
        used[limit.place] = picked[demand.name] * demand.money
        if _matters(offered, demand, found.prices[demand.name]):
            price[limit.place] = found.prices[demand.name]
    _note(world, bounds, used, price)


def _before(world: World, demanded: list[Demand]) -> Any:
    """Prices of the window before, by demand; none where there are none yet."""
    prices = [world.S["price"][0, demand.pool] for demand in demanded if demand.pool >= 0]
    prices += [world.S["limit_price"][0, limit.place] for limit in world.phase.limits]
    return np.where(np.isfinite(prices), prices, 0.0)


def _note(world: World, bounds: list[tuple[float, float]], used: Any, price: Any) -> None:
    """Add how this plan keeps the limits to what the run comes to.

    Args:
        used, price: float64 (limits,), minor units where costs are counted, and for a unit.
    """
    unit = 10.0 ** currency_digits(world.market.scenario.scenario.currency)
    for limit, (least, most) in zip(world.phase.limits, bounds, strict=True):
        name = limit.constraint.name
        noted = world.limits.setdefault(name, LimitUse(name))
        noted.windows += 1
        noted.used += used[limit.place] / limit.money
        noted.price += price[limit.place] * limit.money / unit
        noted.binding += price[limit.place] != 0.0
        if not np.isnan(most):
            noted.bounded += 1
            noted.allowed += most / limit.money
        if not np.isnan(least):
            noted.wanted += 1
            noted.asked += least / limit.money
            short = (least - used[limit.place]) / limit.money
            if short > ROUNDING * max(least / limit.money, 1.0):
                noted.missed += 1
                noted.short += short


def _matters(offered: Offered, demand: Demand, price: float) -> bool:
    """Whether a price is more than rounding beside what candidates bring."""
    most = float(_uses(offered, demand).max(initial=0.0))
    return most > 0.0 and abs(price) * most > ROUNDING * float(offered.priority.max(initial=0.0))


def _enter_prices(world: World, output: Records, demanded: list[Demand], found: Together) -> None:
    """One price a pool for everybody, and one a limit; who has no money left pays for nothing."""
    shared = world.S[0]
    shared["margins"] = 0
    for demand in demanded:
        if demand.pool >= 0:
            price = found.prices[demand.name]
            if output["allowance"][0, demand.pool] == 0:
                price = np.inf
            shared["price"][demand.pool] = shared["price_low"][demand.pool] = price
            shared["share"][demand.pool] = 1.0
    for limit in world.phase.limits:
        shared["limit_price"][limit.place] = found.prices[limit.constraint.name]
