"""Numbers for a board: no more digits than their intervals support, and never more than three.

An estimate is rounded to the last digit that half its interval supports (`step_of`), and so are
the ends of that interval; one without an interval keeps two digits. What is told as one in so many
days is rounded as these days. None is rounded to 0. What was set, counted or told in words of its
own stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.report.page.sources import Sources
from sim.report.words.quantities import number_text
from sim.report.words.told import Figure
from sim.report.words.values import step_of, supported, value_text
from sim.study.money import Currency

__all__ = ["rounded"]

ENDS = {
    "input_low": ("input_low", "input_high"), "input_high": ("input_low", "input_high"),
    "p05": ("p05", "p95"), "p50": ("p05", "p95"), "p95": ("p05", "p95"),
    "behind_low": ("behind_low", "behind_high"), "behind_high": ("behind_low", "behind_high"),
}  # fmt: skip
"""By the name of a number: which interval tells its precision, if not the simulation's own."""
MOST = 3
"""Digits that are kept of numbers that are known exactly."""
JOINT = ("joint_low", "joint_high")
OWN = ("ci_low", "ci_high")
NOTHING = 1e-9
"""Below it a number is what adding up in floating point has left of 0."""
SET = ("now", "low", "high", "at", "day", "tried_low", "tried_high", "cost", "running_cost")
"""Numbers that somebody has set, and no study has found."""


def rounded(figure: Figure, sources: Sources) -> Figure:
    """The same number, said in fewer digits."""
    value, path = figure.value, figure.key.partition("#")[2].split("/")[1:]
    name = path[-1] if path else ""
    if not isinstance(value, float) or len(path) < 2 or name in SET or name.isdigit():
        return figure
    if abs(value) < NOTHING:
        return figure
    source, beside = sources.beside(figure.key)
    low, high = _ends(beside, name)
    if figure.unit == "per day" and 0.0 < value < 1.0:
        return _rounded_days(figure, value, low, high, source.currency)
    step = _step(value, low, high)
    near = round(value / step) * step or supported(value, None, None, digits=1)
    return replace(figure, text=_as_text(figure, near, step, source.currency))


def _rounded_days(
    figure: Figure, rate: float, low: float | None, high: float | None, currency: Currency
) -> Figure:
    """``1 per 150 d``: the time between, not how often."""
    ends = (1.0 / high, 1.0 / low) if low and high and low > 0.0 else (None, None)
    step = _step(1.0 / rate, *ends)
    days = round(1.0 / rate / step) * step or supported(1.0 / rate, None, None, digits=1)
    return replace(figure, text=_as_text(figure, 1.0 / days, step, currency))


def _ends(beside: Mapping[str, Any], name: str) -> tuple[float | None, float | None]:
    """The interval that tells how well a number is known."""
    pair = JOINT if name in JOINT else ENDS.get(name, OWN)
    low, high = (beside.get(end) for end in pair)
    if not isinstance(low, float) or not isinstance(high, float) or high - low < NOTHING:
        return None, None
    scale = beside.get("now") if name == "relative_change" else 1.0
    return (low / abs(scale), high / abs(scale)) if scale else (None, None)


def _step(value: float, low: float | None, high: float | None) -> float:
    """The unit of the last digit that is kept."""
    return max(step_of(value, low, high), step_of(value, None, None, digits=MOST))


def _as_text(figure: Figure, near: float, step: float, currency: Currency) -> str:
    """As the figure was told: with its unit or without, with its sign, the other one, or none."""
    value, text, unit = figure.value, figure.text, figure.unit
    assert isinstance(value, float)
    near_by = (0.0, 1.0, -1.0) if unit == currency.code else (0.0,)  # told so that it adds up
    way = next(
        (way for by in near_by for way in _ways(figure, currency) if way.told(value + by, text)),
        None,
    )
    if way is None:
        same = unit is not None and text in (number_text(value, unit), number_text(value, unit, 4))
        kept = max(2, math.ceil(math.log10(abs(near) / step) + 0.5))
        return number_text(near, str(unit), kept) if same else text
    digits: int | None = max(0, -round(math.log10(step * (100.0 if unit == "share" else 1.0))))
    if unit == currency.code and digits:
        digits = None  # cents or none of them
    return way.text(near, digits)


@dataclass(frozen=True)
class _Way:
    """How a number is written."""

    unit: str | None
    currency: Currency
    sign: float
    how: Mapping[str, bool]
    without: str

    def text(self, value: float, digits: int | None) -> str:
        told = value_text(self.sign * value, self.unit, self.currency, **self.how, digits=digits)
        return told.removeprefix(self.without).removesuffix(self.without)

    def told(self, value: float, text: str) -> bool:
        """Whether a text is the value, written so, to some digits."""
        return any(self.text(value, digits) == text for digits in (None, 0, 1, 2))


def _ways(figure: Figure, currency: Currency) -> Iterator[_Way]:
    """All in which a figure may have been written, the usual one first."""
    text, unit = figure.text, figure.unit
    how = {"signed": text.startswith("+"), "size": False}
    for difference in (text.endswith(" points"), True):
        for without in ("", f"{currency.code} ", " points", " hours", " days"):
            for sign in (1.0, -1.0):
                yield _Way(unit, currency, sign, {**how, "difference": difference}, without)
