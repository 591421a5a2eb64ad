"""What to ask once strategies have been compared, as commands to copy."""

from __future__ import annotations

import shlex
import textwrap
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
DEEPER, ON = " " * 6, " \\"
SHARED = ("customers", "days", "seed", "replications", "people")
"""Options by which figures are of the same lives; the days of a pilot are its own."""


def further_questions(
    scenario: str, result: CompareResult, options: Mapping[str, object], *, width: int | None
) -> list[str]:
    """Commands that go on from a comparison, of the same people and days.

    None where it has a single strategy, or an equal total outlay, which no other command asks of.

    Args:
        scenario: as it was named on the command line.
        options: of the comparison, by name; None: not given.
        width: columns of the terminal, where commands are broken that are longer; None: there is
            none, and each is a line.
    """
    other = _rival(result)
    if other is None or result.lines[0].equal == "total":
        return []
    pair = (shlex.quote(other), shlex.quote(result.baseline))
    lines = ["next:"]
    for command, answers in QUESTIONS:
        names = tuple(name for name in SHARED if command != "pilot" or name != "days")
        pieces = [f"  journey {command}", shlex.quote(scenario)]
        pieces += [*(() if command == "roadmap" else pair), *_words(options, names)]
        if width is None:
            lines += [" ".join(pieces), f"{DEEPER}{answers}"]
        else:
            lines += _broken(pieces, width)
            lines += textwrap.wrap(answers, width, initial_indent=DEEPER, subsequent_indent=DEEPER)
    return lines


def _broken(pieces: Sequence[str], width: int) -> list[str]:
    """A command in lines that a shell reads as one."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        longer = f"{lines[-1]} {piece}"
        if len(longer) > width - len(ON):
            lines.append(f"{DEEPER}{piece}")
        else:
            lines[-1] = longer
    return [f"{line}{ON}" for line in lines[:-1]] + lines[-1:]


def _words(options: Mapping[str, object], names: Sequence[str]) -> list[str]:
    """Options as they are typed."""
    given = {name: options.get(name) for name in names}
    told = {name: f"{one:g}" if isinstance(one, float) else str(one)
            for name, one in given.items() if one is not None}  # fmt: skip
    return [f"--{name} {shlex.quote(one)}" for name, one in told.items()]


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
