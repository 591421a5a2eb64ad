"""Personas of a firm: the archetypes of its industry, as many customers as it has."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.archetypes import BY_NAME, OBJECTIONS, Archetype
from sim.scenario.wizard.menu import TASTES, Offered
from sim.scenario.wizard.toml_writing import Labelled, labels, number, rounded, table, text

MOST_CUSTOMERS = 0.95
"""Share of a persona that can have bought before."""
CUSTOMERS_ALONE, BESIDES = 1.05, 0.75
"""People of the inner circle for each customer: where nobody else buys, and more by spread."""
MOST_CORE, LEAST_CORE = 0.9, 0.05
"""Most and least of the market that it may be; the least also goes by spread, up to 1."""
ELSEWHERE = "elsewhere"
HALVINGS = 60


@dataclass(frozen=True)
class Measures:
    """What is solved for each persona, by name.

    Attributes:
        days_between_needs: mean days between two needs.
        order_value: median of an order, main units.
    """

    days_between_needs: dict[str, float]
    order_value: dict[str, float]


def archetypes(firm: Firm) -> tuple[tuple[Archetype, float], ...]:
    """The firm's kinds of people with their shares: those of its industry, and all others.

    How many there are beside the customers, and how often the others come, goes by the spread of
    the firm's fit.
    """
    spread = firm.fit.spread
    wanted = (CUSTOMERS_ALONE + BESIDES * spread) * firm.customers / firm.size
    least = LEAST_CORE * min(1.0, spread)
    core = max(least, min(MOST_CORE, rounded(wanted, 3)))
    inner = [(BY_NAME[name], round(core * share, 4)) for name, share in firm.industry.personas]
    rest = round(1.0 - sum(share for _, share in inner), 4)
    others = BY_NAME[ELSEWHERE]
    fewer = min(1.0, spread)
    others = replace(
        others, needs=others.needs * spread, comes=others.comes * math.sqrt(fewer),
        known_to=others.known_to * math.sqrt(fewer),
    )  # fmt: skip
    return (*inner, (others, rest))


def customers(firm: Firm) -> dict[str, float]:
    """By persona, the share that bought last year: in the mean the firm's own."""
    wanted = min(firm.customers / firm.size, MOST_CUSTOMERS)
    people = archetypes(firm)

    def shares(factor: float) -> dict[str, float]:
        return {one.name: min(MOST_CUSTOMERS, factor * one.buyers) for one, _ in people}

    low, high = 0.0, 1.0 / min(one.buyers for one, _ in people)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        found = shares(middle)
        low, high = (
            (middle, high)
            if sum(found[one.name] * share for one, share in people) < wanted
            else (low, middle)
        )
    return {name: rounded(share, 3) for name, share in shares(high).items()}


def opening_measures(firm: Firm) -> Measures:
    """Measures to start the search from: a need a year, orders as answered."""
    names = [one.name for one, _ in archetypes(firm)]
    return Measures(dict.fromkeys(names, 365.0), dict.fromkeys(names, firm.basket))


def persona_lines(firm: Firm, measures: Measures) -> list[str]:
    """The tables [[persona]]."""
    lines: list[str] = []
    buyers = customers(firm)
    for place, (one, share) in enumerate(archetypes(firm)):
        lines += _persona(firm, one, share, buyers[one.name], measures, first=place == 0)
    return lines


def _persona(
    firm: Firm, one: Archetype, share: float, bought: float, measures: Measures, *, first: bool
) -> list[str]:
    aware = bought + one.known_to * (1.0 - bought)
    traits = dict(one.traits)
    loyalty = traits.pop("loyalty")
    lines = [
        "[[persona]]",
        f"name = {text(one.name)}",
        f"title = {text(one.title)}",
        f"description = {text(one.description)}",
        f"share = {number(share)}" + _note(first, "of the market"),
        *(["business = true"] if one.business or firm.industry.business else []),
        f"need = {_need(firm, measures.days_between_needs[one.name])}",
        *_regularity(firm),
        f"order_value = {_order(firm, measures.order_value[one.name])}"
        + _note(first, "the middle one: half cost more"),
        "order_spread = 0.35" + _note(first, "two in three lie between 0.7 and 1.4 times that"),
        f"margin = {_margin(firm)}",
        *(f"{key} = {number(value)}" for key, value in traits.items()),
        f"objections = {table(_objections(firm, one))}"
        + _note(first, "chance that a need comes with it"),
        f"aware = {number(rounded(aware))}" + _note(first, "share that knows the firm"),
        f"customer = {_customer(firm, bought)}",
        f"loyalty = {number(loyalty)}",
        f"channels = {table(_liking(firm, one))}" + _note(first, "0 never, 1 all the time"),
    ]
    consents = _consents(firm, bought)
    if consents:
        lines.append(f"consents = {table(consents)}" + _note(first, "who permits contact there"))
    return [*lines, labels(one.source), ""]


def _note(shown: bool, words: str) -> str:
    return f" # {words}" if shown else ""


def _need(firm: Firm, days: float) -> Labelled:
    """Fitted to known orders, else assumed with them; a quarter off either way."""
    kind = "assumed" if "orders" in firm.defaults else "fitted"
    return Labelled(
        _every(days), kind,
        f"solved so that a simulated year of today comes near {firm.orders:,} orders", None,
        _every(1.25 * days), _every(0.8 * days),
    )  # fmt: skip


def _regularity(firm: Firm) -> list[str]:
    """Where needs recur after about the same time; nothing where they come at any time alike."""
    regular = firm.industry.regularity
    if regular == 1:
        return []
    source = "people come back after about the same time, seldom twice within weeks: a guess"
    return [f"regularity = {Labelled(regular, 'assumed', source)}"]


def _every(days: float) -> str:
    return f"1 per {number(rounded(days, 3))} d"


def _order(firm: Firm, value: float) -> Labelled:
    kind, source = firm.mine("basket")
    mean = firm.purse.written(firm.basket)
    if kind == "mine":
        return Labelled(value, kind, f"{source}: {mean} is the mean of all orders")
    ends = (rounded(0.75 * value), rounded(1.25 * value))
    return Labelled(value, kind, f"{source}; {mean} in the mean", None, *ends)


def _margin(firm: Firm) -> Labelled:
    kind, source = firm.mine("margin")
    if kind == "mine":
        return Labelled(firm.margin, kind, source)
    ends = (rounded(0.8 * firm.margin), rounded(min(0.9, 1.2 * firm.margin)))
    return Labelled(firm.margin, kind, source, None, *ends)


def _customer(firm: Firm, bought: float) -> Labelled:
    kind, source = firm.mine("customers")
    about = f"{firm.customers:,} customers of {firm.size:,} people, spread over the personas"
    return Labelled(bought, kind, about if kind == "mine" else f"{about}; {source}")


def _objections(firm: Firm, one: Archetype) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for name, chance in zip(OBJECTIONS, one.objections, strict=True):
        found[name] = min(0.9, chance + firm.industry.objections.get(name, 0.0))
    touch = firm.industry.objections.get("touch", 0.0)
    return {**found, "touch": touch} if touch else found


def _liking(firm: Firm, one: Archetype) -> dict[str, float | str]:
    place = TASTES.index(one.taste)
    return {
        channel.name: rounded(channel.liking[place] * (one.comes if channel.visits else 1.0))
        for channel in firm.channels
    }


def _consents(firm: Firm, bought: float) -> dict[str, float | str]:
    return {
        channel.name: _permits(channel, bought)
        for channel in firm.channels
        if channel.consent is not None
    }


def _permits(channel: Offered, bought: float) -> float:
    assert channel.consent is not None
    everybody, customers_more = channel.consent
    return rounded(min(0.95, everybody + customers_more * bought))
