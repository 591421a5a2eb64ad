"""Planned contacts that never end: rules that hold for everybody, day after day.

An action that goes on with each of three customers who never react (`silent`) has no end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern
from sim.scenario.checking.silent import Contact, Planned

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MANY = 24
"""Contacts a year with those who never react from which it is worth a word: two a month."""
MANY_CAPPED = 150
"""The same where caps were set on purpose, and leave three a week."""


def endless_contacts(
    scenario: Scenario,
    actions: Iterable[Planned],
    alone: Mapping[str, tuple[Sequence[Contact], ...]],
) -> Iterator[Concern]:
    """One for each planned action that writes to everybody for ever.

    Args:
        alone: from `silent.years_alone`.
    """
    for planned in actions:
        capped = any(
            not cap.channels or set(cap.channels) & set(planned.channels)
            for cap in scenario.contact_policy.caps
        )
        count = min(len(year) for year in alone[planned.action.name])
        if count >= (MANY_CAPPED if capped else MANY):
            where = ", ".join(planned.channels)
            yield Concern(
                f"action.{planned.action.name}.{planned.layer}",
                "this holds for everybody and for ever, whether they react or not",
                f"up to {count} contacts a customer and year on {where}, "
                + ("as many as the caps leave" if capped else f"as no cap limits {where}"),
            )
