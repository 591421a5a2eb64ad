"""Random valid scenarios over the whole language of the scenario file.

`random_scenario` gives the text of one for each seed; `scenarios` is the same as a strategy of
hypothesis, which shrinks. Every text loads without an error. Numbers below `ALL_KINDS` keep the
texts that they had before some kinds of channel were added; all kinds occur from there on.
"""

from __future__ import annotations

import random

from hypothesis import strategies as st

from tests.random_scenarios import firm, market
from tests.random_scenarios.brand import Brand
from tests.random_scenarios.pick import Pick, document

ALL_KINDS = 1000
"""The first number whose scenario may have channels of any kind."""


def write(rng: random.Random, *, later: bool = True) -> str:
    """The text of a random scenario, with or without the kinds that were added later."""
    pick = Pick(rng)
    channels = firm.channels(pick)
    wide = pick.chance(0.6)  # a market with more than the usual mechanisms
    if wide:
        channels = market.widen(pick, channels, later=later)
    people = firm.personas(pick, channels)
    time = firm.time(pick)
    more = market.enrich(pick, channels, people) if wide else {}
    brand = Brand(pick, channels, people, more)
    names = pick.names("plan", pick.rng.randint(2, 3))
    policy = firm.policy(pick, channels)
    if wide:
        policy |= market.policy(pick, [action["name"] for action in brand.actions])
        more |= market.borders(pick, channels, names, time["days"])
    tables = {
        "scenario": time,
        "behaviour": firm.behaviour(pick),
        "contact_policy": policy,
        "budget": firm.money(pick, channels),
        "persona": people,
        "channel": channels,
        "creative": brand.creatives,
        "offer": brand.offers,
        "action": brand.actions,
        "strategy": [brand.strategy(name) for name in names],
        "change": brand.changes(time["days"], [one["name"] for one in people], names),
        **more,
    }
    return document(tables, pick)


def random_scenario(seed: int) -> str:
    """The text of the scenario with this number, the same on every machine."""
    return write(random.Random(seed), later=seed >= ALL_KINDS)


def scenarios() -> st.SearchStrategy[str]:
    """Texts of scenarios, for ``hypothesis.given``."""
    return st.randoms(use_true_random=False).map(write)
