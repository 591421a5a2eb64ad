"""The greedy search on states whose worth is known."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.study.roadmap.explore import explore
from sim.study.roadmap.paths import Terms, Worth, best_paths

ITEMS = tuple("abcdefg")


class Known:
    """States by a formula of the set of steps."""

    def __init__(self, formula, setup=0.0):
        self.formula, self.setup, self.worth = formula, setup, {}

    def need(self, states):
        for state in states:
            rate = np.full(2, float(self.formula(state)))
            self.worth[state] = Worth(rate, {"x": self.setup * len(state)}, 0.0)


def searched(formula, carriers=None, setup=0.0, terms=None):
    asked = SimpleNamespace(
        items={name: SimpleNamespace(channels=(name,)) for name in ITEMS},
        whole=False,
        terms=terms or Terms(90.0, 1095.0),
        way=SimpleNamespace(carriers=carriers or {}),
    )
    states = Known(formula, setup)
    explore(asked, states)
    return best_paths(ITEMS, states.worth, asked.terms)[0].path, states


def test_single_steps_are_taken_in_the_order_of_what_they_bring():
    brings = {"c": 5.0, "a": 3.0, "f": 1.0}
    path, _ = searched(lambda state: sum(brings.get(item, -1.0) for item in state))
    assert path == ("c", "a", "f")


def test_two_that_bring_nothing_alone_are_found():
    path, _ = searched(lambda state: -len(state) + (10.0 if {"b", "e"} <= state else 0.0))
    assert set(path) == {"b", "e"}


def test_three_that_an_action_waits_for_are_found():
    def formula(state):
        return -4.0 * len(state) + (20.0 if {"b", "d", "e"} <= state else 0.0)

    assert searched(formula)[0] == ()
    path, _ = searched(formula, {"ads": frozenset("bde")})
    assert set(path) == {"b", "d", "e"}


def test_all_at_once_is_looked_at_too():
    path, states = searched(lambda state: 50.0 if len(state) == len(ITEMS) else 0.0)
    assert set(path) == set(ITEMS)
    assert len(states.worth) < 2 ** len(ITEMS)


def test_where_nothing_pays_nothing_is_done():
    assert searched(lambda state: 0.1 * len(state), setup=1e6)[0] == ()


def test_a_short_horizon_bounds_the_steps():
    path, states = searched(lambda state: len(state), terms=Terms(90.0, 100.0))
    assert len(path) == 2
    assert max(map(len, states.worth)) <= 2
