"""Counts over all customers of a plan, block by block: sums, so that no order or block matters."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.actions import LOST, OUTCOMES
from engine.decisions import Course
from engine.emission import ASKED_FOR
from engine.kernels import kernel
from engine.outcomes import Block, Examiner, blocks_of, rank_of_progress
from engine.rules.clauses import TRUE

__all__ = ["Tally", "grid_edge"]

_SHIFT = 46
"""A float64 has 52 bits of mantissa; 6 of them make 64 steps an octave, as for prices."""
_STEPS = 1 << (63 - _SHIFT)


def grid_step(amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Steps of a grid, 64 an octave, at or below some amounts; step 0 for all that is not above 0.

    Args:
        amounts: float64, no NaN.
    """
    positive = np.maximum(amounts, 0.0) + 0.0  # -0.0 would have a sign
    steps: npt.NDArray[np.int64] = positive.view(np.int64) >> _SHIFT
    return steps


def grid_edge(step: int) -> float:
    """The least amount of a step of the grid."""
    return float(np.array([step << _SHIFT], np.int64).view(np.float64)[0])


@kernel
def count_layers(truths: Any, borders: Any, members: Any, first: Any, counts: Any) -> None:
    """How many customers each set of layers holds for.

    Args:
        first: int64 (actions,), first treatment of each action, whose rules it shares with all.
        counts: int64 (actions, 8), added to: bit l of the place says that layer l holds. A layer
            without a rule holds.
    """
    for i in range(len(truths)):
        for action in range(len(first)):
            held = np.int64(0)
            for layer in range(3):
                at = 3 * first[action] + layer
                true = True
                for place in range(borders[at], borders[at + 1]):
                    if truths[i, members[place]] != TRUE:
                        true = False
                        break
                if true:
                    held |= np.int64(1) << np.int64(layer)
            counts[action, held] += 1


class Tally:
    """What became of all customers, in numbers.

    Attributes:
        customers: seen so far.
        treatments: int64 (treatments, 12), customers by outcome, places in OUTCOMES.
        actions: int64 (actions, 12), the same; what came nearest to a pick counts where an action
            has several treatments.
        nothing: int64 (12,), customers without a pick by the obstacle that came last.
        beaten: int64 (actions, actions), customers for whom one lost and another was the best pick.
        layers: int64 (actions, 8), customers by the layers that hold, as of `count_layers`.
        clauses: int64 (clauses,), customers for whom each clause of the rules is true.
        picks, best: int64 (steps,), priorities of all picks, and the best of each customer with
            one, by steps of a grid in the main unit.
    """

    def __init__(self, examiner: Examiner) -> None:
        catalog = examiner.catalog
        self.examiner = examiner
        names = [action.name for action in catalog.actions]
        self.action_of = np.array([names.index(a.name) for a, _ in catalog.treatments], np.int64)
        self.first = np.searchsorted(self.action_of, np.arange(len(names)))
        self.customers = 0
        self.treatments = np.zeros((len(self.action_of), len(OUTCOMES)), np.int64)
        self.actions = np.zeros((len(names), len(OUTCOMES)), np.int64)
        self.nothing = np.zeros(len(OUTCOMES), np.int64)
        self.beaten = np.zeros((len(names), len(names)), np.int64)
        self.layers = np.zeros((len(names), 8), np.int64)
        self.clauses = np.zeros(len(examiner.places), np.int64)
        self.picks = np.zeros(_STEPS, np.int64)
        self.best = np.zeros(_STEPS, np.int64)

    def add_course(self, course: Course) -> None:
        """Count all customers of a call in."""
        for block in blocks_of(self.examiner, course):
            self.add(block, course)

    def add(self, block: Block, course: Course) -> None:
        """Count the customers of one block in."""
        self.customers += len(block.outcome)
        _count(self.treatments, block.outcome)
        rank = rank_of_progress()
        nearest = np.minimum.reduceat(rank[block.outcome], self.first, axis=1)
        outcome = np.argsort(rank)[nearest]
        _count(self.actions, outcome)
        self._count_picks(block, course, outcome)
        examiner = self.examiner
        count_layers(block.truths, examiner.borders, examiner.members, self.first, self.layers)
        self.clauses += (block.truths == TRUE).sum(axis=0)

    def _count_picks(self, block: Block, course: Course, outcome: npt.NDArray[np.int64]) -> None:
        """Picks and those who get none; `outcome` is that of every action."""
        emitted = course.emitted
        mine = slice(*np.searchsorted(emitted.rows, (block.rows.start, block.rows.stop)))
        row, treatment = emitted.rows[mine] - block.rows.start, emitted.treatment[mine]
        picked = treatment >= 0
        np.add.at(self.nothing, emitted.reason[mine][~picked] - ASKED_FOR, 1)
        worth = emitted.priority[mine][picked]
        np.add.at(self.picks, grid_step(worth), 1)
        best = np.full(len(block.outcome), -np.inf)
        np.maximum.at(best, row[picked], worth)
        np.add.at(self.best, grid_step(best[best > -np.inf]), 1)
        winner = np.full(len(block.outcome), -1)
        first = emitted.rank[mine] == 1
        winner[row[first]] = self.action_of[treatment[first]]
        who, loser = np.nonzero((outcome == LOST) & (winner >= 0)[:, None])
        np.add.at(self.beaten, (loser, winner[who]), 1)


def _count(counts: npt.NDArray[np.int64], outcome: npt.NDArray[Any]) -> None:
    """Add customers by outcome to counts of shape (columns, 12)."""
    for place in range(counts.shape[1]):
        counts[:, place] += (outcome == place).sum(axis=0)
