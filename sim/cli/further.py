"""What to ask once strategies have been compared, as commands to copy."""

from __future__ import annotations

import shlex

from sim.study.kpis import KPI
from sim.study.results import CompareResult

__all__ = ["further_questions"]

QUESTIONS = (
    ("drivers", "which link, rule or budget makes the difference"),
    ("tipping", "which numbers would turn the answer, and which to measure first"),
    ("pilot", "the real experiment that would prove it"),
)
"""Of two strategies."""


def further_questions(scenario: str, result: CompareResult) -> list[str]:
    """Commands that go on from a comparison; none where it has a single strategy.

    Args:
        scenario: as it was named on the command line.
    """
    other = _rival(result)
    if other is None:
        return []
    pair = f"{shlex.quote(scenario)} {shlex.quote(other)} {shlex.quote(result.baseline)}"
    lines = ["next:"]
    for command, answers in QUESTIONS:
        lines += [f"  journey {command} {pair}", f"      {answers}"]
    return [
        *lines,
        f"  journey roadmap {shlex.quote(scenario)}",
        "      what to join first, and when it has paid",
    ]


def _rival(result: CompareResult) -> str | None:
    """Whom the baseline is set against: who did best among all others."""
    kpi = KPI[result.primary]
    means = {
        name: found.estimates[kpi.name].mean
        for name, found in result.lines[0].kpis.items()
        if name != result.baseline
    }
    known = {name: mean for name, mean in means.items() if mean is not None}
    if result.baseline not in result.lines[0].kpis or not known:
        return None
    best = max if kpi.better == "higher" else min
    return best(known, key=lambda name: known[name])
