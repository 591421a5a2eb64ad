"""A policy judged by the log of another: all estimates, and whether they can be believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.asked import MOST_SEED
from engine.catalog import Catalog
from engine.errors import InputError, UsageError, one_of
from engine.evaluation.estimators import ESTIMATORS, LOGGED, ratios, weights
from engine.evaluation.features import Features
from engine.evaluation.intervals import Estimate, Ratio, bootstrap, normal
from engine.evaluation.log import Columns, Log, log_of, read_table
from engine.evaluation.overlap import Overlap, overlap_of, warnings_of
from engine.evaluation.policy import Moment, choices
from engine.evaluation.reward_model import FOLDS, Predictions, predict
from engine.evaluation.shares import contradiction, share_of_arms, without_probabilities

__all__ = ["ArmSeen", "Evaluation", "Settings", "evaluate", "evaluate_file"]

Progress = Callable[[float, float], None]

INTERVALS = ("normal", "bootstrap")
MOST_SAMPLES = 100_000
BEST = "dr"
"""The estimator that says whether a policy is better: it forgives either of two mistakes."""


MANY_LEFT_OUT = 0.02
"""Part of a log from which on what is left out counts."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How intervals are made.

    Attributes:
        interval: ``normal`` or ``bootstrap``; confidence: probability that one is to hold.
        clip: the largest weight that a row may have; None: as large as it is.
        samples: of a bootstrap.

    Raises:
        UsageError: one of them cannot be used.
    """

    interval: str = "normal"
    confidence: float = 0.95
    clip: float | None = None
    samples: int = 1000

    def __post_init__(self) -> None:
        one_of(self.interval, INTERVALS, "there is no such interval", place="--interval")
        for place, value, fits, expected in (
            ("--confidence", self.confidence, 0.5 <= self.confidence < 1.0, "0.5 to below 1: 0.95"),
            ("--clip", self.clip, self.clip is None or self.clip >= 1.0, "a weight of 1 or more"),
            ("--samples", self.samples, 100 <= self.samples <= MOST_SAMPLES, "100 to 100,000"),
        ):
            if not fits:
                raise UsageError(
                    "this number is not accepted",
                    place=place,
                    found=f"{value:g}",
                    expected=expected,
                )


@dataclass(frozen=True, slots=True)
class ArmSeen:
    """One thing that can be done.

    Attributes:
        rows, share: of the log in which it was done; reward: its mean there, which describes who
            got it.
        policy_rows, policy_share: of the log for which the policy does it.
    """

    rows: int
    share: float
    reward: Estimate
    policy_rows: int
    policy_share: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a policy would have earned a decision, and what the log earned.

    Attributes:
        rows: read; left_out: marked as repaired, and not used; held_out: used rows from which a
            holdout kept an action.
        customers: whose decisions these are.
        estimators: by name, `engine.evaluation.estimators.ESTIMATORS`; differences: the same minus
            the logged mean; logged: that mean.
        arms: what was done, or would be.
        warnings: why not to believe it, one sentence each.
        model_columns, by_mean: columns of the model of the reward, and arms that it predicts by a
            mean.
        log, chosen, probability, features: what all of it is made from.
    """

    rows: int
    left_out: int
    held_out: int
    customers: int
    estimators: Mapping[str, Estimate]
    differences: Mapping[str, Estimate]
    logged: Estimate
    arms: Mapping[str, ArmSeen]
    overlap: Overlap
    warnings: tuple[str, ...]
    settings: Settings
    model_columns: int
    by_mean: tuple[str, ...]
    log: Log
    chosen: npt.NDArray[np.int64]
    probability: npt.NDArray[np.float64]
    features: Features

    @property
    def folds(self) -> int:
        """Parts that the model of the reward was fitted and used on."""
        return FOLDS

    @property
    def better(self) -> bool | None:
        """Whether the policy earns more than was logged, by its doubly robust interval.

        None where the interval holds 0, or where the policy does what the log never did.
        """
        apart = self.differences[BEST]
        if self.overlap.never or apart.low is None or apart.high is None:
            return None
        if apart.low > 0.0:
            return True
        return False if apart.high < 0.0 else None


def evaluate_file(catalog: Catalog, source: str | Path, **options: Any) -> Evaluation:
    """`evaluate` of a Parquet file; what is wrong with the log is told with its name.

    Raises:
        InputError: as of `evaluate`, or the file cannot be read.
    """
    columns = options.get("columns") or Columns()
    try:
        table, there = read_table(Path(source), catalog, columns)
        return evaluate(catalog, table, there=there, **options)
    except InputError as error:
        if not isinstance(error, UsageError) and error.file is None:
            error.file = str(source)
        raise


def evaluate(
    catalog: Catalog,
    log: Any,
    *,
    columns: Columns | None = None,
    nothing: str | None = None,
    arm_shares: Mapping[str, Fraction] | None = None,
    moment: Moment | None = None,
    settings: Settings | None = None,
    there: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """What a catalogue would have earned, from a log of decisions that something else made.

    Args:
        catalog: the policy: its first pick for each profile; it must have one slot.
        log: a pyarrow Table or a mapping of columns: the profile's fields, what was done, how
            likely that was, and what came of it; `columns` names them.
        nothing: what the log has where nothing was done, besides null; by default ``none``.
        arm_shares: shares of arms drawn by lot, in place of logged choice probabilities.
        moment: when, under which prices and with which draws the catalogue decides.
        settings: how intervals are made.
        there: all columns that the log has, where the table holds but some; for messages.
        progress: called with bootstrap samples done and samples in all.

    Raises:
        DataError: a log that does not fit.
        UsageError: another argument that cannot be used.
    """
    columns, moment, settings = columns or Columns(), moment or Moment(), settings or Settings()
    if not 0 <= moment.seed < MOST_SEED:
        raise UsageError(
            "this number is not accepted",
            place="seed",
            found=str(moment.seed),
            expected=f"0 to {MOST_SEED - 1:,}",
        )
    moment.check(catalog)
    read = log_of(
        catalog, log, columns, nothing, terms=moment,
        declared=arm_shares is not None, there=there,
    )  # fmt: skip
    probability, doubt = _probabilities(read, columns, arm_shares)
    chosen = choices(catalog, read, moment)
    features = Features.of(catalog.schema, read.values, read.modelled)
    predicted = predict(read, features, chosen, moment.seed)
    raw = weights(read.arm, chosen, probability)
    weight = raw if settings.clip is None else np.minimum(raw, settings.clip)
    overlap = overlap_of(read.arms, read.arm, chosen, probability, raw, weight, read.starts)
    means = ratios(weight, read.reward, predicted)
    found, apart = _estimates(read, means, settings, moment.seed, progress)
    said = warnings_of(overlap, len(read), settings.clip)
    return Evaluation(
        read.rows,
        read.left_out,
        read.held_out,
        len(read.starts),
        {name: found[name] for name in ESTIMATORS},
        {name: apart[name] for name in ESTIMATORS},
        found[LOGGED],
        _arms_seen(read, chosen, found),
        overlap,
        (*said, *doubt, *_about_log(read, predicted), *catalog.warnings),
        settings,
        predicted.columns,
        tuple(read.arms.names[arm] for arm in predicted.by_mean),
        read,
        chosen,
        probability,
        features,
    )


def _probabilities(
    log: Log, columns: Columns, shares: Mapping[str, Fraction] | None
) -> tuple[npt.NDArray[np.float64], list[str]]:
    """float64[n], P(what was done | profile), and what speaks against it."""
    if shares is None:
        if log.probability is None:
            raise without_probabilities(columns.choice_probability, log.arms, log.arm, log.reward)
        return log.probability, list(log.doubts)
    counts = np.bincount(log.arm, minlength=len(log.arms)).astype(np.int64)
    declared = share_of_arms(shares, log.arms, counts.tolist())
    against = contradiction(declared, counts, log.arms)
    return declared[log.arm], [] if against is None else [against]


def _estimates(
    log: Log,
    means: dict[str, Ratio],
    settings: Settings,
    seed: int,
    progress: Progress | None,
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """All means and their differences from the logged one; arms by ``arm NAME``."""
    everything = dict(means)
    for arm in np.unique(log.arm).tolist():
        own = (log.arm == arm).astype(np.float64)
        everything[f"arm {log.arms.names[arm]}"] = Ratio(own * log.reward, own)
    if settings.interval == "normal":
        return normal(everything, log.starts, settings.confidence, LOGGED)
    return bootstrap(
        everything, log.starts, settings.confidence, LOGGED, samples=settings.samples, seed=seed,
        progress=progress,
    )  # fmt: skip


def _arms_seen(
    log: Log, chosen: npt.NDArray[np.int64], found: Mapping[str, Estimate]
) -> dict[str, ArmSeen]:
    logged = np.bincount(log.arm, minlength=len(log.arms)).tolist()
    wanted = np.bincount(chosen, minlength=len(log.arms)).tolist()
    rows = len(log)
    return {
        name: ArmSeen(
            logged[arm],
            logged[arm] / rows,
            found.get(f"arm {name}", Estimate(None)),
            wanted[arm],
            wanted[arm] / rows,
        )
        for arm, name in enumerate(log.arms.names)
        if logged[arm] or wanted[arm]
    }


def _about_log(log: Log, predicted: Predictions) -> Iterator[str]:
    """What must be known of the log before its figures are believed."""
    if not log.named:
        yield (
            "the log does not say who the customers are: each row is taken as a customer of its "
            "own (--customer COLUMN)"
        )
    if log.left_out:
        told = (
            f"{log.left_out:,} rows marked as repaired are left out: their choice probability is "
            "not that of the repair"
        )
        if log.left_out > MANY_LEFT_OUT * log.rows:
            told += (
                f"; they are {log.left_out / log.rows:.0%} of the log, and the others no fair "
                "sample of it"
            )
        yield told
