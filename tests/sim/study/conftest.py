"""Samples made by hand: two channels, so many replications, whatever counters a test needs."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.records.vocabulary import COUNTER, COUNTERS
from sim.study.sample import Platform, Sample


@pytest.fixture
def make_sample():
    """Builds a Sample; counters as ``name=values``, one a replication, on the first channel."""

    def make(
        *,
        strategy="joined",
        replications=6,
        customers=600,
        market=600,
        days=365.0,
        windows=None,
        opening=240,
        platform=None,
        second=None,
        contribution=None,
        media=None,
        **counters,
    ):
        table = np.zeros((replications, 2, len(COUNTERS)), np.int64)
        for channel, row in enumerate((counters, second or {})):
            for name, values in row.items():
                table[:, channel, COUNTER[name]] = values
        count = windows or int(days)
        series = np.zeros((replications, count, 3), np.int64)
        if contribution is not None:
            series[:, :, 0] = contribution
        if media is not None:
            series[:, :, 1] = media
        return Sample(
            strategy=strategy,
            channels=("email", "web"),
            counters=table,
            series=series,
            opening=np.full(replications, opening, np.int64),
            customers=customers,
            market=market,
            days=days,
            window=days / count,
            platform=platform or Platform(),
        )

    return make


@pytest.fixture
def told_at_once(monkeypatch):
    """Progress is told at every step, so that a study can be stopped at a certain one."""
    monkeypatch.setattr("sim.study.progress.INTERVAL", 0.0)
