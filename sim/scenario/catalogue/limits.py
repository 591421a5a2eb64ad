"""The constraints and exclusions of a scenario, for a catalogue without mass media."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.constraints import COST, PICKS, Constraint, matches
from sim.scenario.catalogue.source import Source, value_text
from sim.scenario.limits import in_engine
from sim.scenario.models import Action
from sim.scenario.values.quantities import in_words
from sim.scenario.wizard.toml_writing import comment

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


class Limits:
    """What of a scenario's limits its catalogue keeps: those on what the catalogue has.

    Args:
        actions, channels: those of the catalogue.

    Attributes:
        kept: places of the constraints, each with lines in place of what the scenario writes.
        left_out: names of the others, which count nothing here.
    """

    def __init__(
        self,
        scenario: Scenario,
        source: Source,
        actions: Sequence[Action],
        channels: Collection[str],
    ) -> None:
        self.scenario = scenario
        self.source = source
        self.actions = actions
        self._there: dict[str, Collection[str]] = {
            "action": {action.name for action in actions},
            "channel": channels,
            "group": {action.group for action in actions},
        }
        self.kept: dict[int, dict[str, list[str]]] = {}
        self.left_out: list[str] = []
        for place, constraint in enumerate(scenario.document.constraint):
            own = in_engine(constraint, scenario.scenario.currency)
            left = self._left(own)
            if not self._counts(left):
                self.left_out.append(constraint.name)
                continue
            of = {key: list(names) for key, names in left.of.items()}
            self.kept[place] = {} if left == own else {"of": [f"of = {value_text(of)}"]}

    def _left(self, constraint: Constraint) -> Constraint:
        """A constraint without the names that the catalogue lacks."""
        of = {
            key: tuple(name for name in names if name in self._there.get(key, names))
            for key in constraint.of
            for names in (constraint.names(key) or (),)
        }
        return replace(constraint, of=of)

    def _counts(self, constraint: Constraint) -> bool:
        """Whether any treatment of the catalogue counts."""
        return any(
            matches(constraint, action, treatment)
            for action in self.actions
            for treatment in action.treatments
        )

    @property
    def formulas(self) -> list[str]:
        """Formulas of what the constraints count."""
        texts = (self.scenario.document.constraint[place].counts.text for place in self.kept)
        return [text for text in texts if text is not None and text not in (PICKS, COST)]

    def lines(self) -> Iterator[str]:
        """The tables, each after an empty line."""
        if self.left_out:
            names = ", ".join(self.left_out)
            yield from ("", *comment(f"Left out, as they count nothing here: {names}"))
        if self.kept:
            window = in_words(self.scenario.scenario.window)
            text = f"A plan of the scenario is that of a window ({window}), here it is one run of "
            text += 'journey decide. Bounds with per = "day" are multiplied by --days.'
            yield from ("", *comment(text))
        for place, instead in self.kept.items():
            yield from ("", *self.source.table(("constraint", place), None, instead))
        for place, exclusion in enumerate(self.scenario.document.exclusion):
            left = [name for name in exclusion.actions if name in self._there["action"]]
            if len(left) < 2:
                continue
            whole = len(left) == len(exclusion.actions)
            instead = {} if whole else {"actions": [f"actions = {value_text(left)}"]}
            yield from ("", *self.source.table(("exclusion", place), None, instead))
