"""Devices: people change them before they buy, and are recognised on each anew."""

from __future__ import annotations

import numpy as np

from engine.kernels import part
from sim.model.customers import draws
from sim.model.customers.draws import draw

ON, SAVED = 15, 128
"""Bits of `viewed`: the device, and whether the profile holds the progress, so that a log-in finds
it elsewhere."""


@part
def take_device(P, c, F, channel):
    """Choose the device on which the customer turns to the channel; 0 where it needs none."""
    F.device = 0
    usable = P.c_devices[channel]
    if usable == 0:
        return
    total = 0.0
    for device in range(P.n_devices):
        if usable >> np.uint32(device) & np.uint32(1):
            total += P.p_device[c.persona, device]
    if total <= 0.0:
        return
    target = total * draw(P, c, F, draws.DEVICE, P.c_entity[channel])
    passed = 0.0
    for device in range(P.n_devices):
        if usable >> np.uint32(device) & np.uint32(1):
            share = P.p_device[c.persona, device]
            passed += share
            if share > 0.0:
                F.device = np.uint8(device + 1)
            if target < passed:
                return


@part
def device_place(F):
    """Place of the device in use in tables by device; the first where there is none."""
    return max(np.int64(F.device) - 1, 0)


@part
def lost_with_device(c, F):
    """Whether progress made on another device is out of reach: it was not saved, or not found."""
    on = np.int64(c.viewed) & ON
    if on == 0 or F.device == 0 or on == F.device:
        return False
    return not (c.viewed & SAVED and F.identified)
