"""What a cell of a table may say, and what is told of one that cannot be read.

The contents of a cell are never repeated: of a text its length is told, and what it looks like.
"""

from __future__ import annotations

import numpy as np

MOST_SHOWN = 10_000
"""Numbers below it are shown in errors; a longer one may belong to a telephone or an account."""
_MISSING = frozenset(
    "- -- – — . ? #nv #n/a #na #null! #value! #wert! #ref! #bezug! #div/0! #name? n/a na n.a. nan "
    "null nil none k.a. unknown unbekannt <na> <null> (null) \\n".split()
)
"""What programs and people write where they know nothing, in lower case."""


class BadCellError(Exception):
    """A cell that cannot be read.

    Args:
        expected: what would be accepted.
        found: what the cell is, where more can be said than its kind; never what it says.
    """

    def __init__(self, expected: str, *, found: str | None = None) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = found


def kind_of(cell: object) -> str:
    """What a cell is, without what it says, unless it is a short number."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        try:
            number = float(cell)
        except ValueError:
            return f"a text of {len(cell)} characters"
    elif isinstance(cell, (int, float)):
        number = float(cell)
    else:
        return f"a {type(cell).__name__}"
    if abs(number) < MOST_SHOWN or not np.isfinite(number):
        return f"{number:g}"
    return f"a number of {len(str(int(abs(number))))} digits"


def says_nothing(cell: object) -> bool:
    """Whether a cell looks like a mark for a value that is missing."""
    return isinstance(cell, str) and cell.strip().lower() in _MISSING


def as_text(cell: object) -> str:
    """A cell as a table of text would have it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def bound(value: float) -> str:
    """An end of what a field takes: ``20,000,000``, ``0.001``."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"
