"""Limits that all picks of a plan keep together, and actions that one customer never gets together.

Part of a catalogue (`engine.catalog`), where they are checked with all else; the words here, the
arithmetic in `engine.constrained`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from engine.errors import InputError
from engine.rules import Expr, Field, ProfileSchema, parse
from engine.rules.expressions import fields_of

if TYPE_CHECKING:
    from engine.catalog import Catalog

__all__ = [
    "COST",
    "OF",
    "PICKS",
    "PROPENSITY",
    "SPANS",
    "WHAT_COUNTS",
    "Choice",
    "Constraint",
    "Exclusion",
    "below_zero",
    "check_constraints",
    "check_limits",
    "counted",
    "formula_key",
    "matches",
    "pairs_apart",
    "with_propensity",
]

PICKS, COST = "picks", "cost"
OF = ("action", "channel", "creative", "group", "offer")
"""What picks can be chosen by."""
MOST_CONSTRAINTS = 32
PROPENSITY = "propensity"
"""The name by which a formula reads the propensity of what is picked."""

SPANS = '"plan" or "day"; a bound for a week, divided by 7, is one for a day'
WHAT_COUNTS = 'picks, cost, or a formula of 0 or more such as "0.3 * propensity"'


@dataclass(frozen=True, slots=True)
class Constraint:
    """A limit on what all picks of a plan come to.

    Attributes:
        minimum, maximum: bounds, None for none. Money in the main unit where costs are counted.
        of: which picks count: names by ``action``, ``channel``, ``creative``, ``offer`` and
            ``group`` (of actions), one or several each; a pick counts that fits all of these. Empty
            for all picks.
        counts: ``picks``, each 1; ``cost``; or a formula over profile fields and ``propensity``
            for what a pick is expected to cause, such as ``"0.3 * propensity"`` calls.
        per: ``plan``, or ``day``: bounds are then multiplied by the days of the plan.
    """

    name: str
    minimum: float | None = None
    maximum: float | None = None
    of: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    counts: str = PICKS
    per: Literal["plan", "day"] = "plan"

    def names(self, key: str) -> tuple[str, ...] | None:
        """Names asked for by one key of `of`, None where it is not asked."""
        if key not in self.of:
            return None
        given = self.of[key]
        return (given,) if isinstance(given, str) else tuple(given)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Actions of which a customer gets one at most in a plan."""

    actions: tuple[str, ...]


class OfAction(Protocol):
    """What picks can be chosen by of an action; a catalogue's and a scenario's have it."""

    @property
    def name(self) -> str: ...
    @property
    def group(self) -> str: ...


class OfTreatment(Protocol):
    """What picks can be chosen by of a treatment."""

    @property
    def channel(self) -> str: ...
    @property
    def creative(self) -> str | None: ...
    @property
    def offer(self) -> str | None: ...


@dataclass(frozen=True)
class Choice:
    """All that can be picked, of a catalogue or a scenario."""

    actions: Sequence[Any]
    channels: Sequence[Any]
    creatives: Sequence[Any]
    offers: Sequence[Any]


def formula_key(constraint: Constraint) -> tuple[str, str]:
    """Under which name a catalogue keeps what the constraint counts, once read."""
    return f"constraint.{constraint.name}", "counts"


def matches(constraint: Constraint, action: OfAction, treatment: OfTreatment) -> bool:
    """Whether picks of a treatment count."""
    of = {
        "action": action.name,
        "channel": treatment.channel,
        "creative": treatment.creative,
        "group": action.group,
        "offer": treatment.offer,
    }
    return all(
        names is None or of[key] in names for key in OF for names in (constraint.names(key),)
    )


def counted(catalog: Catalog, constraint: Constraint) -> list[int]:
    """Numbers of the treatments whose picks count."""
    return [
        number
        for number, (action, place) in enumerate(catalog.treatments)
        if matches(constraint, action, action.treatments[place])
    ]


def pairs_apart(exclusions: Sequence[Exclusion]) -> Iterator[tuple[str, str]]:
    """Pairs of actions that exclude one another, each both ways."""
    for exclusion in exclusions:
        for one in exclusion.actions:
            yield from ((one, other) for other in exclusion.actions if other != one)


# --- checks -----------------------------------------------------------------------------------


def with_propensity(schema: ProfileSchema) -> ProfileSchema:
    """The fields that what is counted may read: the profile's, and last the propensity."""
    return ProfileSchema((*schema, Field(PROPENSITY, "number")))


def check_constraints(
    catalog: Catalog, found: Any, expressions: dict[tuple[str, str], Expr]
) -> None:
    """Check constraints and exclusions, and read the formulas of what is counted.

    Args:
        found: gathers mistakes, as `engine.catalog_checks` does.
    """
    if len(catalog.constraints) > MOST_CONSTRAINTS:
        found.add(
            "constraint", "there are too many constraints", len(catalog.constraints),
            f"at most {MOST_CONSTRAINTS}",
        )  # fmt: skip
    choice = Choice(catalog.actions, catalog.channels, catalog.creatives, catalog.offers)
    check_limits(choice, catalog.constraints, catalog.exclusions, found)
    for constraint in catalog.constraints:
        _counts(catalog, constraint, found, f"constraint.{constraint.name}", expressions)


def check_limits(
    choice: Choice,
    constraints: Sequence[Constraint],
    exclusions: Sequence[Exclusion],
    found: Any,
) -> None:
    """Check all but formulas, by names and numbers alone.

    Args:
        found: gathers mistakes at places such as ``constraint.letters.of.channel`` and
            ``exclusion[0].actions``, as `engine.catalog_checks` does.
    """
    taken = {"all", *(channel.name for channel in choice.channels)}
    for constraint in constraints:
        place = f"constraint.{constraint.name}"
        if constraint.name in taken:
            expected = "any other name: prices of money go by this one"
            found.add(place, "this name stands for a pool of money", constraint.name, expected)
        _bounds(constraint, found, place)
        _of(choice, constraint, found, place)
    names = [action.name for action in choice.actions]
    for number, exclusion in enumerate(exclusions):
        place = f"exclusion[{number}].actions"
        for name in exclusion.actions:
            found.known(place, name, names, "action")
        if len(set(exclusion.actions)) < 2 or len(set(exclusion.actions)) < len(exclusion.actions):
            found.add(
                place, "these exclude nothing", ", ".join(exclusion.actions) or "no action",
                "two actions at least, each once",
            )  # fmt: skip


def _bounds(constraint: Constraint, found: Any, place: str) -> None:
    least, most = constraint.minimum, constraint.maximum
    for key, bound in (("minimum", least), ("maximum", most)):
        if bound is not None:
            found.number(f"{place}.{key}", bound, 0.0)
    if least is None and most is None:
        expected = "minimum = 500, maximum = 2000, or one of them"
        found.add(place, "this limits nothing", "no minimum and no maximum", expected)
    numbers = [bound for bound in (least, most) if isinstance(bound, (int, float))]
    if len(numbers) == 2 and all(map(math.isfinite, numbers)) and numbers[0] > numbers[1]:
        found.add(
            place, "the minimum is above the maximum", f"{numbers[0]:g} to {numbers[1]:g}",
            "a minimum that is no more than the maximum",
        )  # fmt: skip
    if constraint.per not in ("plan", "day"):
        found.add(f"{place}.per", "this is not a span", constraint.per, SPANS)


def _of(choice: Choice, constraint: Constraint, found: Any, place: str) -> None:
    known = {
        "action": [action.name for action in choice.actions],
        "channel": [channel.name for channel in choice.channels],
        "creative": [creative.name for creative in choice.creatives],
        "group": sorted({action.group for action in choice.actions if action.group}),
        "offer": [offer.name for offer in choice.offers],
    }
    right = True
    for key in constraint.of:
        if key not in OF:
            found.add(f"{place}.of", f'picks have no "{key}"', key, ", ".join(OF))
            right = False
            continue
        for name in constraint.names(key) or ():
            found.known(f"{place}.of.{key}", name, known[key], key)
            right = right and name in known[key]
    if right and not any(
        matches(constraint, action, treatment)
        for action in choice.actions
        for treatment in action.treatments
    ):
        asked = ", ".join(
            f"{key} {' or '.join(constraint.names(key) or ())}" for key in constraint.of
        )
        expected = "what at least one treatment has, all together"
        found.add(f"{place}.of", "no treatment is all of this", asked or "nothing", expected)


def _counts(
    catalog: Catalog,
    constraint: Constraint,
    found: Any,
    place: str,
    expressions: dict[tuple[str, str], Expr],
) -> None:
    counts: Any = constraint.counts
    if counts in (PICKS, COST):
        return
    if not isinstance(counts, str):
        found.add(f"{place}.counts", "this cannot be counted", counts, WHAT_COUNTS)
        return
    if PROPENSITY in catalog.schema:
        found.add(
            f"{place}.counts", "which propensity is meant, the field or that of the pick?",
            counts, "another name for the field",
        )  # fmt: skip
        return
    try:
        formula = parse(
            counts,
            with_propensity(catalog.schema),
            expects="number",
            file=catalog.file,
            place=f"{place}.counts",
        )
    except InputError as error:
        found.errors.append(error)
        return
    if below_zero(formula):
        found.add(f"{place}.counts", "this cannot be counted", counts, WHAT_COUNTS)
    expressions[formula_key(constraint)] = formula


def below_zero(formula: Expr) -> bool:
    """Whether a formula that reads nothing is below 0, as what is counted never may be."""
    if fields_of(formula):
        return False
    from engine.rules import evaluate

    value: Any = evaluate(formula, {})
    return value is not None and value < 0.0
