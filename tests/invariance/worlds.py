"""Scenarios to hold invariances on, and what two runs must have in common."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from scenarios import __file__ as library
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER
from sim.scenario import Scenario
from sim.store.digest import events_digest
from tests.random_scenarios import random_scenario
from tests.random_scenarios.limits import with_limits
from tests.verification.runs import Run, live

RANDOM = (3, 29)
"""Numbers of the random scenarios that the quick tests use."""
MORE = range(300, 330)
"""Those that the slow tests add."""
LIMITED = (3, 29)
"""Those to which limits on plans are added."""
CASES = [
    "auto-service",
    *(f"random-{number}" for number in RANDOM),
    *(f"limited-{number}" for number in LIMITED),
]
MORE_CASES = [f"random-{number}" for number in MORE]
OF_NOBODY = [COUNTER["needs"], COUNTER["lapses"]]
"""Counters of the market, kept in the row of whichever channel comes first."""
DAYS = 60.0
"""Days that the car service is run for; random scenarios run their own few."""


@cache
def text_of(name: str) -> str:
    """The TOML text of a case."""
    if name.startswith("random-"):
        return random_scenario(int(name.removeprefix("random-")))
    if name.startswith("limited-"):
        number = int(name.removeprefix("limited-"))
        return with_limits(random_scenario(number), number)
    return Path(library).with_name(f"{name}.toml").read_text(encoding="utf-8")


def strategies(name: str) -> list[str]:
    """Strategies of a case, in order of names."""
    return list(Scenario.from_text(text_of(name)).strategies)


def run(text: str, strategy: str, **options: Any) -> Run:
    """One replication of a case's text; at most `DAYS` days."""
    scenario = Scenario.from_text(text)
    options.setdefault("days", min(DAYS, scenario.scenario.days))
    return live(scenario, strategy, seed=3, **options)


def digest(found: Run) -> str:
    """The digest of one replication's events."""
    return events_digest({found.outcome.replication: found.outcome.digest_sums})


def assert_same(a: Run, b: Run) -> None:
    """Equal digests, series and, by channel name, counters."""
    assert a.outcome.events == b.outcome.events
    assert digest(a) == digest(b)
    np.testing.assert_array_equal(a.outcome.series, b.outcome.series)
    np.testing.assert_array_equal(a.outcome.counters.sum(axis=0), b.outcome.counters.sum(axis=0))
    for name in {*a.market.channels, *b.market.channels}:
        rows = [
            np.delete(one.outcome.counters[one.market.channels.index(name)], OF_NOBODY)
            for one in (a, b)
            if name in one.market.channels
        ]
        if len(rows) == 2:
            np.testing.assert_array_equal(rows[0], rows[1], err_msg=name)
        else:  # of a channel that only one of them has, nothing happens on it
            assert not rows[0].any(), name


def blocks(text: str) -> list[str]:
    """The tables of a TOML text, each with its header."""
    parts = re.split(r"(?m)^(?=\[)", text)
    return [part for part in parts if part.strip()]


def named(text: str, table: str, name: str) -> str:
    """The block of one named table."""
    return next(
        part
        for part in blocks(text)
        if part.startswith(f"[[{table}]]") and re.search(rf'(?m)^name = "{re.escape(name)}"$', part)
    )


def market_of(text: str, strategy: str, **options: Any) -> Market:
    """The market of a text."""
    return Market.build(Scenario.from_text(text), strategy, **options)
