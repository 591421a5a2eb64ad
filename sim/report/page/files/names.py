"""Names of files and sheets: short, without signs that a system refuses, each only once."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Names", "file_names"]

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Names:
    """Gives names that are not taken, whatever their case.

    Args:
        longest: units of UTF-16, as spreadsheets count.
        forbidden: signs that become dashes.
        taken: names that are never given.
    """

    def __init__(self, longest: int, forbidden: str, taken: Iterable[str] = ()) -> None:
        self._longest = longest
        self._forbidden = re.compile(f"[{re.escape(forbidden)}]")
        self._taken = {name.casefold() for name in taken}

    def new(self, asked: str) -> str:
        """The nearest free name to the one that is asked for."""
        plain = CONTROL.sub("-", self._forbidden.sub("-", asked)).strip(" .'") or "table"
        name, number = self._cut(plain, 0), 1
        while name.casefold() in self._taken:
            number += 1
            name = self._cut(plain, len(f"-{number}")) + f"-{number}"
        self._taken.add(name.casefold())
        return name

    def _cut(self, text: str, spare: int) -> str:
        """As much of it as there is room for, no sign halved."""
        while len(text.encode("utf-16-le")) // 2 > self._longest - spare:
            text = text[:-1]
        return text.rstrip(" .'")


def file_names(taken: Iterable[str] = ()) -> Names:
    """Names that every usual file system takes."""
    reserved = ("con", "prn", "aux", "nul", *(f"{port}{at}" for port in ("com", "lpt")
                                              for at in range(1, 10)))  # fmt: skip
    return Names(80, '<>:"/\\|?*%', taken=(*reserved, *taken))
