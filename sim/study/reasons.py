"""Why a contact was made, what was known then, what it won against, why others were not made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.rules import Expr, FailedClause, Value, evaluate, parse, why_not
from engine.rules.expressions import fields_of
from sim.model.deciding.decisions import (
    AFTER_PURCHASE,
    AT_CAP,
    HELD_OUT,
    LOST,
    NO_CONSENT,
    TAKEN,
    TOO_CLOSE,
    TOO_DEAR,
)
from sim.model.records.triggers import TRIGGERS
from sim.scenario import Scenario
from sim.study.hindsight import Hindsight
from sim.study.limit_reasons import asking, asks, drawing, excluded, limit_words
from sim.study.money import Currency
from sim.study.replay import PLANNED, Life, Moment
from sim.study.rule_words import rule_words

LAYERS = ("eligible", "applicable", "suitable")
PLAIN = {
    NO_CONSENT: "no consent",
    AFTER_PURCHASE: "campaigns rest after a booking or purchase",
    AT_CAP: "the limit on contacts was reached",
    TOO_CLOSE: "too close to another contact",
    HELD_OUT: "in the group that is kept out of it for comparison",
    4: "nothing was to be gained",
}
TRIGGER_WORDS = {
    "visit": "the visit",
    "basket": "the filled basket",
    "exit": "leaving without an order",
    "signup": "the sign-up",
    "open": "the opening of a message",
    "click": "the click",
    "call": "the call",
    "booking": "the booking",
    "no_show": "the missed appointment",
    "purchase": "the payment",
    "service": "the finished service",
    "review": "the review",
    "case": "the question or complaint",
    "solved": "the answer that helped",
}


@dataclass(frozen=True, slots=True)
class Other:
    """An action that was weighed and not taken, and why.

    Attributes:
        kind: the reason without its numbers, to tell equal reasons from different ones.
    """

    action: str
    channel: str
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a contact was made.

    Attributes:
        cause: what asked for a decision.
        decided: microseconds.
        rules: those of the action, as written, all of which held.
        words: the same rules in plain words first, where they are easy to say.
        known: the values that they read, as the deciding channel knew them.
        worth: priority, minor units: what taking it was expected to bring.
        propensity: estimated chance of its outcome.
        others: what was weighed at the same moment and not taken.
        unknown: what was true and not known, where it would have changed the decision.
    """

    cause: str
    decided: int
    rules: tuple[str, ...]
    known: dict[str, Value]
    worth: float
    propensity: float
    others: tuple[Other, ...]
    unknown: tuple[str, ...]
    words: tuple[str, ...] = ()


class Reasons:
    """Explains the decisions of one life."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._market = life.market
        self._hindsight = Hindsight(life)
        scenario = life.market.scenario
        self._schema = scenario.profile
        self._currency = Currency(scenario.scenario.currency)
        titles = {item.name: item.title or item.name for item in scenario.channels}
        self._titles = [titles[name] for name in life.market.channels]
        self._rule = cache(self._parsed)
        self._prices = {
            (moment.window, pool): price
            for moment in life.moments
            for pool, price in moment.price.items()
        }

    def _parsed(self, text: str) -> Expr:
        return parse(text, self._schema, expects="condition")

    # --- looking up -----------------------------------------------------------------------

    def behind(self, action: int, channel: int, time: int) -> tuple[Moment, int] | None:
        """The decision that led to a contact, and its treatment.

        It is the latest that took it so early that its delay had passed.
        """
        fitting = [
            t
            for t, name in enumerate(self._market.treatments)
            if name.action == self._market.actions[action]
            and name.channel == self._market.channels[channel]
        ]
        for moment in reversed(self._life.moments):
            if moment.time > time:
                continue
            delays = self._params(moment)["t_delay"]
            for t in fitting:
                if moment.outcome.get(t) == TAKEN and moment.time + int(delays[t]) <= time:
                    return moment, t
        return None

    # --- telling --------------------------------------------------------------------------

    def reason(self, moment: Moment, treatment: int) -> Reason:
        """Why the treatment was taken at the moment."""
        rules = self._rules(moment, treatment)
        values = self.known(moment, treatment)
        read = {field.name for rule in rules for field in fields_of(self._rule(rule))}
        return Reason(
            cause=self.cause(moment),
            decided=moment.time,
            rules=tuple(rules),
            known={name: values[name] for name in values if name in read},
            worth=moment.priority[treatment],
            propensity=moment.propensity[treatment],
            others=self.others(moment),
            unknown=self.unknown(moment, treatment),
            words=tuple(map(self._worded, rules)),
        )

    def _worded(self, rule: str) -> str:
        words = rule_words(self._rule(rule))
        return rule if words is None else f"{words} ({rule})"

    def cause(self, moment: Moment) -> str:
        """What asked for a decision."""
        if moment.trigger == PLANNED:
            return "the daily plan"
        return f"{TRIGGER_WORDS[TRIGGERS[moment.trigger]]} on {self._channel(moment.channel)}"

    def others(self, moment: Moment) -> tuple[Other, ...]:
        """What was weighed and not taken."""
        return tuple(
            self._other(moment, t, outcome)
            for t, outcome in sorted(moment.outcome.items())
            if outcome != TAKEN
        )

    def known(self, moment: Moment, treatment: int) -> dict[str, Value]:
        """The view on which the treatment was judged."""
        params = self._params(moment)
        view = int(params["view_of"][params["t_channel"][treatment]])
        codes = moment.views.get(view)
        if codes is None:
            return {}
        return {
            field.name: field.from_code(float(code))
            for field, code in zip(self._schema, codes, strict=False)
        }

    def unknown(self, moment: Moment, treatment: int) -> tuple[str, ...]:
        """What was not known, where the treatment's rules would have come out otherwise."""
        rules = self._rules(moment, treatment)
        values = self.known(moment, treatment)
        if not rules or not values:
            return ()
        channel = int(self._params(moment)["t_channel"][treatment])
        gaps = self._hindsight.gaps(moment, channel, values)
        truth = {**values, **{gap.field: gap.truth for gap in gaps}}
        if self._pass(rules, values) == self._pass(rules, truth):
            return ()
        read = {field.name for rule in rules for field in fields_of(self._rule(rule))}
        return tuple(dict.fromkeys(gap.words for gap in gaps if gap.field in read))

    def _pass(self, rules: list[str], values: Mapping[str, Value]) -> bool:
        return all(evaluate(self._rule(rule), values) is True for rule in rules)

    def _rules(self, moment: Moment, treatment: int) -> list[str]:
        action = self._action(moment, treatment)
        written = (getattr(action, layer) for layer in LAYERS)
        return [text for text in written if text is not None]

    def _other(self, moment: Moment, treatment: int, outcome: int) -> Other:
        name = self._market.treatments[treatment]
        if 1 <= outcome <= len(LAYERS):
            clauses = self._failed(moment, treatment, LAYERS[outcome - 1])
            why = "; ".join(map(_clause, clauses)) or f"not {LAYERS[outcome - 1]}"
            kind = "; ".join((LAYERS[outcome - 1], *(clause.text for clause in clauses)))
            unknown = self.unknown(moment, treatment)
            if unknown:
                why += f"; not known: {', '.join(unknown)}"
                kind += "; not known"
        elif outcome == LOST:
            why, kind = self._lost(moment, treatment)
        elif outcome == TOO_DEAR:
            why, kind = self._dear(moment, treatment)
        else:
            why = kind = PLAIN.get(outcome, "not taken")
        return Other(name.action, name.channel, why, kind)

    def _failed(self, moment: Moment, treatment: int, layer: str) -> list[FailedClause]:
        text = getattr(self._action(moment, treatment), layer)
        return why_not(self._rule(text), self.known(moment, treatment))

    def _lost(self, moment: Moment, treatment: int) -> tuple[str, str]:
        """Why another was picked: in words, and in short."""
        params = self._params(moment)
        decider = params["decider"][params["t_channel"][treatment]]
        winners = [
            t for t in moment.taken() if params["decider"][params["t_channel"][t]] == decider
        ]
        own = moment.priority[treatment]
        limits = asking(self._market, moment, treatment)
        if not winners and limits:
            money = ("the budget",) if params["t_cost"][treatment] > 0.0 else ()
            full = limit_words(limits, *money)
            return f"worth {self._money(own)}, but {full} left no room for it", "no room"
        if not winners:
            return f"worth {self._money(own)}, and not picked", "not picked"
        for t in winners:
            if excluded(self._market, moment, treatment, t):
                other = self._market.treatments[t].action
                return f"never in one plan with {other}, which was picked", "excluded"
        best = max(winners, key=lambda t: moment.priority[t])
        against = moment.priority[best]
        name = self._market.treatments[best]
        same = name.action == self._market.treatments[treatment].action
        what = name.channel if same else name.action
        if params["t_fallback"][treatment] and not params["t_fallback"][best]:
            return f"only where nothing else is left, and {what} was", "fallback"
        if own < against and self._money(own) != self._money(against):
            return f"worth {self._money(own)}, {what} {self._money(against)}", "lost"
        limits += [n for n in drawing(self._market, moment, best) if n not in limits]
        if limits:
            why = f"worth {self._money(own)}, but with {what} the plan keeps {limit_words(limits)}"
            return why, "limit"
        dearer = params["t_cost"][treatment] > params["t_cost"][best]
        if dearer and self._price(moment, treatment) > 0.0:
            return f"worth {self._money(own)}, but {what} takes less of the budget", "dearer"
        if math.isclose(own, against):
            return f"equal to {what} ({self._money(own)}); {what} comes first", "equal"
        if own > against:
            return f"worth {self._money(own)}, but {what} is better after what both cost", "dearer"
        return f"worth {self._money(own)}, {what} a little more", "lost"

    def _price(self, moment: Moment, treatment: int) -> float:
        """What a unit of the treatment's budget must bring; 0 where it is not known."""
        pool = int(self._params(moment)["pool"][self._params(moment)["t_channel"][treatment]])
        return self._prices.get((moment.window, pool), 0.0)

    def _dear(self, moment: Moment, treatment: int) -> tuple[str, str]:
        """Why there was no budget for it: in words, and in short."""
        params = self._params(moment)
        channel = int(params["t_channel"][treatment])
        pool = int(params["pool"][channel])
        if params["pool_budget"][pool] == 0.0:
            return f"{self._channel(channel)} has no budget", "no budget"
        price = self._prices.get((moment.window, pool))
        if price is not None and math.isinf(price):
            return f"{self._budget(moment, pool)} was used up", "used up"
        worth, cost = moment.priority[treatment], float(params["t_cost"][treatment])
        figures = f"{self._small(worth)} for {self._small(cost)} of budget"
        least = float(params["minimum_price"])
        each = f"for each {self._currency.code}"
        if worth <= least * cost:
            own, asked = told_apart(worth / cost, least)
            return (
                f"worth less than the return asked of the budget ({figures}: {own} {each}; asked: "
                f"{asked})",
                "least return",
            )
        budget = self._budget(moment, pool)
        limits = asking(self._market, moment, treatment)
        if limits and (cost == 0.0 or (price is not None and worth > price * cost)):
            why = f"not worth what {limit_words(limits)} {asks(limits)} for ({self._small(worth)})"
            return why, "limit"
        if limits and price is None:
            return f"not worth what {limit_words(limits, budget)} asks for ({figures})", "limit"
        if price is None:
            why = f"{budget} was used up, or went to contacts with a better return"
            return f"{why} ({figures})", "no budget left"
        own, asked = told_apart(worth / cost, price) if cost > 0.0 else ("", f"{price:.2f}")
        figures += f": {own} {each}; needed at that time: {asked}" if own else ""
        return f"{budget} went to contacts with a better return ({figures})", "too dear"

    def _budget(self, moment: Moment, pool: int) -> str:
        """``the budget``, or the part of it that some channels have for themselves."""
        pools = [int(place) for place in self._params(moment)["pool"][: len(self._titles)]]
        if len(set(pools)) == 1:
            return "the budget"
        own = [title for title, place in zip(self._titles, pools, strict=True) if place == pool]
        if len(own) == 1:
            return f"the {own[0]} part of the budget"
        return f"the part of the budget for {', '.join(own[:-1])} and {own[-1]}"

    # --- names ----------------------------------------------------------------------------

    def _params(self, moment: Moment) -> Any:
        return self._market.phase_at(moment.time).params[0]

    def _action(self, moment: Moment, treatment: int) -> Any:
        scenario: Scenario = self._market.phase_at(moment.time).scenario
        wanted = self._market.treatments[treatment].action
        return next(item for item in scenario.actions if item.name == wanted)

    def _channel(self, channel: int) -> str:
        return self._market.channels[channel]

    def _small(self, minor: float) -> str:
        """An amount of which two digits are told, however small it is."""
        main = minor / 10.0**self._currency.digits
        if main == 0.0 or abs(main) >= 0.1:
            return self._money(minor)
        digits = 1 - math.floor(math.log10(abs(main)))
        whole, _, part = f"{main:.{digits}f}".partition(".")
        return f"{self._currency.code} {whole}.{part.rstrip('0'):0<2}"

    def _money(self, minor: float) -> str:
        return f"{self._currency.code} {minor / 10.0**self._currency.digits:,.2f}"


def told_apart(own: float, asked: float) -> tuple[str, str]:
    """Two returns with as many digits as tell them apart: two at least, six at most."""
    for digits in range(2, 7):
        told = f"{own:.{digits}f}", f"{asked:.{digits}f}"
        if told[0] != told[1]:
            break
    return told


def _clause(clause: FailedClause) -> str:
    seen = f" ({value_words(clause.seen)})" if clause.seen else ""
    return f"“{clause.text}” does not hold{seen}"


def value_words(values: Mapping[str, Value]) -> str:
    """``visits 2, booked no``."""
    return ", ".join(f"{name} {value_word(value)}" for name, value in values.items())


def value_word(value: Value) -> str:
    """A value of a profile as people say it."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
