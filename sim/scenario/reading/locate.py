"""Where in a TOML text each key stands.

``tomllib`` tells no positions, so this reads the text once more, only for places. It expects a
text that ``tomllib`` has accepted; on anything else it stops early and knows fewer places.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.scenario.reading.labels import Path

_BLANK = " \t"
_END_OF_BARE = frozenset(" \t\r\n.=]},#")


class Places:
    """Line and column of every key of a TOML text.

    `of(path)` gives the place of a path of keys and list positions, or, where the text has no
    such key, that of the nearest table around it.
    """

    def __init__(self, text: str) -> None:
        reader = Reader(text)
        reader.read()
        self._offsets = reader.found
        self._starts = [0] + [i + 1 for i, letter in enumerate(text) if letter == "\n"]

    def of(self, path: Path) -> str | None:
        """``line:column`` of a path, or of what is around it; None where nothing is known."""
        for length in range(len(path), 0, -1):
            offset = self._offsets.get(path[:length])
            if offset is not None:
                line = bisect.bisect_right(self._starts, offset)
                return f"{line}:{offset - self._starts[line - 1] + 1}"
        return None

    def holds(self, path: Path) -> bool:
        """Whether the text itself has this path."""
        return path in self._offsets


@dataclass
class Reader:
    """A cursor over the text, and the places found so far."""

    text: str
    at: int = 0
    table: Path = ()
    lengths: dict[Path, int] = field(default_factory=dict)
    found: dict[Path, int] = field(default_factory=dict)

    def read(self) -> None:
        """Read statement by statement until the end, or until something is no TOML."""
        try:
            while self._skip_to_statement():
                if self.text[self.at] == "[":
                    self._header()
                else:
                    self._assignment(self.table)
        except (IndexError, RecursionError):
            return

    def spans(self) -> Iterator[tuple[Path, Path, int, int]]:
        """Table, path, start and end of every statement; a header has the table that it opens."""
        while self._skip_to_statement():
            start = self.at
            if self.text[start] == "[":
                self._header()
                yield self.table, self.table, start, self.at
            else:
                path = (*self.table, *(name for name, _ in self._key()))
                self.at = start
                self._assignment(self.table)
                yield self.table, path, start, self.at

    def _skip_to_statement(self) -> bool:
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "#":
                self._skip_line()
            elif letter in " \t\r\n":
                self.at += 1
            else:
                return True
        return False

    def _skip_line(self) -> None:
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end

    def _skip_blanks(self, letters: str = _BLANK) -> None:
        while self.text[self.at] in letters:
            self.at += 1

    def _skip_space_and_comments(self) -> None:
        while True:
            self._skip_blanks(" \t\r\n")
            if self.text[self.at] != "#":
                return
            self._skip_line()

    def _header(self) -> None:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        parts = self._key()
        self._skip_line()
        path: Path = ()
        for part in parts[:-1]:
            path = self._inside((*path, part[0]))
        path = (*path, parts[-1][0])
        self.found.setdefault(path, start)
        if many:
            index = self.lengths.get(path, 0)
            self.lengths[path] = index + 1
            path = (*path, index)
            self.found[path] = start
        self.table = path

    def _inside(self, path: Path) -> Path:
        """The table that a header's parent names: the last one where it is a list."""
        return (*path, self.lengths[path] - 1) if path in self.lengths else path

    def _key(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its place."""
        parts = []
        while True:
            self._skip_blanks()
            start = self.at
            letter = self.text[self.at]
            if letter in "\"'":
                name = self._string()
            else:
                while self.text[self.at] not in _END_OF_BARE:
                    self.at += 1
                if self.at == start:
                    raise IndexError("no key here")
                name = self.text[start : self.at]
            parts.append((name, start))
            self._skip_blanks()
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _assignment(self, table: Path) -> None:
        path = table
        for name, start in self._key():
            path = (*path, name)
            self.found.setdefault(path, start)
        if self.text[self.at] != "=":
            raise IndexError("no value here")
        self.at += 1
        self._skip_blanks()
        self._value(path)

    def _value(self, path: Path) -> None:
        letter = self.text[self.at]
        if letter in "\"'":
            self._string()
        elif letter == "[":
            self._array(path)
        elif letter == "{":
            self._inline(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip_space_and_comments()
            if self.text[self.at] == "]":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            start = self.at
            self.found[(*path, index)] = start
            self._value((*path, index))
            if self.at == start:
                raise IndexError("no value here")
            index += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while True:
            self._skip_space_and_comments()
            if self.text[self.at] == "}":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._assignment(path)

    def _string(self) -> str:
        """The content of a string, escapes left as they are except those of quotes."""
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            return self._long_string(quote)
        self.at += 1
        letters = []
        while self.text[self.at] != quote:
            if self.text[self.at] == "\\" and quote == '"':
                self.at += 1
            letters.append(self.text[self.at])
            self.at += 1
        self.at += 1
        return "".join(letters)

    def _long_string(self, quote: str) -> str:
        start = self.at + 3
        self.at = start
        while not self.text.startswith(quote * 3, self.at):
            self.at += 2 if self.text[self.at] == "\\" and quote == '"' else 1
            if self.at >= len(self.text):
                raise IndexError("a string without end")
        # Up to two quotes may stand right before the closing three.
        while self.text.startswith(quote, self.at + 3):
            self.at += 1
        self.at += 3
        return self.text[start : self.at - 3]
