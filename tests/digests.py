"""Digests of what is simulated, one line a market: what a change for the sake of speed keeps.

``python -m tests.digests FILE`` writes them; run before and after, the two files are the same.

The markets are every strategy of the library, 75 days long, and those of the random scenarios that
the tests of the clocks use: a strategy with its changes, and a mixture of the dials of two.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from sim.clocks.drive import simulate
from sim.clocks.outcome import Outcome
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.dials import mix
from sim.scenario.library import names
from sim.scenario.words import DIALS
from tests.random_scenarios import random_scenario

SEED = 7
SMALL = 600
"""People in a market of the library."""
DAYS = 75
RANDOM = 1000


def markets(text: str, number: int) -> list[Market]:
    """A strategy with its changes, and a mixture of the dials of two."""
    scenario = Scenario.from_text(text)
    first, second = list(scenario.strategies)[:2]
    rng = random.Random(number)
    dials = rng.sample(DIALS, rng.randint(1, len(DIALS) - 1))
    mixture = mix(scenario.resolved(first), scenario.resolved(second), dials)
    if mixable(mixture):
        return [Market.build(scenario, first), Market.build(scenario, first, dials=mixture)]
    return [Market.build(scenario, first), Market.build(scenario, second)]


def mixable(dials: object) -> bool:
    """Whether the mixture keeps no more than two delays, as every strategy must."""
    sync, knowledge = dials.sync, dials.knowledge  # type: ignore[attr-defined]
    return len({int(d) for d in sync[knowledge] if d > 0}) <= 2


def fingerprint(outcome: Outcome) -> str:
    """Events, counts, money and digest of one replication, as 32 hexadecimal digits."""
    digest = hashlib.sha256()
    digest.update(outcome.digest_sums.tobytes())
    digest.update(outcome.counters.tobytes())
    digest.update(outcome.series.tobytes())
    return f"{outcome.events:>8} {digest.hexdigest()[:32]}"


def of_library(pair: tuple[str, str]) -> str:
    """The line of one strategy of the library."""
    name, strategy = pair
    small = Scenario.load(name).with_values({"scenario.market": SMALL})
    outcome = simulate(Market.build(small, strategy, days=DAYS), seed=SEED)
    return f"{fingerprint(outcome)} {name} {strategy}"


def of_random(number: int) -> str:
    """The lines of one random scenario."""
    found = (
        fingerprint(simulate(market, seed=SEED, replication=number % 3))
        for market in markets(random_scenario(number), number)
    )
    return "\n".join(f"{line} random {number}" for line in found)


def lines(random_ones: int, workers: int) -> Iterator[str]:
    """All lines, those of the library first."""
    library = [(name, strategy) for name in names() for strategy in Scenario.load(name).strategies]
    yield from map(of_library, library)  # and so kernels are compiled before processes share them
    if workers == 1:
        yield from map(of_random, range(random_ones))
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(partial(of_random), range(random_ones), chunksize=10)


def main() -> None:
    """Write the digests to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--random", type=int, default=RANDOM, help="random scenarios")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    text = "".join(f"{line}\n" for line in lines(given.random, given.workers))
    given.file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
