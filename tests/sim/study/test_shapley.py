"""Shares of a difference: what the theory says of them, and that they add up."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.shapley import coalitions, largest_remainder, orders, shapley, steps, weight

NAMES = ("knowledge", "decider", "offers", "budget")


def by_definition(names, worth):
    """The mean of what each adds over all orders."""
    found = dict.fromkeys(names, Fraction(0))
    every = list(permutations(names))
    for order in every:
        for name, before, after in steps(order):
            found[name] += (worth[after] - worth[before]) / len(every)
    return found


@given(st.lists(st.integers(-1000, 1000), min_size=16, max_size=16))
def test_the_formula_is_the_mean_over_all_orders(numbers):
    worth = dict(zip(coalitions(NAMES), map(Fraction, numbers), strict=True))
    found = shapley(NAMES, worth)
    assert found == by_definition(NAMES, worth)
    assert sum(found.values()) == worth[frozenset(NAMES)] - worth[frozenset()]


def test_who_adds_nothing_gets_nothing_and_equals_the_same():
    worth = {each: Fraction(len(each & {"knowledge", "offers"}) ** 2) for each in coalitions(NAMES)}
    found = shapley(NAMES, worth)
    assert found["decider"] == found["budget"] == 0
    assert found["knowledge"] == found["offers"] == 2


def test_weights_of_a_player_sum_to_nothing_but_for_what_it_adds():
    for count in (1, 4):
        names = NAMES[:count]
        weights = {each: weight(names[0], each, count) for each in coalitions(names)}
        assert sum(weights.values()) == 0
        assert sum(w for each, w in weights.items() if names[0] in each) == 1


@given(
    st.lists(st.fractions(-1000, 1000, max_denominator=997), min_size=1, max_size=9),
)
def test_rounded_parts_add_up_and_are_less_than_one_off(parts):
    named = {str(place): part for place, part in enumerate(parts)}
    total = round(sum(parts))
    found = largest_remainder(named, total)
    assert sum(found.values()) == total
    assert all(abs(found[name] - part) < 1 for name, part in named.items())


def test_orders_come_in_pairs_and_go_by_names():
    drawn = orders(NAMES, 2, seed=5, replication=3)
    assert len(drawn) == 4
    assert drawn[1] == drawn[0][::-1]
    assert drawn[3] == drawn[2][::-1]
    fewer = orders(NAMES[:3], 2, seed=5, replication=3)
    assert fewer[0] == tuple(name for name in drawn[0] if name != "budget")
    assert orders(NAMES[::-1], 2, seed=5, replication=3) == drawn


def test_every_order_is_as_likely():
    counts = {}
    for replication in range(3_000):
        order = orders(NAMES[:3], 1, seed=1, replication=replication)[0]
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6
    expected = 500
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < 20.5  # p 0.001


def test_drawn_orders_are_right_on_average():
    rng = np.random.default_rng(2)
    worth = {each: Fraction(int(rng.integers(0, 100))) for each in coalitions(NAMES)}
    exact = shapley(NAMES, worth)
    shares = {name: [] for name in NAMES}
    for replication in range(2_000):
        drawn = orders(NAMES, 1, seed=3, replication=replication)
        for name in NAMES:
            own = [worth[after] - worth[before] for order in drawn
                   for who, before, after in steps(order) if who == name]  # fmt: skip
            shares[name].append(float(sum(own)) / len(own))
    for name, values in shares.items():
        error = np.std(values) / np.sqrt(len(values))
        assert np.mean(values) == pytest.approx(float(exact[name]), abs=4.5 * error)
