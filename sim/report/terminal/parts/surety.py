"""How sure a comparison is, in paragraphs: by simulation, by inputs, by pairing."""

from __future__ import annotations

from sim.study.kpis import KPI
from sim.study.results import CompareResult
from sim.study.statistics import FEWEST

MANY_TIMES = 1000
"""Times as many replications from which a number of them says no more."""


def how_sure(result: CompareResult) -> list[str]:
    """What the intervals mean, and what they do not."""
    if result.setting.replications < FEWEST:
        words = [f"No intervals: they need at least {FEWEST} replications."]
    else:
        words = _intervals(result)
    return [*words, _inputs(result), *_pairing(result)]


def _intervals(result: CompareResult) -> list[str]:
    which = "Intervals by simulation" if result.lines[0].inputs.draws else "Intervals"
    words = [
        f"{which} tell how well this simulation knows its own mean, every number of the scenario "
        "being what it is stated to be: more replications narrow them. They do not tell whether "
        f"the numbers are right. Only '{KPI[result.primary].title}' was named before the run and "
        "gets a verdict; the other intervals are not adjusted for being many."
    ]
    if len(result.lines[0].kpis) > 2:
        words.append(
            "The verdict's interval is joint: a little wider, so that all comparisons that it "
            "makes are right at once in 95 of 100 such studies. Those of the row 'all at once' are "
            "so for all differences of the tables, which may be more, and then wider still. Each "
            "other interval of the tables is right in 95 of 100 on its own."
        )
    return words


def _inputs(result: CompareResult) -> str:
    """How many numbers have ranges, and what was made of them."""
    count, inputs = result.setting.ranges, result.lines[0].inputs
    if count == 0:
        return (
            "No number of the scenario has a range, so nothing is said of how far it may be off: "
            "write {value = 0.2, low = 0.1, high = 0.3} for a number that is not known well."
        )
    many = f"{count} numbers of the scenario have ranges" if count != 1 else (
        "One number of the scenario has a range"
    )  # fmt: skip
    if inputs.draws == 0:
        return (
            f"{many}, and {'each' if count != 1 else 'it'} is taken at its value: what they leave "
            "open is not in these figures."
        )
    words = (
        f"{many}. For the intervals by inputs all of these were drawn anew within their ranges, "
        f"{inputs.draws} times, and every strategy was simulated with each draw and the same luck "
        f"({inputs.replications} replications); 95 % of the draws lie within, the luck of "
        "simulation taken out. They lie around the mean at the stated values, and beside it only "
        "as far as luck does not explain. No replication narrows them, only better data. "
        f"{_certain(result.setting.guesses)}"
    )
    if len(result.lines) > 1:
        words += " The other line, above, takes all numbers at their values."
    return words


def _certain(guesses: int) -> str:
    """What is not in the intervals by inputs."""
    if not guesses:
        return "Numbers without a range are taken as certain."
    numbers = "number that is" if guesses == 1 else "numbers that are"
    return (
        f"The {guesses} other {numbers} assumed, and all defaults, are taken as certain: journey "
        "assumptions lists them."
    )


def _times(ratio: float) -> str:
    """``12.3 times``; beyond a thousand the digits say nothing."""
    return f"{ratio:,.1f} times" if ratio < MANY_TIMES else f"more than {MANY_TIMES:,} times"


def _pairing(result: CompareResult) -> list[str]:
    """How many more replications it would take without equal luck."""
    gains = [
        f"{_times(ratio.mean)} ({found.first} against {found.second})"
        for found in result.lines[0].differences
        if found.first != result.baseline
        if (ratio := found.ratios[result.primary]).mean is not None
    ]
    if not gains:
        return []
    return [
        "All strategies meet the same customers with the same luck. With luck of its own for "
        f"each, as sure an answer would take more replications: {', '.join(gains)}."
    ]
