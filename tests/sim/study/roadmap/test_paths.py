"""Best paths against all orders tried one by one, and cash over time by hand."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from sim.study.roadmap.cash import cash_of, costs
from sim.study.roadmap.paths import Terms, Worth, best_paths, gain, legs
from sim.study.shapley import coalitions

ITEMS = ("a", "b", "c", "d")


def table(seed, *, growing, replications=3):
    """Random rates and set-ups of all sets; growing: no set-up is less than that of a part."""
    rng = random.Random(seed)
    own = {item: {key: rng.choice([0, 0, 40, 200, 900]) for key in "xy"} for item in ITEMS}
    worth = {}
    for state in coalitions(ITEMS):
        setup = {key: float(sum(own[item][key] for item in state)) for key in "xy"}
        if not growing:
            setup = {key: float(rng.choice([0, 100, 500, 2_000])) for key in "xy"}
        rate = np.array([rng.gauss(3.0 * len(state), 4.0) for _ in range(replications)])
        worth[state] = Worth(rate, setup, float(len(state)))
    return worth


def by_hand(path, worth, terms):
    """The gain of one order, day by day and dial by dial."""
    base, total = worth[frozenset()], 0.0
    paid = dict(base.setup)
    for number in range(len(path)):
        state = frozenset(path[: number + 1])
        last = number + 1 == len(path)
        end = terms.horizon if last else min((number + 1) * terms.every, terms.horizon)
        total += (worth[state].rate - base.rate).mean() * (end - number * terms.every)
        for key, cost in worth[state].setup.items():
            total -= max(0.0, cost - paid[key])
            paid[key] = max(paid[key], cost)
    return total


def all_paths(items, terms):
    for size in range(min(len(items), terms.most) + 1):
        yield from itertools.permutations(items, size)


@pytest.mark.parametrize("growing", [True, False])
@pytest.mark.parametrize("seed", range(40))
def test_the_best_two_are_those_of_all_orders(seed, growing):
    worth = table(seed, growing=growing)
    terms = Terms(90.0, random.Random(seed).choice([200.0, 365.0, 1095.0]))
    every = sorted(by_hand(path, worth, terms) for path in all_paths(ITEMS, terms))
    best, second = best_paths(ITEMS, worth, terms)
    assert [best.gain, second.gain] == pytest.approx([every[-1], every[-2]], abs=1e-6)
    for one in (best, second):
        assert gain(one.path, worth, terms).mean() == pytest.approx(one.gain, abs=1e-6)
        assert by_hand(one.path, worth, terms) == pytest.approx(one.gain, abs=1e-6)
    assert best.path != second.path


@pytest.mark.parametrize("seed", range(10))
def test_with_a_first_step_or_with_all_of_them(seed):
    worth, terms = table(seed, growing=False), Terms(90.0, 1095.0)
    for item in ITEMS:
        (best, *_) = best_paths(ITEMS, worth, terms, first=item)
        found = (path for path in all_paths(ITEMS, terms) if path[:1] == (item,))
        assert best.gain == pytest.approx(max(by_hand(path, worth, terms) for path in found))
    (best, *_) = best_paths(ITEMS, worth, terms, everything=True)
    found = itertools.permutations(ITEMS)
    assert best.gain == pytest.approx(max(by_hand(path, worth, terms) for path in found))
    assert best_paths(ITEMS, worth, Terms(90.0, 100.0), everything=True) == []


def test_what_only_costs_is_left_and_what_changes_nothing_too():
    def state(rate, setup):
        return Worth(np.full(2, rate), {"x": setup}, 0.0)

    worth = {
        frozenset(): state(5.0, 10.0),
        frozenset("a"): state(4.9, 10.0),
        frozenset("b"): state(5.0, 10.0),
        frozenset("ab"): state(4.9, 10.0),
    }
    best, *_ = best_paths(("a", "b"), worth, Terms(90.0, 1095.0))
    assert best == (0.0, ())


def test_a_loss_on_the_way_is_borne_for_what_follows():
    def state(rate):
        return Worth(np.full(2, rate), {}, 0.0)

    worth = {frozenset(): state(5.0), frozenset("a"): state(4.0), frozenset("b"): state(3.0),
             frozenset("ab"): state(9.0)}  # fmt: skip
    best, second = best_paths(("a", "b"), worth, Terms(90.0, 365.0))
    assert best == (-1.0 * 90 + 4.0 * 275, ("a", "b"))
    assert second == (-2.0 * 90 + 4.0 * 275, ("b", "a"))
    assert best_paths(("a", "b"), worth, Terms(90.0, 100.0))[0].path == ()


def test_states_that_were_not_lived_are_closed():
    worth = table(1, growing=True)
    del worth[frozenset("ab")]
    best, second = best_paths(ITEMS, worth, Terms(90.0, 1095.0))
    for one in (best, second):
        sets = [frozenset(one.path[:count]) for count in range(len(one.path) + 1)]
        assert frozenset("ab") not in sets


# --- cash --------------------------------------------------------------------------------------


def simple(slopes, setups, every=100.0, horizon=1000.0, replications=6, noise=0.0):
    """A path a, b with these slopes and set-ups, and its cash."""
    luck = noise * np.linspace(-1.0, 1.0, replications)
    worth = {frozenset(): Worth(np.zeros(replications), {}, 1.0)}
    taken, paid = "", 0.0
    for item, slope, setup in zip("ab", slopes, setups, strict=False):
        taken, paid = taken + item, paid + setup
        worth[frozenset(taken)] = Worth(slope + luck, {"x": paid}, 1.0 + len(taken))
    terms = Terms(every, horizon)
    return cash_of(tuple(taken), worth, terms), worth, terms, tuple(taken)


def test_cash_by_hand():
    cash, worth, terms, path = simple([2.0, 5.0], [50.0, 300.0])
    times = np.array([0.0, 50.0, 99.0, 100.0, 200.0, 1000.0])
    assert cash.at(times)[0].tolist() == [-50, 50, 148, -150, 350, 4350]
    assert cash.at(np.array([terms.horizon]))[:, 0] == pytest.approx(gain(path, worth, terms))
    assert cash.worst[0] == 100.0
    assert cash.worst[1].mean == pytest.approx(-150.0)
    assert cash.payback.days == pytest.approx(130.0)
    # paid until a day, that of staying not counted: after a set-up is paid
    paid = costs(tuple(legs(path, worth, terms)), worth, np.array([50.0, 100.0, 200.0]))
    assert paid.tolist() == [50 + 50, 50 + 100, 350 + 100 + 200]


def test_pay_back_at_once_never_and_with_its_band():
    assert simple([2.0], [0.0])[0].payback.days == 0.0
    assert simple([0.1], [500.0])[0].payback.days is None
    assert simple([-1.0, 2.0], [0.0, 0.0])[0].payback.days == pytest.approx(150.0)
    cash, *_ = simple([2.0], [400.0], noise=0.5)
    found = cash.payback
    assert found.days == pytest.approx(200.0)
    half = cash.estimate(1.0).high - cash.estimate(1.0).mean
    assert found.low == pytest.approx(400.0 / (2.0 + half), rel=1e-3)
    assert found.high == pytest.approx(400.0 / (2.0 - half), rel=1e-3)
    assert simple([0.5], [400.0], noise=0.5)[0].payback.high is None
    few = simple([2.0], [400.0], replications=3)[0].payback
    assert (few.low, few.high) == (None, None)
