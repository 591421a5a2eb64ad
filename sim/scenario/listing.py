"""Lists of what would be accepted, whole where they are short."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST = 300
"""Letters of a list that is still read to its end."""
NEAREST = 6


def listed(name: str, names: Iterable[str], where: str) -> str:
    """All names; of a long list those most like the one found, and where the others stand.

    Args:
        name: what was found.
        names: what would be accepted.
        where: the place that lists all of them.
    """
    accepted = list(names)
    whole = ", ".join(accepted)
    if len(whole) <= LONGEST:
        return whole
    near = difflib.get_close_matches(name, accepted, n=NEAREST, cutoff=0.3) or accepted[:NEAREST]
    return f"{', '.join(near)}, or another of the {len(accepted)} in {where}"
