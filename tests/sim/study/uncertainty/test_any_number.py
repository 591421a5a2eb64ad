"""Ranges for any numbers of any scenario: refused when read, or every draw is a valid scenario."""

import random

import numpy as np
import pytest

from engine.errors import InputErrors, ScenarioError
from sim.scenario import Scenario, keys
from sim.scenario.uncertain import Uncertain
from sim.scenario.words import DISTRIBUTIONS
from sim.study.uncertainty.draws import Draws
from tests.random_scenarios import random_scenario

DRAWS = 4
FORMS = {
    "duration": lambda base: f'"{base / 86_400e6:.9f} d"',
    "rate": lambda base: f'"{base:.9f} per d"',
    "money": lambda base: f"{base / 100:.6f}",
    "count": lambda base: f"{base:.0f}",
}
CLEAR = ("with every range at its", "may add up to more than the whole")


def entry(leaf: keys.Leaf, rng: random.Random) -> str:
    """A range of a fifth to both sides, as far as the number can be."""
    least, most = keys.bounds(leaf)
    reach = max(abs(leaf.value) / 5, 1.0 if leaf.quantity.kind == "count" else 0.0)
    low, high = max(least, leaf.value - reach), min(most, leaf.value + reach)
    dist = rng.choice(DISTRIBUTIONS if low > 0.0 else DISTRIBUTIONS[:-1])
    form = FORMS.get(leaf.quantity.kind, lambda base: f"{base:.9f}")
    return f"'{leaf.key}' = {{ low = {form(low)}, high = {form(high)}, dist = \"{dist}\" }}\n"


def read(text: str) -> tuple[Scenario | None, str]:
    """The scenario, or why it is refused."""
    try:
        return Scenario.from_text(text), ""
    except (ScenarioError, InputErrors) as error:
        return None, str(error)


@pytest.mark.parametrize("seed", range(6))
def test_any_number_can_have_a_range(seed):
    text, rng = random_scenario(seed), random.Random(seed)
    leaves = [
        leaf
        for leaf in keys.leaves(Scenario.from_text(text).document)
        if not isinstance(leaf.value, tuple) and leaf.path[0] != "scenario"
    ]
    entries = [entry(leaf, rng) for leaf in rng.sample(leaves, 12)]
    scenario, refused = read(f"{text}\n[uncertainty]\n{''.join(entries)}")
    if scenario is None:
        assert any(words in refused for words in CLEAR), refused
        return
    draws = Draws.of(scenario, DRAWS, seed)
    assert len(draws.numbers) >= 12
    for number in draws.numbers:
        _within(number, draws.values[number.key])
    for draw in range(DRAWS):
        version = draws.version(draw)
        assert version.resolved(scenario.baseline) is not None


def _within(number: Uncertain, values: np.ndarray) -> None:
    assert np.all((values >= number.least) & (values <= number.most)), number.key
    if number.whole:
        assert np.all(values == np.rint(values)), number.key
