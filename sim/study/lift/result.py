"""What ``lift`` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sim.scenario.silence import Thing
from sim.study.kpis import KPI
from sim.study.lift.asked import Mode
from sim.study.lift.gains import Discounts, Return
from sim.study.money import Currency, json_estimate
from sim.study.statistics import Estimate
from sim.study.trials.answer import Answer

__all__ = ["LiftResult", "Single"]

Lifts = Mapping[str, Estimate]
ALL = "together"
"""Stands for all things in ``returns``; no thing is called so."""


@dataclass(frozen=True)
class Single:
    """One thing by itself.

    Attributes:
        lifts: by KPI, with it less without it.
        back: return on what it spends.
        saved: what leaves the ceiling, minor units a year.
        used: whether the strategy uses any action of it.
    """

    thing: Thing
    mode: Mode
    lifts: Lifts
    back: Return
    saved: float
    used: bool


@dataclass(frozen=True, kw_only=True)
class LiftResult(Answer):
    """What things bring under a strategy.

    Attributes:
        kpi: the name of the one that sentences are about.
        full: by KPI, the run with everything.
        lifts: all things silent together.
        singles: each by itself, as they were named.
        interaction: by KPI, the joint lift less the sum of single ones; None for one thing.
        back: return on what all spend together; only the average for several.
        people: by whom a head's part is counted.
        transactional: actions that fall silent though customers have asked for what they send.
    """

    strategy: str
    kpi: str
    full: Lifts
    lifts: Lifts
    heads: Lifts
    singles: tuple[Single, ...]
    interaction: Lifts | None
    back: Return
    discounts: Discounts
    saved: float
    people: int
    transactional: tuple[str, ...]

    def told(self) -> dict[str, object]:
        """Lifts, returns and discounts."""
        currency = self.setting.currency
        several = self.interaction is not None
        found: dict[str, object] = {
            "strategy": self.strategy,
            "kpi": self.kpi,
            "things": [
                {
                    "thing": str(one.thing),
                    "mode": one.mode,
                    "used": one.used,
                    "spent": currency.main(one.back.spent),
                    "saved": currency.main(one.saved),
                }
                for one in self.singles
            ],
            "lift": lifts_json(self.lifts, currency),
            "lift_per_customer": {
                name: _head_json(name, one, currency) for name, one in self.heads.items()
            },
            "single": {str(one.thing): lifts_json(one.lifts, currency) for one in self.singles},
            "interaction": None,
            "returns": {str(one.thing): _return_json(one.back, currency) for one in self.singles},
            "discounts": _discounts_json(self.discounts, currency),
            "saved": currency.main(self.saved),
            "people": self.people,
            "kpis": lifts_json(self.full, currency),
            "silent_transactional": list(self.transactional),
        }
        if self.interaction is not None:
            found["interaction"] = lifts_json(self.interaction, currency)
        if several:
            found["returns"] = {
                **{str(one.thing): _return_json(one.back, currency) for one in self.singles},
                ALL: _return_json(self.back, currency),
            }
        return found


def lifts_json(found: Lifts, currency: Currency) -> dict[str, object]:
    """By KPI, as JSON has them."""
    return {name: json_estimate(KPI[name], one, currency) for name, one in found.items()}


def _head_json(name: str, one: Estimate, currency: Currency) -> dict[str, object]:
    """A head's part: of money so fine that cents of many people are not lost."""
    told: dict[str, object] = dict(json_estimate(KPI[name], one, currency))
    digits = 10.0**currency.digits if KPI[name].unit == "money" else 1.0
    for key, value in (("mean", one.mean), ("ci_low", one.low), ("ci_high", one.high)):
        told[key] = None if value is None else float(f"{value / digits:.6g}") + 0.0
    return told


def _plain(one: Estimate) -> dict[str, object]:
    def number(value: float | None) -> float | None:
        return None if value is None else float(f"{value:.10g}") + 0.0

    return {"mean": number(one.mean), "ci_low": number(one.low), "ci_high": number(one.high)}


def _return_json(back: Return, currency: Currency) -> dict[str, object]:
    return {
        "spent": currency.main(back.spent),
        "average": _plain(back.average),
        "marginal": _plain(back.marginal),
        "margin": json_estimate(KPI["media_cost"], back.margin, currency),
        "why": back.why,
    }


def _discounts_json(found: Discounts, currency: Currency) -> dict[str, object]:
    told: dict[str, object] = {}
    for field in fields(found):
        one = getattr(found, field.name)
        if field.name.endswith("money"):
            told[field.name] = json_estimate(KPI["discount_cost"], one, currency)
        else:
            told[field.name] = _plain(one)
    return told
