"""Checks of constraints and exclusions: what is wrong with them, and what looks wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.constraints import (
    COST,
    PICKS,
    WHAT_COUNTS,
    Choice,
    Constraint,
    Exclusion,
    below_zero,
    check_limits,
    matches,
    with_propensity,
)
from engine.errors import nearest_name
from sim.scenario import profile
from sim.scenario.catalogue.costs import expected_cost
from sim.scenario.checking.actions import check_rule
from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.naming import known
from sim.scenario.checking.wording import listed, number
from sim.scenario.limits import in_engine
from sim.scenario.models import Action, Document, Treatment
from sim.scenario.reading.labels import Path
from sim.scenario.reading.translate import Mistakes
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.dials import ResolvedDials
    from sim.scenario.scenario import Scenario

NAMED_AT_ONCE = 4
"""Actions that are told by name where many are meant."""


def check_limits_of(document: Document, mistakes: Mistakes) -> None:
    """Add every mistake of the constraints and exclusions, by the engine's own checks."""
    currency = document.scenario.currency
    check_limits(
        Choice(document.action, document.channel, document.creative, document.offer),
        [in_engine(each, currency) for each in document.constraint],
        [Exclusion(each.actions) for each in document.exclusion],
        _Findings(document, mistakes),
    )
    view = with_propensity(profile.schema(profile.names_of(document)))
    for index, constraint in enumerate(document.constraint):
        text = constraint.counts.text
        if text is None or text in (PICKS, COST):
            continue
        place: Path = ("constraint", index, "counts")
        meant = nearest_name(text, (PICKS, COST))
        if text.isidentifier() and text not in view and meant is not None:
            mistakes.add(
                place, "this cannot be counted", found=text, expected=WHAT_COUNTS, nearest=meant
            )
            continue
        formula = check_rule(place, text, "number", view, mistakes)
        if formula is not None and below_zero(formula):
            mistakes.add(place, "this cannot be counted", found=text, expected=WHAT_COUNTS)


class _Findings:
    """Takes the engine's mistakes, told by dotted keys, to their places in the scenario's file."""

    def __init__(self, document: Document, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        self.names = [each.name for each in document.constraint]

    def add(self, place: str, message: str, found: Any, expected: str) -> None:
        """One mistake."""
        self.mistakes.add(self._path(place), message, found=str(found), expected=expected)

    def known(self, place: str, name: str, names: Iterable[str], what: str) -> None:
        """A name that must exist."""
        path = self._path(place)
        written: Any = self.mistakes.data
        for part in path:
            written = written[part]
        if isinstance(written, list):
            path = (*path, written.index(name))
        known(self.mistakes, path, name, names, what)

    def number(self, place: str, value: float, low: float) -> None:
        """Nothing: the models have taken care of it."""

    def _path(self, place: str) -> Path:
        """The place in the file: names of constraints hold no points."""
        table, *keys = place.split(".")
        if table == "constraint":
            return (table, self.names.index(keys[0]), *keys[1:])
        name, _, number = table.partition("[")
        return (name, int(number.removesuffix("]")), *keys)


# --- what is valid but looks wrong ------------------------------------------------------------


def limit_concerns(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Limits that count nothing or less than they name, and minimums that no plan can reach."""
    for constraint in scenario.constraints:
        own = in_engine(constraint, scenario.scenario.currency)
        key = f"constraint.{constraint.name}"
        found = [
            (action, treatment)
            for action in scenario.actions
            for treatment in action.treatments
            if matches(own, action, treatment)
        ]
        channels = {channel.name: channel for channel in scenario.channels}
        mass = {name for name, channel in channels.items() if channel.is_mass}
        planned = [one for one in found if one[0].planned and one[1].channel not in mass]
        if not planned:
            yield Concern(
                key, "this counts nothing, as a plan picks none of what it is about",
                _unplanned({action.name: action for action, _ in found}.values()),
                Weight.WRONG if own.minimum else Weight.ODD,
            )  # fmt: skip
            continue
        yield from _uncounted(scenario, own, planned, [one for one in found if one not in planned])
        if constraint.counts_cost and not any(
            expected_cost(channels[treatment.channel], scenario) for _, treatment in planned
        ):
            yield Concern(
                f"{key}.counts", "this counts money where nothing costs any",
                "on " + ", ".join(sorted({treatment.channel for _, treatment in planned})),
                Weight.WRONG if own.minimum else Weight.ODD,
            )  # fmt: skip
        if own.minimum:
            yield from _minimum(
                scenario, own, {action.name: action for action, _ in planned}, dials
            )
    yield from _idle_exclusions(scenario)


def _unplanned(actions: Iterable[Action]) -> str:
    """Why no plan picks any of the actions."""
    events = [f"{action.name} starts at {action.when}" for action in actions if not action.planned]
    mass = [f"{action.name} is for a mass medium" for action in actions if action.planned]
    return ", ".join((*events, *mass))


def _uncounted(
    scenario: Scenario,
    constraint: Constraint,
    planned: Sequence[tuple[Action, Treatment]],
    others: Sequence[tuple[Action, Treatment]],
) -> Iterator[Concern]:
    """Actions that a limit is about as well, and that it does not count, as no plan picks them."""
    counted = dict.fromkeys(action.name for action, _ in planned)
    channels = {channel.name: channel for channel in scenario.channels}
    events: dict[str, None] = {}
    mass: dict[str, None] = {}
    for action, treatment in others:
        channel = channels[treatment.channel]
        if action.planned:
            mass[action.name] = None
        elif constraint.counts != COST or expected_cost(channel, scenario):
            events[action.name] = None
    parts = [
        f"{_some([*names])}, which {why},"
        for names, why in ((events, "events start"), (mass, f"{_be(mass)} for mass media"))
        if names
    ]
    if parts:
        yield Concern(
            f"constraint.{constraint.name}",
            f"{constraint.name} counts {_some([*counted])}; {' and '.join(parts)} "
            f"{_be([*events, *mass])} not counted",
            weight=Weight.REMARK,
        )


def _be(names: Collection[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _some(names: Sequence[str]) -> str:
    """The names, or the first of many and how many more there are."""
    if len(names) <= NAMED_AT_ONCE + 1:
        return listed(names)
    return listed([*names[:NAMED_AT_ONCE], f"{len(names) - NAMED_AT_ONCE} more"])


def _minimum(
    scenario: Scenario,
    constraint: Constraint,
    actions: Mapping[str, Action],
    dials: Mapping[str, ResolvedDials],
) -> Iterator[Concern]:
    """A minimum that a strategy, or the whole market, cannot reach."""
    key = f"constraint.{constraint.name}.minimum"
    places = [place for place, action in enumerate(scenario.actions) if action.name in actions]
    without = [
        name
        for name, strategy in dials.items()
        if not any(strategy.actions[place] and scenario.startable[place] for place in places)
    ]
    if without:
        none = len(without) == len(dials)
        message = "no strategy can start what this minimum asks for"
        if not none:
            message = f"this minimum is out of reach for {', '.join(without)}"
        yield Concern(
            key,
            message,
            f"it asks for {' or '.join(sorted(actions))}",
            Weight.WRONG if none else Weight.ODD,
        )
    if constraint.counts != PICKS or constraint.minimum is None:
        return
    days = scenario.scenario.window / DAY
    least = constraint.minimum * (days if constraint.per == "day" else 1.0)
    each = sum(
        len(matching) if action.deliver == "all" else 1
        for action in actions.values()
        for matching in ([t for t in action.treatments if matches(constraint, action, t)],)
    )
    most = scenario.scenario.market * each
    if least > most:
        yield Concern(
            key, "this minimum is more than everybody together can get in a window",
            f"{number(least)} picks; {number(scenario.scenario.market)} people and "
            f"{number(each)} each come to {number(most)}",
            Weight.WRONG, rests_on=("scenario.market",),
        )  # fmt: skip


def _idle_exclusions(scenario: Scenario) -> Iterator[Concern]:
    """Exclusions of which a plan can pick one action at most."""
    actions = {action.name: action for action in scenario.actions}
    mass = {channel.name for channel in scenario.channels if channel.is_mass}
    for place, exclusion in enumerate(scenario.document.exclusion, start=1):
        apart = [
            name
            for name in exclusion.actions
            if actions[name].planned and actions[name].treatments[0].channel not in mass
        ]
        if len(apart) < 2:
            others = (actions[name] for name in exclusion.actions if name not in apart)
            yield Concern(
                f"exclusion.{place}",
                "this keeps nothing apart, as a plan picks one of these actions at most",
                _unplanned([*others]),
                Weight.REMARK,
            )
