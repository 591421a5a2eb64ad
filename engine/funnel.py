"""The funnel: at which step customers are lost to each action, and what is odd about its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Unpack

import numpy as np

from engine.actions import LAYERS, LOST, OUTCOMES, TAKEN
from engine.asked import Asked, OfPlan
from engine.catalog import Catalog
from engine.catalog_checks import proved_dead
from engine.decisions import course_of
from engine.outcomes import STEPS, Examiner
from engine.profiles import as_table
from engine.tally import Tally, grid_edge, grid_step

__all__ = [
    "ClauseCount",
    "Contradiction",
    "Funnel",
    "RuleCount",
    "Shadowed",
    "Weak",
    "funnel_from",
    "funnel_of",
]

WEAK_SHARE = 0.1
"""A customer's best pick is weak below this share of the median priority of all picks."""
BY_CHANCE = 3.0
"""Two rules that hold together for nobody are told of if more than so many would be expected, were
they independent: of three expected, one in twenty such pairs would meet nobody by chance."""
TOGETHER = ((0, 1), (0, 2), (1, 2), (0, 1, 2))


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """For how many customers one clause of a rule is true."""

    text: str
    holds: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """For how many customers a rule holds, whatever the other layers say.

    Attributes:
        action, layer, text: which rule, in its author's words.
        holds, customers: so many of so many.
        clauses: the same for each of its parts.
    """

    action: str
    layer: str
    text: str
    holds: int
    customers: int
    clauses: tuple[ClauseCount, ...]

    @property
    def fires(self) -> Literal["never", "always", "sometimes"]:
        """Whether it tells customers apart; ``sometimes`` where there are none."""
        if self.customers and self.holds == 0:
            return "never"
        return "always" if self.customers and self.holds == self.customers else "sometimes"


@dataclass(frozen=True, slots=True)
class Shadowed:
    """An action that qualifies and is worth its price, and that others always beat.

    Attributes:
        times: customers for whom it lost; by: the action that was most often the best pick then,
            and by_times how often.
    """

    action: str
    times: int
    by: str
    by_times: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rules of an action that cannot hold together, or hold together for nobody.

    Attributes:
        layers: whose rules.
        parts: the parts that leave no value, where the words alone prove it; else None.
        expected: customers for whom all would hold, were they independent; None for a proof.
    """

    action: str
    layers: tuple[str, ...]
    parts: str | None = None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Weak:
    """Customers whose best pick is worth little.

    Attributes:
        customers: those with a pick, the best of which has a priority below `below`.
        below: a tenth of the median priority of all picks, rounded down to the grid; None without
            picks. median: that median, rounded down to the grid: at most 1.6 % too low.
    """

    customers: int
    below: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """What became of all customers, action by action.

    Attributes:
        customers: profiles read.
        actions: customers by outcome (words of `engine.outcomes.STEPS`, in this order), by action;
            each customer counts once, by the treatment that came nearest to a pick.
        treatments: the same by treatment; equal to what rows of `explain_all` add up to.
        nothing: customers without any pick by the obstacle that came last, most often first.
        weak: customers with only weak picks.
        rules: all rules of the actions that belong to the moment.
        shadowed, contradictions: what is odd.
    """

    customers: int
    actions: Mapping[str, Mapping[str, int]]
    treatments: Mapping[str, Mapping[str, int]]
    nothing: Mapping[str, int]
    weak: Weak
    rules: tuple[RuleCount, ...]
    shadowed: tuple[Shadowed, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def without(self) -> int:
        """Customers without any pick."""
        return sum(self.nothing.values())

    def firing(self, how: Literal["never", "always"]) -> tuple[RuleCount, ...]:
        """Rules that never or always hold."""
        return tuple(rule for rule in self.rules if rule.fires == how)


def funnel_of(catalog: Catalog, profiles: Any, **options: Unpack[OfPlan]) -> Funnel:
    """Count what becomes of all customers where `decide` is asked the same.

    Arguments are those of `decide`, but for lists and `columns`; so are the errors.
    """
    asked = Asked(**options)
    asked.check(catalog, explained=True)
    course = course_of(catalog, as_table(profiles), asked)
    tally = Tally(Examiner(catalog, course.record))
    tally.add_course(course)
    return funnel_from(tally)


def funnel_from(tally: Tally) -> Funnel:
    """The funnel that counts come to."""
    catalog = tally.examiner.catalog
    names = [action.name for action in catalog.actions]
    full = [f"{action.name}/{place}" for action, place in catalog.treatments]
    nothing = {
        word: int(count) for word, count in zip(OUTCOMES, tally.nothing, strict=True) if count
    }
    return Funnel(
        tally.customers,
        {name: _by_outcome(row) for name, row in zip(names, tally.actions, strict=True)},
        {name: _by_outcome(row) for name, row in zip(full, tally.treatments, strict=True)},
        dict(sorted(nothing.items(), key=lambda item: (-item[1], item[0]))),
        _weak(tally),
        tuple(_rules(tally)),
        tuple(_shadowed(tally)),
        tuple(_contradictions(tally)),
    )


def _by_outcome(row: Any) -> dict[str, int]:
    return {word: int(row[OUTCOMES.index(word)]) for word in STEPS}


def _weak(tally: Tally) -> Weak:
    picks = int(tally.picks.sum())
    if picks == 0:
        return Weak(0, None, None)
    step = int(np.searchsorted(np.cumsum(tally.picks), (picks + 1) // 2))
    median = grid_edge(step)
    least = int(grid_step(np.array([median * WEAK_SHARE]))[0])
    return Weak(int(tally.best[:least].sum()), grid_edge(least), median)


def _offered(tally: Tally) -> Iterator[tuple[int, Any, int]]:
    """Place, action and first treatment of the actions that belong to the moment."""
    for place, action in enumerate(tally.examiner.catalog.actions):
        first = int(tally.first[place])
        if first in tally.examiner.offered:
            yield place, action, first


def _holding(counts: Any, layers: tuple[int, ...]) -> int:
    """Customers for whom all of these layers hold."""
    wanted = sum(1 << layer for layer in layers)
    return int(sum(counts[held] for held in range(8) if held & wanted == wanted))


def _rules(tally: Tally) -> Iterator[RuleCount]:
    examiner = tally.examiner
    texts = examiner.clauses.texts
    for place, action, first in _offered(tally):
        for layer, name in enumerate(LAYERS):
            text = getattr(action, name)
            if text is None:
                continue
            clauses = [int(clause) for clause in examiner.clauses_in(first, layer)]
            yield RuleCount(
                action.name,
                name,
                " ".join(text.split()),
                _holding(tally.layers[place], (layer,)),
                tally.customers,
                tuple(ClauseCount(texts[c], int(tally.clauses[c])) for c in clauses),
            )


def _shadowed(tally: Tally) -> Iterator[Shadowed]:
    names = [action.name for action in tally.examiner.catalog.actions]
    for place, name in enumerate(names):
        lost = int(tally.actions[place, LOST])
        if lost and not tally.actions[place, TAKEN] and tally.beaten[place].any():
            by = int(tally.beaten[place].argmax())  # of equals the first by name
            yield Shadowed(name, lost, names[by], int(tally.beaten[place, by]))


def _contradictions(tally: Tally) -> Iterator[Contradiction]:
    catalog = tally.examiner.catalog
    for place, action, _ in _offered(tally):
        dead = proved_dead(catalog, action.name)
        if dead is not None:
            yield Contradiction(action.name, *dead)
            continue
        given = [
            layer for layer, name in enumerate(LAYERS) if (action.name, name) in catalog.expressions
        ]
        for layers in TOGETHER:
            if not set(layers) <= set(given) or _holding(tally.layers[place], layers):
                continue
            apart = [_holding(tally.layers[place], (layer,)) for layer in layers]
            expected = float(tally.customers)
            for count in apart:
                expected *= count / tally.customers if tally.customers else 0.0
            if expected > BY_CHANCE:
                words = tuple(LAYERS[layer] for layer in layers)
                yield Contradiction(action.name, words, None, expected)
                break
