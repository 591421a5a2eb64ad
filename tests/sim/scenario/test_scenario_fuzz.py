"""Whatever the text, loading ends in a scenario or in an error meant for its author."""

from __future__ import annotations

import random

import pytest

from engine.errors import InputError, InputErrors
from sim.scenario import Scenario, library
from sim.scenario.checking.warnings import warnings_of
from sim.scenario.docs.template import template

VALUES = (
    "0", "-1", "1e300", "nan", "inf", "true", '""', '"x"', '"1 d"', '"5 %"', '"0 EUR"', "[]", "{}",
    "[[]]", '["web"]', '["web", 3]', "{ value = 1 }", "{ value = {} }", "{ default = 1 }",
    "2026-01-05", "2026-01-05T10:00:00Z", "10:00:00", '"a -> b"', '"web -> email"', "[{}]",
    '{ labels = 3 }', '{ value = 0.5, kind = "mine", low = [] }', "99999999999999999999",
    '"\\u0000"',
    '"all"', '"group"', '{ except = "x" }', '{ learned = [] }', "[1, 2, 3]", '{ "web" = "web" }',
)  # fmt: skip


def mutate(text: str, rng: random.Random) -> str:
    """One random harm: a value, a key, a line, or single letters."""
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    line = lines[place]
    harm = rng.randrange(7)
    if harm <= 2 and " = " in line:
        key, _, _ = line.partition(" = ")
        lines[place] = f"{key} = {rng.choice(VALUES)}"
    elif harm == 3:
        del lines[place]
    elif harm == 4:
        lines.insert(rng.randrange(len(lines)), line)
    elif harm == 5 and " = " in line:
        other = rng.choice([item for item in lines if " = " in item])
        lines[place] = line.partition(" = ")[0] + " = " + other.partition(" = ")[2]
    else:
        letters = list(line)
        letters.insert(
            rng.randrange(len(letters) + 1), rng.choice("\"'[]{}=.,#\\\x00 a0é\U0001f600")
        )
        lines[place] = "".join(letters)
    return "\n".join(lines)


def outcome(text: str) -> tuple[Scenario | None, InputError | InputErrors | None]:
    """The scenario, or the error meant for its author; any other error goes through."""
    try:
        return Scenario.from_text(text, file="fuzz.toml"), None
    except (InputError, InputErrors) as error:
        return None, error


def load(text: str) -> bool:
    """Whether the text is a scenario; a valid one also has warnings, dials and phases."""
    scenario, error = outcome(text)
    if scenario is None:
        assert error is not None
        assert error.exit_code == 2
        assert str(error)
        return False
    warnings_of(scenario)
    for name in scenario.strategies:
        scenario.resolved(name)
    scenario.phases()
    return True


@pytest.mark.parametrize("seed", range(300))
def test_mutations_of_the_base(base: str, seed: int) -> None:
    rng = random.Random(seed)
    text = base
    for _ in range(rng.choice((1, 1, 2, 5))):
        text = mutate(text, rng)
    load(text)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 5000, 250))
def test_many_mutations_of_the_library(start: int) -> None:
    text = library.text_of("auto-service")
    valid = 0
    for seed in range(start, start + 250):
        rng = random.Random(seed)
        broken = text
        for _ in range(rng.choice((1, 1, 2, 5))):
            broken = mutate(broken, rng)
        valid += load(broken)
    assert 0 < valid < 250


def test_the_unharmed_texts_load(base: str) -> None:
    assert load(base)
    assert load(template("auto-service"))
