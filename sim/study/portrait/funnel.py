"""How far people came: stages of the funnel, steps of a purchase, and what came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.records.vocabulary import EVENT, EVENTS, STAGES, STEPS
from sim.study.portrait.part import Integers

if TYPE_CHECKING:
    from sim.clocks.world import Records

__all__ = ["Funnel"]

PURCHASE, REVIEW, REFERRAL = EVENT["purchase"], EVENT["review"], EVENT["referral"]
IS_CUSTOMER = STAGES.index("customer")
LEADS_TO = {"browse": "browse", "product": "product", "basket": "basket", "checkout": "checkout",
            "booking": "checkout", "purchase": "paid"}  # fmt: skip
"""The step that an event takes: its row still has the step from which it was taken."""
STEP_OF = np.array([STEPS.index(LEADS_TO.get(name, "none")) for name in EVENTS])


class Funnel:
    """Keeps of each person the furthest stage and step, and how often they bought.

    Args:
        customers: who lives, as they are at the start.
    """

    def __init__(self, customers: Records) -> None:
        people = len(customers)
        self._start = np.array(customers["stage"], np.int64)
        self._stage = self._start.copy()
        self._step = np.zeros(people, np.int64)
        self._times = np.zeros(len(STEPS), np.int64)
        self._orders = np.zeros(people, np.int64)
        self._reviews = np.zeros(people, np.int64)
        self._referrals = np.zeros(people, np.int64)

    def take(self, rows: Records, who: Integers) -> None:
        """See `sim.study.portrait.part.Part`."""
        event = rows["event"]
        bought = event == PURCHASE
        stage = np.where(bought, np.maximum(rows["stage"], IS_CUSTOMER), rows["stage"])
        np.maximum.at(self._stage, who, stage.astype(np.int64))
        self._times += np.bincount(STEP_OF[event], minlength=len(STEPS))
        step = np.maximum(STEP_OF[event], rows["step"])
        np.maximum.at(self._step, who, step.astype(np.int64))
        for kind, kept in (
            (PURCHASE, self._orders), (REVIEW, self._reviews), (REFERRAL, self._referrals)
        ):  # fmt: skip
            np.add.at(kept, who[event == kind], 1)

    def told(self) -> dict[str, Any]:
        """People who reached each stage and step or one beyond it, how often each step was taken,
        and what buyers did."""
        return {
            "stages": [
                {
                    "stage": name,
                    "start": int((self._start >= place).sum()),
                    "people": int((self._stage >= place).sum()),
                }
                for place, name in enumerate(STAGES)
            ],
            "steps": [
                {
                    "step": name,
                    "times": int(self._times[place]),
                    "people": int((self._step >= place).sum()),
                }
                for place, name in enumerate(STEPS)
                if place
            ],
            "buyers": int((self._orders > 0).sum()),
            "repeat_buyers": int((self._orders > 1).sum()),
            "reviewers": int((self._reviews > 0).sum()),
            "recommenders": int((self._referrals > 0).sum()),
            "purchases": int(self._orders.sum()),
            "reviews": int(self._reviews.sum()),
            "referrals": int(self._referrals.sum()),
        }
