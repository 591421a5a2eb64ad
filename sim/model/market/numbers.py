"""Numbers as kernels take them."""

from __future__ import annotations

import math

MILLION = 1_000_000
LN2 = math.log(2.0)
CERTAIN = 40.0
"""Log-odds of what always happens; its negative is what never does."""


def log_odds(share: float) -> float:
    """log(p / (1 - p)), cut off at ±CERTAIN."""
    if share <= 0.0:
        return -CERTAIN
    if share >= 1.0:
        return CERTAIN
    return max(-CERTAIN, min(CERTAIN, math.log(share / (1.0 - share))))


def scaled_servers(servers: int, scale: float) -> int:
    """Servers of an artificial market, rounded half up."""
    return math.floor(servers * scale + 0.5)
