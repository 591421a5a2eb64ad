"""What ``map`` answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from sim.study.kpis import Kpi
from sim.study.money import json_number
from sim.study.sample import Platform
from sim.study.trials.answer import Answer, effort
from sim.study.trials.experiment import Experiment
from sim.study.winmap.asked import Asked, Place
from sim.study.winmap.axis import Axis
from sim.study.winmap.spots import Spot

__all__ = ["WinMapResult"]

MONTHS = 12.0


@dataclass(frozen=True, kw_only=True)
class WinMapResult(Answer):
    """Which strategy is best over two axes.

    Attributes:
        strategies: those that were compared.
        axes: across, and upwards.
        spots: every point by its places on both.
        platform: what each strategy pays for its platform a month, minor units, by value of each
            axis, the other one as stated or at its beginning; None where nothing changes on it.
        full_asked, full_trials: replications of strategies, and different lives, of all points.
    """

    strategies: tuple[str, ...]
    kpi: Kpi
    axes: tuple[Axis, Axis]
    spots: Mapping[Place, Spot]
    platform: tuple[Mapping[str, tuple[float, ...]] | None, ...]
    full_asked: int
    full_trials: int

    @classmethod
    def of(cls, asked: Asked, spots: Mapping[Place, Spot], experiment: Experiment) -> Self:
        """Gather the answer."""
        inquiry = asked.inquiry
        replications = inquiry.study.plan.replications
        names = inquiry.strategies
        return cls(
            **effort(inquiry, experiment),
            strategies=names,
            kpi=inquiry.kpi,
            axes=asked.axes,
            spots=spots,
            platform=tuple(_monthly(asked, axis) for axis in (0, 1)),
            full_asked=len(spots) * len(names) * replications,
            full_trials=sum(asked.lives.values()) * replications,
        )

    @property
    def wins(self) -> dict[str, int]:
        """Points at which each strategy is best, decided or not."""
        count = Counter(spot.best for spot in self.spots.values())
        return {name: count[name] for name in self.strategies}

    @property
    def undecided(self) -> int:
        """Points at which chance may have chosen the best."""
        return sum(spot.decided is False for spot in self.spots.values())

    @property
    def simulated(self) -> int:
        """Points that were simulated."""
        return sum(spot.simulated for spot in self.spots.values())

    @property
    def alike(self) -> bool:
        """Whether two strategies come out exactly the same at all points."""
        return len(self.strategies) == 2 and all(
            spot.gap.mean == 0.0 for spot in self.spots.values()
        )

    def told(self) -> dict[str, object]:
        """The axes, and every point, row by row from below."""
        across, up = self.axes
        return {
            "strategies": list(self.strategies),
            "kpi": self.kpi.name,
            "keys": [axis.key for axis in self.axes],
            "values": [list(axis.values) for axis in self.axes],
            "axes": [self._axis(place) for place in (0, 1)],
            "cells": [
                self._cell((column, row))
                for row in range(len(up.values))
                for column in range(len(across.values))
            ],
            "points": len(self.spots),
            "alike": self.alike,
            "wins": self.wins,
            "undecided": self.undecided,
            "undefined": sum(spot.best is None for spot in self.spots.values()),
            "simulated": self.simulated,
            "full": {"asked": self.full_asked, "trials": self.full_trials},
        }

    def _axis(self, place: int) -> dict[str, object]:
        axis, platform = self.axes[place], self.platform[place]
        currency = self.setting.currency
        stated = [one.stated for one in axis.moves]
        return {
            "key": axis.key,
            "keys": [one.key for one in axis.moves],
            "numbers": len(axis.moves),
            "stated_low": min(stated),
            "stated_high": max(stated),
            "unit": axis.unit,
            "now": axis.now,
            "platform_monthly": None if platform is None else {
                name: [currency.main(cost) for cost in costs] for name, costs in platform.items()
            },
        }  # fmt: skip

    def _cell(self, place: Place) -> dict[str, object]:
        spot, currency = self.spots[place], self.setting.currency
        return {
            "at": [axis.values[step] for axis, step in zip(self.axes, place, strict=True)],
            "best": spot.best,
            "decided": spot.decided,
            "next_best": spot.next_best,
            "difference": json_number(self.kpi, spot.gap.mean, currency),
            "ci_low": json_number(self.kpi, spot.gap.low, currency),
            "ci_high": json_number(self.kpi, spot.gap.high, currency),
            "simulated": spot.simulated,
        }


def _monthly(asked: Asked, axis: int) -> dict[str, tuple[float, ...]] | None:
    """What each strategy pays for its platform a month along an axis; None where it stays."""
    days = asked.inquiry.study.plan.days
    found = {
        name: tuple(_fees(life.platform, days) for life in lives)
        for name, lives in asked.along[axis].items()
    }
    return None if all(len(set(costs)) == 1 for costs in found.values()) else found


def _fees(platform: Platform, days: float) -> float:
    """Fees and hours a month, without set-up."""
    setup = sum(charge.setup for charge in platform.charges if charge.start < days)
    return (platform.yearly(days) - setup) / MONTHS
