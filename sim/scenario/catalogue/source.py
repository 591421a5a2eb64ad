"""A scenario's own words, table by table, for a file that is made from it."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sim.scenario.reading.labels import Path
from sim.scenario.reading.statements import Statement, statements
from sim.scenario.wizard.toml_writing import key as key_text

__all__ = ["Source", "value_text"]


class Source:
    """The tables of a scenario's text, to be taken over as they are written.

    Attributes:
        data: the file's data, labels and all.
    """

    def __init__(self, text: str) -> None:
        self.data: dict[str, Any] = tomllib.loads(text)
        self._headers: dict[Path, Statement] = {}
        self._written: dict[Path, list[Statement]] = {}
        for statement in statements(text):
            if statement.header:
                self._headers[statement.path] = statement
            for length in range(1, len(statement.path) + 1):
                self._written.setdefault(statement.path[:length], []).append(statement)

    def table(
        self,
        path: Path,
        keep: Collection[str] | None = None,
        instead: Mapping[str, Sequence[str]] | None = None,
        then: Sequence[str] = (),
    ) -> list[str]:
        """The lines of one table, its comments included.

        Args:
            path: ``("budget",)``, or ``("action", 3)`` for one of a list.
            keep: keys that are taken over, in the order of the file; by default all.
            instead: lines in place of what is written for a key.
            then: lines after those of the file.
        """
        item = self._at(path)
        header = self._headers.get(path)
        if header is not None:
            lines = [*header.above, header.text]
        else:
            lines = [f"[[{path[0]}]]" if len(path) > 1 else f"[{path[0]}]"]
        for key in item:
            if instead is not None and key in instead:
                lines += instead[key]
            elif keep is None or key in keep:
                lines += self.line((*path, key))
        return [*lines, *then]

    def _at(self, path: Path) -> Any:
        here: Any = self.data
        for part in path:
            here = here[part]
        return here

    def line(self, path: Path) -> list[str]:
        """One key as it is written, or written anew where it is spread over several statements."""
        value = self._at(path)
        written = self._written.get(path, [])
        if len(written) == 1 and written[0].table == path[:-1]:
            return [*written[0].above, *written[0].text.split("\n")]
        return [f"{key_text(str(path[-1]))} = {value_text(value)}"]


def value_text(value: Any) -> str:
    """A value in TOML, tables in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{key_text(name)} = {value_text(each)}" for name, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return repr(value)
