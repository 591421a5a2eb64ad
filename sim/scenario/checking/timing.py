"""Actions that the policy or their own delay keeps from ever being of use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.wording import length, listed
from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Action
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

AFTER = frozenset(("purchase", "booking", "service"))
"""Events that stop campaigns, or come with what does."""
FRESH = frozenset(("visit", "basket", "exit", "signup", "call", "click", "open"))
"""Events of somebody who has not bought yet."""
LATE = 14 * DAY
"""Delay after which nobody remembers what they had looked at."""


def timing_concerns(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Every action that comes too early for the policy, or too late for the customer."""
    for place, action in enumerate(scenario.actions):
        yield from _stopped(scenario, dials, place, action)
        if action.when in FRESH and action.delay > LATE:
            key = f"action.{action.name}.delay"
            yield Concern(
                key,
                f"this comes so long after the {action.when} that most have bought or forgotten",
                f"{length(action.delay)} after it; usual: minutes to some days",
                rests_on=(key, "scenario.days"),
            )


def _stopped(
    scenario: Scenario, dials: Mapping[str, ResolvedDials], place: int, action: Action
) -> Iterator[Concern]:
    """What a purchase starts, while that same purchase stops it."""
    stop = scenario.contact_policy.after_purchase
    exempt = action.transactional or action.after_purchase
    if action.when not in AFTER or exempt or action.delay >= stop:
        return
    names = [
        name
        for name, strategy in dials.items()
        if strategy.actions[place] and _always_stopped(scenario, strategy, action)
    ]
    if names:
        yield Concern(
            f"action.{action.name}.after_purchase",
            f"the {action.when} that starts this also stops it, so that it is never sent: set "
            "after_purchase = true",
            f"{length(action.delay)} after it, in the {length(stop)} of contact_policy."
            f"after_purchase, under {listed(names)}",
            Weight.WRONG,
            rests_on=("contact_policy.after_purchase", f"action.{action.name}.delay"),
        )


def _always_stopped(scenario: Scenario, dials: ResolvedDials, action: Action) -> bool:
    """Whether the stop reaches all its channels from wherever it may start."""
    index = {channel.name: place for place, channel in enumerate(scenario.channels)}
    places = [
        channel.name
        for channel in scenario.channels
        if (channel.has_sessions or channel.appointments or channel.takes_calls)
        and (not action.on or channel.name in action.on)
    ]
    scope = dials.suppression
    return bool(places) and all(
        scope[index[treatment.channel]] == scope[index[where]]
        for treatment in action.treatments
        for where in places
    )
