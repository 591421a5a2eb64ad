"""Exploration of one plan: whose picks are drawn, and how likely the rows of its table were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.budgets import open_statuses
from engine.exploration.courses import explore_picks, explored_rows
from engine.exploration.thompson import draw_priorities, estimated_rows

if TYPE_CHECKING:
    from engine.solved import Solved, Work

__all__ = ["by_lot", "chances_of", "draw_picks", "drawn_priorities", "explores"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def by_lot(p: Any) -> bool:
    """Whether what the moment offers is explored by shares; `p`: the catalogue's record."""
    return bool(float(p["explore_share"]) > 0.0 or p["a_explore"].any())


def explores(p: Any) -> bool:
    """Whether some picks are drawn, by lot or by Thompson sampling."""
    return by_lot(p) or bool(int(p["thompson_draws"]))


def drawn_priorities(work: Work, seed: int, window: int) -> Floats | None:
    """What candidates are worth with drawn rates, float64 (candidates,); None without Thompson."""
    if not int(work.p["thompson_draws"]):
        return None
    drawn = np.empty(len(work.candidate))
    draw_priorities(
        work.p, np.uint64(seed), np.uint64(window), work.customers, work.columns.addresses,
        work.trials, work.successes, work.candidate, work.priority, work.propensity, work.first,
        work.stop, drawn,
    )  # fmt: skip
    return drawn


def draw_picks(work: Work, solved: Solved, seed: int, window: int) -> None:
    """Change the picks of those who explore by lot, and mark them."""
    status, state, left, tape = work.scratch
    solved.explored = np.zeros(len(work.customers), np.bool_)
    explore_picks(
        work.p, np.uint64(seed), np.uint64(window), work.customers, work.candidate, work.priority,
        work.first, work.last, work.room, status, state, left, tape, np.zeros(len(solved.price)),
        solved.price, solved.low, solved.lenient, np.zeros(len(work.p["t_cost"])),
        np.zeros(_channels(work), np.int64), solved.explored, solved.picks,
    )  # fmt: skip


def chances_of(
    work: Work, solved: Solved, row: npt.NDArray[Any], treatment: npt.NDArray[Any], chance: Floats
) -> Flags | None:
    """How likely each row was, written into `chance`.

    Args:
        row, treatment: int64 (rows,), of the table of decisions; treatment -1 for none.

    Returns:
        bool (customers,), whose probabilities are estimated; None: nobody's.
    """
    p, channels = work.p, _channels(work)
    if not int(p["thompson_draws"]) and not by_lot(p):
        return None
    open_, state, left, tape = work.scratch
    open_statuses(p, open_)
    prices, room_for = np.zeros(len(solved.price)), len(p["t_cost"]) + 1
    trial, own, probability = np.zeros(channels, np.int64), np.zeros(channels), np.zeros(channels)
    luck = (
        solved.price, solved.low, solved.share, work.room, open_, state, left, tape, prices, trial,
        solved.picks, np.zeros(room_for),
    )  # fmt: skip
    if int(p["thompson_draws"]):
        estimated = np.zeros(len(work.customers), np.bool_)
        estimated_rows(
            p, np.uint64(solved.seed), np.uint64(solved.window), work.customers,
            work.columns.addresses, work.trials, work.successes, work.candidate, work.priority,
            work.propensity, work.first, work.stop, *luck, own, np.zeros(channels, np.int64),
            probability, row, treatment, chance, estimated,
        )  # fmt: skip
        return estimated
    explored_rows(
        p, work.candidate, work.priority, work.first, work.stop, *luck, np.zeros_like(open_),
        np.zeros(len(open_), np.int64), np.zeros(room_for), own, probability, row, treatment,
        chance,
    )  # fmt: skip
    return None


def _channels(work: Work) -> int:
    return max(int(work.p["channels"]), 1)
