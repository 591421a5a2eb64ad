"""What to ask once strategies have been compared, as commands to copy."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from sim.study.kpis import KPI
from sim.study.results import CompareResult

__all__ = ["further_questions"]

QUESTIONS = (
    ("drivers", "which link, rule or budget makes the difference"),
    ("tipping", "which numbers would turn the answer, and which to measure first"),
    ("pilot", "the real experiment that would prove it"),
    ("roadmap", "what to join first, and when it has paid"),
)
"""Of two strategies, but for the last one."""
SHARED = ("customers", "days", "seed", "replications", "people")
"""Options by which figures are of the same lives; the days of a pilot are its own."""


def further_questions(
    scenario: str, result: CompareResult, options: Mapping[str, object]
) -> list[str]:
    """Commands that go on from a comparison, of the same people and days.

    None where it has a single strategy, or an equal total outlay, which no other command asks of.

    Args:
        scenario: as it was named on the command line.
        options: of the comparison, by name; None: not given.
    """
    other = _rival(result)
    if other is None or result.lines[0].equal == "total":
        return []
    file, pair = shlex.quote(scenario), f"{shlex.quote(other)} {shlex.quote(result.baseline)}"
    lines = ["next:"]
    for command, answers in QUESTIONS:
        names = tuple(name for name in SHARED if command != "pilot" or name != "days")
        asked = file if command == "roadmap" else f"{file} {pair}"
        lines += [f"  journey {command} {asked}{_words(options, names)}", f"      {answers}"]
    return lines


def _words(options: Mapping[str, object], names: Sequence[str]) -> str:
    """Options as they are typed."""
    given = {name: options.get(name) for name in names}
    told = {name: f"{one:g}" if isinstance(one, float) else str(one)
            for name, one in given.items() if one is not None}  # fmt: skip
    return "".join(f" --{name} {shlex.quote(one)}" for name, one in told.items())


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
