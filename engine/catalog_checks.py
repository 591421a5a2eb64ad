"""What must hold in a catalogue: names that lead somewhere, readable rules, sane numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from engine.constraints import check_constraints
from engine.errors import InputError, InputErrors, nearest_name
from engine.exploration.checks import check_exploration
from engine.mistakes import Mistakes
from engine.random import refuse_collisions
from engine.rules import Expr, parse
from engine.rules.contradictions import why_dead
from engine.rules.expressions import Truth

if TYPE_CHECKING:
    from engine.catalog import Action, Cap, Catalog

__all__ = [
    "RULES_OF_ACTION",
    "check",
    "dead_rules",
    "elementary_caps",
    "proved_dead",
    "uncounted_caps",
]

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_CHANNELS, MOST_ACTIONS, MOST_TREATMENTS, MOST_CAPS, MOST_TERMS = 32, 512, 512, 64, 8_192
LARGEST_COST, LARGEST_BUDGET = 1e6, 1e9
RULES_OF_ACTION: dict[str, Literal["condition", "number"]] = {
    "eligible": "condition",
    "applicable": "condition",
    "suitable": "condition",
    "propensity": "number",
    "context": "number",
    "value": "number",
}
"""Attributes of an action that may be an expression, and of which kind."""
RULE_LAYERS = tuple(key for key, kind in RULES_OF_ACTION.items() if kind == "condition")


class _Findings(Mistakes):
    """Gathers mistakes of a catalogue."""

    def known(self, place: str, name: str, names: Iterable[str], what: str) -> None:
        """A name that must exist."""
        options = list(names)
        if name not in options:
            listed = ", ".join(options) or f"nothing: the catalogue has no {what}"
            near = nearest_name(name, options)
            self.add(place, f'there is no {what} "{name}"', name, listed, near)

    def share(self, place: str, value: Any) -> None:
        """A number from 0 to 1."""
        self.number(place, value, 0.0, 1.0)

    def number(self, place: str, value: Any, low: float = -math.inf, high: float = 1e12) -> None:
        """A finite number within bounds."""
        plain = isinstance(value, (int, float)) and not isinstance(value, bool)
        if plain and math.isfinite(value) and low <= value <= high:
            return
        bounds = f"a number from {low:g} to {high:g}" if low > -math.inf else "a number"
        self.add(place, "this number is not accepted", value, bounds)


def check(catalog: Catalog) -> Mapping[tuple[str, str], Expr]:
    """Check all; returns the expressions once read, by action and attribute.

    Raises:
        InputErrors: every mistake found.
    """
    found = _Findings(catalog.file)
    _names(catalog, found)
    _channels(catalog, found)
    expressions: dict[tuple[str, str], Expr] = {}
    for action in catalog.actions:
        _action(catalog, action, found)
        _expressions(catalog, action, found, expressions)
    _limits(catalog, found)
    check_constraints(catalog, found, expressions)
    check_exploration(catalog, found)
    if found.errors:
        raise InputErrors(found.errors)
    return expressions


def _names(catalog: Catalog, found: _Findings) -> None:
    for what, items in (
        ("channel", catalog.channels),
        ("action", catalog.actions),
        ("creative", catalog.creatives),
        ("offer", catalog.offers),
        ("constraint", catalog.constraints),
    ):
        for item in items:
            if not NAME.fullmatch(str(item.name)):
                expected = "small letters, digits and hyphens, at most 40: spring-offer"
                found.add(what, "this is not a name", item.name, expected)
        try:
            refuse_collisions([str(item.name) for item in items], what)
        except InputError as error:
            error.file = catalog.file
            found.errors.append(error)
    treatments = sum(len(action.treatments) for action in catalog.actions)
    for what, count, most in (
        ("channels", len(catalog.channels), MOST_CHANNELS),
        ("actions", len(catalog.actions), MOST_ACTIONS),
        ("treatments", treatments, MOST_TREATMENTS),
    ):
        if count > most:
            found.add(what, f"there are too many {what}", count, f"at most {most}")
    if not catalog.actions:
        found.add("action", "there is nothing to choose from", "no action", "at least one action")


def _channels(catalog: Catalog, found: _Findings) -> None:
    for channel in catalog.channels:
        place = f"channel.{channel.name}"
        found.number(f"{place}.cost", channel.cost, 0.0, LARGEST_COST)
        columns: list[tuple[str, str | None, str]] = [("consent", channel.consent, "boolean")]
        columns.append(("suppressed", channel.suppressed, "boolean"))
        for period, counted in channel.contacts.items():
            columns.append((f"contacts.{period}", counted, "number"))
        for key, name, kind in columns:
            if name is None:
                continue
            found.known(f"{place}.{key}", name, catalog.schema.names, "profile field")
            if name in catalog.schema and catalog.schema[name].kind != kind:
                text = f"{name}, a {catalog.schema[name].kind}"
                found.add(f"{place}.{key}", "this field is of another kind", text, f"a {kind}")


def _action(catalog: Catalog, action: Action, found: _Findings) -> None:
    place = f"action.{action.name}"
    channels = [channel.name for channel in catalog.channels]
    if not action.treatments:
        expected = '[{channel = "email"}]'
        found.add(f"{place}.treatments", "an action has at least one treatment", [], expected)
    for number, treatment in enumerate(action.treatments):
        here = f"{place}.treatments[{number}]"
        found.known(f"{here}.channel", treatment.channel, channels, "channel")
        for key, name, items in (
            ("creative", treatment.creative, catalog.creatives),
            ("offer", treatment.offer, catalog.offers),
        ):
            if name is not None:
                found.known(f"{here}.{key}", name, [item.name for item in items], key)
    for name in action.on:
        found.known(f"{place}.on", name, channels, "channel")
    if action.deliver not in ("best", "all"):
        found.add(f"{place}.deliver", "this is not a way to deliver", action.deliver, "best, all")
    if action.value is None and catalog.value is None:
        found.add(
            f"{place}.value",
            "nothing says what its outcome is worth",
            "no value",
            'value = "40 EUR", or the same in a [decision] table for all actions',
        )
    found.number(f"{place}.boost", action.boost, 0.0)
    found.share(f"{place}.holdout", action.holdout)
    for key in ("context", "value"):
        factor = getattr(action, key)
        if factor is not None and not isinstance(factor, str):
            found.number(f"{place}.{key}", factor)


def _expressions(
    catalog: Catalog,
    action: Action,
    found: _Findings,
    expressions: dict[tuple[str, str], Expr],
) -> None:
    """Read the rules and formulas of an action, and check its way to estimate."""
    from engine.catalog import Learned, Scorecard

    for key, expects in RULES_OF_ACTION.items():
        text = getattr(action, key)
        if not isinstance(text, str):
            if expects == "condition" and text is not None:
                found.add(f"action.{action.name}.{key}", "this is no rule", text, "a text")
            continue
        place = f"action.{action.name}.{key}"
        try:
            expr = parse(text, catalog.schema, expects=expects, file=catalog.file, place=place)
        except InputError as error:
            found.errors.append(error)
        else:
            expressions[action.name, key] = expr
    place = f"action.{action.name}.propensity"
    estimate = action.propensity
    if isinstance(estimate, Learned):
        found.share(f"{place}.prior", estimate.prior)
        found.number(f"{place}.strength", estimate.strength, 1e-9)
        if estimate.segment is not None:
            _segment(catalog, f"{place}.segment", estimate.segment, found)
    elif isinstance(estimate, Scorecard):
        found.number(f"{place}.intercept", estimate.intercept)
        for name, weight in estimate.weights.items():
            found.known(f"{place}.weights", name, catalog.schema.names, "profile field")
            kind = catalog.schema[name].kind if name in catalog.schema else "number"
            if kind not in ("number", "boolean"):
                instead = "compare a category" if kind == "category" else "count days_since() one"
                expected = f"a number or a boolean; a formula can {instead}"
                found.add(f"{place}.weights", f"a {kind} cannot be weighed", name, expected)
            found.number(f"{place}.weights.{name}", weight)
    elif not isinstance(estimate, str):
        found.share(place, estimate)


def _segment(catalog: Catalog, place: str, name: str, found: _Findings) -> None:
    """A field that a propensity is learned by."""
    found.known(place, name, catalog.schema.names, "profile field")
    if name in catalog.schema and catalog.schema[name].kind not in ("category", "boolean"):
        text = f"{name}, a {catalog.schema[name].kind}"
        found.add(place, "this field is of another kind", text, "a category or a boolean")


def _limits(catalog: Catalog, found: _Findings) -> None:
    channels = [channel.name for channel in catalog.channels]
    for number, cap in enumerate(catalog.contact_policy.caps):
        place = f"contact_policy.caps[{number}]"
        found.number(f"{place}.limit", cap.limit, 0, 255)
        for name in cap.channels:
            found.known(f"{place}.channels", name, channels, "channel")
        if cap.scope not in ("channel", "group", "customer"):
            scopes = "channel, group, customer"
            found.add(f"{place}.scope", "this is not a scope", cap.scope, scopes)
    caps = sum(1 for _ in elementary_caps(catalog))
    if caps > MOST_CAPS:
        found.add(
            "contact_policy.caps", "these are too many limits", caps,
            f"at most {MOST_CAPS}, a cap counting once for each channel or group",
        )  # fmt: skip
    found.share("contact_policy.holdout", catalog.contact_policy.holdout)
    budget = catalog.budget
    if budget.total is not None:
        found.number("budget.total", budget.total, 0.0, LARGEST_BUDGET)
    found.number("budget.minimum_return", budget.minimum_return, 0.0)
    for name, part in budget.split.items():
        found.known(f"budget.split.{name}", name, channels, "channel")
        found.share(f"budget.split.{name}", part)
    if budget.split and budget.total is None:
        found.add("budget.split", "there is nothing to split", "no total", "a total")
    if catalog.value is not None:
        found.number("decision.value", catalog.value)
    if not 1 <= catalog.slots <= MOST_CHANNELS:
        found.add("decision.slots", "this number is not accepted", catalog.slots, "1 to 32")
    grouped: set[str] = set()
    for group in catalog.groups:
        for name in group:
            found.known("decision.groups", name, channels, "channel")
            if name in grouped:
                found.add("decision.groups", "this channel is in two groups", name, "one group")
            grouped.add(name)
    terms = sum(len(getattr(action.propensity, "weights", ())) for action in catalog.actions)
    if terms > MOST_TERMS:
        found.add("action", "the scorecards weigh too many fields", terms, f"at most {MOST_TERMS}")


def elementary_caps(catalog: Catalog) -> Iterator[tuple[Cap, tuple[str, ...]]]:
    """Every cap with each set of channels that it counts together."""
    channels = [channel.name for channel in catalog.channels]
    for cap in catalog.contact_policy.caps:
        counted = [name for name in channels if not cap.channels or name in cap.channels]
        if cap.scope == "customer":
            yield cap, tuple(counted)
            continue
        groups: tuple[tuple[str, ...], ...] = catalog.groups if cap.scope == "group" else ()
        joined = {name for group in groups for name in group}
        for group in (*groups, *((name,) for name in counted if name not in joined)):
            together = tuple(name for name in counted if name in group)
            if together:
                yield cap, together


def uncounted_caps(catalog: Catalog) -> Iterator[str]:
    """Caps that cannot know what a customer has received before."""
    channels = {channel.name: channel for channel in catalog.channels}
    for number, cap in enumerate(catalog.contact_policy.caps):
        names = sorted(
            {name for c, names in elementary_caps(catalog) if c is cap for name in names}
        )
        blind = [name for name in names if cap.per not in channels[name].contacts]
        if blind:
            yield (
                f"contact_policy.caps[{number}]: nothing says how many contacts of the last "
                f'{cap.per} a customer had on {", ".join(blind)} (contacts = {{"{cap.per}" = '
                '"FIELD"}}); only those of this plan are counted'
            )


def proved_dead(catalog: Catalog, action: str) -> tuple[tuple[str, ...], str] | None:
    """The first layers of an action that no profile can satisfy, and the parts that prove it.

    What the words alone do not prove is taken to be possible.
    """
    rules: list[Expr] = []
    layers: list[str] = []
    for layer in RULE_LAYERS:
        rule = catalog.expressions.get((action, layer))
        if rule is None:
            continue
        rules.append(rule)
        layers.append(layer)
        for names, together in (((layer,), [rule]), (tuple(layers), rules)):
            parts = why_dead(together)
            if parts is not None:
                return names, parts
    return None


def dead_rules(catalog: Catalog) -> Iterator[str]:
    """Actions that can never start, by their rules alone."""
    for action in catalog.actions:
        rules = [catalog.expressions.get((action.name, layer)) for layer in RULE_LAYERS]
        if any(isinstance(rule, Truth) and not rule.value for rule in rules):
            continue  # given up on purpose, in so many words
        dead = proved_dead(catalog, action.name)
        if dead is not None:
            layers, parts = dead
            yield (
                f"action.{action.name}.{layers[-1]}: nobody can ever get this action: no profile "
                f"satisfies {parts}"
            )
