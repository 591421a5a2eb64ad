"""What it costs to have channels and to join them, against what there is to earn."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.deadrules import LAYERS
from sim.scenario.checking.money import ceiling, earnings
from sim.scenario.checking.wording import amount, listed, number, percent
from sim.scenario.dials import ResolvedDials
from sim.scenario.fees import MONTHS, fee_of, fees_of
from sim.scenario.models import Channel

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST = 0.5
"""Share of all that could be earned which the platform of a strategy may cost in its first year."""
BEYOND = 2.0
"""Times what the orders of a year earn that channels and joining may cost together: campaigns bring
orders that the implied year does not know. A single fee or set-up may cost once as much.
"""
WORK = 0.25
"""Share of what the orders of a year earn that the work of several people on a channel may take."""
FULL_TIME = 160.0
"""Hours that one person works in a month."""
A_MONTH = 365.0 * 24.0 / 12.0
"""Hours of a month, nights included."""


def cost_concerns(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Fees, set-up and hours that eat up what could be earned."""
    parts = {name: year_of_costs(scenario, strategy) for name, strategy in dials.items()}
    alone = yield from _alone(scenario, dials, parts)
    yield from _together(scenario, parts, alone)
    yield from _hours(scenario)


def _alone(
    scenario: Scenario,
    dials: Mapping[str, ResolvedDials],
    parts: Mapping[str, Mapping[str, float]],
) -> Generator[Concern, None, Mapping[str, list[str]]]:
    """Single costs beyond all that is earned; returns the strategies that have them, by key."""
    _, _, worth = ceiling(scenario)
    earned, orders = earnings(scenario)
    found: dict[str, list[str]] = {}
    for name, costs in parts.items():
        for key, cost in costs.items():
            if cost > min(worth, earned or worth):
                found.setdefault(key, []).append(name)
    for key, names in found.items():
        cost = max(parts[name][key] for name in names)
        all_needs = cost > worth
        yield Concern(
            key,
            "this alone costs more in the first year than "
            + ("all needs of the market could earn" if all_needs else "all orders earn"),
            f"{_how(scenario, dials, key, names)} = {amount(scenario, cost)} under "
            f"{listed(names)}; "
            + (
                f"all needs of a year could earn {amount(scenario, worth)}"
                if all_needs
                else f"{orders} earn {amount(scenario, earned)}"
            ),
            Weight.WRONG if all_needs else Weight.ODD,
            rests_on=_rests(scenario, key),
        )
    return found


def _together(
    scenario: Scenario,
    parts: Mapping[str, Mapping[str, float]],
    alone: Mapping[str, list[str]],
) -> Iterator[Concern]:
    _, _, worth = ceiling(scenario)
    earned, orders = earnings(scenario)
    for name, costs in parts.items():
        year = sum(costs.values())
        if any(name in names for names in alone.values()):
            continue
        if year > MOST * worth:
            more = "more than" if year > worth else "most of what"
            against = amount(scenario, worth)
            what = f"{more} all needs of a year could earn under {name}"
        elif year > BEYOND * earned > 0.0:
            against = f"{amount(scenario, earned)} that {orders} earn"
            what = f"far more than the orders of a year earn under {name}"
        else:
            continue
        joining = sum(cost for key, cost in costs.items() if key.startswith("platform."))
        yield Concern(
            f"strategy.{name}",
            f"channels and joining cost {what}",
            f"{amount(scenario, year - joining)} for channels + {amount(scenario, joining)} for "
            f"joining them = {amount(scenario, year)} in the first year, against {against}",
            Weight.WRONG if year > worth else Weight.ODD,
            rests_on=(*costs, *_rests(scenario, "")),
        )


def uncharged_concerns(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Channels with set-up, fees or hours for content that no strategy is charged for.

    Hours of staff alone are no such cost: who is there anyway does that work. Where an action is
    silenced, or the channel gone, that is asked for; where an action of the channel can never
    start, or is allowed nowhere, that is told, and this only follows.
    """
    wage = float(scenario.platform.wage)
    charged = {key for strategy in dials.values() for key in fees_of(scenario, strategy)}
    for channel in scenario.channels:
        key = f"channel.{channel.name}"
        year = fee_of(channel).yearly(wage)
        bought = channel.setup + channel.monthly + content_hours(channel)
        uses = [
            (action.name, treatment)
            for action in scenario.actions
            for treatment in action.treatments
            if treatment.channel == channel.name
        ]
        silent = any(treatment.silent for _, treatment in uses)
        if key in charged or bought <= 0.0 or channel.absent or silent:
            continue
        parts = [
            _spelt(scenario, channel, field)
            for field in ("setup", "monthly", "staff_hours", "content_hours")
            if getattr(channel, field) > 0.0
        ]
        yield Concern(
            key,
            "what this channel costs to have is charged under no strategy, as none has an "
            "action that goes out on it; always = true charges it under all",
            f"{' + '.join(parts)} = {amount(scenario, year)} in the first year",
            rests_on=(
                key,
                *(f"action.{name}" for name, _ in uses),
                *(f"action.{name}.{field}" for name, _ in uses for field in (*LAYERS, "when")),
            ),
        )


def year_of_costs(scenario: Scenario, dials: ResolvedDials) -> dict[str, float]:
    """Costs of the first year by dotted key, minor units; nothing that is free."""
    wage = float(scenario.platform.wage)
    channels = {f"channel.{channel.name}": channel for channel in scenario.channels}
    costs: dict[str, float] = {}
    for key, fee in fees_of(scenario, dials).items():
        costs[f"{key}.setup"] = fee.setup
        costs[f"{key}.monthly"] = MONTHS * fee.monthly
        hours = {"hours": fee.hours}
        if key in channels:
            content = content_hours(channels[key])
            hours = {"staff_hours": fee.hours - content, "content_hours": content}
        costs |= {f"{key}.{field}": MONTHS * count * wage for field, count in hours.items()}
    return {key: cost for key, cost in costs.items() if cost > 0.0}


def content_hours(channel: Channel) -> float:
    """Hours of content a month that tools do not save."""
    return channel.work_hours - channel.staff_hours


def _how(scenario: Scenario, dials: Mapping[str, ResolvedDials], key: str, names: list[str]) -> str:
    """The factors of a cost, in words."""
    table, member, field = key.split(".")
    times = ""
    if table == "platform":
        units = max(dials[name].units(scenario.live(dials[name]))[member] for name in names)
        factor = scenario.platform.factor
        times = f"{number(units)} units x " + ("" if factor == 1.0 else f"{number(factor)} x ")
        price = getattr(scenario.platform, member)
        value = getattr(price, field)
    else:
        channel = next(item for item in scenario.channels if item.name == member)
        return _spelt(scenario, channel, field)
    return times + _year_of(scenario, field, value)


def _spelt(scenario: Scenario, channel: Channel, field: str) -> str:
    """The factors of a channel's cost, in words."""
    value = getattr(channel, field)
    if field == "content_hours" and channel.automation > 0.0:
        left = f"{number(value)} h x {percent(1.0 - channel.automation)} left by tools"
        return f"{left} x {amount(scenario, scenario.platform.wage)} x 12 months"
    return _year_of(scenario, field, value)


def _year_of(scenario: Scenario, field: str, value: float) -> str:
    if field == "setup":
        return f"{amount(scenario, value)} once"
    if field == "monthly":
        return f"{amount(scenario, value)} x 12 months"
    return f"{number(value)} h x {amount(scenario, scenario.platform.wage)} x 12 months"


def _rests(scenario: Scenario, key: str) -> tuple[str, ...]:
    """Numbers that may be the cause as well: the wage, and what makes the market earn little."""
    return (*((key,) if key else ()), "platform.wage", *earning_keys(scenario))


def earning_keys(scenario: Scenario) -> tuple[str, ...]:
    """Numbers that decide how much the orders of a year earn."""
    earning = tuple(
        f"persona.{persona.name}.{field}"
        for persona in scenario.personas
        for field in ("order_value", "margin", "need", "aware")
    )
    ways = tuple(
        f"channel.{channel.name}.{field}"
        for channel in scenario.channels
        for field in ("visits", *(f"pass.{step}" for step in (*channel.steps, "pay")))
    )
    conduct = tuple(
        f"behaviour.{field}"
        for field in ("seek", "competitor", "interest_half_life", "interest_weight", "browsing")
    )
    return ("scenario.season", *conduct, *ways, *earning)


def _hours(scenario: Scenario) -> Iterator[Concern]:
    """More hours in a month than it has, or work of several people that eats up what is earned."""
    earned, orders = earnings(scenario)
    for channel in scenario.channels:
        for field in ("staff_hours", "content_hours"):
            hours = getattr(channel, field)
            cost = MONTHS * hours * scenario.platform.wage
            if 0.0 < WORK * earned < cost <= earned and FULL_TIME < hours <= A_MONTH:
                yield Concern(
                    f"channel.{channel.name}.{field}",
                    f"this work on one channel takes {percent(cost / earned)} of what orders earn",
                    f"{_people(hours)}; x {amount(scenario, scenario.platform.wage)} x 12 months = "
                    f"{amount(scenario, cost)}; {orders} earn {amount(scenario, earned)}",
                    rests_on=_rests(scenario, f"channel.{channel.name}.{field}"),
                )
            if hours > A_MONTH:
                yield Concern(
                    f"channel.{channel.name}.{field}",
                    "these are more hours in a month than it has",
                    f"{_people(hours)}, full time; a month has {number(A_MONTH)} h",
                    rests_on=(f"channel.{channel.name}.{field}",),
                )


def _people(hours: float) -> str:
    return f"{number(hours)} h a month / {FULL_TIME:.0f} h = {number(hours / FULL_TIME)} people"
