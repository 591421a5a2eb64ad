"""How often people are contacted, and who had enough of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.records.vocabulary import EVENT
from sim.study.portrait.part import DAY, Integers, share_of

if TYPE_CHECKING:
    from sim.clocks.world import Records

__all__ = ["CLASSES", "MONTH", "Pressure"]

MONTH = 30
"""Days that contacts are counted over."""
CLASSES = (("0", 0), ("1-2", 1), ("3-5", 3), ("6-10", 6), ("11+", 11))
"""Classes of contacts a month, and the fewest of each."""
DELIVER, IMPRESSION, OPT_OUT = EVENT["deliver"], EVENT["impression"], EVENT["opt_out"]


class Pressure:
    """Counts messages delivered and ads noticed by person and month.

    Args:
        people: how many live.
        days: length of the life. The last month counts where it is whole, or the only one.
    """

    def __init__(self, people: int, days: float) -> None:
        self._days = days
        self._months = max(1, int(days // MONTH))
        self._contacts = np.zeros(people * self._months, np.int32)
        self._all = [0, 0]
        self._refused = np.zeros(int(-(-days // MONTH)), np.int64)

    def take(self, rows: Records, who: Integers) -> None:
        """See `sim.study.portrait.part.Part`."""
        event = rows["event"]
        for place, kind in enumerate((DELIVER, IMPRESSION)):
            met = event == kind
            self._all[place] += int(met.sum())
            month = rows["time"][met] // (MONTH * DAY)
            whole = month < self._months
            np.add.at(self._contacts, who[met][whole] * self._months + month[whole], 1)
        left = rows["time"][event == OPT_OUT] // (MONTH * DAY)
        np.add.at(self._refused, np.minimum(left, len(self._refused) - 1), 1)

    def told(self) -> dict[str, Any]:
        """Shares of people and months by number of contacts; opt-outs so far by month."""
        floors = np.array([least for _, least in CLASSES])
        found = np.searchsorted(floors, self._contacts, side="right") - 1
        counts = np.bincount(found, minlength=len(CLASSES))
        total = len(self._contacts)
        so_far = np.cumsum(self._refused)
        return {
            "months": self._months,
            "month_days": min(float(MONTH), self._days),
            "deliveries": self._all[0],
            "noticed": self._all[1],
            "mean": share_of(float(self._contacts.sum()), total),
            "contacts": [
                {"contacts": name, "count": int(count), "share": share_of(float(count), total)}
                for (name, _), count in zip(CLASSES, counts, strict=True)
            ],
            "opt_outs": [
                {"day": min((month + 1.0) * MONTH, self._days), "count": int(count)}
                for month, count in enumerate(so_far)
            ],
        }
