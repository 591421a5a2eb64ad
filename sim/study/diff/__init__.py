"""``diff``: what two scenarios, runs or studies have in common and what not.

Keys of the scenario first, then what else shaped the work, then what came out. Runs with the same
luck are compared replication by replication, so that small changes are seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.study.diff.entries import Change, changed_keys, changed_labels, changed_settings
from sim.study.diff.results import Figure, changed_answer, changed_figures
from sim.study.diff.sides import RUN, STUDY, Side, side_of
from sim.study.money import Currency

__all__ = ["Change", "Diff", "Figure", "Side", "diff"]


@dataclass(frozen=True)
class Diff:
    """What is different.

    Attributes:
        first, second: what is compared.
        keys: values of the scenario by dotted key.
        labels: sources and ranges of its numbers by dotted key.
        settings: what else shaped the work; empty where one side is a file.
        figures: KPIs of runs by strategy and name, those that changed.
        answer: entries of studies' answers, by their path.
        paired: whether figures share their luck.
        notes: what could not be compared.
    """

    first: Side
    second: Side
    keys: tuple[Change, ...]
    labels: tuple[Change, ...]
    settings: tuple[Change, ...]
    figures: tuple[Figure, ...]
    answer: tuple[Change, ...]
    paired: bool
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        found = (self.keys, self.labels, self.settings, self.figures, self.answer)
        return not any(found) and not self.notes

    @property
    def currency(self) -> Currency:
        """Of the first side, for amounts of both."""
        return Currency(self.first.scenario.scenario.currency)

    def to_json(self) -> dict[str, object]:
        """The object that ``journey diff --json`` prints."""
        results: dict[str, object] = {}
        for one in self.figures:
            strategy = results.setdefault(one.strategy, {})
            assert isinstance(strategy, dict)
            strategy[one.kpi.name] = one.to_json(self.currency)
        results |= {one.key: one.to_json() for one in self.answer}
        return {
            "a": str(self.first.name),
            "b": str(self.second.name),
            "same": self.same,
            "keys": {one.key: one.to_json() for one in self.keys},
            "labels": {one.key: one.to_json() for one in self.labels},
            "settings": {one.key: one.to_json() for one in self.settings},
            "results": results,
            "paired": self.paired,
            "notes": list(self.notes),
        }


def diff(first: str | Path, second: str | Path) -> Diff:
    """Compare two scenarios, runs or studies.

    Args:
        first, second: a path or a built-in name of a scenario, or a folder that a run or a study
            has left.

    Raises:
        InputError: one is neither, or not complete.
    """
    a, b = side_of(first), side_of(second)
    notes: list[str] = []
    figures: tuple[Figure, ...] = ()
    answer: tuple[Change, ...] = ()
    paired = False
    if a.kind == b.kind == RUN:
        figures, paired, told = changed_figures(a, b)
        notes += told
    if a.kind == b.kind and a.kind in (RUN, STUDY):
        answer = changed_answer(a, b)
    elif a.kind != b.kind:
        notes.append(
            f"{a.name} is a {a.kind} and {b.name} a {b.kind}: only their scenarios are compared"
        )
    settings = changed_settings(a, b) if a.kind == b.kind else ()
    keys, labels = changed_keys(a.scenario, b.scenario), changed_labels(a.scenario, b.scenario)
    return Diff(a, b, keys, labels, settings, figures, answer, paired, tuple(notes))
