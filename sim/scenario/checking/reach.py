"""Numbers in rules that are never reached: metres for km, minutes for days, beyond the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.rules import Expr, parse
from engine.rules.expressions import Comparison, Number, Reading, children
from sim.scenario.checking.concern import Concern
from sim.scenario.checking.deadrules import LAYERS, MOST_SIGNUPS, Bounds, bounds_of
from sim.scenario.checking.wording import number
from sim.scenario.models import Action
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

FARTHEST = 1000.0
"""Km from which nobody comes to a shop."""
EASILY = 2.0
"""Times beyond what is reached from which a number that always holds looks like a slip."""
OF_THE_RUN = ("days_since_visit", "days_since_contact", "days_since_purchase")
_UNITS = {
    **dict.fromkeys((*OF_THE_RUN, "offer_days_left"), ((1440.0, "min", "d"), (24.0, "h", "d"))),
    "distance": ((1000.0, "m", "km"),),
}
"""Units that may have been meant: how many make one of the field's own, and both names."""
_SIDE = {"<": -1, "<=": -1, ">": 1, ">=": 1}


def bounds_in(scenario: Scenario) -> Bounds:
    """Values that fields can have in a run of the stated days."""
    valid = [offer.valid / DAY for offer in scenario.offers]
    days = float(_days(scenario))
    return {
        **bounds_of(scenario.actions),
        **dict.fromkeys(OF_THE_RUN, (0.0, days)),
        "offer_days_left": (0.0, max(valid, default=0.0)),
    }


def why_unreached(scenario: Scenario, reason: str) -> str:
    """What a rule's field reaches, where that is not known to all: the end of a sentence."""
    if "signups" in reason:
        return (
            f"; a channel counts {MOST_SIGNUPS} sign-ups at most, and only where one is asked for"
        )
    named = [name for name in OF_THE_RUN if name in reason]
    if not named:
        return ""
    return (
        f"; nothing is longer ago than the run, {_days(scenario)} d: a [run_in] before it, with "
        "enough days, gives people a history"
    )


def reach_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Comparisons with a number that is never reached, in rules that can hold all the same."""
    bounds = {**bounds_in(scenario), "distance": (0.0, FARTHEST)}
    for action in scenario.actions:
        for layer in LAYERS:
            text = getattr(action, layer)
            if text is not None:
                rule = parse(text, scenario.profile, expects="condition")
                yield from _compared(scenario, action, layer, rule, bounds)


def _compared(
    scenario: Scenario, action: Action, layer: str, rule: Expr, bounds: Bounds
) -> Iterator[Concern]:
    key = f"action.{action.name}.{layer}"
    for name, side, value, text in _comparisons(rule):
        high = bounds[name][1] if name in _UNITS or name == "signups" else value
        if value <= high * (EASILY if side < 0 else 1.0):
            continue
        holds = "always" if side < 0 else "never"
        yield Concern(
            key,
            f"a part of this rule {holds} holds: {name} never comes to {number(value)}",
            f"{text}; at most {_most(scenario, name, high)}{_meant(name, value, high)}",
            rests_on=(key,),
        )
        return


def _comparisons(rule: Expr) -> Iterator[tuple[str, int, float, str]]:
    """(field, 1 where it must be above and -1 where below, number, words) of all comparisons."""
    pending = [rule]
    while pending:
        node = pending.pop()
        pending.extend(children(node))
        if not isinstance(node, Comparison):
            continue
        first = node.first
        for operator, second in node.rest:
            side = _SIDE.get(operator, 0)
            if side and isinstance(first, Reading) and isinstance(second, Number):
                yield first.field.name, side, float(second.value), node.text
            elif side and isinstance(second, Reading) and isinstance(first, Number):
                yield second.field.name, -side, float(first.value), node.text
            first = second


def _most(scenario: Scenario, name: str, high: float) -> str:
    if name == "signups":
        return f"{number(high)}: {MOST_SIGNUPS} on each channel where a sign-up is asked for"
    if name == "distance":
        return f"{number(high)} km"
    return f"{number(high)} d" + (" in this run" if name in OF_THE_RUN else " of any offer")


def _meant(name: str, value: float, high: float) -> str:
    """The same number in a unit in which it would make sense."""
    for factor, unit, own in _UNITS.get(name, ()) if value > EASILY * high else ():
        if 1.0 <= value / factor <= high:
            return f"; {number(value)} {unit} are {number(value / factor)} {own}"
    return ""


def _days(scenario: Scenario) -> int:
    run_in = scenario.document.run_in
    return scenario.scenario.days + (run_in.days if run_in is not None else 0)
