"""Logs are decisions joined with the profiles that they were made for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.decided import COLUMNS
from engine.errors import DataError, nearest_name
from engine.rules import ProfileSchema

__all__ = ["require_joined"]


def require_joined(columns: Sequence[str], schema: ProfileSchema, needed: Iterable[str]) -> None:
    """Refuse a log that lacks a field of the profile: `decide` writes none of them.

    Raises:
        DataError: the first such field, in the order of the schema.
    """
    required = set(needed)
    for field in schema:
        if field.name in required and field.name not in columns:
            others = [name for name in columns if name not in COLUMNS]  # no misspelt profile's
            raise DataError(
                "the log lacks a column of the profile",
                place=f"column {field.name!r}",
                found=", ".join(columns),
                expected=f"{field.name}, a {field.kind}, joined from the profiles by customer: "
                "what decide writes does not hold it (docs/evaluation.md)",
                nearest=nearest_name(field.name, others),
            )
