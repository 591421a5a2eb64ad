"""What part of a gain over the baseline a strategy's actions bring, and what part joining does.

Where a strategy has other actions than the baseline, its gain has two parts

    strategy - baseline = (mixture - baseline) + (strategy - mixture)

the mixture being the baseline with every dial as it is and the actions of the strategy. The first
part is what the actions alone bring, the second what the strategy's other dials add to that. All
three meet the same luck, so both parts are paired differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.scenario.dials import Mixture
from sim.study.outlay import affordable, at_total
from sim.study.prepare import build_market

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.study.jobs import Plan


@dataclass(frozen=True)
class Mixtures:
    """The markets that tell actions from joining.

    Attributes:
        markets: by strategy, the baseline with its actions.
        same: strategies that differ from the baseline in nothing but their actions.
        notes: why there is none for a strategy.
    """

    markets: Mapping[str, Market] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def mixtures(
    scenario: Scenario, names: Iterable[str], baseline: str, plan: Plan, equal: str
) -> Mixtures:
    """What has to be simulated for these strategies; nothing for those with the same actions.

    Args:
        equal: "media" or "total": what ``budget.total`` pays for.
    """
    phases = [phase for _, phase in scenario.phases()]
    found: dict[str, Market] = {}
    made: dict[object, Market] = {}
    same: list[str] = []
    notes: list[str] = []
    for name in names:
        mixture = Mixture(baseline, name, ("actions",))
        mixed = tuple(mixture.resolved(phase) for phase in phases)
        if mixed == tuple(phase.resolved(baseline) for phase in phases):
            continue
        if mixed == tuple(phase.resolved(name) for phase in phases):
            same.append(name)
            continue
        if mixed not in made:
            made[mixed] = build_market(scenario, baseline, plan, mixture)
        market = made[mixed]
        if equal == "media":
            found[name] = market
        elif affordable(scenario, market, plan):
            found[name] = at_total(scenario, baseline, market, plan, mixture)
        else:
            notes.append(
                f"what the actions of {name} bring without joining is not told: as {baseline} "
                "joins them, they are not affordable"
            )
    return Mixtures(found, tuple(same), tuple(notes))
