"""Names as numbers: draws hang on what a thing is called, never on its place in a table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from engine.errors import InputError

__all__ = ["ENTITY_BITS", "entity", "name_hash", "refuse_collisions"]

ENTITY_BITS = 24


def name_hash(name: str) -> int:
    """64 bits: the first eight bytes, little endian, of the SHA-256 of the name in UTF-8."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:8], "little")


def entity(name: str) -> int:
    """The low 24 bits of the name's hash: the name in the counter of a random draw."""
    return name_hash(name) & ((1 << ENTITY_BITS) - 1)


def refuse_collisions(names: Iterable[str], what: str) -> None:
    """Refuse names of one kind of thing that are equal or would share their random draws.

    Args:
        names: all names of one kind.
        what: the kind, in the singular, such as ``channel``.

    Raises:
        InputError: two names are the same, or their 24-bit hashes are.
    """
    seen: dict[int, str] = {}
    for name in names:
        number = entity(name)
        if number not in seen:
            seen[number] = name
            continue
        other = seen[number]
        raise InputError(
            f"two of the same name: {what} '{name}'"
            if other == name
            else f"the {what} names '{other}' and '{name}' would share their random draws",
            place=f"{what}.{name}",
            found=name,
            expected="any other name"
            if other == name
            else "any other name: the 24-bit hashes of these two happen to be equal",
        )
