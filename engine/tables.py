"""A catalogue as one record of fixed shape, so that no new catalogue recompiles a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine import actions as kinds
from engine.constraints import pairs_apart
from engine.quantities import currency_digits
from engine.random import entity
from engine.rules import RuleTables
from engine.rules.tables import rule_tables

if TYPE_CHECKING:
    from engine.catalog import Action, Catalog

__all__ = ["CATALOG", "at_moment", "fill"]

CHANNELS, ACTIONS, TREATMENTS, CAPS, CARD_TERMS = 32, 512, 512, 64, 8_192
RULES = rule_tables(rules=2_048, clauses=8_192, programs=2_048, cells=32_768)

CATALOG = np.dtype(
    [
        ("actions", kinds.action_tables(TREATMENTS, CARD_TERMS)),
        ("rules", RULES),
        ("t_cost", "f8", (TREATMENTS,)),  # minor units
        ("t_entity", "u8", (TREATMENTS,)),
        ("a_holdout", "f8", (ACTIONS,)),
        ("a_entity", "u8", (ACTIONS,)),
        ("policy_holdout", "f8"),
        ("a_explore", "f8", (ACTIONS,)),  # of what the moment offers
        ("explore_share", "f8"),
        ("choice_floor", "f8"),
        ("thompson_draws", "i4"),  # 0: rates are not drawn
        ("count_transactional", "u1"),
        ("minimum_price", "f8"),
        ("pool_budget", "f8", (CHANNELS,)),  # minor units for 365 days; -1: no limit
        ("cap_limit", "f8", (CAPS,)),
        ("cap_channels", "u8", (CAPS,)),  # a bit for each channel counted
        ("cap_field", "i4", (CAPS, CHANNELS)),  # field with the contacts so far, -1 none
        ("consent", "i4", (CHANNELS,)),  # field, -1 none needed
        ("suppressed", "i4", (CHANNELS,)),
        ("pool", "i4", (CHANNELS,)),
        ("decider", "i4", (CHANNELS,)),  # one for all
        ("policy_scope", "i4", (CHANNELS,)),  # one for all
        ("t_channel", "i4", (TREATMENTS,)),
        ("t_action", "i4", (TREATMENTS,)),
        ("t_segment", "i4", (TREATMENTS,)),  # field that its rate is learned by, -1 none
        ("planned", "i4", (TREATMENTS,)),  # those that the moment offers
        ("a_never", "u8", (ACTIONS, ACTIONS // 64)),  # a bit for each action never together with it
        ("a_spaced", "u8", (1, 1)),
        ("n_planned", "i4"),
        ("n_actions", "i4"),
        ("n_pools", "i4"),
        ("n_deciders", "i4"),
        ("n_exclusions", "i4"),  # pairs of actions, both ways
        ("n_pairs", "i4"),  # none: a catalogue's contact policy spaces no actions
        ("planned_caps", "i4"),
        ("channels", "i4"),
        ("slots", "i4"),
        ("moment", "u1"),  # 1 at an event, 0 in a plan
        ("linked_pools", "u1"),  # whether the decider chooses between pools of money
        ("single_picks", "u1"),  # whether it picks one treatment of what is offered at most
        ("t_fallback", "u1", (TREATMENTS,)),
        ("t_every", "u1", (TREATMENTS,)),
        ("t_transactional", "u1", (TREATMENTS,)),
        ("t_after_purchase", "u1", (TREATMENTS,)),
    ],
    align=True,
)

Record = Any  # one element of a structured array


def fill(catalog: Catalog) -> npt.NDArray[np.void]:
    """The catalogue's record, shape (1,); nothing is offered until `at_moment` says what."""
    table = np.zeros(1, CATALOG)
    record = table[0]
    index = {channel.name: place for place, channel in enumerate(catalog.channels)}
    record["channels"] = len(catalog.channels)
    record["n_actions"] = len(catalog.actions)
    record["n_deciders"] = 1
    record["slots"] = catalog.slots
    record["policy_holdout"] = catalog.contact_policy.holdout
    record["explore_share"] = catalog.explore.share
    record["choice_floor"] = catalog.explore.floor
    record["thompson_draws"] = catalog.explore.draws if catalog.explore.thompson else 0
    record["count_transactional"] = catalog.contact_policy.count_transactional
    _channels(record, catalog)
    _caps(record, catalog, index)
    _pools(record, catalog, index)
    rules = RuleTables(RULES)
    numbers = {action.name: place for place, action in enumerate(catalog.actions)}
    terms = 0
    for action in catalog.actions:
        record["a_holdout"][numbers[action.name]] = action.holdout
        record["a_entity"][numbers[action.name]] = entity(action.name)
    for one, other in pairs_apart(catalog.exclusions):
        record["n_exclusions"] += 1
        word, bit = divmod(numbers[other], 64)
        record["a_never"][numbers[one], word] |= np.uint64(1 << bit)
    unit = 10 ** currency_digits(catalog.currency)
    for t, (action, place) in enumerate(catalog.treatments):
        channel = index[action.treatments[place].channel]
        record["t_channel"][t] = channel
        record["t_action"][t] = numbers[action.name]
        record["t_entity"][t] = entity(f"{action.name}/{place}")
        record["t_cost"][t] = catalog.channels[channel].cost * unit
        record["t_fallback"][t] = action.fallback
        record["t_every"][t] = action.deliver == "all"
        record["t_transactional"][t] = action.transactional
        record["t_after_purchase"][t] = action.after_purchase
        segment = getattr(action.propensity, "segment", None)
        record["t_segment"][t] = -1 if segment is None else catalog.schema.index(segment)
        terms = _scores(record["actions"], t, action, catalog, rules, terms)
    record["rules"] = rules.record()[0]
    return table


def at_moment(catalog: Catalog, when: str, channel: str | None) -> npt.NDArray[np.void]:
    """A copy of the catalogue's record that offers what belongs to a moment.

    Args:
        when: ``plan`` or the event.
        channel: where the event happens; None leaves out what asks for a certain channel.
    """
    table: npt.NDArray[np.void] = catalog.tables.copy()
    offered = [
        t
        for t, (action, _) in enumerate(catalog.treatments)
        if action.when == when and (not action.on or channel in action.on)
    ]
    for t in offered:
        number = int(table["t_action"][0, t])
        table["a_explore"][0, number] = catalog.actions[number].explore
    table["n_planned"] = len(offered)
    table["planned"][0, : len(offered)] = offered
    if when != "plan":  # the contact policy's holdout is of planned actions
        table["moment"] = 1
        table["policy_holdout"] = 0.0
    table["single_picks"] = one_at_most(table[0])
    return table


def one_at_most(p: Record) -> bool:
    """Whether each customer simply gets the candidate of the highest net value, or none."""
    offered = p["planned"][: int(p["n_planned"])]
    return not (
        int(p["slots"]) > 1
        or p["t_every"][offered].any()
        or p["t_fallback"][offered].any()
        or (p["moment"] and p["t_transactional"][offered].any())
    )


def _channels(record: Record, catalog: Catalog) -> None:
    for place, channel in enumerate(catalog.channels):
        for key in ("consent", "suppressed"):
            name = getattr(channel, key)
            record[key][place] = -1 if name is None else catalog.schema.index(name)


def _caps(record: Record, catalog: Catalog, index: dict[str, int]) -> None:
    from engine.catalog_checks import elementary_caps

    record["cap_field"] = -1
    number = 0
    for number, (cap, names) in enumerate(elementary_caps(catalog), 1):
        record["cap_limit"][number - 1] = cap.limit
        for name in names:
            record["cap_channels"][number - 1] |= np.uint64(1 << index[name])
            field = catalog.channels[index[name]].contacts.get(cap.per)
            if field is not None:
                record["cap_field"][number - 1, index[name]] = catalog.schema.index(field)
    record["planned_caps"] = number


def _pools(record: Record, catalog: Catalog, index: dict[str, int]) -> None:
    """One pool of money, or one for each channel that has a part of it."""
    budget = catalog.budget
    unit = 10 ** currency_digits(catalog.currency)
    record["minimum_price"] = budget.minimum_return
    record["pool_budget"] = -1.0
    record["n_pools"] = 1
    if budget.total is None:
        return
    if not budget.split:
        record["pool_budget"][0] = budget.total * unit
        return
    # a channel with no part has no money: its own pool is empty
    for name, place in index.items():
        record["pool"][place] = place
        record["pool_budget"][place] = budget.total * unit * budget.split.get(name, 0.0)
    record["n_pools"] = len(index)
    record["linked_pools"] = len(index) > 1


def _scores(
    a: Record, t: int, action: Action, catalog: Catalog, rules: RuleTables, terms: int
) -> int:
    """Rules and factors of one treatment; returns the number of scorecard terms used so far."""
    unit = 10.0 ** currency_digits(catalog.currency)
    expressions = catalog.expressions
    given = [expressions.get((action.name, key)) for key in kinds.LAYERS]
    for layer, rule in enumerate(given):
        a["layer"][t, layer] = -1 if rule is None else rules.add_rule(rule)
    whole = [rule for rule in given if rule is not None]
    a["whole"][t] = rules.add_rule(*whole) if whole else -1
    a["boost"][t] = action.boost
    a["context_program"][t] = a["value_program"][t] = -1
    if (action.name, "context") in expressions:
        a["context_program"][t] = rules.add_formula(expressions[action.name, "context"])
    else:
        a["context"][t] = action.context
    if (action.name, "value") in expressions:  # in the main unit, as people write money
        a["value_program"][t] = rules.add_formula(expressions[action.name, "value"])
        a["boost"][t] *= unit
    else:
        a["value"][t] = _worth(catalog, action) * unit
    return _propensity(a, t, action, catalog, rules, terms)


def _worth(catalog: Catalog, action: Action) -> float:
    """The constant value of an action, in the main unit."""
    value = catalog.value if action.value is None else action.value
    assert isinstance(value, (int, float))  # a formula is an expression, and one of both is given
    return float(value)


def _propensity(
    a: Record, t: int, action: Action, catalog: Catalog, rules: RuleTables, terms: int
) -> int:
    from engine.catalog import Learned, Scorecard

    estimate = action.propensity
    if isinstance(estimate, Learned):
        a["kind"][t] = kinds.LEARNED
        a["prior"][t], a["strength"][t] = estimate.prior, estimate.strength
    elif isinstance(estimate, Scorecard):
        a["kind"][t] = kinds.SCORECARD
        a["constant"][t] = estimate.intercept
        a["card_start"][t] = terms
        for name in sorted(estimate.weights):
            a["card_field"][terms] = catalog.schema.index(name)
            a["card_weight"][terms] = estimate.weights[name]
            terms += 1
        a["card_stop"][t] = terms
    elif isinstance(estimate, str):
        a["kind"][t] = kinds.FORMULA
        a["program"][t] = rules.add_formula(catalog.expressions[action.name, "propensity"])
    else:
        a["kind"][t] = kinds.CONSTANT
        a["constant"][t] = estimate
    return terms
