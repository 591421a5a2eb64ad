"""Sizes of records, and the units of time: what every kernel takes for granted.

A size is a maximum that all scenarios share, so that no scenario recompiles a kernel.
"""

from __future__ import annotations

WIDTHS = (12, 32)
"""Numbers of channels that kernels are compiled for."""

PERSONAS = 64
OFFERS = 32
CAPS = 8
RECENT = 8  # deliveries remembered for rolling caps
DELAYS = 2  # distinct sync delays above zero in one strategy
AGENDA = 5
CLOCKS = 4
ORDINALS = 48  # distinct (kind, entity) pairs drawn in one customer-window before sharing ordinals
FIELDS = 48
PARAMETERS = 64  # of behaviour
ROWS = 8192
MESSAGES = 4096
ROOM = 1024  # rows and messages that must be free before a customer's next event
BOOK_DAYS = 128
DAY = 86_400_000_000  # microseconds
HOUR = 3_600_000_000
MINUTE = 60_000_000
NEVER_MINUTE = -1
EPOCH_MINUTES = 3650 * 1440
"""Observed times are int32 minutes since ten years before the start, so that history fits."""

FOREVER = 2**62
"""A time that never comes."""

DECISIONS = 64
"""Decisions about a watched customer that an output record can hold."""
