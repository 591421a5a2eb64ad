"""The two parts of a strategy's gain over the baseline: its actions, and how it joins channels."""

from __future__ import annotations

from dataclasses import dataclass

from sim.study.kpis import Kpi
from sim.study.money import Currency, amount, json_estimate, json_number
from sim.study.statistics import Estimate, Measured, difference

_CENTS = 1_000.0
"""Minor units below which an amount is told with its cents."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The two parts of one strategy's difference from the baseline, and the whole."""

    whole: Estimate
    actions: Estimate
    joining: Estimate

    @classmethod
    def of(cls, strategy: Measured, mixture: Measured, baseline: Measured) -> Parts:
        """Paired differences of three results that met the same luck."""
        return cls(
            difference(strategy, baseline),
            difference(mixture, baseline),
            difference(strategy, mixture),
        )

    def to_json(self, kpi: Kpi, currency: Currency) -> dict[str, dict[str, float | str | None]]:
        """``{actions: {mean, ci_low, ci_high, …}, joining: {…}}``; the means add up exactly."""
        joining = json_estimate(kpi, self.joining, currency)
        if kpi.unit == "money" and self.whole.mean is not None and self.actions.mean is not None:
            left = float(round(self.whole.mean) - round(self.actions.mean))
            joining["mean"] = json_number(kpi, left, currency)
        return {"actions": json_estimate(kpi, self.actions, currency), "joining": joining}

    def words(self, kpi: Kpi, currency: Currency, *, name: str = "", joined: bool = True) -> str:
        """``Of the EUR 798, EUR 1,020 are its actions; its way of joining … costs EUR 222.``

        Args:
            name: of the strategy, where it is not the one that was just spoken of.
            joined: whether it joins channels; if not, its other dials are the rest of its set-up.
        """
        if self.whole.mean is None or self.actions.mean is None:
            return ""
        whole, actions = self.whole.mean, self.actions.mean
        joining = whole - actions
        if kpi.unit == "money":
            unit = 1 if min(abs(whole), abs(actions)) < _CENTS else 10**currency.digits
            whole, actions = (unit * float(round(value / unit)) for value in (whole, actions))
            joining = whole - actions  # of what is shown: the line adds up

        def shown(value: float) -> str:
            return amount(kpi, abs(value), currency, code=True)

        more, less = ("bring", "cost") if kpi.name == "profit" else ("add", "take")
        if name or whole <= 0.0 or actions <= 0.0:
            verb = more if actions >= 0.0 else less
            start = f"{name}'s actions" if name else "Its actions"
            start = f"{start} {verb} {shown(actions)}{_chance(self.actions)}"
        else:
            start = (
                f"Of the {shown(whole)}, {shown(actions)} are its actions{_chance(self.actions)}"
            )
        verb = more if joining >= 0.0 else less
        end = f"{rest_words(joined=joined)} {verb}s {shown(joining)}{_chance(self.joining)}"
        if joining == 0.0:
            end = f"{rest_words(joined=joined)} {more}s nothing"
        return f"{start}; {end}."


def rest_words(*, joined: bool) -> str:
    """What a strategy has besides its actions."""
    return "its way of joining channels" if joined else "the rest of its set-up"


def _chance(found: Estimate) -> str:
    """Where luck alone may have made it."""
    return " (perhaps chance)" if found.has_interval and not found.excludes_zero() else ""
