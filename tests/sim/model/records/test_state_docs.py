"""docs/state.md is complete, current, and true of customers who have lived."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.clocks.drive import drive
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.model.records import state_docs
from sim.model.records.layout import customer_dtype
from sim.model.records.sizes import DAY, FOREVER, WIDTHS
from sim.scenario import Scenario

PAGE = Path(__file__).resolve().parents[4] / "docs" / "state.md"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_field_has_a_meaning_and_nothing_else_has(width):
    names = [name for name, _ in state_docs.fields(customer_dtype(width))]
    assert names == list(state_docs.MEANINGS)


@pytest.mark.parametrize("width", WIDTHS)
def test_ranges_fit_into_their_types(width):
    for name, dtype in state_docs.fields(customer_dtype(width)):
        if np.issubdtype(dtype.base, np.integer):
            limits = np.iinfo(dtype.base)
            meaning = state_docs.MEANINGS[name]
            assert limits.min <= meaning.low <= meaning.high <= limits.max, name


def test_a_customer_of_twelve_channels_stays_small():
    assert customer_dtype(12).itemsize <= 400
    sizes = [dtype.itemsize for _, dtype in state_docs.fields(customer_dtype(12))]
    assert sum(sizes) == customer_dtype(12).itemsize


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == state_docs.page(), (
        "run: python -m sim.model.records.state_docs > docs/state.md"
    )


def test_customers_who_have_lived_are_within_the_ranges():
    market = Market.build(Scenario.load("auto-service"), "omnichannel", days=40)
    world = World(market, None, seed=5, replication=0)
    drive(world, clock="compiled")
    assert world.outcome().events > 0
    for name, dtype in state_docs.fields(customer_dtype(market.width)):
        values = world.customers
        for part in name.split("."):
            values = values[part]
        low, high, _, _ = state_docs.MEANINGS[name]
        assert np.all(values >= low), name
        assert np.all(values <= high), name
        if np.issubdtype(dtype.base, np.floating):
            assert np.all(np.isfinite(values)), name
    assert np.all((world.customers["due"] == FOREVER) | (world.customers["due"] < 1000 * DAY))
