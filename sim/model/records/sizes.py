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
SENT = 16  # deliveries remembered on all channels together, for spacing and lagging counters
DELAYS = 2  # distinct sync delays above zero in one strategy
AGENDA = 5
CLOCKS = 4
ORDINALS = 48  # distinct (kind, entity) pairs drawn in one customer-window before sharing ordinals
FIELDS = 48
LIMITS = 32
PARAMETERS = 96  # of behaviour
DEVICES = 8
RIVALS = 8
MOST_AGE = 128
SPANS = 8  # stretches of time in which a channel is there, or an action runs
PAIRS = 16  # pairs of a contact policy that keep a distance
SAYINGS = 32  # messages that creatives carry
CONTENTS = 3  # creatives remembered
VARIANTS = 8  # of the product
AHEAD = 256  # customers for whom is drawn together
MISSED = 512  # memberships whose impressions are drawn together
ROWS = 8192
MESSAGES = 4096
ROOM = 1024  # rows and messages that must be free before a customer's next event
BOOK_DAYS = 128
DAY = 86_400_000_000  # microseconds
DAYS_BEFORE = 3_661
"""Added to local days, so that those of the longest run-in are above 0."""
HOUR = 3_600_000_000
MINUTE = 60_000_000
NEVER_MINUTE = -1
EPOCH_MINUTES = 3650 * 1440
"""Observed times are int32 minutes since ten years before the start, so that history fits."""

FOREVER = 2**62
"""A time that never comes."""
NO_TIME = -FOREVER
"""No time at all: the times of a run-in are below 0, so that -1 is one of them."""

DECISIONS = 64
"""Decisions about a watched customer that an output record can hold."""
