"""The statements of a TOML text with their comments, to be taken over into another file."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.reading.labels import Path
from sim.scenario.reading.locate import Reader

__all__ = ["Statement", "statements"]


@dataclass(frozen=True)
class Statement:
    """A header or an assignment.

    Attributes:
        path: where it stands: keys, and positions in lists.
        table: the table under whose header it stands, its own for a header.
        header: whether it is a header, ``[table]`` or ``[[table]]``.
        text: its lines as written, with a comment that follows it.
        above: the comment lines right above it, without an empty line between.
    """

    path: Path
    table: Path
    header: bool
    text: str
    above: tuple[str, ...]


def statements(text: str) -> list[Statement]:
    """All statements of a text that ``tomllib`` has accepted, in their order."""
    text = text.replace("\r\n", "\n")
    found = []
    past = 0
    for table, path, start, stop in Reader(text).spans():
        begin = text.rfind("\n", 0, start) + 1
        end = text.find("\n", stop)
        end = len(text) if end < 0 else end
        above: list[str] = []
        for line in reversed(text[past:begin].splitlines()):
            if not line.lstrip().startswith("#"):
                break
            above.insert(0, line.strip())
        found.append(
            Statement(path, table, text[start] == "[", text[begin:end].strip(), tuple(above))
        )
        past = min(end + 1, len(text))
    return found
