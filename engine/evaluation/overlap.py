"""Whether the log holds enough of what the policy does to judge it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.evaluation.arms import Arms

__all__ = ["Overlap", "overlap_of", "warnings_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SMALL = 0.01
"""Choice probabilities below which one row weighs more than a hundred."""
FEWEST, FEWEST_SHARE = 100, 0.01
"""Effective sample size, in rows and as a share of them, below which it is told."""
FEW = 30
"""Rows that agree with the policy on an arm, below which the arm is hardly known."""
FAR = 5.0
"""Standard errors by which the mean weight may miss 1."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of the log speaks for the policy.

    Attributes:
        agreeing: rows in which the log did what the policy does.
        effective_sample_size: (sum w)^2 / sum w^2 (Kish 1965): rows of equal weight that would
            tell as much.
        mean_weight: about 1 where choice probabilities are right and everything could happen;
            mean_weight_error: its standard error.
        largest_weight: as it was used; largest_share: its part of the sum; top_share: the part of
            the hundredth of all rows that weigh most.
        small: agreeing rows with a choice probability below `SMALL`.
        clipped: rows whose weight was cut to the limit.
        never: share of rows for which the policy does what no row of the log did, by arm; seldom:
            arms that the policy gives to `FEW` rows or more, of which fewer had it, by arm.
    """

    agreeing: int
    effective_sample_size: float
    mean_weight: float
    mean_weight_error: float | None
    largest_weight: float
    largest_share: float
    top_share: float
    small: int
    clipped: int
    never: dict[str, float]
    seldom: dict[str, int]


def overlap_of(
    arms: Arms,
    arm: Ints,
    chosen: Ints,
    probability: Floats,
    raw: Floats,
    weight: Floats,
    starts: Ints,
) -> Overlap:
    """The overlap of log and policy.

    Args:
        raw: weights before they were clipped; weight: as used; both float64[n].
        starts: int64[C], the first row of each customer.
    """
    rows, agree = len(arm), arm == chosen
    total = float(weight.sum())
    top = np.sort(weight)[::-1][: math.ceil(rows / 100)]
    logged = np.bincount(arm, minlength=len(arms))
    wanted = np.bincount(chosen, minlength=len(arms))
    matched = np.bincount(arm[agree], minlength=len(arms))
    never = (wanted > 0) & (logged == 0)
    seldom = (wanted >= FEW) & (matched < FEW) & ~never
    error = None
    if len(starts) > 1:
        apart = np.add.reduceat(raw - raw.mean(), starts)
        count = len(starts)
        error = math.sqrt(count / (count - 1) * float((apart**2).sum())) / rows
    return Overlap(
        int(agree.sum()),
        total**2 / float((weight**2).sum()) if total else 0.0,
        float(raw.mean()),
        error,
        float(weight.max()),
        float(weight.max()) / total if total else 0.0,
        float(top.sum()) / total if total else 0.0,
        int((agree & (probability < SMALL)).sum()),
        int((weight < raw).sum()),
        {arms.names[a]: float(wanted[a] / rows) for a in np.flatnonzero(never)},
        {arms.names[a]: int(matched[a]) for a in np.flatnonzero(seldom)},
    )


def warnings_of(overlap: Overlap, rows: int, clip: float | None) -> Iterator[str]:
    """What makes the estimates doubtful, one sentence each, the worst first."""
    if overlap.never:
        yield (
            f"the policy does what the log never did: {_shares(overlap.never)}; no estimate knows "
            "what that brings"
        )
    if overlap.seldom:
        named = ", ".join(f"{name} ({count:,} rows)" for name, count in overlap.seldom.items())
        yield f"the log hardly ever did what the policy does: {named}"
    size = overlap.effective_sample_size
    if size < FEWEST or size < FEWEST_SHARE * rows:
        yield (
            f"the effective sample size is {size:,.0f} of {rows:,} rows: intervals may be too "
            "narrow, and weighted estimates hang on a few rows"
        )
    if overlap.small:
        yield (
            f"{_rows(overlap.small)} that agree with the policy had a choice probability below "
            f"{SMALL:g}; the largest weight is {overlap.largest_weight:,.4g}, "
            f"{overlap.largest_share:.1%} of all"
        )
    if overlap.clipped:
        yield (
            f"weights above {clip:g} are cut to it in {_rows(overlap.clipped)}: ips, snips and dr "
            "are biased by what that leaves out"
        )
    error = overlap.mean_weight_error
    off = abs(overlap.mean_weight - 1.0)
    if not overlap.never and overlap.agreeing and error is not None and off > FAR * error + 1e-9:
        yield (
            f"weights are {overlap.mean_weight:.3f} on average, where 1 is expected: the choice "
            "probabilities are not right, the policy does what the log could not do, or it shares "
            "the log's own draws (another --seed)"
        )


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _shares(shares: dict[str, float]) -> str:
    parts: Sequence[str] = [f"{name} for {share:.1%} of the rows" for name, share in shares.items()]
    return ", ".join(parts)
