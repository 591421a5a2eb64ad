"""How the compiled clock cuts a market into blocks, and finds customers by their ids."""

import numpy as np
import pytest

from sim.clocks.compiled import BLOCK, UNIT, WORTH_SHARING, block_for
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.scenario import Scenario


@pytest.mark.parametrize(("customers", "block"), [(20_000, 5_120), (50_000, 12_544)])
def test_threads_have_the_same_to_do(customers, block):
    assert block_for(customers, 2) == block
    assert block % UNIT == 0
    assert -(-customers // block) == 4


@pytest.mark.parametrize(
    ("customers", "threads"), [(WORTH_SHARING, 2), (50_000, 1), (100_000, 2), (10**7, 64)]
)
def test_blocks_are_large_where_that_costs_nothing(customers, threads):
    assert block_for(customers, threads) == BLOCK


@pytest.mark.parametrize("left_out", [[], [3], [0, 1, 7]])
def test_customers_are_found_by_their_ids(left_out):
    market = Market.build(Scenario.load("auto-service"), "today", customers=600, days=2)
    people = World(market, None, seed=1, replication=0).customers
    people["id"] += 100
    kept = np.delete(people, left_out)
    world = World(market, kept, seed=1, replication=0)
    wanted = [99, 100, 103, 104, 107, 699, 700, 2**40 - 1, 0]
    rows = world._rows_of(wanted)
    ids = kept["id"].tolist()
    assert rows.tolist() == [ids.index(who) if who in ids else -1 for who in wanted]
