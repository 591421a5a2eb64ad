"""Media beyond the ceiling: what a budget cannot hold back is told."""

from __future__ import annotations

from collections.abc import Mapping

from sim.study.money import Currency
from sim.study.results import Kpis

TOLERANCE = 0.005
"""Share of the ceiling by which chance may overspend without a word."""


def overspent(kpis: Mapping[str, Kpis], ceiling: float, currency: Currency) -> tuple[str, ...]:
    """A note for each strategy whose media cost more than the ceiling.

    Args:
        ceiling: minor units a year, of the reported market.
    """
    notes = []
    for name, found in kpis.items():
        spent = found.estimates["media_cost"].mean or 0.0
        if spent > ceiling * (1.0 + TOLERANCE):
            notes.append(
                f"{name} spends {currency.text(spent)} a year on media, "
                f"{currency.text(spent - ceiling)} beyond the ceiling: transactional messages go "
                "out whatever the budget, and what a window overspends is only taken from later "
                "ones"
            )
    return tuple(notes)
