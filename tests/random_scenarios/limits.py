"""Random limits on plans, added to a scenario that has planned actions."""

from __future__ import annotations

import random

from sim.scenario import Scenario

__all__ = ["with_limits"]

COUNTS = (
    '"picks"', '"cost"', "2", '"propensity"', '"0.5 + coalesce(visits, 0) * propensity"',
)  # fmt: skip


def with_limits(text: str, number: int) -> str:
    """The text with some constraints, and at times an exclusion, drawn by a number.

    Where nothing is planned the text stays as it is.
    """
    rng = random.Random(f"limits {number}")
    scenario = Scenario.from_text(text)
    mass = {channel.name for channel in scenario.channels if channel.is_mass}
    planned = {
        action.name: sorted({t.channel for t in action.treatments} - mass)
        for action in scenario.actions
        if action.planned
    }
    planned = {name: channels for name, channels in planned.items() if channels}
    if not planned:
        return text
    tables = [
        _constraint(rng, f"limit-{place}", planned, scenario.scenario.market)
        for place in range(rng.randint(1, 3))
    ]
    if len(planned) > 1 and rng.random() < 0.5:
        pair = rng.sample(sorted(planned), 2)
        tables.append(f'[[exclusion]]\nactions = ["{pair[0]}", "{pair[1]}"]\n')
    return "\n".join([text, *tables])


def _constraint(rng: random.Random, name: str, planned: dict[str, list[str]], people: int) -> str:
    action = rng.choice(sorted(planned))
    of = rng.choice(["", f'action = "{action}"', f'channel = "{rng.choice(planned[action])}"'])
    counts = rng.choice(COUNTS)
    most = round(people * rng.choice([0.002, 0.01, 0.05, 0.3]) + rng.random(), 3)
    bounds = [f"maximum = {most}"]
    if rng.random() < 0.3 and counts != '"cost"':
        bounds.append(f"minimum = {round(most * rng.random(), 3)}")
    lines = [
        "[[constraint]]", f'name = "{name}"', f"counts = {counts}", *bounds,
        f'per = "{rng.choice(["plan", "day"])}"', *([f"of = {{ {of} }}"] if of else []),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
