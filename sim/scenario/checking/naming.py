"""Names that must lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.errors import nearest_name
from sim.scenario.listing import listed
from sim.scenario.reading.labels import Path
from sim.scenario.reading.translate import Mistakes

LISTED_IN = {
    "group": "the keys group of the [[action]] tables",
    "field of the profile": "docs/scenario.md",
    "field of a customer": "docs/customers.md",
}
"""Where names are listed that do not come from the file's own tables."""


def known(mistakes: Mistakes, path: Path, name: str, names: Iterable[str], what: str) -> bool:
    """Whether a name exists; reports it where it does not."""
    options = list(names)
    if name in options:
        return True
    where = LISTED_IN.get(what, f"the [[{what}]] tables")
    mistakes.add(
        path,
        f'there is no {what} "{name}"',
        found=name,
        expected=listed(name, options, where) or f"nothing: the scenario has no {what}",
        nearest=nearest_name(name, options),
    )
    return False


def repeated(names: Sequence[str]) -> str | None:
    """The first name that stands twice, or None."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
