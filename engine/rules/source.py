"""A rule's text and the places in it, for messages that point at the mistake."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from engine.errors import RuleError

__all__ = ["COMMENT", "Source", "shortened"]

SHOWN = 60
COMMENT = re.compile(r"""('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|#[^\n]*""")
"""A text in quotes, as group 1, or a comment."""


@dataclass(frozen=True)
class Source:
    """A rule's text and where it stands; the origin of every message about it."""

    text: str
    file: str | None
    place: str | None

    def error(
        self,
        message: str,
        position: int,
        *,
        found: str | None = None,
        expected: str | None = None,
        nearest: str | None = None,
    ) -> RuleError:
        """An error at a position in the text, counted in characters."""
        before = self.text[: max(position, 0)]
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        where = f"line {line}, column {column}"
        return RuleError(
            message,
            file=self.file,
            place=f"{self.place}, {where}" if self.place else where,
            found=found,
            expected=expected,
            nearest=nearest,
        )

    def place_of_byte(self, line: int, column: int) -> int:
        """Position of a syntax node: columns count bytes, and the first line has one more."""
        lines = self.text.split("\n")
        row = lines[line - 1] if line <= len(lines) else ""
        column = max(column - (line == 1), 0)
        within = len(row.encode("utf-8", "replace")[:column].decode("utf-8", "ignore"))
        return min(sum(len(other) + 1 for other in lines[: line - 1]) + within, len(self.text))

    def place_of_character(self, line: int | None, column: int | None) -> int:
        """Position of a syntax error, whose columns count characters from 1."""
        lines = self.text.split("\n")
        line, column = line or 1, column or 1
        within = max(column - 1 - (line == 1), 0)
        return min(sum(len(other) + 1 for other in lines[: line - 1]) + within, len(self.text))

    def line_at(self, position: int) -> str:
        """The line around a position, shortened."""
        start = self.text.rfind("\n", 0, position) + 1
        return shortened(self.text[start:].split("\n")[0])

    def words(self, node: ast.expr) -> str:
        """The text of a node on one line."""
        start = self.place_of_byte(node.lineno, node.col_offset)
        stop = self.place_of_byte(node.end_lineno or 1, node.end_col_offset or 0)
        words = COMMENT.sub(lambda match: match[1] or " ", self.text[start:stop])
        return " ".join(words.split())


def shortened(text: str) -> str:
    """A text that fits a message and can be printed."""
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
