"""What it costs to have channels and to join them, against what there is to earn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.money import ceiling
from sim.scenario.checking.wording import amount, listed, number
from sim.scenario.dials import ResolvedDials

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST = 0.5
"""Share of all that could be earned which the platform of a strategy may cost in its first year."""
MONTHS = 12.0
A_MONTH = 365.0 * 24.0 / 12.0
"""Hours of a month, nights included."""


def cost_concerns(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Fees, set-up and hours that eat up what could be earned."""
    _, _, worth = ceiling(scenario)
    alone: dict[str, list[str]] = {}
    parts = {name: _parts(scenario, strategy) for name, strategy in dials.items()}
    for name, costs in parts.items():
        for key, cost in costs.items():
            if cost > worth:
                alone.setdefault(key, []).append(name)
    for key, names in alone.items():
        cost = max(parts[name][key] for name in names)
        yield Concern(
            key,
            "this alone costs more in the first year than all needs of the market could earn",
            f"{_how(scenario, dials, key, names)} = {amount(scenario, cost)} under "
            f"{listed(names)}; all needs of a year could earn {amount(scenario, worth)}",
            Weight.WRONG,
            rests_on=_rests(scenario, key),
        )
    yield from _together(scenario, parts, worth, alone)
    yield from _hours(scenario)


def _together(
    scenario: Scenario,
    parts: Mapping[str, Mapping[str, float]],
    worth: float,
    alone: Mapping[str, list[str]],
) -> Iterator[Concern]:
    for name, costs in parts.items():
        year = sum(costs.values())
        if year <= MOST * worth or any(name in names for names in alone.values()):
            continue
        joining = sum(cost for key, cost in costs.items() if key.startswith("platform."))
        more = "more than" if year > worth else "most of what"
        yield Concern(
            f"strategy.{name}",
            f"channels and joining cost {more} all needs of a year could earn under {name}",
            f"{amount(scenario, year - joining)} for channels + {amount(scenario, joining)} for "
            f"joining them = {amount(scenario, year)} in the first year, against "
            f"{amount(scenario, worth)}",
            Weight.WRONG if year > worth else Weight.ODD,
            rests_on=(*costs, *_rests(scenario, "")),
        )


def _parts(scenario: Scenario, dials: ResolvedDials) -> dict[str, float]:
    """Costs of the first year by dotted key, minor units; nothing that is free."""
    platform = scenario.platform
    costs: dict[str, float] = {}
    for dial, units in dials.units().items():
        price = getattr(platform, dial)
        costs[f"platform.{dial}.setup"] = units * price.setup
        costs[f"platform.{dial}.monthly"] = MONTHS * units * price.monthly
        costs[f"platform.{dial}.hours"] = MONTHS * units * price.hours * platform.wage
    used = scenario.reached(dials)
    for channel in scenario.channels:
        if channel.name in used or channel.always:
            key = f"channel.{channel.name}"
            costs[f"{key}.setup"] = channel.setup
            costs[f"{key}.monthly"] = MONTHS * channel.monthly
            costs[f"{key}.staff_hours"] = MONTHS * channel.staff_hours * platform.wage
            costs[f"{key}.content_hours"] = MONTHS * channel.content_hours * platform.wage
    return {key: cost for key, cost in costs.items() if cost > 0.0}


def _how(scenario: Scenario, dials: Mapping[str, ResolvedDials], key: str, names: list[str]) -> str:
    """The factors of a cost, in words."""
    table, member, field = key.split(".")
    times = ""
    if table == "platform":
        units = max(dials[name].units()[member] for name in names)
        times = f"{number(units)} units x "
        price = getattr(scenario.platform, member)
        value = getattr(price, field)
    else:
        channel = next(item for item in scenario.channels if item.name == member)
        value = getattr(channel, field)
    if field == "setup":
        return f"{times}{amount(scenario, value)} once"
    if field == "monthly":
        return f"{times}{amount(scenario, value)} x 12 months"
    wage = amount(scenario, scenario.platform.wage)
    return f"{times}{number(value)} h x {wage} x 12 months"


def _rests(scenario: Scenario, key: str) -> tuple[str, ...]:
    """Numbers that may be the cause as well: the wage, and what makes the market earn little."""
    earning = tuple(
        f"persona.{persona.name}.{field}"
        for persona in scenario.personas
        for field in ("order_value", "margin", "need")
    )
    return (*((key,) if key else ()), "platform.wage", "scenario.season", *earning)


def _hours(scenario: Scenario) -> Iterator[Concern]:
    """More hours in a month than it has."""
    for channel in scenario.channels:
        for field in ("staff_hours", "content_hours"):
            hours = getattr(channel, field)
            if hours > A_MONTH:
                yield Concern(
                    f"channel.{channel.name}.{field}",
                    "these are more hours in a month than it has",
                    f"{number(hours)} h a month / 160 h = {number(hours / 160.0)} people working "
                    f"full time; a month has {number(A_MONTH)} h",
                    rests_on=(f"channel.{channel.name}.{field}",),
                )
