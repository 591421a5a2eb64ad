"""Which actions met whom, and which never met anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.records.vocabulary import EVENT
from sim.study.portrait.part import Integers

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["Actions", "allowed_actions"]

FIRES = (EVENT["deliver"], EVENT["impression"])
"""A message is delivered, an ad is noticed."""


class Actions:
    """Counts contacts by action and persona, and the people who had one.

    Args:
        market: of the strategy. customers: who lives.
    """

    def __init__(self, market: Market, customers: Records) -> None:
        self._actions, self._personas = market.actions, market.personas
        self._allowed = allowed_actions(market)
        self._persona = np.array(customers["persona"], np.int64)
        self._times = np.zeros((len(self._actions), len(self._personas)), np.int64)
        self._met = np.zeros((len(self._actions), len(customers)), bool)

    def take(self, rows: Records, who: Integers) -> None:
        """See `sim.study.portrait.part.Part`."""
        fired = np.isin(rows["event"], FIRES) & (rows["action"] >= 0)
        action, people = rows["action"][fired].astype(np.int64), who[fired]
        np.add.at(self._times, (action, self._persona[people]), 1)
        self._met[action, people] = True

    def told(self) -> dict[str, Any]:
        """Times and people by action and persona, and actions that never fired.

        Actions that the strategy does not use at any time are told as not allowed.
        """
        found = {}
        for place, name in enumerate(self._actions):
            met = np.bincount(self._persona[self._met[place]], minlength=len(self._personas))
            found[name] = {
                "allowed": self._allowed[name],
                "times": int(self._times[place].sum()),
                "people": int(met.sum()),
                "personas": {
                    persona: {"times": int(self._times[place, number]), "people": int(met[number])}
                    for number, persona in enumerate(self._personas)
                },
            }
        never = [name for name, one in found.items() if one["allowed"] and not one["times"]]
        people = np.bincount(self._persona, minlength=len(self._personas))
        whole = {name: int(people[number]) for number, name in enumerate(self._personas)}
        return {"actions": found, "never": never, "personas": whole}


def allowed_actions(market: Market) -> dict[str, bool]:
    """Whether a strategy uses an action, from the start or after a change."""
    found = dict.fromkeys(market.actions, False)
    for phase in market.phases:
        params = phase.params[0]
        for number, treatment in enumerate(market.treatments):
            found[treatment.action] |= bool(params["t_allowed"][number])
    return found
