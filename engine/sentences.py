"""Why a treatment was taken or not, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.rules.explain import FailedClause

__all__ = ["Weighed", "failed_words"]

ENDLESS = float("inf")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What became of a candidate, and by which numbers; money in the main unit.

    Attributes:
        word: its outcome: taken, held-out, too-dear or lost.
        price: of a unit of its money; cost: what it is expected to cost.
        loss: by how much its net value is below that of the best pick; None without one.
        charges: what limits ask for it, by name; empty where there are no constraints.
        rival: an action that was taken and never goes together with it; None for none.
        explored: whether the customer's picks were drawn, to explore.
        moved: whether they are not those that prices give, so that limits are kept.
    """

    word: str
    priority: float
    price: float
    cost: float
    loss: float | None
    charges: Mapping[str, float]
    rival: str | None
    explored: bool
    moved: bool

    def words(self, money: str) -> str:
        """The sentence; `money` is the currency's code."""
        worth = f"priority {self.priority:.4g} {money}"
        if self.word == "taken":
            return f"{self._taken()}: {worth}"
        if self.word == "held-out":
            return f"held out: its priority would be {self.priority:.4g} {money}"
        if self.word == "too-dear":
            return f"too dear: {self._too_dear(worth, money)}"
        if self.rival is not None:
            return f"{worth}, but never together with {self.rival}, which won"
        if self.loss is not None and self.loss > 0.0:
            return (
                f"lost: its priority of {self.priority:.4g} {money} is short by "
                f"{self.loss:.4g} {money}"
            )
        if self.explored:
            return f"{worth}, but another was drawn, to explore"
        if self.moved:
            return f"{worth}, and worth its price, but left out so that the limits are kept"
        return f"{worth}, but there was no room beside what was taken"

    def _taken(self) -> str:
        if self.explored:
            return "taken by a draw, to explore"
        return "taken so that the limits are kept" if self.moved else "taken"

    def _too_dear(self, worth: str, money: str) -> str:
        if not self.charges:
            if self.price == ENDLESS:
                return "no money is left for paid actions"
            return (
                f"{worth}, but its cost of {self.cost:.4g} {money} must bring {self.price:.4g} "
                "times as much"
            )
        beyond = [name for name, charge in self.charges.items() if charge == ENDLESS]
        if beyond:
            return f"{' and '.join(beyond)} allows less than it would use"
        listed = _amounts(self.charges, 1.0, money)
        text = f"{worth}, but the limits ask {listed}"
        back = _amounts(self.charges, -1.0, money)
        return f"{text}, and give back {back}" if back else text


def _amounts(charges: Mapping[str, float], sign: float, money: str) -> str:
    """Amounts of one sign, the largest first."""
    found = sorted(((sign * charge, name) for name, charge in charges.items()), reverse=True)
    return ", ".join(f"{charge:.4g} {money} for {name}" for charge, name in found if charge > 0.0)


def failed_words(layer: str, failed: tuple[FailedClause, ...]) -> str:
    """The failed parts of a rule with what they saw."""
    parts = []
    for clause in failed:
        seen = ", ".join(
            f"{name} is {'missing' if value is None else _shown(value)}"
            for name, value in clause.seen.items()
        )
        parts.append(f"`{clause.text}` is {'false' if clause.result is False else 'missing'}"
                     + (f" ({seen})" if seen else ""))  # fmt: skip
    return f"not {layer}: " + "; ".join(parts)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else f'"{value}"'
