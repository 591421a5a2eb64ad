"""How far a visit goes, as the numbers of a channel and a persona imply it.

The equation of docs/model.md §4 at the mean customer: goodwill neutral, no offer in mind, effort
that of the visit alone.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

from sim.scenario.models import Behaviour, Channel, Persona
from sim.scenario.words import OBJECTIONS, STEPS

_BEARS = {"information": "basket", "touch": "basket", "price": "checkout", "trust": "checkout",
          "timing": "pay"}  # fmt: skip
"""The step from which on each objection bears."""
_PLACE = {step: place for place, step in enumerate((*STEPS, "pay"))}
_FAR = 40.0
"""Log-odds at which chances are cut off, as in the model."""

Strengths = Mapping[str, float]
"""Objections that stand, with their strength from 0 to 1."""


def plain_finish(channel: Channel, starts: str | None = None) -> float:
    """Share of sessions that end in an order with a need and nothing in the way.

    Args:
        starts: the step at which a link leads in; the first of the channel by default.
    """
    if not channel.steps:
        return 0.0
    share = channel.go_on.pay
    for step in channel.steps[_first(channel, starts) :]:
        share *= getattr(channel.go_on, step)
    return share


def finish(
    channel: Channel,
    persona: Persona,
    behaviour: Behaviour,
    *,
    need: bool,
    interest: float = 0.0,
    loyalty: float = 0.0,
    starts: str | None = None,
) -> float:
    """Share of a persona's first sessions that end in an order.

    Args:
        need: whether they have an open need, and with it objections.
        interest, loyalty: mean of those who come.
        starts: the step at which a link leads in.
    """
    if not channel.steps:
        return 0.0
    first = _first(channel, starts)
    push = pushed(behaviour, need=need, interest=interest, loyalty=loyalty)
    return sum(
        weight * ways(channel, persona, behaviour, strengths, push, first)[-1]
        for weight, strengths in objections(persona, loyalty if need else 1.0)
    )


def pushed(behaviour: Behaviour, *, need: bool, interest: float, loyalty: float) -> float:
    """What speeds or slows every step, in log-odds."""
    push = behaviour.loyalty_weight * loyalty
    if need:
        return push + behaviour.interest_weight * (interest - behaviour.usual_interest)
    return push - behaviour.browsing


def objections(persona: Persona, loyalty: float) -> Iterator[tuple[float, dict[str, float]]]:
    """All combinations of objections that a need may come with: (chance, strengths).

    They are gone through one by one, as their effect is not linear.
    """
    chances = {name: getattr(persona.objections, name) * (1.0 - loyalty) for name in OBJECTIONS}
    possible = [name for name, chance in chances.items() if chance > 0.0]
    for stands in itertools.product((False, True), repeat=len(possible)):
        weight = 1.0
        for name, there in zip(possible, stands, strict=True):
            weight *= chances[name] if there else 1.0 - chances[name]
        if weight > 0.0:
            yield weight, {n: 1.0 for n, there in zip(possible, stands, strict=True) if there}


def ways(
    channel: Channel,
    persona: Persona,
    behaviour: Behaviour,
    strengths: Strengths,
    push: float,
    first: int = 0,
) -> list[float]:
    """How a session ends that begins at a step of the channel.

    Args:
        first: place of that step among the channel's.

    Returns:
        float for each step from ``first`` on, the chance that the session ends at it, and last
        the chance of an order; they add up to 1.
    """
    waiting = dict(strengths)
    ends: list[float] = []
    share, effort = 1.0, 0.0
    for target, chance in _hurdles(channel)[first:]:
        effort += channel.step_effort
        for name in waiting:
            waiting[name] *= 1.0 - channel.resolves.get(name, 0.0)
        if chance >= 1.0:
            ends.append(0.0)
            continue
        bearing = [name for name in waiting if _PLACE[_BEARS[name]] <= target]
        strain = max(0.0, effort / persona.effort_tolerance - behaviour.effort_onset)
        x = logit(chance) + push
        x -= behaviour.objection_weight * sum(waiting[name] for name in bearing)
        x -= behaviour.effort_weight * min(strain, behaviour.strain_limit)
        going = logistic(x)
        ends.append(share * (1.0 - going))
        share *= going
        for name in bearing:  # an objection stands before one step of a visit only
            del waiting[name]
    return [*ends, share]


def _hurdles(channel: Channel) -> tuple[tuple[int, float], ...]:
    """For each step: the place of what follows in the funnel, and the chance to go on to it."""
    found = []
    for place, step in enumerate(channel.steps):
        last = place + 1 == len(channel.steps)
        target = "pay" if last else channel.steps[place + 1]
        chance = getattr(channel.go_on, step) * (channel.go_on.pay if last else 1.0)
        found.append((_PLACE[target], chance))
    return tuple(found)


def _first(channel: Channel, starts: str | None) -> int:
    return channel.steps.index(starts) if starts is not None and starts in channel.steps else 0


def logit(share: float) -> float:
    """Log-odds, cut off as in the model."""
    if share <= 0.0:
        return -_FAR
    return _FAR if share >= 1.0 else max(-_FAR, min(_FAR, math.log(share / (1.0 - share))))


def logistic(x: float) -> float:
    """The share of log-odds."""
    if x <= -_FAR:
        return 0.0
    return 1.0 / (1.0 + math.exp(-x))
