"""Random valid scenarios over the whole language of the scenario file.

`random_scenario` gives the text of one for each seed; `scenarios` is the same as a strategy of
hypothesis, which shrinks. Every text loads without an error.
"""

from __future__ import annotations

import random

from hypothesis import strategies as st

from tests.random_scenarios import firm
from tests.random_scenarios.brand import Brand
from tests.random_scenarios.pick import Pick, document


def write(rng: random.Random) -> str:
    """The text of a random scenario."""
    pick = Pick(rng)
    channels = firm.channels(pick)
    people = firm.personas(pick, channels)
    time = firm.time(pick)
    brand = Brand(pick, channels)
    names = pick.names("plan", pick.rng.randint(2, 3))
    tables = {
        "scenario": time,
        "behaviour": firm.behaviour(pick),
        "contact_policy": firm.policy(pick, channels),
        "budget": firm.money(pick, channels),
        "persona": people,
        "channel": channels,
        "creative": brand.creatives,
        "offer": brand.offers,
        "action": brand.actions,
        "strategy": [brand.strategy(name) for name in names],
        "change": brand.changes(time["days"], [one["name"] for one in people], names),
    }
    return document(tables, pick)


def random_scenario(seed: int) -> str:
    """The text of the scenario with this number, the same on every machine."""
    return write(random.Random(seed))


def scenarios() -> st.SearchStrategy[str]:
    """Texts of scenarios, for ``hypothesis.given``."""
    return st.randoms(use_true_random=False).map(write)
