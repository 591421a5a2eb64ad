"""A model of the reward by arm: ridge regression on the profile, cross-fitted.

The customers are dealt into folds by a draw of their own number. What is predicted for a fold comes
from a model that never saw it, so that no row helps to predict itself (Chernozhukov et al. 2018,
"Double/debiased machine learning"). Within an arm

    beta = argmin sum (r - x beta)^2 + PENALTY |beta without intercept|^2

with x as `engine.evaluation.features` has it. An arm with fewer than `ROWS_A_COLUMN` training rows
a column is predicted by its mean; one without any by the mean of all arms, which is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.evaluation.features import Features
from engine.evaluation.log import Log
from engine.kernels import kernel
from engine.random import uniform

__all__ = ["FOLDS", "Predictions", "predict"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FOLDS = 5
PENALTY = 1.0
ROWS_A_COLUMN = 10
BLOCK = 1 << 15
"""Rows whose columns are held at once."""
FOLD_DRAW = 253
"""The kind of draw that deals customers into folds."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """What the model says.

    Attributes:
        chosen: float64[n], predicted reward of what the policy would have done; NaN where there was
            nothing to learn from.
        learning: float64[n], by how much each row, through the models that it helped to fit, moved
            the sum of `chosen`, to first order.
        columns: columns of the model, the intercept among them.
        by_mean: arms that the policy takes and that were predicted by a mean, if only in some fold.
    """

    chosen: Floats
    learning: Floats
    columns: int
    by_mean: tuple[int, ...]


@kernel
def _uniforms(seed: Any, numbers: Any, kind: Any, found: Any) -> None:
    """One uniform for each customer."""
    zero = np.uint64(0)
    for place in range(len(numbers)):
        found[place] = uniform(seed, numbers[place], zero, np.uint64(kind), zero, zero, zero)


def folds_of(numbers: npt.NDArray[np.uint64], seed: int) -> Ints:
    """int64[n], 0 to FOLDS - 1: the fold of each customer's number."""
    drawn = np.empty(len(numbers))
    _uniforms(np.uint64(seed), numbers, np.uint64(FOLD_DRAW), drawn)
    return np.minimum((drawn * FOLDS).astype(np.int64), FOLDS - 1)


def predict(log: Log, features: Features, chosen: Ints, seed: int) -> Predictions:
    """Predict the reward of `chosen` (int64[n], arms) for every row of a log."""
    fold = folds_of(log.numbers, seed)
    sums = _gather(log, features, fold, chosen)
    beta, push, by_mean = _fit(sums, len(log.arms))
    predicted, learning = np.empty(len(log)), np.empty(len(log))
    for rows in _blocks(len(log)):
        x = features.matrix(log.values[rows])
        predicted[rows] = (x * beta[chosen[rows], fold[rows]]).sum(axis=1)
        of_own = (x * beta[log.arm[rows], fold[rows]]).sum(axis=1)
        moved = (x * push[log.arm[rows], fold[rows]]).sum(axis=1)
        learning[rows] = moved * (log.reward[rows] - of_own)
    taken = np.flatnonzero(np.bincount(chosen, minlength=len(log.arms)))
    return Predictions(
        predicted,
        np.where(np.isfinite(learning), learning, 0.0),
        features.columns,
        tuple(int(arm) for arm in taken if by_mean[arm]),
    )


@dataclass(slots=True)
class _Sums:
    """By arm and fold: rows, x'x, x'r of the logged arm, and x of the rows that the policy gives
    the arm to."""

    rows: Floats
    squares: Floats
    products: Floats
    given: Floats


def _blocks(rows: int) -> Iterator[slice]:
    for start in range(0, rows, BLOCK):
        yield slice(start, min(start + BLOCK, rows))


def _gather(log: Log, features: Features, fold: Ints, chosen: Ints) -> _Sums:
    shape, d = (len(log.arms), FOLDS), features.columns
    sums = _Sums(
        np.zeros(shape), np.zeros((*shape, d, d)), np.zeros((*shape, d)), np.zeros((*shape, d))
    )
    for rows in _blocks(len(log)):
        x = features.matrix(log.values[rows])
        for (arm, part), group in _groups(log.arm[rows], fold[rows]):
            own = x[group]
            sums.rows[arm, part] += len(own)
            sums.squares[arm, part] += own.T @ own
            sums.products[arm, part] += own.T @ log.reward[rows][group]
        for (arm, part), group in _groups(chosen[rows], fold[rows]):
            sums.given[arm, part] += x[group].sum(axis=0)
    return sums


def _groups(arm: Ints, fold: Ints) -> Iterator[tuple[tuple[int, int], Ints]]:
    """Rows of each pair of arm and fold that there is."""
    pair = arm * FOLDS + fold
    order = np.argsort(pair, kind="stable")
    found, first = np.unique(pair[order], return_index=True)
    for number, rows in zip(found.tolist(), np.split(order, first[1:]), strict=True):
        yield (number // FOLDS, number % FOLDS), rows


def _fit(sums: _Sums, arms: int) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Coefficients by arm and fold; what a row's residual moves, by its arm and fold; means."""
    d = sums.products.shape[2]
    beta, push = np.zeros((arms, FOLDS, d)), np.zeros((arms, FOLDS, d))
    by_mean = np.zeros(arms, np.bool_)
    penalty = np.diag([0.0] + [PENALTY] * (d - 1))
    for fold in range(FOLDS):
        others = [part for part in range(FOLDS) if part != fold]
        everything = sums.rows[:, others].sum()
        total = sums.products[:, others, 0].sum()
        for arm in range(arms):
            rows = sums.rows[arm, others].sum()
            products = sums.products[arm, others].sum(axis=0)
            given = sums.given[arm, fold]
            if rows >= ROWS_A_COLUMN * d:
                squares = sums.squares[arm, others].sum(axis=0) + penalty
                solved = np.linalg.solve(squares, np.stack([products, given], axis=1))
                beta[arm, fold] = solved[:, 0]
                push[arm, others] += solved[:, 1]
                continue
            by_mean[arm] = True
            if rows:
                beta[arm, fold, 0] = products[0] / rows
                push[arm, others, 0] += given[0] / rows
            else:
                beta[arm, fold, 0] = total / everything if everything else np.nan
    return beta, push, by_mean
