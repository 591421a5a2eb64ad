"""Numbers that share a byte have room in it."""

import numpy as np
import pytest

from sim.model.customers.devices import ON, SAVED
from sim.model.customers.state import (
    STEP_BITS,
    VIEWED_VARIANT,
    channel_of_step,
    progress,
    step_of,
    turn_to_variant,
    variant_of,
)
from sim.model.records.layout import customer_dtype
from sim.model.records.sizes import DEVICES, VARIANTS, WIDTHS
from sim.model.records.vocabulary import STEPS


@pytest.fixture
def c():
    return np.zeros(1, customer_dtype(WIDTHS[-1])).view(np.recarray)[0]


def test_a_step_and_its_channel(c):
    for step in range(len(STEPS)):
        for channel in range(WIDTHS[-1]):
            c.progress = progress(step, channel)
            assert (step_of(c), channel_of_step(c)) == (step, channel)
    assert len(STEPS) <= 1 << STEP_BITS


def test_a_device_a_variant_and_whether_it_is_saved(c):
    assert ON | VIEWED_VARIANT | SAVED == 255
    assert DEVICES <= ON  # from 1
    for variant in range(VARIANTS):  # the most that a scenario may have, and the usual one
        c.viewed = np.uint8(DEVICES | SAVED)
        turn_to_variant(c, variant)
        assert variant_of(c) == variant
        assert c.viewed & ON == DEVICES
        assert c.viewed & SAVED


def test_fields_that_have_four_bytes_are_aligned():
    dtype = customer_dtype(WIDTHS[0])
    assert dtype.itemsize % 4 == 0
    for name in dtype.names:
        kind, place = dtype.fields[name][:2]
        if kind.base.itemsize >= 4:
            assert place % 4 == 0, name
