"""What is told late is told whole."""

from types import SimpleNamespace

import numpy as np

from sim.clocks.delays import copy_observations
from sim.model.records.layout import observation_dtype

WIDTH = 12


def fields(records):
    """The one record's fields, to be read and written as attributes."""
    return SimpleNamespace(**{name: records[name][0] for name in records.dtype.names})


def test_every_field_of_an_observation_is_copied():
    seen, told = (np.zeros(1, observation_dtype(WIDTH)) for _ in range(2))
    for number, name in enumerate(seen.dtype.names):
        seen[name] = np.arange(WIDTH) + 20 * number + 1
    copy_observations(SimpleNamespace(channels=WIDTH), fields(told), fields(seen))
    np.testing.assert_array_equal(told, seen)
