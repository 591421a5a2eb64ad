"""What a run shows, by channel, action and need: the sums that figures and reasons come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import COUNTER
from sim.study.figures.watch import PLACE, Tallies
from sim.study.statistics import Values

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.models import Action, Channel
    from sim.scenario.models.catalogue import Creative, Treatment

Mask = NDArray[np.bool_]
"""bool[channels, actions + 1]; action 0 is none."""

ORDERING = (None, "signup", "call")
"""What a contact asks for that may lead to an order; reviews and the like do not."""
DAYS_OF_MONTH = 365 / 12


def _sells(action: Action) -> bool:
    return not action.transactional and all(item.asks in ORDERING for item in action.treatments)


GROUPS: dict[str, Callable[[Action], bool]] = {
    "any": lambda action: True,
    "message": _sells,
    "campaign": lambda action: _sells(action) and action.planned and not action.after_purchase,
    "automatic": lambda action: _sells(action) and not action.planned,
    "basket": lambda action: _sells(action) and action.when in ("basket", "exit"),
    "welcome": lambda action: _sells(action) and action.when == "signup",
}
"""Which actions a figure counts. Campaigns are what the plan of the day sends; automatic is what an
event sends at once; basket mails answer a basket or the end of a visit, welcome mails a sign-up."""


@dataclass(frozen=True)
class Evidence:
    """Sums of all replications.

    Attributes:
        scenario: as the run began.
        counters: int64[replications, channels, counters].
        tallies: one a replication.
        stride: every so many-th customer is in the tallies.
        days: length of the run.
    """

    scenario: Scenario
    counters: NDArray[np.int64]
    tallies: Sequence[Tallies]
    stride: int
    days: float

    @cached_property
    def sum(self) -> Tallies:
        """All replications together."""
        return reduce(add, self.tallies)

    # --- what is counted ------------------------------------------------------------------

    def channels(self, kinds: Sequence[str]) -> list[int]:
        """Places of the channels of these kinds."""
        found = enumerate(self.scenario.channels)
        return [place for place, channel in found if channel.kind in kinds]

    def mask(self, channels: Sequence[int], group: str) -> Mask:
        """The contacts of a group of actions on these channels."""
        found = np.zeros((len(self.scenario.channels), len(self.scenario.actions) + 1), np.bool_)
        chosen = [GROUPS[group](action) for action in self.scenario.actions]
        found[list(channels), 1:] = chosen
        return found

    def counter(self, name: str, channels: Sequence[int]) -> Values:
        """A counter over these channels, one value a replication."""
        column = self.counters[:, :, COUNTER[name]].astype(np.float64)
        found: Values = column[:, list(channels)].sum(axis=1)
        return found

    def counts(self, what: str, mask: Mask) -> Values:
        """What was counted of these contacts, one value a replication."""
        found = [item.counts[PLACE[what]][mask].sum() for item in self.tallies]
        return np.array(found, np.float64)

    def arrived(self, mask: Mask) -> Values:
        """Messages sent that did not bounce."""
        return self.counts("deliver", mask) - self.counts("bounce", mask)

    def cells(self, what: str, mask: Mask) -> NDArray[np.int64]:
        """int64[channels, actions + 1, need, fits] over all replications, 0 outside the mask."""
        found: NDArray[np.int64] = self.sum.counts[PLACE[what]] * mask[:, :, None, None]
        return found

    def by_need(self, what: str, mask: Mask) -> tuple[float, float]:
        """Counted without and with an open need, over all replications."""
        found = self.cells(what, mask).sum(axis=(0, 1, 3))
        return float(found[0]), float(found[1])

    def monthly(self, channels: Sequence[int]) -> float | None:
        """Messages a month to a person who is sent any there; None where nobody is."""
        people = self.sum.people[list(channels)].sum()
        if not people:
            return None
        sent = self.cells("deliver", self.mask(channels, "any")).sum()
        return float(sent / people / self.days * DAYS_OF_MONTH)

    # --- what the file says of it -----------------------------------------------------------

    def channel(self, place: int) -> Channel:
        """The channel at a place."""
        return self.scenario.channels[place]

    def treatments(self, channel: int, action: int) -> list[Treatment]:
        """Forms of an action (from 1) on a channel."""
        found = self.scenario.actions[action - 1].treatments if action else ()
        return [item for item in found if item.channel == self.channel(channel).name]

    def creative(self, channel: int, action: int) -> Creative | None:
        """What an action (from 1) shows on a channel: of several forms the first."""
        names = [item.creative for item in self.treatments(channel, action) if item.creative]
        found = (item for item in self.scenario.creatives if names and item.name == names[0])
        return next(found, None)

    def appeal(self, channel: int, action: int) -> float:
        """Factor on the odds of response to it there."""
        creative = self.creative(channel, action)
        if creative is None:
            return 1.0
        return creative.appeal * creative.formats.get(self.channel(channel).name, 1.0)
