"""A stretch of time."""

from __future__ import annotations

from sim.scenario.models.base import Duration, LongDuration, Table, given


class Span(Table):
    """A stretch of time."""

    at: Duration = given(..., "when it begins", fixed=True)
    lasts: LongDuration = given(..., "how long it lasts", fixed=True)
