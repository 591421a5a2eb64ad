"""Why and why not: every treatment of a catalogue for one customer, in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

import numpy as np

from engine.actions import HELD_OUT, LAYERS, LOST, NOT_KNOWN, OUTCOMES, TAKEN, TOO_DEAR
from engine.arbitration import find_room, judge, net_value
from engine.asked import Asked, OfPlan
from engine.budgets import own_prices
from engine.catalog import Action, Catalog
from engine.catalog_checks import elementary_caps
from engine.constrained import charges_of
from engine.constraints import pairs_apart
from engine.decisions import Course, course_of
from engine.profiles import as_table
from engine.quantities import currency_digits
from engine.rules import evaluate, why_not
from engine.rules.explain import FailedClause, near_miss
from engine.sentences import Weighed, failed_words

__all__ = ["Explanation", "Reason", "explain", "explanation_of"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one treatment was taken or not.

    Attributes:
        outcome: ``taken``, or what stood in the way: a word of `engine.actions.OUTCOMES`.
        text: the same as a sentence.
        failed: the parts of the rule that are not true, in its author's words.
        near: the failed part whose number came nearest to its constant, where there is one.
        propensity, context, value, boost: the factors; None where it was not asked for them.
        priority: their product; cost: what starting it is expected to cost, both in the main unit.
        price: priority that a unit of money must bring here.
        charges: under constraints what each limit that has a price asks for it, the budget among
            them, main unit; below 0 where a minimum pays for it, infinite where a limit allows less
            than it would use.
        net: priority - price × cost, under constraints less all charges; None where it is shut out.
        loss: by how much its net is below that of the best pick, below 0 where that was drawn;
            None without such a pick.
        choice_probability: how likely it was picked, for what was.
    """

    action: str
    treatment: str
    channel: str
    outcome: str
    text: str
    failed: tuple[FailedClause, ...] = ()
    near: FailedClause | None = None
    propensity: float | None = None
    context: float | None = None
    value: float | None = None
    boost: float | None = None
    priority: float | None = None
    cost: float | None = None
    price: float | None = None
    charges: Mapping[str, float] = field(default_factory=dict)
    net: float | None = None
    loss: float | None = None
    choice_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision about one customer.

    Attributes:
        customer: who it is.
        picks: treatments taken, the best first.
        reasons: all treatments of the catalogue, actions by name.
        held_out: whether a holdout kept something from the customer.
    """

    customer: Any
    picks: tuple[str, ...]
    reasons: tuple[Reason, ...]
    held_out: bool

    def __str__(self) -> str:
        return "\n".join(f"{reason.treatment}: {reason.text}" for reason in self.reasons)

    def __getitem__(self, treatment: str) -> Reason:
        """The reason for a treatment, such as ``welcome/0``.

        Raises:
            KeyError: the catalogue has no such treatment.
        """
        for reason in self.reasons:
            if reason.treatment == treatment:
                return reason
        raise KeyError(treatment)


def explain(catalog: Catalog, profile: Mapping[str, Any], **options: Unpack[OfPlan]) -> Explanation:
    """Explain what `decide` does for one customer, and why it does nothing else.

    Args:
        profile: values by name, None where one is missing, the customer's name among them.
        prices: those of the plan, `Decisions.prices`; without them the customer is alone in the
            plan, and the whole allowance is there for it.

    Other arguments are those of `decide`, but for lists and `columns`; so are the errors.
    """
    asked = Asked(**options)
    asked.check(catalog, explained=True)
    table = as_table({name: [value] for name, value in profile.items()})
    return explanation_of(catalog, course_of(catalog, table, asked), 0)


def explanation_of(catalog: Catalog, course: Course, row: int) -> Explanation:
    """Explain the decision about the customer in one row of a call."""
    view = _View(catalog, course, row)
    mine = course.emitted.row == row
    order = [int(t) for t in course.emitted.treatment[mine] if t >= 0]
    names = [f"{action.name}/{place}" for action, place in catalog.treatments]
    return Explanation(
        course.customers[row].as_py(),
        tuple(names[t] for t in order),
        tuple(view.reason(t) for t in range(len(names))),
        bool(course.emitted.withheld is not None and course.emitted.withheld[row]),
    )


class _View:
    """All that was computed for the customer, asked treatment by treatment."""

    def __init__(self, catalog: Catalog, course: Course, row: int) -> None:
        work, solved, emitted = course.work, course.solved, course.emitted
        self.catalog = catalog
        self.work = work
        self.unit = 10.0 ** currency_digits(catalog.currency)
        self.values = work.columns.row(row)
        self.profile = catalog.schema.decode(self.values)
        self.trials, self.successes = course.trials, course.successes
        self.room = np.zeros(max(work.room.shape[1], 1))
        find_room(work.p, self.values, self.room)
        self.offered = set(work.p["planned"][: int(work.p["n_planned"])].tolist())
        last, stop = int(work.last[row]), int(work.stop[row])
        self.held = set(work.candidate[last:stop].tolist())
        self.prices = np.zeros(len(solved.price))
        own_prices(
            work.p, solved.lenient[row], solved.closed[row], solved.price, solved.low, self.prices
        )
        if solved.sets:
            self.prices = solved.met[solved.of[row]]
        mine = (emitted.row == row) & (emitted.treatment >= 0)
        self.taken = {
            int(t): float(chance)
            for t, chance in zip(emitted.treatment[mine], emitted.chance[mine], strict=True)
        }
        self.explored = bool(solved.explored is not None and solved.explored[row])
        self.moved = bool(solved.repaired[row])
        self.charges = charges_of(work, solved, row) if catalog.constraints else {}
        self.best: float | None = None
        if self.taken:
            self.best = max(self._net(t, self._judge(t)[2]) for t in self.taken)

    def _judge(self, t: int) -> tuple[int, float, float]:
        outcome, propensity, priority = judge(
            self.work.p, t, self.values, self.room, self.trials[t], self.successes[t],
            np.zeros(32),
        )  # fmt: skip
        return int(outcome), float(propensity), float(priority)

    def _net(self, t: int, priority: float) -> float:
        if self.catalog.constraints:
            return priority - sum(self.charges.get(t, {}).values())
        return float(net_value(self.work.p, self.prices, t, priority))

    def _outcome(self, t: int) -> tuple[int, float, float]:
        """Final outcome, propensity and priority (minor units)."""
        if t not in self.offered:
            return NOT_KNOWN, float("nan"), 0.0
        outcome, propensity, priority = self._judge(t)
        if outcome == TAKEN and t not in self.taken:
            outcome = LOST
            if t in self.held:
                outcome = HELD_OUT
            elif self._bears(t) and not self._net(t, priority) > 0.0:
                outcome = TOO_DEAR
        return outcome, propensity, priority

    def _bears(self, t: int) -> bool:
        """Whether a price bears on a treatment."""
        if self.catalog.constraints:
            return any(self.charges.get(t, {}).values())
        return float(self.work.p["t_cost"][t]) > 0.0

    def reason(self, t: int) -> Reason:
        """Everything about one treatment."""
        action, place = self.catalog.treatments[t]
        channel = action.treatments[place].channel
        outcome, propensity, priority = self._outcome(t)
        name = f"{action.name}/{place}"
        word = OUTCOMES[outcome]
        if 1 <= outcome <= len(LAYERS):
            failed = self._failed(action, LAYERS[outcome - 1])
            text = failed_words(LAYERS[outcome - 1], failed)
            return Reason(action.name, name, channel, word, text, failed, near_miss(failed))
        if outcome not in (TAKEN, HELD_OUT, LOST, TOO_DEAR):
            text = self._obstacle(word, channel, action, propensity)
            factors = self._factors(action, propensity) if word == "no-priority" else {}
            return Reason(action.name, name, channel, word, text, **factors)
        price = float(self.prices[int(self.work.p["pool"][int(self.work.p["t_channel"][t])])])
        net = self._net(t, priority)
        shut = float(self.work.p["t_cost"][t]) > 0.0 and price == float("inf")
        cost = float(self.work.p["t_cost"][t]) / self.unit
        never = shut or net == -float("inf")
        loss = None if self.best is None or never else (self.best - net) / self.unit
        charges = {name: charge / self.unit for name, charge in self.charges.get(t, {}).items()}
        weighed = Weighed(
            word, priority / self.unit, price, cost, loss, charges, self._rival(t), self.explored,
            self.moved,
        )  # fmt: skip
        return Reason(
            action.name, name, channel, word, weighed.words(self.catalog.currency),
            **self._factors(action, propensity),
            priority=weighed.priority,
            cost=cost,
            price=price,
            charges=charges,
            net=None if never else net / self.unit,
            loss=loss,
            choice_probability=self.taken.get(t),
        )  # fmt: skip

    def _failed(self, action: Action, layer: str) -> tuple[FailedClause, ...]:
        return tuple(why_not(self.catalog.expressions[action.name, layer], self.profile))

    def _factors(self, action: Action, propensity: float) -> dict[str, Any]:
        """What priority is the product of; None where it cannot be told."""
        return {
            "propensity": None if np.isnan(propensity) else propensity,
            "context": self._factor(action, "context", action.context),
            "value": self._factor(
                action, "value", self.catalog.value if action.value is None else action.value
            ),
            "boost": action.boost,
        }

    def _factor(self, action: Action, key: str, constant: Any) -> float | None:
        expr = self.catalog.expressions.get((action.name, key))
        found = constant if expr is None else evaluate(expr, self.profile)
        return None if found is None else float(found)

    def _obstacle(self, word: str, channel: str, action: Action, propensity: float) -> str:
        own = next(each for each in self.catalog.channels if each.name == channel)
        if word == "no-consent":
            return f"{own.consent} is not true, so there is no consent to {channel}"
        if word == "suppressed":
            return f"{own.suppressed} is true, which stops {channel}"
        if word == "at-cap":
            return self._full(channel)
        if word == "other-moment":
            return f"belongs to another moment: {action.when}"
        factors = self._factors(action, propensity)
        missing = [name for name, value in factors.items() if value is None]
        if missing:
            return f"{' and '.join(missing)} cannot be told from this profile"
        shown = ", ".join(f"{name} {value:.4g}" for name, value in factors.items())
        return f"its priority is not above 0: {shown}"

    def _full(self, channel: str) -> str:
        """Which cap leaves no room for a contact, and how full it is."""
        for place, (cap, names) in enumerate(elementary_caps(self.catalog)):
            if channel in names and not self.room[place] > 0.0:
                many = cap.limit - self.room[place]
                return (
                    f"no room for a further contact: the cap is {cap.limit} per {cap.per} on "
                    f"{', '.join(names)}, and there were {many:g}"
                )
        raise AssertionError("some cap is full")

    def _rival(self, t: int) -> str | None:
        """An action that was taken, and never goes together with this one."""
        own = self.catalog.treatments[t][0].name
        taken = {self.catalog.treatments[other][0].name for other in self.taken}
        apart = {other for one, other in pairs_apart(self.catalog.exclusions) if one == own}
        return min(apart & taken, default=None)
