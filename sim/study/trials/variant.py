"""What is simulated: a strategy of a scenario, with what is other than in its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.dials import Mixture

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.study.jobs import Plan

__all__ = ["Variant"]


@dataclass(frozen=True, slots=True)
class Variant:
    """A strategy, and what is other than in the scenario's file; equal ones are lived once.

    Attributes:
        strategy: its name.
        values: by dotted key, sorted; as a file would have them (`Scenario.with_values`).
        mixture: dials in place of the strategy's own; its first strategy is this one.
    """

    strategy: str
    values: tuple[tuple[str, Any], ...] = ()
    mixture: Mixture | None = None

    @classmethod
    def of(
        cls, strategy: str, values: Mapping[str, Any] | None = None, mixture: Mixture | None = None
    ) -> Variant:
        """The variant with these values, in any order."""
        return cls(strategy, tuple(sorted((values or {}).items())), mixture)

    @property
    def key(self) -> str:
        """32 hexadecimal digits that stand for all of it, in names of files."""
        mixed = self.mixture
        told = {
            "strategy": self.strategy,
            "values": [list(pair) for pair in self.values],
            "mixture": None if mixed is None else [mixed.other, *mixed.dials],
        }
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def scenario(self, stated: Scenario) -> Scenario:
        """The scenario with its values.

        Raises:
            InputError: they do not fit.
        """
        return stated.with_values(dict(self.values)) if self.values else stated

    def market(self, stated: Scenario, plan: Plan) -> Market:
        """What is lived.

        Raises:
            InputError: the values do not fit.
        """
        from sim.study.prepare import build_market

        return build_market(self.scenario(stated), self.strategy, plan, self.mixture)
