"""What is simulated: a strategy of a scenario, with what is other than in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.scenario.dials import Dials
    from sim.study.jobs import Plan

__all__ = ["Edit", "Variant"]


class Edit(Protocol):
    """A change of a scenario that no dotted key can tell; plain data, equal ones hashed alike."""

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario with the change.

        Raises:
            InputError: it does not fit.
        """

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """A strategy, and what is other than in the scenario's file; equal ones are built once.

    Attributes:
        strategy: its name.
        values: by dotted key, sorted; as a file would have them (`Scenario.with_values`).
        dials: in place of the strategy's own.
        edit: made before the values are set.
    """

    strategy: str
    values: tuple[tuple[str, Any], ...] = ()
    dials: Dials | None = None
    edit: Edit | None = None

    @classmethod
    def of(
        cls,
        strategy: str,
        values: Mapping[str, Any] | None = None,
        dials: Dials | None = None,
        edit: Edit | None = None,
    ) -> Variant:
        """The variant with these values, in any order."""
        return cls(strategy, tuple(sorted((values or {}).items())), dials, edit)

    def scenario(self, stated: Scenario) -> Scenario:
        """The scenario with its edit and its values.

        Raises:
            InputError: they do not fit.
        """
        edited = stated if self.edit is None else self.edit.apply(stated)
        if not self.values:
            return edited
        # labels of other values are read by nobody, and take most of the time
        plain = all(
            key in edited.numbers and isinstance(value, int | float) for key, value in self.values
        )
        return edited.with_values(dict(self.values), relabel=not plain)

    def market(self, stated: Scenario, plan: Plan, version: Scenario | None = None) -> Market:
        """What is lived.

        Args:
            version: `scenario` of it, where that is known already.

        Raises:
            InputError: edit or values do not fit.
        """
        from sim.study.prepare import build_market

        return build_market(version or self.scenario(stated), self.strategy, plan, self.dials)
