"""What is paid for, and what a verdict leaves out of it: budget, price list, deciding result."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.costs import content_hours, earning_keys
from sim.scenario.checking.money import ceiling, earnings
from sim.scenario.checking.wording import amount, listed, number
from sim.scenario.dials import ResolvedDials
from sim.scenario.fees import MONTHS
from sim.scenario.implied.media import is_paid, media_of, shows_ads
from sim.scenario.words import DIALS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

WITH_ALL_COSTS = frozenset(
    ("profit", "acquisition_cost", "return_on_spend", "payback_days", "loss_probability")
)
"""Results that both media and platform cost are part of."""
WITH_ONE_COST = {"media_cost": "platform cost", "platform_cost": "media cost"}
"""What results leave out that hold one of the two."""
BEYOND = 2.0
"""Times what the orders of a year earn that a budget may be: it is there to bring more of them."""
MAKING = 0.5
"""Share of what it costs to make ads below which the money to show them is hardly the year's."""
FEW_CLICKS, SMALL = 200.0, 0.002
"""Clicks, and share of what could be earned, below which a year of advertising is none."""


def spending_concerns(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Every concern about the budget, the price list and the result that decides."""
    yield from _budget(scenario)
    yield from _split(scenario, dials)
    yield from _free_joining(scenario, dials)
    yield from _result(scenario)


def _paid(scenario: Scenario) -> list[str]:
    """Channels on which contact costs money."""
    return [channel.name for channel in scenario.channels if is_paid(channel)]


def _budget(scenario: Scenario) -> Iterator[Concern]:
    paid = _paid(scenario)
    used = sorted({t.channel for action in scenario.actions for t in action.treatments} & set(paid))
    total = scenario.budget.total
    if used and total == 0.0:
        yield Concern(
            "budget.total",
            "nothing may be spent, so paid contact is off",
            "used: " + ", ".join(used),
        )
    yield from _size(scenario, used)
    yield from _spots(scenario)
    for name in scenario.budget.split:
        if name not in paid:
            yield Concern(f"budget.split.{name}", "a budget is set aside where nothing costs money")


def _size(scenario: Scenario, used: Sequence[str]) -> Iterator[Concern]:
    """A budget that no such market can bear, and one that buys or needs next to nothing."""
    total = scenario.budget.total
    needs, revenue, worth = ceiling(scenario)
    rests = earning_keys(scenario)
    if total > worth:
        what, sum_ = ("sold", revenue) if total > revenue else ("earned", worth)
        yield Concern(
            "budget.total",
            f"the budget is larger than all that could be {what} in a year",
            f"{number(needs)} needs a year are worth {amount(scenario, sum_)}"
            + (" after cost of goods" if what == "earned" else "")
            + f"; the budget is {amount(scenario, total)}",
            Weight.WRONG if total > revenue else Weight.ODD,
            rests_on=rests,
        )
        return
    earned, orders = earnings(scenario)
    if total > BEYOND * earned > 0.0:
        yield Concern(
            "budget.total",
            f"the budget is {number(total / earned)} times what the orders of a year earn",
            f"{orders} earn {amount(scenario, earned)} after cost of goods; the budget is "
            f"{amount(scenario, total)}",
            rests_on=(*rests, "budget.total"),
        )
        return
    yield from _small(scenario, used)


def _small(scenario: Scenario, used: Sequence[str]) -> Iterator[Concern]:
    """A budget that buys next to nothing, or less than half of what making the ads costs."""
    total, worth = scenario.budget.total, ceiling(scenario)[2]
    media = [
        one
        for name, one in media_of(scenario).items()
        if name in used and math.isfinite(one.per_click)
    ]
    if total <= 0.0 or not media:
        return
    best = min(media, key=lambda one: one.per_click)
    clicks = total / best.per_click
    if clicks < FEW_CLICKS and total < SMALL * worth:
        yield Concern(
            "budget.total",
            "the budget of a year buys hardly any clicks",
            f"{amount(scenario, total)} a year / {amount(scenario, best.per_click)} a click on "
            f"{best.channel}, the cheapest, = {number(clicks)} clicks for "
            f"{number(scenario.scenario.market)} people",
            rests_on=tuple(
                f"channel.{one.channel}.{field}"
                for one in media
                for field in ("cost_per_click", "cost_per_thousand", "cost", "click", "notice")
            ),
        )
        return
    making = {
        channel.name: MONTHS * content_hours(channel) * scenario.platform.wage
        for channel in scenario.channels
        if channel.name in used and shows_ads(channel)
    }
    hours = sum(making.values())
    if total < MAKING * hours:
        yield Concern(
            "budget.total",
            "the budget of a year for showing ads is less than half of what making them costs",
            f"content for {listed([name for name, cost in making.items() if cost > 0.0])}: "
            f"{amount(scenario, hours)} a year; the budget is {amount(scenario, total)}",
            rests_on=(
                "budget.total", "platform.wage",
                *(f"channel.{name}.content_hours" for name in making),
            ),
        )  # fmt: skip


def _spots(scenario: Scenario) -> Iterator[Concern]:
    """Spots and insertions of which the whole budget does not pay for one."""
    channels = {channel.name: channel for channel in scenario.channels}
    total = scenario.budget.total
    for action in scenario.actions:
        for treatment in action.treatments:
            cost = channels[treatment.channel].cost_per_spot * min(treatment.spots, 1.0)
            if channels[treatment.channel].is_mass and cost > total > 0.0:
                key = f"channel.{treatment.channel}.cost_per_spot"
                yield Concern(
                    key,
                    f"{action.name} is never seen: one spot is dearer than the budget of a year",
                    f"{amount(scenario, cost)} a spot; the budget is {amount(scenario, total)}",
                    Weight.WRONG,
                    rests_on=(key, "budget.total"),
                )


def _split(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Parts of the budget that nobody has, and channels that have none."""
    split = scenario.budget.split
    # a strategy with one pool has the whole budget, whatever the split says
    pooled = [name for name, strategy in dials.items() if not strategy.budget.any()]
    divided = [name for name in dials if name not in pooled]
    if not split or not divided or scenario.budget.total == 0.0:
        return
    parts = sum(split.values())
    if parts < 1.0 - 1e-9:
        message = f"{100.0 * (1.0 - parts):.3g} % of the budget is given to nobody"
        arithmetic = f"the parts add up to {parts:.6g}"
        if pooled:
            message += "; strategies that pool the budget may spend more of it than the others"
            arithmetic += f"; {', '.join(pooled)}: 1"
        yield Concern("budget.split", message, arithmetic)
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for name in divided:
        channels, actions = _unfunded(scenario, dials[name])
        if channels:
            found.setdefault((channels, actions), []).append(name)
    for (channels, actions), strategies in found.items():
        many = len(actions) > 1
        yield Concern(
            "budget.split",
            f"the split gives {listed(channels)} nothing, but {listed(actions)} "
            f"{'cost' if many else 'costs'} money there: {'they are' if many else 'it is'} never "
            "sent there",
            f"under {', '.join(strategies)}",
        )


def _unfunded(scenario: Scenario, dials: ResolvedDials) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(channels, actions): paid channels of pools without money, and what would be sent there."""
    split, paid = scenario.budget.split, set(_paid(scenario))
    funds: dict[int, float] = {}
    pool = dict(zip(dials.channel_names, dials.budget.tolist(), strict=True))
    for name, owner in pool.items():
        funds[owner] = funds.get(owner, 0.0) + split.get(name, 0.0)
    pairs = [
        (treatment.channel, action.name)
        for place, action in enumerate(scenario.actions)
        if dials.actions[place] and scenario.startable[place] and not action.transactional
        for treatment in action.treatments
        if treatment.channel in paid and funds[pool[treatment.channel]] == 0.0
    ]
    return tuple(sorted({pair[0] for pair in pairs})), tuple(sorted({pair[1] for pair in pairs}))


def _free_joining(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Concern]:
    """Strategies that join more than others, where no price list makes them pay for it."""
    if set(scenario.data.get("platform", {})) & set(DIALS):
        return
    units = {name: sum(strategy.units().values()) for name, strategy in dials.items()}
    if len({round(count, 6) for count in units.values()}) > 1:
        most = max(units, key=lambda name: units[name])
        least = min(units, key=lambda name: units[name])
        yield Concern(
            "platform",
            "no table [platform] prices the dials, so that joining costs nothing: the comparison "
            "favours strategies that join more",
            f"units of the dials: {least} {units[least]:.3g}, {most} {units[most]:.3g}",
        )


def _result(scenario: Scenario) -> Iterator[Concern]:
    """A deciding result that leaves out what strategies cost."""
    name = scenario.document.kpi.primary
    if name in WITH_ALL_COSTS or len(scenario.strategies) < 2:
        return
    ignored = WITH_ONE_COST.get(name, "media and platform cost")
    yield Concern(
        "kpi.primary",
        f"a verdict by {name} ignores {ignored}, and favours strategies that spend or join more",
        "profit has both in it",
    )
