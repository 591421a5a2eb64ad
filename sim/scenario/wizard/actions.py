"""An action of the file, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.scenario.wizard.toml_writing import labels, text


@dataclass(frozen=True)
class Action:
    """An action of the file.

    Attributes:
        name, title, about: what it is; `about` is the comment above it.
        group, goal: as in the file.
        lines: its other keys.
        treatments: as in the file, without brackets.
        channels: of its treatments.
        creatives, offers: that they use.
        starts: channels where the event that starts it can happen; none for planned ones.
        now: whether firms do it today.
        source: of its numbers; published with a year.
        every: least days between two of them to the same customer; 0 for any.
    """

    name: str
    title: str
    about: str
    group: str
    goal: str
    lines: tuple[str, ...]
    treatments: tuple[str, ...]
    channels: tuple[str, ...]
    creatives: tuple[str, ...]
    offers: tuple[str, ...]
    starts: tuple[str, ...]
    now: bool
    source: str
    year: int | None = None
    every: int = 0


def action_lines(actions: Iterable[Action]) -> list[str]:
    """The tables [[action]]."""
    lines: list[str] = []
    for action in actions:
        lines += [
            f"# {action.about}",
            "[[action]]",
            f"name = {text(action.name)}",
            f"title = {text(action.title)}",
            f"group = {text(action.group)}",
            f"goal = {text(action.goal)}",
            *action.lines,
        ]
        if len(action.treatments) == 1:
            lines.append(f"treatments = [{action.treatments[0]}]")
        else:
            lines += ["treatments = [", *(f"  {item}," for item in action.treatments), "]"]
        lines += [_labels(action), ""]
    return lines


def _labels(action: Action) -> str:
    if action.year is None:
        return labels(action.source)
    return (
        f'labels = {{ kind = "published", source = {text(action.source)}, year = {action.year} }}'
    )
