"""What ``pilot`` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.study.kpis import KPI
from sim.study.money import Currency, json_estimate
from sim.study.pilot.course import Course
from sim.study.pilot.simulated import Simulated
from sim.study.pilot.sizing import Arms, Size, critical, welch
from sim.study.statistics import Estimate
from sim.study.trials.answer import Answer

__all__ = ["Borders", "Outcome", "PilotResult", "Tried"]


@dataclass(frozen=True)
class Tried:
    """A length of the pilot, with what it needs for either question."""

    course: Course
    sizes: Mapping[str, Size]


@dataclass(frozen=True)
class Outcome:
    """Another figure of a customer that the pilot could go by, of no use for the platform's price.

    Attributes:
        name: of the outcome. means: in either arm.
    """

    name: str
    means: tuple[float, float]
    size: Size


@dataclass(frozen=True, slots=True)
class Borders:
    """Measured differences a customer at which the answer changes, minor units.

    With the expected spread of customers the interval of the measured difference reaches `half` to
    either side.

    Attributes:
        half: of the interval.
        proved: from here on (in the effect's direction) it lies beyond what it is held against.
        missed: short of here it no longer holds what the model expects.
        turned: short of here it lies beyond what it is held against on the other side.
    """

    half: float
    proved: float
    missed: float
    turned: float


@dataclass(frozen=True, kw_only=True)
class PilotResult(Answer):
    """The design of a trial.

    Attributes:
        first, second: strategies of the arms; differences are first less second.
        question: "pays" or "works". power, alpha: asked for. share: of the first arm.
        available: people of the market.
        verdict: profit a head and year, first less second.
        tried: all lengths, ascending.
        chosen: the one that is recommended.
        outcomes: other figures at that length.
        simulated: pilots that were carried out; None where none were asked for.
    """

    first: str
    second: str
    question: str
    power: float
    alpha: float
    share: float
    available: int
    verdict: Estimate
    tried: tuple[Tried, ...]
    chosen: Tried
    outcomes: tuple[Outcome, ...]
    simulated: Simulated | None

    @property
    def size(self) -> Size:
        """What the recommended pilot needs."""
        return self.chosen.sizes[self.question]

    @property
    def arms(self) -> Arms:
        """Its arms: all of the market where that is too small."""
        return self.size.arms

    @property
    def against(self) -> float:
        """What the difference is held against."""
        return self.chosen.course.against(self.question)

    @property
    def up(self) -> bool:
        """Whether the first arm is expected above that."""
        return self.chosen.course.expected >= self.against

    @property
    def borders(self) -> Borders:
        """Where the answer changes."""
        course = self.chosen.course
        error, degrees = welch(course.variances, self.arms)
        half = critical(self.alpha, degrees) * error
        sign = 1.0 if self.up else -1.0
        return Borders(
            half=half,
            proved=self.against + sign * half,
            missed=course.expected - sign * half,
            turned=self.against - sign * half,
        )

    def told(self) -> dict[str, object]:
        """The design."""
        currency, course, borders = self.setting.currency, self.chosen.course, self.borders
        setting = self.setting

        def main(minor: float) -> float:
            return _main(minor, currency)

        return {
            "simulated_customers": setting.customers,
            "simulated_days": setting.days,
            "first": self.first,
            "second": self.second,
            "question": self.question,
            "arms": [
                {"strategy": self.first, "customers": self.arms.first},
                {"strategy": self.second, "customers": self.arms.second},
            ],
            "customers": self.arms.total,
            "needed": None if self.size.needed is None else self.size.needed.total,
            "available": self.available,
            "suffices": self.size.suffices,
            "days": course.days,
            "power": self.power if self.size.suffices else round(self.size.whole_power, 6),
            "target_power": self.power,
            "alpha": self.alpha,
            "expected": _estimate(course.difference, currency),
            "effect": main(self.size.effect),
            "platform": main(course.platform),
            "against": main(self.against),
            "standard_deviation": {
                name: main(variance**0.5)
                for name, variance in zip((self.first, self.second), course.variances, strict=True)
            },
            "detectable": main(self.size.detectable),
            "proved_beyond": main(borders.proved),
            "missed_short_of": main(borders.missed),
            "turned_short_of": main(borders.turned),
            "falsified_if": falsified_if(self),
            "verdict": json_estimate(KPI["profit"], self.verdict, currency),
            "tried": [self._tried(each, currency) for each in self.tried],
            "outcomes": [
                {
                    "outcome": each.name,
                    self.first: _plain(each.means[0]),
                    self.second: _plain(each.means[1]),
                    "needed": None if each.size.needed is None else each.size.needed.total,
                    "suffices": each.size.suffices,
                }
                for each in self.outcomes
            ],
            "pilots": None if self.simulated is None else _pilots(self.simulated),
        }

    def _tried(self, each: Tried, currency: Currency) -> dict[str, object]:
        course = each.course
        return {
            "days": course.days,
            "expected": _estimate(course.difference, currency),
            "platform": _main(course.platform, currency),
            **{
                question: {
                    "effect": _main(size.effect, currency),
                    "needed": None if size.needed is None else size.needed.total,
                    "suffices": size.suffices,
                    "whole_power": round(size.whole_power, 6),
                    "detectable": _main(size.detectable, currency),
                }
                for question, size in each.sizes.items()
            },
        }


def falsified_if(result: PilotResult) -> str:
    """What would refute the model, in words and figures."""
    currency, course, borders = result.setting.currency, result.chosen.course, result.borders
    arms = result.arms
    below, turned = ("below", "under") if result.up else ("above", "over")
    expected = amount_a_head(course.expected, currency)
    days = days_text(course.days)
    told = (
        f"If after {days}, with {arms.first:,} customers under {result.first} and "
        f"{arms.second:,} under {result.second}, the difference a customer ({result.first} less "
        f"{result.second}, contribution less media) is {below} "
        f"{amount_a_head(borders.missed, currency)}, the {100 * (1 - result.alpha):g} % interval "
        f"no longer holds the {expected} that the model expects, and its figure is refuted"
    )
    what = "0"
    if result.question == "pays":
        what = f"the {price_a_head(result.against, currency)} in this time"
    return (
        f"{told}; {below} {amount_a_head(borders.turned, currency)} the whole interval lies "
        f"{turned} {what}, and the verdict itself is refuted."
    )


def amount_a_head(minor: float, currency: Currency) -> str:
    """Such as ``EUR -0.31``: a customer brings little, so minor units are shown."""
    return f"{currency.code} {currency.main(minor):,.{currency.digits}f}"


def days_text(days: float) -> str:
    """Such as ``1 day`` or ``90 days``."""
    return f"{days:g} day{'' if days == 1.0 else 's'}"


def price_a_head(minor: float, currency: Currency) -> str:
    """What the platform of the first costs more, or less."""
    side = "less" if minor < 0.0 else "more"
    return f"{amount_a_head(abs(minor), currency)} a head that its platform costs {side}"


def _main(minor: float, currency: Currency) -> float:
    return float(f"{minor / 10**currency.digits:.10g}") + 0.0


def _plain(value: float) -> float:
    return float(f"{value:.10g}") + 0.0


def _estimate(found: Estimate, currency: Currency) -> dict[str, float | None]:
    ends = (found.mean, found.low, found.high)
    return {
        name: None if value is None else _main(value, currency)
        for name, value in zip(("mean", "ci_low", "ci_high"), ends, strict=True)
    }


def _pilots(found: Simulated) -> dict[str, object]:
    def told(each: Estimate) -> dict[str, float | None]:
        return {"share": each.mean, "ci_low": each.low, "ci_high": each.high}

    return {
        "count": found.pilots,
        "fresh": found.fresh,
        "detected": told(found.power),
        "turned": told(found.turned),
        "false_positives": told(found.false),
    }
