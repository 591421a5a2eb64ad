"""One need of a mean customer: how many visits fall into it, and how often it ends in an order.

Without an order, visits on a channel come at the rate v · a · (1 + seek · i(t)), the interest
i(t) = i₀ · 2^(−t / half-life) fades, each visit raises it, and the need ends elsewhere at the rate
κ' = κ · (1 − loyalty_lapse · loyalty). So v · a · (1/κ' + seek · i₀ / (κ' + λ)) visits fall into it
on each channel, λ = ln 2 / half-life, and as many more as the interest raised by these brings: V.
Searches follow the need alone (`presence`).
Taken as one constant rate, a further visit comes before the other way out with chance V / (1 + V).

Each visit begins where the last one on its channel ended, as in the model; a visit elsewhere begins
anew. Objections are weakened by what visits tell. What comes of a sequence of visits is followed
visit by visit, for each combination of objections.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.implied.presence import visits_in_need
from sim.scenario.implied.sessions import objections, pushed, ways
from sim.scenario.models import Channel, Persona
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LONGEST = 365.0
"""Days that a need is open where nobody else ever meets it."""
MOST_VISITS = 12
"""Visits of a need that are followed one by one."""
MOST_MORE = 0.5
"""Further visits at most that a visit brings by the interest it raises."""


@dataclass(frozen=True)
class Need:
    """What a need comes to, for somebody who knows the firm or, where ``unaware``, does not.

    Attributes:
        visits: by channel, until it ends.
        orders: chance by channel that it ends in an order there.
        length: days that it is open.
        interest: interest at a visit.
    """

    visits: Mapping[str, float]
    orders: Mapping[str, float]
    length: float
    interest: float

    @property
    def met(self) -> float:
        """Chance that it ends in an order."""
        return sum(self.orders.values())


def need_of(scenario: Scenario, persona: Persona, loyalty: float) -> Need:
    """A need of somebody who knows the firm."""
    behaviour = scenario.behaviour
    length, interest, time = _course(scenario, loyalty, behaviour.need_interest)
    came = {
        channel.name: visits_in_need(channel, persona, time=time, length=length, interest=interest)
        for channel in scenario.channels
    }
    flow = _where_they_go_on(scenario, came)
    once = sum(flow.values())
    if once <= 0.0:
        return Need({}, {}, length, interest)
    total = once / (1.0 - _more(scenario, once / time, length, interest))
    channels = [channel for channel in scenario.channels if channel.name in flow]
    share = {name: count / once for name, count in flow.items()}
    orders = dict.fromkeys(share, 0.0)
    push = pushed(behaviour, need=True, interest=interest, loyalty=loyalty)
    again = total / (1.0 + total)
    visited = 0.0
    for weight, strengths in objections(persona, loyalty):
        found, count = _followed(scenario, persona, channels, share, strengths, push, again)
        visited += weight * count
        for name, chance in found.items():
            orders[name] += weight * chance
    return Need(
        {name: visited * count / once for name, count in {**came, **flow}.items()},
        orders,
        length * visited / total,
        interest,
    )


def _where_they_go_on(scenario: Scenario, came: Mapping[str, float]) -> dict[str, float]:
    """Visits by the channel where their steps are gone through; none where there are no steps."""
    steps = {channel.name for channel in scenario.channels if channel.has_sessions}
    flow: dict[str, float] = {}
    for channel in scenario.channels:
        target = channel.leads_to or channel.name
        if target in steps and came[channel.name] > 0.0:
            flow[target] = flow.get(target, 0.0) + came[channel.name]
    return flow


def discovered(scenario: Scenario, persona: Persona) -> float:
    """Chance that somebody with a need who does not know the firm comes across it in time."""
    behaviour = scenario.behaviour
    first = behaviour.need_interest * behaviour.unaware_interest
    length, interest, time = _course(scenario, 0.0, first)
    seen = sum(
        channel.discover
        * visits_in_need(channel, persona, time=time, length=length, interest=interest)
        for channel in scenario.channels
        if channel.intent != "specific"
    )
    return seen / (1.0 + seen)


def _course(scenario: Scenario, loyalty: float, first: float) -> tuple[float, float, float]:
    """(days open, interest at a visit, visits by unit of a channel's rate), without an order."""
    behaviour = scenario.behaviour
    lapse = behaviour.competitor * (1.0 - behaviour.loyalty_lapse * loyalty)
    length = 1.0 / max(lapse, 1.0 / LONGEST)
    decay = math.log(2.0) * DAY / max(behaviour.interest_half_life, 1.0)
    lasting = 1.0 / (1.0 / length + decay)
    time = length + behaviour.seek * first * lasting
    mean = first * (lasting + behaviour.seek * first / (1.0 / length + 2.0 * decay)) / time
    return length, mean + behaviour.visit_interest * (1.0 - mean), time


def _more(scenario: Scenario, rate: float, length: float, interest: float) -> float:
    """Further visits that a visit brings by the interest it raises, at visits a day of ``rate``."""
    behaviour = scenario.behaviour
    decay = math.log(2.0) * DAY / max(behaviour.interest_half_life, 1.0)
    raised = behaviour.visit_interest * (1.0 - interest) / (1.0 / length + decay)
    return min(MOST_MORE, rate * behaviour.seek * raised)


def _followed(
    scenario: Scenario,
    persona: Persona,
    channels: list[Channel],
    share: Mapping[str, float],
    strengths: Mapping[str, float],
    push: float,
    again: float,
) -> tuple[dict[str, float], float]:
    """(chance of an order by channel, number of visits) with these objections.

    The state is where progress lives: on a channel, at a step; or nowhere.
    """
    state: dict[tuple[str, int], float] = {("", 0): 1.0}
    orders = dict.fromkeys(share, 0.0)
    left, visited = dict(strengths), 0.0
    for number in range(MOST_VISITS):
        coming = again * sum(state.values())
        if coming < 1e-4:
            break
        visited += coming
        after: dict[tuple[str, int], float] = {}
        weaker = dict.fromkeys(left, 0.0)
        bought = 0.0
        for channel in channels:
            name, steps = channel.name, len(channel.steps)
            ends = {
                first: ways(channel, persona, scenario.behaviour, left, push, first)
                for first in {at if where == name else 0 for where, at in state}
            }
            for (where, at), chance in state.items():
                first = at if where == name else 0
                came = again * chance * share[name]
                for step, ended in enumerate(ends[first][:-1], start=first):
                    # progress elsewhere is left behind only for a later step
                    own = (name, step) if step > at or where in ("", name) else (where, at)
                    after[own] = after.get(own, 0.0) + came * ended
                orders[name] += came * ends[first][-1]
                bought += came * ends[first][-1]
            for objection in left:
                kept = (1.0 - channel.resolves.get(objection, 0.0)) ** (0.5 * (steps + 1))
                weaker[objection] += share[name] * kept
        state = after
        left = {objection: strength * weaker[objection] for objection, strength in left.items()}
        if number + 1 == MOST_VISITS and sum(state.values()) > 0.0:
            orders, visited = _on_as_before(orders, visited, bought, coming, again)
    return orders, visited


def _on_as_before(
    orders: dict[str, float], visited: float, bought: float, coming: float, again: float
) -> tuple[dict[str, float], float]:
    """The rest of a long sequence, in which every visit does as the last one that was followed."""
    chance = bought / coming
    rest = again * (coming - bought) / (1.0 - again * (1.0 - chance))
    made = sum(orders.values())
    more = rest * chance / made if made > 0.0 else 0.0
    return {name: count * (1.0 + more) for name, count in orders.items()}, visited + rest
