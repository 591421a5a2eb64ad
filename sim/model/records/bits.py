"""A bit for each channel: asked one by one, or as a mask for loops without a branch."""

from __future__ import annotations

import numpy as np

from engine.kernels import inlined, part


@part
def bit(flags, channel):
    return (flags >> np.uint32(channel)) & np.uint32(1)


@inlined
def all_ones(bits, place):
    """All bits set where the bit at the place is set, else 0."""
    return np.int32(-np.int64(bits >> np.uint32(place) & np.uint32(1)))
