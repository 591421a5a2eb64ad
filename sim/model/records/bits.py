"""A bit for each channel: asked one by one, or as a mask for loops without a branch."""

from __future__ import annotations

import numpy as np

from engine.kernels import inlined, part


@part
def bit(flags, channel):
    return (flags >> np.uint32(channel)) & np.uint32(1)


@inlined
def lowest(bits):
    """Place of the lowest bit that is set, of an uint64 that is not 0."""
    low = bits & (~bits + np.uint64(1))
    return (np.float64(np.int64(low)).view(np.int64) >> np.int64(52)) - np.int64(1023)


@inlined
def all_but_lowest(bits):
    """The bits of an uint64 without the lowest that is set."""
    return bits & (bits - np.uint64(1))


@inlined
def all_ones(bits, place):
    """All bits set where the bit at the place is set, else 0."""
    return np.int32(-np.int64(bits >> np.uint32(place) & np.uint32(1)))
