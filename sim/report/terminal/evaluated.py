"""What a policy would have earned, in a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.evaluation import Evaluation
from engine.evaluation.intervals import Estimate
from sim.report.terminal.parts.tables import table_of

TITLES = {
    "ips": "weighted, ips",
    "snips": "normalised, snips",
    "dm": "model, dm",
    "dr": "doubly robust, dr",
}
MOST_DECIMALS = 8


def show_evaluated(
    found: Evaluation, reward: str, answer: str, written: Sequence[str], out: Console
) -> None:
    """Print the answer, all estimates, what was done, and how much speaks for it.

    Args:
        reward: name of the column of rewards; answer: `sentence`, in lines of the terminal;
            written: files that were made of the log.
    """
    out.print(Text(answer))
    out.print()
    out.print(_estimates(found, reward))
    out.print(_arms(found, reward))
    out.print(Text(_evidence(found)))
    if written:
        out.print(Text(f"For the Open Bandit Pipeline: {' and '.join(written)}"), soft_wrap=True)


def sentence(found: Evaluation, reward: str) -> str:
    """Whether the policy is better than what was logged, and how sure that is."""
    apart = found.differences["dr"]
    doubt = " Read the warnings before you believe it." if found.warnings else ""
    if found.overlap.never:
        return (
            "The log cannot tell whether the policy is better: it has nothing of "
            f"{' and '.join(found.overlap.never)}, which the policy does."
        )
    if not found.overlap.agreeing:
        return (
            "The log cannot tell whether the policy is better: in no row was done what the policy "
            "does."
        )
    if (found.log.arm == found.chosen).all():
        return f"The policy does what was logged, in every row: {reward} would not change."
    if apart.mean is None or apart.low is None or apart.high is None:
        return "The log cannot tell whether the policy is better: it is of one customer alone."
    places = _decimals([apart])
    level = f"{100.0 * found.settings.confidence:g} %"
    if found.better is None:
        return (
            f"It is open whether the policy is better than what was logged: {reward} changes by "
            f"{apart.low:+,.{places}f} to {apart.high:+,.{places}f} a decision ({level} "
            f"interval).{doubt}"
        )
    word = "better" if found.better else "worse"
    return (
        f"The policy is {word} than what was logged: {reward} changes by "
        f"{apart.mean:+,.{places}f} a decision ({level} interval {apart.low:+,.{places}f} to "
        f"{apart.high:+,.{places}f}).{doubt}"
    )


def _decimals(estimates: Iterable[Estimate]) -> int:
    """Decimals that show two figures of the narrowest interval."""
    widths = [
        (one.high - one.low) / 2.0
        for one in estimates
        if one.low is not None and one.high is not None and one.high > one.low
    ]
    if not widths:
        return 4
    return min(max(1 - math.floor(math.log10(min(widths))), 0), MOST_DECIMALS)


def _cells(estimate: Estimate, places: int, sign: str = "") -> tuple[str, str]:
    """A mean and its interval."""
    if estimate.mean is None:
        return "-", "-"
    mean = f"{estimate.mean:{sign},.{places}f}"
    if estimate.low is None or estimate.high is None:
        return mean, "-"
    return mean, f"{estimate.low:{sign},.{places}f} to {estimate.high:{sign},.{places}f}"


def _estimates(found: Evaluation, reward: str) -> Table:
    level = f"{100.0 * found.settings.confidence:g} %"
    table = table_of(f"Mean {reward} of a decision; {level} intervals, {found.settings.interval}")
    table.add_column("")
    for heading in ("mean", "interval", "above logged", "interval"):
        table.add_column(heading, justify="right")
    places = _decimals([*found.estimators.values(), found.logged])
    table.add_row("logged", *_cells(found.logged, places), "", "")
    for name, estimate in found.estimators.items():
        apart = _cells(found.differences[name], places, "+")
        table.add_row(TITLES[name], *_cells(estimate, places), *apart)
    return table


def _arms(found: Evaluation, reward: str) -> Table:
    table = table_of(f"Mean {reward} by what was done")
    table.add_column("")
    for heading in ("rows", "of all", "mean", "interval", "by the policy"):
        table.add_column(heading, justify="right")
    places = _decimals(arm.reward for arm in found.arms.values())
    for name, arm in found.arms.items():
        table.add_row(
            name,
            f"{arm.rows:,}",
            f"{100.0 * arm.share:.1f} %",
            *_cells(arm.reward, places),
            f"{100.0 * arm.policy_share:.1f} %",
        )
    return table


def _evidence(found: Evaluation) -> str:
    """How many rows there are, and how many speak for the policy."""
    overlap = found.overlap
    text = f"{found.rows:,} decisions"
    if found.log.named:
        text += f" of {found.customers:,} customers"
    if found.left_out:
        text += f", {found.left_out:,} left out"
    text += (
        f"; {overlap.agreeing:,} agree with the policy. Effective sample size "
        f"{overlap.effective_sample_size:,.0f}, largest weight {overlap.largest_weight:,.4g}."
    )
    if found.by_mean:
        text += f" Too rare for a model of their own: {', '.join(found.by_mean)}."
    return text
