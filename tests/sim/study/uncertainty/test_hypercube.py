"""Draws of the hypercube: one in each stratum, uniform, alone, and always the same."""

import numpy as np
import pytest
from scipy import stats

from sim.model.customers.draws import KINDS
from sim.study.uncertainty.hypercube import KIND, hypercube

KEYS = ["channel.email.open", "persona.commuter.order_value", "channel.bays.no_show"]


@pytest.mark.parametrize("draws", [1, 2, 7, 40, 500])
def test_each_stratum_is_hit_once(draws):
    for places in hypercube(KEYS, draws, seed=3).values():
        assert sorted(np.floor(places * draws)) == list(range(draws))
        assert ((places > 0.0) & (places < 1.0)).all()


def test_places_within_strata_are_uniform():
    places = hypercube([f"number.{i}" for i in range(50)], 40, seed=1)
    within = np.concatenate([(found * 40) % 1.0 for found in places.values()])
    assert stats.kstest(within, "uniform").pvalue > 0.01


def test_every_order_of_strata_is_as_likely():
    """Of three draws there are six orders."""
    places = hypercube([f"number.{i}" for i in range(1_200)], 3, seed=5)
    orders = [tuple(np.argsort(found)) for found in places.values()]
    counts = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(counts) == 6
    assert stats.chisquare(counts).pvalue > 0.01


def test_numbers_are_independent_of_one_another():
    places = np.stack(list(hypercube([f"number.{i}" for i in range(60)], 40, seed=2).values()))
    ranks = np.corrcoef(places)[np.triu_indices(60, 1)]
    assert abs(ranks.mean()) < 0.02
    assert ranks.std() == pytest.approx(1.0 / np.sqrt(39), rel=0.1)


def test_other_numbers_and_their_order_move_nothing():
    alone = hypercube(KEYS[:1], 40, seed=1)[KEYS[0]]
    for keys in (KEYS, KEYS[::-1], [*KEYS, "channel.search.click"]):
        assert (hypercube(keys, 40, seed=1)[KEYS[0]] == alone).all()


def test_the_seed_moves_all():
    one, same, other = (hypercube(KEYS, 40, seed)[KEYS[0]] for seed in (1, 1, 2**64 - 1))
    assert (one == same).all()
    assert not np.any(one == other)


def test_names_that_share_a_short_hash_do_not_move_together(monkeypatch):
    """Names are told apart by all their 64 bits, of which draws of behaviour use 24."""
    from sim.study.uncertainty import hypercube as module

    numbers = {"a": 0x123456_7890ABCD, "b": 0x123457_7890ABCD}
    monkeypatch.setattr(module, "name_hash", numbers.__getitem__)
    found = hypercube(["a", "b"], 40, seed=1)
    assert not np.any(found["a"] == found["b"])


def test_no_draw_of_behaviour_is_of_this_kind():
    assert len(KINDS) <= KIND <= 255
