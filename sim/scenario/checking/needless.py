"""What is written in a valid scenario and changes nothing: too late, too dear, never asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.rules import Expr, parse
from engine.rules.expressions import Comparison, Membership, Reading, Word, children
from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.deadrules import LAYERS
from sim.scenario.checking.wording import amount, length, number, percent
from sim.scenario.models import Action
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LONG_GAP = 180.0
"""Days for which one action keeps another away, from which that other hardly ever happens."""
MOST_ORDERS = 20.0
"""Orders after which points that still cannot be used are of no use to anybody."""


def needless_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Every part without an effect on anything."""
    yield from _nothing_to_decide(scenario)
    yield from _too_late(scenario)
    yield from _beliefs(scenario)
    yield from _gaps(scenario)
    yield from _points(scenario)


def _nothing_to_decide(scenario: Scenario) -> Iterator[Concern]:
    if not scenario.actions:
        yield Concern(
            "action",
            "there is no action, so that there is nothing to decide",
            "strategies differ in what joining costs, and in what is found again elsewhere",
        )
    if len(scenario.channels) == 1:
        yield Concern(
            f"channel.{scenario.channels[0].name}",
            "there is one channel, so that there is nothing to join",
            "what strategies earn differs by chance and by what joining costs",
        )


def _too_late(scenario: Scenario) -> Iterator[Concern]:
    """Outages, flights and changes that begin after the end, and outages that never end."""
    run = scenario.scenario.days * DAY
    for outage in scenario.document.outage:
        if outage.at >= run:
            yield _after_the_end(scenario, f"outage.{outage.name}.at", "this outage", outage.at)
        elif outage.at + outage.lasts >= run and outage.lasts > run // 2:
            yield Concern(
                f"outage.{outage.name}.lasts",
                "this is no outage: it lasts as good as all the time",
                f"{length(outage.lasts)} of {scenario.scenario.days} d",
                rests_on=(f"outage.{outage.name}.lasts",),
            )
    for action in scenario.actions:
        late = [span.at for span in action.runs if span.at >= run]
        if late:
            key = f"action.{action.name}.runs"
            if len(late) == len(action.runs):
                yield _after_the_end(scenario, key, "this action", min(late))
            else:
                concern = _after_the_end(scenario, key, "one of these flights", min(late))
                yield replace(concern, weight=Weight.REMARK)
    for number_of_change, change in enumerate(scenario.document.change, start=1):
        if change.at >= run:
            key = f"change.{number_of_change}.at"
            yield _after_the_end(scenario, key, "this change", change.at)


def _after_the_end(scenario: Scenario, where: str, what: str, at: int) -> Concern:
    return Concern(
        where,
        f"{what} comes after the end of the run",
        f"{length(at)} after its start; the run has {scenario.scenario.days} d",
    )


def _beliefs(scenario: Scenario) -> Iterator[Concern]:
    """Personas taken for others whom no rule or formula treats in another way."""
    told = [names for action in scenario.actions for names in _told_apart(scenario, action)]
    for persona in scenario.personas:
        for other, share in persona.taken_for.items():
            if share > 0.0 and not any(
                (persona.name in names) != (other in names) for names in told
            ):
                yield Concern(
                    f"persona.{persona.name}.taken_for",
                    f"no rule treats {other} and {persona.name} differently, so that the mistake "
                    "has no effect",
                    "rules tell them apart by segment",
                    Weight.REMARK,
                )


def _told_apart(scenario: Scenario, action: Action) -> Iterator[frozenset[str]]:
    """The sets of personas that an action's rules and formulas set against all others."""
    conditions = (getattr(action, layer) for layer in LAYERS)
    worth = action.value.text if action.value is not None else None
    formulas = (action.propensity.text, action.context.text, worth)
    view = scenario.profile
    for text in conditions:
        if text and "segment" in text:
            yield from _segments(parse(text, view, expects="condition"))
    for text in formulas:
        if text and "segment" in text:
            yield from _segments(parse(text, view, expects="number"))


def _segments(rule: Expr) -> Iterator[frozenset[str]]:
    pending: list[Expr] = [rule]
    while pending:
        node = pending.pop()
        pending.extend(children(node))
        if isinstance(node, Membership) and _reads_segment(node.operand):
            yield _words(node.items)
        elif isinstance(node, Comparison):
            sides = (node.first, *(side for _, side in node.rest))
            if any(_reads_segment(side) for side in sides):
                yield _words(sides)


def _reads_segment(part: Expr) -> bool:
    return isinstance(part, Reading) and part.field.name == "segment"


def _words(parts: Sequence[Expr]) -> frozenset[str]:
    return frozenset(part.value for part in parts if isinstance(part, Word))


def _gaps(scenario: Scenario) -> Iterator[Concern]:
    for place, gap in enumerate(scenario.contact_policy.gaps, start=1):
        if gap.of != gap.after and gap.days > LONG_GAP:
            yield Concern(
                f"contact_policy.gaps.{place}.days",
                f"{gap.of} hardly ever goes out to whoever gets {gap.after}",
                f"not within {number(gap.days)} d of it, of {scenario.scenario.days} d",
            )


def _points(scenario: Scenario) -> Iterator[Concern]:
    """Points that members cannot use before they have bought over and over."""
    programme = scenario.document.loyalty_programme
    if programme.earns <= 0.0 or programme.least <= 0:
        return
    best = max(persona.order_value for persona in scenario.personas)
    orders = programme.least / (programme.earns * best)
    if orders > MOST_ORDERS:
        yield Concern(
            "loyalty_programme.least",
            "hardly any member ever has enough points to use them",
            f"{amount(scenario, programme.least)} / ({percent(programme.earns)} of orders of "
            f"{amount(scenario, best)} at most) = {number(orders)} orders",
            rests_on=("loyalty_programme.earns",),
        )
